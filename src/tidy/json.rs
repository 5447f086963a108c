//! Tidying JSON: what stands on one line and fits there stays there; everything else gets a line for each entry.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::WIDTH;
use super::text::{normalised, width};

/// What one level is indented by.
const INDENT: &str = "  ";

/// The text of a JSON file, tidied; `None` when it is none.
pub fn tidy(text: &str) -> Option<String> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok()?;
    let mut writer = Writer { text, out: String::new() };
    let root = parsed.value?;
    writer.value(&root, 0, 0, true)?;
    writer.out.push('\n');
    Some(writer.out)
}

struct Writer<'t> {
    text: &'t str,
    out: String,
}

/// An entry of a list or an object: where it begins, its key as written, its value.
type Entry<'e, 't> = (usize, Option<&'t str>, &'e Value<'t>);

/// A list or an object: its brackets and its entries.
type Bracketed<'e, 't> = (char, char, Vec<Entry<'e, 't>>);

impl<'t> Writer<'t> {
    /// The brackets and the entries of a list or an object; `None` inside for any other value.
    fn entries<'e>(&self, value: &'e Value<'t>) -> Option<Option<Bracketed<'e, 't>>> {
        Some(match value {
            Value::Object(object) => {
                let name = |start, end| self.text.get(start..end);
                let entries: Option<Vec<_>> = object
                    .properties
                    .iter()
                    .map(|property| Some((property.start(), Some(name(property.name.start(), property.name.end())?), &property.value)))
                    .collect();
                Some(('{', '}', entries?))
            }
            Value::Array(array) => Some(('[', ']', array.elements.iter().map(|element| (element.start(), None, element)).collect())),
            _ => None,
        })
    }

    /// Appends a value at a level of indentation. `after` is how much more must fit on its line.
    fn value(&mut self, value: &Value<'t>, level: usize, after: usize, root: bool) -> Option<()> {
        let Some((open, close, entries)) = self.entries(value)? else {
            self.out.push_str(&normalised(self.text.get(value.start()..value.end())?));
            return Some(());
        };
        self.out.push(open);
        if entries.is_empty() {
            self.out.push(close);
            return Some(());
        }
        let source = self.text.get(value.start()..value.end())?;
        let before = width(self.out.rsplit('\n').next().unwrap_or_default());
        if !root && !source.contains('\n') {
            let mut line = String::new();
            if self.flat(&entries, close, &mut line)? && before + width(&line) + after <= WIDTH {
                self.out.push_str(&line);
                return Some(());
            }
        }
        self.on_many_lines(&entries, close, level)
    }

    /// What follows the opening bracket when everything stands on one line. `false` as soon as it is too wide.
    fn flat(&self, entries: &[Entry<'_, 't>], close: char, line: &mut String) -> Option<bool> {
        let padding = if close == '}' { " " } else { "" };
        line.push_str(padding);
        for (index, (_, name, value)) in entries.iter().enumerate() {
            if index > 0 {
                line.push_str(", ");
            }
            if let Some(name) = name {
                line.push_str(name);
                line.push_str(": ");
            }
            match self.entries(value)? {
                Some((open, close, entries)) if entries.is_empty() => line.extend([open, close]),
                Some((open, close, entries)) => {
                    line.push(open);
                    if !self.flat(&entries, close, line)? {
                        return Some(false);
                    }
                }
                None => line.push_str(&normalised(self.text.get(value.start()..value.end())?)),
            }
            if line.len() > WIDTH * '\u{10ffff}'.len_utf8() {
                return Some(false);
            }
        }
        line.push_str(padding);
        line.push(close);
        Some(true)
    }

    fn on_many_lines(&mut self, entries: &[Entry<'_, 't>], close: char, level: usize) -> Option<()> {
        let mut former: Option<usize> = None;
        for (index, (start, name, value)) in entries.iter().enumerate() {
            // An empty line between entries stays one.
            let between = former.and_then(|end| self.text.get(end..*start)).unwrap_or_default();
            self.out.push_str(if between.matches('\n').count() > 1 { "\n\n" } else { "\n" });
            self.out.push_str(&INDENT.repeat(level + 1));
            let last = index + 1 == entries.len();
            if let Some(name) = name {
                self.out.push_str(name);
                self.out.push_str(": ");
            }
            self.value(value, level + 1, usize::from(!last), false)?;
            if !last {
                self.out.push(',');
            }
            former = Some(value.end());
        }
        self.out.push('\n');
        self.out.push_str(&INDENT.repeat(level));
        self.out.push(close);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> String {
        let once = tidy(text).unwrap();
        assert_eq!(tidy(&once).unwrap(), once);
        once
    }

    #[test]
    fn the_outermost_object_has_a_line_for_each_entry() {
        assert_eq!(tidied("{\"a\":1,\"b\":[ ],\"c\":{}}"), "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": {}\n}\n");
        assert_eq!(tidied("{}"), "{}\n");
    }

    #[test]
    fn what_stands_on_one_line_stays_there_while_it_fits() {
        assert_eq!(tidied("{\"a\": [1,2,{\"b\":\"c\"}]}"), "{\n  \"a\": [1, 2, { \"b\": \"c\" }]\n}\n");
        assert_eq!(tidied("{\"a\": [1,\n2]}"), "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n");
        let fits = format!("{{\n  \"a\": [\"{}\"]\n}}\n", "å".repeat(WIDTH - 11));
        assert_eq!(tidied(&fits), fits);
        let wide = format!("{{\n  \"a\": [\"{}\"]\n}}\n", "å".repeat(WIDTH - 10));
        assert_eq!(tidied(&wide).lines().count(), 5);
    }

    #[test]
    fn one_empty_line_between_entries_stays() {
        let text = "{\n\n\n  \"a\": 1,\n\n\n\n  \"b\": 2\n\n}";
        assert_eq!(tidied(text), "{\n  \"a\": 1,\n\n  \"b\": 2\n}\n");
    }

    #[test]
    fn deep_nesting_costs_no_more_than_its_depth() {
        let text = format!("{{\"a\": {}\"{}\"{}}}", "[".repeat(30), "a".repeat(200), "]".repeat(30));
        assert_eq!(tidied(&text).lines().count(), 2 + 2 * 30 + 1);
    }
}
