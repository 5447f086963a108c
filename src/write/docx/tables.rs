//! Tables turns tables and signature blocks into Word's tables.

use docx_rs as word;
use word::{TableCellMargins, TableLayoutType, TableRow, WidthType};

use crate::model::{self, Alignment, Body as BlockBody, Line, Mark, RowRole, SignatureColumn, Signatures, Signer};
use crate::theme::{self, TableSort};
use crate::write::docx::body::{Body, Bookmark, ListStyles};
use crate::write::docx::paragraph::{Cell, CellLook, Paragraph, Row, Spacing, Table};
use crate::write::docx::styles::{self, in_table};
use crate::write::docx::units::{eighths, split, twips_of_mm, unsigned};
use crate::write::measure::{MM, Measure, TableMeasure, text_width};

/// Rows up to which a table stays on one page, where its height can't be measured.
const SMALL_TABLE: usize = 5;

/// How the cells of a row are set.
#[derive(Clone, Copy)]
struct RowLook {
    /// The style of the words.
    style: &'static str,
    /// The style of the words in the first cell.
    first: &'static str,
    /// Whether the row stays on the page of what follows.
    keep: bool,
    /// Whether it is the header row.
    header: bool,
}

impl<'a> Body<'a> {
    /// A table of the text; `keep` holds its last row on the page of what follows.
    pub(super) fn table(&mut self, table: &'a model::Table, keep: bool) {
        let widths = split(self.text_width(), table.columns.iter().map(|column| column.width));
        let look = self.theme.table.of(table);
        let measure = self.faces.as_ref().map(|faces| TableMeasure::new(faces, self.theme, table));
        let small = measure.as_ref().map_or(table.rows.len() <= SMALL_TABLE, TableMeasure::is_small);
        let tall: Vec<bool> = (0..table.rows.len()).map(|at| measure.as_ref().is_some_and(|measure| measure.is_tall(at))).collect();
        let mut rows = Vec::with_capacity(table.rows.len() + 1);
        if !table.header.is_empty() {
            let style = in_table(styles::TABLE_HEADER, look.sort);
            let row = RowLook { style, first: style, keep: false, header: true };
            rows.push(self.tracked_row(None, false, |body| body.cells(&table.header, table, &widths, look, row)));
        }
        let last = table.rows.len().saturating_sub(1);
        for ((at, row), tall) in table.rows.iter().enumerate().zip(tall) {
            let style = in_table(
                match row.role {
                    RowRole::Ordinary => styles::TABLE_TEXT,
                    RowRole::Section => styles::TABLE_SECTION,
                    RowRole::Pause => styles::TABLE_PAUSE,
                },
                look.sort,
            );
            let heads = table.row_headers && row.role != RowRole::Section;
            let first = if heads { in_table(styles::TABLE_TERM, look.sort) } else { style };
            let keep = if at == last { keep } else { small };
            let set = RowLook { style, first, keep, header: false };
            let mark = self.mark_of(&row.anchor);
            rows.push(self.tracked_row(mark, tall, |body| body.cells(&row.cells, table, &widths, look, set)));
        }
        let style = match look.sort {
            TableSort::Plain => styles::TABLE,
            TableSort::Dense => styles::TABLE_DENSE,
            TableSort::Facts => styles::TABLE_FACTS,
        };
        self.push_table(Table { style: Some(style), grid: widths, rows }, self.theme.table.after_pt);
    }

    /// A row, tracked if one version alone has it or its table. The ends of all paragraphs in it are then tracked, the last
    /// of a cell included: so does Word, and LibreOffice leaves items of lists behind without.
    fn tracked_row(&mut self, mark: Option<Mark>, may_break: bool, cells: impl FnOnce(&mut Self) -> Vec<Cell<'a>>) -> Row<'a> {
        self.of_version(mark, |body| {
            let mark = body.mark;
            body.in_tracked_row = mark.is_some();
            let mut cells = cells(body);
            body.in_tracked_row = false;
            if mark.is_some() {
                cells.iter_mut().flat_map(|cell| &mut cell.paragraphs).for_each(|paragraph| paragraph.look.end = mark);
            }
            Row { cells, may_break, mark }
        })
    }

    fn cells(
        &mut self,
        cells: &'a [model::Cell],
        table: &model::Table,
        widths: &[usize],
        look: theme::CellLook,
        row: RowLook,
    ) -> Vec<Cell<'a>> {
        let mut column = 0;
        let mut out = Vec::with_capacity(cells.len());
        let rule = || (eighths(2.0 * self.theme.table.rule_pt), self.theme.colours.text.as_str().into());
        let rule = row.header.then(rule);
        for cell in cells {
            let width = widths.iter().skip(column).take(cell.span).sum();
            // What reaches over several columns belongs to none of them.
            let flush_right = cell.span == 1 && table.columns.get(column).is_some_and(|column| column.alignment == Alignment::Right);
            let style = if column == 0 { row.first } else { row.style };
            let mut paragraphs = self.cell(cell, style, flush_right, look);
            paragraphs.iter_mut().for_each(|paragraph| paragraph.look.keep_next |= row.keep);
            out.push(Cell { look: CellLook { width, span: cell.span.max(1), rule: rule.clone(), padding: [None, None] }, paragraphs });
            column += cell.span;
        }
        out
    }

