//! Arguments that the commands of signing share: the file, whose line, the roots, how time is proven.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::{Line, Time, Trusted};
use crate::cli::args::words::{Words, text};
use crate::cli::usage::{self, Usage};
use crate::sign::{Deputy, ROOM, USUAL_ROOM};

pub(super) fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

pub(super) fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many(name).into_iter().flatten().cloned().collect()
}

pub(super) fn file(words: &Words, name: &'static str, sv: &'static str, en: &'static str) -> Arg {
    words.flag(name, sv, en).value_name(words.pick("FIL", "FILE")).value_parser(value_parser!(PathBuf))
}

pub(super) fn pdf(words: &Words) -> Arg {
    words
        .positional(
            "file",
            words.pick("FIL.pdf", "FILE.pdf"),
            "PDF-filen, gjord av kansli render; eller en fastställd version i lagret: DOKUMENT@REVISION",
            "The PDF, made by kansli render; or a version of the store that is fixed: DOCUMENT@REVISION",
        )
        .value_parser(value_parser!(PathBuf))
}

pub(super) fn line_arguments(words: &Words, out: (&'static str, &'static str)) -> Vec<Arg> {
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
        file(words, "out", out.0, out.1).short('o'),
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
        words
            .flag(
                "as-printed",
                "Underteckna som det står: en version vars text anger en annan dag än underskriftens (utan signing = \"electronic\"), eller utanför en arbetsyta en fil som inte är fastställd",
                "Sign as it stands: a version whose text gives another day than the signature's (without signing = \"electronic\"), or outside a workspace a file that is not fixed",
            )
            .action(ArgAction::SetTrue),
        trust(words),
        deputy(words),
        list(words),
    ]
}

pub(super) fn trust(words: &Words) -> Arg {
    file(
        words,
        "trust",
        "Rotcertifikat som du litar på, PEM eller DER, eller en mapp med sådana; HUVUDMAN=FIL gäller bara den huvudmannen; får anges flera gånger; annars de som kansli config --trust har sparat",
        "Root certificates that you trust, PEM or DER, or a folder of them; PRINCIPAL=FILE goes for that principal alone; may be given several times; else those that kansli config --trust has kept",
    )
    .action(ArgAction::Append)
}

pub(super) fn deputy(words: &Words) -> Arg {
    words
        .flag(
            "deputy",
            "Godta att NAMN undertecknar för HUVUDMAN fast en annan står på raden; NAMN är det som står i certifikatet; får anges flera gånger, utöver dem som kansli config --deputy har sparat",
            "Accept that NAME signs for PRINCIPAL although another stands on the line; NAME is the one in the certificate; may be given several times, beside those that kansli config --deputy has kept",
        )
        .value_name(words.pick("HUVUDMAN=NAMN", "PRINCIPAL=NAME"))
        .value_parser(of_deputy)
        .action(ArgAction::Append)
}

/// A principal and a name, `VGR=Nisse Främling`.
pub(in crate::cli::args) fn of_deputy(value: &str) -> Result<Deputy, String> {
    let (principal, name) = value.split_once('=').map(|(principal, name)| (principal.trim(), name.trim())).unwrap_or_default();
    match principal.is_empty() || name.is_empty() {
        true => Err("HUVUDMAN=NAMN".to_owned()),
        false => Ok(Deputy { principal: principal.to_owned(), name: name.to_owned() }),
    }
}

/// Whom the user trusts, as the command line says.
pub(super) fn trusted(matches: &ArgMatches) -> Trusted {
    Trusted {
        roots: paths(matches, "trust"),
        deputies: matches.get_many("deputy").into_iter().flatten().cloned().collect(),
        lists: paths(matches, "crl"),
    }
}

pub(super) fn module(words: &Words) -> Arg {
    file(
        words,
        "pkcs11",
        "Modul (PKCS #11) för kortet eller säkerhetsmodulen som har nyckeln; --key är då nyckelns namn eller en pkcs11-URI, och lösenordet är PIN",
        "Module (PKCS #11) of the card or security module that holds the key; --key is then the key's label or a pkcs11 URI, and its password the PIN",
    )
}

/// `without` is what `--no-timestamp` means to the command.
pub(super) fn time_arguments(words: &Words, without: (&'static str, &'static str)) -> Vec<Arg> {
    vec![
        words
            .flag(
                "tsa",
                "Tjänst som tidsstämplar (RFC 3161); annars miljövariabeln KANSLI_TSA",
                "Time-stamp authority (RFC 3161); else the environment variable KANSLI_TSA",
            )
            .value_name(words.pick("ADRESS", "URL")),
        words.flag("no-timestamp", without.0, without.1).action(ArgAction::SetTrue).conflicts_with("tsa"),
    ]
}

pub(super) fn list(words: &Words) -> Arg {
    file(
        words,
        "crl",
        "Spärrlista, PEM eller DER; får anges flera gånger",
        "List of revoked certificates, PEM or DER; may be given several times",
    )
    .action(ArgAction::Append)
}

pub(super) fn line(matches: &ArgMatches) -> Result<Line, Usage> {
    let needed = |name: &'static str| usage::needs("sign", name);
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
        as_printed: matches.get_flag("as-printed"),
        verified_at: text(matches, "verify-at").map(str::to_owned),
        trust: trusted(matches),
    })
}

pub(super) fn time(matches: &ArgMatches) -> Time {
    match text(matches, "tsa") {
        Some(address) => Time::Authority(address.to_owned()),
        None if matches.get_flag("no-timestamp") => Time::Claimed,
        None => Time::Unsaid,
    }
}
