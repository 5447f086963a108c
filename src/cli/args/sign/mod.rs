//! `kansli sign …`, and what is done with signed files, on the command line.

mod acts;
mod package;
mod renew;
mod shared;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, value_parser};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::{self, Usage};
use crate::kind::nearest;
use crate::sign::{Deputy, Scheme};
use shared::{deputy, file, line, line_arguments, list, module, path, pdf, time, time_arguments, trust, trusted};

pub use acts::{Act, Copies, define_copies, read_copies};
pub use package::{Package, define as define_package, read as read_package};
pub use renew::{Renew, define as define_renew, read as read_renew};
pub(in crate::cli::args) use shared::of_deputy;
pub use verify::{ReportFormat, Verify, define as define_verify, read as read_verify};

/// What a signing command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// `kansli sign FILE.pdf`
    Now(SignNow),
    /// `kansli sign prepare FILE.pdf`
    Prepare(Prepare),
    /// `kansli sign complete SESSION`
    Complete(Complete),
    /// `kansli sign receive FILE.pdf`
    Receive(SignedFile),
    /// What belongs to signing besides signatures.
    Act(Act),
}

/// Who signs which file, and what is written into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The PDF.
    pub file: PathBuf,
    /// The short name of the principal.
    pub principal: String,
    /// The printed name, where several sign for the principal.
    pub name: Option<String>,
    /// The file to write; the PDF itself when `None`.
    pub out: Option<PathBuf>,
    /// Room for the signature, in bytes.
    pub room: usize,
    /// Whether a version is signed whose text says another day than that of the signature.
    pub as_printed: bool,
    /// Where the stamp says that the signature can be verified.
    pub verified_at: Option<String>,
    /// Roots that the signatures already there are judged by.
    pub trust: Trusted,
}

/// Whom the user trusts, as the command line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trusted {
    /// Files of roots, `FILE` or `PRINCIPAL=FILE`; those that the workspace keeps where there are none.
    pub roots: Vec<PathBuf>,
    /// Who may sign although another name is printed, beside those that the workspace keeps.
    pub deputies: Vec<Deputy>,
    /// Lists of revoked certificates.
    pub lists: Vec<PathBuf>,
}

/// How time is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// By an authority at an address.
    Authority(String),
    /// Not at all.
    Claimed,
    /// Nothing was said: the environment may name an authority.
    Unsaid,
}

/// `kansli sign FILE.pdf`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignNow {
    /// Who and where.
    pub line: Line,
    /// The private key.
    pub key: PathBuf,
    /// The certificate, with those above it.
    pub certificate: PathBuf,
    /// A file that holds the key's password.
    pub password: Option<PathBuf>,
    /// The module of PKCS #11 that holds the key; `key` is then its label or URI.
    pub module: Option<PathBuf>,
    /// How time is proven.
    pub time: Time,
}

/// `kansli sign prepare FILE.pdf`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepare {
    /// Who and where; `out` is the session's file.
    pub line: Line,
    /// The certificate, when it is known beforehand.
    pub certificate: Option<PathBuf>,
    /// How the key will sign, when it is not.
    pub scheme: Scheme,
}

/// `kansli sign complete SESSION`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complete {
    /// The session.
    pub session: PathBuf,
    /// What came back.
    pub returned: Returned,
    /// The PDF to write.
    pub out: Option<PathBuf>,
    /// How time is proven.
    pub time: Time,
    /// Roots that the signer's certificate must lead to.
    pub trust: Trusted,
}

/// A signed file that came from the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedFile {
    /// The PDF.
    pub file: PathBuf,
    /// Roots that the signatures are judged by.
    pub trust: Trusted,
}

/// The files that came back from whoever signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// A whole container.
    Container(PathBuf),
    /// A signature, and the chain unless the session knows it.
    Signature(PathBuf, Option<PathBuf>),
    /// Attributes, signature and chain.
    Attributes(PathBuf, PathBuf, PathBuf),
}

