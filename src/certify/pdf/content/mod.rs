//! The interpreter turns a page's content stream into texts with their places, and drawn lines (ISO 32000-1, 8 and 9).

mod marks;
mod paths;
mod shown;

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, ObjectId};

use crate::certify::pdf::colour::{self, Colour, Space};
use crate::certify::pdf::font::{self, Font};
use crate::certify::pdf::lexer::{Lexer, Operand};
use crate::certify::pdf::matrix::{Matrix, Rect};

/// Which marked content a text belongs to (ISO 32000-1, 14.6 and 14.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Content of the structure tree, by its number on the page.
    Content(i64),
    /// An artifact.
    Artifact,
    /// Neither.
    None,
}

/// Why a text is in the file but can't be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unseen {
    Mode,
    Colour,
    Transparent,
    Clipped,
    Tiny,
    /// Read out otherwise than it looks.
    Replaced,
}

/// A stretch of text that one operator shows.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub words: String,
    pub owner: Owner,
    /// The box of all characters but the spaces at both ends, from descent to ascent; `None` for spaces alone.
    pub area: Option<Rect>,
    /// Where the text begins and ends on the base line, spaces included.
    pub start: f64,
    pub end: f64,
    pub baseline: f64,
    /// Size of the type in points as it appears.
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    pub unseen: Option<Unseen>,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub texts: Vec<Text>,
    /// Horizontal lines that can be seen: strokes, and filled areas at most 3 points high.
    pub lines: Vec<Rect>,
    /// Larger filled areas.
    pub areas: Vec<Rect>,
    /// What the reader does not accept: operators in a content stream, by name.
    pub refused: Vec<String>,
}

/// Fonts that have been read, by object.
pub(super) type Fonts = BTreeMap<ObjectId, Option<Rc<Font>>>;

#[derive(Debug, Clone)]
struct State {
    matrix: Matrix,
    fill: Colour,
    stroke: Colour,
    transparent: bool,
    line_width: f64,
    clip: Option<Rect>,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    scaling: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

struct Mark {
    owner: Owner,
    /// The replacement text, and where the texts that it replaces begin.
    replacement: Option<(String, usize)>,
}

pub(super) struct Interpreter<'d> {
    document: &'d Document,
    resources: &'d Dictionary,
    fonts: &'d mut Fonts,
    /// Fonts and colour spaces of this page, by the names that its content uses.
    named_fonts: BTreeMap<Vec<u8>, Option<Rc<Font>>>,
    named_spaces: BTreeMap<Vec<u8>, Space>,
    page: Page,
    state: State,
    saved: Vec<State>,
    marks: Vec<Mark>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Vec<(f64, f64)>,
    segments: Vec<((f64, f64), (f64, f64))>,
    rectangles: Vec<Rect>,
    current: (f64, f64),
    start: (f64, f64),
    clipping: bool,
}

/// Deepest nesting of graphics states and of marked content.
const DEEPEST: usize = 256;

/// A filled area at most this high, in points, is a line.
const LINE: f64 = 3.0;

