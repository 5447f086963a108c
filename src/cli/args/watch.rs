//! `kansli watch FILE...` on the command line. It takes what `render` takes.

use clap::{Arg, ArgMatches};

use super::words::Words;
use super::{Command, render};
use crate::cli::usage::Usage;

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let arguments: Vec<Arg> = render::define(words).get_arguments().filter(|argument| argument.get_id() != "help").cloned().collect();
    words.command(
        "watch",
        words.pick(
            "Gör om PDF och Word-fil varje gång en källfil sparas, och berättar vad som ändrades",
            "Makes the PDF and the Word file anew each time a source is saved, and tells what changed",
        ),
        words.pick("kansli watch [FLAGGOR] FIL...", "kansli watch [OPTIONS] FILE..."),
        words.examples(&[
            (
                "kansli watch --date 2021-03-15 lmr.toml",
                "skriv på i textredigeraren; filerna följer med vid varje sparning, tills du trycker Ctrl-C",
                "write on in the editor; the files follow each save, until you press Ctrl-C",
            ),
            (
                "kansli watch --to pdf --out granskning lmr.toml",
                "bara PDF, i en egen mapp; vid fel ligger den senaste felfria kvar",
                "only the PDF, in a folder of its own; on a fault the last good one stays",
            ),
        ]),
        arguments,
    )
}

/// What the user asked for.
///
/// # Errors
/// Those of `render`.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    Ok(match render::read(matches)? {
        Command::Render(render) => Command::Watch(render),
        other => other,
    })
}
