//! `kansli fmt FILE...` on the command line.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches};

use super::Command;
use super::words::{Words, files};
use crate::cli::usage::Usage;

/// `kansli fmt FILE...`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fmt {
    /// The sources, in the order given.
    pub files: Vec<PathBuf>,
    /// Nothing is written; a file that would change fails the run.
    pub check: bool,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "fmt",
        words.pick(
            "Snyggar till källfiler: jämna mellanrum och tomrader; innehåll, ordning och kommentarer står kvar",
            "Tidies sources: even spaces and empty lines; what they say, its order and the comments stay",
        ),
        words.pick("kansli fmt [FLAGGOR] FIL...", "kansli fmt [OPTIONS] FILE..."),
        words.examples(&[
            (
                "kansli fmt lmr.toml",
                "skriver om filen, om något behövs; en fil som inte går att läsa lämnas",
                "rewrites the file where needed; one that can't be read is left",
            ),
            (
                "kansli fmt --check utkast/*.toml",
                "ändrar inget; slutkod 1 om någon fil skulle ändras",
                "changes nothing; exit code 1 when a file would change",
            ),
        ]),
        [
            words.files(),
            words
                .flag("check", "Skriv inget; visa vilka filer som skulle ändras", "Write nothing; show which files would change")
                .action(ArgAction::SetTrue),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Fmt(Fmt { files: files(matches), check: matches.get_flag("check") }))
}
