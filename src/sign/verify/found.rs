//! Finding: the fields of a PDF become the signatures that stand in them, each with the stretch of the file that it covers, and the
//! bytes of a PDF the places where a signature was once said to end.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document};

use super::MOST_SIGNATURES;
use crate::sign::append::{entry, last_index};
use crate::sign::fields::{self, Field};
use crate::sign::report::Finding;
use crate::sign::session::name_of;
use crate::sign::slot;

/// A signature as it stands in the file.
pub(super) struct Found {
    pub(super) field: Field,
    pub(super) dictionary: Dictionary,
    /// The end of the signed bytes: those of a whole revision.
    pub(super) end: Option<usize>,
    pub(super) findings: Vec<Finding>,
    pub(super) is_time_stamp: bool,
    /// Whether the slot lies where the ranges say, so that the digest can be taken.
    pub(super) ranges: Option<[usize; 4]>,
}

/// The signature of a field: whether its ranges leave out exactly its own slot and end a revision of the file.
pub(super) fn find(bytes: &[u8], document: &Document, field: &Field) -> Found {
    let value = field.value.and_then(|id| document.objects.get(&id)).and_then(|value| value.as_dict().ok());
    // A signature that stands in its field has no number of its own.
    let dictionary = match value {
        Some(value) if value.has(b"V") && value.has(b"FT") => entry(document, value, b"V").and_then(|value| value.as_dict().ok()),
        value => value,
    };
    let dictionary = dictionary.cloned().unwrap_or_default();
    let filter = name_of(entry(document, &dictionary, b"SubFilter"));
    let is_time_stamp = filter.as_deref() == Some("ETSI.RFC3161") || dictionary.has_type(b"DocTimeStamp");
    let mut out = Found { field: field.clone(), dictionary, end: None, findings: Vec::new(), is_time_stamp, ranges: None };
    let mut refuse = |code, sv: &str, en: &str| out.findings.push(Finding::refused(code, sv, en));
    let ranges = entry(document, &out.dictionary, b"ByteRange").and_then(slot::ranges);
    let Some([first, before, after, rest]) = ranges else {
        refuse(
            "byte-range",
            "det går inte att se vad underskriften omfattar (ByteRange saknas eller är felaktig)",
            "there is no telling what the signature covers (ByteRange is missing or wrong)",
        );
        return out;
    };
    let end = after.checked_add(rest).filter(|end| *end <= bytes.len());
    let Some(end) = end.filter(|_| first == 0 && before < after && before > 0) else {
        refuse(
            "byte-range",
            "underskriften omfattar inte en sammanhängande fil (ByteRange är felaktig)",
            "the signature does not cover one whole file (ByteRange is wrong)",
        );
        return out;
    };
    let gap = bytes.get(before..after).unwrap_or_default();
    let contents = entry(document, &out.dictionary, b"Contents").and_then(|contents| contents.as_str().ok());
    match (hexadecimal(gap), contents) {
        (Some(gap), Some(contents)) if gap == contents => {}
        _ => {
            refuse(
                "byte-range-gap",
                "underskriften utelämnar annat av filen än sig själv",
                "the signature leaves out other parts of the file than itself",
            );
            return out;
        }
    }
    if !bytes.get(..end).is_some_and(ends_whole) {
        refuse(
            "partial-revision",
            "underskriften omfattar inte en hel version av filen",
            "the signature does not cover a whole revision of the file",
        );
        return out;
    }
    out.end = Some(end);
    out.ranges = Some([first, before, after, rest]);
    out
}

/// The bytes of a hexadecimal string with its brackets; `None` for anything else, white space too: nothing may hide there.
pub(super) fn hexadecimal(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let value = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    digits.chunks(2).map(|pair| Some((value(pair.first()?)? << 4) | pair.get(1).map_or(Some(0), value)?)).collect()
}

/// Whether some bytes end as a revision of a PDF does: with the mark of the end, and at most one line end behind it.
pub(super) fn ends_whole(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n")).or_else(|| bytes.strip_suffix(b"\r")).unwrap_or(bytes);
    bytes.ends_with(b"%%EOF") && last_index(bytes).is_some()
}

/// Ends of revisions that signatures say they cover, wherever they stand in the bytes: also those that the file no longer shows.
pub(super) fn traces(bytes: &[u8]) -> BTreeSet<usize> {
    let mark = b"/ByteRange";
    let mut out = BTreeSet::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(mark.len()).position(|window| window == mark)) {
        at += found + mark.len();
        let text: String = bytes.iter().skip(at).take(120).map(|byte| char::from(*byte)).collect();
        let inside = text.trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next());
        let numbers: Option<Vec<usize>> = inside.map(|inside| inside.split_whitespace().filter_map(|number| number.parse().ok()).collect());
        if let Some([0, before, after, rest]) = numbers.as_deref()
            && let Some(end) = after.checked_add(*rest).filter(|end| *end <= bytes.len() && before < after && *before > 0)
            && bytes.get(..end).is_some_and(ends_whole)
        {
            out.insert(end);
        }
        if out.len() > 4 * MOST_SIGNATURES {
            break;
        }
    }
    out
}

/// The signature must stand in its field already in the state that it covers, and be the last one there.
pub(super) fn in_its_state(found: &mut Found, states: &[(usize, Option<Document>)], now: &Document, length: usize) {
    let Some(end) = found.end else { return };
    let state = if end == length { Some(now) } else { states.iter().find(|(at, _)| *at == end).and_then(|(_, state)| state.as_ref()) };
    let Some(state) = state else { return };
    let there = fields::of(state).into_iter().find(|field| field.id == found.field.id);
    let signature =
        there.as_ref().and_then(|field| field.value).and_then(|id| state.objects.get(&id)).and_then(|value| value.as_dict().ok());
    let ranges = |dictionary: &Dictionary| dictionary.get(b"ByteRange").ok().cloned();
    let same = signature.is_some_and(|signature| {
        let signature =
            if signature.has(b"FT") { entry(state, signature, b"V").and_then(|value| value.as_dict().ok()) } else { Some(signature) };
        signature.is_some_and(|signature| ranges(signature) == ranges(&found.dictionary))
    });
    if !same {
        found.findings.push(Finding::refused(
            "signature-transplanted",
            "underskriften stod inte i sitt fält när filen undertecknades",
            "the signature did not stand in its field when the file was signed",
        ));
    }
}
