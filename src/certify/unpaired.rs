//! What stands in the Tree alone or in a file alone turns into differences: missing, extra, or in another place.

use std::collections::BTreeMap;

use super::difference::{DifferenceKind, UnitKind};
use super::found::{Found, Problems};
use super::unit::Unit;

/// What became of a unit of the Tree that has no pair.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Paired,
    Missing,
    Moved,
}

/// What stands in one list only: missing, extra, or moved when it stands in both. Whole rows of a table are told as such.
pub(super) fn unpaired(units: &[Unit<'_>], found: &[Found], pairs: &[Option<usize>], problems: &mut Problems) {
    let mut free: Vec<bool> = vec![true; found.len()];
    pairs.iter().flatten().for_each(|n| free.get_mut(*n).into_iter().for_each(|slot| *slot = false));
    let mut by_text: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, other) in found.iter().enumerate().filter(|(n, _)| free.get(*n) == Some(&true)).rev() {
        by_text.entry(other.printed()).or_default().push(n);
    }
    let fates: Vec<Fate> = units
        .iter()
        .zip(pairs)
        .map(|(unit, pair)| match pair {
            Some(_) => Fate::Paired,
            None => match by_text.get_mut(&unit.printed()).and_then(Vec::pop) {
                Some(n) => {
                    free.get_mut(n).into_iter().for_each(|slot| *slot = false);
                    Fate::Moved
                }
                None => Fate::Missing,
            },
        })
        .collect();
    let mut at = 0;
    while let (Some(unit), Some(fate)) = (units.get(at), fates.get(at)) {
        let end = at + row_length(units, at);
        let row = units.get(at..end).unwrap_or_default();
        let whole = row.len() > 1 && fates.get(at..end).is_some_and(|fates| fates.iter().all(|other| other == fate));
        if *fate != Fate::Paired {
            let kind = if *fate == Fate::Moved { DifferenceKind::Order } else { DifferenceKind::Missing };
            let mut difference = problems.difference(kind).at(unit);
            if whole {
                difference.unit = UnitKind::Row;
                difference.words =
                    row.iter().map(|unit| unit.text.text()).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" | ");
            }
            problems.push(difference);
        }
        at = if whole { end } else { at + 1 };
    }
    extra(found, &free, problems);
}

/// How many units belong to the row that begins here; 1 elsewhere.
fn row_length(units: &[Unit<'_>], at: usize) -> usize {
    let Some(unit) = units.get(at) else { return 1 };
    let begins = !at.checked_sub(1).and_then(|before| units.get(before)).is_some_and(|before| before.is_in_row_of(unit));
    if begins { units.iter().skip(at).take_while(|other| other.is_in_row_of(unit)).count().max(1) } else { 1 }
}

/// What the file has and the Tree has not, a row of a table at a time.
fn extra(found: &[Found], free: &[bool], problems: &mut Problems) {
    let mut left = found.iter().zip(free).enumerate().filter(|(_, (_, free))| **free).map(|(n, (other, _))| (n, other)).peekable();
    while let Some((n, other)) = left.next() {
        let (mut words, mut unit, mut last) = (vec![other.printed()], UnitKind::Paragraph, n);
        if let Some(place) = other.cell {
            while let Some((next, cell)) =
                left.next_if(|(next, cell)| *next == last + 1 && cell.cell.is_some_and(|same| same.row == place.row))
            {
                words.push(cell.printed());
                (unit, last) = (UnitKind::Row, next);
            }
        }
        words.retain(|words| !words.is_empty());
        let difference = problems.difference(DifferenceKind::Extra).words(unit, words.join(" | ")).page(other.page);
        problems.push(difference);
    }
}
