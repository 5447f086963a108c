//! `kansli schema KIND` on the command line.

use clap::{ArgAction, ArgMatches};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli schema KIND` or `kansli schema --tree`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// Of the sources of a kind, by its name as given.
    Kind(String),
    /// Of the file that `--to json` writes.
    Tree,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "schema",
        words.pick(
            "Skriver ut ett slags JSON Schema, så att textredigeraren kan hjälpa till",
            "Prints the JSON Schema of a kind, so that an editor can help",
        ),
        words.pick("kansli schema SLAG | --tree", "kansli schema KIND | --tree"),
        words.examples(&[
            (
                "kansli schema uppdragshandling > uppdragshandling.schema.json",
                "källfilens första rad säger var schemat ligger",
                "the first line of the source says where the schema lies",
            ),
            (
                "kansli schema --tree > tree.schema.json",
                "för program som läser filerna från kansli render --to json",
                "for programs that read the files of kansli render --to json",
            ),
        ]),
        [
            words.kind().required_unless_present("tree").required(false),
            words
                .flag(
                    "tree",
                    "Schemat för filen som --to json skriver, i stället för ett slags",
                    "The schema of the file that --to json writes, instead of a kind's",
                )
                .action(ArgAction::SetTrue)
                .conflicts_with("kind"),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Schema(match text(matches, "kind") {
        Some(kind) => Schema::Kind(kind.to_owned()),
        None => Schema::Tree,
    }))
}
