//! The model: a store in memory that keeps nothing but events and content, and works everything out anew from the events
//! each time it is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::event::{Commitment, Sealed};
use super::note::{LogHead, Verifier};
use super::object::Object;
use super::projection::{LabelRow, RevisionRow, Standing};
use super::refusal::{StoreError, refuse};
use super::rules::{Rows, step};
use super::{Extension, Store};
use crate::model::{DocumentId, Label};

/// A store in memory. Made for tests and for trying things out; it ends with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    logs: BTreeMap<DocumentId, Vec<Sealed>>,
    objects: BTreeMap<Commitment, Object>,
    notes: BTreeMap<(DocumentId, String, u64), String>,
    signers: BTreeMap<String, Verifier>,
}

impl Kept {
    /// Writes events and content, behind what is there or in its place.
    fn write(&mut self, extension: &Extension, behind: bool) -> Result<Standing, StoreError> {
        let mut log = self.logs.get(&extension.document).cloned().unwrap_or_default();
        let last = log.last().map(|sealed| (sealed.event().sequence, sealed.hash().clone()));
        if last != extension.after {
            let known = extension.after.as_ref().map_or(0, |(sequence, _)| *sequence);
            return Err(StoreError::Conflict { document: extension.document.clone(), known });
        }
        if !behind {
            log.clear();
        }
        log.extend(extension.events.iter().cloned());
        let (standing, rows) = replay(&log)?;
        let Some(standing) = standing.filter(|standing| standing.document == extension.document) else {
            return Err(StoreError::Conflict { document: extension.document.clone(), known: 0 });
        };
        let mut objects = self.objects.clone();
        objects.extend(extension.objects.iter().map(|object| (object.commitment().clone(), object.clone())));
        let gone: BTreeSet<_> =
            rows.revisions.values().filter(|row| row.gone.is_some()).flat_map(RevisionRow::commitments).cloned().collect();
        let named = extension.events.iter().flat_map(|sealed| sealed.event().act.commitments());
        let missing = named.filter(|named| !objects.contains_key(named) && !gone.contains(named)).count();
        if missing > 0 {
            return Err(refuse::content_missing(&extension.document, missing).into());
        }
        extension.forget.iter().for_each(|forgotten| {
            objects.remove(forgotten);
        });
        self.objects = objects;
        self.logs.insert(extension.document.clone(), log);
        Ok(standing)
    }
}

/// Where the events of one document lead.
pub(super) fn replay(events: &[Sealed]) -> Result<(Option<Standing>, Rows), StoreError> {
    let (mut standing, mut rows) = (None, Rows::default());
    for sealed in events {
        standing = Some(step(standing.as_ref(), sealed, &mut rows)?);
    }
    Ok((standing, rows))
}

impl MemoryStore {
    /// A store without documents.
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replayed(&self, document: &DocumentId) -> Result<(Option<Standing>, Rows), StoreError> {
        replay(self.kept().logs.get(document).map(Vec::as_slice).unwrap_or_default())
    }
}

impl Store for MemoryStore {
    fn documents(&self) -> Result<Vec<Standing>, StoreError> {
        let kept = self.kept();
        kept.logs.values().filter_map(|events| replay(events).map(|(standing, _)| standing).transpose()).collect()
    }

    fn standing(&self, document: &DocumentId) -> Result<Option<Standing>, StoreError> {
        Ok(self.replayed(document)?.0)
    }

    fn revision(&self, document: &DocumentId, revision: u64) -> Result<Option<RevisionRow>, StoreError> {
        Ok(self.replayed(document)?.1.revisions.remove(&revision))
    }

    fn label(&self, document: &DocumentId, label: &Label) -> Result<Option<LabelRow>, StoreError> {
        Ok(self.replayed(document)?.1.labels.remove(label))
    }

    fn labels(&self, document: &DocumentId) -> Result<Vec<LabelRow>, StoreError> {
        Ok(self.replayed(document)?.1.labels.into_values().collect())
    }

    fn events(&self, document: &DocumentId, first: u64, last: u64) -> Result<Vec<Sealed>, StoreError> {
        let kept = self.kept();
        let events = kept.logs.get(document).into_iter().flatten();
        Ok(events.filter(|sealed| (first..=last).contains(&sealed.event().sequence)).cloned().collect())
    }

    fn notable(&self, document: &DocumentId) -> Result<Vec<Sealed>, StoreError> {
        let kept = self.kept();
        Ok(kept.logs.get(document).into_iter().flatten().filter(|sealed| sealed.event().act.is_notable()).cloned().collect())
    }

    fn object(&self, commitment: &Commitment) -> Result<Option<Object>, StoreError> {
        Ok(self.kept().objects.get(commitment).cloned())
    }

    fn extend(&self, extension: &Extension) -> Result<Standing, StoreError> {
        self.kept().write(extension, true)
    }

    fn replace(&self, replacement: &Extension) -> Result<Standing, StoreError> {
        self.kept().write(replacement, false)
    }

    fn notes(&self, document: &DocumentId) -> Result<Vec<(String, String)>, StoreError> {
        let kept = self.kept();
        let own = kept.notes.iter().filter(|((other, _, _), _)| other == document);
        Ok(own.map(|((_, signer, _), note)| (signer.clone(), note.clone())).collect())
    }

    fn keep_note(&self, head: &LogHead, signer: &str, note: &str) -> Result<(), StoreError> {
        let key = (head.document.clone(), signer.to_owned(), head.sequence);
        self.kept().notes.entry(key).or_insert_with(|| note.to_owned());
        Ok(())
    }

    fn signers(&self) -> Result<Vec<Verifier>, StoreError> {
        Ok(self.kept().signers.values().cloned().collect())
    }

    fn keep_signer(&self, verifier: &Verifier) -> Result<(), StoreError> {
        self.kept().signers.entry(verifier.name().to_owned()).or_insert_with(|| verifier.clone());
        Ok(())
    }
}
