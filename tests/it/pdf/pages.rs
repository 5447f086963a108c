//! How pages are filled: what stays together, and what fits.

use kansli::model::*;

use super::reading::Reading;
use super::{draft, write};
use crate::support::trees::rich;

fn origin() -> Origin {
    Origin::Field(Pointer::parse("/background").expect("a pointer"))
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(Run { text: words.into(), style: Style::default(), origin: origin() })]
}

fn block(name: &str, ordinal: usize, body: Body) -> Block {
    Block { anchor: Anchor::of(name, ordinal), key: None, origin: origin(), body }
}

fn paragraph(ordinal: usize, words: &str) -> Block {
    block("/paragraph", ordinal, Body::Paragraph { content: text(words) })
}

fn heading(ordinal: usize, words: &str) -> Block {
    block("/heading", ordinal, Body::Heading(Heading { level: 1, number: Some(format!("{ordinal}.")), content: text(words) }))
}

fn list(ordinal: usize, words: &[&str]) -> Block {
    let items = words.iter().enumerate().map(|(index, words)| Item {
        anchor: Anchor::of(&format!("/list/{ordinal}/item"), index),
        key: None,
        origin: origin(),
        blocks: vec![paragraph(10_000 + ordinal * 100 + index, words)],
    });
    block("/list", ordinal, Body::List(List { marker: ListMarker::Bullet, items: items.collect() }))
}

fn table(ordinal: usize, rows: usize, words: &str) -> Block {
    let cell = |index: usize, words: &str| Cell::of(Anchor::of("/cell", index), origin(), text(words));
    let column = Column { width: 0.5, alignment: Alignment::Left };
    let row = |index: usize| Row {
        anchor: Anchor::of("/row", index),
        key: None,
        origin: origin(),
        role: RowRole::Ordinary,
        cells: vec![cell(10 * index, words), cell(10 * index + 1, "cell")],
    };
    let header = vec![cell(1_000_001, "Rubrikrad"), cell(1_000_002, "Kolumn")];
    block(
        "/table",
        ordinal,
        Body::Table(Table { columns: vec![column; 2], header, row_headers: false, rows: (0..rows).map(row).collect() }),
    )
}

/// The heading and the signature block of the rich tree.
fn signing() -> Vec<Block> {
    let blocks = rich().blocks;
    let at = blocks.iter().position(|block| matches!(block.body, Body::Signatures(_))).expect("a signature block");
    blocks[at - 1..=at].to_vec()
}

fn tree(blocks: Vec<Block>) -> Tree {
    Tree { blocks, ..rich() }
}

const LINE: &str = "Fyllnad som tar en rad.";

/// The one page that the words stand on.
fn page_of(pages: &[String], words: &str) -> usize {
    let found: Vec<usize> = (0..pages.len()).filter(|page| pages[*page].contains(words)).collect();
    assert_eq!(found.len(), 1, "”{words}” stands on pages {found:?}");
    found[0]
}

/// Writes the signature block after each number of lines of filling and `last`, and fails where it is split, or stands
/// on a page without the words that must come along.
fn assert_signed_on_a_page_with(last: impl Fn() -> Block, company: &str) {
    let mut turned = 0;
    for lines in 1..36 {
        let mut blocks: Vec<Block> = (0..lines).map(|line| paragraph(line, LINE)).collect();
        blocks.push(last());
        blocks.extend(signing());
        let blocks = tree(blocks);
        let bytes = if lines % 7 == 0 { write(&blocks) } else { draft(&blocks) };
        let pages = Reading::new(&bytes).pages();
        let page = page_of(&pages, "Underskrifter");
        for words in ["Göteborg, dag som ovan", "För Västra regionen", "Disa Åkerlund", "2021-02-02 § 12", "För Kommunernas", "Ordförande"]
        {
            assert_eq!(page_of(&pages, words), page, "{words} after {lines} lines");
        }
        let before = pages[page].split("Underskrifter").next().unwrap_or_default();
        assert!(before.contains(company), "{company} should stand before the signatures after {lines} lines: {before}");
        turned += usize::from(page > 0 && pages[page - 1].contains(LINE) && before.matches(LINE).count() < 2);
    }
    assert!(turned > 5, "the block turned the page only {turned} times");
}

#[test]
fn the_last_lines_of_a_long_paragraph_go_with_the_signatures() {
    let long = format!(
        "{} Näst sist kommer ett antal ord till, så att de fyller en hel rad. Sist.",
        "Ett långt stycke med ord i rad. ".repeat(30)
    );
    assert_signed_on_a_page_with(move || paragraph(900, &long), "Näst sist kommer");
}

