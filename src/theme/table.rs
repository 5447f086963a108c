//! The look of tables, and which of it holds for one table.

use serde::{Deserialize, Serialize};

use crate::model::Table;

/// Tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TableLook {
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Between a cell's edge and its words.
    pub padding_mm: f64,
    /// Thickness of the rules.
    pub rule_pt: f64,
    /// Space below the table.
    pub after_pt: f64,
    /// Between the paragraphs of a cell.
    pub paragraph_pt: f64,
    /// Between the items of a list in a cell.
    pub item_pt: f64,
    /// From the cell's words, or the outer item, to the words of an item.
    pub indent_mm: f64,
    /// Above the words of a row that names the rows below it.
    pub section_pt: f64,
    /// Tables of many columns.
    pub dense: DenseLook,
    /// Tables of facts.
    pub facts: FactsLook,
}

/// Tables of many columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DenseLook {
    /// From how many columns a table is set so.
    pub columns: usize,
    pub size_pt: f64,
    pub leading_pt: f64,
    pub padding_mm: f64,
}

/// Tables of terms and what they are, without a header row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactsLook {
    /// Above and below the words; beside them it is the table's.
    pub padding_mm: f64,
}

/// What sort of table it is, for its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableSort {
    /// A header row and rows.
    Plain,
    /// The same with many columns.
    Dense,
    /// Terms and what they are, without a header row.
    Facts,
}

/// The look of one table: what holds for its sort.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct CellLook {
    pub sort: TableSort,
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Between a cell's edge and its words, at the sides.
    pub beside_mm: f64,
    /// Between a cell's edge and its words, above and below.
    pub padding_mm: f64,
}

impl TableLook {
    /// The look of a table.
    pub fn of(&self, table: &Table) -> CellLook {
        let plain = CellLook {
            sort: TableSort::Plain,
            size_pt: self.size_pt,
            leading_pt: self.leading_pt,
            beside_mm: self.padding_mm,
            padding_mm: self.padding_mm,
        };
        if table.header.is_empty() {
            CellLook { sort: TableSort::Facts, padding_mm: self.facts.padding_mm, ..plain }
        } else if table.columns.len() >= self.dense.columns {
            let DenseLook { size_pt, leading_pt, padding_mm, .. } = self.dense;
            CellLook { sort: TableSort::Dense, size_pt, leading_pt, beside_mm: padding_mm, padding_mm }
        } else {
            plain
        }
    }
}
