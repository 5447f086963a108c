//! "Dag som ovan" in a document that has no date above.

use crate::check::context::Context;
use crate::diag::{Diagnostic, Message, codes};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    if context.field("/date").is_some() {
        return Vec::new();
    }
    let mut out = Vec::new();
    for text in context.prose() {
        let Some(range) = find(text.text) else { continue };
        let message = Message::new(
            "här står ”dag som ovan”, men dokumentet har inget datum",
            "this says “dag som ovan” (the date above), but the document has no date",
        );
        let diagnostic = Diagnostic::new(context.unsettled(), codes::AS_ABOVE_WITHOUT_DATE, context.stretch(text, range), message);
        out.push(diagnostic.hint("ange date = \"ÅÅÅÅ-MM-DD\", eller stryk orden", "give date = \"YYYY-MM-DD\", or strike the words"));
    }
    out
}

/// The words in upper or lower case, with any white space between.
fn find(text: &str) -> Option<std::ops::Range<usize>> {
    const WORDS: [&str; 3] = ["dag", "som", "ovan"];
    let words: Vec<(usize, &str)> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter(|(_, word)| !word.is_empty())
        .collect();
    words.windows(3).find_map(|window| {
        let [(start, first), (_, second), (last, third)] = *window else { return None };
        let same = [first, second, third].iter().zip(WORDS).all(|(word, wanted)| word.to_lowercase() == wanted);
        same.then_some(start..last + third.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_found_however_they_are_written() {
        for text in ["Göteborg, dag som ovan", "Dag\u{a0}som ovan", "DAG SOM\nOVAN."] {
            assert!(find(text).is_some(), "{text}");
        }
        for text in ["en dag som ovanligt", "vardag som ovan", "dag", ""] {
            assert!(find(text).is_none(), "{text}");
        }
    }
}
