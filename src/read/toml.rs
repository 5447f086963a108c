//! Reading TOML turns text into values and the span of every field.

use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, FieldPart, FileName, Place, codes};
use crate::model::Pointer;

use super::fields::{self, Fields, Span};
use super::syntax::{duplicate_key, number_out_of_range};
use super::{Lines, MAXIMUM_DEPTH, toml_words};

/// How many syntax faults are told in one run; what comes after is mostly their echo.
const SHOWN_FAULTS: usize = 20;

/// How often the rest of a file is tried anew without the lines at fault.
const MOST_TRIES: usize = 6;

pub(super) fn read(file: &FileName, text: &str) -> Result<(Value, Fields), Vec<Diagnostic>> {
    let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (table, errors) = DeTable::parse_recoverable(&text[offset..]);
    let mut reader = Reader { file, text, offset, fields: Fields::new(), faults: Vec::new(), too_deep: None };
    let value = reader.table(table.get_ref(), &Pointer::root(), 0);
    if let Some(range) = reader.too_deep {
        return Err(vec![super::too_deep(file, range)]);
    }
    if errors.is_empty() && reader.faults.is_empty() {
        return Ok((value, reader.fields));
    }
    let lines = Lines::of(&text[offset..]);
    let (further, errors) = further_faults(&reader, &lines, errors);
    let mut faults: Vec<Diagnostic> = errors.iter().map(|error| reader.explain(error)).collect();
    reader.faults.truncate(SHOWN_FAULTS);
    faults.append(&mut reader.faults);
    let mut faults = without_echoes(faults, text);
    faults.extend(further);
    Err(clearest(faults, text))
}

fn start_of(fault: &Diagnostic) -> usize {
    match &fault.place {
        Place::Text { range, .. } => range.start,
        _ => 0,
    }
}

/// The parser gives up on values at the first line that is no field. So the lines at fault are blanked and the rest is
/// tried anew. A key that then stands twice is an echo of a blanked head, and not told. Also gives back the errors of
/// the first try, one for each line.
fn further_faults(reader: &Reader<'_>, lines: &Lines, errors: Vec<toml::de::Error>) -> (Vec<Diagnostic>, Vec<toml::de::Error>) {
    let mut rest = reader.text.as_bytes()[reader.offset..].to_vec();
    let mut blank = |errors: &[toml::de::Error]| {
        for error in errors {
            let at = error.span().map_or(rest.len(), |range| range.start);
            let line = lines.bounds(lines.line(at), rest.len());
            rest[line].iter_mut().for_each(|byte| *byte = b' ');
        }
        String::from_utf8_lossy(&rest).into_owned()
    };
    let first = of_different_lines(lines, errors);
    let mut found = Vec::new();
    let mut text = blank(&first);
    for _ in 0..MOST_TRIES {
        let (_, errors) = DeTable::parse_recoverable(&text);
        let errors = of_different_lines(lines, errors);
        let told = errors.iter().filter(|error| error.message() != "duplicate key" && !error.message().starts_with("cannot extend"));
        found.extend(told.map(|error| reader.explain(error)));
        let next = blank(&errors);
        if next == text || found.len() > SHOWN_FAULTS {
            break;
        }
        text = next;
    }
    (found, first)
}

/// The first error of each line, and no more than twice what will be shown.
fn of_different_lines(lines: &Lines, mut errors: Vec<toml::de::Error>) -> Vec<toml::de::Error> {
    let line = |error: &toml::de::Error| error.span().map_or(usize::MAX, |range| lines.line(range.start));
    errors.sort_by_key(|error| error.span().map_or(usize::MAX, |range| range.start));
    errors.dedup_by_key(|error| line(error));
    errors.truncate(SHOWN_FAULTS * 2);
    errors
}

/// Without the keys of a table that stands twice as a whole.
fn without_echoes(mut faults: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    faults.sort_by_key(start_of);
    let mut doubled: Option<usize> = None;
    faults.retain(|fault| {
        let at = start_of(fault);
        let head = line_at(text, at).trim_start().starts_with('[');
        let echo = doubled.is_some_and(|from| fault.code == codes::DUPLICATE_KEY && !head && !text[from..at].contains("\n["));
        if head && fault.code == codes::DUPLICATE_KEY {
            doubled = Some(at);
        }
        !echo
    });
    faults
}

fn line_at(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// The faults in the order of the file, one for each line: a slip early on a line makes the rest of it unreadable.
fn clearest(mut faults: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    faults.sort_by_key(start_of);
    let lines = Lines::of(text);
    let mut seen = None;
    faults.retain(|fault| {
        let line = lines.line(start_of(fault));
        seen.replace(line) != Some(line)
    });
    faults.truncate(SHOWN_FAULTS);
    faults
}

struct Reader<'t> {
    file: &'t FileName,
    text: &'t str,
    offset: usize,
    fields: Fields,
    faults: Vec<Diagnostic>,
    too_deep: Option<Range<usize>>,
}

