//! Marked content turns its beginnings and ends into owners of texts, and into what is read out in their place (ISO 32000-1, 14.6
//! and 14.9.4).

use super::{DEEPEST, Interpreter, Mark, Owner, Unseen};
use crate::certify::normal::plain;
use crate::certify::pdf::font;
use crate::certify::pdf::lexer::Operand;

impl Interpreter<'_> {
    pub(super) fn begin(&mut self, operator: &[u8], operands: &[Operand]) {
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

    pub(super) fn end(&mut self, operator: &[u8]) {
        let Some(mark) = self.marks.pop() else { return self.refuse(operator) };
        let Some((words, from)) = mark.replacement else { return };
        let texts = self.page.texts.get_mut(from..).unwrap_or_default();
        let shown: String = texts.iter().map(|text| text.words.as_str()).collect();
        if plain(&shown) == plain(&words) {
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
}
