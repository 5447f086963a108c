//! An excerpt turns a stretch of a text into the few, short lines that are shown with it underlined.

use std::ops::Range;

use super::texts::Text;

/// Most characters shown of a line, after what is blamed begins.
const WIDTH: usize = 110;
/// Most bytes kept before what is blamed, so that the printer can count columns. It shows the nearest few.
const BEFORE: usize = 64 * 1024;
/// Most lines shown.
const LINES: usize = 4;

/// A few lines of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of the first line, from 1.
    pub first_line: usize,
    /// The lines, each from its beginning; a cut end is marked by `…`.
    pub text: String,
    /// What is blamed, in bytes of `text`.
    pub span: Range<usize>,
}

/// Cuts out the lines of `range`, at most four. Digits within `hidden` are shown as `*`. `None` for a place so far along
/// a line that nobody could read it.
pub fn cut(text: &Text<'_>, range: &Range<usize>, hidden: &[Range<usize>]) -> Option<Excerpt> {
    let start = text.floor(range.start);
    let end = text.floor(range.end).max(start);
    let first_line = text.line(start);
    // A range that ends with its line break ends in that line.
    let last_line = text.line(if end > start { end - 1 } else { end }).min(first_line + LINES - 1);
    let mut out = String::new();
    let mut span = None;
    for line in first_line..=last_line {
        let bytes = text.line_range(line);
        let from = if line == first_line { start.clamp(bytes.start, bytes.end) } else { bytes.start };
        if from - bytes.start > BEFORE {
            return None;
        }
        if line > first_line {
            out.push('\n');
        }
        let rest = text.as_str().get(from..bytes.end).unwrap_or_default();
        let shown_end = rest.char_indices().nth(WIDTH).map_or(bytes.end, |(at, _)| from + at);
        // Hiding keeps the number of bytes.
        let offset = out.len();
        out.push_str(&hide(text.as_str(), &(bytes.start..shown_end), hidden));
        let until = offset + end.clamp(from, shown_end) - bytes.start;
        span = Some(span.map_or(offset + from - bytes.start, |span: Range<usize>| span.start)..until);
        if shown_end < bytes.end {
            out.push('…');
        }
    }
    Some(Excerpt { first_line, text: out, span: span? })
}

/// Stretches of a text that may be an identity or coordination number: a day in six or eight digits, and four more, with
/// or without a sign between. Wider than the rule that reports them, since an excerpt is also shown for other faults;
/// numbers of organisations have no such day.
pub fn identity_numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let first = digits(at);
        if first == 0 {
            at += 1;
            continue;
        }
        let end = at + first;
        let sign = bytes.get(end).is_some_and(|byte| matches!(byte, b'-' | b'+' | b' '));
        let (day_end, stop) = match first {
            6 | 8 if sign && digits(end + 1) == 4 => (end, end + 5),
            10 | 12 => (end - 4, end),
            _ => (at, end),
        };
        if day_end > at && is_day(&text[day_end - 4..day_end]) {
            found.push(at..stop);
            at = stop;
        } else {
            at = end;
        }
    }
    found
}

/// Month and day, or month and day + 60, as four digits.
fn is_day(digits: &str) -> bool {
    let number = |range: Range<usize>| digits.get(range).and_then(|text| text.parse::<u8>().ok()).unwrap_or(0);
    (1..=12).contains(&number(0..2)) && (1..=31).contains(&(number(2..4) % 60))
}

/// A stretch of a text with `*` for each digit within `hidden`.
pub fn hide(text: &str, shown: &Range<usize>, hidden: &[Range<usize>]) -> String {
    let content = text.get(shown.clone()).unwrap_or_default();
    content
        .char_indices()
        .map(|(at, character)| {
            let at = shown.start + at;
            if character.is_ascii_digit() && hidden.iter().any(|range| range.contains(&at)) { '*' } else { character }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, range: Range<usize>) -> (usize, String, String) {
        let excerpt = cut(&Text::new(text.into()), &range, &[]).unwrap();
        let blamed = excerpt.text[excerpt.span.clone()].to_owned();
        (excerpt.first_line, excerpt.text, blamed)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(shown("a = 1\nbå = 2\n", 6..9), (2, "bå = 2".into(), "bå".into()));
        assert_eq!(shown("a = 1\n", 0..6), (1, "a = 1".into(), "a = 1".into()));
        assert_eq!(shown("", 0..0), (1, "".into(), "".into()));
        assert_eq!(shown("a", 5..9), (1, "a".into(), "".into()));
    }

    #[test]
    fn a_long_line_is_cut_after_what_is_blamed() {
        let text = format!("{}MITT{}", "å".repeat(300), "ö".repeat(100_000));
        let (_, line, blamed) = shown(&text, 600..604);
        assert_eq!(blamed, "MITT");
        assert_eq!(line.chars().count(), 300 + WIDTH + 1);
        let (_, line, blamed) = shown(&text, 600..text.len());
        assert_eq!(blamed.chars().count(), WIDTH);
        assert!(line.ends_with("ö…"));
        assert_eq!(cut(&Text::new(text.as_str().into()), &(150_000..150_004), &[]), None);
    }

    #[test]
    fn at_most_four_lines_are_shown() {
        let (_, text, blamed) = shown("a = \"\"\"\nett\ntvå\ntre\nfyra\n\"\"\"\n", 4..30);
        assert_eq!(text, "a = \"\"\"\nett\ntvå\ntre");
        assert_eq!(blamed, "\"\"\"\nett\ntvå\ntre");
    }

    #[test]
    fn identity_numbers_are_found_in_any_text() {
        let found = |text: &str| identity_numbers(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("Kim 640823-3234, 19640883-3234 och 196408233234."), ["640823-3234", "19640883-3234", "196408233234"]);
        assert_eq!(found("6408233234 640823+3234 640823 3234"), ["6408233234", "640823+3234", "640823 3234"]);
        assert!(found("org. 232100-0131, 2021-03-15, 20210315, 640823-32345, RS 2021-01234, 070-123 45 67").is_empty());
    }

    #[test]
    fn hidden_digits_are_stars() {
        let excerpt = cut(&Text::new("id 19640823-3234 år 1964".into()), &(3..16), &[3..16, 40..50]).unwrap();
        assert_eq!(excerpt.text, "id ********-**** år 1964");
    }
}
