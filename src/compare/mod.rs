//! Comparison turns two trees into a redline: one tree in which every word, paragraph, item and row says whether it stands
//! in the old version only, the new one only, or both, and a list of the changes.
//!
//! Parts are aligned by their keys, then by what they say, then compared word by word as a reader sees them. Accepting
//! every mark of a redline gives the new version, rejecting every mark the old one; Unicode form, white space, line breaks
//! and the widths of columns are no changes.

mod align;
mod attribution;
mod build;
mod effort;
mod listed;
mod names;
mod places;
mod resolve;
mod same;
mod says;
mod script;
mod shape;
mod sparse;
mod split;
mod summary;
mod synopsis;
mod weight;
mod wording;
mod words;

#[cfg(test)]
mod tests;

pub use attribution::attributed;
pub use listed::listed;
pub use resolve::{accepted, rejected};
pub use summary::{SectionSummary, summary};
pub use synopsis::synopsis;
pub use wording::{Stretch, shortened, wording};

use crate::model::Tree;

/// Compares two versions, or any two documents. The outcome is the new tree with what only the old one had put back in
/// its place and marked.
pub fn compare(old: &Tree, new: &Tree) -> Tree {
    build::redline(old, new)
}
