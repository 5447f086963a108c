//! Tables altered behind the certificate's back: spans, what heads what, what stands in which cell, how the pages lie.

use kansli::model::*;

use super::{judged, report, told, written};
use crate::support::tables::tables;

/// The table with so many columns.
fn table(tree: &mut Tree, columns: usize) -> &mut Table {
    let tables = tree.blocks.iter_mut().filter_map(|block| if let Body::Table(table) = &mut block.body { Some(table) } else { None });
    tables.into_iter().find(|table| table.columns.len() == columns).expect("a table")
}

fn facts(tree: &mut Tree) -> &mut Table {
    table(tree, 2)
}

fn figures(tree: &mut Tree) -> &mut Table {
    table(tree, 3)
}

fn agenda(tree: &mut Tree) -> &mut Table {
    table(tree, 9)
}

/// The cell of the agenda where a decision is told, in three numbered items with two inside.
fn decision(tree: &mut Tree) -> &mut Cell {
    &mut agenda(tree).rows[4].cells[7]
}

fn list(cell: &mut Cell) -> &mut List {
    cell.blocks.iter_mut().find_map(|block| if let Body::List(list) = &mut block.body { Some(list) } else { None }).expect("a list")
}

/// The formats with pages.
const PAGED: &[&str] = &[
    "docx",
    "html",
    #[cfg(feature = "pdf")]
    "pdf",
];

