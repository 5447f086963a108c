//! The command line turns arguments into a [`Command`], or into help or a fault of use, in the user's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::{Effects, Style, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::usage::{self, Usage};
use crate::diag::Language;
use crate::model::Period;
use crate::write::FORMATS;

/// What the user asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `kansli check`.
    Check(Check),
    /// `kansli render`.
    Render(Render),
    /// `kansli new`.
    New(New),
    /// `kansli schema`.
    Schema(Schema),
    /// Help or the version, to be shown as it stands; may hold escape sequences for a terminal.
    Show(String),
}

/// `kansli check FILE...`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The sources, in the order given.
    pub files: Vec<PathBuf>,
    /// What must be settled before signing counts as an error.
    pub for_signing: bool,
    /// A warning fails the run.
    pub strict: bool,
    /// How the faults are shown.
    pub format: Format,
}

/// How the faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for a reader, in one language.
    Human,
    /// One JSON list, in both languages.
    Json,
}

/// `kansli render FILE...`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Render {
    /// The sources, in the order given.
    pub files: Vec<PathBuf>,
    /// Names of the formats to write, in the order of [`FORMATS`].
    pub formats: Vec<&'static str>,
    /// The folder of the outputs; each source's own when `None`.
    pub out: Option<PathBuf>,
    /// A warning fails the document, and nothing of it is written.
    pub strict: bool,
    /// Date for the files' metadata when the document has none, ISO 8601; exists in the calendar.
    pub date: Option<String>,
}

/// `kansli new KIND FILE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Name of the kind, as given.
    pub kind: String,
    /// The file to make.
    pub file: PathBuf,
}

/// `kansli schema KIND`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Name of the kind, as given.
    pub kind: String,
}

const COMMANDS: [&str; 4] = ["check", "render", "new", "schema"];

/// Reads the command line; the first argument is the program.
///
/// # Errors
/// When the line can't be understood.
pub fn parse(arguments: &[OsString], language: Language) -> Result<Command, Usage> {
    let mut program = program(language);
    let matches = match program.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) if matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion) => {
            return Ok(Command::Show(error.render().ansi().to_string()));
        }
        Err(error) => {
            let command = arguments.iter().skip(1).find_map(|argument| COMMANDS.into_iter().find(|name| argument == name));
            return Err(usage::of_clap(&error, command));
        }
    };
    match matches.subcommand() {
        Some(("check", matches)) => Ok(Command::Check(Check {
            files: files(matches),
            for_signing: matches.contains_id("for"),
            strict: matches.get_flag("strict"),
            format: if text(matches, "format") == Some("json") { Format::Json } else { Format::Human },
        })),
        Some(("render", matches)) => {
            let asked: Vec<&String> = matches.get_many("to").into_iter().flatten().collect();
            let date = text(matches, "date").map(str::to_owned);
            if let Some(date) = &date
                && Period::parse_date(date).is_none()
            {
                return Err(usage::not_a_date(date));
            }
            Ok(Command::Render(Render {
                files: files(matches),
                formats: formats().filter(|name| asked.is_empty() || asked.iter().any(|asked| asked == name)).collect(),
                out: matches.get_one::<PathBuf>("out").cloned(),
                strict: matches.get_flag("strict"),
                date,
            }))
        }
        Some(("new", matches)) => Ok(Command::New(New {
            kind: text(matches, "kind").unwrap_or_default().to_owned(),
            file: matches.get_one::<PathBuf>("file").cloned().unwrap_or_default(),
        })),
        Some(("schema", matches)) => Ok(Command::Schema(Schema { kind: text(matches, "kind").unwrap_or_default().to_owned() })),
        Some(("help", matches)) => {
            let named = text(matches, "command").map(str::to_owned);
            let shown = match named.and_then(|name| program.find_subcommand_mut(&name).map(|command| command.render_help())) {
                Some(help) => help,
                None => program.render_help(),
            };
            Ok(Command::Show(shown.ansi().to_string()))
        }
        _ => Err(usage::no_command(program.render_help().ansi().to_string())),
    }
}

