//! A second engine's opinion on a PDF.

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

/// Clause of ISO 19005-2 on the length of streams.
const STREAM_LENGTH: &str = "ISO 19005-2:2011:6.1.7.1:1";

/// Fails unless the file keeps to PDF/A-2a and to PDF/UA-1.
///
/// One finding of the validator (0.12.2) is passed over where it is mistaken: a compressed stream whose last byte happens
/// to be a carriage return reads to it as one byte too long, though its length is right. One file in some fifteen has one.
pub fn assert_conforms(bytes: &[u8]) {
    assert_keeps_to(bytes, ValidationProfile::PdfA2a, STREAM_LENGTH);
}

/// Fails unless the file keeps to PDF/A-3a and to PDF/UA-1: one that carries its source.
pub fn assert_conforms_with_source(bytes: &[u8]) {
    assert_keeps_to(bytes, ValidationProfile::PdfA3a, &STREAM_LENGTH.replace("19005-2:2011", "19005-3:2012"));
}

fn assert_keeps_to(bytes: &[u8], archive: ValidationProfile, stream_length: &str) {
    for profile in [archive, ValidationProfile::PdfUa1] {
        let report = validate_pdf_bytes(bytes, &ValidationOptions::default().profile(profile)).expect("the validator reads the file");
        let mistaken = |rule: &str| rule == stream_length && lengths_are_right(bytes);
        let passed_over = !report.failures.is_empty() && report.failures.iter().all(|failure| mistaken(&failure.rule_id));
        assert!(report.is_compliant || passed_over, "{report}");
    }
}

/// Whether each stream is followed by a line feed and `endstream` exactly where its `/Length` says, and one of them ends in
/// a carriage return.
fn lengths_are_right(bytes: &[u8]) -> bool {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut returns = false;
    let mut dictionaries = text.as_str();
    while let Some(at) = dictionaries.find("stream\n") {
        let (dictionary, rest) = dictionaries.split_at(at);
        let rest = &rest["stream\n".len()..];
        let Some(length) = dictionary.rsplit("/Length ").next().and_then(|tail| tail.split(['/', '>', ' ', '\n']).next()?.parse().ok())
        else {
            return false;
        };
        // All characters are bytes of Latin-1: they are counted, not their UTF-8.
        let Some((end, _)) = rest.char_indices().nth(length) else { return false };
        let (data, tail) = rest.split_at(end);
        let Some(tail) = tail.strip_prefix("\nendstream\n") else { return false };
        returns |= data.ends_with('\r');
        dictionaries = tail;
    }
    returns
}
