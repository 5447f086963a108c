//! Tables of a kind's own fields: the rows of a list, the facts of a group, each piece with the field it came from.

use serde_json::Value as Json;

use super::build::Builder;
use super::inline::push;
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::Shape;
use crate::kind::tables::{DataTable, Entry, FactTable, Path, Spanning};
use crate::model::{
    Block, Body, Cell, Column, Inline, Key, LinkTarget, Origin, Period, Pointer, Row, RowRole, Run, Style, Table, TimeOfDay,
};

/// A value as it is printed.
struct Piece {
    pointer: Pointer,
    printed: Printed,
}

enum Printed {
    /// A line of text.
    Line(String),
    /// Text that leads to an address.
    Link { text: String, address: String },
    /// Text with markup, of one or more blocks.
    Rich(String),
}

impl Builder<'_> {
    /// A table with one row for each entry of the list at `rows`; nothing when the list is empty.
    pub(super) fn data_table(&mut self, rows: &Pointer, table: &DataTable, template: &Origin, out: &mut Vec<Block>) {
        let (document, kind) = (self.document, self.kind);
        let Some(entries) = document.value().pointer(rows.as_str()).and_then(Json::as_array).filter(|entries| !entries.is_empty()) else {
            return;
        };
        let Some(shape) = Shape::of_document(&kind.schema).at(document.value(), rows).and_then(|list| list.items()) else { return };
        let found: Vec<Vec<Vec<Piece>>> = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| table.columns.iter().map(|column| entry_pieces(entry, &rows.index(index), &shape, column)).collect())
            .collect();
        let spanning: Vec<Option<(&Spanning, Vec<Piece>)>> = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                table.spans.iter().find_map(|spanning| {
                    let found = pieces(entry, &rows.index(index), &shape, &spanning.field);
                    (!found.is_empty()).then_some((spanning, found))
                })
            })
            .collect();
        let kept = kept_columns(table, &found, &spanning);
        let whole: f64 = table.columns.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column.width).sum();
        let shown = || table.columns.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column);
        let columns: Vec<Column> =
            shown().map(|column| Column { width: column.width / whole.max(f64::MIN_POSITIVE), alignment: column.alignment }).collect();
        let header = self.header(&shown().map(|column| column.heading.as_str()).collect::<Vec<_>>(), template);
        let mut built = Vec::new();
        for (index, ((entry, found), spanning)) in entries.iter().zip(found).zip(spanning).enumerate() {
            let row = rows.index(index);
            let key = shape.text("x-key").and_then(|key| entry.get(key)).and_then(key_of);
            let (from, role) = spanning.as_ref().map_or((usize::MAX, RowRole::Ordinary), |(spanning, _)| (spanning.from, spanning.role));
            let mut cells = Vec::new();
            for (at, (column, pieces)) in table.columns.iter().zip(found).enumerate() {
                if at >= from {
                    let taken = spanning.as_ref().map(|(spanning, _)| &spanning.field);
                    self.refuse_hidden(&pieces, taken, &row);
                } else if kept.get(at) == Some(&true) {
                    cells.push(self.entry_cell(column, pieces, &row, template));
                }
            }
            if let Some((spanning, pieces)) = spanning {
                let pointer = spanning.field.steps.iter().fold(row.clone(), |pointer, step| pointer.key(step));
                let mut cell = self.field_cell(&pointer, pieces, ", ", template);
                cell.span = kept.iter().skip(spanning.from).filter(|kept| **kept).count().max(1);
                cells.push(cell);
                let others = table.spans.iter().filter(|other| other.field.steps != spanning.field.steps);
                for other in others {
                    let hidden = self::pieces(entry, &row, &shape, &other.field);
                    self.refuse_hidden(&hidden, Some(&spanning.field), &row);
                }
            }
            let anchor = self.anchor(&format!("{row}:row"));
            built.push(Row { anchor, key, origin: Origin::Field(row), role, cells });
        }
        let anchor = self.anchor(&format!("{rows}:table"));
        let key = Some(Key::new(rows.as_str()));
        let table = Table { columns, header, row_headers: table.row_headers, rows: built };
        out.push(Block { anchor, key, origin: Origin::Field(rows.clone()), body: Body::Table(table) });
    }

    /// A table with one row for each fact of the group at `of` that has a value; nothing when none has.
    pub(super) fn fact_table(&mut self, of: &Pointer, table: &FactTable, template: &Origin, out: &mut Vec<Block>) {
        let (document, kind) = (self.document, self.kind);
        let Some(group) = document.value().pointer(of.as_str()) else { return };
        let Some(shape) = Shape::of_document(&kind.schema).at(document.value(), of) else { return };
        let mut rows = Vec::new();
        for fact in &table.facts {
            let found = entry_pieces(group, of, &shape, fact);
            let Some(first) = fact.fields.first().filter(|_| !found.is_empty() || fact.absent.is_some()) else { continue };
            let pointer = first.steps.iter().fold(of.clone(), |pointer, step| pointer.key(step));
            let heading = self.header(&[&fact.heading], template);
            let cell = self.entry_cell(fact, found, of, template);
            let anchor = self.anchor(&format!("{pointer}:row"));
            let key = Some(Key::new(pointer.as_str()));
            let cells = heading.into_iter().chain([cell]).collect();
            rows.push(Row { anchor, key, origin: Origin::Field(pointer), role: RowRole::Ordinary, cells });
        }
        if rows.is_empty() {
            return;
        }
        let width = table.width / 100.0;
        let columns = [width, 1.0 - width].map(|width| Column { width, alignment: crate::model::Alignment::Left }).to_vec();
        let anchor = self.anchor(&format!("{of}:facts"));
        let key = Some(Key::new(format!("{of}:facts")));
        let table = Table { columns, header: Vec::new(), row_headers: true, rows };
        out.push(Block { anchor, key, origin: template.clone(), body: Body::Table(table) });
    }

    /// The cell of a column or of a fact.
    fn entry_cell(&mut self, entry: &Entry, pieces: Vec<Piece>, owner: &Pointer, template: &Origin) -> Cell {
        let steps = entry.fields.first().map(|path| path.steps.as_slice()).unwrap_or_default();
        let pointer = steps.iter().fold(owner.clone(), |pointer, step| pointer.key(step));
        match &entry.absent {
            Some(words) if pieces.is_empty() => {
                let mut content = Vec::new();
                push(&mut content, words.clone(), Style::default(), template.clone());
                Cell::of(self.anchor(pointer.as_str()), Origin::Field(pointer), content)
            }
            _ => self.field_cell(&pointer, pieces, &entry.between, template),
        }
    }

    fn field_cell(&mut self, pointer: &Pointer, pieces: Vec<Piece>, between: &str, template: &Origin) -> Cell {
        let anchor = self.anchor(pointer.as_str());
        let origin = Origin::Field(pointer.clone());
        let mut blocks = Vec::new();
        let mut line: Vec<Inline> = Vec::new();
        for piece in pieces {
            if !line.is_empty() {
                match piece.printed {
                    Printed::Line(_) | Printed::Link { .. } if between != "\n" => {
                        push(&mut line, between.to_owned(), Style::default(), template.clone());
                    }
                    _ => self.cell_paragraph(&mut line, &origin, &mut blocks),
                }
            }
            match piece.printed {
                Printed::Line(text) => push(&mut line, text, Style::default(), Origin::Field(piece.pointer)),
                Printed::Link { text, address } => {
                    let run = Run { text, style: Style::default(), origin: Origin::Field(piece.pointer) };
                    line.push(Inline::Link { target: LinkTarget::Web(address), content: vec![run] });
                }
                Printed::Rich(text) => self.rich(&text, &piece.pointer, &mut blocks),
            }
        }
        self.cell_paragraph(&mut line, &origin, &mut blocks);
        Cell { anchor, origin, span: 1, blocks }
    }

    fn cell_paragraph(&mut self, line: &mut Vec<Inline>, cell: &Origin, blocks: &mut Vec<Block>) {
        let content = std::mem::take(line);
        let Some(first) = content.first().and_then(|inline| inline.runs().first()) else { return };
        // A paragraph of one field belongs to it; one of several belongs to the cell.
        let one = content.iter().flat_map(Inline::runs).all(|run| run.origin == first.origin);
        let origin = if one { first.origin.clone() } else { cell.clone() };
        let anchor = self.anchor(&format!("{origin}:text"));
        blocks.push(Block { anchor, key: None, origin, body: Body::Paragraph { content } });
    }

    /// Values of a row whose columns another text of the row reaches over: they would be lost without a word.
    fn refuse_hidden(&mut self, pieces: &[Piece], taken: Option<&Path>, row: &Pointer) {
        for piece in pieces {
            let spanning = taken.map(|path| path.steps.iter().fold(row.clone(), |pointer, step| pointer.key(step)));
            if spanning.as_ref() == Some(&piece.pointer) {
                continue;
            }
            let (field, over) = (piece.pointer.readable(), spanning.map(|pointer| pointer.readable()).unwrap_or_default());
            let message = Message::new(
                format!("{field} skrivs inte ut: {over} går över hela den delen av raden"),
                format!("{field} is not printed: {over} reaches over that part of the row"),
            );
            let place = Place::value(self.document.file(), piece.pointer.clone());
            self.diagnostics.push(
                Diagnostic::error(codes::FIELD_NOT_PRINTED, place, message)
                    .hint("ta bort det ena, eller lägg det i en egen rad", "remove one of them, or put it in a row of its own"),
            );
        }
    }
}

