//! The body turns the head, the title and the blocks of a tree into elements in reading order.

use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Head, Heading, Inline, Item, Line, LinkTarget, List, ListMarker, Row, RowRole, Run,
    SignatureColumn, Signatures, Signer, Table, Tree,
};
use crate::theme::{TableSort, Theme};
use crate::write::html::element::{Attribute, Element, Tag};
use crate::write::html::style::width_class;

/// A table of more columns than this is moved sideways on a narrow screen, rather than squeezed.
const SQUEEZED_COLUMNS: usize = 2;

/// The whole body.
pub(super) fn body(tree: &Tree, theme: &Theme) -> Element {
    let title = &tree.title;
    let skip = Element::new(Tag::A)
        .with(Attribute::Class, "skip")
        .with(Attribute::Href, format!("#{MAIN}"))
        .text(if tree.metadata.language.starts_with("sv") { "Till innehållet" } else { "Skip to content" });
    let header = Element::new(Tag::Header)
        .child(Element::new(Tag::Div).children(tree.head.parties.iter().map(paragraph_of)))
        .child(facts(&tree.head));
    let group = Element::new(Tag::Hgroup)
        .child(paragraph_of(&title.document_type))
        .child(runs(Element::new(Tag::H1).with(Attribute::Id, title.anchor.as_str()), &title.title.0));
    let mut main = Element::new(Tag::Main).with(Attribute::Id, MAIN).child(group);
    let mut above = &title.anchor;
    for block in &tree.blocks {
        main.push(self::block(block, above, theme));
        if matches!(block.body, Body::Heading(_)) {
            above = &block.anchor;
        }
    }
    Element::new(Tag::Body).child(skip).child(header).child(main)
}

/// The right side of the head: the label of a copy, and the facts.
fn facts(head: &Head) -> Element {
    let label = head.label.iter().map(|label| Element::new(Tag::P).child(Element::new(Tag::Strong).text(label)));
    Element::new(Tag::Div).with(Attribute::Class, "facts").children(label).children(head.facts.iter().map(paragraph_of))
}

/// The name of the text as a whole. No anchor is spelt so: they begin with `k` and hold digits.
const MAIN: &str = "main";

fn named(tag: Tag, anchor: &Anchor) -> Element {
    Element::new(tag).with(Attribute::Id, anchor.as_str())
}

/// A block of the text; `above` is the heading that it stands under.
fn block(block: &Block, above: &Anchor, theme: &Theme) -> Element {
    let anchor = &block.anchor;
    match &block.body {
        Body::Heading(heading) => self::heading(heading, anchor),
        Body::Paragraph { content } => inlines(named(Tag::P, anchor), content),
        Body::List(list) => self::list(list, anchor, theme),
        Body::Table(table) => self::table(table, anchor, above, theme),
        Body::Signatures(signatures) => self::signatures(signatures, anchor),
    }
}

fn heading(heading: &Heading, anchor: &Anchor) -> Element {
    let element = named([Tag::H2, Tag::H3, Tag::H4].get(usize::from(heading.level.saturating_sub(1))).copied().unwrap_or(Tag::H4), anchor);
    match &heading.number {
        None => inlines(element, &heading.content),
        Some(number) => element
            .with(Attribute::Class, "numbered")
            .child(Element::new(Tag::Span).with(Attribute::Class, "number").text(number))
            .text(" ")
            .child(inlines(Element::new(Tag::Span), &heading.content)),
    }
}

fn list(list: &List, anchor: &Anchor, theme: &Theme) -> Element {
    let element = match list.marker {
        ListMarker::Bullet => named(Tag::Ul, anchor),
        ListMarker::Number => named(Tag::Ol, anchor),
        // A browser that hides the bullets of a list may also forget that it is one.
        ListMarker::Bracket => named(Tag::Ul, anchor).with(Attribute::Class, "references").with(Attribute::Role, "list"),
    };
    let bracketed = list.marker == ListMarker::Bracket;
    let items = list.items.iter().enumerate().map(|(at, item)| self::item(item, bracketed.then(|| format!("[{}]", at + 1)), theme));
    element.children(items)
}

