//! Shapes turn parts of a tree into what alignment knows of them: sort, key and words.

use crate::model::{Block, Body, Inline, Item, Key, Line, Row, SignatureColumn, Signer};

use super::align::{Shape, Vocabulary};
use super::words::each_word;

/// Words of one part, by their numbers.
struct Words<'v, 't> {
    vocabulary: &'v mut Vocabulary<'t>,
    out: Vec<u32>,
}

impl<'t> Words<'_, 't> {
    fn text(&mut self, inlines: &'t [Inline]) {
        let before = self.out.len();
        each_word(inlines, |word| {
            if word.chars().any(char::is_alphanumeric) {
                self.out.push(self.vocabulary.number(word));
            }
        });
        // A text of marks only, such as "–", still says something.
        if self.out.len() == before {
            each_word(inlines, |word| self.out.push(self.vocabulary.number(word)));
        }
    }

    fn blocks(&mut self, blocks: &'t [Block]) {
        for block in blocks {
            match &block.body {
                Body::Heading(heading) => self.text(&heading.content),
                Body::Paragraph { content } => self.text(content),
                Body::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Body::Table(table) => {
                    let rows = table.rows.iter().map(|row| &row.cells);
                    std::iter::once(&table.header).chain(rows).flatten().for_each(|cell| self.blocks(&cell.blocks));
                }
                Body::Signatures(signatures) => signatures.columns.iter().for_each(|column| self.column(column)),
            }
        }
    }

    fn column(&mut self, column: &'t SignatureColumn) {
        self.line(&column.party);
        column.signers.iter().for_each(|signer| self.signer(signer));
    }

    fn signer(&mut self, signer: &'t Signer) {
        signer.name.iter().chain(&signer.details).for_each(|line| self.line(line));
    }

    fn line(&mut self, line: &'t Line) {
        for word in line.0.iter().flat_map(|run| run.text.split_whitespace()) {
            self.out.push(self.vocabulary.number(word));
        }
    }
}

fn gathered<'t>(vocabulary: &mut Vocabulary<'t>, gather: impl FnOnce(&mut Words<'_, 't>)) -> Vec<u32> {
    let mut words = Words { vocabulary, out: Vec::new() };
    gather(&mut words);
    words.out
}

/// Whether a key is a field's pointer through a list, such as `/timeline/2/activity`: what stands third in one version
/// may stand second in the other, so the number names nothing.
fn counted(key: &str) -> bool {
    key.starts_with('/') && key.split('/').any(|step| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A block. Tables that can't be laid over each other, and cells of other widths, are of different sorts.
pub(super) fn block<'t>(block: &'t Block, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    let text = gathered(vocabulary, |words| words.blocks(std::slice::from_ref(block)));
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
pub(super) fn item<'t>(item: &'t Item, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    let text = gathered(vocabulary, |words| words.blocks(&item.blocks));
    Shape::new(0, item.key.as_ref().map(Key::as_str), true, text)
}

/// A row. Rows of other roles, or whose cells reach over other columns, are of different sorts.
pub(super) fn row<'t>(row: &'t Row, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    let text = gathered(vocabulary, |words| row.cells.iter().for_each(|cell| words.blocks(&cell.blocks)));
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
pub(super) fn column<'t>(column: &'t SignatureColumn, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    let text = gathered(vocabulary, |words| words.column(column));
    Shape::new(0, column.key.as_ref().map(Key::as_str), true, text)
}

/// A signer: found again by any line they share.
pub(super) fn signer<'t>(signer: &'t Signer, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    Shape::new(0, None, false, gathered(vocabulary, |words| words.signer(signer)))
}

/// A line of a head or a signature, which `field` names.
pub(super) fn line<'t>(line: &'t Line, field: Option<&'t str>, vocabulary: &mut Vocabulary<'t>) -> Shape<'t> {
    Shape::new(0, field, field.is_some(), gathered(vocabulary, |words| words.line(line)))
}
