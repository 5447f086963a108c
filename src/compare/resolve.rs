//! Resolving turns a redline into one of its versions: accepting every mark gives the new one, rejecting every mark the old.

use std::collections::BTreeSet;

use crate::model::{
    Anchor, Block, Body, Former, Inline, Item, Line, LinkTarget, List, Mark, Redline, Run, SignatureColumn, Signer, Style, Tree,
};

/// The new version. A tree that is no redline stays as it is.
pub fn accepted(tree: &Tree) -> Tree {
    resolved(tree, Mark::Deleted)
}

/// The old version, by what it says and how it is numbered; its parts bear the names they have in the redline. A tree
/// that is no redline stays as it is.
pub fn rejected(tree: &Tree) -> Tree {
    resolved(tree, Mark::Inserted)
}

/// The tree without what bears the mark.
fn resolved(tree: &Tree, without: Mark) -> Tree {
    let Some(redline) = &tree.redline else { return tree.clone() };
    let resolver = Resolver { redline, without };
    let mut out = Tree { redline: None, ..tree.clone() };
    if without == Mark::Inserted
        && let Some(former) = &redline.former_head
    {
        out.head = former.clone();
    }
    if without == Mark::Inserted
        && let Some(former) = redline.former_orientation
    {
        out.orientation = former;
    }
    resolver.line(&mut out.title.document_type);
    resolver.line(&mut out.title.title);
    out.blocks = resolver.blocks(&tree.blocks);
    out
}

struct Resolver<'t> {
    redline: &'t Redline,
    without: Mark,
}

impl Resolver<'_> {
    fn stays(&self, anchor: &Anchor) -> bool {
        self.redline.marks.get(anchor) != Some(&self.without)
    }

    fn former(&self, anchor: &Anchor) -> Option<&Former> {
        self.redline.former.get(anchor).filter(|_| self.without == Mark::Inserted)
    }

    fn blocks(&self, blocks: &[Block]) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
        // The paragraph before ends nowhere in this version.
        let mut open = false;
        for block in blocks.iter().filter(|block| self.stays(&block.anchor)) {
            let mut block = block.clone();
            let ends = self.redline.ends.get(&block.anchor) != Some(&self.without);
            match &mut block.body {
                Body::Paragraph { content } => {
                    self.text(content);
                    match out.last_mut().map(|last| &mut last.body) {
                        Some(Body::Paragraph { content: before }) if open => before.append(content),
                        // A paragraph without words is none, unless the next one goes on in it.
                        _ if content.is_empty() && ends => {}
                        _ => out.push(block),
                    }
                    if let Some(Body::Paragraph { content }) = out.last_mut().map(|last| &mut last.body) {
                        merge(content);
                    }
                    open = !ends;
                    continue;
                }
                Body::Heading(heading) => {
                    self.text(&mut heading.content);
                    if let Some(Former::Heading { level, number }) = self.former(&block.anchor) {
                        (heading.level, heading.number) = (*level, number.clone());
                    }
                }
                Body::List(list) => {
                    if let Some(Former::List { marker }) = self.former(&block.anchor) {
                        list.marker = *marker;
                    }
                    *list = List { marker: list.marker, items: self.items(&list.items) };
                    if list.items.is_empty() {
                        continue;
                    }
                }
                Body::Table(table) => {
                    if let Some(Former::Table { alignments, row_headers }) = self.former(&block.anchor) {
                        table.row_headers = *row_headers;
                        table.columns.iter_mut().zip(alignments).for_each(|(column, alignment)| column.alignment = *alignment);
                    }
                    table.rows.retain(|row| self.stays(&row.anchor));
                    let rows = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                    table.header.iter_mut().chain(rows).for_each(|cell| cell.blocks = self.blocks(&cell.blocks));
                }
                Body::Signatures(signatures) => {
                    if let Some(line) = &mut signatures.place_and_date {
                        self.line(line);
                    }
                    signatures.place_and_date = signatures.place_and_date.take().filter(|line| !line.0.is_empty());
                    signatures.columns.retain(|column| self.stays(&column.anchor));
                    signatures.columns.iter_mut().for_each(|column| self.column(column));
                }
            }
            open = false;
            out.push(block);
        }
        out
    }

    fn items(&self, items: &[Item]) -> Vec<Item> {
        let stay = items.iter().filter(|item| self.stays(&item.anchor));
        stay.map(|item| Item { blocks: self.blocks(&item.blocks), ..item.clone() }).filter(|item| !item.blocks.is_empty()).collect()
    }

    fn column(&self, column: &mut SignatureColumn) {
        self.line(&mut column.party);
        column.signers.retain(|signer| self.stays(&signer.anchor));
        column.signers.iter_mut().for_each(|signer| self.signer(signer));
    }

    fn signer(&self, signer: &mut Signer) {
        if let Some(name) = &mut signer.name {
            self.line(name);
        }
        signer.name = signer.name.take().filter(|line| !line.0.is_empty());
        signer.details.iter_mut().for_each(|line| self.line(line));
        signer.details.retain(|line| !line.0.is_empty());
    }

    fn line(&self, line: &mut Line) {
        self.runs(&mut line.0);
    }

    fn runs(&self, runs: &mut Vec<Run>) {
        runs.retain(|run| run.style.mark != Some(self.without));
        runs.iter_mut().for_each(|run| run.style.mark = None);
        let mut merged: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs.drain(..) {
            match merged.last_mut() {
                Some(last) if last.style == run.style && last.origin == run.origin => last.text.push_str(&run.text),
                _ => merged.push(run),
            }
        }
        *runs = merged;
    }

    fn text(&self, content: &mut Vec<Inline>) {
        for inline in std::mem::take(content) {
            match inline {
                Inline::Text(run) => {
                    if run.style.mark != Some(self.without) {
                        content.push(Inline::Text(Run { style: Style { mark: None, ..run.style }, ..run }));
                    }
                }
                Inline::Link { target, content: mut runs } => {
                    self.runs(&mut runs);
                    if !runs.is_empty() {
                        content.push(Inline::Link { target, content: runs });
                    }
                }
            }
        }
        merge(content);
    }
}

