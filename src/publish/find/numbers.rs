//! Numbers: digits as people write them, with spaces and dashes of every sort, become identity numbers or what looks like one.

use std::ops::Range;

use crate::model::birth_number;
use crate::publish::Secret;

/// A stretch of text with the digits of an identity number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is; `None` where the check digit is wrong.
    pub secret: Option<Secret>,
}

/// A character, with where it stands.
struct Letter {
    character: char,
    start: usize,
    end: usize,
}

/// All numbers of a text, from left to right.
pub fn find(text: &str) -> Vec<Number> {
    let unseen = |character: char| matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let letters: Vec<Letter> = text
        .char_indices()
        .filter(|(_, character)| !unseen(*character))
        .map(|(start, character)| Letter { character, start, end: start + character.len_utf8() })
        .collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let after_digit = at.checked_sub(1).and_then(|before| letters.get(before)).is_some_and(|letter| letter.character.is_ascii_digit());
        match (!after_digit).then(|| FORMS.iter().find_map(|form| read(&letters, at, form))).flatten() {
            Some((number, end)) => {
                out.push(number);
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// A part of a way of writing.
#[derive(Clone, Copy)]
enum Part {
    /// So many digits.
    Digits(usize),
    /// What stands between parts of a date.
    Point,
    /// At least one space.
    Space,
    /// What stands before the last four digits, if anything.
    Mark,
}

/// Ways of writing the number, the longer ones first.
const FORMS: [&[Part]; 5] = [
    &[Part::Digits(4), Part::Point, Part::Digits(2), Part::Point, Part::Digits(2), Part::Mark, Part::Digits(4)],
    &[Part::Digits(2), Part::Space, Part::Digits(6), Part::Mark, Part::Digits(4)],
    &[Part::Digits(8), Part::Mark, Part::Digits(4)],
    &[Part::Digits(2), Part::Point, Part::Digits(2), Part::Point, Part::Digits(2), Part::Mark, Part::Digits(4)],
    &[Part::Digits(6), Part::Mark, Part::Digits(4)],
];

/// Reads one way of writing; the number and the place behind it.
fn read(letters: &[Letter], start: usize, form: &[Part]) -> Option<(Number, usize)> {
    let mut digits = String::new();
    let mut at = start;
    let mut dashed = false;
    let is = |at: usize, what: fn(char) -> bool| letters.get(at).is_some_and(|letter| what(letter.character));
    for part in form {
        match part {
            Part::Digits(count) => {
                for _ in 0..*count {
                    let digit = letters.get(at).filter(|letter| letter.character.is_ascii_digit())?;
                    digits.push(digit.character);
                    at += 1;
                }
            }
            Part::Point => {
                if !is(at, |character| is_dash(character) || character.is_whitespace() || matches!(character, '.' | '/')) {
                    return None;
                }
                at += 1;
            }
            Part::Space => {
                if !is(at, char::is_whitespace) {
                    return None;
                }
                while is(at, char::is_whitespace) {
                    at += 1;
                }
            }
            Part::Mark => {
                while is(at, char::is_whitespace) {
                    at += 1;
                }
                if is(at, |character| is_dash(character) || character == '+') {
                    dashed = true;
                    at += 1;
                }
                while is(at, char::is_whitespace) {
                    at += 1;
                }
            }
        }
    }
    if is(at, |character| character.is_ascii_digit()) {
        return None;
    }
    let birth = birth_number(&digits)?;
    let secret = match (birth.sound, birth.coordination) {
        (true, true) => Some(Secret::CoordinationNumber),
        (true, false) => Some(Secret::IdentityNumber),
        // Without a mark many a number has a date in it.
        (false, _) if dashed => None,
        (false, _) => return None,
    };
    let range = letters.get(start)?.start..letters.get(at.checked_sub(1)?)?.end;
    Some((Number { range, secret }, at))
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Option<Secret>)> {
        find(text).into_iter().map(|number| (&text[number.range], number.secret)).collect()
    }

    #[test]
    fn every_way_of_writing_is_found() {
        for number in [
            "811218-9876",
            "8112189876",
            "19811218-9876",
            "198112189876",
            "811218+9876",
            "811218–9876",
            "811218\u{2011}9876",
            "811218\u{ad}-9876",
            "811218 9876",
            "811218 - 9876",
            "811218\u{a0}9876",
            "19811218 9876",
            "19 811218-9876",
            "1981-12-18-9876",
            "1981-12-18 9876",
            "1981 12 18 9876",
            "81-12-18-9876",
            "81.12.18 9876",
        ] {
            assert_eq!(found(&format!("Nr {number}, ja")), [(number, Some(Secret::IdentityNumber))], "{number}");
            assert_eq!(found(&format!("pnr{number}")), [(number, Some(Secret::IdentityNumber))], "{number}");
        }
        assert_eq!(found("701063-2391"), [("701063-2391", Some(Secret::CoordinationNumber))]);
        assert_eq!(found("811218-9876, 701063 2391").len(), 2);
    }

    #[test]
    fn a_wrong_check_digit_is_told_of() {
        assert_eq!(found("811218-9875"), [("811218-9875", None)]);
        assert_eq!(found("8112189875"), []);
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "232100-0131 och 202100-5489",
            "RS 2021-01234",
            "070-123 45 67",
            "031-12 34 56",
            "98112189876",
            "811218-98765",
            "2021-03-15 2022",
            "99999999999999999999",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
