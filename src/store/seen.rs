//! A small file beside the store that remembers the last event seen of each document. A store that knows less than that has
//! lost something: a torn write-ahead log, an old backup put in its place, a server that was set back.
//!
//! One line for each: `document sequence hash check`, `check` being the first 8 digits of SHA-256 over the line up to there.
//! The last line of a document counts. A last line that was not written to its end is passed over.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::projection::Standing;
use super::refusal::{Damage, StoreError};
use crate::model::{DocumentId, Hash};

/// From how many lines on the file is written anew with one line a document.
const MANY: usize = 10_000;

/// What has been seen.
#[derive(Debug)]
pub struct Seen {
    path: PathBuf,
    last: Mutex<BTreeMap<DocumentId, (u64, Hash)>>,
}

fn line(document: &DocumentId, sequence: u64, hash: &Hash) -> String {
    let text = format!("{document} {sequence} {hash} ");
    let check = Hash::of(text.as_bytes());
    format!("{text}{}\n", &check.short()[..8])
}

fn parse(text: &str) -> Option<(DocumentId, u64, Hash)> {
    let parts: Vec<&str> = text.split(' ').collect();
    let [document, sequence, hash, _] = parts[..] else { return None };
    let (document, sequence, hash) = (DocumentId::parse(document)?, sequence.parse().ok()?, Hash::parse(hash)?);
    (line(&document, sequence, &hash).trim_end() == text).then_some((document, sequence, hash))
}

impl Seen {
    /// Reads what was seen; a file that does not exist has seen nothing.
    ///
    /// # Errors
    /// When the file can't be read, or a line of it was altered.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(damaged(path, &error.to_string())),
        };
        let text = String::from_utf8(bytes).map_err(|_| damaged(path, "UTF-8"))?;
        let mut last = BTreeMap::new();
        let mut lines = 0;
        for whole in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let (document, sequence, hash) = parse(whole.trim_end()).ok_or_else(|| damaged(path, whole.trim_end()))?;
            let newer = last.get(&document).is_none_or(|(known, _)| *known <= sequence);
            if newer {
                last.insert(document, (sequence, hash));
            }
            lines += 1;
        }
        let torn = !text.is_empty() && !text.ends_with('\n');
        if torn || lines > MANY + last.len() {
            compact(path, &last);
        }
        Ok(Self { path: path.to_path_buf(), last: Mutex::new(last) })
    }

    /// The last event seen of a document.
    pub fn last(&self, document: &DocumentId) -> Option<(u64, Hash)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).get(document).cloned()
    }

    /// Every document seen.
    pub fn documents(&self) -> Vec<DocumentId> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// Remembers where a document stands. A folder that can't be written to is no fault: what is seen is then forgotten.
    pub fn note(&self, standing: &Standing) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (standing.sequence, standing.head.clone());
        if last.get(&standing.document) == Some(&now) {
            return;
        }
        let text = line(&standing.document, now.0, &now.1);
        // Not flushed to the disk: a power cut may make it remember less, which is never wrong.
        let _ = OpenOptions::new().append(true).create(true).open(&self.path).and_then(|mut file| file.write_all(text.as_bytes()));
        last.insert(standing.document.clone(), now);
    }
}

impl Seen {
    /// Remembers another history than before of a document: the file is written anew, since of two lines the later event counts.
    ///
    /// # Errors
    /// When the file can't be written; then the old line stays, and the store will be said to be rewritten.
    pub fn replace(&self, standing: &Standing) -> Result<(), StoreError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(standing.document.clone(), (standing.sequence, standing.head.clone()));
        write(&self.path, &last).map_err(|error| damaged(&self.path, &error.to_string()))
    }
}

/// Writes the file anew. When that fails, the old one stays, and does as well.
fn compact(path: &Path, last: &BTreeMap<DocumentId, (u64, Hash)>) {
    let _ = write(path, last);
}

fn write(path: &Path, last: &BTreeMap<DocumentId, (u64, Hash)>) -> std::io::Result<()> {
    let text: String = last.iter().map(|(document, (sequence, hash))| line(document, *sequence, hash)).collect();
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// The file itself is not what was written.
fn damaged(path: &Path, what: &str) -> StoreError {
    let (path, what) = (path.display(), crate::diag::shortened(what));
    Damage::whole(
        format!("{path}, som minns vad som setts i lagret, går inte att läsa: ”{what}”"),
        format!("{path}, which remembers what was seen in the store, can't be read: “{what}”"),
    )
    .into()
}

/// A store that knows less than what was seen.
pub(super) fn behind(document: &DocumentId, seen: u64, found: u64) -> Damage {
    Damage::of(
        document,
        format!("lagret har tappat händelser: {seen} har setts, men bara {found} finns kvar"),
        format!("the store has lost events: {seen} were seen, but only {found} are left"),
    )
}

/// A store that tells another history than what was seen.
pub(super) fn rewritten(document: &DocumentId, at: u64) -> Damage {
    Damage::of(
        document,
        format!("historiken är omskriven: händelse {at} är en annan än den som har setts"),
        format!("the history was rewritten: event {at} is another than the one that was seen"),
    )
}