/// The names of the formats that this build can write.
fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|(name, _)| *name)
}

fn files(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("file").into_iter().flatten().cloned().collect()
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// Words of the help, in one language.
struct Words(Language);

impl Words {
    fn pick(&self, sv: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Language::Swedish => sv,
            Language::English => en,
        }
    }

    fn options(&self) -> &'static str {
        self.pick("Flaggor", "Options")
    }

    fn command(
        &self,
        name: &'static str,
        about: &'static str,
        usage: &'static str,
        after: String,
        arguments: impl IntoIterator<Item = Arg>,
    ) -> clap::Command {
        let (bold, plain) = (HEADING.render(), HEADING.render_reset());
        let usage_heading = self.pick("Användning:", "Usage:");
        clap::Command::new(name)
            .about(about)
            .override_usage(usage)
            .help_template(format!("{{about}}\n\n{bold}{usage_heading}{plain} {{usage}}\n\n{{all-args}}{{after-help}}"))
            .after_help(after)
            .disable_help_flag(true)
            .args(arguments)
            .arg(
                Arg::new("help")
                    .short('h')
                    .long("help")
                    .action(ArgAction::Help)
                    .help(self.pick("Visa denna hjälp", "Show this help"))
                    .help_heading(self.options())
                    .display_order(900),
            )
    }

    fn examples(&self, lines: &[(&str, &'static str, &'static str)]) -> String {
        let (bold, plain) = (HEADING.render(), HEADING.render_reset());
        let mut out = format!("{bold}{}{plain}", self.pick("Exempel:", "Examples:"));
        for (line, sv, en) in lines {
            out.push_str(&format!("\n  {line}\n      {}", self.pick(sv, en)));
        }
        out
    }

    fn flag(&self, name: &'static str, sv: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).help(self.pick(sv, en)).help_heading(self.options())
    }

    fn positional(&self, name: &'static str, value_name: &'static str, sv: &'static str, en: &'static str) -> Arg {
        let order = if name == "kind" { 1 } else { 2 };
        Arg::new(name)
            .required(true)
            .value_name(value_name)
            .help(self.pick(sv, en))
            .help_heading(self.pick("Argument", "Arguments"))
            .display_order(order)
    }

    fn files(&self) -> Arg {
        self.positional(
            "file",
            self.pick("FIL", "FILE"),
            "En eller flera källfiler, .toml eller .json; jokertecken som utkast/*.toml går bra",
            "One or more sources, .toml or .json; wildcards such as drafts/*.toml will do",
        )
        .num_args(1..)
        .value_parser(value_parser!(PathBuf))
    }

    fn strict(&self) -> Arg {
        self.flag("strict", "Låt varningar räknas som fel", "Let warnings count as errors").action(ArgAction::SetTrue)
    }

    fn kind(&self) -> Arg {
        self.positional(
            "kind",
            self.pick("SLAG", "KIND"),
            "Slag av dokument, till exempel uppdragshandling",
            "Kind of document, such as uppdragshandling",
        )
    }

    fn check(&self) -> clap::Command {
        self.command(
            "check",
            self.pick(
                "Kontrollerar källfiler och visar alla fel på en gång, vart och ett vid sin rad",
                "Checks sources and shows every fault at once, each at its line",
            ),
            self.pick("kansli check [FLAGGOR] FIL...", "kansli check [OPTIONS] FILE..."),
            self.examples(&[
                ("kansli check lmr.toml", "alla fel i ett utkast", "every fault of a draft"),
                (
                    "kansli check --for signing lmr.toml",
                    "är något kvar att fylla i före undertecknandet?",
                    "is anything left to fill in before signing?",
                ),
                ("kansli check --format json *.toml", "för andra program", "for other programs"),
            ]),
            [
                self.files(),
                self.flag(
                    "for",
                    "signing: räkna platshållare och annat ofärdigt som fel",
                    "signing: count placeholders and other loose ends as errors",
                )
                .value_name("signing")
                .value_parser(PossibleValuesParser::new(["signing"]))
                .hide_possible_values(true),
                self.strict(),
                self.flag(
                    "format",
                    "human: rader att läsa (förval); json: en lista, på båda språken",
                    "human: lines to read (default); json: one list, in both languages",
                )
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(["human", "json"]))
                .hide_possible_values(true),
            ],
        )
    }

    fn render(&self) -> clap::Command {
        let names: Vec<_> = formats().collect();
        let to = format!(
            "{} {}",
            self.pick(
                "Format att skriva, med komma emellan; alla om inget anges:",
                "Formats to write, separated by commas; all by default:"
            ),
            names.join(", ")
        );
        self.command(
            "render",
            self.pick(
                "Gör PDF och Word-fil av källfiler, med ett överensstämmelseintyg som visar att de säger detsamma",
                "Makes a PDF and a Word file of sources, with a consistency certificate that shows that they say the same",
            ),
            self.pick("kansli render [FLAGGOR] FIL...", "kansli render [OPTIONS] FILE..."),
            self.examples(&[
                (
                    "kansli render lmr.toml",
                    "skriver lmr.pdf, lmr.docx och lmr.certificate.json bredvid källfilen",
                    "writes lmr.pdf, lmr.docx and lmr.certificate.json beside the source",
                ),
                (
                    "kansli render --out färdigt --date 2021-03-15 utkast/*.toml",
                    "alla utkast till en egen mapp; de som saknar datum får detta i filernas metadata",
                    "all drafts into a folder of their own; those without a date get this one in the files' metadata",
                ),
            ]),
            [
                self.files(),
                Arg::new("to")
                    .long("to")
                    .value_name("FORMAT,...")
                    .value_delimiter(',')
                    .value_parser(PossibleValuesParser::new(names.iter().map(|name| PossibleValue::new(*name))))
                    .hide_possible_values(true)
                    .action(ArgAction::Append)
                    .help(to)
                    .help_heading(self.options()),
                self.flag("out", "Mapp för filerna; källfilens egen om inget anges", "Folder for the files; the source's own by default")
                    .value_name(self.pick("MAPP", "DIR"))
                    .value_parser(value_parser!(PathBuf)),
                self.strict(),
                self.flag(
                    "date",
                    "Datum (ÅÅÅÅ-MM-DD) i filernas metadata för dokument utan eget datum; skrivs inte ut på sidorna",
                    "Date (YYYY-MM-DD) in the files' metadata for documents without one; not printed on the pages",
                )
                .value_name(self.pick("DATUM", "DATE")),
            ],
        )
    }

    fn new_document(&self) -> clap::Command {
        self.command(
            "new",
            self.pick(
                "Börjar ett nytt dokument: en källfil med vägledning, eget id och slagets schema bredvid",
                "Begins a new document: a source with guidance, an id of its own, and the kind's schema beside it",
            ),
            self.pick("kansli new SLAG FIL", "kansli new KIND FILE"),
            self.examples(&[("kansli new uppdragshandling palliativ-vard.toml", "skriver aldrig över något", "never overwrites anything")]),
            [
                self.kind(),
                self.positional(
                    "file",
                    self.pick("FIL", "FILE"),
                    "Källfilen som ska göras; slutar på .toml",
                    "The source to make; ends in .toml",
                )
                .value_parser(value_parser!(PathBuf)),
            ],
        )
    }

    fn schema(&self) -> clap::Command {
        self.command(
            "schema",
            self.pick(
                "Skriver ut ett slags JSON Schema, så att textredigeraren kan hjälpa till",
                "Prints the JSON Schema of a kind, so that an editor can help",
            ),
            self.pick("kansli schema SLAG", "kansli schema KIND"),
            self.examples(&[(
                "kansli schema uppdragshandling > uppdragshandling.schema.json",
                "källfilens första rad säger var schemat ligger",
                "the first line of the source says where the schema lies",
            )]),
            [self.kind()],
        )
    }

    fn help(&self) -> clap::Command {
        self.command(
            "help",
            self.pick("Visar hjälp om ett kommando", "Shows help on a command"),
            self.pick("kansli help [KOMMANDO]", "kansli help [COMMAND]"),
            String::new(),
            [self
                .positional("command", self.pick("KOMMANDO", "COMMAND"), "Kommandot", "The command")
                .required(false)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(COMMANDS))],
        )
    }

    fn language(&self) -> Arg {
        self.flag(
            "lang",
            "Språk för meddelanden: sv (förval) eller en; annars avgör datorns inställning",
            "Language of messages: sv or en; by default English where the computer is set to it, else Swedish",
        )
        .value_name("sv|en")
        .value_parser(PossibleValuesParser::new(["sv", "en"]))
        .hide_possible_values(true)
        .global(true)
        .display_order(800)
    }

    fn version(&self) -> Arg {
        self.flag("version", "Visa version", "Show the version").short('V').action(ArgAction::Version).display_order(901)
    }

    fn exit_codes(&self) -> String {
        let (bold, plain) = (HEADING.render(), HEADING.render_reset());
        let rows = [
            ("0", "gjort", "done"),
            ("1", "dokumentet har fel", "the document has faults"),
            ("2", "kommandot är felskrivet", "wrong use of the command"),
            ("3", "en fil gick inte att läsa eller skriva", "a file could not be read or written"),
            ("4", "Kansli gjorde fel, eller filerna säger inte detsamma", "Kansli is at fault, or the files do not say the same"),
        ];
        let heading = self.pick("Slutkoder (för många filer den högsta):", "Exit codes (the highest over many files):");
        let mut out = format!("{bold}{heading}{plain}");
        for (code, sv, en) in rows {
            out.push_str(&format!("\n  {code}  {}", self.pick(sv, en)));
        }
        out
    }
}

