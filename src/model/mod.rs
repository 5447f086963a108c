//! The nouns: what a document is, and the tree that every writer reads. No input or output happens here.

mod clearance;
mod document;
mod envelope;
mod file_signing;
mod hash;
mod id;
mod identity_number;
mod inline;
mod period;
mod record;
mod redline;
mod redline_file;
pub mod redline_words;
mod revision;
mod signature_place;
mod signing_form;
mod state;
mod stored_version;
mod table;
mod time_of_day;
mod tree;
mod tree_file;

pub use clearance::Clearance;
pub use document::Document;
pub use envelope::{
    Contact, Date as DateText, Envelope, Issuer, Milestone, OrganisationForm, Period as PeriodText, PlainText, Principal, Reference,
    RichText, Signatory, Timeline, envelope_schema,
};
pub use file_signing::FileSigning;
pub use hash::Hash;
pub use id::{Anchor, Key, KindId, Pointer};
pub use identity_number::{BirthNumber, IdentityNumber, birth_number, find_identity_numbers};
pub use inline::{Inline, Line, LinkTarget, Origin, Run, Style, words};
pub use period::Period;
pub use record::{HistoryRow, Record};
pub use redline::{Change, ChangeKind, ChangeName, Confirmation, Former, Mark, Part, Redline, Spot, Weight};
pub use redline_file::{
    ComparedVersion, NumberedChange, REDLINE_FORMAT, REDLINE_SCHEMA, RedlineFile, Words as ComparedWords, redline_schema,
};
pub use revision::{Actor, DocumentId, Label, Moment, Version};
pub use signature_place::SignaturePlace;
pub use signing_form::SigningForm;
pub use state::{CheckDemand, Move, SetBy, State, StateFault, States, VersionStep};
pub use stored_version::StoredVersion;
pub use table::{Alignment, Cell, Column, Row, RowRole, Table};
pub use time_of_day::TimeOfDay;
pub use tree::{
    Block, Body, Head, Heading, Item, List, ListMarker, Metadata, Orientation, SignatureColumn, Signatures, Signer, TitleBlock, Tree,
};
pub use tree_file::{TREE_FORMAT, TREE_SCHEMA, TreeFile, tree_schema};
