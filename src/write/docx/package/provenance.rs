//! Provenance turns where a document came from into a custom XML part, so that an edited Word file finds its way home.
//!
//! Word and LibreOffice keep the part as it is. Each bookmark of the text is listed with the field or the line of a
//! template that its text came from. Names are hashes, which nothing can compress, so each is given by its beginning, as
//! long as all of them need to differ. What the kind, the theme and the program were, the custom properties tell.

use std::collections::BTreeSet;

use super::super::xml::Element;
use crate::model::{Anchor, Origin, Tree};
use crate::write::Provenance;

/// The namespace of the part.
pub(in crate::write::docx) const NAMESPACE: &str = "urn:kansli:provenance:1";

/// The part itself. A redline says that it is one; what only its old version has came from another source, and is not listed.
pub(super) fn item(tree: &Tree, provenance: &Provenance, origins: &[(Anchor, Option<Origin>)]) -> Element {
    let text = |name: &str, text: &str| Element::new(name).text(text);
    let root = Element::new("provenance").with("xmlns", NAMESPACE);
    let length = beginning(origins.iter().map(|(anchor, _)| anchor.as_str()));
    let origins = origins.iter().filter_map(|(anchor, origin)| Some((anchor, origin.as_ref()?)));
    if tree.redline.is_some() { root.with("redline", "true") } else { root }
        .child(text("document", &tree.metadata.id))
        .child(text("kind", &tree.metadata.kind))
        .child(text("source-sha256", provenance.source.as_str()))
        .child(Element::new("origins").containing(origins.map(|(anchor, origin)| {
            let begins: String = anchor.as_str().chars().take(length).collect();
            let bookmark = Element::new("origin").with("begins", begins);
            match origin {
                Origin::Field(pointer) => bookmark.with("field", pointer.as_str()),
                Origin::Template { file, line } => bookmark.with("file", file.as_str()).with("line", line.to_string()),
            }
        })))
}

/// The least length, from 5 characters, at which no two names begin alike.
fn beginning<'n>(names: impl Iterator<Item = &'n str> + Clone) -> usize {
    let count = names.clone().collect::<BTreeSet<_>>().len();
    let longest = names.clone().map(|name| name.chars().count()).max().unwrap_or_default();
    let all_differ =
        |length: &usize| names.clone().map(|name| name.chars().take(*length).collect::<String>()).collect::<BTreeSet<_>>().len() == count;
    (5..longest).find(all_differ).unwrap_or(longest)
}

/// The part's own name among all custom XML parts: a GUID of the first half of the source's hash.
pub(super) fn properties(provenance: &Provenance) -> Element {
    let digits = provenance.source.as_str().to_ascii_uppercase();
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default().to_owned();
    let id = [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-");
    let store = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
    let schema = Element::new("ds:schemaRef").with("ds:uri", NAMESPACE);
    Element::new("ds:datastoreItem")
        .with("xmlns:ds", store)
        .with("ds:itemID", format!("{{{id}}}"))
        .child(Element::new("ds:schemaRefs").child(schema))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_long_enough_to_tell_names_apart() {
        let length = |names: &[&str]| beginning(names.iter().copied());
        assert_eq!(length(&["k1234567", "k1244567"]), 5);
        assert_eq!(length(&["k1234567", "k1234667"]), 6);
        assert_eq!(length(&["k1234567", "k1234568"]), 8);
        assert_eq!(length(&["k1", "k2"]), 2);
        assert_eq!(length(&[]), 0);
    }
}