#[test]
fn a_short_paragraph_goes_with_the_signatures_and_so_does_the_line_before() {
    assert_signed_on_a_page_with(|| paragraph(900, "Parterna är överens."), "Fyllnad som tar en rad. Parterna är överens.");
}

#[test]
fn a_short_list_goes_whole_with_the_signatures() {
    assert_signed_on_a_page_with(|| list(1, &["den första punkten", "en annan punkt"]), "den första punkten");
}

#[test]
fn the_last_item_of_a_long_list_goes_with_the_signatures() {
    let items = ["en punkt", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "den sista punkten"];
    assert_signed_on_a_page_with(|| list(1, &items), "den sista punkten");
}

#[test]
fn a_short_table_goes_whole_with_the_signatures() {
    assert_signed_on_a_page_with(|| table(1, 2, "radens ord"), "Rubrikrad Kolumn radens ord cell radens ord cell");
}

#[test]
fn the_last_row_of_a_long_table_goes_with_the_signatures_under_its_header() {
    assert_signed_on_a_page_with(|| table(1, 8, "radens ord"), "Rubrikrad Kolumn radens ord");
}

#[test]
fn signatures_that_no_page_holds_are_split_between_signers() {
    let mut blocks = signing();
    let Some(Body::Signatures(signatures)) = blocks.last_mut().map(|block| &mut block.body) else { panic!("a signature block") };
    let signer = signatures.columns[0].signers[0].clone();
    signatures.columns[0].signers = (0..12)
        .map(|number| Signer {
            anchor: Anchor::of("/signer", number),
            name: Some(Line(vec![Run { text: format!("Namn nummer {number} Efternamn"), style: Style::default(), origin: origin() }])),
            ..signer.clone()
        })
        .collect();
    blocks.insert(0, paragraph(1, LINE));
    let bytes = write(&tree(blocks));
    let pages = Reading::new(&bytes).pages();
    assert!(pages.len() > 1);
    for number in 0..12 {
        let page = page_of(&pages, &format!("Namn nummer {number} Efternamn"));
        let after = pages[page].split(&format!("Namn nummer {number} Efternamn")).nth(1).unwrap_or_default();
        assert!(after.trim_start().starts_with("Direktör"), "signer {number} is whole: {after}");
    }
}

#[test]
fn three_parties_stand_two_in_a_row_and_one_below() {
    let mut blocks = signing();
    let Some(Body::Signatures(signatures)) = blocks.last_mut().map(|block| &mut block.body) else { panic!("a signature block") };
    let mut third = signatures.columns[0].clone();
    third.anchor = Anchor::of("/third", 0);
    third.party.0[0].text = "För Tredje parten".into();
    signatures.columns.push(third);
    let bytes = write(&tree(blocks));
    let page = Reading::new(&bytes).pages().concat();
    let places: Vec<_> =
        ["För Västra", "Disa", "För Kommunernas", "Ebbe", "Ordförande", "För Tredje"].map(|words| page.find(words).expect(words)).into();
    assert!(places.is_sorted(), "column by column: {page}");
}

#[test]
fn no_heading_is_the_last_thing_on_a_page() {
    let mut blocks = Vec::new();
    for section in 1..=150 {
        blocks.push(heading(section, &format!("Rubrik {section} slut")));
        let start = format!("Början {section} slut");
        match section % 4 {
            0 => blocks.push(list(section, &[&start, &format!("Andra {section} slut"), LINE])),
            1 => {
                blocks.push(Block {
                    body: Body::Heading(Heading { level: 2, number: None, content: text(&start) }),
                    ..heading(1000 + section, "")
                });
                blocks.push(paragraph(2000 + section, &format!("Text {section} slut")));
            }
            _ => blocks.push(paragraph(2000 + section, &format!("{start} {}", "ord på rad ".repeat(section * 7 % 90)))),
        }
        blocks.extend((0..section % 5).map(|line| paragraph(3000 + section * 10 + line, LINE)));
    }
    let pages = Reading::new(&write(&tree(blocks))).pages();
    assert!(pages.len() > 12, "{} pages", pages.len());
    for section in 1..=150 {
        let page = page_of(&pages, &format!("{section}. Rubrik {section} slut"));
        assert_eq!(page_of(&pages, &format!("Början {section} slut")), page, "section {section}");
        match section % 4 {
            0 => assert_eq!(page_of(&pages, &format!("Andra {section} slut")), page, "two items of section {section}"),
            1 => assert_eq!(page_of(&pages, &format!("Text {section} slut")), page, "section {section}"),
            _ => {}
        }
    }
}

