//! The tree: a document with every number and reference resolved. All writers read it, and none of them counts.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::FileName;
use crate::model::{Anchor, Key, Mark, Pointer, Redline};

/// Where a piece of text came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A field of the source.
    Field(Pointer),
    /// A line of a template or of a kind's other files.
    Template {
        /// Path below `templates/`.
        file: FileName,
        /// Line, from 1.
        line: u32,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(pointer) => pointer.fmt(f),
            Self::Template { file, line } => write!(f, "{file}:{line}"),
        }
    }
}

/// How a run looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Style {
    /// Stressed: set in italics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emphasis: bool,
    /// Strongly stressed: set in bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// In a redline: the version that alone has these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// Text of one look and one origin. Holds no line break, tab or control character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The characters, in Unicode normalisation form C.
    pub text: String,
    /// How it looks.
    #[serde(flatten)]
    pub style: Style,
    /// Where it came from.
    pub origin: Origin,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkTarget {
    /// An address that begins with `https:` or `mailto:`.
    Web(String),
    /// A heading of the same document.
    Section(Anchor),
    /// An entry of the document's list of references.
    Reference(Anchor),
}

/// What stands in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Inline {
    /// Plain, stressed or strong text.
    Text(Run),
    /// Text that leads somewhere. Never empty.
    Link {
        /// Where it leads.
        target: LinkTarget,
        /// What is read.
        content: Vec<Run>,
    },
}

impl Inline {
    /// The runs of this inline, in order.
    pub fn runs(&self) -> &[Run] {
        match self {
            Self::Text(run) => std::slice::from_ref(run),
            Self::Link { content, .. } => content,
        }
    }
}

/// The words of some inlines, without their looks.
pub fn words(inlines: &[Inline]) -> String {
    inlines.iter().flat_map(Inline::runs).map(|run| run.text.as_str()).collect()
}

/// One line of a page head, a title block or a signature block. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Line(pub Vec<Run>);

impl Line {
    /// The words of the line.
    pub fn text(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}

/// What the files say of themselves; printed nowhere as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// The document's id, which its history follows.
    pub id: String,
    /// The kind of document.
    pub kind: String,
    /// Language of the text, BCP 47, such as `sv-SE`.
    pub language: String,
    /// Document type and title, as a reader's window shows it.
    pub title: String,
    /// The names of the principals, then of the issuers, in the order of the source.
    pub authors: Vec<String>,
    /// The document's own date, ISO 8601 (`2021-03-15`); `None` for a draft without one.
    pub date: Option<String>,
}

/// The heads of the pages. The page number, "1 (4)", stands in both and is set by the writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// What a meeting calls this copy, such as "Bilaga 3"; stands top right on the first page. No part of the document: it
    /// comes from nobody's source and changes no hash but those of the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// First page, left: the parties, one a line.
    pub parties: Vec<Line>,
    /// First page, right, under the page number: document type, marking, date, version, case numbers.
    pub facts: Vec<Line>,
    /// Later pages, left: the short title.
    pub short_title: Line,
    /// Later pages, right, before the page number: marking, date, version.
    pub running: Vec<Line>,
}

/// What stands above the text on the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TitleBlock {
    /// Name of the block, for bookmarks.
    pub anchor: Anchor,
    /// Small, above the title: "Uppdragshandling".
    pub document_type: Line,
    /// The title.
    pub title: Line,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heading {
    /// 1, 2 or 3; no level is skipped on the way down.
    pub level: u8,
    /// The number as printed, with its full stop: `1.` at level 1, `a.` at level 2; `None` when unnumbered.
    pub number: Option<String>,
    /// The words of the heading.
    pub content: Vec<Inline>,
}

/// What stands before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListMarker {
    /// A bullet.
    Bullet,
    /// `1.`, `2.` … counted from 1.
    Number,
    /// `[1]`, `[2]` … counted from 1: the list of references.
    Bracket,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct List {
    /// What stands before each item.
    pub marker: ListMarker,
    /// The items, at least one.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Unique in the tree.
    pub anchor: Anchor,
    /// Comparable between trees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Where the item came from.
    pub origin: Origin,
    /// Paragraphs and lists; the first is a paragraph.
    pub blocks: Vec<Block>,
}

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
            anchor: Anchor::of(&format!("{}:text", cell.anchor.as_str()), 0),
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

/// A person who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// Unique in the tree.
    pub anchor: Anchor,
    /// Where the person came from.
    pub origin: Origin,
    /// The printed name, under the line that a pen writes on; `None` while nobody is named.
    pub name: Option<Line>,
    /// Under the name: title, unit, ground of authority; one a line.
    pub details: Vec<Line>,
}

/// One party's column of the signature block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignatureColumn {
    /// Unique in the tree.
    pub anchor: Anchor,
    /// Comparable between trees: the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Where the column came from.
    pub origin: Origin,
    /// "För Västra Götalandsregionen".
    pub party: Line,
    /// Who signs for the party, at least one; each has a line of their own to sign on.
    pub signers: Vec<Signer>,
}

/// The signature block. Never split over pages, never alone on one; read column by column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signatures {
    /// "Göteborg, dag som ovan".
    pub place_and_date: Option<Line>,
    /// One column a party, set two in a row.
    pub columns: Vec<SignatureColumn>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Body {
    /// A heading.
    Heading(Heading),
    /// A paragraph; never empty.
    Paragraph {
        /// What stands in it.
        content: Vec<Inline>,
    },
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// The signature block.
    Signatures(Signatures),
}

/// One block of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Unique in the tree.
    pub anchor: Anchor,
    /// Comparable between trees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Where the block came from.
    pub origin: Origin,
    /// What it is.
    pub body: Body,
}

/// How the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// The short side up.
    #[default]
    Portrait,
    /// The long side up.
    Landscape,
}

/// A document, ready to be written in any format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tree {
    /// What the files say of themselves.
    pub metadata: Metadata,
    /// How the paper lies, on every page.
    #[serde(default)]
    pub orientation: Orientation,
    /// The heads of the pages.
    pub head: Head,
    /// Document type and title.
    pub title: TitleBlock,
    /// The text.
    pub blocks: Vec<Block>,
    /// What makes it a redline of two versions; `None` for a document as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redline: Option<Box<Redline>>,
}
