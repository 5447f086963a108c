//! Certification turns the bytes of the outputs, and the Tree they were made of, into a certificate or the differences.
//!
//! The readers here share nothing with the writers: they go by the standards of the formats (ISO 32000-1, ISO 14289-1,
//! ECMA-376) and know neither how a file was made nor by what. Both flatten a file into units, such as paragraphs, headings
//! and cells, which are held against the units of the Tree in reading order. Whatever a reader does not know for certain
//! to be harmless is a difference: it is better to refuse a good file than to pass a bad one.
//!
//! Texts are compared after one normalisation, `kansli-text` version 1:
//! Unicode normalisation form C; soft hyphens, zero-width spaces, word joiners and byte order marks removed; hyphen
//! (U+2010) and no-break hyphen (U+2011) become hyphen-minus; each stretch of white space, no-break spaces among it,
//! becomes one space, with none at either end. Nothing else is levelled: letter case, dashes and quotation marks count.

mod align;
mod certificate;
mod compare;
mod difference;
mod docx;
mod found;
mod heads;
mod html;
mod json;
mod normal;
mod pairing;
mod pdf;
mod quotation;
mod sentence;
mod signature;
mod text;
mod unit;
mod unpaired;

pub use certificate::{Certificate, CertifiedOutput, Compared, FORMAT_VERSION, Normalisation, PagesOf};
pub use difference::{Difference, DifferenceKind, UnitKind};
pub use pdf::{Carried, CarriedFile, Unread, carried};

use crate::model::{Hash, Tree};
use crate::theme::Theme;

/// Largest output that is read, in bytes.
pub const LARGEST_OUTPUT: usize = 256 << 20;

/// A file that claims to say what the document says.
#[derive(Debug, Clone, Copy)]
pub struct Output<'a> {
    /// Name of the format: `docx`, `pdf` …
    pub format: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
}

/// What the outputs were made from, for the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// SHA-256 of the source's bytes.
    pub source: Hash,
    /// SHA-256 of the kind's files.
    pub kind: Hash,
    /// Version of the program.
    pub program: String,
    /// The source's bytes where the PDF must carry them; otherwise it must carry no file.
    pub embedded: Option<Vec<u8>>,
}

/// Reads every output back and holds it against the Tree; all differences are told at once.
///
/// # Errors
/// One difference or more, each where an output says something else than the Tree, or can't be read.
pub fn certify(tree: &Tree, theme: &Theme, sources: &Sources, outputs: &[Output<'_>]) -> Result<Certificate, Vec<Difference>> {
    let units = unit::units(tree);
    let theme = &*theme.for_orientation(tree.orientation);
    let mut differences = Vec::new();
    let mut certified = Vec::new();
    for Output { format, bytes } in outputs {
        let mut problems = found::Problems::new(format);
        let compared = if bytes.len() > LARGEST_OUTPUT {
            problems.unreadable("filen är för stor för att läsas", "the file is too large to be read");
            Compared::default()
        } else {
            match *format {
                "pdf" => pdf::certify(tree, &units, theme, sources.embedded.as_deref(), bytes, &mut problems),
                "docx" => docx::certify(tree, &units, theme, bytes, &mut problems),
                "html" => html::certify(tree, &units, theme, bytes, &mut problems),
                "json" => json::certify(tree, &units, bytes, &mut problems),
                "txt" => text::certify(tree, &units, theme, bytes, &mut problems),
                other => {
                    problems.unreadable(format!("formatet ”{other}” har ingen läsare"), format!("the format “{other}” has no reader"));
                    Compared::default()
                }
            }
        };
        differences.append(&mut problems.finish());
        certified.push(CertifiedOutput {
            format: (*format).to_owned(),
            sha256: Hash::of(bytes),
            bytes: bytes.len(),
            carries: sources.embedded.as_ref().filter(|_| *format == "pdf").map(|bytes| Hash::of(bytes)),
            compared,
        });
    }
    if !differences.is_empty() {
        return Err(differences);
    }
    Ok(Certificate {
        certificate: FORMAT_VERSION,
        document: tree.metadata.id.clone(),
        program: sources.program.clone(),
        source: sources.source.clone(),
        kind: sources.kind.clone(),
        theme: theme.hash.clone(),
        label: tree.head.label.clone(),
        normalisation: Normalisation::default(),
        outputs: certified,
        pages: None,
    })
}
