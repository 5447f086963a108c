//! A document altered behind the certificate's back: the file is written from the altered tree, and held against the
//! original. What a reader overlooks here, no reader would see.

use kansli::model::*;

use super::{report, told, written};
use crate::support::trees::rich;

/// The run that holds some words, anywhere in the text.
pub(super) fn paragraph<'t>(tree: &'t mut Tree, words: &str) -> &'t mut Run {
    fn of<'t>(blocks: &'t mut [Block], words: &str) -> Option<&'t mut Run> {
        blocks.iter_mut().find_map(|block| match &mut block.body {
            Body::Paragraph { content } => content.iter_mut().find_map(|inline| match inline {
                Inline::Text(run) if run.text.contains(words) => Some(run),
                _ => None,
            }),
            Body::List(list) => list.items.iter_mut().find_map(|item| of(&mut item.blocks, words)),
            _ => None,
        })
    }
    of(&mut tree.blocks, words).expect("the words")
}

fn heading<'t>(tree: &'t mut Tree, words: &str) -> &'t mut Heading {
    let headings = tree.blocks.iter_mut().filter_map(|block| match &mut block.body {
        Body::Heading(heading) => Some(heading),
        _ => None,
    });
    headings.into_iter().find(|heading| heading.content.iter().any(|inline| inline.runs()[0].text == words)).expect("the heading")
}

fn table(tree: &mut Tree) -> &mut Table {
    tree.blocks.iter_mut().find_map(|block| if let Body::Table(table) = &mut block.body { Some(table) } else { None }).expect("a table")
}

fn list(tree: &mut Tree) -> &mut List {
    tree.blocks.iter_mut().find_map(|block| if let Body::List(list) = &mut block.body { Some(list) } else { None }).expect("a list")
}

fn signatures(tree: &mut Tree) -> &mut Signatures {
    let found = tree.blocks.iter_mut().find_map(|block| match &mut block.body {
        Body::Signatures(signatures) => Some(signatures),
        _ => None,
    });
    found.expect("signatures")
}

fn position(tree: &Tree, words: &str) -> usize {
    let is = |block: &Block| matches!(&block.body, Body::Paragraph { content } if content[0].runs()[0].text.starts_with(words));
    tree.blocks.iter().position(is).expect("the paragraph")
}

fn rewrite(run: &mut Run, from: &str, to: &str) {
    assert!(run.text.contains(from));
    run.text = run.text.replacen(from, to, 1);
}

