//! Items, rows and cells.

use crate::compare::align::Aligned;
use crate::compare::names::{former, rename_cell, rename_item};
use crate::compare::says::{part_of, plain, texts};
use crate::compare::script::Step;
use crate::compare::{same, shape, weight};
use crate::model::{Anchor, Cell, ChangeKind, Item, Mark, Origin, Part, Row, Weight};

use super::Builder;
use super::pairing::{both_ways, paired};

impl Builder<'_> {
    pub(super) fn items(&mut self, old: &[Item], new: &[Item]) -> Vec<Item> {
        let Aligned { steps, moved } = paired(old, new, |old, new| same::item(old, new, &self.places), shape::item);
        let (to, from) = both_ways(&moved);
        let text = |item: &Item| texts(&item.blocks);
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Both(a, b) if same::item(&old[a], &new[b], &self.places) => out.push(new[b].clone()),
                Step::Both(a, b) => {
                    let outer = self.place.holder.replace(Part::Item);
                    let blocks = self.blocks(&old[a].blocks, &new[b].blocks, None);
                    self.place.holder = outer;
                    let Item { anchor, key, origin, .. } = &new[b];
                    out.push(Item { anchor: anchor.clone(), key: key.clone(), origin: origin.clone(), blocks });
                }
                Step::Old(a) => {
                    let now = to.get(&a).map(|to| &new[*to].anchor);
                    let mut item = old[a].clone();
                    let sides = (&old[a].anchor, &old[a].origin, text(&old[a]));
                    rename_item(&mut item, &self.places);
                    self.gone(&item.anchor, now, Part::Item, sides);
                    out.push(item);
                }
                Step::New(b) => {
                    let from = from.get(&b).map(|from| &old[*from]);
                    let before = from.map(|item| (&item.anchor, &item.origin, text(item)));
                    self.came(Part::Item, before, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    pub(super) fn rows(&mut self, old: &[Row], new: &[Row]) -> Vec<Row> {
        let Aligned { steps, moved } = paired(old, new, |old, new| same::row(old, new, &self.places), shape::row);
        let (to, from) = both_ways(&moved);
        let text =
            |row: &Row| row.cells.iter().map(|cell| texts(&cell.blocks)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ");
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Both(a, b) if same::row(&old[a], &new[b], &self.places) => out.push(new[b].clone()),
                Step::Both(a, b) => {
                    let within = labels(&old[a], &new[b]);
                    let outer = std::mem::replace(&mut self.place.within, within);
                    let cells = old[a].cells.iter().zip(&new[b].cells).map(|(before, now)| self.cell(before, now)).collect();
                    self.place.within = outer;
                    let Row { anchor, key, origin, role, .. } = &new[b];
                    out.push(Row { anchor: anchor.clone(), key: key.clone(), origin: origin.clone(), role: *role, cells });
                }
                Step::Old(a) => {
                    let now = to.get(&a).map(|to| &new[*to].anchor);
                    let mut row = old[a].clone();
                    let sides = (&old[a].anchor, &old[a].origin, text(&old[a]));
                    row.anchor = former(&row.anchor);
                    row.cells.iter_mut().for_each(|cell| rename_cell(cell, &self.places));
                    self.gone(&row.anchor, now, Part::Row, sides);
                    out.push(row);
                }
                Step::New(b) => {
                    let from = from.get(&b).map(|from| &old[*from]);
                    let before = from.map(|row| (&row.anchor, &row.origin, text(row)));
                    self.came(Part::Row, before, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    /// Notes that an item or a row of the old version stands here no more.
    pub(super) fn gone(&mut self, renamed: &Anchor, moved_to: Option<&Anchor>, part: Part, old: (&Anchor, &Origin, String)) {
        self.redline.marks.insert(renamed.clone(), Mark::Deleted);
        match moved_to {
            Some(now) => self.redline.moved.push((renamed.clone(), now.clone())),
            None => {
                let weight = weight::of_part(old.1);
                self.note(ChangeKind::Deleted, part, Some(old), None, weight);
            }
        }
    }

    /// Notes that an item or a row stands here first in the new version.
    pub(super) fn came(&mut self, part: Part, moved_from: Option<(&Anchor, &Origin, String)>, new: (&Anchor, &Origin, String)) {
        self.redline.marks.insert(new.0.clone(), Mark::Inserted);
        let (kind, weight) = match &moved_from {
            None => (ChangeKind::Inserted, weight::of_part(new.1)),
            Some((.., before)) if plain(before) != plain(&new.2) => {
                (ChangeKind::Moved, weight::of_words(before, &new.2, new.1).max(Weight::Moved))
            }
            Some(_) => (ChangeKind::Moved, Weight::Moved),
        };
        self.note(kind, part, moved_from, Some(new), weight);
    }

    pub(super) fn cell(&mut self, old: &Cell, new: &Cell) -> Cell {
        if same::cell(old, new, &self.places) {
            return new.clone();
        }
        let outer = self.place.holder.replace(Part::Cell);
        // A cell of one paragraph is one place, whatever it says.
        let blocks = match (&old.blocks[..], &new.blocks[..]) {
            ([before], [now]) if part_of(before) == Part::Paragraph && part_of(now) == Part::Paragraph => vec![self.pair(before, now)],
            (before, now) => self.blocks(before, now, None),
        };
        self.place.holder = outer;
        Cell { anchor: new.anchor.clone(), origin: new.origin.clone(), span: new.span, blocks }
    }
}

/// What a reader knows two versions of a row by: the first cell that says the same in both, else the first of all.
fn labels(old: &Row, new: &Row) -> (Option<String>, Option<String>) {
    let said = |row: &Row| row.cells.iter().map(|cell| texts(&cell.blocks)).collect::<Vec<_>>();
    let (left, right) = (said(old), said(new));
    if left.len() < 2 || right.len() < 2 {
        return (None, None);
    }
    let same = left.iter().zip(&right).find(|(left, right)| left == right && !left.is_empty()).map(|(left, _)| left.clone());
    match same {
        Some(same) => (Some(same.clone()), Some(same)),
        None => (left.into_iter().next(), right.into_iter().next()),
    }
}
