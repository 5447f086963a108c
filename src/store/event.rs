//! Events: what somebody did to a document, in the one form that is hashed. `FORMAT.md` beside this file describes them.

use serde::{Deserialize, Serialize};

use super::counterpart::Counterparts;
use super::publication::Publication;
use super::renewal::Renewal;
pub use super::sealed::{Sealed, Unsealed, numbers, stretches};
use super::signing::{Declined, InkSignature, Signature, SigningClosed, SigningOpened, Step};
use super::weighing::Weighing;
use crate::model::{Actor, DocumentId, Hash, KindId, Label, Moment, Version};

/// What the first field of every event says. Another form gets another name.
pub const FORMAT: &str = "kansli-event/1";

/// One entry of a document's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// [`FORMAT`].
    pub format: String,
    /// The document.
    pub document: DocumentId,
    /// Place in the document's log, from 1, without gaps.
    pub sequence: u64,
    /// Hash of the event before it; of the first, 64 zeros.
    pub previous: Hash,
    /// When, as the clock of whoever acted told it.
    pub time: Moment,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
}

/// The address of some content: SHA-256 over 32 random bytes (the salt, kept beside the content and lost with it) and
/// the content. Without the salt nothing can be guessed from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub Hash);

/// A source as a revision holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceContent {
    /// Where the bytes lie.
    pub commitment: Commitment,
    /// How many bytes they are.
    pub size: u64,
    /// The name of the file, without folders; its ending tells TOML from JSON.
    pub file: String,
}

/// A file that was rendered from a revision and is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    /// How the name of the file ends: `pdf`, `docx`, `certificate.json`.
    pub ending: String,
    /// Where the bytes lie.
    pub commitment: Commitment,
    /// How many bytes they are.
    pub size: u64,
}

/// What `check` found in a source when it was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// How many errors.
    pub errors: u64,
    /// How many warnings.
    pub warnings: u64,
    /// The codes of both, each once, sorted.
    pub codes: Vec<String>,
}

/// Which check a version passed on its way to a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    /// What the check was for: `signing`.
    pub check: String,
    /// SHA-256 of the kind's files.
    pub kind: Hash,
    /// The program that checked, and its version.
    pub program: String,
}

/// Until when a version in force holds; dates are ISO 8601.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Valid from (giltig från och med).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Valid until (till och med); until further notice when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// To be revised by (revideras senast).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
}

impl Validity {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A new revision that going back opens: the same source, in an earlier state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Its number.
    pub revision: u64,
    /// Its version.
    pub version: Version,
    /// The state of the version that was gone back from, from now on.
    pub left_as: String,
}

/// An earlier version that changes state because a later one took its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superseded {
    /// Its revision.
    pub revision: u64,
    /// Its state from now on.
    pub state: String,
}

/// Why something was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// For comments only: no dispatch in the sense of the law (TF 2 kap. 12 §).
    Synpunkter,
    /// For information.
    Kannedom,
    /// Formal consultation.
    Remiss,
    /// As the basis for a decision or a position.
    Beslut,
    /// To be signed.
    Undertecknande,
}

impl Purpose {
    /// All purposes, with the name that the command line and the events use.
    pub const ALL: [(&'static str, Self); 5] = [
        ("synpunkter", Self::Synpunkter),
        ("kannedom", Self::Kannedom),
        ("remiss", Self::Remiss),
        ("beslut", Self::Beslut),
        ("undertecknande", Self::Undertecknande),
    ];

    /// Whether what is sent becomes an official document (allmän handling), whatever it is marked.
    pub fn makes_public(self) -> bool {
        self != Self::Synpunkter
    }
}

/// The register numbers of a dispatch, or why there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum CaseNumber {
    /// Case numbers (diarienummer), one for each authority.
    Numbers(Vec<String>),
    /// Why there is none.
    None {
        /// The reason.
        reason: String,
    },
}

/// What a body came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It endorsed the version: "ställde sig bakom".
    Bakom,
    /// It endorsed the version with changes or comments.
    BakomMedAndringar,
    /// It did not endorse it.
    InteBakom,
    /// It referred it back.
    Aterremiss,
    /// It put it off.
    Bordlagd,
    /// It adopted the version: a party's decision, which binds it.
    Antagen,
    /// It adopted the version with an addition: not the same decision as the others'.
    AntagenMedTillagg,
    /// It rejected it.
    Avslagen,
}

