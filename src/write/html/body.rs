//! The body turns the head, the title and the blocks of a tree into elements in reading order.

use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Head, Heading, Inline, Item, Line, LinkTarget, List, ListMarker, Row, RowRole, Run,
    SignatureColumn, Signatures, Signer, Table, Tree,
};
use crate::theme::{TableSort, Theme};
use crate::write::html::comparison::{self, Comparison};
use crate::write::html::element::{Attribute, Element, Tag};
use crate::write::html::style::width_class;
use crate::write::redline;

/// A table of more columns than this is moved sideways on a narrow screen, rather than squeezed.
const SQUEEZED_COLUMNS: usize = 2;

/// The whole body.
pub(super) fn body(tree: &Tree, theme: &Theme) -> Element {
    let title = &tree.title;
    let swedish = tree.metadata.language.starts_with("sv");
    let skip = Element::new(Tag::A).with(Attribute::Class, "skip").with(Attribute::Href, format!("#{MAIN}")).text(if swedish {
        "Till innehållet"
    } else {
        "Skip to content"
    });
    let page = &Page { theme, swedish, comparison: Comparison::of(tree) };
    let header = Element::new(Tag::Header)
        .child(Element::new(Tag::Div).children(tree.head.parties.iter().map(|line| page.paragraph_of(line))))
        .child(facts(&tree.head, page));
    let group = Element::new(Tag::Hgroup)
        .child(page.paragraph_of(&title.document_type))
        .child(page.runs(Element::new(Tag::H1).with(Attribute::Id, title.anchor.as_str()), &title.title.0));
    let mut main = Element::new(Tag::Main).with(Attribute::Id, MAIN).child(group);
    if let Some(comparison) = &page.comparison {
        main = main.children(comparison.introduction(tree, swedish)).children(page.changes(&title.anchor));
    }
    let mut above = &title.anchor;
    for block in &tree.blocks {
        main = main.children(page.changes(&block.anchor)).child(self::block(block, above, page));
        if matches!(block.body, Body::Heading(_)) {
            above = &block.anchor;
        }
    }
    Element::new(Tag::Body).child(skip).child(header).child(main)
}

/// What every part of the page needs to know.
pub(super) struct Page<'t> {
    theme: &'t Theme,
    /// Whether the document is in Swedish.
    swedish: bool,
    /// What makes it a redline.
    comparison: Option<Comparison<'t>>,
}

impl Page<'_> {
    /// What stands before a part in which something has changed: the number of the change, and ways to the ones around it.
    fn changes(&self, anchor: &Anchor) -> Option<Element> {
        self.comparison.as_ref().and_then(|comparison| comparison.changes(anchor, self.swedish))
    }

    /// Blocks one below the other, each after the changes made in it.
    fn blocks<'b>(&'b self, blocks: &'b [Block], above: &'b Anchor) -> impl Iterator<Item = Element> + 'b {
        blocks.iter().flat_map(move |block| self.changes(&block.anchor).into_iter().chain([self::block(block, above, self)]))
    }

    fn paragraph_of(&self, line: &Line) -> Element {
        self.runs(Element::new(Tag::P), &line.0)
    }

    fn inlines(&self, mut element: Element, inlines: &[Inline]) -> Element {
        for alike in inlines.chunk_by(|one, next| matches!((one, next), (Inline::Text(_), Inline::Text(_)))) {
            match alike.first() {
                None => {}
                Some(Inline::Text(_)) => element = comparison::runs(element, alike.iter().flat_map(Inline::runs), self.swedish),
                Some(Inline::Link { target, content }) => {
                    let address = match target {
                        LinkTarget::Web(address) => address.clone(),
                        LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => format!("#{anchor}"),
                    };
                    element.push(self.runs(Element::new(Tag::A).with(Attribute::Href, address), content));
                }
            }
        }
        element
    }

    fn runs(&self, element: Element, runs: &[Run]) -> Element {
        comparison::runs(element, runs, self.swedish)
    }
}

