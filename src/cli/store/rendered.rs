//! `render` and `check` of a revision in the store, and of a working copy in a workspace.

use std::path::{Path, PathBuf};

use super::acts::name_of;
use super::working::Copy;
use super::workspace::Workspace;
use super::{document_of, now, record, told};
use crate::cli::args::named;
use crate::cli::files;
use crate::cli::sign::frozen_as;
use crate::diag::{Diagnostic, FileName, Message, codes};
use crate::kind::Kind;
use crate::model::{Actor, DocumentId, Hash, Moment, Pointer, Record, StoredVersion};
use crate::read::{self, Source};
use crate::store::{Archive, At, Event, Publication, RevisionRow, Standing, StoreError, Weighing};
use crate::world::World;

/// What the files on a command line are seen from: a workspace, where they lie in one.
pub struct Desk<'w> {
    world: &'w dyn World,
    workspace: Option<Workspace>,
}

/// What the store knows of a source.
pub struct Known {
    /// What its outputs print.
    pub record: Record,
    /// Its rendered files as they were frozen, each with how its name ends; none when it never was.
    pub frozen: Vec<(String, Vec<u8>)>,
}

/// Who wrote a version.
pub struct Authored {
    /// The document.
    pub document: DocumentId,
    /// The revision; of a working copy the one that it was made from.
    pub revision: u64,
    /// Who.
    pub actor: Actor,
    /// When: as the log tells; of a working copy when the file was written.
    pub time: Moment,
    /// Whether it is a working copy with changes that are not saved.
    pub working: bool,
}

fn no_revision(document: &DocumentId, revision: u64) -> Vec<Diagnostic> {
    let message = Message::new(format!("dokumentet har ingen revision {revision}"), format!("the document has no revision {revision}"));
    vec![super::fault(codes::UNKNOWN_REVISION, document.as_str(), message)]
}

/// A revision that a name on the command line means.
struct Found<'a> {
    workspace: &'a Workspace,
    at: At,
    standing: Standing,
    row: RevisionRow,
}

/// Whether a name on the command line means a revision in the store: it has an `@`, and no file is called so.
pub fn is_stored(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.rsplit_once('@').is_some_and(|(document, at)| !document.is_empty() && !at.is_empty()))
        && !path.exists()
}

/// The revision that a working copy was checked out from or last committed as, as one names it on the command line, and the file.
/// The copy is named by its file, or by its document, which may have but one; `None` of what is no working copy.
///
/// # Errors
/// When there is a workspace that can't be opened.
pub fn base_of(text: &str) -> Result<Option<(String, String)>, Vec<Diagnostic>> {
    let path = Path::new(text);
    let Some(root) = Workspace::root_of(files::folder_of(path)) else { return Ok(None) };
    let workspace = Workspace::open_root(root)?;
    let working = workspace.working()?;
    let base = |copy: &Copy| format!("{}@{}", copy.document, copy.revision);
    if path.exists() {
        return Ok(working.copy(path).map(|copy| (base(copy), text.to_owned())));
    }
    Ok(working.of_document(text).map(|(file, copy)| (base(copy), file.to_string_lossy().into_owned())))
}

impl<'w> Desk<'w> {
    /// The workspace that the files lie in, if they lie in one; for revisions of the store, that of the current folder.
    ///
    /// # Errors
    /// When there is a workspace whose store can't be opened, or a revision is asked for and there is none.
    pub fn of(paths: &[PathBuf], world: &'w dyn World) -> Result<Self, Vec<Diagnostic>> {
        if paths.iter().any(|path| is_stored(path)) {
            return Ok(Self { world, workspace: Some(Workspace::open(Path::new("."))?) });
        }
        let root = paths.iter().find_map(|path| Workspace::root_of(files::folder_of(path)));
        Ok(Self { world, workspace: root.map(Workspace::open_root).transpose()? })
    }

    /// What stands under a name on the command line: a file, or the source of a revision. What it is called in messages,
    /// and its bytes.
    ///
    /// # Errors
    /// When there is no such file or revision, it can't be read, or its content is gone.
    pub fn fetch(&self, path: &Path, command: &'static str) -> Result<(FileName, Vec<u8>), Vec<Diagnostic>> {
        match self.stored(path, command)? {
            Some(Found { workspace, row, .. }) => {
                let bytes = workspace.archive().source(&row).map_err(|error| told(&error, row.document.as_str()))?;
                Ok((name_of(&row), bytes))
            }
            None => {
                let bytes = files::read(path, read::MAXIMUM_BYTES).map_err(|fault| vec![fault])?;
                Ok((files::name_of(path), bytes))
            }
        }
    }

