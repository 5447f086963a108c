//! Redlines as Word files: accepting all tracked changes gives the new version, rejecting all the old one.

pub mod corpus;
mod drafts;
mod faulty;
mod goldens;
mod laws;
mod resolve;
mod said;
mod xml;

use std::io::{Cursor, Read, Write};
use std::path::Path;

use kansli::check::CheckOptions;
use kansli::diag::FileName;
use kansli::model::{Hash, Moment, Record, Tree};
use kansli::produce::Producer;
use kansli::theme::Theme;
use kansli::world::BuiltIn;
use kansli::write::{Provenance, docx};

use resolve::{All, resolved};
use said::{Parts, Said, said};
use xml::Xml;

fn theme() -> Theme {
    toml::from_str(include_str!("../../../templates/themes/standard/theme.toml")).expect("the standard theme")
}

fn provenance() -> Provenance {
    Provenance { source: Hash::of(b"source"), kind: Hash::of(b"kind"), theme: Hash::of(b"theme"), date: "2021-06-02".into(), docx: None }
}

fn byline() -> docx::Byline {
    docx::Byline { author: "Signe Å & \"Co\" <x>".into(), time: Moment::parse("2021-06-02T08:15:00Z").expect("a moment") }
}

/// The redline of two versions as a Word file.
fn redline(old: &Tree, new: &Tree) -> Vec<u8> {
    let tree = kansli::compare::compare(old, new);
    docx::redline(&tree, &theme(), &provenance(), &byline()).unwrap_or_else(|faults| panic!("{faults:#?}")).bytes
}

/// A version as a Word file.
fn plain(tree: &Tree) -> Vec<u8> {
    docx::write(tree, &theme(), &provenance()).unwrap_or_else(|faults| panic!("{faults:#?}")).bytes
}

/// The tree of a source.
pub fn tree(path: &str) -> Tree {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    let source = kansli::read::read(FileName::new(path), &bytes).expect(path);
    let checked = Producer::new(&BuiltIn).expect("built in").check(&source, &CheckOptions::default(), &Record::default());
    checked.output.unwrap_or_else(|faults| panic!("{path}: {faults:#?}"))
}

fn parts(file: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a zip");
    let read = |at: usize| {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        (entry.name().expect("a name").into_owned(), Xml::parse(&text))
    };
    (0..archive_len(file)).map(read).collect()
}

fn archive_len(file: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(file)).expect("a zip").len()
}

fn zipped(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a new name");
        zip.write_all(xml.write().as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A redline's parts with all changes accepted or rejected and without the appendix, and the entries of the appendix.
fn after(file: &Parts, all: All) -> Result<(Parts, Vec<String>), String> {
    let mut parts = file.clone();
    let document = parts.get_mut("word/document.xml").expect("a document");
    *document = resolved(document, all)?;
    let body = document.first_mut("w:body").expect("a body");
    let begins = |block: &Xml| block.all("w:bookmarkStart").any(|start| start.get("w:name") == Some(docx::UNTRACKED_BOOKMARK));
    let Some(at) = body.children.iter().position(begins) else { return Ok((parts, Vec::new())) };
    let section = body.children.pop().expect("the last section");
    let appendix = body.children.split_off(at);
    body.children.push(section);
    // After the heading and what introduces the list.
    Ok((parts, appendix.iter().skip(2).map(Xml::words).collect()))
}
