//! Measuring turns words and the theme's fonts into lengths, so that writers know beforehand what fits a line and a page.

use std::cell::OnceCell;

use ttf_parser::Face;

use crate::model::{Block, Body, Cell, Inline, List, Row, RowRole, Run, Style, Table};
use crate::theme::{CellLook, Theme};

/// Points in a millimetre.
pub(super) const MM: f64 = 72.0 / 25.4;

/// A row at least this share of the text's height may be split over pages: it is not worth moving whole.
const TALL_ROW: f64 = 0.25;

/// A table of so many rows at most, and of this share of the text's height, stays on one page.
const SMALL_TABLE: (usize, f64) = (5, 0.4);

/// Where a line is set: how large, how heavy and how wide at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    /// Size of the type in points.
    pub size: f64,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Width of the line in points.
    pub width: f64,
}

/// The faces of the theme's family.
pub(super) struct Faces<'a>(Vec<Drawn<'a>>);

/// A face, with what is asked of it for every character.
struct Drawn<'a> {
    face: Face<'a>,
    bold: bool,
    italic: bool,
    unit: f64,
    /// How far each of the first characters of Unicode moves the pen, in the face's own unit.
    narrow: OnceCell<Vec<u16>>,
}

/// The characters whose advances are looked up once: Latin letters and signs.
const NARROW: u32 = 0x180;

impl<'a> Drawn<'a> {
    fn new(face: Face<'a>) -> Self {
        let (bold, italic, unit) = (face.is_bold(), face.is_italic(), f64::from(face.units_per_em()));
        Self { face, bold, italic, unit, narrow: OnceCell::new() }
    }

    fn look_up(&self, character: char) -> u16 {
        self.face.glyph_index(character).and_then(|glyph| self.face.glyph_hor_advance(glyph)).unwrap_or(0)
    }

    fn advance(&self, character: char) -> u16 {
        let narrow = || (0..NARROW).map(|code| char::from_u32(code).map_or(0, |character| self.look_up(character))).collect();
        let code = u32::from(character);
        if code >= NARROW {
            return self.look_up(character);
        }
        self.narrow.get_or_init(narrow).get(code as usize).copied().unwrap_or(0)
    }
}

impl<'a> Faces<'a> {
    /// Opens the theme's fonts; `None` when one of them is no font, or there is none.
    pub fn open(theme: &'a Theme) -> Option<Self> {
        let faces: Vec<_> = theme.font_data.iter().map(|data| Face::parse(data, 0).ok().map(Drawn::new)).collect::<Option<_>>()?;
        (!faces.is_empty()).then_some(Self(faces))
    }

    fn face(&self, bold: bool, italic: bool) -> Option<&Drawn<'a>> {
        self.0.iter().find(|face| face.bold == bold && face.italic == italic).or(self.0.first())
    }

    /// Height above the baseline and depth below it, as fractions of the size; both positive.
    #[cfg(feature = "pdf")]
    pub fn edges(&self) -> (f64, f64) {
        self.face(false, false)
            .map_or((0.9, 0.2), |face| (f64::from(face.face.ascender()) / face.unit, -f64::from(face.face.descender()) / face.unit))
    }

    /// How far a character moves the pen, in points.
    pub fn advance(&self, character: char, style: Style, at: Measure) -> f64 {
        self.face(at.bold || style.strong, style.emphasis).map_or(0.0, |face| f64::from(face.advance(character)) / face.unit * at.size)
    }

    /// Width of some text on one line, in points.
    #[cfg(feature = "pdf")]
    pub fn width(&self, text: &str, style: Style, at: Measure) -> f64 {
        text.chars().map(|character| self.advance(character, style, at)).sum()
    }

    /// How many lines runs fill that break between words, at least one. What is wider than the line counts as broken
    /// where the line ends.
    pub fn lines<'r>(&self, runs: impl IntoIterator<Item = &'r Run>, at: Measure) -> usize {
        let (mut lines, mut line, mut word, mut spaces) = (1_usize, 0.0, 0.0, 0.0);
        let mut close = |word: &mut f64, spaces: &mut f64| {
            if *word <= 0.0 {
                return;
            }
            if line > 0.0 && line + *spaces + *word > at.width {
                (lines, line) = (lines + 1, 0.0);
            } else {
                line += *spaces;
            }
            line += *word;
            while line > at.width && at.width > 0.0 {
                (lines, line) = (lines + 1, line - at.width);
            }
            (*word, *spaces) = (0.0, 0.0);
        };
        for run in runs {
            let mut before = None;
            for character in run.text.chars() {
                let advance = self.advance(character, run.style, at);
                // A line may also end after a dash or a slash, and after a hyphen that no digit follows.
                let breaks = match before {
                    Some('–' | '—' | '/') => true,
                    Some('-') => !character.is_ascii_digit(),
                    _ => false,
                };
                if character == ' ' {
                    close(&mut word, &mut spaces);
                    spaces += advance;
                } else {
                    if breaks {
                        close(&mut word, &mut spaces);
                    }
                    word += advance;
                }
                before = Some(character);
            }
        }
        close(&mut word, &mut spaces);
        lines
    }
}

/// A table with the heights of its rows, in points.
pub(super) struct TableMeasure<'a> {
    faces: &'a Faces<'a>,
    theme: &'a Theme,
    table: &'a Table,
    pub look: CellLook,
    /// Width of the table.
    width: f64,
    /// Height of the header row; 0 where there is none.
    pub header: f64,
    pub rows: Vec<f64>,
}

