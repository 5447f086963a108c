//! Words so long that they must be broken somewhere.

use crate::check::context::Context;
use crate::diag::{Diagnostic, Message, codes, shortened};

use super::MOST_IN_ONE_TEXT;

/// The longest stretch of characters that is let pass without a place to break.
const LONGEST: usize = 40;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for text in context.prose() {
        let mut told = 0;
        for word in text.text.split_whitespace() {
            if word.len() <= LONGEST {
                continue;
            }
            if word.contains("://") || word.contains("mailto:") || word.contains('@') || told == MOST_IN_ONE_TEXT {
                continue;
            }
            let pieces = word.split(['-', '/', '–', '—', '\u{ad}', '\u{200b}', '\u{2010}', '…', '_', '*']);
            let Some(piece) = pieces.max_by_key(|piece| piece.len()) else { continue };
            let length = piece.chars().count();
            if length <= LONGEST {
                continue;
            }
            told += 1;
            let start = piece.as_ptr() as usize - text.text.as_ptr() as usize;
            let message = Message::new(
                format!("ett ord på {length} tecken får inte säkert plats på en rad: ”{}”", shortened(piece)),
                format!("a word of {length} characters may not fit on a line: “{}”", shortened(piece)),
            );
            out.push(Diagnostic::warning(codes::LONG_WORD, context.stretch(text, start..start + piece.len()), message).hint(
                "sätt in mellanslag eller bindestreck, annars bryts ordet var som helst",
                "put in spaces or hyphens, or it will be broken anywhere",
            ));
        }
    }
    out
}
