//! Tracking turns a redline into one that Word can track: what would need a paragraph of two styles, or a cell that moves,
//! is said by deleting the old and inserting the new.
//!
//! Word tracks words, ends of paragraphs and rows of tables. An end that is taken back joins its paragraph with the next,
//! and programs differ on which of the two gives the style; so only paragraphs of one style are split or joined.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::{
    Anchor, Block, Body, Heading, Inline, Item, Line, LinkTarget, List, Mark, Moment, Redline, Run, SignatureColumn, Signatures, Signer,
    Style, Tree,
};

/// Who made the changes of a redline, and when: what Word shows beside each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    /// A person, or the program where nobody is known. One line, not empty.
    pub author: String,
    /// The moment of the changes.
    pub time: Moment,
}

/// Who made which changes of a redline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bylines {
    /// Who stands beside the changes that nobody else is named for.
    pub last: Byline,
    /// Who stands beside the changes in a part, by its name in the redline.
    pub parts: BTreeMap<Anchor, Byline>,
}

impl Byline {
    /// A byline of the program itself, at midnight UTC of a day; `None` when the day is not of the form `2021-03-15`.
    pub fn of_day(day: &str) -> Option<Self> {
        Some(Self { author: "Kansli".into(), time: Moment::parse(&format!("{day}T00:00:00Z"))? })
    }
}

/// The mark that is taken back when this one is accepted.
fn opposite(mark: Mark) -> Mark {
    match mark {
        Mark::Inserted => Mark::Deleted,
        Mark::Deleted => Mark::Inserted,
    }
}

/// The tree as Word can track it. Accepting and rejecting its marks gives what they gave before.
pub(super) fn trackable(tree: &Tree) -> Cow<'_, Tree> {
    let Some(redline) = &tree.redline else { return Cow::Borrowed(tree) };
    let mut tree = tree.clone();
    let mut tracking = Tracking { redline: (**redline).clone() };
    tracking.blocks(&mut tree.blocks);
    let moved = tracking.redline.moved.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
    relink(&mut tree.blocks, &tracking.redline, &moved, false);
    tree.redline = Some(Box::new(tracking.redline));
    Cow::Owned(tree)
}

struct Tracking {
    redline: Redline,
}

impl Tracking {
    fn mark(&self, anchor: &Anchor) -> Option<Mark> {
        self.redline.marks.get(anchor).copied()
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.body {
                _ if self.mark(&block.anchor).is_some() => {}
                Body::List(list) => self.list(list),
                Body::Table(table) => {
                    let unmarked = table.rows.iter_mut().filter(|row| !self.redline.marks.contains_key(&row.anchor));
                    let cells: Vec<_> = table.header.iter_mut().chain(unmarked.flat_map(|row| &mut row.cells)).collect();
                    cells.into_iter().for_each(|cell| self.blocks(&mut cell.blocks));
                }
                Body::Heading(_) | Body::Paragraph { .. } | Body::Signatures(_) => {}
            }
        }
    }

    fn list(&mut self, list: &mut List) {
        for item in &mut list.items {
            if self.mark(&item.anchor).is_none() {
                self.item(item);
                self.blocks(&mut item.blocks);
            }
        }
    }

    /// An item's first paragraph bears the number or bullet. One that is first in either version only, or was split or
    /// joined as the first, would need two styles.
    fn item(&mut self, item: &mut Item) {
        let first = |tracking: &Self, without: Mark| item.blocks.iter().position(|block| tracking.mark(&block.anchor) != Some(without));
        let (old, new) = (first(self, Mark::Inserted), first(self, Mark::Deleted));
        let mut out: Vec<Block> = Vec::with_capacity(item.blocks.len());
        let mut blocks = std::mem::take(&mut item.blocks).into_iter().enumerate().peekable();
        while let Some((at, mut block)) = blocks.next() {
            let (was, is) = (old == Some(at), new == Some(at));
            if !(was || is) || !matches!(block.body, Body::Paragraph { .. }) || self.mark(&block.anchor).is_some() {
                out.push(block);
                continue;
            }
            let parted = self.redline.ends.remove(&block.anchor);
            let second = parted.and_then(|parted| Some((parted, blocks.next()?.1))).map(|(parted, second)| {
                self.take_over(&mut block, &second, parted);
                self.redline.marks.insert(second.anchor.clone(), parted);
                Block { body: of_version(&second.body, opposite(parted)), ..second }
            });
            if was == is {
                out.push(block);
            } else {
                self.cleave(block, &mut out);
            }
            out.extend(second);
        }
        item.blocks = out;
    }

    /// Lets a paragraph hold also what the other version says in it: the words of the second half, in the version that
    /// knows no second half.
    fn take_over(&self, block: &mut Block, second: &Block, parted: Mark) {
        let (Body::Paragraph { content }, Body::Paragraph { content: rest }) = (&mut block.body, &second.body) else { return };
        let mut rest = inlines(rest, parted);
        rest.iter_mut().for_each(|inline| mark_all(inline, opposite(parted)));
        content.append(&mut rest);
    }

    /// A paragraph of both versions becomes one of the old and one of the new.
    fn cleave(&mut self, block: Block, out: &mut Vec<Block>) {
        let old =
            Block { anchor: copied(&block.anchor), key: None, origin: block.origin.clone(), body: of_version(&block.body, Mark::Inserted) };
        let new = Block { body: of_version(&block.body, Mark::Deleted), ..block };
        for (mark, block) in [(Mark::Deleted, old), (Mark::Inserted, new)] {
            self.redline.marks.insert(block.anchor.clone(), mark);
            out.push(block);
        }
    }
}

