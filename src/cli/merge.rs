//! `kansli merge` turns two sources made of one into one source with the changes of both, or tells where they clash.

use std::path::{Path, PathBuf};

use super::args::Merge;
use super::files::{folder_of, name_of};
use super::report::{Report, Stream};
use super::store::Desk;
use super::texts::Texts;
use super::{Exit, output};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::Kind;
use crate::merge::{Merged, merge};
use crate::model::Pointer;
use crate::read::{self, Format, Source};
use crate::world::World;

/// Merges, and prints or writes. A file that is written to may be one of the sides: it is replaced whole, or not at all.
pub fn run(command: &Merge, world: &dyn World, report: &Report) -> Exit {
    match merged(command, world, report) {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

fn merged(command: &Merge, world: &dyn World, report: &Report) -> Result<(), Exit> {
    let told = |faults: Vec<Diagnostic>| {
        report.faults(world, &faults);
        Exit::of(&faults, false)
    };
    let paths = [&command.base, &command.ours, &command.theirs];
    let desk = Desk::of(&paths.map(Clone::clone), world).map_err(told)?;
    let [base, ours, theirs] = paths.map(|path| source(path, &desk, world, report));
    let (base, ours, theirs) = match (base, ours, theirs) {
        (Ok(base), Ok(ours), Ok(theirs)) => (base, ours, theirs),
        (base, ours, theirs) => return Err(base.err().max(ours.err()).max(theirs.err()).unwrap_or(Exit::OwnFault)),
    };
    if let Some(out) = &command.out {
        refused(out, &ours, &paths).map_err(|fault| told(vec![fault]))?;
    }
    let schema = schema(&ours, world);
    let Merged { text, comments_lost } = merge(&base, &ours, &theirs, schema.as_ref()).map_err(|faults| {
        let texts = Texts::new(ours.file(), Some(ours.text().as_bytes()), Some(&ours), world);
        for fault in &faults {
            // The places in the other files come below, each with its line.
            let alone = Diagnostic { related: Vec::new(), ..fault.clone() };
            report.blocks(&texts, std::slice::from_ref(&alone)).iter().for_each(|block| report.text(Stream::Aside, block));
            for (place, message) in &fault.related {
                report.sentence(Stream::Aside, &located(place, message, &[&theirs, &base]));
            }
            report.text(Stream::Aside, "");
        }
        if faults.iter().all(|fault| fault.code == codes::MERGE_CONFLICT) {
            report.sentence(Stream::Aside, &clashes(faults.len()));
        }
        Exit::of(&faults, false)
    })?;
    if comments_lost {
        report.remark(
            Stream::Aside,
            &Message::new(
                "Någon kommentar står i något som båda har ändrat och kom inte med; jämför med din fil.",
                "Some comment stands in what both have changed and is left out; compare with your file.",
            ),
        );
    }
    match &command.out {
        None => report.text(Stream::Answer, &text),
        Some(path) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            output::write(folder_of(path), &[(name, text.as_bytes())], &[]).map_err(|fault| told(vec![fault]))?;
            report.written(path);
        }
    }
    Ok(())
}

/// What is wrong with a file to write to: it bears the name of another format, or is there and none of the three.
fn refused(out: &Path, ours: &Source, sides: &[&PathBuf; 3]) -> Result<(), Diagnostic> {
    let fault = |message| Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(out)), message);
    let ending = match ours.format() {
        Format::Toml => "toml",
        Format::Json => "json",
    };
    if !out.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)) {
        let message = Message::new(
            format!("det som skrivs är en källfil i samma format som {}, och namnet slutar inte på .{ending}", ours.file()),
            format!("what is written is a source in the format of {}, and the name does not end in .{ending}", ours.file()),
        );
        return Err(fault(message).hint(format!("välj ett namn som slutar på .{ending}"), format!("choose a name that ends in .{ending}")));
    }
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let side = whole(out).is_some_and(|out| sides.iter().any(|side| whole(side).as_ref() == Some(&out)));
    if out.symlink_metadata().is_ok() && !side {
        let message = Message::new(
            "filen finns redan, och den är ingen av de tre som sammanförs",
            "the file exists already, and it is none of the three that are merged",
        );
        return Err(fault(message).hint("välj ett annat namn; inget skrivs över", "choose another name; nothing is overwritten"));
    }
    Ok(())
}

/// Another place of a conflict, with its line: "lmr.toml:13:8: den andra sidan".
fn located(place: &Place, message: &Message, sources: &[&Source]) -> Message {
    let found = sources.iter().find_map(|source| Some(source.line_column(source.place_range(place)?.start)));
    let at = match found {
        Some((line, column)) => format!("{}:{line}:{column}", place.file()),
        None => place.file().to_string(),
    };
    Message::new(format!("  {at}: {}", message.sv), format!("  {at}: {}", message.en))
}

fn clashes(count: usize) -> Message {
    match count {
        1 => Message::new("1 konflikt; inget har skrivits.", "1 conflict; nothing was written."),
        _ => Message::new(format!("{count} konflikter; inget har skrivits."), format!("{count} conflicts; nothing was written.")),
    }
}

/// Reads one of the sources; faults are told.
fn source(path: &Path, desk: &Desk<'_>, world: &dyn World, report: &Report) -> Result<Source, Exit> {
    let asked = super::files::name_of(path);
    let told = |texts: &Texts<'_>, faults: &[Diagnostic]| {
        report.blocks(texts, faults).iter().for_each(|block| report.block(Stream::Aside, block));
        Exit::of(faults, false)
    };
    let (file, bytes) = desk.fetch(path, "merge").map_err(|faults| told(&Texts::new(&asked, None, None, world), &faults))?;
    read::read(file.clone(), &bytes).map_err(|faults| told(&Texts::new(&file, Some(&bytes), None, world), &faults))
}

/// The schema of the kind that a source says it is of, if there is a sound one.
fn schema(source: &Source, world: &dyn World) -> Option<serde_json::Value> {
    let kind = source.field(&Pointer::root().key("kind"))?.as_str()?;
    let id = Kind::all(world).into_iter().find(|known| known.as_str() == kind)?;
    Kind::load(world, &id).ok().map(|kind| kind.schema)
}
