//! Soundness turns a tree into the promise that a format of plain characters can say it: no control characters, names that
//! are used once, links that lead somewhere, rows as wide as their table.
//!
//! Earlier steps guarantee all of it; a fault here is a fault of Kansli, or of a tree made by hand.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Anchor, Block, Body, Cell, Inline, Line, LinkTarget, Origin, Pointer, Run, Tree};

/// What a format is called in a message, at its beginning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    /// Swedish.
    pub sv: &'static str,
    /// English.
    pub en: &'static str,
}

/// Every reason why the document can't be written.
pub(super) fn faults(tree: &Tree, name: Name) -> Vec<Diagnostic> {
    let mut check = Check { tree, name, anchors: BTreeSet::new(), targets: Vec::new(), faults: Vec::new() };
    check.head();
    check.blocks(&tree.blocks);
    for (anchor, origin) in std::mem::take(&mut check.targets) {
        if !check.anchors.contains(anchor) {
            check.fault(
                origin,
                format!("en länk går till {anchor}, som inte finns"),
                format!("a link leads to {anchor}, which does not exist"),
            );
        }
    }
    check.faults
}

struct Check<'a> {
    tree: &'a Tree,
    name: Name,
    anchors: BTreeSet<&'a Anchor>,
    targets: Vec<(&'a Anchor, &'a Origin)>,
    faults: Vec<Diagnostic>,
}

/// Characters that a text may hold: none that ends a line, none that a program obeys instead of showing it.
fn control(text: &str) -> Option<char> {
    text.chars()
        .find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fdd0}'..='\u{fdef}') || u32::from(*c) & 0xfffe == 0xfffe)
}

impl<'a> Check<'a> {
    fn fault(&mut self, origin: &Origin, sv: String, en: String) {
        let place = match origin {
            Origin::Field(pointer) => Place::value(&FileName::new(&self.tree.metadata.id), pointer.clone()),
            Origin::Template { file, .. } => Place::File(file.clone()),
        };
        let message = Message::new(format!("{} går inte att göra: {sv}", self.name.sv), format!("{} can't be made: {en}", self.name.en));
        self.faults.push(Diagnostic::error(codes::INTERNAL_FAULT, place, message));
    }

    fn text(&mut self, text: &str, origin: &Origin) {
        if let Some(control) = control(text) {
            let code = u32::from(control);
            self.fault(
                origin,
                format!("texten innehåller styrtecknet U+{code:04X}"),
                format!("the text holds the control character U+{code:04X}"),
            );
        }
    }

    fn runs(&mut self, runs: &[Run]) {
        runs.iter().for_each(|run| self.text(&run.text, &run.origin));
    }

    fn lines<'l>(&mut self, lines: impl IntoIterator<Item = &'l Line>) {
        lines.into_iter().for_each(|line| self.runs(&line.0));
    }

    fn anchor(&mut self, anchor: &'a Anchor, origin: &Origin) {
        if !self.anchors.insert(anchor) {
            self.fault(origin, format!("två delar heter {anchor}"), format!("two parts are named {anchor}"));
        }
    }

    fn head(&mut self) {
        let tree = self.tree;
        let (head, metadata, root) = (&tree.head, &tree.metadata, Origin::Field(Pointer::root()));
        self.lines(head.parties.iter().chain(&head.facts).chain([&head.short_title]).chain(&head.running));
        self.lines([&tree.title.document_type, &tree.title.title]);
        self.anchor(&tree.title.anchor, &root);
        let texts = [&metadata.id, &metadata.kind, &metadata.language, &metadata.title];
        texts.into_iter().chain(&metadata.authors).chain(&head.label).for_each(|text| self.text(text, &root));
    }

    fn inlines(&mut self, inlines: &'a [Inline], origin: &'a Origin) {
        for inline in inlines {
            self.runs(inline.runs());
            match inline {
                Inline::Text(_) => {}
                Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. } => {
                    self.targets.push((anchor, origin));
                }
                Inline::Link { target: LinkTarget::Web(address), .. } => {
                    self.text(address, origin);
                    if !(address.starts_with("https:") || address.starts_with("mailto:")) {
                        self.fault(
                            origin,
                            format!("adressen ”{address}” är varken https eller mailto"),
                            format!("the address “{address}” is neither https nor mailto"),
                        );
                    }
                }
            }
        }
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.anchor(&block.anchor, &block.origin);
            match &block.body {
                Body::Heading(heading) => self.inlines(&heading.content, &block.origin),
                Body::Paragraph { content } => self.inlines(content, &block.origin),
                Body::List(list) => {
                    for item in &list.items {
                        self.anchor(&item.anchor, &item.origin);
                        self.blocks(&item.blocks);
                    }
                }
                Body::Table(table) => {
                    let columns = table.columns.len();
                    if !table.header.is_empty() {
                        self.row(&table.header, columns, &block.origin);
                    }
                    if table.header.iter().any(|cell| !matches!(&cell.blocks[..], [Block { body: Body::Paragraph { .. }, .. }])) {
                        self.fault(
                            &block.origin,
                            "en kolumnrubrik är inte ett stycke".into(),
                            "the header of a column is not one paragraph".into(),
                        );
                    }
                    for row in &table.rows {
                        self.anchor(&row.anchor, &row.origin);
                        self.row(&row.cells, columns, &row.origin);
                    }
                }
                Body::Signatures(signatures) => {
                    self.lines(&signatures.place_and_date);
                    for column in &signatures.columns {
                        self.anchor(&column.anchor, &column.origin);
                        self.lines([&column.party]);
                        for signer in &column.signers {
                            self.anchor(&signer.anchor, &signer.origin);
                            self.lines(signer.name.iter().chain(&signer.details));
                        }
                    }
                }
            }
        }
    }

    fn row(&mut self, cells: &'a [Cell], columns: usize, origin: &Origin) {
        let spans = cells.iter().fold(0, |sum: usize, cell| sum.saturating_add(cell.span));
        if spans != columns || cells.iter().any(|cell| cell.span == 0) {
            self.fault(
                origin,
                format!("en rad är {spans} kolumner bred i en tabell på {columns}"),
                format!("a row is {spans} columns wide in a table of {columns}"),
            );
        }
        for cell in cells {
            self.anchor(&cell.anchor, &cell.origin);
            self.blocks(&cell.blocks);
        }
    }
}
