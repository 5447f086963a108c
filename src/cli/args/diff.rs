//! `kansli diff OLD NEW` on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::{self, Usage};
use crate::diag::{Language, Message};
use crate::model::Period;
use crate::theme::DEFAULT_THEME;
use crate::write::FORMATS;

/// `kansli diff OLD NEW`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The old version, as given; or the working copy, when it is compared with what it was checked out from.
    pub old: String,
    /// The new version, as given.
    pub new: Option<String>,
    /// What is made of the changes.
    pub view: View,
    /// Whether they are shown at the terminal.
    pub terminal: bool,
    /// Names of the formats to write, in the order of [`FORMATS`].
    pub formats: Vec<&'static str>,
    /// The folder of the files; the current one when `None`.
    pub out: Option<PathBuf>,
    /// A difference is exit code 1.
    pub exit_code: bool,
    /// Date for the files' metadata when the new version has none, ISO 8601; exists in the calendar.
    pub date: Option<String>,
    /// Name of the theme, as given; need not exist.
    pub theme: String,
}

/// What is made of the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Every change in its place.
    Redline,
    /// Sentences by section.
    Summary,
    /// Before and after, side by side.
    Synopsis,
    /// Source text for the field that tells what has changed.
    Draft,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let flag = |name, sv, en| words.flag(name, sv, en).action(ArgAction::SetTrue);
    words.command(
        "diff",
        words.pick(
            "Jämför två versioner, eller två dokument, och visar vad som är ändrat",
            "Compares two versions, or two documents, and shows what has changed",
        ),
        words.pick("kansli diff [FLAGGOR] GAMMAL NY", "kansli diff [OPTIONS] OLD NEW"),
        examples(words),
        [
            words.positional(
                "old",
                words.pick("GAMMAL", "OLD"),
                "Den äldre versionen: en källfil, eller ur lagret lmr@3; en arbetskopia ensam jämförs med det den hämtades från",
                "The older version: a source, or lmr@3 of the store; a working copy alone is compared with what it was checked out from",
            ),
            words
                .positional("new", words.pick("NY", "NEW"), "Den nyare versionen, likaså", "The newer version, likewise")
                .required(false)
                .display_order(3),
            formats_argument(words),
            words
                .flag("out", "Mapp för filerna; den här mappen om inget anges", "Folder for the files; this one by default")
                .value_name(words.pick("MAPP", "DIR"))
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
            flag(
                "summary",
                "Berätta avsnitt för avsnitt vad ändringarna betyder, i hela meningar",
                "Tell section by section what the changes mean, in sentences",
            ),
            flag(
                "synopsis",
                "Ställ lydelserna bredvid varandra, bara det som är ändrat; pdf och docx om inget annat anges",
                "Set the wordings side by side, only what has changed; pdf and docx unless others are named",
            ),
            flag(
                "draft-changes",
                "Skriv ett utkast till ”Förändringar sedan föregående version” för källfilen",
                "Write a draft of the field changes for the source",
            ),
            flag("exit-code", "Slutkod 1 om något är ändrat, 0 om inget är det", "Exit code 1 if anything has changed, 0 if nothing has"),
            words
                .flag(
                    "date",
                    "Datum (ÅÅÅÅ-MM-DD) i filernas metadata när den nya versionen saknar datum",
                    "Date (YYYY-MM-DD) in the files' metadata when the new version has none",
                )
                .value_name(words.pick("DATUM", "DATE")),
            words
                .flag("theme", "Filernas utseende: standard (förval), antikva", "How the files look: standard (default), antikva")
                .value_name(words.pick("TEMA", "THEME")),
        ],
    )
}

fn examples(words: &Words) -> String {
    words.examples(&[
        (
            "kansli diff 2021-03-15.toml 2021-06-02.toml",
            "visar ändringarna avsnitt för avsnitt: [-borttaget-] och [+tillagt+]",
            "shows the changes section by section: [-deleted-] and [+inserted+]",
        ),
        (
            "kansli diff --to docx,pdf 2021-03-15.toml 2021-06-02.toml",
            "skriver 2021-06-02-andringar.docx, med spårade ändringar, och 2021-06-02-andringar.pdf",
            "writes 2021-06-02-andringar.docx, with tracked changes, and 2021-06-02-andringar.pdf",
        ),
        (
            "kansli diff --summary lmr@3 lmr.toml",
            "vad som är ändrat i arbetskopian sedan revision 3, i ord",
            "what has changed in the working copy since revision 3, in words",
        ),
        (
            "kansli diff --synopsis lmr@3 lmr@5",
            "skriver lmr-5-lydelser.pdf och .docx, att lägga till beslutsunderlaget",
            "writes lmr-5-lydelser.pdf and .docx, for the decision paper",
        ),
        (
            "kansli diff lmr.toml",
            "arbetskopian mot den revision som den hämtades från",
            "the working copy against the revision it was checked out from",
        ),
        (
            "kansli diff --exit-code --quiet a.toml b.toml",
            "slutkod 0 om de säger detsamma, annars 1",
            "exit code 0 if they say the same, else 1",
        ),
    ])
}

