//! Abbreviations that the document never spells out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::Value;

use crate::check::context::{Context, Text};
use crate::diag::{Diagnostic, Message, codes};

use super::addresses::Addresses;
use super::placeholder;

/// What every reader knows, and words that people write in capitals.
const KNOWN: &[&str] = &[
    "AB", "AI", "ALLA", "BB", "CD", "CV", "DNA", "DVD", "EES", "EG", "EJ", "EKG", "EN", "EPA", "ETT", "EU", "FN", "FRA", "GDPR", "GPS",
    "HB", "HIV", "HR", "ID", "INTE", "IP", "ISBN", "ISO", "ISSN", "IT", "IVA", "JSON", "KB", "MR", "NATO", "NB", "OBS", "OCH", "OK", "PC",
    "PDF", "PIN", "PM", "PS", "QR", "RNA", "SFS", "SIM", "SKA", "SMS", "SOS", "SS", "STOR", "TOML", "TV", "UNESCO", "USA", "USB", "UV",
    "VD", "VG", "VIP", "WC", "WHO", "XML",
];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let known = names(context);
    let mut spelled: BTreeSet<String> = BTreeSet::new();
    let mut used: BTreeMap<String, (usize, Range<usize>)> = BTreeMap::new();
    let prose: Vec<&Text<'_>> = context.prose().collect();
    for (index, text) in prose.iter().enumerate() {
        let mut addresses = None;
        for (start, word) in words(text.text) {
            if !is_abbreviation(word) || placeholder::WORDS.contains(&word) || KNOWN.contains(&word) || known.contains(word) {
                continue;
            }
            let (before, after) = (&text.text[..start], &text.text[start + word.len()..]);
            if before.ends_with('(') || after.strip_prefix([' ', '\u{a0}']).is_some_and(|after| spelling(after, word)) {
                spelled.insert(word.to_owned());
            } else if text.text.contains(char::is_lowercase)
                && !is_number_series(after)
                && !addresses.get_or_insert_with(|| Addresses::of(text.text)).contains(start)
            {
                used.entry(word.to_owned()).or_insert((index, start..start + word.len()));
            }
        }
    }
    let mut out = Vec::new();
    for (word, (index, range)) in used {
        let Some(text) = prose.get(index).filter(|_| !spelled.contains(&word)) else { continue };
        let message = Message::new(
            format!("förkortningen {word} skrivs aldrig ut i dokumentet"),
            format!("the abbreviation {word} is never spelled out in the document"),
        );
        out.push(Diagnostic::notice(codes::ABBREVIATION_NOT_SPELLED_OUT, context.stretch(text, range), message).hint(
            format!("skriv ut den första gången: hela namnet ({word})"),
            format!("spell it out the first time: the full name ({word})"),
        ));
    }
    out
}

/// Every part of the names that parties go by.
fn names(context: &Context<'_>) -> BTreeSet<String> {
    let principals = context.source.value().get("principals").and_then(Value::as_array).into_iter().flatten();
    let fields =
        principals.flat_map(|principal| ["name", "short_name", "represented_by"].map(|key| principal.get(key).and_then(Value::as_str)));
    fields.flatten().flat_map(|name| words(name).map(|(_, word)| word.to_owned()).collect::<Vec<_>>()).collect()
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - base, word))
}

/// Two to six capitals, no roman number.
fn is_abbreviation(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && (2..=6).contains(&word.chars().count())
        && word.chars().all(char::is_uppercase)
        && !word.chars().all(|c| "IVXLC".contains(c))
        && !word.chars().all(|c| c == 'X' || c == 'N')
}

/// `MAS (medicinskt ansvarig sjuksköterska)`: words in brackets that begin as the abbreviation does.
fn spelling(after: &str, word: &str) -> bool {
    let Some(inner) = after.strip_prefix('(').and_then(|after| after.split(')').next()) else { return false };
    let first = |text: &str| text.chars().next().map(|c| c.to_lowercase().to_string());
    inner.contains(char::is_lowercase) && first(inner) == first(word)
}

/// `SOSFS 2014:5`, `HSLF-FS 2017:40`, `RS 2021-01234`: the name of a series before a number.
fn is_number_series(after: &str) -> bool {
    let after = after.trim_start_matches(|c: char| c == '-' || c.is_uppercase());
    after.trim_start_matches([' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_told_from_roman_numbers_and_series() {
        for word in ["MAS", "RPO", "LMR", "ÄHO", "PNR"] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["Mas", "XIV", "II", "A", "ARBETSMATERIAL", "VästKom", "XX"] {
            assert!(!is_abbreviation(word), "{word}");
        }
        assert!(is_number_series(" 2021-01234"));
        assert!(is_number_series("-FS 2017:40"));
        assert!(!is_number_series(" och 2"));
        assert!(spelling("(medicinskt ansvarig sjuksköterska)", "MAS"));
        assert!(!spelling("(se ovan)", "MAS"));
    }
}
