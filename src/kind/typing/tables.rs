//! Tables of a kind's own fields: whether what a template writes in `data_table` and `fact_table` fits the schema.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{Call, CallArg, Expr};

use super::{Checker, Typed};
use crate::kind::codes;
use crate::kind::tables::{DATA_TABLE, DataTable, Entry, FACT_TABLE, FormFault, Literal, Path, Reader};
use crate::kind::types::{TextKind, Type};
use crate::kind::words::meant_or_listed;

/// How a table is written, as a hint.
fn form(name: &str) -> (String, String) {
    let form = if name == "data_table" { DATA_TABLE } else { FACT_TABLE };
    (format!("så här: {form}"), format!("as in: {form}"))
}

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
                _ => self
                    .fault(
                        span,
                        format!("{name} tar {}, var och en med sitt namn: rows=…", allowed.join(", ")),
                        format!("{name} takes {}, each by its name: rows=…", allowed.join(", ")),
                    )
                    .of(codes::ARGUMENTS)
                    .hint(form(name).0, form(name).1),
            }
        }
        let argument = |word: &str| given.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        let literal = |word: &str| argument(word).map(Literal::of_expression);
        let missing = |word: &&str| argument(word).is_none();
        let needed: &[&str] = if name == "data_table" { &["rows", "columns"] } else { &["rows"] };
        if let Some(word) = needed.iter().copied().find(missing) {
            self.fault(span, format!("{name} saknar {word}"), format!("{name} lacks {word}"))
                .of(codes::ARGUMENTS)
                .hint(form(name).0, form(name).1);
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
        for FormFault { span, message, hint } in reader.faults {
            self.fault(span, message.0, message.1).of(codes::ARGUMENTS).hint(hint.0, hint.1);
        }
    }

    /// The type of a row; a list of anything else is refused.
    fn row_type(&mut self, rows: &'a Expr<'a>) -> Option<Type> {
        let typed = self.expression(rows);
        match typed.kind {
            Type::List(item) if !typed.optional && matches!(*item, Type::Table(_)) => Some(*item),
            Type::Unknown => None,
            other => {
                self.fault(
                    rows.span(),
                    format!("rows ska vara en lista av rader med fält, inte {}", other.swedish()),
                    format!("rows must be a list of rows with fields, not {}", other.name()),
                ).of(codes::TYPE).hint("skriv ett fält med en lista av grupper, som rows=agenda; kan det också vara text, skriv tabellen inom {% if fältet is rows %}", "write a field with a list of groups, such as rows=agenda; if it may also be text, write the table within {% if field is rows %}");
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
            Type::Unknown => None,
            other => {
                let (sv, en) = if typed.optional {
                    ("of kan saknas; skriv tabellen inom {% if … %}".into(), "of may be absent; write the table within {% if … %}".into())
                } else {
                    (
                        format!("of ska vara en grupp av fält, inte {}", other.swedish()),
                        format!("of must be a group of fields, not {}", other.name()),
                    )
                };
                self.fault(of.span(), sv, en).of(codes::TYPE).hint(
                    "skriv ett fält med en grupp, som of=decision, och fråga först: {% if decision %} … {% endif %}",
                    "write a field with a group, such as of=decision, and ask first: {% if decision %} … {% endif %}",
                );
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
                )
                .of(codes::TYPE)
                .hint(
                    "ge fältet \"$ref\": \"envelope.schema.json#/$defs/plain_text\" i schemat, och utelämna det ur required",
                    "give the field \"$ref\": \"envelope.schema.json#/$defs/plain_text\" in the schema, and leave it out of required",
                );
            }
        }
        if let Some(first) = table.columns.first().filter(|_| table.row_headers)
            && first.absent.is_none()
            && first.fields.iter().all(|path| self.quiet_leaf(path, row).is_none_or(|leaf| leaf.absent))
        {
            self.fault(
                first.span,
                "den första kolumnen är radernas rubrik och får inte bli tom".into(),
                "the first column heads the rows and may not be empty".into(),
            )
            .of(codes::MAY_BE_ABSENT)
            .hint(
                "lägg till \"absent\": \"…\" i kolumnen, eller gör fältet obligatoriskt i schemat (required)",
                "add \"absent\": \"…\" to the column, or make the field required in the schema",
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
                Type::Text(TextKind::Rich) if leaf.several || entry.fields.len() > 1 && entry.between != "\n" => self
                    .fault(
                        path.span,
                        "löptext blir egna stycken och kan inte stå på rad med annat".into(),
                        "rich text makes paragraphs of its own and can't stand in a line with others".into(),
                    )
                    .of(codes::MARKUP)
                    .hint(
                        "lägg till \"between\": \"\\n\": då blir varje värde ett stycke",
                        "add \"between\": \"\\n\": each value is then a paragraph",
                    ),
                Type::Text(_) | Type::Word | Type::Coded | Type::Number | Type::Unknown => {}
                other => self
                    .fault(
                        path.span,
                        format!("{} går inte att skriva i en cell", other.swedish()),
                        format!("{} can't be printed in a cell", other.name()),
                    )
                    .of(codes::TYPE)
                    .hint(
                        "nämn ett fält i gruppen: \"gruppen.fält\"; ja och nej görs till ord med enum och x-words i schemat",
                        "name a field of the group: \"group.field\"; make yes and no into words by enum and x-words in the schema",
                    ),
            }
        }
        if sure && entry.absent.is_some() {
            self.fault(
                entry.span,
                "fältet saknas aldrig, så absent skrivs aldrig".into(),
                "the field is never absent, so absent is never printed".into(),
            )
            .of(codes::ARGUMENTS)
            .hint("ta bort \"absent\"", "remove \"absent\"");
        }
    }

    fn leaf(&mut self, path: &Path, owner: &Type) -> Option<Leaf> {
        let leaf = self.quiet_leaf(path, owner);
        if leaf.is_none() && path.steps.iter().all(|step| !step.is_empty()) {
            let known: Vec<&str> = match owner {
                Type::Table(fields) => fields.keys().map(String::as_str).filter(|name| !name.starts_with('$')).collect(),
                _ => Vec::new(),
            };
            let written = path.written();
            let (sv, en) = meant_or_listed(&written, &known);
            self.fault(path.span, format!("fältet {written} finns inte"), format!("there is no field {written}"))
                .of(codes::UNKNOWN_FIELD)
                .hint(sv, en);
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
