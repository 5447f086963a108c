//! The store: what it promises, held against races, crashes, damage and forgery.

mod archive;
mod commands;
mod damage;
mod exchange;
mod forgery;
mod killed;
mod life;
mod model;
mod parted;
mod postgres;
mod races;

use kansli::kind::Kind;
use kansli::model::{Actor, DocumentId, KindId, Moment, States};
use kansli::store::{
    Act, Archive, At, Commitment, Event, Extension, FORMAT, Faults, Intent, Kept, LabelRow, MemoryStore, Object, RevisionRow, Saved,
    Sealed, Source, SourceContent, Standing, Store, StoreError,
};
use kansli::world::BuiltIn;

/// The states of a commission.
pub fn states() -> States {
    Kind::load(&BuiltIn, &KindId::new("uppdragshandling")).unwrap().states
}

pub fn document() -> DocumentId {
    DocumentId::parse("lmr-palliativ-vard").unwrap()
}

pub fn actor(name: &str) -> Actor {
    Actor { name: name.into(), role: "processledare".into(), principal: "Region Björkmark".into() }
}

/// The moment so many minutes after the morning of 15 March 2021.
pub fn minute(minutes: u64) -> Moment {
    Moment::from_unix_seconds(1_615_791_600 + 60 * minutes).unwrap()
}

pub fn source(text: impl AsRef<[u8]>) -> Source {
    Source {
        document: document(),
        kind: KindId::new("uppdragshandling"),
        file: "lmr.toml".into(),
        bytes: text.as_ref().to_vec(),
        faults: Faults::default(),
    }
}

/// An archive in memory.
pub fn in_memory() -> Archive {
    Archive::new(Box::new(MemoryStore::new()), None)
}

/// Saves a text on revision `base`.
pub fn save(archive: &Archive, base: Option<u64>, text: &str, minutes: u64) -> Result<Kept, StoreError> {
    match archive.save(source(text), base, "en ändring", &states())? {
        Saved::New(intent) => archive.carry_out(*intent, &actor("Åsa Öhrnfeldt"), minute(minutes)),
        Saved::Unchanged(row) => panic!("revision {} has the same text", row.revision),
    }
}

/// Makes an intent happen, with a rendered file where one is needed.
pub fn carry_out(archive: &Archive, intent: Intent, minutes: u64) -> Result<Kept, StoreError> {
    let intent = if intent.needs_renditions() { intent.with_renditions(vec![("pdf".into(), b"%PDF rendered".to_vec())])? } else { intent };
    archive.carry_out(intent, &actor("Åsa Öhrnfeldt"), minute(minutes))
}

/// A new revision as a bare event, whatever an archive would say of it.
pub fn revision_event(standing: Option<&Standing>, object: &Object, minutes: u64) -> Event {
    let previous = standing.map_or_else(kansli::model::Hash::zero, |standing| standing.head.clone());
    Event {
        format: FORMAT.into(),
        document: document(),
        sequence: standing.map_or(1, |standing| standing.sequence + 1),
        previous,
        time: minute(minutes),
        actor: actor("Åsa Öhrnfeldt"),
        act: Act::Revision {
            revision: standing.map_or(1, |standing| standing.revision + 1),
            kind: KindId::new("uppdragshandling"),
            version: standing.map_or(kansli::model::Version::FIRST, |standing| standing.version.next_draft()),
            state: standing.map_or("draft".into(), |standing| standing.state.clone()),
            source: SourceContent { commitment: object.commitment().clone(), size: object.content().len() as u64, file: "lmr.toml".into() },
            reason: "en ändring".into(),
            faults: Faults::default(),
            restores: None,
        },
    }
}

/// One event, ready to be put into a store.
pub fn extension(standing: Option<&Standing>, event: Event, objects: Vec<Object>) -> Extension {
    Extension {
        document: event.document.clone(),
        after: standing.map(|standing| (standing.sequence, standing.head.clone())),
        events: vec![Sealed::seal(event).unwrap()],
        objects,
        forget: Vec::new(),
    }
}

/// Everything that a store answers about a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Answers {
    pub documents: Vec<Standing>,
    pub standing: Option<Standing>,
    pub revisions: Vec<RevisionRow>,
    pub labels: Vec<LabelRow>,
    pub events: Vec<Sealed>,
    pub notable: Vec<Sealed>,
    pub contents: Vec<Option<Vec<u8>>>,
}

/// Asks a store everything about one document.
pub fn answers(store: &dyn Store, document: &DocumentId) -> Result<Answers, StoreError> {
    let standing = store.standing(document)?;
    let last = standing.as_ref().map_or(0, |standing| standing.revision);
    // One past the last, and none at all, are questions too.
    let revisions: Vec<RevisionRow> =
        (0..=last + 1).filter_map(|revision| store.revision(document, revision).transpose()).collect::<Result<_, _>>()?;
    let commitments: Vec<&Commitment> = revisions.iter().flat_map(RevisionRow::commitments).collect();
    let contents = commitments
        .into_iter()
        .map(|commitment| Ok(store.object(commitment)?.map(Object::into_content)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Answers {
        documents: store.documents()?,
        labels: store.labels(document)?,
        events: store.events(document, 0, u64::MAX)?,
        notable: store.notable(document)?,
        contents,
        standing,
        revisions,
    })
}

/// Sentences of a refusal, as a user reads them.
pub fn told(error: &StoreError) -> String {
    let diagnostic = error.diagnostic(&kansli::diag::FileName::new("lmr-palliativ-vard"));
    let hint = |text: fn(&kansli::diag::Message) -> &str| {
        diagnostic.hint.as_ref().map(|hint| format!("\n      {}", text(hint))).unwrap_or_default()
    };
    format!(
        "{}\n  sv: {}{}\n  en: {}{}\n",
        diagnostic.code,
        diagnostic.message.sv,
        hint(|message| &message.sv),
        diagnostic.message.en,
        hint(|message| &message.en)
    )
}

pub fn at(text: &str) -> At {
    At::parse(text).unwrap()
}
