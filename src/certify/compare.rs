//! Comparison holds the units of a file against the units of the Tree.

use crate::model::LinkTarget;

use super::align::align;
use super::difference::{Difference, DifferenceKind, UnitKind};
use super::found::{Found, Kind, Problems, Target};
use super::unit::{Label, Role, Unit};

/// For every unit of the Tree the number of the found unit that is the same, or the same changed.
pub(super) fn pair(units: &[Unit<'_>], found: &[Found]) -> Vec<Option<usize>> {
    let left: Vec<String> = units.iter().map(Unit::printed).collect();
    let right: Vec<String> = found.iter().map(Found::printed).collect();
    let (left, right): (Vec<&str>, Vec<&str>) = (left.iter().map(String::as_str).collect(), right.iter().map(String::as_str).collect());
    let mut pairs = vec![None; units.len()];
    for (a, b) in align(&left, &right) {
        let empty = left.get(a).is_some_and(|text| text.is_empty());
        let same_sort = !empty || matches!(found.get(b).map(|found| &found.kind), Some(Kind::Cell { .. }));
        if let (true, Some(slot)) = (same_sort, pairs.get_mut(a)) {
            *slot = Some(b);
        }
    }
    pairs
}

/// Tells every difference between paired units, and what has no pair. `leads` says whether a target of the file is
/// the one of the Tree.
pub(super) fn judge(
    units: &[Unit<'_>],
    found: &[Found],
    pairs: &[Option<usize>],
    bullets: &[String],
    leads: &dyn Fn(&LinkTarget, &Target) -> bool,
    problems: &mut Problems,
) {
    let mut before: Option<(usize, usize)> = None;
    for (at, (unit, other)) in units.iter().zip(pairs).enumerate() {
        if let Some((other_at, other)) = other.and_then(|n| Some((n, found.get(n)?))) {
            let contiguous = before.map_or(at == 0 && other_at == 0, |(a, b)| a + 1 == at && b + 1 == other_at);
            let previous = before.filter(|_| contiguous).and_then(|(a, b)| Some((units.get(a)?, found.get(b)?)));
            Judge { unit, other, contiguous, previous, problems }.all(bullets, leads);
            before = Some((at, other_at));
        }
    }
    unpaired(units, found, pairs, problems);
}

/// One unit beside what was found for it.
struct Judge<'a, 't> {
    unit: &'a Unit<'t>,
    other: &'a Found,
    /// Whether nothing unpaired stands right before.
    contiguous: bool,
    /// The pair right before, where there is one.
    previous: Option<(&'a Unit<'t>, &'a Found)>,
    problems: &'a mut Problems,
}

impl Judge<'_, '_> {
    fn difference(&self, kind: DifferenceKind) -> Difference {
        self.problems.difference(kind).at(self.unit).page(self.other.page)
    }

    fn tell(&mut self, kind: DifferenceKind, expected: impl Into<String>, found: impl Into<String>) {
        let difference = self.difference(kind).expected(expected).found(found);
        self.problems.push(difference);
    }

    fn all(&mut self, bullets: &[String], leads: &dyn Fn(&LinkTarget, &Target) -> bool) {
        self.words();
        self.sort(bullets);
        if self.unit.text.text() == self.other.text.text() {
            self.looks();
        }
        self.links(leads);
    }

    /// The words, and the number of a heading.
    fn words(&mut self) {
        let (unit, other) = (self.unit, self.other);
        let (should, does) = (unit.text.text(), other.text.text());
        if let (Role::Heading { number: expected, .. }, Kind::Heading { number, .. }) = (&unit.role, &other.kind) {
            let expected = expected.unwrap_or_default();
            match number {
                // The format keeps the number apart.
                Some(number) if number != expected => self.tell(DifferenceKind::Number, expected, number.clone()),
                None if unit.printed() == does => return,
                None if !expected.is_empty() => {
                    if let Some(number) = does.strip_suffix(should) {
                        let number = number.trim();
                        return self.tell(DifferenceKind::Number, expected, number);
                    }
                    let unnumbered = does.strip_prefix(expected).unwrap_or(does).trim();
                    return self.tell(DifferenceKind::Text, should, unnumbered);
                }
                _ => {}
            }
        }
        if should != does {
            self.tell(DifferenceKind::Text, should, does);
        }
    }

    /// What sort of unit it is.
    fn sort(&mut self, bullets: &[String]) {
        let (unit, other) = (self.unit, self.other);
        match (&unit.role, &other.kind) {
            (Role::Heading { level, .. }, Kind::Heading { level: does, .. }) => {
                if level != does {
                    self.tell(DifferenceKind::Level, level.to_string(), does.to_string());
                }
            }
            (Role::Item { depth, label }, Kind::Item { depth: does, label: found }) => {
                if depth != does {
                    self.tell(DifferenceKind::Depth, depth.to_string(), does.to_string());
                }
                let same = match label {
                    Label::Bullet => bullets.iter().any(|bullet| bullet == found),
                    Label::Exact(label) => label == found,
                };
                if !same {
                    let expected = match label {
                        Label::Bullet => bullets.first().cloned().unwrap_or_default(),
                        Label::Exact(label) => label.clone(),
                    };
                    self.tell(DifferenceKind::Label, expected, found.clone());
                }
            }
            (Role::Continuation { depth }, Kind::Continuation { depth: does }) => {
                if let Some(does) = does.filter(|does| does != depth) {
                    self.tell(DifferenceKind::Depth, depth.to_string(), does.to_string());
                }
            }
            (Role::Cell { header, .. }, Kind::Cell { header: does, .. }) => {
                if header != does {
                    self.problems.push(self.difference(DifferenceKind::Header));
                }
                self.place();
            }
            (Role::Paragraph | Role::DocumentType | Role::Title, Kind::Paragraph)
            // A signature block may be set in a table without a header row.
            | (Role::Place | Role::Party | Role::Name | Role::Detail, Kind::Paragraph | Kind::Cell { header: false, .. }) => {}
            (_, kind) => {
                let mut difference = self.difference(DifferenceKind::Role);
                difference.found = Some(sort_name(kind).to_owned());
                self.problems.push(difference);
            }
        }
    }

    /// Row and column of a cell. A row counts from the cell before it, so that one missing row is told once.
    fn place(&mut self) {
        let (Role::Cell { row, column, .. }, Kind::Cell { row: does_row, column: does_column, .. }) = (&self.unit.role, &self.other.kind)
        else {
            return;
        };
        let before = self.previous.and_then(|(unit, other)| match (&unit.role, &other.kind) {
            (Role::Cell { row, .. }, Kind::Cell { row: does, .. }) if unit.table == self.unit.table => Some((*row, *does)),
            _ => None,
        });
        let right_row = match before {
            Some((before, does_before)) => row + does_before == does_row + before,
            None => row == does_row || !self.contiguous,
        };
        if !right_row || column != does_column {
            let place = |row: usize, column: usize| format!("rad {}, kolumn {}", row + 1, column + 1);
            self.tell(DifferenceKind::Cell, place(*row, *column), place(*does_row, *does_column));
        }
    }

    /// Bold and italics. Where the whole unit may be set in bold or italics, only what the Tree stresses is looked for.
    fn looks(&mut self) {
        let both =
            matches!(self.unit.role, Role::Paragraph | Role::Item { .. } | Role::Continuation { .. } | Role::Cell { header: false, .. });
        let (strong, emphasis) = (
            self.unit.text.differing(&self.other.text, |look| look.strong),
            self.unit.text.differing(&self.other.text, |look| look.emphasis),
        );
        for (kind, stretches) in [(DifferenceKind::Strong, strong), (DifferenceKind::Emphasis, emphasis)] {
            for (words, should) in stretches {
                let difference = self.difference(kind);
                if should {
                    self.problems.push(difference.expected(words));
                } else if both {
                    self.problems.push(difference.found(words));
                }
            }
        }
    }

    fn links(&mut self, leads: &dyn Fn(&LinkTarget, &Target) -> bool) {
        let mut theirs = self.other.text.links().into_iter().peekable();
        for (words, number) in self.unit.text.links() {
            let Some(target) = self.unit.links.get(number) else { continue };
            let mut difference = self.difference(DifferenceKind::Link);
            difference.words.clone_from(&words);
            difference.expected = Some(address(target));
            match theirs.next_if(|(other, _)| *other == words) {
                None => self.problems.push(difference),
                Some((_, other)) => {
                    let other = self.other.links.get(other).unwrap_or(&Target::Nowhere);
                    if !leads(target, other) {
                        self.problems.push(difference.found(found_address(other)));
                    }
                }
            }
        }
        for (words, number) in theirs {
            let mut difference = self.difference(DifferenceKind::Link);
            difference.words = words;
            let other = self.other.links.get(number).unwrap_or(&Target::Nowhere);
            self.problems.push(difference.found(found_address(other)));
        }
    }
}

fn address(target: &LinkTarget) -> String {
    match target {
        LinkTarget::Web(address) => address.clone(),
        LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => anchor.to_string(),
    }
}

fn found_address(target: &Target) -> String {
    match target {
        Target::Web(address) => address.clone(),
        Target::Bookmark(name) => name.clone(),
        Target::Position { page, .. } => format!("sidan {page}"),
        Target::Nowhere => "ingenstans".to_owned(),
    }
}

fn sort_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Paragraph => "ett stycke",
        Kind::Heading { .. } => "en rubrik",
        Kind::Item { .. } => "en punkt i en lista",
        Kind::Continuation { .. } => "ett indraget stycke",
        Kind::Cell { header: true, .. } => "en kolumnrubrik",
        Kind::Cell { .. } => "en cell i en tabell",
    }
}

/// What became of a unit of the Tree that has no pair.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Paired,
    Missing,
    Moved,
}

