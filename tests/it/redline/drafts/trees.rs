//! A generated document turns into a tree.

use std::collections::BTreeSet;

use kansli::model::*;

use super::{Draft, DraftCell, Party};
use crate::support::trees::{line, origin};

/// Gives every part of a tree its name; `heading` is what links lead to.
struct Builder {
    count: usize,
    heading: Option<Anchor>,
}

impl Builder {
    fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("/mission", self.count)
    }

    /// Some words are set in bold, some lead somewhere.
    fn content(&self, words: &[String]) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let style = Style { strong: word == "inte", emphasis: word == "medel", ..Style::default() };
            let run = |text: &str, style| Run { text: text.to_owned(), style, origin: origin("/mission") };
            let target = match (word.as_str(), &self.heading) {
                ("riktlinje", _) => Some(LinkTarget::Web("https://exempel.se/riktlinje?a=1&b=2".into())),
                ("avsnitt", Some(heading)) => Some(LinkTarget::Section(heading.clone())),
                _ => None,
            };
            if at > 0 {
                match out.last_mut() {
                    Some(Inline::Text(last)) => last.text.push(' '),
                    _ => out.push(Inline::Text(run(" ", Style::default()))),
                }
            }
            match (target, out.last_mut()) {
                (Some(target), _) => out.push(Inline::Link { target, content: vec![run(word, Style::default())] }),
                (None, Some(Inline::Text(last))) if last.style == style => last.text.push_str(word),
                (None, _) => out.push(Inline::Text(run(word, style))),
            }
        }
        out
    }

    fn block(&mut self, key: Option<&str>, body: Body) -> Block {
        Block { anchor: self.anchor(), key: key.map(Key::new), origin: origin("/mission"), body }
    }

    fn paragraph(&mut self, words: &[String]) -> Block {
        let content = self.content(words);
        self.block(None, Body::Paragraph { content })
    }

    fn list(&mut self, bullets: bool, items: Vec<Vec<Block>>) -> Block {
        let items = items.into_iter().map(|blocks| Item { anchor: self.anchor(), key: None, origin: origin("/mission"), blocks }).collect();
        self.block(None, Body::List(List { marker: if bullets { ListMarker::Bullet } else { ListMarker::Number }, items }))
    }

    fn cell(&mut self, draft: &DraftCell) -> Cell {
        let mut blocks: Vec<Block> = draft.paragraphs.iter().map(|words| self.paragraph(words)).collect();
        if !draft.items.is_empty() {
            let items = draft.items.iter().map(|words| vec![self.paragraph(words)]).collect();
            blocks.push(self.list(true, items));
        }
        Cell { anchor: self.anchor(), origin: origin("/mission"), span: 1, blocks }
    }
}

/// The tree of a generated document.
pub fn tree(drafts: &[Draft]) -> Tree {
    let mut builder = Builder { count: 0, heading: None };
    let (mut counts, mut titles, mut blocks) = ([0_u8; 2], BTreeSet::new(), Vec::new());
    // Links lead to the first heading, and are there after it.
    for draft in drafts {
        let block = match draft {
            Draft::Heading(level, numbered, title) => {
                // Two sections of one title have no key, as in a document where the template gives none.
                let key = titles.insert(title.clone()).then_some(title.as_str());
                // No level is skipped on the way down.
                let number = (*numbered && (*level == 1 || counts[0] > 0)).then(|| {
                    if *level == 1 {
                        counts = [counts[0] + 1, 0];
                        format!("{}.", counts[0])
                    } else {
                        counts[1] += 1;
                        format!("{}.", char::from(b'a' + counts[1] - 1))
                    }
                });
                let content = builder.content(std::slice::from_ref(title));
                let mut block = builder.block(key, Body::Heading(Heading { level: *level, number, content }));
                // A section's name follows its line in the template, so its title.
                let of_title = blocks
                    .iter()
                    .filter(|block: &&Block| matches!(&block.body, Body::Heading(other) if kansli::model::words(&other.content) == *title));
                block.anchor = Anchor::of(title, of_title.count());
                builder.heading.get_or_insert(block.anchor.clone());
                block
            }
            Draft::Paragraph(words) => builder.paragraph(words),
            Draft::List(bullets, items) => {
                let mut all = Vec::new();
                for item in items {
                    let mut blocks: Vec<Block> = item.paragraphs.iter().map(|words| builder.paragraph(words)).collect();
                    if !item.inner.is_empty() {
                        let inner = item.inner.iter().map(|words| vec![builder.paragraph(words)]).collect();
                        blocks.push(builder.list(!bullets, inner));
                    }
                    all.push(blocks);
                }
                builder.list(*bullets, all)
            }
            Draft::Table(rows) => {
                let header = ["När", "Vad"].map(|word| builder.cell(&DraftCell { paragraphs: vec![vec![word.into()]], items: Vec::new() }));
                let mut table = Table {
                    columns: vec![Column { width: 0.5, alignment: Alignment::Left }; 2],
                    header: header.to_vec(),
                    row_headers: false,
                    rows: Vec::new(),
                };
                for cells in rows {
                    let cells = cells.iter().map(|cell| builder.cell(cell)).collect();
                    table.rows.push(Row {
                        anchor: builder.anchor(),
                        key: None,
                        origin: origin("/timeline"),
                        role: RowRole::Ordinary,
                        cells,
                    });
                }
                builder.block(None, Body::Table(table))
            }
            Draft::Signatures(place, parties) => {
                let mut columns = Vec::new();
                for Party(name, signers) in parties {
                    let signers = signers.iter().map(|(name, details)| Signer {
                        anchor: builder.anchor(),
                        origin: origin("/signatories"),
                        name: name.as_deref().map(|name| line(name, "/signatories")),
                        details: details.iter().map(|detail| line(detail, "/signatories")).collect(),
                    });
                    let signers = signers.collect();
                    let party = line(&format!("För {name}"), "/signatories");
                    columns.push(SignatureColumn {
                        anchor: builder.anchor(),
                        key: Some(Key::new(name)),
                        origin: origin("/signatories"),
                        party,
                        signers,
                    });
                }
                let place_and_date = place.then(|| line("Göteborg", "/place"));
                builder.block(None, Body::Signatures(Signatures { place_and_date, columns }))
            }
        };
        blocks.push(block);
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
        orientation: Orientation::Portrait,
        head: Head {
            label: None,
            parties: Vec::new(),
            facts: vec![line(&format!("{} delar", drafts.len()), "/date")],
            short_title: line("Prov", "/title"),
            running: Vec::new(),
        },
        title: TitleBlock {
            anchor: Anchor::of("/title", 0),
            document_type: line("Prov", "/title"),
            title: line(&format!("En rubrik på {} delar", drafts.len()), "/title"),
        },
        blocks,
        redline: None,
    }
}
