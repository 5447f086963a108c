//! Changes: two states of one PDF become what was changed from the one to the other, by meaning and not by spelling.
//!
//! What a later signature or its proof must change is known, and listed here; everything else is "other". So is what the
//! new state merely brings along: an object that nothing uses today may be put to use tomorrow.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::append::{entry, resolve, text_of};
use super::fields;
use super::report::{Finding, Kind};

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
    let mut comparison =
        Comparison { old, new, out: Changes::default(), granted: BTreeSet::new(), seen: BTreeSet::new(), fields: fields::of(old) };
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
    /// Changed objects that have been judged.
    seen: BTreeSet<ObjectId>,
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

    fn trailer(&mut self) {
        let (old, new) = (&self.old.trailer, &self.new.trailer);
        if old.get(b"Root").ok() != new.get(b"Root").ok() {
            self.other(
                "root-replaced",
                "filen har fått en annan rot: allt i den kan vara utbytt",
                "the file has got another root: all in it may have been replaced",
            );
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
        let keys: BTreeSet<&[u8]> = one.iter().chain(other.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys {
            let (before, after) = (one.get(key).unwrap_or(&Object::Null), other.get(key).unwrap_or(&Object::Null));
            if !FREE.contains(&key) && !same(self.old, before, self.new, after) {
                return self.other(
                    "properties-changed",
                    "dokumentets egenskaper är ändrade: titel, författare eller nyckelord, där kontrollsummorna står",
                    "the document's properties are changed: title, author or keywords, where the hashes stand",
                );
            }
        }
        self.out.kinds.insert(Kind::Metadata);
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
            self.seen.insert(*id);
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

    fn catalog(&mut self, before: &Object, after: &Object) {
        let (Ok(before), Ok(after)) = (before.as_dict(), after.as_dict()) else {
            return self.other(
                "root-replaced",
                "filen har fått en annan rot: allt i den kan vara utbytt",
                "the file has got another root: all in it may have been replaced",
            );
        };
        let keys: BTreeSet<&[u8]> = before.iter().chain(after.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys {
            let (one, other) = (before.get(key).unwrap_or(&Object::Null), after.get(key).unwrap_or(&Object::Null));
            if same(self.old, one, self.new, other) {
                continue;
            }
            match key {
                b"DSS" => {
                    let (one, other) = (resolve(self.old, one).clone(), resolve(self.new, other).clone());
                    self.proof(&one, &other);
                    self.grant(after.get(key).unwrap_or(&Object::Null));
                }
                b"AcroForm" if !one.is_null() => {
                    let (one, other) = (resolve(self.old, one), resolve(self.new, other));
                    self.form(one.as_dict().ok(), other.as_dict().ok());
                }
                b"Extensions" | b"Version" if one.is_null() || key == b"Extensions" => {
                    self.out.kinds.insert(Kind::Signing);
                    self.grant(other);
                }
                b"Metadata" => {
                    let (one, other) = (resolve(self.old, one).clone(), resolve(self.new, other).clone());
                    self.metadata(&one, &other);
                    self.grant(after.get(key).unwrap_or(&Object::Null));
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
    fn proof(&mut self, before: &Object, after: &Object) {
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

    fn metadata(&mut self, before: &Object, after: &Object) {
        let content = |object: &Object| {
            let stream = object.as_stream().ok()?;
            let bytes = stream.decompressed_content_with_limit(4 << 20).unwrap_or_else(|_| stream.content.clone());
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let (one, other) = (content(before).unwrap_or_default(), content(after).unwrap_or_default());
        if kept_words(&one, &other) {
            self.out.kinds.insert(Kind::Metadata);
        } else {
            self.other(
                "properties-changed",
                "dokumentets egenskaper är ändrade: titel, författare eller nyckelord, där kontrollsummorna står",
                "the document's properties are changed: title, author or keywords, where the hashes stand",
            );
        }
    }

    fn form(&mut self, before: Option<&Dictionary>, after: Option<&Dictionary>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.other(
                "form-changed",
                "formuläret med underskrifterna är borttaget eller utbytt",
                "the form of the signatures was removed or replaced",
            );
        };
        let keys: BTreeSet<&[u8]> = before.iter().chain(after.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys {
            let (one, other) = (before.get(key).unwrap_or(&Object::Null), after.get(key).unwrap_or(&Object::Null));
            if same(self.old, one, self.new, other) {
                continue;
            }
            match key {
                b"Fields" => {
                    let (one, other) = (resolve(self.old, one), resolve(self.new, other));
                    self.field_list(one.as_array().ok(), other.as_array().ok());
                }
                b"SigFlags" if other.as_i64().is_ok_and(|flags| flags & 1 == 1) => {
                    self.out.kinds.insert(Kind::Signing);
                }
                b"DR" | b"DA" if one.is_null() => {
                    self.out.kinds.insert(Kind::Signing);
                    self.grant(other);
                }
                _ => self.other("form-changed", "formuläret med underskrifterna är ändrat", "the form of the signatures is changed"),
            }
        }
    }

    /// Fields may come, if they are signatures that cover nothing; none may go.
    fn field_list(&mut self, before: Option<&Vec<Object>>, after: Option<&Vec<Object>>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.other(
                "form-changed",
                "formuläret med underskrifterna är borttaget eller utbytt",
                "the form of the signatures was removed or replaced",
            );
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
    fn new_field(&self, field: &Object) -> Option<String> {
        let id = field.as_reference().ok()?;
        if self.old.objects.contains_key(&id) {
            return None;
        }
        let dictionary = self.new.get_dictionary(id).ok()?;
        let allowed: &[&[u8]] = &[
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
        let known = dictionary.iter().all(|(key, _)| allowed.contains(&key.as_slice()));
        let signature = dictionary.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
        let sides: Vec<f32> = match entry(self.new, dictionary, b"Rect") {
            Some(sides) => sides.as_array().ok()?.iter().map(|side| side.as_float().ok()).collect::<Option<_>>()?,
            None => vec![0.0; 4],
        };
        let empty = matches!(sides.as_slice(), [left, bottom, right, top] if left == right || bottom == top);
        (known && signature && empty).then(|| dictionary.get(b"T").and_then(Object::as_str).map(text_of).unwrap_or_default())
    }

    /// A field that was open may be signed; nothing else of it may change.
    fn field(&mut self, field: &fields::Field, before: &Object, after: &Object) {
        let (Ok(one), Ok(other)) = (before.as_dict(), after.as_dict()) else {
            return self.other("field-changed", "ett fält för underskrift är utbytt", "a signature field was replaced");
        };
        let changed: Vec<Vec<u8>> = {
            let keys: BTreeSet<&[u8]> = one.iter().chain(other.iter()).map(|(key, _)| key.as_slice()).collect();
            let differs = |key: &&[u8]| {
                let (one, other) = (one.get(key).unwrap_or(&Object::Null), other.get(key).unwrap_or(&Object::Null));
                !same(self.old, one, self.new, other)
            };
            keys.into_iter().filter(differs).map(<[u8]>::to_vec).collect()
        };
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

    fn page(&mut self, number: usize, before: &Object, after: &Object) {
        let (Ok(one), Ok(other)) = (before.as_dict(), after.as_dict()) else {
            return self.page_changed(number);
        };
        let keys: BTreeSet<&[u8]> = one.iter().chain(other.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys {
            let (one, other) = (one.get(key).unwrap_or(&Object::Null), other.get(key).unwrap_or(&Object::Null));
            if same(self.old, one, self.new, other) {
                continue;
            }
            if key == b"Annots" {
                let (before, after) = (resolve(self.old, one), resolve(self.new, other));
                let empty = Vec::new();
                let before = if before.is_null() { Some(&empty) } else { before.as_array().ok() };
                self.annotations(before, after.as_array().ok());
                if let Ok(id) = other.as_reference()
                    && !self.old.objects.contains_key(&id)
                {
                    self.granted.insert(id);
                }
            } else {
                self.page_changed(number);
            }
        }
    }

    fn page_changed(&mut self, number: usize) {
        self.other("page-changed", &format!("sidan {number} är ändrad"), &format!("page {number} is changed"));
    }

    /// Widgets of new signatures may come to a page; no annotation else, and none may go.
    fn annotations(&mut self, before: Option<&Vec<Object>>, after: Option<&Vec<Object>>) {
        let (Some(before), Some(after)) = (before, after) else {
            return self.other("annotation-removed", "anteckningar är borttagna från en sida", "annotations were removed from a page");
        };
        if !before.iter().all(|one| after.contains(one)) {
            self.other(
                "annotation-removed",
                "en anteckning, länk eller ett fält är borttaget från en sida",
                "an annotation, link or field was removed from a page",
            );
        }
        for added in after.iter().filter(|one| !before.contains(one)) {
            if self.new_field(added).is_some() {
                self.grant(added);
            } else {
                self.other("annotation-added", "något är lagt ovanpå en sida", "something was laid upon a page");
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

/// Whether later metadata (XMP) still say what earlier ones said of the document: the title and the words with hashes, however
/// a program has set the elements anew.
fn kept_words(before: &str, after: &str) -> bool {
    let (one, other) = (words_of(before), words_of(after));
    let hashes = |words: &BTreeSet<String>| words.iter().filter(|words| words.contains(":sha256:")).cloned().collect::<BTreeSet<_>>();
    let title = before.split("<dc:title>").nth(1).and_then(|rest| rest.split("</dc:title>").next()).unwrap_or_default();
    let title = title.split('<').filter_map(|part| part.split_once('>')).map(|(_, words)| words.trim()).filter(|words| !words.is_empty());
    hashes(&one) == hashes(&other) && title.flat_map(words_of).all(|words| other.contains(&words))
}

/// The words between the tags of XML and those of attributes, each stretch by itself: programs move them from the one to the other.
fn words_of(xml: &str) -> BTreeSet<String> {
    let entities = [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let mut out = BTreeSet::new();
    let mut keep = |words: &mut String| {
        let plain = entities.iter().fold(std::mem::take(words), |words, (entity, character)| words.replace(entity, character));
        if !plain.trim().is_empty() {
            out.insert(plain.trim().to_owned());
        }
    };
    let (mut words, mut within, mut quote) = (String::new(), false, None);
    for character in xml.chars() {
        match (within, quote) {
            (true, Some(mark)) if character == mark => {
                quote = None;
                keep(&mut words);
            }
            (true, None) if matches!(character, '"' | '\'') => quote = Some(character),
            (true, None) if character == '>' => within = false,
            (true, None) => {}
            (false, _) if character == '<' => {
                within = true;
                keep(&mut words);
            }
            _ => words.push(character),
        }
    }
    keep(&mut words);
    out
}

/// Whether an object is only an index of others.
fn is_index(object: &Object) -> bool {
    object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"XRef") || stream.dict.has_type(b"ObjStm"))
}

/// Everything that an object leads to, without going back to pages, parents and the structure.
fn reached(document: &Document, object: &Object, out: &mut BTreeSet<ObjectId>) {
    let mut left = vec![object];
    while let Some(object) = left.pop() {
        match object {
            Object::Reference(id) => {
                if out.len() < 100_000
                    && out.insert(*id)
                    && let Some(target) = document.objects.get(id)
                {
                    left.push(target);
                }
            }
            Object::Array(items) => left.extend(items),
            Object::Dictionary(dictionary) => left.extend(onward(dictionary)),
            Object::Stream(stream) => left.extend(onward(&stream.dict)),
            _ => {}
        }
    }
}

fn onward(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    dictionary.iter().filter(|(key, _)| !matches!(key.as_slice(), b"P" | b"Parent" | b"Pg")).map(|(_, value)| value)
}

/// Whether two objects mean the same: numbers by value, texts by their characters, dictionaries in any order.
pub(super) fn same(old: &Document, one: &Object, new: &Document, other: &Object) -> bool {
    match (one, other) {
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            matches!((one.as_float(), other.as_float()), (Ok(one), Ok(other)) if (one - other).abs() <= 1e-4 * one.abs().max(1.0))
                && (one.as_i64().is_err() || other.as_i64().is_err() || one.as_i64().ok() == other.as_i64().ok())
        }
        (Object::String(one, _), Object::String(other, _)) => one == other || text_of(one) == text_of(other),
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(old, one, new, other))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => same_entries(old, one, new, other, &[]),
        (Object::Stream(one), Object::Stream(other)) => {
            let how: &[&[u8]] = &[b"Length", b"Filter", b"DecodeParms"];
            let alike = |key: &&[u8]| match (one.dict.get(key), other.dict.get(key)) {
                (Ok(one), Ok(other)) => same(old, one, new, other),
                (Err(_), Err(_)) => true,
                _ => false,
            };
            same_entries(old, &one.dict, new, &other.dict, how) && one.content == other.content && how.iter().skip(1).all(alike)
        }
        _ => one == other,
    }
}

fn same_entries(old: &Document, one: &Dictionary, new: &Document, other: &Dictionary, but: &[&[u8]]) -> bool {
    let kept = |dictionary: &Dictionary| {
        let entries = dictionary.iter().filter(|(key, value)| !but.contains(&key.as_slice()) && !value.is_null());
        entries.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (kept(one), kept(other));
    one.len() == other.len() && one.iter().zip(&other).all(|((name, one), (key, other))| name == key && same(old, one, new, other))
}

/// What objects are to a reader, so that a change can be told by name.
struct Roles {
    pages: BTreeMap<ObjectId, usize>,
    contents: BTreeSet<ObjectId>,
    annotations: BTreeSet<ObjectId>,
    annotation_lists: BTreeSet<ObjectId>,
    appearances: BTreeSet<ObjectId>,
    signatures: BTreeSet<ObjectId>,
}

impl Roles {
    fn of(document: &Document) -> Self {
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

    fn name(&self, id: ObjectId) -> (&'static str, &'static str, &'static str) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_set_anew_say_the_same() {
        let before = "<dc:title><rdf:li xml:lang='x'>En &amp; samma</rdf:li></dc:title><pdf:Keywords>source:sha256:1, x:{&quot;a&quot;}</pdf:Keywords>";
        let after = "<r pdf:Keywords=\"source:sha256:1, x:{&quot;a&quot;}\" p='y'><dc:title><rdf:li>En &amp; samma</rdf:li></dc:title></r>";
        assert!(kept_words(before, after));
        assert!(!kept_words(before, &after.replace("256:1", "256:2")));
        assert!(!kept_words(before, &after.replace("samma", "annan")));
        assert!(!kept_words(before, &after.replace("</r>", "<k>docx:sha256:3</k></r>")));
    }
}
