//! Publication in the log: a public copy (allmän kopia) was made of a version, and its hash ties the two together.
//!
//! What was masked stands in no event: the log goes to the other side, and the list of it stays with whoever made the copy.

use serde::{Deserialize, Serialize};

use super::rules::MOST_ENTRIES;
use super::text::is_ending;
use crate::model::Hash;

/// A public copy of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The revision.
    pub revision: u64,
    /// The hash of the original that the copy bears: SHA-256 of the file, or of 16 random bytes and the file.
    pub original: Hash,
    /// The files of the copy; at least one.
    pub copies: Vec<PublishedFile>,
    /// How many things are masked in it.
    pub masked: u64,
}

/// A file of a public copy. Its bytes are not kept: it can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFile {
    /// How its name ends: `pdf`.
    pub ending: String,
    /// SHA-256 of it.
    pub sha256: Hash,
}

/// The field whose text no event may bear.
pub(super) fn texts(publication: &Publication) -> Option<&'static str> {
    let copies = &publication.copies;
    let sound = !copies.is_empty() && copies.len() <= MOST_ENTRIES && copies.iter().all(|file| is_ending(&file.ending));
    (!sound).then_some("copies")
}
