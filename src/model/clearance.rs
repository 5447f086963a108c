//! The proof that nothing is in the way of signing a source.

use crate::model::Hash;

/// Some bytes passed `check --for signing`. Only `check` makes one, so holding one is the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    source: Hash,
    kind: Hash,
}

impl Clearance {
    pub(crate) fn proven(source: Hash, kind: Hash) -> Self {
        Self { source, kind }
    }

    /// SHA-256 of the source's bytes.
    pub fn source(&self) -> &Hash {
        &self.source
    }

    /// SHA-256 of the files of the kind that it was checked against.
    pub fn kind(&self) -> &Hash {
        &self.kind
    }
}