/// Which columns have a value in some row, or a word for when they have none; all, when none has.
fn kept_columns(table: &DataTable, found: &[Vec<Vec<Piece>>], spanning: &[Option<(&Spanning, Vec<Piece>)>]) -> Vec<bool> {
    let reach = |row: usize| spanning.get(row).and_then(Option::as_ref).map_or(usize::MAX, |(spanning, _)| spanning.from);
    let filled =
        |at: usize| found.iter().enumerate().any(|(row, cells)| at < reach(row) && cells.get(at).is_some_and(|cell| !cell.is_empty()));
    let mut kept: Vec<bool> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| column.absent.is_some() || at == 0 && table.row_headers || filled(at))
        .collect();
    if !kept.contains(&true) {
        kept.fill(true);
    }
    for (spanning, _) in spanning.iter().flatten() {
        if !kept.iter().skip(spanning.from).any(|kept| *kept)
            && let Some(from) = kept.get_mut(spanning.from)
        {
            *from = true;
        }
    }
    kept
}

fn entry_pieces(owner: &Json, pointer: &Pointer, shape: &Shape<'_>, entry: &Entry) -> Vec<Piece> {
    entry.fields.iter().flat_map(|path| pieces(owner, pointer, shape, path)).collect()
}

/// The values that a path leads to, those with words alone.
fn pieces(owner: &Json, pointer: &Pointer, shape: &Shape<'_>, path: &Path) -> Vec<Piece> {
    let mut out = Vec::new();
    follow(owner, pointer, shape, &path.steps, &mut out);
    out
}

