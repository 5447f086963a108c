//! Comparison turns what makes a tree a redline into data for the layout: looks of marks, and bars beside what has changed.

use std::collections::{BTreeMap, BTreeSet};

use super::data::{BarOut, MarkOut, RedlineOut};
use crate::model::{Anchor, Block, Body, Mark, Redline, Tree};
use crate::write::redline;

/// What is known of the changes of a tree; all empty for a document as it stands.
pub(super) struct Comparison<'t> {
    /// What makes the tree a redline.
    pub redline: Option<&'t Redline>,
    /// The parts in which some words stand in one version only.
    pub touched: BTreeSet<Anchor>,
    numbers: BTreeMap<Anchor, Vec<usize>>,
}

impl<'t> Comparison<'t> {
    /// What is known of a tree that shows its marks.
    pub fn of(tree: &'t Tree) -> Self {
        let redline = tree.redline.as_deref();
        let touched = if redline.is_some() { redline::touched(&tree.blocks) } else { BTreeSet::new() };
        let mut numbers = redline::changes(tree);
        if redline.is_some() {
            at_first_words(&tree.blocks, &mut numbers);
        }
        Self { redline, touched, numbers }
    }

    /// What marked words look and sound like.
    pub fn looks(&self, swedish: bool) -> Option<RedlineOut> {
        self.redline?;
        // No line is broken at what is not seen.
        let look = |mark, colour: &str| {
            let (before, after) = redline::spoken(mark, swedish);
            let glued = |text: &str| text.replace(' ', "\u{a0}");
            MarkOut { colour: colour.to_owned(), before: glued(before), after: glued(after) }
        };
        Some(RedlineOut { inserted: look(Mark::Inserted, redline::INSERTED), deleted: look(Mark::Deleted, redline::DELETED) })
    }

    /// The bar beside a block in which something has changed.
    pub fn bar(&self, block: &Block, offset: f64) -> Option<BarOut> {
        if !self.touched.contains(&block.anchor) || self.listed(block) {
            return None;
        }
        let numbers = self.numbers_in(block);
        let text = match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => format!("{first}–{last}"),
            _ => String::new(),
        };
        let label = (!matches!(block.body, Body::Heading(_))).then(|| block.anchor.as_str().to_owned());
        Some(BarOut { offset, numbers: text, label })
    }

    /// Whether the block is the list of the changes itself.
    fn listed(&self, block: &Block) -> bool {
        block.anchor == Redline::table_anchor()
    }

    /// The numbers of the changes made in a block and in all that stands in it.
    fn numbers_in(&self, block: &Block) -> Vec<usize> {
        let mut anchors = vec![&block.anchor];
        match &block.body {
            Body::Table(table) => {
                for cell in table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells)) {
                    anchors.extend(cell.blocks.iter().map(|block| &block.anchor));
                }
                anchors.extend(table.rows.iter().map(|row| &row.anchor));
            }
            Body::Signatures(signatures) => {
                for column in &signatures.columns {
                    anchors.push(&column.anchor);
                    anchors.extend(column.signers.iter().map(|signer| &signer.anchor));
                }
            }
            Body::Heading(_) | Body::Paragraph { .. } | Body::List(_) => {}
        }
        let mut out: Vec<usize> = anchors.into_iter().filter_map(|anchor| self.numbers.get(anchor)).flatten().copied().collect();
        out.sort_unstable();
        out
    }
}

/// Lists have no margin of their own: what changed in a list as a whole is told beside its first words.
fn at_first_words(blocks: &[Block], numbers: &mut BTreeMap<Anchor, Vec<usize>>) {
    for block in blocks {
        let Body::List(list) = &block.body else { continue };
        let first = list.items.first().and_then(|item| Some((&item.anchor, &item.blocks.first()?.anchor)));
        if let Some((item, words)) = first {
            let own = [&block.anchor, item].into_iter().filter_map(|anchor| numbers.remove(anchor)).flatten().collect::<Vec<_>>();
            if !own.is_empty() {
                numbers.entry(words.clone()).or_default().extend(own);
            }
        }
        for item in &list.items {
            if let (Some(own), Some(first)) = (numbers.remove(&item.anchor), item.blocks.first()) {
                numbers.entry(first.anchor.clone()).or_default().extend(own);
            }
            at_first_words(&item.blocks, numbers);
        }
    }
}
