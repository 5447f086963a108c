//! Provenance turns where a document came from into a custom XML part, so that an edited Word file finds its way home.
//!
//! Word and LibreOffice keep the part as it is. Each bookmark of the text is listed with the field or the line of a
//! template that its text came from. Names are hashes, which nothing can compress, so each is given by its beginning, as
//! long as all of them need to differ. What the kind, the theme and the program were, the custom properties tell.

use super::super::body::Bookmarked;
use super::super::xml::{Element, escape};
use crate::model::{Origin, Tree};
use crate::write::Provenance;

/// The namespace of the part.
pub(in crate::write::docx) const NAMESPACE: &str = "urn:kansli:provenance:1";

/// The part itself. A redline says that it is one; what only its old version has came from another source, and is not listed.
pub(super) fn item(tree: &Tree, provenance: &Provenance, origins: &[Bookmarked<'_>]) -> Vec<u8> {
    let text = |name: &str, text: &str| Element::new(name).text(text);
    let root = Element::new("provenance").with("xmlns", NAMESPACE);
    let root = if tree.redline.is_some() { root.with("redline", "true") } else { root }
        .child(text("document", &tree.metadata.id))
        .child(text("kind", &tree.metadata.kind))
        .child(text("source-sha256", provenance.source.as_str()));
    let length = beginning(origins.iter().map(|(name, _)| *name).collect());
    let mut list = String::new();
    let mut attribute = |name: &str, value: &str| {
        list.push_str(name);
        escape(value, true, &mut list);
    };
    for (name, origin) in origins.iter().filter_map(|(name, origin)| Some((name, (*origin)?))) {
        attribute("<origin begins=\"", name.get(..length).unwrap_or(name));
        match origin {
            Origin::Field(pointer) => attribute("\" field=\"", pointer.as_str()),
            Origin::Template { file, line } => {
                attribute("\" file=\"", file.as_str());
                attribute("\" line=\"", &line.to_string());
            }
        }
        attribute("\"/>", "");
    }
    // Nothing stands between the elements, and the list is last.
    let origins = if list.is_empty() { Element::new("origins") } else { Element::new("origins").text("") };
    root.child(origins).to_part_behind("origins", &list)
}

/// The least length, from 5 bytes, at which no two names begin alike; names are of ASCII.
fn beginning(mut names: Vec<&str>) -> usize {
    names.sort_unstable();
    names.dedup();
    let alike = |(one, other): (&&str, &&str)| one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let needed = names.iter().zip(names.iter().skip(1)).map(alike).max().map_or(0, |most| most + 1);
    let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
    needed.max(5).min(longest)
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
        let length = |names: &[&str]| beginning(names.to_vec());
        assert_eq!(length(&["k1234567", "k1244567"]), 5);
        assert_eq!(length(&["k1234567", "k1234667"]), 6);
        assert_eq!(length(&["k1234567", "k1234568"]), 8);
        assert_eq!(length(&["k1234567", "k1334567", "k1234567", "k1235567"]), 5);
        assert_eq!(length(&["k1", "k2"]), 2);
        assert_eq!(length(&[]), 0);
    }
}
