//! Showing turns a redline into a tree whose every word says for itself in which version it stands, so that a writer need only
//! know marks of words: what stands in one version as a whole, ends of paragraphs, former numbers and moves become words, too.

use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(feature = "pdf")]
use std::collections::BTreeSet;

use crate::model::{
    Anchor, Block, Body, Cell, ChangeKind, Former, Inline, Line, List, Mark, Origin, Part, Redline, Run, SignatureColumn, Signatures,
    Signer, Style, Tree,
};

/// Colour of words that only the new version has, as `rrggbb`; 7:1 and more on white (WCAG 2.1, 1.4.6).
pub(super) const INSERTED: &str = "14532d";
/// Colour of words that only the old version has.
pub(super) const DELETED: &str = "991b1b";

/// What a program that reads aloud says before and after words of one version.
pub(super) fn spoken(mark: Mark, swedish: bool) -> (&'static str, &'static str) {
    match (mark, swedish) {
        (Mark::Inserted, true) => ("Tillagt: ", " (slut på tillägget) "),
        (Mark::Deleted, true) => ("Borttaget: ", " (slut på det borttagna) "),
        (Mark::Inserted, false) => ("Inserted: ", " (end of insertion) "),
        (Mark::Deleted, false) => ("Deleted: ", " (end of deletion) "),
    }
}

/// The numbers, from 1, of the items of a list in the new version; `None` for an item that only the old version has.
pub(super) fn numbers(list: &List, redline: Option<&Redline>) -> Vec<Option<usize>> {
    let gone = |anchor: &Anchor| redline.is_some_and(|redline| redline.marks.get(anchor) == Some(&Mark::Deleted));
    let mut count = 0;
    let number = |anchor: &Anchor| {
        count += usize::from(!gone(anchor));
        (!gone(anchor)).then_some(count)
    };
    list.items.iter().map(|item| &item.anchor).map(number).collect()
}

/// The numbers, from 1, of the changes that are made in each part of a redline, by the part's name in the redline.
pub(super) fn changes(tree: &Tree) -> BTreeMap<Anchor, Vec<usize>> {
    let Some(redline) = &tree.redline else { return BTreeMap::new() };
    let mut out: BTreeMap<Anchor, Vec<usize>> = BTreeMap::new();
    for (at, change) in redline.changes.iter().enumerate() {
        let place = match (&change.new, &change.old) {
            // Lines of the heads have no place of their own in the text.
            _ if change.part == Part::Head => tree.title.anchor.clone(),
            (Some(new), _) => new.anchor.clone(),
            (None, Some(old)) => Anchor::former(&old.anchor),
            (None, None) => continue,
        };
        out.entry(place).or_default().push(at + 1);
    }
    out
}

/// The tree as its redline shows it; a tree that is no redline stays as it is.
pub(super) fn shown(tree: &Tree) -> Cow<'_, Tree> {
    let Some(redline) = &tree.redline else { return Cow::Borrowed(tree) };
    let shower = Shower { redline, moves: moves(redline), swedish: tree.metadata.language.starts_with("sv") };
    let mut out = tree.clone();
    out.blocks = shower.blocks(&tree.blocks, None);
    let mut level = 0;
    for block in &mut out.blocks {
        if let Body::Heading(heading) = &mut block.body {
            // Headings of the old version may stand deeper than what now stands above them allows.
            heading.level = heading.level.min(level + 1);
            level = heading.level;
        }
    }
    Cow::Owned(out)
}

/// A moved part: its section on the other side.
struct Moved {
    away: bool,
    section: String,
}

/// The moved parts by their names in the redline.
fn moves(redline: &Redline) -> BTreeMap<Anchor, Moved> {
    let mut out = BTreeMap::new();
    let pairs: BTreeMap<&Anchor, &Anchor> = redline.moved.iter().map(|(old, new)| (new, old)).collect();
    for change in redline.changes.iter().filter(|change| change.kind == ChangeKind::Moved) {
        let (Some(old), Some(new)) = (&change.old, &change.new) else { continue };
        // Within one section its name would tell nothing.
        let same = old.section.first() == new.section.first();
        let section = |section: &[String]| section.first().filter(|_| !same).cloned().unwrap_or_default();
        out.insert(new.anchor.clone(), Moved { away: false, section: section(&old.section) });
        if let Some(former) = pairs.get(&new.anchor) {
            out.insert((*former).clone(), Moved { away: true, section: section(&new.section) });
        }
    }
    out
}