/// What stands in one list only: missing, extra, or moved when it stands in both. Whole rows of a table are told as such.
fn unpaired(units: &[Unit<'_>], found: &[Found], pairs: &[Option<usize>], problems: &mut Problems) {
    let mut free: Vec<bool> = vec![true; found.len()];
    pairs.iter().flatten().for_each(|n| free.get_mut(*n).into_iter().for_each(|slot| *slot = false));
    let mut by_text: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
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
                difference.words = row.iter().map(|unit| unit.text.text()).collect::<Vec<_>>().join(" | ");
            }
            problems.push(difference);
        }
        at = if whole { end } else { at + 1 };
    }
    extra(found, &free, problems);
}

/// How many units belong to the row that begins here; 1 elsewhere.
fn row_length(units: &[Unit<'_>], at: usize) -> usize {
    let row = |unit: &Unit<'_>| match unit.role {
        Role::Cell { row, .. } => Some((unit.table, row)),
        _ => None,
    };
    match units.get(at) {
        Some(unit) if matches!(unit.role, Role::Cell { column: 0, .. }) => {
            units.iter().skip(at).take_while(|other| row(other) == row(unit)).count()
        }
        _ => 1,
    }
}

fn extra(found: &[Found], free: &[bool], problems: &mut Problems) {
    let mut left = found.iter().zip(free).enumerate().filter(|(_, (_, free))| **free).map(|(n, (other, _))| (n, other)).peekable();
    while let Some((n, other)) = left.next() {
        let (mut words, mut unit, mut last) = (vec![other.printed()], UnitKind::Paragraph, n);
        if let Kind::Cell { row, .. } = other.kind {
            while let Some((next, cell)) =
                left.next_if(|(next, cell)| *next == last + 1 && matches!(cell.kind, Kind::Cell { row: same, .. } if same == row))
            {
                words.push(cell.printed());
                (unit, last) = (UnitKind::Row, next);
            }
        }
        let difference = problems.difference(DifferenceKind::Extra).words(unit, words.join(" | ")).page(other.page);
        problems.push(difference);
    }
}
