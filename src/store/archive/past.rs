//! The past of a document, as its outputs and its log tell it.

use std::collections::{BTreeMap, BTreeSet};

use super::Archive;
use crate::model::{DocumentId, Moment, Version};
use crate::store::event::{Act, Event, Outcome, Purpose, Sealed};
use crate::store::refusal::{StoreError, refuse};

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

/// How the parties have decided on a version, each body counted once, by its last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many have adopted it, with an addition or without.
    pub adopted: usize,
    /// How many of these with an addition.
    pub with_addition: usize,
    /// How many have rejected it.
    pub rejected: usize,
    /// How many have referred it back.
    pub referred: usize,
    /// To how many it was sent for a decision.
    pub asked: usize,
}

impl Archive {
    /// The milestones of a document up to event `last`, that one included: positions, dispatches, and states that froze a
    /// version or gave it its number.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn milestones(&self, document: &DocumentId, last: u64) -> Result<Vec<Milestone>, StoreError> {
        let mut out = Vec::new();
        // The full versions that revisions have got so far.
        let mut full: BTreeMap<u64, Version> = BTreeMap::new();
        for sealed in self.store.notable(document)?.iter().filter(|sealed| sealed.event().sequence <= last) {
            let Event { act, time, .. } = sealed.event();
            let Some(revision) = act.revision() else { continue };
            if let Act::State { version: Some(version), .. } = act {
                full.insert(revision, *version);
            }
            let told = match act {
                Act::Position { .. } | Act::Dispatch { .. } => true,
                Act::State { frozen, opens: None, .. } => *frozen,
                _ => false,
            };
            if told {
                let version = match full.get(&revision) {
                    Some(version) => *version,
                    None => self.made_as(document, revision)?,
                };
                out.push(Milestone { version, time: *time, act: act.clone() });
            }
        }
        Ok(out)
    }

    /// The version that a revision was made as.
    pub(super) fn made_as(&self, document: &DocumentId, revision: u64) -> Result<Version, StoreError> {
        let row = self.store.revision(document, revision)?.ok_or_else(|| refuse::no_revision(document, revision))?;
        Ok(match self.store.events(document, row.sequence, row.sequence)?.first().map(|sealed| sealed.event().act.clone()) {
            Some(Act::Revision { version, .. }) => version,
            Some(Act::State { opens: Some(opened), .. }) => opened.version,
            _ => row.version,
        })
    }

    /// How the parties have decided on a revision.
    ///
    /// # Errors
    /// See [`Archive::milestones`].
    pub fn tally(&self, document: &DocumentId, revision: u64) -> Result<Tally, StoreError> {
        let notable = self.store.notable(document)?;
        let (mut words, mut asked) = (BTreeMap::new(), BTreeSet::new());
        for sealed in &notable {
            match &sealed.event().act {
                Act::Position { revision: other, body, outcome, .. } if *other == revision => {
                    words.insert(body.as_str(), *outcome);
                }
                Act::Dispatch { revision: other, purpose: Purpose::Beslut, recipients, .. } if *other == revision => {
                    asked.extend(recipients.iter().map(String::as_str));
                }
                _ => {}
            }
        }
        let decided = words.values().any(|outcome| outcome.is_decision());
        let count = |wanted: &dyn Fn(Outcome) -> bool| words.values().filter(|outcome| wanted(**outcome)).count();
        Ok(Tally {
            adopted: count(&Outcome::adopts),
            with_addition: count(&|outcome| outcome == Outcome::AntagenMedTillagg),
            rejected: count(&|outcome| outcome == Outcome::Avslagen),
            // Councils refer back as well: that is no party's decision until one has decided.
            referred: if decided { count(&|outcome| outcome == Outcome::Aterremiss) } else { 0 },
            asked: asked.len(),
        })
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
