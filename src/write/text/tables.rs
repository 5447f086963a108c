//! Tables become columns of characters where they fit, else one record a row.

use crate::model::{Alignment, Block, Body, Cell, Inline, Row, RowRole, Table};
use crate::write::text::Text;
use crate::write::text::words::{WIDTH, marked, wrap};

/// Where a table begins.
const INDENT: usize = 2;

/// Between two columns.
const GAP: &str = "  ";

/// A column whose cells are broken is at least this wide.
const NARROWEST: usize = 12;

/// A row of more lines than this is read more easily as a record.
const TALLEST: usize = 8;

/// Where the text of a record's cell begins on its further lines.
const RECORD: usize = 4;

impl Text<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        match columns(table) {
            Some(lines) => self.lines(lines),
            None => self.records(table),
        }
    }

    fn records(&mut self, table: &Table) {
        let dashes = format!("{}{}", " ".repeat(INDENT), vec!["-"; (WIDTH - INDENT) / 2].join(" "));
        self.lines([dashes.clone()]);
        if table.rows.iter().all(|row| row.role != RowRole::Ordinary) && !table.header.is_empty() {
            // No row bears the headers: they stand as a record of their own.
            for header in &table.header {
                self.lines(wrap(&format!("{}:", marked(header.first_paragraph())), &" ".repeat(INDENT), RECORD, WIDTH));
            }
            self.lines([dashes.clone()]);
        }
        for row in &table.rows {
            self.record(row, table);
            self.lines([dashes.clone()]);
        }
    }

    fn record(&mut self, row: &Row, table: &Table) {
        let indent = " ".repeat(INDENT);
        let sign = match row.role {
            RowRole::Ordinary => return self.labelled(row, table),
            RowRole::Section => "== ",
            RowRole::Pause => "-- ",
        };
        for cell in row.cells.iter().filter(|cell| !cell.blocks.is_empty()) {
            self.cell(cell, &format!("{indent}{sign}"), INDENT + sign.len());
        }
    }

    /// A row whose cells stand each behind the header of their columns, or behind the first cell.
    fn labelled(&mut self, row: &Row, table: &Table) {
        let indent = " ".repeat(INDENT);
        let mut column = 0;
        // A term of several paragraphs is no label: it stands as a cell of its own, behind a colon alone.
        let term = row.cells.first().filter(|_| table.header.is_empty() && row.cells.len() > 1).and_then(paragraph);
        for (at, cell) in row.cells.iter().enumerate() {
            let reached = table.header.iter().skip(column).take(cell.span);
            column += cell.span;
            let label = match (&term, at) {
                (Some(_), 0) => continue,
                (Some(term), 1) => term.clone(),
                _ => reached.map(|header| marked(header.first_paragraph())).collect::<Vec<_>>().join(" / "),
            };
            self.cell(cell, &format!("{indent}{label}: "), RECORD);
        }
    }

    /// A cell behind its label; further blocks begin in column `column`.
    fn cell(&mut self, cell: &Cell, label: &str, column: usize) {
        let words = marked(cell.first_paragraph());
        let (spaces, label) = label.split_at(label.len() - label.trim_start_matches(' ').len());
        self.lines(wrap(&format!("{label}{words}"), spaces, column, WIDTH));
        let begun = usize::from(matches!(cell.blocks.first(), Some(Block { body: Body::Paragraph { .. }, .. })));
        for block in cell.blocks.iter().skip(begun) {
            self.block(block, column, 1);
        }
    }
}

/// The words of a cell that is one paragraph, or empty.
fn paragraph(cell: &Cell) -> Option<String> {
    match &cell.blocks[..] {
        [] => Some(String::new()),
        [Block { body: Body::Paragraph { content }, .. }] => Some(marked(content)),
        _ => None,
    }
}

/// Whether some words of a cell stand in one version of a redline only.
fn is_marked(cell: &Cell) -> bool {
    let marked = |block: &Block| match &block.body {
        Body::Paragraph { content } => content.iter().flat_map(Inline::runs).any(|run| run.style.mark.is_some()),
        _ => false,
    };
    cell.blocks.iter().any(marked)
}