/// The right side of the head: the label of a copy, and the facts.
fn facts(head: &Head, page: &Page<'_>) -> Element {
    let label = head.label.iter().map(|label| Element::new(Tag::P).child(Element::new(Tag::Strong).text(label)));
    Element::new(Tag::Div).with(Attribute::Class, "facts").children(label).children(head.facts.iter().map(|line| page.paragraph_of(line)))
}

/// The name of the text as a whole. No anchor is spelt so: they begin with `k` and hold digits.
const MAIN: &str = "main";

fn named(tag: Tag, anchor: &Anchor) -> Element {
    Element::new(tag).with(Attribute::Id, anchor.as_str())
}

/// A block of the text; `above` is the heading that it stands under.
fn block(block: &Block, above: &Anchor, page: &Page<'_>) -> Element {
    let anchor = &block.anchor;
    match &block.body {
        Body::Heading(heading) => self::heading(heading, anchor, page),
        Body::Paragraph { content } => page.inlines(named(Tag::P, anchor), content),
        Body::List(list) => self::list(list, anchor, page),
        Body::Table(table) => self::table(table, anchor, above, page),
        Body::Signatures(signatures) => self::signatures(signatures, anchor, page),
    }
}

fn heading(heading: &Heading, anchor: &Anchor, page: &Page<'_>) -> Element {
    let element = named([Tag::H2, Tag::H3, Tag::H4].get(usize::from(heading.level.saturating_sub(1))).copied().unwrap_or(Tag::H4), anchor);
    match &heading.number {
        None => page.inlines(element, &heading.content),
        Some(number) => element
            .with(Attribute::Class, "numbered")
            .child(Element::new(Tag::Span).with(Attribute::Class, "number").text(number))
            .text(" ")
            .child(page.inlines(Element::new(Tag::Span), &heading.content)),
    }
}

fn list(list: &List, anchor: &Anchor, page: &Page<'_>) -> Element {
    let element = match list.marker {
        ListMarker::Bullet => named(Tag::Ul, anchor),
        ListMarker::Number => named(Tag::Ol, anchor),
        // A browser that hides the bullets of a list may also forget that it is one.
        ListMarker::Bracket => named(Tag::Ul, anchor).with(Attribute::Class, "references").with(Attribute::Role, "list"),
    };
    let redline = page.comparison.as_ref().map(|comparison| comparison.redline);
    let numbers = redline::numbers(list, redline);
    let items = list.items.iter().zip(numbers).map(|(item, number)| {
        let label = number.map_or_else(|| "–".to_owned(), |number| format!("[{number}]"));
        let element = self::item(item, (list.marker == ListMarker::Bracket).then_some(label), page);
        match (list.marker, redline, number) {
            (ListMarker::Number, Some(_), Some(number)) => element.with(Attribute::Value, number.to_string()),
            (ListMarker::Number, Some(_), None) => element.with(Attribute::Class, "gone"),
            _ => element,
        }
    });
    element.children(items)
}

fn item(item: &Item, label: Option<String>, page: &Page<'_>) -> Element {
    // No table stands in an item, so no heading is asked for.
    let blocks = page.changes(&item.anchor).into_iter().chain(page.blocks(&item.blocks, &item.anchor));
    let element = named(Tag::Li, &item.anchor);
    match label {
        None => element.children(blocks),
        Some(label) => element
            .child(Element::new(Tag::Span).with(Attribute::Class, "label").text(label))
            .text(" ")
            .child(Element::new(Tag::Div).children(blocks)),
    }
}

