//! What a text file must say: the units of the Tree with their looks and addresses as marks, and without what the form
//! leaves out.

use crate::certify::found::Heads;
use crate::certify::normal::{Look, Rich, plain};
use crate::certify::unit::{Role, Unit, Units};
use crate::model::{LinkTarget, RowRole};

/// The units, as a text file has them, and the number of each among the Tree's.
pub(super) fn units<'t>(units: &Units<'t>) -> (Vec<Unit<'t>>, Vec<usize>) {
    let (mut out, mut origins): (Vec<Unit<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (number, unit) in units.list.iter().enumerate() {
        let mut unit = unit.clone();
        let mut text = Rich::default();
        text.push(&marked(&unit), Look::default());
        (unit.text, unit.links) = (text, Vec::new());
        let role = role_of(units, &unit);
        if let Some(cell) = &mut unit.cell {
            // A text file has no word for what a cell heads, but for the header row and rows that name others.
            if cell.place.heads != Heads::Column {
                cell.place.heads = if cell.section { Heads::Row } else { Heads::Nothing };
            }
            let headless = units.tables.get(cell.table).is_some_and(|table| table.header.is_empty());
            // Cells of rows that name others or are a pause stand below one another, those without text not at all.
            if role != RowRole::Ordinary && unit.text.text().is_empty() && unit.role == Role::Cell {
                continue;
            }
            // Where no header tells the columns of a cell, it is counted.
            if role != RowRole::Ordinary || headless {
                let before = out
                    .last()
                    .and_then(|before| before.cell)
                    .filter(|before| (before.table, before.place.row) == (cell.table, cell.place.row));
                cell.place.column = match before {
                    Some(before) if cell.first => before.place.column + 1,
                    Some(before) => before.place.column,
                    None => 0,
                };
                cell.place.span = 1;
            }
            cell.section = false;
        }
        out.push(unit);
        origins.push(number);
    }
    (out, origins)
}

/// What the row of a unit is for.
fn role_of(units: &Units<'_>, unit: &Unit<'_>) -> RowRole {
    let row = unit.cell.and_then(|cell| {
        let table = units.tables.get(cell.table)?;
        table.rows.get(cell.place.row.checked_sub(usize::from(!table.header.is_empty()))?)
    });
    row.map_or(RowRole::Ordinary, |row| row.role)
}

/// The words of a unit with bold within `*`, italics within `_`, and the addresses of links.
pub(super) fn marked(unit: &Unit<'_>) -> String {
    // The lines of title and signatures bear no marks.
    if matches!(unit.role, Role::DocumentType | Role::Title | Role::Place | Role::Party | Role::Name | Role::Detail) {
        return unit.text.text().to_owned();
    }
    let stretches: Vec<(&str, Look)> = unit.text.stretches().collect();
    let mut out = String::new();
    let mut words = String::new();
    for (at, (text, look)) in stretches.iter().enumerate() {
        // Spaces at the ends stand outside the marks.
        let body = text.trim_matches(' ');
        let (before, after) = (if text.starts_with(' ') { " " } else { "" }, if text.len() > 1 && text.ends_with(' ') { " " } else { "" });
        out.push_str(before);
        let sign = match (look.strong, look.emphasis) {
            (false, false) => ["", ""],
            (true, false) => ["*", "*"],
            (false, true) => ["_", "_"],
            (true, true) => ["*_", "_*"],
        };
        if !body.is_empty() {
            out.extend([sign[0], body, sign[1]]);
        }
        words.push_str(text);
        let ends = stretches.get(at + 1).is_none_or(|(_, next)| next.link != look.link);
        if ends {
            let said = std::mem::take(&mut words);
            if let Some(LinkTarget::Web(address)) = look.link.and_then(|link| unit.links.get(link)) {
                let (address, said) = (plain(address), said.trim());
                if address != said && address.strip_prefix("mailto:") != Some(said) {
                    out.extend([" <", &address, ">"]);
                }
            }
        }
        out.push_str(after);
    }
    out
}
