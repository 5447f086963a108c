//! The command line turns arguments into calls of the library, and their results into lines, files and an exit code.
//!
//! Only this module reads the environment and the locale, touches files and prints; everything else is handed what it needs.

mod args;
mod check;
mod colour;
mod completions;
mod derived;
mod diff;
mod excerpt;
mod exit;
mod extract;
mod files;
mod fmt;
mod guard;
mod interrupt;
mod jobs;
mod kind;
mod kinds;
mod label;
mod language;
mod man;
mod merge;
mod new;
mod output;
mod publish;
mod render;
mod report;
mod schema;
mod sign;
mod slug;
mod stale;
mod store;
mod templates;
mod texts;
mod themes;
mod usage;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::diag::FileName;
use crate::world::{BuiltIn, Layer, Overlay};
use args::{Command, Globals};
use report::{Report, Stream};

use exit::Exit;

/// Runs the program; the first argument is its own name.
pub fn run(arguments: &[OsString]) -> ExitCode {
    guard::quiet_panics();
    let language = language::choose(arguments);
    colour::choose(arguments);
    let mut report = Report::new(language);
    let outcome = guard::guarded(&FileName::new("kansli"), || match args::parse(arguments, language) {
        Err(usage) => {
            report.usage(&usage);
            Exit::WrongUse
        }
        Ok((command, globals)) => {
            report.quiet = globals.quiet;
            match templates::layers(&globals.templates) {
                Ok(layers) => dispatch(command, layers, &globals, &report),
                Err(faults) => {
                    report.faults(&BuiltIn, &faults);
                    Exit::InputOutput
                }
            }
        }
    });
    let exit = outcome.unwrap_or_else(|fault| {
        report.faults(&BuiltIn, &[fault]);
        Exit::OwnFault
    });
    exit.into()
}

/// Runs one command over the templates there are.
fn dispatch(command: Command, layers: Vec<Layer>, globals: &Globals, report: &Report) -> Exit {
    let world = Overlay::new(&BuiltIn, layers);
    match command {
        Command::Show(text) => {
            report.text(Stream::Answer, &text);
            Exit::Done
        }
        Command::Check(command) => check::run(&command, &world, report),
        Command::Render(command) => render::run(&command, &world, report),
        Command::Diff(command) => diff::run(&command, &world, report),
        Command::Weigh(command) => diff::weigh(&command, &world, report),
        Command::Merge(command) => merge::run(&command, &world, report),
        Command::Watch(command) => watch::run(&command, &world, globals, report),
        Command::Extract(command) => extract::run(&command, &world, report),
        Command::Fmt(command) => fmt::run(&command, &world, report),
        Command::New(command) => new::run(&command, &world, globals, report),
        Command::Sign(command) => sign::run(&command, &world, report),
        Command::Copies(command) => sign::copies(&command, &world, report),
        Command::Package(command) => sign::package(&command, &world, report),
        Command::Publish(command) => publish::run(&command, &world, report),
        Command::Renew(command) => sign::renew(&command, &world, report),
        Command::Verify(command) => sign::verify(&command, &world, report),
        Command::Completions(command) => completions::run(command, &world, report),
        Command::Man(command) => man::run(&command, &world, report),
        Command::Schema(command) => schema::run(&command, &world, report),
        Command::Store(command) => store::run(&command, &world, report),
        Command::Kinds(command) => kinds::run(&command, &world, report),
        Command::KindCheck(command) => kind::run(&command, &world, report),
    }
}
