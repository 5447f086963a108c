//! `kansli sign status`, `decline`, `cancel` and `ink`, and `kansli copies`, on the command line.

use std::path::PathBuf;

use clap::{Arg, ArgMatches};

use super::Sign;
use super::shared::{file, path};
use crate::cli::args::store::{Named, day, document, named_in, owned, reason, valued};
use crate::cli::args::words::{Words, text};
use crate::cli::args::{Command, ReportFormat};
use crate::cli::usage::{self, Usage};

/// How far the signing of a version has come, and what to do besides signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// `kansli sign status DOC`
    Status {
        /// The revision; the last that is, was or may be signed when only the document is named.
        named: Named,
        /// As JSON or in sentences.
        format: ReportFormat,
        /// The file to write the PDF to, with the signatures it has.
        out: Option<PathBuf>,
    },
    /// `kansli sign decline DOC`
    Decline {
        /// The revision.
        named: Named,
        /// The short name of the principal.
        principal: String,
        /// The printed name, where it is one of several.
        name: Option<String>,
        /// Why.
        reason: String,
    },
    /// `kansli sign cancel DOC`
    Cancel {
        /// The document.
        named: Named,
        /// Why.
        reason: String,
    },
    /// `kansli sign ink DOC`
    Ink {
        /// The revision.
        named: Named,
        /// The short name of the principal.
        principal: String,
        /// Who signed.
        signatory: String,
        /// The day that stands by the signature, ISO 8601.
        date: String,
        /// The scanned page.
        page: PathBuf,
    },
}

/// `kansli copies DOC@REV`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    /// The revision.
    pub named: Named,
    /// The folder of the copies; the current one when `None`.
    pub out: Option<PathBuf>,
}

fn principal(words: &Words) -> Arg {
    words
        .flag("as", "Huvudmannen: dess kortnamn i dokumentet", "The principal: its short name in the document")
        .value_name(words.pick("HUVUDMAN", "PRINCIPAL"))
}

/// The definitions of what follows `kansli sign`, with their help.
pub fn define(words: &Words) -> [clap::Command; 4] {
    let status = words.command(
        "status",
        words.pick(
            "Visar vem som har undertecknat en version, vem som återstår, sedan när, och vilka filer det gäller",
            "Shows who has signed a version, who is left, since when, and which files it is about",
        ),
        words.pick("kansli sign status [FLAGGOR] DOKUMENT", "kansli sign status [OPTIONS] DOCUMENT"),
        words.examples(&[
            ("kansli sign status lmr-palliativ-vard", "den version som undertecknas nu", "the version that is being signed"),
            (
                "kansli sign status --out lmr.pdf lmr-palliativ-vard@1.0",
                "skriver också PDF-filen med de underskrifter den har",
                "also writes the PDF with the signatures it has",
            ),
        ]),
        [
            document(words),
            words
                .flag("format", "Hur svaret ges: human (förval) eller json", "How the answer is given: human (default) or json")
                .value_name("human|json")
                .value_parser(clap::builder::PossibleValuesParser::new(["human", "json"]))
                .hide_possible_values(true),
            file(
                words,
                "out",
                "Fil att skriva PDF-filen till, som den nu är; skrivs inte över",
                "File to write the PDF to, as it now is; nothing is overwritten",
            )
            .short('o'),
        ],
    );
    let decline = words.command(
        "decline",
        words.pick(
            "Avböjer underskrift, med skäl: versionen återkallas, en ny revision öppnas, och inget som undertecknats försvinner",
            "Declines to sign, with a reason: the version is withdrawn, a new revision is opened, and nothing signed goes away",
        ),
        words.pick(
            "kansli sign decline DOKUMENT --as HUVUDMAN --reason SKÄL",
            "kansli sign decline DOCUMENT --as PRINCIPAL --reason REASON",
        ),
        words.examples(&[(
            "kansli sign decline lmr-palliativ-vard --as VGK --reason \"finansieringen är inte beslutad\"",
            "den andra parten ser det i nästa bunt",
            "the other side sees it in the next bundle",
        )]),
        [
            document(words),
            principal(words),
            valued(words, "name", ("NAMN", "NAME"), "Den som avböjer, om flera undertecknar", "Who declines, where several sign"),
            reason(words),
        ],
    );
    let cancel = words.command(
        "cancel",
        words.pick("Ger upp en underskrift som är förberedd och inte kom", "Gives up a signature that was prepared and did not come"),
        words.pick("kansli sign cancel DOKUMENT --reason SKÄL", "kansli sign cancel DOCUMENT --reason REASON"),
        words.examples(&[(
            "kansli sign cancel lmr-palliativ-vard --reason \"tjänsten svarade inte\"",
            "sedan kan en ny förberedas",
            "then another can be prepared",
        )]),
        [document(words), reason(words)],
    );
    let ink = words.command(
        "ink",
        words.pick(
            "Antecknar en underskrift på papper, med den inlästa sidan som bevis",
            "Notes a signature on paper, with the scanned page as evidence",
        ),
        words.pick(
            "kansli sign ink DOKUMENT --as HUVUDMAN --signatory NAMN --date DAG --page FIL",
            "kansli sign ink DOCUMENT --as PRINCIPAL --signatory NAME --date DAY --page FILE",
        ),
        words.examples(&[(
            "kansli sign ink lmr-palliativ-vard --as VGR --signatory \"Henrik Malmgrund\" --date 2021-06-02 --page sida8.pdf",
            "när alla har undertecknat blir versionen undertecknad",
            "when all have signed, the version becomes signed",
        )]),
        [
            document(words),
            principal(words),
            valued(words, "signatory", ("NAMN", "NAME"), "Den som undertecknade", "Who signed"),
            valued(words, "date", ("DAG", "DAY"), "Dagen vid underskriften: ÅÅÅÅ-MM-DD", "The day by the signature: YYYY-MM-DD"),
            file(words, "page", "Den inlästa sidan: PDF, PNG, JPEG eller TIFF", "The scanned page: PDF, PNG, JPEG or TIFF"),
        ],
    );
    [status, decline, cancel, ink]
}

