//! The rows turn each promise of speed into the figure measured for it.

use std::path::Path;

use kansli::certify::{self, Output, Sources};
use kansli::check::CheckOptions;
use kansli::model::{Hash, Record, Tree};
use kansli::produce::{Producer, Request};
use kansli::read::Source;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::{Provenance, docx, pdf};
use serde_json::Value;

use crate::measure::{median, milliseconds, process};
use crate::{alone, documents, redline, signing, store};

/// A figure, in the unit of its row.
#[derive(Debug, Clone, Copy)]
pub struct Measured(pub f64);

/// A promise.
pub struct Row {
    pub what: &'static str,
    pub unit: &'static str,
    pub must: f64,
    pub reach: Option<f64>,
    pub more_is_better: bool,
    pub measure: fn() -> Measured,
}

impl Row {
    /// Whether the promise is kept.
    pub fn reached(&self, measured: Measured) -> bool {
        self.within(measured.0, self.must)
    }

    /// Whether a figure is as good as another.
    pub fn within(&self, value: f64, limit: f64) -> bool {
        if self.more_is_better { value >= limit } else { value <= limit }
    }
}

const fn most(what: &'static str, unit: &'static str, must: f64, reach: Option<f64>, measure: fn() -> Measured) -> Row {
    Row { what, unit, must, reach, more_is_better: false, measure }
}

const fn least(what: &'static str, unit: &'static str, must: f64, reach: Option<f64>, measure: fn() -> Measured) -> Row {
    Row { what, unit, must, reach, more_is_better: true, measure }
}

/// Everything that is measured. Five pages unless said.
pub const ALL: &[Row] = &[
    most("`kansli render`, cold: PDF, DOCX and certificate, whole process", "CPU s", 0.080, Some(0.060), cold),
    most("DOCX, warm, linted", "ms", 2.0, Some(1.0), docx_warm),
    most("PDF, warm, another document", "ms", 30.0, Some(20.0), pdf_other),
    most("PDF, one paragraph changed, 5 pages", "ms", 9.0, Some(6.0), || pdf_changed(1)),
    most("PDF, one paragraph changed, 44 pages", "ms", 60.0, Some(40.0), || pdf_changed(documents::FORTY_FOUR)),
    most("certificate, both files", "ms", 4.0, Some(2.0), certificate),
    least("50 copies that differ in the party's name: pairs with certificates", "per CPU s", 60.0, Some(100.0), copies),
    least("2 workers against 1 (wall time)", "×", 1.4, Some(1.8), workers),
    most("425 pages: both files and certificate, whole process", "CPU s", 3.2, Some(2.5), || {
        Measured(alone::long(documents::FOUR_HUNDRED).cpu)
    }),
    most("425 pages: most memory held", "MiB", 550.0, None, || Measured(alone::long(documents::FOUR_HUNDRED).peak)),
    most("CPU time per page at 425 pages against 44", "×", 1.15, None, linear),
    most("memory after 1,000 documents against 100", "×", 1.1, None, || Measured(alone::memory())),
    least("saves of 20 KB, each durable, SQLite (wall time)", "per s", 200.0, None, store::commits),
    most("50 rows of the log of 100,000 revisions (wall time)", "ms", 10.0, None, store::page),
    least("`kansli verify` (wall time)", "MB/s", 50.0, None, store::verified),
    most("a save behind 100,000 revisions against behind 10 (wall time)", "×", 1.25, None, store::flat),
    most("redline as DOCX, from two sources, linted", "ms", 3.0, Some(1.0), || redline::word(1, 41)),
    most("redline as DOCX, 90 pages", "ms", 30.0, Some(15.0), || redline::word(redline::NINETY, 11)),
    most("redline as DOCX, 425 pages", "ms", 150.0, Some(80.0), || redline::word(documents::FOUR_HUNDRED, 5)),
    most("comparison alone", "ms", 0.3, None, || redline::comparison(1, 101)),
    most("comparison alone, 90 pages", "ms", 5.0, None, || redline::comparison(redline::NINETY, 21)),
    most("comparison alone, every plain word of 90 pages another", "ms", 1_000.0, None, redline::everything_changed),
    most("comparison alone, 10,000 equal paragraphs and one fewer", "ms", 1_000.0, None, redline::equal_paragraphs),
    most("sign: the first of two, with the fields of both and a stamp", "ms", 15.0, None, signing::sign_first),
    most("sign: the second, with a stamp", "ms", 15.0, None, signing::sign),
    most("verify, one signature: a file of some 130 KB", "ms", 15.0, None, || signing::verify(1)),
    most("verify, two signatures: a file of some 200 KB", "ms", 30.0, Some(20.0), || signing::verify(2)),
    most("what a signature adds to the file", "KB", 90.0, None, signing::growth),
    most("size of the PDF", "KB", 90.0, None, || Measured(size("pdf"))),
    most("size of the DOCX", "KB", 16.0, None, || Measured(size("docx"))),
];

