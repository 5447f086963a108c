//! `kansli man` turns the definition of the command line into manual pages.

use std::path::Path;

use clap_mangen::Man as Page;

use super::args::{self, Man};
use super::report::{Report, Stream};
use super::{Exit, output};
use crate::diag::Language;
use crate::world::World;

/// Prints a page, or writes them all into a folder.
pub fn run(command: &Man, world: &dyn World, report: &Report) -> Exit {
    let language = report.language();
    let mut program = args::program(language);
    program.build();
    if let Some(folder) = &command.out {
        return all(&program, folder, language, world, report);
    }
    let page = command.command.as_ref().and_then(|name| program.find_subcommand(name)).unwrap_or(&program);
    report.text(Stream::Answer, &text(page, language));
    Exit::Done
}

fn all(program: &clap::Command, folder: &Path, language: Language, world: &dyn World, report: &Report) -> Exit {
    let commands = std::iter::once(program).chain(program.get_subcommands());
    let pages: Vec<(String, String)> =
        commands.map(|command| (Page::new(command.clone()).get_filename(), text(command, language))).collect();
    let files: Vec<(String, &[u8])> = pages.iter().map(|(name, text)| (name.clone(), text.as_bytes())).collect();
    match output::write(folder, &files, &[]) {
        Ok(paths) => {
            paths.iter().for_each(|path| report.written(path));
            Exit::Done
        }
        Err(fault) => {
            let exit = Exit::of([&fault], false);
            report.faults(world, &[fault]);
            exit
        }
    }
}

/// The page of a command, in roff with the macros of man(7).
fn text(command: &clap::Command, language: Language) -> String {
    let pick = |sv: &'static str, en: &'static str| match language {
        Language::Swedish => sv,
        Language::English => en,
    };
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let page = Page::new(command.clone());
    let mut options = Vec::new();
    let mut commands = Vec::new();
    // Writing into memory does not fail.
    let _ = page.render_options_section(&mut options);
    if command.has_subcommands() {
        let _ = page.render_subcommands_section(&mut commands);
    }
    let mut out = String::from("'\\\" t -*- coding: UTF-8 -*-\n");
    let version = concat!("Kansli ", env!("CARGO_PKG_VERSION"));
    // Then neither hyphens nor wide gaps: what is typed must be read as it stands.
    out.push_str(&format!(".TH \"{}\" \"1\" \"\" \"{version}\" \"Kansli\"\n.nh\n.ad l\n", escaped(&name.to_uppercase())));
    out.push_str(&format!(".SH {}\n{} \\- {}\n", pick("NAMN", "NAME"), escaped(name), escaped(&about)));
    let usage = command.get_overridden_usage().map(ToString::to_string).unwrap_or_default();
    out.push_str(&format!(".SH {}\n{}\n", pick("ÖVERSIKT", "SYNOPSIS"), escaped(&usage)));
    for section in [commands, options] {
        out.push_str(&body(&String::from_utf8_lossy(&section)));
    }
    for part in command.get_after_help().map(ToString::to_string).unwrap_or_default().split("\n\n") {
        if let Some((heading, lines)) = part.split_once('\n') {
            let heading = heading.trim_end_matches(':').to_uppercase();
            out.push_str(&format!(".SH \"{}\"\n.nf\n", escaped(&heading)));
            lines.lines().for_each(|line| out.push_str(&format!("{}\n", escaped(line))));
            out.push_str(".fi\n");
        }
    }
    if command.get_name() != "kansli" {
        out.push_str(&format!(".SH {}\n\\fBkansli\\fR(1)\n", pick("SE ÄVEN", "SEE ALSO")));
    }
    out
}

/// Sections as clap writes them, without the definitions before the first, of which the apostrophe's is the only one used.
fn body(section: &str) -> String {
    section.find(".SH").and_then(|at| section.get(at..)).unwrap_or_default().replace("\\*(Aq", "\\(aq")
}

/// Text that roff takes literally.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('"', "\\(dq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}
