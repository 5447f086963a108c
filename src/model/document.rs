//! A document: a source that has passed its schema.

use std::sync::Arc;

use serde_json::Value;

use crate::diag::FileName;
use crate::model::{Envelope, Hash, KindId};

/// A source that has passed its schema and rules. Only `check` makes one, so holding one is the proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    file: FileName,
    kind: KindId,
    source_hash: Hash,
    envelope: Envelope,
    value: Arc<Value>,
}

impl Document {
    pub(crate) fn proven(file: FileName, kind: KindId, source_hash: Hash, envelope: Envelope, value: Arc<Value>) -> Self {
        Self { file, kind, source_hash, envelope, value }
    }

    /// The source's name.
    pub fn file(&self) -> &FileName {
        &self.file
    }

    /// The kind of document.
    pub fn kind(&self) -> &KindId {
        &self.kind
    }

    /// SHA-256 of the source's bytes as they were read.
    pub fn source_hash(&self) -> &Hash {
        &self.source_hash
    }

    /// What all kinds share.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// All fields; texts are in Unicode normalisation form C.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// All fields, for who keeps them.
    pub(crate) fn shared(&self) -> Arc<Value> {
        Arc::clone(&self.value)
    }
}