impl Outcome {
    /// All outcomes, with the name that the command line and the events use.
    pub const ALL: [(&'static str, Self); 8] = [
        ("bakom", Self::Bakom),
        ("bakom-med-andringar", Self::BakomMedAndringar),
        ("inte-bakom", Self::InteBakom),
        ("aterremiss", Self::Aterremiss),
        ("bordlagd", Self::Bordlagd),
        ("antagen", Self::Antagen),
        ("antagen-med-tillagg", Self::AntagenMedTillagg),
        ("avslagen", Self::Avslagen),
    ];

    /// Whether it is a party's decision, and not a position of a body that binds nobody.
    pub fn is_decision(self) -> bool {
        matches!(self, Self::Antagen | Self::AntagenMedTillagg | Self::Avslagen)
    }

    /// Whether the party adopted the version.
    pub fn adopts(self) -> bool {
        matches!(self, Self::Antagen | Self::AntagenMedTillagg)
    }
}

/// What was done. The list grows only together with [`FORMAT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// A new revision.
    Revision {
        /// Its number: one more than the last.
        revision: u64,
        /// The kind of document; never changes.
        kind: KindId,
        /// The number that people read.
        version: Version,
        /// Its state: that of the revision before it; of the first, where the kind begins.
        state: String,
        /// The bytes.
        source: SourceContent,
        /// Why it was made.
        reason: String,
        /// What was wrong with it.
        faults: Faults,
        /// The earlier revision whose source this one has again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restores: Option<u64>,
    },
    /// A revision comes to a state of its kind.
    State {
        /// The revision.
        revision: u64,
        /// Where it was.
        from: String,
        /// Where it is; of [`Opened`] when there is one.
        to: String,
        /// Whether neither source nor rendered files can change any more.
        frozen: bool,
        /// The full version that it gets here; it keeps its own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<Version>,
        /// Why; never absent when going back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The revision that going back opens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens: Option<Opened>,
        /// The version that this one takes the place of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Superseded>,
        /// The other document that takes its place, such as the commission of a new term.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaced_by: Option<DocumentId>,
        /// The check that it passed, where the state demands one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passed: Option<Passed>,
        /// Until when it holds.
        #[serde(default, skip_serializing_if = "Validity::is_empty")]
        validity: Validity,
        /// Its rendered files, where they are frozen now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        renditions: Vec<Rendition>,
    },
    /// A body took a position on a revision (ställningstagande).
    Position {
        /// The revision.
        revision: u64,
        /// The body.
        body: String,
        /// The day of its meeting, ISO 8601.
        date: String,
        /// The item (§) of its notes or minutes.
        item: String,
        /// What it came to.
        outcome: Outcome,
    },
    /// A revision was sent.
    Dispatch {
        /// The revision.
        revision: u64,
        /// Why.
        purpose: Purpose,
        /// To whom.
        recipients: Vec<String>,
        /// Under which case number; absent only for what was sent for comments alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case_number: Option<CaseNumber>,
        /// Its rendered files, where they are frozen now; empty when they were frozen before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        renditions: Vec<Rendition>,
    },
    /// A revision got a name that never moves.
    Label {
        /// The revision.
        revision: u64,
        /// The name.
        label: Label,
        /// An earlier name that this one takes the place of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Label>,
    },
    /// Somebody confirmed the weights of changes between two revisions.
    Weighing(Weighing),
    /// A session was opened: a file with an empty place for one signature was issued.
    SigningOpened(SigningOpened),
    /// An electronic signature was placed, and its session ended.
    Signature(Signature),
    /// A session was given up.
    SigningClosed(SigningClosed),
    /// A principal declined to sign.
    Declined(Declined),
    /// A page was signed with a pen.
    InkSignature(InkSignature),
    /// Copies for signing on paper were made.
    Counterparts(Counterparts),
    /// Proof was added to a signed file.
    Renewed(Renewal),
    /// A public copy was made.
    Published(Publication),
    /// Drafts that are no official documents were weeded (rensning): their content is gone at whoever acted.
    Weeding {
        /// The revisions, as first and last of each stretch, ascending.
        revisions: Vec<(u64, u64)>,
    },
    /// Content was disposed of (gallring) on a decision: it is gone at whoever acted.
    Disposal {
        /// The revisions, as first and last of each stretch, ascending.
        revisions: Vec<(u64, u64)>,
        /// The decision: body, case number, section.
        decision: String,
    },
}

impl Act {
    /// The revision that it is about; none for what concerns several.
    pub fn revision(&self) -> Option<u64> {
        match self {
            Self::Revision { revision, .. }
            | Self::State { revision, .. }
            | Self::Position { revision, .. }
            | Self::Dispatch { revision, .. }
            | Self::Label { revision, .. }
            | Self::Weighing(Weighing { revision, .. })
            | Self::SigningOpened(SigningOpened { revision, .. })
            | Self::Signature(Signature { revision, .. })
            | Self::SigningClosed(SigningClosed { revision, .. })
            | Self::Declined(Declined { revision, .. })
            | Self::InkSignature(InkSignature { revision, .. })
            | Self::Counterparts(Counterparts { revision, .. })
            | Self::Renewed(Renewal { revision, .. })
            | Self::Published(Publication { revision, .. }) => Some(*revision),
            Self::Weeding { .. } | Self::Disposal { .. } => None,
        }
    }

    /// Whether it is more than a new revision: the milestones that a history table tells of are among these.
    pub fn is_notable(&self) -> bool {
        !matches!(self, Self::Revision { .. })
    }

    /// The files rendered and frozen by it.
    pub fn renditions(&self) -> &[Rendition] {
        match self {
            Self::State { renditions, .. } | Self::Dispatch { renditions, .. } => renditions,
            _ => &[],
        }
    }

    /// What it does for signing.
    pub(super) fn signing(&self) -> Option<Step<'_>> {
        match self {
            Self::SigningOpened(opened) => Some(Step::Opened(opened)),
            Self::Signature(signature) => Some(Step::Placed(signature)),
            Self::SigningClosed(closed) => Some(Step::Closed(closed)),
            Self::Declined(declined) => Some(Step::Declined(declined)),
            Self::InkSignature(ink) => Some(Step::Ink(ink)),
            Self::Renewed(renewal) => Some(Step::Renewed(renewal)),
            _ => None,
        }
    }

    /// Every content that it names for the first time.
    pub fn commitments(&self) -> Vec<&Commitment> {
        match self {
            Self::Revision { source, restores: None, .. } => vec![&source.commitment],
            Self::Signature(Signature { file, .. })
            | Self::InkSignature(InkSignature { page: file, .. })
            | Self::Renewed(Renewal { file, .. }) => vec![&file.commitment],
            _ => self.renditions().iter().map(|rendition| &rendition.commitment).collect(),
        }
    }
}
