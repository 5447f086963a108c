//! Changes: two states of one PDF become what was changed from the one to the other, by meaning and not by spelling.
//!
//! What a later signature or its proof must change is known, and listed here; everything else is "other". So is what the
//! new state merely brings along: an object that nothing uses today may be put to use tomorrow.

mod alike;
mod catalog;
mod form;
mod page;
mod roles;

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::append::{entry, resolve};
use super::fields;
use super::report::{Finding, Kind};
use alike::{is_index, reached};
use roles::Roles;

pub(super) use alike::same;

/// What a stretch of updates changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Changes {
    /// What sorts of change there are.
    pub kinds: BTreeSet<Kind>,
    /// What is not allowed, or worth a remark.
    pub findings: Vec<Finding>,
    /// Names of the fields that were signed.
    pub signed: Vec<String>,
}

/// Entries of a trailer that every update writes anew.
const OWN_OF_TRAILER: &[&[u8]] =
    &[b"Size", b"Prev", b"XRefStm", b"ID", b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms", b"DL"];

/// What changed from an earlier state of a PDF to a later one.
pub(super) fn between(old: &Document, new: &Document) -> Changes {
    let mut comparison = Comparison { old, new, out: Changes::default(), granted: BTreeSet::new(), fields: fields::of(old) };
    comparison.trailer();
    comparison.objects();
    comparison.additions();
    comparison.out
}

struct Comparison<'a> {
    old: &'a Document,
    new: &'a Document,
    out: Changes,
    /// New objects that an allowed change brings.
    granted: BTreeSet<ObjectId>,
    fields: Vec<fields::Field>,
}

