//! `kansli kind check` turns a kind's folder into all that is wrong with it, each fault at its line, before any document.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::args::{Format, KindCheck};
use super::files::name_of;
use super::report::{Report, Stream, to_json};
use super::texts::Texts;
use super::{Exit, templates};
use crate::check::CheckOptions;
use crate::diag::{Diagnostic, FileName, Message, Place, Severity, codes};
use crate::kind::codes as faults;
use crate::kind::{KIND_FILES, Kind, STARTER_ID};
use crate::model::{KindId, Pointer, Record};
use crate::produce::Producer;
use crate::read::{self, Source};
use crate::world::{Layer, Overlay, World};

/// Checks the kind in a folder, or every kind in it.
pub fn run(command: &KindCheck, world: &dyn World, report: &Report) -> Exit {
    let (layer, kinds) = match find(&command.folder) {
        Ok(found) => found,
        Err(faults) => {
            report.faults(world, &faults);
            return Exit::InputOutput;
        }
    };
    let world = Overlay::new(world, vec![layer]);
    let mut all = Vec::new();
    let mut entries: Vec<Value> = Vec::new();
    for id in &kinds {
        let (found, starter) = check(&world, id);
        for (file, found) in by_file(found) {
            let source = starter.as_ref().filter(|source| *source.file() == file);
            let texts = Texts::new(&file, None, source, &world);
            match command.format {
                Format::Human => report.blocks(&texts, &found).iter().for_each(|block| report.block(Stream::Answer, block)),
                Format::Json => entries.extend(to_json(&texts, &found)),
                Format::Sarif => entries.extend(report.results(&texts, &found)),
            }
            all.extend(found);
        }
    }
    let all: Vec<&Diagnostic> = all.iter().collect();
    // The kind is what was asked about: its faults are the answer, not a failure of Kansli.
    let own = all.iter().any(|found| found.severity == Severity::Error && found.code == codes::INTERNAL_FAULT);
    let faulty = all.iter().any(|found| found.severity == Severity::Error);
    let exit = match (own, faulty) {
        (true, _) => Exit::OwnFault,
        (false, true) => Exit::Faults,
        (false, false) => Exit::Done,
    };
    match command.format {
        Format::Human => report.kinds_checked(kinds.len(), &all),
        Format::Json => report.value(&Value::Array(entries)),
        Format::Sarif => report.log(entries, exit),
    }
    exit
}

/// The kinds in a folder, and the layer that holds them with what they include.
fn find(folder: &Path) -> Result<(Layer, Vec<KindId>), Vec<Diagnostic>> {
    if templates::is_kind(folder) {
        let whole = if folder.file_name().is_some() {
            folder.to_path_buf()
        } else {
            folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf())
        };
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok((templates::around(&whole, &name)?, vec![KindId::new(name)]));
    }
    let unfit = |sv: &str, en: &str, hint: (String, String)| {
        let place = Place::File(name_of(folder));
        vec![Diagnostic::error(codes::FILE_UNREADABLE, place, Message::new(sv, en)).hint(hint.0, hint.1)]
    };
    if folder.is_file() {
        let parent = folder
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .map_or_else(|| ".".into(), |parent| parent.display().to_string());
        return Err(unfit(
            "detta är en fil, ingen mapp",
            "this is a file, not a folder",
            (format!("ange slagets mapp: kansli kind check {parent}"), format!("name the kind's folder: kansli kind check {parent}")),
        ));
    }
    let mut layers = templates::layers(&[PathBuf::from(folder)])?;
    let layer = layers.pop().unwrap_or_default();
    let kinds: Vec<KindId> = layer.kinds().into_iter().map(KindId::new).collect();
    if kinds.is_empty() {
        let files = KIND_FILES.join(", ");
        return Err(unfit(
            "här ligger inget slag",
            "no kind lies here",
            (format!("ett slag är en mapp med filerna {files}"), format!("a kind is a folder with the files {files}")),
        ));
    }
    Ok((layer, kinds))
}

/// All that is wrong with a kind, its starter included, which is given back when it could be read.
fn check(world: &dyn World, id: &KindId) -> (Vec<Diagnostic>, Option<Source>) {
    let kind = match Kind::load(world, id) {
        Ok(kind) => kind,
        Err(faults) => return (faults, None),
    };
    let file = kind.file("starter.toml");
    let mut found = Vec::new();
    let source = match read::read(file.clone(), kind.starter.as_bytes()) {
        Ok(source) => source,
        Err(mut unread) => {
            unread.iter_mut().for_each(|fault| fault.code = faults::SYNTAX);
            return (unread, None);
        }
    };
    found.extend(lines(&kind, &file));
    let named = Pointer::root().key("kind");
    if source.field(&named).and_then(Value::as_str) == Some(id.as_str()) {
        match Producer::new(world) {
            Ok(producer) => {
                let checked = producer.check(&source, &CheckOptions::default(), &Record::default());
                found.extend(checked.diagnostics().filter(|fault| fault.severity == Severity::Error).cloned());
            }
            Err(faults) => found.extend(faults),
        }
    } else {
        found.push(
            Diagnostic::error(
                faults::STARTER,
                Place::value(&file, named),
                Message::new("starter.toml är av ett annat slag", "starter.toml is of another kind"),
            )
            .hint(format!("skriv kind = \"{id}\""), format!("write kind = \"{id}\"")),
        );
    }
    (found, Some(source))
}

/// The lines that a starter must have for `kansli new` and for editors.
fn lines(kind: &Kind, file: &FileName) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let id = &kind.id;
    if !kind.starter.contains(STARTER_ID) {
        found.push(
            Diagnostic::error(
                faults::STARTER,
                Place::File(file.clone()),
                Message::new(format!("raden {STARTER_ID} saknas"), format!("the line {STARTER_ID} is missing")),
            )
            .hint(
                "skriv den så: kansli new byter ut just den mot ett eget id för varje dokument",
                "write it so: kansli new replaces it by an id of its own for each document",
            ),
        );
    }
    let first = format!("#:schema ./{id}.schema.json");
    if kind.starter.lines().next().is_none_or(|line| line.trim_end() != first) {
        let end = kind.starter.lines().next().map_or(0, str::len);
        found.push(
            Diagnostic::warning(
                faults::STARTER,
                Place::Text { file: file.clone(), range: 0..end },
                Message::new("den första raden säger inte var schemat ligger", "the first line does not say where the schema lies"),
            )
            .hint(
                format!("börja med raden {first}: med den kan textredigeraren föreslå fält och förklara dem"),
                format!("begin with the line {first}: with it an editor can complete fields and explain them"),
            ),
        );
    }
    found
}

/// The faults file by file: those of the kind in the order of [`KIND_FILES`], then all others by name.
fn by_file(found: Vec<Diagnostic>) -> Vec<(FileName, Vec<Diagnostic>)> {
    let mut out: Vec<(FileName, Vec<Diagnostic>)> = Vec::new();
    for fault in found {
        let file = fault.place.file();
        match out.iter_mut().find(|(other, _)| other == file) {
            Some((_, faults)) => faults.push(fault),
            None => out.push((file.clone(), vec![fault])),
        }
    }
    let rank = |file: &FileName| {
        let name = file.as_str().rsplit('/').next().unwrap_or_default();
        KIND_FILES.iter().position(|known| *known == name).unwrap_or(KIND_FILES.len())
    };
    out.sort_by(|(one, _), (other, _)| rank(one).cmp(&rank(other)).then_with(|| one.cmp(other)));
    out
}
