//! `kansli package` on the command line.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches};

use super::Time;
use super::Trusted;
use super::shared::{deputy, file, list, module, path, paths, pdf, time, time_arguments, trust, trusted};
use crate::cli::args::Command;
use crate::cli::args::words::Words;
use crate::cli::usage::{self, Usage};

/// `kansli package FILE.pdf`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The signed PDF, or a version of the store.
    pub file: PathBuf,
    /// What goes with it.
    pub others: Vec<PathBuf>,
    /// The archive to make.
    pub out: PathBuf,
    /// The private key.
    pub key: PathBuf,
    /// The certificate, with those above it.
    pub certificate: PathBuf,
    /// A file that holds the key's password.
    pub password: Option<PathBuf>,
    /// The module of PKCS #11 that holds the key; `key` is then its label or URI.
    pub module: Option<PathBuf>,
    /// Files of trusted roots.
    pub trust: Trusted,
    /// How time is proven.
    pub time: Time,
}

/// The definition of `kansli package`, with its help.
pub fn define(words: &Words) -> clap::Command {
    let mut arguments = vec![
        pdf(words).help(words.pick(
            "En undertecknad PDF, eller en undertecknad version i lagret: DOKUMENT@REVISION",
            "A signed PDF, or a signed version in the store: DOCUMENT@REVISION",
        )),
        file(
            words,
            "with",
            "Fil som följer med: Word-filen, källfilen; får anges flera gånger",
            "File that goes with it: the Word file, the source; may be given several times",
        )
        .action(ArgAction::Append),
        file(words, "out", "Paketet att göra; skrivs inte över", "The package to make; nothing is overwritten").short('o'),
        file(words, "key", "Nyckeln som paketet undertecknas med", "The key that signs the package"),
        file(words, "cert", "Certifikatet till den", "Its certificate"),
        file(words, "password-file", "Fil vars första rad är nyckelns lösenord", "File whose first line is the key's password"),
        module(words),
        trust(words),
        deputy(words),
        list(words),
    ];
    arguments.extend(time_arguments(
        words,
        (
            "Ingen tidsstämpel: tiden i paketets underskrift blir bara en uppgift",
            "No time stamp: the time of the package's signature is then merely claimed",
        ),
    ));
    words.command(
        "package",
        words.pick(
            "Samlar en undertecknad PDF och det som hör till den i ett undertecknat arkiv (ASiC-E)",
            "Gathers a signed PDF and what belongs to it in a signed archive (ASiC-E)",
        ),
        words.pick(
            "kansli package [FLAGGOR] FIL.pdf|DOKUMENT@REVISION -o FIL",
            "kansli package [OPTIONS] FILE.pdf|DOCUMENT@REVISION -o FILE",
        ),
        words.examples(&[
            (
                "kansli package --trust rot.pem --key n.pem --cert c.pem lmr-palliativ-vard@1.0 -o lmr.asice",
                "ur lagret: PDF, Word, källfil, överensstämmelseintyg, valideringsintyg och en förteckning",
                "from the store: PDF, Word, source, consistency certificate, validation report and a list",
            ),
            (
                "kansli package --with lmr.docx --with lmr.toml --trust rot.pem --key n.pem --cert c.pem lmr.pdf -o lmr.asice",
                "med rapporten från kansli verify och kontrollsummor över allt",
                "with the report of kansli verify, and hashes of it all",
            ),
        ]),
        arguments,
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let needed = |name: &'static str| move || usage::needs("package", name);
    Ok(Command::Package(Package {
        file: path(matches, "file").unwrap_or_default(),
        others: paths(matches, "with"),
        out: path(matches, "out").ok_or_else(needed("-o"))?,
        key: path(matches, "key").ok_or_else(needed("--key"))?,
        certificate: path(matches, "cert").ok_or_else(needed("--cert"))?,
        password: path(matches, "password-file"),
        module: path(matches, "pkcs11"),
        trust: trusted(matches),
        time: time(matches),
    }))
}
