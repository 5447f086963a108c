//! Pairing turns the units of the Tree and those of a file into pairs of the same, or of the same changed.

use super::align::align;
use super::found::Found;
use super::unit::Unit;

/// For every unit of the Tree the number of the found unit that is the same, or the same changed.
pub(super) fn pair(units: &[Unit<'_>], found: &[Found]) -> Vec<Option<usize>> {
    let left: Vec<String> = units.iter().map(Unit::printed).collect();
    let right: Vec<String> = found.iter().map(Found::printed).collect();
    let (left, right): (Vec<&str>, Vec<&str>) = (left.iter().map(String::as_str).collect(), right.iter().map(String::as_str).collect());
    let mut pairs = vec![None; units.len()];
    for (a, b) in align(&left, &right) {
        let empty = left.get(a).is_some_and(|text| text.is_empty());
        let same_sort = !empty || found.get(b).is_some_and(|found| found.cell.is_some());
        if let (true, Some(slot)) = (same_sort, pairs.get_mut(a)) {
            *slot = Some(b);
        }
    }
    pair_cells(units, found, &mut pairs);
    pairs
}

/// Pairs cells of one place that are left over between two pairs: whatever they say, they are one cell changed. Cells
/// whose words stand among the others left over have moved, and stay apart.
fn pair_cells(units: &[Unit<'_>], found: &[Found], pairs: &mut [Option<usize>]) {
    let (mut at, mut from) = (0, 0);
    while at < units.len() {
        if let Some(pair) = pairs.get(at).copied().flatten() {
            (at, from) = (at + 1, pair + 1);
            continue;
        }
        let end = (at..units.len()).find(|n| pairs.get(*n).is_some_and(Option::is_some)).unwrap_or(units.len());
        let to = pairs.get(end).copied().flatten().unwrap_or(found.len());
        let (left, right) = (units.get(at..end).unwrap_or_default(), found.get(from..to).unwrap_or_default());
        let mut next = 0;
        for (n, unit) in left.iter().enumerate() {
            let Some(cell) = unit.cell else { continue };
            let in_cell = |other: &Found| other.cell.is_some_and(|place| place.is_beside(&cell.place));
            let other = right.iter().skip(next).position(in_cell).map(|m| next + m).filter(|m| {
                let (own, words) = (unit.printed(), right.get(*m).map(Found::printed).unwrap_or_default());
                let moved = right.iter().any(|other| other.printed() == own && !own.is_empty());
                !moved && !left.iter().any(|other| other.printed() == words && !words.is_empty())
            });
            if let (Some(m), Some(slot)) = (other, pairs.get_mut(at + n)) {
                *slot = Some(from + m);
                next = m + 1;
            }
        }
        (at, from) = (end, to);
    }
}
