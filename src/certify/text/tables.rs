//! Tables of a text file: columns of characters, or records.

use std::collections::BTreeMap;

use super::{Reader, column};
use crate::certify::found::{Heads, Kind, Place};
use crate::certify::normal::plain;
use crate::certify::unit::Unit;
use crate::model::{Block, Body, RowRole, Table};

/// Where a table begins.
const INDENT: usize = 2;

/// Where the text of a cell of a record begins on its further lines.
const RECORD: usize = 4;

/// How a row begins that names others, and one for a pause.
const SIGNS: [&str; 2] = ["==", "--"];

/// The columns that a rule draws, each from its first to behind its last character; `None` for any other line.
fn rule(line: &str) -> Option<Vec<(usize, usize)>> {
    let mut columns = Vec::new();
    let mut at = INDENT;
    for run in line.strip_prefix("  ")?.split("  ") {
        if run.is_empty() || !run.chars().all(|sign| sign == '-') {
            return None;
        }
        columns.push((at, at + run.len()));
        at += run.len() + 2;
    }
    Some(columns)
}

/// Dashes with a space between, which stand between records.
fn is_dashes(line: &str) -> bool {
    line == format!("  {}", vec!["-"; 35].join(" "))
}

/// Whether a table begins with this line.
pub(super) fn is_table(line: &str) -> bool {
    is_dashes(line) || rule(line).is_some()
}

/// Reads the table that begins here, the one of that `number` in the file.
pub(super) fn read(reader: &mut Reader<'_, '_, '_>, number: usize) {
    let line = reader.peek().unwrap_or_default();
    reader.at += 1;
    match rule(line) {
        _ if is_dashes(line) => records(reader, number),
        Some(columns) => in_columns(reader, line, &columns, number),
        None => reader.unknown(),
    }
}

/// A row of characters in columns, as the texts of its cells.
fn cells(reader: &mut Reader<'_, '_, '_>, lines: &[&str], columns: &[(usize, usize)]) -> Vec<String> {
    let mut out = vec![String::new(); columns.len()];
    for line in lines {
        let characters: Vec<char> = line.chars().collect();
        let mut inside = vec![false; characters.len()];
        for (cell, (from, to)) in out.iter_mut().zip(columns) {
            // The last column goes on to the end of the line, but nothing does that is too wide for it.
            let part: String = characters.iter().skip(*from).take(to - from).collect();
            inside.iter_mut().skip(*from).take(to - from).for_each(|slot| *slot = true);
            if !part.trim().is_empty() {
                cell.push_str(part.trim_matches(' '));
                cell.push(' ');
            }
        }
        if characters.iter().zip(&inside).any(|(character, inside)| *character != ' ' && !inside) {
            reader.problems.unreadable(
                format!("tabellraden ”{}” står inte i sina kolumner", line.trim()),
                format!("the row “{}” does not stand in its columns", line.trim()),
            );
        }
    }
    out
}

fn in_columns(reader: &mut Reader<'_, '_, '_>, rule: &str, columns: &[(usize, usize)], number: usize) {
    // Everything up to the rule that nothing of the table follows.
    let rest = reader.lines.get(reader.at..).unwrap_or_default();
    let belongs = |line: &&str| line.is_empty() || column(line) >= INDENT;
    let reach = rest.iter().take_while(|line| belongs(line)).count();
    let own = rest.get(..reach).unwrap_or_default();
    let mut rules = own.iter().enumerate().filter(|(_, line)| **line == rule).map(|(at, _)| at);
    // With a header there are two more rules, the first right below it; without one there is one.
    let has_header = reader.units.tables.get(number).is_none_or(|table| !table.header.is_empty());
    let (first, last) = if has_header { (rules.next(), rules.next()) } else { (None, rules.next()) };
    let Some(end) = last else {
        reader.problems.unreadable("en tabell har inget slut", "a table has no end");
        reader.at += reach;
        return;
    };
    let header = own.get(..first.unwrap_or(0)).unwrap_or_default();
    let body = own.get(first.map_or(0, |first| first + 1)..end).unwrap_or_default();
    reader.at += end + 1;
    let mut row = 0;
    let mut add = |reader: &mut Reader<'_, '_, '_>, lines: &[&str], heads: Heads| {
        let cells = cells(reader, lines, columns);
        for (column, text) in cells.iter().enumerate() {
            reader.add(Kind::Paragraph, Some(Place { row, column, span: 1, heads }), text);
        }
        row += 1;
    };
    if !header.is_empty() {
        add(reader, header, Heads::Column);
    }
    if body.contains(&"") {
        body.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).for_each(|lines| add(reader, lines, Heads::Nothing));
    } else {
        body.iter().for_each(|line| add(reader, std::slice::from_ref(line), Heads::Nothing));
    }
}