impl<'a> TableMeasure<'a> {
    /// Measures a table as wide as the text.
    pub fn new(faces: &'a Faces<'a>, theme: &'a Theme, table: &'a Table) -> Self {
        let look = theme.table.of(table);
        let mut measure = Self { faces, theme, table, look, width: text_width(theme), header: 0.0, rows: Vec::new() };
        if !table.header.is_empty() {
            measure.header = measure.height(&table.header, true);
        }
        measure.rows = table.rows.iter().map(|row| measure.row(row)).collect();
        measure
    }

    /// The line in a cell that begins in a column and reaches over `span` of them.
    pub fn cell(&self, column: usize, span: usize, bold: bool) -> Measure {
        let share: f64 = self.table.columns.iter().skip(column).take(span).map(|column| column.width).sum();
        let width = (self.width * share - 2.0 * self.look.beside_mm * MM).max(self.look.size_pt);
        Measure { size: self.look.size_pt, bold, width }
    }

    fn row(&self, row: &Row) -> f64 {
        let section = row.role == RowRole::Section;
        self.height(&row.cells, section) + if section { self.theme.table.section_pt } else { 0.0 }
    }

    fn height(&self, cells: &[Cell], bold: bool) -> f64 {
        let mut column = 0;
        let mut height = self.look.leading_pt;
        for cell in cells {
            let at = self.cell(column, cell.span, bold || (self.table.row_headers && column == 0));
            height = height.max(self.blocks(&cell.blocks, at));
            column += cell.span;
        }
        height + 2.0 * self.look.padding_mm * MM
    }

    fn blocks(&self, blocks: &[Block], at: Measure) -> f64 {
        let gaps = blocks.len().saturating_sub(1) as f64 * self.theme.table.paragraph_pt;
        let heights = blocks.iter().map(|block| match &block.body {
            Body::Paragraph { content } => self.faces.lines(content.iter().flat_map(Inline::runs), at) as f64 * self.look.leading_pt,
            Body::List(list) => self.list(list, at),
            Body::Heading(_) | Body::Table(_) | Body::Signatures(_) => self.look.leading_pt,
        });
        gaps + heights.sum::<f64>()
    }

    fn list(&self, list: &List, at: Measure) -> f64 {
        let inner = Measure { width: at.width - self.theme.table.indent_mm * MM, ..at };
        list.items.iter().map(|item| self.blocks(&item.blocks, inner) + self.theme.table.item_pt).sum()
    }

    /// Height of the whole table.
    pub fn whole(&self) -> f64 {
        self.header + self.rows.iter().sum::<f64>()
    }

    /// Whether a row, by its place from 0, may be split over pages.
    pub fn is_tall(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|height| *height > TALL_ROW * text_height(self.theme))
    }

    /// Whether the table is so small that it stays on one page.
    pub fn is_small(&self) -> bool {
        let (rows, share) = SMALL_TABLE;
        self.rows.len() <= rows && self.whole() <= share * text_height(self.theme)
    }

    /// Height of what the table must begin with on its first page: the header row, rows that name the rows below them, and
    /// one row, or the beginning of a tall one.
    #[cfg(feature = "pdf")]
    pub fn beginning(&self) -> f64 {
        let sections = self.table.rows.iter().take_while(|row| row.role == RowRole::Section).count();
        let first = self.rows.get(sections).copied().unwrap_or_default();
        let first = if self.is_tall(sections) { self.tall_beginning() } else { first };
        self.header + self.rows.iter().take(sections).sum::<f64>() + first
    }

    /// Height that a tall row needs at the foot of a page to begin there: three lines.
    #[cfg(feature = "pdf")]
    pub fn tall_beginning(&self) -> f64 {
        3.0 * self.look.leading_pt + self.look.padding_mm * MM
    }
}

/// Height of the text on a page, in points.
fn text_height(theme: &Theme) -> f64 {
    (theme.page.height_mm - theme.page.top_mm - theme.page.bottom_mm) * MM
}

/// Width of the text, in points.
pub(super) fn text_width(theme: &Theme) -> f64 {
    (theme.page.width_mm - theme.page.left_mm - theme.page.right_mm) * MM
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Pointer};
    use crate::world::BuiltIn;

    fn run(text: &str) -> Run {
        Run { text: text.into(), style: Style::default(), origin: Origin::Field(Pointer::root()) }
    }

    #[test]
    fn lines_break_where_pages_break_them() {
        let theme = Theme::load(&BuiltIn, "standard").unwrap();
        let faces = Faces::open(&theme).unwrap();
        let at = |width: f64| Measure { size: 10.5, bold: true, width };
        let lines = |text: &str, width: f64| faces.lines(&[run(text)], at(width));
        assert_eq!(lines("", 100.0), 1);
        assert_eq!(lines("För Kommunernas förbund", 200.0), 1);
        assert_eq!(lines("För Kommunerna i Västra länet genom Kommunernas förbund i länet", 200.0), 2);
        assert_eq!(lines("ord ord ord", 30.0), 3);
        // A date holds together, a range of years does not; what is wider than the line breaks anywhere.
        assert_eq!((lines("2021-03-15", 40.0), lines("vård-och", 30.0), lines("2021–2024", 30.0)), (2, 2, 2));
    }
}
