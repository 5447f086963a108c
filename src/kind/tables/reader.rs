//! Reading turns the literals of `data_table(…)` and `fact_table(…)` into a table, or into every fault of their form.

use minijinja::machinery::Span;

use super::literal::{Literal, Written};
use super::{DATA_TABLE, DataTable, Entry, FactTable, Path, Spanning};
use crate::kind::words::meant_or_listed;
use crate::model::{Alignment, RowRole};

/// How wide the headers of a table of facts are when nothing is said, in per cent.
const FACT_WIDTH: f64 = 28.0;

/// What is wrong with the form of a table.
#[derive(Debug)]
pub(crate) struct FormFault {
    pub(crate) span: Span,
    /// In Swedish and in English.
    pub(crate) message: (String, String),
    /// What to do, in Swedish and in English.
    pub(crate) hint: (String, String),
}

/// Reads what a template says of tables, and gathers what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// What is wrong, in the order of the template.
    pub(crate) faults: Vec<FormFault>,
}

impl Reader {
    /// The table that `data_table` was given in `columns`, `spans` and `row_headers`.
    pub(crate) fn data_table(&mut self, columns: &Literal, spans: Option<&Literal>, row_headers: Option<&Literal>) -> DataTable {
        let entries = self.groups(columns, "columns");
        let read: Vec<Entry> = entries.into_iter().filter_map(|group| self.entry(group, true)).collect();
        let total: f64 = read.iter().map(|column| column.width).sum();
        let whole = read.iter().all(|column| column.width > 0.0);
        if self.faults.is_empty() && whole && (total - 100.0).abs() > 0.01 {
            self.fault(
                columns.span,
                (
                    format!("kolumnernas bredder blir tillsammans {}, men ska bli 100", number(total)),
                    format!("the widths of the columns add up to {}, but must add up to 100", number(total)),
                ),
                ("ändra width så att summan blir 100".into(), "change width so that the sum is 100".into()),
            );
        }
        let spans = spans.map(|spans| self.groups(spans, "spans")).unwrap_or_default();
        let spans = spans.into_iter().filter_map(|group| self.spanning(group, &read)).collect();
        let row_headers = match row_headers.map(|literal| (&literal.written, literal.span)) {
            None | Some((Written::Truth(false), _)) => false,
            Some((Written::Truth(true), _)) => true,
            Some((_, span)) => {
                self.fault(
                    span,
                    ("row_headers är true eller false".into(), "row_headers is true or false".into()),
                    ("skriv row_headers=true, eller utelämna det".into(), "write row_headers=true, or leave it out".into()),
                );
                false
            }
        };
        DataTable { columns: read, spans, row_headers }
    }

    /// The table that `fact_table` was given in `rows` and `width`.
    pub(crate) fn fact_table(&mut self, rows: &Literal, width: Option<&Literal>) -> FactTable {
        let entries = self.groups(rows, "rows");
        let facts = entries.into_iter().filter_map(|group| self.entry(group, false)).collect();
        let width = width.map_or(FACT_WIDTH, |width| match width.written {
            Written::Number(share) if (5.0..=80.0).contains(&share) => share,
            _ => {
                self.fault(
                    width.span,
                    (
                        "width är hur många procent av bredden som rubrikerna får, 5–80".into(),
                        "width is the per cent of the width that the headers get, 5–80".into(),
                    ),
                    ("skriv till exempel width=30".into(), "write for example width=30".into()),
                );
                FACT_WIDTH
            }
        });
        FactTable { facts, width }
    }

    fn fault(&mut self, span: Span, message: (String, String), hint: (String, String)) {
        self.faults.push(FormFault { span, message, hint });
    }

