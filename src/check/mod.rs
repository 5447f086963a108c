//! Checking turns a [`Source`] into a [`Document`], or every fault at once.

mod context;
mod coverage;
mod kind_rules;
mod rules;
mod schema;
mod schema_words;
mod unsettled;
mod words;

use std::cmp::Reverse;

use serde::Deserialize;
use serde_json::Value;

use crate::diag::{Checked, Diagnostic, Message, Place, Severity, codes, shortened};
use crate::kind::Kind;
use crate::markup::rich::RichTexts;
use crate::model::{Document, Envelope, KindId, Pointer};
use crate::read::Source;

use context::Context;

pub use coverage::Coverage;

/// How many faults of one source are told in one run.
pub const MOST_FAULTS: usize = 200;

/// Faults of a field after which rules that read it say nothing.
const UNRELIABLE: [crate::diag::Code; 4] = [codes::UNKNOWN_REFERENCE, codes::DUPLICATE_ENTRY, codes::INVALID_DATE, codes::INVALID_TIME];

/// What a source is checked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Whether the document is to be signed as it stands: what is left to fill in is then an error.
    pub for_signing: bool,
    /// Whether identity numbers pass, as what is made of the document will mask them.
    pub masks_identity_numbers: bool,
    /// Whether it is enough that the document can be read and set as it stands, such as for comparing it: its wording and the
    /// rules of its kind are then left alone. Without effect where it is to be signed.
    pub soundness_alone: bool,
}

/// What has passed its check.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The document.
    pub document: Document,
    /// Its rich texts, as they were read.
    pub rich: RichTexts,
}

impl CheckOptions {
    /// Whether wording and the rules of the kind are looked at.
    fn looks_at_wording(&self) -> bool {
        self.for_signing || !self.soundness_alone
    }
}

/// The kind that a source says it is, which must be one of `kinds`.
///
/// # Errors
/// `unknown-kind` when `kind` is missing, no text, or none of `kinds`.
pub fn kind_of(source: &Source, kinds: &[KindId]) -> Result<KindId, Vec<Diagnostic>> {
    let pointer = Pointer::root().key("kind");
    let place = Place::value(source.file(), pointer.clone());
    let names: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let example = names.first().cloned().unwrap_or_default();
    let (example, listed_sv, listed_en) = (example, words::listed(&names, "eller"), words::listed(&names, "or"));
    match source.field(&pointer) {
        Some(Value::String(written)) => {
            if let Some(kind) = kinds.iter().find(|kind| kind.as_str() == written) {
                return Ok(kind.clone());
            }
            let shown = shortened(written);
            let message = Message::new(format!("det finns inget slag som heter ”{shown}”"), format!("there is no kind called “{shown}”"));
            let diagnostic = Diagnostic::error(codes::UNKNOWN_KIND, place, message);
            Err(vec![match words::nearest(written, kinds.iter().map(KindId::as_str)) {
                Some(meant) => diagnostic.hint(format!("menade du ”{meant}”?"), format!("did you mean “{meant}”?")),
                None => diagnostic.hint(format!("de slag som finns: {listed_sv}"), format!("the kinds there are: {listed_en}")),
            }])
        }
        other => {
            let message = match other {
                Some(_) => Message::new("kind (Slag) ska vara en text", "kind must be a text"),
                None => Message::new(
                    "fältet kind (Slag) saknas: vilket slags dokument är det?",
                    "the field kind is missing: what kind of document is it?",
                ),
            };
            let assignment = match source.format() {
                crate::read::Format::Toml => format!("kind = \"{example}\""),
                crate::read::Format::Json => format!("\"kind\": \"{example}\""),
            };
            let (add_sv, add_en) = if other.is_some() { ("skriv", "write") } else { ("lägg till", "add") };
            Err(vec![Diagnostic::error(codes::UNKNOWN_KIND, place, message).hint(
                format!("{add_sv} {assignment} överst; de slag som finns: {listed_sv}"),
                format!("{add_en} {assignment} at the top; the kinds there are: {listed_en}"),
            )])
        }
    }
}

