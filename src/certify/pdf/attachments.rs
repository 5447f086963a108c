//! Attachments: the files that a PDF carries (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8) become names and bytes.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::certify::found::Problems;
use crate::model::Hash;

use super::font::{LARGEST_STREAM, content, get, resolve, text_string};

/// Most nodes and files of a name tree.
const MOST: usize = 1_000;

/// What a PDF tells of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The title among its properties; empty when it has none.
    pub title: String,
    /// SHA-256 of the source, as its metadata name it: each one that is named.
    pub sources: Vec<Hash>,
    /// The files that it carries.
    pub files: Vec<CarriedFile>,
}

/// A file that a PDF carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedFile {
    /// Its name, as the PDF gives it. Not to be trusted as a path.
    pub name: String,
    /// Whether the PDF says that it was made of this file.
    pub source: bool,
    /// Whether it is also one of the document's associated files (ISO 19005-3, 6.8).
    pub associated: bool,
    /// Its bytes; `None` when they can't be unpacked, or are more than 32 MiB.
    pub bytes: Option<Vec<u8>>,
}

/// Why a PDF can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It can be opened by a password only.
    Encrypted,
    /// It is damaged or no PDF at all.
    Damaged,
    /// It carries more files than are read.
    TooMany,
}

/// Reads what a PDF carries. It may come from anywhere: it is read as far as it can be, within limits.
///
/// # Errors
/// When it is encrypted, damaged beyond repair, or carries more than a thousand files.
pub fn carried(bytes: &[u8]) -> Result<Carried, Unread> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) if document.was_encrypted() || document.is_encrypted() => return Err(Unread::Encrypted),
        Ok(document) => document,
        Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword) => return Err(Unread::Encrypted),
        Err(_) => return Err(Unread::Damaged),
    };
    let catalog = document.catalog().map_err(|_| Unread::Damaged)?;
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(&document, info)).and_then(|info| info.as_dict().ok());
    let text = |key: &[u8]| {
        let value = information.and_then(|information| get(&document, information, key));
        value.and_then(|value| value.as_str().ok()).map(text_string).unwrap_or_default()
    };
    let metadata = get(&document, catalog, b"Metadata").and_then(|stream| stream.as_stream().ok()).and_then(content);
    let mut sources = hashes(&text(b"Keywords"));
    sources.extend(metadata.iter().flat_map(|bytes| hashes(&String::from_utf8_lossy(bytes))));
    sources.sort();
    sources.dedup();
    let files = files(&document).ok_or(Unread::TooMany)?;
    Ok(Carried { title: text(b"Title"), sources, files: files.into_iter().map(|(_, file)| file).collect() })
}

/// The hashes of sources that some metadata name.
fn hashes(text: &str) -> Vec<Hash> {
    text.split("source:sha256:").skip(1).filter_map(|rest| Hash::parse(rest.get(..64)?)).collect()
}

/// The files of the name tree and the associated ones, each once; `None` when there are more than the limit.
fn files(document: &Document) -> Option<Vec<(Option<ObjectId>, CarriedFile)>> {
    let catalog = document.catalog().ok()?;
    let associated: Vec<&Object> =
        get(document, catalog, b"AF").and_then(|all| all.as_array().ok()).map(|all| all.iter().collect()).unwrap_or_default();
    let names = get(document, catalog, b"Names").and_then(|names| names.as_dict().ok());
    let root = names.and_then(|names| get(document, names, b"EmbeddedFiles")).and_then(|root| root.as_dict().ok());
    let mut listed = associated.clone();
    let (mut nodes, mut seen, mut count) = (Vec::from_iter(root), BTreeSet::new(), 0);
    while let Some(node) = nodes.pop() {
        count += 1;
        if count > MOST {
            return None;
        }
        let array = |key: &[u8]| get(document, node, key).and_then(|array| array.as_array().ok());
        // Names and their files take turns.
        listed.extend(array(b"Names").into_iter().flatten().skip(1).step_by(2));
        for kid in array(b"Kids").into_iter().flatten() {
            let new = kid.as_reference().is_ok_and(|id| seen.insert(id));
            nodes.extend(resolve(document, kid).as_dict().ok().filter(|_| new));
        }
    }
    if listed.len() > MOST {
        return None;
    }
    let mut out: Vec<(Option<ObjectId>, CarriedFile)> = Vec::new();
    for object in listed {
        let id = object.as_reference().ok();
        if id.is_some() && out.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let Ok(specification) = resolve(document, object).as_dict() else { continue };
        let associated = associated.iter().any(|other| id.is_some() && other.as_reference().ok() == id);
        out.push((id, file(document, specification, associated)));
    }
    Some(out)
}

