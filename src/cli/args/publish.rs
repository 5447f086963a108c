//! `kansli publish FILE` on the command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::Words;
use crate::cli::usage::{self, Usage};
use crate::write::FORMATS;

/// `kansli publish FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The PDF, the source, or a revision in the store.
    pub file: PathBuf,
    /// The source of a PDF that does not carry it.
    pub source: Option<PathBuf>,
    /// The folder to write to; that of the file when `None`.
    pub out: Option<PathBuf>,
    /// The formats of the copy.
    pub formats: Vec<&'static str>,
    /// Addresses that stand.
    pub keep: Vec<String>,
}

/// The formats that a public copy can have: what people read. The tree tells where each word came from.
fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name).filter(|name| *name != "json")
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "publish",
        words.pick(
            "Gör en allmän kopia utan personnummer, certifikat och privata adresser, och en lista över det som är maskat",
            "Makes a public copy without identity numbers, certificates and private addresses, and a list of what is masked",
        ),
        words.pick("kansli publish [FLAGGOR] FIL", "kansli publish [OPTIONS] FILE"),
        words.examples(&[
            (
                "kansli publish --source lmr.toml lmr.pdf",
                "skriver lmr-allman-kopia.pdf, knuten till den undertecknade filen",
                "writes lmr-allman-kopia.pdf, tied to the signed file",
            ),
            (
                "kansli publish --keep \"Lillhagsparken 5\" lmr.toml",
                "en adress som hör till tjänsten står kvar",
                "an address that is an office's stands",
            ),
            ("kansli publish --to pdf,docx lmr@1.0", "av en version i lagret", "of a version in the store"),
        ]),
        [
            words
                .positional(
                    "file",
                    words.pick("FIL", "FILE"),
                    "En PDF från kansli render, undertecknad eller ej, en källfil, eller en version i lagret (lmr@1.0)",
                    "A PDF made by kansli render, signed or not, a source, or a version in the store (lmr@1.0)",
                )
                .value_parser(value_parser!(PathBuf)),
            words
                .flag("source", "PDF-filens källfil, om den inte är bifogad i den", "The PDF's source, when the PDF does not carry it")
                .value_name(words.pick("FIL", "FILE"))
                .value_parser(value_parser!(PathBuf)),
            words
                .flag("out", "Mapp för filerna; originalets egen om inget anges", "Folder for the files; the original's own by default")
                .value_name(words.pick("MAPP", "DIR"))
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
            words
                .flag("to", "Kopians format: pdf (förval), docx, html, txt", "The copy's formats: pdf (default), docx, html, txt")
                .value_name("FORMAT,...")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(["docx", "pdf", "html", "txt"]))
                .hide_possible_values(true)
                .action(ArgAction::Append),
            words
                .flag(
                    "keep",
                    "Adress som hör till tjänsten och ska stå kvar; får anges flera gånger",
                    "Address that is an office's and stands; may be given several times",
                )
                .value_name(words.pick("ADRESS", "ADDRESS"))
                .action(ArgAction::Append),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let asked: Vec<&String> = matches.get_many::<String>("to").into_iter().flatten().collect();
    let formats: Vec<&'static str> = match asked.as_slice() {
        [] => vec!["pdf"],
        asked => formats().filter(|name| asked.iter().any(|asked| asked == name)).collect(),
    };
    if !cfg!(feature = "pdf") && (asked.is_empty() || asked.iter().any(|asked| *asked == "pdf")) {
        return Err(usage::no_pdf("--to pdf"));
    }
    Ok(Command::Publish(Publish {
        file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        source: matches.get_one::<PathBuf>("source").cloned(),
        out: matches.get_one::<PathBuf>("out").cloned(),
        formats,
        keep: matches.get_many::<String>("keep").into_iter().flatten().cloned().collect(),
    }))
}
