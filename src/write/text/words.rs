//! Wording turns runs into words with their looks marked, and breaks them into lines.

use crate::model::{Inline, Line, LinkTarget, Mark, Run, Style};

/// Characters that a line holds at most.
pub(super) const WIDTH: usize = 72;

/// How a stretch of text is marked: its look, and which link it is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    style: Style,
    link: Option<usize>,
}

/// Text of one look, without space at its ends.
struct Stretch {
    text: String,
    look: Look,
    /// What stands between this stretch and the next.
    space: &'static str,
}

/// Stretches as they grow, character by character.
#[derive(Default)]
struct Stretches {
    list: Vec<Stretch>,
    space: &'static str,
}

impl Stretches {
    fn push(&mut self, text: &str, look: Look) {
        for character in text.chars() {
            match character {
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                '\u{a0}' | '\u{2007}' | '\u{202f}' if self.space.is_empty() => self.space = "\u{a0}",
                '\u{a0}' | '\u{2007}' | '\u{202f}' => {}
                space if space.is_whitespace() => self.space = " ",
                other => {
                    let space = std::mem::take(&mut self.space);
                    match self.list.last_mut() {
                        Some(last) if last.look == look => {
                            last.text.push_str(space);
                            last.text.push(other);
                        }
                        last => {
                            if let Some(last) = last {
                                last.space = space;
                            }
                            self.list.push(Stretch { text: other.to_string(), look, space: "" });
                        }
                    }
                }
            }
        }
    }
}

/// The words of a line, with no marks but those of a redline.
pub(super) fn plain(line: &Line) -> String {
    let mut stretches = Stretches::default();
    let look = |run: &Run| Look { style: Style { mark: run.style.mark, ..Style::default() }, link: None };
    line.0.iter().for_each(|run| stretches.push(&run.text, look(run)));
    let mut out = String::new();
    for Stretch { text, look, space } in stretches.list {
        let (open, close) = signs(look.style.mark);
        out.extend([open, &text, close, space]);
    }
    out
}

/// What stands around words that only one version has.
fn signs(mark: Option<Mark>) -> (&'static str, &'static str) {
    match mark {
        None => ("", ""),
        Some(Mark::Inserted) => ("[+", "+]"),
        Some(Mark::Deleted) => ("[-", "-]"),
    }
}

/// The words of some inlines: bold within `*`, italics within `_`, a link followed by its address; words of one version of
/// a redline within `[+` and `+]`, or `[-` and `-]`.
pub(super) fn marked(inlines: &[Inline]) -> String {
    let mut stretches = Stretches::default();
    let mut push = |runs: &[Run], link| runs.iter().for_each(|run| stretches.push(&run.text, Look { style: run.style, link }));
    for (at, inline) in inlines.iter().enumerate() {
        push(inline.runs(), matches!(inline, Inline::Link { .. }).then_some(at));
    }
    let mut out = String::new();
    // The words of the link so far, without marks.
    let mut words = String::new();
    let mut list = stretches.list.iter().peekable();
    while let Some(Stretch { text, look, space }) = list.next() {
        let (open, close) = match (look.style.strong, look.style.emphasis) {
            (false, false) => ("", ""),
            (true, false) => ("*", "*"),
            (false, true) => ("_", "_"),
            (true, true) => ("*_", "_*"),
        };
        let (before, after) = signs(look.style.mark);
        out.extend([before, open, text, close, after]);
        words.push_str(text);
        let goes_on = list.peek().is_some_and(|next| next.look.link == look.link);
        if goes_on {
            words.push_str(space);
        } else if let (Some(Inline::Link { target: LinkTarget::Web(address), .. }), words) =
            (look.link.and_then(|at| inlines.get(at)), std::mem::take(&mut words))
            && *address != words
            && address.strip_prefix("mailto:") != Some(&words)
        {
            out.extend([" <", address, ">"]);
        }
        out.push_str(space);
    }
    out
}

/// Breaks text at its spaces. The first line begins with `first`, which may hold a label; the others are indented by
/// `indent` spaces. There is at least one line, and none ends in a space.
pub(super) fn wrap(text: &str, first: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut length, mut fresh) = (first.to_owned(), first.chars().count(), true);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let more = word.chars().count();
        if !fresh && length + 1 + more > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            (length, fresh) = (indent, true);
        }
        if !fresh {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        (length, fresh) = (length + more, false);
    }
    line.truncate(line.trim_end_matches(' ').len());
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Pointer};

    fn run(text: &str, strong: bool, emphasis: bool) -> Run {
        Run { text: text.into(), style: Style { emphasis, strong, ..Style::default() }, origin: Origin::Field(Pointer::root()) }
    }

    #[test]
    fn looks_are_marked_without_their_spaces() {
        let content =
            [run("en ", false, false), run("fet", true, false), run(" ", false, false), run("text ", true, false), run("och", true, true)];
        assert_eq!(marked(&content.map(Inline::Text)), "en *fet text* *_och_*");
        assert_eq!(
            marked(&[Inline::Text(run("20\u{a0}", true, false)), Inline::Text(run("% hälso\u{ad}val", false, false))]),
            "*20*\u{a0}% hälsoval"
        );
    }

    #[test]
    fn an_address_is_told_once() {
        let link = |address: &str, words: &str| {
            marked(&[
                Inline::Text(run("se ", false, false)),
                Inline::Link { target: LinkTarget::Web(address.into()), content: vec![run(words, true, false)] },
                Inline::Text(run(".", false, false)),
            ])
        };
        assert_eq!(link("https://exempel.se/a", "sidan"), "se *sidan* <https://exempel.se/a>.");
        assert_eq!(link("https://exempel.se/a", "https://exempel.se/a"), "se *https://exempel.se/a*.");
        assert_eq!(link("mailto:a@exempel.se", "a@exempel.se"), "se *a@exempel.se*.");
    }

    #[test]
    fn lines_are_broken_at_spaces_only() {
        assert_eq!(wrap("ett två tre\u{a0}fyra", "- ", 2, 9), ["- ett två", "  tre\u{a0}fyra"]);
        assert_eq!(wrap("https://exempel.se/a b", "", 0, 5), ["https://exempel.se/a", "b"]);
        assert_eq!(wrap("", "Organ:", 4, 72), ["Organ:"]);
        assert_eq!(wrap("", "- ", 4, 72), ["-"]);
    }
}
