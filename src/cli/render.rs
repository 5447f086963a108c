//! `kansli render` turns sources into a PDF, a Word file and their certificate on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Format, Render};
use super::files::folder_of;
use super::report::{Report, Stream};
use super::store::{Desk, Known, is_stored};
use super::usage::Usage;
use super::{Exit, files, jobs, output, stale, themes};
use crate::check::CheckOptions;
use crate::diag::{Checked, Diagnostic, Message, Place, Severity, codes};
use crate::model::Record;
use crate::produce::{CERTIFICATE, Producer, Request};
use crate::read::Source;
use crate::world::World;
use crate::write::FORMATS;

/// Makes the files of every source. Nothing is written when two of them would get the same name.
pub fn run(command: &Render, world: &dyn World, report: &Report) -> Exit {
    let paths = files::expand(&command.files);
    if let Err(usage) = names_apart(&paths, command) {
        report.usage(&usage);
        return Exit::WrongUse;
    }
    let producer = match themes::producer(&command.theme, "render", world, report) {
        Ok(producer) => producer,
        Err(exit) => return exit,
    };
    let desk = match Desk::of(&paths, world) {
        Ok(desk) => desk,
        Err(faults) => {
            report.faults(world, &faults);
            return Exit::of(&faults, false);
        }
    };
    let request = request(command);
    // Copies for many parties are alike, and made side by side.
    #[cfg(feature = "pdf")]
    let _kept = crate::write::pdf::keep(if paths.len() > 1 { 2 * rayon::current_num_threads() } else { 0 });
    let fetch = |path: &Path| desk.fetch(path, "render");
    let work = |path: &Path, source: &Source| one(path, source, command, &producer, &request, &desk);
    let jobs = jobs::each_of(&paths, Format::Human, world, report, fetch, work);
    for job in &jobs {
        job.blocks.iter().for_each(|block| report.block(Stream::Aside, block));
        job.made.iter().flatten().for_each(|path| report.written(path));
    }
    let diagnostics: Vec<&Diagnostic> = jobs.iter().flat_map(|job| &job.diagnostics).collect();
    report.rendered(jobs.iter().filter(|job| job.made.is_some()).count(), paths.len(), &diagnostics, command.strict);
    Exit::of(diagnostics, command.strict)
}

/// What to make of each source.
pub fn request(command: &Render) -> Request {
    Request {
        options: CheckOptions::default(),
        record: Record::default(),
        formats: command.formats.clone(),
        date: command.date.clone(),
        label: command.label.as_ref().map(|label| label.text.clone()),
        running: command.running.clone(),
        pages: command.pages,
        embed_source: command.embed_source,
    }
}

/// Makes and writes the files of one source; gives their names. A revision that was frozen is written as it was then.
pub fn one(
    path: &Path,
    source: &Source,
    command: &Render,
    producer: &Producer<'_>,
    request: &Request,
    desk: &Desk<'_>,
) -> Checked<Vec<PathBuf>> {
    let known = match desk.known(path, source, "render") {
        Ok(known) => known,
        Err(faults) => return Checked { output: Err(faults), warnings: Vec::new() },
    };
    let plain = command.label.is_none() && command.pages.is_none() && !command.embed_source;
    if plain && !known.frozen.is_empty() {
        return Checked { output: frozen(path, command, &known), warnings: Vec::new() };
    }
    let request = &Request { record: known.record, ..request.clone() };
    let Checked { output, mut warnings } = producer.produce(source, request);
    let output = output.and_then(|outputs| {
        if command.strict && warnings.iter().any(|found| found.severity == Severity::Warning) {
            return Err(Vec::new());
        }
        let stem = stem(path, command);
        let folder = folder(path, command);
        let named: Vec<(String, &[u8])> = outputs.iter().map(|output| (output.name(&stem), output.bytes.as_slice())).collect();
        let stale = stale::pages(folder, &stem, source, &outputs);
        output::write(folder, &named, &stale).map_err(|fault| vec![fault])
    });
    warnings.sort_by_key(|found| std::cmp::Reverse(found.severity));
    Checked { output, warnings }
}

/// Writes the files of a frozen version, byte for byte.
fn frozen(path: &Path, command: &Render, known: &Known) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let stem = stem(path, command);
    let asked = || FORMATS.iter().filter(|format| command.formats.contains(&format.name));
    let has = |asked: &str| known.frozen.iter().any(|(ending, _)| ending == asked);
    // A format that was none of the usual ones when the version was frozen is missing only to whoever asks for it.
    if let Some(missing) = asked().find(|format| !has(format.ending) && !format.default) {
        return Err(vec![not_among(path, missing.name, known)]);
    }
    let wanted = |ending: &str| ending == CERTIFICATE || asked().any(|format| format.ending == ending);
    let named: Vec<(String, &[u8])> = known
        .frozen
        .iter()
        .filter(|(ending, _)| wanted(ending))
        .map(|(ending, bytes)| (format!("{stem}.{ending}"), bytes.as_slice()))
        .collect();
    output::write(folder(path, command), &named, &[]).map_err(|fault| vec![fault])
}

