//! Addresses: a text becomes the Swedish street addresses in it: a street with a number, a postal code with its town, or both.

use std::ops::Range;

/// How the names of streets end, and what stands as a word of its own after a name.
const ENDINGS: [&str; 20] = [
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
    "kajen",
    "liden",
    "stråket",
    "terrassen",
    "slingan",
    "svängen",
    "esplanaden",
];

/// Words of streets' names that begin with a capital and say where it lies or how old it is.
const BEFORE: [&str; 14] =
    ["Norra", "Södra", "Östra", "Västra", "Stora", "Lilla", "Gamla", "Nya", "Övre", "Nedre", "Sankt", "Sankta", "S:t", "S:ta"];

/// A word, with where it stands and without the marks around it.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Whether a comma, or a full stop, stands behind it.
    comma: bool,
    stop: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(begun)) => {
                let whole = text.get(begun..at).unwrap_or_default();
                let inner = whole.trim_start_matches(['(', '”', '"', '[']);
                let word = inner.trim_end_matches([',', '.', ';', ':', ')', '”', '"', ']', '!', '?']);
                let first = begun + (whole.len() - inner.len());
                let tail = inner.get(word.len()..).unwrap_or_default();
                out.push(Word {
                    text: word,
                    start: first,
                    end: first + word.len(),
                    comma: tail == ",",
                    stop: !tail.is_empty() && tail != ",",
                });
                start = None;
            }
            _ => {}
        }
    }
    out.retain(|word| !word.text.is_empty());
    out
}

/// All addresses of a text, in bytes, each with its street, its flat and its town.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let found =
            street(&words, at).map(|(first, last)| (first, town(&words, last + 1).filter(|_| !stops(&words, last)).unwrap_or(last)));
        let found = found.or_else(|| town(&words, at).filter(|_| !boxed(&words, at)).map(|last| (at, last)));
        match found.and_then(|(first, last)| Some((care_of(&words, first), last, words.get(last)?.end))) {
            Some((first, last, end)) => {
                let start = words.get(first).map_or(end, |word| word.start);
                out.push(start..end);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    out
}

fn stops(words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.stop)
}

fn capital(word: &Word<'_>) -> bool {
    word.text.chars().next().is_some_and(char::is_uppercase)
}

/// A street with its number that ends in the number at or behind a word: from which word to which.
fn street(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let name = words.get(at)?;
    let lower = name.text.to_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending))?;
    let alone = lower == *ending;
    if name.comma || name.stop || (!alone && !capital(name)) {
        return None;
    }
    let mut first = at;
    // "Karl Johans gata", "Södra Vägen": a word of its own belongs to the names before it.
    while first > 0 && at - first < 3 {
        let Some(before) = words.get(first - 1).filter(|before| capital(before) && !before.comma && !before.stop) else { break };
        if !(alone || BEFORE.contains(&before.text) || before.text.ends_with('s')) {
            break;
        }
        first -= 1;
    }
    if alone && first == at {
        return None;
    }
    let mut last = number(words, at + 1)?;
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

/// The last word of a house's number at a word: "12", "12B", "12 B", "12–14".
fn number(words: &[Word<'_>], at: usize) -> Option<usize> {
    let word = words.get(at)?;
    let digits = word.text.chars().take_while(char::is_ascii_digit).count();
    let rest = word.text.get(digits..)?;
    let ranged =
        rest.strip_prefix(['-', '–']).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|character| character.is_ascii_digit()));
    let lettered = rest.chars().count() <= 1 && rest.chars().all(char::is_alphabetic);
    if !(1..=3).contains(&digits) || !(ranged || lettered) {
        return None;
    }
    let letter =
        words.get(at + 1).filter(|letter| !word.comma && !word.stop && rest.is_empty() && matches!(letter.text.as_bytes(), [b'A'..=b'H']));
    Some(if letter.is_some() { at + 1 } else { at })
}

/// The last word of a postal code with its town: "413 01 Göteborg", "S-413 01 Göteborg", "41301 Göteborg".
fn town(words: &[Word<'_>], at: usize) -> Option<usize> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = words.get(at)?;
    let bare = ["SE-", "S-", "SE", "S"].iter().find_map(|prefix| first.text.strip_prefix(prefix)).unwrap_or(first.text);
    // A telephone number goes on where it begins.
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    if before.is_some_and(|before| !before.comma && before.text.contains('-') && before.text.ends_with(|last: char| last.is_ascii_digit()))
    {
        return None;
    }
    let code = match words.get(at + 1) {
        Some(second) if digits(bare, 3) && digits(second.text, 2) && !first.comma && !first.stop => at + 1,
        _ if digits(bare, 5) => at,
        _ => return None,
    };
    let behind = words.get(code).filter(|code| !code.comma && !code.stop)?;
    let name = words
        .get(code + 1)
        .filter(|name| capital(name) && name.text.chars().all(|c| c.is_alphabetic() || c == '-') && behind.end < name.start)?;
    let longer = words.get(code + 2).filter(|next| !name.comma && !name.stop && capital(next) && next.text.chars().count() > 2);
    let short = matches!(name.text, "Västra" | "Östra" | "Norra" | "Södra" | "Stora" | "Lilla" | "Gamla" | "Nya" | "Upplands" | "Sankt");
    Some(if short && longer.is_some() { code + 2 } else { code + 1 })
}

/// Whether a box stands before a postal code: an office's address.
fn boxed(words: &[Word<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).map(|word| word.text.to_lowercase());
    before(2).is_some_and(|word| word == "box") || before(1).is_some_and(|word| word == "box")
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
        ] {
            assert_eq!(found(&format!("Hon bor på {address}.")), [address]);
            assert_eq!(found(&format!("({address})")), [address]);
        }
    }

    #[test]
    fn other_words_pass() {
        for text in [
            "Box 1091, 405 23 Göteborg",
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
