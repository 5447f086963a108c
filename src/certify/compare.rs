//! Comparison turns the units of the Tree, each beside what a file has for it, into differences.

use crate::model::LinkTarget;

use super::difference::{Difference, DifferenceKind};
use super::found::{Found, Heads, Kind, Problems, Target};
use super::unit::{Label, Role, Unit};
use super::unpaired::unpaired;

/// Tells every difference between paired units, and what has no pair. `follow` gives the found unit that a target within
/// the document leads to.
pub(super) fn judge(
    units: &[Unit<'_>],
    found: &[Found],
    pairs: &[Option<usize>],
    bullets: &[String],
    follow: &dyn Fn(&Target) -> Option<usize>,
    problems: &mut Problems,
) {
    let document = Document { units, found, pairs, bullets, follow };
    let mut before: Option<(usize, usize)> = None;
    for (at, (unit, other)) in units.iter().zip(pairs).enumerate() {
        if let Some((other_at, other)) = other.and_then(|n| Some((n, found.get(n)?))) {
            let contiguous = before.map_or(at == 0 && other_at == 0, |(a, b)| a + 1 == at && b + 1 == other_at);
            let previous = before.filter(|_| contiguous).and_then(|(a, b)| Some((units.get(a)?, found.get(b)?)));
            Judge { document: &document, unit, other, contiguous, previous, problems }.all();
            before = Some((at, other_at));
        }
    }
    unpaired(units, found, pairs, problems);
}

/// Every unit with a name bears it in the file, as a bookmark or an id.
pub(super) fn bookmarks(units: &[Unit<'_>], found: &[Found], pairs: &[Option<usize>], problems: &mut Problems) {
    for (unit, pair) in units.iter().zip(pairs) {
        let (Some(anchor), Some(found)) = (unit.anchors.last(), pair.and_then(|pair| found.get(pair))) else { continue };
        if !found.bookmarks.iter().any(|name| name == anchor.as_str()) {
            problems.push(problems.difference(DifferenceKind::Bookmark).at(unit).expected(anchor.as_str()));
        }
    }
}

/// Both lists, and what is needed to judge a pair.
struct Document<'a, 't> {
    units: &'a [Unit<'t>],
    found: &'a [Found],
    pairs: &'a [Option<usize>],
    bullets: &'a [String],
    follow: &'a dyn Fn(&Target) -> Option<usize>,
}

/// One unit beside what was found for it.
struct Judge<'a, 't> {
    document: &'a Document<'a, 't>,
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

    fn all(&mut self) {
        self.words();
        self.sort();
        if self.unit.text.text() == self.other.text.text() {
            self.looks();
        }
        self.links();
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
    fn sort(&mut self) {
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
                    Label::Bullet => self.document.bullets.contains(found),
                    Label::Exact(label) => label == found,
                };
                if !same {
                    let expected = match label {
                        Label::Bullet => self.document.bullets.first().cloned().unwrap_or_default(),
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
            (
                Role::Paragraph | Role::DocumentType | Role::Title | Role::Cell | Role::Place | Role::Party | Role::Name | Role::Detail,
                Kind::Paragraph,
            ) => {}
            _ => return self.tell_sort(sort_name(other)),
        }
        self.cell();
    }

    fn tell_sort(&mut self, name: &str) {
        let mut difference = self.difference(DifferenceKind::Role);
        difference.found = Some(name.to_owned());
        self.problems.push(difference);
    }

    /// Whether the unit stands in a cell, in which one, and what the cell heads.
    fn cell(&mut self) {
        let (unit, other) = (self.unit, self.other);
        match (unit.cell, other.cell) {
            (None, None) => {}
            // A signature block may be set in a table of cells that head nothing.
            (None, Some(place)) => {
                if unit.signature.is_none() || matches!(place.heads, Heads::Column | Heads::Row) {
                    self.tell_sort(if place.heads == Heads::Column { "header-cell" } else { "cell" });
                }
            }
            (Some(_), None) => self.tell_sort(if unit.role == Role::Cell { "paragraph" } else { "outside" }),
            (Some(cell), Some(place)) => {
                self.place();
                // What holds for a cell is told at its first unit.
                if !cell.first {
                    return;
                }
                if cell.place.span != place.span {
                    self.tell(DifferenceKind::Span, cell.place.span.to_string(), place.span.to_string());
                }
                let right = match place.heads {
                    // Where a format has no word for the header of the rows below, it shows in bold.
                    Heads::Unsaid => !cell.section || other.text.stretches().all(|(_, look)| look.strong),
                    heads => heads == cell.place.heads,
                };
                if !right {
                    let name = |heads: Heads| match heads {
                        Heads::Column => Some("column".to_owned()),
                        Heads::Row => Some("row".to_owned()),
                        Heads::Nothing | Heads::Unsaid => None,
                    };
                    let mut difference = self.difference(DifferenceKind::Header);
                    (difference.expected, difference.found) = (name(cell.place.heads), name(place.heads));
                    self.problems.push(difference);
                }
            }
        }
    }

    /// Row and column of a cell. A row counts from the cell before it, so that one missing row is told once.
    fn place(&mut self) {
        let (Some(cell), Some(does)) = (self.unit.cell, self.other.cell) else { return };
        let own = cell.place;
        let before = self.previous.and_then(|(unit, other)| {
            let before = unit.cell.filter(|before| before.table == cell.table)?;
            Some((before.place.row, other.cell?.row))
        });
        let right_row = match before {
            Some((before, does_before)) => own.row + does_before == does.row + before,
            None => own.row == does.row || !self.contiguous,
        };
        if !right_row || own.column != does.column {
            let place = |row: usize, column: usize| format!("{}, {}", row + 1, column + 1);
            self.tell(DifferenceKind::Cell, place(own.row, own.column), place(does.row, does.column));
        }
    }

    /// Bold and italics. Where the whole unit may be set in bold or italics, only what the Tree stresses is looked for.
    fn looks(&mut self) {
        let both =
            !self.unit.heads() && matches!(self.unit.role, Role::Paragraph | Role::Item { .. } | Role::Continuation { .. } | Role::Cell);
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

    fn links(&mut self) {
        let mut theirs = self.other.text.links().into_iter().peekable();
        for (words, number) in self.unit.text.links() {
            let Some(target) = self.unit.links.get(number) else { continue };
            let mut difference = self.difference(DifferenceKind::Link);
            difference.words.clone_from(&words);
            let (wanted, address) = self.wanted(target);
            difference.expected = Some(address);
            match theirs.next_if(|(other, _)| *other == words) {
                None => self.problems.push(difference),
                Some((_, number)) => {
                    let (other, address) = self.reached(number);
                    if wanted.is_none() && difference.expected.as_ref() != Some(&address) || wanted != other {
                        self.problems.push(difference.found(address));
                    }
                }
            }
        }
        for (words, number) in theirs {
            let mut difference = self.difference(DifferenceKind::Link);
            difference.words = words;
            self.problems.push(difference.found(self.reached(number).1));
        }
    }

    /// Where a link of the Tree should lead: the found unit, for one within the document, and its words or the address.
    fn wanted(&self, target: &LinkTarget) -> (Option<usize>, String) {
        match target {
            LinkTarget::Web(address) => (None, address.clone()),
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => {
                let unit = self.document.units.iter().position(|unit| unit.anchors.contains(&anchor));
                let pair = unit.and_then(|unit| self.document.pairs.get(unit).copied().flatten());
                // A number that no unit has keeps a link to nothing from being right.
                let words = unit.and_then(|unit| self.document.units.get(unit)).map_or_else(|| anchor.to_string(), Unit::printed);
                (Some(pair.unwrap_or(usize::MAX)), words)
            }
        }
    }

    /// Where a link of the file leads, likewise.
    fn reached(&self, number: usize) -> (Option<usize>, String) {
        match self.other.links.get(number) {
            None | Some(Target::Nowhere) => (None, String::new()),
            Some(Target::Web(address)) => (None, address.clone()),
            Some(target) => {
                let unit = (self.document.follow)(target);
                (unit, unit.and_then(|unit| self.document.found.get(unit)).map(Found::printed).unwrap_or_default())
            }
        }
    }
}

fn sort_name(found: &Found) -> &'static str {
    match (&found.kind, found.cell) {
        (Kind::Paragraph, None) => "paragraph",
        (Kind::Paragraph, Some(place)) if place.heads == Heads::Column => "header-cell",
        (Kind::Paragraph, Some(_)) => "cell",
        (Kind::Heading { .. }, _) => "heading",
        (Kind::Item { .. }, _) => "item",
        (Kind::Continuation { .. }, _) => "continuation",
    }
}
