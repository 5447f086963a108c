//! Normalisation turns the text of a Tree and the text of a file into one form, so that only what a reader sees is compared.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The name of the normalisation, as the certificate bears it.
pub const NAME: &str = "kansli-text";

/// The version of the normalisation; raised whenever a rule of [`Rich`] changes.
pub const VERSION: u32 = 1;

/// How some characters look, and which link of their unit they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub emphasis: bool,
    pub strong: bool,
    /// Number of the link within the unit.
    pub link: Option<usize>,
}

/// Normalised text with the looks of its parts. The rules, in this order:
///
/// 1. Unicode normalisation form C.
/// 2. Soft hyphen (U+00AD), zero-width space (U+200B), word joiner (U+2060) and byte order mark (U+FEFF) are removed.
/// 3. Hyphen (U+2010) and no-break hyphen (U+2011) become hyphen-minus.
/// 4. Each stretch of white space (property `White_Space`, so also no-break spaces, tabs and line ends) becomes one
///    space; there is none at the beginning and none at the end.
///
/// Dashes, quotation marks and letter case are compared as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rich {
    text: String,
    /// Where each stretch of one look ends, in bytes.
    looks: Vec<(usize, Look)>,
    space: bool,
}

impl Rich {
    /// Appends text of one look.
    pub fn push(&mut self, text: &str, look: Look) {
        if text.is_ascii() || is_nfc(text) {
            self.push_composed(text, look);
        } else {
            self.push_composed(&text.nfc().collect::<String>(), look);
        }
    }

    /// Makes sure that what follows is set apart by a space.
    pub fn push_space(&mut self) {
        self.space = !self.text.is_empty();
    }

    fn push_composed(&mut self, text: &str, look: Look) {
        let mut rest = text;
        while !rest.is_empty() {
            let (words, after) = rest.split_at(rest.find(is_levelled).unwrap_or(rest.len()));
            self.append(words, look);
            let mut characters = after.chars();
            match characters.next() {
                Some('\u{2010}' | '\u{2011}') => self.append("-", look),
                Some(c) if c.is_whitespace() => self.push_space(),
                _ => {}
            }
            rest = characters.as_str();
        }
    }

    fn append(&mut self, words: &str, look: Look) {
        if words.is_empty() {
            return;
        }
        if std::mem::take(&mut self.space) {
            let before = self.looks.last().map(|(_, look)| *look).unwrap_or_default();
            let link = before.link.filter(|_| before.link == look.link);
            self.extend(" ", Look { link, ..before });
        }
        self.extend(words, look);
    }

    fn extend(&mut self, words: &str, look: Look) {
        self.text.push_str(words);
        match self.looks.last_mut() {
            Some((end, last)) if *last == look => *end = self.text.len(),
            _ => self.looks.push((self.text.len(), look)),
        }
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The stretches of one look.
    pub fn stretches(&self) -> impl Iterator<Item = (&str, Look)> {
        let mut start = 0;
        self.looks.iter().filter_map(move |(end, look)| Some((self.text.get(std::mem::replace(&mut start, *end)..*end)?, *look)))
    }

    /// The words of each link, in order, with the link's number.
    pub fn links(&self) -> Vec<(String, usize)> {
        let mut links: Vec<(String, usize)> = Vec::new();
        for (text, look) in self.stretches() {
            match (look.link, links.last_mut()) {
                (Some(link), Some((words, last))) if *last == link => words.push_str(text),
                (Some(link), _) => links.push((text.to_owned(), link)),
                (None, _) => {}
            }
        }
        links
    }

    /// Stretches where this text and another one of the same characters differ in a property of their looks: the
    /// words, and whether this text has the property.
    pub fn differing(&self, other: &Self, property: impl Fn(Look) -> bool) -> Vec<(String, bool)> {
        let mut out: Vec<(String, bool)> = Vec::new();
        let (mut at, mut left, mut right, mut joined) = (0, 0, 0, false);
        while let (Some((a, here)), Some((b, there))) = (self.looks.get(left), other.looks.get(right)) {
            let end = *a.min(b);
            let words = self.text.get(at..end).unwrap_or_default();
            let blank = words.trim().is_empty();
            let has = property(*here);
            if blank || has == property(*there) {
                joined &= blank;
                if let (true, Some((last, _))) = (joined, out.last_mut()) {
                    last.push_str(words);
                }
            } else {
                match out.last_mut() {
                    Some((last, same)) if joined && *same == has => last.push_str(words),
                    _ => out.push((words.to_owned(), has)),
                }
                joined = true;
            }
            at = end;
            left += usize::from(*a == end);
            right += usize::from(*b == end);
        }
        out.iter_mut().for_each(|(words, _)| *words = words.trim().to_owned());
        out
    }
}

/// Whether a character is taken away, replaced, or joined with its neighbours.
fn is_levelled(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace() || c == '\u{b}';
    }
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{2010}' | '\u{2011}') || c.is_whitespace()
}

/// Plain text in its normalised form.
pub(super) fn plain(text: &str) -> String {
    let mut rich = Rich::default();
    rich.push(text, Look::default());
    rich.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_hyphens_take_one_form() {
        assert_eq!(plain("  20\u{a0}%  av\tde\r\nandra "), "20 % av de andra");
        assert_eq!(plain("in\u{ad}for\u{200b}mation e\u{2011}post \u{2010}"), "information e-post -");
        assert_eq!(plain("A\u{30a}"), "Å");
        assert_eq!(plain("20–25 — ”ja”"), "20–25 — ”ja”");
    }

    #[test]
    fn looks_are_compared_without_their_spaces() {
        let (bold, thin) = (Look { strong: true, ..Look::default() }, Look::default());
        let (mut a, mut b) = (Rich::default(), Rich::default());
        for (text, look) in [("en ", thin), ("fet text", bold), (" här", thin)] {
            a.push(text, look);
        }
        for (text, look) in [("en", bold), (" fet", bold), (" ", thin), ("text", bold), (" här", thin)] {
            b.push(text, look);
        }
        assert_eq!(a.text(), b.text());
        assert_eq!(a.differing(&b, |look| look.strong), [("en".to_owned(), false)]);
        assert!(a.differing(&b, |look| look.emphasis).is_empty());
    }

    #[test]
    fn a_link_keeps_its_spaces() {
        let link = |n| Look { link: Some(n), ..Look::default() };
        let mut rich = Rich::default();
        for (text, look) in [("se ", Look::default()), ("vår ", link(0)), ("sida", link(0)), ("två", link(1))] {
            rich.push(text, look);
        }
        assert_eq!(rich.links(), [("vår sida".to_owned(), 0), ("två".to_owned(), 1)]);
    }
}