impl Comparison<'_> {
    fn other(&mut self, code: &'static str, sv: &str, en: &str) {
        self.out.kinds.insert(Kind::Other);
        let finding = Finding::refused(code, sv, en);
        if !self.out.findings.contains(&finding) {
            self.out.findings.push(finding);
        }
    }

    /// Says that an object has become one of another sort, which nothing allows.
    fn root_replaced(&mut self) {
        self.other(
            "root-replaced",
            "filen har fått en annan rot: allt i den kan vara utbytt",
            "the file has got another root: all in it may have been replaced",
        );
    }

    /// The entries of a dictionary that mean something else than before, with what they were and are; null for what is absent.
    fn changed(&self, before: &Dictionary, after: &Dictionary) -> Vec<(Vec<u8>, Object, Object)> {
        let keys: BTreeSet<&[u8]> = before.iter().chain(after.iter()).map(|(key, _)| key.as_slice()).collect();
        let values = |key: &[u8]| (before.get(key).unwrap_or(&Object::Null), after.get(key).unwrap_or(&Object::Null));
        let differs = |key: &&[u8]| {
            let (one, other) = values(key);
            !same(self.old, one, self.new, other)
        };
        let cloned = |key: &[u8]| {
            let (one, other) = values(key);
            (key.to_vec(), one.clone(), other.clone())
        };
        keys.into_iter().filter(differs).map(cloned).collect()
    }

    fn trailer(&mut self) {
        let (old, new) = (&self.old.trailer, &self.new.trailer);
        if old.get(b"Root").ok() != new.get(b"Root").ok() {
            self.root_replaced();
        }
        let first = |trailer: &Dictionary| trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|id| id.first().cloned());
        if let (Some(one), Some(other)) = (first(old), first(new))
            && !same(self.old, &one, self.new, &other)
        {
            self.other("identifier-changed", "filens identitet är ändrad", "the file's identity is changed");
        }
        let keys: BTreeSet<&[u8]> = old.iter().chain(new.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys {
            if OWN_OF_TRAILER.contains(&key) || key == b"Root" {
                continue;
            }
            let (one, other) = (old.get(key).ok(), new.get(key).ok());
            if one == other {
                continue;
            }
            if key == b"Info" {
                let (one, other) = (one.map(|one| resolve(self.old, one)), other.map(|other| resolve(self.new, other)));
                self.information(one.and_then(|one| one.as_dict().ok()), other.and_then(|other| other.as_dict().ok()));
                if let Some(id) = new.get(b"Info").ok().and_then(|info| info.as_reference().ok()) {
                    self.granted.insert(id);
                }
            } else {
                self.other("trailer-changed", "filens slut (trailer) är ändrat", "the end of the file (trailer) is changed");
            }
        }
    }

    /// The properties: dates and program names may change, what the document says of itself may not.
    fn information(&mut self, old: Option<&Dictionary>, new: Option<&Dictionary>) {
        const FREE: &[&[u8]] = &[b"ModDate", b"Producer", b"Creator", b"CreationDate", b"Trapped", b"PTEX.Fullbanner"];
        let empty = Dictionary::new();
        let (one, other) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
        if self.changed(one, other).iter().all(|(key, _, _)| FREE.contains(&key.as_slice())) {
            self.out.kinds.insert(Kind::Metadata);
        } else {
            self.properties_changed();
        }
    }

    fn properties_changed(&mut self) {
        self.other(
            "properties-changed",
            "dokumentets egenskaper är ändrade: titel, författare eller nyckelord, där kontrollsummorna står",
            "the document's properties are changed: title, author or keywords, where the hashes stand",
        );
    }

    fn objects(&mut self) {
        let (old, new) = (self.old, self.new);
        let root = old.trailer.get(b"Root").and_then(Object::as_reference).ok();
        let catalog = old.catalog().ok();
        let reference = |key: &[u8]| catalog.and_then(|catalog| catalog.get(key).ok()).and_then(|value| value.as_reference().ok());
        let (form, metadata) = (reference(b"AcroForm"), reference(b"Metadata"));
        let information = old.trailer.get(b"Info").and_then(Object::as_reference).ok();
        let list = catalog.and_then(|catalog| entry(old, catalog, b"AcroForm")).and_then(|form| form.as_dict().ok());
        let list = list.and_then(|form| form.get(b"Fields").ok()).and_then(|fields| fields.as_reference().ok());
        let mut proof = BTreeSet::new();
        if let Some(store) = catalog.and_then(|catalog| catalog.get(b"DSS").ok()) {
            reached(old, store, &mut proof);
        }
        let roles = Roles::of(old);
        for (id, before) in &old.objects {
            let Some(after) = new.objects.get(id) else {
                if !is_index(before) {
                    self.other("object-removed", "något i filen är borttaget", "something in the file was removed");
                }
                continue;
            };
            if before == after || same(old, before, new, after) || (is_index(before) && is_index(after)) {
                continue;
            }
            if Some(*id) == root {
                self.catalog(before, after);
            } else if Some(*id) == form {
                self.form(before.as_dict().ok(), after.as_dict().ok());
            } else if Some(*id) == list {
                self.field_list(before.as_array().ok(), after.as_array().ok());
            } else if Some(*id) == information {
                self.information(before.as_dict().ok(), after.as_dict().ok());
            } else if Some(*id) == metadata {
                self.metadata(before, after);
            } else if proof.contains(id) {
                self.proof(before, after);
            } else if let Some(field) = self.fields.iter().find(|field| field.id == *id).cloned() {
                self.field(&field, before, after);
            } else if let Some(page) = roles.pages.get(id).copied() {
                self.page(page, before, after);
            } else if roles.annotation_lists.contains(id) {
                self.annotations(before.as_array().ok(), after.as_array().ok());
            } else {
                let (code, sv, en) = roles.name(*id);
                self.other(code, sv, en);
            }
        }
    }

    /// Lets in what an allowed change refers to, as far as it is new.
    fn grant(&mut self, object: &Object) {
        let mut found = BTreeSet::new();
        reached(self.new, object, &mut found);
        self.granted.extend(found.into_iter().filter(|id| !self.old.objects.contains_key(id)));
    }

    /// New objects that nothing allowed brings.
    fn additions(&mut self) {
        let stray = self
            .new
            .objects
            .iter()
            .any(|(id, object)| !self.old.objects.contains_key(id) && !self.granted.contains(id) && !is_index(object));
        if stray {
            self.other(
                "object-added",
                "något är tillagt i filen som ingen underskrift behöver",
                "something was added to the file that no signature needs",
            );
        }
    }
}
