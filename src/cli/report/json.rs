//! Diagnostics turned into JSON for other programs.

use serde_json::{Value, json};

use super::veil::veiled;
use crate::cli::texts::{Located, Texts, field, in_order};
use crate::diag::{Diagnostic, Place};

/// The diagnostics of one source as JSON objects, in the order of the source. `src/cli/COMMAND_LINE.md` tells the shape,
/// which programs rely on.
pub fn to_json(texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let diagnostics = &veiled(diagnostics);
    in_order(texts, diagnostics)
        .into_iter()
        .map(|diagnostic| {
            let mut entry = position(&texts.locate(&diagnostic.place), &diagnostic.place);
            entry["code"] = json!(diagnostic.code);
            entry["severity"] = json!(diagnostic.severity);
            entry["message"] = json!(diagnostic.message);
            entry["hint"] = json!(diagnostic.hint);
            let related = diagnostic.related.iter().map(|(place, message)| {
                let mut entry = position(&texts.locate(place), place);
                entry["message"] = json!(message);
                entry
            });
            entry["related"] = related.collect();
            entry
        })
        .collect()
}

fn position(located: &Located<'_>, place: &Place) -> Value {
    let (start, end) = located.positions().unzip();
    let (line, column) = start.unzip();
    let (end_line, end_column) = end.unzip();
    json!({
        "file": located.shown,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "field": field(place),
    })
}
