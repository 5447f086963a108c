//! Words and arguments that several commands share become parts of their definitions, in one language.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::builder::styling::{Effects, Style};
use clap::{Arg, ArgAction, ArgMatches, ValueHint, value_parser};

use crate::diag::Language;

/// How headings of the help are set.
pub const HEADING: Style = Style::new().effects(Effects::BOLD);

/// Words of the help, in one language.
pub struct Words(pub Language);

impl Words {
    /// The text in the language of the help.
    pub fn pick(&self, sv: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Language::Swedish => sv,
            Language::English => en,
        }
    }

    /// The heading above the options.
    pub fn options(&self) -> &'static str {
        self.pick("Flaggor", "Options")
    }

    /// A command with its help: what it does, how it is written, its arguments, and what follows them.
    pub fn command(
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

    /// Lines to try, each with what comes of it.
    pub fn examples(&self, lines: &[(&str, &'static str, &'static str)]) -> String {
        let (bold, plain) = (HEADING.render(), HEADING.render_reset());
        let mut out = format!("{bold}{}{plain}", self.pick("Exempel:", "Examples:"));
        for (line, sv, en) in lines {
            out.push_str(&format!("\n  {line}\n      {}", self.pick(sv, en)));
        }
        out
    }

    /// An option, `--name`.
    pub fn flag(&self, name: &'static str, sv: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).help(self.pick(sv, en)).help_heading(self.options())
    }

    /// An argument without a name before it.
    pub fn positional(&self, name: &'static str, value_name: &'static str, sv: &'static str, en: &'static str) -> Arg {
        let order = if name == "kind" { 1 } else { 2 };
        Arg::new(name)
            .required(true)
            .value_name(value_name)
            .help(self.pick(sv, en))
            .help_heading(self.pick("Argument", "Arguments"))
            .display_order(order)
    }

    /// `FILE...`, the sources.
    pub fn files(&self) -> Arg {
        self.positional(
            "file",
            self.pick("FIL", "FILE"),
            "En eller flera källfiler, .toml eller .json; jokertecken som utkast/*.toml går bra",
            "One or more sources, .toml or .json; wildcards such as drafts/*.toml will do",
        )
        .num_args(1..)
        .value_hint(ValueHint::FilePath)
        .value_parser(value_parser!(PathBuf))
    }

    /// `--strict`
    pub fn strict(&self) -> Arg {
        self.flag("strict", "Låt varningar räknas som fel", "Let warnings count as errors").action(ArgAction::SetTrue)
    }

    /// `KIND`
    pub fn kind(&self) -> Arg {
        self.positional(
            "kind",
            self.pick("SLAG", "KIND"),
            "Slag av dokument, till exempel uppdragshandling",
            "Kind of document, such as uppdragshandling",
        )
    }

    /// `--theme`, with what it means to the command.
    pub fn theme(&self, sv: &'static str, en: &'static str) -> Arg {
        self.flag("theme", sv, en).value_name(self.pick("TEMA", "THEME"))
    }

    /// `--templates`, for all commands.
    pub fn templates(&self) -> Arg {
        self.flag(
            "templates",
            "Mapp med egna slag, teman, klausuler och typsnitt, som går före de inbyggda; får anges flera gånger",
            "Folder of your own kinds, themes, clauses and fonts, which go before the built-in ones; may be given several times",
        )
        .value_name(self.pick("MAPP", "DIR"))
        .value_parser(value_parser!(PathBuf))
        .action(ArgAction::Append)
        .global(true)
        .display_order(780)
    }

    /// `--lang`, for all commands.
    pub fn language(&self) -> Arg {
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

    /// `--quiet`, for all commands.
    pub fn quiet(&self) -> Arg {
        self.flag(
            "quiet",
            "Visa bara fel, varningar och det du ber att få utskrivet: inga sammanfattningar, inget förlopp",
            "Show errors, warnings and what you ask to be printed, and nothing else: no summaries, no progress",
        )
        .short('q')
        .action(ArgAction::SetTrue)
        .global(true)
        .display_order(790)
    }

    /// `--color`, for all commands.
    pub fn colour(&self) -> Arg {
        self.flag(
            "color",
            "Färger: auto (förval: i en terminal, om inte NO_COLOR är satt), always eller never",
            "Colours: auto (default: at a terminal, unless NO_COLOR is set), always or never",
        )
        .value_name(self.pick("NÄR", "WHEN"))
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
        .hide_possible_values(true)
        .global(true)
        .display_order(810)
    }

    /// `--version`
    pub fn version(&self) -> Arg {
        self.flag("version", "Visa version", "Show the version").short('V').action(ArgAction::Version).display_order(901)
    }

    /// What the exit codes mean.
    pub fn exit_codes(&self) -> String {
        let (bold, plain) = (HEADING.render(), HEADING.render_reset());
        let rows = [
            ("0", "gjort", "done"),
            ("1", "dokumentet har fel", "the document has faults"),
            ("2", "kommandot är felskrivet", "wrong use of the command"),
            ("3", "en fil eller lagret gick inte att läsa eller skriva", "a file or the store could not be read or written"),
            ("4", "Kansli gjorde fel, eller filerna säger inte detsamma", "Kansli is at fault, or the files do not say the same"),
            ("5", "en underskrift som krävs saknas", "a signature that is required is missing"),
            ("6", "någon annan hann före", "somebody else was first"),
        ];
        let heading = self.pick("Slutkoder (för många filer den högsta):", "Exit codes (the highest over many files):");
        let mut out = format!("{bold}{heading}{plain}");
        for (code, sv, en) in rows {
            out.push_str(&format!("\n  {code}  {}", self.pick(sv, en)));
        }
        out
    }
}

/// The sources named, in the order given.
pub fn files(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("file").into_iter().flatten().cloned().collect()
}

/// The value of an argument, when it was given.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}
