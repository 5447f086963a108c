//! What a line to sign on must be like, in every format.

use std::collections::BTreeMap;

use super::difference::{DifferenceKind, UnitKind};
use super::found::{Found, Problems, Rule};
use super::unit::{Signer, Units};
use crate::theme::Theme;

/// Shortest line, in millimetres.
pub(super) const SHORTEST_LINE_MM: f64 = 40.0;

/// The share of the theme's room above a line that must be free.
pub(super) const FREE_ROOM: f64 = 0.8;

/// What is said of a line that is too short.
pub(super) fn too_short(length_mm: f64) -> (String, String) {
    (
        format!("är {length_mm:.0} mm lång, men ska vara minst {SHORTEST_LINE_MM:.0} mm"),
        format!("is {length_mm:.0} mm long, but should be at least {SHORTEST_LINE_MM:.0} mm"),
    )
}

/// The lines to sign on, in a format that has no coordinates.
pub(super) struct Lines<'a, 't> {
    pub units: &'a Units<'t>,
    pub found: &'a [Found],
    pub pairs: &'a [Option<usize>],
    /// Lines below the last unit.
    pub last: &'a [Rule],
    pub theme: &'a Theme,
}

impl Lines<'_, '_> {
    /// Every signer has a line of their own, long enough and with room for a pen.
    pub fn judge(&self, problems: &mut Problems) {
        // Signers without a name or details leave their lines to the unit that follows: how many each unit has given up.
        let mut taken = BTreeMap::new();
        for signer in &self.units.signers {
            self.line(signer, &mut taken, problems);
        }
    }

    fn line(&self, signer: &Signer<'_>, taken: &mut BTreeMap<usize, usize>, problems: &mut Problems) {
        let pair = |unit: usize| self.pairs.get(unit).copied().flatten();
        let Some(unit) = self.units.list.get(signer.below.unwrap_or(signer.above)) else { return };
        let place = match signer.below {
            Some(below) => pair(below),
            None => pair(signer.above).map(|above| above + 1),
        };
        // A unit that is missing has been told already.
        let Some(place) = place else { return };
        let rules = self.found.get(place).map_or(self.last, |found| &found.rules);
        let difference = |kind: DifferenceKind, problems: &Problems| {
            let mut difference = problems.difference(kind).at(unit);
            difference.anchor = Some(signer.anchor.clone());
            difference.origin = Some(signer.origin.clone());
            difference.unit = UnitKind::Name;
            difference
        };
        let taken = taken.entry(place).or_default();
        *taken += 1;
        let Some(rule) = rules.get(*taken - 1) else { return problems.push(difference(DifferenceKind::SignatureLine, problems)) };
        if rule.length_mm < SHORTEST_LINE_MM {
            let (sv, en) = too_short(rule.length_mm);
            problems.push(difference(DifferenceKind::SignatureLine, problems).reason(sv, en));
        }
        let wanted = FREE_ROOM * self.theme.signature.room_mm;
        if rule.room_mm < wanted {
            let difference = difference(DifferenceKind::SignatureRoom, problems);
            problems.push(difference.expected(format!("{wanted:.0}")).found(format!("{:.0}", rule.room_mm)));
        }
    }
}
