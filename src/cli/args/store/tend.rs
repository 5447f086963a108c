//! `rebuild`, `backup`, `weed`, `erase`.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, value_parser};

use super::{StoreCommand, document, many, named, named_in, owned, valued, yes};
use crate::cli::args::Command;
use crate::cli::args::words::Words;
use crate::cli::usage::Usage;

pub fn define_rebuild(words: &Words) -> clap::Command {
    words.command(
        "rebuild",
        words.pick(
            "Gör om lagrets register ur händelserna; händelser och innehåll rörs inte",
            "Makes the store's registers anew from the events; events and content are not touched",
        ),
        "kansli rebuild",
        String::new(),
        [],
    )
}

pub fn read_rebuild(_: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::Rebuild))
}

pub fn define_backup(words: &Words) -> clap::Command {
    words.command(
        "backup",
        words.pick(
            "Kopierar lagret till en fil, medan andra arbetar, och kontrollerar kopian",
            "Copies the store to a file, while others work, and verifies the copy",
        ),
        words.pick("kansli backup FIL", "kansli backup FILE"),
        words.examples(&[(
            "kansli backup G:\\kopior\\2021-06-02.sqlite",
            "återställs genom att läggas som .kansli/store.sqlite i en ny arbetsyta (kansli init)",
            "restored by being put as .kansli/store.sqlite in a new workspace (kansli init)",
        )]),
        [words
            .positional("file", words.pick("FIL", "FILE"), "Filen som ska göras; skrivs aldrig över", "The file to make; never overwritten")
            .value_parser(value_parser!(PathBuf))],
    )
}

pub fn read_backup(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::Backup { file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default() }))
}

pub fn define_weed(words: &Words) -> clap::Command {
    words.command(
        "weed",
        words.pick(
            "Rensar utkast som inte är allmänna handlingar; frågar först, inget beslut behövs",
            "Weeds drafts that are no official documents; asks first, no decision is needed",
        ),
        words.pick("kansli weed DOKUMENT", "kansli weed DOCUMENT"),
        words.examples(&[(
            "kansli weed lmr-palliativ-vard",
            "det som är sänt, låst, betecknat eller föremål för ett ställningstagande lämnas, liksom det senaste",
            "what was sent, frozen, labelled or taken a position on stays, and so does the last",
        )]),
        [document(words), yes(words)],
    )
}

pub fn read_weed(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::Weed { named: named_in(matches, "weed")?, yes: matches.get_flag("yes") }))
}

pub fn define_erase(words: &Words) -> clap::Command {
    words.command(
        "erase",
        words.pick(
            "Gallrar innehållet i revisioner på ett beslut; att de funnits, och beslutet, står kvar i loggen",
            "Disposes of the content of revisions on a decision; that they were there, and the decision, stays in the log",
        ),
        words.pick("kansli erase DOKUMENT@REVISION... --decision BESLUT", "kansli erase DOCUMENT@REVISION... --decision DECISION"),
        words.examples(&[(
            "kansli erase lmr-palliativ-vard@3 --decision \"RS 2025-06-03 § 85, dnr RBM 2025-00187\"",
            "går inte att ångra",
            "can't be undone",
        )]),
        [
            document(words).num_args(1..).action(ArgAction::Append),
            valued(
                words,
                "decision",
                ("BESLUT", "DECISION"),
                "Gallringsbeslutet: organ, datum, § och dnr",
                "The decision: body, date, section and case number",
            )
            .required(true),
            yes(words),
        ],
    )
}

pub fn read_erase(matches: &ArgMatches) -> Result<Command, Usage> {
    let named = many(matches, "document").iter().map(|given| named(given, "erase")).collect::<Result<_, _>>()?;
    Ok(Command::Store(StoreCommand::Erase {
        named,
        decision: owned(matches, "decision").unwrap_or_default(),
        yes: matches.get_flag("yes"),
    }))
}
