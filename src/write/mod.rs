//! Writing turns a Tree into the bytes of a format. Formats are the table [`FORMATS`]; a new one is a file and a row.

use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Block, Body, Hash, Inline, Item, StoredVersion, Tree};
use crate::theme::Theme;

pub mod docx;
pub mod html;
pub mod json;
mod measure;
#[cfg(feature = "pdf")]
pub mod pdf;
mod redline;
mod sound;
pub mod text;

/// What the files say of where they come from. The same inputs give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// SHA-256 of the source's bytes.
    pub source: Hash,
    /// SHA-256 of the kind's files.
    pub kind: Hash,
    /// SHA-256 of the theme's files.
    pub theme: Hash,
    /// The date that the file's metadata bears, ISO 8601 (`2021-03-15`): the document's own, else the one asked for.
    pub date: String,
    /// SHA-256 of the Word file; the PDF's metadata carries it. `None` while the Word file itself is written.
    pub docx: Option<Hash>,
}

/// How pages become pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pictures {
    /// The format of the files.
    pub format: PictureFormat,
    /// Dots per inch of a PNG, in [`RESOLUTIONS`]; of no concern to SVG.
    pub resolution: u32,
}

/// Dots per inch that a PNG can have: from a thumbnail of 300 dots' width, for A4, to the sharpness of print.
pub const RESOLUTIONS: std::ops::RangeInclusive<u32> = 36..=600;

/// Formats of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Dots; every program shows them.
    Png,
    /// Outlines, sharp at any size.
    Svg,
}

impl PictureFormat {
    /// The ending of the files' names.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// What every picture of a page of the document with this id says near its beginning, and no other file does.
pub fn page_mark(id: &str) -> String {
    format!("urn:kansli:page-of:{id}")
}

/// What a PDF has besides the document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras<'a> {
    /// Pictures of its pages.
    pub pictures: Option<Pictures>,
    /// The source, which it then carries as a file.
    pub source: Option<EmbeddedSource<'a>>,
    /// The version of a store that it is made of, which its keywords then tell.
    pub version: Option<&'a StoredVersion>,
}

/// The source of a document, to be carried by its PDF.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedSource<'a> {
    /// How its name ends, `toml` or `json`; what comes before is the document's id.
    pub ending: &'static str,
    /// The bytes as they were read.
    pub bytes: &'a [u8],
}

/// A file's bytes, and what the format could not express.
#[derive(Debug, Clone)]
pub struct Written {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// A warning, with its place, for each thing that the format can't express.
    pub warnings: Vec<Diagnostic>,
}

/// Writes one format.
pub type Writer = fn(&Tree, &Theme, &Provenance) -> Result<Written, Vec<Diagnostic>>;

/// A format that documents are written in.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What it is called.
    pub name: &'static str,
    /// How the names of its files end, without a dot before it.
    pub ending: &'static str,
    /// Whether it is written when nobody says which are.
    pub default: bool,
    /// What writes it.
    pub write: Writer,
}

/// Refuses a redline where a format would print deleted words as if they stood.
fn refuse_redline(tree: &Tree) -> Result<(), Vec<Diagnostic>> {
    if tree.redline.is_none() {
        return Ok(());
    }
    let message = Message::new("formatet kan inte visa ändringsmarkeringar", "the format can't show tracked changes");
    Err(vec![Diagnostic::error(codes::INTERNAL_FAULT, Place::File(FileName::new(&tree.metadata.id)), message)])
}

/// Every format, in the order they are written. The Word file comes first: the others carry its hash.
pub const FORMATS: &[Format] = &[
    Format { name: "docx", ending: "docx", default: true, write: docx::write },
    #[cfg(feature = "pdf")]
    Format { name: "pdf", ending: "pdf", default: true, write: pdf::write },
    Format { name: "html", ending: "html", default: false, write: html::write },
    Format { name: "txt", ending: "txt", default: false, write: text::write },
    Format { name: "json", ending: "tree.json", default: false, write: json::write },
];

/// Characters up to which a paragraph between a heading and a table says what the table is: some two lines.
const LEGEND: usize = 200;

/// Whether an item of a list stands on the page of the next one: neither the first nor the last is alone on a page. An
/// item that holds more than a paragraph is company enough.
fn keeps_company(items: &[Item], at: usize) -> bool {
    let single = |at: usize| {
        let blocks = items.get(at).map(|item| item.blocks.as_slice());
        matches!(blocks, Some([Block { body: Body::Paragraph { .. }, .. }]))
    };
    (at == 0 || at + 2 == items.len()) && single(at) && single(at + 1)
}

/// Whether a paragraph leads into the list or the table below it, and so stands on its page: one that ends in a colon, or
/// a short one between a heading and a table.
fn leads_in(blocks: &[Block], at: usize) -> bool {
    let body = |at: usize| blocks.get(at).map(|block| &block.body);
    let (Some(Body::Paragraph { content }), Some(next)) = (body(at), body(at + 1)) else { return false };
    let runs = || content.iter().flat_map(Inline::runs).rev();
    let colon = || runs().map(|run| run.text.trim_end()).find(|text| !text.is_empty()).is_some_and(|text| text.ends_with(':'));
    let below_heading = || matches!(at.checked_sub(1).and_then(body), Some(Body::Heading(_)));
    let short = || runs().map(|run| run.text.chars().count()).sum::<usize>() <= LEGEND;
    match next {
        Body::List(_) => colon(),
        Body::Table(_) => colon() || (below_heading() && short()),
        Body::Heading(_) | Body::Paragraph { .. } | Body::Signatures(_) => false,
    }
}
