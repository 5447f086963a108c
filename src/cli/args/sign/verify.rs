//! `kansli verify` on the command line.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, value_parser};

use super::Trusted;
use super::shared::{deputy, file, list, path, trust, trusted};
use crate::cli::args::words::{Words, text};
use crate::cli::args::{Command, StoreCommand};
use crate::cli::usage::{self, Usage};

/// `kansli verify FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verify {
    /// The PDF.
    pub file: PathBuf,
    /// Files of trusted roots.
    pub trust: Trusted,
    /// Short names of principals that must have signed.
    pub required: Vec<String>,
    /// How the report is shown.
    pub format: ReportFormat,
    /// The validation report to write; beside the PDF when `None`.
    pub out: Option<PathBuf>,
}

/// How a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Sentences.
    Human,
    /// One JSON object.
    Json,
    /// A validation report, as a PDF that stands alone.
    Pdf,
}

/// The definition of `kansli verify`, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "verify",
        words.pick(
            "Visar vem som har undertecknat en PDF och att inget är ändrat; utan fil: att lagret är helt",
            "Shows who has signed a PDF and that nothing was altered; without a file: that the store is whole",
        ),
        words.pick("kansli verify [FLAGGOR] [FIL.pdf]", "kansli verify [OPTIONS] [FILE.pdf]"),
        words.examples(&[
            (
                "kansli verify --trust rot.pem lmr.pdf",
                "vem, för vem, när och vad; även filer från andra program",
                "who, for whom, when and what; also files of other programs",
            ),
            (
                "kansli verify --trust rot.pem --require VGR,VGK lmr.pdf",
                "slutkod 5 om någon av dem saknas",
                "exit code 5 when one of them is missing",
            ),
            (
                "kansli verify --trust rot.pem --format pdf lmr.pdf",
                "skriver lmr-valideringsintyg.pdf, att förvara med filen",
                "writes lmr-valideringsintyg.pdf, to be kept with the file",
            ),
            (
                "kansli verify --trust VGR=region.pem --trust VGK=kommuner.pem lmr.pdf",
                "bara den egna utfärdaren godtas för var huvudman",
                "each principal's own issuer alone counts for it",
            ),
            (
                "kansli verify",
                "läser hela lagret och visar att inget är ändrat, eller vad som är det",
                "reads the whole store and shows that nothing was altered, or what was",
            ),
        ]),
        [
            words
                .positional(
                    "file",
                    words.pick("FIL.pdf", "FILE.pdf"),
                    "En undertecknad PDF, eller ett paket (.asice)",
                    "A signed PDF, or a package (.asice)",
                )
                .required(false)
                .value_parser(value_parser!(PathBuf)),
            trust(words),
            deputy(words),
            words
                .flag(
                    "require",
                    "Huvudmän som ska ha undertecknat, med komma emellan",
                    "Principals that must have signed, with commas between",
                )
                .value_name(words.pick("HUVUDMÄN", "PRINCIPALS"))
                .value_delimiter(',')
                .action(ArgAction::Append)
                .requires("file"),
            list(words).requires("file"),
            words
                .flag(
                    "format",
                    "Hur svaret ges: human (förval), json eller pdf, ett valideringsintyg att arkivera",
                    "How the answer is given: human (default), json or pdf, a validation report for the archive",
                )
                .value_name("human|json|pdf")
                .value_parser(clap::builder::PossibleValuesParser::new(["human", "json", "pdf"]))
                .hide_possible_values(true)
                .requires("file"),
            file(
                words,
                "out",
                "Valideringsintyget att skriva, annars FIL-valideringsintyg.pdf; skrivs inte över",
                "The validation report to write, else FILE-valideringsintyg.pdf; nothing is overwritten",
            )
            .short('o')
            .requires("file"),
        ],
    )
}

/// What the user asked for: a PDF to be verified, or the store.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let Some(file) = path(matches, "file") else { return Ok(Command::Store(StoreCommand::Verify)) };
    let format = match text(matches, "format") {
        Some("json") => ReportFormat::Json,
        Some("pdf") => ReportFormat::Pdf,
        _ => ReportFormat::Human,
    };
    let out = path(matches, "out");
    if out.is_some() && format != ReportFormat::Pdf {
        return Err(usage::report_without_pdf());
    }
    Ok(Command::Verify(Verify {
        file,
        trust: trusted(matches),
        required: matches.get_many::<String>("require").into_iter().flatten().cloned().collect(),
        format,
        out,
    }))
}
