//! Building turns two trees into one whose parts say in which version they stand, and notes each change on the way.

mod carried;
mod forms;
mod heads;
mod pairing;
mod parts;
mod signatures;

use std::rc::Rc;

use crate::model::{
    Anchor, Block, Body, Change, ChangeKind, Former, Heading, Inline, Line, LinkTarget, List, Mark, Origin, Part, Redline, Spot, Table,
    TitleBlock, Tree, Weight, words,
};

use super::names::{drop_dangling_links, former, rename};
use super::places::{Leads, Places};
use super::says::{part_of, printed, text_of, with_addresses};
use super::split::{Fate, fates};
use super::words::{Marked, Token, compare, compare_parted, tokens};
use super::{places, same, shape, weight};

use carried::Carried;
use pairing::{Middle, both_ways, middle};

/// The sort of paragraphs in [`shape::block`].
const PARAGRAPH: u64 = 1;

/// The redline of two trees.
pub(super) fn redline(old: &Tree, new: &Tree) -> Tree {
    let mut builder =
        Builder { trees: (old, new), places: Places::between(old, new), redline: Redline::default(), place: Place::default() };
    builder.orientation(old, new);
    builder.heads(old, new);
    let at = (Part::Title, &old.title.anchor, &new.title.anchor);
    let document_type = builder.line(&old.title.document_type, &new.title.document_type, at);
    let title = TitleBlock { anchor: new.title.anchor.clone(), document_type, title: builder.line(&old.title.title, &new.title.title, at) };
    let sections = (sections(&old.blocks), sections(&new.blocks));
    let blocks = builder.blocks(&old.blocks, &new.blocks, Some(&sections));
    let redline = builder.redline;
    let (metadata, head) = (new.metadata.clone(), new.head.clone());
    let mut tree = Tree { metadata, orientation: new.orientation, head, title, blocks, redline: None };
    drop_dangling_links(&mut tree);
    tree.redline = Some(Box::new(redline));
    tree
}

/// The headings above each block, outermost first, as printed; a heading's own among them.
fn sections(blocks: &[Block]) -> Vec<Path> {
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut out = Vec::with_capacity(blocks.len());
    let mut now = Path::default();
    for block in blocks {
        if let Body::Heading(heading) = &block.body {
            path.retain(|(level, _)| *level < heading.level);
            path.push((heading.level, printed(heading)));
            now = path.iter().map(|(_, text)| text.clone()).collect();
        }
        out.push(Path::clone(&now));
    }
    out
}

/// Headings, outermost first.
type Path = Rc<[String]>;

/// Where in both documents the builder is.
#[derive(Debug, Clone, Default)]
struct Place {
    old: Path,
    new: Path,
    /// What the parts belong to within their sections, in the old and the new version.
    within: (Option<String>, Option<String>),
    /// What a paragraph is part of, where it is more than a paragraph: an item, a cell.
    holder: Option<Part>,
}

/// Headings above the blocks of both versions.
type Sections = (Vec<Path>, Vec<Path>);

struct Builder<'t> {
    trees: (&'t Tree, &'t Tree),
    places: Places<'t>,
    redline: Redline,
    place: Place,
}

