//! Slugs turn words that people write into names that every system takes.

use unicode_normalization::UnicodeNormalization;

/// The longest slug, in characters; an id has room for 80.
const LONGEST: usize = 60;

/// A name in small letters a–z, digits and hyphens; `None` when the words have neither letter nor digit.
pub fn slug(words: &str) -> Option<String> {
    let mut slug = String::new();
    for character in words.to_lowercase().nfd() {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            'ø' => slug.push('o'),
            'æ' => slug.push_str("ae"),
            '\u{300}'..='\u{36f}' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain() {
        assert_eq!(slug("Palliativ vård (utkast 2)").as_deref(), Some("palliativ-vard-utkast-2"));
        assert_eq!(slug("--ÅÄÖ é Ø æ--").as_deref(), Some("aao-e-o-ae"));
        assert_eq!(slug("§§"), None);
        assert_eq!(slug(&"ab-".repeat(99)).map(|slug| slug.len()), Some(59));
    }
}
