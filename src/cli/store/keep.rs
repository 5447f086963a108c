//! `init`, `config`, `commit`, `restore`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::working::Copy;
use super::workspace::{Workspace, shown};
use super::{Context, Outcome, document_of, fault, now, told, words};
use crate::check::{self, CheckOptions};
use crate::cli::args::Named;
use crate::cli::sign::roots;
use crate::cli::{Exit, files};
use crate::diag::{Diagnostic, Message, Severity, codes, shortened};
use crate::kind::Kind;
use crate::model::{DocumentId, Hash, Pointer, Record};
use crate::produce::Producer;
use crate::read;
use crate::sign::Deputy;
use crate::store::{Archive, Faults, Kept, Saved, Source, StoreError};

/// Who saved meanwhile is told of so many at most.
const TOLD: u64 = 5;

/// The id that a source bears.
pub fn id_of(source: &read::Source) -> Result<DocumentId, Vec<Diagnostic>> {
    let found = source.field(&Pointer::root().key("id")).and_then(Value::as_str);
    found.and_then(DocumentId::parse).ok_or_else(|| {
        let message = match found {
            Some(id) => {
                let id = shortened(id);
                Message::new(format!("källfilens id ”{id}” kan inte vara ett id"), format!("the source's id “{id}” can't be an id"))
            }
            None => Message::new("källfilen har inget id, som dess historik följer", "the source has no id, which its history follows"),
        };
        vec![fault(codes::NOT_TO_BE_KEPT, source.file().as_str(), message).hint(
            "ange id = \"…\" med små bokstäver a–z, siffror och bindestreck; det ändras sedan aldrig",
            "give id = \"…\" in small letters a–z, digits and hyphens; it never changes after that",
        )]
    })
}

/// What a check found, for the log.
pub fn faults_of<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Faults {
    let mut faults = Faults::default();
    for diagnostic in found {
        match diagnostic.severity {
            Severity::Error => faults.errors += 1,
            Severity::Warning => faults.warnings += 1,
            Severity::Notice => continue,
        }
        faults.codes.push(diagnostic.code.to_string());
    }
    faults.codes.sort();
    faults.codes.dedup();
    faults
}

impl Context<'_> {
    pub(super) fn init(&self, folder: &Path) -> Outcome {
        Workspace::create(folder)?;
        let place = shown(folder);
        let place = if place == "." { String::new() } else { format!("{place}/") };
        self.say(
            format!("Arbetsytan är skapad; historiken sparas i {place}.kansli.\n\nSäg sedan vem du är:\n  kansli config --name \"Förnamn Efternamn\" --role processledare --principal \"Din huvudman\""),
            format!("The workspace is made; the history is kept in {place}.kansli.\n\nThen say who you are:\n  kansli config --name \"First Last\" --role \"process leader\" --principal \"Your principal\""),
        );
        Ok(Exit::Done)
    }

    pub(super) fn config(
        &self,
        [name, role, principal]: [Option<&str>; 3],
        (trust, distrust): (&[PathBuf], &[String]),
        (deputies, dismissed): (&[Deputy], &[String]),
    ) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let mut settings = workspace.settings()?;
        let before = settings.clone();
        let changes = [(name, &mut settings.name), (role, &mut settings.role), (principal, &mut settings.principal)];
        for (given, field) in changes {
            if let Some(given) = given {
                *field = given.trim().to_owned();
            }
        }
        for named in distrust {
            settings.roots = roots::without(&settings.roots, named)?;
        }
        roots::add(&mut settings.roots, trust, &workspace)?;
        for named in dismissed {
            settings.deputies = roots::without_deputy(&settings.deputies, named)?;
        }
        for deputy in deputies {
            if !settings.deputies.contains(deputy) {
                settings.deputies.push(deputy.clone());
            }
        }
        if settings != before {
            workspace.keep_settings(&settings)?;
        }
        let [name, role, principal] =
            [&settings.name, &settings.role, &settings.principal].map(|value| if value.is_empty() { "–" } else { value });
        let (roots, deputies) = (roots::told(&settings.roots), roots::told_deputies(&settings.deputies));
        self.say(
            format!("Namn:     {name}\nRoll:     {role}\nHuvudman: {principal}{}{}", roots.sv, deputies.sv),
            format!("Name:      {name}\nRole:      {role}\nPrincipal: {principal}{}{}", roots.en, deputies.en),
        );
        Ok(Exit::Done)
    }

    pub(super) fn commit(&self, file: &Path, reason: &str, onto: Option<u64>) -> Outcome {
        let workspace = Workspace::open(files::folder_of(file))?;
        let actor = workspace.actor()?;
        let name = files::name_of(file);
        let bytes = files::read(file, read::MAXIMUM_BYTES).map_err(|fault| vec![fault])?;
        let parsed = read::read(name.clone(), &bytes)?;
        let document = id_of(&parsed)?;
        let kind = self.kind(&check::kind_of(&parsed, &Kind::all(self.world))?)?;
        let checked = Producer::new(self.world)?.check(&parsed, &CheckOptions::default(), &Record::default());
        let found = faults_of(checked.diagnostics());
        let mut working = workspace.working()?;
        let base = onto.or_else(|| working.copy(file).filter(|copy| copy.document == document).map(|copy| copy.revision));
        let source = Source {
            document: document.clone(),
            kind: kind.id.clone(),
            file: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes: bytes.clone(),
            faults: found.clone(),
        };
        let archive = workspace.archive();
        let kept = match archive.save(source, base, reason, &kind.states) {
            Ok(Saved::Unchanged(row)) => {
                let (revision, version) = (row.revision, row.version);
                working.remember(file, Copy { document, revision, hash: Hash::of(&bytes) })?;
                self.say(
                    format!("Ingenting har ändrats sedan revision {revision} (version {version}); ingen ny revision behövs."),
                    format!("Nothing has changed since revision {revision} (version {version}); no new revision is needed."),
                );
                return Ok(Exit::Done);
            }
            Ok(Saved::New(intent)) => archive.carry_out(*intent, &actor, now()),
            Err(error) => Err(error),
        };
        let kept = kept.map_err(|error| conflict(archive, &document, base, name.as_str(), error))?;
        let (revision, version) = (kept.standing.revision, kept.standing.version);
        working.remember(file, Copy { document: document.clone(), revision, hash: Hash::of(&bytes) })?;
        let (found_sv, found_en) = match words::faults(&found) {
            Some(found) => (
                format!(" Källfilen har {}; se kansli check {name}.", found.sv),
                format!(" The source has {}; see kansli check {name}.", found.en),
            ),
            None => Default::default(),
        };
        self.say(
            format!("{document}: revision {revision} är sparad, version {version}.{found_sv}"),
            format!("{document}: revision {revision} is saved, version {version}.{found_en}"),
        );
        self.mind_the_clock(&document, &kept);
        Ok(Exit::Done)
    }

    pub(super) fn restore(&self, named: &Named, reason: &str) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let actor = workspace.actor()?;
        let document = document_of(&named.document)?;
        let archive = workspace.archive();
        let outcome = archive.restore(&document, &named.at, reason).and_then(|intent| {
            let old = intent.row().map_or(0, |row| row.revision);
            Ok((old, archive.carry_out(intent, &actor, now())?))
        });
        let (old, kept): (u64, Kept) = outcome.map_err(|error| told(&error, document.as_str()))?;
        let (revision, version) = (kept.standing.revision, kept.standing.version);
        self.say(
            format!("{document}: revision {old} är tillbaka som revision {revision}, version {version}.\nHämta den med: kansli show {document} --out FIL"),
            format!("{document}: revision {old} is back as revision {revision}, version {version}.\nGet it by: kansli show {document} --out FILE"),
        );
        self.mind_the_clock(&document, &kept);
        Ok(Exit::Done)
    }
}

