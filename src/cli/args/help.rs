//! `kansli help [COMMAND]` on the command line.

use clap::ArgMatches;
use clap::builder::PossibleValuesParser;

use super::names;
use super::words::{Words, text};

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "help",
        words.pick("Visar hjälp om ett kommando", "Shows help on a command"),
        words.pick("kansli help [KOMMANDO]", "kansli help [COMMAND]"),
        String::new(),
        [words
            .positional("command", words.pick("KOMMANDO", "COMMAND"), "Kommandot", "The command")
            .required(false)
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(names()))],
    )
}

/// The help asked for, as it stands.
pub fn read(matches: &ArgMatches, program: &mut clap::Command) -> String {
    let named = text(matches, "command").map(str::to_owned);
    let help = match named.and_then(|name| program.find_subcommand_mut(&name).map(clap::Command::render_help)) {
        Some(help) => help,
        None => program.render_help(),
    };
    help.ansi().to_string()
}
