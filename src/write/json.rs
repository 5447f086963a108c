//! The JSON writer turns a Tree into the file that other programs read: `model::TreeFile`, described by
//! `templates/tree.schema.json`.

use super::{Provenance, Written};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{TREE_FORMAT, TREE_SCHEMA, Tree, TreeFile};
use crate::theme::Theme;

/// Writes the tree. Nothing is lost, so there are never warnings.
///
/// # Errors
/// When a number of the tree is none that JSON has.
pub fn write(tree: &Tree, _: &Theme, provenance: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    let file = TreeFile {
        schema: TREE_SCHEMA.to_owned(),
        format: TREE_FORMAT,
        generator: concat!("Kansli ", env!("CARGO_PKG_VERSION")).to_owned(),
        date: provenance.date.clone(),
        source: provenance.source.clone(),
        kind: provenance.kind.clone(),
        theme: provenance.theme.clone(),
        docx: provenance.docx.clone(),
        tree: tree.clone(),
    };
    match serde_json::to_string_pretty(&file) {
        Ok(text) => Ok(Written { bytes: (text + "\n").into_bytes(), warnings: Vec::new() }),
        Err(error) => {
            let place = Place::File(FileName::new(&tree.metadata.id));
            let message =
                Message::new(format!("JSON-filen gick inte att göra: {error}"), format!("the JSON file could not be made: {error}"));
            Err(vec![Diagnostic::error(codes::INTERNAL_FAULT, place, message)])
        }
    }
}
