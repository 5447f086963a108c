//! Two histories that parted become one where nothing has to be decided between them: what one side did is noted behind what the
//! other side did, once more and with the same who, when and what.
//!
//! It happens when a signed file is in the mail while the other side declines, when both note pages that were signed with a pen,
//! or when both register the signed version. Either the own history stays as it is and takes in what the other has, or it
//! gives way: the other's takes its place, and what can be noted anew of the own one follows behind it.

use super::Archive;
use super::signing::{gone_back_from, signed, signed_state};
use crate::model::{DocumentId, SetBy, States};
use crate::store::Extension;
use crate::store::bundle::Bundle;
use crate::store::event::{Act, Commitment, Event, Sealed};
use crate::store::memory::replay;
use crate::store::projection::{RevisionRow, Standing};
use crate::store::refusal::{Damage, Refusal, StoreError};
use crate::store::rules::{Rows, needed, step};

/// What became of two histories.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Where the document stands now.
    pub standing: Standing,
    /// The acts that were noted behind the history that holds, in order.
    pub noted: Vec<Event>,
    /// What is of the history that gave way alone and did not come along, in order.
    pub left: Vec<Event>,
}

/// The bytes of some content, from wherever they are.
type Content<'a> = dyn Fn(&Commitment) -> Result<Option<Vec<u8>>, StoreError> + 'a;

/// A history as it grows.
struct Growing<'a> {
    standing: Standing,
    rows: Rows,
    /// The number of the last event that both histories have.
    common: u64,
    states: &'a States,
    content: &'a Content<'a>,
    /// What was noted behind it.
    fresh: Vec<Sealed>,
    left: Vec<Event>,
}

/// Whether an event decides nothing about the text or the state, so that it can be noted behind others: acts of signing, the state
/// that the last signature brings, and what is said of a version that stands.
fn can_follow(event: &Event, states: &States) -> bool {
    match &event.act {
        Act::Position { .. } | Act::Label { .. } | Act::Published(_) | Act::Counterparts(_) | Act::Weighing(_) => true,
        Act::Dispatch { renditions, .. } => renditions.is_empty(),
        act => act.signing().is_some() || sets_signed(act, states),
    }
}

/// What may stay behind without anybody deciding: a state that follows from the signatures anew, and another renewal of the same file.
fn may_be_left(event: &Event, states: &States) -> bool {
    sets_signed(&event.act, states) || matches!(event.act, Act::Renewed(_))
}

fn sets_signed(act: &Act, states: &States) -> bool {
    matches!(act, Act::State { to, opens: None, .. } if states.get(to).is_some_and(|state| state.set_by == SetBy::Signatures))
}

/// The same act of the same person at the same time, wherever it stands.
fn is_same(one: &Event, other: &Event) -> bool {
    (&one.act, &one.actor, one.time) == (&other.act, &other.actor, other.time)
}

/// What belongs together: a session and what ended it. All else stands alone.
fn units(tail: &[Sealed]) -> Vec<Vec<&Event>> {
    let (mut out, mut taken): (Vec<Vec<&Event>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, sealed) in tail.iter().enumerate() {
        if taken.contains(&at) {
            continue;
        }
        let mut unit = vec![sealed.event()];
        if let Act::SigningOpened(opened) = &sealed.event().act {
            let ends = |act: &Act| match act {
                Act::Signature(signature) => signature.prepared == opened.prepared,
                Act::SigningClosed(closed) => closed.prepared == opened.prepared,
                _ => false,
            };
            if let Some((number, end)) = tail.iter().enumerate().skip(at + 1).find(|(_, other)| ends(&other.event().act)) {
                unit.push(end.event());
                taken.push(number);
            }
        }
        out.push(unit);
    }
    out
}

