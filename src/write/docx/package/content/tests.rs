//! Content as docx-rs would write it, and what it would not.

use docx_rs::{AlignmentType, Document, Docx, IndentLevel, NumberingId};

use super::super::super::paragraph::{CellLook, ParagraphLook};
use super::super::{read, repair};
use super::*;

fn words(text: &str, mark: Option<Mark>) -> Inner<'_> {
    Inner::Words(Words { text: text.into(), look: WordsLook::default(), mark })
}

fn paragraph<'t>(style: Option<&'static str>, content: Vec<Inner<'t>>) -> Paragraph<'t> {
    Paragraph { look: ParagraphLook { style, ..ParagraphLook::default() }, content }
}

fn cell(width: usize, span: usize, paragraph: Paragraph<'_>) -> Cell<'_> {
    Cell { look: CellLook { width, span, ..CellLook::default() }, paragraphs: vec![paragraph] }
}

/// Whatever a body may hold, but for changes.
fn body() -> Vec<Piece<'static>> {
    let link = Words { text: "dit".into(), look: WordsLook { style: Some("Link"), ..WordsLook::default() }, mark: None };
    let strong = Words { text: " tre".into(), look: WordsLook { strong: true, ..WordsLook::default() }, mark: None };
    let emphasis = Words { text: "punkt".into(), look: WordsLook { emphasis: true, ..WordsLook::default() }, mark: None };
    let plain = vec![Inner::Begin(0, "k1"), words("ett ", None), words("två", None), Inner::Words(strong), Inner::End(0)];
    let rest = [Inner::Link { to: Target::Bookmark("k1"), words: vec![link] }, words("", None)];
    let mut item = paragraph(Some("ListNumber"), vec![Inner::Words(emphasis)]);
    (item.look.numbering, item.look.flush_right) = (Some((8, 1)), true);
    let mut last = cell(1, 1, Paragraph::default());
    last.paragraphs.iter_mut().for_each(|paragraph| paragraph.look.keep_next = true);
    let term = cell(1, 1, paragraph(Some(TABLE_TERM), vec![words("term", None)]));
    let rows = [
        (vec![cell(3, 2, paragraph(Some(TABLE_HEADER), vec![words("huvud", None)]))], false),
        (vec![term, cell(2, 1, Paragraph::default())], true),
        (vec![last], true),
    ];
    let rows = rows.map(|(cells, may_break)| Row { cells, may_break, mark: None }).into();
    vec![
        Piece::Paragraph(paragraph(None, plain.into_iter().chain(rest).collect())),
        Piece::Paragraph(item),
        Piece::Table(Table { style: Some("KansliTable"), grid: vec![1, 2], rows }),
        Piece::Paragraph(Paragraph::default()),
    ]
}

/// The same as docx-rs would have it.
fn document() -> Document {
    use docx_rs::{Hyperlink, HyperlinkType, Paragraph, Run, TableCell, TableRow, WidthType};
    let run = |text: &str| {
        let mut run = Run::new();
        run.children.push(docx_rs::RunChild::Text(docx_rs::Text { text: text.into(), preserve_space: true }));
        run
    };
    let cell = |width, paragraph| TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph);
    let link = Hyperlink::new("k1", HyperlinkType::Anchor).add_run(run("dit").style("Link"));
    let plain = Paragraph::new().add_bookmark_start(0, "k1").add_run(run("ett ")).add_run(run("två")).add_run(run(" tre").bold());
    let item = Paragraph::new().style("ListNumber").numbering(NumberingId::new(8), IndentLevel::new(1)).align(AlignmentType::Right);
    let rows = vec![
        TableRow::new(vec![cell(3, Paragraph::new().style(TABLE_HEADER).add_run(run("huvud"))).grid_span(2)]).cant_split(),
        TableRow::new(vec![cell(1, Paragraph::new().style(TABLE_TERM).add_run(run("term"))), cell(2, Paragraph::new())]),
        TableRow::new(vec![cell(1, Paragraph::new().keep_next(true))]),
    ];
    let table = super::super::super::tables::fixed(rows, &[1, 2]).style("KansliTable");
    Document::new()
        .add_paragraph(plain.add_bookmark_end(0).add_hyperlink(link).add_run(run("")))
        .add_paragraph(item.add_run(run("punkt").italic()))
        .add_table(table)
        .add_paragraph(Paragraph::new())
}

