//! Tables in the Word file: what Word is told of rows, cells and pages.

use kansli::model::{Alignment, Anchor, Body, Line, RowRole, Table, Tree};
use kansli::write::docx::lint;

use super::{part, write};
use crate::support::tables::tables;
use crate::support::trees;

const DOCUMENT: &str = "word/document.xml";

fn table(tree: &mut Tree, columns: usize) -> &mut Table {
    let tables = tree.blocks.iter_mut().filter_map(|block| if let Body::Table(table) = &mut block.body { Some(table) } else { None });
    tables.into_iter().find(|table| table.columns.len() == columns).expect("a table")
}

/// The tables of a document's text, each split into its rows; the first piece is what stands before them.
fn rows(document: &str) -> Vec<Vec<String>> {
    let tables = document.split("<w:tbl>").skip(1).filter_map(|table| table.split("</w:tbl>").next());
    tables.map(|table| table.split("<w:tr>").map(str::to_owned).collect()).collect()
}

#[test]
fn tables_of_every_shape_pass_the_lint_and_stay_small() {
    let file = write(&tables());
    assert_eq!(lint(&file), []);
    assert!(file.len() <= 17 * 1024, "{} bytes", file.len());
}

#[test]
fn a_page_that_lies_down_is_turned_and_has_margins_of_its_own() {
    let document = part(&write(&tables()), DOCUMENT);
    assert!(document.contains(r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#), "{document}");
    // 27 and 22 millimetres.
    assert!(document.contains(r#"<w:pgMar w:top="1531" w:right="1247""#), "{document}");
    let standing = part(&write(&trees::rich()), DOCUMENT);
    assert!(standing.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#), "{standing}");
}

#[test]
fn word_is_told_which_row_and_which_column_are_headers() {
    let document = part(&write(&tables()), DOCUMENT);
    let all = rows(&document);
    let looks: Vec<(bool, bool, usize)> = all
        .iter()
        .map(|rows| {
            let says = |what: &str| rows[0].contains(&format!("{what}=\"1\""));
            (says("w:firstRow"), says("w:firstColumn"), rows.iter().filter(|row| row.contains("<w:tblHeader/>")).count())
        })
        .collect();
    assert_eq!(looks, [(false, true, 0), (true, false, 1), (true, true, 1)]);
    let styles: Vec<&str> = all.iter().map(|rows| rows[0].split("w:tblStyle w:val=\"").nth(1).expect("a style")).collect();
    assert!(styles[0].starts_with("FactTable") && styles[1].starts_with("DenseTable") && styles[2].starts_with("DocumentTable"));
}

#[test]
fn a_section_reaches_over_the_table_and_is_kept_with_the_row_below() {
    let file = write(&tables());
    let document = part(&file, DOCUMENT);
    let agenda = &rows(&document)[1];
    let sections: Vec<&String> = agenda.iter().filter(|row| row.contains(r#"<w:pStyle w:val="TableSectionDense"/>"#)).collect();
    assert_eq!(sections.len(), 3);
    assert!(sections.iter().all(|row| row.contains(r#"<w:gridSpan w:val="9"/>"#) && row.contains("<w:cantSplit/>")), "{sections:?}");
    let styles = part(&file, "word/styles.xml");
    let section = styles.split(r#"w:styleId="TableSection""#).nth(1).and_then(|rest| rest.split("</w:style>").next()).expect("the style");
    assert!(section.contains("<w:keepNext/>") && section.contains("<w:b/>"), "{section}");
    // Nothing is told by colour alone: a pause is read as what it says.
    assert!(agenda.iter().any(|row| row.contains(r#"<w:pStyle w:val="TablePauseDense"/>"#) && row.contains("Paus")));
}

#[test]
fn a_tall_row_may_be_split_and_a_small_table_stays_together() {
    let mut tree = tables();
    let document = part(&write(&tree), DOCUMENT);
    let all = rows(&document);
    let [facts, agenda, figures] = [&all[0], &all[1], &all[2]];
    // Six facts are more than a small table has; three figures are not.
    assert!(!facts.last().expect("a row").contains("<w:keepNext/>") && !facts[1].contains("<w:keepNext/>"));
    assert_eq!(figures.iter().filter(|row| row.contains("<w:keepNext/>")).count(), 2, "{figures:?}");
    // Of the agenda, only the row with the long notes.
    let split: Vec<&String> = agenda.iter().skip(1).filter(|row| !row.contains("<w:cantSplit/>")).collect();
    assert!(split.len() == 1 && split[0].contains("Processledarna"), "{split:?}");
    table(&mut tree, 9).rows.retain(|row| row.role != RowRole::Ordinary);
    let document = part(&write(&tree), DOCUMENT);
    assert!(rows(&document)[1].iter().skip(1).all(|row| row.contains("<w:cantSplit/>")));
}

#[test]
fn a_cell_over_several_columns_is_set_flush_left() {
    let mut tree = tables();
    table(&mut tree, 9).columns.iter_mut().for_each(|column| column.alignment = Alignment::Right);
    let document = part(&write(&tree), DOCUMENT);
    for row in &rows(&document)[1] {
        for cell in row.split("<w:tc>").skip(1) {
            let bullet = cell.contains("<w:numPr>");
            assert_eq!(cell.contains(r#"<w:jc w:val="right"/>"#), !cell.contains("<w:gridSpan"), "{cell}");
            assert!(!bullet || cell.contains("TableBulletDense") || cell.contains("TableNumberDense"), "{cell}");
        }
    }
}

#[test]
fn the_lines_to_sign_on_stand_level_where_one_party_needs_two_lines() {
    let mut tree = trees::rich();
    let Some(Body::Signatures(signatures)) =
        tree.blocks.iter_mut().map(|block| &mut block.body).find(|body| matches!(body, Body::Signatures(_)))
    else {
        panic!("signatures")
    };
    let Line(party) = &mut signatures.columns[0].party;
    party[0].text = "För Kommunerna i Västra länet genom Kommunernas förbund i länet".into();
    signatures.columns[0].anchor = Anchor::of("/long", 0);
    let document = part(&write(&tree), DOCUMENT);
    let block = document.split("SignaturePlace").nth(1).expect("signatures");
    // 20 mm and a line of 14 points, in twentieths of a point.
    let names: Vec<&str> = block.split(r#"<w:pStyle w:val="SignatureName"/>"#).skip(1).collect();
    let level: Vec<bool> =
        names.iter().map(|name| name.split("<w:bookmarkStart").next().expect("properties").contains(r#"w:before="1414""#)).collect();
    assert_eq!(level, [false, true, false], "the party beside needs one line");
}