    /// The document and the number of the revision that a name on the command line means; `None` when it means a file.
    ///
    /// # Errors
    /// When there is no such revision.
    pub fn revision(&self, path: &Path, command: &'static str) -> Result<Option<(DocumentId, u64)>, Vec<Diagnostic>> {
        Ok(self.stored(path, command)?.map(|found| (found.row.document, found.row.revision)))
    }

    /// The document and the number of the revision whose frozen PDF a file begins with; `None` of any other file.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn version_of(&self, bytes: &[u8], name: &FileName) -> Result<Option<(DocumentId, u64)>, Vec<Diagnostic>> {
        let Some(workspace) = self.workspace.as_ref().filter(|_| bytes.starts_with(b"%PDF-")) else { return Ok(None) };
        let found = frozen_as(workspace.archive(), bytes).map_err(|error| told(&error, &name.to_string()))?;
        Ok(found.map(|(_, row)| (row.document, row.revision)))
    }

    /// What was weighed between two revisions of a document.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn weighings(&self, document: &DocumentId, compared_with: u64, revision: u64) -> Result<Vec<Event>, Vec<Diagnostic>> {
        let Some(workspace) = &self.workspace else { return Ok(Vec::new()) };
        workspace.archive().weighings(document, compared_with, revision).map_err(|error| told(&error, document.as_str()))
    }

    /// Notes the weights of changes between two revisions.
    ///
    /// # Errors
    /// When nobody is set to act, or the store refuses.
    pub fn weigh(&self, document: &DocumentId, weighing: Weighing) -> Result<(), Vec<Diagnostic>> {
        let Some(workspace) = &self.workspace else { return Ok(()) };
        let actor = workspace.actor()?;
        let archive = workspace.archive();
        let kept = archive.weigh(document, weighing).and_then(|intent| archive.carry_out(intent, &actor, now()));
        kept.map(|_| ()).map_err(|error| told(&error, document.as_str()))
    }

    /// Notes a public copy of a revision.
    ///
    /// # Errors
    /// When nobody is set to act, or the store refuses.
    pub fn publish(&self, document: &DocumentId, publication: Publication) -> Result<(), Vec<Diagnostic>> {
        let Some(workspace) = &self.workspace else { return Ok(()) };
        let actor = workspace.actor()?;
        let archive = workspace.archive();
        let kept = archive.publish(document, publication).and_then(|intent| archive.carry_out(intent, &actor, now()));
        kept.map(|_| ()).map_err(|error| told(&error, document.as_str()))
    }

    /// Whether somebody is set to act.
    ///
    /// # Errors
    /// When nobody is.
    pub fn must_know_who(&self) -> Result<(), Vec<Diagnostic>> {
        self.workspace.as_ref().map_or(Ok(()), |workspace| workspace.actor().map(|_| ()))
    }

    /// Who wrote what a name on the command line means: of a revision whoever saved it; of a working copy with changes whoever acts here, when
    /// the file was written. `None` of any other file.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn author(&self, path: &Path, hash: &Hash, command: &'static str) -> Result<Option<Authored>, Vec<Diagnostic>> {
        if let Some(Found { row, .. }) = self.stored(path, command)? {
            return self.author_of(&row.document, row.revision).map(Some);
        }
        let Some(workspace) = &self.workspace else { return Ok(None) };
        let working = workspace.working()?;
        let Some(copy) = working.copy(path) else { return Ok(None) };
        if copy.hash == *hash {
            return self.author_of(&copy.document, copy.revision).map(Some);
        }
        let Ok(actor) = workspace.actor() else { return Ok(None) };
        let written = std::fs::metadata(path).and_then(|file| file.modified()).ok();
        let seconds = written.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok()).map(|since| since.as_secs());
        let time = seconds.and_then(Moment::from_unix_seconds).unwrap_or(Moment::EARLIEST);
        Ok(Some(Authored { document: copy.document.clone(), revision: copy.revision, actor, time, working: true }))
    }

    /// Who saved a revision, and when.
    ///
    /// # Errors
    /// When there is no such revision, or the store can't be read.
    pub fn author_of(&self, document: &DocumentId, revision: u64) -> Result<Authored, Vec<Diagnostic>> {
        let fail = |error: StoreError| told(&error, document.as_str());
        let Some(workspace) = &self.workspace else { return Err(no_revision(document, revision)) };
        let archive = workspace.archive();
        let (_, row) = archive.find(document, &At::Revision(revision)).map_err(fail)?;
        let events = archive.store().events(document, row.sequence, row.sequence).map_err(fail)?;
        let Some(event) = events.first().map(crate::store::Sealed::event) else { return Err(no_revision(document, revision)) };
        Ok(Authored { document: document.clone(), revision, actor: event.actor.clone(), time: event.time, working: false })
    }

    /// The source of a revision with its name; `None` when it is not here, or not any more.
    pub fn source_of(&self, document: &DocumentId, revision: u64) -> Option<(FileName, Vec<u8>)> {
        let archive = self.workspace.as_ref()?.archive();
        let (_, row) = archive.find(document, &At::Revision(revision)).ok()?;
        Some((name_of(&row), archive.source(&row).ok()?))
    }

    /// The revision that a name on the command line means; `None` when it means a file.
    fn stored(&self, path: &Path, command: &'static str) -> Result<Option<Found<'_>>, Vec<Diagnostic>> {
        let Some(workspace) = self.workspace.as_ref().filter(|_| is_stored(path)) else { return Ok(None) };
        let text = path.to_string_lossy();
        let asked = named(&text, command).map_err(|usage| {
            let mut fault = super::fault(codes::UNKNOWN_REVISION, &text, usage.message.unwrap_or_else(|| Message::new("", "")));
            fault.hint = usage.hint;
            vec![fault]
        })?;
        let document = document_of(&asked.document)?;
        let (standing, row) = workspace.archive().find(&document, &asked.at).map_err(|error| told(&error, document.as_str()))?;
        Ok(Some(Found { workspace, at: asked.at, standing, row }))
    }

    /// What the store knows of a source under a name on the command line: of a revision that it was frozen, of a file in
    /// a workspace which version it is or differs from. Nothing outside a workspace, and of a document that it does not
    /// have.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn known(&self, path: &Path, source: &Source, command: &'static str) -> Result<Known, Vec<Diagnostic>> {
        if let Some(Found { workspace, at, standing, row }) = self.stored(path, command)? {
            let archive = workspace.archive();
            let fail = |error: StoreError| told(&error, row.document.as_str());
            let kind = Kind::load(self.world, &standing.kind)?;
            let frozen = archive.frozen(&row, &at).map_err(fail)?;
            let record = record::of_revision(archive, &standing, &row, frozen.as_ref(), &kind).map_err(fail)?;
            let files = frozen.as_ref().map(|frozen| archive.renditions(&row, frozen)).transpose().map_err(fail)?;
            return Ok(Known { record, frozen: files.unwrap_or_default() });
        }
        Ok(Known { record: self.working_copy(source)?, frozen: Vec::new() })
    }

    /// The PDF of a revision with its signatures; `None` of a file, and of a revision that nobody has signed.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn signed(&self, path: &Path, command: &'static str) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
        let Some(Found { workspace, row, .. }) = self.stored(path, command)? else { return Ok(None) };
        if row.signing.signatures.is_empty() {
            return Ok(None);
        }
        workspace.archive().signing_file(&row).map(Some).map_err(|error| told(&error, row.document.as_str()))
    }

    /// What the store knows of a revision that a name on the command line means, or that a PDF says it is of and begins with; with its kind.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn row(
        &self,
        path: &Path,
        pdf: &[u8],
        said: Option<&StoredVersion>,
    ) -> Result<Option<(&Archive, RevisionRow, Kind)>, Vec<Diagnostic>> {
        let Some(archive) = self.workspace.as_ref().map(Workspace::archive) else { return Ok(None) };
        let fail = |error: StoreError| told(&error, &files::name_of(path).to_string());
        let (standing, row) = match self.stored(path, "publish")? {
            Some(Found { standing, row, .. }) => (standing, row),
            None => {
                let Some(said) = said else { return Ok(None) };
                let Some(standing) = archive.standing(&said.document).map_err(fail)? else { return Ok(None) };
                let row = archive.store().revision(&said.document, said.revision).map_err(fail)?;
                let Some(row) = row.filter(|row| row.gone.is_none() && row.frozen) else { return Ok(None) };
                if !archive.fixed_file(&row).map_err(fail)?.is_some_and(|kept| pdf.starts_with(&kept)) {
                    return Ok(None);
                }
                (standing, row)
            }
        };
        Ok(Some((archive, row, Kind::load(self.world, &standing.kind)?)))
    }

    fn working_copy(&self, source: &Source) -> Result<Record, Vec<Diagnostic>> {
        let Some(workspace) = &self.workspace else { return Ok(Record::default()) };
        let id = source.field(&Pointer::root().key("id")).and_then(serde_json::Value::as_str).and_then(DocumentId::parse);
        let Some(document) = id else { return Ok(Record::default()) };
        let fail = |error: StoreError| told(&error, document.as_str());
        let Some(standing) = workspace.archive().standing(&document).map_err(fail)? else { return Ok(Record::default()) };
        let kind = Kind::load(self.world, &standing.kind)?;
        record::of_working_copy(workspace.archive(), &document, source.hash(), &kind).map_err(fail)
    }
}
