//! The rules of a log turn where a document stands and the next event into where it then stands, or into a refusal.
//!
//! They know nothing of kinds: which states there are is asked before an event is made. What holds here holds for every
//! log, also one that comes from somebody else: numbers without gaps, versions that only grow, nothing frozen that
//! changes, no label that moves.

use std::collections::BTreeMap;

use super::counterpart::{self, Counterparts};
use super::event::{Act, CaseNumber, Event, FORMAT, Faults, Sealed, Validity, numbers};
use super::projection::{Due, Gone, LabelRow, RevisionRow, Standing};
use super::publication::{self, Publication};
use super::refusal::{Refusal, refuse};
use super::signing;
use super::text::{is_ending, is_file_name, is_line, is_reason};
use super::weighing;
use crate::model::{Actor, Hash, Label, Period, Version};

/// Longest name, role, body, recipient, file name or number, in characters.
pub const LONGEST_LINE: usize = 300;
/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 4_000;
/// Most recipients, renditions, codes or stretches of one event.
pub const MOST_ENTRIES: usize = 2_000;

/// The rows that a step reads and writes.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// By number.
    pub revisions: BTreeMap<u64, RevisionRow>,
    /// By name.
    pub labels: BTreeMap<Label, LabelRow>,
}

/// The rows that an event is held against, whether or not they exist: revisions up to `last`, and labels.
pub(super) fn needed(act: &Act, last: u64) -> (Vec<u64>, Vec<&Label>) {
    match act {
        Act::Revision { restores, .. } => (restores.iter().copied().collect(), Vec::new()),
        Act::State { revision, supersedes, .. } => {
            (std::iter::once(*revision).chain(supersedes.iter().map(|other| other.revision)).collect(), Vec::new())
        }
        Act::Position { revision, .. } | Act::Dispatch { revision, .. } => (vec![*revision], Vec::new()),
        Act::SigningOpened(_) | Act::Signature(_) | Act::SigningClosed(_) | Act::Declined(_) | Act::InkSignature(_) | Act::Renewed(_) => {
            (act.revision().into_iter().collect(), Vec::new())
        }
        Act::Label { revision, label, supersedes } => (vec![*revision], std::iter::once(label).chain(supersedes).collect()),
        Act::Published(Publication { revision, .. }) | Act::Counterparts(Counterparts { revision, .. }) => (vec![*revision], Vec::new()),
        Act::Weighing(weighing) => (vec![weighing.revision, weighing.compared_with], Vec::new()),
        Act::Weeding { revisions } | Act::Disposal { revisions, .. } => {
            let ascending = revisions.windows(2).all(|pair| pair[0].1 < pair[1].0);
            let within = revisions.iter().map(|(first, stop)| (*first, (*stop).min(last))).filter(|_| ascending).collect::<Vec<_>>();
            (numbers(&within).collect(), Vec::new())
        }
    }
}

/// Where a document stands after one more event. `rows` holds the rows that [`needed`] names, as far as they exist, and
/// gets those that the event changes.
///
/// # Errors
/// When the event may not follow: see [`Refusal`].
pub(super) fn step(standing: Option<&Standing>, sealed: &Sealed, rows: &mut Rows) -> Result<Standing, Refusal> {
    let event = sealed.event();
    let (sequence, previous) = standing.map_or((0, Hash::zero()), |standing| (standing.sequence, standing.head.clone()));
    if event.format != FORMAT || event.sequence != sequence + 1 || event.previous != previous {
        return Err(refuse::broken_chain(event));
    }
    texts(event)?;
    let mut next = match standing {
        Some(standing) if standing.document != event.document => return Err(refuse::broken_chain(event)),
        Some(standing) => standing.clone(),
        None => opening(sealed)?,
    };
    next.sequence = event.sequence;
    next.head = sealed.hash().clone();
    next.latest = next.latest.max(event.time);
    apply(event, &mut next, standing.is_none(), rows)?;
    if event.act.is_notable() {
        next.notable += 1;
    }
    Ok(next)
}