/// Lets deleted links to a part that was moved lead to its old place, where it is when the changes are rejected.
fn relink(blocks: &mut [Block], redline: &Redline, moved: &BTreeMap<Anchor, Anchor>, deleted: bool) {
    if moved.is_empty() {
        return;
    }
    let gone = |anchor: &Anchor, deleted: bool| deleted || redline.marks.get(anchor) == Some(&Mark::Deleted);
    for block in blocks {
        let deleted = gone(&block.anchor, deleted);
        match &mut block.body {
            Body::Heading(Heading { content, .. }) | Body::Paragraph { content } => relink_text(content, moved, deleted),
            Body::List(list) => {
                list.items.iter_mut().for_each(|item| relink(&mut item.blocks, redline, moved, gone(&item.anchor, deleted)));
            }
            Body::Table(table) => {
                table.header.iter_mut().for_each(|cell| relink(&mut cell.blocks, redline, moved, deleted));
                for row in &mut table.rows {
                    let deleted = gone(&row.anchor, deleted);
                    row.cells.iter_mut().for_each(|cell| relink(&mut cell.blocks, redline, moved, deleted));
                }
            }
            Body::Signatures(_) => {}
        }
    }
}

fn relink_text(content: &mut [Inline], moved: &BTreeMap<Anchor, Anchor>, deleted: bool) {
    for inline in content {
        if let Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), content } = inline
            && let Some(old) = moved.get(anchor)
            && (deleted || content.iter().all(|run| run.style.mark == Some(Mark::Deleted)))
        {
            *anchor = old.clone();
        }
    }
}

/// The name of a part that stands twice in the file.
fn copied(anchor: &Anchor) -> Anchor {
    Anchor::of(&format!("tracked:{}", anchor.as_str()), 0)
}

fn mark_all(inline: &mut Inline, mark: Mark) {
    match inline {
        Inline::Text(run) => run.style.mark = Some(mark),
        Inline::Link { content, .. } => content.iter_mut().for_each(|run| run.style.mark = Some(mark)),
    }
}

/// A paragraph without the words that bear a mark.
fn of_version(body: &Body, without: Mark) -> Body {
    match body {
        Body::Paragraph { content } => Body::Paragraph { content: inlines(content, without) },
        other => other.clone(),
    }
}

/// Text without the words that bear a mark; those left bear none.
fn inlines(content: &[Inline], without: Mark) -> Vec<Inline> {
    let text = |inline: &Inline| match inline {
        Inline::Text(run) => runs(std::slice::from_ref(run), without).pop().map(Inline::Text),
        Inline::Link { target, content } => {
            let content = runs(content, without);
            (!content.is_empty()).then(|| Inline::Link { target: target.clone(), content })
        }
    };
    content.iter().filter_map(text).collect()
}

