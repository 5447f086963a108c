//! Personnummer and samordningsnummer: digits whose date part is valid and whose check digit is right.

use std::ops::Range;

use serde_json::Value;

use crate::check::context::{Context, Node};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::model::find_identity_numbers as find;

use super::MOST_IN_ONE_TEXT;

/// Looks in the whole file, comments and keys included, and in values that are written with escapes.
pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    if context.options.masks_identity_numbers {
        return Vec::new();
    }
    let mut allowed: Vec<Range<usize>> = Vec::new();
    let mut out: Vec<(Range<usize>, bool)> = Vec::new();
    for text in &context.texts {
        let found = find(text.text);
        if found.is_empty() {
            continue;
        }
        let permitted = text.shape.as_ref().is_some_and(|shape| shape.text("x-allows-identity-number").is_some());
        for number in found.into_iter().take(MOST_IN_ONE_TEXT) {
            let range = context.source.stretch(text.pointer, number.range);
            if permitted { allowed.push(range) } else { out.push((range, number.coordination)) }
        }
    }
    // A number that stands as a number, in a comment or in a key.
    let mut elsewhere = find(context.source.text());
    elsewhere.retain(|number| !allowed.iter().chain(out.iter().map(|(range, _)| range)).any(|range| overlaps(range, &number.range)));
    out.extend(elsewhere.into_iter().take(MOST_IN_ONE_TEXT).map(|number| (number.range, number.coordination)));
    out.extend(numbers(context).into_iter().filter(|(range, _)| !out.iter().any(|(other, _)| overlaps(range, other))).collect::<Vec<_>>());
    out.into_iter().map(|(range, coordination)| fault(context, range, coordination)).collect()
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Numbers that are written with separators of TOML: `811_218_9876`.
fn numbers(context: &Context<'_>) -> Vec<(Range<usize>, bool)> {
    let mut out = Vec::new();
    for Node { pointer, value, .. } in context.nodes {
        if let Value::Number(number) = value
            && let Some(found) = find(&number.to_string()).first()
        {
            out.push((context.source.span(pointer, crate::diag::FieldPart::Value), found.coordination));
        }
    }
    out
}

fn fault(context: &Context<'_>, range: Range<usize>, coordination: bool) -> Diagnostic {
    let written = context.source.text().get(range.clone()).unwrap_or_default();
    let place = Place::Text { file: context.source.file().clone(), range };
    let (code, sv, en) = if coordination {
        (codes::COORDINATION_NUMBER, "samordningsnummer", "coordination number")
    } else {
        (codes::IDENTITY_NUMBER, "personnummer", "personal identity number")
    };
    let message = Message::new(
        format!("här står ett {sv}; det hör inte hemma i dokumentet"),
        format!("a {en} stands here; it does not belong in the document"),
    );
    let diagnostic = Diagnostic::error(code, place, message);
    if written.len() == 10 && written.starts_with('0') {
        diagnostic.hint(
            "ta bort numret; är det ett telefonnummer, skriv det med mellanslag: 070-123 45 67",
            "remove the number; if it is a telephone number, write it with spaces: 070-123 45 67",
        )
    } else {
        diagnostic.hint("ta bort numret", "remove the number")
    }
}
