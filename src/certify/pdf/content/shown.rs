//! Shown text turns codes of a font into words with their places (ISO 32000-1, 9.4).

use std::rc::Rc;

use super::{Interpreter, Owner, Text, Unseen};
use crate::certify::pdf::colour;
use crate::certify::pdf::font::{self, Font};
use crate::certify::pdf::lexer::Operand;
use crate::certify::pdf::matrix::{Matrix, Rect};

impl Interpreter<'_> {
    pub(super) fn font(&mut self, name: &[u8]) -> Option<Rc<Font>> {
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

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    pub(super) fn show(&mut self, operand: Option<&Operand>) {
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
}
