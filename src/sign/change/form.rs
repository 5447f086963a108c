//! The form: what an update changed of the fields for signatures becomes signatures that were added, or findings.

use lopdf::{Dictionary, Object};

use super::Comparison;
use crate::sign::append::{entry, resolve, text_of};
use crate::sign::fields;
use crate::sign::report::Kind;

/// What a new field may hold: nothing that acts, or that shows more than the signature.
const OF_A_NEW_FIELD: &[&[u8]] = &[
    b"Type",
    b"Subtype",
    b"FT",
    b"T",
    b"TU",
    b"V",
    b"F",
    b"Rect",
    b"P",
    b"AP",
    b"Lock",
    b"SV",
    b"MK",
    b"DR",
    b"Ff",
    b"Border",
    b"StructParent",
];

impl Comparison<'_> {
    pub(super) fn form_replaced(&mut self) {
        self.other(
            "form-changed",
            "formuläret med underskrifterna är borttaget eller utbytt",
            "the form of the signatures was removed or replaced",
        );
    }

    pub(super) fn form(&mut self, before: Option<&Dictionary>, after: Option<&Dictionary>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.form_replaced();
        };
        for (key, one, other) in self.changed(before, after) {
            match key.as_slice() {
                b"Fields" => {
                    let (one, other) = (resolve(self.old, &one), resolve(self.new, &other));
                    self.field_list(one.as_array().ok(), other.as_array().ok());
                }
                b"SigFlags" if other.as_i64().is_ok_and(|flags| flags & 1 == 1) => {
                    self.out.kinds.insert(Kind::Signing);
                }
                b"DR" | b"DA" if one.is_null() => {
                    self.out.kinds.insert(Kind::Signing);
                    self.grant(&other);
                }
                _ => self.other("form-changed", "formuläret med underskrifterna är ändrat", "the form of the signatures is changed"),
            }
        }
    }

    /// Fields may come, if they are signatures that cover nothing; none may go.
    pub(super) fn field_list(&mut self, before: Option<&Vec<Object>>, after: Option<&Vec<Object>>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.form_replaced();
        };
        if !before.iter().all(|field| after.contains(field)) {
            self.other("field-removed", "ett fält för underskrift är borttaget", "a signature field was removed");
        }
        for field in after.iter().filter(|field| !before.contains(field)) {
            match self.new_field(field) {
                Some(name) => {
                    let dictionary = resolve(self.new, field).as_dict().ok();
                    let value = dictionary.and_then(|field| entry(self.new, field, b"V")).and_then(|value| value.as_dict().ok());
                    // A time stamp over the document is proof, and nobody's signature.
                    if value.is_some_and(|value| value.has_type(b"DocTimeStamp")) {
                        self.out.kinds.insert(Kind::ValidationData);
                    } else {
                        self.out.kinds.insert(Kind::Signing);
                        self.out.signed.push(name);
                    }
                    self.grant(field);
                }
                None => self.other(
                    "field-added",
                    "ett fält är tillagt som kan visa eller täcka något på sidan",
                    "a field was added that may show or cover something on the page",
                ),
            }
        }
    }

    /// The name of a field that is new, a signature, and covers nothing.
    pub(super) fn new_field(&self, field: &Object) -> Option<String> {
        let id = field.as_reference().ok()?;
        if self.old.objects.contains_key(&id) {
            return None;
        }
        let dictionary = self.new.get_dictionary(id).ok()?;
        let known = dictionary.iter().all(|(key, _)| OF_A_NEW_FIELD.contains(&key.as_slice()));
        let signature = dictionary.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
        let sides: Vec<f32> = match entry(self.new, dictionary, b"Rect") {
            Some(sides) => sides.as_array().ok()?.iter().map(|side| side.as_float().ok()).collect::<Option<_>>()?,
            None => vec![0.0; 4],
        };
        let empty = matches!(sides.as_slice(), [left, bottom, right, top] if left == right || bottom == top);
        (known && signature && empty).then(|| dictionary.get(b"T").and_then(Object::as_str).map(text_of).unwrap_or_default())
    }

    /// A field that was open may be signed; nothing else of it may change.
    pub(super) fn field(&mut self, field: &fields::Field, before: &Object, after: &Object) {
        let (Ok(one), Ok(other)) = (before.as_dict(), after.as_dict()) else {
            return self.other("field-changed", "ett fält för underskrift är utbytt", "a signature field was replaced");
        };
        let changed: Vec<Vec<u8>> = self.changed(one, other).into_iter().map(|(key, _, _)| key).collect();
        if !field.is_open() {
            let appearance = changed.iter().all(|key| key == b"AP");
            return if appearance {
                self.other(
                    "appearance-changed",
                    "det som en underskrift visar på sidan är utbytt",
                    "what a signature shows on the page was replaced",
                )
            } else {
                self.other("signature-replaced", "en underskrift är utbytt eller borttagen", "a signature was replaced or removed")
            };
        }
        let value = entry(self.new, other, b"V").and_then(|value| value.as_dict().ok());
        let signature = value.is_some_and(|value| value.has(b"ByteRange") && value.has(b"Contents"));
        let allowed = |key: &Vec<u8>| matches!(key.as_slice(), b"V" | b"AP" | b"M" | b"MK" | b"Ff" | b"AS");
        if !changed.iter().all(allowed) {
            return self.other(
                "field-changed",
                "ett fält för underskrift är flyttat eller ändrat",
                "a signature field was moved or changed",
            );
        }
        if !signature {
            return if changed.iter().any(|key| key == b"V") {
                self.other(
                    "field-changed",
                    "ett fält för underskrift är ifyllt med något annat",
                    "a signature field is filled with something else",
                )
            } else {
                self.other("appearance-changed", "ett tomt fält för underskrift visar något", "an empty signature field shows something")
            };
        }
        self.out.kinds.insert(Kind::Signing);
        self.out.signed.push(field.name.clone());
        for key in [b"V".as_slice(), b"AP", b"MK"] {
            if let Ok(value) = other.get(key) {
                self.grant(&value.clone());
            }
        }
    }
}
