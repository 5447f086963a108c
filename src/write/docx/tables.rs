//! Tables turns tables and signature blocks into Word's tables.

use docx_rs as word;
use word::{CellMargins, LineSpacing, Paragraph, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType};

use crate::model::{Alignment, Anchor, Cell, Column, Line, Origin, SignatureColumn, Signatures, Signer, Table};
use crate::write::docx::body::{Body, right, runs};
use crate::write::docx::styles;
use crate::write::docx::units::{split, twips, twips_of_mm, unsigned};

/// Columns of the signature block, side by side.
const SIDE_BY_SIDE: usize = 2;

impl Body<'_> {
    /// A table of the text; `keep` holds its last row on the page of what follows.
    pub(super) fn table(&mut self, table: &Table, keep: bool) {
        let widths = split(self.text_width(), table.columns.iter().map(|column| column.width));
        let mut rows = Vec::with_capacity(table.rows.len() + 1);
        if !table.header.is_empty() {
            rows.push(self.row(&table.header, &table.columns, &widths, styles::TABLE_HEADER, false));
        }
        let last = table.rows.len().saturating_sub(1);
        for (at, row) in table.rows.iter().enumerate() {
            rows.push(self.row(&row.cells, &table.columns, &widths, styles::TABLE_TEXT, keep && at == last));
        }
        self.push_table(fixed(rows, widths).style(styles::TABLE), self.theme.table.after_pt);
    }

    fn row(&mut self, cells: &[Cell], columns: &[Column], widths: &[usize], style: &str, keep: bool) -> TableRow {
        let mut out = Vec::new();
        for ((cell, column), width) in cells.iter().zip(columns).zip(widths) {
            let mut paragraph = Paragraph::new().style(style);
            if column.alignment == Alignment::Right {
                paragraph = right(paragraph);
            }
            if keep {
                paragraph = paragraph.keep_next(true);
            }
            let mark = [(&cell.anchor, &cell.origin)];
            let paragraph = self.marked(paragraph, &mark, |body, p| body.inlines(p, cell.first_paragraph()));
            let cell = TableCell::new().width(*width, WidthType::Dxa).add_paragraph(paragraph);
            out.push(if style == styles::TABLE_HEADER { cell.set_borders(styles::header_rule(self.theme)) } else { cell });
        }
        TableRow::new(out).cant_split()
    }

    /// The signature block: a line of place and date, and a borderless table that no page breaks.
    pub(super) fn signatures(&mut self, signatures: &Signatures, mark: (&Anchor, &Origin)) {
        if let Some(line) = &signatures.place_and_date {
            let paragraph = Paragraph::new().style(styles::SIGNATURE_PLACE);
            let paragraph = self.marked(paragraph, &[mark], |_, p| runs(p, &line.0));
            self.push_below(paragraph, 0.0, true);
        }
        let widths = split(self.text_width(), [0.5, 0.5].into_iter());
        let last = signatures.columns.len().div_ceil(SIDE_BY_SIDE).saturating_sub(1);
        let mut rows = Vec::new();
        for (at, pair) in signatures.columns.chunks(SIDE_BY_SIDE).enumerate() {
            let mut cells = Vec::new();
            for (side, (column, width)) in pair.iter().zip(&widths).enumerate() {
                cells.push(self.signature_cell(column, *width, side, at, at < last));
            }
            rows.push(TableRow::new(cells).cant_split());
        }
        self.push_table(invisible(rows, widths), self.theme.text.after_pt);
    }

    fn signature_cell(&mut self, column: &SignatureColumn, width: usize, side: usize, row: usize, keep: bool) -> TableCell {
        let mut party = Paragraph::new().style(styles::SIGNATURE_PARTY);
        if row > 0 {
            let above = twips(2.0 * self.theme.signature.leading_pt);
            party = party.line_spacing(LineSpacing::new().before(u32::try_from(above).unwrap_or(0)));
        }
        let party = self.marked(party, &[(&column.anchor, &column.origin)], |_, p| runs(p, &column.party.0));
        let mut paragraphs = vec![party];
        for (at, signer) in column.signers.iter().enumerate() {
            // Neighbours with the same borders share them: between two bare lines there would be one.
            let above = at.checked_sub(1).and_then(|above| column.signers.get(above));
            if above.is_some_and(|above| above.details.is_empty()) {
                paragraphs.push(Paragraph::new().style(styles::SPACER));
            }
            paragraphs.extend(self.signer(signer));
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
    fn signer(&mut self, signer: &Signer) -> Vec<Paragraph> {
        let words = signer.name.as_ref().map_or(&[][..], |line| &line.0);
        let name = Paragraph::new().style(styles::SIGNATURE_NAME);
        let name = self.marked(name, &[(&signer.anchor, &signer.origin)], |_, p| runs(p, words));
        let detail = |line: &Line| runs(Paragraph::new().style(styles::SIGNATURE_DETAIL), &line.0);
        std::iter::once(name).chain(signer.details.iter().map(detail)).collect()
    }
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
