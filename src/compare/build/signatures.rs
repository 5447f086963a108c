//! The signature block: columns by party, signers by what they share, lines in order.

use crate::compare::names::former;
use crate::compare::script::Step;
use crate::compare::{same, shape};
use crate::model::{Block, Line, Part, SignatureColumn, Signatures, Signer};

use super::Builder;
use super::heads::lines_aligned;
use super::pairing::paired;

impl Builder<'_> {
    pub(super) fn signatures(&mut self, old: &Signatures, new: &Signatures, (before, now): (&Block, &Block)) -> Signatures {
        let at = (Part::Signatures, &before.anchor, &now.anchor);
        let place_and_date = self.optional_line(old.place_and_date.as_ref(), new.place_and_date.as_ref(), at);
        let mut columns = Vec::new();
        for step in paired(&old.columns, &new.columns, same::column, shape::column).steps {
            match step {
                Step::Both(a, b) => {
                    let (left, right) = (&old.columns[a], &new.columns[b]);
                    let within = (Some(left.party.text()), Some(right.party.text()));
                    let outer = std::mem::replace(&mut self.place.within, within);
                    let party = self.line(&left.party, &right.party, (Part::Signatures, &left.anchor, &right.anchor));
                    let signers = self.signers(&left.signers, &right.signers);
                    self.place.within = outer;
                    columns.push(SignatureColumn {
                        anchor: right.anchor.clone(),
                        key: right.key.clone(),
                        origin: right.origin.clone(),
                        party,
                        signers,
                    });
                }
                Step::Old(a) => {
                    let left = &old.columns[a];
                    let mut column = left.clone();
                    column.anchor = former(&left.anchor);
                    column.signers.iter_mut().for_each(|signer| signer.anchor = former(&signer.anchor));
                    self.gone(&column.anchor, None, Part::Signatures, (&left.anchor, &left.origin, left.party.text()));
                    columns.push(column);
                }
                Step::New(b) => {
                    let right = &new.columns[b];
                    self.came(Part::Signatures, None, (&right.anchor, &right.origin, right.party.text()));
                    columns.push(right.clone());
                }
            }
        }
        Signatures { place_and_date, columns }
    }

    pub(super) fn signers(&mut self, old: &[Signer], new: &[Signer]) -> Vec<Signer> {
        let text = |signer: &Signer| signer.name.iter().chain(&signer.details).map(Line::text).collect::<Vec<_>>().join(", ");
        // One signer on either side is the same place to sign, whoever holds it.
        let steps =
            if old.len() == 1 && new.len() == 1 { vec![Step::Both(0, 0)] } else { paired(old, new, same::signer, shape::signer).steps };
        let mut out = Vec::new();
        for step in steps {
            match step {
                Step::Both(a, b) => out.push(self.signer(&old[a], &new[b])),
                Step::Old(a) => {
                    let signer = Signer { anchor: former(&old[a].anchor), ..old[a].clone() };
                    self.gone(&signer.anchor, None, Part::Signatures, (&old[a].anchor, &old[a].origin, text(&old[a])));
                    out.push(signer);
                }
                Step::New(b) => {
                    self.came(Part::Signatures, None, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    pub(super) fn signer(&mut self, old: &Signer, new: &Signer) -> Signer {
        let at = (Part::Signatures, &old.anchor, &new.anchor);
        let name = self.optional_line(old.name.as_ref(), new.name.as_ref(), at);
        let none = Line(Vec::new());
        let mut details = Vec::new();
        for step in lines_aligned(&old.details, &new.details).steps {
            details.push(match step {
                Step::Both(a, b) => self.line(&old.details[a], &new.details[b], at),
                Step::Old(a) => self.line(&old.details[a], &none, at),
                Step::New(b) => self.line(&none, &new.details[b], at),
            });
        }
        Signer { anchor: new.anchor.clone(), origin: new.origin.clone(), name, details }
    }
}
