//! `kansli extract` turns a PDF that carries its source into that source on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::Extract;
use super::files::{folder_of, name_of};
use super::report::{Report, Stream};
use super::{Exit, files, output};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::extract::{Extracted, MAXIMUM_BYTES, extract};
use crate::world::World;

/// Writes the source. A file that is there already is left as it is, unless `--force` says otherwise.
pub fn run(command: &Extract, world: &dyn World, report: &Report) -> Exit {
    let made = files::read(&command.file, MAXIMUM_BYTES)
        .and_then(|bytes| extract(&name_of(&command.file), &bytes))
        .and_then(|source| Ok((put(command, &source)?, source)));
    match made {
        Ok(((path, remark), source)) => {
            report.remark(Stream::Aside, &told(&source));
            remark.iter().for_each(|remark| report.remark(Stream::Aside, remark));
            report.written(&path);
            Exit::Done
        }
        Err(fault) => {
            let exit = Exit::of([&fault], false);
            report.faults(world, &[fault]);
            exit
        }
    }
}

/// What was found in the PDF.
fn told(source: &Extracted) -> Message {
    let (title, length, hash) = (shortened(&source.title), source.bytes.len(), source.hash.short());
    Message::new(
        format!("Källfilen till ”{title}”: {length} byte med kontrollsumman {hash}, den som PDF-filen är gjord av."),
        format!("The source of “{title}”: {length} bytes with the hash {hash}, the one that the PDF was made of."),
    )
}

/// Puts the source where it is wanted; where that is, and what to remark on it.
fn put(command: &Extract, source: &Extracted) -> Result<(PathBuf, Option<Message>), Diagnostic> {
    let path = command.out.clone().unwrap_or_else(|| command.file.with_extension(source.ending));
    if same_file(&path, &command.file) {
        let message = Message::new("källfilen skulle skriva över PDF-filen", "the source would overwrite the PDF");
        return Err(Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(&path)), message)
            .hint("ange ett annat namn med --out", "give another name by --out"));
    }
    if fs::read(&path).is_ok_and(|found| found == source.bytes) {
        let remark =
            Message::new("Den finns redan här, och är densamma byte för byte.", "It is here already, and is the same byte for byte.");
        return Ok((path, Some(remark)));
    }
    if command.force {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        output::write(folder_of(&path), &[(name, &source.bytes)], &[])?;
    } else if path.symlink_metadata().is_ok() {
        let message = Message::new("filen finns redan, och den är en annan", "the file exists already, and it is another one");
        return Err(Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(&path)), message).hint(
            "ange ett annat namn med --out, eller skriv över den med --force",
            "give another name by --out, or overwrite it by --force",
        ));
    } else {
        output::create(&path, &source.bytes)?;
    }
    Ok((path, None))
}

fn same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    whole(one).is_some_and(|one| Some(one) == whole(other))
}
