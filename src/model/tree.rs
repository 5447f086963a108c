//! The tree: a document with every number and reference resolved. All writers read it, and none of them counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Anchor, FileSigning, Inline, Key, Line, Origin, Redline, Table};

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
    /// How the files are signed; `None` where the document leaves that open, or nobody signs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<FileSigning>,
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
