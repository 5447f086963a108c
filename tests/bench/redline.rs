//! Redlines: two sources, of which one paragraph or every sentence differs, become one Word file that has passed its lint.

use kansli::check::CheckOptions;
use kansli::compare::compare;
use kansli::model::{Moment, Record, Tree};
use kansli::produce::Producer;
use kansli::read::Source;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::Provenance;
use kansli::write::docx::{self, Byline};

use crate::documents;
use crate::measure::milliseconds;
use crate::rows::Measured;

/// How many times the real one a document of some 90 pages is.
pub const NINETY: usize = 23;

/// Pairs of sources: a document, and the same with a paragraph changed.
fn pairs(times: usize, runs: usize) -> Vec<(Source, Source)> {
    let value = documents::repeated(times);
    (0..runs).map(|number| (documents::source(&value), documents::source(&documents::changed(&value, number)))).collect()
}

fn tree(producer: &Producer<'_>, source: &Source) -> Tree {
    // As `kansli diff` reads its two versions.
    let options = CheckOptions { soundness_alone: true, ..CheckOptions::default() };
    producer.check(source, &options, &Record::default()).output.expect("a sound document")
}

fn producer() -> Producer<'static> {
    Producer::new(&BuiltIn).expect("the built-in theme")
}

/// From two sources to the bytes of the Word file.
pub fn word(times: usize, runs: usize) -> Measured {
    let (producer, theme) = (producer(), Theme::load(&BuiltIn, DEFAULT_THEME).expect("the standard theme"));
    let byline = Byline { author: "Kansli".into(), time: Moment::parse("2021-06-02T00:00:00Z").expect("a moment") };
    let pairs = pairs(times, runs);
    Measured(milliseconds(&pairs, |(old, new)| {
        let hash = || new.hash().clone();
        let provenance = Provenance { source: hash(), kind: hash(), theme: hash(), date: "2021-06-02".into(), docx: None };
        let redline = compare(&tree(&producer, old), &tree(&producer, new));
        docx::redline(&redline, &theme, &provenance, &byline).expect("a Word file")
    }))
}

/// The comparison alone, of two trees.
pub fn comparison(times: usize, runs: usize) -> Measured {
    let producer = producer();
    let trees: Vec<_> = pairs(times, runs).iter().map(|(old, new)| (tree(&producer, old), tree(&producer, new))).collect();
    Measured(milliseconds(&trees, |(old, new)| compare(old, new)))
}

/// The comparison alone, of a document of some 90 pages with one that has other words throughout.
pub fn everything_changed() -> Measured {
    let old = documents::repeated(NINETY);
    let new = documents::in_other_words(&old);
    pathological(&old, &new)
}

/// The comparison alone, of 10,000 equal paragraphs with one fewer.
pub fn equal_paragraphs() -> Measured {
    let equal = |count: usize| documents::with_background(&vec!["Samma stycke igen."; count].join("\n\n"));
    pathological(&equal(10_000), &equal(9_999))
}

fn pathological(old: &serde_json::Value, new: &serde_json::Value) -> Measured {
    let producer = producer();
    let trees = [old, new].map(|value| tree(&producer, &documents::source(value)));
    Measured(milliseconds(&vec![trees; 3], |[old, new]| compare(old, new)))
}
