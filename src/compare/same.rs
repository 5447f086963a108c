//! Sameness finds the parts that say the same in both versions by a look at their text as it stands, so that their words are never
//! compared. It may overlook some, such as those whose white space differs; those are compared word by word.

use crate::model::{Block, Body, Cell, Head, Inline, Item, Line, Row, Run, SignatureColumn, Signer, Table};

use super::effort::spent;
use super::places::Places;

/// How many parts at the beginning of both sequences, and of the rest at their end, are the same.
pub(super) fn ends<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> (usize, usize) {
    let head = old.iter().zip(new).take_while(|(old, new)| same(old, new)).count();
    let rest = old.iter().skip(head).rev().zip(new.iter().skip(head).rev());
    (head, rest.take_while(|(old, new)| same(old, new)).count())
}

/// Blocks. Headings, tables and signatures also need the same key: it names them, whatever they say.
pub(super) fn block(old: &Block, new: &Block, places: &Places<'_>) -> bool {
    spent(1);
    match (&old.body, &new.body) {
        (Body::Paragraph { content: before }, Body::Paragraph { content: now }) => text(before, now, places),
        (Body::Heading(before), Body::Heading(now)) => {
            old.key == new.key && (before.level, &before.number) == (now.level, &now.number) && text(&before.content, &now.content, places)
        }
        (Body::List(before), Body::List(now)) => {
            before.marker == now.marker && each(&before.items, &now.items, |old, new| item(old, new, places))
        }
        (Body::Table(before), Body::Table(now)) => {
            let cells = |old: &[Cell], new: &[Cell]| each(old, new, |old, new| cell(old, new, places));
            old.key == new.key
                && form(before, now)
                && cells(&before.header, &now.header)
                && each(&before.rows, &now.rows, |old, new| row(old, new, places))
        }
        (Body::Signatures(before), Body::Signatures(now)) => {
            old.key == new.key
                && optional(before.place_and_date.as_ref(), now.place_and_date.as_ref())
                && each(&before.columns, &now.columns, column)
        }
        _ => false,
    }
}

/// How the columns of two tables are set, their widths aside, and whether their rows have headers.
pub(super) fn form(old: &Table, new: &Table) -> bool {
    old.row_headers == new.row_headers && each(&old.columns, &new.columns, |old, new| old.alignment == new.alignment)
}

/// Items of lists.
pub(super) fn item(old: &Item, new: &Item, places: &Places<'_>) -> bool {
    old.key == new.key && each(&old.blocks, &new.blocks, |old, new| block(old, new, places))
}

/// Rows of tables.
pub(super) fn row(old: &Row, new: &Row, places: &Places<'_>) -> bool {
    old.key == new.key && old.role == new.role && each(&old.cells, &new.cells, |old, new| cell(old, new, places))
}

/// Cells.
pub(super) fn cell(old: &Cell, new: &Cell, places: &Places<'_>) -> bool {
    old.span == new.span && each(&old.blocks, &new.blocks, |old, new| block(old, new, places))
}

/// Columns of signatures.
pub(super) fn column(old: &SignatureColumn, new: &SignatureColumn) -> bool {
    old.key == new.key && line(&old.party, &new.party) && each(&old.signers, &new.signers, signer)
}

/// Signers.
pub(super) fn signer(old: &Signer, new: &Signer) -> bool {
    optional(old.name.as_ref(), new.name.as_ref()) && each(&old.details, &new.details, line)
}

/// Lines.
pub(super) fn line(old: &Line, new: &Line) -> bool {
    each(&old.0, &new.0, run)
}

/// Heads of pages, white space aside.
pub(super) fn heads(old: &Head, new: &Head) -> bool {
    let said = |line: &Line| line.text().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let alike = |old: &Line, new: &Line| line(old, new) || said(old) == said(new);
    each(&old.parties, &new.parties, alike)
        && each(&old.facts, &new.facts, alike)
        && alike(&old.short_title, &new.short_title)
        && each(&old.running, &new.running, alike)
}

fn optional(old: Option<&Line>, new: Option<&Line>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => line(old, new),
        (old, new) => old.is_none() && new.is_none(),
    }
}

fn text(old: &[Inline], new: &[Inline], places: &Places<'_>) -> bool {
    each(old, new, |old, new| match (old, new) {
        (Inline::Text(old), Inline::Text(new)) => run(old, new),
        (Inline::Link { target: before, content: old }, Inline::Link { target: now, content: new }) => {
            places.of_old(before) == places.of_new(now) && each(old, new, run)
        }
        _ => false,
    })
}

fn run(old: &Run, new: &Run) -> bool {
    (old.style.emphasis, old.style.strong) == (new.style.emphasis, new.style.strong) && old.text == new.text
}

fn each<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}
