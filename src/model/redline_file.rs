//! The file of a comparison: what other programs read, with the schema that describes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Change, Hash, Mark, Tree};

/// Version of the form of [`RedlineFile`]; raised when a reader of the former one would go wrong.
pub const REDLINE_FORMAT: u32 = 1;

/// The name of the schema's file, as comparisons refer to it.
pub const REDLINE_SCHEMA: &str = "redline.schema.json";

/// What has changed between two versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedlineFile {
    /// Name of the file with this schema.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this form, now 1.
    pub format: u32,
    /// Name and version of the program that made the file.
    pub generator: String,
    /// The old version.
    pub old: ComparedVersion,
    /// The new version.
    pub new: ComparedVersion,
    /// Every change, in the order of the redline.
    pub changes: Vec<NumberedChange>,
    /// Both versions as one tree with marks. Its own list of changes is empty: it stands above.
    pub tree: Tree,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparedVersion {
    /// What it is called: a file's name, or a revision such as `lmr@3`.
    pub name: String,
    /// The document's id.
    pub id: String,
    /// The kind of document.
    pub kind: String,
    /// Document type and title.
    pub title: String,
    /// The document's own date, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// SHA-256 of the source's bytes.
    pub source: Hash,
}

/// A change as lists number it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NumberedChange {
    /// From 1, in the order of the redline; the same number as in the other formats.
    pub number: usize,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// The words of both sides, compared.
    pub wording: Vec<Words>,
}

/// Words of one side or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// The words, with the white space between them.
    pub text: String,
    /// Which side alone has them; absent for both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// The JSON Schema (2020-12) of [`RedlineFile`], as committed in `templates/redline.schema.json`.
pub fn redline_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(RedlineFile).to_value();
    super::envelope::identified(&mut schema, REDLINE_SCHEMA);
    schema
}
