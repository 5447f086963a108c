//! `log`, `show`, `due`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, value_parser};

use super::{StoreCommand, day, document, named, named_in, valued};
use crate::cli::args::Command;
use crate::cli::args::words::{Words, text};
use crate::cli::usage::Usage;
use crate::diag::{Message, shortened};

/// How many events a log shows by default.
const LIMIT: u64 = 50;

pub fn define_log(words: &Words) -> clap::Command {
    words.command(
        "log",
        words.pick(
            "Visar vad som hänt med ett dokument: vem, när och varför; utan dokument alla dokument",
            "Shows what happened to a document: who, when and why; without a document, all documents",
        ),
        words.pick("kansli log [FLAGGOR] [DOKUMENT]", "kansli log [OPTIONS] [DOCUMENT]"),
        words.examples(&[
            ("kansli log", "dokumenten och var de står", "the documents and where they stand"),
            ("kansli log lmr-palliativ-vard", "det senaste först", "the latest first"),
            (
                "kansli log --format json lmr-palliativ-vard",
                "hela händelseloggen, för andra program",
                "the whole event log, for other programs",
            ),
        ]),
        [
            document(words).required(false),
            words
                .flag(
                    "format",
                    "human: rader att läsa (förval); json: händelserna som de är",
                    "human: lines to read (default); json: the events as they are",
                )
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(["human", "json"]))
                .hide_possible_values(true),
            valued(words, "limit", ("ANTAL", "NUMBER"), "Högst så många händelser; förval 50", "At most so many events; 50 by default"),
        ],
    )
}

pub fn read_log(matches: &ArgMatches) -> Result<Command, Usage> {
    let named = text(matches, "document").map(|given| named(given, "log")).transpose()?;
    let limit = match text(matches, "limit") {
        Some(given) => given.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
            let given = shortened(given);
            Usage::new(Message::new(format!("”{given}” är inget antal"), format!("“{given}” is no number")), "log")
                .hint("skriv ett tal från 1, till exempel --limit 10", "write a number from 1, such as --limit 10")
        })?,
        None => LIMIT,
    };
    Ok(Command::Store(StoreCommand::Log { named, json: text(matches, "format") == Some("json"), limit }))
}

pub fn define_show(words: &Words) -> clap::Command {
    words.command(
        "show",
        words.pick("Skriver ut källfilen till en revision, byte för byte", "Prints the source of a revision, byte for byte"),
        words.pick("kansli show DOKUMENT[@REVISION]", "kansli show DOCUMENT[@REVISION]"),
        words.examples(&[
            ("kansli show lmr-palliativ-vard@remissversion-1", "som den var när den sändes", "as it was when it was sent"),
            (
                "kansli show lmr-palliativ-vard --out lmr.toml",
                "hämtar den senaste revisionen att arbeta vidare på",
                "gets the last revision to go on working on",
            ),
        ]),
        [
            document(words),
            valued(
                words,
                "out",
                ("FIL", "FILE"),
                "Filen att skriva; en fil med osparade ändringar skrivs aldrig över",
                "The file to write; a file with unsaved changes is never overwritten",
            )
            .value_parser(value_parser!(PathBuf)),
        ],
    )
}

pub fn read_show(matches: &ArgMatches) -> Result<Command, Usage> {
    let named = named_in(matches, "show")?;
    Ok(Command::Store(StoreCommand::Show { named, out: matches.get_one::<PathBuf>("out").cloned() }))
}

pub fn define_due(words: &Words) -> clap::Command {
    words.command(
        "due",
        words.pick(
            "Visar vad som snart ska revideras eller upphör att gälla, det tidigaste först",
            "Shows what is to be revised or ceases to hold, the earliest first",
        ),
        words.pick("kansli due [FLAGGOR]", "kansli due [OPTIONS]"),
        words.examples(&[("kansli due --before 2024-12-31", "det som ska göras i år", "what is to be done this year")]),
        [valued(words, "before", ("DATUM", "DATE"), "Senast denna dag (ÅÅÅÅ-MM-DD)", "On this day (YYYY-MM-DD) or before")],
    )
}

pub fn read_due(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::Due { before: day(matches, "before", "due")? }))
}
