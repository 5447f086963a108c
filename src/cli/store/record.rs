//! What the store knows of a version becomes the record that its outputs print.

use super::words;
use crate::kind::Kind;
use crate::model::{DocumentId, Hash, HistoryRow, Moment, Record, StoredVersion};
use crate::store::{Act, Archive, At, Frozen, Intent, Milestone, RevisionRow, Standing, StoreError};

/// The record of a revision as it stands; of one that was frozen, as it was then.
pub fn of_revision(
    archive: &Archive,
    standing: &Standing,
    row: &RevisionRow,
    frozen: Option<&Frozen>,
    kind: &Kind,
) -> Result<Record, StoreError> {
    let made = archive.store().events(&row.document, row.sequence, row.sequence)?;
    let sealed = frozen.map(|frozen| &frozen.event).or(made.first());
    let state = match (frozen.map(|frozen| &frozen.event.event().act), sealed) {
        (Some(Act::State { to, .. }), _) => to.clone(),
        (Some(_), Some(sealed)) => state_before(archive, row, sealed.event().sequence)?,
        _ => row.state.clone(),
    };
    let version = frozen.map_or(row.version, |frozen| frozen.version).to_string();
    let log = frozen.map(|frozen| frozen.event.event().previous.clone());
    Ok(Record {
        state: Some(state),
        stored: Some(stored(row, version.clone(), log)),
        version: Some(version),
        date: sealed.map(|sealed| sealed.event().time.day_in_sweden()),
        changed_since: None,
        history: history(archive, frozen.map_or(standing.sequence, |frozen| frozen.event.event().sequence), row, kind)?,
        log_head: frozen.map(|frozen| frozen.event.event().previous.short().to_owned()),
    })
}

/// The state of a revision when an event that changed none came.
fn state_before(archive: &Archive, row: &RevisionRow, sequence: u64) -> Result<String, StoreError> {
    let made = archive.store().events(&row.document, row.sequence, row.sequence)?;
    let mut state = match made.first().map(|sealed| &sealed.event().act) {
        Some(Act::Revision { state, .. } | Act::State { to: state, .. }) => state.clone(),
        _ => row.state.clone(),
    };
    for sealed in archive.store().notable(&row.document)?.iter().filter(|sealed| sealed.event().sequence < sequence) {
        if let Act::State { revision, to, opens: None, .. } = &sealed.event().act
            && *revision == row.revision
        {
            state.clone_from(to);
        }
    }
    Ok(state)
}

/// The record of a revision as it is once an intent has happened: what is frozen now prints what then holds.
pub fn of_intent(archive: &Archive, intent: &Intent, time: Moment, kind: &Kind) -> Result<Record, StoreError> {
    let Some(row) = intent.row() else { return Ok(Record::default()) };
    let mut history = history(archive, intent.sequence().saturating_sub(1), row, kind)?;
    if let Some(version) = intent.version_after() {
        history.extend(row_of(&Milestone { version, time, act: intent.act().clone() }, kind));
    }
    let version = intent.version_after().map(|version| version.to_string());
    let log = intent.head_before().cloned();
    Ok(Record {
        state: intent.state_after().map(str::to_owned),
        stored: version.clone().map(|version| stored(row, version, log)),
        version,
        date: Some(time.day_in_sweden()),
        changed_since: None,
        history,
        log_head: intent.head_before().map(|hash| hash.short().to_owned()),
    })
}

fn stored(row: &RevisionRow, version: String, log: Option<Hash>) -> StoredVersion {
    StoredVersion { document: row.document.clone(), revision: row.revision, version, log }
}

/// The record of a working copy: that of the last revision, or what it differs from.
pub fn of_working_copy(archive: &Archive, document: &DocumentId, hash: &Hash, kind: &Kind) -> Result<Record, StoreError> {
    let (standing, row) = archive.find(document, &At::Last)?;
    let frozen = archive.frozen(&row, &At::Last)?;
    let saved = of_revision(archive, &standing, &row, frozen.as_ref(), kind)?;
    match archive.source(&row) {
        Ok(source) if Hash::of(&source) == *hash => Ok(saved),
        // What was weeded or disposed of can't be compared: then it is taken to differ.
        Ok(_) | Err(StoreError::Refused(_)) => {
            let changed_since = Some(row.version.to_string());
            Ok(Record { changed_since, state: None, version: None, log_head: None, stored: None, ..saved })
        }
        Err(other) => Err(other),
    }
}

/// What happened, up to an event, to a revision and those before it.
fn history(archive: &Archive, last: u64, row: &RevisionRow, kind: &Kind) -> Result<Vec<HistoryRow>, StoreError> {
    let all = archive.milestones(&row.document, last)?;
    let concern = |milestone: &&Milestone| milestone.act.revision().is_some_and(|number| number <= row.revision);
    Ok(all.iter().filter(concern).filter_map(|milestone| row_of(milestone, kind)).collect())
}

/// A milestone in the words of the document, which is Swedish.
fn row_of(milestone: &Milestone, kind: &Kind) -> Option<HistoryRow> {
    let day = milestone.time.day_in_sweden();
    let (date, event) = match &milestone.act {
        Act::Position { body, date, item, outcome, .. } => (date.clone(), format!("{body} {}, {item}", words::outcome(*outcome).sv)),
        Act::Dispatch { purpose, recipients, .. } => (day, format!("{} {}", words::sent(*purpose).sv, words::recipients(recipients).sv)),
        Act::State { to, .. } => (day, words::state(Some(kind), to).sv),
        _ => return None,
    };
    Some(HistoryRow { version: milestone.version.to_string(), date, event })
}
