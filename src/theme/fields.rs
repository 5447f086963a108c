//! The fields of a theme: every key of `theme.toml` with its kind of value and its limits, in one table.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::load::fault;
use crate::diag::{Diagnostic, FileName, Place, shortened};

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Value {
    /// A length in millimetres, within limits.
    Millimetres(f64, f64),
    /// A size of type in points.
    Size,
    /// From base line to base line, in points.
    Leading,
    /// A space between lines, in points.
    Space,
    /// The thickness of a rule, in points.
    Rule,
    /// A number of columns.
    Count,
    /// `rrggbb`.
    Colour,
    /// Some text on one line.
    Text,
    /// Texts, at least one.
    Texts,
    /// `true` or `false`.
    Flag,
}

use Value::{Colour, Count, Flag, Leading, Millimetres, Rule, Size, Space, Text, Texts};

/// Every key, by its path. `headings` is a list of three tables; `layout` alone may be left out.
const FIELDS: &[(&str, Value)] = &[
    ("layout", Text),
    ("name.sv", Text),
    ("name.en", Text),
    // The largest page of Word is 22 inches, 558.8 mm.
    ("page.width_mm", Millimetres(100.0, 558.0)),
    ("page.height_mm", Millimetres(100.0, 558.0)),
    ("page.top_mm", Millimetres(10.0, 200.0)),
    ("page.bottom_mm", Millimetres(5.0, 200.0)),
    ("page.left_mm", Millimetres(5.0, 200.0)),
    ("page.right_mm", Millimetres(5.0, 200.0)),
    ("page.head_mm", Millimetres(5.0, 200.0)),
    ("landscape.top_mm", Millimetres(10.0, 200.0)),
    ("landscape.bottom_mm", Millimetres(5.0, 200.0)),
    ("landscape.left_mm", Millimetres(5.0, 200.0)),
    ("landscape.right_mm", Millimetres(5.0, 200.0)),
    ("landscape.head_mm", Millimetres(5.0, 200.0)),
    ("fonts.pdf", Text),
    ("fonts.word", Text),
    ("fonts.kerning", Flag),
    ("fonts.serif", Flag),
    ("fonts.files", Texts),
    ("colours.text", Colour),
    ("colours.heading", Colour),
    ("colours.muted", Colour),
    ("colours.rule", Colour),
    ("colours.link", Colour),
    ("text.size_pt", Size),
    ("text.leading_pt", Leading),
    ("text.after_pt", Space),
    ("head.size_pt", Size),
    ("head.leading_pt", Leading),
    ("head.rule_pt", Rule),
    ("document_type.size_pt", Size),
    ("document_type.leading_pt", Leading),
    ("document_type.before_pt", Space),
    ("document_type.after_pt", Space),
    ("title.size_pt", Size),
    ("title.leading_pt", Leading),
    ("title.after_pt", Space),
    ("headings.size_pt", Size),
    ("headings.leading_pt", Leading),
    ("headings.before_pt", Space),
    ("headings.after_pt", Space),
    ("headings.number_mm", Millimetres(0.0, 50.0)),
    ("list.indent_mm", Millimetres(2.0, 50.0)),
    ("list.after_pt", Space),
    ("list.bullets", Texts),
    ("table.size_pt", Size),
    ("table.leading_pt", Leading),
    ("table.padding_mm", Millimetres(0.0, 10.0)),
    ("table.rule_pt", Rule),
    ("table.after_pt", Space),
    ("table.paragraph_pt", Space),
    ("table.item_pt", Space),
    ("table.indent_mm", Millimetres(2.0, 20.0)),
    ("table.section_pt", Space),
    ("table.dense.columns", Count),
    ("table.dense.size_pt", Size),
    ("table.dense.leading_pt", Leading),
    ("table.dense.padding_mm", Millimetres(0.0, 10.0)),
    ("table.facts.padding_mm", Millimetres(0.0, 10.0)),
    ("signature.room_mm", Millimetres(5.0, 60.0)),
    ("signature.rule_pt", Rule),
    ("signature.gutter_mm", Millimetres(2.0, 60.0)),
    ("signature.size_pt", Size),
    ("signature.leading_pt", Leading),
];

/// The one list of tables, and how many it has.
const LIST: (&str, usize) = ("headings", 3);

impl Value {
    /// Smallest and largest number.
    fn limits(self) -> Option<(f64, f64)> {
        match self {
            Millimetres(least, most) => Some((least, most)),
            Size | Leading => Some((6.0, 72.0)),
            Space => Some((0.0, 144.0)),
            Rule => Some((0.0, 6.0)),
            // Word has no more columns.
            Count => Some((2.0, 63.0)),
            Colour | Text | Texts | Flag => None,
        }
    }