    /// The paragraphs of a cell, at least one; the first stands within the bookmark of the cell.
    fn cell(&mut self, cell: &'a model::Cell, style: &'static str, flush_right: bool, look: theme::CellLook) -> Vec<Paragraph<'a>> {
        let paragraph = || {
            let mut paragraph = Paragraph::in_style(style);
            paragraph.look.flush_right = flush_right;
            paragraph
        };
        if cell.blocks.is_empty() {
            let mut paragraph = paragraph();
            self.marked(&mut paragraph, &[(&cell.anchor, &cell.origin)], |_, _| ());
            return vec![paragraph];
        }
        let lists = ListStyles {
            bullet: in_table(styles::TABLE_BULLET, look.sort),
            number: in_table(styles::TABLE_NUMBER, look.sort),
            bracket: styles::REFERENCE,
            later: style,
            in_table: true,
        };
        let mut begins = Some((&cell.anchor, &cell.origin));
        let mut out: Vec<Paragraph<'a>> = Vec::new();
        let last = cell.blocks.len().saturating_sub(1);
        for (at, block) in cell.blocks.iter().enumerate() {
            let below = Spacing::after(if at == last { 0.0 } else { self.theme.table.paragraph_pt });
            self.of_part(&block.anchor, |body| match &block.body {
                BlockBody::Paragraph { content } => {
                    let begins = if body.mark == Some(Mark::Deleted) { None } else { begins.take() };
                    let mark = begins.unwrap_or((&block.anchor, &block.origin));
                    let mut paragraph = paragraph();
                    // The styles of cells ask for no space below a paragraph.
                    paragraph.look.spacing = (at != last).then_some(below);
                    body.marked(&mut paragraph, &[mark], |body, p| body.inlines(p, content));
                    body.ended(&mut paragraph, &block.anchor);
                    out.push(paragraph);
                }
                BlockBody::List(list) => {
                    let mut items = body.list(list, 0, &lists, &mut begins);
                    items.last_mut().into_iter().for_each(|item| item.look.spacing = Some(below));
                    out.append(&mut items);
                }
                // `check` lets nothing else into a cell.
                BlockBody::Heading(_) | BlockBody::Table(_) | BlockBody::Signatures(_) => {}
            });
        }
        let lone = out.len() == 1;
        if let Some(last) = out.last_mut().filter(|last| last.end_is_tracked()) {
            // The last end in a cell can't be taken back: it is a lone paragraph's own, or that of an empty one.
            if lone {
                last.look.end = None;
            } else {
                out.push(Paragraph::to_join());
            }
        }
        if let Some(begins) = begins
            && let Some(last) = out.last_mut()
        {
            self.marked(last, &[begins], |_, _| ());
        }
        out
    }

    /// The signature block: a line of place and date, and a borderless table that no page breaks.
    pub(super) fn signatures(&mut self, signatures: &'a Signatures, mark: Bookmark<'a>) {
        if let Some(line) = &signatures.place_and_date {
            let mut paragraph = Paragraph::in_style(styles::SIGNATURE_PLACE);
            self.marked(&mut paragraph, &[mark], |body, p| body.runs(p, &line.0));
            self.ended_with(&mut paragraph, &line.0);
            self.push_below(paragraph, 0.0, true);
        }
        let grid = split(self.text_width(), [0.5, 0.5].into_iter());
        let pairs = self.signature_rows.get(mark.0).map_or(&[][..], Vec::as_slice);
        let last = pairs.len().saturating_sub(1);
        let mut rows = Vec::new();
        for (at, (mark, pair)) in pairs.iter().enumerate() {
            let lines: Vec<usize> = pair.iter().map(|column| self.party_lines(column)).collect();
            let most = lines.iter().max().copied().unwrap_or_default();
            rows.push(self.tracked_row(*mark, false, |body| {
                let mut cells = Vec::new();
                for ((side, (column, width)), lines) in pair.iter().zip(&grid).enumerate().zip(lines) {
                    let mut party = Paragraph::in_style(styles::SIGNATURE_PARTY);
                    if at > 0 {
                        party.look.spacing = Some(Spacing::before(2.0 * body.theme.signature.leading_pt));
                    }
                    // The lines to sign on stand level.
                    let missing_pt = most.saturating_sub(lines) as f64 * body.theme.signature.leading_pt;
                    cells.push(body.signature_cell(column, party, missing_pt, (*width, side), at < last));
                }
                cells
            }));
        }
        self.push_table(Table { style: None, grid, rows }, self.theme.text.after_pt);
    }

    /// How many lines the name of a party fills in its column.
    fn party_lines(&self, column: &SignatureColumn) -> usize {
        let look = &self.theme.signature;
        let width = (text_width(self.theme) - look.gutter_mm * MM) / 2.0;
        let at = Measure { size: look.size_pt, bold: true, width };
        self.faces.as_ref().map_or(1, |faces| faces.lines(&column.party.0, at))
    }

    /// A party and who signs for it, at a width and a side; `missing_pt` is what the party beside is taller.
    fn signature_cell(
        &mut self,
        column: &'a SignatureColumn,
        mut party: Paragraph<'a>,
        missing_pt: f64,
        (width, side): (usize, usize),
        keep: bool,
    ) -> Cell<'a> {
        self.marked(&mut party, &[(&column.anchor, &column.origin)], |body, p| body.runs(p, &column.party.0));
        let mut paragraphs = vec![party];
        for (at, signer) in column.signers.iter().enumerate() {
            // Neighbours with the same borders share them: between two bare lines there would be one.
            let above = at.checked_sub(1).and_then(|above| column.signers.get(above));
            if above.is_some_and(is_bare) {
                paragraphs.push(Paragraph::in_style(styles::SPACER));
            }
            let more_room_pt = if at == 0 { missing_pt } else { 0.0 };
            paragraphs.extend(self.of_part(&signer.anchor, |body| body.signer(signer, more_room_pt)));
        }
        if paragraphs.last().is_some_and(Paragraph::end_is_tracked) {
            paragraphs.push(Paragraph::to_join());
        }
        paragraphs.iter_mut().for_each(|paragraph| paragraph.look.keep_next |= keep);
        let half = Some(unsigned(twips_of_mm(self.theme.signature.gutter_mm / 2.0)));
        let padding = if side == 0 { [None, half] } else { [half, None] };
        Cell { look: CellLook { width, span: 1, rule: None, padding }, paragraphs }
    }

    /// The line to sign on with the name under it, and the details. The bookmark stays within the name: LibreOffice
    /// writes one that reaches over several paragraphs twice.
    fn signer(&mut self, signer: &'a Signer, more_room_pt: f64) -> Vec<Paragraph<'a>> {
        let words = signer.name.as_ref().map_or(&[][..], |line| &line.0);
        let mut name = Paragraph::in_style(styles::SIGNATURE_NAME);
        if more_room_pt > 0.0 {
            name.look.spacing = Some(Spacing::before(self.theme.signature.room_mm * MM + more_room_pt));
        }
        self.marked(&mut name, &[(&signer.anchor, &signer.origin)], |body, p| body.runs(p, words));
        self.ended(&mut name, &signer.anchor);
        let mut out = vec![name];
        for Line(words) in &signer.details {
            let mut detail = Paragraph::in_style(styles::SIGNATURE_DETAIL);
            self.runs(&mut detail, words);
            self.ended_with(&mut detail, words);
            out.push(detail);
        }
        out
    }
}

/// Whether a signer has no details in one of the versions, or in the only one.
fn is_bare(signer: &Signer) -> bool {
    let only_in = |mark: Mark| signer.details.iter().all(|Line(words)| words.iter().all(|run| run.style.mark == Some(mark)));
    only_in(Mark::Inserted) || only_in(Mark::Deleted)
}

/// A table of fixed columns that nobody sees: no borders, no padding.
pub(super) fn invisible(rows: Vec<TableRow>, widths: &[usize]) -> word::Table {
    fixed(rows, widths).margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

/// A table of fixed columns without borders of its own.
pub(super) fn fixed(rows: Vec<TableRow>, widths: &[usize]) -> word::Table {
    let width = widths.iter().sum();
    word::Table::without_borders(rows).set_grid(widths.to_vec()).width(width, WidthType::Dxa).layout(TableLayoutType::Fixed)
}