impl Growing<'_> {
    /// Notes what can be noted of a tail, whole units at a time; the rest is left.
    fn follow(&mut self, tail: &[Sealed], known: &[Sealed]) -> Result<(), StoreError> {
        let is_known = |event: &Event| known.iter().any(|other| is_same(other.event(), event));
        for unit in units(tail) {
            if unit.iter().all(|event| is_known(event)) {
                continue;
            }
            let whole = unit.iter().all(|event| can_follow(event, self.states) && !is_known(event));
            if !whole || !self.note(&unit)? {
                self.left.extend(unit.into_iter().cloned());
            }
        }
        Ok(())
    }

    /// Notes one unit, wholly or not at all.
    fn note(&mut self, unit: &[&Event]) -> Result<bool, StoreError> {
        let mut rows = Rows::default();
        for event in unit {
            let (revisions, labels) = needed(&event.act, self.standing.revision);
            for number in revisions {
                // Since the histories parted, a number may have come to mean something else.
                let Some(row) = self.rows.revisions.get(&number).filter(|row| row.sequence <= self.common) else { return Ok(false) };
                rows.revisions.insert(number, row.clone());
            }
            let labels = labels.into_iter().filter_map(|label| self.rows.labels.get(label));
            rows.labels.extend(labels.map(|row| (row.label.clone(), row.clone())));
        }
        if !self.may_sign(unit)? {
            return Ok(false);
        }
        let (mut standing, mut events) = (self.standing.clone(), Vec::new());
        for event in unit {
            let event = Event { sequence: standing.sequence + 1, previous: standing.head.clone(), ..(*event).clone() };
            let sealed =
                Sealed::seal(event).map_err(|_| Damage::whole("händelsen gick inte att skriva", "the event could not be written"))?;
            match step(Some(&standing), &sealed, &mut rows) {
                Ok(next) => standing = next,
                Err(_) => return Ok(false),
            }
            events.push(sealed);
        }
        self.rows.revisions.append(&mut rows.revisions);
        self.rows.labels.append(&mut rows.labels);
        self.standing = standing;
        self.fresh.append(&mut events);
        Ok(true)
    }

    /// Whether what a unit says of signing, if it does, is about the file that was fixed before the histories parted, and carries it on.
    fn may_sign(&self, unit: &[&Event]) -> Result<bool, StoreError> {
        let sets_state = unit.iter().any(|event| sets_signed(&event.act, self.states));
        let signs = unit.iter().find(|event| event.act.signing().is_some() || sets_state);
        let Some(revision) = signs.and_then(|event| event.act.revision()) else { return Ok(true) };
        let Some(row) = self.rows.revisions.get(&revision) else { return Ok(false) };
        let fixed_before = row.rendered_by.is_some_and(|sequence| sequence <= self.common);
        let begun_in_vain = matches!(unit, [only] if matches!(only.act, Act::SigningOpened(_))) && row.revision != self.standing.revision;
        let left_before = self.left.iter().any(|event| event.act.revision() == Some(revision) && event.act.signing().is_some());
        let renews = unit.iter().all(|event| matches!(event.act, Act::Renewed(_)));
        let signable = signed_state(&row.state, self.states).is_some() || gone_back_from(row, &self.standing, self.states);
        if !fixed_before || begun_in_vain || (sets_state && left_before) || !(signable || sets_state || renews) {
            return Ok(false);
        }
        self.carries_on(row, unit)
    }

    /// Whether a signed file holds the last one that is known: two who signed files of their own did not sign the same.
    fn carries_on(&self, row: &RevisionRow, unit: &[&Event]) -> Result<bool, StoreError> {
        let Some(latest) = row.signing.latest() else { return Ok(true) };
        for event in unit {
            let file = match &event.act {
                Act::Signature(signature) => &signature.file,
                Act::Renewed(renewal) => &renewal.file,
                _ => continue,
            };
            let (Some(before), Some(after)) = ((self.content)(&latest.commitment)?, (self.content)(&file.commitment)?) else {
                return Ok(false);
            };
            if !after.starts_with(&before) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn after(events: &[Sealed], common: u64) -> &[Sealed] {
    usize::try_from(common).ok().and_then(|common| events.get(common..)).unwrap_or_default()
}

/// When and what a tail begins with: of two that could both follow, the earlier stays.
fn beginning(tail: &[Sealed]) -> Option<(crate::model::Moment, String)> {
    let event = tail.first()?.event();
    Some((event.time, serde_json::to_string(&(&event.act, &event.actor)).ok()?))
}

impl Archive {
    fn grow(
        &self,
        (base, tail): (&[Sealed], &[Sealed]),
        (bundle, common): (&Bundle, u64),
        states: &States,
    ) -> Result<(Standing, Vec<Sealed>, Vec<Event>), StoreError> {
        let content = |commitment: &Commitment| -> Result<Option<Vec<u8>>, StoreError> {
            match bundle.object(commitment) {
                Some(object) => Ok(Some(object.content().to_vec())),
                None => Ok(self.store().object(commitment)?.map(crate::store::Object::into_content)),
            }
        };
        let (standing, rows) = replay(base)?;
        let standing = standing.ok_or_else(|| Damage::whole("inga händelser", "no events"))?;
        let mut growing = Growing { standing, rows, common, states, content: &content, fresh: Vec::new(), left: Vec::new() };
        growing.follow(tail, after(base, common))?;
        Ok((growing.standing, growing.fresh, growing.left))
    }

    fn history(&self, document: &DocumentId) -> Result<(Standing, Vec<Sealed>), StoreError> {
        let standing = self.existing(document)?;
        let events = self.store().events(document, 1, standing.sequence)?;
        Ok((standing, events))
    }

    /// Takes in what a history that parted from the own one after event `common` has, where all of it can be noted behind the own;
    /// `None` where it can't, or where the own one should rather give way.
    ///
    /// # Errors
    /// When the store is damaged or can't be written.
    pub fn take_in(&self, bundle: &Bundle, common: u64, states: &States) -> Result<Option<Joined>, StoreError> {
        let (standing, own) = self.history(bundle.document())?;
        let (ours, theirs) = (after(&own, common), after(bundle.events(), common));
        let follow = |tail: &[Sealed]| tail.iter().all(|sealed| can_follow(sealed.event(), states));
        let fewer = |sealed: &Sealed| !ours.iter().any(|own| is_same(own.event(), sealed.event()));
        if theirs.iter().any(fewer) && follow(ours) && beginning(theirs) < beginning(ours) {
            return Ok(None);
        }
        let (grown, fresh, left) = self.grow((&own, theirs), (bundle, common), states)?;
        if !left.iter().all(|event| may_be_left(event, states)) {
            return Ok(None);
        }
        let noted: Vec<Event> = fresh.iter().map(|sealed| sealed.event().clone()).collect();
        if fresh.is_empty() {
            return Ok(Some(Joined { standing, noted, left }));
        }
        let named: Vec<&Commitment> = fresh.iter().flat_map(|sealed| sealed.event().act.commitments()).collect();
        let objects = named.into_iter().filter_map(|named| bundle.object(named)).cloned().collect();
        let after = Some((standing.sequence, standing.head));
        let extension = Extension { document: grown.document, after, events: fresh, objects, forget: Vec::new() };
        Ok(Some(Joined { standing: self.receive(&extension)?, noted, left }))
    }

    /// What would not come along if the own history gave way: see [`Archive::give_way`].
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn left_behind(&self, bundle: &Bundle, common: u64, states: &States) -> Result<Vec<Event>, StoreError> {
        let (_, own) = self.history(bundle.document())?;
        Ok(self.grow((bundle.events(), after(&own, common)), (bundle, common), states)?.2)
    }

    /// Puts a history that parted from the own one after event `common` in its place, and notes behind it what can be noted of the own
    /// one. The rest is left, and told: the caller has kept the own history before.
    ///
    /// # Errors
    /// `history-forked` when somebody signed for a part of the own history that the other does not have; or when the store is
    /// damaged, can't be written, or was written to meanwhile.
    pub fn give_way(&self, bundle: &Bundle, common: u64, states: &States) -> Result<Joined, StoreError> {
        let document = bundle.document();
        let (standing, own) = self.history(document)?;
        self.must_hold_notes(bundle)?;
        let (_, fresh, left) = self.grow((bundle.events(), after(&own, common)), (bundle, common), states)?;
        let noted = fresh.iter().map(|sealed| sealed.event().clone()).collect();
        let events = bundle.events().iter().cloned().chain(fresh).collect();
        let after = Some((standing.sequence, standing.head));
        let extension = Extension { document: document.clone(), after, events, objects: bundle.objects().to_vec(), forget: Vec::new() };
        let standing = self.replace(&extension)?;
        Ok(Joined { standing, noted, left })
    }

    /// Heads that others signed of the own history must be true of the one that takes its place, too.
    fn must_hold_notes(&self, bundle: &Bundle) -> Result<(), StoreError> {
        let signers = self.store().signers()?;
        for (name, note) in self.store().notes(bundle.document())? {
            let Some(head) = signers.iter().find(|signer| *signer.name() == name).and_then(|signer| signer.open(&note).ok()) else {
                continue;
            };
            let there = usize::try_from(head.sequence).ok().and_then(|number| bundle.events().get(number.checked_sub(1)?));
            if there.is_none_or(|sealed| *sealed.hash() != head.hash) {
                let sequence = head.sequence;
                return Err(Refusal::new(
                    crate::diag::codes::HISTORY_FORKED,
                    format!("{name} har intygat händelse {sequence} i historiken här, och den finns inte i filen"),
                    format!("{name} has signed for event {sequence} of the history here, and the file does not have it"),
                )
                .hint(
                    "låt historiken här gälla, eller tala med den som intygade den; inget har ändrats",
                    "let the history here hold, or talk to whoever signed for it; nothing was changed",
                )
                .into());
            }
        }
        Ok(())
    }

    /// The state that the last page signed with a pen brings, where two histories that became one have them all: `lines` ask for one.
    ///
    /// # Errors
    /// When the store is damaged or can't be written.
    pub fn settle_ink(&self, document: &DocumentId, revision: u64, lines: usize, states: &States) -> Result<Option<Event>, StoreError> {
        let (standing, row) = self.find(document, &super::At::Revision(revision))?;
        let to = signed_state(&row.state, states).filter(|_| row.revision == standing.revision && row.signing.ink.len() >= lines);
        let events = self.store().events(document, 1, standing.sequence)?;
        let last = events.iter().rev().map(Sealed::event).find(|event| matches!(event.act, Act::InkSignature(_)));
        let (Some(to), Some(last)) = (to, last) else { return Ok(None) };
        let recorded = self.carry_out_all(&standing, vec![(signed(&row, to), last.actor.clone(), last.time)], Vec::new())?;
        Ok(recorded.events.into_iter().next())
    }
}