#[test]
fn what_is_written_is_what_docx_rs_writes_repaired() {
    let whole = repair::content(read("document", &Docx::new().document(document()).build().document).unwrap());
    let expected = whole.first("w:body").unwrap();
    let section = expected.first("w:sectPr").unwrap().to_text();
    let expected = expected.to_text().replace("<w:body>", "").replace("</w:body>", "").replace(&section, "");
    // Properties of a row that say nothing are left out.
    let expected = expected.replace("<w:trPr/>", "");
    // Once as it comes, once from what is kept.
    for _ in 0..2 {
        let content = write(&body(), None, 1).unwrap();
        assert_eq!(content.text, expected);
        let mut used = Used::default();
        used.collect(&whole);
        assert_eq!(content.used, used);
    }
}

#[test]
fn changes_have_numbers_authors_and_text_of_their_own() {
    let byline = |author: &str| Byline { author: author.into(), time: crate::model::Moment::parse("2021-03-15T00:00:00Z").unwrap() };
    let bylines = Bylines { last: byline("A & B"), parts: [(crate::model::Anchor::of("/x", 0), byline("C"))].into() };
    let anchor = crate::model::Anchor::of("/x", 0);
    let mut ended = paragraph(None, vec![Inner::Begin(0, anchor.as_str()), words("kvar", None)]);
    ended.look.end = Some(Mark::Inserted);
    let changed = vec![words("<u", Some(Mark::Deleted)), words("t>", Some(Mark::Deleted)), words("in", Some(Mark::Inserted))];
    let body = [paragraph(None, changed), ended].map(Piece::Paragraph);
    let signed = |id: usize, author: &str| format!(r#" w:id="{id}" w:author="{author}" w:date="2021-03-15T00:00:00Z""#);
    let words = |name: &str, text: &str| format!(r#"<w:r><{name} xml:space="preserve">{text}</{name}></w:r>"#);
    let expected = format!(
        concat!(
            "<w:p><w:del{}>{}</w:del><w:ins{}>{}</w:ins>{}</w:p>",
            r#"<w:p><w:pPr><w:rPr><w:ins{}/></w:rPr></w:pPr><w:bookmarkStart w:id="0" w:name="{}"/>{}</w:p>"#
        ),
        signed(1, "A &amp; B"),
        words("w:delText", "&lt;ut&gt;"),
        signed(2, "A &amp; B"),
        words("w:t", "in"),
        words("w:t", "\u{a0}"),
        signed(3, "C"),
        anchor.as_str(),
        words("w:t", "kvar"),
    );
    assert_eq!(write(&body, Some(&bylines), 1).unwrap().text, expected);
}

#[test]
fn an_item_has_the_number_of_its_own_list() {
    let item = |instance, end| {
        let look = ParagraphLook { style: Some("ListBullet"), numbering: Some((instance, 0)), end, ..ParagraphLook::default() };
        Piece::Paragraph(Paragraph { look, content: Vec::new() })
    };
    let content = write(&[item(41, None), item(7, None), item(8, Some(Mark::Deleted))], None, 0).unwrap();
    let numbers: Vec<_> =
        content.text.match_indices("<w:numId w:val=\"").map(|(at, found)| &content.text[at + found.len()..][..3]).collect();
    assert_eq!(numbers, ["41\"", "7\"/", "8\"/"]);
    assert_eq!(content.used.instances.into_iter().collect::<Vec<_>>(), ["41", "7", "8"]);
}