    /// The least step that Word counts in, and what it is called.
    fn step(self) -> Option<(f64, &'static str, &'static str)> {
        match self {
            Size => Some((0.5, "halva punkter", "half points")),
            Leading | Space => Some((0.05, "tjugondels punkter", "twentieths of a point")),
            Millimetres(..) | Rule | Count | Colour | Text | Texts | Flag => None,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Millimetres(..) | Size | Leading | Space | Rule => ("ett tal", "a number"),
            Count => ("ett heltal", "a whole number"),
            Colour | Text => ("text inom citattecken", "text in quotation marks"),
            Texts => ("en lista av texter, minst en", "a list of texts, at least one"),
            Flag => ("true eller false", "true or false"),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Millimetres(..) => "20.0",
            Size => "11.0",
            Leading => "15.0",
            Space => "8.0",
            Rule => "0.5",
            Count => "6",
            Colour => "\"1a1a1a\"",
            Text => "\"…\"",
            Texts => "[\"…\"]",
            Flag => "true",
        }
    }
}

/// The keys of one `theme.toml`, and where they stand.
pub(super) struct Spans<'a> {
    file: &'a FileName,
    root: &'a DeTable<'a>,
}

impl<'a> Spans<'a> {
    pub fn new(file: &'a FileName, root: &'a DeTable<'a>) -> Self {
        Self { file, root }
    }

    fn at(&self, range: Range<usize>) -> Place {
        Place::Text { file: self.file.clone(), range }
    }

    /// The value at a path such as `page.left_mm` or `headings.0.size_pt`; the whole file where there is none.
    pub fn value(&self, path: &str) -> Place {
        let mut found: Option<&Spanned<DeValue<'_>>> = None;
        for step in path.split('.') {
            found = match found.map(Spanned::get_ref) {
                None => self.root.get(step),
                Some(DeValue::Table(table)) => table.get(step),
                Some(DeValue::Array(list)) => step.parse().ok().and_then(|index: usize| list.get(index)),
                Some(_) => None,
            };
            if found.is_none() {
                break;
            }
        }
        found.map_or_else(|| Place::File(self.file.clone()), |value| self.at(value.span()))
    }
}

/// Every key that is unknown, missing, of the wrong type or out of its limits.
pub(super) fn check(spans: &Spans<'_>) -> Vec<Diagnostic> {
    let mut check = Check { spans, faults: Vec::new() };
    check.table(spans.root, "", Place::File(spans.file.clone()));
    check.faults
}

struct Check<'a> {
    spans: &'a Spans<'a>,
    faults: Vec<Diagnostic>,
}

/// The part of a path that comes next below `table`, if the path lies there.
fn child<'p>(path: &'p str, table: &str) -> Option<&'p str> {
    let rest = if table.is_empty() { path } else { path.strip_prefix(table)?.strip_prefix('.')? };
    rest.split('.').next()
}

/// The keys of a table, in the order of [`FIELDS`].
fn keys(table: &str) -> Vec<&'static str> {
    let mut keys: Vec<&str> = FIELDS.iter().filter_map(|(path, _)| child(path, table)).collect();
    keys.dedup();
    keys
}

fn joined(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}

fn field(path: &str) -> Option<Value> {
    FIELDS.iter().find(|(known, _)| *known == path).map(|(_, value)| *value)
}

