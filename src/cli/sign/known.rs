//! What a store at hand knows of a PDF: a verifier's report becomes one that ties the file to a version, its labels and the log.

use std::path::Path;

use super::Desk;
use crate::cli::files::folder_of;
use crate::cli::store::{Workspace, words};
use crate::kind::Kind;
use crate::model::{Hash, StoredVersion};
use crate::sign::{Finding, InStore, Report, Tie};
use crate::store::{Archive, Issued, RevisionRow, Standing, StoreError};

impl Desk<'_> {
    /// The report with what the store knows in whose workspace the file lies, or else the current folder. A store that can't be read
    /// keeps nobody from verifying a file: it is a remark.
    pub fn tied(&self, report: Report, file: &Path, bytes: &[u8]) -> Report {
        let Some(root) = Workspace::root_of(folder_of(file)).or_else(|| Workspace::root_of(Path::new("."))) else { return report };
        let known = Workspace::open_root(root).map_err(|_| ()).and_then(|workspace| {
            let archive = workspace.archive();
            let found = version_of(archive, &report, bytes).map_err(|_| ())?;
            found.map_or(Ok(None), |found| self.known(archive, found, &report, bytes).map_err(|_| ()))
        });
        match known {
            Ok(Some(known)) => report.with_store(known),
            Ok(None) => report,
            Err(()) => {
                let mut report = report;
                report.findings.push(Finding::remark(
                    "store-unreadable",
                    "lagret i mappen går inte att läsa, så filen är inte jämförd med det: kör kansli verify utan fil",
                    "the store in the folder can't be read, so the file was not compared with it: run kansli verify without a file",
                ));
                report
            }
        }
    }

    fn known(
        &self,
        archive: &Archive,
        (standing, row): (Standing, RevisionRow),
        report: &Report,
        bytes: &[u8],
    ) -> Result<Option<InStore>, StoreError> {
        let issued = archive.issued(&row.document, &Hash::of(bytes))?.filter(|(revision, _)| *revision == row.revision);
        let tie = match issued {
            Some((_, Issued::PublicCopy)) => Tie::PublicCopy,
            Some((_, Issued::Counterpart { .. })) => Tie::Counterpart,
            None => match tie(archive, &row, report, bytes)? {
                Some(tie) => tie,
                None => return Ok(None),
            },
        };
        let kind = Kind::load(self.world, &standing.kind).ok();
        let labels = archive.store().labels(&row.document)?;
        let labels = labels.into_iter().filter(|label| label.revision == row.revision).map(|label| label.label.to_string()).collect();
        let log = match row.rendered_by {
            Some(sequence) => {
                archive.store().events(&row.document, sequence, sequence)?.first().map(|event| event.event().previous.clone())
            }
            None => None,
        };
        let version = StoredVersion { document: row.document.clone(), revision: row.revision, version: row.version.to_string(), log };
        let state = words::state(kind.as_ref(), &row.state);
        Ok(Some(InStore { version, state, labels, tie }))
    }
}

/// The version of the store that a file says to be, or that it begins with. Nobody looks for files that Kansli did not make.
fn version_of(archive: &Archive, report: &Report, bytes: &[u8]) -> Result<Option<(Standing, RevisionRow)>, StoreError> {
    if let Some(said) = &report.facts.version {
        let Some(standing) = archive.standing(&said.document)? else { return Ok(None) };
        return Ok(archive.store().revision(&said.document, said.revision)?.map(|row| (standing, row)));
    }
    if report.facts.source.is_none() {
        return Ok(None);
    }
    match issued_of(archive, bytes)? {
        Some(found) => Ok(Some(found)),
        None => super::ledger::frozen_as(archive, bytes),
    }
}

/// The version of which a file was issued as a copy, by the hash that a log has of it.
fn issued_of(archive: &Archive, bytes: &[u8]) -> Result<Option<(Standing, RevisionRow)>, StoreError> {
    let sha256 = Hash::of(bytes);
    for standing in archive.documents()? {
        if let Some((revision, _)) = archive.issued(&standing.document, &sha256)? {
            return Ok(archive.store().revision(&standing.document, revision)?.map(|row| (standing, row)));
        }
    }
    Ok(None)
}

/// How a file stands to a version; `None` where its content was weeded or disposed of, so that nobody can tell.
fn tie(archive: &Archive, row: &RevisionRow, report: &Report, bytes: &[u8]) -> Result<Option<Tie>, StoreError> {
    if row.signing.knows(&Hash::of(bytes)) {
        return Ok(Some(Tie::Logged));
    }
    if row.gone.is_some() {
        return Ok(None);
    }
    let files = row.renditions.iter().chain(&row.former_renditions).filter(|file| file.ending == "pdf");
    for file in files {
        let frozen = archive.frozen_bytes(row, file)?;
        if bytes.starts_with(&frozen) {
            return Ok(Some(if bytes.len() == frozen.len() { Tie::Logged } else { Tie::Extended }));
        }
    }
    let source = Hash::of(&archive.source(row)?);
    Ok(Some(if report.facts.source.as_deref() == Some(source.as_str()) { Tie::SameSource } else { Tie::Differs }))
}