/// What cells of a table begin with: the headers of their columns, with ` / ` between where there are several.
struct Labels {
    headers: Vec<String>,
    /// Where the file has another header than the Tree.
    others: BTreeMap<usize, String>,
    /// Number of the unit of the first header.
    first: usize,
    /// How many of the headers, from the first, some row bears: a row begins at the first column.
    borne: usize,
}

impl Labels {
    /// The label that a line begins with: the columns it stands for, and what follows it.
    fn of<'l>(&mut self, line: &'l str, column: usize) -> Option<(usize, &'l str)> {
        let (span, rest) = self.found(line, column)?;
        self.borne = self.borne.max(column + span);
        Some((span, rest))
    }

    fn found<'l>(&self, line: &'l str, column: usize) -> Option<(usize, &'l str)> {
        let other = self.others.get(&column).and_then(|other| after(line, other)).map(|rest| (1, rest));
        let mut label = String::new();
        let mut spans = self.headers.iter().skip(column).enumerate();
        other.or_else(|| {
            spans.find_map(|(at, header)| {
                if at > 0 {
                    label.push_str(" / ");
                }
                label.push_str(header);
                Some((at + 1, after(line, &label)?))
            })
        })
    }
}

/// What follows a label and its colon.
fn after<'l>(line: &'l str, label: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(label)?.strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start_matches(' '))
}

fn records(reader: &mut Reader<'_, '_, '_>, number: usize) {
    let table = reader.units.tables.get(number).copied();
    let first = reader.found.len();
    let mut labels = Labels { headers: headers(reader, number), others: BTreeMap::new(), first, borne: 0 };
    let has_header = table.is_some_and(|table| !table.header.is_empty());
    let first_row = usize::from(has_header);
    if has_header {
        // The header row stands as labels; what no row bears is taken back below.
        for (column, header) in labels.headers.iter().enumerate() {
            reader.add(Kind::Paragraph, Some(Place { row: 0, column, span: 1, heads: Heads::Column }), header);
        }
    }
    // Where no row of the Tree bears the headers, the first record does.
    let mut heads = has_header && table.is_some_and(|table| table.rows.iter().all(|row| row.role != RowRole::Ordinary));
    let mut row = 0;
    while reader.peek().is_some_and(|line| !line.is_empty() && column(line) == INDENT) {
        if std::mem::take(&mut heads) {
            head(reader, &mut labels);
        } else {
            record(reader, &mut labels, table, first_row + row, row);
            row += 1;
        }
        match reader.peek() {
            Some(line) if is_dashes(line) => reader.at += 1,
            _ => {
                reader.problems.unreadable("en tabell har inget slut", "a table has no end");
                break;
            }
        }
    }
    let of_header = if has_header { labels.headers.len() } else { 0 };
    reader.found.drain(first + labels.borne.min(of_header)..first + of_header);
}

/// A record of headers alone, each with its colon.
fn head(reader: &mut Reader<'_, '_, '_>, labels: &mut Labels) {
    let mut column = 0;
    while let Some(line) = reader.peek().filter(|line| !line.is_empty() && super::column(line) == INDENT && !is_dashes(line)) {
        reader.at += 1;
        let text = plain(&format!("{} {}", line.trim_start_matches(' '), reader.block(RECORD)));
        let rest = match labels.of(&text, column) {
            Some((1, rest)) => rest.to_owned(),
            _ => learn(reader, labels, column, &text),
        };
        if !rest.is_empty() {
            reader
                .problems
                .unreadable(format!("”{rest}” står bland kolumnrubrikerna"), format!("“{rest}” stands among the headers of columns"));
        }
        column += 1;
    }
}

