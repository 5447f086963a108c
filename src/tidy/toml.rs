//! Tidying TOML: each line is set anew from its tokens, so that nothing can get lost between them.
//!
//! One space around `=` and after a comma; no indentation but in lists of several lines; at most two empty lines in
//! a row, and one at least before each `[head]`; texts in `'` become `"` where nothing in them needs an escape.

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, parse_document};

use super::WIDTH;
use super::text::{normalised, width};

/// What one level of a list is indented by.
const INDENT: &str = "    ";

/// Most empty lines in a row: two set parts of a file apart, one the tables within.
const MOST_BLANKS: usize = 2;

/// The text of a TOML file whose lines end in `\n`, tidied; `None` when it is none.
pub fn tidy(text: &str) -> Option<String> {
    let events = events(text)?;
    let mut lines = Vec::new();
    let mut blanks = 0;
    let mut reader = Reader { text, events: &events, at: 0 };
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Comment,
    Field,
    Head,
}

/// A line of the file; a field may reach over several.
struct Line {
    kind: Kind,
    text: String,
    blanks_before: usize,
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

struct Reader<'t> {
    text: &'t str,
    events: &'t [Event],
    at: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<&'t Event> {
        let event = self.events.get(self.at);
        self.at += 1;
        event
    }

    fn peek(&self) -> Option<EventKind> {
        self.events.get(self.at).map(Event::kind)
    }

    fn raw(&self, event: &Event) -> Option<&'t str> {
        self.text.get(event.span().start()..event.span().end())
    }

    /// The next line; `None` inside at the end of the file.
    fn line(&mut self) -> Option<Option<Line>> {
        if self.peek().is_none() {
            return Some(None);
        }
        let mut kind = Kind::Empty;
        let mut text = String::new();
        let mut gap = "";
        while let Some(event) = self.next() {
            let before = std::mem::take(&mut gap);
            match event.kind() {
                EventKind::Newline => break,
                EventKind::Whitespace => gap = self.raw(event)?,
                EventKind::Comment => {
                    if kind == Kind::Empty {
                        kind = Kind::Comment;
                    } else {
                        // The author may have set comments below one another.
                        text.push_str(if before.is_empty() { " " } else { before });
                    }
                    text.push_str(&comment(self.raw(event)?));
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    kind = Kind::Head;
                    text.push_str(self.raw(event)?);
                }
                EventKind::StdTableClose | EventKind::ArrayTableClose => text.push_str(self.raw(event)?),
                EventKind::SimpleKey => {
                    kind = if kind == Kind::Empty { Kind::Field } else { kind };
                    text.push_str(key(self.raw(event)?));
                }
                EventKind::KeySep => text.push('.'),
                EventKind::KeyValSep => {
                    text.push_str(" = ");
                    let value = self.value()?;
                    let width = width(&text);
                    write(&value, 0, width, &mut text);
                }
                _ => return None,
            }
        }
        Some(Some(Line { kind, text, blanks_before: 0 }))
    }

    /// The value that comes next.
    fn value(&mut self) -> Option<Value> {
        loop {
            let event = self.next()?;
            match event.kind() {
                EventKind::Whitespace => {}
                EventKind::Scalar => return Some(Value::Scalar(scalar(self.raw(event)?, event.encoding()))),
                EventKind::ArrayOpen => return self.list('[', ']', EventKind::ArrayClose),
                EventKind::InlineTableOpen => return self.list('{', '}', EventKind::InlineTableClose),
                _ => return None,
            }
        }
    }

    /// The rest of a list or an inline table.
    fn list(&mut self, open: char, close: char, end: EventKind) -> Option<Value> {
        let mut list = List { open, close, head: None, entries: Vec::new(), many_lines: false };
        let mut path = String::new();
        let mut newlines = 0;
        // Whether the entry last read has its comma.
        let mut separated = true;
        loop {
            let event = self.events.get(self.at)?;
            match event.kind() {
                EventKind::Whitespace => self.at += 1,
                EventKind::Newline => {
                    self.at += 1;
                    newlines += 1;
                    list.many_lines = true;
                }
                EventKind::Comment => {
                    self.at += 1;
                    list.many_lines = true;
                    let comment = comment(self.raw(event)?);
                    match list.entries.last_mut() {
                        None if newlines == 0 => list.head = Some(comment),
                        Some(Entry { comment: slot @ None, body: Body::Value { .. }, .. }) if newlines == 0 => *slot = Some(comment),
                        _ => list.entries.push(Entry { blank_before: newlines > 1, body: Body::Comment(comment), comment: None }),
                    }
                }
                EventKind::ValueSep => {
                    self.at += 1;
                    separated = true;
                }
                EventKind::SimpleKey => {
                    self.at += 1;
                    path.push_str(key(self.raw(event)?));
                    continue;
                }
                EventKind::KeySep => {
                    self.at += 1;
                    path.push('.');
                    continue;
                }
                EventKind::KeyValSep => {
                    self.at += 1;
                    let value = self.value()?;
                    let body = Body::Value { key: Some(std::mem::take(&mut path)), value };
                    list.entries.push(Entry { blank_before: newlines > 1, body, comment: None });
                    separated = false;
                }
                kind if kind == end => {
                    self.at += 1;
                    return Some(Value::List(list));
                }
                _ if separated => {
                    let value = self.value()?;
                    list.entries.push(Entry { blank_before: newlines > 1, body: Body::Value { key: None, value }, comment: None });
                    separated = false;
                }
                _ => return None,
            }
            if !matches!(event.kind(), EventKind::Whitespace | EventKind::Newline) {
                newlines = 0;
            }
        }
    }
}

