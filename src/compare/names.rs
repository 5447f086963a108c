//! Naming gives parts of the old version names of their own in the redline, and its links their new places.

use crate::model::{Anchor, Block, Body, Cell, Inline, Item, LinkTarget, Tree};

use super::places::{Places, dangling};
use super::resolve;

/// The name that a part of the old version bears in the redline, where the new version may use its own.
pub(super) fn former(anchor: &Anchor) -> Anchor {
    Anchor::former(anchor)
}

/// Turns links that lead nowhere in the redline into plain text: their words are what counts.
pub(super) fn drop_dangling_links(tree: &mut Tree) {
    let nowhere = dangling(&tree.blocks);
    if nowhere.is_empty() {
        return;
    }
    resolve::each_text(&mut tree.blocks, &mut |content| {
        for inline in std::mem::take(content) {
            match inline {
                Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), content: runs }
                    if nowhere.contains(&anchor) =>
                {
                    content.extend(runs.into_iter().map(Inline::Text));
                }
                other => content.push(other),
            }
        }
    });
}

/// Gives a part of the old version names of its own, and its links their places in the redline.
pub(super) fn rename(block: &mut Block, places: &Places<'_>) {
    block.anchor = former(&block.anchor);
    match &mut block.body {
        Body::Heading(heading) => relink(&mut heading.content, places),
        Body::Paragraph { content } => relink(content, places),
        Body::List(list) => list.items.iter_mut().for_each(|item| rename_item(item, places)),
        Body::Table(table) => {
            table.header.iter_mut().for_each(|cell| rename_cell(cell, places));
            for row in &mut table.rows {
                row.anchor = former(&row.anchor);
                row.cells.iter_mut().for_each(|cell| rename_cell(cell, places));
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

pub(super) fn rename_item(item: &mut Item, places: &Places<'_>) {
    item.anchor = former(&item.anchor);
    item.blocks.iter_mut().for_each(|block| rename(block, places));
}

pub(super) fn rename_cell(cell: &mut Cell, places: &Places<'_>) {
    cell.anchor = former(&cell.anchor);
    cell.blocks.iter_mut().for_each(|block| rename(block, places));
}

pub(super) fn relink(content: &mut [Inline], places: &Places<'_>) {
    for inline in content {
        if let Inline::Link { target, .. } = inline {
            *target = places.of_old(target).target();
        }
    }
}
