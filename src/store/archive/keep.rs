//! Sources become revisions.

use super::{Archive, Intent};
use crate::diag::{codes, shortened};
use crate::model::{DocumentId, KindId, States, Version};
use crate::store::event::{Act, Faults, SourceContent};
use crate::store::object::Object;
use crate::store::projection::{RevisionRow, Standing};
use crate::store::refusal::{Refusal, StoreError, refuse};

/// A source that is to be kept.
#[derive(Debug, Clone)]
pub struct Source {
    /// The document that it is a version of.
    pub document: DocumentId,
    /// Its kind.
    pub kind: KindId,
    /// The name of its file, without folders.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What `check` finds in it.
    pub faults: Faults,
}

/// What saving comes to.
#[derive(Debug, Clone)]
pub enum Saved {
    /// The last revision has the same bytes: there is nothing to save.
    Unchanged(Box<RevisionRow>),
    /// A new revision is ready to be carried out.
    New(Box<Intent>),
}

impl Archive {
    /// Gets ready to keep a source as a new revision, made from revision `base`; `None` for a new document.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the last revision has another source than `base`. A refusal when the version is frozen, the
    /// document is of another kind, or the kind has no state.
    pub fn save(&self, source: Source, base: Option<u64>, reason: &str, states: &States) -> Result<Saved, StoreError> {
        let Source { document, kind, file, bytes, faults } = source;
        let Some(standing) = self.standing(&document)? else {
            if base.is_some() {
                return Err(self.unknown(&document)?.into());
            }
            let state = states.first().map(|state| state.id.clone()).unwrap_or_default();
            let object = Object::new(bytes)?;
            let content = content(&object, file);
            let act = Act::Revision {
                revision: 1,
                kind,
                version: Version::FIRST,
                state,
                source: content,
                reason: reason.to_owned(),
                faults,
                restores: None,
            };
            let intent = Intent { document, after: None, act, objects: vec![object], forget: Vec::new(), latest: None, row: None };
            return Ok(Saved::New(Box::new(intent)));
        };
        if kind != standing.kind {
            let (old, new) = (shortened(standing.kind.as_str()), shortened(kind.as_str()));
            return Err(Refusal::new(
                codes::NOT_TO_BE_KEPT,
                format!("dokumentet är av slaget ”{old}” och kan inte bli ”{new}”"),
                format!("the document is of the kind “{old}” and can't become “{new}”"),
            )
            .hint("ge det nya dokumentet ett eget id", "give the new document an id of its own")
            .into());
        }
        let last = self.store.revision(&document, standing.revision)?.ok_or_else(|| refuse::no_revision(&document, standing.revision))?;
        let same = match self.store.object(&last.source.commitment)? {
            Some(object) => object.content() == bytes && last.source.file == file,
            None => false,
        };
        if same {
            return Ok(Saved::Unchanged(Box::new(last)));
        }
        let up_to_date = match base {
            Some(base) if base < standing.revision => {
                // A revision that was opened by going back has the very source of the one before it.
                self.store.revision(&document, base)?.is_some_and(|row| row.source.commitment == last.source.commitment)
            }
            base => base == Some(standing.revision),
        };
        if !up_to_date {
            return Err(StoreError::Conflict { document, known: base.unwrap_or(0) });
        }
        if standing.frozen {
            return Err(frozen(&standing, states).into());
        }
        let object = Object::new(bytes)?;
        let act = Act::Revision {
            revision: standing.revision + 1,
            kind,
            version: standing.version.next_draft(),
            state: standing.state.clone(),
            source: content(&object, file),
            reason: reason.to_owned(),
            faults,
            restores: None,
        };
        let mut intent = Self::intent(&standing, last, act);
        intent.objects.push(object);
        Ok(Saved::New(Box::new(intent)))
    }

    /// Gets ready to keep an old revision's source as a new revision.
    ///
    /// # Errors
    /// When the last version is frozen, the content of the old one is gone, or it is the last one.
    pub fn restore(&self, document: &DocumentId, at: &super::At, reason: &str) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, at)?;
        if standing.frozen {
            return Err(refuse::frozen(&standing).into());
        }
        self.source(&row)?;
        let last = self.store.revision(document, standing.revision)?.ok_or_else(|| refuse::no_revision(document, standing.revision))?;
        if row.source.commitment == last.source.commitment {
            let revision = row.revision;
            return Err(Refusal::new(
                codes::NOT_TO_BE_KEPT,
                format!("den senaste revisionen har redan samma källfil som revision {revision}"),
                format!("the last revision has the same source as revision {revision} already"),
            )
            .into());
        }
        let sealed = self.store.events(document, row.sequence, row.sequence)?;
        let faults = match sealed.first().map(|sealed| &sealed.event().act) {
            Some(Act::Revision { faults, .. }) => faults.clone(),
            _ => Faults::default(),
        };
        let act = Act::Revision {
            revision: standing.revision + 1,
            kind: standing.kind.clone(),
            version: standing.version.next_draft(),
            state: standing.state.clone(),
            source: row.source.clone(),
            reason: reason.to_owned(),
            faults,
            restores: Some(row.revision),
        };
        Ok(Self::intent(&standing, row, act))
    }
}

/// A change of what is frozen, with the very command that opens a new revision.
fn frozen(standing: &Standing, states: &States) -> Refusal {
    let (document, state) = (&standing.document, states.get(&standing.state));
    let refusal = refuse::frozen(standing);
    match state.and_then(|state| state.back.first()) {
        Some(back) => refusal.hint(
            format!("öppna en ny revision genom att gå tillbaka, med skäl: kansli state {document} {back} --reason \"…\""),
            format!("open a new revision by going back, with a reason: kansli state {document} {back} --reason \"…\""),
        ),
        None => {
            let (sv, en) = state.map_or((standing.state.as_str(), standing.state.as_str()), |state| (&state.name.sv, &state.name.en));
            refusal.hint(
                format!("från läget ”{sv}” går det inte tillbaka; en ny lydelse är ett nytt dokument med eget id"),
                format!("from the state “{en}” there is no way back; a new wording is a new document with an id of its own"),
            )
        }
    }
}

fn content(object: &Object, file: String) -> SourceContent {
    SourceContent { commitment: object.commitment().clone(), size: object.content().len() as u64, file }
}
