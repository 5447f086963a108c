//! Two versions of a real document, compared: every true change is found, and none is invented.

mod terminal;

use std::fmt::Write;
use std::path::Path;

use kansli::check::CheckOptions;
use kansli::compare::{accepted, compare, rejected};
use kansli::diag::FileName;
use kansli::model::{Hash, Record, Tree};
use kansli::produce::Producer;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{FORMATS, Provenance};

use crate::judged::lines;

fn tree(path: &str) -> Tree {
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
    // What a format can't show, it refuses: nothing deleted is ever printed as if it stood.
    let theme = Theme::load(&BuiltIn, DEFAULT_THEME).unwrap();
    let hash = Hash::of(b"");
    let provenance = Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2021-06-02".into(), docx: None };
    for format in FORMATS.iter().filter(|format| format.name != "json") {
        assert!((format.write)(&redline, &theme, &provenance).is_err(), "{}", format.name);
    }
    assert_eq!(lines(&accepted(&redline)), lines(&new));
    assert_eq!(lines(&rejected(&redline)), lines(&old));
}