/// Checks a source against its kind: schema, rules of every kind of text, rules of the kind. Faults come in the order of
/// the file; rules whose fields are broken already are left out, all others are tried.
///
/// A date or period with a placeholder, and an optional text without words, count as absent (a row of a timeline as
/// `open`): a draft with one can be rendered, and a warning says what is left out.
pub fn check(source: &Source, kind: &Kind, coverage: &Coverage, options: &CheckOptions) -> Checked<Passed> {
    let nodes = context::nodes(source, kind);
    let schema = schema::check(source, kind, &nodes);
    let sound = schema.diagnostics.is_empty();
    let texts = context::texts(&nodes, &schema.unsound);
    let settled = unsettled::settle(source, kind, &texts, options);
    let rich = context::rich(&texts);
    let mut diagnostics = schema.diagnostics;
    let (settled_value, unsound) = (&settled.value, &schema.unsound);
    let context = Context { source, kind, coverage, options: *options, settled: settled_value, nodes: &nodes, texts, rich: &rich, unsound };
    for (concern, rule) in rules::ALL {
        if *concern == rules::Concern::Soundness || options.looks_at_wording() {
            diagnostics.append(&mut rule(&context));
        }
    }
    diagnostics.extend(settled.diagnostics);
    if options.looks_at_wording() {
        // What a rule would say of entries that don't find each other, or of a date that is none, is only an echo.
        let lost = |diagnostic: &Diagnostic| match &diagnostic.place {
            Place::Field { pointer, .. } if UNRELIABLE.contains(&diagnostic.code) => Some(pointer.clone()),
            _ => None,
        };
        let lost: Vec<Pointer> = diagnostics.iter().filter_map(lost).collect();
        let broken = schema.unsound.iter().chain(&settled.broken).chain(&lost);
        diagnostics.append(&mut kind_rules::check(&context, broken));
    }
    drop(context);
    let envelope = if sound { envelope(source, &settled.value, &mut diagnostics) } else { None };
    let document =
        envelope.map(|envelope| Document::proven(source.file().clone(), kind.id.clone(), source.hash().clone(), envelope, settled.value));
    Checked::from_diagnostics(document.map(|document| Passed { document, rich }), in_order(source, diagnostics))
}

fn envelope(source: &Source, value: &Value, diagnostics: &mut Vec<Diagnostic>) -> Option<Envelope> {
    Envelope::deserialize(value)
        .map_err(|error| {
            let message = Message::new(
                format!("schemat godtog dokumentet, men det går ändå inte att läsa: {error}"),
                format!("the schema accepted the document, but it can't be read all the same: {error}"),
            );
            diagnostics.push(Diagnostic::error(codes::INTERNAL_FAULT, Place::File(source.file().clone()), message).hint(
                "felet ligger i Kansli, inte i dokumentet; rapportera det",
                "the fault lies in Kansli, not in the document; report it",
            ));
        })
        .ok()
}

/// In the order of the file; at one place the gravest first. No more than [`MOST_FAULTS`], errors before all else.
fn in_order(source: &Source, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let start = |diagnostic: &Diagnostic| source.place_range(&diagnostic.place).map_or(0, |range| range.start);
    let left_out = diagnostics.len() > MOST_FAULTS;
    if left_out {
        diagnostics.sort_by_cached_key(|diagnostic| (Reverse(diagnostic.severity), start(diagnostic)));
        diagnostics.truncate(MOST_FAULTS);
    }
    diagnostics.sort_by_cached_key(|diagnostic| (start(diagnostic), Reverse(diagnostic.severity)));
    if left_out {
        let message = Message::new(
            format!("det finns mer att anmärka än de {MOST_FAULTS} som visas"),
            format!("there are more remarks than the {MOST_FAULTS} shown"),
        );
        let severity = diagnostics.iter().map(|diagnostic| diagnostic.severity).max().unwrap_or(Severity::Notice);
        diagnostics.push(
            Diagnostic::new(severity, codes::TOO_MANY_FAULTS, Place::File(source.file().clone()), message)
                .hint("rätta dem och kontrollera igen", "correct those and check again"),
        );
    }
    diagnostics
}
