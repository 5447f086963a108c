//! Diagnostics in order become those that are shown, and one line for many that say the same.

use std::collections::BTreeMap;

use crate::cli::texts::Texts;
use crate::diag::{Diagnostic, Severity};

/// How many that say the same are shown with their lines.
const SHOWN: usize = 3;

/// What is shown.
pub enum Entry<'d> {
    /// A diagnostic.
    One(&'d Diagnostic),
    /// The rest of those that say the same.
    More {
        /// The last one shown.
        like: &'d Diagnostic,
        /// How many there are.
        places: usize,
        /// The lines that they stand in, from 1, ascending.
        lines: Vec<usize>,
    },
}

/// What diagnostics that say the same have in common: severity, code, file, message and hint.
type Likeness<'d> = (Severity, &'d str, &'d str, &'d str, Option<&'d str>);

/// Diagnostics of the same words in one file, where there are more than four of them, are shown thrice; then the lines
/// of the others are told. Those that name related places, or a file as a whole, are always shown.
pub fn collapsed<'d>(texts: &Texts<'_>, diagnostics: Vec<&'d Diagnostic>) -> Vec<Entry<'d>> {
    let mut alike: BTreeMap<Likeness<'d>, Vec<usize>> = BTreeMap::new();
    let keyed: Vec<_> = diagnostics.into_iter().map(|diagnostic| (diagnostic, likeness(texts, diagnostic))).collect();
    for (_, key) in &keyed {
        if let Some((likeness, line)) = key {
            alike.entry(*likeness).or_default().push(*line);
        }
    }
    let mut seen: BTreeMap<Likeness<'d>, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (diagnostic, key) in keyed {
        let many = key.and_then(|(likeness, _)| alike.get(&likeness).map(|lines| (likeness, lines)));
        let Some((likeness, lines)) = many.filter(|(_, lines)| lines.len() > SHOWN + 1) else {
            out.push(Entry::One(diagnostic));
            continue;
        };
        let count = seen.entry(likeness).or_default();
        *count += 1;
        if *count <= SHOWN {
            out.push(Entry::One(diagnostic));
        }
        if *count == SHOWN {
            let rest = lines.iter().skip(SHOWN);
            let mut lines: Vec<usize> = rest.copied().collect();
            let places = lines.len();
            lines.dedup();
            out.push(Entry::More { like: diagnostic, places, lines });
        }
    }
    out
}

/// What a diagnostic has in common with others, and its line.
fn likeness<'d>(texts: &Texts<'_>, diagnostic: &'d Diagnostic) -> Option<(Likeness<'d>, usize)> {
    let ((line, _), _) = texts.locate(&diagnostic.place).positions()?;
    let hint = diagnostic.hint.as_ref().map(|hint| hint.sv.as_str());
    let file = diagnostic.place.file().as_str();
    diagnostic
        .related
        .is_empty()
        .then_some(((diagnostic.severity, diagnostic.code.as_str(), file, diagnostic.message.sv.as_str(), hint), line))
}
