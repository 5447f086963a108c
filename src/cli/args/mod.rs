//! The command line turns arguments into a [`Command`], or into help or a fault of use, in the user's language.
//!
//! A command is a file of this folder, which gives its definition and reads what clap matched, and a row of [`ROWS`]; those of the store lie in a folder of their own.

mod check;
mod completions;
mod diff;
mod extract;
mod fmt;
mod help;
mod kind;
mod kinds;
mod man;
mod merge;
mod new;
mod publish;
mod render;
mod schema;
mod sign;
mod store;
mod watch;
mod weigh;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::builder::styling::Styles;

pub use check::{Check, Format};
pub use completions::Completions;
pub use diff::{Diff, View};
pub use extract::Extract;
pub use fmt::Fmt;
pub use kind::KindCheck;
pub use kinds::Kinds;
pub use man::Man;
pub use merge::Merge;
pub use new::New;
pub use publish::Publish;
pub use render::Render;
pub use schema::{Described, Schema};
pub use sign::{
    Act as SignAct, Complete, Copies, Line, Package, Prepare, Renew, ReportFormat, Returned, Sign, SignNow, SignedFile, Time, Trusted,
    Verify,
};
pub use store::{Named, StoreCommand, named};
pub use weigh::{Chosen, Weigh};

use super::usage::{self, Usage};
use crate::diag::Language;
use words::{HEADING, Words};

/// What the user asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `kansli check`.
    Check(Check),
    /// `kansli render`.
    Render(Render),
    /// `kansli watch`, with what each save is rendered with.
    Watch(Render),
    /// `kansli diff`.
    Diff(Diff),
    /// `kansli weigh`.
    Weigh(Weigh),
    /// `kansli merge`.
    Merge(Merge),
    /// `kansli fmt`.
    Fmt(Fmt),
    /// `kansli extract`.
    Extract(Extract),
    /// `kansli new`.
    New(New),
    /// `kansli schema`.
    Schema(Schema),
    /// `kansli kinds`.
    Kinds(Kinds),
    /// `kansli kind check`.
    KindCheck(KindCheck),
    /// `kansli sign`, and what follows it.
    Sign(Sign),
    /// `kansli copies`.
    Copies(Copies),
    /// `kansli package`.
    Package(Package),
    /// `kansli publish`.
    Publish(Publish),
    /// `kansli renew`.
    Renew(Renew),
    /// `kansli verify FILE`.
    Verify(Verify),
    /// The commands of the store: `kansli init`, `kansli commit` and so on.
    Store(StoreCommand),
    /// `kansli completions`.
    Completions(Completions),
    /// `kansli man`.
    Man(Man),
    /// Help or the version, to be shown as it stands; may hold escape sequences for a terminal.
    Show(String),
}

/// What goes for any command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Globals {
    /// Only errors and warnings are told, and what was asked to be printed.
    pub quiet: bool,
    /// Folders of templates that go before the built-in ones; a later one before an earlier.
    pub templates: Vec<PathBuf>,
}

/// One command: its name, its definition with the help in one language, and how what clap matched is read.
struct Row {
    name: &'static str,
    define: fn(&Words) -> clap::Command,
    read: fn(&ArgMatches) -> Result<Command, Usage>,
}

/// The commands on files, in the order of the help.
const ROWS: &[Row] = &[
    Row { name: "check", define: check::define, read: check::read },
    Row { name: "render", define: render::define, read: render::read },
    Row { name: "watch", define: watch::define, read: watch::read },
    Row { name: "diff", define: diff::define, read: diff::read },
    Row { name: "weigh", define: weigh::define, read: weigh::read },
    Row { name: "merge", define: merge::define, read: merge::read },
    Row { name: "sign", define: sign::define, read: sign::read },
    Row { name: "copies", define: sign::define_copies, read: sign::read_copies },
    Row { name: "renew", define: sign::define_renew, read: sign::read_renew },
    Row { name: "package", define: sign::define_package, read: sign::read_package },
    Row { name: "publish", define: publish::define, read: publish::read },
    Row { name: "fmt", define: fmt::define, read: fmt::read },
    Row { name: "extract", define: extract::define, read: extract::read },
    Row { name: "new", define: new::define, read: new::read },
    Row { name: "kinds", define: kinds::define, read: kinds::read },
    Row { name: "schema", define: schema::define, read: schema::read },
    Row { name: "kind", define: kind::define, read: kind::read },
    Row { name: "completions", define: completions::define, read: completions::read },
    Row { name: "man", define: man::define, read: man::read },
];

/// All commands but `help`: those on files, then those on the store.
fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain(store::ROWS)
}

/// The names of all commands, as `help` and `man` take them.
fn names() -> impl Iterator<Item = &'static str> {
    rows().map(|row| row.name).chain(["help"])
}

/// Reads the command line; the first argument is the program.
///
/// # Errors
/// When the line can't be understood.
pub fn parse(arguments: &[OsString], language: Language) -> Result<(Command, Globals), Usage> {
    let mut program = program(language);
    let matches = match program.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) if matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion) => {
            return Ok((Command::Show(error.render().ansi().to_string()), Globals::default()));
        }
        Err(error) => {
            let command = arguments.iter().skip(1).find_map(|argument| rows().find(|row| argument == row.name));
            if command.is_some_and(|row| row.name == "sign")
                && let Some(usage) = sign::misspelt(&error, arguments)
            {
                return Err(usage);
            }
            return Err(usage::of_clap(&error, command.map(|row| row.name)));
        }
    };
    let globals =
        Globals { quiet: matches.get_flag("quiet"), templates: matches.get_many("templates").into_iter().flatten().cloned().collect() };
    let command = match matches.subcommand() {
        Some(("help", matches)) => Command::Show(help::read(matches, &mut program)),
        Some((name, matches)) => match rows().find(|row| row.name == name) {
            Some(row) => (row.read)(matches)?,
            None => return Err(usage::no_command(program.render_help().ansi().to_string())),
        },
        None => return Err(usage::no_command(program.render_help().ansi().to_string())),
    };
    Ok((command, globals))
}

/// The whole command line, with its help in one language.
pub fn program(language: Language) -> clap::Command {
    let words = Words(language);
    let styles = Styles::plain().header(HEADING).usage(HEADING);
    words
        .command(
            "kansli",
            words.pick(
                "Kansli sätter samman styrande dokument: ur en källfil en PDF och en Word-fil som bevisligen säger detsamma",
                "Kansli assembles governing documents: from one source a PDF and a Word file that provably say the same",
            ),
            words.pick("kansli KOMMANDO [FLAGGOR]", "kansli COMMAND [OPTIONS]"),
            words.exit_codes(),
            [words.templates(), words.quiet(), words.language(), words.colour(), words.version()],
        )
        .styles(styles)
        .subcommand_help_heading(words.pick("Kommandon", "Commands"))
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .version(env!("CARGO_PKG_VERSION"))
        .subcommands(rows().map(|row| (row.define)(&words)))
        .subcommand(help::define(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of arguments, split at white space.
    pub fn line(text: &str) -> Vec<OsString> {
        text.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_definition_is_sound() {
        program(Language::Swedish).debug_assert();
        program(Language::English).debug_assert();
    }
}
