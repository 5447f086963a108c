//! Addresses: a text becomes the Swedish street addresses in it: a street with a number, a postal code with its town, or both.

use std::ops::Range;

use super::words::{Word, capital, stops, words};

/// How the names of streets end, and what stands as a word of its own after a name.
pub(super) const ENDINGS: [&str; 33] = [
    "gatan",
    "gata",
    "vägen",
    "väg",
    "gränden",
    "gränd",
    "stigen",
    "stig",
    "torget",
    "torg",
    "allén",
    "allé",
    "backen",
    "backe",
    "brinken",
    "kroken",
    "kajen",
    "liden",
    "stråket",
    "terrassen",
    "slingan",
    "svängen",
    "esplanaden",
    "promenaden",
    "parken",
    "gården",
    "udden",
    "hagen",
    "kullen",
    "dalen",
    "lunden",
    "leden",
    "bryggan",
];

/// Roads that have a number and nobody's door.
pub(super) const ROADS: [&str; 4] = ["riksväg", "länsväg", "europaväg", "motorväg"];

/// Words of streets' names that begin with a capital and say where it lies or how old it is.
const BEFORE: [&str; 14] =
    ["Norra", "Södra", "Östra", "Västra", "Stora", "Lilla", "Gamla", "Nya", "Övre", "Nedre", "Sankt", "Sankta", "S:t", "S:ta"];

/// Small words inside names: "Karl den XII:s gata", "Axel von Fersens väg".
const PARTICLES: [&str; 5] = ["den", "von", "af", "de", "la"];

/// How the names of offices end, whose box before a postal code stands.
const OFFICES: [&str; 22] = [
    "nämnd",
    "nämnden",
    "styrelse",
    "styrelsen",
    "kommun",
    "kommunen",
    "region",
    "regionen",
    "förvaltning",
    "förvaltningen",
    "myndighet",
    "myndigheten",
    "verket",
    "inspektionen",
    "rådet",
    "sjukhus",
    "sjukhuset",
    "förbund",
    "förbundet",
    "kansliet",
    "domstolen",
    "rätten",
];

/// How further names before a postal code end that are nobody's home.
const HOLDERS: [&str; 8] = ["stad", "staden", "universitet", "universitetet", "centralen", "skolan", "kontoret", "hus"];

/// All addresses of a text, in bytes, each with its street, its flat and its town. What stands as "name and number" before a
/// postal code is an address, whatever the name; a box is, unless an office is named right before it.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in 0..words.len() {
        if let Some((first, last)) = street(&words, at) {
            let behind = if stops(&words, last) { None } else { town(&words, after_dash(&words, last + 1), true) };
            out.push((care_of(&words, first), behind.unwrap_or(last)));
        }
        let house = house(&words, at);
        if let Some(last) = town(&words, at, house.is_some()) {
            let first = house.or_else(|| house_name(&words, at).filter(|first| is_lived_in(&words, *first, at))).unwrap_or(at);
            let office = words.get(first).is_some_and(|word| is_box(word)) && of_office(&words, first);
            if !office {
                out.push((care_of(&words, first), last));
            }
        }
    }
    out.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (first, last) in out {
        match merged.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => merged.push((first, last)),
        }
    }
    merged.into_iter().filter_map(|(first, last)| Some(words.get(first)?.start..words.get(last)?.end)).collect()
}

