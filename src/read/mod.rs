//! Reading turns bytes into a [`Source`]: values and a span for every field.

mod bytes;
mod fields;
mod json;
mod lines;
mod nesting;
mod stretch;
mod syntax;
mod toml;
mod toml_words;

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use crate::diag::{Diagnostic, FieldPart, FileName, Message, Place, codes};
use crate::model::{Hash, Pointer};

use fields::Fields;

pub use lines::Lines;

/// The largest source that is read, in bytes: 8 MiB.
pub const MAXIMUM_BYTES: usize = 8 * 1024 * 1024;

/// How many tables and lists may stand inside one another in a source.
pub const MAXIMUM_DEPTH: usize = 32;

/// The language that a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON (RFC 8259), strictly.
    Json,
}

impl Format {
    /// The format that the end of a file's name stands for, in upper or lower case; `None` for any other end.
    pub fn of(file: &FileName) -> Option<Self> {
        let ending = file.as_str().rsplit_once('.')?.1;
        if ending.eq_ignore_ascii_case("toml") {
            Some(Self::Toml)
        } else if ending.eq_ignore_ascii_case("json") {
            Some(Self::Json)
        } else {
            None
        }
    }
}

/// A source as it was read. Texts are in Unicode normalisation form C with `\n` between lines; dates of TOML are texts.
#[derive(Debug, Clone)]
pub struct Source {
    file: FileName,
    format: Format,
    text: String,
    lines: Lines,
    hash: Hash,
    value: Arc<Value>,
    fields: Fields,
}

/// Reads a source. The format follows from the end of the file's name; a UTF-8 byte order mark is passed over.
///
/// # Errors
/// Every fault that can be found in one run: the name ends in neither `.toml` nor `.json`; the file is empty, larger
/// than [`MAXIMUM_BYTES`], not UTF-8 or holds control characters; tables and lists stand deeper than [`MAXIMUM_DEPTH`];
/// the rules of TOML or JSON are broken; a key stands twice in one table; a number is out of range; the whole is no table.
pub fn read(file: FileName, bytes: &[u8]) -> Result<Source, Vec<Diagnostic>> {
    let format = Format::of(&file).ok_or_else(|| vec![unknown_format(&file)])?;
    let text = bytes::decode(&file, bytes)?;
    if let Some(range) = nesting::too_deep(text, format) {
        return Err(vec![too_deep(&file, range)]);
    }
    let (value, fields) = match format {
        Format::Toml => toml::read(&file, text)?,
        Format::Json => json::read(&file, text)?,
    };
    Ok(Source { file, format, text: text.to_owned(), lines: Lines::of(text), hash: Hash::of(bytes), value: Arc::new(value), fields })
}

fn unknown_format(file: &FileName) -> Diagnostic {
    let word = file
        .as_str()
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ["doc", "docx", "odt", "rtf", "pdf"].iter().any(|other| ending.eq_ignore_ascii_case(other)));
    let diagnostic = Diagnostic::error(
        codes::FILE_UNKNOWN_FORMAT,
        Place::File(file.clone()),
        Message::new("filens namn slutar varken på .toml eller .json", "the file's name ends in neither .toml nor .json"),
    );
    if word {
        diagnostic.hint(
            "ange dokumentets källfil (.toml eller .json), inte en färdig Word- eller PDF-fil",
            "give the document's source (.toml or .json), not a finished Word or PDF file",
        )
    } else {
        diagnostic.hint("ange en källfil i TOML eller JSON, eller byt filens namn", "give a source in TOML or JSON, or rename the file")
    }
}

fn too_deep(file: &FileName, range: Range<usize>) -> Diagnostic {
    Diagnostic::error(
        codes::SOURCE_TOO_DEEP,
        Place::Text { file: file.clone(), range },
        Message::new(
            format!("tabeller och listor ligger här i fler än {MAXIMUM_DEPTH} nivåer"),
            format!("tables and lists are nested here in more than {MAXIMUM_DEPTH} levels"),
        ),
    )
    .hint(
        "kontrollera att varje parentes, [ eller {, har sin avslutning; inget dokument behöver så många nivåer",
        "check that every bracket, [ or {, is closed; no document needs that many levels",
    )
}

impl Source {
    /// The file's name.
    pub fn file(&self) -> &FileName {
        &self.file
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The file's text as it stands, byte order mark included, so that ranges count from the start of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the file's bytes.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// All fields, in the order written.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// All fields, for who keeps them.
    pub(crate) fn shared(&self) -> Arc<Value> {
        Arc::clone(&self.value)
    }

    /// The value of one field.
    pub fn field(&self, pointer: &Pointer) -> Option<&Value> {
        self.value.pointer(pointer.as_str())
    }

    /// Where a field stands. A table or list of several lines is shown by its head; a field that does not exist by the
    /// nearest one above it that does; the whole document by the start of its first line.
    pub fn span(&self, pointer: &Pointer, part: FieldPart) -> Range<usize> {
        let mut at = Some(pointer.clone());
        let mut part = part;
        while let Some(pointer) = at {
            if let Some(span) = self.fields.get(&pointer) {
                return match (part, &span.key) {
                    (FieldPart::Key, Some(key)) => key.clone(),
                    _ => span.shown.clone(),
                };
            }
            part = FieldPart::Value;
            at = pointer.parent();
        }
        let start = self.lines.start();
        start..start
    }

    /// Where bytes `within` of a text stand in the file, escapes and line endings accounted for; the whole value when
    /// that can't be told.
    pub fn stretch(&self, pointer: &Pointer, within: Range<usize>) -> Range<usize> {
        let whole = self.span(pointer, FieldPart::Value);
        let Some(Value::String(text)) = self.field(pointer) else { return whole };
        stretch::find(&self.text, &whole, text, self.format, within).unwrap_or(whole)
    }

    /// Where `needle` stands in a text for the `nth` time, from 0; the whole value when it does not.
    pub fn locate(&self, pointer: &Pointer, needle: &str, nth: usize) -> Range<usize> {
        match self.field(pointer) {
            Some(Value::String(text)) => match text.match_indices(needle).nth(nth) {
                Some((start, found)) => self.stretch(pointer, start..start + found.len()),
                None => self.span(pointer, FieldPart::Value),
            },
            _ => self.span(pointer, FieldPart::Value),
        }
    }

    /// A place as bytes of this file; `None` for a file as a whole and for a place in another file.
    pub fn place_range(&self, place: &Place) -> Option<Range<usize>> {
        if place.file() != &self.file {
            return None;
        }
        match place {
            Place::File(_) => None,
            Place::Field { pointer, part, .. } => Some(self.span(pointer, *part)),
            Place::Text { range, .. } => Some(range.clone()),
        }
    }

    /// Line and column of a byte of the file, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        self.lines.line_column(&self.text, offset)
    }
}