    /// The groups of a list that is written out: `[{…}, {…}]`.
    fn groups<'l>(&mut self, list: &'l Literal, name: &str) -> Vec<&'l Literal> {
        match &list.written {
            Written::List(entries) if !entries.is_empty() => entries.iter().collect(),
            _ => {
                self.fault(
                    list.span,
                    (
                        format!("{name} ska vara en lista som är skriven på plats: [{{…}}, {{…}}]"),
                        format!("{name} must be a list written in place: [{{…}}, {{…}}]"),
                    ),
                    (format!("så här: {DATA_TABLE}"), format!("as in: {DATA_TABLE}")),
                );
                Vec::new()
            }
        }
    }

    /// The words of a group, those that may stand in it alone.
    fn words<'l>(&mut self, group: &'l Literal, allowed: &[&str]) -> Option<Vec<(&'l str, &'l Literal)>> {
        let Written::Group(pairs) = &group.written else {
            self.fault(
                group.span,
                (
                    format!("här ska stå {{\"{}\": …}}", allowed.first().unwrap_or(&"")),
                    format!("{{\"{}\": …}} must stand here", allowed.first().unwrap_or(&"")),
                ),
                (
                    "sätt ihop kolumnen eller raden av ord inom citattecken: {\"heading\": \"…\", \"field\": \"…\"}".into(),
                    "make the column or row of words in quotes: {\"heading\": \"…\", \"field\": \"…\"}".into(),
                ),
            );
            return None;
        };
        let mut words: Vec<(&str, &Literal)> = Vec::new();
        for (key, value) in pairs {
            match &key.written {
                Written::Text(word) if !allowed.contains(&word.as_str()) => self.fault(
                    key.span,
                    (format!("”{word}” finns inte här"), format!("there is no “{word}” here")),
                    meant_or_listed(word, allowed),
                ),
                Written::Text(word) if words.iter().any(|(known, _)| known == word) => {
                    self.fault(
                        key.span,
                        (format!("”{word}” står två gånger"), format!("“{word}” stands twice")),
                        ("ta bort det ena".into(), "remove one of them".into()),
                    );
                }
                Written::Text(word) => words.push((word, value)),
                _ => self.fault(
                    key.span,
                    ("ordet ska stå inom citattecken".into(), "the word must stand in quotes".into()),
                    (
                        "skriv \"heading\", \"field\" och så vidare, med raka citattecken".into(),
                        "write \"heading\", \"field\" and so on, in straight quotes".into(),
                    ),
                ),
            }
        }
        Some(words)
    }

    fn entry(&mut self, group: &Literal, column: bool) -> Option<Entry> {
        let allowed: &[&str] =
            if column { &["heading", "field", "width", "align", "between", "absent"] } else { &["heading", "field", "between", "absent"] };
        let words = self.words(group, allowed)?;
        let word = |name: &str| words.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let heading = self.needed_text(group, word("heading"), "heading");
        let fields = match word("field") {
            Some(literal) => self.paths(literal),
            None => {
                self.fault(
                    group.span,
                    ("field saknas: vilket fält ska skrivas?".into(), "field is missing: which field is printed?".into()),
                    ("lägg till \"field\": \"fältets namn\"".into(), "add \"field\": \"name of the field\"".into()),
                );
                Vec::new()
            }
        };
        let between = word("between").map(|literal| self.text(literal, "between"));
        let absent = word("absent").map(|literal| {
            let text = self.text(literal, "absent");
            if text.trim().is_empty() {
                self.fault(
                    literal.span,
                    ("absent är tomt".into(), "absent is empty".into()),
                    ("ta bort \"absent\": utan det blir cellen tom".into(), "remove \"absent\": without it the cell is empty".into()),
                );
            }
            text
        });
        let width = match word("width").map(|literal| &literal.written) {
            Some(Written::Number(width)) if *width > 0.0 && *width <= 100.0 => *width,
            _ if !column => 0.0,
            _ => {
                self.fault(
                    word("width").map_or(group.span, |literal| literal.span),
                    (
                        "width saknas eller är ingen bredd: ange procent av tabellens bredd, till exempel 25".into(),
                        "width is missing or is no width: give per cent of the table's width, such as 25".into(),
                    ),
                    (
                        "lägg till \"width\": 25, i procent av tabellens bredd".into(),
                        "add \"width\": 25, in per cent of the table's width".into(),
                    ),
                );
                0.0
            }
        };
        let alignment = match word("align") {
            None => Alignment::Left,
            Some(literal) => match self.text(literal, "align").as_str() {
                "left" => Alignment::Left,
                "right" => Alignment::Right,
                _ => {
                    self.fault(
                        literal.span,
                        ("align är \"left\" eller \"right\"".into(), "align is \"left\" or \"right\"".into()),
                        (
                            "utelämna align för text; skriv \"align\": \"right\" för tal".into(),
                            "leave align out for text; write \"align\": \"right\" for figures".into(),
                        ),
                    );
                    Alignment::Left
                }
            },
        };
        let between = between.unwrap_or_else(|| ", ".to_owned());
        Some(Entry { heading, fields, between, absent, width, alignment, span: group.span })
    }

    fn spanning(&mut self, group: &Literal, columns: &[Entry]) -> Option<Spanning> {
        let words = self.words(group, &["field", "from", "role"])?;
        let word = |name: &str| words.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let field = self.needed_text(group, word("field"), "field");
        let from = self.needed_text(group, word("from"), "from");
        let role = match self.needed_text(group, word("role"), "role").as_str() {
            "section" => Some(RowRole::Section),
            "pause" => Some(RowRole::Pause),
            "" => None,
            _ => {
                let span = word("role").map_or(group.span, |literal| literal.span);
                self.fault(
                    span,
                    ("role är \"section\" eller \"pause\"".into(), "role is \"section\" or \"pause\"".into()),
                    (
                        "skriv \"role\": \"section\" för en rad som inleder ett avsnitt, \"pause\" för en paus".into(),
                        "write \"role\": \"section\" for a row that begins a section, \"pause\" for a pause".into(),
                    ),
                );
                None
            }
        };
        let at = word("from").map_or(group.span, |literal| literal.span);
        let column = columns.iter().position(|column| column.fields.iter().any(|path| path.written() == from));
        if column.is_none() && !from.is_empty() {
            let known: Vec<String> = columns.iter().filter_map(|column| Some(column.fields.first()?.written())).collect();
            self.fault(
                at,
                (
                    format!("ingen kolumn visar fältet {from}; kolumnerna visar {}", known.join(", ")),
                    format!("no column shows the field {from}; the columns show {}", known.join(", ")),
                ),
                (
                    "skriv fältet i den kolumn där texten ska börja".into(),
                    "write the field of the column where the text is to begin".into(),
                ),
            );
        }
        if role == Some(RowRole::Section) && column.is_some_and(|column| column > 0) {
            self.fault(
                at,
                (
                    "en avsnittsrad går över hela tabellen: from ska vara den första kolumnens fält".into(),
                    "a section row reaches over the whole table: from must be the field of the first column".into(),
                ),
                ("ändra \"from\" till den första kolumnens fält".into(), "change \"from\" to the field of the first column".into()),
            );
        }
        let span = word("field").map_or(group.span, |literal| literal.span);
        Some(Spanning { field: Path { steps: vec![field], span }, from: column?, role: role? })
    }

    fn needed_text(&mut self, group: &Literal, literal: Option<&Literal>, name: &str) -> String {
        match literal {
            Some(literal) => {
                let text = self.text(literal, name);
                if text.trim().is_empty() && matches!(literal.written, Written::Text(_)) {
                    self.fault(
                        literal.span,
                        (format!("{name} är tomt"), format!("{name} is empty")),
                        ("skriv det ord som ska stå där".into(), "write the word that is to stand there".into()),
                    );
                }
                text
            }
            None => {
                self.fault(
                    group.span,
                    (format!("{name} saknas"), format!("{name} is missing")),
                    (format!("lägg till \"{name}\": \"…\""), format!("add \"{name}\": \"…\"")),
                );
                String::new()
            }
        }
    }

    fn text(&mut self, literal: &Literal, name: &str) -> String {
        match &literal.written {
            Written::Text(text) => text.clone(),
            _ => {
                self.fault(
                    literal.span,
                    (format!("{name} ska vara en text inom citattecken"), format!("{name} must be a text in quotes")),
                    (
                        "skriv det inom raka citattecken; det räknas inte ut".into(),
                        "write it in straight quotes; it is not computed".into(),
                    ),
                );
                String::new()
            }
        }
    }

    fn paths(&mut self, literal: &Literal) -> Vec<Path> {
        let entries = match &literal.written {
            Written::List(entries) if !entries.is_empty() => entries.iter().collect(),
            Written::Text(_) => vec![literal],
            _ => {
                self.fault(
                    literal.span,
                    (
                        "field ska vara namnet på ett fält inom citattecken, eller en lista med sådana".into(),
                        "field must be the name of a field in quotes, or a list of such".into(),
                    ),
                    (
                        "skriv \"field\": \"item\", eller \"field\": [\"body\", \"date\"]".into(),
                        "write \"field\": \"item\", or \"field\": [\"body\", \"date\"]".into(),
                    ),
                );
                Vec::new()
            }
        };
        entries
            .into_iter()
            .map(|entry| Path { steps: self.text(entry, "field").split('.').map(str::to_owned).collect(), span: entry.span })
            .collect()
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}
