//! What a reader makes of a file: the units it found, in the order a reader would meet them, and what it could not accept.

use super::difference::{Difference, DifferenceKind};
use super::normal::Rich;

/// What a found unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    /// A heading with its number, where the format keeps it apart from the words.
    Heading {
        level: u8,
        number: Option<String>,
    },
    /// The first paragraph of a list item; depth from 1.
    Item {
        depth: usize,
        label: String,
    },
    /// A further paragraph of an item; depth where the format tells.
    Continuation {
        depth: Option<usize>,
    },
}

/// What a cell of a table heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heads {
    Nothing,
    Column,
    /// Its row; in a PDF also the rows below it, for which there is no word.
    Row,
    /// The format has no word for what it might head.
    Unsaid,
}

/// Where in a table a unit stands: row and column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub row: usize,
    pub column: usize,
    /// How many columns the cell reaches over.
    pub span: usize,
    pub heads: Heads,
}

impl Place {
    /// Whether both stand in one cell of a table.
    pub fn is_beside(&self, other: &Self) -> bool {
        (self.row, self.column) == (other.row, other.column)
    }
}

/// Where a link of a file leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    Web(String),
    /// A bookmark by its name.
    Bookmark(String),
    /// A place on a page: number from 1, and height in points from the foot.
    Position {
        page: u32,
        height: f64,
    },
    /// Nowhere, or somewhere that can't be followed.
    Nowhere,
}

/// A line that can be signed on: how long it is, and how much room there is above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub length_mm: f64,
    pub room_mm: f64,
}

/// A unit of a file.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub kind: Kind,
    /// Where in a table it stands, if in one.
    pub cell: Option<Place>,
    pub text: Rich,
    /// Targets of the links, as numbered in the text.
    pub links: Vec<Target>,
    /// Names of the bookmarks that begin in the unit, or right before it.
    pub bookmarks: Vec<String>,
    /// Lines drawn between the unit and the one before it, in a format that has no coordinates.
    pub rules: Vec<Rule>,
    /// Page, from 1, in a format that has pages.
    pub page: Option<u32>,
}

impl Found {
    /// A unit without text yet.
    pub fn new(kind: Kind, cell: Option<Place>) -> Self {
        Self { kind, cell, text: Rich::default(), links: Vec::new(), bookmarks: Vec::new(), rules: Vec::new(), page: None }
    }

    /// What stands on the page: the number of a heading, and the text.
    pub fn printed(&self) -> String {
        match &self.kind {
            Kind::Heading { number: Some(number), .. } if !number.is_empty() => format!("{number} {}", self.text.text()),
            _ => self.text.text().to_owned(),
        }
    }
}

/// Differences gathered while one file is read; a flood is cut off.
#[derive(Debug)]
pub(super) struct Problems {
    format: String,
    list: Vec<Difference>,
    further: usize,
}

/// No more differences than this are told of one output.
const MOST: usize = 100;

impl Problems {
    /// None yet.
    pub fn new(format: &str) -> Self {
        Self { format: format.to_owned(), list: Vec::new(), further: 0 }
    }

    /// A difference of this file, to be completed and then added.
    pub fn difference(&self, kind: DifferenceKind) -> Difference {
        Difference::new(&self.format, kind)
    }

    /// Adds one.
    pub fn push(&mut self, difference: Difference) {
        if self.list.len() < MOST {
            self.list.push(difference);
        } else {
            self.further += 1;
        }
    }

    /// Whether one of a kind has been told.
    pub fn has(&self, kind: DifferenceKind) -> bool {
        self.list.iter().any(|difference| difference.kind == kind)
    }

    /// Adds one that says why the file can't be accepted.
    pub fn unreadable(&mut self, sv: impl Into<String>, en: impl Into<String>) {
        let difference = self.difference(DifferenceKind::Unreadable).reason(sv, en);
        self.push(difference);
    }

    /// All of them; the last one says how many were cut off.
    pub fn finish(mut self) -> Vec<Difference> {
        if self.further > 0 {
            let (sv, en) = (format!("{} skillnader till", self.further), format!("{} more differences", self.further));
            let last = self.difference(DifferenceKind::More).reason(sv, en);
            self.list.push(last);
        }
        self.list
    }
}
