//! `kansli kinds` on the command line.

use clap::ArgMatches;
use clap::builder::PossibleValuesParser;

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli kinds`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds {
    /// One JSON list, instead of lines for a reader.
    pub json: bool,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "kinds",
        words.pick(
            "Visar de slag av dokument som finns: namn, fält som krävs, lägen, och var slaget ligger",
            "Shows the kinds of document there are: names, required fields, states, and where the kind lies",
        ),
        words.pick("kansli kinds [FLAGGOR]", "kansli kinds [OPTIONS]"),
        words.examples(&[
            ("kansli kinds", "de inbyggda slagen", "the built-in kinds"),
            ("kansli kinds --templates mallar", "också de egna i mappen mallar", "also your own in the folder mallar"),
        ]),
        [words
            .flag(
                "format",
                "human: rader att läsa (förval); json: en lista, på båda språken",
                "human: lines to read (default); json: one list, in both languages",
            )
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(["human", "json"]))
            .hide_possible_values(true)],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Kinds(Kinds { json: text(matches, "format") == Some("json") }))
}
