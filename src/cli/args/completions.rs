//! `kansli completions SHELL` on the command line.

use clap::ArgMatches;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;

/// `kansli completions SHELL`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completions {
    /// The shell whose script is asked for.
    pub shell: Shell,
}

const SHELLS: [(&str, Shell); 5] =
    [("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish), ("powershell", Shell::PowerShell), ("elvish", Shell::Elvish)];

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "completions",
        words.pick(
            "Skriver ut det som låter ett skal föreslå kommandon, flaggor, slag och format vid tabb",
            "Prints what lets a shell complete commands, options, kinds and formats",
        ),
        words.pick("kansli completions SKAL", "kansli completions SHELL"),
        words.examples(&[
            (
                "kansli completions bash > ~/.local/share/bash-completion/completions/kansli",
                "för bash; gäller i nya fönster",
                "for bash; holds in new windows",
            ),
            (
                "kansli completions zsh > ~/.zfunc/_kansli",
                "för zsh, där .zshrc har: fpath+=~/.zfunc; autoload -U compinit; compinit",
                "for zsh, where .zshrc has: fpath+=~/.zfunc; autoload -U compinit; compinit",
            ),
            ("kansli completions fish > ~/.config/fish/completions/kansli.fish", "för fish", "for fish"),
            ("kansli completions powershell >> $PROFILE", "för PowerShell", "for PowerShell"),
        ]),
        [words
            .positional(
                "shell",
                words.pick("SKAL", "SHELL"),
                "bash, zsh, fish, powershell eller elvish",
                "bash, zsh, fish, powershell or elvish",
            )
            .value_parser(PossibleValuesParser::new(SHELLS.map(|(name, _)| name)))
            .hide_possible_values(true)],
    )
}

/// What the user asked for.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let asked = text(matches, "shell");
    let shell = SHELLS.into_iter().find(|(name, _)| Some(*name) == asked).map_or(Shell::Bash, |(_, shell)| shell);
    Ok(Command::Completions(Completions { shell }))
}
