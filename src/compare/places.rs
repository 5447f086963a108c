//! Places tell where the links of both versions lead, in the names that parts have in the redline.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Anchor, Block, Body, LinkTarget, Tree, words};

use super::resolve::{each_anchor, each_link};

/// Where a link leads, so that links of both versions can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leads<'t> {
    /// To an address.
    Web(&'t str),
    /// To a heading.
    Section(&'t Anchor),
    /// To an entry of the list of references.
    Reference(&'t Anchor),
}

impl Leads<'_> {
    /// As a tree holds it.
    pub(super) fn target(self) -> LinkTarget {
        match self {
            Self::Web(address) => LinkTarget::Web(address.to_owned()),
            Self::Section(anchor) => LinkTarget::Section(anchor.clone()),
            Self::Reference(anchor) => LinkTarget::Reference(anchor.clone()),
        }
    }
}

/// Whose the links of a text are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// The old version's.
    Old,
    /// The new version's, or nobody's.
    New,
}

/// Where links of the old version lead to in the redline: to the part of the same key, else to the old part itself.
#[derive(Debug, Default)]
pub(super) struct Places<'t> {
    now: BTreeMap<&'t Anchor, Anchor>,
}

/// What a part that links may lead to is known by.
struct Named<'t> {
    anchor: &'t Anchor,
    key: Option<&'t str>,
    block: Option<&'t Block>,
}

impl<'t> Places<'t> {
    /// Finds the parts that links of the old version lead to. Parts without a key are found by what they say, then by name.
    pub(super) fn between(old: &'t Tree, new: &'t Tree) -> Self {
        let mut sought: BTreeSet<&Anchor> = BTreeSet::new();
        each_link(&old.blocks, &mut |target| {
            if let LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) = target {
                sought.insert(anchor);
            }
        });
        if sought.is_empty() {
            return Self::default();
        }
        let (mut olds, mut news) = (Vec::new(), Vec::new());
        named(&old.blocks, &mut olds);
        named(&new.blocks, &mut news);
        let by_key: BTreeMap<&str, &Anchor> = news.iter().filter_map(|part| Some((part.key?, part.anchor))).collect();
        let unnamed = |part: &&Named<'_>| part.key.is_none() && part.block.is_some();
        let place = |part: &Named<'_>| {
            if let Some(key) = part.key {
                return by_key.get(key).copied().cloned();
            }
            let title = part.block.map(title)?;
            let mut alike = news.iter().filter(unnamed).filter(|other| other.block.map(self::title).as_ref() == Some(&title));
            match (alike.next(), alike.next()) {
                (Some(only), None) => Some(only.anchor.clone()),
                _ => news.iter().filter(unnamed).find(|other| other.anchor == part.anchor).map(|other| other.anchor.clone()),
            }
        };
        let known = olds.iter().filter(|part| sought.contains(part.anchor));
        Self { now: known.map(|part| (part.anchor, place(part).unwrap_or_else(|| Anchor::former(part.anchor)))).collect() }
    }

    fn now<'s>(&'s self, anchor: &'s Anchor) -> &'s Anchor {
        self.now.get(anchor).unwrap_or(anchor)
    }

    /// Where a link of the old version leads.
    pub(super) fn of_old<'s>(&'s self, target: &'s LinkTarget) -> Leads<'s> {
        match target {
            LinkTarget::Web(address) => Leads::Web(address),
            LinkTarget::Section(anchor) => Leads::Section(self.now(anchor)),
            LinkTarget::Reference(anchor) => Leads::Reference(self.now(anchor)),
        }
    }

    /// Where a link of the new version leads.
    pub(super) fn of_new<'s>(&self, target: &'s LinkTarget) -> Leads<'s> {
        match target {
            LinkTarget::Web(address) => Leads::Web(address),
            LinkTarget::Section(anchor) => Leads::Section(anchor),
            LinkTarget::Reference(anchor) => Leads::Reference(anchor),
        }
    }

    /// Where a link of one side leads.
    pub(super) fn of<'s>(&'s self, side: Side, target: &'s LinkTarget) -> Leads<'s> {
        match side {
            Side::Old => self.of_old(target),
            Side::New => self.of_new(target),
        }
    }
}

fn named<'t>(blocks: &'t [Block], out: &mut Vec<Named<'t>>) {
    for block in blocks {
        match &block.body {
            Body::Heading(_) => {
                out.push(Named { anchor: &block.anchor, key: block.key.as_ref().map(|key| key.as_str()), block: Some(block) })
            }
            Body::List(list) => {
                for item in &list.items {
                    out.push(Named { anchor: &item.anchor, key: item.key.as_ref().map(|key| key.as_str()), block: None });
                    named(&item.blocks, out);
                }
            }
            Body::Paragraph { .. } | Body::Table(_) | Body::Signatures(_) => {}
        }
    }
}

fn title(block: &Block) -> String {
    if let Body::Heading(heading) = &block.body { words(&heading.content) } else { String::new() }
}

/// What links that lead to parts of a tree say when their words do not: the heading or the reference, as printed.
pub(super) fn printed(blocks: &[Block], anchor: &Anchor) -> Option<String> {
    blocks.iter().find_map(|block| match &block.body {
        Body::Heading(heading) if block.anchor == *anchor => Some(super::says::printed(heading)),
        Body::List(list) => list
            .items
            .iter()
            .find_map(|item| if item.anchor == *anchor { Some(super::says::texts(&item.blocks)) } else { printed(&item.blocks, anchor) }),
        _ => None,
    })
}

/// Names of parts that links of the redline lead to, but that are not in it.
pub(super) fn dangling(blocks: &[Block]) -> BTreeSet<Anchor> {
    let mut sought = BTreeSet::new();
    each_link(blocks, &mut |target| {
        if let LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) = target
            && !sought.contains(anchor)
        {
            sought.insert(anchor.clone());
        }
    });
    if !sought.is_empty() {
        each_anchor(blocks, &mut |anchor| {
            sought.remove(anchor);
        });
    }
    sought
}
