//! The certificate says that the outputs of one source agree with the document, what was compared and how.

use serde::{Deserialize, Serialize};

use crate::model::Hash;

use super::normal;
use super::unit::{Role, Units};

/// The version of the certificate's own format.
pub const FORMAT_VERSION: u32 = 1;

/// Proof that every output was read back and says what the document says. Serialises to JSON in the order of its
/// fields; equal inputs give equal certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Version of this format, now [`FORMAT_VERSION`].
    pub certificate: u32,
    /// The document's id.
    pub document: String,
    /// Version of the program that wrote and read the outputs.
    pub program: String,
    /// SHA-256 of the source's bytes.
    pub source: Hash,
    /// SHA-256 of the kind's files.
    pub kind: Hash,
    /// SHA-256 of the theme's files.
    pub theme: Hash,
    /// What a meeting calls this copy. It stands in the head of the first page of every output, and is all that the
    /// outputs say beyond the document; `None` for the document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How texts were made comparable.
    pub normalisation: Normalisation,
    /// Every output, in the order given.
    pub outputs: Vec<CertifiedOutput>,
    /// Pictures of the pages, where some were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesOf>,
}

/// Pictures of the pages of a PDF. They are made in the same run from the same layout as a PDF that was read back and
/// agrees with the document; the pictures themselves are not read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesOf {
    /// `png` or `svg`.
    pub format: String,
    /// Dots per inch; `None` for outlines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u32>,
    /// SHA-256 of the PDF, which need not be among the outputs.
    pub pdf: Hash,
    /// SHA-256 of each file, in the order of the pages.
    pub sha256: Vec<Hash>,
}

/// The normalisation of text: its rules are told in the documentation of `certify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Normalisation {
    /// Its name.
    pub name: String,
    /// Its version; another version may find other texts equal.
    pub version: u32,
}

impl Default for Normalisation {
    fn default() -> Self {
        Self { name: normal::NAME.to_owned(), version: normal::VERSION }
    }
}

/// An output that agrees with the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertifiedOutput {
    /// Name of the format: `docx`, `pdf` …
    pub format: String,
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Size of the file.
    pub bytes: usize,
    /// SHA-256 of the one file that it carries, which is the source, byte for byte; `None` when it carries none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carries: Option<Hash>,
    /// How much of it was compared.
    pub compared: Compared,
}

/// Counts of what was found in an output and held against the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Headings.
    pub headings: usize,
    /// Paragraphs outside lists and tables, the title's lines among them.
    pub paragraphs: usize,
    /// Items of lists.
    pub list_items: usize,
    /// Tables.
    pub tables: usize,
    /// Cells of tables, header cells among them.
    pub cells: usize,
    /// Lines of the signature block.
    pub signature_texts: usize,
    /// Lines to sign on.
    pub signature_lines: usize,
    /// Heads: one a page in a PDF, first and later ones in Word.
    pub heads: usize,
    /// Pages; `None` where the format has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// Characters of the text after normalisation, heads apart.
    pub characters: usize,
}

impl Compared {
    /// Counts an output in which every unit of the Tree was found.
    pub(super) fn of(units: &Units<'_>, characters: usize, pages: Option<usize>) -> Self {
        let count = |wanted: fn(&Role<'_>) -> bool| units.list.iter().filter(|unit| wanted(&unit.role)).count();
        Self {
            headings: count(|role| matches!(role, Role::Heading { .. })),
            paragraphs: count(|role| matches!(role, Role::Paragraph | Role::DocumentType | Role::Title)),
            list_items: count(|role| matches!(role, Role::Item { .. })),
            tables: units.tables.len(),
            cells: units.list.iter().filter(|unit| unit.cell.is_some_and(|cell| cell.first)).count(),
            signature_texts: count(|role| matches!(role, Role::Place | Role::Party | Role::Name | Role::Detail)),
            signature_lines: units.signers.len(),
            heads: pages.unwrap_or(2),
            pages,
            characters,
        }
    }
}
