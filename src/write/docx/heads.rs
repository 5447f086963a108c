//! Heads turns the head of a tree into the page heads of Word: one for the first page and one for the others.
//!
//! First page: the parties left, the page number and under it the facts right. Later pages: the short title left; marking,
//! date and page number in one line right. Both are borderless tables, so that long lines break within their part.

use docx_rs as word;
use word::{
    FrameProperty, Header, HeaderChild, LineSpacing, NumPages, PageNum, Paragraph, ParagraphChild, Run, TableCell, TableRow, WidthType,
};

use crate::model::{self, Head, Line};
use crate::theme::Theme;
use crate::write::docx::body::text_width;
use crate::write::docx::styles;
use crate::write::docx::tables::invisible;
use crate::write::docx::units::{split, twips, twips_of_mm};

/// Between the lines of a later head, which stand in a row: white space and nothing else, about an em wide.
const SEPARATOR: &str = "    ";

/// How much of the width the left part takes.
const LEFT: f64 = 0.55;

/// The head of the first page.
pub(super) fn first(head: &Head, theme: &Theme) -> Header {
    let left = head.parties.iter().map(|line| set(styles::HEAD, line)).collect();
    let number = page_number(Paragraph::new().style(styles::HEAD_RIGHT));
    let facts = head.facts.iter().map(|line| set(styles::HEAD_RIGHT, line));
    let mut header = parted(theme, left, std::iter::once(number).chain(facts).collect());
    if let Some(label) = &head.label {
        header.children.insert(0, HeaderChild::Paragraph(Box::new(label_of_copy(label, theme))));
    }
    header
}

/// The label of a copy, above the head: in a frame of its own, so that it moves nothing else.
fn label_of_copy(label: &str, theme: &Theme) -> Paragraph {
    let top = twips_of_mm(theme.page.head_mm) - twips(theme.head.leading_pt);
    let run = Run::new().add_text(label).bold().color(&theme.colours.text);
    let mut paragraph = Paragraph::new().style(styles::HEAD_RIGHT).add_run(run);
    let frame = FrameProperty::new().width(u32::try_from(text_width(theme)).unwrap_or(0)).wrap("around");
    paragraph.property.frame_property = Some(frame.v_anchor("page").h_anchor("margin").x_align("right").y(top.max(1)));
    paragraph
}

/// The head of every later page.
pub(super) fn later(head: &Head, theme: &Theme) -> Header {
    let mut right = Paragraph::new().style(styles::HEAD_RIGHT);
    for line in &head.running {
        right = runs(right, &line.0).add_run(Run::new().add_text(SEPARATOR));
    }
    parted(theme, vec![set(styles::HEAD, &head.short_title)], vec![page_number(right)])
}

/// Adds plain runs, of which none is marked, to a paragraph.
fn runs(paragraph: Paragraph, text: &[model::Run]) -> Paragraph {
    text.iter().fold(paragraph, |paragraph, text| {
        let mut run = Run::new().add_text(&text.text);
        if text.style.strong {
            run = run.bold();
        }
        paragraph.add_run(if text.style.emphasis { run.italic() } else { run })
    })
}

fn set(style: &str, line: &Line) -> Paragraph {
    runs(Paragraph::new().style(style), &line.0)
}

/// "1 (4)": this page, and how many there are, in one line. Word counts both when it lays out the page.
fn page_number(mut paragraph: Paragraph) -> Paragraph {
    let text = |text: &str| ParagraphChild::Run(Box::new(Run::new().add_text(text)));
    paragraph.children.extend([
        ParagraphChild::PageNum(Box::new(PageNum::new())),
        text("\u{a0}("),
        ParagraphChild::NumPages(Box::new(NumPages::new())),
        text(")"),
    ]);
    paragraph
}

fn parted(theme: &Theme, left: Vec<Paragraph>, right: Vec<Paragraph>) -> Header {
    let widths = split(text_width(theme), [LEFT, 1.0 - LEFT].into_iter());
    let cells = [left, right].into_iter().zip(&widths).map(|(paragraphs, width)| {
        let cell = TableCell::new().width(*width, WidthType::Dxa);
        // A cell must hold a paragraph.
        if paragraphs.is_empty() {
            return cell.add_paragraph(Paragraph::new().style(styles::HEAD));
        }
        paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
    });
    let row = TableRow::new(cells.collect()).cant_split();
    Header::new().add_table(invisible(vec![row], &widths)).add_paragraph(end(theme))
}

/// What follows a head: the theme's rule, if it has one. A head that reaches below the margin pushes the text down; a
/// line's height then parts them.
fn end(theme: &Theme) -> Paragraph {
    let end = Paragraph::new().style(styles::SPACER);
    let points = |length: f64| u32::try_from(twips(length)).unwrap_or(0);
    let leading = theme.head.leading_pt;
    if theme.head.rule_pt <= 0.0 {
        return end.line_spacing(LineSpacing::new().before(points(leading)));
    }
    let mut end = end.line_spacing(LineSpacing::new().before(points(leading / 2.0)).after(points(leading / 2.0)));
    end.property = end.property.set_borders(styles::head_rule(theme));
    end
}
