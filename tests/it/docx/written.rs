//! What stands in the file: the rich tree's parts as reviewed, and what a text of its own can't show.

use kansli::model::{Alignment, Anchor, Block, Body, Cell, Column, Item, ListMarker, Signer, Tree};
use kansli::write::docx::lint;

use super::{part, rich, write};
use crate::support::trees;

/// One element a line, so that a change shows where it is.
fn readable(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

#[test]
fn the_rich_document_is_as_reviewed() {
    let file = rich();
    for name in ["document", "styles", "numbering", "header1", "header2"] {
        insta::assert_snapshot!(name, readable(&part(&file, &format!("word/{name}.xml"))));
    }
}

/// The outside judges read these from the target folder.
#[test]
fn files_for_other_programs_are_small_and_without_findings() {
    for (name, file) in [("rich", rich()), ("long", write(&long_tree())), ("signed", write(&tree_of_many_signers()))] {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.docx"));
        std::fs::write(&path, &file).expect("written");
        assert_eq!(lint(&std::fs::read(&path).expect("read")), [], "{name}");
        assert!(file.len() <= 16 * 1024, "{name}: {} bytes", file.len());
    }
}

/// Three parties, of which the second has three signers without names or details.
fn tree_of_many_signers() -> Tree {
    let mut tree = trees::rich();
    let Body::Signatures(signatures) = first(&mut tree, |body| matches!(body, Body::Signatures(_))) else { panic!("signatures") };
    let mut third = signatures.columns[0].clone();
    third.anchor = Anchor::of("/third", 0);
    third.signers[0].anchor = Anchor::of("/third", 1);
    let bare = |n: usize| Signer { anchor: Anchor::of("/bare", n), name: None, details: Vec::new(), ..third.signers[0].clone() };
    signatures.columns[1].signers = (0..3).map(bare).collect();
    signatures.columns.push(third);
    tree
}

/// The body of the rich tree several times over, about five pages.
fn long_tree() -> Tree {
    let mut tree = trees::rich();
    let at = tree.blocks.iter().position(|block| matches!(block.body, Body::Table(_))).expect("a table");
    let mut more = Vec::new();
    for copy in 0..6_usize {
        for (place, block) in tree.blocks[1..at - 1].iter().enumerate() {
            let Body::Paragraph { content } = &block.body else { continue };
            let paragraph = Block { anchor: Anchor::of(&format!("/copy/{copy}"), place), ..block.clone() };
            let content = [content.clone(), content.clone(), content.clone()].concat();
            more.push(Block { body: Body::Paragraph { content }, ..paragraph });
        }
    }
    tree.blocks.splice(at - 1..at - 1, more);
    tree
}

/// The first block of a kind, to change.
fn first(tree: &mut Tree, is: impl Fn(&Body) -> bool) -> &mut Body {
    &mut tree.blocks.iter_mut().find(|block| is(&block.body)).expect("such a block").body
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let file = rich();
    // Counters inside docx-rs have gone on meanwhile.
    write(&long_tree());
    assert_eq!(file, rich());
}

#[test]
fn lists_deeper_than_word_counts_keep_their_indent() {
    let mut tree = trees::rich();
    let Body::List(list) = first(&mut tree, |body| matches!(body, Body::List(_))) else { panic!("a list") };
    let mut inner = list.items[0].clone();
    for depth in 0..12 {
        let pointer = format!("/deep/{depth}");
        let paragraph = Block { anchor: Anchor::of(&pointer, 0), ..list.items[0].blocks[0].clone() };
        let nested = Block {
            anchor: Anchor::of(&pointer, 1),
            body: Body::List(kansli::model::List { marker: ListMarker::Bullet, items: vec![inner.clone()] }),
            ..paragraph.clone()
        };
        inner = Item { anchor: Anchor::of(&pointer, 2), blocks: vec![paragraph, nested], ..inner };
    }
    list.items[0] = inner;
    let document = part(&write(&tree), "word/document.xml");
    // 7 mm are 397 twips; the innermost of 13 lists is indented 13 times.
    assert!(document.contains(r#"<w:ilvl w:val="8"/>"#) && document.contains(&format!(r#"w:left="{}""#, 13 * 397)), "{document}");
}

#[test]
fn signers_without_names_or_details_get_a_line_each() {
    let document = part(&write(&tree_of_many_signers()), "word/document.xml");
    let line = r#"<w:pStyle w:val="SignatureName"/><w:keepNext/></w:pPr><w:bookmarkStart"#;
    let lines: Vec<&str> = document.split(line).collect();
    // Programs merge the borders of neighbours that are alike, so the three bare lines are parted twice.
    let parted = lines.iter().filter(|between| between.ends_with(r#"<w:pStyle w:val="Spacer"/><w:keepNext/></w:pPr></w:p><w:p><w:pPr>"#));
    assert_eq!(parted.count(), 2, "{document}");
    assert_eq!(document.matches(r#"<w:pStyle w:val="SignatureName"/>"#).count(), 5);
}

#[test]
fn a_third_party_signs_in_a_second_row_on_the_same_page() {
    let document = part(&write(&tree_of_many_signers()), "word/document.xml");
    let block = document.split("SignaturePlace").nth(1).expect("a signature block");
    assert!(block.contains(r#"<w:cantSplit/><w:gridAfter w:val="1"/>"#), "{block}");
    let (first_row, second_row) = block.split_once("</w:tr>").expect("two rows");
    // Place and date, five paragraphs of the first party and six of the second.
    assert_eq!(first_row.matches("<w:keepNext").count(), 12, "{first_row}");
    assert_eq!(second_row.split("</w:tbl>").next().expect("a table").matches("<w:keepNext").count(), 0);
}

#[test]
fn tables_that_follow_each_other_or_end_the_document_are_parted() {
    let mut tree = trees::rich();
    let at = tree.blocks.iter().position(|block| matches!(block.body, Body::Table(_))).expect("a table");
    let mut second = tree.blocks[at].clone();
    second.anchor = Anchor::of("/second", 0);
    if let Body::Table(table) = &mut second.body {
        table.columns.iter_mut().for_each(|column| *column = Column { width: 1.0 / 3.0, alignment: Alignment::Right });
        let mut cells: Vec<_> = table.rows.iter_mut().flat_map(|row| &mut row.cells).chain(&mut table.header).collect();
        for (n, cell) in cells.iter_mut().enumerate() {
            let content = cell.first_paragraph().to_vec();
            **cell = Cell::of(Anchor::of("/second/cell", n), cell.origin.clone(), content);
        }
        for (n, row) in table.rows.iter_mut().enumerate() {
            row.anchor = Anchor::of("/second/row", n);
        }
    }
    tree.blocks.truncate(at + 1);
    tree.blocks.push(second);
    // The links of the rich paragraph lead to what was cut off.
    tree.blocks.remove(1);
    let document = part(&write(&tree), "word/document.xml");
    assert_eq!(document.matches(r#"<w:pStyle w:val="Spacer"/>"#).count(), 2, "{document}");
    assert!(document.contains(r#"</w:tbl><w:p><w:pPr><w:pStyle w:val="Spacer"/><w:spacing w:before="200"/></w:pPr></w:p><w:tbl>"#));
}
