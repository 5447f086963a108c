//! The system's word that something happened in a folder becomes the moments at which to look at the files.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::files::folder_of;

/// How soon Ctrl-C is heeded.
const TICK: Duration = Duration::from_millis(100);
/// How long nothing may happen before a save counts as done.
const QUIET: Duration = Duration::from_millis(60);
/// Most times that a save is waited for to be done; about three seconds.
const PATIENCE: usize = 50;
/// After how many ticks the files are looked at all the same: on some network disks the system says nothing, and a
/// folder that is removed and made anew is not followed.
const TICKS_BETWEEN_LOOKS: usize = 20;

/// Waits for saves of certain files.
pub struct Saves {
    /// Names of the sources, in small letters.
    names: BTreeSet<OsString>,
    /// The folders of templates, each file in which concerns us.
    templates: Vec<PathBuf>,
    events: Receiver<notify::Result<Event>>,
    // Ends the watching when dropped; `None` where the system can't watch.
    watcher: Option<RecommendedWatcher>,
}

impl Saves {
    /// Begins to listen in the folders of the files: editors write another file and rename it, so the file itself can't
    /// be listened to. `templates` are listened to with all that is in them.
    pub fn of(paths: &[PathBuf], templates: &[PathBuf]) -> Self {
        let (sender, events) = channel();
        let folders: BTreeSet<&Path> = paths.iter().map(|path| folder_of(path)).collect();
        let templates: Vec<PathBuf> = templates.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
        let watcher = notify::recommended_watcher(sender).ok().and_then(|mut watcher| {
            let heard = folders.iter().all(|folder| watcher.watch(folder, RecursiveMode::NonRecursive).is_ok())
                && templates.iter().all(|folder| watcher.watch(folder, RecursiveMode::Recursive).is_ok());
            heard.then_some(watcher)
        });
        let names = paths.iter().filter_map(|path| path.file_name().map(|name| name.to_ascii_lowercase())).collect();
        Self { names, templates, events, watcher }
    }

    /// Whether the system tells of saves. If not, they are found a little later.
    pub fn heard(&self) -> bool {
        self.watcher.is_some()
    }

    /// Waits until it is time to look at the files; `false` when `ended` was raised.
    pub fn wait(&self, ended: &AtomicBool) -> bool {
        let mut ticks = 0;
        while ticks < TICKS_BETWEEN_LOOKS {
            if ended.load(Ordering::SeqCst) {
                return false;
            }
            match self.events.recv_timeout(TICK) {
                Ok(event) if self.concerns(&event) => {
                    self.settle();
                    return !ended.load(Ordering::SeqCst);
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => ticks += 1,
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(TICK);
                    ticks += 1;
                }
            }
        }
        true
    }

    /// Waits until nothing more happens.
    fn settle(&self) {
        for _ in 0..PATIENCE {
            if self.events.recv_timeout(QUIET).is_err() {
                return;
            }
        }
    }

    fn concerns(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        // Reading a file is an event too, on some systems.
        let read = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
        let named = |path: &PathBuf| path.file_name().is_some_and(|name| self.names.contains(&name.to_ascii_lowercase()));
        let template = |path: &PathBuf| self.templates.iter().any(|folder| path.starts_with(folder));
        !read && (event.need_rescan() || event.paths.iter().any(|path| named(path) || template(path)))
    }
}
