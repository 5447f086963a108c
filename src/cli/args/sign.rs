//! `kansli sign …` and `kansli verify` on the command line.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::words::{Words, text};
use super::{Command, StoreCommand};
use crate::cli::usage::{self, Usage};
use crate::sign::{ROOM, Scheme, USUAL_ROOM};

/// What a signing command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// `kansli sign FILE.pdf`
    Now(SignNow),
    /// `kansli sign prepare FILE.pdf`
    Prepare(Prepare),
    /// `kansli sign complete SESSION`
    Complete(Complete),
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
    /// Where the stamp says that the signature can be verified.
    pub verified_at: Option<String>,
    /// Roots that the signatures already there are judged by.
    pub trust: Vec<PathBuf>,
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
    pub trust: Vec<PathBuf>,
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

/// `kansli verify FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verify {
    /// The PDF.
    pub file: PathBuf,
    /// Files of trusted roots.
    pub trust: Vec<PathBuf>,
    /// Short names of principals that must have signed.
    pub required: Vec<String>,
    /// Lists of revoked certificates.
    pub lists: Vec<PathBuf>,
    /// How the report is shown.
    pub format: ReportFormat,
    /// The validation report to write; beside the PDF when `None`.
    pub out: Option<PathBuf>,
}

/// `kansli renew FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renew {
    /// The PDF.
    pub file: PathBuf,
    /// The file to write; the PDF itself when `None`.
    pub out: Option<PathBuf>,
    /// Files of trusted roots.
    pub trust: Vec<PathBuf>,
    /// Lists of revoked certificates.
    pub lists: Vec<PathBuf>,
    /// How time is proven.
    pub time: Time,
}

/// `kansli package FILE.pdf`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The signed PDF.
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
    /// Files of trusted roots.
    pub trust: Vec<PathBuf>,
    /// How time is proven.
    pub time: Time,
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

fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many(name).into_iter().flatten().cloned().collect()
}

fn file(words: &Words, name: &'static str, sv: &'static str, en: &'static str) -> Arg {
    words.flag(name, sv, en).value_name(words.pick("FIL", "FILE")).value_parser(value_parser!(PathBuf))
}

fn pdf(words: &Words) -> Arg {
    words
        .positional("file", words.pick("FIL.pdf", "FILE.pdf"), "PDF-filen, gjord av kansli render", "The PDF, made by kansli render")
        .value_parser(value_parser!(PathBuf))
}

fn line_arguments(words: &Words) -> Vec<Arg> {
    vec![
        words
            .flag(
                "as",
                "Huvudmannen som undertecknaren företräder: dess kortnamn i dokumentet",
                "The principal signed for: its short name in the document",
            )
            .value_name(words.pick("HUVUDMAN", "PRINCIPAL")),
        words
            .flag(
                "name",
                "Det tryckta namnet, om flera undertecknar för huvudmannen",
                "The printed name, where several sign for the principal",
            )
            .value_name(words.pick("NAMN", "NAME")),
        file(
            words,
            "out",
            "Filen att skriva; annars skrivs den tillbaka, med underskriften sist",
            "The file to write; by default the PDF is written back, with the signature at its end",
        ),
        words
            .flag(
                "room",
                "Plats för underskriften i byte, 4096–131072; 24576 annars",
                "Room for the signature in bytes, 4096–131072; 24576 by default",
            )
            .value_name(words.pick("BYTE", "BYTES")),
        words
            .flag(
                "verify-at",
                "Vad stämpeln säger om var underskriften kontrolleras",
                "What the stamp says of where the signature is verified",
            )
            .value_name("TEXT"),
        trust(words),
    ]
}

fn trust(words: &Words) -> Arg {
    file(
        words,
        "trust",
        "Rotcertifikat som du litar på, PEM eller DER, eller en mapp med sådana; HUVUDMAN=FIL gäller bara den huvudmannen; får anges flera gånger",
        "Root certificates that you trust, PEM or DER, or a folder of them; PRINCIPAL=FILE goes for that principal alone; may be given several times",
    )
    .action(ArgAction::Append)
}

fn time_arguments(words: &Words) -> Vec<Arg> {
    vec![
        words
            .flag(
                "tsa",
                "Tjänst som tidsstämplar (RFC 3161); annars miljövariabeln KANSLI_TSA",
                "Time-stamp authority (RFC 3161); else the environment variable KANSLI_TSA",
            )
            .value_name(words.pick("ADRESS", "URL")),
        words
            .flag(
                "no-timestamp",
                "Underteckna utan tidsstämpel: tiden blir bara en uppgift",
                "Sign without a time stamp: the time is then merely claimed",
            )
            .action(ArgAction::SetTrue)
            .conflicts_with("tsa"),
    ]
}

