//! `kansli new KIND FILE` on the command line.

use std::path::PathBuf;

use clap::{ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli new KIND FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Name of the kind, as given.
    pub kind: String,
    /// The file to make.
    pub file: PathBuf,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "new",
        words.pick(
            "Börjar ett nytt dokument: en källfil med vägledning, eget id och slagets schema bredvid",
            "Begins a new document: a source with guidance, an id of its own, and the kind's schema beside it",
        ),
        words.pick("kansli new SLAG FIL", "kansli new KIND FILE"),
        words.examples(&[("kansli new uppdragshandling palliativ-vard.toml", "skriver aldrig över något", "never overwrites anything")]),
        [
            words.kind(),
            words
                .positional(
                    "file",
                    words.pick("FIL", "FILE"),
                    "Källfilen som ska göras; slutar på .toml",
                    "The source to make; ends in .toml",
                )
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(PathBuf)),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::New(New {
        kind: text(matches, "kind").unwrap_or_default().to_owned(),
        file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
    }))
}
