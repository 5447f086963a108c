//! Carrying finds the blocks that were moved with the section they stand in, so that a moved section is one change.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::compare::says::{plain, text_of};
use crate::model::{Block, Body, words};

/// Places of the new version.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Headings that were moved with something below them.
    pub(super) headings: BTreeSet<usize>,
    /// What was moved with a heading, as it was.
    pub(super) parts: BTreeSet<usize>,
}

/// A moved section that the walk through the new version is in.
struct Open {
    level: u8,
    heading: usize,
    /// Where in the old version the rest of the section stood.
    stood: Range<usize>,
}

/// What was moved with the heading above it: it stood below that heading before, too, and says what it said. `from` gives the old
/// places of what was moved.
pub(super) fn carried(old: &[Block], new: &[Block], from: &BTreeMap<usize, usize>) -> Carried {
    let mut out = Carried::default();
    let mut open: Vec<Open> = Vec::new();
    for (at, block) in new.iter().enumerate() {
        if let Body::Heading(heading) = &block.body {
            open.retain(|section| section.level < heading.level);
        }
        let Some((was, former)) = from.get(&at).and_then(|was| Some((*was, old.get(*was)?))) else { continue };
        match open.iter().find(|section| section.stood.contains(&was)) {
            Some(section) if as_it_was(former, block) => {
                out.headings.insert(section.heading);
                out.parts.insert(at);
            }
            _ => {
                if let Body::Heading(heading) = &block.body {
                    open.push(Open { level: heading.level, heading: at, stood: below(old, was) });
                }
            }
        }
    }
    out
}

/// The places of what stands below a heading, up to the next heading of its level.
fn below(blocks: &[Block], heading: usize) -> Range<usize> {
    let level = |block: &Block| if let Body::Heading(heading) = &block.body { Some(heading.level) } else { None };
    let own = blocks.get(heading).and_then(level);
    let rest = blocks.iter().skip(heading + 1);
    let length = rest.take_while(|block| level(block).is_none_or(|level| Some(level) > own)).count();
    heading + 1..heading + 1 + length
}

/// Whether a moved block says what it said; the number of a heading goes by its place.
pub(super) fn as_it_was(old: &Block, new: &Block) -> bool {
    let said = |block: &Block| if let Body::Heading(heading) = &block.body { words(&heading.content) } else { text_of(block) };
    plain(&said(old)) == plain(&said(new))
}
