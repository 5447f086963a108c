//! The typesetter's memory: what typst has worked out for one document may serve the next, or be forgotten at once.

use std::sync::{Mutex, PoisonError};

/// For how many documents what has been worked out is kept: the figures of all guards.
static KEPT: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// Has typst remember what it works out until that many further documents have not used it, so that a document like the
/// last one, or the same with a change, is set in a fraction of the time. Costs some megabytes for each five pages. Until
/// such a guard is there, and after the last one is gone, every document is forgotten as soon as it is done.
#[must_use = "typst forgets as soon as the guard is gone"]
pub fn keep(documents: usize) -> Kept {
    kept(|all| all.push(documents));
    Kept(documents)
}

/// While this lives, typst remembers.
#[derive(Debug)]
pub struct Kept(usize);

impl Drop for Kept {
    fn drop(&mut self) {
        kept(|all| {
            if let Some(own) = all.iter().position(|documents| *documents == self.0) {
                all.swap_remove(own);
            }
        });
        typst::comemo::evict(age());
    }
}

fn kept<T>(with: impl FnOnce(&mut Vec<usize>) -> T) -> T {
    with(&mut KEPT.lock().unwrap_or_else(PoisonError::into_inner))
}

fn age() -> usize {
    kept(|all| all.iter().copied().max().unwrap_or(0))
}

/// A document being set. When it is done, whichever way, typst forgets what is too old: its memory grows by megabytes for
/// each document, and nothing else ever empties it.
pub(super) struct Job;

impl Drop for Job {
    fn drop(&mut self) {
        typst::comemo::evict(age());
    }
}
