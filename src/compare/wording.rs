//! Wordings turn two texts, as lists of changes hold them, into one with its words kept, deleted and inserted.

use crate::model::{Inline, LinkTarget, Mark, Origin, Pointer, Run, Style};

use super::words::compare;

/// Words of one text or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Which of the two texts alone has them; `None` for both.
    pub mark: Option<Mark>,
    /// The words, with the white space between them.
    pub text: String,
}

/// Compares two texts word by word; the words of `new`, with what only `old` has put back in its place.
pub fn wording(old: &str, new: &str) -> Vec<Stretch> {
    let line = |text: &str| {
        let origin = Origin::Field(Pointer::root());
        vec![Inline::Text(Run { text: text.to_owned(), style: Style::default(), origin })]
    };
    let marked = compare(&line(old), &line(new), &LinkTarget::clone);
    let runs = marked.inlines.iter().flat_map(Inline::runs);
    runs.map(|run| Stretch { mark: run.style.mark, text: run.text.clone() }).collect()
}
