//! The past of a document, as its outputs and its log tell it.

use super::Archive;
use crate::model::{DocumentId, Moment, Version};
use crate::store::event::{Act, Sealed};
use crate::store::refusal::StoreError;

/// Something worth a row in a document's history table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The version that it happened to.
    pub version: Version,
    /// When it was noted.
    pub time: Moment,
    /// What happened.
    pub act: Act,
}

impl Archive {
    /// The milestones of a document up to event `last`, that one included: positions, dispatches, and states that froze a
    /// version or gave it its number.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn milestones(&self, document: &DocumentId, last: u64) -> Result<Vec<Milestone>, StoreError> {
        let mut out = Vec::new();
        for sealed in self.store.notable(document)?.iter().filter(|sealed| sealed.event().sequence <= last) {
            let event = sealed.event();
            let told = match &event.act {
                Act::Position { .. } | Act::Dispatch { .. } => true,
                Act::State { frozen, opens: None, .. } => *frozen,
                _ => false,
            };
            let version = match &event.act {
                Act::State { version: Some(version), .. } => Some(*version),
                act => self.version_at(document, act, event.sequence)?,
            };
            if let (true, Some(version)) = (told, version) {
                out.push(Milestone { version, time: event.time, act: event.act.clone() });
            }
        }
        Ok(out)
    }

    /// The version that a revision had when something happened to it: the number that its making gave it, or the full
    /// one that it has got since, if that was before.
    fn version_at(&self, document: &DocumentId, act: &Act, sequence: u64) -> Result<Option<Version>, StoreError> {
        let Some(revision) = act.revision() else { return Ok(None) };
        let Some(row) = self.store.revision(document, revision)? else { return Ok(None) };
        let made = match self.store.events(document, row.sequence, row.sequence)?.first().map(|sealed| sealed.event().act.clone()) {
            Some(Act::Revision { version, .. }) => version,
            Some(Act::State { opens: Some(opened), .. }) => opened.version,
            _ => row.version,
        };
        let full = self.store.notable(document)?.iter().filter(|sealed| sealed.event().sequence <= sequence).fold(None, |last, sealed| {
            match &sealed.event().act {
                Act::State { revision: other, version: Some(version), .. } if *other == revision => Some(*version),
                _ => last,
            }
        });
        Ok(Some(full.unwrap_or(made)))
    }

    /// The last page of a log: at most `count` events up to event `last`, newest first.
    ///
    /// # Errors
    /// See [`Archive::milestones`].
    pub fn page(&self, document: &DocumentId, last: u64, count: u64) -> Result<Vec<Sealed>, StoreError> {
        let first = last.saturating_sub(count.saturating_sub(1)).max(1);
        let mut events = self.store.events(document, first, last)?;
        events.reverse();
        Ok(events)
    }
}
