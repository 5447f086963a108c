//! `kansli watch` turns each save of a source into its files made anew, and tells what changed.

mod changes;
mod saves;
mod templates;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::args::{Format, Globals, Render};
use super::report::{Report, Stream};
use super::store::Desk;
use super::{Exit, files, interrupt, jobs, render, themes};
use crate::diag::{Checked, Diagnostic, Message, Severity};
use crate::model::{Hash, Tree};
use crate::produce::Producer;
use crate::read;
use crate::world::{BuiltIn, Overlay, World};
use saves::Saves;
use templates::Templates;

/// How long a file may be away: some editors remove it before they write it anew.
const AWAY: Duration = Duration::from_millis(300);

/// For how many further saves the typesetter remembers a document: somebody may work on some in turn.
#[cfg(feature = "pdf")]
const REMEMBERED: usize = 4;

/// Makes the files of every source, and again at each save, until Ctrl-C. A fault is told, and the last good files
/// stay. When a file in a folder of `--templates` changes, all files are made anew with it; `first` is the world as it is.
pub fn run(command: &Render, first: &dyn World, globals: &Globals, report: &Report) -> Exit {
    let paths = files::expand(&command.files);
    if let Err(usage) = render::names_apart(&paths, command) {
        report.usage(&usage);
        return Exit::WrongUse;
    }
    let faults: Vec<Diagnostic> = paths.iter().filter_map(|path| files::read(path, read::MAXIMUM_BYTES).err()).collect();
    if !faults.is_empty() {
        report.faults(first, &faults);
        return Exit::of(&faults, false);
    }
    let mut producer = match themes::producer(&command.theme, "watch", first, report) {
        Ok(producer) => Some(producer),
        Err(exit) => return exit,
    };
    let mut desk = match Desk::of(&paths, first) {
        Ok(desk) => desk,
        Err(faults) => {
            report.faults(first, &faults);
            return Exit::of(&faults, false);
        }
    };
    let ended = interrupt::flag();
    // Listens before the first look, so that no save falls between.
    let saves = Saves::of(&paths, &globals.templates);
    let mut templates = Templates::of(&globals.templates);
    report.begun(&paths, saves.heard());
    let mut watched: Vec<Watched> = paths.into_iter().map(Watched::new).collect();
    #[cfg(feature = "pdf")]
    let _kept = crate::write::pdf::keep(REMEMBERED);
    let mut world = first;
    let mut reloaded;
    loop {
        let layers = loop {
            if let Some(producer) = &producer {
                Round { command, producer, desk: &desk, world, report }.of_saved(&mut watched);
            }
            if !saves.wait(&ended) {
                report.remark(Stream::Answer, &Message::new("Avslutat.", "Ended."));
                return Exit::Done;
            }
            if templates.changed() {
                match super::templates::layers(&globals.templates) {
                    Ok(layers) => break layers,
                    Err(faults) => report.faults(first, &faults),
                }
            }
        };
        report.reloaded();
        watched.iter_mut().for_each(|file| file.looked = false);
        // What borrows the world before goes first.
        drop((producer, desk));
        reloaded = Overlay::new(&BuiltIn, layers);
        world = &reloaded;
        producer = themes::producer(&command.theme, "watch", world, report).ok();
        let paths: Vec<PathBuf> = watched.iter().map(|file| file.path.clone()).collect();
        desk = match Desk::of(&paths, world) {
            Ok(desk) => desk,
            Err(faults) => {
                report.faults(world, &faults);
                return Exit::of(&faults, false);
            }
        };
    }
}

/// A source, and what is known of it.
struct Watched {
    path: PathBuf,
    /// The hash of its bytes when last looked at; `None` when it could not be read, and before the first look.
    seen: Option<Hash>,
    looked: bool,
    /// What the files that lie there say.
    good: Option<Tree>,
    /// What the last round found that was no error.
    told: Vec<Diagnostic>,
}

impl Watched {
    fn new(path: PathBuf) -> Self {
        Self { path, seen: None, looked: false, good: None, told: Vec::new() }
    }
}