/// The definition of `kansli sign`, with its help.
pub fn define(words: &Words) -> clap::Command {
    let mut now = vec![pdf(words).required(false)];
    now.extend(line_arguments(words, (
"Filen att skriva; annars skrivs PDF-filen tillbaka med underskriften sist, och en version ur lagret som DOKUMENT-VERSION.pdf",
"The file to write; by default the PDF is written back with the signature at its end, and a version of the store as DOCUMENT-VERSION.pdf",
)));
    now.extend([
        file(
            words,
            "key",
            "Den privata nyckeln, PKCS #8; lösenordet tas ur KANSLI_KEY_PASSWORD, ur --password-file eller vid terminalen",
            "The private key, PKCS #8; its password comes from KANSLI_KEY_PASSWORD, from --password-file or the terminal",
        ),
        file(
            words,
            "cert",
            "Undertecknarens certifikat, och de som är utfärdare till det",
            "The signer's certificate, and those of its issuers",
        ),
        file(words, "password-file", "Fil vars första rad är nyckelns lösenord", "File whose first line is the key's password"),
        module(words),
    ]);
    now.extend(time_arguments(words, SIGN_WITHOUT));
    let mut prepare = vec![pdf(words)];
    prepare.extend(line_arguments(
        words,
        (
            "Sessionens fil; annars bredvid PDF-filen, med namnet på .session.json",
            "The session's file; by default beside the PDF, with a name in .session.json",
        ),
    ));
    prepare.extend([
        file(words, "cert", "Certifikatet, om det är känt i förväg", "The certificate, when it is known beforehand"),
        words
            .flag(
                "algorithm",
                "Hur nyckeln undertecknar, om certifikatet inte är känt; ecdsa-p256-sha256 annars",
                "How the key signs, when the certificate is not known; ecdsa-p256-sha256 by default",
            )
            .value_name("ecdsa-p256-sha256|ecdsa-p384-sha384|rsa-pkcs1-sha256"),
    ]);
    let mut complete = vec![
        words
            .positional("session", "SESSION", "Filen som kansli sign prepare skrev", "The file that kansli sign prepare wrote")
            .value_parser(value_parser!(PathBuf)),
        file(words, "cms", "En hel underskrift (CMS)", "A whole signature (CMS)"),
        file(words, "signature", "Enbart underskriftens värde", "The bare value of a signature"),
        file(words, "cert", "Certifikatet som hör till --signature", "The certificate that goes with --signature"),
        file(words, "attributes", "Attribut som tjänsten har ändrat (DER)", "Attributes that the service altered (DER)"),
        file(words, "chain", "Certifikaten som hör till --attributes", "The certificates that go with --attributes"),
        file(words, "out", "PDF-filen att skriva; annars den som förbereddes", "The PDF to write; by default the one that was prepared"),
        trust(words),
        deputy(words),
        list(words),
    ];
    complete.extend(time_arguments(words, SIGN_WITHOUT));
    words
        .command(
            "sign",
            words.pick(
                "Undertecknar en PDF elektroniskt, i huvudmannens fält (PAdES)",
                "Signs a PDF electronically, in the principal's field (PAdES)",
            ),
            words.pick(
                "kansli sign [FLAGGOR] FIL.pdf|DOKUMENT@REVISION, eller kansli sign KOMMANDO",
                "kansli sign [OPTIONS] FILE.pdf|DOCUMENT@REVISION, or kansli sign COMMAND",
            ),
            words.examples(&[
                (
                    "kansli sign --as VGR --key nyckel.pem --cert certifikat.pem --tsa https://tid.exempel.se lmr.pdf",
                    "undertecknar för VGR; första gången får alla undertecknare sina fält",
                    "signs for VGR; the first time every signatory gets a field",
                ),
                (
                    "kansli sign prepare --as VGR lmr.pdf",
                    "skriver det som en underskriftstjänst ska underteckna",
                    "writes what a signing service is to sign",
                ),
            ]),
            now,
        )
        .args_conflicts_with_subcommands(true)
        .subcommand_help_heading(words.pick("Kommandon", "Commands"))
        .disable_help_subcommand(true)
        .subcommand(words.command(
            "prepare",
            words.pick(
                "Förbereder en underskrift som görs någon annanstans: på ett kort eller hos en tjänst",
                "Prepares a signature that is made elsewhere: on a card or by a service",
            ),
            words.pick(
                "kansli sign prepare [FLAGGOR] DOKUMENT@REVISION|FIL.pdf",
                "kansli sign prepare [OPTIONS] DOCUMENT@REVISION|FILE.pdf",
            ),
            words.examples(&[(
                "kansli sign prepare --as VGR lmr.pdf",
                "skriver lmr.session.json och lmr.session.pdf",
                "writes lmr.session.json and lmr.session.pdf",
            )]),
            prepare,
        ))
        .subcommand(words.command(
            "complete",
            words.pick("Fogar in en underskrift som är gjord någon annanstans", "Puts in a signature that was made elsewhere"),
            words.pick("kansli sign complete [FLAGGOR] SESSION", "kansli sign complete [OPTIONS] SESSION"),
            words.examples(&[(
                "kansli sign complete --cms svar.p7s lmr.session.json",
                "kontrollerar svaret och skriver lmr.pdf",
                "checks the answer and writes lmr.pdf",
            )]),
            complete,
        ))
        .subcommand(words.command(
            "receive",
            words.pick(
                "Tar in underskrifterna i en PDF som kom från den andra parten, sedan de är kontrollerade",
                "Takes in the signatures of a PDF that came from the other side, after checking them",
            ),
            words.pick("kansli sign receive [FLAGGOR] FIL.pdf", "kansli sign receive [OPTIONS] FILE.pdf"),
            words.examples(&[(
                "kansli sign receive --trust rot.pem lmr.pdf",
                "lagret får samma underskrifter som den andra partens",
                "the store gets the same signatures as the other side's",
            )]),
            vec![pdf(words).help(words.pick("En undertecknad PDF", "A signed PDF")), trust(words), deputy(words), list(words)],
        ))
        .subcommands(acts::define(words))
}

