//! The HTML writer turns a Tree into one file that a browser shows, reads aloud and prints: HTML Living Standard, WCAG 2.1
//! level AA, no script, nothing fetched from anywhere.
//!
//! What a reader of the file can count on:
//! - `header` holds the head of the first page; `main` the title block and the text in reading order.
//! - `h1` is the title; a heading of level 1 is an `h2`, and so on. Numbers of headings and of references are text, those
//!   of other lists are the list's own.
//! - Each paragraph, item, row, cell and signer bears its anchor as `id`.
//! - Without its style sheet the file reads in the same order with the same words.
//! - In a redline, words of one version stand in `ins` and `del`, within which hidden words say so to who listens; each part with
//!   a change has the number of the change before it, with ways to the changes around it and to the list of all.
//! - The heads of later pages stand in the margins of the printed page, by the style sheet.

mod body;
mod comparison;
mod element;
mod sheet;
mod style;

use sha2::{Digest, Sha256};

use super::sound::{self, Name};
use super::{Provenance, Written, redline};
use crate::diag::Diagnostic;
use crate::model::Tree;
use crate::theme::Theme;
use element::{Attribute, Element, Tag};

/// Writes the HTML file. Nothing in a tree is beyond HTML, so there are never warnings.
///
/// # Errors
/// When the tree is not sound: a text holds control characters, two parts have one name, a link leads nowhere or the
/// spans of a row are not its columns.
pub fn write(tree: &Tree, theme: &Theme, provenance: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    let faults = sound::faults(tree, Name { sv: "HTML-filen", en: "the HTML file" });
    if !faults.is_empty() {
        return Err(faults);
    }
    let tree = &*redline::shown(tree);
    let sheet = style::sheet(tree, theme);
    let document = Element::new(Tag::Html)
        .with(Attribute::Lang, &tree.metadata.language)
        .child(head(tree, provenance, &sheet))
        .child(body::body(tree, theme));
    Ok(Written { bytes: document.document().into_bytes(), warnings: Vec::new() })
}

/// What the file says of itself.
fn head(tree: &Tree, provenance: &Provenance, sheet: &sheet::Text) -> Element {
    let metadata = &tree.metadata;
    let meta = |name: &str, content: &str| Element::new(Tag::Meta).with(Attribute::Name, name).with(Attribute::Content, content);
    let mut head = Element::new(Tag::Head)
        .child(Element::new(Tag::Meta).with(Attribute::Charset, "utf-8"))
        .child(
            Element::new(Tag::Meta).with(Attribute::HttpEquiv, "Content-Security-Policy").with(Attribute::Content, policy(sheet.as_str())),
        )
        .child(meta("viewport", "width=device-width, initial-scale=1"))
        .child(meta("referrer", "no-referrer"))
        .child(Element::new(Tag::Title).text(&metadata.title))
        .children(metadata.authors.iter().map(|author| meta("author", author)))
        .child(meta("generator", concat!("Kansli ", env!("CARGO_PKG_VERSION"))))
        .child(meta("dcterms.identifier", &metadata.id))
        .child(meta("dcterms.type", &metadata.kind))
        .child(meta("dcterms.date", &provenance.date))
        .child(meta("kansli.source", provenance.source.as_str()))
        .child(meta("kansli.kind", provenance.kind.as_str()))
        .child(meta("kansli.theme", provenance.theme.as_str()));
    if let Some(docx) = &provenance.docx {
        head.push(meta("kansli.docx", docx.as_str()));
    }
    head.child(Element::style(sheet))
}

/// The policy (Content Security Policy Level 3) that lets a browser use the file's own sheet and nothing else.
fn policy(sheet: &str) -> String {
    format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", base64(&Sha256::digest(sheet)))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = chunk.iter().chain(&[0, 0]).take(3).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        for at in 0..4 {
            let digit = usize::try_from(three >> (18 - 6 * at) & 63).ok().and_then(|digit| ALPHABET.get(digit));
            out.push(if at <= chunk.len() { digit.map_or('=', |digit| char::from(*digit)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let encoded = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(encoded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
