//! The PDF writer: what its files promise, and how its pages look.

mod pages;
mod promises;
pub mod reading;
mod tables;

use kansli::diag::Diagnostic;
use kansli::model::{Hash, Tree};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{Provenance, pdf};

use crate::support::standards::assert_conforms;

fn theme() -> Theme {
    Theme::load(&BuiltIn, DEFAULT_THEME).expect("the standard theme loads")
}

fn provenance() -> Provenance {
    Provenance {
        source: Hash::of(b"source"),
        kind: Hash::of(b"kind"),
        theme: Hash::of(b"theme"),
        date: "2021-03-15".into(),
        docx: Some(Hash::of(b"docx")),
    }
}

fn try_write(tree: &Tree, theme: &Theme) -> Result<Vec<u8>, Vec<Diagnostic>> {
    pdf::write(tree, theme, &provenance()).map(|written| written.bytes)
}

/// Writes a tree without looking at standards: for the many variants of a page that differ in height alone.
fn draft(tree: &Tree) -> Vec<u8> {
    try_write(tree, &theme()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Writes a tree and fails unless the file keeps to PDF/A-2a and to PDF/UA-1.
fn write(tree: &Tree) -> Vec<u8> {
    let bytes = draft(tree);
    assert_conforms(&bytes);
    bytes
}