fn file(document: &Document, specification: &Dictionary, associated: bool) -> CarriedFile {
    let text = |key: &[u8]| get(document, specification, key).and_then(|name| name.as_str().ok()).map(text_string);
    let streams = get(document, specification, b"EF").and_then(|streams| streams.as_dict().ok());
    let stream = |key: &[u8]| streams.and_then(|streams| get(document, streams, key)).and_then(|stream| stream.as_stream().ok());
    CarriedFile {
        name: text(b"UF").or_else(|| text(b"F")).unwrap_or_default(),
        source: get(document, specification, b"AFRelationship").and_then(|name| name.as_name().ok()) == Some(b"Source"),
        associated,
        bytes: stream(b"UF").or_else(|| stream(b"F")).and_then(content),
    }
}

/// Holds what the PDF carries against what it should: the source and nothing else, or nothing at all.
pub(super) fn hold(document: &Document, expected: Option<&[u8]>, problems: &mut Problems) {
    // Wherever a file may hang in a PDF, its bytes are a stream of this type, and something points at it.
    let is_file = |dictionary: &Dictionary| dictionary.has(b"EF") || dictionary.has_type(b"EmbeddedFile");
    let all = document.objects.values().filter(|object| match object {
        Object::Dictionary(dictionary) => is_file(dictionary),
        Object::Stream(stream) => is_file(&stream.dict),
        _ => false,
    });
    let (found, allowed) = (all.count(), if expected.is_some() { 2 } else { 0 });
    let names = document.catalog().ok().and_then(|catalog| get(document, catalog, b"Names")).and_then(|names| names.as_dict().ok());
    for (name, _) in names.into_iter().flatten().filter(|(name, _)| !matches!(name.as_slice(), b"Dests" | b"EmbeddedFiles")) {
        let name = String::from_utf8_lossy(name).into_owned();
        problems.unreadable(
            format!("filen innehåller ”{name}”, som inte hör hemma i den"),
            format!("the file holds “{name}”, which has no place in it"),
        );
    }
    let files = files(document);
    match (expected, files.as_deref()) {
        (_, None) => problems.unreadable("filen har för många bifogade filer", "the file carries too many files"),
        (Some(source), Some([(_, file)])) if found == allowed => {
            if file.bytes.as_deref() != Some(source) {
                problems.unreadable(
                    format!("den bifogade filen ”{}” är inte källfilen, byte för byte", file.name),
                    format!("the file “{}” that it carries is not the source, byte for byte", file.name),
                );
            } else if !file.source || !file.associated {
                problems.unreadable(
                    format!("den bifogade filen ”{}” är inte märkt som dokumentets källfil", file.name),
                    format!("the file “{}” that it carries is not marked as the document's source", file.name),
                );
            }
        }
        (Some(_), Some([])) if found == 0 => {
            problems.unreadable("källfilen, som ska vara bifogad, saknas", "the source, which it should carry, is missing");
        }
        (None, Some([])) if found == 0 => {}
        (_, Some(files)) => {
            let names = |open, close| {
                let names: Vec<String> = files.iter().map(|(_, file)| format!("{open}{}{close}", file.name)).collect();
                if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
            };
            let (sv, en) = if expected.is_some() {
                ("fler bifogade filer än källfilen", "more files than the source")
            } else {
                ("en bifogad fil", "a file of its own")
            };
            let (names_sv, names_en) = (names('”', '”'), names('“', '”'));
            problems.unreadable(format!("filen innehåller {sv}{names_sv}"), format!("the file carries {en}{names_en}"));
        }
    }
}
