//! `kansli man` on the command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, ValueHint, value_parser};

use super::words::{Words, text};
use super::{Command, names};
use crate::cli::usage::Usage;

/// `kansli man [COMMAND]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Man {
    /// The command whose page is printed; the page of the program when `None`.
    pub command: Option<String>,
    /// The folder that all pages are written to; one is printed when `None`.
    pub out: Option<PathBuf>,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "man",
        words.pick("Skriver ut hjälpen som manualsidor", "Prints the help as manual pages"),
        words.pick("kansli man [FLAGGOR] [KOMMANDO]", "kansli man [OPTIONS] [COMMAND]"),
        words.examples(&[
            ("kansli man render | man -l -", "läs sidan om ett kommando", "read the page on a command"),
            (
                "kansli man --out ~/.local/share/man/man1",
                "alla sidor, så att man kansli och man kansli-render fungerar",
                "all pages, so that man kansli and man kansli-render work",
            ),
        ]),
        [
            words
                .positional(
                    "command",
                    words.pick("KOMMANDO", "COMMAND"),
                    "Kommandot; hela programmet om inget anges",
                    "The command; the whole program by default",
                )
                .required(false)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(names()))
                .conflicts_with("out"),
            words
                .flag("out", "Mapp att skriva alla sidor i", "Folder to write all pages to")
                .value_name(words.pick("MAPP", "DIR"))
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Man(Man { command: text(matches, "command").map(str::to_owned), out: matches.get_one::<PathBuf>("out").cloned() }))
}
