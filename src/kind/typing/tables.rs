//! Tables of a kind's own fields: whether what a template writes in `data_table` and `fact_table` fits the schema.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{Call, CallArg, Expr};

use super::{Checker, Typed};
use crate::kind::tables::{DataTable, Entry, Literal, Path, Reader};
use crate::kind::types::{TextKind, Type};

/// What a path leads to.
struct Leaf {
    kind: Type,
    /// Whether there may be no value.
    absent: bool,
    /// Whether there may be several.
    several: bool,
}

impl<'a> Checker<'a> {
    /// A call of one of the functions that emit tables.
    pub(super) fn table_call(&mut self, name: &str, call: &'a Call<'a>, span: Span) -> Typed {
        let allowed: &[&str] = if name == "data_table" { &["rows", "columns", "spans", "row_headers"] } else { &["rows", "of", "width"] };
        let mut given: Vec<(&str, &'a Expr<'a>)> = Vec::new();
        for argument in &call.args {
            match argument {
                CallArg::Kwarg(word, value) if allowed.contains(word) => given.push((word, value)),
                _ => self.fault(
                    span,
                    format!("{name} tar {}, var och en med sitt namn: rows=…", allowed.join(", ")),
                    format!("{name} takes {}, each by its name: rows=…", allowed.join(", ")),
                ),
            }
        }
        let argument = |word: &str| given.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        let literal = |word: &str| argument(word).map(Literal::of_expression);
        let missing = |word: &&str| argument(word).is_none();
        let needed: &[&str] = if name == "data_table" { &["rows", "columns"] } else { &["rows"] };
        if let Some(word) = needed.iter().copied().find(missing) {
            self.fault(span, format!("{name} saknar {word}"), format!("{name} lacks {word}"));
            return Typed::sure(Type::Emitted);
        }
        let mut reader = Reader::default();
        match (name, literal("columns"), literal("rows")) {
            ("data_table", Some(columns), _) => {
                let table = reader.data_table(&columns, literal("spans").as_ref(), literal("row_headers").as_ref());
                self.form_faults(reader);
                if let Some(row) = argument("rows").and_then(|rows| self.row_type(rows)) {
                    self.data_table(&table, &row);
                }
            }
            (_, _, Some(rows)) => {
                let table = reader.fact_table(&rows, literal("width").as_ref());
                self.form_faults(reader);
                if let Some(owner) = self.owner_type(argument("of")) {
                    table.facts.iter().for_each(|fact| self.entry(fact, &owner));
                }
            }
            _ => {}
        }
        Typed::sure(Type::Emitted)
    }

    fn form_faults(&mut self, reader: Reader) {
        for (span, sv, en) in reader.faults {
            self.fault(span, sv, en);
        }
    }

    /// The type of a row; a list of anything else is refused.
    fn row_type(&mut self, rows: &'a Expr<'a>) -> Option<Type> {
        let typed = self.expression(rows);
        match typed.kind {
            Type::List(item) if !typed.optional && matches!(*item, Type::Table(_)) => Some(*item),
            Type::None => None,
            other => {
                self.fault(
                    rows.span(),
                    format!("rows ska vara en lista av rader med fält, inte {}", other.swedish()),
                    format!("rows must be a list of rows with fields, not {}", other.name()),
                );
                None
            }
        }
    }

    /// The type of the group whose fields a table of facts shows: the document, unless `of` names another.
    fn owner_type(&mut self, of: Option<&'a Expr<'a>>) -> Option<Type> {
        let Some(of) = of else { return self.document.clone() };
        let typed = self.expression(of);
        match typed.kind {
            Type::Table(_) if !typed.optional => Some(typed.kind),
            Type::None => None,
            other => {
                let (sv, en) = if typed.optional {
                    ("of kan saknas; skriv tabellen inom {% if … %}".into(), "of may be absent; write the table within {% if … %}".into())
                } else {
                    (
                        format!("of ska vara en grupp av fält, inte {}", other.swedish()),
                        format!("of must be a group of fields, not {}", other.name()),
                    )
                };
                self.fault(of.span(), sv, en);
                None
            }
        }
    }

    fn data_table(&mut self, table: &DataTable, row: &Type) {
        for column in &table.columns {
            self.entry(column, row);
        }
        for spanning in &table.spans {
            let Some(leaf) = self.leaf(&spanning.field, row) else { continue };
            if leaf.several || !leaf.absent || !matches!(leaf.kind, Type::Text(TextKind::Plain)) {
                self.fault(
                    spanning.field.span,
                    "ett fält som gör raden till en annan ska vara en text på en rad som får saknas".into(),
                    "a field that makes a row another must be a line of text that may be absent".into(),
                );
            }
        }
        if let Some(first) = table.columns.first().filter(|_| table.row_headers)
            && first.absent.is_none()
            && first.fields.iter().all(|path| self.quiet_leaf(path, row).is_none_or(|leaf| leaf.absent))
        {
            self.fault(
                first.span,
                "den första kolumnen är radernas rubrik och får inte bli tom; ange absent".into(),
                "the first column heads the rows and may not be empty; give absent".into(),
            );
        }
    }

    /// What a column or a fact prints.
    fn entry(&mut self, entry: &Entry, owner: &Type) {
        let mut sure = false;
        for path in &entry.fields {
            let Some(leaf) = self.leaf(path, owner) else {
                sure = false;
                continue;
            };
            sure |= !leaf.absent;
            match leaf.kind {
                Type::Text(TextKind::Rich) if leaf.several || entry.fields.len() > 1 && entry.between != "\n" => self.fault(
                    path.span,
                    "löptext blir egna stycken; ange \"between\": \"\\n\"".into(),
                    "rich text makes paragraphs of its own; give \"between\": \"\\n\"".into(),
                ),
                Type::Text(_) | Type::Word | Type::Coded | Type::Number => {}
                other => self.fault(
                    path.span,
                    format!("{} går inte att skriva i en cell", other.swedish()),
                    format!("{} can't be printed in a cell", other.name()),
                ),
            }
        }
        if sure && entry.absent.is_some() {
            self.fault(
                entry.span,
                "fältet saknas aldrig, så absent skrivs aldrig; ta bort det".into(),
                "the field is never absent, so absent is never printed; remove it".into(),
            );
        }
    }

    fn leaf(&mut self, path: &Path, owner: &Type) -> Option<Leaf> {
        let leaf = self.quiet_leaf(path, owner);
        if leaf.is_none() && path.steps.iter().all(|step| !step.is_empty()) {
            let known = match owner {
                Type::Table(fields) => fields.keys().filter(|name| !name.starts_with('$')).cloned().collect::<Vec<_>>().join(", "),
                _ => String::new(),
            };
            let written = path.written();
            self.fault(
                path.span,
                format!("fältet {written} finns inte; de fält som finns är {known}"),
                format!("there is no field {written}; the fields there are: {known}"),
            );
        }
        leaf
    }

    fn quiet_leaf(&self, path: &Path, owner: &Type) -> Option<Leaf> {
        let mut leaf = Leaf { kind: owner.clone(), absent: false, several: false };
        for step in &path.steps {
            let Type::Table(fields) = &leaf.kind else { return None };
            let field = fields.get(step)?;
            leaf.absent |= field.optional;
            leaf.kind = field.kind.clone();
            if let Type::List(item) = leaf.kind {
                leaf = Leaf { kind: *item, absent: true, several: true };
            }
        }
        Some(leaf)
    }
}
