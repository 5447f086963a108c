//! Tables in a PDF: what a screen reader is told of them, and how they fill pages.

use kansli::model::*;

use super::reading::Reading;
use super::{draft, write};
use crate::support::tables::tables;
use crate::support::trees::{heading, origin, paragraph, rich, text};

/// The cells of every table, row by row: role, scope, columns, words of the headers they refer to, own words.
fn cells(reading: &Reading) -> Vec<Vec<String>> {
    let tables = reading.tables();
    let words = |id: &[u8]| {
        let header = tables.iter().flatten().flatten().find(|cell| cell.id.as_deref() == Some(id)).expect("the header is a cell");
        header.words.clone()
    };
    let cell = |cell: &super::reading::CellRead| {
        let mut out = cell.role.clone();
        out.extend(cell.scope.iter().map(|scope| format!(" {scope}")));
        out.extend(cell.span.map(|span| format!(" ×{span}")));
        out.push_str(&format!(" “{}”", cell.words));
        if !cell.headers.is_empty() {
            out.push_str(&format!(" ← {}", cell.headers.iter().map(|id| words(id)).collect::<Vec<_>>().join(", ")));
        }
        out
    };
    tables.iter().map(|rows| rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\n")).collect()).collect()
}

#[test]
fn a_screen_reader_hears_the_headers_of_each_cell() {
    let reading = Reading::new(&write(&tables()));
    let all: Vec<String> = cells(&reading).into_iter().map(|rows| rows.join("\n--\n")).collect();
    insta::assert_snapshot!(all.join("\n\n==\n\n"));
}

#[test]
fn a_header_row_is_a_group_of_its_own_where_all_headers_are_above() {
    let reading = Reading::new(&write(&rich()));
    assert_eq!((reading.count("THead"), reading.count("TBody")), (1, 1));
}

/// A table of rows made by `row`, with two columns and a header row.
fn table(rows: impl IntoIterator<Item = (RowRole, String)>) -> Block {
    let column = |width| Column { width, alignment: Alignment::Left };
    let cell = |pointer: &str, words: &str| Cell::of(Anchor::of(pointer, 0), origin("/background"), text(words, "/background"));
    let rows = rows.into_iter().enumerate().map(|(at, (role, words))| {
        let mut cells = vec![cell(&format!("/row/{at}/0"), &words)];
        match role {
            RowRole::Section => cells[0].span = 2,
            _ => cells.insert(0, cell(&format!("/row/{at}/1"), &format!("nr {at}."))),
        }
        Row { anchor: Anchor::of("/row", at), key: None, origin: origin("/background"), role, cells }
    });
    let header = vec![cell("/head/0", "Nummer"), cell("/head/1", "Ärende")];
    let body = Body::Table(Table { columns: vec![column(0.2), column(0.8)], header, row_headers: false, rows: rows.collect() });
    Block { anchor: Anchor::of("/table", 0), key: None, origin: origin("/background"), body }
}

fn tree(blocks: Vec<Block>) -> Tree {
    Tree { blocks, ..rich() }
}

const LINE: &str = "Fyllnad som tar en rad.";

fn filling(lines: usize) -> Vec<Block> {
    (0..lines).map(|line| paragraph(LINE, "/filling", line)).collect()
}

fn page_of(pages: &[String], words: &str) -> usize {
    pages.iter().position(|page| page.contains(words)).unwrap_or_else(|| panic!("”{words}” stands on no page"))
}

#[test]
fn a_section_stands_on_the_page_of_the_row_below_it() {
    for lines in 0..30 {
        let rows = (0..12).flat_map(|at| {
            let deeper = (at % 3 == 0).then(|| (RowRole::Section, format!("Del {at} inre")));
            let first = [(RowRole::Section, format!("Del {at} yttre"))];
            first.into_iter().chain(deeper).chain((0..at % 4 + 1).map(move |n| (RowRole::Ordinary, format!("Rad {at} {n} på en rad"))))
        });
        let mut blocks = filling(lines);
        blocks.push(table(rows));
        let pages = Reading::new(&draft(&tree(blocks))).pages();
        assert!(pages.len() > 1);
        for at in 0..12 {
            let page = page_of(&pages, &format!("Del {at} yttre"));
            assert_eq!(page, page_of(&pages, &format!("Rad {at} 0 ")), "part {at} after {lines} lines");
        }
    }
}

#[test]
fn a_section_that_ends_a_table_is_no_fault() {
    let rows = [(RowRole::Ordinary, "Rad".into()), (RowRole::Section, "Sist".into())];
    let pages = Reading::new(&write(&tree(vec![table(rows)]))).pages();
    assert!(pages.concat().contains("Sist"));
    let only = [(RowRole::Section, "En".into()), (RowRole::Section, "Två".into())];
    let pages = Reading::new(&write(&tree(vec![table(only)]))).pages();
    assert!(pages.concat().contains("En Två"));
}

#[test]
fn a_short_row_stays_whole_and_a_tall_one_begins_with_more_than_a_line() {
    let words = |count: usize, name: &str| format!("{name} början {}{name} slut", "många ord i raden ".repeat(count));
    let mut split = 0;
    for lines in 0..40 {
        let mut blocks = filling(lines);
        let short = (0..3).map(|at| (RowRole::Ordinary, words(12, &format!("Kort {at}"))));
        let tall = (0..3).map(|at| (RowRole::Ordinary, words(90, &format!("Lång {at}"))));
        blocks.push(table(short.chain(tall)));
        let pages = Reading::new(&draft(&tree(blocks))).pages();
        for at in 0..3 {
            let (start, end) = (format!("Kort {at} början"), format!("Kort {at} slut"));
            assert_eq!(page_of(&pages, &start), page_of(&pages, &end), "after {lines} lines");
            let start = page_of(&pages, &format!("Lång {at} början"));
            assert_eq!(start, page_of(&pages, &format!("nr {}.", at + 3)), "the cells of a row begin on one page");
            let end = page_of(&pages, &format!("Lång {at} slut"));
            split += end - start;
            let here = pages[start].split(&format!("Lång {at} början")).nth(1).expect("its words").matches("många").count();
            assert!(here > 8, "after {lines} lines, row {at} has {here} words' worth at the foot of its page");
            let there = pages[end].split(&format!("Lång {at} slut")).next().expect("its words").matches("många").count();
            assert!(there > 3 || end == start, "after {lines} lines, row {at} has {there} words' worth at the head of a page");
        }
    }
    assert!(split > 10, "only {split} rows were split");
}

#[test]
fn a_small_table_stays_on_one_page() {
    let mut turned = 0;
    for lines in 0..40 {
        let mut blocks = filling(lines);
        blocks.push(table((0..5).map(|at| (RowRole::Ordinary, format!("Rad {at} på en rad")))));
        let pages = Reading::new(&draft(&tree(blocks))).pages();
        assert_eq!(page_of(&pages, "Nummer Ärende"), page_of(&pages, "Rad 4"), "after {lines} lines");
        turned += page_of(&pages, "Rad 4");
    }
    assert!(turned > 5);
}

#[test]
fn a_heading_and_what_a_table_is_stand_on_the_page_of_the_table() {
    let mut turned = 0;
    for lines in 0..40 {
        let mut blocks = filling(lines);
        blocks.push(heading(1, Some("1."), "Dagordning", "agenda", 900));
        blocks.push(paragraph("Typ av ärende: I betyder information och B beslut.", "/legend", 0));
        blocks.push(table((0..9).map(|at| (RowRole::Ordinary, format!("Rad {at} på en rad")))));
        let pages = Reading::new(&draft(&tree(blocks))).pages();
        let page = page_of(&pages, "1. Dagordning");
        assert_eq!(page, page_of(&pages, "Typ av ärende"), "after {lines} lines");
        assert_eq!(page, page_of(&pages, "Rad 0"), "after {lines} lines");
        turned += page;
    }
    assert!(turned > 3);
}

#[test]
fn pages_lie_as_the_tree_says() {
    let sizes = |tree: &Tree| Reading::new(&write(tree)).page_sizes();
    assert!(sizes(&rich()).iter().all(|size| *size == (595, 842)));
    assert!(sizes(&tables()).iter().all(|size| *size == (842, 595)));
}
