//! Copying turns one store into another with the same history, whatever engines they are on: every event and content is
//! proven on the way.

use std::collections::BTreeSet;

use super::event::Commitment;
use super::projection::RevisionRow;
use super::refusal::StoreError;
use super::{Extension, Store};

/// How many events go over in one transaction.
const PAGE: u64 = 200;

/// Copies all documents of one store into another that has none of them, with the heads and keys of others.
///
/// # Errors
/// When the first is damaged, or the second can't be written.
pub fn copy(from: &dyn Store, to: &dyn Store) -> Result<(), StoreError> {
    for standing in from.documents()? {
        let document = &standing.document;
        let mut gone: BTreeSet<Commitment> = BTreeSet::new();
        for revision in 1..=standing.revision {
            let row = from.revision(document, revision)?;
            gone.extend(row.iter().filter(|row| row.gone.is_some()).flat_map(RevisionRow::commitments).cloned());
        }
        let (mut after, mut first) = (None, 1);
        // Content that went may be missing only once the event that says so is there: then all goes over at once.
        let page = if gone.is_empty() { PAGE } else { standing.sequence };
        while first <= standing.sequence {
            let events = from.events(document, first, (first + page - 1).min(standing.sequence))?;
            let mut objects = Vec::new();
            for commitment in events.iter().flat_map(|sealed| sealed.event().act.commitments()) {
                objects.extend(from.object(commitment)?);
            }
            first += page;
            let reached = to.extend(&Extension { document: document.clone(), after, events, objects, forget: Vec::new() })?;
            after = Some((reached.sequence, reached.head));
        }
        for (signer, note) in from.notes(document)? {
            if let Some(verifier) = from.signers()?.iter().find(|verifier| verifier.name() == signer) {
                to.keep_note(&verifier.open(&note)?, &signer, &note)?;
            }
        }
    }
    from.signers()?.iter().try_for_each(|verifier| to.keep_signer(verifier))
}