/// A document with all that writers and readers are given.
struct Ready {
    tree: Tree,
    provenance: Provenance,
}

fn theme() -> Theme {
    Theme::load(&BuiltIn, DEFAULT_THEME).expect("the standard theme")
}

/// Assembles a value.
fn ready(producer: &Producer<'_>, value: &Value) -> Ready {
    let source = documents::source(value);
    let tree = producer.check(&source, &CheckOptions::default(), &Record::default()).output.expect("a sound document");
    let hash = || Hash::of(b"bench");
    let provenance =
        Provenance { source: source.hash().clone(), kind: hash(), theme: hash(), date: "2021-06-02".into(), docx: Some(hash()) };
    Ready { tree, provenance }
}

fn producer() -> Producer<'static> {
    Producer::new(&BuiltIn).expect("the built-in theme")
}

/// Both files, and nothing that depends on the day.
pub fn request() -> Request {
    Request { formats: vec!["docx", "pdf"], ..Request::default() }
}

fn cold() -> Measured {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("a path in Unicode");
    let program = Path::new(env!("CARGO_BIN_EXE_kansli"));
    let run = |_| process(program, &["render", documents::REAL, "--out", out]).0.cpu;
    run(0);
    Measured(median((0..31).map(run).collect()))
}

fn docx_warm() -> Measured {
    let (theme, producer) = (theme(), producer());
    let all: Vec<Ready> = (0..101).map(|number| ready(&producer, &documents::other(number))).collect();
    Measured(milliseconds(&all, |one| docx::write(&one.tree, &theme, &one.provenance).expect("a Word file")))
}

fn pdf_other() -> Measured {
    let (theme, producer) = (theme(), producer());
    let all: Vec<Ready> = (0..41).map(|number| ready(&producer, &documents::other(number))).collect();
    Measured(milliseconds(&all, |one| pdf::write(&one.tree, &theme, &one.provenance).expect("a PDF")))
}

fn pdf_changed(times: usize) -> Measured {
    let (theme, producer) = (theme(), producer());
    let _kept = pdf::keep(4);
    let value = documents::repeated(times);
    let all: Vec<Ready> = (0..21).map(|number| ready(&producer, &documents::changed(&value, number))).collect();
    Measured(milliseconds(&all, |one| pdf::write(&one.tree, &theme, &one.provenance).expect("a PDF")))
}

fn certificate() -> Measured {
    let (theme, producer) = (theme(), producer());
    let sources = Sources { source: Hash::of(b"a"), kind: Hash::of(b"b"), program: "bench".into(), embedded: None };
    let all: Vec<_> = (0..41)
        .map(|number| {
            let one = ready(&producer, &documents::other(number));
            let word = docx::write(&one.tree, &theme, &one.provenance).expect("a Word file").bytes;
            let pdf = pdf::write(&one.tree, &theme, &one.provenance).expect("a PDF").bytes;
            (one.tree, word, pdf)
        })
        .collect();
    Measured(milliseconds(&all, |(tree, word, pdf)| {
        let outputs = [Output { format: "docx", bytes: word }, Output { format: "pdf", bytes: pdf }];
        certify::certify(tree, &theme, &sources, &outputs).expect("a certificate")
    }))
}

/// Sources of copies for fifty parties.
pub fn fifty() -> Vec<Source> {
    (0..50).map(|number| documents::source(&documents::copy(number))).collect()
}

fn copies() -> Measured {
    let figures = (0..5).map(|_| 50.0 / alone::copies(1).cpu);
    Measured(median(figures.collect()))
}

fn workers() -> Measured {
    let figures = (0..7).map(|_| alone::copies(1).wall / alone::copies(2).wall);
    Measured(median(figures.collect()))
}

fn linear() -> Measured {
    let per_page = |times| {
        let cost = alone::long(times);
        cost.cpu / cost.pages
    };
    Measured(per_page(documents::FOUR_HUNDRED) / per_page(documents::FORTY_FOUR))
}

/// A document's file in a format.
pub fn file(value: &Value, format: &str) -> Vec<u8> {
    let made = producer().produce(&documents::source(value), &request()).output.expect("the files");
    made.into_iter().find(|output| output.ending == format).map(|output| output.bytes).unwrap_or_default()
}

/// Size in thousands of bytes.
fn size(format: &str) -> f64 {
    file(&documents::real(), format).len() as f64 / 1000.0
}