/// Joins neighbouring runs of one look and one origin.
fn merge(content: &mut Vec<Inline>) {
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in content.drain(..) {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(last)), Inline::Text(run)) if last.style == run.style && last.origin == run.origin => {
                last.text.push_str(&run.text)
            }
            (_, inline) => out.push(inline),
        }
    }
    *content = out;
}

/// Every part's name: blocks, items, and the blocks in cells.
pub(super) fn each_anchor<'t>(blocks: &'t [Block], note: &mut impl FnMut(&'t Anchor)) {
    for block in blocks {
        note(&block.anchor);
        match &block.body {
            Body::List(list) => {
                for item in &list.items {
                    note(&item.anchor);
                    each_anchor(&item.blocks, note);
                }
            }
            Body::Table(table) => {
                let rows = table.rows.iter().map(|row| &row.cells);
                std::iter::once(&table.header).chain(rows).flatten().for_each(|cell| each_anchor(&cell.blocks, note));
            }
            Body::Heading(_) | Body::Paragraph { .. } | Body::Signatures(_) => {}
        }
    }
}

/// Where every link leads.
pub(super) fn each_link<'t>(blocks: &'t [Block], note: &mut impl FnMut(&'t LinkTarget)) {
    let text = |content: &'t [Inline], note: &mut dyn FnMut(&'t LinkTarget)| {
        for inline in content {
            if let Inline::Link { target, .. } = inline {
                note(target);
            }
        }
    };
    for block in blocks {
        match &block.body {
            Body::Heading(heading) => text(&heading.content, note),
            Body::Paragraph { content } => text(content, note),
            Body::List(list) => list.items.iter().for_each(|item| each_link(&item.blocks, note)),
            Body::Table(table) => {
                let rows = table.rows.iter().map(|row| &row.cells);
                std::iter::once(&table.header).chain(rows).flatten().for_each(|cell| each_link(&cell.blocks, note));
            }
            Body::Signatures(_) => {}
        }
    }
}

/// The names of all parts of a tree, rows and signers among them.
pub(super) fn every_anchor(tree: &Tree) -> BTreeSet<Anchor> {
    fn collect(blocks: &[Block], out: &mut BTreeSet<Anchor>) {
        for block in blocks {
            match &block.body {
                Body::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, out)),
                Body::Table(table) => {
                    out.extend(table.rows.iter().map(|row| row.anchor.clone()));
                    let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
                    cells.for_each(|cell| collect(&cell.blocks, out));
                }
                Body::Signatures(signatures) => {
                    for column in &signatures.columns {
                        out.insert(column.anchor.clone());
                        out.extend(column.signers.iter().map(|signer| signer.anchor.clone()));
                    }
                }
                Body::Heading(_) | Body::Paragraph { .. } => {}
            }
        }
    }
    let mut out = BTreeSet::from([tree.title.anchor.clone()]);
    each_anchor(&tree.blocks, &mut |anchor| {
        out.insert(anchor.clone());
    });
    collect(&tree.blocks, &mut out);
    out
}

/// Every text that may hold links.
pub(super) fn each_text(blocks: &mut [Block], change: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match &mut block.body {
            Body::Heading(heading) => change(&mut heading.content),
            Body::Paragraph { content } => change(content),
            Body::List(list) => list.items.iter_mut().for_each(|item| each_text(&mut item.blocks, change)),
            Body::Table(table) => {
                let rows = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                table.header.iter_mut().chain(rows).for_each(|cell| each_text(&mut cell.blocks, change));
            }
            Body::Signatures(_) => {}
        }
    }
}

/// Where each name stands how often; for tests that names stay unique.
#[cfg(test)]
pub(super) fn counted(tree: &Tree) -> std::collections::BTreeMap<Anchor, usize> {
    fn count(blocks: &[Block], out: &mut std::collections::BTreeMap<Anchor, usize>) {
        let mut add = |anchor: &Anchor| *out.entry(anchor.clone()).or_default() += 1;
        for block in blocks {
            add(&block.anchor);
        }
        for block in blocks {
            match &block.body {
                Body::List(list) => {
                    for item in &list.items {
                        *out.entry(item.anchor.clone()).or_default() += 1;
                        count(&item.blocks, out);
                    }
                }
                Body::Table(table) => {
                    for row in &table.rows {
                        *out.entry(row.anchor.clone()).or_default() += 1;
                    }
                    for cell in table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells)) {
                        *out.entry(cell.anchor.clone()).or_default() += 1;
                        count(&cell.blocks, out);
                    }
                }
                _ => {}
            }
        }
    }
    let mut out = std::collections::BTreeMap::new();
    count(&tree.blocks, &mut out);
    out
}
