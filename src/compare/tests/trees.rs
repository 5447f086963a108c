//! A generated document turns into a tree, and a tree into what a reader sees of it.

use std::collections::BTreeSet;

use super::drafts::Draft;
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Column, Head, Heading, Inline, Item, Key, Line, List, ListMarker, Metadata, Orientation, Origin,
    Pointer, Row, RowRole, Run, SignatureColumn, Signatures, Signer, Style, Table, TitleBlock, Tree,
};

pub(super) fn origin() -> Origin {
    Origin::Field(Pointer::root().key("mission"))
}

fn line(text: &str) -> Line {
    Line(vec![Run { text: text.to_owned(), style: Style::default(), origin: origin() }])
}

pub(super) fn content(words: &[String]) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // Some words are set in bold, so that looks take part.
        let style = Style { strong: word == "inte", ..Style::default() };
        let text = if at == 0 { word.clone() } else { format!(" {word}") };
        match out.last_mut() {
            Some(Inline::Text(last)) if last.style == style => last.text.push_str(&text),
            _ => out.push(Inline::Text(Run { text, style, origin: origin() })),
        }
    }
    out
}

/// The tree of a generated document.
pub(super) fn tree(drafts: &[Draft]) -> Tree {
    let mut count = 0;
    let mut anchor = || {
        count += 1;
        Anchor::of("/mission", count)
    };
    let mut sections = 0;
    let mut titles = BTreeSet::new();
    let mut blocks = Vec::new();
    for draft in drafts {
        let (key, body) = match draft {
            Draft::Heading(title) => {
                sections += 1;
                // Two sections of one title have no key, as in a document where the template gives none.
                let key = if titles.insert(title) { Some(Key::new(title)) } else { None };
                let number = Some(format!("{sections}."));
                (key, Body::Heading(Heading { level: 1, number, content: content(std::slice::from_ref(title)) }))
            }
            Draft::Paragraph(words) => (None, Body::Paragraph { content: content(words) }),
            Draft::List(bullets, items) => {
                let items = items
                    .iter()
                    .map(|words| {
                        let paragraph =
                            Block { anchor: anchor(), key: None, origin: origin(), body: Body::Paragraph { content: content(words) } };
                        Item { anchor: anchor(), key: None, origin: origin(), blocks: vec![paragraph] }
                    })
                    .collect();
                (None, Body::List(List { marker: if *bullets { ListMarker::Bullet } else { ListMarker::Number }, items }))
            }
            Draft::Table(figures, rows) => {
                let header = ["När", "Vad"].map(|word| Cell::of(anchor(), origin(), content(&[word.to_owned()])));
                let rows = rows
                    .iter()
                    .map(|cells| Row {
                        anchor: anchor(),
                        key: None,
                        origin: origin(),
                        role: RowRole::Ordinary,
                        cells: cells.iter().map(|words| Cell::of(anchor(), origin(), content(words))).collect(),
                    })
                    .collect();
                let second = if *figures { Alignment::Right } else { Alignment::Left };
                let columns = [Alignment::Left, second].map(|alignment| Column { width: 0.5, alignment }).to_vec();
                (None, Body::Table(Table { columns, header: header.to_vec(), row_headers: *figures, rows }))
            }
            Draft::Signatures(names) => {
                let columns = names
                    .iter()
                    .map(|name| SignatureColumn {
                        anchor: anchor(),
                        key: Some(Key::new(name)),
                        origin: origin(),
                        party: line("För regionen"),
                        signers: vec![Signer {
                            anchor: anchor(),
                            origin: origin(),
                            name: Some(line(name)),
                            details: vec![line("Direktör")],
                        }],
                    })
                    .collect();
                (None, Body::Signatures(Signatures { place_and_date: Some(line("Göteborg")), columns }))
            }
        };
        blocks.push(Block { anchor: anchor(), key, origin: origin(), body });
    }
    Tree {
        metadata: Metadata {
            id: "prov".into(),
            kind: "prov".into(),
            language: "sv-SE".into(),
            title: "Prov".into(),
            authors: Vec::new(),
            date: None,
            signing: None,
        },
        // Every fourth paragraph more turns the pages.
        orientation: if drafts.len() % 8 < 4 { Orientation::Portrait } else { Orientation::Landscape },
        head: Head {
            label: None,
            parties: Vec::new(),
            facts: vec![line(&format!("{} stycken", drafts.len()))],
            short_title: line("Prov"),
            running: Vec::new(),
        },
        title: TitleBlock { anchor: Anchor::of("/title", 0), document_type: line("Prov"), title: line("En rubrik") },
        blocks,
        redline: None,
    }
}

/// What a reader sees of a tree, one line a part.
pub(super) fn view(tree: &Tree) -> Vec<String> {
    fn runs(runs: &[Run], out: &mut String) {
        for run in runs {
            assert_eq!(run.style.mark, None);
            for word in run.text.split_inclusive(' ') {
                out.push_str(if run.style.strong { "*" } else { "" });
                out.push_str(word);
            }
        }
    }
    fn said(content: &[Inline]) -> String {
        let mut out = String::new();
        content.iter().for_each(|inline| runs(inline.runs(), &mut out));
        out
    }
    fn blocks(all: &[Block], indent: &str, out: &mut Vec<String>) {
        for block in all {
            match &block.body {
                Body::Heading(heading) => out.push(format!("{indent}# {:?} {}", heading.number, said(&heading.content))),
                Body::Paragraph { content } => out.push(format!("{indent}{}", said(content))),
                Body::List(list) => {
                    out.push(format!("{indent}{:?}", list.marker));
                    for item in &list.items {
                        blocks(&item.blocks, &format!("{indent}- "), out);
                    }
                }
                Body::Table(table) => {
                    let alignments: Vec<_> = table.columns.iter().map(|column| column.alignment).collect();
                    out.push(format!("{indent}{alignments:?} {}", table.row_headers));
                    for row in &table.rows {
                        out.push(format!("{indent}| {:?}", row.role));
                        row.cells.iter().for_each(|cell| blocks(&cell.blocks, &format!("{indent}| "), out));
                    }
                }
                Body::Signatures(signatures) => {
                    out.push(format!("{indent}{:?}", signatures.place_and_date.as_ref().map(Line::text)));
                    for column in &signatures.columns {
                        out.push(format!("{indent}{}", column.party.text()));
                        for signer in &column.signers {
                            out.push(format!(
                                "{indent}{:?} {:?}",
                                signer.name.as_ref().map(Line::text),
                                signer.details.iter().map(Line::text).collect::<Vec<_>>()
                            ));
                        }
                    }
                }
            }
        }
    }
    let mut out = vec![tree.title.title.text(), format!("{:?}", tree.orientation)];
    out.extend(tree.head.facts.iter().map(Line::text));
    blocks(&tree.blocks, "", &mut out);
    out
}
