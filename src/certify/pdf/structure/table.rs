//! The walk through a table turns its rows into cells with their places, spans and what they head (ISO 32000-1, 14.8.4.3.4).

use lopdf::{Dictionary, Object};

use super::{Context, Walk};
use crate::certify::found::{Heads, Place};
use crate::certify::pdf::font::{get, resolve};

impl<'d> Walk<'_, 'd> {
    pub(super) fn table(&mut self, kids: &'d Object, context: Context) {
        self.open = false;
        let mut rows = Vec::new();
        self.rows(kids, &mut rows, 0);
        for (row, (cells, row_element)) in rows.into_iter().enumerate() {
            let page = self.page(row_element).or(context.page);
            let list = match resolve(self.pages.document, cells) {
                Object::Array(list) => list.as_slice(),
                single => std::slice::from_ref(single),
            };
            let mut column = 0;
            for kid in list {
                let element = resolve(self.pages.document, kid).as_dict().ok();
                let role = element.map(|element| self.role(element)).unwrap_or_default();
                let span = element.map_or(1, |element| self.span(element));
                let heads = element.filter(|_| role == b"TH").map_or(Heads::Nothing, |element| self.heads(element));
                let cell = Some(Place { row, column, span, heads });
                let deeper = context.deeper + 3;
                if matches!(role.as_slice(), b"TH" | b"TD") {
                    self.kid(kid, Context { cell, depth: 0, page, link: None, deeper });
                } else {
                    self.problems.unreadable("en tabellrad innehåller annat än celler", "a table row holds something else than cells");
                }
                column += span;
            }
        }
    }

    /// The columns that a cell spans, from its attributes (ISO 32000-1, 14.8.5.7); 1 unless stated.
    fn span(&self, element: &'d Dictionary) -> usize {
        let spans = self.attributes(element, b"ColSpan").filter_map(|span| usize::try_from(span.as_i64().ok()?).ok());
        spans.max().unwrap_or(1).clamp(1, 1000)
    }

    /// What a header cell heads, from its attributes; a column unless stated.
    fn heads(&self, element: &'d Dictionary) -> Heads {
        let scope = self.attributes(element, b"Scope").find_map(|scope| scope.as_name().ok());
        if scope == Some(b"Row") { Heads::Row } else { Heads::Column }
    }

    /// The values of an attribute of an element (ISO 32000-1, 14.7.5).
    fn attributes(&self, element: &'d Dictionary, key: &'d [u8]) -> impl Iterator<Item = &'d Object> {
        let document = self.pages.document;
        let list = match get(document, element, b"A") {
            Some(Object::Array(list)) => list.as_slice(),
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        list.iter().filter_map(move |entry| get(document, resolve(document, entry).as_dict().ok()?, key))
    }

    fn rows(&mut self, kids: &'d Object, rows: &mut Vec<(&'d Object, &'d Dictionary)>, deeper: usize) {
        let document = self.pages.document;
        let list = match resolve(document, kids) {
            Object::Array(list) => list.as_slice(),
            single => std::slice::from_ref(single),
        };
        for kid in list {
            let element = resolve(document, kid).as_dict().ok();
            let role = element.map(|element| self.role(element)).unwrap_or_default();
            let inner = element.and_then(|element| element.get(b"K").ok());
            match (role.as_slice(), element, inner) {
                (b"TR", Some(element), Some(inner)) => rows.push((inner, element)),
                (b"THead" | b"TBody" | b"TFoot", _, Some(inner)) if deeper < 4 => self.rows(inner, rows, deeper + 1),
                (b"TR" | b"THead" | b"TBody" | b"TFoot", _, None) => {}
                _ => self.problems.unreadable("en tabell innehåller annat än rader", "a table holds something else than rows"),
            }
        }
    }
}
