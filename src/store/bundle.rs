//! Bundles carry the history of one document from one principal to the other: a zip file that anyone can open, with the
//! events as lines of JSON, the content, and the sender's signed head.
//!
//! ```text
//! kansli-bundle.txt    what this is, in two languages
//! events.jsonl         every event in its canonical form, one a line
//! objects/<address>    content; the first 32 bytes are its salt
//! head.note            the sender's signed head of the log
//! key.txt              the sender's public key
//! ```

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::event::{Commitment, Sealed};
use super::note::{LogHead, Verifier};
use super::object::Object;
use super::projection::{RevisionRow, Standing};
use super::refusal::{Refusal, StoreError};
use super::rules::{Rows, step};
use super::{Extension, Store};
use crate::diag::codes;
use crate::model::{DocumentId, Hash};

/// Most files in a bundle.
const MOST_FILES: usize = 200_000;
/// Largest size of all files together, decompressed, in bytes.
const LARGEST: u64 = 2 << 30;
/// How many events are read at a time.
const PAGE: u64 = 500;

const README: &str = "Detta är historiken för ett dokument i Kansli. Ta emot den med: kansli receive FIL\n\
                      This is the history of a document in Kansli. Receive it by: kansli receive FILE\n";

/// A history as it came, proven in itself: every event follows the one before by the rules of a log, every content is the
/// one that is named, and the head is signed by the key that is given.
#[derive(Debug)]
pub struct Bundle {
    document: DocumentId,
    events: Vec<Sealed>,
    objects: Vec<Object>,
    head: LogHead,
    note: String,
    verifier: Verifier,
}

/// How a history that came relates to the one that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// The document is new here.
    New,
    /// It has so many events more.
    Extends(u64),
    /// Both are the same.
    Same,
    /// It has so many events fewer.
    Behind(u64),
    /// They part after this event.
    Forked(u64),
}

/// The history of a document up to where it stands, which the note is about, as the bytes of a bundle.
///
/// # Errors
/// When the store is damaged or can't be read.
pub fn bundle(store: &dyn Store, standing: &Standing, note: &str, verifier: &Verifier) -> Result<Vec<u8>, StoreError> {
    let failed = |error: &dyn std::fmt::Display| {
        StoreError::Unavailable(Refusal::new(
            codes::STORE_UNAVAILABLE,
            format!("bunten gick inte att göra: {error}"),
            format!("the bundle could not be made: {error}"),
        ))
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), StoreError> {
        writer.start_file(name, options).map_err(|error| failed(&error))?;
        writer.write_all(bytes).map_err(|error| failed(&error))
    };
    put("kansli-bundle.txt", README.as_bytes())?;
    let (mut lines, mut first, mut named) = (String::new(), 1, BTreeSet::new());
    while first <= standing.sequence {
        let page = store.events(&standing.document, first, standing.sequence.min(first + PAGE - 1))?;
        for sealed in &page {
            lines.push_str(sealed.text());
            lines.push('\n');
            named.extend(sealed.event().act.commitments().into_iter().cloned());
        }
        first += PAGE;
    }
    put("events.jsonl", lines.as_bytes())?;
    for commitment in &named {
        if let Some(object) = store.object(commitment)? {
            put(&format!("objects/{}", commitment.0), &[&object.salt()[..], object.content()].concat())?;
        }
    }
    put("head.note", note.as_bytes())?;
    put("key.txt", format!("{}\n", verifier.encoded()).as_bytes())?;
    let bytes = writer.finish().map_err(|error| failed(&error))?;
    Ok(bytes.into_inner())
}

fn invalid(sv: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(codes::HISTORY_INVALID, sv, en)
        .hint("be avsändaren att göra en ny bunt; inget har ändrats här", "ask the sender to make a new bundle; nothing was changed here")
}

