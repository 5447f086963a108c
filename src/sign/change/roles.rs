//! Roles: the objects of a PDF become what they are to a reader, so that a change can be told by name.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Document, ObjectId};

use super::alike::reached;
use crate::sign::append::resolve;
use crate::sign::fields;

/// What objects are to a reader, so that a change can be told by name.
pub(super) struct Roles {
    pub(super) pages: BTreeMap<ObjectId, usize>,
    pub(super) contents: BTreeSet<ObjectId>,
    pub(super) annotations: BTreeSet<ObjectId>,
    pub(super) annotation_lists: BTreeSet<ObjectId>,
    pub(super) appearances: BTreeSet<ObjectId>,
    pub(super) signatures: BTreeSet<ObjectId>,
}

impl Roles {
    pub(super) fn of(document: &Document) -> Self {
        let mut out = Self {
            pages: document.page_iter().take(5_000).enumerate().map(|(at, id)| (id, at + 1)).collect(),
            contents: BTreeSet::new(),
            annotations: BTreeSet::new(),
            annotation_lists: BTreeSet::new(),
            appearances: BTreeSet::new(),
            signatures: fields::of(document).iter().filter_map(|field| field.value).collect(),
        };
        for id in out.pages.keys().copied().collect::<Vec<_>>() {
            let Ok(page) = document.get_dictionary(id) else { continue };
            out.contents.extend(document.get_page_contents(id));
            if let Ok(list) = page.get(b"Annots") {
                out.annotation_lists.extend(list.as_reference());
                let list = resolve(document, list).as_array().into_iter().flatten();
                let annotations: Vec<ObjectId> = list.filter_map(|one| one.as_reference().ok()).collect();
                for annotation in &annotations {
                    let shown = document.get_dictionary(*annotation).ok().and_then(|annotation| annotation.get(b"AP").ok());
                    if let Some(shown) = shown {
                        reached(document, shown, &mut out.appearances);
                    }
                }
                out.annotations.extend(annotations);
            }
        }
        out
    }

    pub(super) fn name(&self, id: ObjectId) -> (&'static str, &'static str, &'static str) {
        if self.contents.contains(&id) {
            ("content-changed", "texten på en sida är utbytt", "the text of a page was replaced")
        } else if self.signatures.contains(&id) {
            ("signature-replaced", "en underskrift är utbytt eller borttagen", "a signature was replaced or removed")
        } else if self.annotations.contains(&id) {
            ("annotation-changed", "en anteckning, länk eller ett fält är ändrat", "an annotation, link or field is changed")
        } else if self.appearances.contains(&id) {
            ("appearance-changed", "det som en underskrift visar på sidan är utbytt", "what a signature shows on the page was replaced")
        } else {
            ("object-changed", "något som dokumentet består av är utbytt", "something that the document is made of was replaced")
        }
    }
}
