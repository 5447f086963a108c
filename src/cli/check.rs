//! `kansli check` turns sources into all their faults, each at its line.

use std::path::Path;

use super::args::{Check, Format};
use super::report::{Report, Stream};
use super::store::Desk;
use super::{Exit, files, jobs, themes};
use crate::check::CheckOptions;
use crate::diag::Diagnostic;
use crate::model::Record;
use crate::world::World;

/// Checks every file and tells of all in the order given. Assembling is tried too, since it has faults of its own.
pub fn run(command: &Check, world: &dyn World, report: &Report) -> Exit {
    let producer = match themes::producer(&command.theme, "check", world, report) {
        Ok(producer) => producer,
        Err(exit) => return exit,
    };
    let paths = files::expand(&command.files);
    let options = CheckOptions { for_signing: command.for_signing, ..CheckOptions::default() };
    let desk = match Desk::of(&paths, world) {
        Ok(desk) => desk,
        Err(faults) => {
            report.faults(world, &faults);
            return Exit::of(&faults, false);
        }
    };
    let fetch = |path: &Path| desk.fetch(path, "check");
    let record = Record::default();
    let jobs = jobs::each_of(&paths, command.format, world, report, fetch, |_, source| producer.check(source, &options, &record));
    let diagnostics: Vec<&Diagnostic> = jobs.iter().flat_map(|job| &job.diagnostics).collect();
    let exit = Exit::of(diagnostics.iter().copied(), command.strict);
    let entries = || jobs.iter().flat_map(|job| job.entries.iter().cloned());
    match command.format {
        Format::Human => {
            jobs.iter().flat_map(|job| &job.blocks).for_each(|block| report.block(Stream::Answer, block));
            report.checked(paths.len(), &diagnostics, command.strict);
        }
        Format::Json => report.value(&entries().collect()),
        Format::Sarif => report.log(entries().collect(), exit),
    }
    exit
}
