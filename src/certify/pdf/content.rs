//! The interpreter turns a page's content stream into texts with their places, and drawn lines (ISO 32000-1, 8 and 9).

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, ObjectId};

use super::colour::{self, Colour, Space};
use super::font::{self, Font};
use super::lexer::{Lexer, Operand};
use super::matrix::{Matrix, Rect};

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

    fn font(&mut self, name: &[u8]) -> Option<Rc<Font>> {
        if let Some(font) = self.named_fonts.get(name) {
            return font.clone();
        }
        let font = self.read_font(name);
        self.named_fonts.insert(name.to_vec(), font.clone());
        font
    }

    fn read_font(&mut self, name: &[u8]) -> Option<Rc<Font>> {
        let (document, resources) = (self.document, self.resources);
        let entry = font::get(document, resources, b"Font")?.as_dict().ok()?.get(name).ok()?;
        match entry.as_reference() {
            Ok(id) => {
                let read = || font::resolve(document, entry).as_dict().ok().and_then(|font| Font::read(document, font)).map(Rc::new);
                self.fonts.entry(id).or_insert_with(read).clone()
            }
            Err(_) => entry.as_dict().ok().and_then(|font| Font::read(document, font)).map(Rc::new),
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn show(&mut self, operand: Option<&Operand>) {
        let Some(font) = self.state.font.clone() else { return self.refuse(b"Tj") };
        let single;
        let parts = match operand {
            Some(Operand::Array(parts)) => parts.as_slice(),
            Some(text @ Operand::Text(_)) => {
                single = [text.clone()];
                &single
            }
            _ => return self.refuse(b"Tj"),
        };
        let state = &self.state;
        let matrix =
            Matrix([state.size * state.scaling, 0.0, 0.0, state.size, 0.0, state.rise]).then(&self.text_matrix).then(&state.matrix);
        let (mut words, mut x, mut unreadable) = (String::new(), 0.0, false);
        // In units of the size: where the visible characters begin and end.
        let (mut from, mut to): (Option<f64>, f64) = (None, 0.0);
        let spacing = |amount: f64| if state.size == 0.0 { 0.0 } else { amount / state.size };
        for part in parts {
            match part {
                Operand::Number(value) => x -= value / 1000.0,
                Operand::Text(codes) => {
                    for glyph in font.glyphs(codes) {
                        let end = x + glyph.width / 1000.0;
                        match glyph.characters {
                            Some(characters) => {
                                if !characters.chars().all(char::is_whitespace) {
                                    to = if from.is_none() { end } else { to.max(end) };
                                    from = Some(from.map_or(x, |from| from.min(x)));
                                }
                                words.push_str(characters);
                            }
                            None => unreadable = true,
                        }
                        x = end + spacing(state.character_spacing) + if glyph.space { spacing(state.word_spacing) } else { 0.0 };
                    }
                }
                _ => unreadable = true,
            }
        }
        let area = from.map(|from| matrix.area(Rect::new(from, font.descent / 1000.0, to, font.ascent / 1000.0)));
        let (start, end) = (matrix.point(0.0, 0.0), matrix.point(x, 0.0));
        let size = matrix.height();
        let owner = self.marks.iter().rev().map(|mark| mark.owner).find(|owner| *owner != Owner::None).unwrap_or(Owner::None);
        let unseen = self.unseen(area, size);
        let upright = matrix.is_upright();
        self.page.texts.push(Text {
            words,
            owner,
            area,
            start: start.0,
            end: end.0,
            baseline: start.1,
            size,
            bold: font.bold,
            italic: font.italic,
            unseen,
        });
        self.text_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x * self.state.size * self.state.scaling, 0.0]).then(&self.text_matrix);
        if unreadable {
            self.refuse(b"glyph");
        }
        if !upright {
            self.refuse(b"Tm");
        }
    }

    /// Why a text with this box can't be seen.
    fn unseen(&self, area: Option<Rect>, size: f64) -> Option<Unseen> {
        let (area, state) = (area?, &self.state);
        let colour = if state.mode == 1 || state.mode == 5 { state.stroke.1 } else { state.fill.1 };
        if !(0..=2).contains(&state.mode) {
            Some(Unseen::Mode)
        } else if state.transparent {
            Some(Unseen::Transparent)
        } else if !colour.is_some_and(colour::is_dark) {
            Some(Unseen::Colour)
        } else if state.clip.is_some_and(|clip| !clip.grown(1.0).contains(&area)) {
            Some(Unseen::Clipped)
        } else if size < 5.0 || area.width() < 0.1 {
            Some(Unseen::Tiny)
        } else {
            None
        }
    }

    fn begin(&mut self, operator: &[u8], operands: &[Operand]) {
        let (document, resources) = (self.document, self.resources);
        let tag = operands.first().and_then(Operand::name).unwrap_or_default();
        if tag == b"OC" {
            self.refuse(tag);
        }
        if self.marks.len() >= DEEPEST {
            self.refuse(operator);
        }
        let (mut number, mut replacement) = (None, None);
        match operands.get(1) {
            Some(Operand::Name(name)) => {
                let named = font::get(document, resources, b"Properties").and_then(|all| all.as_dict().ok());
                let named = named.and_then(|all| font::get(document, all, name)).and_then(|entry| entry.as_dict().ok());
                let of = |key: &[u8]| named.and_then(|dictionary| font::get(document, dictionary, key));
                number = of(b"MCID").and_then(|number| number.as_i64().ok());
                replacement = of(b"ActualText").and_then(|text| text.as_str().ok()).map(font::text_string);
            }
            Some(direct) => {
                number = direct.get(b"MCID").map(|number| number.number() as i64);
                replacement = match direct.get(b"ActualText") {
                    Some(Operand::Text(text)) => Some(font::text_string(text)),
                    _ => None,
                };
            }
            None => {}
        }
        let owner = match number {
            Some(number) => Owner::Content(number),
            None if tag == b"Artifact" => Owner::Artifact,
            None => Owner::None,
        };
        let replacement = replacement.map(|text| (text, self.page.texts.len()));
        self.marks.push(Mark { owner, replacement });
    }

    fn end(&mut self, operator: &[u8]) {
        let Some(mark) = self.marks.pop() else { return self.refuse(operator) };
        let Some((words, from)) = mark.replacement else { return };
        let texts = self.page.texts.get_mut(from..).unwrap_or_default();
        let shown: String = texts.iter().map(|text| text.words.as_str()).collect();
        if super::super::normal::plain(&shown) == super::super::normal::plain(&words) {
            return;
        }
        // What is read out is what counts as the words; a hyphen that only the line's end needs may differ.
        let harmless = shown.trim_end_matches(['-', '\u{2010}', '\u{ad}']) == words.trim_end_matches('\u{ad}');
        let mut words = Some(words);
        for text in texts {
            text.words = words.take().unwrap_or_default();
            if !harmless {
                text.unseen = Some(Unseen::Replaced);
            }
        }
        if words.is_some_and(|words| !words.trim().is_empty()) {
            self.refuse(b"ActualText");
        }
    }

    fn construct(&mut self, operator: &[u8], operands: &[Operand]) {
        let n = |at: usize| operands.get(at).map_or(0.0, Operand::number);
        let last = operands.len().saturating_sub(2);
        let to = self.state.matrix.point(n(last), n(last + 1));
        match operator {
            b"m" => (self.start, self.current) = (to, to),
            b"l" => {
                self.segments.push((self.current, to));
                self.current = to;
            }
            b"h" => {
                self.segments.push((self.current, self.start));
                self.current = self.start;
                return;
            }
            b"re" => {
                let area = self.state.matrix.area(Rect::new(n(0), n(1), n(0) + n(2), n(1) + n(3)));
                self.rectangles.push(area);
                self.path.extend([(area.left, area.bottom), (area.right, area.top)]);
                return;
            }
            _ => {
                for pair in 0..operands.len() / 2 {
                    self.path.push(self.state.matrix.point(n(pair * 2), n(pair * 2 + 1)));
                }
                self.current = to;
                return;
            }
        }
        self.path.push(to);
    }

    fn paint(&mut self, operator: &[u8]) {
        let all = Rect::around(&self.path);
        let stroked = matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        let filled = matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*");
        let seen = |colour: Option<f64>| colour.is_some_and(colour::is_dark) && !self.state.transparent;
        let clip = self.state.clip;
        let inside = |line: Rect| clip.map_or(Some(line), |clip| clip.grown(1.0).common(&line));
        if stroked && seen(self.state.stroke.1) && self.state.line_width > 0.05 {
            let edges = self.rectangles.iter().flat_map(|area| {
                let (left, right) = (area.left, area.right);
                [((left, area.top), (right, area.top)), ((left, area.bottom), (right, area.bottom))]
            });
            for ((x0, y0), (x1, y1)) in self.segments.iter().copied().chain(edges) {
                if (y0 - y1).abs() < 0.5 {
                    self.page.lines.extend(inside(Rect::new(x0.min(x1), y0, x0.max(x1), y1)));
                }
            }
        }
        if let (true, Some(all)) = (filled, all) {
            let single = self.rectangles.len() + usize::from(!self.segments.is_empty()) == 1;
            if all.height() <= LINE && single {
                if seen(self.state.fill.1) {
                    self.page.lines.extend(inside(all));
                }
            } else {
                self.page.areas.extend(inside(all));
            }
        }
        if std::mem::take(&mut self.clipping) {
            let area = all.unwrap_or(Rect::new(0.0, 0.0, 0.0, 0.0));
            let none = Rect::new(0.0, 0.0, 0.0, 0.0);
            self.state.clip = Some(self.state.clip.map_or(area, |clip| clip.common(&area).unwrap_or(none)));
        }
        self.path.clear();
        self.segments.clear();
        self.rectangles.clear();
    }
}
