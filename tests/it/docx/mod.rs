//! The Word writer: what it writes, what it refuses, and what its lint catches.

mod lint;
mod package;
mod refused;
mod tables;
mod written;

use std::io::{Cursor, Read, Write};

use kansli::model::{Hash, Tree};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{Provenance, docx};

use crate::support::trees;

fn theme() -> Theme {
    Theme::load(&BuiltIn, DEFAULT_THEME).expect("the standard theme")
}

fn provenance() -> Provenance {
    Provenance { source: Hash::of(b"source"), kind: Hash::of(b"kind"), theme: Hash::of(b"theme"), date: "2021-03-15".into(), docx: None }
}

fn write(tree: &Tree) -> Vec<u8> {
    docx::write(tree, &theme(), &provenance()).expect("a Word file").bytes
}

fn rich() -> Vec<u8> {
    write(&trees::rich())
}

/// Every part of a file in its order.
fn parts(file: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a zip");
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).expect("an entry");
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("text");
            (entry.name().expect("a name").into_owned(), text)
        })
        .collect()
}

fn part(file: &[u8], name: &str) -> String {
    let found = parts(file).into_iter().find(|(part, _)| part == name);
    found.unwrap_or_else(|| panic!("{name} is missing")).1
}

/// A zip of some parts.
fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a new name");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}
