//! Geometry judges where the texts of a PDF stand: on the paper, within margins and columns, apart, and in reading order.

use crate::certify::difference::{Difference, DifferenceKind, UnitKind};
use crate::certify::found::Problems;
use crate::certify::normal::plain;
use crate::certify::unit::{Unit, Units};
use crate::model::Column;
use crate::theme::Theme;

use super::POINTS;
use super::content::{Owner, Text};
use super::matrix::Rect;
use super::structure::{Pages, Structure};

/// How far a text may reach beyond a margin or column, in points: less than a hair's breadth.
const TOLERANCE: f64 = 1.0;

/// Where the found units stand.
pub(super) struct Places {
    /// For each unit: its pages with its highest and lowest base line there.
    spans: Vec<Vec<Span>>,
}

/// The part of a unit on one page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Index of the page.
    pub page: usize,
    /// Base line of its first line.
    pub highest: f64,
    /// Base line of its last line.
    pub lowest: f64,
    /// Size of the type it begins with.
    pub size: f64,
    /// The box around its texts.
    pub area: Rect,
}

impl Places {
    pub fn of(pages: &Pages<'_>, structure: &Structure) -> Self {
        let span = |pieces: &Vec<(usize, usize)>| {
            let mut spans: Vec<Span> = Vec::new();
            for (page, text) in pieces {
                let Some(text) = pages.pages.get(*page).and_then(|page| page.texts.get(*text)) else { continue };
                let Some(area) = text.area else { continue };
                match spans.last_mut() {
                    Some(span) if span.page == *page => {
                        span.highest = span.highest.max(text.baseline);
                        span.lowest = span.lowest.min(text.baseline);
                        span.area = span.area.union(&area);
                    }
                    _ => spans.push(Span { page: *page, highest: text.baseline, lowest: text.baseline, size: text.size, area }),
                }
            }
            spans
        };
        Self { spans: structure.pieces.iter().map(span).collect() }
    }

    /// The parts of a unit.
    pub fn spans(&self, unit: usize) -> &[Span] {
        self.spans.get(unit).map_or(&[], Vec::as_slice)
    }

    /// The first unit on a page, from 1, that begins below a height: what a window shows topmost that scrolls there. A
    /// line of which only the feet of the letters would be seen does not count.
    pub fn first_below(&self, page: u32, height: f64) -> Option<usize> {
        let page = usize::try_from(page).ok()?.checked_sub(1)?;
        let begins = |spans: &Vec<Span>| spans.first().is_some_and(|span| span.page == page && span.highest + 0.4 * span.size <= height);
        self.spans.iter().position(begins)
    }
}

/// All that is needed to judge where things stand.
pub(super) struct Geometry<'a, 'd, 't> {
    pub pages: &'a Pages<'d>,
    pub structure: &'a Structure,
    pub places: &'a Places,
    pub units: &'a Units<'t>,
    pub pairs: &'a [Option<usize>],
    pub theme: &'a Theme,
}

impl<'t> Geometry<'_, '_, 't> {
    /// Tells everything that stands in a wrong place.
    pub fn judge(&self, problems: &mut Problems) {
        let owners = self.owners();
        for page in 0..self.pages.pages.len() {
            let owners = owners.get(page).map_or(&[][..], Vec::as_slice);
            self.edges(page, owners, problems);
            self.overlaps(page, owners, problems);
            self.covers(page, owners, problems);
        }
        self.columns(problems);
        self.order(problems);
    }

    /// For every text of every page the unit of the Tree it belongs to.
    fn owners(&self) -> Vec<Vec<Option<usize>>> {
        let mut owners: Vec<Vec<Option<usize>>> = self.pages.pages.iter().map(|page| vec![None; page.texts.len()]).collect();
        for (unit, pair) in self.pairs.iter().enumerate() {
            for (page, text) in pair.and_then(|pair| self.structure.pieces.get(pair)).into_iter().flatten() {
                if let Some(slot) = owners.get_mut(*page).and_then(|page| page.get_mut(*text)) {
                    *slot = Some(unit);
                }
            }
        }
        owners
    }

    fn difference(&self, kind: DifferenceKind, page: usize, text: &Text, owner: Option<&Option<usize>>, problems: &Problems) -> Difference {
        let unit = owner.copied().flatten().and_then(|unit| self.units.list.get(unit));
        let difference = problems.difference(kind).page(Some(page as u32 + 1));
        match unit {
            Some(unit) => {
                let mut difference = difference.at(unit);
                difference.words = plain(&text.words);
                difference
            }
            None => difference.words(if text.owner == Owner::Artifact { UnitKind::Head } else { UnitKind::Paragraph }, plain(&text.words)),
        }
    }

