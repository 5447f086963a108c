//! Identity numbers of persons are veiled in whatever is printed.

use std::ops::Range;

use crate::cli::excerpt::{hide, identity_numbers};
use crate::cli::texts::Texts;
use crate::diag::{Diagnostic, Message, codes};

/// Where the source holds identity numbers: these are never printed.
pub fn hidden(texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Range<usize>> {
    let reported = diagnostics
        .iter()
        .filter(|diagnostic| [codes::IDENTITY_NUMBER, codes::COORDINATION_NUMBER].contains(&diagnostic.code))
        .flat_map(|diagnostic| std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|(place, _)| place)))
        .filter_map(|place| texts.locate(place).range);
    texts.text().map(identity_numbers).unwrap_or_default().into_iter().chain(reported).collect()
}

/// The same diagnostics; whatever value a message tells of, it shows no identity number.
pub fn veiled(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let veil = |message: &mut Message| {
        for text in [&mut message.sv, &mut message.en] {
            let hidden = identity_numbers(text);
            if !hidden.is_empty() {
                *text = hide(text, &(0..text.len()), &hidden);
            }
        }
    };
    let mut diagnostics = diagnostics.to_vec();
    for diagnostic in &mut diagnostics {
        veil(&mut diagnostic.message);
        diagnostic.hint.iter_mut().for_each(veil);
        diagnostic.related.iter_mut().for_each(|(_, message)| veil(message));
    }
    diagnostics
}