/// Commands after `kansli sign`.
const ACTS: [&str; 7] = ["prepare", "complete", "receive", "status", "decline", "cancel", "ink"];

/// What is wrong with a line whose first word after `sign` is taken for a file, and the next for what can't follow one.
pub fn misspelt(error: &clap::Error, arguments: &[OsString]) -> Option<Usage> {
    use clap::error::ErrorKind;
    if !matches!(error.kind(), ErrorKind::ArgumentConflict | ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) {
        return None;
    }
    let mut words = arguments.iter().skip_while(|argument| *argument != "sign").skip(1).filter_map(|argument| argument.to_str());
    let word = words.find(|word| !word.starts_with('-'))?;
    let file = word.contains(['.', '/', '\\', '@']);
    (!file && !ACTS.contains(&word)).then(|| usage::no_act(word, nearest(word, ACTS)))
}

/// What `--no-timestamp` means to a signature.
const SIGN_WITHOUT: (&str, &str) =
    ("Underteckna utan tidsstämpel: tiden blir bara en uppgift", "Sign without a time stamp: the time is then merely claimed");

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let needed = |what| usage::needs("sign", what);
    if let Some((name, matches)) = matches.subcommand()
        && let Some(act) = acts::read(name, matches)?
    {
        return Ok(Command::Sign(act));
    }
    Ok(Command::Sign(match matches.subcommand() {
        Some(("prepare", matches)) => {
            let scheme = match text(matches, "algorithm") {
                None => Scheme::P256,
                Some(name) => Scheme::named(name).ok_or_else(|| usage::not_a_scheme(name))?,
            };
            Sign::Prepare(Prepare { line: line(matches)?, certificate: path(matches, "cert"), scheme })
        }
        Some(("complete", matches)) => {
            let (cms, signature, attributes) = (path(matches, "cms"), path(matches, "signature"), path(matches, "attributes"));
            let returned = match (cms, signature, attributes) {
                (Some(cms), None, None) => Returned::Container(cms),
                (None, Some(signature), None) => Returned::Signature(signature, path(matches, "cert")),
                (None, Some(signature), Some(attributes)) => {
                    Returned::Attributes(attributes, signature, path(matches, "chain").ok_or_else(|| needed("--chain"))?)
                }
                _ => return Err(usage::nothing_returned()),
            };
            Sign::Complete(Complete {
                session: path(matches, "session").unwrap_or_default(),
                returned,
                out: path(matches, "out"),
                time: time(matches),
                trust: trusted(matches),
            })
        }
        Some(("receive", matches)) => {
            Sign::Receive(SignedFile { file: path(matches, "file").unwrap_or_default(), trust: trusted(matches) })
        }
        _ => Sign::Now(SignNow {
            line: line(matches)?,
            key: path(matches, "key").ok_or_else(|| needed("--key"))?,
            certificate: path(matches, "cert").ok_or_else(|| needed("--cert"))?,
            password: path(matches, "password-file"),
            module: path(matches, "pkcs11"),
            time: time(matches),
        }),
    }))
}
