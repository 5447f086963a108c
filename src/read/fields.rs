//! Fields remember where each key and value of a source stands.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::model::Pointer;

/// Where one field stands.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// The key; none for the entry of a list and for the whole document.
    pub(super) key: Option<Range<usize>>,
    /// What is shown of the value: all of it, or the head of a table or list of several lines.
    pub(super) shown: Range<usize>,
}

/// The spans of all fields.
pub(super) type Fields = BTreeMap<Pointer, Span>;

/// A text as it is kept: normalisation form C, `\n` between lines.
pub(super) fn normalised(text: &str) -> Value {
    let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
    Value::String(if is_nfc(&text) { text } else { text.nfc().collect() })
}

/// What is shown of a table or list in brackets: all of it on one line; else its key, else its opening bracket.
pub(super) fn shown(text: &str, range: Range<usize>, key: Option<&Range<usize>>) -> Range<usize> {
    match text.get(range.clone()) {
        Some(written) if !written.contains('\n') => range,
        _ => key.cloned().unwrap_or(range.start..(range.start + 1).min(range.end)),
    }
}
