//! Dates and revisions: what a PDF writes of time and of its own updates becomes numbers.

use crate::sign::asn1::{self, tag};

/// A date of PDF as seconds since 1970.
pub(super) fn date(text: &str) -> Option<i64> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let (rest, padded) = (text.get(digits.len()..)?, format!("{digits:0<14}"));
    if digits.len() < 8 {
        return None;
    }
    let time = asn1::write(tag::GENERALIZED_TIME, format!("{}Z", padded.get(..14)?).as_bytes());
    let seconds = asn1::time(&asn1::single(&time, tag::GENERALIZED_TIME)?)?;
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return Some(seconds),
    };
    let numbers: Vec<i64> = rest.get(1..)?.split('\'').filter_map(|number| number.parse().ok()).collect();
    Some(seconds - sign * (numbers.first()? * 3_600 + numbers.get(1).unwrap_or(&0) * 60))
}

/// Which revision ends at a place: how often a revision has ended up to it.
pub(super) fn revision(bytes: &[u8], end: usize) -> usize {
    let bytes = bytes.get(..end).unwrap_or_default();
    bytes.windows(9).filter(|window| window == b"startxref").count()
}