/// What the user asked for; `None` for what is none of these.
pub fn read(name: &str, matches: &ArgMatches) -> Result<Option<Sign>, Usage> {
    let command = match name {
        "decline" => "sign decline",
        "cancel" => "sign cancel",
        "ink" => "sign ink",
        _ => "sign",
    };
    let needed = |option: &'static str| move || usage::needs(command, option);
    let named = || named_in(matches, "sign");
    let principal = || owned(matches, "as").ok_or_else(needed("--as"));
    let why = || owned(matches, "reason").ok_or_else(needed("--reason"));
    Ok(Some(Sign::Act(match name {
        "status" => {
            let format = if text(matches, "format") == Some("json") { ReportFormat::Json } else { ReportFormat::Human };
            Act::Status { named: named()?, format, out: path(matches, "out") }
        }
        "decline" => Act::Decline { named: named()?, principal: principal()?, name: owned(matches, "name"), reason: why()? },
        "cancel" => Act::Cancel { named: named()?, reason: why()? },
        "ink" => Act::Ink {
            named: named()?,
            principal: principal()?,
            signatory: owned(matches, "signatory").ok_or_else(needed("--signatory"))?,
            date: day(matches, "date", "sign")?.ok_or_else(needed("--date"))?,
            page: path(matches, "page").ok_or_else(needed("--page"))?,
        },
        _ => return Ok(None),
    })))
}

/// The definition of `kansli copies`, with its help.
pub fn define_copies(words: &Words) -> clap::Command {
    words.command(
        "copies",
        words.pick(
            "Gör ett exemplar åt varje huvudman för underskrift på papper: ”Exemplar 1 av 2 – …” överst",
            "Makes a copy for each principal to sign on paper: “Exemplar 1 av 2 – …” at the top",
        ),
        words.pick("kansli copies [FLAGGOR] DOKUMENT@REVISION", "kansli copies [OPTIONS] DOCUMENT@REVISION"),
        words.examples(&[(
            "kansli copies lmr-palliativ-vard@1.0 --out papper",
            "skriv ut, underteckna alla och anteckna dem: kansli sign ink",
            "print them, sign all and note it: kansli sign ink",
        )]),
        [document(words), file(words, "out", "Mappen att skriva i", "The folder to write to").value_name(words.pick("MAPP", "DIR"))],
    )
}

/// What the user asked for.
pub fn read_copies(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Copies(Copies { named: named_in(matches, "copies")?, out: path(matches, "out") }))
}
