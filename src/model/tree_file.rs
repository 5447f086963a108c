//! The file of a tree: what other programs read, with the schema that describes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Hash, Tree};

/// Version of the form of [`TreeFile`]; raised when a reader of the former one would go wrong.
pub const TREE_FORMAT: u32 = 1;

/// The name of the schema's file, as trees refer to it.
pub const TREE_SCHEMA: &str = "tree.schema.json";

/// A document as a tree, with every number and reference resolved, and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreeFile {
    /// Name of the file with this schema.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this form, now 1.
    pub format: u32,
    /// Name and version of the program that made the file.
    pub generator: String,
    /// Date of the files' metadata, ISO 8601 (`2021-03-15`).
    pub date: String,
    /// SHA-256 of the source's bytes.
    pub source: Hash,
    /// SHA-256 of the kind's files.
    pub kind: Hash,
    /// SHA-256 of the theme's files.
    pub theme: Hash,
    /// SHA-256 of the Word file made from the same tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docx: Option<Hash>,
    /// The document.
    pub tree: Tree,
}

/// The JSON Schema (2020-12) of [`TreeFile`], as committed in `templates/tree.schema.json`.
pub fn tree_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(TreeFile).to_value();
    super::envelope::identified(&mut schema, TREE_SCHEMA);
    schema
}
