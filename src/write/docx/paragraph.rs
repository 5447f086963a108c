//! Paragraphs turn what a tree says into the pieces that the content of a Word file is made of, before they are written.
//!
//! docx-rs has such pieces too, but a paragraph of its takes 2.4 kB and a run 0.7, whatever they say. What these pieces
//! look like is told by few sets of properties in any document, and those are docx-rs' (`package::looks`).

use std::borrow::Cow;

use ecow::EcoString;

use super::styles;
use super::units::twips;
use crate::model::{Mark, Run};

/// Stands right in the body.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    Paragraph(Paragraph<'t>),
    Table(Table<'t>),
}

/// A paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraph<'t> {
    pub look: ParagraphLook,
    pub content: Vec<Content<'t>>,
}

/// What a paragraph looks like beside what its style says. Lengths are in twips.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphLook {
    /// The style; without one it is that of the text.
    pub style: Option<&'static str>,
    /// Of an item: the instance of numbering, and the level.
    pub numbering: Option<(usize, usize)>,
    /// From the left to the words, and of these how far the number hangs out.
    pub indent: Option<(i32, Option<i32>)>,
    pub spacing: Option<Spacing>,
    pub keep_next: bool,
    pub page_break_before: bool,
    pub flush_right: bool,
    /// The version that alone has its end.
    pub end: Option<Mark>,
    /// The rule above it.
    pub rule: Option<Rule>,
    pub frame: Option<Frame>,
}

/// A rule: its thickness in eighths of a point, and its colour.
pub(super) type Rule = (usize, EcoString);

/// A frame that holds a paragraph apart from the text: flush right within the margins, so wide, and so far below the top
/// of the page, in twips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub width: u32,
    pub top: i32,
}

/// Space above and below a paragraph, where it is another than its style says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spacing {
    pub before: Option<u32>,
    pub after: Option<u32>,
}

impl Spacing {
    /// So much space above a paragraph, in points.
    pub fn before(points: f64) -> Self {
        Self { before: Some(unsigned_twips(points)), after: None }
    }

    /// So much space below a paragraph, in points.
    pub fn after(points: f64) -> Self {
        Self { before: None, after: Some(unsigned_twips(points)) }
    }
}

fn unsigned_twips(points: f64) -> u32 {
    u32::try_from(twips(points)).unwrap_or(0)
}

/// Stands in a paragraph.
#[derive(Debug)]
pub(super) enum Content<'t> {
    Words(Words<'t>),
    Link {
        to: Target<'t>,
        words: Vec<Words<'t>>,
    },
    /// What Word counts.
    Field(Field),
    /// The beginning of a bookmark, with its number and its name.
    Begin(usize, &'t str),
    /// The end of the bookmark of that number.
    End(usize),
}

/// What Word counts for itself (ECMA-376-1, 17.16.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// The number of this page.
    Page,
    /// How many pages there are.
    Pages,
}

/// Where a link leads: a relationship, or a bookmark.
#[derive(Debug)]
pub(super) enum Target<'t> {
    Relationship(String),
    Bookmark(&'t str),
}

/// Words of one look.
#[derive(Debug)]
pub(super) struct Words<'t> {
    pub text: Cow<'t, str>,
    pub look: WordsLook,
    /// The version that alone has them.
    pub mark: Option<Mark>,
}

/// What words look like beside what the style of their paragraph says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WordsLook {
    /// The style of a link.
    pub style: Option<&'static str>,
    pub strong: bool,
    pub emphasis: bool,
    pub colour: Option<EcoString>,
}

impl<'t> Words<'t> {
    /// The words of a run, in the style of a link where they stand in one.
    pub fn of(run: &'t Run, style: Option<&'static str>, mark: Option<Mark>) -> Self {
        let look = WordsLook { style, strong: run.style.strong, emphasis: run.style.emphasis, colour: None };
        Self { text: Cow::Borrowed(&run.text), look, mark }
    }

    fn plain(text: impl Into<Cow<'t, str>>) -> Self {
        Self { text: text.into(), look: WordsLook::default(), mark: None }
    }
}

impl<'t> Paragraph<'t> {
    /// An empty paragraph in a style.
    pub fn in_style(style: &'static str) -> Self {
        Self { look: ParagraphLook { style: Some(style), ..ParagraphLook::default() }, content: Vec::new() }
    }

    /// The paragraph with plain words added.
    pub fn saying(mut self, text: impl Into<Cow<'t, str>>) -> Self {
        self.content.push(Content::Words(Words::plain(text)));
        self
    }

    /// What a paragraph whose end may be taken back is joined with, where no other follows: all but empty, since LibreOffice
    /// lets an empty paragraph take the look, and the bullet, of what was joined with it.
    pub fn to_join() -> Self {
        Self::in_style(styles::SPACER).saying("\u{a0}")
    }

    /// Whether its end is tracked.
    pub fn end_is_tracked(&self) -> bool {
        self.look.end.is_some()
    }

    /// The numbers and names of the bookmarks that begin in it.
    pub fn bookmarks(&self) -> impl Iterator<Item = &'t str> {
        self.content.iter().filter_map(|content| if let Content::Begin(_, name) = content { Some(*name) } else { None })
    }
}

/// A table of fixed columns.
#[derive(Debug)]
pub(super) struct Table<'t> {
    /// The style; `None` for one that nobody sees, without padding.
    pub style: Option<&'static str>,
    /// The widths of the columns, in twips.
    pub grid: Vec<usize>,
    pub rows: Vec<Row<'t>>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row<'t> {
    pub cells: Vec<Cell<'t>>,
    /// Whether a page may break it.
    pub may_break: bool,
    /// The version that alone has it.
    pub mark: Option<Mark>,
}

/// A cell of a row.
#[derive(Debug)]
pub(super) struct Cell<'t> {
    pub look: CellLook,
    pub paragraphs: Vec<Paragraph<'t>>,
}

/// What a cell looks like beside what the style of its table says. Lengths are in twips.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CellLook {
    pub width: usize,
    /// How many columns it reaches over; 1 for its own alone.
    pub span: usize,
    /// The rule below it.
    pub rule: Option<Rule>,
    /// Padding on the left and on the right, where there is any of its own.
    pub padding: [Option<usize>; 2],
}
