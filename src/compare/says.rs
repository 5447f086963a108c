//! Saying turns parts of a tree into the texts that lists of changes hold.

use crate::model::{Anchor, Block, Body, Heading, Inline, Line, LinkTarget, Part, words};

pub(super) fn printed(heading: &Heading) -> String {
    match &heading.number {
        Some(number) => format!("{number} {}", words(&heading.content)),
        None => words(&heading.content),
    }
}

/// A text without white space that does not matter.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn part_of(block: &Block) -> Part {
    match &block.body {
        Body::Heading(_) => Part::Heading,
        Body::Paragraph { .. } => Part::Paragraph,
        Body::List(_) => Part::List,
        Body::Table(_) => Part::Table,
        Body::Signatures(_) => Part::Signatures,
    }
}

pub(super) fn text_of(block: &Block) -> String {
    match &block.body {
        Body::Heading(heading) => printed(heading),
        _ => texts(std::slice::from_ref(block)),
    }
}

/// What blocks say, parts divided by " · ".
pub(super) fn texts(blocks: &[Block]) -> String {
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

/// The words of a text with where its links lead: addresses, and parts of the document as far as `printed` tells them.
pub(super) fn with_addresses(content: &[Inline], printed: impl Fn(&Anchor) -> Option<String>) -> String {
    let mut out = String::new();
    for inline in content {
        inline.runs().iter().for_each(|run| out.push_str(&run.text));
        let Inline::Link { target, .. } = inline else { continue };
        let leads = match target {
            LinkTarget::Web(address) => Some(address.clone()),
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => printed(anchor),
        };
        if let Some(leads) = leads {
            out.push_str(" <");
            out.push_str(&leads);
            out.push('>');
        }
    }
    out
}