/// A table, named by the heading above it.
fn table(table: &Table, anchor: &Anchor, above: &Anchor, page: &Page<'_>) -> Element {
    let columns = table.columns.iter().map(|column| Element::new(Tag::Col).with(Attribute::Class, width_class(column.width)));
    let mut element =
        named(Tag::Table, anchor).with(Attribute::LabelledBy, above.as_str()).child(Element::new(Tag::Colgroup).children(columns));
    element = match page.theme.table.of(table).sort {
        TableSort::Plain => element,
        TableSort::Dense => element.with(Attribute::Class, "dense"),
        TableSort::Facts => element.with(Attribute::Class, "few"),
    };
    if !table.header.is_empty() {
        let cells = cells(&table.header, table, page, None, |_| Some("col"));
        element.push(Element::new(Tag::Thead).child(Element::new(Tag::Tr).children(cells)));
    }
    // A row that names those below it begins a group of rows, whose header it is.
    let mut group = Element::new(Tag::Tbody);
    for row in &table.rows {
        if row.role == RowRole::Section && !group.is_empty() {
            element.push(std::mem::replace(&mut group, Element::new(Tag::Tbody)));
        }
        group.push(self::row(row, table, page));
    }
    element.push(group);
    if table.columns.len() <= SQUEEZED_COLUMNS {
        return element;
    }
    // What can be moved sideways can be reached by the keyboard.
    Element::new(Tag::Div)
        .with(Attribute::Class, "wide")
        .with(Attribute::Role, "group")
        .with(Attribute::LabelledBy, above.as_str())
        .with(Attribute::TabIndex, "0")
        .child(element)
}

fn row(row: &Row, table: &Table, page: &Page<'_>) -> Element {
    let element = named(Tag::Tr, &row.anchor);
    let (element, scope) = match row.role {
        RowRole::Ordinary => (element, "row"),
        RowRole::Section => (element.with(Attribute::Class, "section"), "rowgroup"),
        RowRole::Pause => (element.with(Attribute::Class, "pause"), "row"),
    };
    let section = row.role == RowRole::Section;
    let scope = move |column| (section || table.row_headers && column == 0).then_some(scope);
    element.children(cells(&row.cells, table, page, page.changes(&row.anchor), scope))
}

/// The cells of a row, the first with what stands before the row. An empty cell heads nothing.
fn cells<'t>(
    cells: &'t [Cell],
    table: &'t Table,
    page: &'t Page<'_>,
    mut before: Option<Element>,
    scope: impl Fn(usize) -> Option<&'static str> + 't,
) -> impl Iterator<Item = Element> + 't {
    let mut column = 0;
    cells.iter().map(move |cell| {
        let at = column;
        column += cell.span;
        let mut element = match scope(at).filter(|_| !cell.blocks.is_empty()) {
            Some(scope) => named(Tag::Th, &cell.anchor).with(Attribute::Scope, scope),
            None => named(Tag::Td, &cell.anchor),
        };
        if cell.span > 1 {
            element = element.with(Attribute::Colspan, cell.span.to_string());
        } else if table.columns.get(at).is_some_and(|column| column.alignment == Alignment::Right) {
            element = element.with(Attribute::Class, "right");
        }
        element.children(before.take().into_iter().chain(page.blocks(&cell.blocks, &cell.anchor)))
    })
}

fn signatures(signatures: &Signatures, anchor: &Anchor, page: &Page<'_>) -> Element {
    let mut element = named(Tag::Div, anchor);
    if let Some(line) = &signatures.place_and_date {
        element.push(page.runs(Element::new(Tag::P).with(Attribute::Class, "place"), &line.0));
    }
    let parties = signatures.columns.iter().map(|column| party(column, page));
    element.child(Element::new(Tag::Div).with(Attribute::Class, "parties").children(parties))
}

/// A party's column: whom it is for, and all who sign, each under a line.
fn party(column: &SignatureColumn, page: &Page<'_>) -> Element {
    let signers = column.signers.iter().flat_map(|signer| [Element::new(Tag::Hr), self::signer(signer, page)]);
    let signers = Element::new(Tag::Div).children(page.changes(&column.anchor)).children(signers);
    Element::new(Tag::Div)
        .with(Attribute::Class, "party")
        .with(Attribute::Role, "group")
        .with(Attribute::LabelledBy, column.anchor.as_str())
        .child(page.runs(named(Tag::P, &column.anchor), &column.party.0))
        .child(signers)
}

fn signer(signer: &Signer, page: &Page<'_>) -> Element {
    let lines = signer.name.iter().chain(&signer.details).map(|line| page.paragraph_of(line));
    named(Tag::Div, &signer.anchor).children(page.changes(&signer.anchor)).children(lines)
}
