//! What a store at hand knows of a PDF: a verifier's report becomes one that ties the file to a version, its labels and the log.

use std::path::Path;

use super::Desk;
use crate::cli::store::{Workspace, words};
use crate::diag::Message;
use crate::kind::Kind;
use crate::model::{Hash, Moment, State, StoredVersion};
use crate::sign::{Finding, InStore, Report, Tie};
use crate::store::{Act, Archive, InkSignature, Issued, RevisionRow, Standing, StoreError};

impl Desk<'_> {
    /// The report with what the store knows of the workspace that the user stands in, or else of the one that the file lies in. A store that can't be read
    /// keeps nobody from verifying a file: it is a remark.
    pub fn tied(&self, report: Report, file: &Path, bytes: &[u8]) -> Report {
        let Some(root) = Workspace::roots_for(file).into_iter().next() else { return report };
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
        let withdrawn = match is_withdrawn(kind.as_ref(), &row) {
            true => Some(withdrawn(archive, &row)?),
            false => None,
        };
        let newer = newer(archive, &row, (tie, report), bytes)?;
        let ink = row.signing.ink.iter().map(on_paper).collect();
        Ok(Some(InStore { version, state, labels, tie, withdrawn, newer, ink }))
    }
}

/// Whether a version was taken back: it is in the state that one is left in which somebody went back from.
pub fn is_withdrawn(kind: Option<&Kind>, row: &RevisionRow) -> bool {
    let left = |state: &State| state.left_as.as_ref() == Some(&row.state);
    row.state == "withdrawn" || kind.is_some_and(|kind| kind.states.iter().any(left))
}

/// That a version was withdrawn, when, and by whose refusal, as a clause.
pub fn withdrawn(archive: &Archive, row: &RevisionRow) -> Result<Message, StoreError> {
    let (mut refused, mut left) = (None, None);
    for sealed in archive.store().notable(&row.document)? {
        let event = sealed.event();
        match &event.act {
            act if act.revision() != Some(row.revision) => {}
            Act::Declined(declined) => refused = Some((declined.principal.clone(), day(event.time))),
            Act::State { to, opens, .. } if *to == row.state || opens.as_ref().is_some_and(|opened| opened.left_as == row.state) => {
                left = Some(day(event.time));
            }
            _ => {}
        }
    }
    Ok(match (refused, left) {
        (Some((principal, day)), _) => Message::new(
            format!("versionen är återkallad: {principal} avböjde att underteckna den {day}"),
            format!("the version was withdrawn: {principal} declined to sign it on {day}"),
        ),
        (None, Some(day)) => Message::new(format!("versionen är återkallad den {day}"), format!("the version was withdrawn on {day}")),
        (None, None) => Message::new("versionen är återkallad", "the version was withdrawn"),
    })
}

/// The day of an event in Sweden.
fn day(moment: Moment) -> String {
    moment.in_sweden().date().to_string()
}

/// Who signed on paper, for whom, and the day that stands by it.
fn on_paper(ink: &InkSignature) -> Message {
    let (who, date) = (words::signatory(&ink.principal, Some(&ink.signatory)), &ink.date);
    Message::new(format!("{who} den {date}"), format!("{who} on {date}"))
}

/// That the store has a later file of the version than this one, and what it holds.
fn newer(archive: &Archive, row: &RevisionRow, (tie, report): (Tie, &Report), bytes: &[u8]) -> Result<Option<Message>, StoreError> {
    let Some(latest) = row.signing.latest().filter(|latest| tie == Tie::Logged && latest.size > bytes.len() as u64) else {
        return Ok(None);
    };
    let renewed = archive.store().notable(&row.document)?.into_iter().find_map(|sealed| match &sealed.event().act {
        Act::Renewed(renewal) if renewal.file.sha256 == latest.sha256 => Some(day(sealed.event().time)),
        _ => None,
    });
    let (all, count) = (report.lines.all.max(row.signing.signatures.len()), row.signing.signatures.len());
    let (mut sv, mut en) = (
        format!("lagret har en nyare fil av versionen: {count} av {all} underskrifter"),
        format!("the store has a later file of the version: {count} of {all} signatures"),
    );
    if let Some(day) = renewed {
        sv.push_str(&format!(", förnyad {day}"));
        en.push_str(&format!(", renewed on {day}"));
    }
    let name = format!("{}@{}", row.document, row.version);
    sv.push_str(&format!("; hämta den med kansli sign status {name} -o FIL"));
    en.push_str(&format!("; get it by kansli sign status {name} -o FILE"));
    Ok(Some(Message::new(sv, en)))
}

/// The version of the store that a file says to be, or that it begins with. Nobody looks for files that Kansli did not make.
fn version_of(archive: &Archive, report: &Report, bytes: &[u8]) -> Result<Option<(Standing, RevisionRow)>, StoreError> {
    if let Some(said) = &report.facts.version {
        let Some(standing) = archive.standing(&said.document)? else { return Ok(None) };
        return Ok(archive.store().revision(&said.document, said.revision)?.map(|row| (standing, row)));
    }
    if report.facts.source.is_none() && report.facts.copy_of.is_none() {
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
