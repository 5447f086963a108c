//! Wording turns names, values and lists into the pieces that messages are made of.

use crate::diag::shortened;
use crate::kind::Shape;
use crate::model::Pointer;

/// A field as drafters find it: `organisation.commissioner (Uppdragsgivare)`.
pub(super) fn field_name(pointer: &Pointer, shape: Option<&Shape<'_>>) -> String {
    let readable = shortened(&pointer.readable());
    match shape.and_then(|shape| shape.text("title")) {
        Some(title) if !readable.is_empty() && !readable.ends_with(']') => format!("{readable} ({title})"),
        _ if readable.is_empty() => "dokumentet".to_owned(),
        _ => readable,
    }
}

/// The same in English, where the schema's Swedish title would be noise.
pub(super) fn field_name_en(pointer: &Pointer) -> String {
    let readable = shortened(&pointer.readable());
    if readable.is_empty() { "the document".to_owned() } else { readable }
}

/// `a, b eller c`, with another word before the last.
pub(super) fn listed(entries: &[String], last: &str) -> String {
    match entries {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The name among `known` that was most likely meant: few letters differ, or only case and separators do.
pub(super) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
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
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | '\u{a0}')).flat_map(char::to_lowercase).collect()
}

/// The number with the noun in singular or plural.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
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
        let entries: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(listed(&entries, "eller"), "a, b eller c");
        assert_eq!(listed(&entries[..1], "eller"), "a");
        assert_eq!(counted(1, "post", "poster"), "1 post");
    }
}
