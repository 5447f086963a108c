//! Links turns the places that a text leads to into the labels and addresses of the layout.

use std::collections::BTreeSet;

use super::data::LinkOut;
use crate::diag::Message;
use crate::model::{Anchor, Block, Body, Inline, LinkTarget, Tree};

/// What links lead to, by anchors.
pub(super) struct Links<'a> {
    /// The headings and items of lists: what a link may lead to.
    targets: BTreeSet<&'a str>,
    /// What some link does lead to.
    led_to: BTreeSet<&'a str>,
}

impl<'a> Links<'a> {
    /// The links of a tree, and besides its usual targets the parts that are changed in a redline.
    pub fn of(tree: &'a Tree, changed: &'a BTreeSet<Anchor>) -> Self {
        let mut links = Self { targets: changed.iter().map(Anchor::as_str).collect(), led_to: BTreeSet::new() };
        links.blocks(&tree.blocks);
        links
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match &block.body {
                Body::Heading(heading) => {
                    self.targets.insert(block.anchor.as_str());
                    self.words(&heading.content);
                }
                Body::Paragraph { content } => self.words(content),
                Body::List(list) => {
                    for item in &list.items {
                        self.targets.insert(item.anchor.as_str());
                        self.blocks(&item.blocks);
                    }
                }
                Body::Table(table) => {
                    let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
                    cells.for_each(|cell| self.blocks(&cell.blocks));
                }
                Body::Signatures(_) => {}
            }
        }
    }

    fn words(&mut self, content: &'a [Inline]) {
        for inline in content {
            if let Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. } = inline {
                self.led_to.insert(anchor.as_str());
            }
        }
    }

    /// Whether a link may lead to an anchor.
    pub fn has(&self, anchor: &str) -> bool {
        self.targets.contains(anchor)
    }

    /// Whether some link leads to an anchor.
    pub fn lead_to(&self, anchor: &str) -> bool {
        self.led_to.contains(anchor)
    }

    /// Where a link leads.
    ///
    /// # Errors
    /// When it leads to nothing in the document, or to an address that is neither https nor mailto.
    pub fn link(&self, target: &LinkTarget) -> Result<LinkOut, Message> {
        match target {
            LinkTarget::Web(address) if address.starts_with("https:") || address.starts_with("mailto:") => {
                Ok(LinkOut::Web(address.clone()))
            }
            LinkTarget::Web(address) => Err(Message::new(
                format!("länken till ”{address}” börjar varken med https: eller mailto:"),
                format!("the link to “{address}” begins with neither https: nor mailto:"),
            )),
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) if self.targets.contains(anchor.as_str()) => {
                Ok(LinkOut::Label(anchor.as_str().to_owned()))
            }
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => Err(Message::new(
                format!("en länk leder till {anchor}, som dokumentet saknar"),
                format!("a link leads to {anchor}, which the document lacks"),
            )),
        }
    }
}
