//! Tidying TOML: each line is set anew from its tokens, so that nothing can get lost between them.
//!
//! One space around `=` and after a comma; no indentation but in lists of several lines; at most two empty lines in
//! a row, and one at least before each `[head]`; texts in `'` become `"` where nothing in them needs an escape.

mod line;
mod value;

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

use line::{Kind, Line, Reader, comment};

/// Most empty lines in a row: two set parts of a file apart, one the tables within.
const MOST_BLANKS: usize = 2;

/// The text of a TOML file whose lines end in `\n`, tidied; `None` when it is none.
pub fn tidy(text: &str) -> Option<String> {
    let events = events(text)?;
    let mut lines = Vec::new();
    let mut blanks = 0;
    let mut reader = Reader::new(text, &events);
    while let Some(line) = reader.line()? {
        match line.kind {
            Kind::Empty => blanks += 1,
            _ => {
                lines.push(Line { blanks_before: if lines.is_empty() { 0 } else { blanks.min(MOST_BLANKS) }, ..line });
                blanks = 0;
            }
        }
    }
    set_heads_apart(&mut lines);
    let mut out = String::new();
    for line in &lines {
        out.push_str(&"\n".repeat(line.blanks_before));
        out.push_str(&line.text);
        out.push('\n');
    }
    Some(out)
}

/// The comments of a text in order, each without the white space at its end and in normalisation form C.
pub fn comments(text: &str) -> Vec<String> {
    let comments = events(text).unwrap_or_default().into_iter().filter(|event| event.kind() == EventKind::Comment);
    comments.filter_map(|event| text.get(event.span().start()..event.span().end()).map(comment)).collect()
}

/// The tokens of a text with their roles; `None` when it is no TOML.
fn events(text: &str) -> Option<Vec<Event>> {
    let tokens = Source::new(text).lex().into_vec();
    let mut events = Vec::new();
    let mut error = None;
    parse_document(&tokens, &mut |event: Event| events.push(event), &mut error);
    error.is_none().then_some(events)
}

/// Gives each head an empty line before it, or before the comments above it that already stand apart.
fn set_heads_apart(lines: &mut [Line]) {
    let mut apart = true;
    for line in lines {
        if line.kind == Kind::Head && !apart {
            line.blanks_before = line.blanks_before.max(1);
        }
        // Comments belong to what follows when an empty line, or nothing, stands above them.
        apart = line.kind == Kind::Comment && (apart || line.blanks_before > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::WIDTH;
    use super::*;

    fn tidied(text: &str) -> String {
        let once = tidy(text).unwrap();
        assert_eq!(tidy(&once).unwrap(), once);
        assert_eq!(comments(&once), comments(text));
        once
    }

    #[test]
    fn spaces_are_even() {
        assert_eq!(tidied("a=1\n  b   =  'två'   \n\tc . d=[ 1,2 , ]#x  \n"), "a = 1\nb = \"två\"\nc.d = [1, 2] #x\n");
        assert_eq!(tidied("a = 1   # ett\nbcd = 2 # två"), "a = 1   # ett\nbcd = 2 # två\n");
        assert_eq!(tidied("a = { }\nb={c=1,d = [ ] }\n"), "a = {}\nb = { c = 1, d = [] }\n");
        assert_eq!(tidied("[ a . 'b' ]   # x\n\"c\" = 1\n\"d e\" = 2\n"), "[a.b]   # x\nc = 1\n\"d e\" = 2\n");
        assert_eq!(tidied(""), "");
        assert_eq!(tidied("\n\n# bara en rad\n\n"), "# bara en rad\n");
    }

    #[test]
    fn quotation_marks_change_only_where_no_escape_is_needed() {
        assert_eq!(tidied("a = 'C:\\mapp'\nb = 'sa \"ja\"'\nc = ''\n"), "a = 'C:\\mapp'\nb = 'sa \"ja\"'\nc = \"\"\n");
    }

    #[test]
    fn heads_stand_apart_with_their_comments() {
        assert_eq!(tidied("a = 1\n[b]\n[[c]]\n"), "a = 1\n\n[b]\n\n[[c]]\n");
        assert_eq!(tidied("a = 1\n\n\n\n# om b\n[b]\n"), "a = 1\n\n\n# om b\n[b]\n");
        assert_eq!(tidied("a = 1\n# d = 2\n[b]\n"), "a = 1\n# d = 2\n\n[b]\n");
        assert_eq!(tidied("# överst\n[b]\nc = 1\n\nd = 2\n"), "# överst\n[b]\nc = 1\n\nd = 2\n");
    }

    #[test]
    fn lists_keep_their_lines_and_comments() {
        assert_eq!(
            tidied("a = [ # först\n1,# ett\n\n\n    # eget\n  2\n  # sist\n]\n"),
            "a = [ # först\n    1, # ett\n\n    # eget\n    2,\n    # sist\n]\n"
        );
        assert_eq!(tidied("a = [[1,\n2],{b=1}]\n"), "a = [\n    [\n        1,\n        2,\n    ],\n    { b = 1 },\n]\n");
        assert_eq!(tidied("a = {b=[1,\n2],c=3}\n"), "a = { b = [\n    1,\n    2,\n], c = 3 }\n");
        assert_eq!(tidied("a = [\n\n]\n"), "a = []\n");
        assert_eq!(tidied("a={b=[ # ett\n]}\n"), "a = { b = [ # ett\n] }\n");
        assert_eq!(tidied("a = [1 # ett\n, 2]\n"), "a = [\n    1, # ett\n    2,\n]\n");
        let fits = format!("a = [\"{}\"]\n", "å".repeat(WIDTH - 8));
        assert_eq!(tidied(&fits), fits);
        assert_eq!(tidied(&format!("a = [\"{}\"]\n", "å".repeat(WIDTH - 7))).lines().count(), 3);
    }

    #[test]
    fn texts_of_several_lines_are_left_alone() {
        let text = "a = \"\"\"\n  [x]   \n\n\n# y\n\"\"\"\nb = '''\n  c=1\n'''\n";
        assert_eq!(tidied(text), text);
    }
}
