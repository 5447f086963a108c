//! Positions, dispatches, labels, weights, weeding and disposal.

use std::collections::BTreeSet;

use super::{Archive, At, Intent};
use crate::diag::codes;
use crate::model::{DocumentId, Label};
use crate::store::event::{Act, CaseNumber, Commitment, Event, Outcome, Purpose, stretches};
use crate::store::projection::{RevisionRow, Standing};
use crate::store::publication::Publication;
use crate::store::refusal::{Refusal, StoreError, refuse};
use crate::store::weighing::Weighing;

/// What a body came to (ställningstagande).
#[derive(Debug, Clone)]
pub struct Position {
    /// The body.
    pub body: String,
    /// The day of its meeting, ISO 8601.
    pub date: String,
    /// The item (§).
    pub item: String,
    /// What it came to.
    pub outcome: Outcome,
}

/// A dispatch.
#[derive(Debug, Clone)]
pub struct Dispatching {
    /// Why.
    pub purpose: Purpose,
    /// To whom.
    pub recipients: Vec<String>,
    /// Under which case number.
    pub case_number: Option<CaseNumber>,
}

impl Archive {
    /// Gets ready to note a position on a revision.
    ///
    /// # Errors
    /// When there is no such revision.
    pub fn position(&self, document: &DocumentId, at: &At, position: Position) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, at)?;
        let Position { body, date, item, outcome } = position;
        let act = Act::Position { revision: row.revision, body, date, item, outcome };
        Ok(Self::intent(&standing, row, act))
    }

    /// Gets ready to note a dispatch of a revision. Rendered files are needed when it was never rendered before.
    ///
    /// # Errors
    /// When there is no such revision, its content is gone, nobody gets it, or a case number is needed.
    pub fn dispatch(&self, document: &DocumentId, at: &At, dispatching: Dispatching) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, at)?;
        let Dispatching { purpose, recipients, case_number } = dispatching;
        if row.gone.is_some() {
            return Err(refuse::content_gone(&row).into());
        }
        if recipients.is_empty() {
            return Err(refuse::no_recipients(&row).into());
        }
        if purpose.makes_public() && case_number.is_none() {
            return Err(refuse::no_case_number(&row).into());
        }
        let act = Act::Dispatch { revision: row.revision, purpose, recipients, case_number, renditions: Vec::new() };
        Ok(Self::intent(&standing, row, act))
    }

    /// Gets ready to give a revision a name that never moves, in place of an earlier one if one is given.
    ///
    /// # Errors
    /// When the name names something already, or the earlier one does not exist or was superseded before.
    pub fn label(&self, document: &DocumentId, at: &At, label: Label, supersedes: Option<Label>) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, at)?;
        let act = Act::Label { revision: row.revision, label, supersedes };
        Ok(Self::intent(&standing, row, act))
    }

    /// Gets ready to note the weights of changes between two revisions.
    ///
    /// # Errors
    /// When there is no such revision. What else a log refuses is found when it is carried out.
    pub fn weigh(&self, document: &DocumentId, weighing: Weighing) -> Result<Intent, StoreError> {
        self.find(document, &At::Revision(weighing.compared_with))?;
        let (standing, row) = self.find(document, &At::Revision(weighing.revision))?;
        Ok(Self::intent(&standing, row, Act::Weighing(weighing)))
    }

    /// Gets ready to note that a public copy was made of a revision.
    ///
    /// # Errors
    /// When there is no such revision.
    pub fn publish(&self, document: &DocumentId, publication: Publication) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, &At::Revision(publication.revision))?;
        Ok(Self::intent(&standing, row, Act::Published(publication)))
    }

    /// What was weighed between two revisions, with who did it and when, in order.
    ///
    /// # Errors
    /// When the store is damaged or can't be read.
    pub fn weighings(&self, document: &DocumentId, compared_with: u64, revision: u64) -> Result<Vec<Event>, StoreError> {
        let between = |event: &Event| matches!(&event.act, Act::Weighing(weighing) if weighing.revision == revision && weighing.compared_with == compared_with);
        Ok(self.store().notable(document)?.iter().map(|sealed| sealed.event().clone()).filter(between).collect())
    }

    /// Gets ready to weed the drafts that are no official documents; `None` when there are none. What a revision that is
    /// kept also holds stays.
    ///
    /// # Errors
    /// When there is no such document.
    pub fn weed(&self, document: &DocumentId) -> Result<Option<(Intent, Vec<RevisionRow>)>, StoreError> {
        let standing = self.existing(document)?;
        let rows = self.all_rows(&standing)?;
        let drafts = |row: &RevisionRow| !row.is_kept() && row.revision != standing.revision && row.gone.is_none();
        let kept: BTreeSet<&Commitment> = rows.iter().filter(|row| !drafts(row)).flat_map(RevisionRow::commitments).collect();
        let weeded: Vec<RevisionRow> = rows.iter().filter(|row| drafts(row) && !kept.contains(&row.source.commitment)).cloned().collect();
        let Some(last) = weeded.last().cloned() else { return Ok(None) };
        let forget = weeded.iter().flat_map(RevisionRow::commitments).filter(|commitment| !kept.contains(*commitment)).cloned().collect();
        let act = Act::Weeding { revisions: stretches(weeded.iter().map(|row| row.revision)) };
        let mut intent = Self::intent(&standing, last, act);
        intent.forget = forget;
        Ok(Some((intent, weeded)))
    }

    /// Gets ready to dispose of the content of some revisions, on a decision.
    ///
    /// # Errors
    /// When there is no such revision, no decision is given, the content is gone already, or a revision that is not among
    /// them has the same source.
    pub fn dispose(&self, document: &DocumentId, ats: &[At], decision: &str) -> Result<(Intent, Vec<RevisionRow>), StoreError> {
        let standing = self.existing(document)?;
        let mut chosen: Vec<RevisionRow> = ats.iter().map(|at| Ok(self.find(document, at)?.1)).collect::<Result<_, StoreError>>()?;
        chosen.sort_by_key(|row| row.revision);
        chosen.dedup_by_key(|row| row.revision);
        if decision.trim().is_empty() {
            return Err(Refusal::new(codes::DECISION_NEEDED, "gallring kräver ett beslut", "disposal needs a decision")
                .hint("ange --decision \"nämnd, datum, §, dnr\"", "give --decision \"board, date, section, case number\"")
                .into());
        }
        if let Some(gone) = chosen.iter().find(|row| row.gone.is_some()) {
            return Err(refuse::content_gone(gone).into());
        }
        let rows = self.all_rows(&standing)?;
        let others: Vec<&RevisionRow> = rows.iter().filter(|row| !chosen.iter().any(|other| other.revision == row.revision)).collect();
        let shared: Vec<String> = others
            .iter()
            .filter(|row| row.gone.is_none() && chosen.iter().any(|other| other.source.commitment == row.source.commitment))
            .map(|row| row.revision.to_string())
            .collect();
        if !shared.is_empty() {
            let shared = shared.join(", ");
            return Err(Refusal::new(
                codes::CONTENT_GONE,
                format!("samma källfil finns också i revision {shared}, så innehållet skulle bli kvar"),
                format!("the same source stands in revision {shared} too, so the content would remain"),
            )
            .hint(
                "gallra alla på en gång, om beslutet gäller dem: nämn varje revision",
                "dispose of all at once, if the decision covers them: name each revision",
            )
            .into());
        }
        let kept: BTreeSet<&Commitment> = others.iter().flat_map(|row| row.commitments()).collect();
        let forget = chosen.iter().flat_map(RevisionRow::commitments).filter(|commitment| !kept.contains(*commitment)).cloned().collect();
        let Some(last) = chosen.last().cloned() else { return Err(refuse::no_revision(document, 0).into()) };
        let act = Act::Disposal { revisions: stretches(chosen.iter().map(|row| row.revision)), decision: decision.to_owned() };
        let mut intent = Self::intent(&standing, last, act);
        intent.forget = forget;
        Ok((intent, chosen))
    }

    fn all_rows(&self, standing: &Standing) -> Result<Vec<RevisionRow>, StoreError> {
        let document = &standing.document;
        (1..=standing.revision)
            .map(|revision| self.store.revision(document, revision)?.ok_or_else(|| refuse::no_revision(document, revision).into()))
            .collect()
    }
}
