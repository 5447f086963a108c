//! The words of `--annex-label` become the label of a copy, and the part of its files' names that tells it from the original.

use unicode_normalization::UnicodeNormalization;

use super::slug::slug;
use super::usage::Usage;
use crate::diag::{Message, shortened};

/// Most characters of a label: so many stand on one line above the head.
const LONGEST: usize = 60;

/// What a meeting calls a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// As it is printed: "Bilaga 3".
    pub text: String,
    /// As it stands in the names of files: "bilaga-3".
    pub slug: String,
}

/// Reads a label; white space at the ends and twice in a row goes.
///
/// # Errors
/// Wrong use when it is longer than 60 characters, holds a character that can't be seen, or has neither letter nor digit.
pub fn read(words: &str) -> Result<Label, Usage> {
    let text: String = words.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
    let shown = shortened(&text);
    let wrong = |sv: &str, en: &str| {
        let (name_sv, name_en) =
            if shown.is_empty() { (String::new(), String::new()) } else { (format!(" ”{shown}”"), format!(" “{shown}”")) };
        let message = Message::new(format!("beteckningen{name_sv} {sv}"), format!("the label{name_en} {en}"));
        Usage::new(message, "render").hint(
            "skriv vad mötet kallar handlingen: --annex-label \"Bilaga 3\"",
            "write what the meeting calls the document: --annex-label \"Bilaga 3\"",
        )
    };
    if text.is_empty() {
        return Err(wrong("är tom", "is empty"));
    }
    let count = text.chars().count();
    if count > LONGEST {
        let (sv, en) =
            (format!("har {count} tecken, och det ryms {LONGEST}"), format!("has {count} characters, and there is room for {LONGEST}"));
        return Err(wrong(&sv, &en));
    }
    let unseen = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if text.chars().any(unseen) {
        return Err(wrong("innehåller tecken som inte syns", "holds characters that can't be seen"));
    }
    match slug(&text) {
        Some(slug) => Ok(Label { text, slug }),
        None => Err(wrong("har varken bokstav eller siffra", "has neither letter nor digit")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_tidied_and_named() {
        let label = read("  Bilaga\u{a0}3   till rådet ").unwrap();
        assert_eq!((label.text.as_str(), label.slug.as_str()), ("Bilaga 3 till rådet", "bilaga-3-till-radet"));
        assert!(["", "§", "Bilaga\u{202e}3", "Bilaga\u{7}"].iter().all(|words| read(words).is_err()));
        assert!(read(&"a".repeat(61)).is_err() && read(&"a".repeat(60)).is_ok());
    }
}
