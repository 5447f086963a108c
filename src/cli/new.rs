//! `kansli new` turns a kind's starter into a source with an id of its own, and puts the kind's schema beside it.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use super::args::{Globals, New};
use super::files::{folder_of, name_of};
use super::report::{Report, Stream};
use super::slug::slug;
use super::usage::Usage;
use super::{Exit, kinds, output};
use crate::diag::{Diagnostic, Message};
use crate::kind::{Kind, STARTER_ID};
use crate::world::World;

/// What an id begins with where the file's name has no letters.
const NAMELESS: &str = "dokument";

/// Makes the source, and the schema unless one lies there.
pub fn run(command: &New, world: &dyn World, globals: &Globals, report: &Report) -> Exit {
    let kind = match kinds::load(&command.kind, "new", world, report) {
        Ok(kind) => kind,
        Err(exit) => return exit,
    };
    let file = &command.file;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if file.extension().is_none_or(|ending| ending != "toml") {
        let (shown, better) = (shown(file), shown(&file.with_extension("toml")));
        let usage = Usage::new(Message::new(format!("”{shown}” slutar inte på .toml"), format!("“{shown}” does not end in .toml")), "new");
        report.usage(&usage.hint(format!("skriv {better}"), format!("write {better}")));
        return Exit::WrongUse;
    }
    let slug = slug(&stem).unwrap_or_else(|| NAMELESS.to_owned());
    let id = format!("{slug}-{}", suffix());
    let source = kind.starter.replacen(STARTER_ID, &format!("id = \"{id}\""), 1);
    if let Err(fault) = output::create(file, source.as_bytes()) {
        return refused(fault, world, report);
    }
    let shown = shown(file);
    report.remark(
        Stream::Answer,
        &Message::new(format!("{shown} är skapad och har id {id}."), format!("{shown} is created and has the id {id}.")),
    );
    let with: String = globals.templates.iter().map(|folder| format!(" --templates {}", self::shown(folder))).collect();
    let schema = match put_schema(file, &kind, &with) {
        Ok(message) => message,
        Err(fault) => return refused(fault, world, report),
    };
    report.remark(Stream::Answer, &schema);
    report.remark(
        Stream::Answer,
        &Message::new(
            format!("\nFyll i filen i en textredigerare. Sedan:\n  kansli check{with} {shown}     visar vad som återstår\n  kansli render{with} {shown}    gör PDF och Word"),
            format!("\nFill in the file in a text editor. Then:\n  kansli check{with} {shown}     shows what is left\n  kansli render{with} {shown}    makes the PDF and the Word file"),
        ),
    );
    Exit::Done
}

/// Puts the schema where the first line of the starter says that it lies, and tells what came of it.
fn put_schema(file: &Path, kind: &Kind, with: &str) -> Result<Message, Diagnostic> {
    let name = format!("{}.schema.json", kind.id);
    let path = folder_of(file).join(&name);
    let schema = super::schema::text(kind);
    match fs::read(&path) {
        Ok(found) if found == schema.as_bytes() => {
            Ok(Message::new(format!("{name} ligger redan bredvid."), format!("{name} lies beside it already.")))
        }
        Ok(_) => {
            let command = format!("kansli schema{with} {} --out {}", kind.id, shown(&path));
            Ok(Message::new(
                format!("{name} bredvid är av en annan version och lämnas som den är; byt ut den med: {command}"),
                format!("{name} beside it is of another version and is left as it is; replace it by: {command}"),
            ))
        }
        Err(_) => {
            output::create(&path, schema.as_bytes())?;
            Ok(Message::new(
                format!("{name} är skapad bredvid; med den kan en textredigerare föreslå fält och förklara dem."),
                format!("{name} is created beside it; with it an editor can complete fields and explain them."),
            ))
        }
    }
}

fn refused(fault: Diagnostic, world: &dyn World, report: &Report) -> Exit {
    let exit = Exit::of([&fault], false);
    report.faults(world, &[fault]);
    exit
}

/// A path as it can be typed again.
pub fn shown(path: &Path) -> String {
    let name = name_of(path);
    if name.as_str().contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_string() }
}

/// Six random characters, about 30 bits. Without vowels, so that they spell nothing, and without what looks alike.
fn suffix() -> String {
    const ALPHABET: &[u8; 28] = b"bcdfghjkmnpqrstvwxyz23456789";
    // The standard library seeds each `RandomState` from the system's random numbers.
    let mut random = RandomState::new().hash_one("kansli new");
    let mut suffix = String::new();
    for _ in 0..6 {
        suffix.push(char::from(ALPHABET[(random % 28) as usize]));
        random /= 28;
    }
    suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_is_fresh() {
        let (one, two) = (suffix(), suffix());
        assert_eq!(one.len(), 6);
        assert_ne!(one, two);
    }
}