/// The lines of a table set in columns; `None` where the form does not allow it, or they grow too narrow.
fn columns(table: &Table) -> Option<Vec<String>> {
    let words = |cells: &[Cell]| cells.iter().map(paragraph).collect::<Option<Vec<String>>>();
    if table.rows.iter().any(|row| row.role != RowRole::Ordinary || row.cells.iter().any(|cell| cell.span != 1)) {
        return None;
    }
    // Signs around words of a redline would reach over lines that hold words of other cells.
    if table.rows.iter().flat_map(|row| &row.cells).chain(&table.header).any(is_marked) {
        return None;
    }
    let header = words(&table.header)?;
    let rows = table.rows.iter().map(|row| words(&row.cells)).collect::<Option<Vec<_>>>()?;
    if rows.iter().any(|row| row.iter().all(String::is_empty)) {
        return None;
    }
    let widths = widths(&header, &rows, table.columns.len())?;
    let rule = line(widths.iter().map(|width| "-".repeat(*width)));
    let set = |row: &[String]| -> Vec<String> {
        let cells: Vec<Vec<String>> = row.iter().zip(&widths).map(|(words, width)| wrap(words, "", 0, *width)).collect();
        let tall = cells.iter().map(Vec::len).max().unwrap_or(0);
        let at = |number: usize| {
            line(cells.iter().zip(&widths).zip(&table.columns).map(|((cell, width), column)| {
                let words = cell.get(number).map(String::as_str).unwrap_or_default();
                match column.alignment {
                    Alignment::Left => format!("{words:<width$}"),
                    Alignment::Right => format!("{words:>width$}"),
                }
            }))
        };
        (0..tall).map(at).collect()
    };
    let (header, rows) = (set(&header), rows.iter().map(|row| set(row)).collect::<Vec<_>>());
    let tallest = rows.iter().map(Vec::len).max().unwrap_or(0);
    if tallest > TALLEST || header.iter().chain(rows.iter().flatten()).any(|line| *line == rule) {
        return None;
    }
    let mut out = vec![rule.clone()];
    if !header.is_empty() {
        out.extend(header);
        out.push(rule.clone());
    }
    // Between rows of several lines; a row alone is followed by one, to tell it from rows of one line.
    let alone = rows.len() == 1;
    for (at, row) in rows.into_iter().enumerate() {
        if tallest > 1 && at > 0 {
            out.push(String::new());
        }
        out.extend(row);
    }
    if tallest > 1 && alone {
        out.push(String::new());
    }
    out.push(rule);
    Some(out)
}

/// Cells side by side, without space at the end.
fn line(cells: impl Iterator<Item = String>) -> String {
    let line = format!("{}{}", " ".repeat(INDENT), cells.collect::<Vec<_>>().join(GAP));
    line.trim_end_matches(' ').to_owned()
}

/// How wide the columns are: as their longest cells where these fit, else sharing what there is.
fn widths(header: &[String], rows: &[Vec<String>], count: usize) -> Option<Vec<usize>> {
    let all = || rows.iter().map(Vec::as_slice).chain([header]);
    let widest = |of: fn(&str) -> usize| -> Vec<usize> {
        (0..count).map(|at| all().filter_map(|row| row.get(at)).map(|words| of(words)).max().unwrap_or(0).max(1)).collect()
    };
    let available = WIDTH.checked_sub(INDENT + GAP.len() * count.checked_sub(1)?)?;
    let natural = widest(|words| words.chars().count());
    let sum: usize = natural.iter().sum();
    if sum <= available {
        return Some(natural);
    }
    let words = widest(|words| words.split(' ').map(|word| word.chars().count()).max().unwrap_or(0));
    let mut widths: Vec<usize> = natural.iter().zip(words).map(|(natural, word)| (*natural).min(word.max(NARROWEST))).collect();
    let spare = available.checked_sub(widths.iter().sum())?;
    let wanted: Vec<usize> = natural.iter().zip(&widths).map(|(natural, width)| natural - width).collect();
    let total: usize = wanted.iter().sum::<usize>().max(1);
    for (width, wanted) in widths.iter_mut().zip(&wanted) {
        *width += spare * wanted / total;
    }
    Some(widths)
}