fn not_among(path: &Path, format: &str, known: &Known) -> Diagnostic {
    let there: Vec<&str> = known.frozen.iter().map(|(ending, _)| ending.as_str()).filter(|ending| *ending != CERTIFICATE).collect();
    let there = there.join(", ");
    Diagnostic::error(
        codes::VERSION_FROZEN,
        Place::File(files::name_of(path)),
        Message::new(
            format!("versionen är låst, och {format} fanns inte bland de filer som låstes"),
            format!("the version is frozen, and {format} was not among the files that were"),
        ),
    )
    .hint(format!("de som finns: {there}"), format!("those there are: {there}"))
}

fn folder<'a>(path: &'a Path, command: &'a Render) -> &'a Path {
    command.out.as_deref().unwrap_or_else(|| path.parent().unwrap_or(Path::new("")))
}

/// The name of the source without its ending; behind it that of the copy, so that the original is never overwritten.
fn stem(path: &Path, command: &Render) -> String {
    let stem = match is_stored(path) {
        // A version has a full stop that begins no ending.
        true => path.to_string_lossy().replace('@', "-"),
        false => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    match &command.label {
        Some(label) => format!("{stem}-{}", label.slug),
        None => stem,
    }
}

/// Refuses two sources whose outputs would bear the same name, also where a system takes small and capital letters for
/// the same, and an output that would replace a source.
///
/// # Errors
/// In these two cases.
pub fn names_apart(paths: &[PathBuf], command: &Render) -> Result<(), Usage> {
    let whole = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let identity = |folder: &Path, name: String| (whole(folder), name.to_lowercase());
    let mut sources = BTreeMap::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        sources.insert(identity(folder_of(path), name), path);
    }
    let mut taken: BTreeMap<_, &PathBuf> = BTreeMap::new();
    for path in paths {
        let folder = folder(path, command);
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let wanted = FORMATS.iter().filter(|format| command.formats.contains(&format.name)).map(|format| format.ending);
        for ending in wanted.chain([CERTIFICATE]) {
            let name = format!("{}.{ending}", stem(path, command));
            let output = identity(folder, name.clone());
            if let Some(source) = sources.get(&output) {
                let (path, source) = (path.display(), source.display());
                return Err(Usage::new(
                    Message::new(
                        format!("{path} skulle ge filen {name}, och den är själv en av källfilerna ({source})"),
                        format!("{path} would make the file {name}, which is itself one of the sources ({source})"),
                    ),
                    "render",
                )
                .hint("byt namn på den ena, eller ange en annan mapp med --out", "rename one of them, or give another folder by --out"));
            }
            if let Some(other) = taken.insert(output, path) {
                let (path, other) = (path.display(), other.display());
                return Err(Usage::new(
                    Message::new(
                        format!("{other} och {path} skulle båda ge filen {name}; inget har skrivits"),
                        format!("{other} and {path} would both make the file {name}; nothing was written"),
                    ),
                    "render",
                )
                .hint(
                    "byt namn på den ena, eller gör dem var för sig med olika --out",
                    "rename one of them, or render them apart with different --out",
                ));
            }
        }
    }
    Ok(())
}

#[cfg(all(test, feature = "pdf"))]
mod tests {
    use std::borrow::Cow;
    use std::ffi::OsString;

    use super::*;
    use crate::cli::args::{self, Command};
    use crate::diag::Language;
    use crate::world::BuiltIn;

    /// The built-in world, but for a layout that adds a paragraph of its own.
    struct Tampered;

    impl World for Tampered {
        fn template(&self, path: &str) -> Option<Cow<'static, [u8]>> {
            let bytes = BuiltIn.template(path)?;
            Some(if path.ends_with("layout.typ") { Cow::Owned([&bytes, &b"\n\nKostnaden delas lika.\n"[..]].concat()) } else { bytes })
        }

        fn templates_below(&self, folder: &str) -> Vec<String> {
            BuiltIn.templates_below(folder)
        }

        fn font(&self, name: &str) -> Option<Cow<'static, [u8]>> {
            BuiltIn.font(name)
        }
    }

    #[test]
    fn a_pdf_that_says_more_than_the_document_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        std::fs::write(&file, include_bytes!("../../documents/exempel/alla-delar.toml")).unwrap();
        let line = ["kansli", "render", "--to", "docx,pdf"].map(OsString::from).into_iter().chain([file.into()]);
        let Ok((Command::Render(command), _)) = args::parse(&line.collect::<Vec<_>>(), Language::Swedish) else { panic!() };
        let report = Report::new(Language::Swedish);
        assert_eq!(run(&command, &Tampered, &report), Exit::OwnFault);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the source");
        assert_eq!(run(&command, &BuiltIn, &report), Exit::Done);
    }
}
