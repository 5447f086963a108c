//! Numbering turns a template's headings into numbered sections that the text can refer to.

use crate::kind::Kind;
use crate::markup::Blot;
use crate::model::Anchor;

use super::render::Rendered;

/// A heading with its number.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// The id, for those that have one.
    pub(super) id: Option<String>,
    /// Name of the heading's block.
    pub(super) anchor: Anchor,
    /// As printed: `4.` or `b.`.
    pub(super) number: Option<String>,
    /// How the text refers to it: `4 b`; `None` for a heading without a number.
    pub(super) label: Option<String>,
}

/// The sections of a document, one for each heading of the rendered text, in order.
pub(super) fn number(blots: &[Blot], rendered: &Rendered) -> Vec<Section> {
    let mut sections = Vec::new();
    let (mut first, mut second, mut numbered_above) = (0_usize, 0_usize, false);
    for (ordinal, blot) in blots.iter().filter(|blot| matches!(blot, Blot::Heading { .. })).enumerate() {
        let Blot::Heading { level, id, numbered, range, .. } = blot else { continue };
        let (number, label) = match level {
            1 => {
                numbered_above = *numbered;
                second = 0;
                if *numbered {
                    first += 1;
                    (Some(format!("{first}.")), Some(first.to_string()))
                } else {
                    (None, None)
                }
            }
            2 if *numbered && numbered_above => {
                second += 1;
                (Some(format!("{}.", letter(second))), Some(format!("{first} {}", letter(second))))
            }
            _ => (None, None),
        };
        let anchor = match id {
            Some(id) => Anchor::of(&format!("section:{id}"), 0),
            None => Anchor::of(&format!("heading:{}:{}", rendered.line(range.start).0, rendered.line(range.start).1), ordinal),
        };
        sections.push(Section { id: id.clone(), anchor, number, label });
    }
    sections
}

/// a … z, then aa, bb … as Word counts.
fn letter(number: usize) -> String {
    let index = number.saturating_sub(1);
    let character = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    std::iter::repeat_n(character, index / 26 + 1).collect()
}

/// Whether the kind's template has a section of that id, left out or not.
pub(super) fn exists(kind: &Kind, id: &str) -> bool {
    kind.templates
        .texts()
        .iter()
        .any(|(_, text)| text.match_indices(&format!("{{#{id}")).any(|(at, found)| text[at + found.len()..].starts_with(['}', ' '])))
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_count_as_word_does() {
        assert_eq!([1, 2, 26, 27, 28].map(letter), ["a", "b", "z", "aa", "bb"]);
    }
}
