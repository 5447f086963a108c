//! `kansli diff` turns two versions into what has changed between them, at the terminal and as files.

mod authors;
mod json;
mod operand;
mod term;
mod told;
mod weights;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::args::{Diff, View};
use super::report::{Report, Stream};
use super::store::{Desk, base_of};
use super::usage::Usage;
use super::{Exit, output, themes};
use crate::check::CheckOptions;
use crate::compare::{compare, listed, synopsis};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Record, Redline, Tree};
use crate::produce::{Producer, Request};
use crate::read::{self, Source};
use crate::world::World;

use operand::{Operand, lies_in, marked_alike, resolve};
pub use weights::weigh;

/// Compares, shows and writes. The exit code tells a difference only where `--exit-code` asks for it.
pub fn run(command: &Diff, world: &dyn World, report: &Report) -> Exit {
    compared(command, world, report).unwrap_or_else(|exit| exit)
}

fn compared(command: &Diff, world: &dyn World, report: &Report) -> Result<Exit, Exit> {
    let told = |faults: Vec<Diagnostic>| {
        report.faults(world, &faults);
        Exit::of(&faults, false)
    };
    let (old, new) = match &command.new {
        Some(new) => (command.old.clone(), new.clone()),
        None => match base_of(&command.old).map_err(told)? {
            Some(versions) => versions,
            None => {
                report.usage(&no_base(&command.old));
                return Err(Exit::WrongUse);
            }
        },
    };
    let producer = themes::producer(&command.theme, "diff", world, report)?;
    let desk = Desk::of(&[PathBuf::from(&old), PathBuf::from(&new)], world).map_err(told)?;
    let sides = (resolve(&old, &producer, world, &desk, report), resolve(&new, &producer, world, &desk, report));
    let (old, new) = match sides {
        (Ok(old), Ok(new)) => marked_alike(old, new, &producer),
        (old, new) => return Err(old.err().max(new.err()).unwrap_or(Exit::OwnFault)),
    };
    let tree = redline(&old, &new, &desk).map_err(told)?;
    let redline = tree.redline.as_deref().ok_or(Exit::OwnFault)?;
    if command.terminal && !report.quiet {
        let text = match command.view {
            View::Redline | View::Synopsis => term::shown(redline, report.language()),
            View::Summary => told::summarised(redline, report.language()),
            View::Draft => told::drafted(redline),
        };
        report.text(Stream::Answer, &text);
    }
    if !command.formats.is_empty() {
        if redline.changes.is_empty() {
            report.text(Stream::Aside, &term::same(redline, report.language()));
        } else {
            let files = files(command, &producer, &tree, (&old, &new), &desk).map_err(told)?;
            for path in written(command, files, &old, &new).map_err(told)? {
                report.written(&path);
            }
        }
    }
    Ok(if command.exit_code && !redline.changes.is_empty() { Exit::Faults } else { Exit::Done })
}

/// The redline of two versions, which bears their names; of two of one name, as they were given. Between two revisions of one document the
/// weights are those that somebody confirmed.
fn redline(old: &Operand, new: &Operand, desk: &Desk<'_>) -> Result<Tree, Vec<Diagnostic>> {
    let mut tree = compare(&old.tree, &new.tree);
    if let Some(redline) = tree.redline.as_deref_mut() {
        let whole = old.name == new.name;
        let name = |side: &Operand| if whole { side.path.to_string_lossy().into_owned() } else { side.name.clone() };
        *redline = Redline { old_name: name(old), new_name: name(new), ..std::mem::take(redline) };
        weights::confirm(redline, old, new, desk)?;
    }
    Ok(tree)
}

/// The names and bytes of the files.
fn files(
    command: &Diff,
    producer: &Producer<'_>,
    redline: &Tree,
    (old, new): (&Operand, &Operand),
    desk: &Desk<'_>,
) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let of = both(old, new)?;
    let request = Request {
        options: CheckOptions::default(),
        record: Record::default(),
        formats: command.formats.clone(),
        date: command.date.clone().or_else(|| old.tree.metadata.date.clone()),
        ..Request::default()
    };
    if command.view == View::Synopsis {
        let Some(tree) = synopsis(redline) else { return Ok(Vec::new()) };
        let outputs = producer.derived(&tree, &of, &new.source, &request)?;
        let stem = format!("{}-lydelser", new.stem);
        return Ok(outputs.into_iter().map(|output| (output.name(&stem), output.bytes)).collect());
    }
    let stem = format!("{}-andringar", new.stem);
    let mut files = Vec::new();
    if command.formats.contains(&"json") {
        let fault = || {
            Diagnostic::error(
                codes::INTERNAL_FAULT,
                Place::File(of.file().clone()),
                Message::new("jämförelsen gick inte att skriva som JSON", "the comparison could not be written as JSON"),
            )
        };
        files.push((format!("{stem}.json"), json::file(redline, old, new).ok_or_else(|| vec![fault()])?));
    }
    let formats = command.formats.iter().copied().filter(|name| *name != "json").collect();
    let bylines = if command.formats.contains(&"docx") { authors::bylines(redline, old, new, producer, desk)? } else { None };
    // Word lists the changes by itself.
    let lists = command.formats.iter().any(|name| !matches!(*name, "docx" | "json"));
    let read = if lists { Cow::Owned(listed(redline)) } else { Cow::Borrowed(redline) };
    let outputs = producer.redlined((redline, &read), &of, &new.source, &Request { formats, ..request }, bylines.as_ref())?;
    files.extend(outputs.into_iter().map(|output| (output.name(&stem), output.bytes)));
    Ok(files)
}

/// What stands for both sources in the files' metadata: its hash is of the hashes of both.
fn both(old: &Operand, new: &Operand) -> Result<Source, Vec<Diagnostic>> {
    let text = format!("old = \"{}\"\nnew = \"{}\"\n", old.source.hash(), new.source.hash());
    read::read(FileName::new(format!("{}.toml", new.stem)), text.as_bytes())
}

/// Writes the files; none of them replaces a version that was compared.
fn written(command: &Diff, files: Vec<(String, Vec<u8>)>, old: &Operand, new: &Operand) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let folder = command.out.as_deref().unwrap_or(Path::new("."));
    if let Some((name, _)) = files.iter().find(|(name, _)| [old, new].iter().any(|side| lies_in(side, folder, name))) {
        let message = Message::new(
            format!("filen {name} skulle ersätta en av de versioner som jämförs"),
            format!("the file {name} would replace one of the versions compared"),
        );
        let fault = Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(FileName::new(name)), message);
        return Err(vec![fault.hint("ange en annan mapp med --out", "give another folder by --out")]);
    }
    let named: Vec<(String, &[u8])> = files.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
    let folder = command.out.as_deref().unwrap_or(Path::new(""));
    output::write(folder, &named, &[]).map_err(|fault| vec![fault])
}

/// There is nothing to compare a file with.
fn no_base(text: &str) -> Usage {
    let message = Message::new(
        format!("det står inte vad {text} ska jämföras med, och det är ingen arbetskopia ur ett lager"),
        format!("it does not say what to compare {text} with, and it is no working copy of a store"),
    );
    Usage::new(message, "diff").hint(
        format!("ange två versioner, den äldre först: kansli diff GAMMAL {text}"),
        format!("give two versions, the older first: kansli diff OLD {text}"),
    )
}
