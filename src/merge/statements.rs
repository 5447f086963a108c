//! Statements: the text of a TOML file, cut into its fields and heads of tables, each with the comments above it.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, parse_document};

/// What a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `name = value`
    Field,
    /// `[name]`
    Table,
    /// `[[name]]`
    Entry,
}

/// A field or the head of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// What it is.
    pub kind: Kind,
    /// Its name, at the dots.
    pub path: Vec<String>,
    /// From the comments above it to the end of its last line.
    pub whole: Range<usize>,
    /// Where it begins itself.
    pub start: usize,
}

/// A file's statements, and what stands before and after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statements {
    /// Comments that begin the file and stand apart from the first statement.
    pub opening: Range<usize>,
    /// In the order of the file.
    pub list: Vec<Statement>,
    /// Comments below the last statement.
    pub closing: Range<usize>,
}

/// Cuts a text whose lines end in `\n`; `None` when it is no TOML.
pub(super) fn of(text: &str) -> Option<Statements> {
    let tokens = Source::new(text).lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    let mut error = None;
    parse_document(&tokens, &mut |event: Event| events.push(event), &mut error);
    if error.is_some() {
        return None;
    }
    let mut list: Vec<Statement> = Vec::new();
    let mut above = 0;
    let mut depth = 0_usize;
    let mut current: Option<(Kind, Vec<String>, usize)> = None;
    let mut in_name = false;
    for event in &events {
        let (start, end) = (event.span().start(), event.span().end());
        match event.kind() {
            EventKind::StdTableOpen => (current, in_name) = (Some((Kind::Table, Vec::new(), start)), true),
            EventKind::ArrayTableOpen => (current, in_name) = (Some((Kind::Entry, Vec::new(), start)), true),
            EventKind::SimpleKey if depth == 0 => {
                let (_, path, _) = current.get_or_insert_with(|| (Kind::Field, Vec::new(), start));
                if path.is_empty() || in_name {
                    path.push(name(text.get(start..end)?, event.encoding()));
                }
                in_name = true;
            }
            EventKind::KeyValSep if depth == 0 => in_name = false,
            EventKind::ArrayOpen | EventKind::InlineTableOpen => depth += 1,
            EventKind::ArrayClose | EventKind::InlineTableClose => depth = depth.saturating_sub(1),
            EventKind::Newline if depth == 0 => {
                in_name = false;
                if let Some((kind, path, start)) = current.take() {
                    list.push(Statement { kind, path, whole: above..end, start });
                    above = end;
                }
            }
            _ => {}
        }
    }
    if let Some((kind, path, start)) = current {
        list.push(Statement { kind, path, whole: above..text.len(), start });
        above = text.len();
    }
    let mut opening = 0..0;
    if let Some(first) = list.first_mut() {
        // What stands above the last empty line before the first statement belongs to the file.
        let before = text.get(..first.start)?;
        if let Some(at) = before.rfind("\n\n") {
            opening = 0..at + 2;
            first.whole.start = at + 2;
        }
    }
    Some(Statements { opening, list, closing: above..text.len() })
}

/// A name without its quotation marks.
fn name(written: &str, encoding: Option<Encoding>) -> String {
    match encoding {
        Some(_) => written.trim_matches(['"', '\'']).to_owned(),
        None => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_have_their_comments_and_all_their_lines() {
        let text = "# Filen\n\n# id\nid = \"a\" # sist\nlist = [\n  { a = 1 },\n]\ntext = \"\"\"\n[x]\ny = 1\n\"\"\"\n\n# En\n[[p.q]]\nn = 1\n# Slut\n";
        let found = of(text).unwrap();
        let shown: Vec<_> =
            found.list.iter().map(|statement| (statement.kind, statement.path.join("."), &text[statement.whole.clone()])).collect();
        assert_eq!(&text[found.opening], "# Filen\n\n");
        assert_eq!(shown[0], (Kind::Field, "id".into(), "# id\nid = \"a\" # sist\n"));
        assert_eq!(shown[1], (Kind::Field, "list".into(), "list = [\n  { a = 1 },\n]\n"));
        assert_eq!(shown[2].1, "text");
        assert_eq!(shown[3], (Kind::Entry, "p.q".into(), "\n# En\n[[p.q]]\n"));
        assert_eq!(shown[4].1, "n");
        assert_eq!(&text[found.closing], "# Slut\n");
    }
}