    /// Texts stand on the paper, and those of the structure tree within the margins.
    fn edges(&self, page: usize, owners: &[Option<usize>], problems: &mut Problems) {
        let Some(texts) = self.pages.pages.get(page).map(|page| &page.texts) else { return };
        let look = &self.theme.page;
        let paper = Rect::new(0.0, 0.0, look.width_mm * POINTS, look.height_mm * POINTS);
        let (left, right) = (look.left_mm * POINTS - TOLERANCE, (look.width_mm - look.right_mm) * POINTS + TOLERANCE);
        let (bottom, top) = (look.bottom_mm * POINTS - TOLERANCE, (look.height_mm - look.top_mm) * POINTS + TOLERANCE);
        let mut told = None;
        for (n, text) in texts.iter().enumerate() {
            let Some(area) = text.area else { continue };
            let inside = match text.owner {
                Owner::Artifact => area.left >= left && area.right <= right,
                // Letters without ascenders must stay below the upper margin, base lines above the lower one.
                _ => area.left >= left && area.right <= right && text.baseline >= bottom && text.baseline + 0.6 * text.size <= top,
            };
            let kind = if !paper.contains(&area) {
                DifferenceKind::OutsidePage
            } else if !inside {
                DifferenceKind::OutsideMargin
            } else {
                continue;
            };
            // Once a unit is enough.
            let owner = owners.get(n).copied().flatten();
            if owner.is_none() || told != owner {
                problems.push(self.difference(kind, page, text, owners.get(n), problems));
            }
            told = owner;
        }
    }

    /// No text lies on another one.
    fn overlaps(&self, page: usize, owners: &[Option<usize>], problems: &mut Problems) {
        let Some(texts) = self.pages.pages.get(page).map(|page| &page.texts) else { return };
        // The part of a line that letters surely fill.
        let core = |text: &Text| {
            let area = text.area?;
            let core = Rect::new(area.left + 0.5, text.baseline - 0.1 * text.size, area.right - 0.5, text.baseline + 0.55 * text.size);
            (core.width() > 0.0 && area.right - area.left > 1.0).then_some(core)
        };
        let mut cores: Vec<(usize, Rect)> = texts.iter().enumerate().filter_map(|(n, text)| Some((n, core(text)?))).collect();
        cores.sort_by(|a, b| a.1.bottom.total_cmp(&b.1.bottom));
        for (at, (n, area)) in cores.iter().enumerate() {
            let above = cores.iter().skip(at + 1).take_while(|(_, other)| other.bottom < area.top);
            for (m, other) in above {
                let common = area.common(other).is_some_and(|common| common.width() > 0.2 && common.height() > 0.2);
                let (Some(text), Some(under)) = (texts.get(*n.max(m)), texts.get(*n.min(m))) else { continue };
                if common {
                    let owner = owners.get(*n.max(m));
                    problems.push(self.difference(DifferenceKind::Overlap, page, text, owner, problems).found(plain(&under.words)));
                    // One of a pair is enough.
                    break;
                }
            }
        }
    }

    /// No filled area lies on or under a text, and no line is drawn through one.
    fn covers(&self, page: usize, owners: &[Option<usize>], problems: &mut Problems) {
        let Some(page_content) = self.pages.pages.get(page) else { return };
        if page_content.areas.is_empty() && page_content.lines.is_empty() {
            return;
        }
        // Once a page and reason is enough; the words are those of all texts concerned.
        let mut told: [Option<Difference>; 2] = [None, None];
        for (n, text) in page_content.texts.iter().enumerate() {
            let Some(area) = text.area else { continue };
            let middle = Rect::new(area.left + 0.5, text.baseline + 0.15 * text.size, area.right - 0.5, text.baseline + 0.45 * text.size);
            let covered = page_content.areas.iter().any(|other| other.common(&middle).is_some());
            let struck = page_content.lines.iter().any(|line| line.common(&middle).is_some_and(|common| common.width() > 1.0));
            let reasons = [
                (covered, "ligger på eller under en färgad yta", "lies on or under a filled area"),
                (struck, "är överstruken", "is struck through"),
            ];
            for (told, (_, sv, en)) in told.iter_mut().zip(reasons).filter(|(_, (is, ..))| *is) {
                match told {
                    Some(difference) => difference.words = format!("{} {}", difference.words, plain(&text.words)),
                    None => *told = Some(self.difference(DifferenceKind::Hidden, page, text, owners.get(n), problems).reason(sv, en)),
                }
            }
        }
        told.into_iter().flatten().for_each(|difference| problems.push(difference));
    }

