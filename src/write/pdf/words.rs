//! Word measuring turns the runs of a line into pieces that fit where they are to stand.
//!
//! Typst breaks a line only between words, so a word wider than its line, such as an address or a long compound in a
//! narrow column, would run off the page or over the next cell. Such a word is cut into segments with a place to break
//! between them and nothing else: no hyphen and no invisible character is added, so copied text stays as it was.

use serde::Serialize;

use crate::model::{Run, Style};
use crate::write::measure::{Faces, Measure};

/// Text to set, with its places to break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Piece {
    /// Breaks where the language breaks.
    Text(String),
    /// Breaks between the segments, and nowhere within one.
    Segments(Vec<String>),
}

impl Faces<'_> {
    /// The pieces of each run of a line or paragraph. A word may go on from one run to the next. `broken` is told each word
    /// that has to be broken within, with its run.
    pub(super) fn pieces(&self, runs: &[&Run], at: Measure, mut broken: impl FnMut(&Run, &str)) -> Vec<Vec<Piece>> {
        // Rounding, and what little a pair of letters may be kerned apart.
        let room = at.width - 0.5;
        let mut words = Vec::new();
        let mut width = 0.0;
        for run in runs {
            for (at_start, token) in tokens(&run.text) {
                if at_start {
                    words.push(std::mem::take(&mut width));
                }
                width += self.width(token, run.style, at);
            }
        }
        words.push(width);
        let mut word = 0;
        let mut out = Vec::with_capacity(runs.len());
        for run in runs {
            let mut pieces = Vec::new();
            for (at_start, token) in tokens(&run.text) {
                word += usize::from(at_start);
                let wide = words.get(word).is_some_and(|width| *width > room) && !token.trim().is_empty();
                let address = is_address(token);
                if !wide && !address {
                    match pieces.last_mut() {
                        Some(Piece::Text(text)) => text.push_str(token),
                        _ => pieces.push(Piece::Text(token.to_owned())),
                    }
                    continue;
                }
                let segments = if address {
                    address_segments(token, |segment| self.width(segment, run.style, at) <= room)
                } else {
                    natural_segments(token)
                };
                let parts: Vec<_> = segments.iter().flat_map(|segment| self.cut(segment, run.style, at, room)).collect();
                if parts.len() > segments.len() && !address {
                    broken(run, token);
                }
                pieces.push(Piece::Segments(parts));
            }
            out.push(pieces);
        }
        out
    }

    /// Cuts a segment so that each part fits a line; whole when it does.
    fn cut(&self, segment: &str, style: Style, at: Measure, room: f64) -> Vec<String> {
        let mut parts = Vec::new();
        let mut part = String::new();
        let mut width = 0.0;
        for character in segment.chars() {
            let advance = self.advance(character, style, at);
            // What has no width belongs to the letter before it.
            if advance > 0.0 && width + advance > room && !part.is_empty() {
                parts.push(std::mem::take(&mut part));
                width = 0.0;
            }
            part.push(character);
            width += advance;
        }
        parts.push(part);
        parts
    }
}

/// A space that a line may break at.
fn is_break(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// A run's words and the spaces between them, in order; `true` with each that ends the word before it.
fn tokens(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = text;
    let mut after_space = false;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let space = is_break(first);
        let end = rest.find(|character| is_break(character) != space).unwrap_or(rest.len());
        let (token, tail) = rest.split_at(end);
        rest = tail;
        let starts = space || after_space;
        after_space = space;
        Some((starts, token))
    })
}

fn is_address(token: &str) -> bool {
    token.contains("://") || token.trim_start_matches(['(', '[', '<', '”', '"']).starts_with("www.")
}

/// Fewest characters of an address that stand alone on a line.
const SHORTEST_TAIL: usize = 6;

/// Segments of an address: it breaks after a slash, and before a full stop, a hyphen or the like, so that no reader takes
/// a sign at the end of a line for one of the sentence's. The name of the host stays whole, and a short end such as
/// `.pdf` stays with what is before it, unless they do not fit a line.
fn address_segments(token: &str, fits: impl Fn(&str) -> bool) -> Vec<&str> {
    let body = token.trim_end_matches(['.', ',', ';', ':', ')', ']', '>', '”', '"', '?', '!']).len();
    let scheme = token.find("://").map_or(0, |at| at + 3);
    let host = token.get(scheme..).and_then(|rest| rest.find('/')).map_or(body, |at| scheme + at + 1);
    let places = |from: usize, part: &'_ str| -> Vec<usize> {
        let mut before = None;
        let mut places = Vec::new();
        for (at, after) in part.char_indices().map(|(at, character)| (from + at, character)) {
            let sign = matches!(after, '.' | '-' | '?' | '&' | '=' | '#' | '_' | '@' | '%') || (before == Some('/') && after != '/');
            if sign && at > scheme && at < body && at > from {
                places.push(at);
            }
            before = Some(after);
        }
        places
    };
    let mut breaks: Vec<usize> = places(0, token).into_iter().filter(|at| *at >= host).collect();
    while breaks.last().is_some_and(|last| body - last < SHORTEST_TAIL) {
        breaks.pop();
    }
    // What does not fit a line breaks wherever an address may.
    let mut all = Vec::new();
    for segment in split_at(token, 0, &breaks) {
        let from = all.iter().map(|part: &&str| part.len()).sum();
        if fits(segment) {
            all.push(segment);
        } else {
            all.extend(split_at(segment, from, &places(from, segment)));
        }
    }
    all
}

