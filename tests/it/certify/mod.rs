//! Certification: what agrees is certified, and every way of breaking an output is caught and told in plain words.

mod docx;
mod hostile;
mod html;
mod json;
mod laws;
#[cfg(feature = "pdf")]
mod pdf;
mod tables;
mod text;
mod trees;

use std::fmt::Write as _;

use kansli::certify::{Certificate, Difference, Output, Sources, certify};
use kansli::diag::{FileName, Language, codes};
use kansli::model::{Hash, Tree};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{FORMATS, Provenance};

use crate::support::trees::rich;

fn theme() -> Theme {
    Theme::load(&BuiltIn, DEFAULT_THEME).expect("the built-in theme")
}

fn provenance() -> Provenance {
    let hash = Hash::of(b"source");
    Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2021-03-15".into(), docx: None }
}

/// The bytes of a tree in a format.
pub fn written(tree: &Tree, format: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|known| known.name == format).expect("a known format");
    (format.write)(tree, &theme(), &provenance()).unwrap_or_else(|faults| panic!("{faults:#?}")).bytes
}

fn judged(tree: &Tree, format: &str, bytes: &[u8]) -> Result<Certificate, Vec<Difference>> {
    let sources = Sources { source: Hash::of(b"source"), kind: Hash::of(b"kind"), program: "0.0.0".into(), embedded: None };
    certify(tree, &theme(), &sources, &[Output { format, bytes }])
}

/// The differences, as a drafter reads them.
fn told(tree: &Tree, format: &str, bytes: &[u8]) -> Vec<String> {
    match judged(tree, format, bytes) {
        Ok(_) => Vec::new(),
        Err(differences) => differences.iter().map(|difference| difference.message().sv).collect(),
    }
}

/// A sentence without the number of the page, which may move with the layout.
fn without_page(sentence: &str) -> String {
    let mut parts = sentence.split("sidan ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| format!("{out}sidan {}", part.trim_start_matches(|c: char| c.is_ascii_digit())))
}

/// Every case with what is told of it; a case of which nothing is told has slipped through.
fn report<'a>(cases: impl IntoIterator<Item = (&'a str, Vec<String>)>) -> String {
    let mut out = String::new();
    for (case, differences) in cases {
        assert!(!differences.is_empty(), "“{case}” was not caught");
        writeln!(out, "{case}").unwrap();
        differences.iter().for_each(|difference| writeln!(out, "  {}", without_page(difference)).unwrap());
    }
    out
}

#[test]
fn outputs_that_agree_are_certified() {
    let tree = rich();
    for format in FORMATS.iter().map(|format| format.name) {
        let bytes = written(&tree, format);
        let certificate = judged(&tree, format, &bytes).unwrap_or_else(|differences| {
            panic!("{:#?}", differences.iter().map(|difference| difference.message().sv).collect::<Vec<_>>())
        });
        let output = &certificate.outputs[0];
        assert_eq!((output.format.as_str(), output.bytes, &output.sha256), (format, bytes.len(), &Hash::of(&bytes)));
        assert_eq!((output.compared.headings, output.compared.cells, output.compared.signature_lines), (7, 12, 3));
    }
}

#[test]
fn a_certificate_has_one_form() {
    let bytes = written(&rich(), "docx");
    let mut certificate = judged(&rich(), "docx", &bytes).expect("agreement");
    certificate.theme = Hash::of(b"theme");
    certificate.outputs[0].sha256 = Hash::of(b"docx");
    certificate.outputs[0].bytes = 12345;
    insta::assert_snapshot!(serde_json::to_string_pretty(&certificate).unwrap());
    let again: Certificate = serde_json::from_str(&serde_json::to_string(&certificate).unwrap()).unwrap();
    assert_eq!(again, certificate);
}

#[test]
fn a_difference_becomes_a_fault_of_the_field_it_came_from() {
    let bytes = written(&rich(), "docx");
    let mut tree = rich();
    trees::paragraph(&mut tree, "ca 20–25 %").text = "En från vardera huvudmannen.".into();
    let differences = judged(&tree, "docx", &bytes).expect_err("a difference");
    let diagnostic = differences[0].diagnostic(&FileName::new("lmr.toml"));
    assert_eq!(diagnostic.code, codes::OUTPUTS_DISAGREE);
    insta::assert_snapshot!(format!(
        "{:?}\n{}\n{}\n{}",
        diagnostic.place,
        diagnostic.message.text(Language::Swedish),
        diagnostic.message.text(Language::English),
        diagnostic.hint.expect("a hint").sv
    ));
}

#[test]
fn what_has_no_reader_is_refused() {
    assert_eq!(told(&rich(), "odt", b"PK"), ["odt säger inte detsamma som dokumentet: formatet ”odt” har ingen läsare"]);
}
