//! Flattening turns a Tree into the list of units that every output must contain, in reading order.

use crate::model::{Anchor, Block, Body, Cell, Inline, Line, LinkTarget, List, ListMarker, Origin, RowRole, Run, Signatures, Table, Tree};

use super::found::{Heads, Place};
use super::normal::{Look, Rich};

/// What stands before an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// One of the theme's bullets.
    Bullet,
    /// These characters.
    Exact(String),
}

/// What a unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role<'t> {
    DocumentType,
    Title,
    Heading {
        level: u8,
        number: Option<&'t str>,
    },
    Paragraph,
    /// The first paragraph of an item; depth from 1.
    Item {
        depth: usize,
        label: Label,
    },
    /// A further paragraph of an item.
    Continuation {
        depth: usize,
    },
    /// A paragraph of a cell, or nothing in an empty one.
    Cell,
    Place,
    Party,
    /// The signer's printed name.
    Name,
    /// A line under the name.
    Detail,
}

/// Where in a table a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellOf {
    /// Number of the table, from 0, among the Tree's.
    pub table: usize,
    /// Rows from 0, the header row among them.
    pub place: Place,
    /// Whether it names the rows below it.
    pub section: bool,
    /// Whether it is the first unit of its cell.
    pub first: bool,
}

/// A piece of the Tree that stands alone in an output: a paragraph, a heading, an item, an empty cell.
#[derive(Debug, Clone)]
pub(super) struct Unit<'t> {
    pub role: Role<'t>,
    /// The name of the unit, and of what it begins, such as the item whose first paragraph it is.
    pub anchors: Vec<&'t Anchor>,
    pub origin: &'t Origin,
    pub text: Rich,
    /// Targets of the links, as numbered in the text.
    pub links: Vec<&'t LinkTarget>,
    /// The place in a table, for units of cells.
    pub cell: Option<CellOf>,
    /// The place in a signature block, for its units.
    pub signature: Option<Signature>,
}

/// Where in a signature block a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature {
    pub block: usize,
    /// `None` for the line of place and date.
    pub column: Option<usize>,
    pub signer: Option<usize>,
}

/// The units of a Tree with what is needed to judge the places they stand at.
#[derive(Debug)]
pub(super) struct Units<'t> {
    pub list: Vec<Unit<'t>>,
    pub tables: Vec<&'t Table>,
    /// The signers, in reading order.
    pub signers: Vec<Signer<'t>>,
    /// How many signature blocks there are.
    pub signature_blocks: usize,
}

/// A signer who needs a line to sign on.
#[derive(Debug)]
pub(super) struct Signer<'t> {
    pub anchor: &'t Anchor,
    pub origin: &'t Origin,
    /// Number of the first unit under the line; `None` when the signer has neither name nor details.
    pub below: Option<usize>,
    /// Number of the last unit above the line.
    pub above: usize,
}

/// Flattens a Tree.
pub(super) fn units(tree: &Tree) -> Units<'_> {
    let mut units = Units { list: Vec::new(), tables: Vec::new(), signers: Vec::new(), signature_blocks: 0 };
    let title = &tree.title;
    for (role, line) in [(Role::DocumentType, &title.document_type), (Role::Title, &title.title)] {
        // Both lines share one anchor, which stands at either.
        let anchors = if role == Role::Title { vec![&title.anchor] } else { Vec::new() };
        units.line(role, anchors, line, None, &NO_ORIGIN);
    }
    tree.blocks.iter().for_each(|block| units.block(block));
    units
}

/// The origin of a line without runs, which no Tree should hold.
static NO_ORIGIN: std::sync::LazyLock<Origin> = std::sync::LazyLock::new(|| Origin::Field(crate::model::Pointer::root()));

impl<'t> Units<'t> {
    fn add(&mut self, role: Role<'t>, anchors: Vec<&'t Anchor>, origin: &'t Origin, content: &'t [Inline]) {
        let (mut text, mut links) = (Rich::default(), Vec::new());
        for inline in content {
            let link = match inline {
                Inline::Text(_) => None,
                Inline::Link { target, .. } => {
                    links.push(target);
                    Some(links.len() - 1)
                }
            };
            push_runs(&mut text, inline.runs(), link);
        }
        self.list.push(Unit { role, anchors, origin, text, links, cell: None, signature: None });
    }

    fn line(
        &mut self,
        role: Role<'t>,
        anchors: Vec<&'t Anchor>,
        line: &'t Line,
        signature: Option<Signature>,
        fallback: &'t Origin,
    ) -> usize {
        let origin = line.0.first().map_or(fallback, |run| &run.origin);
        let mut text = Rich::default();
        push_runs(&mut text, &line.0, None);
        self.list.push(Unit { role, anchors, origin, text, links: Vec::new(), cell: None, signature });
        self.list.len() - 1
    }

    fn block(&mut self, block: &'t Block) {
        match &block.body {
            Body::Heading(heading) => {
                let role = Role::Heading { level: heading.level, number: heading.number.as_deref() };
                self.add(role, vec![&block.anchor], &block.origin, &heading.content);
            }
            Body::Paragraph { content } => self.add(Role::Paragraph, vec![&block.anchor], &block.origin, content),
            Body::List(list) => self.items(list, vec![&block.anchor], 1),
            Body::Table(table) => self.table(table, &block.anchor),
            Body::Signatures(signatures) => self.signatures(signatures, block),
        }
    }

