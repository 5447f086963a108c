//! Projections: where a document, a revision and a label stand, as the events up to now have it. All of it can be made
//! again from the events.

use serde::{Deserialize, Serialize};

use super::event::{Commitment, Rendition, SourceContent};
use super::signing::Signing;
use crate::model::{DocumentId, Hash, KindId, Label, Moment, Version};

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: KindId,
    /// Number of its last event.
    pub sequence: u64,
    /// Hash of its last event: the head of its log.
    pub head: Hash,
    /// The latest moment of any event. Not always that of the last: clocks are set back.
    pub latest: Moment,
    /// Its last revision.
    pub revision: u64,
    /// The version of its last revision.
    pub version: Version,
    /// The state of its last revision.
    pub state: String,
    /// Whether its last revision is frozen.
    pub frozen: bool,
    /// How many labels it has.
    pub labels: u64,
    /// How many of its events are more than a new revision.
    pub notable: u64,
    /// What falls due: the version in force that has a last day, or a day to be revised by.
    pub due: Vec<Due>,
}

/// A version that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Its revision.
    pub revision: u64,
    /// Its version.
    pub version: Version,
    /// Its last day of validity, ISO 8601.
    pub until: Option<String>,
    /// The day it is to be revised by, ISO 8601.
    pub review_by: Option<String>,
}

impl Due {
    /// The earlier of its days.
    pub fn day(&self) -> Option<&String> {
        self.until.iter().chain(&self.review_by).min()
    }
}

/// How content went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    /// As a draft that is no official document.
    Weeded,
    /// On a decision.
    Disposed,
}

/// Where a revision stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevisionRow {
    /// The document.
    pub document: DocumentId,
    /// Its number.
    pub revision: u64,
    /// The event that made it.
    pub sequence: u64,
    /// The version that people read.
    pub version: Version,
    /// Its state.
    pub state: String,
    /// Whether neither source nor rendered files can change any more.
    pub frozen: bool,
    /// Its source.
    pub source: SourceContent,
    /// Its rendered files, as last frozen; none when it never was.
    pub renditions: Vec<Rendition>,
    /// Files that were rendered and frozen before those.
    pub former_renditions: Vec<Rendition>,
    /// The event that froze them.
    pub rendered_by: Option<u64>,
    /// Whether it became an official document by being dispatched.
    pub public: bool,
    /// Whether a label or a position names it.
    pub named: bool,
    /// How far its signing has come.
    #[serde(default, skip_serializing_if = "Signing::is_empty")]
    pub signing: Signing,
    /// How its content went; at whoever acted, others may have it still.
    pub gone: Option<Gone>,
}

impl RevisionRow {
    /// Whether weeding leaves it: it was dispatched, frozen, labelled, or a body took a position on it.
    pub fn is_kept(&self) -> bool {
        self.public || self.frozen || self.named || !self.version.is_draft()
    }

    /// Everything that it holds.
    pub fn commitments(&self) -> impl Iterator<Item = &Commitment> {
        let renditions = self.renditions.iter().chain(&self.former_renditions);
        let rendered = renditions.map(|rendition| &rendition.commitment);
        std::iter::once(&self.source.commitment).chain(rendered).chain(self.signing.files().map(|file| &file.commitment))
    }
}

/// What a label names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRow {
    /// The document.
    pub document: DocumentId,
    /// The label.
    pub label: Label,
    /// The revision.
    pub revision: u64,
    /// The label that took its place.
    pub superseded_by: Option<Label>,
}

/// A row of a projection, with its digest: what is read back is what was written, or it is told to be damaged.
pub(super) trait Row: Serialize + for<'de> Deserialize<'de> {
    /// The text to keep, and its digest.
    fn write(&self) -> Option<(String, Hash)> {
        let text = serde_json::to_string(self).ok()?;
        let digest = Hash::of(text.as_bytes());
        Some((text, digest))
    }

    /// What was written; `None` when text and digest don't belong together.
    fn read(text: &str, digest: &str) -> Option<Self> {
        (Hash::of(text.as_bytes()).as_str() == digest).then(|| serde_json::from_str(text).ok()).flatten()
    }
}

impl Row for Standing {}
impl Row for RevisionRow {}
impl Row for LabelRow {}
