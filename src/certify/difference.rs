//! A difference tells where an output says something else than the Tree, as data and as a sentence.

use serde::Serialize;

use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Anchor, Origin};

use super::found::Heads;
use super::unit::{Role, Unit};

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The output can't be read, or holds something that the reader does not accept.
    Unreadable,
    /// Something of the Tree is not in the output.
    Missing,
    /// Something in the output is not in the Tree.
    Extra,
    /// The words differ.
    Text,
    /// The words are right but stand in another place.
    Order,
    /// Another sort of unit, such as a paragraph instead of a heading.
    Role,
    /// The level of a heading.
    Level,
    /// The number of a heading.
    Number,
    /// The depth of a list item.
    Depth,
    /// What stands before a list item.
    Label,
    /// Row and column of a cell.
    Cell,
    /// How many columns a cell reaches over.
    Span,
    /// A cell that heads its column or its row and is not marked as doing so, or the reverse.
    Header,
    /// Italics.
    Emphasis,
    /// Bold.
    Strong,
    /// Where a link leads, or whether there is one.
    Link,
    /// Something is missing from a page head.
    HeadMissing,
    /// Something in a page head or foot is not in the Tree.
    HeadExtra,
    /// The language of the file.
    Language,
    /// The title of the file.
    Title,
    /// A text that is in the file but that nobody sees, or the reverse.
    Hidden,
    /// A text that stands outside the structure of the file.
    Untagged,
    /// A text outside the paper.
    OutsidePage,
    /// A text outside the margins.
    OutsideMargin,
    /// A text outside its column of a table.
    OutsideColumn,
    /// Texts on top of one another.
    Overlap,
    /// Texts that stand on paper in another order than they are read.
    PageOrder,
    /// The line that a signer signs on.
    SignatureLine,
    /// The room above that line.
    SignatureRoom,
    /// A signature block on several pages.
    SignatureSplit,
    /// An entry of the outline that a window shows beside the pages.
    Outline,
    /// The bookmark that carries a unit's anchor.
    Bookmark,
    /// The paper or its margins.
    Page,
    /// Whether the paper stands up or lies on its side.
    Orientation,
    /// A value of a file of data, at the pointer that stands for the words.
    Value,
    /// How many differences were left out.
    More,
}

/// What sort of unit a difference concerns, for the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum UnitKind {
    Document,
    DocumentType,
    Title,
    Heading,
    Paragraph,
    Item,
    /// A cell of a header row.
    HeaderCell,
    /// A cell that heads its row.
    RowHeader,
    /// A cell that names the rows below it.
    Section,
    Cell,
    Row,
    Place,
    Party,
    Name,
    Detail,
    /// The head of one page.
    Head,
    /// The head of the first page, where pages are not counted.
    FirstHead,
    /// The head of the other pages, where pages are not counted.
    LaterHead,
    /// The header row that a table repeats on a further page.
    RepeatedHeader,
}

/// One thing that an output says otherwise than the Tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The output: `docx`, `pdf` …
    pub format: String,
    /// What differs.
    pub kind: DifferenceKind,
    /// What sort of unit it concerns.
    pub unit: UnitKind,
    /// The words of that unit in the Tree, or in the output where the Tree has none; empty for the document as a whole.
    pub words: String,
    /// The unit's name in the Tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// Where the unit came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Row and column of a cell, from 1, the header row being the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<[usize; 2]>,
    /// Page of the output, from 1, where it has pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// What the Tree says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the output says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Why, where the kind alone does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Message>,
}

impl Difference {
    pub(super) fn new(format: &str, kind: DifferenceKind) -> Self {
        Self {
            format: format.to_owned(),
            kind,
            unit: UnitKind::Document,
            words: String::new(),
            anchor: None,
            origin: None,
            cell: None,
            page: None,
            expected: None,
            found: None,
            reason: None,
        }
    }

    /// Blames a unit of the Tree.
    #[must_use]
    pub(super) fn at(mut self, unit: &Unit<'_>) -> Self {
        self.unit = match unit.role {
            Role::DocumentType => UnitKind::DocumentType,
            Role::Title => UnitKind::Title,
            Role::Heading { .. } => UnitKind::Heading,
            Role::Paragraph | Role::Continuation { .. } => UnitKind::Paragraph,
            Role::Item { .. } => UnitKind::Item,
            Role::Cell => match unit.cell.map(|cell| (cell.section, cell.place.heads)) {
                Some((true, _)) => UnitKind::Section,
                Some((_, Heads::Column)) => UnitKind::HeaderCell,
                Some((_, Heads::Row)) => UnitKind::RowHeader,
                _ => UnitKind::Cell,
            },
            Role::Place => UnitKind::Place,
            Role::Party => UnitKind::Party,
            Role::Name => UnitKind::Name,
            Role::Detail => UnitKind::Detail,
        };
        self.cell = unit.cell.map(|cell| [cell.place.row + 1, cell.place.column + 1]);
        self.anchor = unit.anchors.last().copied().cloned();
        self.origin = Some(unit.origin.clone());
        self.words = unit.printed();
        self
    }

    #[must_use]
    pub(super) fn words(mut self, unit: UnitKind, words: impl Into<String>) -> Self {
        (self.unit, self.words) = (unit, words.into());
        self
    }

    #[must_use]
    pub(super) fn page(mut self, page: Option<u32>) -> Self {
        self.page = page;
        self
    }

    #[must_use]
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    #[must_use]
    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    #[must_use]
    pub(super) fn reason(mut self, sv: impl Into<String>, en: impl Into<String>) -> Self {
        self.reason = Some(Message::new(sv, en));
        self
    }

    /// The difference as a sentence that begins with the name of the file's format.
    pub fn message(&self) -> Message {
        super::sentence::message(self)
    }

    /// The difference as a fault of `source`; it blames the field that the unit came from, else the whole file.
    pub fn diagnostic(&self, source: &FileName) -> Diagnostic {
        let place = match &self.origin {
            Some(Origin::Field(pointer)) => Place::value(source, pointer.clone()),
            _ => Place::File(source.clone()),
        };
        Diagnostic::error(codes::OUTPUTS_DISAGREE, place, self.message()).hint(
            "felet är Kanslis och inte ditt, och därför har inga filer skrivits: rapportera det och bifoga källfilen",
            "the fault is Kansli's, not yours, so no files were written: report it with the source attached",
        )
    }
}
