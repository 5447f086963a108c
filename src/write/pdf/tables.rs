//! Tables turns tables into the data that `layout.typ` sets them by.

use super::content::{Frame, Setter};
use super::data::{BodyOut, CellOut, ColumnOut, RowOut, TableOut};
use crate::diag::Message;
use crate::model::{Cell, RowRole, Table};
use crate::write::measure::{MM, TableMeasure};

impl Setter<'_> {
    /// A table as wide as the text.
    pub fn table(&self, table: &Table) -> Result<BodyOut, Message> {
        let measure = TableMeasure::new(&self.faces, self.theme, table);
        let mut sections = 0;
        let rows = table.rows.iter().enumerate().map(|(at, row)| {
            let section = row.role == RowRole::Section;
            let after = sections;
            sections = if section { sections + 1 } else { 0 };
            let heads = |column: usize| section || (table.row_headers && column == 0);
            Ok(RowOut { role: row.role, after, tall: measure.is_tall(at), cells: self.cells(&row.cells, &measure, section, heads)? })
        });
        let rows = rows.collect::<Result<_, Message>>()?;
        Ok(BodyOut::Table(TableOut {
            size_pt: measure.look.size_pt,
            leading_pt: measure.look.leading_pt,
            beside: measure.look.beside_mm * MM,
            padding: measure.look.padding_mm * MM,
            together: measure.is_small(),
            last: measure.header + measure.rows.last().copied().unwrap_or_default(),
            beginning: measure.tall_beginning(),
            columns: table.columns.iter().map(|column| ColumnOut { width: column.width, alignment: column.alignment }).collect(),
            header: self.cells(&table.header, &measure, true, |_| false)?,
            rows,
        }))
    }

    /// Cells side by side; `heads` tells, for a column, whether the cell that begins there heads its row.
    fn cells(
        &self,
        cells: &[Cell],
        measure: &TableMeasure<'_>,
        bold: bool,
        heads: impl Fn(usize) -> bool,
    ) -> Result<Vec<CellOut>, Message> {
        let mut column = 0;
        let look = &self.theme.table;
        let mut out = Vec::with_capacity(cells.len());
        for cell in cells {
            let heads = heads(column);
            let frame = Frame {
                line: measure.cell(column, cell.span, bold || heads),
                depth: 0,
                offset: 0.0,
                cell: true,
                indent: look.indent_mm * MM,
                item_gap: look.item_pt,
                paragraph_gap: look.paragraph_pt,
            };
            out.push(CellOut { span: cell.span, heads, blocks: self.blocks(&cell.blocks, frame)? });
            column += cell.span;
        }
        Ok(out)
    }
}
