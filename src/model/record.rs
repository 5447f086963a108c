//! What a store knows of a version and a source does not.

use super::StoredVersion;

/// Status, version, date and history that whoever keeps the revisions gives to an output. Empty for a file outside a
/// store; it is handed in by the caller and never looked up, so that the same inputs always give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// A state of the kind, by its id in `kind.toml`; the kind's first state when `None`.
    pub state: Option<String>,
    /// The version that people read, such as `0.3`.
    pub version: Option<String>,
    /// The day of the version, ISO 8601; of a working copy, that of the version it differs from, which is not printed. A
    /// document with a date of its own bears that one.
    pub date: Option<String>,
    /// The version that a working copy was made from and differs from; it then has neither state nor version of its own.
    pub changed_since: Option<String>,
    /// What happened to the document up to this version, in order; what its history table shows.
    pub history: Vec<HistoryRow>,
    /// Short hash of the last event before the version was frozen; `None` for a version that is not.
    pub log_head: Option<String>,
    /// The version that a PDF says it was made of, which nobody sees on its pages; `None` of a working copy that differs from it.
    pub stored: Option<StoredVersion>,
}

/// A row of a document's history table, in the document's language. No text is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The version that it happened to.
    pub version: String,
    /// The day, ISO 8601.
    pub date: String,
    /// What happened.
    pub event: String,
}
