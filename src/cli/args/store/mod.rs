//! The commands of the store on the command line: what each takes, and its help.

mod acts;
mod exchange;
mod keep;
mod look;
mod tend;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};

use super::words::{Words, text};
use super::{Row, sign};
use crate::cli::usage::Usage;
use crate::diag::{Message, shortened};
use crate::model::{Label, Period};
use crate::sign::Deputy;
use crate::store::{At, Outcome, Purpose};

/// A document, and one of its revisions, as the user names them: `lmr`, `lmr@7`, `lmr@remissversion-1`, or the name of a
/// source, whose id is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The id, or the name of a file.
    pub document: String,
    /// The revision.
    pub at: At,
}

/// What the user asked the store for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreCommand {
    /// `kansli init [DIR]`
    Init {
        /// The folder of the documents.
        folder: PathBuf,
    },
    /// `kansli config`
    Config {
        /// Roots to trust from now on, as `FILE` or `PRINCIPAL=FILE`.
        trust: Vec<PathBuf>,
        /// Roots to trust no more, by name or the beginning of their hash.
        distrust: Vec<String>,
        /// Who may sign from now on although another name is printed.
        deputies: Vec<Deputy>,
        /// Who may no longer, by name.
        dismissed: Vec<String>,
        /// Who acts, as far as given.
        name: Option<String>,
        /// In what role.
        role: Option<String>,
        /// For whom.
        principal: Option<String>,
    },
    /// `kansli commit FILE -m WHY`
    Commit {
        /// The source.
        file: PathBuf,
        /// Why.
        reason: String,
        /// The revision that it takes into account, where that is another than the one it was made from.
        onto: Option<u64>,
    },
    /// `kansli log [DOC]`
    Log {
        /// The document; all of them in short when `None`.
        named: Option<Named>,
        /// As JSON.
        json: bool,
        /// At most so many events, newest first; all in JSON.
        limit: u64,
    },
    /// `kansli show DOC`
    Show {
        /// The revision.
        named: Named,
        /// The file to write; standard output when `None`.
        out: Option<PathBuf>,
    },
    /// `kansli state DOC STATE`
    State {
        /// The revision.
        named: Named,
        /// The state's id.
        state: String,
        /// Why.
        reason: Option<String>,
        /// Signed with pen on paper.
        on_paper: bool,
        /// Valid from, ISO 8601.
        valid_from: Option<String>,
        /// Valid until.
        valid_until: Option<String>,
        /// To be revised by.
        review_by: Option<String>,
        /// The document that takes its place, by id or source.
        replaced_by: Option<String>,
    },
    /// `kansli position DOC`
    Position {
        /// The revision.
        named: Named,
        /// The body.
        body: String,
        /// The day, ISO 8601.
        date: String,
        /// The item.
        item: String,
        /// What it came to.
        outcome: Outcome,
    },
    /// `kansli dispatch DOC`
    Dispatch {
        /// The revision.
        named: Named,
        /// Why.
        purpose: Purpose,
        /// To whom.
        recipients: Vec<String>,
        /// Case numbers.
        case_numbers: Vec<String>,
        /// Why there is none.
        no_case_number: Option<String>,
    },
    /// `kansli label DOC NAME`
    Label {
        /// The revision.
        named: Named,
        /// The name.
        label: Label,
        /// The name whose place it takes.
        supersedes: Option<Label>,
    },
    /// `kansli restore DOC@REV`
    Restore {
        /// The revision.
        named: Named,
        /// Why.
        reason: String,
    },
    /// `kansli due`
    Due {
        /// What falls due on this day or before, ISO 8601; everything when `None`.
        before: Option<String>,
    },
    /// `kansli head [DOC]`
    Head {
        /// The document; all of them when `None`.
        named: Option<Named>,
    },
    /// `kansli bundle DOC -o FILE`
    Bundle {
        /// The document.
        named: Named,
        /// The file to make.
        file: PathBuf,
    },
    /// `kansli receive FILE`
    Receive {
        /// The file that came.
        file: PathBuf,
        /// Fingerprint of the sender's key.
        trust: Option<String>,
        /// Where the own history is set aside, if it parted from the one that came and is to give way.
        set_aside: Option<PathBuf>,
    },
    /// `kansli verify`
    Verify,
    /// `kansli rebuild`
    Rebuild,
    /// `kansli backup FILE`
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// `kansli export-git DIR`
    ExportGit {
        /// The folder to make.
        folder: PathBuf,
    },
    /// `kansli weed DOC`
    Weed {
        /// The document.
        named: Named,
        /// Without asking.
        yes: bool,
    },
    /// `kansli erase DOC@REV...`
    Erase {
        /// The revisions; all of one document.
        named: Vec<Named>,
        /// The decision.
        decision: String,
        /// Without asking.
        yes: bool,
    },
}