/// A text, which begins at a place of another one, split at places of that one.
fn split_at<'t>(text: &'t str, from: usize, places: &[usize]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for end in places.iter().map(|place| place - from).chain([text.len()]) {
        parts.extend(text.get(start..end));
        start = end;
    }
    parts
}

/// Segments of any other long word: after a hyphen, a dash, a slash or a no-break space.
fn natural_segments(token: &str) -> Vec<&str> {
    split_where(token, |_, before, _| matches!(before, '-' | '–' | '—' | '/' | '\u{a0}' | '\u{202f}' | '\u{2007}'))
}

fn split_where(token: &str, breaks: impl Fn(usize, char, char) -> bool) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in token.char_indices() {
        if before.is_some_and(|before| breaks(at, before, character)) {
            segments.push(&token[start..at]);
            start = at;
        }
        before = Some(character);
    }
    segments.push(&token[start..]);
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::model::{Origin, Pointer};
    use crate::theme::Theme;
    use crate::world::BuiltIn;

    fn run(text: &str) -> Run {
        Run { text: text.into(), style: Style::default(), origin: Origin::Field(Pointer::root()) }
    }

    #[test]
    fn each_segment_fits_its_line_and_nothing_is_added_or_lost() {
        let theme = Theme::load(&BuiltIn, "standard").unwrap();
        let faces = Faces::open(&theme).unwrap();
        let at = Measure { size: 10.0, bold: false, width: 80.0 };
        let long = "En informationssäkerhetssamordnarutbildning, hälso-/sjukvårdsorganisationsutveckling och 70\u{a0}000\u{a0}000\u{a0}000\u{a0}000\u{a0}kr.";
        let mut words = Vec::new();
        let pieces = faces.pieces(&[&run(long)], at, |_, word| words.push(word.to_owned())).remove(0);
        assert_eq!(words, ["informationssäkerhetssamordnarutbildning,", "hälso-/sjukvårdsorganisationsutveckling"]);
        let mut joined = String::new();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => joined.push_str(text),
                Piece::Segments(segments) => {
                    assert!(segments.iter().all(|part| faces.width(part, Style::default(), at) < at.width), "{segments:?}");
                    joined.extend(segments.iter().map(String::as_str));
                }
            }
        }
        assert_eq!(joined, long);
        assert_eq!(pieces.first(), Some(&Piece::Text("En ".into())), "what fits is left alone");
    }

    #[test]
    fn a_word_over_two_runs_is_measured_whole() {
        let theme = Theme::load(&BuiltIn, "standard").unwrap();
        let faces = Faces::open(&theme).unwrap();
        let (one, two) = (run("personcentrerings"), run("utredningsarbetet"));
        let at = Measure {
            size: 10.0,
            bold: false,
            width: faces.width(&one.text, one.style, Measure { size: 10.0, bold: false, width: 0.0 }) + 9.0,
        };
        let pieces = faces.pieces(&[&one, &two], at, |_, _| {});
        assert_eq!(pieces, [[Piece::Segments(vec![one.text.clone()])], [Piece::Segments(vec![two.text.clone()])]]);
        assert_eq!(faces.pieces(&[&one], at, |_, _| {}), [[Piece::Text(one.text.clone())]]);
    }

    #[test]
    fn an_address_breaks_after_a_slash_and_before_a_stop_or_a_hyphen() {
        let segments = |token| address_segments(token, |_| true);
        assert_eq!(
            segments("https://www.exempel.se/program/2020/ett-langt-namn.pdf."),
            ["https://www.exempel.se/", "program/", "2020/", "ett", "-langt", "-namn.pdf."]
        );
        assert_eq!(segments("(www.exempel.se)"), ["(www.exempel.se)"]);
        assert_eq!(segments("https://exempel.se"), ["https://exempel.se"]);
        assert_eq!(segments("https://exempel.se/a"), ["https://exempel.se/a"]);
        assert_eq!(segments("https://exempel.se/sida?nummer=12"), ["https://exempel.se/", "sida", "?nummer=12"]);
    }

    #[test]
    fn an_address_wider_than_its_line_breaks_within_the_host() {
        let narrow = |token| address_segments(token, |segment| segment.len() <= 12);
        assert_eq!(narrow("https://www.exempel.se/x"), ["https://www", ".exempel", ".se/", "x"]);
        assert_eq!(narrow("https://exempel.se/handlingsplan.pdf"), ["https://exempel", ".se/", "handlingsplan", ".pdf"]);
    }

    #[test]
    fn a_word_ends_at_a_space_and_not_at_a_no_break_space() {
        let seen: Vec<_> = tokens("hälso- och  20\u{a0}%").collect();
        assert_eq!(seen, [(false, "hälso-"), (true, " "), (true, "och"), (true, "  "), (true, "20\u{a0}%")]);
    }
}