/// What the first event of a document makes of nothing.
fn opening(sealed: &Sealed) -> Result<Standing, Refusal> {
    let event = sealed.event();
    let Act::Revision { kind, state, version, .. } = &event.act else { return Err(refuse::broken_chain(event)) };
    Ok(Standing {
        document: event.document.clone(),
        kind: kind.clone(),
        sequence: 0,
        head: Hash::zero(),
        latest: event.time,
        revision: 0,
        version: *version,
        state: state.clone(),
        frozen: false,
        labels: 0,
        notable: 0,
        due: Vec::new(),
    })
}

fn apply(event: &Event, next: &mut Standing, first: bool, rows: &mut Rows) -> Result<(), Refusal> {
    let wrong = || refuse::inconsistent(event);
    match &event.act {
        Act::Revision { revision, kind, version, state, source, restores, .. } => {
            if next.frozen {
                return Err(refuse::frozen(next));
            }
            let expected = if first { Version::FIRST } else { next.version.next_draft() };
            if *revision != next.revision + 1 || *kind != next.kind || *state != next.state || *version != expected {
                return Err(wrong());
            }
            if let Some(restored) = restores {
                let row = rows.revisions.get(restored).ok_or_else(|| refuse::no_revision(&event.document, *restored))?;
                if row.source.commitment != source.commitment || row.source.size != source.size {
                    return Err(wrong());
                }
                if row.gone.is_some() {
                    return Err(refuse::content_gone(row));
                }
            }
            next.revision = *revision;
            next.version = *version;
            rows.revisions.insert(*revision, new_row(event, next, source.clone()));
        }
        Act::State { .. } => change_state(event, next, rows)?,
        Act::Position { revision, date, .. } => {
            if Period::parse_date(date).is_none() {
                return Err(wrong());
            }
            row_of(event, *revision, rows)?.named = true;
        }
        Act::Dispatch { revision, purpose, recipients, case_number, renditions } => {
            let row = row_of(event, *revision, rows)?;
            if row.gone.is_some() {
                return Err(refuse::content_gone(row));
            }
            if recipients.is_empty() {
                return Err(refuse::no_recipients(row));
            }
            if purpose.makes_public() && case_number.is_none() {
                return Err(refuse::no_case_number(row));
            }
            if renditions.is_empty() == row.renditions.is_empty() {
                return Err(wrong());
            }
            row.public |= purpose.makes_public();
            keep_renditions(row, event);
        }
        Act::Label { revision, label, supersedes } => {
            row_of(event, *revision, rows)?.named = true;
            if let Some(taken) = rows.labels.get(label) {
                return Err(refuse::label_taken(taken));
            }
            if let Some(old) = supersedes {
                let row = rows.labels.get_mut(old).ok_or_else(|| refuse::no_label(&event.document, old))?;
                if let Some(by) = &row.superseded_by {
                    return Err(refuse::label_superseded(old, by));
                }
                row.superseded_by = Some(label.clone());
            }
            let row = LabelRow { document: event.document.clone(), label: label.clone(), revision: *revision, superseded_by: None };
            rows.labels.insert(label.clone(), row);
            next.labels += 1;
        }
        // What others may have a copy of is not weeded as a draft that nobody has seen.
        Act::Published(publication) => row_of(event, publication.revision, rows)?.named = true,
        Act::Counterparts(counterparts) => {
            let row = row_of(event, counterparts.revision, rows)?;
            if !row.frozen {
                return Err(refuse::not_fixed(row));
            }
        }
        Act::Weighing(weighing) => {
            row_of(event, weighing.revision, rows)?;
            row_of(event, weighing.compared_with, rows)?;
            weighing::judge(event, weighing)?;
        }
        Act::SigningOpened(_) | Act::Signature(_) | Act::SigningClosed(_) | Act::Declined(_) | Act::InkSignature(_) | Act::Renewed(_) => {
            if let (Some(step), Some(revision)) = (event.act.signing(), event.act.revision()) {
                signing::apply(event, step, row_of(event, revision, rows)?)?;
            }
        }
        Act::Weeding { revisions } => {
            ascending(event, revisions, next)?;
            for number in numbers(revisions) {
                let row = row_of(event, number, rows)?;
                if row.is_kept() || number == next.revision {
                    return Err(refuse::not_to_be_weeded(row));
                }
                row.gone = row.gone.or(Some(Gone::Weeded));
            }
        }
        Act::Disposal { revisions, .. } => {
            ascending(event, revisions, next)?;
            for number in numbers(revisions) {
                row_of(event, number, rows)?.gone = Some(Gone::Disposed);
            }
        }
    }
    Ok(())
}

