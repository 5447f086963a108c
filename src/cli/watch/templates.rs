//! Folders of templates on disk turn into the moment at which something in them changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How deep a folder of templates is looked at: its kinds, themes and clauses, and theirs.
const DEPTH: usize = 4;
/// Most files that are looked at.
const MOST: usize = 10_000;

/// Folders of templates, and what they looked like.
pub struct Templates {
    folders: Vec<PathBuf>,
    seen: Vec<Stamp>,
}

/// A file's path, size in bytes, and when it was changed last, where the system knows.
type Stamp = (PathBuf, u64, Option<SystemTime>);

impl Templates {
    /// The folders as they look now.
    pub fn of(folders: &[PathBuf]) -> Self {
        Self { folders: folders.to_vec(), seen: stamps(folders) }
    }

    /// Whether they look otherwise than when last asked.
    pub fn changed(&mut self) -> bool {
        let now = stamps(&self.folders);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

fn stamps(folders: &[PathBuf]) -> Vec<Stamp> {
    let mut out = Vec::new();
    folders.iter().for_each(|folder| walk(folder, DEPTH, &mut out));
    out.sort();
    out
}

/// What can't be read is passed over: it is told when the templates are loaded.
fn walk(folder: &Path, depth: usize, out: &mut Vec<Stamp>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() && depth > 0 => walk(&path, depth - 1, out),
            Ok(found) if out.len() < MOST => out.push((path, found.len(), found.modified().ok())),
            _ => {}
        }
    }
}
