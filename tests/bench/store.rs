//! The store turns saves into revisions on the disk. Measured in wall time, since what a user waits for is the disk, on the
//! one that the build lies on: a temporary folder may be held in memory.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use kansli::kind::Kind;
use kansli::model::{Actor, DocumentId, Hash, KindId, Moment, Version};
use kansli::store::{Act, Archive, Event, Extension, FORMAT, Faults, Object, Saved, Sealed, Source, SourceContent, SqlStore, verify};
use kansli::world::BuiltIn;
use tempfile::TempDir;

use crate::documents;
use crate::measure::median;
use crate::rows::Measured;

/// Size of the sources that are saved, in bytes.
const SIZE: usize = 20_000;
/// The long history.
const MANY: u64 = 100_000;
/// How many revisions of the long history are made in one transaction.
const AT_ONCE: u64 = 1_000;
/// How many saves are measured.
const SAVES: u64 = 200;

fn document() -> DocumentId {
    DocumentId::parse("bench").expect("an id")
}

fn kind() -> KindId {
    KindId::new("uppdragshandling")
}

fn actor() -> Actor {
    Actor { name: "Åsa Öhrnfeldt".into(), role: "processledare".into(), principal: "Region Björkmark".into() }
}

fn moment() -> Moment {
    Moment::from_unix_seconds(1_615_791_600).expect("a moment")
}

/// Prose of a commission, as many bytes as asked for; each number gives another.
fn prose(number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut part = number * 8;
    while bytes.len() < SIZE {
        bytes.extend(serde_json::to_vec(&documents::other(part)).expect("a value is JSON"));
        part += 1;
    }
    bytes.truncate(SIZE);
    bytes
}

/// A store on the disk, which goes with its folder.
struct Shelf {
    folder: TempDir,
    archive: Archive,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
        let store = SqlStore::open_file(&folder.path().join("store.sqlite"), true).expect("a store");
        Self { archive: Archive::new(Box::new(store), None), folder }
    }

    fn revision(&self) -> Option<u64> {
        self.archive.standing(&document()).expect("the store answers").map(|standing| standing.revision)
    }

    /// Saves a text as a user does, and gives the seconds it took.
    fn save(&self, bytes: Vec<u8>) -> f64 {
        let states = Kind::load(&BuiltIn, &kind()).expect("the kind").states;
        let source = Source { document: document(), kind: kind(), file: "bench.json".into(), bytes, faults: Faults::default() };
        let start = Instant::now();
        let base = self.revision();
        let Saved::New(intent) = self.archive.save(source, base, "en ändring", &states).expect("it may be saved") else {
            unreachable!("every text is another")
        };
        self.archive.carry_out(*intent, &actor(), moment()).expect("it is saved");
        start.elapsed().as_secs_f64()
    }

    /// Seconds that saves of so many texts took, one by one.
    fn saves(&self, first: u64) -> Vec<f64> {
        let texts: Vec<Vec<u8>> = (first..first + SAVES).map(prose).collect();
        texts.into_iter().map(|text| self.save(text)).collect()
    }

    /// Adds short revisions up to a number, many in one transaction.
    fn fill(&self, last: u64) {
        let store = self.archive.store();
        while self.revision().unwrap_or(0) < last {
            let standing = store.standing(&document()).expect("the store answers");
            let (mut events, mut objects) = (Vec::new(), Vec::new());
            let mut previous = standing.as_ref().map_or_else(Hash::zero, |standing| standing.head.clone());
            let mut version = standing.as_ref().map(|standing| standing.version);
            let first = standing.as_ref().map_or(1, |standing| standing.sequence + 1);
            for number in first..(first + AT_ONCE).min(last + 1) {
                let object = Object::new(format!("text {number}").into_bytes()).expect("an object");
                let next = version.map_or(Version::FIRST, |version| version.next_draft());
                let source = SourceContent {
                    commitment: object.commitment().clone(),
                    size: object.content().len() as u64,
                    file: "bench.json".into(),
                };
                let act = Act::Revision {
                    revision: number,
                    kind: kind(),
                    version: next,
                    state: "draft".into(),
                    source,
                    reason: "en ändring".into(),
                    faults: Faults::default(),
                    restores: None,
                };
                let event =
                    Event { format: FORMAT.into(), document: document(), sequence: number, previous, time: moment(), actor: actor(), act };
                let sealed = Sealed::seal(event).expect("an event");
                previous = sealed.hash().clone();
                version = Some(next);
                events.push(sealed);
                objects.push(object);
            }
            let after = standing.map(|standing| (standing.sequence, standing.head));
            store.extend(&Extension { document: document(), after, events, objects, forget: Vec::new() }).expect("they may follow");
        }
    }
}

/// The long history, made once.
fn long<T>(look: impl FnOnce(&Shelf) -> T) -> T {
    static LONG: Mutex<Option<Shelf>> = Mutex::new(None);
    let mut slot = LONG.lock().unwrap_or_else(PoisonError::into_inner);
    look(slot.get_or_insert_with(|| {
        let shelf = Shelf::new();
        shelf.fill(MANY);
        shelf
    }))
}

/// Saves of 20 KB a second, each on the disk before the next begins.
pub fn commits() -> Measured {
    let spent: f64 = Shelf::new().saves(0).iter().sum();
    Measured(SAVES as f64 / spent)
}

/// Milliseconds for fifty rows of a log, from its end and from its middle.
pub fn page() -> Measured {
    Measured(long(|shelf| {
        let figures = (0..40).map(|number| {
            let start = Instant::now();
            let last = shelf.archive.existing(&document()).expect("the document").sequence - number % 2 * MANY / 2;
            let rows = shelf.archive.page(&document(), last, 50).expect("a page");
            let spent = start.elapsed().as_secs_f64() * 1000.0;
            assert_eq!(rows.len(), 50);
            spent
        });
        median(figures.collect())
    }))
}

/// Megabytes of sources that are proven in a second.
pub fn verified() -> Measured {
    let shelf = Shelf::new();
    for number in 0..2_000 {
        shelf.save(prose(number));
    }
    let path = shelf.folder.path().join("store.sqlite");
    let store = SqlStore::open_file(&path, false).expect("the store");
    let figures = (0..3).map(|_| {
        let start = Instant::now();
        let report = verify(&store).expect("a report");
        assert!(report.faults.is_empty());
        report.bytes as f64 / 1e6 / start.elapsed().as_secs_f64()
    });
    Measured(median(figures.collect()))
}

/// What a save costs behind 100,000 revisions against behind ten.
pub fn flat() -> Measured {
    let short = Shelf::new();
    short.fill(10);
    let few = median(short.saves(0));
    Measured(long(|shelf| median(shelf.saves(MANY))) / few)
}