fn change_state(event: &Event, next: &mut Standing, rows: &mut Rows) -> Result<(), Refusal> {
    let Act::State { revision, from, to, frozen, version, reason, opens, supersedes, replaced_by, validity, renditions, .. } = &event.act
    else {
        return Err(refuse::inconsistent(event));
    };
    let wrong = || refuse::inconsistent(event);
    let last = *revision == next.revision;
    let row = row_of(event, *revision, rows)?;
    if row.state != *from || (from == to && opens.is_none()) {
        return Err(wrong());
    }
    if let Some(opened) = opens {
        // Going back: what stands keeps its bytes; the same source is opened as a new draft.
        if reason.is_none() {
            return Err(refuse::reason_needed(row));
        }
        if row.gone.is_some() {
            return Err(refuse::content_gone(row));
        }
        let sound = last
            && !*frozen
            && version.is_none()
            && renditions.is_empty()
            && validity.is_empty()
            && supersedes.is_none()
            && replaced_by.is_none();
        if !sound || opened.revision != next.revision + 1 || opened.version != next.version.next_draft() {
            return Err(wrong());
        }
        row.state.clone_from(&opened.left_as);
        row.signing.session = None;
        let source = row.source.clone();
        next.revision = opened.revision;
        next.version = opened.version;
        next.state.clone_from(to);
        next.frozen = false;
        rows.revisions.insert(opened.revision, new_row(event, next, source));
        return Ok(());
    }
    if row.frozen && !*frozen {
        return Err(refuse::thawing(row));
    }
    if let Some(version) = version {
        if !last || !*frozen || *version != next.version.next_full() {
            return Err(wrong());
        }
        row.version = *version;
    }
    // A version is rendered when it is frozen and when its number changes, and never else.
    let rendered = (*frozen && !row.frozen) || version.is_some();
    if rendered == renditions.is_empty() || (rendered && row.gone.is_some()) {
        return Err(wrong());
    }
    if replaced_by.as_ref() == Some(&event.document) {
        return Err(wrong());
    }
    row.state.clone_from(to);
    row.frozen = *frozen;
    if rendered {
        keep_renditions(row, event);
    }
    let row = row.clone();
    if last {
        next.version = row.version;
        next.state.clone_from(to);
        next.frozen = *frozen;
    }
    next.due.retain(|due| due.revision != *revision);
    if validity.until.is_some() || validity.review_by.is_some() {
        let (until, review_by) = (validity.until.clone(), validity.review_by.clone());
        next.due.push(Due { revision: *revision, version: row.version, until, review_by });
    }
    if let Some(other) = supersedes {
        if other.revision >= *revision {
            return Err(wrong());
        }
        row_of(event, other.revision, rows)?.state.clone_from(&other.state);
        next.due.retain(|due| due.revision != other.revision);
    }
    Ok(())
}

fn new_row(event: &Event, standing: &Standing, source: super::event::SourceContent) -> RevisionRow {
    RevisionRow {
        document: event.document.clone(),
        revision: standing.revision,
        sequence: event.sequence,
        version: standing.version,
        state: standing.state.clone(),
        frozen: false,
        source,
        renditions: Vec::new(),
        former_renditions: Vec::new(),
        rendered_by: None,
        public: false,
        named: false,
        signing: signing::Signing::default(),
        gone: None,
    }
}

