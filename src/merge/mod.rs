//! Merging turns two sources that were made of one into one source with the changes of both, or tells where they can't be
//! brought together. Nothing is ever guessed, and nothing of either side is lost.
//!
//! The *values* are merged: tables by their fields, lists by the key that the kind's schema declares (`x-key`), other lists
//! and rich texts entry by entry and paragraph by paragraph. The text is that of our side, with its comments and its order,
//! as far as its values stay.

mod conflict;
mod keys;
mod sequence;
mod statements;
mod text;
mod values;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::diag::Diagnostic;
use crate::read::{Format, Source};

/// A merged source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text of the file, in the format of our side.
    pub text: String,
    /// Whether comments of our side could not be kept, because what they stood in was changed by both sides.
    pub comments_lost: bool,
}

/// Brings together what two sources changed in the one that they were made of. `schema` is that of the kind, references
/// resolved within it; without one, lists have no keys.
///
/// # Errors
/// `other-document` when the three are not of one document; a `merge-conflict` for each field that both changed in
/// different ways, with its places and words in all three sources;
/// `internal-fault` when the merged text does not say what was merged.
pub fn merge(base: &Source, ours: &Source, theirs: &Source, schema: Option<&Value>) -> Result<Merged, Vec<Diagnostic>> {
    if let Some(fault) = conflict::another_document(base, ours, theirs) {
        return Err(vec![fault]);
    }
    let mut merger = values::Merger::new(schema);
    let merged = merger.documents(base.value(), ours.value(), theirs.value());
    let conflicts = merger.finish();
    if !conflicts.is_empty() {
        return Err(conflicts.iter().map(|found| conflict::diagnostic(found, schema, base, ours, theirs)).collect());
    }
    let made = match ours.format() {
        Format::Toml => text::toml(&merged, ours, theirs),
        Format::Json => text::json(&merged),
    };
    made.ok_or_else(|| vec![conflict::unsaid(ours)])
}