enum Value {
    Scalar(String),
    List(List),
}

/// A list or an inline table.
struct List {
    open: char,
    close: char,
    /// A comment behind the opening bracket.
    head: Option<String>,
    entries: Vec<Entry>,
    /// Written on several lines.
    many_lines: bool,
}

impl List {
    /// Whether nothing in it asks for several lines.
    fn fits_one_line(&self) -> bool {
        !self.many_lines || (self.entries.is_empty() && self.head.is_none())
    }
}

struct Entry {
    blank_before: bool,
    body: Body,
    /// A comment on the same line.
    comment: Option<String>,
}

enum Body {
    Value { key: Option<String>, value: Value },
    Comment(String),
}

/// Appends a value at a level of indentation, on a line that is `before` characters wide so far.
fn write(value: &Value, level: usize, before: usize, out: &mut String) {
    let list = match value {
        Value::Scalar(text) => return out.push_str(text),
        Value::List(list) => list,
    };
    if list.fits_one_line() {
        let mut line = String::new();
        if flat(list, &mut line) && (list.open == '{' || list.entries.is_empty() || before + width(&line) <= WIDTH) {
            return out.push_str(&line);
        }
        // An inline table on one line stays there, for readers of TOML 1.0.
        if list.open == '{' {
            return table_with_lists(list, level, out);
        }
    }
    out.push(list.open);
    if let Some(comment) = &list.head {
        out.push(' ');
        out.push_str(comment);
    }
    out.push('\n');
    for (index, entry) in list.entries.iter().enumerate() {
        if entry.blank_before && index > 0 {
            out.push('\n');
        }
        let indent = INDENT.repeat(level + 1);
        out.push_str(&indent);
        match &entry.body {
            Body::Comment(comment) => out.push_str(comment),
            Body::Value { key, value } => {
                let mut before = width(&indent) + 1;
                if let Some(key) = key {
                    out.push_str(key);
                    out.push_str(" = ");
                    before += width(key) + 3;
                }
                write(value, level + 1, before, out);
                out.push(',');
            }
        }
        if let Some(comment) = &entry.comment {
            out.push(' ');
            out.push_str(comment);
        }
        out.push('\n');
    }
    out.push_str(&INDENT.repeat(level));
    out.push(list.close);
}

/// Appends an inline table whose lists have several lines each.
fn table_with_lists(table: &List, level: usize, out: &mut String) {
    let mut separator = "{ ";
    for entry in &table.entries {
        if let Body::Value { key: Some(key), value } = &entry.body {
            out.push_str(separator);
            out.push_str(key);
            out.push_str(" = ");
            write(value, level, 0, out);
            separator = ", ";
        }
    }
    out.push_str(" }");
}

/// Appends a list on one line; `false` when something in it needs several.
fn flat(list: &List, out: &mut String) -> bool {
    let padding = if list.open == '{' && !list.entries.is_empty() { " " } else { "" };
    out.push(list.open);
    out.push_str(padding);
    for (index, entry) in list.entries.iter().enumerate() {
        let Body::Value { key, value } = &entry.body else { return false };
        if index > 0 {
            out.push_str(", ");
        }
        if let Some(key) = key {
            out.push_str(key);
            out.push_str(" = ");
        }
        match value {
            // A text of several lines may stand in a list of one.
            Value::Scalar(text) => out.push_str(text),
            Value::List(list) if !list.fits_one_line() || !flat(list, out) => return false,
            Value::List(_) => {}
        }
    }
    out.push_str(padding);
    out.push(list.close);
    true
}

/// A key as it will be written: without quotation marks where it needs none.
fn key(raw: &str) -> &str {
    let bare = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let inside = |mark: char| raw.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)).filter(bare);
    inside('"').or_else(|| inside('\'')).unwrap_or(raw)
}

/// A comment without the white space at its end.
fn comment(raw: &str) -> String {
    normalised(raw.trim_end()).into_owned()
}

/// A value as it will be written. A text between `'` becomes one between `"` when it holds nothing that would need an
/// escape there.
fn scalar(raw: &str, encoding: Option<Encoding>) -> String {
    let raw = normalised(raw);
    let inside = match encoding {
        Some(Encoding::LiteralString) => raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')),
        _ => None,
    };
    match inside {
        Some(text) if !text.contains(['"', '\\', '\t']) => format!("\"{text}\""),
        _ => raw.into_owned(),
    }
}

#[cfg(test)]
mod tests {
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
