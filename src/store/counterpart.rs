//! Counterparts (exemplar) in the log: copies for signing on paper were made of a version, and their hashes tell each of them again.

use serde::{Deserialize, Serialize};

use super::rules::MOST_ENTRIES;
use super::text::{is_ending, is_line};
use crate::model::Hash;

/// The copies of a revision that its principals sign with a pen, one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterparts {
    /// The revision.
    pub revision: u64,
    /// The copies, in the order of their numbers; at least one.
    pub copies: Vec<Counterpart>,
}

/// A copy for one principal. Its bytes are not kept: what was signed comes back as a scanned page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// Short name of the principal.
    pub principal: String,
    /// How its name ends: `pdf`.
    pub ending: String,
    /// SHA-256 of it.
    pub sha256: Hash,
}

/// The field whose text no event may bear.
pub(super) fn texts(counterparts: &Counterparts) -> Option<&'static str> {
    let copies = &counterparts.copies;
    let sound = |copy: &Counterpart| is_line(&copy.principal) && is_ending(&copy.ending);
    let sound = !copies.is_empty() && copies.len() <= MOST_ENTRIES && copies.iter().all(sound);
    (!sound).then_some("copies")
}