/// Looks at all files; gives those that are not what they were.
fn changed(watched: &mut [Watched]) -> Vec<&mut Watched> {
    let mut changed = Vec::new();
    for file in watched {
        let seen = look(&file.path);
        if seen != file.seen || !file.looked {
            file.seen = seen;
            file.looked = true;
            changed.push(file);
        }
    }
    changed
}

fn look(path: &Path) -> Option<Hash> {
    files::read(path, read::MAXIMUM_BYTES).ok().map(|bytes| Hash::of(&bytes))
}

/// One round of making files.
struct Round<'a> {
    command: &'a Render,
    producer: &'a Producer<'a>,
    desk: &'a Desk<'a>,
    world: &'a dyn World,
    report: &'a Report,
}

/// What was made of a source: the files, what they say, and which warnings the reader has seen before.
struct Made {
    files: Vec<PathBuf>,
    tree: Option<Tree>,
}

impl Round<'_> {
    /// Makes the files of those sources that are not what they were.
    fn of_saved(&self, watched: &mut [Watched]) {
        let mut saved = changed(watched);
        if saved.iter().any(|file| file.seen.is_none()) {
            std::thread::sleep(AWAY);
            saved.iter_mut().for_each(|file| file.seen = look(&file.path));
        }
        if !saved.is_empty() {
            self.run(&mut saved);
        }
    }

    fn run(&self, saved: &mut [&mut Watched]) {
        #[allow(clippy::disallowed_methods, reason = "how long it took is told, and nothing hangs on it")]
        let begun = std::time::Instant::now();
        let request = render::request(self.command);
        let paths: Vec<PathBuf> = saved.iter().map(|file| file.path.clone()).collect();
        let known: BTreeMap<&Path, &[Diagnostic]> = saved.iter().map(|file| (file.path.as_path(), file.told.as_slice())).collect();
        let below_error = Mutex::new(BTreeMap::new());
        let jobs = jobs::each(&paths, Format::Human, self.world, self.report, |path, source| {
            let tree = self.producer.check(source, &request.options, &request.record).output.ok();
            let Checked { output, warnings } = render::one(path, source, self.command, self.producer, &request, self.desk);
            let new = not_among(&warnings, known.get(path).copied().unwrap_or_default());
            below_error.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf(), warnings);
            Checked { output: output.map(|files| Made { files, tree }), warnings: new }
        });
        self.report.gap();
        let mut below_error = below_error.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Diagnostic> = Vec::new();
        let mut before = 0;
        for (file, job) in saved.iter_mut().zip(jobs) {
            let mut found: Vec<_> = job.diagnostics.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
            if let Some(warnings) = below_error.remove(&file.path) {
                before += warnings.len() + found.len() - job.diagnostics.len();
                file.told.clone_from(&warnings);
                found.extend(warnings);
            }
            let former = file.good.is_some();
            if let Some(made) = &job.made {
                let changes = file.good.as_ref().zip(made.tree.as_ref()).map(|(before, after)| changes::changes(before, after));
                self.report.made(&file.path, changes.as_ref(), &made.files);
            }
            job.blocks.iter().for_each(|block| self.report.block(Stream::Answer, block));
            match job.made {
                Some(made) => file.good = made.tree,
                None => self.report.kept(&file.path, former),
            }
            all.extend(found);
        }
        self.report.round(begun.elapsed(), &all.iter().collect::<Vec<_>>(), before, self.command.strict);
    }
}

/// The diagnostics that the reader has not seen: not among `seen`, as often as they stand there.
fn not_among(found: &[Diagnostic], seen: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut seen: Vec<&Diagnostic> = seen.iter().collect();
    let mut new = Vec::new();
    for diagnostic in found {
        match seen.iter().position(|other| other.code == diagnostic.code && other.message == diagnostic.message) {
            Some(at) => {
                seen.swap_remove(at);
            }
            None => new.push(diagnostic.clone()),
        }
    }
    new
}
