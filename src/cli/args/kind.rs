//! `kansli kind check DIR` on the command line.

use std::path::PathBuf;

use clap::{ArgMatches, value_parser};

use super::Command;
use super::check::{Format, format, format_of};
use super::words::Words;
use crate::cli::usage::{self, Usage};

/// `kansli kind check DIR`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCheck {
    /// The kind's folder, or one that holds several.
    pub folder: PathBuf,
    /// How the faults are shown.
    pub format: Format,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let check = words.command(
        "check",
        words.pick(
            "Kontrollerar ett slags filer innan något dokument görs: schema, mall, regler, förlaga och klausuler",
            "Checks the files of a kind before any document: schema, template, rules, starter and clauses",
        ),
        words.pick("kansli kind check [FLAGGOR] MAPP", "kansli kind check [OPTIONS] DIR"),
        words.examples(&[
            ("kansli kind check mallar/delegationsbeslut", "alla fel, vart och ett vid sin rad", "every fault, each at its line"),
            ("kansli kind check mallar", "alla slag i mappen", "every kind in the folder"),
        ]),
        [
            words
                .positional(
                    "folder",
                    words.pick("MAPP", "DIR"),
                    "Slagets mapp; klausuler hämtas ur mappen clauses bredvid",
                    "The kind's folder; clauses are taken from the folder clauses beside it",
                )
                .value_parser(value_parser!(PathBuf)),
            format(words),
        ],
    );
    words
        .command(
            "kind",
            words.pick("För den som skriver egna slag: kontrollerar dem", "For those who write kinds of their own: checks them"),
            words.pick("kansli kind check [FLAGGOR] MAPP", "kansli kind check [OPTIONS] DIR"),
            String::new(),
            [],
        )
        .subcommand_help_heading(words.pick("Kommandon", "Commands"))
        .disable_help_subcommand(true)
        .subcommand(check)
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    match matches.subcommand() {
        Some(("check", matches)) => Ok(Command::KindCheck(KindCheck {
            folder: matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default(),
            format: format_of(matches),
        })),
        _ => Err(usage::kind_without_command()),
    }
}
