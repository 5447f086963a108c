//! `kansli schema KIND` on the command line.

use clap::ArgMatches;

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli schema KIND`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Name of the kind, as given.
    pub kind: String,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "schema",
        words.pick(
            "Skriver ut ett slags JSON Schema, så att textredigeraren kan hjälpa till",
            "Prints the JSON Schema of a kind, so that an editor can help",
        ),
        words.pick("kansli schema SLAG", "kansli schema KIND"),
        words.examples(&[(
            "kansli schema uppdragshandling > uppdragshandling.schema.json",
            "källfilens första rad säger var schemat ligger",
            "the first line of the source says where the schema lies",
        )]),
        [words.kind()],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Schema(Schema { kind: text(matches, "kind").unwrap_or_default().to_owned() }))
}