/// A conflict told with who was first; any other fault as it is.
fn conflict(archive: &Archive, document: &DocumentId, base: Option<u64>, file: &str, error: StoreError) -> Vec<Diagnostic> {
    if !matches!(error, StoreError::Conflict { .. }) {
        return told(&error, file);
    }
    let Ok(Some(standing)) = archive.standing(document) else { return told(&error, file) };
    let last = standing.revision;
    let Some(base) = base else {
        let message = Message::new(
            format!("dokumentet {document} finns redan, och Kansli vet inte vilken revision filen är gjord ur"),
            format!("the document {document} exists already, and Kansli does not know which revision the file was made from"),
        );
        return vec![fault(codes::STORE_CONFLICT, file, message).hint(
            format!(
                "jämför med den senaste: kansli diff {document}@{last} {0}; tar filen hänsyn till den: lägg till --onto {last}",
                typed(file)
            ),
            format!(
                "compare with the last: kansli diff {document}@{last} {0}; if the file takes it into account: add --onto {last}",
                typed(file)
            ),
        )];
    };
    let message = Message::new(
        format!("någon annan hann före: filen är gjord ur revision {base}, och nu finns revision {last}; ingenting sparades"),
        format!("somebody else was first: the file was made from revision {base}, and now there is revision {last}; nothing was saved"),
    );
    let mut diagnostic = fault(codes::STORE_CONFLICT, file, message);
    let first = (base + 1).max(last.saturating_sub(TOLD - 1));
    for revision in first..=last {
        let Ok(Some(row)) = archive.store().revision(document, revision) else { continue };
        let Ok(events) = archive.store().events(document, row.sequence, row.sequence) else { continue };
        if let Some(sealed) = events.first() {
            let (who, when, what) =
                (words::who(&sealed.event().actor), words::when(sealed.event().time), words::act(&sealed.event().act, None));
            diagnostic = diagnostic.related(
                crate::diag::Place::File(crate::diag::FileName::new(format!("{document}@{revision}"))),
                Message::new(format!("{who}, {when}. {}", what.sv), format!("{who}, {when}. {}", what.en)),
            );
        }
    }
    let file = typed(file);
    let merge = format!("kansli merge {document}@{base} {file} {document}@{last} --out {file}");
    let commit = format!("kansli commit {file} --onto {last} -m");
    vec![diagnostic.hint(
        format!("sammanför bådas ändringar i din fil: {merge}; läs igenom dem och spara sedan: {commit} \"…\""),
        format!("merge the changes of both into your file: {merge}; read them through and then save: {commit} \"…\""),
    )]
}

/// The name of a file as it is typed: within quotation marks where it holds what a shell would take for something else.
fn typed(file: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | '/' | ':' | '\\');
    if file.chars().all(plain) { file.to_owned() } else { format!("\"{file}\"") }
}
