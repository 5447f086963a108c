//! Tables turns tables and signature blocks into Word's tables.

use docx_rs as word;
use word::{
    CellMargins, Delete, Insert, Paragraph, TableCell, TableCellContent, TableCellMargins, TableLayoutType, TableRow, TableRowChild,
    WidthType,
};

use crate::model::{Alignment, Anchor, Body as BlockBody, Cell, Line, Mark, Origin, RowRole, SignatureColumn, Signatures, Signer, Table};
use crate::theme::{CellLook, TableSort};
use crate::write::docx::body::{Body, ListStyles, after, before, end_is_tracked, right, to_join, track_end};
use crate::write::docx::styles::{self, in_table};
use crate::write::docx::track::signature_rows;
use crate::write::docx::units::{split, twips_of_mm, unsigned};
use crate::write::measure::{MM, Measure, TableMeasure, text_width};

/// Columns of the signature block, side by side.
const SIDE_BY_SIDE: usize = 2;

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

impl Body<'_> {
    /// A table of the text; `keep` holds its last row on the page of what follows.
    pub(super) fn table(&mut self, table: &Table, keep: bool) {
        let widths = split(self.text_width(), table.columns.iter().map(|column| column.width));
        let look = self.theme.table.of(table);
        let measure = self.faces.as_ref().map(|faces| TableMeasure::new(faces, self.theme, table));
        let small = measure.as_ref().map_or(table.rows.len() <= SMALL_TABLE, TableMeasure::is_small);
        let tall: Vec<bool> = (0..table.rows.len()).map(|at| measure.as_ref().is_some_and(|measure| measure.is_tall(at))).collect();
        let mut rows = Vec::with_capacity(table.rows.len() + 1);
        if !table.header.is_empty() {
            let style = in_table(styles::TABLE_HEADER, look.sort);
            let row = RowLook { style, first: style, keep: false, header: true };
            rows.push(self.tracked_row(None, |body| TableRow::new(body.cells(&table.header, table, &widths, look, row)).cant_split()));
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
            rows.push(self.tracked_row(self.mark_of(&row.anchor), |body| {
                let row = TableRow::new(body.cells(&row.cells, table, &widths, look, set));
                if tall { row } else { row.cant_split() }
            }));
        }
        let style = match look.sort {
            TableSort::Plain => styles::TABLE,
            TableSort::Dense => styles::TABLE_DENSE,
            TableSort::Facts => styles::TABLE_FACTS,
        };
        self.push_table(fixed(rows, widths).style(style), self.theme.table.after_pt);
    }

    /// A row, tracked if one version alone has it or its table.
    fn tracked_row(&mut self, mark: Option<Mark>, row: impl FnOnce(&mut Self) -> TableRow) -> TableRow {
        self.of_version(mark, |body| {
            body.in_tracked_row = body.mark.is_some();
            let row = row(body);
            body.in_tracked_row = false;
            match body.mark {
                None => row,
                Some(Mark::Inserted) => ends_tracked(row, Mark::Inserted).insert(Insert::new_with_empty()),
                Some(Mark::Deleted) => ends_tracked(row, Mark::Deleted).delete(Delete::new()),
            }
        })
    }

    fn cells(&mut self, cells: &[Cell], table: &Table, widths: &[usize], look: CellLook, row: RowLook) -> Vec<TableCell> {
        let mut column = 0;
        let mut out = Vec::with_capacity(cells.len());
        for cell in cells {
            let width = widths.iter().skip(column).take(cell.span).sum();
            // What reaches over several columns belongs to none of them.
            let flush_right = cell.span == 1 && table.columns.get(column).is_some_and(|column| column.alignment == Alignment::Right);
            let style = if column == 0 { row.first } else { row.style };
            let paragraphs = self.cell(cell, style, flush_right, look);
            let mut set = TableCell::new().width(width, WidthType::Dxa);
            if cell.span > 1 {
                set = set.grid_span(cell.span);
            }
            for paragraph in paragraphs {
                set = set.add_paragraph(if row.keep { paragraph.keep_next(true) } else { paragraph });
            }
            out.push(if row.header { set.set_borders(styles::header_rule(self.theme)) } else { set });
            column += cell.span;
        }
        out
    }

    /// The paragraphs of a cell, at least one; the first stands within the bookmark of the cell.
    fn cell(&mut self, cell: &Cell, style: &'static str, flush_right: bool, look: CellLook) -> Vec<Paragraph> {
        let aligned = |paragraph: Paragraph| if flush_right { right(paragraph) } else { paragraph };
        if cell.blocks.is_empty() {
            return vec![self.marked(aligned(Paragraph::new().style(style)), &[(&cell.anchor, &cell.origin)], |_, paragraph| paragraph)];
        }
        let lists = ListStyles {
            bullet: in_table(styles::TABLE_BULLET, look.sort),
            number: in_table(styles::TABLE_NUMBER, look.sort),
            bracket: styles::REFERENCE,
            later: style,
            in_table: true,
        };
        let mut begins = Some((&cell.anchor, &cell.origin));
        let mut out: Vec<Paragraph> = Vec::new();
        let last = cell.blocks.len().saturating_sub(1);
        for (at, block) in cell.blocks.iter().enumerate() {
            let below = after(if at == last { 0.0 } else { self.theme.table.paragraph_pt });
            self.of_part(&block.anchor, |body| match &block.body {
                BlockBody::Paragraph { content } => {
                    let begins = if body.mark == Some(Mark::Deleted) { None } else { begins.take() };
                    let mark = begins.unwrap_or((&block.anchor, &block.origin));
                    let paragraph = aligned(Paragraph::new().style(style));
                    // The styles of cells ask for no space below a paragraph.
                    let paragraph = if at == last { paragraph } else { paragraph.line_spacing(below) };
                    let paragraph = body.marked(paragraph, &[mark], |body, p| body.inlines(p, content));
                    out.push(body.ended(paragraph, &block.anchor));
                }
                BlockBody::List(list) => {
                    let mut items = body.list(list, 0, &lists, &mut begins);
                    if let Some(item) = items.pop() {
                        items.push(item.line_spacing(below));
                    }
                    out.append(&mut items);
                }
                // `check` lets nothing else into a cell.
                BlockBody::Heading(_) | BlockBody::Table(_) | BlockBody::Signatures(_) => {}
            });
        }
        let lone = out.len() == 1;
        if let Some(last) = out.last_mut().filter(|last| end_is_tracked(last)) {
            // The last end in a cell can't be taken back: it is a lone paragraph's own, or that of an empty one.
            if lone {
                (last.property.run_property.ins, last.property.run_property.del) = (None, None);
            } else {
                out.push(to_join());
            }
        }
        if let Some(begins) = begins
            && let Some(last) = out.pop()
        {
            out.push(self.marked(last, &[begins], |_, paragraph| paragraph));
        }
        out
    }

    /// The signature block: a line of place and date, and a borderless table that no page breaks.
    pub(super) fn signatures(&mut self, signatures: &Signatures, mark: (&Anchor, &Origin)) {
        if let Some(line) = &signatures.place_and_date {
            let paragraph = Paragraph::new().style(styles::SIGNATURE_PLACE);
            let paragraph = self.marked(paragraph, &[mark], |body, p| body.runs(p, &line.0));
            let paragraph = self.ended_with(paragraph, &line.0);
            self.push_below(paragraph, 0.0, true);
        }
        let widths = split(self.text_width(), [0.5, 0.5].into_iter());
        let pairs = signature_rows(signatures, self.redline.filter(|_| self.mark.is_none()), SIDE_BY_SIDE);
        let last = pairs.len().saturating_sub(1);
        let mut rows = Vec::new();
        for (at, (mark, pair)) in pairs.iter().enumerate() {
            let lines: Vec<usize> = pair.iter().map(|column| self.party_lines(column)).collect();
            let most = lines.iter().max().copied().unwrap_or_default();
            rows.push(self.tracked_row(*mark, |body| {
                let mut cells = Vec::new();
                for ((side, (column, width)), lines) in pair.iter().zip(&widths).enumerate().zip(lines) {
                    let mut party = Paragraph::new().style(styles::SIGNATURE_PARTY);
                    if at > 0 {
                        party = party.line_spacing(before(2.0 * body.theme.signature.leading_pt));
                    }
                    // The lines to sign on stand level.
                    let missing_pt = most.saturating_sub(lines) as f64 * body.theme.signature.leading_pt;
                    cells.push(body.signature_cell(column, party, missing_pt, (*width, side), at < last));
                }
                TableRow::new(cells).cant_split()
            }));
        }
        self.push_table(invisible(rows, widths), self.theme.text.after_pt);
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
        column: &SignatureColumn,
        party: Paragraph,
        missing_pt: f64,
        (width, side): (usize, usize),
        keep: bool,
    ) -> TableCell {
        let party = self.marked(party, &[(&column.anchor, &column.origin)], |body, p| body.runs(p, &column.party.0));
        let mut paragraphs = vec![party];
        for (at, signer) in column.signers.iter().enumerate() {
            // Neighbours with the same borders share them: between two bare lines there would be one.
            let above = at.checked_sub(1).and_then(|above| column.signers.get(above));
            if above.is_some_and(is_bare) {
                paragraphs.push(Paragraph::new().style(styles::SPACER));
            }
            let more_room_pt = if at == 0 { missing_pt } else { 0.0 };
            paragraphs.extend(self.of_part(&signer.anchor, |body| body.signer(signer, more_room_pt)));
        }
        if paragraphs.last().is_some_and(end_is_tracked) {
            paragraphs.push(to_join());
        }
        let mut cell = TableCell::new().width(width, WidthType::Dxa);
        let half = unsigned(twips_of_mm(self.theme.signature.gutter_mm / 2.0));
        let margins = if side == 0 {
            CellMargins::new().margin_right(half, WidthType::Dxa)
        } else {
            CellMargins::new().margin_left(half, WidthType::Dxa)
        };
        cell.property = cell.property.margins(margins);
        for paragraph in paragraphs {
            cell = cell.add_paragraph(if keep { paragraph.keep_next(true) } else { paragraph });
        }
        cell
    }

    /// The line to sign on with the name under it, and the details. The bookmark stays within the name: LibreOffice
    /// writes one that reaches over several paragraphs twice.
    fn signer(&mut self, signer: &Signer, more_room_pt: f64) -> Vec<Paragraph> {
        let words = signer.name.as_ref().map_or(&[][..], |line| &line.0);
        let mut name = Paragraph::new().style(styles::SIGNATURE_NAME);
        if more_room_pt > 0.0 {
            name = name.line_spacing(before(self.theme.signature.room_mm * MM + more_room_pt));
        }
        let name = self.marked(name, &[(&signer.anchor, &signer.origin)], |body, p| body.runs(p, words));
        let mut out = vec![self.ended(name, &signer.anchor)];
        for Line(words) in &signer.details {
            let detail = self.runs(Paragraph::new().style(styles::SIGNATURE_DETAIL), words);
            out.push(self.ended_with(detail, words));
        }
        out
    }
}

