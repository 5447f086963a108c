//! Wording turns names and lists of them into the pieces that messages are made of.

/// `a, b eller c`, with another word before the last.
pub(crate) fn listed<T: AsRef<str>>(entries: &[T], last: &str) -> String {
    match entries {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., end] => format!("{} {last} {}", first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "), end.as_ref()),
    }
}

/// The name among `known` that was most likely meant: few letters differ, or only case and separators do.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let folded = fold(written);
    if folded.is_empty() || written.len() > 200 {
        return None;
    }
    let distance = |name: &str| strsim::damerau_levenshtein(&folded, &fold(name));
    let (name, distance) = known.into_iter().filter(|name| name.len() <= 200).map(|name| (name, distance(name))).min_by_key(|(_, d)| *d)?;
    let longest = folded.chars().count().max(fold(name).chars().count());
    (distance <= (longest / 3).clamp(1, 3) && distance < longest).then_some(name)
}

/// Lower case, without spaces, hyphens and underscores.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).collect()
}

/// What folding leaves out.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '-' | '_' | '\u{a0}')
}

/// "menade du ”x”?" when there is a likely name; else the names there are.
pub(super) fn meant_or_listed(written: &str, known: &[&str]) -> (String, String) {
    match nearest(written, known.iter().copied()) {
        Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
        None if known.is_empty() => ("det finns inga".to_owned(), "there are none".to_owned()),
        None => (format!("de som finns: {}", listed(known, "och")), format!("those that exist: {}", listed(known, "and"))),
    }
}

/// Whether a name is made of small letters a–z, digits and single hyphens between them.
pub(super) fn is_slug(name: &str) -> bool {
    !name.is_empty() && name.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The nearest name made of small letters a–z, digits and hyphens; empty when nothing is left.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars().take(80).flat_map(char::to_lowercase) {
        match character {
            'å' | 'ä' | 'à' | 'á' => out.push('a'),
            'ö' | 'ø' => out.push('o'),
            'é' | 'è' => out.push('e'),
            'a'..='z' | '0'..='9' => out.push(character),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_one_that_could_be_meant() {
        let known = ["background", "mission", "short_title", "VGR"];
        assert_eq!(nearest("backgrund", known), Some("background"));
        assert_eq!(nearest("short-title", known), Some("short_title"));
        assert_eq!(nearest("vgr", known), Some("VGR"));
        assert_eq!(nearest("budget", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(listed(&["a", "b", "c"], "eller"), "a, b eller c");
        assert_eq!(listed(&["a".to_owned()], "eller"), "a");
        assert_eq!(meant_or_listed("q", &["abc", "def"]).0, "de som finns: abc och def");
    }

    #[test]
    fn slugs_are_told_from_other_names() {
        for name in ["a", "tjansteanteckning", "lmr-2", "2-a"] {
            assert!(is_slug(name), "{name}");
        }
        for name in ["", "-", "a-", "-a", "a--b", "Ä", "A", "a_b", "a b", "../a"] {
            assert!(!is_slug(name), "{name}");
        }
        assert_eq!(slug("Tjänsteanteckning (ny)"), "tjansteanteckning-ny");
    }
}
