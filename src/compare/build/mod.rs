//! Building turns two trees into one whose parts say in which version they stand, and notes each change on the way.

mod heads;
mod parts;
mod signatures;

use std::collections::BTreeMap;

use crate::model::{
    Anchor, Block, Body, Change, ChangeKind, Former, Heading, Inline, Line, LinkTarget, List, Mark, Origin, Part, Redline, Spot, Table,
    Tree, Weight, words,
};

use super::align::{Aligned, Shape, align};
use super::names::{drop_dangling_links, former, links, rename};
use super::says::{part_of, plain, printed, text_of, with_addresses};
use super::split::{Fate, fates};
use super::words::{Marked, Token, compare, compare_parted, tokens};
use super::{shape, weight};

/// The sort of paragraphs in [`shape::block`].
const PARAGRAPH: u64 = 1;

/// The redline of two trees.
pub(super) fn redline(old: &Tree, new: &Tree) -> Tree {
    let mut builder = Builder { links: links(old, new), redline: Redline::default(), place: Place::default() };
    builder.heads(old, new);
    let mut title = new.title.clone();
    for (line, former, origin) in
        [(&mut title.document_type, &old.title.document_type, &old.title.anchor), (&mut title.title, &old.title.title, &old.title.anchor)]
    {
        let now = line.clone();
        *line = builder.line(former, &now, (Part::Title, origin, &new.title.anchor));
    }
    let sections = (sections(&old.blocks), sections(&new.blocks));
    let blocks = builder.blocks(&old.blocks, &new.blocks, Some(&sections));
    let mut tree = Tree { title, blocks, redline: None, ..new.clone() };
    drop_dangling_links(&mut tree);
    tree.redline = Some(Box::new(builder.redline));
    tree
}

/// The headings above each block, outermost first, as printed; a heading's own among them.
fn sections(blocks: &[Block]) -> Vec<Vec<String>> {
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        if let Body::Heading(heading) = &block.body {
            path.retain(|(level, _)| *level < heading.level);
            path.push((heading.level, printed(heading)));
        }
        out.push(path.iter().map(|(_, text)| text.clone()).collect());
    }
    out
}

/// Where in both documents the builder is.
#[derive(Debug, Clone, Default)]
struct Place {
    old: Vec<String>,
    new: Vec<String>,
    /// What the parts belong to within their sections, in the old and the new version.
    within: (Option<String>, Option<String>),
    /// What a paragraph is part of, where it is more than a paragraph: an item, a cell.
    holder: Option<Part>,
}

/// Headings above the blocks of both versions.
type Sections = (Vec<Vec<String>>, Vec<Vec<String>>);

struct Builder {
    links: BTreeMap<Anchor, Anchor>,
    redline: Redline,
    place: Place,
}

