//! Holding turns the outline of a PDF into differences: a window shows it beside the pages, and it must name the headings
//! in order and lead to them (ISO 32000-1, 12.3.3).

use std::collections::BTreeSet;

use lopdf::{Dictionary, ObjectId};

use crate::certify::difference::DifferenceKind;
use crate::certify::found::{Problems, Target};
use crate::certify::normal::plain;
use crate::certify::unit::{Role, Unit};

use super::destination::target;
use super::font::{get, text_string};
use super::structure::Pages;

/// An entry: how deep it stands, from 1, what it says, and where it leads.
struct Entry {
    depth: u8,
    title: String,
    target: Target,
}

/// Deepest nesting of the outline.
const DEEPEST: u8 = 32;

/// Holds the outline against the headings. `follow` gives the found unit that a target leads to.
pub(super) fn hold(
    pages: &Pages<'_>,
    units: &[Unit<'_>],
    pairs: &[Option<usize>],
    follow: &dyn Fn(&Target) -> Option<usize>,
    problems: &mut Problems,
) {
    let root = pages.document.catalog().ok().and_then(|catalog| get(pages.document, catalog, b"Outlines"));
    let mut entries = Vec::new();
    if let Some(root) = root.and_then(|root| root.as_dict().ok()) {
        collect(pages, root, 1, &mut BTreeSet::new(), &mut entries);
    }
    let mut entries = entries.into_iter();
    let headings = units.iter().zip(pairs).filter_map(|(unit, pair)| match unit.role {
        Role::Heading { level, .. } => Some((unit, level, *pair)),
        _ => None,
    });
    for (unit, level, pair) in headings {
        let printed = unit.printed();
        let entry = entries.next();
        let agrees = entry.as_ref().is_some_and(|entry| {
            // A heading that is missing from the text has been told already.
            let leads = pair.is_none() || follow(&entry.target) == pair;
            entry.title == printed && entry.depth == level && leads
        });
        if !agrees {
            // One is enough: those after it are likely to be one off.
            let difference = problems.difference(DifferenceKind::Outline).at(unit).expected(printed);
            return problems.push(difference.found(entry.map(|entry| entry.title).unwrap_or_default()));
        }
    }
    if let Some(entry) = entries.next() {
        problems.push(problems.difference(DifferenceKind::Outline).expected("").found(entry.title));
    }
}

fn collect(pages: &Pages<'_>, parent: &Dictionary, depth: u8, seen: &mut BTreeSet<ObjectId>, out: &mut Vec<Entry>) {
    let mut next = parent.get(b"First").ok();
    while let Some(id) = next.and_then(|next| next.as_reference().ok()) {
        // An entry met twice would make a circle.
        if depth > DEEPEST || !seen.insert(id) {
            return;
        }
        let Ok(entry) = pages.document.get_dictionary(id) else { return };
        let title = get(pages.document, entry, b"Title").and_then(|title| title.as_str().ok()).map(text_string).unwrap_or_default();
        out.push(Entry { depth, title: plain(&title), target: target(pages, entry) });
        collect(pages, entry, depth + 1, seen, out);
        next = entry.get(b"Next").ok();
    }
}
