//! The PDF writer turns a Tree into a tagged PDF for the archive: PDF/A-2a and PDF/UA-1 at once.
//!
//! [`content`] hands the Tree to the theme's fixed `layout.typ` as data, [`words`] gives long words places to break, and
//! [`typesetter`] runs typst over both. No text is ever read as markup, so a fault in here is never the drafter's.

mod content;
mod typesetter;
mod words;

use super::{Provenance, Written};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::model::Tree;
use crate::theme::Theme;

/// Writes the PDF.
///
/// # Errors
/// [`codes::INTERNAL_FAULT`], with its place in the layout where there is one, when
/// - the layout fails, or typst has the least warning about it,
/// - the text holds a character that the theme's fonts lack (checks before this point refuse those),
/// - a link leads to a heading or a reference that the tree lacks, or to an address that is neither https nor mailto,
/// - the date is none, or a font of the theme can't be read.
pub fn write(tree: &Tree, theme: &Theme, provenance: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    let data = content::of(tree, theme, provenance).map_err(|fault| vec![internal_fault(Place::File(theme.layout_file.clone()), fault)])?;
    let bytes = typesetter::run(theme, data, &tree.metadata.id)?;
    Ok(Written { bytes, warnings: Vec::new() })
}

/// A fault of ours: the words say so, and that no file was written.
fn internal_fault(place: Place, what: Message) -> Diagnostic {
    Diagnostic::error(
        codes::INTERNAL_FAULT,
        place,
        Message::new(
            format!("ett fel i Kansli, inte i dokumentet: PDF-filen gick inte att framställa, så inget skrevs ({})", what.sv),
            format!("a fault in Kansli, not in the document: the PDF could not be made, so nothing was written ({})", what.en),
        ),
    )
    .hint("anmäl felet och skicka med dokumentet", "report the fault, with the document")
}