impl<'d> Interpreter<'d> {
    pub fn new(document: &'d Document, resources: &'d Dictionary, fonts: &'d mut Fonts) -> Self {
        let black = (Space::Grey, Some(0.0));
        let state = State {
            matrix: Matrix::IDENTITY,
            fill: black,
            stroke: black,
            transparent: false,
            line_width: 1.0,
            clip: None,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        Self {
            document,
            resources,
            fonts,
            named_fonts: BTreeMap::new(),
            named_spaces: BTreeMap::new(),
            page: Page::default(),
            state,
            saved: Vec::new(),
            marks: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Vec::new(),
            segments: Vec::new(),
            rectangles: Vec::new(),
            current: (0.0, 0.0),
            start: (0.0, 0.0),
            clipping: false,
        }
    }

    /// Reads the whole stream.
    pub fn run(mut self, bytes: &[u8]) -> Page {
        let (mut lexer, mut operands) = (Lexer::new(bytes), Vec::new());
        loop {
            match lexer.next(&mut operands) {
                Ok(Some(operator)) => self.operator(operator, &operands),
                Ok(None) => break,
                Err(_) => {
                    self.page.refused.push("?".to_owned());
                    break;
                }
            }
        }
        if !self.marks.is_empty() || !self.saved.is_empty() {
            self.page.refused.push("?".to_owned());
        }
        self.page
    }

    fn refuse(&mut self, operator: &[u8]) {
        let name = String::from_utf8_lossy(operator).into_owned();
        if !self.page.refused.contains(&name) {
            self.page.refused.push(name);
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &[Operand]) {
        let n = |at: usize| operands.get(at).map_or(0.0, Operand::number);
        match operator {
            b"q" if self.saved.len() < DEEPEST => self.saved.push(self.state.clone()),
            b"Q" => match self.saved.pop() {
                Some(state) => self.state = state,
                None => self.refuse(operator),
            },
            b"cm" => self.state.matrix = Matrix([n(0), n(1), n(2), n(3), n(4), n(5)]).then(&self.state.matrix),
            b"w" => self.state.line_width = n(0),
            b"J" | b"j" | b"M" | b"d" | b"i" | b"ri" => {}
            b"gs" => self.graphics_state(operands),
            b"BT" => (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"ET" => {}
            b"Tf" => {
                self.state.size = n(1);
                self.state.font = operands.first().and_then(Operand::name).and_then(|name| self.font(name));
                if self.state.font.is_none() {
                    self.refuse(operator);
                }
            }
            b"Tc" => self.state.character_spacing = n(0),
            b"Tw" => self.state.word_spacing = n(0),
            b"Tz" => self.state.scaling = n(0) / 100.0,
            b"TL" => self.state.leading = n(0),
            b"Ts" => self.state.rise = n(0),
            b"Tr" => self.state.mode = n(0) as i64,
            b"Td" => self.next_line(n(0), n(1)),
            b"TD" => {
                self.state.leading = -n(1);
                self.next_line(n(0), n(1));
            }
            b"Tm" => {
                self.line_matrix = Matrix([n(0), n(1), n(2), n(3), n(4), n(5)]);
                self.text_matrix = self.line_matrix;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" | b"TJ" => self.show(operands.first()),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands.first());
            }
            b"\"" => {
                (self.state.word_spacing, self.state.character_spacing) = (n(0), n(1));
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2));
            }
            b"BMC" | b"BDC" => self.begin(operator, operands),
            b"EMC" => self.end(operator),
            b"MP" | b"DP" => {}
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => self.construct(operator, operands),
            b"W" | b"W*" => self.clipping = true,
            b"n" | b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => self.paint(operator),
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" => {
                self.state.fill = self.colour(operator, operands, self.state.fill);
            }
            b"G" | b"RG" | b"K" | b"CS" | b"SC" | b"SCN" => {
                self.state.stroke = self.colour(&operator.to_ascii_lowercase(), operands, self.state.stroke);
            }
            _ => self.refuse(operator),
        }
    }

    /// The colour after an operator for fills.
    fn colour(&mut self, operator: &[u8], operands: &[Operand], before: Colour) -> Colour {
        let (document, resources) = (self.document, self.resources);
        let spaces = &mut self.named_spaces;
        let named = |name: &[u8]| match spaces.get(name) {
            Some(space) => *space,
            None => {
                let space = colour::named(document, resources, name);
                spaces.insert(name.to_vec(), space);
                space
            }
        };
        colour::set(operator, operands, before, named)
    }

    fn graphics_state(&mut self, operands: &[Operand]) {
        let (document, resources) = (self.document, self.resources);
        let dictionary = operands.first().and_then(Operand::name).and_then(|name| {
            let states = font::get(document, resources, b"ExtGState")?.as_dict().ok()?;
            font::get(document, states, name)?.as_dict().ok()
        });
        let Some(dictionary) = dictionary else { return self.refuse(b"gs") };
        for (key, value) in dictionary.iter() {
            let value = font::resolve(document, value);
            match key.as_slice() {
                b"ca" | b"CA" => self.state.transparent |= font::number(value).is_none_or(|alpha| alpha < 0.99),
                b"SMask" if value.as_name().ok() != Some(b"None") => self.state.transparent = true,
                b"BM" if !matches!(value.as_name(), Ok(b"Normal" | b"Compatible")) => self.state.transparent = true,
                b"LW" => self.state.line_width = font::number(value).unwrap_or(1.0),
                b"Font" => self.refuse(b"gs"),
                _ => {}
            }
        }
    }
}