struct Shower<'t> {
    redline: &'t Redline,
    moves: BTreeMap<Anchor, Moved>,
    swedish: bool,
}

impl Shower<'_> {
    /// The mark of a part: its own, or that of what it stands in.
    fn mark(&self, anchor: &Anchor, outer: Option<Mark>) -> Option<Mark> {
        outer.or(self.redline.marks.get(anchor).copied())
    }

    fn blocks(&self, blocks: &[Block], outer: Option<Mark>) -> Vec<Block> {
        let mut out = Vec::with_capacity(blocks.len());
        let mut last: Option<String> = None;
        for block in blocks {
            let note = self.moves.get(&block.anchor).map(|moved| self.note(moved));
            if let Some(text) = note.as_ref().filter(|note| last.as_ref() != Some(note)) {
                let body = Body::Paragraph { content: vec![Inline::Text(self.remark(text, &block.origin))] };
                let anchor = Anchor::of(&format!("moved:{}", block.anchor.as_str()), 0);
                out.push(Block { anchor, key: None, origin: block.origin.clone(), body });
            }
            last = note;
            out.push(self.block(block, self.mark(&block.anchor, outer)));
        }
        out
    }

    fn remark(&self, text: &str, origin: &Origin) -> Run {
        Run { text: text.to_owned(), style: Style { emphasis: true, ..Style::default() }, origin: origin.clone() }
    }

    fn note(&self, moved: &Moved) -> String {
        let section = &moved.section;
        match (moved.away, self.swedish, section.is_empty()) {
            (true, true, true) => "[Flyttat härifrån]".to_owned(),
            (true, true, false) => format!("[Flyttat härifrån till ”{section}”]"),
            (false, true, true) => "[Flyttat hit]".to_owned(),
            (false, true, false) => format!("[Flyttat hit från ”{section}”]"),
            (true, false, true) => "[Moved from here]".to_owned(),
            (true, false, false) => format!("[Moved from here to “{section}”]"),
            (false, false, true) => "[Moved here]".to_owned(),
            (false, false, false) => format!("[Moved here from “{section}”]"),
        }
    }

    fn block(&self, block: &Block, mark: Option<Mark>) -> Block {
        let mut out = block.clone();
        match &mut out.body {
            Body::Heading(heading) => {
                marked(&mut heading.content, mark);
                let former = match self.redline.former.get(&block.anchor) {
                    Some(Former::Heading { number, .. }) if *number != heading.number => number.clone(),
                    _ if mark == Some(Mark::Deleted) => heading.number.take(),
                    _ => None,
                };
                if let Some(number) = former {
                    let style = Style { mark: Some(Mark::Deleted), ..Style::default() };
                    let run = Run { text: format!("{number} "), style, origin: block.origin.clone() };
                    heading.content.insert(0, Inline::Text(run));
                }
            }
            Body::Paragraph { content } => {
                marked(content, mark);
                join(content);
                if let Some(end) = self.redline.ends.get(&block.anchor) {
                    let style = Style { mark: Some(*end), ..Style::default() };
                    content.push(Inline::Text(Run { text: "¶".to_owned(), style, origin: block.origin.clone() }));
                }
            }
            Body::List(list) => {
                for item in &mut list.items {
                    let mark = self.mark(&item.anchor, mark);
                    item.blocks = self.blocks(&item.blocks, mark);
                    self.moved_within(&item.anchor, &item.origin, item.blocks.first_mut());
                }
            }
            Body::Table(table) => {
                table.header.iter_mut().for_each(|cell| self.cell(cell, mark));
                for row in &mut table.rows {
                    let mark = self.mark(&row.anchor, mark);
                    row.cells.iter_mut().for_each(|cell| self.cell(cell, mark));
                    let first = row.cells.iter_mut().find_map(|cell| cell.blocks.first_mut());
                    self.moved_within(&row.anchor, &row.origin, first);
                }
            }
            Body::Signatures(signatures) => self.signatures(signatures, mark),
        }
        out
    }

    /// Says of an item or a row that it was moved, before its first words.
    fn moved_within(&self, anchor: &Anchor, origin: &Origin, first: Option<&mut Block>) {
        if let (Some(moved), Some(Block { body: Body::Paragraph { content }, .. })) = (self.moves.get(anchor), first) {
            let note = match (moved.away, self.swedish) {
                (true, true) => "[flyttat härifrån] ",
                (false, true) => "[flyttat hit] ",
                (true, false) => "[moved from here] ",
                (false, false) => "[moved here] ",
            };
            content.insert(0, Inline::Text(self.remark(note, origin)));
        }
    }

    fn cell(&self, cell: &mut Cell, mark: Option<Mark>) {
        cell.blocks = self.blocks(&cell.blocks, mark);
    }

    fn signatures(&self, signatures: &mut Signatures, mark: Option<Mark>) {
        signatures.place_and_date.iter_mut().for_each(|line| line_marked(line, mark));
        for column in &mut signatures.columns {
            let mark = self.mark(&column.anchor, mark);
            let SignatureColumn { party, signers, .. } = column;
            line_marked(party, mark);
            for signer in signers {
                let mark = self.mark(&signer.anchor, mark);
                let Signer { name, details, .. } = signer;
                name.iter_mut().chain(details).for_each(|line| line_marked(line, mark));
            }
        }
    }
}

