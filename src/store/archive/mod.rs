//! What people do with documents turns into events: the guards that know the kind's states stand here, those that every log
//! keeps stand in `rules`.

mod acts;
mod declining;
mod find;
mod ink;
mod issued;
mod joined;
mod keep;
mod past;
mod signing;
mod states;
mod unsigned;

use super::event::{Act, Event, FORMAT, Rendition, Sealed, Unsealed};
use super::object::Object;
use super::projection::{RevisionRow, Standing};
use super::refusal::{Refusal, StoreError};
use super::seen::{Seen, behind, rewritten};
use super::{Commitment, Extension, Store};
use crate::diag::codes;
use crate::model::{Actor, DocumentId, Hash, Moment, Version};

pub use acts::{Dispatching, Position};
pub use find::{At, Frozen};
pub use ink::Ink;
pub use issued::Issued;
pub use joined::Joined;
pub use keep::{Saved, Source};
pub use past::{Milestone, Tally};
pub use signing::{Asked, PlacedSignature, PlacedStamp, Recorded, Shown};
pub use states::StateChange;

/// A store, with what has been seen of it.
pub struct Archive {
    store: Box<dyn Store>,
    seen: Option<Seen>,
}

/// Something that is about to happen: an event without who and when. It holds only as long as nobody else comes first.
#[derive(Debug, Clone)]
pub struct Intent {
    document: DocumentId,
    after: Option<(u64, Hash)>,
    act: Act,
    objects: Vec<Object>,
    forget: Vec<Commitment>,
    latest: Option<Moment>,
    /// The revision that is concerned, as it stands before; of a first revision there is none.
    row: Option<RevisionRow>,
}

impl Intent {
    /// What is about to happen.
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// The revision concerned, as it stands before.
    pub fn row(&self) -> Option<&RevisionRow> {
        self.row.as_ref()
    }

    /// The number that its event will have.
    pub fn sequence(&self) -> u64 {
        self.after.as_ref().map_or(1, |(sequence, _)| sequence + 1)
    }

    /// Hash of the event before it: what a version that is frozen now prints.
    pub fn head_before(&self) -> Option<&Hash> {
        self.after.as_ref().map(|(_, hash)| hash)
    }

    /// Whether rendered files must be given: the version is frozen now, or its number changes, or what is sent was
    /// never rendered.
    pub fn needs_renditions(&self) -> bool {
        match (&self.act, &self.row) {
            (Act::State { frozen, version, opens: None, .. }, Some(row)) => (*frozen && !row.frozen) || version.is_some(),
            (Act::Dispatch { .. }, Some(row)) => row.renditions.is_empty(),
            _ => false,
        }
    }

    /// The version that the revision has afterwards.
    pub fn version_after(&self) -> Option<Version> {
        match &self.act {
            Act::State { version: Some(version), .. } => Some(*version),
            _ => self.row.as_ref().map(|row| row.version),
        }
    }

    /// The state that the revision has afterwards.
    pub fn state_after(&self) -> Option<&str> {
        match (&self.act, &self.row) {
            (Act::State { to, opens: None, .. }, _) => Some(to),
            (_, row) => row.as_ref().map(|row| row.state.as_str()),
        }
    }

    /// Adds the rendered files, each with how its name ends.
    ///
    /// # Errors
    /// When a file is too large to be kept.
    pub fn with_renditions(mut self, files: Vec<(String, Vec<u8>)>) -> Result<Self, StoreError> {
        let mut kept = Vec::new();
        for (ending, bytes) in files {
            let object = Object::new(bytes)?;
            kept.push(Rendition { ending, commitment: object.commitment().clone(), size: object.content().len() as u64 });
            self.objects.push(object);
        }
        match &mut self.act {
            Act::State { renditions, .. } | Act::Dispatch { renditions, .. } => *renditions = kept,
            _ => {}
        }
        Ok(self)
    }
}

/// What was kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Where the document stands now.
    pub standing: Standing,
    /// The event.
    pub event: Event,
    /// Hash of the event: the new head.
    pub hash: Hash,
    /// The moment of an earlier event that lies after this one: the clock was set back, or another's is ahead.
    pub clock_behind: Option<Moment>,
}

impl Archive {
    /// An archive over a store. With `seen`, a store that knows less than it did is found out.
    pub fn new(store: Box<dyn Store>, seen: Option<Seen>) -> Self {
        Self { store, seen }
    }

    /// The store.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Where every document stands, by id.
    ///
    /// # Errors
    /// When the store is damaged, can't be read, or has lost something that was seen.
    pub fn documents(&self) -> Result<Vec<Standing>, StoreError> {
        let all = self.store.documents()?;
        if let Some(seen) = &self.seen {
            let lost = seen.documents().into_iter().find(|document| !all.iter().any(|standing| standing.document == *document));
            if let Some(document) = lost {
                return Err(behind(&document, seen.last(&document).map_or(0, |(sequence, _)| sequence), 0).into());
            }
            all.iter().try_for_each(|standing| self.hold_against_seen(standing))?;
        }
        Ok(all)
    }