fn keep_renditions(row: &mut RevisionRow, event: &Event) {
    let renditions = event.act.renditions();
    if !renditions.is_empty() {
        let former = std::mem::replace(&mut row.renditions, renditions.to_vec());
        row.former_renditions.extend(former);
        row.rendered_by = Some(event.sequence);
    }
}

fn row_of<'a>(event: &Event, revision: u64, rows: &'a mut Rows) -> Result<&'a mut RevisionRow, Refusal> {
    rows.revisions.get_mut(&revision).ok_or_else(|| refuse::no_revision(&event.document, revision))
}

/// Stretches are within the document and ascend without touching each other.
fn ascending(event: &Event, stretches: &[(u64, u64)], standing: &Standing) -> Result<(), Refusal> {
    let mut after = 0;
    for (first, last) in stretches {
        if *first <= after || last < first || *last > standing.revision {
            return Err(refuse::inconsistent(event));
        }
        after = last + 1;
    }
    if stretches.is_empty() { Err(refuse::inconsistent(event)) } else { Ok(()) }
}

/// Every text is of a sound length, without characters that a terminal would obey, and not empty where it is needed.
fn texts(event: &Event) -> Result<(), Refusal> {
    let wrong = |field| Err(refuse::text(field));
    let Actor { name, role, principal } = &event.actor;
    for (field, text) in [("name", name), ("principal", principal)] {
        if !is_line(text) {
            return wrong(field);
        }
    }
    if !role.is_empty() && !is_line(role) {
        return wrong("role");
    }
    if event.act.renditions().len() > MOST_ENTRIES || event.act.renditions().iter().any(|rendition| !is_ending(&rendition.ending)) {
        return wrong("renditions");
    }
    if let Some(field) = event.act.signing().and_then(signing::texts) {
        return wrong(field);
    }
    if let Act::Published(publication) = &event.act
        && let Some(field) = publication::texts(publication)
    {
        return wrong(field);
    }
    if let Act::Counterparts(counterparts) = &event.act
        && let Some(field) = counterpart::texts(counterparts)
    {
        return wrong(field);
    }
    if let Act::Weighing(weighing) = &event.act
        && let Some(field) = weighing::texts(weighing)
    {
        return wrong(field);
    }
    match &event.act {
        Act::Revision { state, source, reason, faults: Faults { codes, .. }, .. } => {
            if !is_line(state) {
                return wrong("state");
            }
            if !is_file_name(&source.file) {
                return wrong("file");
            }
            if !is_reason(reason) {
                return wrong("reason");
            }
            if codes.len() > MOST_ENTRIES || !codes.iter().all(|code| is_line(code)) {
                return wrong("codes");
            }
        }
        Act::State { from, to, reason, opens, supersedes, validity: Validity { from: start, until, review_by }, .. } => {
            let states =
                [from, to].into_iter().chain(opens.iter().map(|opened| &opened.left_as)).chain(supersedes.iter().map(|s| &s.state));
            if !states.into_iter().all(|state| is_line(state)) {
                return wrong("state");
            }
            if reason.as_ref().is_some_and(|reason| !is_reason(reason)) {
                return wrong("reason");
            }
            if [start, until, review_by].into_iter().flatten().any(|date| Period::parse_date(date).is_none()) {
                return wrong("validity");
            }
        }
        Act::Position { body, item, .. } => {
            if !is_line(body) {
                return wrong("body");
            }
            if !is_line(item) {
                return wrong("item");
            }
        }
        Act::Dispatch { recipients, case_number, .. } => {
            if recipients.len() > MOST_ENTRIES || !recipients.iter().all(|recipient| is_line(recipient)) {
                return wrong("recipients");
            }
            match case_number {
                Some(CaseNumber::Numbers(all)) if all.is_empty() || all.len() > MOST_ENTRIES || !all.iter().all(|one| is_line(one)) => {
                    return wrong("case_number");
                }
                Some(CaseNumber::None { reason }) if !is_reason(reason) => return wrong("case_number"),
                _ => {}
            }
        }
        Act::Disposal { decision, .. } if !is_reason(decision) => return wrong("decision"),
        _ => {}
    }
    Ok(())
}
