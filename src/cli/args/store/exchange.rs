//! `head`, `bundle`, `receive`, `export-git`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};

use super::{StoreCommand, document, named, named_in, owned, valued};
use crate::cli::args::Command;
use crate::cli::args::words::{Words, text};
use crate::cli::usage::Usage;

pub fn define_head(words: &Words) -> clap::Command {
    words.command(
        "head",
        words.pick(
            "Skriver ut loggens undertecknade intyg: så många händelser, och den sistas kontrollsumma",
            "Prints the signed head of the log: so many events, and the hash of the last",
        ),
        words.pick("kansli head [DOKUMENT]", "kansli head [DOCUMENT]"),
        words.examples(&[(
            "kansli head lmr-palliativ-vard > intyg.txt",
            "den som har intyget kan visa om historiken har skrivits om",
            "whoever has it can show whether the history was rewritten",
        )]),
        [document(words).required(false)],
    )
}

pub fn read_head(matches: &ArgMatches) -> Result<Command, Usage> {
    let named = text(matches, "document").map(|given| named(given, "head")).transpose()?;
    Ok(Command::Store(StoreCommand::Head { named }))
}

pub fn define_bundle(words: &Words) -> clap::Command {
    words.command(
        "bundle",
        words.pick(
            "Packar ett dokuments hela historik i en fil, till den andra huvudmannen",
            "Packs the whole history of a document into a file, for the other principal",
        ),
        words.pick("kansli bundle DOKUMENT -o FIL", "kansli bundle DOCUMENT -o FILE"),
        words.examples(&[(
            "kansli bundle lmr-palliativ-vard -o lmr.kansli",
            "sänd filen; den andra sidan kör: kansli receive lmr.kansli",
            "send the file; the other side runs: kansli receive lmr.kansli",
        )]),
        [
            document(words),
            Arg::new("out")
                .short('o')
                .long("out")
                .required(true)
                .value_name(words.pick("FIL", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(words.pick("Filen att göra", "The file to make"))
                .help_heading(words.options()),
        ],
    )
}

pub fn read_bundle(matches: &ArgMatches) -> Result<Command, Usage> {
    let file = matches.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    Ok(Command::Store(StoreCommand::Bundle { named: named_in(matches, "bundle")?, file }))
}

pub fn define_receive(words: &Words) -> clap::Command {
    words.command(
        "receive",
        words.pick(
            "Tar emot ett dokuments historik från den andra huvudmannen, om den bygger vidare på den som finns",
            "Receives the history of a document from the other principal, if it carries on the one that is here",
        ),
        words.pick("kansli receive FIL", "kansli receive FILE"),
        words.examples(&[
            (
                "kansli receive lmr.kansli",
                "har historiken gått en annan väg ändras inget som ni har gjort",
                "if the history has gone another way, nothing that you did is changed",
            ),
            (
                "kansli receive lmr.kansli --trust \"3f2a 9c1d 77b0 e4a2\"",
                "första gången från en ny avsändare, när ni har jämfört nyckelns kontrollsumma",
                "the first time from a new sender, once you have compared the fingerprint of the key",
            ),
            (
                "kansli receive lmr.kansli --set-aside egen.kansli",
                "när historikerna har gått skilda vägar och den andra sidans ska gälla",
                "when the histories have parted and that of the other side shall hold",
            ),
        ]),
        [
            words.positional("file", words.pick("FIL", "FILE"), "Filen som kom", "The file that came").value_parser(value_parser!(PathBuf)),
            valued(
                words,
                "trust",
                ("SUMMA", "FINGERPRINT"),
                "Kontrollsumman för avsändarens nyckel, som ni har jämfört",
                "The fingerprint of the sender's key, which you have compared",
            ),
            valued(
                words,
                "set-aside",
                ("FIL", "FILE"),
                "Lägg undan den egna historiken i FIL, om den har gått en annan väg, och låt den som kom gälla; underskrifter som går att foga till den antecknas på nytt",
                "Set the own history aside in FILE, if it has gone another way, and let the one that came hold; signatures that can be added to it are noted anew",
            )
            .value_parser(value_parser!(PathBuf)),
        ],
    )
}

pub fn read_receive(matches: &ArgMatches) -> Result<Command, Usage> {
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    Ok(Command::Store(StoreCommand::Receive {
        file,
        trust: owned(matches, "trust"),
        set_aside: matches.get_one::<PathBuf>("set-aside").cloned(),
    }))
}

pub fn define_export_git(words: &Words) -> clap::Command {
    words.command(
        "export-git",
        words.pick(
            "Gör ett git-arkiv av alla dokuments revisioner, för den som vill läsa dem så",
            "Makes a git repository of the revisions of all documents, for whoever wants to read them so",
        ),
        words.pick("kansli export-git MAPP", "kansli export-git DIR"),
        words.examples(&[(
            "kansli export-git arkiv.git",
            "git log och git diff visar revisionerna; ändringar där kommer inte tillbaka",
            "git log and git diff show the revisions; changes there do not come back",
        )]),
        [words
            .positional("folder", words.pick("MAPP", "DIR"), "Mappen som ska göras; får inte finnas", "The folder to make; must not exist")
            .value_parser(value_parser!(PathBuf))],
    )
}

pub fn read_export_git(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(Command::Store(StoreCommand::ExportGit { folder: matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default() }))
}
