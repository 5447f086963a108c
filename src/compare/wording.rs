//! Wordings turn two texts, as lists of changes hold them, into one with its words kept, deleted and inserted.

use crate::model::{Inline, Mark, Origin, Pointer, Run, Style};

use super::places::Places;
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
    let marked = compare(&line(old), &line(new), &Places::default());
    let runs = marked.inlines.iter().flat_map(Inline::runs);
    runs.map(|run| Stretch { mark: run.style.mark, text: run.text.clone() }).collect()
}

/// A word and whose it is.
struct Word<'s> {
    text: &'s str,
    mark: Option<Mark>,
    /// White space stands before it.
    apart: bool,
}

/// The words of a comparison near its changes, `context` on either side; what stands further away becomes "…". Of words that
/// one version alone has, or that are no different, `whole` are shown, most of them from the beginning.
pub fn shortened(stretches: &[Stretch], context: usize, whole: usize) -> Vec<Stretch> {
    let words = cut(stretches);
    let shown = near(&words, context, whole);
    let mut out: Vec<Stretch> = Vec::new();
    let mut push = |text: &str, mark: Option<Mark>, apart: bool| match out.last_mut() {
        Some(last) if last.mark == mark => {
            last.text.push_str(if apart { " " } else { "" });
            last.text.push_str(text);
        }
        Some(last) if apart && (last.mark.is_none() || mark.is_some()) && mark != last.mark && last.mark.is_none() => {
            last.text.push(' ');
            out.push(Stretch { mark, text: text.to_owned() });
        }
        Some(_) if apart => out.push(Stretch { mark, text: format!(" {text}") }),
        _ => out.push(Stretch { mark, text: text.to_owned() }),
    };
    let mut left_out = false;
    for (word, shown) in words.iter().zip(&shown) {
        if *shown {
            push(word.text, word.mark, word.apart || left_out);
        } else if !left_out {
            push("…", None, true);
        }
        left_out = !shown;
    }
    if let Some(first) = out.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    out
}

fn cut(stretches: &[Stretch]) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut apart = false;
    for stretch in stretches {
        let mut rest = stretch.text.as_str();
        while !rest.is_empty() {
            let start = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            apart |= start > 0;
            let (_, after) = rest.split_at(start);
            let (text, after) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
            if !text.is_empty() {
                words.push(Word { text, mark: stretch.mark, apart: std::mem::take(&mut apart) });
            }
            rest = after;
        }
    }
    words
}

/// Which words are shown.
fn near(words: &[Word<'_>], context: usize, whole: usize) -> Vec<bool> {
    let all_marked = words.iter().all(|word| word.mark.is_some());
    let none_marked = words.iter().all(|word| word.mark.is_none());
    let mut shown = vec![false; words.len()];
    if none_marked || all_marked && words.windows(2).all(|pair| pair[0].mark == pair[1].mark) {
        let (head, tail) = (whole * 2 / 3, whole / 3);
        return (0..words.len()).map(|at| words.len() <= whole || at < head || at + tail >= words.len()).collect();
    }
    for (at, word) in words.iter().enumerate() {
        if word.mark.is_some() {
            let to = (at + context + 1).min(words.len());
            shown.iter_mut().take(to).skip(at.saturating_sub(context)).for_each(|shown| *shown = true);
        }
    }
    shown
}
