//! Weighing in the log: somebody confirms how much changes between two revisions matter, or gives them another weight, and says why.
//!
//! The proposal is the program's; who may decide a change hangs on its weight, so what counts is what a person has confirmed. Changes are named
//! by what was done, with what part and where. No words of either version stand in the event: they can be weeded, and the event can't.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::refusal::{Refusal, refuse};
use super::rules::MOST_ENTRIES;
use super::text::is_reason;
use crate::model::{ChangeName, Weight};

/// The weights of changes between two revisions, as somebody confirmed them. A later weighing of the same change counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    /// The new revision.
    pub revision: u64,
    /// The old one.
    pub compared_with: u64,
    /// The changes, each once; at least one.
    pub changes: Vec<WeighedChange>,
    /// Why; never absent where a weight is another than the proposed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A change and its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeighedChange {
    /// The change.
    pub change: ChangeName,
    /// The weight that was proposed.
    pub proposed: Weight,
    /// The weight that it has.
    pub weight: Weight,
}

impl Weighing {
    /// How many weights are others than the proposed ones.
    pub fn changed(&self) -> usize {
        self.changes.iter().filter(|weighed| weighed.weight != weighed.proposed).count()
    }
}

/// The field whose text no event may bear; `None` when all are sound.
pub(super) fn texts(weighing: &Weighing) -> Option<&'static str> {
    if weighing.changes.len() > MOST_ENTRIES {
        return Some("changes");
    }
    weighing.reason.as_ref().is_some_and(|reason| !is_reason(reason)).then_some("reason")
}

/// Whether a weighing of two revisions that exist may stand in a log.
///
/// # Errors
/// When it names no change, one twice or one without a place, two revisions that are one, or gives other weights without a reason.
pub(super) fn judge(event: &Event, weighing: &Weighing) -> Result<(), Refusal> {
    let names: BTreeSet<_> = weighing.changes.iter().map(|weighed| &weighed.change).collect();
    let placed = names.iter().all(|name| name.ordinal > 0 && (name.old.is_some() || name.new.is_some()));
    if names.is_empty() || names.len() < weighing.changes.len() || !placed || weighing.revision == weighing.compared_with {
        return Err(refuse::inconsistent(event));
    }
    if weighing.reason.is_none() && weighing.changed() > 0 {
        return Err(refuse::weight_without_reason());
    }
    Ok(())
}