    /// The words of a cell stay within its column.
    fn columns(&self, problems: &mut Problems) {
        let look = &self.theme.page;
        let (left, width) = (look.left_mm * POINTS, (look.width_mm - look.left_mm - look.right_mm) * POINTS);
        for (unit, pair) in self.units.list.iter().zip(self.pairs) {
            let Some((cell, table)) = unit.cell.and_then(|cell| Some((cell.place, self.units.tables.get(cell.table)?))) else { continue };
            let widths = |columns: &[Column]| columns.iter().map(|column| column.width).sum::<f64>();
            let before = widths(table.columns.get(..cell.column).unwrap_or(&table.columns));
            let own = widths(table.columns.get(cell.column..cell.column + cell.span).unwrap_or_default());
            let (from, to) = (left + before * width - TOLERANCE, left + (before + own) * width + TOLERANCE);
            let spans = pair.map_or(&[][..], |pair| self.places.spans(pair));
            if let Some(span) = spans.iter().find(|span| span.area.left < from || span.area.right > to) {
                let difference = problems.difference(DifferenceKind::OutsideColumn).at(unit).page(Some(span.page as u32 + 1));
                problems.push(difference);
            }
        }
    }

    /// What is read later stands further down. Cells of a row, and signature columns side by side, count as one; within
    /// each the same holds.
    fn order(&self, problems: &mut Problems) {
        let mut before: Option<(Group, Extent, &Unit<'t>)> = None;
        let mut inside: Option<(Extent, &Unit<'t>)> = None;
        for (unit, pair) in self.units.list.iter().zip(self.pairs) {
            let Some(extent) = pair.and_then(|pair| Extent::of(self.places.spans(pair))) else { continue };
            let group = Group::of(unit);
            if let Some(last) = inside.filter(|(_, last)| side(unit).is_some() && side(unit) == side(last))
                && !last.0.is_above(&extent)
            {
                problems.push(out_of_order(unit, last.1, &extent, problems));
            }
            inside = side(unit).map(|_| (extent, unit));
            before = match before {
                Some((same, all, first)) if same == group && group != Group::Alone => Some((group, all.and(&extent), first)),
                Some((_, all, last)) => {
                    if !all.is_above(&extent) {
                        problems.push(out_of_order(unit, last, &extent, problems));
                    }
                    Some((group, extent, unit))
                }
                None => Some((group, extent, unit)),
            };
        }
    }
}

/// The cell, or the column of signatures, that a unit stands in, among others beside it.
fn side(unit: &Unit<'_>) -> Option<(bool, usize, usize, usize)> {
    match (unit.cell, unit.signature) {
        (Some(cell), _) => Some((true, cell.table, cell.place.row, cell.place.column)),
        (_, Some(signature)) => Some((false, signature.block, signature.column.map_or(0, |column| column + 1), 0)),
        (None, None) => None,
    }
}

fn out_of_order(unit: &Unit<'_>, before: &Unit<'_>, extent: &Extent, problems: &Problems) -> Difference {
    problems.difference(DifferenceKind::PageOrder).at(unit).found(before.printed()).page(Some(extent.first.0 as u32 + 1))
}

/// What stands side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Alone,
    /// Table and row.
    Row(usize, usize),
    /// Signature block, and the pair of columns.
    Columns(usize, usize),
}

impl Group {
    fn of(unit: &Unit<'_>) -> Self {
        match (unit.cell, unit.signature) {
            (Some(cell), _) => Self::Row(cell.table, cell.place.row),
            (_, Some(signature)) => signature.column.map_or(Self::Alone, |column| Self::Columns(signature.block, column / 2)),
            _ => Self::Alone,
        }
    }
}

/// From the first line to the last, each as a page and a base line.
#[derive(Debug, Clone, Copy)]
struct Extent {
    first: (usize, f64),
    last: (usize, f64),
}

impl Extent {
    fn of(spans: &[Span]) -> Option<Self> {
        let (first, last) = (spans.first()?, spans.last()?);
        Some(Self { first: (first.page, first.highest), last: (last.page, last.lowest) })
    }

    /// Whether the other begins below the end of this.
    fn is_above(&self, other: &Self) -> bool {
        self.last.0 < other.first.0 || self.last.0 == other.first.0 && self.last.1 - 0.5 > other.first.1
    }

    fn and(&self, other: &Self) -> Self {
        let first = if (other.first.0, -other.first.1) < (self.first.0, -self.first.1) { other.first } else { self.first };
        let last = if (other.last.0, -other.last.1) > (self.last.0, -self.last.1) { other.last } else { self.last };
        Self { first, last }
    }
}