type Case = (&'static str, fn(&mut Tree));

/// Every alteration, with what it is called.
const CASES: &[Case] = &[
    ("a word dropped", |tree| rewrite(paragraph(tree, "vardera"), "vardera ", "")),
    ("a wrong number", |tree| rewrite(paragraph(tree, "20–25"), "20–25", "20–35")),
    ("a letter changed", |tree| rewrite(paragraph(tree, "dygnet"), "dygnet", "dygnat")),
    ("a paragraph missing", |tree| {
        let at = position(tree, "Platserna");
        tree.blocks.remove(at);
    }),
    ("an extra paragraph", |tree| {
        let at = position(tree, "Platserna");
        let mut extra = tree.blocks[at].clone();
        extra.anchor = Anchor::of("/extra", 0);
        extra.body = Body::Paragraph {
            content: vec![Inline::Text(Run {
                text: "Detta har ingen skrivit.".into(),
                style: Style::default(),
                origin: extra.origin.clone(),
            })],
        };
        tree.blocks.insert(at, extra);
    }),
    ("a paragraph moved", |tree| {
        let at = position(tree, "Platserna");
        let moved = tree.blocks.remove(at);
        tree.blocks.insert(position(tree, "En från"), moved);
    }),
    ("rows swapped", |tree| table(tree).rows.swap(0, 1)),
    ("a row missing", |tree| {
        table(tree).rows.remove(1);
    }),
    ("an extra row", |tree| {
        let mut extra = table(tree).rows[1].clone();
        extra.anchor = Anchor::of("/extra", 1);
        for (n, cell) in extra.cells.iter_mut().enumerate() {
            let mut content = cell.first_paragraph().to_vec();
            content.iter_mut().for_each(|inline| {
                if let Inline::Text(run) = inline {
                    run.text = format!("ny {n}");
                }
            });
            *cell = Cell::of(Anchor::of("/extra", 2 + n), cell.origin.clone(), content);
        }
        table(tree).rows.insert(1, extra);
    }),
    ("a column header changed", |tree| {
        if let Some(Inline::Text(run)) = table(tree).header[2].first_paragraph_mut().and_then(|content| content.first_mut()) {
            run.text = "Beslut av".into();
        }
    }),
    ("two cells of a row swapped", |tree| {
        let cells = &mut table(tree).rows[2].cells;
        let first = cells[0].blocks.clone();
        cells[0].blocks = std::mem::replace(&mut cells[1].blocks, first);
    }),
    ("an empty cell filled", |tree| {
        let cell = &mut table(tree).rows[0].cells[2];
        let origin = cell.origin.clone();
        let run = Run { text: "Kunskapsrådet".into(), style: Style::default(), origin: origin.clone() };
        *cell = Cell::of(cell.anchor.clone(), origin, vec![Inline::Text(run)]);
    }),
    ("a heading on another level", |tree| heading(tree, "Kommunernas förbund").level = 2),
    ("a heading without its number", |tree| {
        let heading = heading(tree, "Processledare");
        (heading.level, heading.number) = (3, None);
    }),
    ("a list item dropped", |tree| {
        list(tree).items.remove(0);
    }),
    ("numbers instead of bullets", |tree| list(tree).marker = ListMarker::Number),
    ("an item one step in", |tree| {
        let outer = list(tree);
        let item = outer.items.remove(0);
        let last = outer.items.last_mut().expect("an item");
        if let Body::List(inner) = &mut last.blocks[1].body {
            inner.items.insert(0, item);
        }
    }),
    ("bold lost", |tree| paragraph(tree, "hälso- och sjukvård").style.strong = false),
    ("italics lost", |tree| paragraph(tree, "vård i livets slut").style.emphasis = false),
    ("bold added", |tree| paragraph(tree, "Platserna").style.strong = true),
    ("a link to another address", |tree| {
        let Body::Paragraph { content } = &mut tree.blocks[1].body else { panic!("a paragraph") };
        for inline in content {
            if let Inline::Link { target: LinkTarget::Web(address), .. } = inline {
                *address = "https://exempel.se/annat".into();
            }
        }
    }),
    ("a link to another section", |tree| {
        let other = tree.blocks[0].anchor.clone();
        let Body::Paragraph { content } = &mut tree.blocks[1].body else { panic!("a paragraph") };
        for inline in content {
            if let Inline::Link { target: LinkTarget::Section(anchor), .. } = inline {
                *anchor = other.clone();
            }
        }
    }),
    ("a citation of another reference", |tree| {
        let other = Anchor::of("/references/1", 0);
        let Body::Paragraph { content } = &mut tree.blocks[1].body else { panic!("a paragraph") };
        for inline in content {
            if let Inline::Link { target: LinkTarget::Reference(anchor), .. } = inline {
                *anchor = other.clone();
            }
        }
    }),
    ("a link that is none", |tree| {
        let Body::Paragraph { content } = &mut tree.blocks[1].body else { panic!("a paragraph") };
        for inline in content {
            if let Inline::Link { content, .. } = inline {
                *inline = Inline::Text(content[0].clone());
                break;
            }
        }
    }),
    ("another date in the later heads", |tree| tree.head.running[1].0[0].text = "2020-xx-xx".into()),
    ("a party missing from the first head", |tree| {
        tree.head.parties.pop();
    }),
    ("a marking more in the first head", |tree| {
        let mut line = tree.head.facts[0].clone();
        line.0[0].text = "UTKAST".into();
        tree.head.facts.push(line);
    }),
    ("another title", |tree| rewrite(&mut tree.title.title.0[0], "Exempel", "Prov")),
    ("another title in the properties", |tree| tree.metadata.title = "Namnlös".into()),
    ("another language", |tree| tree.metadata.language = "en-GB".into()),
    ("another name to sign", |tree| {
        signatures(tree).columns[0].signers[0].name.as_mut().expect("a name").0[0].text = "Disa Öhrn".into();
    }),
    ("signatories swapped", |tree| signatures(tree).columns.swap(0, 1)),
    ("a signatory missing", |tree| {
        signatures(tree).columns[1].signers.pop();
    }),
    ("place and date missing", |tree| signatures(tree).place_and_date = None),
];

fn all(format: &str) -> String {
    let original = rich();
    report(CASES.iter().map(|(name, alter)| {
        let mut altered = original.clone();
        alter(&mut altered);
        assert_ne!(altered, original, "“{name}” alters nothing");
        (*name, told(&original, format, &written(&altered, format)))
    }))
}

#[test]
fn every_alteration_is_caught_in_word() {
    insta::assert_snapshot!(all("docx"));
}

#[test]
fn every_alteration_is_caught_in_the_html() {
    insta::assert_snapshot!(all("html"));
}

/// Plain text has no word for these, and says the same of both trees.
const UNSAID_IN_TEXT: &[&str] = &[
    "a link to another section",
    "a citation of another reference",
    "another date in the later heads",
    "another title in the properties",
    "another language",
];

#[test]
fn every_alteration_is_caught_in_the_text() {
    let original = rich();
    let text = written(&original, "txt");
    insta::assert_snapshot!(report(CASES.iter().filter_map(|(name, alter)| {
        let mut altered = original.clone();
        alter(&mut altered);
        let other = written(&altered, "txt");
        assert_eq!(other == text, UNSAID_IN_TEXT.contains(name), "{name}");
        (other != text).then(|| (*name, told(&original, "txt", &other)))
    })));
}

#[test]
fn every_alteration_is_caught_in_the_json() {
    insta::assert_snapshot!(all("json"));
}

#[cfg(feature = "pdf")]
#[test]
fn every_alteration_is_caught_in_the_pdf() {
    insta::assert_snapshot!(all("pdf"));
}
