//! The data that `layout.typ` reads: the shapes of `tree.json` and `theme.json`. Lengths are in points.

use serde::Serialize;
use typst::foundations::Bytes;

use super::words::Piece;
use crate::model::{Alignment, RowRole};
use crate::theme::Theme;

/// The two files of data beside the layout.
pub(super) struct Data {
    /// `tree.json`: what is to be set.
    pub tree: Bytes,
    /// `theme.json`: how.
    pub theme: Bytes,
    /// The source, where the PDF carries it.
    pub source: Option<Bytes>,
}

#[derive(Serialize)]
pub(super) struct LookOut<'a> {
    #[serde(flatten)]
    pub theme: &'a Theme,
    pub ascender: f64,
    pub descender: f64,
}

#[derive(Serialize)]
pub(super) struct DocumentOut {
    /// What the PDF tells of the source that it carries.
    pub source: Option<SourceOut>,
    pub metadata: MetadataOut,
    pub head: HeadOut,
    pub title: TitleOut,
    pub parts: Vec<PartOut>,
}

/// A block, or blocks that share a page.
#[derive(Serialize)]
pub(super) struct PartOut {
    /// A block that may begin on an earlier page; its last lines stand on the page of the tail.
    pub keeper: Option<BlockOut>,
    /// Blocks that stand on one page; empty for a block that keeps no company.
    pub tail: Vec<BlockOut>,
}

/// A file that the PDF carries.
#[derive(Serialize)]
pub(super) struct SourceOut {
    pub name: String,
    pub media_type: String,
    pub description: &'static str,
}

#[derive(Serialize)]
pub(super) struct MetadataOut {
    pub title: String,
    pub authors: Vec<String>,
    pub keywords: Vec<String>,
    pub language: String,
    pub region: Option<String>,
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

#[derive(Serialize)]
pub(super) struct HeadOut {
    /// What a meeting calls the copy.
    pub label: Option<String>,
    /// From the paper's edge to the text.
    pub top: f64,
    /// Widths of the halves of the first page's head.
    pub left: f64,
    pub right: f64,
    /// Widths of the halves of the other heads.
    pub later_left: f64,
    pub later_right: f64,
    pub parties: Vec<LineOut>,
    pub facts: Vec<LineOut>,
    pub short_title: LineOut,
    pub running: Vec<LineOut>,
}

#[derive(Serialize)]
pub(super) struct TitleOut {
    pub document_type: LineOut,
    pub title: LineOut,
}

pub(super) type LineOut = Vec<RunOut>;

#[derive(Serialize)]
pub(super) struct RunOut {
    pub pieces: Vec<Piece>,
    pub emphasis: bool,
    pub strong: bool,
}

#[derive(Serialize)]
pub(super) struct InlineOut {
    pub runs: Vec<RunOut>,
    pub link: Option<LinkOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum LinkOut {
    Web(String),
    Label(String),
}

#[derive(Serialize)]
pub(super) struct BlockOut {
    /// Space above, in points; falls away at the head of a page.
    pub above: f64,
    /// Height in points that the last line must find below it on its page: two lines of a list, two rows of a table.
    pub reserve: f64,
    #[serde(flatten)]
    pub body: BodyOut,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum BodyOut {
    Heading { anchor: String, level: u8, number: Option<String>, indent: f64, gap: f64, content: Vec<InlineOut> },
    Paragraph { content: Vec<InlineOut> },
    List { ordered: bool, indent: f64, gap: f64, items: Vec<ItemOut> },
    Table(TableOut),
    Signatures { place_and_date: Option<LineOut>, rows: Vec<Vec<SignatureOut>> },
}

#[derive(Serialize)]
pub(super) struct ItemOut {
    pub anchor: String,
    pub label: String,
    pub blocks: Vec<BlockOut>,
}

#[derive(Serialize)]
pub(super) struct TableOut {
    pub size_pt: f64,
    pub leading_pt: f64,
    /// Between a cell's edge and its words, at the sides.
    pub beside: f64,
    /// Between a cell's edge and its words, above and below.
    pub padding: f64,
    /// Whether it stays on one page.
    pub together: bool,
    /// Height of the last row under the header row.
    pub last: f64,
    /// Height that the beginning of a tall row needs at the foot of a page.
    pub beginning: f64,
    pub columns: Vec<ColumnOut>,
    /// Empty in a table of facts.
    pub header: Vec<CellOut>,
    pub rows: Vec<RowOut>,
}

#[derive(Serialize)]
pub(super) struct ColumnOut {
    pub width: f64,
    pub alignment: Alignment,
}

#[derive(Serialize)]
pub(super) struct RowOut {
    pub role: RowRole,
    /// For a row that names the rows below it: how many such rows stand right above it.
    pub after: usize,
    /// Whether it may be split over pages.
    pub tall: bool,
    pub cells: Vec<CellOut>,
}

#[derive(Serialize)]
pub(super) struct CellOut {
    pub span: usize,
    /// Whether it heads its row.
    pub heads: bool,
    pub blocks: Vec<BlockOut>,
}

#[derive(Serialize)]
pub(super) struct SignatureOut {
    pub party: LineOut,
    pub signers: Vec<SignerOut>,
}

#[derive(Serialize)]
pub(super) struct SignerOut {
    pub name: Option<LineOut>,
    pub details: Vec<LineOut>,
}
