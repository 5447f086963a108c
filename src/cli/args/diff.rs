//! `kansli diff A B` on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgAction, ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::{self, Usage};
use crate::diag::Language;
use crate::model::Period;
use crate::theme::DEFAULT_THEME;
use crate::write::FORMATS;

/// `kansli diff A B`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The old version, as given.
    pub old: String,
    /// The new version, as given.
    pub new: String,
    /// Whether they are shown at the terminal.
    pub terminal: bool,
    /// Names of the formats to write, in the order of [`FORMATS`].
    pub formats: Vec<&'static str>,
    /// The folder of the files; the current one when `None`.
    pub out: Option<PathBuf>,
    /// A difference is exit code 1.
    pub exit_code: bool,
    /// Date for the files' metadata when neither version has one, ISO 8601; exists in the calendar.
    pub date: Option<String>,
    /// Name of the theme, as given; need not exist.
    pub theme: String,
}

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let names: Vec<_> = formats().collect();
    let all = names.join(", ");
    let to = match words.0 {
        Language::Swedish => format!("Hur ändringarna visas, med komma emellan: {all}; term, i terminalen, om inget anges"),
        Language::English => format!("How to show the changes, separated by commas: {all}; term, at the terminal, by default"),
    };
    words.command(
        "diff",
        words.pick(
            "Jämför två versioner, eller två dokument, och visar vad som är ändrat",
            "Compares two versions, or two documents, and shows what has changed",
        ),
        words.pick("kansli diff [FLAGGOR] GAMMAL NY", "kansli diff [OPTIONS] OLD NEW"),
        words.examples(&[
            (
                "kansli diff 2021-03-15.toml 2021-06-02.toml",
                "visar ändringarna avsnitt för avsnitt; [-borttaget-] och [+tillagt+]",
                "shows the changes section by section; [-deleted-] and [+inserted+]",
            ),
            (
                "kansli diff --exit-code --quiet a.toml b.toml",
                "slutkod 0 om de säger detsamma, annars 1",
                "exit code 0 if they say the same, else 1",
            ),
        ]),
        [
            words.positional("old", words.pick("GAMMAL", "OLD"), "Den äldre versionen: en källfil", "The older version: a source"),
            words
                .positional("new", words.pick("NY", "NEW"), "Den nyare versionen: en källfil", "The newer version: a source")
                .display_order(3),
            clap::Arg::new("to")
                .long("to")
                .value_name("FORMAT,...")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(names.iter().map(|name| PossibleValue::new(*name))))
                .hide_possible_values(true)
                .action(ArgAction::Append)
                .help(to)
                .help_heading(words.options()),
            words
                .flag("out", "Mapp för filerna; den här mappen om inget anges", "Folder for the files; this one by default")
                .value_name(words.pick("MAPP", "DIR"))
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
            words
                .flag(
                    "exit-code",
                    "Slutkod 1 om något är ändrat, 0 om inget är det",
                    "Exit code 1 if anything has changed, 0 if nothing has",
                )
                .action(ArgAction::SetTrue),
            words
                .flag(
                    "date",
                    "Datum (ÅÅÅÅ-MM-DD) i filernas metadata när ingen av versionerna har något",
                    "Date (YYYY-MM-DD) in the files' metadata when neither version has one",
                )
                .value_name(words.pick("DATUM", "DATE")),
            words
                .flag("theme", "Filernas utseende: standard (förval), antikva", "How the files look: standard (default), antikva")
                .value_name(words.pick("TEMA", "THEME")),
        ],
    )
}

/// What the user asked for.
///
/// # Errors
/// When `--date` bears something else than a date.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let asked: Vec<&String> = matches.get_many("to").into_iter().flatten().collect();
    let asks = |name: &str| asked.iter().any(|asked| *asked == name);
    let date = text(matches, "date").map(str::to_owned);
    if let Some(date) = &date
        && Period::parse_date(date).is_none()
    {
        return Err(usage::not_a_date(date));
    }
    Ok(Command::Diff(Diff {
        old: text(matches, "old").unwrap_or_default().to_owned(),
        new: text(matches, "new").unwrap_or_default().to_owned(),
        terminal: asked.is_empty() || asks(TERMINAL),
        formats: FORMATS.iter().map(|format| format.name).filter(|name| asks(name)).collect(),
        out: matches.get_one::<PathBuf>("out").cloned(),
        exit_code: matches.get_flag("exit-code"),
        date,
        theme: text(matches, "theme").unwrap_or(DEFAULT_THEME).to_owned(),
    }))
}

/// What shows the changes at the terminal, among the formats.
const TERMINAL: &str = "term";

/// The names of the formats, the terminal first.
fn formats() -> impl Iterator<Item = &'static str> {
    std::iter::once(TERMINAL).chain(FORMATS.iter().map(|format| format.name))
}
