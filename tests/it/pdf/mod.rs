//! The PDF writer: what its files promise, and how its pages look.

mod pages;
pub mod promises;
mod reading;

use kansli::diag::Diagnostic;
use kansli::model::{Hash, Tree};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{Provenance, pdf};

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

fn write(tree: &Tree) -> Vec<u8> {
    try_write(tree, &theme()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}
