//! Renewal in the log: proof about certificates, and a time stamp over all of it, make a new file of a signed version, whose hash is kept.
//!
//! What a time stamp proves is taken from the file alone, as of a signature: whoever has the same history and gets the file makes the same event
//! of it. Proof without a time stamp bears no time of its own; then whoever added it acts.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::projection::RevisionRow;
use super::refusal::{Refusal, refuse};
use super::signing::KeptFile;
use super::text::{is_ending, is_line};

/// A signed file with proof behind its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The revision.
    pub revision: u64,
    /// Who gave the time stamp over the whole file, by its certificate; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The file.
    pub file: KeptFile,
}

/// Puts a renewal with its revision, in whatever state that is by now: it is signed, and the file carries on the last one.
pub(super) fn apply(event: &Event, renewal: &Renewal, row: &mut RevisionRow) -> Result<(), Refusal> {
    let carries_on = row.signing.latest().is_some_and(|latest| latest.size < renewal.file.size);
    if !row.frozen || !carries_on || row.signing.knows(&renewal.file.sha256) {
        return Err(refuse::inconsistent(event));
    }
    row.signing.renewals.push(renewal.clone());
    Ok(())
}

/// The field whose text no event may bear.
pub(super) fn texts(renewal: &Renewal) -> Option<&'static str> {
    let authority = renewal.authority.as_ref().is_some_and(|name| !is_line(name)).then_some("authority");
    authority.or((!is_ending(&renewal.file.ending)).then_some("file"))
}
