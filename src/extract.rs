//! Extraction turns a PDF back into the source that it was made of, byte for byte, or says why that can't be done.
//!
//! The PDF may have been through other hands since: signed, stamped, or made by somebody else altogether. What its
//! metadata say of the source decides which of its files is taken, and whether any is.

use crate::certify::{CarriedFile, Unread, carried};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::model::Hash;
use crate::read;

/// Largest PDF that is read, in bytes.
pub const MAXIMUM_BYTES: usize = 256 << 20;

/// The source that a PDF carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// The bytes as they were read when the PDF was made: their hash is the one in the PDF's metadata.
    pub bytes: Vec<u8>,
    /// How the name of the source's file ends: `toml` or `json`.
    pub ending: &'static str,
    /// SHA-256 of the bytes.
    pub hash: Hash,
    /// The title in the PDF's properties.
    pub title: String,
}

/// Gets the source out of a PDF.
///
/// # Errors
/// - `pdf-unreadable` when the PDF is larger than 256 MiB, encrypted, damaged, or carries more than a thousand files,
/// - `no-embedded-source` when it carries no source, or its metadata name none or more than one,
/// - `embedded-source-differs` when what it carries as its source is not what its metadata name.
pub fn extract(name: &FileName, bytes: &[u8]) -> Result<Extracted, Diagnostic> {
    let fault = |code, sv: String, en: String| Diagnostic::error(code, Place::File(name.clone()), Message::new(sv, en));
    let unreadable = |sv: &str, en: &str| fault(codes::PDF_UNREADABLE, sv.to_owned(), en.to_owned());
    if bytes.len() > MAXIMUM_BYTES {
        return Err(unreadable("filen är större än 256 MiB", "the file is larger than 256 MiB"));
    }
    // The header may have 1,024 bytes before it (ISO 32000-1, annex H.3).
    if !bytes.iter().take(1024).copied().collect::<Vec<_>>().windows(5).any(|start| start == b"%PDF-") {
        return Err(unreadable("detta är ingen PDF-fil", "this is no PDF"));
    }
    let carried = carried(bytes).map_err(|why| match why {
        Unread::Encrypted => unreadable("PDF-filen är krypterad", "the PDF is encrypted")
            .hint("spara den utan lösenord och kör igen", "save it without a password and run again"),
        Unread::Damaged => unreadable("PDF-filen är skadad och går inte att läsa", "the PDF is damaged and can't be read")
            .hint("hämta filen på nytt därifrån den kom", "get the file anew from where it came"),
        Unread::TooMany => unreadable("PDF-filen har för många bifogade filer", "the PDF carries too many files"),
    })?;
    let missing = |sv: String, en: String| fault(codes::NO_EMBEDDED_SOURCE, sv, en);
    let hash = match carried.sources.as_slice() {
        [hash] => hash,
        [] => {
            return Err(missing(
                "PDF-filen är inte gjord av Kansli, eller så har den mist sina metadata".into(),
                "the PDF was not made by Kansli, or it has lost its metadata".into(),
            ));
        }
        _ => {
            return Err(missing(
                "PDF-filens metadata nämner mer än en källfil, så det går inte att säga vilken som är den rätta".into(),
                "the PDF's metadata name more than one source, so there is no telling which is the right one".into(),
            ));
        }
    };
    let is_source = |file: &&CarriedFile| file.bytes.as_deref().is_some_and(|bytes| Hash::of(bytes) == *hash);
    let Some(file) = carried.files.iter().find(is_source) else {
        let short = hash.short();
        return Err(match carried.files.iter().find(|file| file.source) {
            Some(other) => {
                let name = shortened(&other.name);
                let (found_sv, found_en) = match &other.bytes {
                    Some(bytes) => {
                        let found = Hash::of(bytes);
                        let found = found.short();
                        (format!("har kontrollsumman {found}, men"), format!("has the hash {found}, but"))
                    }
                    None => ("går inte att packa upp;".into(), "can't be unpacked;".into()),
                };
                fault(
                    codes::EMBEDDED_SOURCE_DIFFERS,
                    format!("den bifogade källfilen ”{name}” {found_sv} PDF-filen är gjord av en med kontrollsumman {short}"),
                    format!("the source “{name}” that it carries {found_en} the PDF was made of one with the hash {short}"),
                )
                .hint(
                    "lita inte på den bifogade filen: PDF-filen är ändrad efter att den gjordes",
                    "don't trust the attached file: the PDF was changed after it was made",
                )
            }
            None => missing("PDF-filen bär inte på sin källfil".into(), "the PDF does not carry its source".into()).hint(
                format!("leta efter källfilen med kontrollsumman {short}; nästa gång: kansli render --embed-source"),
                format!("look for the source with the hash {short}; next time: kansli render --embed-source"),
            ),
        });
    };
    let bytes = file.bytes.clone().unwrap_or_default();
    let ending = if file.name.to_ascii_lowercase().ends_with(".json") { "json" } else { "toml" };
    if bytes.len() > read::MAXIMUM_BYTES {
        return Err(missing(
            format!("den bifogade källfilen är större än {} MiB", read::MAXIMUM_BYTES >> 20),
            format!("the source that it carries is larger than {} MiB", read::MAXIMUM_BYTES >> 20),
        ));
    }
    Ok(Extracted { bytes, ending, hash: hash.clone(), title: carried.title })
}