    /// Items, with the anchors of the lists that begin with the first of them.
    fn items(&mut self, list: &'t List, mut begins: Vec<&'t Anchor>, depth: usize) {
        for (index, item) in list.items.iter().enumerate() {
            let label = match list.marker {
                ListMarker::Bullet => Label::Bullet,
                ListMarker::Number => Label::Exact(format!("{}.", index + 1)),
                ListMarker::Bracket => Label::Exact(format!("[{}]", index + 1)),
            };
            let mut role = Role::Item { depth, label };
            begins.push(&item.anchor);
            for block in &item.blocks {
                match &block.body {
                    Body::List(inner) => {
                        begins.push(&block.anchor);
                        self.items(inner, std::mem::take(&mut begins), depth + 1);
                    }
                    Body::Paragraph { content } => {
                        begins.push(&block.anchor);
                        let role = std::mem::replace(&mut role, Role::Continuation { depth });
                        self.add(role, std::mem::take(&mut begins), &block.origin, content);
                    }
                    _ => self.block(block),
                }
            }
        }
    }

    fn table(&mut self, table: &'t Table, anchor: &'t Anchor) {
        let number = self.tables.len();
        self.tables.push(table);
        let mut begins = vec![anchor];
        let header = std::iter::once((None, None, &table.header)).filter(|(_, _, cells)| !cells.is_empty());
        let rows = header.chain(table.rows.iter().map(|row| (Some(row.role), Some(&row.anchor), &row.cells)));
        for (row, (role, row_anchor, cells)) in rows.enumerate() {
            begins.extend(row_anchor);
            let section = role == Some(RowRole::Section);
            let mut column = 0;
            for cell in cells {
                let heads = match role {
                    None => Heads::Column,
                    Some(RowRole::Section) => Heads::Row,
                    Some(_) if table.row_headers && column == 0 => Heads::Row,
                    Some(_) => Heads::Nothing,
                };
                let place = Place { row, column, span: cell.span, heads };
                self.cell(cell, std::mem::take(&mut begins), CellOf { table: number, place, section, first: false });
                column += cell.span;
            }
        }
    }

    fn cell(&mut self, cell: &'t Cell, mut begins: Vec<&'t Anchor>, place: CellOf) {
        begins.push(&cell.anchor);
        let from = self.list.len();
        for (at, block) in cell.blocks.iter().enumerate() {
            match &block.body {
                // The first paragraph goes by the name of its cell.
                Body::Paragraph { content } => {
                    if at > 0 {
                        begins.push(&block.anchor);
                    }
                    self.add(Role::Cell, std::mem::take(&mut begins), &block.origin, content);
                }
                Body::List(list) => {
                    begins.push(&block.anchor);
                    self.items(list, std::mem::take(&mut begins), 1);
                }
                _ => self.block(block),
            }
        }
        if self.list.len() == from {
            self.add(Role::Cell, begins, &cell.origin, &[]);
        }
        for (at, unit) in self.list.iter_mut().skip(from).enumerate() {
            unit.cell = Some(CellOf { first: at == 0, ..place });
        }
    }

    fn signatures(&mut self, signatures: &'t Signatures, block: &'t Block) {
        let number = self.signature_blocks;
        self.signature_blocks += 1;
        let at = |column, signer| Some(Signature { block: number, column, signer });
        let mut begins = vec![&block.anchor];
        if let Some(line) = &signatures.place_and_date {
            self.line(Role::Place, std::mem::take(&mut begins), line, at(None, None), &block.origin);
        }
        for (column, party) in signatures.columns.iter().enumerate() {
            begins.push(&party.anchor);
            let mut above = self.line(Role::Party, std::mem::take(&mut begins), &party.party, at(Some(column), None), &party.origin);
            for (number, signer) in party.signers.iter().enumerate() {
                let first = self.list.len();
                begins.push(&signer.anchor);
                let lines = signer.name.iter().map(|name| (Role::Name, name));
                for (role, line) in lines.chain(signer.details.iter().map(|detail| (Role::Detail, detail))) {
                    self.line(role, std::mem::take(&mut begins), line, at(Some(column), Some(number)), &signer.origin);
                }
                let below = (self.list.len() > first).then_some(first);
                self.signers.push(Signer { anchor: &signer.anchor, origin: &signer.origin, below, above });
                above = self.list.len() - 1;
            }
        }
    }
}

fn push_runs(text: &mut Rich, runs: &[Run], link: Option<usize>) {
    for run in runs {
        text.push(&run.text, Look { emphasis: run.style.emphasis, strong: run.style.strong, link });
    }
}

impl Unit<'_> {
    /// What stands on the page: the number of a heading, and the text.
    pub fn printed(&self) -> String {
        match &self.role {
            Role::Heading { number: Some(number), .. } => format!("{number} {}", self.text.text()),
            _ => self.text.text().to_owned(),
        }
    }

    /// Number of the table it stands in.
    pub fn table(&self) -> Option<usize> {
        self.cell.map(|cell| cell.table)
    }

    /// Whether it is a header, which a file may set in bold throughout.
    pub fn heads(&self) -> bool {
        self.cell.is_some_and(|cell| cell.place.heads != Heads::Nothing)
    }

    /// Whether both stand in one row of one table.
    pub fn is_in_row_of(&self, other: &Self) -> bool {
        self.cell.zip(other.cell).is_some_and(|(own, other)| (own.table, own.place.row) == (other.table, other.place.row))
    }
}
