//! Attribution turns the changes of each step between two versions into the step that brought a change of their redline.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Anchor, Block, Body, Change, ChangeKind, Part, Redline, Spot, Tree};

use super::says::plain;

/// What a change is recognised by: what was done with what, and what it says before and after.
type Told = (ChangeKind, Part, Option<String>, Option<String>);

fn told(change: &Change) -> Told {
    let text = |spot: &Option<Spot>| spot.as_ref().map(|spot| plain(&spot.text));
    (change.kind, change.part, text(&change.old), text(&change.new))
}

/// Which of the steps from the old version to the new one, by its place, changed a part of the redline, by the part's name. `steps` are the
/// changes of each, in order. A change belongs to a step where that step alone made exactly the same change; parts in which any change can't be
/// told so are left out.
pub fn attributed(redlined: &Tree, steps: &[&[Change]]) -> BTreeMap<Anchor, usize> {
    let Some(redline) = &redlined.redline else { return BTreeMap::new() };
    let mut made: BTreeMap<Told, Option<usize>> = BTreeMap::new();
    for (at, changes) in steps.iter().enumerate() {
        let each: BTreeSet<Told> = changes.iter().map(told).collect();
        for change in each {
            made.entry(change).and_modify(|step| *step = None).or_insert(Some(at));
        }
    }
    let mut places: BTreeMap<Anchor, Option<usize>> = BTreeMap::new();
    for change in &redline.changes {
        let step = made.get(&told(change)).copied().flatten();
        for place in places_of(change, redline) {
            places.entry(place).and_modify(|known| *known = known.filter(|known| Some(*known) == step)).or_insert(step);
        }
    }
    let mut out = BTreeMap::new();
    spread(&redlined.blocks, None, &places, &mut out);
    out.extend(places.into_iter().filter_map(|(anchor, step)| Some((anchor, step?))));
    out
}

/// The parts of the redline that a change touches.
fn places_of(change: &Change, redline: &Redline) -> Vec<Anchor> {
    match (&change.new, &change.old) {
        (Some(new), _) => {
            let former = redline.moved.iter().filter(|(_, now)| *now == new.anchor).map(|(former, _)| former.clone());
            std::iter::once(new.anchor.clone()).chain(former).collect()
        }
        (None, Some(old)) => vec![Anchor::former(&old.anchor)],
        (None, None) => Vec::new(),
    }
}

/// Gives what stands in a part the step of the part, where it has none of its own.
fn spread(blocks: &[Block], outer: Option<usize>, places: &BTreeMap<Anchor, Option<usize>>, out: &mut BTreeMap<Anchor, usize>) {
    let own = |anchor: &Anchor, outer: Option<usize>| places.get(anchor).copied().unwrap_or(outer);
    let mut note = |anchor: &Anchor, step: Option<usize>| {
        if let Some(step) = step {
            out.insert(anchor.clone(), step);
        }
    };
    for block in blocks {
        let step = own(&block.anchor, outer);
        note(&block.anchor, step);
        if let Body::Table(table) = &block.body {
            for row in &table.rows {
                let step = own(&row.anchor, step);
                row.cells.iter().for_each(|cell| note(&cell.anchor, own(&cell.anchor, step)));
            }
        }
    }
    for block in blocks {
        let step = own(&block.anchor, outer);
        match &block.body {
            Body::List(list) => {
                for item in &list.items {
                    let step = own(&item.anchor, step);
                    if let Some(step) = step {
                        out.insert(item.anchor.clone(), step);
                    }
                    spread(&item.blocks, step, places, out);
                }
            }
            Body::Table(table) => {
                table.header.iter().for_each(|cell| spread(&cell.blocks, step, places, out));
                for row in &table.rows {
                    let step = own(&row.anchor, step);
                    row.cells.iter().for_each(|cell| spread(&cell.blocks, own(&cell.anchor, step), places, out));
                }
            }
            Body::Heading(_) | Body::Paragraph { .. } | Body::Signatures(_) => {}
        }
    }
}