type Case = (&'static str, fn(&mut Tree));

const CASES: &[Case] = &[
    ("a cell over one column more", |tree| {
        let cells = &mut agenda(tree).rows[9].cells;
        (cells[1].span, cells[2].span) = (3, 5);
    }),
    ("an empty cell lost in the one beside it", |tree| {
        let cells = &mut agenda(tree).rows[5].cells;
        cells.remove(0);
        cells[0].span = 2;
    }),
    ("a cell that no longer reaches over the table", |tree| {
        let rows = &mut agenda(tree).rows;
        let mut empty = rows[1].cells[4].clone();
        (empty.anchor, empty.span) = (Anchor::of("/extra", 0), 8);
        rows[0].cells[0].span = 1;
        rows[0].cells.push(empty);
    }),
    ("a paragraph lost in a cell", |tree| {
        agenda(tree).rows[4].cells[4].blocks.remove(1);
    }),
    ("a paragraph moved to the next cell", |tree| {
        let cells = &mut agenda(tree).rows[4].cells;
        let moved = cells[4].blocks.remove(1);
        cells[5].blocks.insert(0, moved);
    }),
    ("two paragraphs of a cell swapped", |tree| agenda(tree).rows[4].cells[5].blocks.swap(0, 1)),
    ("two paragraphs of a cell made one", |tree| {
        let blocks = &mut agenda(tree).rows[4].cells[4].blocks;
        let Body::Paragraph { content: second } = blocks.remove(1).body else { panic!("a paragraph") };
        if let Body::Paragraph { content } = &mut blocks[0].body {
            content.extend(second);
        }
    }),
    ("an item of a cell lost", |tree| {
        list(decision(tree)).items.remove(2);
    }),
    ("an inner item of a cell one step out", |tree| {
        let outer = list(decision(tree));
        let Body::List(inner) = &mut outer.items[1].blocks[1].body else { panic!("a list") };
        let moved = inner.items.remove(1);
        outer.items.insert(2, moved);
    }),
    ("bullets instead of numbers in a cell", |tree| list(decision(tree)).marker = ListMarker::Bullet),
    ("an item of a cell made a paragraph", |tree| {
        let cell = &mut facts(tree).rows[4].cells[1];
        let item = list(cell).items.remove(0);
        cell.blocks.splice(0..0, item.blocks);
    }),
    ("a link of a cell to another address", |tree| {
        let Body::Paragraph { content } = &mut facts(tree).rows[5].cells[1].blocks[0].body else { panic!("a paragraph") };
        if let Inline::Link { target, .. } = &mut content[0] {
            *target = LinkTarget::Web("https://exempel.se/annat".into());
        }
    }),
    ("an empty cell filled", |tree| {
        let words = facts(tree).rows[3].cells[0].first_paragraph().to_vec();
        let cell = &mut facts(tree).rows[3].cells[1];
        *cell = Cell::of(cell.anchor.clone(), cell.origin.clone(), words);
    }),
    ("row headers made data cells", |tree| figures(tree).row_headers = false),
    ("data cells made row headers", |tree| agenda(tree).row_headers = true),
    ("a header row made a row", |tree| {
        let figures = figures(tree);
        let cells = std::mem::take(&mut figures.header);
        let row = Row { anchor: Anchor::of("/extra", 1), cells, ..figures.rows[0].clone() };
        figures.rows.insert(0, row);
    }),
    ("a row made a header row", |tree| {
        let facts = facts(tree);
        facts.header = facts.rows.remove(0).cells;
    }),
    ("a section made a row like any other", |tree| agenda(tree).rows[3].role = RowRole::Ordinary),
    ("a row made a section", |tree| agenda(tree).rows[7].role = RowRole::Section),
    ("a section that has moved up", |tree| agenda(tree).rows.swap(2, 3)),
    ("pages that stand", |tree| tree.orientation = Orientation::Portrait),
];

fn all(format: &str) -> String {
    let original = tables();
    report(CASES.iter().map(|(name, alter)| {
        let mut altered = original.clone();
        alter(&mut altered);
        assert_ne!(altered, original, "“{name}” alters nothing");
        (*name, told(&original, format, &written(&altered, format)))
    }))
}

#[test]
fn tables_that_agree_are_certified() {
    let tree = tables();
    for format in kansli::write::FORMATS.iter().map(|format| format.name) {
        let bytes = written(&tree, format);
        let certificate = judged(&tree, format, &bytes).unwrap_or_else(|_| panic!("{:#?}", told(&tree, format, &bytes)));
        let compared = &certificate.outputs[0].compared;
        assert_eq!((compared.tables, compared.cells, compared.list_items), (3, 86, 12), "{format}");
    }
}

#[test]
fn rows_over_several_pages_are_certified() {
    let mut tree = tables();
    let row = &mut agenda(&mut tree).rows[4];
    for at in [6, 7] {
        let whole = row.cells[at].blocks.clone();
        for copy in 0..5_usize {
            for (place, block) in whole.iter().enumerate() {
                let mut block = block.clone();
                block.anchor = Anchor::of(&format!("/copy/{at}/{copy}"), place);
                if let Body::List(list) = &mut block.body {
                    list.items.truncate(1);
                    let item = &mut list.items[0];
                    item.anchor = Anchor::of(&format!("/copy/{at}/{copy}/item"), place);
                    item.blocks[0].anchor = Anchor::of(&format!("/copy/{at}/{copy}/text"), place);
                }
                row.cells[at].blocks.push(block);
            }
        }
    }
    for format in PAGED {
        let bytes = written(&tree, format);
        assert_eq!(told(&tree, format, &bytes), Vec::<String>::new(), "{format}");
        let pages = judged(&tree, format, &bytes).expect("agreement").outputs[0].compared.pages;
        assert!(pages.is_none_or(|pages| pages > 3), "{pages:?} pages");
    }
}

#[test]
fn pages_that_lie_down_are_told() {
    let (mut tree, lies) = (tables(), tables());
    tree.orientation = Orientation::Portrait;
    for format in PAGED {
        let told = told(&tree, format, &written(&lies, format));
        assert!(told.iter().any(|told| told.contains("sidorna ska vara stående, men är liggande")), "{told:#?}");
    }
}

#[test]
fn every_alteration_of_tables_is_caught_in_the_html() {
    insta::assert_snapshot!(all("html"));
}

/// Plain text has no word for what a cell heads, for spans that show no words, or for the paper.
#[test]
fn every_alteration_of_tables_is_caught_in_the_text() {
    let original = tables();
    let text = written(&original, "txt");
    insta::assert_snapshot!(report(CASES.iter().filter_map(|(name, alter)| {
        let mut altered = original.clone();
        alter(&mut altered);
        let other = written(&altered, "txt");
        (other != text).then(|| (*name, told(&original, "txt", &other)))
    })));
}

#[test]
fn every_alteration_of_tables_is_caught_in_word() {
    insta::assert_snapshot!(all("docx"));
}

#[cfg(feature = "pdf")]
#[test]
fn every_alteration_of_tables_is_caught_in_the_pdf() {
    insta::assert_snapshot!(all("pdf"));
}

/// The Word file edited part by part.
#[test]
fn every_edit_of_a_word_table_is_caught() {
    let tree = tables();
    let bytes = written(&tree, "docx");
    let document =
        |from: &str, to: &str| told(&tree, "docx", &super::docx::edited(&bytes, "word/document.xml", |xml| xml.replacen(from, to, 1)));
    let cases = [
        ("a span left out", document(r#"<w:gridSpan w:val="7"/>"#, "")),
        ("another span", document(r#"<w:gridSpan w:val="6"/>"#, r#"<w:gridSpan w:val="5"/>"#)),
        ("a first column that heads nothing", document(r#" w:firstColumn="1""#, r#" w:firstColumn="0""#)),
        ("a header row that is none", document("<w:tblHeader/>", "")),
        ("a section that is not bold", document(r#"<w:pStyle w:val="TableSectionDense"/>"#, r#"<w:pStyle w:val="TableTextDense"/>"#)),
        ("pages said to stand", document(r#" w:orient="landscape""#, "")),
        ("a cell merged with the one above", document(r#"<w:gridSpan w:val="9"/>"#, r#"<w:gridSpan w:val="9"/><w:vMerge/>"#)),
    ];
    insta::assert_snapshot!(report(cases));
}

/// The PDF edited in its structure.
#[cfg(feature = "pdf")]
#[test]
fn every_edit_of_a_pdf_table_is_caught() {
    use lopdf::{Dictionary, Document, Object};

    let tree = tables();
    let bytes = written(&tree, "pdf");
    /// The attributes of every element of a type, in the order of the objects.
    fn attributes(document: &mut Document, role: &str, change: &mut dyn FnMut(&mut Dictionary)) {
        for object in document.objects.values_mut() {
            let Ok(element) = object.as_dict_mut() else { continue };
            if element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes()) {
                match element.get_mut(b"A") {
                    Ok(Object::Array(all)) => all.iter_mut().filter_map(|one| one.as_dict_mut().ok()).for_each(&mut *change),
                    Ok(Object::Dictionary(one)) => change(one),
                    _ => {}
                }
            }
        }
    }
    let change = |edit: &dyn Fn(&mut Document)| told(&tree, "pdf", &super::pdf::edited(&bytes, edit));
    let scope = |from: &'static str, to: &'static str| {
        change(&|document| {
            attributes(document, "TH", &mut |one| {
                if one.get(b"Scope").and_then(Object::as_name).is_ok_and(|name| name == from.as_bytes()) {
                    one.set("Scope", Object::Name(to.into()));
                }
            });
        })
    };
    let cases = [
        (
            "spans of one column less",
            change(&|document| {
                attributes(document, "TD", &mut |one| {
                    if let Ok(Object::Integer(span)) = one.get_mut(b"ColSpan") {
                        *span -= 1;
                    }
                });
            }),
        ),
        ("row headers said to head columns", scope("Row", "Column")),
        ("column headers said to head rows", scope("Column", "Row")),
        (
            "a header cell tagged as data",
            change(&|document| {
                let header = document.objects.values_mut().find_map(|object| {
                    object.as_dict_mut().ok().filter(|element| element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"TH"))
                });
                header.expect("a header cell").set("S", Object::Name(b"TD".to_vec()));
            }),
        ),
        (
            "a page that stands",
            change(&|document| {
                let page = document.get_pages()[&1];
                let page = document.get_dictionary_mut(page).expect("a page");
                page.set("MediaBox", vec![0.into(), 0.into(), Object::Real(595.276), Object::Real(841.89)]);
            }),
        ),
    ];
    insta::assert_snapshot!(report(cases));
}