/// The definition of `kansli sign`, with its help.
pub fn define(words: &Words) -> clap::Command {
    let mut now = vec![pdf(words).required(false)];
    now.extend(line_arguments(words));
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
    ]);
    now.extend(time_arguments(words));
    let mut prepare = vec![pdf(words)];
    prepare.extend(line_arguments(words));
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
    ];
    complete.extend(time_arguments(words));
    words
        .command(
            "sign",
            words.pick(
                "Undertecknar en PDF elektroniskt, i huvudmannens fält (PAdES)",
                "Signs a PDF electronically, in the principal's field (PAdES)",
            ),
            words.pick(
                "kansli sign [FLAGGOR] FIL.pdf | sign prepare | sign complete",
                "kansli sign [OPTIONS] FILE.pdf | sign prepare | sign complete",
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
            words.pick("kansli sign prepare [FLAGGOR] FIL.pdf", "kansli sign prepare [OPTIONS] FILE.pdf"),
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
}

fn line(matches: &ArgMatches) -> Result<Line, Usage> {
    let needed = |name: &'static str| usage::signing_needs(name);
    let room = match text(matches, "room") {
        None => USUAL_ROOM,
        Some(text) => text.parse().ok().filter(|room| ROOM.contains(room)).ok_or_else(|| usage::not_a_room(text))?,
    };
    Ok(Line {
        file: path(matches, "file").ok_or_else(|| needed("FIL.pdf"))?,
        principal: text(matches, "as").ok_or_else(|| needed("--as"))?.to_owned(),
        name: text(matches, "name").map(str::to_owned),
        out: path(matches, "out"),
        room,
        verified_at: text(matches, "verify-at").map(str::to_owned),
        trust: paths(matches, "trust"),
    })
}

fn time(matches: &ArgMatches) -> Time {
    match text(matches, "tsa") {
        Some(address) => Time::Authority(address.to_owned()),
        None if matches.get_flag("no-timestamp") => Time::Claimed,
        None => Time::Unsaid,
    }
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let needed = usage::signing_needs;
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
                trust: paths(matches, "trust"),
            })
        }
        _ => Sign::Now(SignNow {
            line: line(matches)?,
            key: path(matches, "key").ok_or_else(|| needed("--key"))?,
            certificate: path(matches, "cert").ok_or_else(|| needed("--cert"))?,
            password: path(matches, "password-file"),
            time: time(matches),
        }),
    }))
}

/// The definition of `kansli renew`, with its help.
pub fn define_renew(words: &Words) -> clap::Command {
    let mut arguments = vec![
        pdf(words).help(words.pick("En undertecknad PDF", "A signed PDF")),
        trust(words),
        list(words),
        file(words, "out", "Filen att skriva; annars skrivs den tillbaka", "The file to write; by default the PDF is written back"),
    ];
    arguments.extend(time_arguments(words));
    words.command(
        "renew",
        words.pick(
            "Lägger till bevis om certifikaten och en ny tidsstämpel, så att underskrifterna går att styrka i många år",
            "Adds proof about the certificates and a new time stamp, so that signatures can be proven for many years",
        ),
        words.pick("kansli renew [FLAGGOR] FIL.pdf", "kansli renew [OPTIONS] FILE.pdf"),
        words.examples(&[
            (
                "kansli renew --trust rot.pem --tsa https://tid.exempel.se lmr.pdf",
                "sedan alla har undertecknat, och igen innan tidsstämpelns certifikat går ut",
                "when all have signed, and again before the time stamp's certificate expires",
            ),
            ("kansli renew --trust rot.pem --no-timestamp lmr.pdf", "enbart bevisen", "the proof alone"),
        ]),
        arguments,
    )
}

/// What the user asked for.
pub fn read_renew(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Renew(Renew {
        file: path(matches, "file").unwrap_or_default(),
        out: path(matches, "out"),
        trust: paths(matches, "trust"),
        lists: paths(matches, "crl"),
        time: time(matches),
    }))
}

fn list(words: &Words) -> Arg {
    file(
        words,
        "crl",
        "Spärrlista, PEM eller DER; får anges flera gånger",
        "List of revoked certificates, PEM or DER; may be given several times",
    )
    .action(ArgAction::Append)
}

/// The definition of `kansli package`, with its help.
pub fn define_package(words: &Words) -> clap::Command {
    let mut arguments = vec![
        pdf(words).help(words.pick("En undertecknad PDF", "A signed PDF")),
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
        trust(words),
    ];
    arguments.extend(time_arguments(words));
    words.command(
        "package",
        words.pick(
            "Samlar en undertecknad PDF och det som hör till den i ett undertecknat arkiv (ASiC-E)",
            "Gathers a signed PDF and what belongs to it in a signed archive (ASiC-E)",
        ),
        words.pick("kansli package [FLAGGOR] FIL.pdf -o FIL", "kansli package [OPTIONS] FILE.pdf -o FILE"),
        words.examples(&[(
            "kansli package --with lmr.docx --with lmr.toml --trust rot.pem --key n.pem --cert c.pem lmr.pdf -o lmr.asice",
            "med rapporten från kansli verify och kontrollsummor över allt",
            "with the report of kansli verify, and hashes of it all",
        )]),
        arguments,
    )
}

/// What the user asked for.
pub fn read_package(matches: &ArgMatches) -> Result<Command, Usage> {
    let needed = |name: &'static str| move || usage::packing_needs(name);
    Ok(Command::Package(Package {
        file: path(matches, "file").unwrap_or_default(),
        others: paths(matches, "with"),
        out: path(matches, "out").ok_or_else(needed("-o"))?,
        key: path(matches, "key").ok_or_else(needed("--key"))?,
        certificate: path(matches, "cert").ok_or_else(needed("--cert"))?,
        password: path(matches, "password-file"),
        trust: paths(matches, "trust"),
        time: time(matches),
    }))
}

/// The definition of `kansli verify`, with its help.
pub fn define_verify(words: &Words) -> clap::Command {
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
                .positional("file", words.pick("FIL.pdf", "FILE.pdf"), "En undertecknad PDF", "A signed PDF")
                .required(false)
                .value_parser(value_parser!(PathBuf)),
            trust(words),
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
pub fn read_verify(matches: &ArgMatches) -> Result<Command, Usage> {
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
        trust: paths(matches, "trust"),
        required: matches.get_many::<String>("require").into_iter().flatten().cloned().collect(),
        lists: paths(matches, "crl"),
        format,
        out,
    }))
}
