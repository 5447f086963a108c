//! Issued: copies that go to somebody become events with their hashes, and a file becomes what the log knows it to be.

use super::{Archive, At, Intent};
use crate::model::{DocumentId, Hash};
use crate::store::counterpart::Counterparts;
use crate::store::event::{Act, Sealed};
use crate::store::refusal::StoreError;

/// What a copy is that a log has the hash of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issued {
    /// A public copy (allmän kopia).
    PublicCopy,
    /// A copy for signing on paper (exemplar).
    Counterpart {
        /// Short name of the principal that it is for.
        principal: String,
        /// Its number, from 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
}

impl Archive {
    /// Gets ready to note that copies for signing on paper were made of a revision; `None` where the log has the very same.
    ///
    /// # Errors
    /// When there is no such revision, or the store is damaged or can't be read.
    pub fn note_counterparts(&self, document: &DocumentId, counterparts: Counterparts) -> Result<Option<Intent>, StoreError> {
        let (standing, row) = self.find(document, &At::Revision(counterparts.revision))?;
        let act = Act::Counterparts(counterparts);
        if self.store().notable(document)?.iter().any(|sealed| sealed.event().act == act) {
            return Ok(None);
        }
        Ok(Some(Self::intent(&standing, row, act)))
    }

    /// What a file is that was issued of a document, by its hash, and of which revision; `None` of any that the log does not tell of.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn issued(&self, document: &DocumentId, sha256: &Hash) -> Result<Option<(u64, Issued)>, StoreError> {
        Ok(self.store().notable(document)?.iter().rev().find_map(|sealed| of_event(sealed, sha256)))
    }
}

fn of_event(sealed: &Sealed, sha256: &Hash) -> Option<(u64, Issued)> {
    match &sealed.event().act {
        Act::Published(publication) => {
            publication.copies.iter().any(|copy| copy.sha256 == *sha256).then_some((publication.revision, Issued::PublicCopy))
        }
        Act::Counterparts(counterparts) => {
            let at = counterparts.copies.iter().position(|copy| copy.sha256 == *sha256)?;
            let principal = counterparts.copies.get(at)?.principal.clone();
            Some((counterparts.revision, Issued::Counterpart { principal, number: at + 1, of: counterparts.copies.len() }))
        }
        _ => None,
    }
}
