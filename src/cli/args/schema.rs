//! `kansli schema KIND` on the command line.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, value_parser};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli schema KIND` or `kansli schema --tree`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// What is described.
    pub of: Described,
    /// The file to write; standard output when `None`.
    pub out: Option<PathBuf>,
}

/// What a schema describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Described {
    /// The sources of a kind, by its name as given.
    Kind(String),
    /// The file that `render --to json` writes.
    Tree,
    /// The file that `diff --to json` writes.
    Redline,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "schema",
        words.pick(
            "Skriver ut ett slags JSON Schema, så att textredigeraren kan hjälpa till",
            "Prints the JSON Schema of a kind, so that an editor can help",
        ),
        words.pick("kansli schema [FLAGGOR] SLAG | --tree | --redline", "kansli schema [OPTIONS] KIND | --tree | --redline"),
        words.examples(&[
            (
                "kansli schema uppdragshandling --out uppdragshandling.schema.json",
                "källfilens första rad säger var schemat ligger",
                "the first line of the source says where the schema lies",
            ),
            (
                "kansli schema --tree --out tree.schema.json",
                "för program som läser filerna från kansli render --to json",
                "for programs that read the files of kansli render --to json",
            ),
        ]),
        [
            words.kind().required_unless_present_any(["tree", "redline"]).required(false),
            words
                .flag(
                    "tree",
                    "Schemat för filen som --to json skriver, i stället för ett slags",
                    "The schema of the file that --to json writes, instead of a kind's",
                )
                .action(ArgAction::SetTrue)
                .conflicts_with("kind"),
            words
                .flag(
                    "redline",
                    "Schemat för filen som kansli diff --to json skriver",
                    "The schema of the file that kansli diff --to json writes",
                )
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["kind", "tree"]),
            words
                .flag(
                    "out",
                    "Fil att skriva, i UTF-8; ett äldre schema där byts ut, inget annat skrivs över",
                    "File to write, in UTF-8; an older schema there is replaced, nothing else is",
                )
                .value_name(words.pick("FIL", "FILE"))
                .value_parser(value_parser!(PathBuf)),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let file = if matches.get_flag("redline") { Described::Redline } else { Described::Tree };
    let of = text(matches, "kind").map_or(file, |kind| Described::Kind(kind.to_owned()));
    Ok(Command::Schema(Schema { of, out: matches.get_one::<PathBuf>("out").cloned() }))
}