/// The word at a place, or the next where a dash stands there alone.
fn after_dash(words: &[Word<'_>], at: usize) -> usize {
    if words.get(at).is_some_and(|word| is_dash(word)) { at + 1 } else { at }
}

fn is_dash(word: &Word<'_>) -> bool {
    matches!(word.text, "-" | "–" | "—" | "/" | "|" | "·")
}

fn is_box(word: &Word<'_>) -> bool {
    matches!(word.text.to_lowercase().as_str(), "box" | "postbox")
}

/// Whether an office is named among the five words before a box, in one sentence.
fn of_office(words: &[Word<'_>], at: usize) -> bool {
    let before = words.get(at.saturating_sub(5)..at).unwrap_or_default();
    before.iter().rev().take_while(|word| !word.stop).any(|word| {
        let lower = word.text.to_lowercase();
        OFFICES.iter().any(|ending| lower.ends_with(ending))
    })
}

/// The first word of "Nedre Kvarn 210" or "Box 12" before a postal code at a place.
fn house(words: &[Word<'_>], at: usize) -> Option<usize> {
    let last = at.checked_sub(1)?;
    let last = if words.get(last).is_some_and(is_dash) { last.checked_sub(1)? } else { last };
    (at.saturating_sub(7)..=last).rev().find_map(|place| {
        let mut end = number(words, place, 5)?;
        while let Some(next) = flat(words, end) {
            end = next;
        }
        (end == last && !stops(words, end)).then(|| named(words, place)).flatten()
    })
}

/// The first word of "Solgläntan, 441 30 Alingsås", with the postal code at a place: a name without a number that may be a house's, and is no office's.
pub(super) fn house_name(words: &[Word<'_>], at: usize) -> Option<usize> {
    town(words, at, false)?;
    let last = at.checked_sub(1)?;
    let dashed = words.get(last).is_some_and(is_dash);
    let last = if dashed { last.checked_sub(1)? } else { last };
    let plain = |word: &Word<'_>| {
        let lower = word.text.to_lowercase();
        let inner = word.text.chars().skip(1).any(char::is_uppercase) || word.text.chars().count() < 3;
        let office = OFFICES.iter().chain(&HOLDERS).any(|ending| lower.ends_with(ending));
        capital(word) && !inner && !office && word.text.chars().all(|character| character.is_alphabetic() || character == '-')
    };
    words.get(last).filter(|word| plain(word) && !word.stop && (word.comma || dashed))?;
    let mut first = last;
    while let Some(before) = first.checked_sub(1).filter(|before| last - before < 3) {
        let Some(word) = words.get(before).filter(|word| capital(word) && !word.comma && !word.stop) else { break };
        if !plain(word) {
            return None;
        }
        first = before;
    }
    Some(first)
}

/// Whether what stands before a name, with the postal code at a place, tells that it is a house and no person: "på Solgläntan, …", "Åsa Ek, Solgläntan, …".
fn is_lived_in(words: &[Word<'_>], first: usize, code: usize) -> bool {
    let Some(before) = first.checked_sub(1).and_then(|before| words.get(before)) else { return false };
    let lower = before.text.to_lowercase();
    let single = words.get(first + 1..code).unwrap_or_default().iter().all(is_dash);
    ["på", "vid"].contains(&lower.as_str()) || single && (before.comma || lower.starts_with("adress") || lower.ends_with("adress"))
}

/// The first word of the name that stands right before a number.
pub(super) fn named(words: &[Word<'_>], number: usize) -> Option<usize> {
    let mut first = number;
    while let Some(at) = first.checked_sub(1).filter(|at| number - at <= 5) {
        let word = words.get(at).filter(|word| !word.comma && !word.stop)?;
        let lower = word.text.to_lowercase();
        let letters = word.text.chars().next().is_some_and(char::is_alphabetic);
        let before = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|before| capital(before) && !before.comma);
        let of_name = letters && capital(word)
            || first == number && (is_box(word) || lower == "nr" || before && ENDINGS.contains(&lower.as_str()))
            || first < number && before && PARTICLES.contains(&lower.as_str());
        if !of_name {
            break;
        }
        first = at;
        if words.get(first.wrapping_sub(1)).is_some_and(|before| before.comma || before.stop) {
            break;
        }
    }
    (first < number).then_some(first)
}

/// A street with its number that ends in the number at or behind a word: from which word to which.
fn street(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let name = words.get(at)?;
    let lower = name.text.to_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending))?;
    let alone = lower == *ending;
    if name.comma || name.stop || (!alone && !capital(name)) || ROADS.contains(&lower.as_str()) {
        return None;
    }
    let mut first = at;
    // "Karl Johans gata", "Södra Vägen": a word of its own belongs to the names before it.
    while first > 0 && at - first < 3 {
        let Some(before) = words.get(first - 1).filter(|before| !before.comma && !before.stop) else { break };
        let particle = PARTICLES.contains(&before.text) && first > 1 && words.get(first - 2).is_some_and(capital);
        if !particle && !capital(before) {
            break;
        }
        if !(particle || alone || BEFORE.contains(&before.text) || before.text.ends_with('s')) {
            break;
        }
        first -= 1;
    }
    if alone && first == at {
        return None;
    }
    let mut last = number(words, at + 1, 3)?;
    while let Some(next) = flat(words, last) {
        last = next;
    }
    Some((first, last))
}

/// The last word of "lgh 1203", "3 tr" or "uppgång B" behind a word.
fn flat(words: &[Word<'_>], at: usize) -> Option<usize> {
    if words.get(at)?.stop {
        return None;
    }
    let (one, other) = (words.get(at + 1)?, words.get(at + 2));
    let is = |word: &Word<'_>, known: &[&str]| known.contains(&word.text.to_lowercase().as_str());
    let valued = |word: &&Word<'_>| {
        let length = word.text.chars().count();
        length <= 5 && word.text.chars().any(|character| character.is_ascii_digit()) || length == 1
    };
    if is(one, &["nb", "bv"]) {
        Some(at + 1)
    } else if is(one, &["lgh", "lägenhet", "vån", "våning", "uppgång", "port"]) {
        Some(if !one.comma && other.filter(valued).is_some() { at + 2 } else { at + 1 })
    } else {
        let floor = one.text.len() <= 2 && one.text.bytes().all(|byte| byte.is_ascii_digit());
        (floor && other.is_some_and(|word| is(word, &["tr", "trappor"]))).then_some(at + 2)
    }
}

/// The last word of a house's number at a word: "12", "12B", "12 B", "12–14", "nr 12"; of so many digits at most.
pub(super) fn number(words: &[Word<'_>], at: usize, longest: usize) -> Option<usize> {
    let word = words.get(at)?;
    if word.text.eq_ignore_ascii_case("nr") && !word.comma {
        return number(words, at + 1, longest).filter(|_| words.get(at + 1).is_some_and(|next| next.text != "nr"));
    }
    let digits = word.text.chars().take_while(char::is_ascii_digit).count();
    let rest = word.text.get(digits..)?;
    let ranged = rest
        .strip_prefix(['-', '–'])
        .is_some_and(|rest| (1..=3).contains(&rest.len()) && rest.chars().all(|character| character.is_ascii_digit()));
    let lettered = rest.chars().count() <= 1 && rest.chars().all(char::is_alphabetic);
    if !(1..=longest).contains(&digits) || word.text.starts_with('0') || !(ranged || lettered) {
        return None;
    }
    let letter = words
        .get(at + 1)
        .filter(|letter| !word.comma && !word.stop && rest.is_empty() && matches!(letter.text.as_bytes(), [b'A'..=b'H' | b'a'..=b'h']));
    Some(if letter.is_some() { at + 1 } else { at })
}

/// The last word of a postal code with its town: "413 01 Göteborg", "S-413 01 Göteborg", "422 50 Hisings Backa". Behind a street, the
/// town may be missing, or be written without capitals where a clause ends with it.
fn town(words: &[Word<'_>], at: usize, anchored: bool) -> Option<usize> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = words.get(at)?;
    let bare = ["SE-", "S-", "SE", "S"].iter().find_map(|prefix| first.text.strip_prefix(prefix)).unwrap_or(first.text);
    // A telephone number goes on where it begins.
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let telephone = before
        .is_some_and(|before| !before.comma && before.text.contains('-') && before.text.ends_with(|last: char| last.is_ascii_digit()));
    if telephone && !anchored {
        return None;
    }
    let code = match words.get(at + 1) {
        Some(second) if digits(bare, 3) && digits(second.text, 2) && !first.comma && !first.stop => at + 1,
        _ if digits(bare, 5) => at,
        _ => return None,
    };
    let alone = anchored.then_some(code);
    let Some(behind) = words.get(code).filter(|code| !code.stop && (anchored || !code.comma)) else { return alone };
    let is_name = |word: &Word<'_>| word.text.chars().all(|character| character.is_alphabetic() || matches!(character, '-' | '’' | '\''));
    let Some(name) = words.get(code + 1).filter(|name| is_name(name) && behind.end < name.start) else { return alone };
    let ends = name.comma || name.stop || words.len() == code + 2;
    if !capital(name) {
        return if anchored && ends { Some(code + 1) } else { alone };
    }
    // "Hisings Backa", "Västra Frölunda": all words with capitals.
    let mut last = code + 1;
    while last < code + 3
        && words.get(last).is_some_and(|word| !word.comma && !word.stop)
        && words.get(last + 1).is_some_and(|next| capital(next) && is_name(next) && next.text.chars().count() > 2)
    {
        last += 1;
    }
    Some(last)
}

/// "c/o Lindqvist" before an address belongs to it.
fn care_of(words: &[Word<'_>], first: usize) -> usize {
    (1..=3)
        .filter_map(|back| first.checked_sub(back))
        .find(|at| words.get(*at).is_some_and(|word| word.text.eq_ignore_ascii_case("c/o")))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn streets_and_towns_are_found() {
        for address in [
            "Storgatan 12",
            "Storgatan 12 B",
            "Storgatan 12b, 413 01 Göteborg",
            "Södra vägen 3",
            "Karl Johans gata 117 A",
            "Björkstigen 4, lgh 1203, 441 30 Alingsås",
            "Västra Hamngatan 7, 3 tr",
            "c/o Lindqvist, Ekbacken 9",
            "442 31 Kungälv",
            "S-462 35 Vänersborg",
            "Nygatan 1, 461 30 Västra Tunhem",
            "Lillhagsparken 5, 422 50 Hisings Backa",
            "Nedre Kvarn 210, 455 98 Dingle",
            "Hammarby 14, lgh 1101, 461 58 Trollhättan",
            "Ekudden 3, 423 45 torslanda",
            "Prästgården 2, 416 52 Göteborg",
            "Skogslyckan 9, 451 96 Uddevalla",
            "Ekudden 3 – 423 45 Torslanda",
            "Pl 4123, 455 98 Dingle",
            "Box 12, 405 44 Göteborg",
            "Karl den XII:s gata 4",
            "Axel Dahlströms torg 3, 414 81",
            "Södra vägen nr 7 b",
            "Backgårdsgatan 1-3 415 01 Göteborg",
        ] {
            assert_eq!(found(&format!("Hon bor på {address}.")), [address]);
            assert_eq!(found(&format!("({address})")), [address]);
        }
        for address in ["Solgläntan, 441 30 Alingsås", "Nedre Kvarn, 455 98 Dingle", "Solgläntan – 441 30 Alingsås"] {
            assert_eq!(found(&format!("Hon bor på {address}.")), [address]);
        }
        assert_eq!(found("Ingrid Hallström, Solgläntan, 441 30 Alingsås"), ["Solgläntan, 441 30 Alingsås"]);
        assert_eq!(found("Till Regionkansliet, 405 44 Göteborg"), ["405 44 Göteborg"]);
    }

    #[test]
    fn other_words_pass() {
        for text in [
            "Regionstyrelsen i Väst, Box 1091, 405 23 Göteborg",
            "Riksväg 40 och länsväg 190",
            "Växjö 031-705 15 Växel",
            "031-123 45 67",
            "Tfn 031-705 15 Växel",
            "Tidplan 2, Handlingsplan 2023",
            "på vägen 5 kilometer",
            "regeringens proposition 2021/22:260",
            "350 00 kr",
            "i avsnitt 2 B",
            "Regionens hus, plan 3",
            "Genomgatan",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
