//! Wording turns names, values and lists into the pieces that messages are made of.

use crate::diag::shortened;
use crate::kind::Shape;
pub(super) use crate::kind::{fold, listed, nearest};
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

/// The number with the noun in singular or plural.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_follows_its_number() {
        assert_eq!(counted(1, "post", "poster"), "1 post");
        assert_eq!(counted(0, "post", "poster"), "0 poster");
    }
}