impl Reader<'_> {
    fn moved(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }

    fn explain(&self, error: &toml::de::Error) -> Diagnostic {
        let end = self.text.len();
        let range = error.span().map_or(end..end, |range| self.moved(range));
        if error.message() == "duplicate key" {
            let key = self.text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
            return duplicate_key(self.file, key, range.clone(), self.first_time(key, &range));
        }
        if let Some(opening) = self.opening(error.message(), &range) {
            return toml_words::unclosed_lines().at(self.file, opening);
        }
        toml_words::explain(error.message(), self.text, range.clone()).at(self.file, toml_words::visible(self.text, range))
    }

    /// Where a text of several lines began that has no end.
    fn opening(&self, message: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let at_the_end = self.text.get(range.start..).is_some_and(|rest| rest.trim().is_empty());
        if !at_the_end || !message.contains("string") {
            return None;
        }
        ["\"\"\"", "'''"].iter().filter_map(|quotes| self.text.rfind(quotes)).max().map(|at| at..at + 3)
    }

    /// Where a key that stands twice stood first: in the same section of the file, or in an earlier head.
    fn first_time(&self, key: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let line_start = self.text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
        let line = self.text.get(line_start..)?.lines().next()?;
        if line.trim_start().starts_with('[') {
            let head = line.split('#').next()?.trim();
            let mut at = 0;
            let mut first_section = true;
            for earlier in self.text.get(..line_start)?.split_inclusive('\n') {
                let start = at + earlier.len() - earlier.trim_start().len();
                if earlier.split('#').next().map(str::trim) == Some(head) {
                    return Some(start..start + head.len());
                }
                first_section &= !earlier.trim_start().starts_with('[');
                if first_section && earlier.split('=').next().map(str::trim) == Some(head.trim_matches(['[', ']'])) {
                    return Some(start..start + key.len());
                }
                at += earlier.len();
            }
        }
        let matching = |pointer: &Pointer, span: &Span| {
            pointer.steps().last().as_deref() == Some(key) && span.key.as_ref().is_some_and(|key| key.start < range.start)
        };
        let nearest = self.fields.iter().filter(|(pointer, span)| matching(pointer, span)).filter_map(|(_, span)| span.key.clone());
        let nearest = nearest.max_by_key(|key| key.start)?;
        let between = self.text.get(nearest.end..range.start)?;
        (!between.contains("\n[") || line.trim_start().starts_with('[')).then_some(nearest)
    }

    fn table(&mut self, table: &DeTable<'_>, pointer: &Pointer, depth: usize) -> Value {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut out = Map::new();
        for (key, value) in entries {
            let pointer = pointer.key(key.get_ref());
            let key_range = self.moved(key.span());
            let value_range = self.moved(value.span());
            let read = self.value(value.get_ref(), &pointer, value_range, Some(key_range), depth);
            out.insert(key.get_ref().to_string(), read);
        }
        Value::Object(out)
    }

    fn value(&mut self, value: &DeValue<'_>, pointer: &Pointer, range: Range<usize>, key: Option<Range<usize>>, depth: usize) -> Value {
        let container = matches!(value, DeValue::Array(_) | DeValue::Table(_));
        let shown = if container { fields::shown(self.text, range.clone(), key.as_ref()) } else { range.clone() };
        self.fields.insert(pointer.clone(), Span { key, shown });
        if container && depth >= MAXIMUM_DEPTH {
            self.too_deep.get_or_insert(range);
            return Value::Null;
        }
        match value {
            DeValue::String(text) => fields::normalised(text),
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Datetime(date) => Value::String(date.to_string()),
            DeValue::Integer(integer) => {
                let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Number::from);
                self.number(number, &integer.to_string(), range)
            }
            DeValue::Float(float) => {
                let number = float.as_str().parse().ok().and_then(Number::from_f64);
                self.number(number, float.as_str(), range)
            }
            DeValue::Array(entries) => {
                let read = entries.iter().enumerate().map(|(index, entry)| {
                    let range = self.moved(entry.span());
                    self.value(entry.get_ref(), &pointer.index(index), range, None, depth + 1)
                });
                Value::Array(read.collect())
            }
            DeValue::Table(table) => self.table(table, pointer, depth + 1),
        }
    }

    fn number(&mut self, number: Option<Number>, written: &str, range: Range<usize>) -> Value {
        match number {
            Some(number) => Value::Number(number),
            None => {
                self.faults.push(number_out_of_range(self.file, written, range));
                Value::Null
            }
        }
    }
}

impl super::Source {
    /// The head of a table as it is written, such as `[organisation]` or `[[principals]]`, when it has a line of its own.
    pub(crate) fn table_head(&self, pointer: &Pointer) -> Option<&str> {
        if self.format != super::Format::Toml || pointer == &Pointer::root() {
            return None;
        }
        let text = self.text.get(self.span(pointer, FieldPart::Value))?;
        (text.starts_with('[') && text.ends_with(']') && self.field(pointer).is_some_and(Value::is_object)).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_an_error_with_a_place_in_the_text() {
        for text in ["a", "a =", "= 1", "[a", "a = [1", "a = \"b", "a = 1\na = 2", "a = nan", "a = 99999999999999999999", "\u{feff}a"] {
            let faults = read(&FileName::new("a.toml"), text).unwrap_err();
            assert!(!faults.is_empty(), "{text}");
            for fault in faults {
                let Place::Text { range, .. } = fault.place else { panic!("{text}") };
                assert!(text.get(range).is_some(), "{text}");
            }
        }
    }
}
