//! Personnummer and samordningsnummer: digits whose date part is valid and whose check digit is right.

use std::ops::Range;

/// A number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityNumber {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Whether it is a samordningsnummer, whose day is 60 too high, rather than a personnummer. An organisationsnummer is
    /// neither: its third and fourth digits make no month.
    pub coordination: bool,
}

/// How many bytes are looked at together for a digit.
const STRETCH: usize = 32;

fn is_separator(character: char) -> bool {
    matches!(character, '-' | '+' | '\u{2010}'..='\u{2013}' | '\u{2212}')
}

/// Runs of 10 or 12 digits, with or without a hyphen or plus before the last four, that pass both tests.
pub fn find_identity_numbers(text: &str) -> Vec<IdentityNumber> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = next_digit(text, at) {
        let run = digits(text, start);
        at = start + run;
        let before = text[..start].chars().next_back();
        let joined = before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            || before.is_some_and(is_separator) && text[..start].trim_end_matches(is_separator).ends_with(|c: char| c.is_ascii_digit());
        let after = &text[at..];
        let (number, end) = match run {
            10 | 12 => (text[start..at].to_owned(), at),
            6 | 8 => {
                let Some(separator) = after.chars().next().filter(|c| is_separator(*c)) else { continue };
                let tail = at + separator.len_utf8();
                if digits(text, tail) != 4 {
                    continue;
                }
                (format!("{}{}", &text[start..at], &text[tail..tail + 4]), tail + 4)
            }
            _ => continue,
        };
        let rest = &text[end..];
        let goes_on = rest.starts_with(char::is_alphanumeric)
            || rest.starts_with(is_separator) && rest.trim_start_matches(is_separator).starts_with(|c: char| c.is_ascii_digit());
        if joined || goes_on {
            continue;
        }
        if let Some(BirthNumber { coordination, sound: true }) = birth_number(&number) {
            out.push(IdentityNumber { range: start..end, coordination });
            at = end;
        }
    }
    out
}

/// Where the first digit from `at` on stands. Most stretches of a text have none, and are passed over whole.
fn next_digit(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let has_digit = |stretch: &&[u8]| stretch.iter().fold(false, |found, byte| found | byte.is_ascii_digit());
    let passed = rest.chunks(STRETCH).take_while(|stretch| !has_digit(stretch)).count() * STRETCH;
    Some(at + passed + rest.get(passed..)?.iter().position(u8::is_ascii_digit)?)
}

fn digits(text: &str, start: usize) -> usize {
    text.as_bytes().get(start..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// What digits with a date of birth in them are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthNumber {
    /// Whether it has the form of a samordningsnummer, whose day is 60 too high.
    pub coordination: bool,
    /// Whether the check digit is right.
    pub sound: bool,
}

/// Judges ten or twelve digits; `None` where they begin with no date.
pub fn birth_number(digits: &str) -> Option<BirthNumber> {
    let digits: Vec<i16> =
        digits.chars().map(|digit| digit.to_digit(10).and_then(|digit| i16::try_from(digit).ok())).collect::<Option<_>>()?;
    let (centuries, short): (Vec<i16>, &[i16]) = match digits.as_slice() {
        [c1, c2, short @ ..] if short.len() == 10 => (vec![c1 * 10 + c2], short),
        short if short.len() == 10 => (vec![18, 19, 20], short),
        _ => return None,
    };
    let [y1, y2, m1, m2, d1, d2, ..] = *short else { return None };
    let (year, month, written_day) = (y1 * 10 + y2, m1 * 10 + m2, d1 * 10 + d2);
    let coordination = written_day > 60;
    let day = if coordination { written_day - 60 } else { written_day };
    let exists = |century: &i16| {
        (18..=20).contains(century)
            && jiff::civil::Date::new(century * 100 + year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0)).is_ok()
    };
    centuries.iter().any(exists).then(|| BirthNumber { coordination, sound: luhn(short) })
}

/// The check digit by Luhn's formula, over ten digits.
fn luhn(digits: &[i16]) -> bool {
    let weighed = digits.iter().enumerate().map(|(index, digit)| if index % 2 == 0 { digit * 2 } else { *digit });
    weighed.map(|product| product / 10 + product % 10).sum::<i16>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, bool)> {
        find_identity_numbers(text).into_iter().map(|found| (&text[found.range], found.coordination)).collect()
    }

    #[test]
    fn every_way_of_writing_is_found() {
        for number in ["811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876", "811218–9876", "811218\u{2011}9876"] {
            assert_eq!(found(&format!("Nr {number}, ja")), [(number, false)], "{number}");
        }
        assert_eq!(found("701063-2391"), [("701063-2391", true)]);
        assert_eq!(found("(197010632391)"), [("197010632391", true)]);
    }

    #[test]
    fn a_number_is_found_wherever_it_stands() {
        for before in 0..3 * STRETCH {
            let text = format!("{}811218-9876{}701063-2391", "ö ".repeat(before), " ".repeat(before + 1));
            assert_eq!(found(&text), [("811218-9876", false), ("701063-2391", true)], "{before}");
        }
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "811218-9875",
            "811318-9876",
            "organisationsnummer 232100-0131 och 202100-5489",
            "RS 2021-01234",
            "1 811218-98765",
            "98112189876",
            "811218-9876-1",
            "2021-811218-9876",
            "A8112189876",
            "070-123 45 67",
            "000000-0000",
            "99999999999999999999",
            "811218 9876",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
