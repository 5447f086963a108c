//! The heads of a PDF: artifacts above the text on every page, and the header rows that tables repeat.

use std::collections::BTreeSet;

use crate::certify::difference::UnitKind;
use crate::certify::found::Problems;
use crate::certify::heads::{Expected, first, hold as hold_lines, later};
use crate::certify::unit::{Role, Units};
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
    let reach: Vec<BTreeSet<usize>> = (0..units.tables.len()).map(|table| reach(table, units, structure, pairs)).collect();
    for (at, page) in pages.pages.iter().enumerate() {
        let number = Some(at as u32 + 1);
        let artifacts = page.texts.iter().filter(|text| text.owner == Owner::Artifact);
        // The first head may be higher than the later ones; no table can be continued there.
        let (head, body): (Vec<&Text>, Vec<&Text>) = artifacts.partition(|text| at == 0 || text.baseline > top);
        let mut expected = if at == 0 { first(&tree.head) } else { later(&tree.head) };
        expected.push(Expected::set(format!("{} ({count})", at + 1)));
        hold_lines(expected, &joined(&head), UnitKind::Head, number, problems);
        let continued = reach.iter().enumerate().filter(|(_, reach)| reach.contains(&at) && reach.first().is_some_and(|first| *first < at));
        let tables: BTreeSet<usize> = continued.map(|(table, _)| table).collect();
        let cells = units
            .list
            .iter()
            .filter(|unit| matches!(unit.role, Role::Cell { header: true, .. }) && unit.table.is_some_and(|table| tables.contains(&table)));
        let expected = cells.map(|unit| Expected::cell(unit.text.text(), unit.origin)).collect();
        hold_lines(expected, &joined(&body), UnitKind::RepeatedHeader, number, problems);
    }
}

/// The pages that a table's cells stand on.
fn reach(table: usize, units: &Units<'_>, structure: &Structure, pairs: &[Option<usize>]) -> BTreeSet<usize> {
    let cells = units.list.iter().zip(pairs).filter(|(unit, _)| unit.table == Some(table));
    let pieces = cells.filter_map(|(_, pair)| structure.pieces.get((*pair)?)).flatten();
    pieces.map(|(page, _)| *page).collect()
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
