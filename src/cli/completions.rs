//! `kansli completions` turns the definition of the command line into a script for a shell.

use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use super::Exit;
use super::args::{self, Completions};
use super::report::{Report, Stream};
use crate::kind::Kind;
use crate::theme::Theme;
use crate::world::World;

/// Prints the script. It completes commands, options and their values, the kinds and themes of `world`, and names of files.
pub fn run(command: Completions, world: &dyn World, report: &Report) -> Exit {
    // clap keeps names for as long as the program runs, and that ends when the script is printed.
    let kinds: Vec<&'static str> = Kind::all(world).iter().map(|kind| &*kind.as_str().to_owned().leak()).collect();
    let themes: Vec<&'static str> = Theme::all(world).into_iter().map(|theme| &*theme.leak()).collect();
    let mut program = args::program(report.language());
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        for (argument, values) in [("kind", &kinds), ("theme", &themes)] {
            program = program.mut_subcommand(&name, |command| with_values(command, argument, values));
        }
    }
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut program, "kansli", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if command.shell == Shell::Fish {
        script.push_str(&values_for_fish(&program));
    }
    report.text(Stream::Answer, &script);
    Exit::Done
}

/// The command, with the values that one of its arguments can have, if it has that argument.
fn with_values(command: clap::Command, argument: &str, values: &[&'static str]) -> clap::Command {
    if command.get_arguments().any(|known| known.get_id() == argument) {
        command.mut_arg(argument, |argument| argument.value_parser(PossibleValuesParser::new(values.to_vec())))
    } else {
        command
    }
}

/// The values of arguments without a name before them, which clap leaves out for fish. Where no other argument is asked
/// for, no names of files are offered.
fn values_for_fish(program: &clap::Command) -> String {
    let mut lines = String::new();
    for command in program.get_subcommands() {
        let values: Vec<_> = command.get_positionals().map(clap::Arg::get_possible_values).collect();
        let no_files = if values.iter().all(|values| !values.is_empty()) { " -f" } else { "" };
        let names = values.iter().flatten().map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(" ");
        if !names.is_empty() {
            let name = command.get_name();
            lines.push_str(&format!("complete -c kansli -n \"__fish_kansli_using_subcommand {name}\"{no_files} -a \"{names}\"\n"));
        }
    }
    lines
}
