//! Files on the command line become jobs, worked on side by side and told of in the order given.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;

use super::args::Format;
use super::report::{Report, to_json};
use super::texts::Texts;
use super::{files, guard};
use crate::diag::{Checked, Diagnostic, FileName};
use crate::read::{self, Source};
use crate::world::World;

/// Stack of each worker, in bytes. The typesetter recurses, and what a system gives by itself runs from 1 to 8 MiB.
const STACK: usize = 16 * 1024 * 1024;

/// What came of one file.
pub struct Job<T> {
    /// What was made of it; nothing when there was an error.
    pub made: Option<T>,
    /// All that was found.
    pub diagnostics: Vec<Diagnostic>,
    /// The same for a reader, with excerpts.
    pub blocks: Vec<String>,
    /// The same for a program.
    pub entries: Vec<Value>,
}

/// Reads each file and hands its source to `work`. A fault of one file, even a panic, does not stop the others.
pub fn each<T: Send>(
    paths: &[PathBuf],
    format: Format,
    world: &dyn World,
    report: &Report,
    work: impl Fn(&Path, &Source) -> Checked<T> + Sync,
) -> Vec<Job<T>> {
    let fetch = |path: &Path| match files::read(path, read::MAXIMUM_BYTES) {
        Ok(bytes) => Ok((files::name_of(path), bytes)),
        Err(fault) => Err(vec![fault]),
    };
    each_of(paths, format, world, report, fetch, work)
}

/// The same of whatever `fetch` finds under each name: what it is called in messages, and its bytes.
pub fn each_of<T: Send>(
    paths: &[PathBuf],
    format: Format,
    world: &dyn World,
    report: &Report,
    fetch: impl Fn(&Path) -> Result<(FileName, Vec<u8>), Vec<Diagnostic>> + Sync,
    work: impl Fn(&Path, &Source) -> Checked<T> + Sync,
) -> Vec<Job<T>> {
    let bar = report.progress(paths.len());
    let job = |path: &PathBuf| {
        let job = one(path, format, world, report, &fetch, &work);
        bar.inc(1);
        job
    };
    let jobs = match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => pool.install(|| paths.par_iter().map(job).collect()),
        Err(_) => paths.iter().map(job).collect(),
    };
    bar.finish_and_clear();
    jobs
}

fn one<T>(
    path: &Path,
    format: Format,
    world: &dyn World,
    report: &Report,
    fetch: &(impl Fn(&Path) -> Result<(FileName, Vec<u8>), Vec<Diagnostic>> + Sync),
    work: &(impl Fn(&Path, &Source) -> Checked<T> + Sync),
) -> Job<T> {
    let name = files::name_of(path);
    let told = |texts: &Texts<'_>, checked: Checked<T>| {
        let diagnostics: Vec<Diagnostic> = checked.diagnostics().cloned().collect();
        let (blocks, entries) = match format {
            Format::Human => (report.blocks(texts, &diagnostics), Vec::new()),
            Format::Json => (Vec::new(), to_json(texts, &diagnostics)),
            Format::Sarif => (Vec::new(), report.results(texts, &diagnostics)),
        };
        Job { made: checked.output.ok(), diagnostics, blocks, entries }
    };
    let failed = |faults| Checked { output: Err(faults), warnings: Vec::new() };
    let outcome = guard::guarded(&name, || {
        let (name, bytes) = match fetch(path) {
            Ok(fetched) => fetched,
            Err(faults) => return told(&Texts::new(&name, None, None, world), failed(faults)),
        };
        match read::read(name.clone(), &bytes) {
            Ok(source) => told(&Texts::new(&name, Some(&bytes), Some(&source), world), work(path, &source)),
            Err(faults) => told(&Texts::new(&name, Some(&bytes), None, world), failed(faults)),
        }
    });
    outcome.unwrap_or_else(|fault| told(&Texts::new(&name, None, None, world), failed(vec![fault])))
}
