//! What a store knows of a version and a source does not.

/// Status, version and date that whoever keeps the revisions gives to an output. Empty for a file outside a store; it is
/// handed in by the caller and never looked up, so that the same inputs always give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// A state of the kind, by its id in `kind.toml`; the kind's first state when `None`.
    pub state: Option<String>,
    /// The version that people read, such as `0.3`.
    pub version: Option<String>,
    /// The date of the version, ISO 8601; the source's own when `None`.
    pub date: Option<String>,
}