fn item(item: &Item, label: Option<String>, theme: &Theme) -> Element {
    // No table stands in an item, so no heading is asked for.
    let blocks = item.blocks.iter().map(|block| self::block(block, &item.anchor, theme));
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
fn table(table: &Table, anchor: &Anchor, above: &Anchor, theme: &Theme) -> Element {
    let columns = table.columns.iter().map(|column| Element::new(Tag::Col).with(Attribute::Class, width_class(column.width)));
    let mut element =
        named(Tag::Table, anchor).with(Attribute::LabelledBy, above.as_str()).child(Element::new(Tag::Colgroup).children(columns));
    element = match theme.table.of(table).sort {
        TableSort::Plain => element,
        TableSort::Dense => element.with(Attribute::Class, "dense"),
        TableSort::Facts => element.with(Attribute::Class, "few"),
    };
    if !table.header.is_empty() {
        let cells = cells(&table.header, table, theme, |_| Some("col"));
        element.push(Element::new(Tag::Thead).child(Element::new(Tag::Tr).children(cells)));
    }
    // A row that names those below it begins a group of rows, whose header it is.
    let mut group = Element::new(Tag::Tbody);
    for row in &table.rows {
        if row.role == RowRole::Section && !group.is_empty() {
            element.push(std::mem::replace(&mut group, Element::new(Tag::Tbody)));
        }
        group.push(self::row(row, table, theme));
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

fn row(row: &Row, table: &Table, theme: &Theme) -> Element {
    let element = named(Tag::Tr, &row.anchor);
    let (element, scope) = match row.role {
        RowRole::Ordinary => (element, "row"),
        RowRole::Section => (element.with(Attribute::Class, "section"), "rowgroup"),
        RowRole::Pause => (element.with(Attribute::Class, "pause"), "row"),
    };
    let section = row.role == RowRole::Section;
    element.children(cells(&row.cells, table, theme, move |column| (section || table.row_headers && column == 0).then_some(scope)))
}

/// The cells of a row. An empty cell heads nothing.
fn cells<'t>(
    cells: &'t [Cell],
    table: &'t Table,
    theme: &'t Theme,
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
        element.children(cell.blocks.iter().map(|block| self::block(block, &cell.anchor, theme)))
    })
}

fn signatures(signatures: &Signatures, anchor: &Anchor) -> Element {
    let mut element = named(Tag::Div, anchor);
    if let Some(line) = &signatures.place_and_date {
        element.push(runs(Element::new(Tag::P).with(Attribute::Class, "place"), &line.0));
    }
    element.child(Element::new(Tag::Div).with(Attribute::Class, "parties").children(signatures.columns.iter().map(party)))
}

/// A party's column: whom it is for, and all who sign, each under a line.
fn party(column: &SignatureColumn) -> Element {
    let signers = Element::new(Tag::Div).children(column.signers.iter().flat_map(|signer| [Element::new(Tag::Hr), self::signer(signer)]));
    Element::new(Tag::Div)
        .with(Attribute::Class, "party")
        .with(Attribute::Role, "group")
        .with(Attribute::LabelledBy, column.anchor.as_str())
        .child(runs(named(Tag::P, &column.anchor), &column.party.0))
        .child(signers)
}

fn signer(signer: &Signer) -> Element {
    named(Tag::Div, &signer.anchor).children(signer.name.iter().chain(&signer.details).map(paragraph_of))
}

fn paragraph_of(line: &Line) -> Element {
    runs(Element::new(Tag::P), &line.0)
}

fn inlines(mut element: Element, inlines: &[Inline]) -> Element {
    for inline in inlines {
        match inline {
            Inline::Text(run) => element = self::run(element, run),
            Inline::Link { target, content } => {
                let address = match target {
                    LinkTarget::Web(address) => address.clone(),
                    LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => format!("#{anchor}"),
                };
                element.push(runs(Element::new(Tag::A).with(Attribute::Href, address), content));
            }
        }
    }
    element
}

fn runs(element: Element, runs: &[Run]) -> Element {
    runs.iter().fold(element, run)
}

fn run(element: Element, run: &Run) -> Element {
    let tags = [(run.style.emphasis, Tag::Em), (run.style.strong, Tag::Strong)];
    let mut tags = tags.into_iter().filter_map(|(set, tag)| set.then_some(tag));
    let Some(inner) = tags.next() else { return element.text(&run.text) };
    let inner = Element::new(inner).text(&run.text);
    element.child(tags.fold(inner, |inner, outer| Element::new(outer).child(inner)))
}
