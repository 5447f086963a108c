//! `kansli extract FILE.pdf` on the command line.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, value_parser};

use super::Command;
use super::words::Words;
use crate::cli::usage::Usage;

/// `kansli extract FILE.pdf`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// The PDF.
    pub file: PathBuf,
    /// The file to write; beside the PDF, under its name, when `None`.
    pub out: Option<PathBuf>,
    /// A file that is there is overwritten.
    pub force: bool,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "extract",
        words.pick(
            "Hämtar källfilen ur en PDF som är gjord med --embed-source, byte för byte",
            "Gets the source out of a PDF made with --embed-source, byte for byte",
        ),
        words.pick("kansli extract [FLAGGOR] FIL.pdf", "kansli extract [OPTIONS] FILE.pdf"),
        words.examples(&[
            (
                "kansli extract lmr.pdf",
                "skriver lmr.toml bredvid; skriver inte över något",
                "writes lmr.toml beside it; overwrites nothing",
            ),
            ("kansli extract --out ur-arkivet.toml lmr.pdf", "under ett annat namn", "under another name"),
        ]),
        [
            words
                .positional("file", words.pick("FIL.pdf", "FILE.pdf"), "PDF-filen; den får vara undertecknad", "The PDF; it may be signed")
                .value_parser(value_parser!(PathBuf)),
            words
                .flag(
                    "out",
                    "Filen att skriva; annars PDF-filens namn med källfilens ändelse",
                    "The file to write; by default the PDF's name with the source's ending",
                )
                .value_name(words.pick("FIL", "FILE"))
                .value_parser(value_parser!(PathBuf)),
            words.flag("force", "Skriv över filen om den finns", "Overwrite the file if it exists").action(ArgAction::SetTrue),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Extract(Extract {
        file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        out: matches.get_one::<PathBuf>("out").cloned(),
        force: matches.get_flag("force"),
    }))
}
