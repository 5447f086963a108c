//! The catalog: what an update changed of the file's root, of its proof and of its metadata becomes allowed kinds or findings.

use lopdf::Object;

use super::Comparison;
use super::alike::{kept_words, same};
use crate::sign::append::resolve;
use crate::sign::report::Kind;

impl Comparison<'_> {
    pub(super) fn catalog(&mut self, before: &Object, after: &Object) {
        let (Ok(before), Ok(after)) = (before.as_dict(), after.as_dict()) else {
            return self.root_replaced();
        };
        for (key, one, other) in self.changed(before, after) {
            match key.as_slice() {
                b"DSS" => {
                    self.proof(resolve(self.old, &one), resolve(self.new, &other));
                    self.grant(&other);
                }
                b"AcroForm" if !one.is_null() => {
                    let (one, other) = (resolve(self.old, &one), resolve(self.new, &other));
                    self.form(one.as_dict().ok(), other.as_dict().ok());
                }
                b"Extensions" | b"Version" if one.is_null() || key == b"Extensions" => {
                    self.out.kinds.insert(Kind::Signing);
                    self.grant(&other);
                }
                b"Metadata" => {
                    self.metadata(resolve(self.old, &one), resolve(self.new, &other));
                    self.grant(&other);
                }
                _ => self.other(
                    "root-changed",
                    "filens rot är ändrad: något som gäller hela dokumentet är utbytt",
                    "the file's root is changed: something that goes for the whole document was replaced",
                ),
            }
        }
    }

    /// The store of proofs grows: nothing that was in it may go.
    pub(super) fn proof(&mut self, before: &Object, after: &Object) {
        let kept = match (before, after) {
            (Object::Null, Object::Dictionary(_)) => true,
            (Object::Dictionary(one), Object::Dictionary(other)) => one.iter().all(|(key, value)| {
                let (value, other) = (resolve(self.old, value), other.get(key).map_or(&Object::Null, |other| resolve(self.new, other)));
                match (value, other) {
                    (Object::Array(one), Object::Array(other)) => one.iter().all(|item| other.contains(item)),
                    (Object::Dictionary(_), Object::Dictionary(_)) => true,
                    (one, other) => same(self.old, one, self.new, other),
                }
            }),
            (Object::Array(one), Object::Array(other)) => one.iter().all(|item| other.contains(item)),
            _ => false,
        };
        if kept {
            self.out.kinds.insert(Kind::ValidationData);
            self.grant(after);
        } else {
            self.other(
                "proof-removed",
                "bevis om certifikaten är borttagna eller utbytta",
                "proof about the certificates was removed or replaced",
            );
        }
    }

    pub(super) fn metadata(&mut self, before: &Object, after: &Object) {
        let content = |object: &Object| {
            let stream = object.as_stream().ok()?;
            let bytes = stream.decompressed_content_with_limit(4 << 20).unwrap_or_else(|_| stream.content.clone());
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let (one, other) = (content(before).unwrap_or_default(), content(after).unwrap_or_default());
        if kept_words(&one, &other) {
            self.out.kinds.insert(Kind::Metadata);
        } else {
            self.properties_changed();
        }
    }
}
