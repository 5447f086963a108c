//! Looks turns what paragraphs, words, cells, rows and tables look like into the text that it is written as, once.

use std::cell::RefCell;
use std::rc::Rc;

use docx_rs::{
    AlignmentType, BuildXML, CellMargins, Delete, FrameProperty, IndentLevel, Insert, LineSpacing, NumberingId, Paragraph, Run,
    SpecialIndentType, TableCell, TableRow, WidthType,
};

use super::super::paragraph::{CellLook, Frame, ParagraphLook, WordsLook};
use super::super::xml::Element;
use super::super::{styles, tables};
use super::unused::Used;
use super::{read, repair};
use crate::model::Mark;

/// Most looks of a sort that are kept.
const MOST: usize = 96;

/// A look as it is written.
#[derive(Default)]
pub(super) struct Look {
    pub text: String,
    /// The byte of the text where the number of an instance of numbering belongs.
    pub number: Option<usize>,
    /// The byte of the text where the attributes of a change belong, behind that of the number.
    pub change: Option<usize>,
    /// What it names.
    pub used: Used,
}

impl Look {
    /// The look of properties, with more among them.
    ///
    /// # Errors
    /// When docx-rs built something that is not XML.
    fn of(properties: &impl BuildXML, more: impl IntoIterator<Item = Element>) -> Result<Self, String> {
        let properties = repair::properties(read("properties", &properties.build())?, more);
        let Some(mut properties) = properties else { return Ok(Self::default()) };
        let mut used = Used::default();
        used.collect(&properties);
        bare_changes(&mut properties);
        let text = properties.to_text();
        let change = ["<w:ins/>", "<w:del/>"].iter().find_map(|bare| Some(text.find(bare)? + bare.len() - "/>".len()));
        Ok(Self { text, number: None, change, used })
    }
}

/// Takes from changes what docx-rs writes about them.
fn bare_changes(element: &mut Element) {
    if matches!(element.name.as_str(), "w:ins" | "w:del") {
        element.attributes.clear();
    }
    element.elements_mut().for_each(bare_changes);
}

/// Looks by what they are the looks of; those that are asked for often come first.
struct Known<K>(Vec<(K, Rc<Look>)>);

impl<K> Default for Known<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K> Known<K> {
    /// The look that is known for what is asked, made where it is not.
    ///
    /// # Errors
    /// As making it.
    fn get(&mut self, is: impl Fn(&K) -> bool, make: impl FnOnce() -> Result<(K, Look), String>) -> Result<Rc<Look>, String> {
        if let Some(known) = self.find(is) {
            return Ok(known);
        }
        let (key, look) = make()?;
        Ok(self.add(key, look))
    }

    fn find(&mut self, is: impl Fn(&K) -> bool) -> Option<Rc<Look>> {
        let at = self.0.iter().position(|(known, _)| is(known))?;
        self.0.swap(at, at / 2);
        self.0.get(at / 2).map(|(_, look)| Rc::clone(look))
    }

    fn add(&mut self, key: K, look: Look) -> Rc<Look> {
        let look = Rc::new(look);
        self.0.truncate(MOST - 1);
        self.0.push((key, Rc::clone(&look)));
        look
    }
}

/// The looks of documents written on this thread.
#[derive(Default)]
pub(super) struct Looks {
    /// Without the number of the instance of numbering, which is each list's own.
    paragraphs: Known<ParagraphLook>,
    words: Known<WordsLook>,
    cells: Known<CellLook>,
    rows: Known<RowLook>,
    tables: Known<TableLook>,
}

/// What a row looks like.
#[derive(PartialEq)]
pub(super) struct RowLook {
    /// Whether a page may break it.
    pub may_break: bool,
    pub mark: Option<Mark>,
    /// How many columns are left after its last cell.
    pub columns_after: usize,
    /// Whether it is repeated on every page.
    pub repeated: bool,
}

/// What a table looks like.
#[derive(PartialEq)]
pub(super) struct TableLook {
    /// `None` for one that nobody sees.
    pub style: Option<&'static str>,
    pub grid: Vec<usize>,
    /// Whether the first row and the first cells head the others.
    pub heads: (bool, bool),
}

impl Looks {
    /// # Errors
    /// As all looks: when docx-rs built something that is not XML.
    pub fn paragraph(&mut self, look: &ParagraphLook) -> Result<Rc<Look>, String> {
        let level = |look: &ParagraphLook| look.numbering.map(|(_, level)| level);
        let alike = |known: &ParagraphLook| {
            level(known) == level(look) && (known == look || *known == ParagraphLook { numbering: known.numbering, ..look.clone() })
        };
        self.paragraphs.get(alike, || Ok((look.clone(), of_paragraph(look)?)))
    }