/// The headers of a table, as they are printed, from the Tree.
fn headers(reader: &Reader<'_, '_, '_>, number: usize) -> Vec<String> {
    let of_header = |unit: &&Unit<'_>| unit.cell.is_some_and(|cell| cell.table == number && cell.place.heads == Heads::Column);
    reader.units.list.iter().filter(of_header).map(|unit| plain(&super::expected::marked(unit))).collect()
}

/// Another label than the Tree's becomes the header of its column, so that it is told once; gives what follows it.
fn learn(reader: &mut Reader<'_, '_, '_>, labels: &mut Labels, column: usize, text: &str) -> String {
    let (label, rest) = text.split_once(':').unwrap_or(("", text));
    let known = labels.headers.get(column).is_none() || labels.others.contains_key(&column);
    match reader.found.get_mut(labels.first + column) {
        Some(found) if !known && !label.is_empty() => {
            found.text = super::rich(label);
            labels.borne = labels.borne.max(column + 1);
            labels.others.insert(column, label.to_owned());
        }
        _ => reader.problems.unreadable(
            format!("tabellcellen ”{text}” börjar inte med sin kolumnrubrik"),
            format!("the cell “{text}” does not begin with its header"),
        ),
    }
    rest.trim_start().to_owned()
}

/// One record: cells one below the other.
fn record(reader: &mut Reader<'_, '_, '_>, labels: &mut Labels, table: Option<&Table>, row: usize, number: usize) {
    let mut column = 0;
    // The first cell of a table of facts, which stands as a label.
    let term = table.filter(|table| table.header.is_empty()).and_then(|table| table.rows.get(number));
    let term = term.filter(|row| row.cells.len() > 1).and_then(|row| {
        let first = row.cells.first()?;
        let is_label = matches!(&first.blocks[..], [] | [Block { body: Body::Paragraph { .. }, .. }]);
        let unit = reader.units.list.iter().find(|unit| unit.anchors.contains(&&first.anchor)).filter(|_| is_label)?;
        Some(plain(&super::expected::marked(unit)))
    });
    while let Some(line) = reader.peek().filter(|line| !line.is_empty() && super::column(line) == INDENT && !is_dashes(line)) {
        reader.at += 1;
        let words = line.trim_start_matches(' ');
        let sign = SIGNS.iter().find(|sign| words == **sign || words.starts_with(&format!("{sign} ")));
        let inner = if sign.is_some() { INDENT + 3 } else { RECORD };
        // Joined as they are normalised, so that a label is found on whichever lines it stands.
        let text = plain(&format!("{words} {}", reader.block(inner)));
        // What it says of the rows below shows in its sign.
        let heads = if sign == Some(&SIGNS[0]) { Heads::Row } else { Heads::Nothing };
        let (span, text) = match (sign, &term) {
            (Some(sign), _) => (1, text.strip_prefix(sign).unwrap_or(&text).trim_start().to_owned()),
            (None, Some(term)) if column == 0 => {
                let rest = text.strip_prefix(term.as_str()).and_then(|rest| rest.strip_prefix(':'));
                let (term, rest) = match rest {
                    Some(rest) => (term.clone(), rest.trim_start().to_owned()),
                    None => text
                        .split_once(':')
                        .map_or((text.clone(), String::new()), |(term, rest)| (term.to_owned(), rest.trim_start().to_owned())),
                };
                reader.add(Kind::Paragraph, Some(Place { row, column: 0, span: 1, heads: Heads::Nothing }), &term);
                column = 1;
                (1, rest)
            }
            (None, _) => match labels.of(&text, column) {
                Some((span, rest)) => (span, rest.to_owned()),
                None => match text.strip_prefix(':') {
                    Some(rest) if labels.headers.is_empty() => (1, rest.trim_start().to_owned()),
                    _ => (1, learn(reader, labels, column, &text)),
                },
            },
        };
        let place = Place { row, column, span, heads };
        // A cell may begin with a list, or be empty.
        let follows = reader.peek().is_some_and(|line| !line.is_empty() && super::column(line) == inner + 2);
        if !text.is_empty() || !follows {
            reader.add(Kind::Paragraph, Some(place), &text);
        }
        reader.within(inner, 0, Some(place));
        column += span;
    }
}
