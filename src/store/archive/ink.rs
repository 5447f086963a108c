//! Pages signed with a pen become events, and the last of them the state of the version.

use super::signing::{Asked, Recorded, same, signed, signed_state};
use super::unsigned::not_asked;
use super::{Archive, At};
use crate::model::{Actor, DocumentId, Moment, States};
use crate::store::event::Act;
use crate::store::object::Object;
use crate::store::refusal::{StoreError, refuse};
use crate::store::signing::{InkSignature, KeptFile};

/// A page signed with a pen.
#[derive(Debug, Clone)]
pub struct Ink {
    /// Short name of the principal.
    pub principal: String,
    /// Who signed.
    pub signatory: String,
    /// The day that stands by the signature, ISO 8601.
    pub date: String,
    /// How the name of the scanned page ends.
    pub ending: String,
    /// The scanned page.
    pub page: Vec<u8>,
}

impl Archive {
    /// Notes a page that was signed with a pen. When everybody has signed whom `asked` names, the version becomes signed.
    ///
    /// # Errors
    /// See [`Archive::to_be_signed`]; when nobody of the name is asked to sign, has signed already, or the version is signed
    /// electronically.
    pub fn sign_with_ink(
        &self,
        document: &DocumentId,
        at: &At,
        (ink, asked): (Ink, &[Asked]),
        states: &States,
        (actor, time): (&Actor, Moment),
    ) -> Result<Recorded, StoreError> {
        let (standing, row) = self.to_be_signed(document, at, states)?;
        if row.signing.is_electronic() {
            return Err(refuse::mixed(&row).into());
        }
        let Ink { principal, signatory, date, ending, page } = ink;
        let line =
            |asked: &&Asked| same(&asked.principal, &principal) && asked.signatory.as_ref().is_none_or(|name| same(name, &signatory));
        let Some(line) = asked.iter().find(line) else { return Err(not_asked(&row, &principal, &signatory, asked).into()) };
        let (page, object) = KeptFile::of(&ending, Object::new(page)?);
        let ink = InkSignature { revision: row.revision, principal: line.principal.clone(), signatory, date, page };
        let mut acts = vec![(Act::InkSignature(ink), actor.clone(), time)];
        if let Some(to) = signed_state(&row.state, states).filter(|_| row.signing.ink.len() + 1 >= asked.len()) {
            acts.push((signed(&row, to), actor.clone(), time));
        }
        self.carry_out_all(&standing, acts, vec![object])
    }
}
