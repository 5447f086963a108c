//! Assembly turns a checked Document and its kind's template into a Tree with every number and reference resolved.

mod blocks;
mod build;
mod head;
mod history;
mod inline;
mod render;
mod sections;
mod tables;
#[cfg(test)]
mod tests;
mod value;

use crate::diag::Checked;
use crate::kind::Kind;
use crate::markup::rich::RichTexts;
use crate::model::{Document, Record, Tree};

/// How many blocks, items, rows and cells a document may have.
pub const BLOCK_LIMIT: usize = 50_000;

/// Assembles a document of a kind. `rich` are those of its rich texts that were read before; `record` is what a store knows
/// of the version; empty for a file outside a store.
///
/// # Errors
/// With the field at fault: a heading without words, a link without words to a section that is left out, a section or
/// a reference that does not exist, more than [`BLOCK_LIMIT`] blocks. With a place in the kind's files: a template
/// that fails, or whose text is outside the subset.
pub fn assemble(document: &Document, rich: &RichTexts, kind: &Kind, record: &Record) -> Checked<Tree> {
    let rendered = match render::render(document, kind) {
        Ok(rendered) => rendered,
        Err(fault) => return Checked { output: Err(vec![fault]), warnings: Vec::new() },
    };
    let (blocks, diagnostics) = build::build(document, rich, (kind, record), &rendered);
    let tree = Tree {
        metadata: head::metadata(document, kind, record),
        orientation: kind.orientation,
        head: head::head(document, kind, record),
        title: head::title(document, kind),
        blocks,
        redline: None,
    };
    Checked::from_diagnostics(Some(tree), diagnostics)
}
