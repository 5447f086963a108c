//! `init`, `config`, `commit`, `restore`.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, value_parser};

use super::{StoreCommand, document, message, named_in, owned, valued};
use crate::cli::args::Command;
use crate::cli::args::sign::of_deputy;
use crate::cli::args::words::{Words, text};
use crate::cli::usage::Usage;
use crate::diag::{Message, shortened};

pub fn define_init(words: &Words) -> clap::Command {
    words.command(
        "init",
        words.pick(
            "Gör en arbetsyta: dokumenten i en mapp, och deras historik i .kansli där",
            "Makes a workspace: documents in a folder, and their history in .kansli there",
        ),
        words.pick("kansli init [MAPP]", "kansli init [DIR]"),
        words.examples(&[(
            "kansli init riktlinjer",
            "sedan: kansli config, så att loggen vet vem du är",
            "then: kansli config, so that the log knows who you are",
        )]),
        [words
            .positional(
                "folder",
                words.pick("MAPP", "DIR"),
                "Mappen; den du står i om inget anges",
                "The folder; the one you are in by default",
            )
            .required(false)
            .value_parser(value_parser!(PathBuf))],
    )
}

pub fn read_init(matches: &ArgMatches) -> Result<Command, Usage> {
    let folder = matches.get_one::<PathBuf>("folder").cloned().unwrap_or_else(|| PathBuf::from("."));
    Ok(Command::Store(StoreCommand::Init { folder }))
}

pub fn define_config(words: &Words) -> clap::Command {
    words.command(
        "config",
        words.pick(
            "Säger vem du är, det står vid allt du gör; och vilka utfärdare av certifikat du litar på",
            "Says who you are, it stands with everything you do; and which issuers of certificates you trust",
        ),
        words.pick("kansli config [FLAGGOR]", "kansli config [OPTIONS]"),
        words.examples(&[
            (
                "kansli config --name \"Åsa Öhrnfeldt\" --role processledare --principal \"Region Björkmark\"",
                "gäller i denna arbetsyta, på denna dator",
                "holds in this workspace, on this computer",
            ),
            (
                "kansli config --trust VGR=region.pem --trust VGK=kommuner.pem --trust tid.pem",
                "utfärdarna som underskrifter och tidsstämplar prövas mot",
                "the issuers by whom signatures and time stamps are judged",
            ),
            ("kansli config", "visar vad som gäller", "shows what holds"),
        ]),
        [
            valued(words, "name", ("NAMN", "NAME"), "Ditt namn", "Your name"),
            valued(words, "role", ("ROLL", "ROLE"), "Din roll, till exempel processledare", "Your role, such as process leader"),
            valued(words, "principal", ("HUVUDMAN", "PRINCIPAL"), "Den du företräder", "Whom you act for"),
            valued(
                words,
                "trust",
                ("FIL", "FILE"),
                "Rotcertifikat som underskrifter prövas mot när ett kommando inte anger --trust; HUVUDMAN=FIL gäller bara den huvudmannen",
                "Root certificate that signatures are judged by where a command gives no --trust; PRINCIPAL=FILE goes for that principal alone",
            )
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append),
            valued(
                words,
                "distrust",
                ("ROT", "ROOT"),
                "Rot att inte längre lita på: namnet, eller början av kontrollsumman",
                "Root to trust no longer: its name, or the beginning of its hash",
            )
            .action(ArgAction::Append),
            valued(
                words,
                "deputy",
                ("HUVUDMAN=NAMN", "PRINCIPAL=NAME"),
                "Ställföreträdare: NAMN i certifikatet får underteckna för HUVUDMAN fast en annan står på raden",
                "Deputy: NAME of the certificate may sign for PRINCIPAL although another stands on the line",
            )
            .value_parser(of_deputy)
            .action(ArgAction::Append),
            valued(words, "dismiss", ("NAMN", "NAME"), "Ställföreträdare som inte längre godtas", "Deputy who is accepted no longer")
                .action(ArgAction::Append),
        ],
    )
}

pub fn read_config(matches: &ArgMatches) -> Result<Command, Usage> {
    let [name, role, principal] = ["name", "role", "principal"].map(|name| owned(matches, name));
    let trust = matches.get_many("trust").into_iter().flatten().cloned().collect();
    let distrust = matches.get_many("distrust").into_iter().flatten().cloned().collect();
    let deputies = matches.get_many("deputy").into_iter().flatten().cloned().collect();
    let dismissed = matches.get_many("dismiss").into_iter().flatten().cloned().collect();
    Ok(Command::Store(StoreCommand::Config { trust, distrust, deputies, dismissed, name, role, principal }))
}

pub fn define_commit(words: &Words) -> clap::Command {
    words.command(
        "commit",
        words.pick(
            "Sparar en källfil som ny revision av sitt dokument; ett utkast får ha fel, de antecknas",
            "Saves a source as a new revision of its document; a draft may have faults, they are noted",
        ),
        words.pick("kansli commit FIL -m VARFÖR", "kansli commit FILE -m WHY"),
        words.examples(&[
            (
                "kansli commit lmr.toml -m \"synpunkter från förankringen\"",
                "ny revision, ny version: 0.4",
                "a new revision, a new version: 0.4",
            ),
            (
                "kansli commit lmr.toml -m \"sammanförd med revision 5\" --onto 5",
                "när någon annan hann före och du har arbetat in den andres ändringar",
                "when somebody else was first and you have worked in what the other changed",
            ),
        ]),
        [
            words
                .positional("file", words.pick("FIL", "FILE"), "Källfilen, .toml eller .json", "The source, .toml or .json")
                .value_parser(value_parser!(PathBuf)),
            message(words),
            valued(
                words,
                "onto",
                ("REVISION", "REVISION"),
                "Revisionen som filen tar hänsyn till, om det är en annan än den som den gjordes ur",
                "The revision that the file takes into account, if another than the one it was made from",
            ),
        ],
    )
}

pub fn read_commit(matches: &ArgMatches) -> Result<Command, Usage> {
    let onto = match text(matches, "onto") {
        Some(given) => Some(given.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
            let given = shortened(given);
            Usage::new(
                Message::new(format!("”{given}” är inget revisionsnummer"), format!("“{given}” is no number of a revision")),
                "commit",
            )
            .hint("skriv numret som loggen visar, till exempel --onto 5", "write the number that the log shows, such as --onto 5")
        })?),
        None => None,
    };
    Ok(Command::Store(StoreCommand::Commit {
        file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        reason: owned(matches, "message").unwrap_or_default(),
        onto,
    }))
}

pub fn define_restore(words: &Words) -> clap::Command {
    words.command(
        "restore",
        words.pick("Tar tillbaka en gammal revision, som en ny", "Brings an old revision back, as a new one"),
        words.pick("kansli restore DOKUMENT@REVISION -m VARFÖR", "kansli restore DOCUMENT@REVISION -m WHY"),
        words.examples(&[(
            "kansli restore lmr-palliativ-vard@3 -m \"det förra förslaget var bättre\"",
            "inget försvinner: de revisioner som kom emellan finns kvar",
            "nothing goes away: the revisions in between stay",
        )]),
        [document(words), message(words)],
    )
}

pub fn read_restore(matches: &ArgMatches) -> Result<Command, Usage> {
    let named = named_in(matches, "restore")?;
    Ok(Command::Store(StoreCommand::Restore { named, reason: owned(matches, "message").unwrap_or_default() }))
}
