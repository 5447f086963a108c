//! Heads turns the head of a tree into the page heads of Word: one for the first page and one for the others.
//!
//! First page: the parties left, the page number and under it the facts right. Later pages: the short title left; marking,
//! date and page number in one line right. Both are borderless tables, so that long lines break within their part.

use crate::model::{Head, Line};
use crate::theme::Theme;
use crate::write::docx::body::text_width;
use crate::write::docx::paragraph::{Cell, CellLook, Content, Field, Frame, Paragraph, Piece, Row, Spacing, Table, Words, WordsLook};
use crate::write::docx::styles;
use crate::write::docx::units::{eighths, split, twips, twips_of_mm};

/// Between the lines of a later head, which stand in a row: white space and nothing else, about an em wide.
const SEPARATOR: &str = "    ";

/// How much of the width the left part takes.
const LEFT: f64 = 0.55;

/// The head of the first page.
pub(super) fn first<'t>(head: &'t Head, theme: &Theme) -> Vec<Piece<'t>> {
    let left = head.parties.iter().map(|line| set(styles::HEAD, line)).collect();
    let number = page_number(Paragraph::in_style(styles::HEAD_RIGHT));
    let facts = head.facts.iter().map(|line| set(styles::HEAD_RIGHT, line));
    let parted = parted(theme, left, std::iter::once(number).chain(facts).collect());
    head.label.iter().map(|label| Piece::Paragraph(label_of_copy(label, theme))).chain(parted).collect()
}

/// The label of a copy, above the head: in a frame of its own, so that it moves nothing else.
fn label_of_copy<'t>(label: &'t str, theme: &Theme) -> Paragraph<'t> {
    let mut paragraph = Paragraph::in_style(styles::HEAD_RIGHT);
    let look = WordsLook { strong: true, colour: Some(theme.colours.text.as_str().into()), ..WordsLook::default() };
    paragraph.content.push(Content::Words(Words { text: label.into(), look, mark: None }));
    let top = twips_of_mm(theme.page.head_mm) - twips(theme.head.leading_pt);
    paragraph.look.frame = Some(Frame { width: u32::try_from(text_width(theme)).unwrap_or(0), top: top.max(1) });
    paragraph
}

/// The head of every later page.
pub(super) fn later<'t>(head: &'t Head, theme: &Theme) -> Vec<Piece<'t>> {
    let mut right = Paragraph::in_style(styles::HEAD_RIGHT);
    for line in &head.running {
        right.content.extend(words(line));
        right = right.saying(SEPARATOR);
    }
    parted(theme, vec![set(styles::HEAD, &head.short_title)], vec![page_number(right)]).into()
}

fn set<'t>(style: &'static str, line: &'t Line) -> Paragraph<'t> {
    let mut paragraph = Paragraph::in_style(style);
    paragraph.content.extend(words(line));
    paragraph
}

/// The words of a line, which no version has alone: Word can't track what stands in heads.
fn words(line: &Line) -> impl Iterator<Item = Content<'_>> {
    line.0.iter().map(|run| Content::Words(Words::of(run, None, None)))
}

/// "1 (4)": this page, and how many there are, in one line. Word counts both when it lays out the page.
fn page_number(mut paragraph: Paragraph<'_>) -> Paragraph<'_> {
    paragraph.content.push(Content::Field(Field::Page));
    let mut paragraph = paragraph.saying("\u{a0}(");
    paragraph.content.push(Content::Field(Field::Pages));
    paragraph.saying(")")
}

fn parted<'t>(theme: &Theme, left: Vec<Paragraph<'t>>, right: Vec<Paragraph<'t>>) -> [Piece<'t>; 2] {
    let grid = split(text_width(theme), [LEFT, 1.0 - LEFT].into_iter());
    let cells = [left, right].into_iter().zip(&grid).map(|(mut paragraphs, width)| {
        // A cell must hold a paragraph.
        if paragraphs.is_empty() {
            paragraphs.push(Paragraph::in_style(styles::HEAD));
        }
        Cell { look: CellLook { width: *width, span: 1, rule: None, padding: [None, None] }, paragraphs }
    });
    let row = Row { cells: cells.collect(), may_break: false, mark: None };
    [Piece::Table(Table { style: None, grid, rows: vec![row] }), Piece::Paragraph(end(theme))]
}

/// What follows a head: the theme's rule, if it has one. A head that reaches below the margin pushes the text down; a
/// line's height then parts them.
fn end<'t>(theme: &Theme) -> Paragraph<'t> {
    let mut end = Paragraph::in_style(styles::SPACER);
    let leading = theme.head.leading_pt;
    if theme.head.rule_pt <= 0.0 {
        end.look.spacing = Some(Spacing::before(leading));
        return end;
    }
    let half = leading / 2.0;
    end.look.spacing = Some(Spacing { after: Spacing::after(half).after, ..Spacing::before(half) });
    end.look.rule = Some((eighths(theme.head.rule_pt), theme.colours.rule.as_str().into()));
    end
}