fn runs(runs: &[Run], without: Mark) -> Vec<Run> {
    let stay = runs.iter().filter(|run| run.style.mark != Some(without));
    stay.map(|run| Run { style: Style { mark: None, ..run.style }, ..run.clone() }).collect()
}

/// A row of the signature block: the version that alone has it, and its parties.
type SignatureRow<'t> = (Option<Mark>, Vec<Cow<'t, SignatureColumn>>);

/// The rows of the signature blocks of a tree, by the names of the blocks.
pub(super) type SignatureRows<'t> = BTreeMap<&'t Anchor, Vec<SignatureRow<'t>>>;

/// Columns of a signature block, side by side.
const SIDE_BY_SIDE: usize = 2;

/// The rows of all signature blocks.
pub(super) fn rows_of_signatures(tree: &Tree) -> SignatureRows<'_> {
    let redline = tree.redline.as_deref();
    let of_block = |block: &'_ Block| redline.filter(|redline| !redline.marks.contains_key(&block.anchor));
    let blocks = tree.blocks.iter().filter_map(|block| match &block.body {
        Body::Signatures(signatures) => Some((&block.anchor, signature_rows(signatures, of_block(block), SIDE_BY_SIDE))),
        _ => None,
    });
    blocks.collect()
}

/// Parties set so many in a row. A row of the same parties in both versions is one row; else the old row goes and the new
/// one comes, since Word can't move a cell from one row to the next.
fn signature_rows<'t>(signatures: &'t Signatures, redline: Option<&Redline>, beside: usize) -> Vec<SignatureRow<'t>> {
    let columns = &signatures.columns;
    let mark = |at: usize| columns.get(at).and_then(|column| redline?.marks.get(&column.anchor).copied());
    let rows = |without: Mark| -> Vec<Vec<usize>> {
        let stay: Vec<usize> = (0..columns.len()).filter(|at| mark(*at) != Some(without)).collect();
        stay.chunks(beside.max(1)).map(<[usize]>::to_vec).collect()
    };
    let (old, new) = (rows(Mark::Inserted), rows(Mark::Deleted));
    let mut out = Vec::new();
    let mut olds = old.iter().peekable();
    for row in &new {
        while let Some(gone) = olds.next_if(|gone| !new.contains(gone)) {
            out.push((Some(Mark::Deleted), gone));
        }
        let both = olds.next_if(|kept| *kept == row).is_some();
        out.push(((!both).then_some(Mark::Inserted), row));
    }
    out.extend(olds.map(|row| (Some(Mark::Deleted), row)));
    out.into_iter()
        .map(|(row_mark, row)| {
            let column = |at: &usize| columns.get(*at).map(|column| of_row(column, row_mark, mark(*at), redline));
            (row_mark, row.iter().filter_map(column).collect())
        })
        .collect()
}

/// A party's column in a row that one version alone has: what that version says.
fn of_row<'t>(column: &'t SignatureColumn, row: Option<Mark>, own: Option<Mark>, redline: Option<&Redline>) -> Cow<'t, SignatureColumn> {
    let Some(row) = row else { return Cow::Borrowed(column) };
    if own.is_some() {
        return Cow::Borrowed(column);
    }
    let without = opposite(row);
    let line = |line: &Line| Line(runs(&line.0, without));
    let filled = |line: &Line| !line.0.is_empty();
    // Both rows stand in the file: the old one bears other names.
    let name = |anchor: &Anchor| if row == Mark::Deleted { copied(anchor) } else { anchor.clone() };
    let stays = |signer: &&Signer| redline.and_then(|redline| redline.marks.get(&signer.anchor)) != Some(&without);
    let signer = |signer: &Signer| Signer {
        anchor: name(&signer.anchor),
        origin: signer.origin.clone(),
        name: signer.name.as_ref().map(line).filter(filled),
        details: signer.details.iter().map(line).filter(filled).collect(),
    };
    Cow::Owned(SignatureColumn {
        anchor: name(&column.anchor),
        key: None,
        origin: column.origin.clone(),
        party: line(&column.party),
        signers: column.signers.iter().filter(stays).map(signer).collect(),
    })
}
