//! Coverage turns font files into the set of characters that all of them can draw.

use crate::diag::{Diagnostic, FileName, Message, Place, codes};

/// The characters that a document may hold: those that every face of the theme's family can draw, and those that need no
/// drawing or are drawn as another.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    characters: Set,
    /// Whether all signs of ASCII that are seen, and the letters of Western Europe from U+00C0 to U+00FF, are among them.
    western: bool,
}

/// Characters, one bit each.
#[derive(Debug, Clone, Default)]
struct Set(Vec<u64>);

impl Set {
    fn has(&self, code: u32) -> bool {
        self.0.get(code as usize / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    fn insert(&mut self, code: u32) {
        let at = code as usize / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0.get_mut(at).into_iter().for_each(|word| *word |= 1 << (code % 64));
    }

    /// Keeps what the other has too.
    fn keep(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(own, theirs)| *own &= theirs);
    }
}

/// Line feed, tab, no-break space, soft hyphen, zero-width space, which shapers replace or pass over.
const ALWAYS: [u32; 5] = [0x0a, 0x09, 0xa0, 0xad, 0x200b];

/// Hyphen and non-breaking hyphen: the latter is drawn as the former where it has no glyph of its own.
const HYPHENS: [u32; 2] = [0x2010, 0x2011];

impl Coverage {
    /// The characters that all these font files can draw.
    ///
    /// # Errors
    /// A `theme-fault` for a file that is no font, or when there is no file.
    pub fn of_faces<'f>(faces: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Result<Self, Vec<Diagnostic>> {
        let mut characters: Option<Set> = None;
        for (name, bytes) in faces {
            let drawn = drawn(bytes).ok_or_else(|| fault(name))?;
            match &mut characters {
                Some(shared) => shared.keep(&drawn),
                None => characters = Some(drawn),
            }
        }
        let mut characters = characters.ok_or_else(|| fault("fonts/"))?;
        ALWAYS.into_iter().for_each(|code| characters.insert(code));
        if characters.has(HYPHENS[0]) {
            characters.insert(HYPHENS[1]);
        }
        let western = (u32::from(' ')..=u32::from('~')).chain(0xc0..=0xff).all(|code| characters.has(code));
        Ok(Self { characters, western })
    }

    /// Whether all characters from the space to `~` and from U+00C0 to U+00FF can be drawn.
    pub(super) fn has_western(&self) -> bool {
        self.western
    }

    /// Whether the character can be drawn.
    pub fn has(&self, character: char) -> bool {
        self.characters.has(u32::from(character))
    }
}

fn drawn(bytes: &[u8]) -> Option<Set> {
    let face = ttf_parser::Face::parse(bytes, 0).ok()?;
    let tables = face.tables().cmap?;
    let mut out = Set::default();
    for table in tables.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            if table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0) {
                out.insert(code);
            }
        });
    }
    Some(out)
}

fn fault(name: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(
        codes::THEME_FAULT,
        Place::File(FileName::new(name)),
        Message::new("typsnittet saknas eller går inte att läsa", "the font is missing or can't be read"),
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{BuiltIn, World};

    #[test]
    fn all_shipped_faces_draw_swedish_and_none_draws_emoji() {
        let files = ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Italic.ttf", "LiberationSans-BoldItalic.ttf"];
        let fonts: Vec<_> = files.iter().map(|file| (*file, BuiltIn.font(file).unwrap())).collect();
        let coverage = Coverage::of_faces(fonts.iter().map(|(name, bytes)| (*name, bytes.as_ref()))).unwrap();
        for character in "åäöÅÄÖé–—”’§½•…→\u{a0}\u{ad}\u{2011}\u{200b}€".chars() {
            assert!(coverage.has(character), "{character}");
        }
        for character in "🙂‣✓☐中ع\u{e000}\u{fffe}".chars() {
            assert!(!coverage.has(character), "{character}");
        }
        assert!(Coverage::of_faces([("a", &b"nothing"[..])]).is_err());
        assert!(Coverage::of_faces([]).is_err());
    }
}
