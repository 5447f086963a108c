//! Two versions of a real document, compared: every true change is found, and none is invented.

mod answer_key;
pub mod formats;
mod stored;
mod terminal;

use std::fmt::Write;
use std::path::Path;

use kansli::check::CheckOptions;
use kansli::compare::{accepted, compare, rejected};
use kansli::diag::FileName;
use kansli::model::{Record, Tree};
use kansli::produce::Producer;
use kansli::world::BuiltIn;

use crate::judged::lines;

/// Pairs of versions: a name, the old one, the new one.
pub const PAIRS: &[(&str, &str, &str)] = &[
    ("real", "documents/lmr-palliativ-vard/2021-03-15.toml", "documents/lmr-palliativ-vard/2021-06-02.toml"),
    ("changed-head", "documents/lmr-palliativ-vard/2021-06-02.toml", "tests/cases/compare/changed-head.toml"),
    ("moved-section", "documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml", "tests/cases/compare/moved-section.toml"),
    ("split-paragraphs", "documents/lmr-palliativ-vard/2021-06-02.toml", "tests/cases/compare/split-paragraphs.toml"),
    ("table-rows", "documents/lmr-palliativ-vard/2021-06-02.toml", "tests/cases/compare/table-rows.toml"),
    ("different-kinds", "documents/lmr-palliativ-vard/2021-06-02.toml", "documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml"),
];

/// The tree of a source of the repository.
pub fn tree(path: &str) -> Tree {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let source = kansli::read::read(FileName::new(path), &bytes).unwrap();
    Producer::new(&BuiltIn).unwrap().check(&source, &CheckOptions::default(), &Record::default()).output.unwrap()
}

#[test]
fn the_changes_of_the_real_document_are_those_of_the_answer_key() {
    let (old, new) = (tree("documents/lmr-palliativ-vard/2021-03-15.toml"), tree("documents/lmr-palliativ-vard/2021-06-02.toml"));
    let redline = compare(&old, &new);
    let mut out = String::new();
    for change in &redline.redline.as_ref().unwrap().changes {
        let text = |spot: &Option<kansli::model::Spot>| {
            spot.as_ref().map_or("–".to_owned(), |spot| format!("[{}] {}", spot.section.join(" › "), spot.text))
        };
        writeln!(out, "{:?} {:?} {:?}\n  - {}\n  + {}", change.kind, change.part, change.weight, text(&change.old), text(&change.new))
            .unwrap();
    }
    insta::assert_snapshot!(out);
    assert_eq!(lines(&accepted(&redline)), lines(&new));
    assert_eq!(lines(&rejected(&redline)), lines(&old));
}