impl Check<'_> {
    fn push(&mut self, place: Place, (sv, en): (String, String), (hint_sv, hint_en): (String, String)) {
        self.faults.push(fault(place, sv, en).hint(hint_sv, hint_en));
    }

    /// A table with the path of its keys; `place` is blamed for what it lacks.
    fn table(&mut self, table: &DeTable<'_>, path: &str, place: Place) {
        let known = keys(path);
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                self.entry(name, &joined(path, name), value);
            } else {
                self.unknown(name, &known, self.spans.at(key.span()));
            }
        }
        for name in known.into_iter().filter(|name| !table.contains_key(*name) && joined(path, name) != "layout") {
            let whole = joined(path, name);
            let what = match (field(&whole), whole == LIST.0) {
                (Some(value), _) => format!("{name} = {}", value.example()),
                (None, true) => format!("[[{whole}]]"),
                (None, false) => format!("[{whole}]"),
            };
            let here = if path.is_empty() { (String::new(), String::new()) } else { (format!(" i [{path}]"), format!(" in [{path}]")) };
            self.push(
                place.clone(),
                (format!("”{name}” saknas{}", here.0), format!("“{name}” is missing{}", here.1)),
                (format!("lägg till, till exempel: {what}"), format!("add, for example: {what}")),
            );
        }
    }

    fn entry(&mut self, name: &str, path: &str, value: &Spanned<DeValue<'_>>) {
        let place = self.spans.at(value.span());
        match (field(path), value.get_ref()) {
            (Some(wanted), found) => self.value(name, wanted, found, place),
            (None, DeValue::Array(list)) if path == LIST.0 && list.len() == LIST.1 => {
                for each in list.iter() {
                    match each.get_ref() {
                        DeValue::Table(table) => self.table(table, path, self.spans.at(each.span())),
                        _ => self.type_of(name, ("en tabell", "a table"), self.spans.at(each.span())),
                    }
                }
            }
            (None, _) if path == LIST.0 => {
                let count = LIST.1;
                self.push(
                    place,
                    (format!("[[{name}]] ska stå {count} gånger"), format!("[[{name}]] should stand {count} times")),
                    ("en gång för varje nivå av rubriker".into(), "once for each level of headings".into()),
                );
            }
            (None, DeValue::Table(table)) => self.table(table, path, place),
            (None, _) => self.type_of(name, ("en tabell", "a table"), place),
        }
    }

    fn unknown(&mut self, name: &str, known: &[&str], place: Place) {
        let near = known
            .iter()
            .map(|known| (strsim::damerau_levenshtein(name, known), known))
            .min()
            .filter(|(distance, near)| distance * 3 <= near.len());
        let hint = match near {
            Some((_, near)) => (format!("menade du ”{near}”?"), format!("did you mean “{near}”?")),
            None => {
                let all = known.join(", ");
                (format!("ta bort den; här kan stå: {all}"), format!("take it out; here may stand: {all}"))
            }
        };
        let name = shortened(name);
        self.push(place, (format!("”{name}” är ingen nyckel här"), format!("“{name}” is no key here")), hint);
    }

    fn type_of(&mut self, name: &str, (sv, en): (&str, &str), place: Place) {
        let message = (format!("”{name}” ska vara {sv}"), format!("“{name}” should be {en}"));
        self.faults.push(fault(place, message.0, message.1));
    }

    fn value(&mut self, name: &str, wanted: Value, found: &DeValue<'_>, place: Place) {
        let number = match found {
            DeValue::Float(float) => float.as_str().replace('_', "").parse::<f64>().ok(),
            DeValue::Integer(integer) => i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok().map(|n| n as f64),
            _ => None,
        };
        match (wanted.limits(), number, found) {
            (Some(_), _, DeValue::Float(_)) if wanted == Count => self.type_of(name, wanted.words(), place),
            (Some(limits), Some(number), _) => self.number(name, wanted, number, limits, place),
            (None, _, DeValue::String(text)) if wanted == Colour => self.colour(name, text, place),
            (None, _, DeValue::String(text)) if wanted == Text => self.text(name, text, place),
            (None, _, DeValue::Boolean(_)) if wanted == Flag => {}
            (None, _, DeValue::Array(list)) if wanted == Texts && !list.is_empty() => {
                for each in list.iter() {
                    match each.get_ref() {
                        DeValue::String(text) => self.text(name, text, self.spans.at(each.span())),
                        _ => self.type_of(name, wanted.words(), self.spans.at(each.span())),
                    }
                }
            }
            _ => self.type_of(name, wanted.words(), place),
        }
    }

    fn number(&mut self, name: &str, wanted: Value, number: f64, (least, most): (f64, f64), place: Place) {
        if !(least..=most).contains(&number) {
            let (sv, en) = match wanted {
                Millimetres(..) => ("millimeter", "millimetres"),
                Count => ("kolumner", "columns"),
                _ => ("punkter", "points"),
            };
            self.push(
                place,
                (format!("”{name}” är {number}, och det går inte"), format!("“{name}” is {number}, which can't be")),
                (format!("skriv ett tal från {least} till {most} ({sv})"), format!("write a number from {least} to {most} ({en})")),
            );
            return;
        }
        let Some((step, step_sv, step_en)) = wanted.step() else { return };
        let steps = number / step;
        if (steps - steps.round()).abs() > 1e-6 {
            let near = steps.round() * step;
            self.push(
                place,
                (
                    format!("”{name}” är {number}, men Word räknar i {step_sv}"),
                    format!("“{name}” is {number}, but Word counts in {step_en}"),
                ),
                (format!("skriv {near:.2}, så blir det likadant i Word och PDF"), format!("write {near:.2}, so that Word and PDF agree")),
            );
        }
    }

    fn colour(&mut self, name: &str, text: &str, place: Place) {
        if text.len() != 6 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let text = shortened(text);
            self.push(
                place,
                (format!("”{name}” är ”{text}”, som inte är någon färg"), format!("“{name}” is “{text}”, which is no colour")),
                (
                    "skriv sex tecken, 0–9 och a–f: två för rött, två för grönt, två för blått, som 0b4f7d".into(),
                    "write six characters, 0–9 and a–f: two for red, two for green, two for blue, as in 0b4f7d".into(),
                ),
            );
        }
    }

    fn text(&mut self, name: &str, text: &str, place: Place) {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            self.push(
                place,
                (format!("”{name}” är tom eller innehåller styrtecken"), format!("“{name}” is empty or holds a control character")),
                ("skriv text på en rad".into(), "write text on one line".into()),
            );
        }
    }
}
