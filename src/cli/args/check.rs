//! `kansli check FILE...` on the command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches};

use super::Command;
use super::words::{Words, files, text};
use crate::cli::usage::Usage;
use crate::theme::DEFAULT_THEME;

/// `kansli check FILE...`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The sources, in the order given.
    pub files: Vec<PathBuf>,
    /// What must be settled before signing counts as an error.
    pub for_signing: bool,
    /// A warning fails the run.
    pub strict: bool,
    /// How the faults are shown.
    pub format: Format,
    /// Name of the theme whose typefaces must hold every character, as given; need not exist.
    pub theme: String,
}

/// How the faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for a reader, in one language.
    Human,
    /// One JSON list, in both languages.
    Json,
    /// A SARIF 2.1.0 log.
    Sarif,
}

/// `--format`, for commands that tell of faults.
pub fn format(words: &Words) -> Arg {
    words
        .flag(
            "format",
            "human: rader att läsa (förval); json: en lista, på båda språken; sarif: för tjänster som granskar",
            "human: lines to read (default); json: one list, in both languages; sarif: for review services",
        )
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(["human", "json", "sarif"]))
        .hide_possible_values(true)
}

/// What `--format` says.
pub fn format_of(matches: &ArgMatches) -> Format {
    match text(matches, "format") {
        Some("json") => Format::Json,
        Some("sarif") => Format::Sarif,
        _ => Format::Human,
    }
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "check",
        words.pick(
            "Kontrollerar källfiler och visar alla fel på en gång, vart och ett vid sin rad",
            "Checks sources and shows every fault at once, each at its line",
        ),
        words.pick("kansli check [FLAGGOR] FIL...", "kansli check [OPTIONS] FILE..."),
        words.examples(&[
            ("kansli check lmr.toml", "alla fel i ett utkast", "every fault of a draft"),
            (
                "kansli check --for signing lmr.toml",
                "är något kvar att fylla i före undertecknandet?",
                "is anything left to fill in before signing?",
            ),
            ("kansli check --format json *.toml", "för andra program", "for other programs"),
            (
                "kansli check --format sarif *.toml > kansli.sarif",
                "för en tjänst som visar fel vid sina rader",
                "for a service that shows faults at their lines",
            ),
        ]),
        [
            words.files(),
            words
                .flag(
                    "for",
                    "signing: räkna platshållare och annat ofärdigt som fel",
                    "signing: count placeholders and other loose ends as errors",
                )
                .value_name("signing")
                .value_parser(PossibleValuesParser::new(["signing"]))
                .hide_possible_values(true),
            words.strict(),
            format(words),
            words.theme(
                "Utseendet vars typsnitt ska ha alla tecken: standard (förval), antikva",
                "The look whose typefaces must hold every character: standard (default), antikva",
            ),
        ],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Check(Check {
        files: files(matches),
        for_signing: matches.contains_id("for"),
        strict: matches.get_flag("strict"),
        format: format_of(matches),
        theme: text(matches, "theme").unwrap_or(DEFAULT_THEME).to_owned(),
    }))
}
