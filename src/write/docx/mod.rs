//! The Word writer turns a Tree into the bytes of a Word file (WordprocessingML, ECMA-376 transitional).
//!
//! ```text
//! Tree ──check──▶ body, lists ──package──▶ bytes ──lint──▶ bytes
//!            └──▶ heads ──docx-rs──▶ parts ──┤
//!    Theme ──▶ styles, numbering, looks ──docx-rs──▶ parts, made once ──┘
//! ```
//! docx-rs builds the heads, the styles, the numbering, and what paragraphs and tables look like; `package` repairs and
//! completes that, keeps what hangs on the theme alone, and writes the content; `lint` reads the finished file and lets
//! nothing faulty through.
//!
//! What a reader of the file can count on:
//! - Each paragraph of the tree is one `w:p`, in reading order; `styles` names tell what it is. The only other paragraphs
//!   are set in the style `Spacer`, and empty.
//! - Numbers, bullets and the brackets of references are Word's own numbering, never text.
//! - The lines of a later page head stand in one paragraph with white space between, the page number last.
//! - Bookmarks are named by anchors; `customXml/item1.xml` says where each came from.
//! - A redline has tracked changes besides, and no other moves than a deletion here and an insertion there.

mod body;
mod check;
mod heads;
mod lint;
mod numbering;
mod order;
mod package;
mod paragraph;
mod styles;
mod tables;
mod track;
mod units;
mod untracked;
mod xml;

pub use lint::{Finding, lint};
pub use track::{Byline, Bylines};
pub use untracked::UNTRACKED_BOOKMARK;

use docx_rs as word;

use super::{Provenance, Written};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Orientation, Tree};
use crate::theme::Theme;

/// Writes the Word file. Nothing in a tree is beyond Word, so there are never warnings.
///
/// # Errors
/// When the tree can't be said in Word (its numbers are not what Word counts, two parts have one name, a text holds control
/// characters …), when the theme has a colour or a length that is none, or when the finished file does not pass its lint.
pub fn write(tree: &Tree, theme: &Theme, provenance: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    super::refuse_redline(tree)?;
    written(tree, theme, provenance, None)
}

/// Writes a redline as a Word file with tracked changes: words, ends of paragraphs and rows of tables, inserted and
/// deleted; what was moved is deleted in the one place and inserted in the other. Accepting all of them gives the new
/// version, rejecting all the old one. What Word can't track is as in the new version, and listed in an appendix at the end
/// of the file, behind the bookmark [`UNTRACKED_BOOKMARK`]; where there is no such change, there is no appendix.
///
/// Such a file needs no certificate: it is a working paper, and says so in its metadata.
///
/// # Errors
/// As [`write()`], and when the byline is empty or holds control characters.
pub fn redline(tree: &Tree, theme: &Theme, provenance: &Provenance, byline: &Byline) -> Result<Written, Vec<Diagnostic>> {
    redline_by(tree, theme, provenance, &Bylines { last: byline.clone(), parts: std::collections::BTreeMap::new() })
}

/// Writes a redline whose changes several people made.
///
/// # Errors
/// As [`redline()`].
pub fn redline_by(tree: &Tree, theme: &Theme, provenance: &Provenance, bylines: &Bylines) -> Result<Written, Vec<Diagnostic>> {
    written(&track::trackable(tree), theme, provenance, Some(bylines))
}

fn written(tree: &Tree, theme: &Theme, provenance: &Provenance, bylines: Option<&Bylines>) -> Result<Written, Vec<Diagnostic>> {
    let theme = &*theme.for_orientation(tree.orientation);
    let faults = check::all(tree, theme, provenance, bylines);
    if !faults.is_empty() {
        return Err(faults);
    }
    let signature_rows = track::rows_of_signatures(tree);
    let body = body::Body::build(tree, theme, &signature_rows);
    let section = section(tree, theme);
    let body::Body { content: body, lists, links, origins, .. } = body;
    let heads = [heads::first(&tree.head, theme), heads::later(&tree.head, theme)];
    let contents = package::Contents { tree, theme, provenance, bylines, body, lists, section, heads, links, origins };
    let bytes = package::assemble(contents).map_err(|fault| vec![faulty(tree, &fault)])?;
    judged(bytes, tree)
}

/// The file, if its lint finds nothing.
fn judged(bytes: Vec<u8>, tree: &Tree) -> Result<Written, Vec<Diagnostic>> {
    let findings = lint(&bytes);
    if findings.is_empty() {
        Ok(Written { bytes, warnings: Vec::new() })
    } else {
        Err(findings.iter().map(|finding| faulty(tree, &finding.to_string())).collect())
    }
}

/// The paper, its margins, and which heads it has.
fn section(tree: &Tree, theme: &Theme) -> word::SectionProperty {
    use units::twips_of_mm as twips;
    let page = &theme.page;
    let length = |mm: f64| u32::try_from(twips(mm)).unwrap_or(0);
    let margin = word::PageMargin::new().top(twips(page.top_mm)).bottom(twips(page.bottom_mm));
    let margin = margin.left(twips(page.left_mm)).right(twips(page.right_mm));
    let size = word::PageSize::new().size(length(page.width_mm), length(page.height_mm));
    let size = match tree.orientation {
        Orientation::Portrait => size,
        Orientation::Landscape => size.orient(word::PageOrientationType::Landscape),
    };
    word::SectionProperty::new()
        .page_size(size)
        .page_margin(margin.header(twips(page.head_mm)).footer(twips(page.bottom_mm / 2.0)))
        .first_header(word::Header::new(), package::FIRST_HEAD)
        .header(word::Header::new(), package::LATER_HEAD)
}

/// The fault that Kansli made a file which it does not dare to hand out.
fn faulty(tree: &Tree, detail: &str) -> Diagnostic {
    let place = Place::File(FileName::new(format!("{}.docx", tree.metadata.id)));
    let message = Message::new(
        format!("Kansli gjorde en felaktig Word-fil, och inget har skrivits: {detail}"),
        format!("Kansli made a faulty Word file, and nothing was written: {detail}"),
    );
    Diagnostic::error(codes::INTERNAL_FAULT, place, message).hint(
        "Felet ligger i Kansli och inte i dokumentet. Skicka meddelandet och källfilen till den som sköter Kansli.",
        "The fault is in Kansli and not in the document. Send this message and the source to whoever looks after Kansli.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anchor, Head, Line, Metadata, TitleBlock};

    #[test]
    fn a_file_with_findings_is_not_handed_out() {
        let line = || Line(Vec::new());
        let tree = Tree {
            orientation: Orientation::Portrait,
            metadata: Metadata {
                id: "prov".into(),
                kind: "prov".into(),
                language: "sv-SE".into(),
                title: "Prov".into(),
                authors: Vec::new(),
                date: None,
                signing: None,
            },
            head: Head { label: None, parties: Vec::new(), facts: Vec::new(), short_title: line(), running: Vec::new() },
            title: TitleBlock { anchor: Anchor::of("/title", 0), document_type: line(), title: line() },
            blocks: Vec::new(),
            redline: None,
        };
        let faults = judged(b"PK".to_vec(), &tree).expect_err("findings");
        assert!(faults.iter().all(|fault| fault.code == codes::INTERNAL_FAULT && fault.place.file().as_str() == "prov.docx"));
        assert!(faults[0].message.sv.starts_with("Kansli gjorde en felaktig Word-fil, och inget har skrivits: "));
    }
}
