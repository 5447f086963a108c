//! Places become positions: the file, the text and the stretch of it that a diagnostic points at.

use std::borrow::Cow;
use std::ops::Range;

use crate::diag::{Diagnostic, FileName, Place};
use crate::model::Pointer;
use crate::read::Source;
use crate::world::World;

/// The texts that the diagnostics of one source can point into: the source itself and the templates.
pub struct Texts<'a> {
    file: &'a FileName,
    text: Option<Text<'a>>,
    source: Option<&'a Source>,
    world: &'a dyn World,
}

/// A text and where its lines begin.
#[derive(Debug)]
pub struct Text<'a> {
    text: Cow<'a, str>,
    lines: Vec<usize>,
}

/// Where a diagnostic points.
pub struct Located<'a> {
    /// The file.
    pub file: &'a FileName,
    /// What the user calls it.
    pub shown: Cow<'a, str>,
    /// Its text; `None` when there is none to show: not UTF-8, or not read at all.
    pub text: Option<Cow<'a, Text<'a>>>,
    /// Bytes of the text; `None` for the file as a whole.
    pub range: Option<Range<usize>>,
}

impl Clone for Text<'_> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), lines: self.lines.clone() }
    }
}

impl<'a> Text<'a> {
    /// A text, with its lines found. A byte order mark belongs to no line.
    pub fn new(text: Cow<'a, str>) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let lines = std::iter::once(first).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The line, from 1, that a byte lies in.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).max(1)
    }

    /// Line and column, both from 1, of a byte; columns count characters (Unicode scalar values).
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..self.floor(offset)).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Line and column, both from 1, of a byte; columns count UTF-16 code units.
    pub fn utf16_position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..self.floor(offset)).unwrap_or_default();
        (line, before.encode_utf16().count() + 1)
    }

    /// The bytes of a line, from 1, without its line break.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line).map_or(self.text.len(), |next| next - 1);
        let content = self.text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches('\r').len()
    }

    /// The nearest place at or before a byte where a character begins.
    pub fn floor(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

impl<'a> Texts<'a> {
    /// The texts of a source that was read, or of the bytes of one that could not be; without either, of a template.
    pub fn new(file: &'a FileName, bytes: Option<&'a [u8]>, source: Option<&'a Source>, world: &'a dyn World) -> Self {
        let text = match (source, bytes) {
            (Some(source), _) => Some(Cow::Borrowed(source.text())),
            (None, Some(bytes)) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            (None, None) => template(world, file).map(Cow::Owned),
        };
        Self { file, text: text.map(Text::new), source, world }
    }

    /// The file that these texts are about.
    pub fn file(&self) -> &FileName {
        self.file
    }

    /// The text of that file.
    pub fn text(&self) -> Option<&str> {
        self.text.as_ref().map(Text::as_str)
    }

    /// Where a place lies.
    pub fn locate(&'a self, place: &'a Place) -> Located<'a> {
        let file = place.file();
        if file == self.file {
            let text = self.text.as_ref().map(Cow::Borrowed);
            let range = match place {
                Place::File(_) => None,
                Place::Text { range, .. } => Some(range.clone()),
                Place::Field { pointer, part, .. } => self.source.map(|source| source.span(pointer, *part)),
            };
            return Located { file, shown: self.shown(file), text, range };
        }
        let text = template(self.world, file);
        let range = match place {
            Place::Text { range, .. } => Some(range.clone()),
            Place::File(_) | Place::Field { .. } => None,
        };
        Located { file, shown: self.shown(file), text: text.map(|text| Cow::Owned(Text::new(Cow::Owned(text)))), range }
    }

    /// What the user calls a file: where it lies on their disk, or its name as given.
    fn shown<'f>(&self, file: &'f FileName) -> Cow<'f, str> {
        let laid = file.as_str().strip_prefix(TEMPLATES).and_then(|path| self.world.on_disk(path));
        laid.map_or(Cow::Borrowed(file.as_str()), Cow::Owned)
    }
}

/// What the names of templates begin with in diagnostics.
const TEMPLATES: &str = "templates/";

/// The text of a template that diagnostics name.
fn template(world: &dyn World, file: &FileName) -> Option<String> {
    let path = file.as_str().strip_prefix(TEMPLATES)?;
    world.template(path).and_then(|bytes| String::from_utf8(bytes.into_owned()).ok())
}

impl Located<'_> {
    /// First and last position, each line and column from 1; the last is just behind what is blamed. `None` when the
    /// file as a whole is blamed, or its text can't be shown.
    pub fn positions(&self) -> Option<((usize, usize), (usize, usize))> {
        let (text, range) = (self.text.as_ref()?, self.range.as_ref()?);
        Some((text.position(range.start), text.position(range.end.max(range.start))))
    }

    /// The same, in UTF-16 code units.
    pub fn utf16_positions(&self) -> Option<((usize, usize), (usize, usize))> {
        let (text, range) = (self.text.as_ref()?, self.range.as_ref()?);
        Some((text.utf16_position(range.start), text.utf16_position(range.end.max(range.start))))
    }
}

/// By place in the source; what lies elsewhere comes last.
pub fn in_order<'d>(texts: &Texts<'_>, diagnostics: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let mut keyed: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let elsewhere = diagnostic.place.file() != texts.file();
            let start = texts.locate(&diagnostic.place).range.map_or(0, |range| range.start);
            ((elsewhere, start), diagnostic)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// The field that a place names.
pub fn field(place: &Place) -> Option<&Pointer> {
    match place {
        Place::Field { pointer, .. } => Some(pointer),
        Place::File(_) | Place::Text { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let text = Text::new("å = 1\r\nör = 2\n".into());
        assert_eq!(text.position(0), (1, 1));
        assert_eq!(text.position(2), (1, 2));
        assert_eq!(text.position(8), (2, 1));
        assert_eq!(text.position(9), (2, 1), "within a character");
        assert_eq!(text.position(10), (2, 2));
        assert_eq!(text.position(99), (3, 1), "behind the end");
        assert_eq!(&text.as_str()[text.line_range(1)], "å = 1");
        assert_eq!(&text.as_str()[text.line_range(2)], "ör = 2");
        assert_eq!(&text.as_str()[text.line_range(3)], "");
        assert_eq!(text.line_range(9), 16..16);
        assert_eq!(Text::new("\u{feff}ab".into()).position(4), (1, 2));
        let emoji = Text::new("a = \"🙂\" #".into());
        assert_eq!((emoji.position(9), emoji.utf16_position(9)), ((1, 7), (1, 8)));
    }
}
