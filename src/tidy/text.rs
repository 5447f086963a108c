//! Small stretches of a source's text become the same, evenly written.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A token in Unicode normalisation form C. One where that would change the letter of an escape, such as the `n` of `\n`
/// before a combining mark, stays as it is.
pub fn normalised(token: &str) -> Cow<'_, str> {
    if is_nfc(token) {
        return Cow::Borrowed(token);
    }
    let composed: String = token.nfc().collect();
    if escapes(&composed).eq(escapes(token)) { Cow::Owned(composed) } else { Cow::Borrowed(token) }
}

/// The characters that stand behind a backslash.
fn escapes(text: &str) -> impl Iterator<Item = char> {
    let mut characters = text.chars();
    std::iter::from_fn(move || {
        while let Some(character) = characters.next() {
            if character == '\\' {
                return characters.next();
            }
        }
        None
    })
}

/// A text whose lines end in `\n`, with the line ends of the first line of `model`.
pub fn with_line_ends_of(text: &str, model: &str) -> String {
    let windows = model.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"));
    if windows { text.replace('\n', "\r\n") } else { text.to_owned() }
}

/// How many characters a line is wide.
pub fn width(line: &str) -> usize {
    line.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_composed_letter_never_swallows_an_escape() {
        assert_eq!(normalised("\"va\u{30a}rd\""), "\"vård\"");
        assert_eq!(normalised("\"rad\\n\u{301}\""), "\"rad\\n\u{301}\"");
        assert_eq!(normalised("\"\\\\a\u{30a}\""), "\"\\\\å\"");
    }

    #[test]
    fn line_ends_follow_the_first_line() {
        assert_eq!(with_line_ends_of("a\nb\n", "x\r\ny\n"), "a\r\nb\r\n");
        assert_eq!(with_line_ends_of("a\nb\n", "x\ny\r\n"), "a\nb\n");
        assert_eq!(with_line_ends_of("a\n", "x"), "a\n");
    }
}
