//! Placeholders: what a drafter left to fill in.

use std::ops::Range;

use crate::check::context::{Context, TextKind};
use crate::diag::{Diagnostic, Message, codes, shortened};

use super::MOST_IN_ONE_TEXT;
use super::addresses::Addresses;

/// Words that stand for something to come.
pub(super) const WORDS: &[&str] = &["TBD", "TBC", "TODO", "FIXME", "NN", "ÅÅÅÅ", "YYYY"];

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for text in context.texts.iter().filter(|text| text.kind.is_prose() || text.kind == TextKind::Address) {
        for range in find(text.text, text.kind).into_iter().take(MOST_IN_ONE_TEXT) {
            let shown = shortened(&text.text[range.clone()]);
            let message =
                Message::new(format!("här är något kvar att fylla i: ”{shown}”"), format!("something is left to fill in here: “{shown}”"));
            let diagnostic = Diagnostic::new(context.unsettled(), codes::PLACEHOLDER, context.stretch(text, range), message);
            out.push(if shown.trim_matches(['(', ')', ' ', '?']).is_empty() {
                diagnostic.hint("avgör frågan och ta bort frågetecknet", "settle the question and remove the question mark")
            } else {
                diagnostic.hint("ersätt det med det som ska stå", "replace it with what is to stand here")
            });
        }
    }
    out
}

/// The placeholders of a text, in order, none inside another.
pub(in crate::check) fn find(text: &str, kind: TextKind) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut addresses = None;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let found = match character {
            '(' => question_in_brackets(&text[at..]),
            '[' => guidance(&text[at..], '[', ']', kind),
            '<' if kind != TextKind::Rich => guidance(&text[at..], '<', '>', kind),
            '?' => run(&text[at..], '?', 2),
            '_' => run(&text[at..], '_', 3),
            c if c.is_alphanumeric() && !text[..at].ends_with(char::is_alphanumeric) => {
                word(&text[at..]).filter(|_| !addresses.get_or_insert_with(|| Addresses::of(text)).contains(at))
            }
            _ => None,
        };
        match found {
            Some(length) => {
                out.push(at..at + length);
                at += length;
            }
            None => at += character.len_utf8(),
        }
    }
    let trimmed = text.trim();
    if out.is_empty() && matches!(trimmed, "?" | "…" | "..." | "-" | "–" | "—") {
        let start = text.len() - text.trim_start().len();
        out.push(start..start + trimmed.len());
    }
    out
}

/// `(?)`, `( ? )`, `(??)`.
fn question_in_brackets(text: &str) -> Option<usize> {
    let end = text.char_indices().take(8).find(|(_, c)| *c == ')').map(|(at, _)| at)?;
    let inner = text.get(1..end)?.trim();
    (!inner.is_empty() && inner.len() <= 4 && inner.chars().all(|c| c == '?')).then_some(end + 1)
}

/// A run of one character, at least `least` long.
fn run(text: &str, character: char, least: usize) -> Option<usize> {
    let length = text.len() - text.trim_start_matches(character).len();
    (length >= least).then_some(length)
}

/// The first words of guidance in brackets.
const GUIDANCE: &[&str] = &[
    "adress",
    "ange",
    "antal",
    "belopp",
    "datum",
    "diarienummer",
    "dnr",
    "e-post",
    "efternamn",
    "enhet",
    "fullständigt",
    "fyll",
    "fylls",
    "funktion",
    "förnamn",
    "förvaltning",
    "huvudman",
    "infoga",
    "kommer",
    "kommun",
    "kommunens",
    "komplettera",
    "kompletteras",
    "länk",
    "månad",
    "namn",
    "nummer",
    "organ",
    "organisation",
    "ort",
    "part",
    "partens",
    "person",
    "region",
    "regionens",
    "roll",
    "skriv",
    "specificera",
    "telefon",
    "text",
    "titel",
    "version",
    "välj",
    "år",
    "återstår",
];

/// How long guidance in brackets may be, in characters.
const LONGEST_GUIDANCE: usize = 60;

/// `[namn]`, `<datum>`, `[fyll i antal]`: guidance in brackets, which is neither a link nor a citation.
fn guidance(text: &str, open: char, close: char, kind: TextKind) -> Option<usize> {
    let inner_end = text.char_indices().take(LONGEST_GUIDANCE + 2).find(|(_, c)| *c == close).map(|(at, _)| at)?;
    let inner = text.get(open.len_utf8()..inner_end)?;
    let after = text.get(inner_end + 1..)?;
    let first = inner.split([' ', '\u{a0}', ',', '/', ':']).next()?.to_lowercase();
    let link = kind == TextKind::Rich && after.starts_with(['(', ':']);
    let short = inner.chars().count() <= LONGEST_GUIDANCE && !inner.contains(['\n', open]) && !inner.ends_with('\\');
    (short && !link && GUIDANCE.contains(&first.as_str())).then_some(inner_end + 1)
}

