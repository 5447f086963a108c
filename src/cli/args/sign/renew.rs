//! `kansli renew` on the command line.

use std::path::PathBuf;

use clap::ArgMatches;

use super::Time;
use super::Trusted;
use super::shared::{deputy, file, list, path, pdf, time, time_arguments, trust, trusted};
use crate::cli::args::Command;
use crate::cli::args::words::Words;
use crate::cli::usage::Usage;

/// `kansli renew FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renew {
    /// The PDF.
    pub file: PathBuf,
    /// The file to write; the PDF itself when `None`.
    pub out: Option<PathBuf>,
    /// Files of trusted roots.
    pub trust: Trusted,
    /// How time is proven.
    pub time: Time,
}

/// The definition of `kansli renew`, with its help.
pub fn define(words: &Words) -> clap::Command {
    let mut arguments = vec![
        pdf(words).help(words.pick(
            "En undertecknad PDF, eller en undertecknad version i lagret: DOKUMENT@REVISION",
            "A signed PDF, or a signed version of the store: DOCUMENT@REVISION",
        )),
        trust(words),
        deputy(words),
        list(words),
        file(words, "out", "Filen att skriva; annars skrivs den tillbaka", "The file to write; by default the PDF is written back")
            .short('o'),
    ];
    arguments
        .extend(time_arguments(words, ("Lägg bara till bevisen, utan ny tidsstämpel", "Add the proof alone, without a new time stamp")));
    words.command(
        "renew",
        words.pick(
            "Lägger till bevis om certifikaten och en ny tidsstämpel, så att underskrifterna går att styrka i många år",
            "Adds proof about the certificates and a new time stamp, so that signatures can be proven for many years",
        ),
        words.pick("kansli renew [FLAGGOR] FIL.pdf|DOKUMENT@REVISION", "kansli renew [OPTIONS] FILE.pdf|DOCUMENT@REVISION"),
        words.examples(&[
            (
                "kansli renew --trust rot.pem --tsa https://tid.exempel.se lmr.pdf",
                "sedan alla har undertecknat, och igen innan tidsstämpelns certifikat går ut",
                "when all have signed, and again before the time stamp's certificate expires",
            ),
            (
                "kansli renew --tsa https://tid.exempel.se lmr-palliativ-vard@1.0",
                "den senaste filen i lagret; den nya och dess kontrollsumma sparas där",
                "the last file in the store; the new one and its hash are kept there",
            ),
            ("kansli renew --trust rot.pem --no-timestamp lmr.pdf", "enbart bevisen", "the proof alone"),
        ]),
        arguments,
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Renew(Renew {
        file: path(matches, "file").unwrap_or_default(),
        out: path(matches, "out"),
        trust: trusted(matches),
        time: time(matches),
    }))
}
