//! A refusal to sign becomes two events: who declined and why, and the way back to a draft.

use super::signing::{Asked, Recorded};
use super::states::go_back;
use super::{Archive, At, StateChange};
use crate::diag::codes;
use crate::model::{Actor, DocumentId, Moment, States};
use crate::store::event::Act;
use crate::store::refusal::{Refusal, StoreError};
use crate::store::signing::Declined;

impl Archive {
    /// Notes that a principal declines to sign: the version goes back to where the kind says, its number is not used again,
    /// and what was signed stays.
    ///
    /// # Errors
    /// See [`Archive::to_be_signed`]; when no reason is given, or the kind knows no way back.
    pub fn decline(
        &self,
        document: &DocumentId,
        at: &At,
        (who, reason): (Asked, &str),
        states: &States,
        (actor, time): (&Actor, Moment),
    ) -> Result<Recorded, StoreError> {
        let (standing, row) = self.to_be_signed(document, at, states)?;
        if reason.trim().is_empty() {
            return Err(Refusal::new(codes::REASON_NEEDED, "att avböja underskrift kräver ett skäl", "declining to sign needs a reason")
                .hint("lägg till --reason \"varför\"", "add --reason \"why\"")
                .into());
        }
        let from = states.get(&row.state);
        let Some((from, to)) = from.and_then(|from| Some((from, from.back.first().and_then(|id| states.get(id))?))) else {
            return Err(Refusal::new(
                codes::STATE_NOT_REACHABLE,
                "slaget har ingen väg tillbaka från det läget, så dokumentet kan inte arbetas om",
                "the kind has no way back from that state, so the document can't be worked on again",
            )
            .into());
        };
        let Asked { principal, signatory } = who;
        let declined = Declined { revision: row.revision, principal, signatory, reason: reason.to_owned() };
        let change = StateChange { reason: Some(reason.to_owned()), ..StateChange::default() };
        let back = go_back(&standing, row, from, to, change)?;
        let acts = [Act::Declined(declined), back.act().clone()].map(|act| (act, actor.clone(), time));
        self.carry_out_all(&standing, acts.into(), Vec::new())
    }
}