/// The commands of the store, in the order of the help.
pub const ROWS: &[Row] = &[
    Row { name: "init", define: keep::define_init, read: keep::read_init },
    Row { name: "config", define: keep::define_config, read: keep::read_config },
    Row { name: "commit", define: keep::define_commit, read: keep::read_commit },
    Row { name: "log", define: look::define_log, read: look::read_log },
    Row { name: "show", define: look::define_show, read: look::read_show },
    Row { name: "state", define: acts::define_state, read: acts::read_state },
    Row { name: "position", define: acts::define_position, read: acts::read_position },
    Row { name: "dispatch", define: acts::define_dispatch, read: acts::read_dispatch },
    Row { name: "label", define: acts::define_label, read: acts::read_label },
    Row { name: "restore", define: keep::define_restore, read: keep::read_restore },
    Row { name: "due", define: look::define_due, read: look::read_due },
    Row { name: "bundle", define: exchange::define_bundle, read: exchange::read_bundle },
    Row { name: "receive", define: exchange::define_receive, read: exchange::read_receive },
    Row { name: "head", define: exchange::define_head, read: exchange::read_head },
    Row { name: "verify", define: sign::define_verify, read: sign::read_verify },
    Row { name: "rebuild", define: tend::define_rebuild, read: tend::read_rebuild },
    Row { name: "backup", define: tend::define_backup, read: tend::read_backup },
    Row { name: "export-git", define: exchange::define_export_git, read: exchange::read_export_git },
    Row { name: "weed", define: tend::define_weed, read: tend::read_weed },
    Row { name: "erase", define: tend::define_erase, read: tend::read_erase },
];

/// `DOC` or `DOC@REV`.
pub(super) fn document(words: &Words) -> Arg {
    words.positional(
        "document",
        words.pick("DOKUMENT", "DOCUMENT"),
        "Dokumentets id, eller dess källfil; med @ en revision: @7, @0.3, @remissversion-1, @2021-03-31 (dagen för ett ställningstagande) eller @händelse-9 (som den var då)",
        "The document's id, or its source; with @ a revision: @7, @0.3, @remissversion-1, @2021-03-31 (the day of a position) or @event-9 (as it was then)",
    )
}

/// An option with a value.
pub(super) fn valued(words: &Words, name: &'static str, value: (&'static str, &'static str), sv: &'static str, en: &'static str) -> Arg {
    words.flag(name, sv, en).value_name(words.pick(value.0, value.1))
}

pub(super) fn reason(words: &Words) -> Arg {
    valued(words, "reason", ("SKÄL", "REASON"), "Varför", "Why")
}

fn message(words: &Words) -> Arg {
    Arg::new("message")
        .short('m')
        .long("message")
        .value_name(words.pick("VARFÖR", "WHY"))
        .required(true)
        .help(words.pick("Varför revisionen görs; står i loggen", "Why the revision is made; stands in the log"))
        .help_heading(words.options())
}

fn yes(words: &Words) -> Arg {
    words.flag("yes", "Utan att fråga", "Without asking").action(ArgAction::SetTrue)
}

/// What a document is called on the command line.
///
/// # Errors
/// When what stands behind the `@` names no revision.
pub fn named(given: &str, command: &'static str) -> Result<Named, Usage> {
    let Some((document, at)) = given.rsplit_once('@').filter(|(document, _)| !document.is_empty()) else {
        return Ok(Named { document: given.to_owned(), at: At::Last });
    };
    match At::parse(at) {
        Some(at) => Ok(Named { document: document.to_owned(), at }),
        None => {
            let at = shortened(at);
            Err(Usage::new(Message::new(format!("”{at}” är ingen revision"), format!("“{at}” is no revision")), command).hint(
                "skriv revisionens nummer (@7), version (@0.3), beteckning (@remissversion-1) eller dagen för ett ställningstagande (@2021-03-31)",
                "write the number of the revision (@7), a version (@0.3), a label (@remissversion-1) or the day of a position (@2021-03-31)",
            ))
        }
    }
}

pub(super) fn named_in(matches: &ArgMatches, command: &'static str) -> Result<Named, Usage> {
    named(text(matches, "document").unwrap_or_default(), command)
}

/// The day that an option bears.
pub(super) fn day(matches: &ArgMatches, name: &str, command: &'static str) -> Result<Option<String>, Usage> {
    match text(matches, name) {
        Some(given) if Period::parse_date(given).is_none() => {
            let given = shortened(given);
            Err(Usage::new(
                Message::new(format!("”{given}” är inget datum som finns"), format!("“{given}” is no date that exists")),
                command,
            )
            .hint(format!("skriv år, månad och dag: --{name} 2021-03-15"), format!("write year, month and day: --{name} 2021-03-15")))
        }
        given => Ok(given.map(str::to_owned)),
    }
}

fn label(given: &str, command: &'static str) -> Result<Label, Usage> {
    Label::parse(given).ok_or_else(|| {
        let given = shortened(given);
        Usage::new(Message::new(format!("”{given}” kan inte vara en beteckning"), format!("“{given}” can't be a label")), command).hint(
            "börja med en bokstav; sedan bokstäver, siffror och bindestreck, som remissversion-1",
            "begin with a letter; then letters, digits and hyphens, such as remissversion-1",
        )
    })
}

pub(super) fn owned(matches: &ArgMatches, name: &str) -> Option<String> {
    text(matches, name).map(str::to_owned)
}

fn many(matches: &ArgMatches, name: &str) -> Vec<String> {
    matches.get_many::<String>(name).into_iter().flatten().cloned().collect()
}
