//! Finding a stretch turns bytes of a text's value into bytes of the file, where escapes and line endings stand.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Format;

/// One character of a value and the bytes of the file that stand for it.
struct Piece {
    character: char,
    raw: Range<usize>,
}

/// The bytes of `file` that stand for bytes `within` of `value`, which stands at `whole`. `None` when the two can't be
/// brought together.
pub(super) fn find(file: &str, whole: &Range<usize>, value: &str, format: Format, within: Range<usize>) -> Option<Range<usize>> {
    let raw = file.get(whole.clone())?;
    let pieces = match format {
        Format::Json => json(raw)?,
        Format::Toml => toml(raw)?,
    };
    let places = places(&pieces);
    let decoded: usize = places.last().map_or(0, |(written, _)| written.end);
    if decoded != value.len() {
        return None;
    }
    let touched = |written: &Range<usize>| written.start < within.end && within.start < written.end;
    let first = places.iter().find(|(written, _)| if within.is_empty() { written.end > within.start } else { touched(written) });
    let last = places.iter().rev().find(|(written, _)| touched(written));
    match (first, last) {
        (Some((_, first)), Some((_, last))) => Some(whole.start + first.start..whole.start + last.end),
        (Some((_, first)), None) => Some(whole.start + first.start..whole.start + first.start),
        _ => None,
    }
}

/// For each character with the combining marks after it: the bytes of the value it becomes in normalisation form C, and
/// the raw bytes it came from.
fn places(pieces: &[Piece]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        let end = index + 1 + pieces[index + 1..].iter().take_while(|next| canonical_combining_class(next.character) != 0).count();
        let simple = end == index + 1 && piece.character < '\u{c0}';
        let length: usize = if simple {
            piece.character.len_utf8()
        } else {
            pieces[index..end].iter().map(|piece| piece.character).nfc().map(char::len_utf8).sum()
        };
        let raw_end = pieces.get(end - 1).map_or(piece.raw.end, |last| last.raw.end);
        out.push((at..at + length, piece.raw.start..raw_end));
        at += length;
        index = end;
    }
    out
}

struct Reader<'t> {
    raw: &'t str,
    at: usize,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.raw.get(self.at..)?.chars().next()
    }

    fn push(&mut self, character: char, start: usize) {
        self.pieces.push(Piece { character, raw: start..self.at });
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let number = u32::from_str_radix(self.raw.get(self.at..self.at + digits)?, 16).ok()?;
        self.at += digits;
        Some(number)
    }

    /// A character as it stands; `\r\n` counts as `\n`.
    fn literal(&mut self) -> Option<()> {
        let start = self.at;
        let character = self.peek()?;
        if character == '\r' && self.raw[start..].starts_with("\r\n") {
            self.at += 2;
            self.push('\n', start);
        } else {
            self.at += character.len_utf8();
            self.push(character, start);
        }
        Some(())
    }

    /// An escape that begins with a backslash; `None` when it is none that the format knows.
    fn escape(&mut self, format: Format) -> Option<()> {
        let start = self.at;
        self.at += 1;
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        let character = match (letter, format) {
            ('b', _) => '\u{8}',
            ('t', _) => '\t',
            ('n', _) => '\n',
            ('f', _) => '\u{c}',
            ('r', _) => '\r',
            ('"', _) => '"',
            ('\\', _) => '\\',
            ('/', Format::Json) => '/',
            ('e', Format::Toml) => '\u{1b}',
            ('x', Format::Toml) => char::from_u32(self.hexadecimal(2)?)?,
            ('U', Format::Toml) => char::from_u32(self.hexadecimal(8)?)?,
            ('u', _) => {
                let unit = self.hexadecimal(4)?;
                if format == Format::Json && (0xd800..0xdc00).contains(&unit) && self.raw[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let low = self.hexadecimal(4)?.checked_sub(0xdc00)?;
                    char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
                } else {
                    char::from_u32(unit)?
                }
            }
            _ => return None,
        };
        self.push(character, start);
        Some(())
    }
}

fn json(raw: &str) -> Option<Vec<Piece>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut reader = Reader { raw, at: 1, pieces: Vec::new() };
    while reader.at < 1 + inner.len() {
        if reader.peek()? == '\\' { reader.escape(Format::Json)? } else { reader.literal()? }
    }
    Some(reader.pieces)
}

fn toml(raw: &str) -> Option<Vec<Piece>> {
    let quote = raw.chars().next()?;
    let (opening, basic) = match quote {
        '"' if raw.starts_with("\"\"\"") && raw.len() >= 6 => (3, true),
        '\'' if raw.starts_with("'''") && raw.len() >= 6 => (3, false),
        '"' => (1, true),
        '\'' => (1, false),
        // A date: what stands there is the value.
        _ => (0, false),
    };
    let mut reader = Reader { raw, at: opening, pieces: Vec::new() };
    let end = raw.len().checked_sub(opening)?;
    if opening == 3 {
        let line_end = if raw[3..].starts_with("\r\n") { 2 } else { usize::from(raw[3..].starts_with('\n')) };
        reader.at += line_end;
    }
    while reader.at < end {
        if !basic || reader.peek()? != '\\' {
            reader.literal()?;
        } else if opening == 3 && raw[reader.at + 1..].starts_with([' ', '\t', '\n', '\r']) {
            let rest = raw.get(reader.at + 1..end)?;
            reader.at = end - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        } else {
            reader.escape(Format::Toml)?;
        }
    }
    Some(reader.pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str, format: Format, value: &str, needle: &str) -> String {
        let start = value.find(needle).unwrap();
        let file = format!("före {raw} efter");
        let whole = file.find(raw).unwrap()..file.find(raw).unwrap() + raw.len();
        file[find(&file, &whole, value, format, start..start + needle.len()).unwrap()].to_owned()
    }

    #[test]
    fn escapes_and_line_endings_are_accounted_for() {
        assert_eq!(found(r#""ett \"två\" tre""#, Format::Toml, "ett \"två\" tre", "tre"), "tre");
        assert_eq!(found("\"\"\"\r\nrad\r\ntvå\"\"\"", Format::Toml, "rad\ntvå", "två"), "två");
        assert_eq!(found("\"\"\"a \\\n   b c\"\"\"", Format::Toml, "a b c", "c"), "c");
        assert_eq!(found("'''\nC:\\temp xx'''", Format::Toml, "C:\\temp xx", "xx"), "xx");
        assert_eq!(found(r#""\u00e5\u00e4 (?)""#, Format::Json, "åä (?)", "(?)"), "(?)");
        assert_eq!(found(r#""\ud83d\ude42 xx""#, Format::Json, "🙂 xx", "xx"), "xx");
        assert_eq!(found(r#""\u00e5""#, Format::Json, "å", "å"), r"\u00e5");
        assert_eq!(found("2021-03-15", Format::Toml, "2021-03-15", "03"), "03");
    }

    #[test]
    fn composed_characters_find_their_marks() {
        assert_eq!(found("\"a\u{30a}r xx\"", Format::Toml, "år xx", "xx"), "xx");
        assert_eq!(found("\"a\u{30a}r xx\"", Format::Toml, "år xx", "å"), "a\u{30a}");
    }

    #[test]
    fn what_does_not_agree_is_not_found() {
        assert_eq!(find("\"abc\"", &(0..5), "abcd", Format::Toml, 0..1), None);
        assert_eq!(find("\"ab", &(0..3), "ab", Format::Json, 0..1), None);
    }
}
