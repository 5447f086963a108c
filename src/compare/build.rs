//! Building turns two trees into one whose parts say in which version they stand, and notes each change on the way.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Anchor, Block, Body, Cell, Change, ChangeKind, Former, Heading, Inline, Item, Line, LinkTarget, List, Mark, Origin, Part, Redline, Row,
    SignatureColumn, Signatures, Signer, Spot, Table, Tree, Weight, words,
};

use super::align::{Aligned, Shape, align};
use super::resolve::same_heads;
use super::script::Step;
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

fn printed(heading: &Heading) -> String {
    match &heading.number {
        Some(number) => format!("{number} {}", words(&heading.content)),
        None => words(&heading.content),
    }
}

/// The name that a part of the old version bears in the redline, where the new version may use its own.
fn former(anchor: &Anchor) -> Anchor {
    Anchor::of(&format!("former:{}", anchor.as_str()), 0)
}

/// Where links of the old version lead to in the redline: to the part of the same key, else to the old part itself.
fn links(old: &Tree, new: &Tree) -> BTreeMap<Anchor, Anchor> {
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
fn drop_dangling_links(tree: &mut Tree) {
    let mut there = BTreeSet::new();
    super::resolve::anchors(&tree.blocks, &mut there);
    super::resolve::each_text(&mut tree.blocks, &mut |content| {
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

/// Where in both documents the builder is.
#[derive(Debug, Clone, Default)]
struct Place {
    old: Vec<String>,
    new: Vec<String>,
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
        let spot = |section: &[String], (anchor, origin, text): (&Anchor, &Origin, String)| Spot {
            section: section.to_vec(),
            anchor: anchor.clone(),
            origin: origin.clone(),
            text,
        };
        let (old, new) = (old.map(|side| spot(&self.place.old, side)), new.map(|side| spot(&self.place.new, side)));
        self.redline.changes.push(Change { kind, part, weight, old, new });
    }

    fn heads(&mut self, old: &Tree, new: &Tree) {
        if same_heads(&old.head, &new.head) {
            return;
        }
        self.redline.former_head = Some(old.head.clone());
        let lines = |tree: &Tree| -> Vec<Line> {
            let head = &tree.head;
            head.parties.iter().chain(&head.facts).chain(std::iter::once(&head.short_title)).cloned().collect()
        };
        let (olds, news) = (lines(old), lines(new));
        for step in lines_aligned(&olds, &news).steps {
            let side = |lines: &[Line], at: usize, anchor: &Anchor| {
                let line = lines.get(at)?;
                Some((anchor.clone(), line.0.first()?.origin.clone(), line.text()))
            };
            let (left, right) = match step {
                Step::Both(a, b) => (side(&olds, a, &old.title.anchor), side(&news, b, &new.title.anchor)),
                Step::Old(a) => (side(&olds, a, &old.title.anchor), None),
                Step::New(b) => (None, side(&news, b, &new.title.anchor)),
            };
            let kind = match (&left, &right) {
                (Some(left), Some(right)) if plain(&left.2) == plain(&right.2) => continue,
                (Some(_), Some(_)) => ChangeKind::Reworded,
                (Some(_), None) => ChangeKind::Deleted,
                (None, Some(_)) => ChangeKind::Inserted,
                (None, None) => continue,
            };
            let by_reference = |side: &Option<(Anchor, Origin, String)>| side.clone();
            let (left, right) = (by_reference(&left), by_reference(&right));
            self.note(
                kind,
                Part::Head,
                left.as_ref().map(|(anchor, origin, text)| (anchor, origin, text.clone())),
                right.as_ref().map(|(anchor, origin, text)| (anchor, origin, text.clone())),
                Weight::Administrative,
            );
        }
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
                Fate::Old(a) => out.push(self.deleted(&old[a], moved.iter().find(|(from, _)| *from == a).map(|(_, to)| &new[*to]))),
                Fate::New(b) => {
                    let from = moved.iter().find(|(_, to)| *to == b);
                    let old_section = from.and_then(|(a, _)| sections.and_then(|(old, _)| old.get(*a))).cloned();
                    self.inserted(&new[b], from.map(|(a, _)| (&old[*a], old_section)));
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
            let (left, right) = (words(old), words(new));
            let weight = if left == right { Weight::Form } else { weight::of_words(&left, &right, &now.origin) };
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

    fn items(&mut self, old: &[Item], new: &[Item]) -> Vec<Item> {
        let (olds, news) = (shapes(old, shape::item), shapes(new, shape::item));
        let Aligned { steps, moved } = align(&olds, &news);
        let text = |item: &Item| texts(&item.blocks);
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Both(a, b) => {
                    let blocks = self.blocks(&old[a].blocks, &new[b].blocks, None);
                    out.push(Item { blocks, ..new[b].clone() });
                }
                Step::Old(a) => {
                    let now = moved.iter().find(|(from, _)| *from == a).map(|(_, to)| &new[*to].anchor);
                    let mut item = old[a].clone();
                    let sides = (&old[a].anchor, &old[a].origin, text(&old[a]));
                    rename_item(&mut item, &self.links);
                    self.gone(&item.anchor, now, Part::Item, sides);
                    out.push(item);
                }
                Step::New(b) => {
                    let from = moved.iter().find(|(_, to)| *to == b).map(|(from, _)| &old[*from]);
                    let before = from.map(|item| (&item.anchor, &item.origin, text(item)));
                    self.came(Part::Item, before, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    fn rows(&mut self, old: &[Row], new: &[Row]) -> Vec<Row> {
        let (olds, news) = (shapes(old, shape::row), shapes(new, shape::row));
        let Aligned { steps, moved } = align(&olds, &news);
        let text =
            |row: &Row| row.cells.iter().map(|cell| texts(&cell.blocks)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ");
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Both(a, b) => {
                    let cells = old[a].cells.iter().zip(&new[b].cells).map(|(before, now)| self.cell(before, now)).collect();
                    out.push(Row { cells, ..new[b].clone() });
                }
                Step::Old(a) => {
                    let now = moved.iter().find(|(from, _)| *from == a).map(|(_, to)| &new[*to].anchor);
                    let mut row = old[a].clone();
                    let sides = (&old[a].anchor, &old[a].origin, text(&old[a]));
                    row.anchor = former(&row.anchor);
                    row.cells.iter_mut().for_each(|cell| rename_cell(cell, &self.links));
                    self.gone(&row.anchor, now, Part::Row, sides);
                    out.push(row);
                }
                Step::New(b) => {
                    let from = moved.iter().find(|(_, to)| *to == b).map(|(from, _)| &old[*from]);
                    let before = from.map(|row| (&row.anchor, &row.origin, text(row)));
                    self.came(Part::Row, before, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    /// Notes that an item or a row of the old version stands here no more.
    fn gone(&mut self, renamed: &Anchor, moved_to: Option<&Anchor>, part: Part, old: (&Anchor, &Origin, String)) {
        self.redline.marks.insert(renamed.clone(), Mark::Deleted);
        match moved_to {
            Some(now) => self.redline.moved.push((renamed.clone(), now.clone())),
            None => {
                let weight = weight::of_part(old.1);
                self.note(ChangeKind::Deleted, part, Some(old), None, weight);
            }
        }
    }

    /// Notes that an item or a row stands here first in the new version.
    fn came(&mut self, part: Part, moved_from: Option<(&Anchor, &Origin, String)>, new: (&Anchor, &Origin, String)) {
        self.redline.marks.insert(new.0.clone(), Mark::Inserted);
        let (kind, weight) = match &moved_from {
            None => (ChangeKind::Inserted, weight::of_part(new.1)),
            Some((.., before)) if plain(before) != plain(&new.2) => {
                (ChangeKind::Moved, weight::of_words(before, &new.2, new.1).max(Weight::Moved))
            }
            Some(_) => (ChangeKind::Moved, Weight::Moved),
        };
        self.note(kind, part, moved_from, Some(new), weight);
    }

    fn cell(&mut self, old: &Cell, new: &Cell) -> Cell {
        // A cell of one paragraph is one place, whatever it says.
        let blocks = match (&old.blocks[..], &new.blocks[..]) {
            ([before], [now]) if part_of(before) == Part::Paragraph && part_of(now) == Part::Paragraph => vec![self.pair(before, now)],
            (before, now) => self.blocks(before, now, None),
        };
        Cell { blocks, ..new.clone() }
    }

    fn signatures(&mut self, old: &Signatures, new: &Signatures, (before, now): (&Block, &Block)) -> Signatures {
        let at = (Part::Signatures, &before.anchor, &now.anchor);
        let place_and_date = self.optional_line(old.place_and_date.as_ref(), new.place_and_date.as_ref(), at);
        let (olds, news) = (shapes(&old.columns, shape::column), shapes(&new.columns, shape::column));
        let mut columns = Vec::new();
        for step in align(&olds, &news).steps {
            match step {
                Step::Both(a, b) => {
                    let (left, right) = (&old.columns[a], &new.columns[b]);
                    let party = self.line(&left.party, &right.party, (Part::Signatures, &left.anchor, &right.anchor));
                    let signers = self.signers(&left.signers, &right.signers);
                    columns.push(SignatureColumn { party, signers, ..right.clone() });
                }
                Step::Old(a) => {
                    let left = &old.columns[a];
                    let mut column = left.clone();
                    column.anchor = former(&left.anchor);
                    column.signers.iter_mut().for_each(|signer| signer.anchor = former(&signer.anchor));
                    self.gone(&column.anchor, None, Part::Signatures, (&left.anchor, &left.origin, left.party.text()));
                    columns.push(column);
                }
                Step::New(b) => {
                    let right = &new.columns[b];
                    self.came(Part::Signatures, None, (&right.anchor, &right.origin, right.party.text()));
                    columns.push(right.clone());
                }
            }
        }
        Signatures { place_and_date, columns }
    }

    fn signers(&mut self, old: &[Signer], new: &[Signer]) -> Vec<Signer> {
        let text = |signer: &Signer| signer.name.iter().chain(&signer.details).map(Line::text).collect::<Vec<_>>().join(", ");
        // One signer on either side is the same place to sign, whoever holds it.
        let steps = if old.len() == 1 && new.len() == 1 {
            vec![Step::Both(0, 0)]
        } else {
            align(&shapes(old, shape::signer), &shapes(new, shape::signer)).steps
        };
        let mut out = Vec::new();
        for step in steps {
            match step {
                Step::Both(a, b) => out.push(self.signer(&old[a], &new[b])),
                Step::Old(a) => {
                    let signer = Signer { anchor: former(&old[a].anchor), ..old[a].clone() };
                    self.gone(&signer.anchor, None, Part::Signatures, (&old[a].anchor, &old[a].origin, text(&old[a])));
                    out.push(signer);
                }
                Step::New(b) => {
                    self.came(Part::Signatures, None, (&new[b].anchor, &new[b].origin, text(&new[b])));
                    out.push(new[b].clone());
                }
            }
        }
        out
    }

    fn signer(&mut self, old: &Signer, new: &Signer) -> Signer {
        let at = (Part::Signatures, &old.anchor, &new.anchor);
        let name = self.optional_line(old.name.as_ref(), new.name.as_ref(), at);
        let none = Line(Vec::new());
        let mut details = Vec::new();
        for step in lines_aligned(&old.details, &new.details).steps {
            details.push(match step {
                Step::Both(a, b) => self.line(&old.details[a], &new.details[b], at),
                Step::Old(a) => self.line(&old.details[a], &none, at),
                Step::New(b) => self.line(&none, &new.details[b], at),
            });
        }
        Signer { name, details, ..new.clone() }
    }
}

fn shapes<'t, T>(parts: &'t [T], shape: impl Fn(&'t T) -> Shape<'t>) -> Vec<Shape<'t>> {
    parts.iter().map(shape).collect()
}

fn lines_aligned(old: &[Line], new: &[Line]) -> Aligned {
    fn line(line: &Line) -> Shape<'_> {
        Shape::new(0, None, false, line.0.iter().flat_map(|run| run.text.split_whitespace()).collect())
    }
    align(&shapes(old, line), &shapes(new, line))
}

/// The words of several texts in a row, and how many of them are the first's.
fn in_a_row(texts: &[Vec<Inline>]) -> (Vec<Token<'_>>, usize) {
    (texts.iter().flat_map(|text| tokens(text)).collect(), texts.first().map_or(0, |text| tokens(text).len()))
}

/// A text without white space that does not matter.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn part_of(block: &Block) -> Part {
    match &block.body {
        Body::Heading(_) => Part::Heading,
        Body::Paragraph { .. } => Part::Paragraph,
        Body::List(_) => Part::List,
        Body::Table(_) => Part::Table,
        Body::Signatures(_) => Part::Signatures,
    }
}

fn text_of(block: &Block) -> String {
    match &block.body {
        Body::Heading(heading) => printed(heading),
        _ => texts(std::slice::from_ref(block)),
    }
}

/// What blocks say, parts divided by " · ".
fn texts(blocks: &[Block]) -> String {
    let mut out: Vec<String> = Vec::new();
    for block in blocks {
        match &block.body {
            Body::Heading(heading) => out.push(printed(heading)),
            Body::Paragraph { content } => out.push(words(content)),
            Body::List(list) => out.extend(list.items.iter().map(|item| texts(&item.blocks))),
            Body::Table(table) => {
                let rows = std::iter::once(&table.header).chain(table.rows.iter().map(|row| &row.cells)).filter(|cells| !cells.is_empty());
                out.extend(rows.map(|cells| cells.iter().map(|cell| texts(&cell.blocks)).collect::<Vec<_>>().join(" | ")));
            }
            Body::Signatures(signatures) => {
                for column in &signatures.columns {
                    let signers = column.signers.iter().flat_map(|signer| signer.name.iter().chain(&signer.details));
                    out.push(std::iter::once(&column.party).chain(signers).map(Line::text).collect::<Vec<_>>().join(", "));
                }
            }
        }
    }
    out.join(" · ")
}

/// Gives a part of the old version names of its own, and its links their places in the redline.
fn rename(block: &mut Block, links: &BTreeMap<Anchor, Anchor>) {
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

fn rename_item(item: &mut Item, links: &BTreeMap<Anchor, Anchor>) {
    item.anchor = former(&item.anchor);
    item.blocks.iter_mut().for_each(|block| rename(block, links));
}

fn rename_cell(cell: &mut Cell, links: &BTreeMap<Anchor, Anchor>) {
    cell.anchor = former(&cell.anchor);
    cell.blocks.iter_mut().for_each(|block| rename(block, links));
}

fn relink(content: &mut [Inline], links: &BTreeMap<Anchor, Anchor>) {
    for inline in content {
        if let Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. } = inline {
            *anchor = links.get(anchor).cloned().unwrap_or_else(|| former(anchor));
        }
    }
}
