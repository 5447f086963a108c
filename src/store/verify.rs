//! Verification turns a whole store into a report: every event, every content, and that the projections are what the events
//! make of them.

use std::collections::BTreeSet;

use super::Store;
use super::event::Commitment;
use super::projection::{RevisionRow, Standing};
use super::refusal::{Damage, StoreError};
use super::rules::{Rows, step};
use super::sql::SqlStore;
use crate::model::DocumentId;

/// How many events or rows are read at a time.
const PAGE: u64 = 500;

/// What was read, and what does not add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents.
    pub documents: u64,
    /// Events.
    pub events: u64,
    /// Contents.
    pub objects: u64,
    /// Bytes of the contents, uncompressed.
    pub bytes: u64,
    /// Contents that were weeded or disposed of.
    pub gone: u64,
    /// Heads that others signed.
    pub witnesses: u64,
    /// Everything that does not add up; nothing when the store is sound.
    pub faults: Vec<Damage>,
}

/// Reads everything and holds it against itself.
///
/// # Errors
/// When the store can't be read at all. Damage is no error here: it stands in the report.
pub fn verify(store: &SqlStore) -> Result<Report, StoreError> {
    let mut report = Report::default();
    for line in kept(store.integrity(), &mut report)?.unwrap_or_default() {
        report.faults.push(Damage::whole(format!("databasen själv säger: {line}"), format!("the database itself says: {line}")));
    }
    let logged = kept(store.logged(), &mut report)?.unwrap_or_default();
    let mut named = BTreeSet::new();
    for (document, last) in &logged {
        let (found, addresses) = one(store, document, *last)?;
        report.add(found);
        named.extend(addresses);
    }
    if let Some(standings) = kept(store.documents(), &mut report)? {
        for standing in standings.iter().filter(|standing| !logged.iter().any(|(document, _)| *document == standing.document)) {
            report.faults.push(Damage::of(&standing.document, "dokumentet har inga händelser", "the document has no events"));
        }
    }
    // What no event names harms nothing, and is read all the same.
    for commitment in kept(store.addresses(), &mut report)?.unwrap_or_default().iter().filter(|address| !named.contains(*address)) {
        count(kept(store.object(commitment), &mut report)?.flatten(), &mut report);
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.events += other.events;
        self.objects += other.objects;
        self.bytes += other.bytes;
        self.gone += other.gone;
        self.witnesses += other.witnesses;
        self.faults.extend(other.faults);
    }
}

/// Reads a document up to event `last`, with the addresses of all it names. Others may write meanwhile: what does not add
/// up is looked at again for as long as they do.
fn one(store: &SqlStore, document: &DocumentId, mut last: u64) -> Result<(Report, BTreeSet<Commitment>), StoreError> {
    loop {
        let (mut report, mut named) = (Report { documents: 1, ..Report::default() }, BTreeSet::new());
        if let Some((standing, rows)) = walk(store, document, last, &mut report)? {
            projections(store, &standing, &rows, &mut report)?;
            witnesses(store, &standing, &mut report)?;
            contents(store, &standing, &rows, &mut named, &mut report)?;
        }
        let now = store.logged()?.into_iter().find(|(other, _)| other == document).map_or(last, |(_, now)| now);
        if report.faults.is_empty() || now == last {
            return Ok((report, named));
        }
        last = now;
    }
}

