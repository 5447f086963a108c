//! Naming gives parts of the old version names of their own in the redline, and its links their new places.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Anchor, Block, Body, Cell, Inline, Item, LinkTarget, Tree};

use super::resolve;

/// The name that a part of the old version bears in the redline, where the new version may use its own.
pub(super) fn former(anchor: &Anchor) -> Anchor {
    Anchor::former(anchor)
}

/// Where links of the old version lead to in the redline: to the part of the same key, else to the old part itself.
pub(super) fn links(old: &Tree, new: &Tree) -> BTreeMap<Anchor, Anchor> {
    fn named<'t>(blocks: &'t [Block], out: &mut Vec<(&'t Anchor, Option<&'t str>)>) {
        for block in blocks {
            match &block.body {
                Body::Heading(_) => out.push((&block.anchor, block.key.as_ref().map(|key| key.as_str()))),
                Body::List(list) => {
                    for item in &list.items {
                        out.push((&item.anchor, item.key.as_ref().map(|key| key.as_str())));
                        named(&item.blocks, out);
                    }
                }
                _ => {}
            }
        }
    }
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    named(&old.blocks, &mut olds);
    named(&new.blocks, &mut news);
    let by_key: BTreeMap<&str, &Anchor> = news.into_iter().filter_map(|(anchor, key)| Some((key?, anchor))).collect();
    let place = |(anchor, key): (&Anchor, Option<&str>)| {
        let now = key.and_then(|key| by_key.get(key).copied().cloned());
        (anchor.clone(), now.unwrap_or_else(|| former(anchor)))
    };
    olds.into_iter().map(place).collect()
}

/// Turns links that lead nowhere in the redline into plain text: their words are what counts.
pub(super) fn drop_dangling_links(tree: &mut Tree) {
    let mut there = BTreeSet::new();
    resolve::anchors(&tree.blocks, &mut there);
    resolve::each_text(&mut tree.blocks, &mut |content| {
        for inline in std::mem::take(content) {
            match inline {
                Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), content: runs }
                    if !there.contains(&anchor) =>
                {
                    content.extend(runs.into_iter().map(Inline::Text));
                }
                other => content.push(other),
            }
        }
    });
}

/// Gives a part of the old version names of its own, and its links their places in the redline.
pub(super) fn rename(block: &mut Block, links: &BTreeMap<Anchor, Anchor>) {
    block.anchor = former(&block.anchor);
    match &mut block.body {
        Body::Heading(heading) => relink(&mut heading.content, links),
        Body::Paragraph { content } => relink(content, links),
        Body::List(list) => list.items.iter_mut().for_each(|item| rename_item(item, links)),
        Body::Table(table) => {
            table.header.iter_mut().for_each(|cell| rename_cell(cell, links));
            for row in &mut table.rows {
                row.anchor = former(&row.anchor);
                row.cells.iter_mut().for_each(|cell| rename_cell(cell, links));
            }
        }
        Body::Signatures(signatures) => {
            for column in &mut signatures.columns {
                column.anchor = former(&column.anchor);
                column.signers.iter_mut().for_each(|signer| signer.anchor = former(&signer.anchor));
            }
        }
    }
}

pub(super) fn rename_item(item: &mut Item, links: &BTreeMap<Anchor, Anchor>) {
    item.anchor = former(&item.anchor);
    item.blocks.iter_mut().for_each(|block| rename(block, links));
}

pub(super) fn rename_cell(cell: &mut Cell, links: &BTreeMap<Anchor, Anchor>) {
    cell.anchor = former(&cell.anchor);
    cell.blocks.iter_mut().for_each(|block| rename(block, links));
}

pub(super) fn relink(content: &mut [Inline], links: &BTreeMap<Anchor, Anchor>) {
    for inline in content {
        if let Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. } = inline {
            *anchor = links.get(anchor).cloned().unwrap_or_else(|| former(anchor));
        }
    }
}
