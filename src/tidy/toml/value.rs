//! Setting turns a value into its text: on one line where it fits, else with a line for each entry.

use crate::tidy::WIDTH;
use crate::tidy::text::width;

/// What one level of a list is indented by.
const INDENT: &str = "    ";

/// What stands to the right of `=`, as it will be written.
pub(super) enum Value {
    Scalar(String),
    List(List),
}

/// A list or an inline table.
pub(super) struct List {
    pub(super) open: char,
    pub(super) close: char,
    /// A comment behind the opening bracket.
    pub(super) head: Option<String>,
    pub(super) entries: Vec<Entry>,
    /// Written on several lines.
    pub(super) many_lines: bool,
}

impl List {
    /// Whether nothing in it asks for several lines.
    fn fits_one_line(&self) -> bool {
        !self.many_lines || (self.entries.is_empty() && self.head.is_none())
    }
}

/// An entry of a list.
pub(super) struct Entry {
    pub(super) blank_before: bool,
    pub(super) body: Body,
    /// A comment on the same line.
    pub(super) comment: Option<String>,
}

/// What an entry is: a value, in an inline table with its key, or a comment on a line of its own.
pub(super) enum Body {
    Value { key: Option<String>, value: Value },
    Comment(String),
}

/// Appends a value at a level of indentation, on a line that is `before` characters wide so far.
pub(super) fn write(value: &Value, level: usize, before: usize, out: &mut String) {
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
