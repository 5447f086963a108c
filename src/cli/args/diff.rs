//! `kansli diff A B` on the command line.

use clap::{ArgAction, ArgMatches};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli diff A B`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The old version, as given.
    pub old: String,
    /// The new version, as given.
    pub new: String,
    /// A difference is exit code 1.
    pub exit_code: bool,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "diff",
        words.pick(
            "Jämför två versioner, eller två dokument, och visar vad som är ändrat",
            "Compares two versions, or two documents, and shows what has changed",
        ),
        words.pick("kansli diff [FLAGGOR] GAMMAL NY", "kansli diff [OPTIONS] OLD NEW"),
        words.examples(&[
            (
                "kansli diff 2021-03-15.toml 2021-06-02.toml",
                "visar ändringarna avsnitt för avsnitt; [-borttaget-] och [+tillagt+]",
                "shows the changes section by section; [-deleted-] and [+inserted+]",
            ),
            (
                "kansli diff --exit-code --quiet a.toml b.toml",
                "slutkod 0 om de säger detsamma, annars 1",
                "exit code 0 if they say the same, else 1",
            ),
        ]),
        [
            words.positional("old", words.pick("GAMMAL", "OLD"), "Den äldre versionen: en källfil", "The older version: a source"),
            words
                .positional("new", words.pick("NY", "NEW"), "Den nyare versionen: en källfil", "The newer version: a source")
                .display_order(3),
            words
                .flag(
                    "exit-code",
                    "Slutkod 1 om något är ändrat, 0 om inget är det",
                    "Exit code 1 if anything has changed, 0 if nothing has",
                )
                .action(ArgAction::SetTrue),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Diff(Diff {
        old: text(matches, "old").unwrap_or_default().to_owned(),
        new: text(matches, "new").unwrap_or_default().to_owned(),
        exit_code: matches.get_flag("exit-code"),
    }))
}