fn follow(value: &Json, pointer: &Pointer, shape: &Shape<'_>, steps: &[String], out: &mut Vec<Piece>) {
    let shape = shape.with_branch_for(value);
    match (steps, value) {
        (_, Json::Array(entries)) => {
            let Some(items) = shape.items() else { return };
            for (index, entry) in entries.iter().enumerate() {
                follow(entry, &pointer.index(index), &items, steps, out);
            }
        }
        ([first, rest @ ..], Json::Object(object)) => {
            if let (Some(value), Some(field)) = (object.get(first), shape.property(first)) {
                follow(value, &pointer.key(first), &field, rest, out);
            }
        }
        ([], value) => out.extend(printed(value, &shape).map(|printed| Piece { pointer: pointer.clone(), printed })),
        _ => {}
    }
}

/// A value as readers see it: a period in words, a word of an enumeration in the schema's words, an address as a link.
fn printed(value: &Json, shape: &Shape<'_>) -> Option<Printed> {
    let text = match value {
        Json::String(text) if !text.trim().is_empty() => text,
        Json::Number(number) => return Some(Printed::Line(number.to_string().replace('.', ","))),
        _ => return None,
    };
    let coded = shape.get("x-words").and_then(|words| words.get(text)).and_then(Json::as_str);
    Some(match shape.text("x-text") {
        _ if coded.is_some() => Printed::Line(coded.unwrap_or_default().to_owned()),
        Some("rich") => Printed::Rich(text.clone()),
        Some("period") => Printed::Line(Period::parse(text).map_or_else(|| text.clone(), |period| period.printed().to_owned())),
        Some("time") => Printed::Line(TimeOfDay::parse(text).map_or_else(|| text.clone(), |time| time.printed())),
        Some("address") => Printed::Link { text: text.clone(), address: text.clone() },
        Some("plain") if shape.text("format") == Some("email") => Printed::Link { text: text.clone(), address: format!("mailto:{text}") },
        _ => Printed::Line(text.clone()),
    })
}

fn key_of(value: &Json) -> Option<Key> {
    match value {
        Json::String(text) => Some(Key::new(text.as_str())),
        Json::Number(number) => Some(Key::new(number.to_string())),
        _ => None,
    }
}