/// `XX`, `2020-xx-xx`, `20xx`, `TBD`, `NN`, `lorem ipsum`, from the beginning of a word.
fn word(rest: &str) -> Option<usize> {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    if let Some(length) = dated(rest) {
        return Some(length);
    }
    let after = &rest[end..];
    let chromosome = matches!(word, "XX" | "XXX") && after.trim_start_matches(['-', ' ', '\u{2011}']).starts_with("kromosom");
    let crosses = word.len() >= 2 && (word.bytes().all(|b| b == b'X') || word.bytes().all(|b| b == b'x')) && !chromosome;
    let lorem = word.eq_ignore_ascii_case("lorem") && after.trim_start().get(..5).is_some_and(|next| next.eq_ignore_ascii_case("ipsum"));
    if lorem {
        return Some(end + (after.len() - after.trim_start().len()) + 5);
    }
    let named = WORDS.contains(&word);
    let initials = word == "N" && after.starts_with(".N.") || word == "N" && after.starts_with(".N") && after.len() == 2;
    if initials {
        return Some(end + after.len().min(3));
    }
    (crosses || named).then_some(end)
}

/// `2020-xx-xx`, `20xx`, `2021-05-XX`, `2021-xxxx`: digits and crosses, hyphens between.
fn dated(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, 'x' | 'X' | '-' | '?' | 'å' | 'Å' | 'm' | 'M' | 'd' | 'D')))
        .unwrap_or(text.len());
    let candidate = text[..end].trim_end_matches(['-', '?']);
    let parts: Vec<&str> = candidate.split('-').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let crosses = |part: &str| part.len() >= 2 && part.bytes().all(|b| b.eq_ignore_ascii_case(&b'x'));
    let letters = |part: &str| ["MM", "DD", "mm", "dd"].contains(&part);
    let mixed = |part: &str| {
        let numbers = part.bytes().take_while(u8::is_ascii_digit).count();
        numbers >= 1 && part.len() >= 4 && crosses(part.get(numbers..).unwrap_or_default())
    };
    let first = parts.first()?;
    let ends_here = !text[candidate.len()..].starts_with(char::is_alphanumeric);
    let later = parts.get(1..).unwrap_or_default();
    let dated = digits(first)
        && first.len() == 4
        && !later.is_empty()
        && later.iter().all(|part| digits(part) || crosses(part) || letters(part))
        && later.iter().any(|part| !digits(part));
    let short = mixed(first) && later.iter().all(|part| digits(part) || crosses(part) || letters(part));
    (ends_here && (dated || short)).then_some(candidate.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: TextKind) -> Vec<&str> {
        find(text, kind).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_is_left_to_fill_in_is_found() {
        for (text, expected) in [
            ("möte 2020-xx-xx.", vec!["2020-xx-xx"]),
            ("inom geriatrik (?)", vec!["(?)"]),
            ("XX gånger, xx procent", vec!["XX", "xx"]),
            ("TBD", vec!["TBD"]),
            ("Vem???", vec!["???"]),
            ("utses av [namn]", vec!["[namn]"]),
            ("utses av [fyll i namn].", vec!["[fyll i namn]"]),
            ("Lorem ipsum dolor", vec!["Lorem ipsum"]),
            ("VK 2021-xxxx", vec!["2021-xxxx"]),
            ("våren 20XX", vec!["20XX"]),
            ("____ kronor", vec!["____"]),
            ("N.N.", vec!["N.N."]),
            ("NN", vec!["NN"]),
            ("?", vec!["?"]),
            ("2021-MM-DD", vec!["2021-MM-DD"]),
            ("XX-kommun", vec!["XX"]),
        ] {
            assert_eq!(found(text, TextKind::Rich), expected, "{text}");
            assert_eq!(found(text, TextKind::Plain), expected, "{text}");
        }
        assert_eq!(found("<namn>", TextKind::Plain), ["<namn>"]);
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "Se [sidan](https://exempel.se/xx/XX) och [@nvp].",
            "Vad händer sedan? Det vet ingen.",
            "XX-kromosomer och XX kromosomer",
            "2021-03-15, 20–25 %, 70 000, [1], [12], [sic], [...], [utdrag], <mätplan>",
            "Taxi, maxx, exxon",
            "info@xx.se och https://exempel.se/2020-xx-xx",
            "(kan det gå?)",
            "MM och DD",
        ] {
            assert_eq!(found(text, TextKind::Rich), Vec::<&str>::new(), "{text}");
        }
    }
}
