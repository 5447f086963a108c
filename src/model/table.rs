//! Tables in the tree: columns, rows and cells.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Anchor, Block, Body, Inline, Key, Origin};

/// How the cells of a column are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Text, flush left.
    Left,
    /// Figures, flush right.
    Right,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// Width as a fraction of the table's, in 0.0..=1.0; a table's widths add up to 1.
    pub width: f64,
    /// How its cells are set.
    pub alignment: Alignment,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Unique in the tree. A paragraph that begins the cell goes by this name.
    pub anchor: Anchor,
    /// Where the cell came from.
    pub origin: Origin,
    /// How many columns it reaches over, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub span: usize,
    /// Paragraphs and lists; none in an empty cell.
    pub blocks: Vec<Block>,
}

fn one() -> usize {
    1
}

fn is_one(span: &usize) -> bool {
    *span == 1
}

impl Cell {
    /// A cell of one column that holds one paragraph, or nothing when there are no words.
    pub fn of(anchor: Anchor, origin: Origin, content: Vec<Inline>) -> Self {
        let mut cell = Self { anchor, origin, span: 1, blocks: Vec::new() };
        cell.blocks.extend((!content.is_empty()).then(|| Block {
            anchor: Anchor::of(&[cell.anchor.as_str(), ":text"].concat(), 0),
            key: None,
            origin: cell.origin.clone(),
            body: Body::Paragraph { content },
        }));
        cell
    }

    /// What stands in the first paragraph; empty in an empty cell.
    pub fn first_paragraph(&self) -> &[Inline] {
        match self.blocks.first() {
            Some(Block { body: Body::Paragraph { content }, .. }) => content,
            _ => &[],
        }
    }

    /// The first paragraph, to be changed; `None` in an empty cell.
    pub fn first_paragraph_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self.blocks.first_mut() {
            Some(Block { body: Body::Paragraph { content }, .. }) => Some(content),
            _ => None,
        }
    }
}

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowRole {
    /// A row like any other.
    #[default]
    Ordinary,
    /// A row whose one cell names the rows below it, up to the next such row.
    Section,
    /// A row for time in which nothing is dealt with.
    Pause,
}

impl RowRole {
    fn is_ordinary(&self) -> bool {
        *self == Self::Ordinary
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// Unique in the tree.
    pub anchor: Anchor,
    /// Comparable between trees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Where the row came from.
    pub origin: Origin,
    /// What it is for.
    #[serde(default, skip_serializing_if = "RowRole::is_ordinary")]
    pub role: RowRole,
    /// The cells; their spans add up to the number of columns.
    pub cells: Vec<Cell>,
}

/// A table. Its header row is repeated on every page the table reaches; a table of facts has none, but row headers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// The columns, at least one.
    pub columns: Vec<Column>,
    /// The header row, one cell a column, none of them empty; no cell at all in a table whose rows alone have headers.
    pub header: Vec<Cell>,
    /// Whether the first cell of each row heads its row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub row_headers: bool,
    /// The rows, at least one.
    pub rows: Vec<Row>,
}
