//! The history table: what happened to the document up to this version, as a store gives it.

use super::blocks::{Words, word};
use super::build::Builder;
use super::inline::push;
use crate::model::{Alignment, Block, Body, Cell, Column, Heading, HistoryRow, Inline, Key, Origin, Row, RowRole, Style, Table};

/// What blocks across versions are called.
const KEY: &str = "history";
/// How wide the columns are: version, date, event.
const WIDTHS: [f64; 3] = [0.14, 0.18, 0.68];

impl Builder<'_> {
    /// A heading, the table, and the hash of the log where the version is frozen; nothing for a document without a history.
    pub(super) fn history(&mut self, words: &Words, template: &Origin, out: &mut Vec<Block>) {
        let record = self.record;
        if record.history.is_empty() && record.log_head.is_none() {
            return;
        }
        let heading = Heading { level: 1, number: None, content: text(word(words, "heading"), template) };
        out.push(self.history_block(template, Body::Heading(heading)));
        if !record.history.is_empty() {
            let header = self.header(&["version", "date", "event"].map(|name| word(words, name)), template);
            let rows = record.history.iter().map(|row| self.history_row(row, template)).collect();
            let columns = WIDTHS.iter().map(|width| Column { width: *width, alignment: Alignment::Left }).collect();
            out.push(self.history_block(template, Body::Table(Table { columns, header, row_headers: false, rows })));
        }
        if let Some(head) = &record.log_head {
            let content = text(&format!("{} {head}", word(words, "log")), template);
            out.push(self.history_block(template, Body::Paragraph { content }));
        }
    }

    fn history_block(&mut self, template: &Origin, body: Body) -> Block {
        Block { anchor: self.anchor(&format!("{template}:{KEY}")), key: Some(Key::new(KEY)), origin: template.clone(), body }
    }

    fn history_row(&mut self, row: &HistoryRow, template: &Origin) -> Row {
        let anchor = self.anchor(&format!("{template}:{KEY}-row"));
        let cells = [&row.version, &row.date, &row.event]
            .map(|value| Cell::of(self.anchor(&format!("{template}:{KEY}-cell")), template.clone(), text(value, template)));
        Row { anchor, key: None, origin: template.clone(), role: RowRole::Ordinary, cells: cells.into() }
    }
}

fn text(words: &str, origin: &Origin) -> Vec<Inline> {
    let mut content = Vec::new();
    push(&mut content, words.split_whitespace().collect::<Vec<_>>().join(" "), Style::default(), origin.clone());
    content
}
