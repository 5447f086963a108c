//! The heads of a PDF: artifacts above the text on every page, and the header rows that tables repeat.

use std::collections::BTreeSet;

use crate::certify::difference::UnitKind;
use crate::certify::found::{Heads, Problems};
use crate::certify::heads::{Expected, first, hold as hold_lines, later};
use crate::certify::unit::Units;
use crate::model::Tree;
use crate::theme::Theme;

use super::POINTS;
use super::content::{Owner, Text};
use super::structure::{Pages, Structure};

/// Holds the head of every page, with its page number, against the Tree.
pub(super) fn hold(
    pages: &Pages<'_>,
    tree: &Tree,
    theme: &Theme,
    units: &Units<'_>,
    structure: &Structure,
    pairs: &[Option<usize>],
    problems: &mut Problems,
) {
    let top = (theme.page.height_mm - theme.page.top_mm) * POINTS;
    let count = pages.pages.len();
    let reach: Vec<Reach> = (0..units.tables.len()).map(|table| reach(table, units, structure, pairs, count)).collect();
    for (at, page) in pages.pages.iter().enumerate() {
        let number = Some(at as u32 + 1);
        let artifacts = page.texts.iter().filter(|text| text.owner == Owner::Artifact);
        // The first head may be higher than the later ones; no table can be continued there.
        let (head, body): (Vec<&Text>, Vec<&Text>) = artifacts.partition(|text| at == 0 || text.baseline > top);
        let mut expected = if at == 0 { first(&tree.head) } else { later(&tree.head) };
        expected.push(Expected::set(format!("{} ({count})", at + 1)));
        hold_lines(expected, &joined(&head), UnitKind::Head, number, problems);
        let continued = |table: usize| reach.get(table).is_some_and(|reach| reach.first < at && at <= reach.end);
        let cells = units.list.iter().filter_map(|unit| {
            let cell = unit.cell.filter(|cell| continued(cell.table) && cell.place.heads == Heads::Column)?;
            // A page that shows nothing of the table but empty cells need not be told from one that shows nothing of it.
            let optional = !reach.get(cell.table).is_some_and(|reach| reach.pages.contains(&at));
            Some(Expected::cell(unit.text.text(), unit.origin, optional))
        });
        let expected = cells.collect();
        hold_lines(expected, &joined(&body), UnitKind::RepeatedHeader, number, problems);
    }
}

/// The pages of a table, by index.
struct Reach {
    first: usize,
    /// Those where cells show text.
    pages: BTreeSet<usize>,
    /// The last one it may reach: where the next unit begins, or the last of all.
    end: usize,
}

fn reach(table: usize, units: &Units<'_>, structure: &Structure, pairs: &[Option<usize>], count: usize) -> Reach {
    let pages = |pair: &Option<usize>| structure.pieces.get((*pair)?).filter(|pieces| !pieces.is_empty());
    let own = units.list.iter().zip(pairs).filter(|(unit, _)| unit.table() == Some(table));
    let cells: BTreeSet<usize> = own.filter_map(|(_, pair)| pages(pair)).flatten().map(|(page, _)| *page).collect();
    let from_table = units.list.iter().zip(pairs).skip_while(|(unit, _)| unit.table() != Some(table));
    let mut after = from_table.skip_while(|(unit, _)| unit.table() == Some(table));
    let next = after.find_map(|(_, pair)| pages(pair)?.first().map(|(page, _)| *page));
    Reach { first: cells.first().copied().unwrap_or(count), pages: cells, end: next.unwrap_or(count) }
}

/// The texts in the order they are drawn, with a space wherever there is a gap or a new line between two.
fn joined(texts: &[&Text]) -> String {
    let (mut out, mut before): (String, Option<&Text>) = (String::new(), None);
    for text in texts {
        if let Some(before) = before {
            let same_line = (before.baseline - text.baseline).abs() < 0.5;
            let close = same_line && (text.start - before.end).abs() < 0.15 * text.size;
            let broken = !same_line && out.ends_with(['-', '/']);
            if !close && !broken {
                out.push(' ');
            }
        }
        out.push_str(&text.words);
        before = Some(text);
    }
    out
}