/// A row that one version alone has, with the end of every paragraph in it tracked, the last of a cell included: so does
/// Word, and LibreOffice leaves items of lists behind without.
fn ends_tracked(mut row: TableRow, mark: Mark) -> TableRow {
    for TableRowChild::TableCell(cell) in &mut row.cells {
        for content in &mut cell.children {
            if let TableCellContent::Paragraph(paragraph) = content {
                track_end(paragraph, mark);
            }
        }
    }
    row
}

/// Whether a signer has no details in one of the versions, or in the only one.
fn is_bare(signer: &Signer) -> bool {
    let only_in = |mark: Mark| signer.details.iter().all(|Line(words)| words.iter().all(|run| run.style.mark == Some(mark)));
    only_in(Mark::Inserted) || only_in(Mark::Deleted)
}

/// A table of fixed columns that nobody sees: no borders, no padding.
pub(super) fn invisible(rows: Vec<TableRow>, widths: Vec<usize>) -> word::Table {
    fixed(rows, widths).margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

/// A table of fixed columns without borders of its own.
fn fixed(rows: Vec<TableRow>, widths: Vec<usize>) -> word::Table {
    let width = widths.iter().sum();
    word::Table::without_borders(rows).set_grid(widths).width(width, WidthType::Dxa).layout(TableLayoutType::Fixed)
}
