//! The store turns bytes, with who, when and why, into revisions that nobody can change unseen.
//!
//! What is kept is an append-only log of events for each document, each event bearing the hash of the one before it, and
//! the content that the events name. All else is a projection of these. [`Store`] is what an engine must do: [`SqlStore`]
//! does it on SQLite and PostgreSQL, [`MemoryStore`] in the plainest way there is, as the model that tests hold the other
//! against. What people do stands in [`Archive`]. What exactly is hashed: `FORMAT.md` beside this file.

mod archive;
mod bundle;
mod copy;
mod counterpart;
mod event;
mod log;
mod memory;
mod note;
mod object;
mod projection;
mod publication;
mod refusal;
mod renewal;
mod rules;
mod sealed;
mod seen;
mod signing;
mod sql;
mod text;
mod verify;
mod weighing;

pub use archive::{
    Archive, Asked, At, Dispatching, Frozen, Ink, Intent, Issued, Joined, Kept, Milestone, PlacedSignature, PlacedStamp, Position,
    Recorded, Saved, Shown, Source, StateChange, Tally,
};
pub use bundle::{Bundle, Relation, bundle};
pub use copy::copy;
pub use counterpart::{Counterpart, Counterparts};
pub use event::{
    Act, CaseNumber, Commitment, Event, FORMAT, Faults, Opened, Outcome, Passed, Purpose, Rendition, Sealed, SourceContent, Superseded,
    Unsealed, Validity, stretches,
};
pub use memory::MemoryStore;
pub use note::{HeadSigner, LogHead, Verifier};
pub use object::{LARGEST_OBJECT, Object};
pub use projection::{Due, Gone, LabelRow, RevisionRow, Standing};
pub use publication::{Publication, PublishedFile};
pub use refusal::{Damage, Refusal, StoreError};
pub use renewal::Renewal;
pub use seen::Seen;
pub use signing::{Declined, InkSignature, KeptFile, Signature, SignerCertificate, Signing, SigningClosed, SigningOpened};
pub use sql::{OLDEST_SQLITE, SqlStore};
pub use text::is_shown;
pub use verify::{Report, verify};
pub use weighing::{WeighedChange, Weighing};

use crate::model::{DocumentId, Hash, Label};

/// Events and content that carry a document on.
#[derive(Debug, Clone)]
pub struct Extension {
    /// The document.
    pub document: DocumentId,
    /// The event that was last when these were made, by number and hash; `None` for a new document.
    pub after: Option<(u64, Hash)>,
    /// What happened, in order; at least one.
    pub events: Vec<Sealed>,
    /// The content that the events name.
    pub objects: Vec<Object>,
    /// Content to be forgotten at once, salt and bytes.
    pub forget: Vec<Commitment>,
}

/// What an engine must do. Everything it answers has been proven: hashes of events and content, digests of rows,
/// numbers without gaps. What does not add up is [`StoreError::Damaged`], never a wrong answer.
pub trait Store: Send + Sync {
    /// Where every document stands, by id.
    ///
    /// # Errors
    /// When the store is damaged or can't be read; so for all methods.
    fn documents(&self) -> Result<Vec<Standing>, StoreError>;

    /// Where one document stands; `None` when there is none of this id.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn standing(&self, document: &DocumentId) -> Result<Option<Standing>, StoreError>;

    /// A revision by its number.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn revision(&self, document: &DocumentId, revision: u64) -> Result<Option<RevisionRow>, StoreError>;

    /// What a label names.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn label(&self, document: &DocumentId, label: &Label) -> Result<Option<LabelRow>, StoreError>;

    /// All labels of a document, by name.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn labels(&self, document: &DocumentId) -> Result<Vec<LabelRow>, StoreError>;

    /// The events from one number to another, both included, ascending; clipped to those there are.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn events(&self, document: &DocumentId, first: u64, last: u64) -> Result<Vec<Sealed>, StoreError>;

    /// The events that are more than a new revision, ascending.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn notable(&self, document: &DocumentId) -> Result<Vec<Sealed>, StoreError>;

    /// Content by its address; `None` when it is not here, or not any more.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn object(&self, commitment: &Commitment) -> Result<Option<Object>, StoreError>;

    /// Carries a document on, wholly or not at all. When it returns, all of it is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the document's last event is another than `after` says; [`StoreError::Refused`] when
    /// an event may not follow, or content that an event names is neither given nor kept and no event says that it went.
    fn extend(&self, extension: &Extension) -> Result<Standing, StoreError>;

    /// Puts the history of `replacement`, which begins with the first event, in the place of the one that a document has, wholly or not
    /// at all; for two histories that parted, when people agreed on which one holds. Content of the former history stays kept.
    ///
    /// # Errors
    /// See [`Store::extend`]; `after` is where the document stands before.
    fn replace(&self, replacement: &Extension) -> Result<Standing, StoreError>;

    /// The signed heads that are kept of a document, each with the name of its signer; by signer and number.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn notes(&self, document: &DocumentId) -> Result<Vec<(String, String)>, StoreError>;

    /// Keeps a signed head. One that the same signer made of as many events stays as it was.
    ///
    /// # Errors
    /// When the store can't be written.
    fn keep_note(&self, head: &LogHead, signer: &str, note: &str) -> Result<(), StoreError>;

    /// The keys of others that are known, by name.
    ///
    /// # Errors
    /// See [`Store::documents`].
    fn signers(&self) -> Result<Vec<Verifier>, StoreError>;

    /// Keeps the key of somebody else. A name that is known keeps its key.
    ///
    /// # Errors
    /// When the store can't be written.
    fn keep_signer(&self, verifier: &Verifier) -> Result<(), StoreError>;
}
