//! Shapes turn parts of a tree into what alignment knows of them: sort, key and words.

use crate::model::{Block, Body, Inline, Item, Key, Row, SignatureColumn, Signer};

use super::align::Shape;
use super::words::tokens;

fn words<'t>(inlines: &'t [Inline], out: &mut Vec<&'t str>) {
    let reads = |text: &&str| text.chars().any(char::is_alphanumeric);
    let before = out.len();
    let all: Vec<&str> = tokens(inlines).into_iter().map(|token| token.text).collect();
    out.extend(all.iter().copied().filter(reads));
    // A text of marks only, such as "–", still says something.
    if out.len() == before {
        out.extend(all.into_iter().filter(|text| !text.is_empty()));
    }
}

fn words_of<'t>(blocks: &'t [Block], out: &mut Vec<&'t str>) {
    for block in blocks {
        match &block.body {
            Body::Heading(heading) => words(&heading.content, out),
            Body::Paragraph { content } => words(content, out),
            Body::List(list) => list.items.iter().for_each(|item| words_of(&item.blocks, out)),
            Body::Table(table) => {
                let rows = table.rows.iter().map(|row| &row.cells);
                std::iter::once(&table.header).chain(rows).flatten().for_each(|cell| words_of(&cell.blocks, out));
            }
            Body::Signatures(signatures) => signatures.columns.iter().for_each(|column| words_of_column(column, out)),
        }
    }
}

fn words_of_column<'t>(column: &'t SignatureColumn, out: &mut Vec<&'t str>) {
    let lines = |lines: &mut dyn Iterator<Item = &'t crate::model::Line>, out: &mut Vec<&'t str>| {
        for run in lines.flat_map(|line| &line.0) {
            out.extend(run.text.split_whitespace());
        }
    };
    lines(&mut std::iter::once(&column.party), out);
    for signer in &column.signers {
        lines(&mut signer.name.iter().chain(&signer.details), out);
    }
}

/// Whether a key is a field's pointer through a list, such as `/timeline/2/activity`: what stands third in one version
/// may stand second in the other, so the number names nothing.
fn counted(key: &str) -> bool {
    key.starts_with('/') && key.split('/').any(|step| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A block. Tables that can't be laid over each other, and cells of other widths, are of different sorts.
pub(super) fn block(block: &Block) -> Shape<'_> {
    let mut text = Vec::new();
    words_of(std::slice::from_ref(block), &mut text);
    let key = block.key.as_ref().map(Key::as_str).filter(|key| !counted(key));
    let (sort, named) = match &block.body {
        Body::Heading(_) => (0, true),
        Body::Paragraph { .. } => (1, false),
        Body::List(_) => (2, false),
        Body::Table(table) => (16 + 2 * table.columns.len() as u64 + u64::from(table.header.is_empty()), true),
        Body::Signatures(_) => (3, true),
    };
    Shape::new(sort, key, named, text)
}

/// An item.
pub(super) fn item(item: &Item) -> Shape<'_> {
    let mut text = Vec::new();
    words_of(&item.blocks, &mut text);
    Shape::new(0, item.key.as_ref().map(Key::as_str), true, text)
}

/// A row. Rows of other roles, or whose cells reach over other columns, are of different sorts.
pub(super) fn row(row: &Row) -> Shape<'_> {
    let mut text = Vec::new();
    row.cells.iter().for_each(|cell| words_of(&cell.blocks, &mut text));
    // Each cell sets the bit of the column that it begins at; tables have less than 60 columns.
    let mut column = 0;
    let begins = row.cells.iter().fold(0_u64, |bits, cell| {
        let bit = 1_u64.checked_shl(column).unwrap_or(0);
        column = column.saturating_add(u32::try_from(cell.span).unwrap_or(u32::MAX));
        bits | bit
    });
    Shape::new(begins * 4 + row.role as u64, row.key.as_ref().map(Key::as_str), true, text)
}

/// A party's column of the signature block.
pub(super) fn column(column: &SignatureColumn) -> Shape<'_> {
    let mut text = Vec::new();
    words_of_column(column, &mut text);
    Shape::new(0, column.key.as_ref().map(Key::as_str), true, text)
}

/// A signer: found again by any line they share.
pub(super) fn signer(signer: &Signer) -> Shape<'_> {
    let text = signer.name.iter().chain(&signer.details).flat_map(|line| &line.0).flat_map(|run| run.text.split_whitespace()).collect();
    Shape::new(0, None, false, text)
}
