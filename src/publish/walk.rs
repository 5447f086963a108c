//! Walking: every text of a Tree, the hidden ones too, is handed out in the order of reading, each with its place in words.

use crate::model::{Block, Body, Inline, Item, Line, Tree};

/// A text of a tree, to be changed.
pub enum Text<'t> {
    /// What stands in a paragraph, a heading or a cell.
    Inlines(&'t mut Vec<Inline>),
    /// A line of a head, a title or a signature block.
    Line(&'t mut Line),
    /// Something that the files say of themselves.
    Plain(&'t mut String),
}

/// Visits every text; the visitor is told where it stands, as a reader of the document finds it.
pub fn each(tree: &mut Tree, visit: &mut dyn FnMut(&str, Text<'_>)) {
    let metadata = &mut tree.metadata;
    visit("filens egenskaper", Text::Plain(&mut metadata.title));
    visit("filens egenskaper", Text::Plain(&mut metadata.id));
    metadata.authors.iter_mut().for_each(|author| visit("filens egenskaper", Text::Plain(author)));
    visit("titeln", Text::Line(&mut tree.title.document_type));
    visit("titeln", Text::Line(&mut tree.title.title));
    let head = &mut tree.head;
    head.label.iter_mut().for_each(|label| visit("sidhuvudet", Text::Plain(label)));
    let lines = head.parties.iter_mut().chain(&mut head.facts).chain([&mut head.short_title]).chain(&mut head.running);
    lines.for_each(|line| visit("sidhuvudet", Text::Line(line)));
    let mut walk = Walk { visit, section: None, paragraphs: 0 };
    walk.blocks(&mut tree.blocks, None);
}

struct Walk<'v> {
    visit: &'v mut dyn FnMut(&str, Text<'_>),
    /// The words of the last heading of level 1 or 2, after the visit.
    section: Option<String>,
    /// How many paragraphs of the section have been met.
    paragraphs: usize,
}

impl Walk<'_> {
    fn place(&self, within: &str) -> String {
        match &self.section {
            Some(section) => format!("avsnittet {section}, {within}"),
            None => format!("texten före första rubriken, {within}"),
        }
    }

    fn blocks(&mut self, blocks: &mut [Block], within: Option<&str>) {
        for block in blocks {
            // Keys may hold words of the source, and no copy is compared with anything.
            block.key = None;
            match &mut block.body {
                Body::Heading(heading) => {
                    (self.visit)("en rubrik", Text::Inlines(&mut heading.content));
                    self.section = Some(crate::model::words(&heading.content));
                    self.paragraphs = 0;
                }
                Body::Paragraph { content } => {
                    self.paragraphs += 1;
                    let here = within.map_or_else(|| format!("stycke {}", self.paragraphs), str::to_owned);
                    let place = self.place(&here);
                    (self.visit)(&place, Text::Inlines(content));
                }
                Body::List(list) => list.items.iter_mut().enumerate().for_each(|(at, item)| self.item(at + 1, item, within)),
                Body::Table(table) => {
                    for cell in &mut table.header {
                        self.blocks(&mut cell.blocks, Some("tabellens huvud"));
                    }
                    for (at, row) in table.rows.iter_mut().enumerate() {
                        row.key = None;
                        for cell in &mut row.cells {
                            self.blocks(&mut cell.blocks, Some(&format!("rad {} i tabellen", at + 1)));
                        }
                    }
                }
                Body::Signatures(signatures) => {
                    let place = "underskrifterna";
                    signatures.place_and_date.iter_mut().for_each(|line| (self.visit)(place, Text::Line(line)));
                    for column in &mut signatures.columns {
                        column.key = None;
                        (self.visit)(place, Text::Line(&mut column.party));
                        for signer in &mut column.signers {
                            let lines = signer.name.iter_mut().chain(&mut signer.details);
                            lines.for_each(|line| (self.visit)(place, Text::Line(line)));
                        }
                    }
                }
            }
        }
    }

    fn item(&mut self, number: usize, item: &mut Item, within: Option<&str>) {
        item.key = None;
        let here = within.map_or_else(|| format!("punkt {number}"), str::to_owned);
        self.blocks(&mut item.blocks, Some(&here));
    }
}