    pub fn words(&mut self, look: &WordsLook) -> Result<Rc<Look>, String> {
        self.words.get(
            |known| known == look,
            || {
                let run = look.style.map_or_else(Run::new, |style| Run::new().style(style));
                let run = if look.strong { run.bold() } else { run };
                let run = if look.emphasis { run.italic() } else { run };
                let run = if let Some(colour) = &look.colour { run.color(colour.as_str()) } else { run };
                Ok((look.clone(), Look::of(&run.run_property, [])?))
            },
        )
    }

    pub fn cell(&mut self, look: &CellLook) -> Result<Rc<Look>, String> {
        let make = || {
            let mut cell = TableCell::new().width(look.width, WidthType::Dxa);
            if look.span > 1 {
                cell = cell.grid_span(look.span);
            }
            if let Some((size, colour)) = &look.rule {
                cell = cell.set_borders(styles::header_rule(*size, colour));
            }
            let margins = match look.padding {
                [None, None] => None,
                [Some(left), None] => Some(CellMargins::new().margin_left(left, WidthType::Dxa)),
                [None, Some(right)] => Some(CellMargins::new().margin_right(right, WidthType::Dxa)),
                [Some(left), Some(right)] => Some(CellMargins::new().margin_left(left, WidthType::Dxa).margin_right(right, WidthType::Dxa)),
            };
            let property = margins.into_iter().fold(cell.property, docx_rs::TableCellProperty::margins);
            Ok((look.clone(), Look::of(&property, [])?))
        };
        self.cells.get(|known| known == look, make)
    }

    pub fn row(&mut self, look: RowLook) -> Result<Rc<Look>, String> {
        if let Some(known) = self.rows.find(|known| *known == look) {
            return Ok(known);
        }
        let row = if look.may_break { TableRow::new(Vec::new()) } else { TableRow::new(Vec::new()).cant_split() };
        let row = match look.mark {
            None => row,
            Some(Mark::Inserted) => row.insert(Insert::new_with_empty()),
            Some(Mark::Deleted) => row.delete(Delete::new()),
        };
        let after = (look.columns_after > 0).then(|| repair::columns_after(look.columns_after));
        let made = Look::of(&row.property, after.into_iter().chain(look.repeated.then(repair::repeated)))?;
        Ok(self.rows.add(look, made))
    }

    pub fn table(&mut self, style: Option<&'static str>, grid: &[usize], heads: (bool, bool)) -> Result<Rc<Look>, String> {
        let alike = |known: &TableLook| known.style == style && known.heads == heads && known.grid == grid;
        let make = || {
            let table = match style {
                Some(style) => tables::fixed(Vec::new(), grid).style(style),
                None => tables::invisible(Vec::new(), grid),
            };
            let (first_row, first_cells) = heads;
            let more = (first_row || first_cells).then(|| repair::look(first_row, first_cells));
            Ok((TableLook { style, grid: grid.to_vec(), heads }, Look::of(&table.property, more)?))
        };
        self.tables.get(alike, make)
    }
}

/// The look of a paragraph. The number of the instance is no part of it.
fn of_paragraph(look: &ParagraphLook) -> Result<Look, String> {
    let mut paragraph = look.style.map_or_else(Paragraph::new, |style| Paragraph::new().style(style));
    if let Some((_, level)) = look.numbering {
        paragraph = paragraph.numbering(NumberingId::new(0), IndentLevel::new(level));
    }
    if let Some((left, hanging)) = look.indent {
        paragraph = paragraph.indent(Some(left), hanging.map(SpecialIndentType::Hanging), None, None);
    }
    if let Some(spacing) = look.spacing {
        let lines = spacing.before.into_iter().fold(LineSpacing::new(), LineSpacing::before);
        paragraph = paragraph.line_spacing(spacing.after.into_iter().fold(lines, LineSpacing::after));
    }
    if look.keep_next {
        paragraph = paragraph.keep_next(true);
    }
    if look.page_break_before {
        paragraph = paragraph.page_break_before(true);
    }
    if look.flush_right {
        paragraph = paragraph.align(AlignmentType::Right);
    }
    if let Some((size, colour)) = &look.rule {
        paragraph.property = paragraph.property.set_borders(styles::head_rule(*size, colour));
    }
    if let Some(Frame { width, top }) = look.frame {
        let frame = FrameProperty::new().width(width).wrap("around").v_anchor("page").h_anchor("margin").x_align("right").y(top);
        paragraph.property.frame_property = Some(frame);
    }
    let end = &mut paragraph.property.run_property;
    match look.end {
        None => {}
        Some(Mark::Inserted) => end.ins = Some(Insert::new_with_empty()),
        Some(Mark::Deleted) => end.del = Some(Delete::new()),
    }
    let mut made = Look::of(&paragraph.property, [])?;
    if look.numbering.is_some() {
        let before = "<w:numId w:val=\"";
        let at = made.text.find(before).ok_or("a numbered paragraph without its number")? + before.len();
        made.text.remove(at);
        (made.number, made.change) = (Some(at), made.change.map(|change| change - 1));
        made.used.instances.clear();
    }
    Ok(made)
}

thread_local! {
    pub(super) static LOOKS: RefCell<Looks> = RefCell::default();
}