impl Builder {
    fn target(&self) -> impl Fn(&LinkTarget) -> LinkTarget + '_ {
        |target| {
            let now = |anchor: &Anchor| self.links.get(anchor).cloned().unwrap_or_else(|| former(anchor));
            match target {
                LinkTarget::Web(address) => LinkTarget::Web(address.clone()),
                LinkTarget::Section(anchor) => LinkTarget::Section(now(anchor)),
                LinkTarget::Reference(anchor) => LinkTarget::Reference(now(anchor)),
            }
        }
    }

    fn note(
        &mut self,
        kind: ChangeKind,
        part: Part,
        old: Option<(&Anchor, &Origin, String)>,
        new: Option<(&Anchor, &Origin, String)>,
        weight: Weight,
    ) {
        let Place { old: old_section, new: new_section, within, holder } = &self.place;
        let spot = |section: &[String], within: &Option<String>, (anchor, origin, text): (&Anchor, &Origin, String)| Spot {
            section: section.to_vec(),
            within: within.clone().filter(|within| *within != text),
            anchor: anchor.clone(),
            origin: origin.clone(),
            text,
        };
        let part = match (part, kind, holder) {
            (Part::Paragraph, ChangeKind::Reworded, Some(holder)) => *holder,
            _ => part,
        };
        let (old, new) = (old.map(|side| spot(old_section, &within.0, side)), new.map(|side| spot(new_section, &within.1, side)));
        self.redline.changes.push(Change { kind, part, weight, old, new });
    }

    /// A line that stands in both versions, and may be empty in either.
    fn line(&mut self, old: &Line, new: &Line, (part, old_anchor, new_anchor): (Part, &Anchor, &Anchor)) -> Line {
        let inlines = |line: &Line| line.0.iter().cloned().map(Inline::Text).collect::<Vec<_>>();
        let marked = compare(&inlines(old), &inlines(new), &self.target());
        if marked.words > 0 {
            let origin = |line: &Line, other: &Line| line.0.first().or(other.0.first()).map(|run| run.origin.clone());
            if let (Some(from), Some(to)) = (origin(old, new), origin(new, old)) {
                let kind = match (old.0.is_empty(), new.0.is_empty()) {
                    (true, _) => ChangeKind::Inserted,
                    (_, true) => ChangeKind::Deleted,
                    _ => ChangeKind::Reworded,
                };
                let weight =
                    if part == Part::Signatures { Weight::Administrative } else { weight::of_words(&old.text(), &new.text(), &to) };
                let left = (!old.0.is_empty()).then(|| (old_anchor, &from, old.text()));
                let right = (!new.0.is_empty()).then(|| (new_anchor, &to, new.text()));
                self.note(kind, part, left, right, weight);
            }
        }
        Line(marked.inlines.into_iter().flat_map(|inline| inline.runs().to_vec()).collect())
    }

    fn optional_line(&mut self, old: Option<&Line>, new: Option<&Line>, at: (Part, &Anchor, &Anchor)) -> Option<Line> {
        let none = Line(Vec::new());
        let line = self.line(old.unwrap_or(&none), new.unwrap_or(&none), at);
        (!line.0.is_empty()).then_some(line)
    }

    /// Blocks of one level. `sections` are given at the top, where headings stand.
    fn blocks(&mut self, old: &[Block], new: &[Block], sections: Option<&Sections>) -> Vec<Block> {
        let (olds, news) = (shapes(old, shape::block), shapes(new, shape::block));
        let Aligned { steps, moved } = align(&olds, &news);
        let (to, from) = both_ways(&moved);
        let mut out = Vec::with_capacity(steps.len());
        for fate in fates(&steps, &olds, &news, PARAGRAPH, &moved) {
            if let Some((old, new)) = sections {
                let (a, b) = match fate {
                    Fate::Both(a, b) | Fate::Split(a, b) | Fate::Joined(a, b) => (Some(a), Some(b)),
                    Fate::Old(a) => (Some(a), None),
                    Fate::New(b) => (None, Some(b)),
                };
                self.place.old = a.and_then(|a| old.get(a)).cloned().unwrap_or_else(|| std::mem::take(&mut self.place.old));
                self.place.new = b.and_then(|b| new.get(b)).cloned().unwrap_or_else(|| std::mem::take(&mut self.place.new));
            }
            match fate {
                Fate::Both(a, b) => out.push(self.pair(&old[a], &new[b])),
                Fate::Old(a) => out.push(self.deleted(&old[a], to.get(&a).map(|to| &new[*to]))),
                Fate::New(b) => {
                    let from = from.get(&b);
                    let old_section = from.and_then(|a| sections.and_then(|(old, _)| old.get(*a))).cloned();
                    self.inserted(&new[b], from.map(|a| (&old[*a], old_section)));
                    out.push(new[b].clone());
                }
                Fate::Split(a, b) => self.parted(Mark::Inserted, &[&old[a]], &[&new[b], &new[b + 1]], &mut out),
                Fate::Joined(a, b) => self.parted(Mark::Deleted, &[&old[a], &old[a + 1]], &[&new[b]], &mut out),
            }
        }
        out
    }

    fn deleted(&mut self, block: &Block, moved_to: Option<&Block>) -> Block {
        let mut renamed = block.clone();
        rename(&mut renamed, &self.links);
        self.redline.marks.insert(renamed.anchor.clone(), Mark::Deleted);
        match moved_to {
            Some(now) => self.redline.moved.push((renamed.anchor.clone(), now.anchor.clone())),
            None => {
                let text = text_of(block);
                let weight = weight::of_part(&block.origin);
                self.note(ChangeKind::Deleted, part_of(block), Some((&block.anchor, &block.origin, text)), None, weight);
            }
        }
        renamed
    }

    fn inserted(&mut self, block: &Block, moved_from: Option<(&Block, Option<Vec<String>>)>) {
        self.redline.marks.insert(block.anchor.clone(), Mark::Inserted);
        let now = (&block.anchor, &block.origin, text_of(block));
        match moved_from {
            None => self.note(ChangeKind::Inserted, part_of(block), None, Some(now), weight::of_part(&block.origin)),
            Some((former, section)) => {
                let section = section.unwrap_or_else(|| self.place.old.clone());
                let outer = std::mem::replace(&mut self.place.old, section);
                let before = text_of(former);
                let unnumbered =
                    |block: &Block| if let Body::Heading(heading) = &block.body { words(&heading.content) } else { text_of(block) };
                let reworded = plain(&unnumbered(former)) != plain(&unnumbered(block));
                let weight = if reworded { weight::of_words(&before, &now.2, &block.origin).max(Weight::Moved) } else { Weight::Moved };
                self.note(ChangeKind::Moved, part_of(block), Some((&former.anchor, &former.origin, before)), Some(now), weight);
                self.place.old = outer;
            }
        }
    }

    /// A paragraph that was split, or two that were joined.
    fn parted(&mut self, parted: Mark, old: &[&Block], new: &[&Block], out: &mut Vec<Block>) {
        let content = |block: &Block| if let Body::Paragraph { content } = &block.body { content.clone() } else { Vec::new() };
        let (olds, news): (Vec<_>, Vec<_>) =
            (old.iter().map(|block| content(block)).collect(), new.iter().map(|block| content(block)).collect());
        let ((left, first_old), (right, first_new)) = (in_a_row(&olds), in_a_row(&news));
        let first = if parted == Mark::Inserted { first_new } else { first_old };
        let (one, two) = compare_parted((&left, &right), first, parted, &self.target());
        let reworded = one.words + two.words > 0;
        let (Some(head_new), Some(head_old)) = (new.first(), old.first()) else { return };
        let (second_anchor, second_origin) = match new.get(1) {
            Some(block) => (block.anchor.clone(), block.origin.clone()),
            None => (old.get(1).map_or_else(|| former(&head_new.anchor), |block| former(&block.anchor)), head_new.origin.clone()),
        };
        self.redline.ends.insert(head_new.anchor.clone(), parted);
        let joined = |blocks: &[&Block]| blocks.iter().map(|block| text_of(block)).collect::<Vec<_>>().join(" ");
        let (before, after) = (joined(old), joined(new));
        let weight = if reworded { weight::of_words(&before, &after, &head_new.origin) } else { Weight::Form };
        let kind = if parted == Mark::Inserted { ChangeKind::Split } else { ChangeKind::Joined };
        self.note(
            kind,
            Part::Paragraph,
            Some((&head_old.anchor, &head_old.origin, before)),
            Some((&head_new.anchor, &head_new.origin, after)),
            weight,
        );
        out.push(Block { body: Body::Paragraph { content: one.inlines }, ..(*head_new).clone() });
        out.push(Block { anchor: second_anchor, key: None, origin: second_origin, body: Body::Paragraph { content: two.inlines } });
    }

    /// A block that stands in both versions.
    fn pair(&mut self, old: &Block, new: &Block) -> Block {
        let body = match (&old.body, &new.body) {
            (Body::Paragraph { content: before }, Body::Paragraph { content: now }) => {
                let marked = self.text(before, now, Part::Paragraph, (old, new));
                Body::Paragraph { content: marked.inlines }
            }
            (Body::Heading(before), Body::Heading(now)) => {
                let marked = self.text(&before.content, &now.content, Part::Heading, (old, new));
                if (before.level, &before.number) != (now.level, &now.number) {
                    let former = Former::Heading { level: before.level, number: before.number.clone() };
                    self.redline.former.insert(new.anchor.clone(), former);
                    self.reformed(Part::Heading, (old, printed(before)), (new, printed(now)));
                }
                Body::Heading(Heading { content: marked.inlines, ..now.clone() })
            }
            (Body::List(before), Body::List(now)) => {
                if before.marker != now.marker {
                    self.redline.former.insert(new.anchor.clone(), Former::List { marker: before.marker });
                    self.reformed(Part::List, (old, text_of(old)), (new, text_of(new)));
                }
                Body::List(List { marker: now.marker, items: self.items(&before.items, &now.items) })
            }
            (Body::Table(before), Body::Table(now)) => {
                let header = before.header.iter().zip(&now.header).map(|(before, now)| self.cell(before, now)).collect();
                let rows = self.rows(&before.rows, &now.rows);
                Body::Table(Table { header, rows, ..now.clone() })
            }
            (Body::Signatures(before), Body::Signatures(now)) => Body::Signatures(self.signatures(before, now, (old, new))),
            // Alignment pairs no blocks of different sorts.
            _ => new.body.clone(),
        };
        Block { body, ..new.clone() }
    }

    fn reformed(&mut self, part: Part, (old, before): (&Block, String), (new, after): (&Block, String)) {
        self.note(
            ChangeKind::Reformed,
            part,
            Some((&old.anchor, &old.origin, before)),
            Some((&new.anchor, &new.origin, after)),
            Weight::Form,
        );
    }

    fn text(&mut self, old: &[Inline], new: &[Inline], part: Part, (before, now): (&Block, &Block)) -> Marked {
        let marked = compare(old, new, &self.target());
        if marked.words > 0 {
            let (mut left, mut right) = (words(old), words(new));
            let mut weight = weight::of_words(&left, &right, &now.origin);
            if left == right {
                // Only looks differ, or where links lead; an address is something that the text says.
                let (from, to) = (with_addresses(old), with_addresses(new));
                weight = if from == to { Weight::Form } else { weight::of_part(&now.origin) };
                (left, right) = (from, to);
            }
            self.note(
                ChangeKind::Reworded,
                part,
                Some((&before.anchor, &before.origin, left)),
                Some((&now.anchor, &now.origin, right)),
                weight,
            );
        }
        marked
    }
}

/// Pairs of old and new places, found by the old and by the new.
fn both_ways(moved: &[(usize, usize)]) -> (BTreeMap<usize, usize>, BTreeMap<usize, usize>) {
    (moved.iter().copied().collect(), moved.iter().map(|(from, to)| (*to, *from)).collect())
}

fn shapes<'t, T>(parts: &'t [T], shape: impl Fn(&'t T) -> Shape<'t>) -> Vec<Shape<'t>> {
    parts.iter().map(shape).collect()
}

/// The words of several texts in a row, and how many of them are the first's.
fn in_a_row(texts: &[Vec<Inline>]) -> (Vec<Token<'_>>, usize) {
    (texts.iter().flat_map(|text| tokens(text)).collect(), texts.first().map_or(0, |text| tokens(text).len()))
}
