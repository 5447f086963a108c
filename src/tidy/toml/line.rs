//! Reading turns the tokens of a TOML file into lines, each set anew.

use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind};

use super::value::{Body, Entry, List, Value, write};
use crate::tidy::text::{normalised, width};

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Comment,
    Field,
    Head,
}

/// A line of the file; a field may reach over several.
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) blanks_before: usize,
}

/// The tokens of a file with their roles, and which of them comes next.
pub(super) struct Reader<'t> {
    text: &'t str,
    events: &'t [Event],
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, events: &'t [Event]) -> Self {
        Self { text, events, at: 0 }
    }

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
    pub(super) fn line(&mut self) -> Option<Option<Line>> {
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

/// A key as it will be written: without quotation marks where it needs none.
fn key(raw: &str) -> &str {
    let bare = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let inside = |mark: char| raw.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)).filter(bare);
    inside('"').or_else(|| inside('\'')).unwrap_or(raw)
}

/// A comment without the white space at its end.
pub(super) fn comment(raw: &str) -> String {
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
