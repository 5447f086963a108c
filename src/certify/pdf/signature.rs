//! The signature block of a PDF: every signer has a line, with room for a pen, and all stand on one page.

use std::collections::BTreeSet;

use crate::certify::difference::{Difference, DifferenceKind, UnitKind};
use crate::certify::found::Problems;
use crate::certify::signature::{FREE_ROOM, SHORTEST_LINE_MM, too_short};
use crate::certify::unit::Signer;

use super::POINTS;
use super::geometry::{Geometry, Span};
use super::matrix::Rect;

/// The name stands at most this far below the line, in millimetres.
const NAME_BELOW_MM: f64 = 12.0;

/// Judges the lines to sign on.
pub(super) fn judge(geometry: &Geometry<'_, '_, '_>, problems: &mut Problems) {
    let mut used = BTreeSet::new();
    for signer in &geometry.units.signers {
        line(geometry, signer, &mut used, problems);
    }
    for block in 0..geometry.units.signature_blocks {
        let mut pages = BTreeSet::new();
        let mut first = None;
        for (unit, pair) in geometry.units.list.iter().zip(geometry.pairs) {
            if unit.signature.is_some_and(|signature| signature.block == block) {
                first = first.or(Some(unit));
                pages.extend(pair.iter().flat_map(|pair| geometry.places.spans(*pair)).map(|span| span.page + 1));
            }
        }
        if let (true, Some(unit)) = (pages.len() > 1, first) {
            let list = pages.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            problems.push(problems.difference(DifferenceKind::SignatureSplit).at(unit).found(list));
        }
    }
}

fn line(geometry: &Geometry<'_, '_, '_>, signer: &Signer<'_>, used: &mut BTreeSet<(usize, usize)>, problems: &mut Problems) {
    let span = |unit: usize, last: bool| -> Option<Span> {
        let spans = geometry.places.spans(geometry.pairs.get(unit).copied().flatten()?);
        if last { spans.last() } else { spans.first() }.copied()
    };
    let (below, above) = (signer.below.and_then(|unit| span(unit, false)), span(signer.above, true));
    let shown = signer.below.unwrap_or(signer.above);
    let Some(unit) = geometry.units.list.get(shown) else { return };
    // A unit that is missing has been told already.
    let Some(place) = below.or(above) else { return };
    let difference = |kind: DifferenceKind, problems: &Problems| -> Difference {
        let mut difference = problems.difference(kind).at(unit).page(Some(place.page as u32 + 1));
        difference.anchor = Some(signer.anchor.clone());
        difference.origin = Some(signer.origin.clone());
        difference.unit = UnitKind::Name;
        difference
    };
    let Some(page) = geometry.pages.pages.get(place.page) else { return };
    let room = geometry.theme.signature.room_mm;
    let near = |line: &Rect| {
        let beside = line.left <= place.area.left + 3.0 && line.right > place.area.left + 3.0;
        let height = match below {
            Some(below) => line.bottom > below.highest && line.bottom - below.area.top < NAME_BELOW_MM * POINTS,
            // Others without name or details may sign above.
            None => line.top < place.lowest && place.lowest - line.top < 5.0 * room * POINTS,
        };
        beside && height && line.width() > 5.0
    };
    let lines = page.lines.iter().enumerate().filter(|(n, line)| near(line) && !used.contains(&(place.page, *n)));
    let Some((n, line)) = lines.min_by(|a, b| (a.1.bottom - place.lowest).abs().total_cmp(&(b.1.bottom - place.lowest).abs())) else {
        return problems.push(difference(DifferenceKind::SignatureLine, problems));
    };
    used.insert((place.page, n));
    let length = line.width() / POINTS;
    if length < SHORTEST_LINE_MM {
        let (sv, en) = too_short(length);
        problems.push(difference(DifferenceKind::SignatureLine, problems).reason(sv, en));
    }
    if page.areas.iter().any(|area| area.common(&line.grown(0.5)).is_some()) {
        problems.push(difference(DifferenceKind::SignatureLine, problems).reason("är övertäckt", "is covered"));
    }
    let wanted = FREE_ROOM * room;
    let free = Rect::new(line.left, line.top + 0.5, line.right, line.top + wanted * POINTS);
    let texts = page.texts.iter().filter_map(|text| {
        let area = Rect { bottom: text.baseline, ..text.area? };
        area.common(&free).map(|_| area.bottom)
    });
    let others =
        page.lines.iter().chain(&page.areas).filter(|other| *other != line && other.common(&free).is_some()).map(|other| other.bottom);
    if let Some(lowest) = texts.chain(others).min_by(f64::total_cmp) {
        let left = ((lowest - line.top) / POINTS).max(0.0);
        problems.push(difference(DifferenceKind::SignatureRoom, problems).expected(format!("{wanted:.0}")).found(format!("{left:.0}")));
    }
}
