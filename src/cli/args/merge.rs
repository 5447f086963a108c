//! `kansli merge BASE OURS THEIRS` on the command line.

use std::path::PathBuf;

use clap::{ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::Words;
use crate::cli::usage::Usage;

/// `kansli merge BASE OURS THEIRS`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The source that both sides were made of.
    pub base: PathBuf,
    /// Our side.
    pub ours: PathBuf,
    /// The other side.
    pub theirs: PathBuf,
    /// The file to write; standard output when `None`.
    pub out: Option<PathBuf>,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let source = |name, value_name, sv, en, order| {
        words.positional(name, value_name, sv, en).display_order(order).value_hint(ValueHint::FilePath).value_parser(value_parser!(PathBuf))
    };
    words.command(
        "merge",
        words.pick(
            "Sammanför två personers ändringar av samma källfil; gissar aldrig",
            "Merges two people's changes of one source; never guesses",
        ),
        words.pick("kansli merge [FLAGGOR] GRUND VÅR DERAS", "kansli merge [OPTIONS] BASE OURS THEIRS"),
        words.examples(&[
            (
                "kansli merge lmr@3 lmr.toml lmr-vastkom.toml --out lmr.toml",
                "båda har ändrat revision 3: skriver båda sidors ändringar till lmr.toml, med dina kommentarer och din ordning",
                "both have changed revision 3: writes the changes of both to lmr.toml, with your comments and your order",
            ),
            (
                "kansli merge grund.toml min.toml din.toml > ny.toml",
                "slutkod 6, och inget skrivs, när båda har ändrat samma sak på olika sätt; ställena räknas upp",
                "exit code 6, and nothing is written, when both have changed one thing in different ways; the places are listed",
            ),
        ]),
        [
            source(
                "base",
                words.pick("GRUND", "BASE"),
                "Källfilen som båda utgick från, eller lmr@3 ur lagret",
                "The source that both began from, or lmr@3 of the store",
                1,
            ),
            source(
                "ours",
                words.pick("VÅR", "OURS"),
                "Vår version: dess kommentarer och ordning behålls",
                "Our version: its comments and order are kept",
                2,
            ),
            source("theirs", words.pick("DERAS", "THEIRS"), "Den andra versionen", "The other version", 3),
            words
                .flag("out", "Fil att skriva; annars skrivs källfilen ut", "File to write; by default the source is printed")
                .value_name(words.pick("FIL", "FILE"))
                .value_hint(ValueHint::FilePath)
                .value_parser(value_parser!(PathBuf)),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let path = |name| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    Ok(Command::Merge(Merge {
        base: path("base"),
        ours: path("ours"),
        theirs: path("theirs"),
        out: matches.get_one::<PathBuf>("out").cloned(),
    }))
}
