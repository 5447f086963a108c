//! What looks like an address: a text becomes the stretches in it of a name with a number that nobody can be sure of.

use std::ops::Range;

use super::addresses::{ENDINGS, ROADS, house_name, named, number};
use super::words::{Word, capital, words};

/// Words before a number that name a part, a count or a time, and no street.
const COUNTED: [&str; 92] = [
    "version",
    "revision",
    "utgåva",
    "utkast",
    "avsnitt",
    "kapitel",
    "kap",
    "bilaga",
    "bilagor",
    "tabell",
    "figur",
    "bild",
    "diagram",
    "steg",
    "punkt",
    "del",
    "fas",
    "etapp",
    "nivå",
    "sida",
    "sidan",
    "artikel",
    "paragraf",
    "stycke",
    "rad",
    "kolumn",
    "ruta",
    "fotnot",
    "grupp",
    "år",
    "vecka",
    "kvartal",
    "kv",
    "halvår",
    "termin",
    "typ",
    "grad",
    "klass",
    "alternativ",
    "mål",
    "åtgärd",
    "område",
    "plan",
    "rum",
    "sal",
    "våning",
    "exemplar",
    "nummer",
    "dnr",
    "lag",
    "förordning",
    "prop",
    "proposition",
    "sfs",
    "ca",
    "cirka",
    "minst",
    "högst",
    "omkring",
    "runt",
    "över",
    "under",
    "inom",
    "efter",
    "före",
    "från",
    "till",
    "den",
    "de",
    "dessa",
    "totalt",
    "alla",
    "båda",
    "kl",
    "klockan",
    "tfn",
    "telefon",
    "tel",
    "mobil",
    "växel",
    "fax",
    "anknytning",
    "fråga",
    "scenario",
    "kriterium",
    "princip",
    "indikator",
    "rekommendation",
    "covid",
    "agenda",
    "patient",
    "protokoll",
];

/// How compounds of them end: "Handlingsplan 2", "Delmål 3".
const COUNTED_ENDINGS: [&str; 12] =
    ["plan", "version", "avsnitt", "bilaga", "tabell", "steg", "punkt", "mål", "nivå", "grupp", "program", "protokoll"];

/// Months, weekdays and seasons.
const TIMES: [&str; 23] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "våren",
    "sommaren",
    "hösten",
    "vintern",
];

/// What stands behind a number that counts or measures.
const UNITS: [&str; 22] = [
    "%", "§", "§§", "kap", "procent", "mg", "ml", "g", "kg", "mm", "cm", "km", "m", "kr", "kronor", "st", "år", "dagar", "veckor",
    "månader", "timmar", "minuter",
];

/// Small words that a sentence goes on with behind an address.
const JOINING: [&str; 12] = ["och", "eller", "är", "i", "på", "som", "med", "till", "samt", "där", "har", "men"];

/// All stretches that may be addresses, in bytes.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    (1..words.len()).flat_map(|at| [likely(&words, at), small_street(&words, at), unnumbered(&words, at)]).flatten().collect()
}

/// "björkstigen 4", with its number at a word: a street whose name was written without its capital.
fn small_street(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let name = words.get(at.checked_sub(1)?).filter(|name| !name.comma && !name.stop && !capital(name))?;
    let lower = name.text.to_lowercase();
    let street = ENDINGS.iter().any(|ending| lower.strip_suffix(ending).is_some_and(|stem| stem.chars().count() > 2));
    let plain = name.text.chars().all(char::is_alphabetic) && !ROADS.contains(&lower.as_str());
    let last = number(words, at, 3)?;
    let counts = words.get(last + 1).filter(|_| words.get(last).is_some_and(|word| !word.comma && !word.stop)).is_some_and(|next| {
        let next = next.text.to_lowercase();
        UNITS.contains(&next.as_str()) || TIMES.contains(&next.as_str()) || next == "kilometer" || next == "meter"
    });
    (street && plain && !counts).then(|| name.start..words.get(last).map_or(name.end, |word| word.end))
}

/// "Solgläntan, 441 30 Alingsås", with the postal code at a word: the name, which may be that of a house.
fn unnumbered(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let first = house_name(words, at)?;
    Some(words.get(first)?.start..words.get(first..at)?.iter().rev().find(|word| capital(word))?.end)
}

/// "Skogslyckan 9", with its number at a word.
fn likely(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    if words.get(at)?.text.eq_ignore_ascii_case("nr") {
        return None;
    }
    let last = number(words, at, 3)?;
    let first = named(words, at)?;
    let name = words.get(first..at)?;
    let lower: Vec<String> = name.iter().map(|word| word.text.to_lowercase()).collect();
    let counted = |word: &String| {
        let word = word.as_str();
        COUNTED.contains(&word)
            || TIMES.contains(&word)
            || ROADS.contains(&word)
            || COUNTED_ENDINGS.iter().any(|ending| word.ends_with(ending))
    };
    let plain = |word: &Word<'_>| word.text.chars().all(|character| character.is_alphabetic() || matches!(character, ':' | '-' | '.'));
    let acronym = |word: &Word<'_>| !word.text.chars().any(char::is_lowercase);
    if lower.iter().any(counted) || name.iter().any(|word| acronym(word) || !plain(word)) {
        return None;
    }
    let next = words.get(last + 1).filter(|_| words.get(last).is_some_and(|word| !word.comma && !word.stop));
    if let Some(next) = next.map(|next| next.text.to_lowercase()) {
        let sentence = first.checked_sub(1).and_then(|before| words.get(before)).is_none_or(|before| before.stop);
        // "Sammanlagt 12 personer": a sentence that begins with a count.
        let counts = sentence && at - first == 1 && !JOINING.contains(&next.as_str()) && !words.get(last + 1).is_some_and(capital);
        if UNITS.contains(&next.as_str()) || TIMES.contains(&next.as_str()) || counts {
            return None;
        }
    }
    Some(words.get(first)?.start..words.get(last)?.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn names_with_numbers_are_doubted() {
        for address in ["Skogslyckan 9", "Nedre Kvarn 210", "Hammarby 14 B", "Lilla Ängen 3b"] {
            assert_eq!(found(&format!("Hon bor på {address}.")), [address]);
            assert_eq!(found(&format!("Hon bor på {address} och arbetar i Väst.")), [address]);
        }
        assert_eq!(found("Hon bor på björkstigen 4 b."), ["björkstigen 4 b"]);
        assert_eq!(found("Brev till Ingrid Hallström, 441 30 Alingsås"), ["Ingrid Hallström"]);
    }

    #[test]
    fn parts_counts_and_times_are_not() {
        for text in [
            "Version 2 och avsnitt 4, Bilaga 3 till mötet",
            "enligt lagen (2017:30) och Hälso- och sjukvårdslagen 2 kap. 1 §",
            "RCC Väst 2 och NEWS 2",
            "Sammanlagt 12 personer deltog. Omkring 20 kom.",
            "Göteborg 3 maj 2021, Måndag 3 maj, Hösten 2022",
            "Handlingsplan 2, Delmål 3",
            "Kommunfullmäktige 2022-04-27 § 85",
            "Morfin 10 mg",
            "se Tabell 2, steg 3 och Figur 4",
            "gå skogsvägen 3 kilometer, länsväg 190 och i förväg 2 dagar",
            "Till Regionkansliet, 405 44 Göteborg",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
