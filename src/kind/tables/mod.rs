//! Tables turn what a template writes in `data_table(…)` and `fact_table(…)` into columns, spans and facts.
//!
//! A table of data has one row for each entry of a list:
//!
//! ```jinja
//! {{ data_table(
//!     rows=agenda,
//!     columns=[
//!         {"heading": "Nr", "field": "number", "width": 10, "align": "right"},
//!         {"heading": "Punkt", "field": "item", "width": 60},
//!         {"heading": "Ansvarig", "field": ["responsible", "due"], "between": "\n", "width": 30, "absent": "ingen"},
//!     ],
//!     spans=[{"field": "pause", "from": "item", "role": "pause"}],
//! ) }}
//! ```
//!
//! A table of facts has one row for each fact of the document, or of the group of fields that `of` names:
//!
//! ```jinja
//! {{ fact_table(width=30, rows=[
//!     {"heading": "Beslutad av", "field": ["decision.body", "decision.date"]},
//!     {"heading": "Gäller till och med", "field": "valid_until", "absent": "tills vidare"},
//! ]) }}
//! ```
//!
//! | word | where | meaning |
//! |---|---|---|
//! | `heading` | column, fact | the words of the column's or the row's header |
//! | `field` | column, fact | the field that is printed, or a list of them; `a.b` is the field `b` of `a`, of each entry when `a` is a list |
//! | `between` | column, fact | what stands between several values, `", "` when left out; `"\n"` sets each as a paragraph of its own |
//! | `absent` | column, fact | what stands there when there is no value; without it the cell is empty, and a fact is left out |
//! | `width` | column, `fact_table` | per cent of the table's width, of the headers in a table of facts |
//! | `align` | column | `"left"`, or `"right"` for figures |
//! | `field`, `from`, `role` | span | a row with this field is a `"section"` or a `"pause"`: its text reaches from the column of the field `from` to the last |
//! | `row_headers` | `data_table` | `true` when the first column heads its rows |
//!
//! A column in which no row has a value, and that has no word for that, is left out.

mod literal;
mod reader;

use minijinja::machinery::Span;

use crate::model::{Alignment, RowRole};

pub(crate) use literal::Literal;
pub(crate) use reader::{FormFault, Reader};

/// The functions that emit tables of any kind's own fields.
pub(crate) const TABLE_FUNCTIONS: [&str; 2] = ["data_table", "fact_table"];

/// How a table of data is written.
pub(crate) const DATA_TABLE: &str = r#"{{ data_table(rows=lista, columns=[{"heading": "Nr", "field": "number", "width": 20}, {"heading": "Vad", "field": "item", "width": 80}]) }}"#;

/// How a table of facts is written.
pub(crate) const FACT_TABLE: &str = r#"{{ fact_table(rows=[{"heading": "Beslutad av", "field": "decided_by"}]) }}"#;

/// A field as a column, span or fact names it: one step for each dot.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    /// The names of the fields, from the row or the group inwards.
    pub(crate) steps: Vec<String>,
    /// Where it is named.
    pub(in crate::kind) span: Span,
}

impl Path {
    /// As it is written.
    pub(crate) fn written(&self) -> String {
        self.steps.join(".")
    }
}

/// What stands in a column's cells, or in the cell of a fact.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The header of the column or the row.
    pub(crate) heading: String,
    /// The fields that are printed, at least one.
    pub(crate) fields: Vec<Path>,
    /// What stands between values; a line feed parts paragraphs.
    pub(crate) between: String,
    /// What stands there when there is no value.
    pub(crate) absent: Option<String>,
    /// Per cent of the table's width; 0 for a fact.
    pub(crate) width: f64,
    /// How the cells of a column are set.
    pub(crate) alignment: Alignment,
    pub(in crate::kind) span: Span,
}

/// Rows with a field whose text reaches over columns.
#[derive(Debug, Clone)]
pub(crate) struct Spanning {
    /// The field that makes a row one of these.
    pub(crate) field: Path,
    /// The first column that the text reaches over, from 0.
    pub(crate) from: usize,
    /// What the row is for.
    pub(crate) role: RowRole,
}

/// A table with one row for each entry of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataTable {
    /// The columns.
    pub(crate) columns: Vec<Entry>,
    /// Which rows reach over columns.
    pub(crate) spans: Vec<Spanning>,
    /// Whether the first column heads its rows.
    pub(crate) row_headers: bool,
}

/// A table with one row for each fact.
#[derive(Debug, Clone, Default)]
pub(crate) struct FactTable {
    /// The rows.
    pub(crate) facts: Vec<Entry>,
    /// Per cent of the table's width that the headers take.
    pub(crate) width: f64,
}