fn line_marked(line: &mut Line, mark: Option<Mark>) {
    line.0.iter_mut().for_each(|run| run.style.mark = run.style.mark.or(mark));
}

fn marked(content: &mut [Inline], mark: Option<Mark>) {
    for inline in content {
        match inline {
            Inline::Text(run) => run.style.mark = run.style.mark.or(mark),
            Inline::Link { content, .. } => content.iter_mut().for_each(|run| run.style.mark = run.style.mark.or(mark)),
        }
    }
}

/// Makes one run of those beside each other that bear one mark and look alike, wherever they came from: they are said as one.
fn join(content: &mut Vec<Inline>) {
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in std::mem::take(content) {
        match (&inline, out.last_mut()) {
            (Inline::Text(run), Some(Inline::Text(last))) if run.style == last.style && run.style.mark.is_some() => {
                last.text.push_str(&run.text);
            }
            _ => out.push(inline),
        }
    }
    *content = out;
}

/// The parts, by name, in which some words stand in one version only, with the parts around them left out.
#[cfg(feature = "pdf")]
pub(super) fn touched(blocks: &[Block]) -> BTreeSet<Anchor> {
    fn any(runs: &[Run]) -> bool {
        runs.iter().any(|run| run.style.mark.is_some())
    }
    fn collect(blocks: &[Block], out: &mut BTreeSet<Anchor>) {
        for block in blocks {
            let touched = match &block.body {
                Body::Heading(heading) => heading.content.iter().any(|inline| any(inline.runs())),
                Body::Paragraph { content } => content.iter().any(|inline| any(inline.runs())),
                Body::List(list) => {
                    list.items.iter().for_each(|item| collect(&item.blocks, out));
                    false
                }
                Body::Table(table) => {
                    let mut inner = BTreeSet::new();
                    let cells = table.header.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
                    cells.for_each(|cell| collect(&cell.blocks, &mut inner));
                    !inner.is_empty()
                }
                Body::Signatures(signatures) => {
                    let lines = signatures.columns.iter().flat_map(|column| {
                        let signers = column.signers.iter().flat_map(|signer| signer.name.iter().chain(&signer.details));
                        std::iter::once(&column.party).chain(signers)
                    });
                    signatures.place_and_date.iter().chain(lines).any(|line| any(&line.0))
                }
            };
            if touched {
                out.insert(block.anchor.clone());
            }
        }
    }
    let mut out = BTreeSet::new();
    collect(blocks, &mut out);
    out
}