impl Builder<'_> {
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
        self.redline.changes.push(Change { kind, part, weight, confirmed: None, old, new });
    }

    /// A line that stands in both versions, and may be empty in either.
    fn line(&mut self, old: &Line, new: &Line, (part, old_anchor, new_anchor): (Part, &Anchor, &Anchor)) -> Line {
        if same::line(old, new) {
            return new.clone();
        }
        let inlines = |line: &Line| line.0.iter().cloned().map(Inline::Text).collect::<Vec<_>>();
        let marked = compare(&inlines(old), &inlines(new), &self.places);
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
        let Middle { head, tail, olds, news, aligned } = middle(old, new, |old, new| same::block(old, new, &self.places), shape::block);
        let (to, from) = both_ways(&aligned.moved);
        let mut out = Vec::with_capacity(new.len().max(old.len()));
        out.extend(new.iter().take(head).cloned());
        self.arrive(sections, head.checked_sub(1), head.checked_sub(1));
        let (old, new) = (&old[head..old.len() - tail], &new[head..]);
        let carried = if sections.is_some() { carried::carried(old, new, &from) } else { Carried::default() };
        for fate in fates(&aligned.steps, &olds, &news, PARAGRAPH, &aligned.moved) {
            let (a, b) = match fate {
                Fate::Both(a, b) | Fate::Split(a, b) | Fate::Joined(a, b) => (Some(a), Some(b)),
                Fate::Old(a) => (Some(a), None),
                Fate::New(b) => (None, Some(b)),
            };
            self.arrive(sections, a.map(|a| head + a), b.map(|b| head + b));
            match fate {
                Fate::Both(a, b) => out.push(self.pair(&old[a], &new[b])),
                Fate::Old(a) => out.push(self.deleted(&old[a], to.get(&a).map(|to| &new[*to]))),
                Fate::New(b) if carried.parts.contains(&b) => {
                    self.redline.marks.insert(new[b].anchor.clone(), Mark::Inserted);
                    out.push(new[b].clone());
                }
                Fate::New(b) => {
                    let from = from.get(&b);
                    let old_section = from.and_then(|a| sections.and_then(|(old, _)| old.get(head + *a))).cloned();
                    let part = if carried.headings.contains(&b) { Part::Section } else { part_of(&new[b]) };
                    self.inserted(&new[b], part, from.map(|a| (&old[*a], old_section)));
                    out.push(new[b].clone());
                }
                Fate::Split(a, b) => self.parted(Mark::Inserted, &[&old[a]], &[&new[b], &new[b + 1]], &mut out),
                Fate::Joined(a, b) => self.parted(Mark::Deleted, &[&old[a], &old[a + 1]], &[&new[b]], &mut out),
            }
        }
        out.extend(new.iter().skip(news.len()).cloned());
        out
    }

    /// Takes note of the sections of the blocks that come next. On a side without a block it stays where it was.
    fn arrive(&mut self, sections: Option<&Sections>, old: Option<usize>, new: Option<usize>) {
        let Some((olds, news)) = sections else { return };
        if let Some(path) = old.and_then(|at| olds.get(at)) {
            self.place.old = Path::clone(path);
        }
        if let Some(path) = new.and_then(|at| news.get(at)) {
            self.place.new = Path::clone(path);
        }
    }

    fn deleted(&mut self, block: &Block, moved_to: Option<&Block>) -> Block {
        let mut renamed = block.clone();
        rename(&mut renamed, &self.places);
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

    fn inserted(&mut self, block: &Block, part: Part, moved_from: Option<(&Block, Option<Path>)>) {
        self.redline.marks.insert(block.anchor.clone(), Mark::Inserted);
        let now = (&block.anchor, &block.origin, text_of(block));
        match moved_from {
            None => self.note(ChangeKind::Inserted, part, None, Some(now), weight::of_part(&block.origin)),
            Some((former, section)) => {
                let section = section.unwrap_or_else(|| Path::clone(&self.place.old));
                let outer = std::mem::replace(&mut self.place.old, section);
                let before = text_of(former);
                let reworded = !carried::as_it_was(former, block);
                let weight = if reworded { weight::of_words(&before, &now.2, &block.origin).max(Weight::Moved) } else { Weight::Moved };
                self.note(ChangeKind::Moved, part, Some((&former.anchor, &former.origin, before)), Some(now), weight);
                self.place.old = outer;
            }
        }
    }

    /// A paragraph that was split, or two that were joined.
    fn parted(&mut self, parted: Mark, old: &[&Block], new: &[&Block], out: &mut Vec<Block>) {
        let content = |block: &Block| if let Body::Paragraph { content } = &block.body { content.clone() } else { Vec::new() };
        let (olds, news): (Vec<_>, Vec<_>) =
            (old.iter().map(|block| content(block)).collect(), new.iter().map(|block| content(block)).collect());
        let ((left, first_old), (right, first_new)) =
            (in_a_row(&olds, |target| self.places.of_old(target)), in_a_row(&news, |target| self.places.of_new(target)));
        let first = if parted == Mark::Inserted { first_new } else { first_old };
        let (one, two) = compare_parted((&left, &right), first, parted);
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
        out.push(rebuilt(head_new, Body::Paragraph { content: one.inlines }));
        out.push(Block { anchor: second_anchor, key: None, origin: second_origin, body: Body::Paragraph { content: two.inlines } });
    }

    /// A block that stands in both versions.
    fn pair(&mut self, old: &Block, new: &Block) -> Block {
        if same::block(old, new, &self.places) {
            return new.clone();
        }
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
                Body::Heading(Heading { level: now.level, number: now.number.clone(), content: marked.inlines })
            }
            (Body::List(before), Body::List(now)) => {
                if before.marker != now.marker {
                    self.redline.former.insert(new.anchor.clone(), Former::List { marker: before.marker });
                    self.reformed(Part::List, (old, text_of(old)), (new, text_of(new)));
                }
                Body::List(List { marker: now.marker, items: self.items(&before.items, &now.items) })
            }
            (Body::Table(before), Body::Table(now)) => {
                if !same::form(before, now) {
                    self.table_of_another_form((old, before), (new, now));
                }
                let header = before.header.iter().zip(&now.header).map(|(before, now)| self.cell(before, now)).collect();
                let rows = self.rows(&before.rows, &now.rows);
                Body::Table(Table { columns: now.columns.clone(), header, row_headers: now.row_headers, rows })
            }
            (Body::Signatures(before), Body::Signatures(now)) => Body::Signatures(self.signatures(before, now, (old, new))),
            // Alignment pairs no blocks of different sorts.
            _ => new.body.clone(),
        };
        rebuilt(new, body)
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

    /// Both texts with where their links lead. Sections and references are told of where they are others only.
    fn with_addresses(&self, old: &[Inline], new: &[Inline]) -> (String, String) {
        let targets = |content: &[Inline], side: fn(&Places<'_>, &LinkTarget) -> LinkTarget| {
            let links = content.iter().filter_map(|inline| if let Inline::Link { target, .. } = inline { Some(target) } else { None });
            links.map(|target| side(&self.places, target)).collect::<Vec<_>>()
        };
        let others = targets(old, |places, target| places.of_old(target).target()) != targets(new, |_, target| target.clone());
        let said = |content: &[Inline], tree: &Tree| {
            with_addresses(content, |anchor| if others { places::printed(&tree.blocks, anchor) } else { None })
        };
        (said(old, self.trees.0), said(new, self.trees.1))
    }

    fn text(&mut self, old: &[Inline], new: &[Inline], part: Part, (before, now): (&Block, &Block)) -> Marked {
        let marked = compare(old, new, &self.places);
        if marked.words > 0 {
            let (mut left, mut right) = (words(old), words(new));
            let mut weight = weight::of_words(&left, &right, &now.origin);
            if left == right {
                // Only looks differ, or where links lead; where a link leads is something that the text says.
                let (from, to) = self.with_addresses(old, new);
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

/// A block of other contents.
fn rebuilt(block: &Block, body: Body) -> Block {
    Block { anchor: block.anchor.clone(), key: block.key.clone(), origin: block.origin.clone(), body }
}

/// The words of several texts in a row, and how many of them are the first's.
fn in_a_row<'t>(texts: &'t [Vec<Inline>], leads: impl Fn(&'t LinkTarget) -> Leads<'t>) -> (Vec<Token<'t>>, usize) {
    let each: Vec<_> = texts.iter().map(|text| tokens(text, &leads)).collect();
    let first = each.first().map_or(0, Vec::len);
    (each.into_iter().flatten().collect(), first)
}
