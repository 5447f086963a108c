//! `kansli fmt` turns sources into the same sources, evenly set.

use super::args::{Fmt, Format};
use super::report::{Report, Stream};
use super::{Exit, files, jobs, output};
use crate::diag::{Checked, Diagnostic, Message};
use crate::tidy::tidy;
use crate::world::World;

/// Tidies every file that can be read; with `--check` only tells which would change.
pub fn run(command: &Fmt, world: &dyn World, report: &Report) -> Exit {
    let paths = files::expand(&command.files);
    let jobs = jobs::each(&paths, Format::Human, world, report, |path, source| {
        let changes = tidy(source).and_then(|tidied| {
            let changes = tidied != source.text();
            if changes && !command.check {
                output::replace(path, tidied.as_bytes()).map_err(|fault| vec![fault])?;
            }
            Ok(changes)
        });
        Checked { output: changes, warnings: Vec::new() }
    });
    let mut changed = 0;
    for (path, job) in paths.iter().zip(&jobs) {
        job.blocks.iter().for_each(|block| report.block(Stream::Aside, block));
        if job.made == Some(true) {
            report.written(path);
            changed += 1;
        }
    }
    let files = paths.len();
    let message = match (command.check, files) {
        (false, 1) => Message::new(format!("{changed} av 1 fil ändrad."), format!("{changed} of 1 file changed.")),
        (false, _) => Message::new(format!("{changed} av {files} filer ändrade."), format!("{changed} of {files} files changed.")),
        (true, 1) => Message::new(format!("{changed} av 1 fil skulle ändras."), format!("{changed} of 1 file would change.")),
        (true, _) => {
            Message::new(format!("{changed} av {files} filer skulle ändras."), format!("{changed} of {files} files would change."))
        }
    };
    report.remark(Stream::Aside, &message);
    let diagnostics: Vec<&Diagnostic> = jobs.iter().flat_map(|job| &job.diagnostics).collect();
    let unlike = if command.check && changed > 0 { Exit::Faults } else { Exit::Done };
    Exit::of(diagnostics, false).max(unlike)
}