/// Damage goes into the report, what can't be read at all goes on.
fn kept<T>(outcome: Result<T, StoreError>, report: &mut Report) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Damaged(damage)) => {
            if !report.faults.contains(&damage) {
                report.faults.push(damage);
            }
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn count(object: Option<super::object::Object>, report: &mut Report) {
    if let Some(object) = object {
        report.objects += 1;
        report.bytes += object.content().len() as u64;
    }
}

/// Walks the chain of a document from its beginning.
fn walk(store: &SqlStore, document: &DocumentId, last: u64, report: &mut Report) -> Result<Option<(Standing, Rows)>, StoreError> {
    let (mut standing, mut rows, mut first) = (None, Rows::default(), 1);
    while first <= last {
        // Each page begins with the last event of the one before, so that their link is proven too.
        let Some(page) = kept(store.stretch(document, (first - 1).max(1), last.min(first + PAGE - 1)), report)? else { return Ok(None) };
        for sealed in page.iter().filter(|sealed| sealed.event().sequence >= first) {
            match step(standing.as_ref(), sealed, &mut rows) {
                Ok(next) => standing = Some(next),
                Err(refusal) => {
                    report.faults.push(Damage { document: Some(document.clone()), message: refusal.message });
                    return Ok(None);
                }
            }
            report.events += 1;
        }
        first += PAGE;
    }
    Ok(standing.map(|standing| (standing, rows)))
}

/// Holds the projections against what the events make.
fn projections(store: &SqlStore, expected: &Standing, rows: &Rows, report: &mut Report) -> Result<(), StoreError> {
    let document = &expected.document;
    let differs = |sv: &str, en: &str| {
        Damage::of(
            document,
            format!("{sv} säger något annat än händelserna; kansli rebuild gör om den"),
            format!("{en} says something else than the events; kansli rebuild makes it anew"),
        )
    };
    if let Some(found) = kept(store.standing(document), report)?
        && found.as_ref() != Some(expected)
    {
        report.faults.push(differs("uppgiften om var dokumentet står", "the note on where the document stands"));
    }
    let mut first = 1;
    while first <= expected.revision {
        let last = expected.revision.min(first + PAGE - 1);
        if let Some(found) = kept(store.revision_rows(document, first, last), report)? {
            let wanted: Vec<&RevisionRow> = rows.revisions.range(first..=last).map(|(_, row)| row).collect();
            if found.iter().collect::<Vec<_>>() != wanted {
                report.faults.push(differs("uppgiften om en revision", "the note on a revision"));
            }
        }
        first += PAGE;
    }
    if let Some(found) = kept(store.labels(document), report)?
        && found.iter().collect::<Vec<_>>() != rows.labels.values().collect::<Vec<_>>()
    {
        report.faults.push(differs("uppgiften om en beteckning", "the note on a label"));
    }
    if let Some(counted) = kept(store.counted(document), report)?
        && counted != (expected.revision, expected.labels)
    {
        report.faults.push(differs("antalet revisioner eller beteckningar", "the number of revisions or labels"));
    }
    Ok(())
}

/// Holds the history against the heads that others signed: what they saw must still be there.
fn witnesses(store: &SqlStore, standing: &Standing, report: &mut Report) -> Result<(), StoreError> {
    let document = &standing.document;
    let Some(signers) = kept(store.signers(), report)? else { return Ok(()) };
    for (name, note) in kept(store.notes(document), report)?.unwrap_or_default() {
        report.witnesses += 1;
        let opened = signers.iter().find(|signer| *signer.name() == name).map(|signer| signer.open(&note));
        let Some(Ok(head)) = opened else {
            report.faults.push(Damage::of(
                document,
                format!("ett intyg från {name} är ändrat, eller så saknas nyckeln"),
                format!("a head signed by {name} was altered, or its key is missing"),
            ));
            continue;
        };
        let same = head.document == *document
            && kept(store.events(document, head.sequence, head.sequence), report)?
                .is_some_and(|events| events.first().is_some_and(|sealed| *sealed.hash() == head.hash));
        if !same {
            let (sequence, time) = (head.sequence, head.time);
            report.faults.push(Damage::of(
                document,
                format!("historiken är omskriven: {name} intygade {time} en annan händelse {sequence}"),
                format!("the history was rewritten: at {time} {name} signed for another event {sequence}"),
            ));
        }
    }
    Ok(())
}

/// Reads everything that the revisions hold.
fn contents(
    store: &SqlStore,
    standing: &Standing,
    rows: &Rows,
    named: &mut BTreeSet<Commitment>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let gone: BTreeSet<&Commitment> = rows.revisions.values().filter(|row| row.gone.is_some()).flat_map(RevisionRow::commitments).collect();
    for row in rows.revisions.values() {
        for commitment in row.commitments() {
            if !named.insert(commitment.clone()) {
                continue;
            }
            match kept(store.object(commitment), report)? {
                Some(None) if gone.contains(commitment) => report.gone += 1,
                Some(None) => report.faults.push(Damage::of(
                    &standing.document,
                    format!("innehåll i revision {} saknas, och ingen händelse säger att det är rensat eller gallrat", row.revision),
                    format!("content of revision {} is missing, and no event says that it was weeded or disposed of", row.revision),
                )),
                Some(object) => count(object, report),
                None => {}
            }
        }
    }
    Ok(())
}