fn formats_argument(words: &Words) -> Arg {
    let names: Vec<_> = formats().collect();
    let all = names.join(", ");
    let help = match words.0 {
        Language::Swedish => format!("Hur ändringarna visas, med komma emellan: {all}; term, i terminalen, om inget anges"),
        Language::English => format!("How to show the changes, separated by commas: {all}; term, at the terminal, by default"),
    };
    Arg::new("to")
        .long("to")
        .value_name("FORMAT,...")
        .value_delimiter(',')
        .value_parser(PossibleValuesParser::new(names.iter().map(|name| PossibleValue::new(*name))))
        .hide_possible_values(true)
        .action(ArgAction::Append)
        .help(help)
        .help_heading(words.options())
}

/// What the user asked for.
///
/// # Errors
/// When `--date` bears something else than a date, or files are asked for of what is only text.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let asked: Vec<&String> = matches.get_many("to").into_iter().flatten().collect();
    let asks = |name: &str| asked.iter().any(|asked| *asked == name);
    let date = text(matches, "date").map(str::to_owned);
    if let Some(date) = &date
        && Period::parse_date(date).is_none()
    {
        return Err(Usage { command: Some("diff"), ..usage::not_a_date(date) });
    }
    let flag = |name| matches.get_flag(name);
    if ["summary", "synopsis", "draft-changes"].into_iter().filter(|name| flag(name)).count() > 1 {
        return Err(one_view());
    }
    let view = match (flag("summary"), flag("synopsis"), flag("draft-changes")) {
        (true, ..) => View::Summary,
        (_, true, _) => View::Synopsis,
        (_, _, true) => View::Draft,
        _ => View::Redline,
    };
    let text_only = matches!(view, View::Summary | View::Draft);
    if text_only && !asked.is_empty() && asked.iter().any(|asked| *asked != TERMINAL) {
        return Err(only_text(view));
    }
    if view == View::Synopsis && asks(TERMINAL) {
        return Err(only_files());
    }
    let by_default = |format: &crate::write::Format| view == View::Synopsis && asked.is_empty() && format.default;
    Ok(Command::Diff(Diff {
        old: text(matches, "old").unwrap_or_default().to_owned(),
        new: text(matches, "new").map(str::to_owned),
        view,
        terminal: text_only || asks(TERMINAL) || (asked.is_empty() && view == View::Redline),
        formats: FORMATS.iter().filter(|format| asks(format.name) || by_default(format)).map(|format| format.name).collect(),
        out: matches.get_one::<PathBuf>("out").cloned(),
        exit_code: flag("exit-code"),
        date,
        theme: text(matches, "theme").unwrap_or(DEFAULT_THEME).to_owned(),
    }))
}

/// More than one view was asked for.
fn one_view() -> Usage {
    let message = Message::new(
        "--summary, --synopsis och --draft-changes kan inte användas tillsammans",
        "--summary, --synopsis and --draft-changes can't be used together",
    );
    Usage::new(message, "diff").hint("kör en gång för var och en", "run once for each")
}

/// Files were asked for of what is only printed.
fn only_text(view: View) -> Usage {
    let name = if view == View::Summary { "--summary" } else { "--draft-changes" };
    let message = Message::new(
        format!("{name} skrivs bara ut som text, men --to nämner ett filformat"),
        format!("{name} is printed as text only, but --to names a format of files"),
    );
    Usage::new(message, "diff").hint(
        format!("ta bort --to, eller kör två gånger: en gång med {name} och en gång med --to"),
        format!("take --to out, or run twice: once with {name} and once with --to"),
    )
}

/// The terminal was asked for what stands in two columns.
fn only_files() -> Usage {
    let message = Message::new(
        "--synopsis skrivs bara som filer, men --to nämner term, terminalen",
        "--synopsis is written as files only, but --to names term, the terminal",
    );
    Usage::new(message, "diff").hint(
        "utelämna --to, så blir det en PDF och en Word-fil, eller skriv till exempel --to docx",
        "leave --to out for a PDF and a Word file, or write for instance --to docx",
    )
}

/// What shows the changes at the terminal, among the formats.
const TERMINAL: &str = "term";

/// The names of the formats, the terminal first.
fn formats() -> impl Iterator<Item = &'static str> {
    std::iter::once(TERMINAL).chain(FORMATS.iter().map(|format| format.name))
}