impl Bundle {
    /// Reads a bundle and proves it in itself.
    ///
    /// # Errors
    /// When it is no bundle, is too large, an event breaks the chain or the rules, content is missing or another than the
    /// one named, or the head is not signed by the key, or is about another history.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let broken = || invalid("filen är ingen hel bunt", "the file is no whole bundle");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        if archive.len() > MOST_FILES {
            return Err(invalid("bunten har för många filer", "the bundle has too many files"));
        }
        let (mut lines, mut note, mut key, mut objects, mut left) = (None, None, None, Vec::new(), LARGEST);
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(|_| broken())?;
            let name = file.name().map_err(|_| broken())?.into_owned();
            let mut content = Vec::new();
            // What the file says of its own size is not trusted.
            file.take(left + 1).read_to_end(&mut content).map_err(|_| broken())?;
            left = left
                .checked_sub(content.len() as u64)
                .ok_or_else(|| invalid("bunten blir för stor när den packas upp", "the bundle becomes too large when it is unpacked"))?;
            let slot = match name.as_str() {
                "events.jsonl" => &mut lines,
                "head.note" => &mut note,
                "key.txt" => &mut key,
                other => {
                    if let Some(address) = other.strip_prefix("objects/") {
                        objects.push(object(address, &content)?);
                    }
                    continue;
                }
            };
            let text = String::from_utf8(content).map_err(|_| broken())?;
            if slot.replace(text).is_some() {
                return Err(broken());
            }
        }
        let (Some(lines), Some(note), Some(key)) = (lines, note, key) else { return Err(broken()) };
        let verifier = Verifier::parse(&key).ok_or_else(broken)?;
        let head = verifier.open(&note)?;
        let events = lines.lines().map(Sealed::open).collect::<Result<Vec<_>, _>>();
        let events =
            events.map_err(|_| invalid("bunten har en rad som inte är någon händelse", "the bundle has a line that is no event"))?;
        let last = events.last().ok_or_else(broken)?;
        let whole = last.event().sequence == head.sequence && *last.hash() == head.hash && last.event().document == head.document;
        if !whole {
            return Err(invalid(
                "händelserna är inte de som avsändaren har undertecknat: någon är borttagen, tillagd eller ändrad",
                "the events are not those that the sender signed: one was removed, added or altered",
            ));
        }
        let bundle = Self { document: head.document.clone(), events, objects, head, note, verifier };
        bundle.prove()?;
        Ok(bundle)
    }

    /// The rules of a log, and that no content is missing or there without being named.
    fn prove(&self) -> Result<(), Refusal> {
        let (mut standing, mut rows) = (None, Rows::default());
        for sealed in &self.events {
            standing = Some(step(standing.as_ref(), sealed, &mut rows)?);
        }
        let given: BTreeSet<&Commitment> = self.objects.iter().map(Object::commitment).collect();
        let named: BTreeSet<&Commitment> = self.events.iter().flat_map(|sealed| sealed.event().act.commitments()).collect();
        let gone: BTreeSet<&Commitment> =
            rows.revisions.values().filter(|row| row.gone.is_some()).flat_map(RevisionRow::commitments).collect();
        if named.iter().any(|address| !given.contains(*address) && !gone.contains(*address)) {
            return Err(invalid("bunten saknar innehåll som händelserna nämner", "the bundle lacks content that the events name"));
        }
        if given.iter().any(|address| !named.contains(*address)) {
            return Err(invalid("bunten har innehåll som ingen händelse nämner", "the bundle has content that no event names"));
        }
        Ok(())
    }

    /// The document.
    pub fn document(&self) -> &DocumentId {
        &self.document
    }

    /// The events, from the first.
    pub fn events(&self) -> &[Sealed] {
        &self.events
    }

    /// Everything that the events name and that came.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Some of it by its address.
    pub fn object(&self, commitment: &Commitment) -> Option<&Object> {
        self.objects.iter().find(|object| object.commitment() == commitment)
    }

    /// The sender's head.
    pub fn head(&self) -> &LogHead {
        &self.head
    }

    /// The same as the note that was signed.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The sender's key.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// How this history relates to the one in a store.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn relation(&self, store: &dyn Store) -> Result<Relation, StoreError> {
        let Some(standing) = store.standing(&self.document)? else { return Ok(Relation::New) };
        let (ours, theirs) = (standing.sequence, self.events.len() as u64);
        let hash_of = |sequence: u64| -> Result<Option<Hash>, StoreError> {
            Ok(store.events(&self.document, sequence, sequence)?.first().map(|sealed| sealed.hash().clone()))
        };
        let same = |sequence: u64| -> Result<bool, StoreError> {
            let there = usize::try_from(sequence - 1).ok().and_then(|at| self.events.get(at)).map(|sealed| sealed.hash().clone());
            Ok(hash_of(sequence)? == there)
        };
        let common = ours.min(theirs);
        if same(common)? {
            return Ok(match ours.cmp(&theirs) {
                std::cmp::Ordering::Less => Relation::Extends(theirs - ours),
                std::cmp::Ordering::Equal => Relation::Same,
                std::cmp::Ordering::Greater => Relation::Behind(ours - theirs),
            });
        }
        // The last event that both have, by halving: from where they part on, nothing is the same.
        let (mut low, mut high) = (0, common);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if same(middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Relation::Forked(low))
    }

    /// What brings a store up to this history, where [`Bundle::relation`] is new or extends.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn extension(&self, store: &dyn Store) -> Result<Extension, StoreError> {
        let standing = store.standing(&self.document)?;
        let known = standing.as_ref().map_or(0, |standing| standing.sequence);
        let events: Vec<Sealed> = self.events.iter().filter(|sealed| sealed.event().sequence > known).cloned().collect();
        let named: BTreeSet<&Commitment> = events.iter().flat_map(|sealed| sealed.event().act.commitments()).collect();
        let objects = self.objects.iter().filter(|object| named.contains(object.commitment())).cloned().collect();
        let after = standing.map(|standing| (standing.sequence, standing.head));
        Ok(Extension { document: self.document.clone(), after, events, objects, forget: Vec::new() })
    }
}

fn object(address: &str, bytes: &[u8]) -> Result<Object, Refusal> {
    let altered =
        || invalid("bunten har innehåll som inte stämmer med sin adress", "the bundle has content that does not agree with its address");
    let (salt, content) = bytes.split_at_checked(32).ok_or_else(altered)?;
    let salt = <[u8; 32]>::try_from(salt).map_err(|_| altered())?;
    let object = Object::with_salt(salt, content.to_vec());
    if object.commitment().0.as_str() == address { Ok(object) } else { Err(altered()) }
}
