//! An update turns objects into bytes behind a PDF, whose own bytes stay as they are (ISO 32000-1, 7.5.6).
//!
//! Written here rather than by the PDF library so that the place of every byte is known, and no number drifts.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::diag::Fault;
use crate::diag::codes;
use crate::model::Hash;

/// Most bytes that a stream of an index may unpack to.
const LARGEST_STREAM: usize = 64 << 20;

/// Reads a PDF without mending it.
///
/// # Errors
/// When it is encrypted, damaged or no PDF.
pub fn load(bytes: &[u8]) -> Result<Document, Fault> {
    let unreadable = |sv: &str, en: &str| Fault::new(codes::PDF_UNREADABLE, sv, en);
    if !bytes.iter().take(1024).copied().collect::<Vec<_>>().windows(5).any(|start| start == b"%PDF-") {
        return Err(unreadable("detta är ingen PDF-fil", "this is no PDF"));
    }
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let damaged = || {
        unreadable("PDF-filen är skadad och går inte att läsa", "the PDF is damaged and can't be read")
            .hint("hämta filen på nytt därifrån den kom", "get the file anew from where it came")
    };
    let encrypted = || {
        unreadable("PDF-filen är krypterad", "the PDF is encrypted").hint(
            "be den som gjorde filen om en okrypterad; spara inte om den själv, för då håller inga underskrifter i den",
            "ask whoever made the file for one that is not encrypted; don't save it anew yourself, as no signature in it would hold then",
        )
    };
    match Document::load_mem_with_options(bytes, options) {
        Ok(document) if document.was_encrypted() || document.is_encrypted() || document.trailer.has(b"Encrypt") => Err(encrypted()),
        Ok(document) if document.xref_recovery.is_some() => Err(damaged()),
        Ok(document) if document.catalog().is_ok() => Ok(document),
        Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword) => Err(encrypted()),
        Ok(_) | Err(_) => Err(damaged()),
    }
}

/// Follows references to the object itself.
pub fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    document.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

/// An entry of a dictionary, references followed.
pub fn entry<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    dictionary.get(key).ok().map(|value| resolve(document, value)).filter(|value| !value.is_null())
}

/// A text string (ISO 32000-1, 7.9.2.2).
pub fn text_of(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], wide: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(wide)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// The text of an entry.
pub fn text_entry(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    entry(document, dictionary, key)?.as_str().ok().map(text_of)
}

/// A text string of some text: ASCII as it is, else UTF-16.
pub fn text_string(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let mut bytes = vec![0xfe, 0xff];
    text.encode_utf16().for_each(|unit| bytes.extend_from_slice(&unit.to_be_bytes()));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

/// Objects to be written behind a PDF.
pub struct Update<'a> {
    base: &'a [u8],
    /// The PDF as it is.
    pub document: &'a Document,
    objects: BTreeMap<ObjectId, Vec<u8>>,
    changed: BTreeMap<ObjectId, Object>,
    next: u32,
}

/// A PDF with an update.
pub struct Updated {
    /// All bytes.
    pub bytes: Vec<u8>,
    /// Where each object of the update begins.
    pub offsets: BTreeMap<ObjectId, usize>,
}

impl<'a> Update<'a> {
    /// An update without objects.
    pub fn new(base: &'a [u8], document: &'a Document) -> Self {
        let highest = document.objects.keys().map(|(number, _)| *number).max().unwrap_or(0);
        let size = document.trailer.get(b"Size").and_then(Object::as_i64).unwrap_or(0).clamp(0, 8_388_607) as u32;
        let next = highest.max(document.max_id).max(size.saturating_sub(1)) + 1;
        Self { base, document, objects: BTreeMap::new(), changed: BTreeMap::new(), next }
    }

    /// A number for a new object.
    pub fn reserve(&mut self) -> ObjectId {
        self.next += 1;
        (self.next - 1, 0)
    }