    /// Where a document stands; `None` when there is none of this id.
    ///
    /// # Errors
    /// See [`Archive::documents`].
    pub fn standing(&self, document: &DocumentId) -> Result<Option<Standing>, StoreError> {
        let standing = self.store.standing(document)?;
        match (&standing, &self.seen) {
            (Some(standing), _) => self.hold_against_seen(standing)?,
            (None, Some(seen)) => {
                if let Some((sequence, _)) = seen.last(document) {
                    return Err(behind(document, sequence, 0).into());
                }
            }
            (None, None) => {}
        }
        Ok(standing)
    }

    fn hold_against_seen(&self, standing: &Standing) -> Result<(), StoreError> {
        let Some(seen) = &self.seen else { return Ok(()) };
        let document = &standing.document;
        if let Some((sequence, hash)) = seen.last(document) {
            if sequence > standing.sequence {
                return Err(behind(document, sequence, standing.sequence).into());
            }
            let same = if sequence == standing.sequence {
                hash == standing.head
            } else {
                self.store.events(document, sequence, sequence)?.first().is_some_and(|sealed| *sealed.hash() == hash)
            };
            if !same {
                return Err(rewritten(document, sequence).into());
            }
        }
        seen.note(standing);
        Ok(())
    }

    /// Where a document stands that must exist.
    ///
    /// # Errors
    /// When there is none of this id; besides, see [`Archive::documents`].
    pub fn existing(&self, document: &DocumentId) -> Result<Standing, StoreError> {
        match self.standing(document)? {
            Some(standing) => Ok(standing),
            None => Err(self.unknown(document)?.into()),
        }
    }

    fn unknown(&self, document: &DocumentId) -> Result<Refusal, StoreError> {
        let all = self.store.documents()?;
        let wanted = document.as_str();
        let near = all
            .iter()
            .map(|standing| (strsim::damerau_levenshtein(wanted, standing.document.as_str()), standing.document.as_str()))
            .filter(|(distance, id)| distance * 3 <= id.len())
            .min();
        let refusal = Refusal::new(
            codes::UNKNOWN_DOCUMENT,
            format!("lagret har inget dokument ”{wanted}”"),
            format!("the store has no document “{wanted}”"),
        );
        Ok(match near {
            Some((_, id)) => refusal.hint(format!("menade du ”{id}”?"), format!("did you mean “{id}”?")),
            None => refusal.hint("se vilka som finns: kansli log", "see which there are: kansli log"),
        })
    }

    /// An intent that concerns a revision of a document as it stands.
    fn intent(standing: &Standing, row: RevisionRow, act: Act) -> Intent {
        Intent {
            document: standing.document.clone(),
            after: Some((standing.sequence, standing.head.clone())),
            act,
            objects: Vec::new(),
            forget: Vec::new(),
            latest: Some(standing.latest),
            row: Some(row),
        }
    }

    /// Takes over events that were made elsewhere.
    ///
    /// # Errors
    /// See [`Store::extend`].
    pub fn receive(&self, extension: &Extension) -> Result<Standing, StoreError> {
        let standing = self.store.extend(extension)?;
        if let Some(seen) = &self.seen {
            seen.note(&standing);
        }
        Ok(standing)
    }

    /// Puts another history in the place of a document's own.
    ///
    /// # Errors
    /// See [`Store::replace`]; when what was seen of the store can't be written down.
    fn replace(&self, replacement: &Extension) -> Result<Standing, StoreError> {
        let standing = self.store.replace(replacement)?;
        if let Some(seen) = &self.seen {
            seen.replace(&standing)?;
        }
        Ok(standing)
    }

    /// Makes an intent happen.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when something else happened to the document since the intent was made; besides, see
    /// [`Store::extend`].
    pub fn carry_out(&self, intent: Intent, actor: &Actor, time: Moment) -> Result<Kept, StoreError> {
        let Intent { document, after, act, objects, forget, latest, .. } = intent;
        let (sequence, previous) = after.clone().map_or((1, Hash::zero()), |(sequence, hash)| (sequence + 1, hash));
        let event = Event { format: FORMAT.to_owned(), document: document.clone(), sequence, previous, time, actor: actor.clone(), act };
        let sealed = Sealed::seal(event).map_err(|_: Unsealed| {
            Refusal::new(codes::INTERNAL_FAULT, "händelsen gick inte att skriva", "the event could not be written")
        })?;
        let extension = Extension { document, after, events: vec![sealed.clone()], objects, forget };
        let standing = self.store.extend(&extension)?;
        if let Some(seen) = &self.seen {
            seen.note(&standing);
        }
        Ok(Kept {
            standing,
            event: sealed.event().clone(),
            hash: sealed.hash().clone(),
            clock_behind: latest.filter(|latest| *latest > time),
        })
    }
}
