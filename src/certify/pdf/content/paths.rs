//! Paths turn lines and rectangles into what is drawn on the page, or clipped (ISO 32000-1, 8.5).

use super::{Interpreter, LINE};
use crate::certify::pdf::colour;
use crate::certify::pdf::lexer::Operand;
use crate::certify::pdf::matrix::Rect;

impl Interpreter<'_> {
    pub(super) fn construct(&mut self, operator: &[u8], operands: &[Operand]) {
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

    pub(super) fn paint(&mut self, operator: &[u8]) {
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