    /// Adds a new object.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.reserve();
        self.set(id, object);
        id
    }

    /// Puts an object under a number.
    pub fn set(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.changed.insert(id, object.into());
    }

    /// Puts bytes under a number, as they shall stand between `obj` and `endobj`.
    pub fn set_raw(&mut self, id: ObjectId, bytes: Vec<u8>) {
        self.objects.insert(id, bytes);
    }

    /// An object as it is after the update.
    pub fn get(&self, id: ObjectId) -> Object {
        self.changed.get(&id).or_else(|| self.document.objects.get(&id)).cloned().unwrap_or(Object::Null)
    }

    /// Changes a dictionary.
    pub fn edit(&mut self, id: ObjectId, change: impl FnOnce(&mut Dictionary)) {
        let mut object = self.get(id);
        if let Ok(dictionary) = object.as_dict_mut() {
            change(dictionary);
        }
        self.set(id, object);
    }

    /// The whole file. Its index is of the sort that the file has already.
    pub fn finish(self) -> Updated {
        let mut bytes = self.base.to_vec();
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let mut objects = self.objects;
        for (id, object) in &self.changed {
            let mut out = Vec::new();
            write_object(object, &mut out);
            objects.insert(*id, out);
        }
        let mut offsets = BTreeMap::new();
        for (id, object) in &objects {
            offsets.insert(*id, bytes.len());
            bytes.extend_from_slice(format!("{} {} obj\n", id.0, id.1).as_bytes());
            bytes.extend_from_slice(object);
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let previous = last_index(self.base).unwrap_or(0);
        let start = bytes.len();
        let mut trailer = Dictionary::new();
        for key in [b"Root".as_slice(), b"Info"] {
            if let Ok(value) = self.document.trailer.get(key) {
                trailer.set(key, value.clone());
            }
        }
        let first = match self.document.trailer.get(b"ID").and_then(Object::as_array).map(Vec::as_slice) {
            Ok([first, _]) => first.clone(),
            _ => identifier(self.base),
        };
        trailer.set("ID", vec![first, identifier(bytes.get(self.base.len()..).unwrap_or_default())]);
        trailer.set("Prev", previous as i64);
        if self.base.get(previous..).is_some_and(|index| index.starts_with(b"xref")) {
            trailer.set("Size", i64::from(self.next));
            bytes.extend_from_slice(b"xref\n");
            for run in runs(&offsets) {
                bytes.extend_from_slice(format!("{} {}\n", run.first().map_or(0, |(id, _)| id.0), run.len()).as_bytes());
                for (id, offset) in run {
                    bytes.extend_from_slice(format!("{offset:010} {:05} n\r\n", id.1).as_bytes());
                }
            }
            bytes.extend_from_slice(b"trailer\n");
            write_object(&Object::Dictionary(trailer), &mut bytes);
            bytes.push(b'\n');
        } else {
            let own = (self.next, 0);
            let mut all = offsets.clone();
            all.insert(own, start);
            let mut content = Vec::new();
            let mut index = Vec::new();
            for run in runs(&all) {
                index.extend([Object::from(i64::from(run.first().map_or(0, |(id, _)| id.0))), Object::from(run.len() as i64)]);
                for (id, offset) in run {
                    content.push(1);
                    content.extend_from_slice(&(offset as u32).to_be_bytes());
                    content.extend_from_slice(&id.1.to_be_bytes());
                }
            }
            trailer.set("Type", "XRef");
            trailer.set("Size", i64::from(self.next) + 1);
            trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
            trailer.set("Index", index);
            bytes.extend_from_slice(format!("{} 0 obj\n", own.0).as_bytes());
            write_object(&Object::Stream(lopdf::Stream::new(trailer, content)), &mut bytes);
            bytes.extend_from_slice(b"\nendobj\n");
        }
        bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Updated { bytes, offsets }
    }
}

fn identifier(bytes: &[u8]) -> Object {
    let hash = Hash::of(bytes).to_bytes();
    Object::String(hash.get(..16).unwrap_or_default().to_vec(), lopdf::StringFormat::Hexadecimal)
}

/// Stretches of numbers without gaps.
fn runs(offsets: &BTreeMap<ObjectId, usize>) -> Vec<Vec<(ObjectId, usize)>> {
    let mut out: Vec<Vec<(ObjectId, usize)>> = Vec::new();
    for (id, offset) in offsets {
        match out.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last.0 + 1 == id.0) => run.push((*id, *offset)),
            _ => out.push(vec![(*id, *offset)]),
        }
    }
    out
}

/// Where the last index of a file begins, by its last `startxref`.
pub fn last_index(bytes: &[u8]) -> Option<usize> {
    let mark = b"startxref";
    let from = bytes.len().saturating_sub(2048);
    let tail = bytes.get(from..)?;
    let at = tail.windows(mark.len()).rposition(|window| window == mark)?;
    let digits = tail.get(at + mark.len()..)?.iter().skip_while(|byte| byte.is_ascii_whitespace());
    let text: String = digits.take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    text.parse().ok().filter(|offset| *offset < bytes.len())
}

/// Writes an object (ISO 32000-1, 7.3).
pub fn write_object(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => write_name(name, out),
        Object::String(bytes, _) => {
            out.push(b'<');
            bytes.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02X}").as_bytes()));
            out.push(b'>');
        }
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                write_object(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(dictionary, out),
        Object::Stream(stream) => {
            let mut dictionary = stream.dict.clone();
            dictionary.set("Length", stream.content.len() as i64);
            write_dictionary(&dictionary, out);
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(&stream.content);
            out.extend_from_slice(b"\nendstream");
        }
        Object::Reference(id) => out.extend_from_slice(format!("{} {} R", id.0, id.1).as_bytes()),
    }
}

fn write_dictionary(dictionary: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary.iter() {
        write_name(key, out);
        out.push(b' ');
        write_object(value, out);
    }
    out.extend_from_slice(b">>");
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        match byte {
            b'!'..=b'~' if !b"#()<>[]{}/%".contains(byte) => out.push(*byte),
            _ => out.extend_from_slice(format!("#{byte:02X}").as_bytes()),
        }
    }
}