#[test]
fn neither_the_first_nor_the_last_item_of_a_list_is_alone_on_a_page() {
    let mut blocks = Vec::new();
    for section in 1..=120 {
        // A sentence that stands by itself and does not lead into the list.
        blocks.push(paragraph(section, "En mening som står för sig själv."));
        // Of one to three lines, so that none is split.
        let item = |place: usize| format!("Punkt {section}.{place} slut {}", "ord på rad ".repeat((section + place) % 3 * 8));
        let items: Vec<String> = (1..=2 + section % 8).map(item).collect();
        blocks.push(list(section, &items.iter().map(String::as_str).collect::<Vec<_>>()));
        blocks.extend((0..section % 7).map(|line| paragraph(3000 + section * 10 + line, LINE)));
    }
    let pages = Reading::new(&write(&tree(blocks))).pages();
    assert!(pages.len() > 12, "{} pages", pages.len());
    let mut parted = 0;
    for section in 1..=120 {
        let page = |place: usize| page_of(&pages, &format!("Punkt {section}.{place} slut"));
        let last = 2 + section % 8;
        assert_eq!(page(1), page(2), "the first of list {section}");
        assert_eq!(page(last - 1), page(last), "the last of list {section}");
        parted += usize::from(page(1) != page(last));
    }
    assert!(parted > 3, "{parted} lists go over two pages");
}

#[test]
fn a_table_over_pages_repeats_its_header_and_begins_under_its_heading() {
    for lines in 0..40 {
        let mut blocks: Vec<Block> = (0..lines).map(|line| paragraph(line, LINE)).collect();
        blocks.push(heading(1, "Tidplan"));
        blocks.push(table(1, 60, "radens ord som räcker till två rader i den här cellen"));
        let blocks = tree(blocks);
        let bytes = if lines % 10 == 0 { write(&blocks) } else { draft(&blocks) };
        let reading = Reading::new(&bytes);
        let pages = reading.pages();
        let page = page_of(&pages, "1. Tidplan");
        assert!(pages[page].contains("1. Tidplan Rubrikrad Kolumn radens ord"), "after {lines} lines: {}", pages[page]);
        assert!(pages[page..].iter().all(|page| page.contains("Rubrikrad Kolumn radens ord")), "the header stands on every page");
        assert_eq!(reading.count("TH"), 2, "and is read out once");
    }
}

#[test]
fn a_row_taller_than_a_page_is_split() {
    let long = format!("{} Slutet.", "Många ord i en cell. ".repeat(400));
    let pages = Reading::new(&write(&tree(vec![table(1, 1, &long)]))).pages();
    assert!(pages.len() > 2 && pages[pages.len() - 1].contains("Slutet."));
}

#[test]
fn long_words_are_whole_again_when_the_lines_are_joined() {
    let long = "Riksdagsbiblioteksutredningssekretariatskansliets".repeat(4);
    let address = "https://exempel.se/en/mycket/lang/adress/som-inte-ryms-pa-en-rad/2021-04-15/och_annu_langre.pdf?a=1&b=2#del".repeat(2);
    let mut tree =
        tree(vec![heading(1, &long), paragraph(1, &format!("Se {long} och {address}.")), list(1, &[&long, &address]), table(1, 2, &long)]);
    for line in tree.head.parties.iter_mut().chain(&mut tree.head.facts).chain([&mut tree.title.title, &mut tree.head.short_title]) {
        line.0[0].text.clone_from(&long);
    }
    tree.blocks.extend(signing());
    let bytes = write(&tree);
    let all: String = Reading::new(&bytes).pages().concat().split_whitespace().collect();
    assert!(all.matches(&long).count() >= 5, "the word stands whole in each place");
    assert_eq!(all.matches(&address).count(), 2);
    assert!(!all.contains('\u{200b}') && !all.contains('\u{ad}'));
}

#[test]
fn an_odd_tree_is_no_panic() {
    for blocks in [
        vec![],
        signing(),
        signing().split_off(1),
        vec![heading(1, "Bara en rubrik")],
        signing()
            .into_iter()
            .chain(signing().into_iter().map(|mut block| {
                block.anchor = Anchor::of("/again", usize::from(matches!(block.body, Body::Heading(_))));
                block
            }))
            .collect(),
    ] {
        let mut tree = tree(blocks);
        write(&tree);
        tree.head.parties.clear();
        tree.head.facts.clear();
        tree.head.running.clear();
        write(&tree);
    }
}