const HEADING: Style = Style::new().effects(Effects::BOLD);

/// The whole command line, with its help in one language.
fn program(language: Language) -> clap::Command {
    let words = Words(language);
    let styles = Styles::plain().header(HEADING).usage(HEADING);
    words
        .command(
            "kansli",
            words.pick(
                "Kansli sätter samman styrande dokument: ur en källfil en PDF och en Word-fil som bevisligen säger detsamma",
                "Kansli assembles governing documents: from one source a PDF and a Word file that provably say the same",
            ),
            words.pick("kansli KOMMANDO [FLAGGOR]", "kansli COMMAND [OPTIONS]"),
            words.exit_codes(),
            [words.language(), words.version()],
        )
        .styles(styles)
        .subcommand_help_heading(words.pick("Kommandon", "Commands"))
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .version(env!("CARGO_PKG_VERSION"))
        .subcommands([words.check(), words.render(), words.new_document(), words.schema(), words.help()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<OsString> {
        text.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_definition_is_sound() {
        program(Language::Swedish).debug_assert();
        program(Language::English).debug_assert();
    }

    #[test]
    fn render_takes_formats_in_the_order_they_are_written() {
        let all: Vec<_> = formats().collect();
        let Ok(Command::Render(render)) = parse(&line("kansli render a.toml b.json"), Language::Swedish) else { panic!() };
        assert_eq!(render.formats, all);
        assert_eq!(render.files, [PathBuf::from("a.toml"), PathBuf::from("b.json")]);
        let Ok(Command::Render(render)) = parse(&line("kansli render --to docx --date 2024-02-29 a.toml"), Language::Swedish) else {
            panic!()
        };
        assert_eq!((render.formats, render.date.as_deref()), (vec!["docx"], Some("2024-02-29")));
    }

    #[test]
    fn a_date_must_exist() {
        for date in ["2021-02-29", "2021-2-1", "2021-13-01", "i-dag", "2021-xx-xx"] {
            assert!(parse(&line(&format!("kansli render --date {date} a.toml")), Language::Swedish).is_err(), "{date}");
        }
    }
}
