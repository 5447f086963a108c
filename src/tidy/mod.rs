//! Tidying turns the text of a source into the same source, evenly set: comments, order and values stay.

mod json;
mod text;
mod toml;

use crate::diag::{Diagnostic, Message, Place, codes};
use crate::read::{self, Format, Source};

/// The widest line, in characters, that a list or a JSON object is kept on. Longer ones get a line for each entry.
const WIDTH: usize = 120;

/// The text of a source, tidied. Its line ends stay what its first line has, a byte order mark stays, and texts and
/// comments become Unicode normalisation form C; nothing else changes within a text of several lines. Tidying twice is
/// tidying once.
///
/// # Errors
/// When what came out would say anything else than what went in: a fault of ours (`internal-fault`).
pub fn tidy(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let original = source.text();
    let (mark, body) = match original.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", original),
    };
    let body = body.replace("\r\n", "\n");
    let tidied = match source.format() {
        Format::Toml => toml::tidy(&body),
        Format::Json => json::tidy(&body),
    };
    let Some(tidied) = tidied else { return Err(vec![changed(source)]) };
    let whole = format!("{mark}{}", text::with_line_ends_of(&tidied, original));
    let again = read::read(source.file().clone(), whole.as_bytes()).map_err(|_| vec![changed(source)])?;
    if again.value() != source.value() || comments(source, &body) != comments(source, &tidied) {
        return Err(vec![changed(source)]);
    }
    Ok(whole)
}

/// The comments of a text, where its language has any.
fn comments(source: &Source, text: &str) -> Vec<String> {
    match source.format() {
        Format::Toml => toml::comments(text),
        Format::Json => Vec::new(),
    }
}

fn changed(source: &Source) -> Diagnostic {
    let message = Message::new(
        "filen gick inte att snygga till utan att innehållet hade ändrats, så den är lämnad som den är",
        "the file could not be tidied without changing what it says, so it is left as it is",
    );
    Diagnostic::error(codes::INTERNAL_FAULT, Place::File(source.file().clone()), message).hint(
        "felet är Kanslis och inte ditt: rapportera det och bifoga filen",
        "the fault is Kansli's and not yours: report it and attach the file",
    )
}
