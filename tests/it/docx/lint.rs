//! Each rule of the lint sees a good package broken on purpose.

use kansli::write::docx::lint;

use super::{parts, rich, zipped};

/// The rules that find fault with the rich file after `from` became `to` in a part, once.
fn rules_after(part: &str, from: &str, to: &str) -> Vec<&'static str> {
    let mut parts = parts(&rich());
    let (_, text) = parts.iter_mut().find(|(name, _)| name == part).expect("the part");
    assert!(text.contains(from), "{part} holds no {from}");
    *text = text.replacen(from, to, 1);
    rules(&zipped(&parts))
}

fn rules(file: &[u8]) -> Vec<&'static str> {
    let mut rules: Vec<_> = lint(file).into_iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Each case: what becomes what in the document, and the only rule that may find fault.
fn document(cases: &[(&str, &str, &str)]) {
    for (from, to, rule) in cases {
        assert_eq!(rules_after("word/document.xml", from, to), [*rule], "{from} → {to}");
    }
}

#[test]
fn a_good_file_has_no_findings_also_when_zipped_anew() {
    assert_eq!(lint(&rich()), []);
    assert_eq!(lint(&zipped(&parts(&rich()))), []);
}

#[test]
fn zips() {
    assert_eq!(rules(b"no zip at all")[0], "content-type");
    assert!(rules(b"no zip at all").contains(&"zip"));
    let mut all = parts(&rich());
    all.push(("WORD/styles.xml".into(), "<a/>".into()));
    assert!(rules(&zipped(&all)).contains(&"zip"));
    // Two entries of one name: no writer makes them, so the bytes are changed.
    let last = all.len() - 1;
    all[last].0 = "word/stylez.xml".into();
    let mut bytes = zipped(&all);
    while let Some(at) = bytes.windows(15).position(|window| window == b"word/stylez.xml") {
        bytes[at + 10] = b's';
    }
    assert!(rules(&bytes).contains(&"zip"), "{:?}", lint(&bytes));
}

#[test]
fn xml() {
    assert!(rules_after("word/document.xml", "</w:body>", "").contains(&"well-formed"));
    assert!(rules_after("word/document.xml", "<?xml", "<!DOCTYPE a><?xml").contains(&"well-formed"));
    assert_eq!(rules_after("word/document.xml", "xmlns:r=", "xmlns:q="), ["well-formed"]);
    assert_eq!(rules_after("word/document.xml", ">Bakgrund<", ">Bak&#1;grund<"), ["control-character"]);
    assert_eq!(rules_after("docProps/custom.xml", "name=\"Kansli", "name=\"&#x1F;Kansli"), ["control-character"]);
}

#[test]
fn content_types() {
    let types = "[Content_Types].xml";
    let part = r#"PartName="/word/numbering.xml""#;
    assert_eq!(rules_after(types, part, r#"PartName="/word/nothing.xml""#), ["content-type"]);
    assert_eq!(rules_after(types, part, r#"PartName="/word/styles.xml""#), ["content-type"]);
    assert_eq!(rules_after(types, r#"Extension="xml""#, r#"Extension="xmk""#), ["content-type"]);
    assert_eq!(rules_after(types, r#"Extension="rels""#, r#"Extension="relz""#), ["content-type"]);
    let without: Vec<_> = parts(&rich()).into_iter().filter(|(name, _)| name != types).collect();
    assert_eq!(rules(&zipped(&without)), ["content-type"]);
}

#[test]
fn relationships() {
    let rels = "word/_rels/document.xml.rels";
    assert_eq!(rules_after(rels, r#"Id="rId2""#, r#"Id="rId1""#), ["relationship"]);
    assert_eq!(rules_after(rels, r#"Id="rId9""#, r#"Id="rId90""#), ["relationship"]);
    assert_eq!(rules_after(rels, "Target=\"https:", "Target=\"file:"), ["relationship"]);
    assert_eq!(rules_after(rels, "Target=\"https:/", "Target=\"https:/ "), ["relationship"]);
    assert_eq!(rules_after(rels, "header1.xml", "header9.xml"), ["relationship", "unreachable"]);
    assert_eq!(rules_after("_rels/.rels", "docProps/custom.xml", "docProps/core.xml"), ["unreachable"]);
    assert!(rules_after("_rels/.rels", "/officeDocument\"", "/other\"").contains(&"relationship"));
    document(&[
        (r#"<w:hyperlink r:id="rId9""#, r#"<w:hyperlink r:id="rId8""#, "relationship"),
        (r#"w:type="first" r:id="rId7""#, r#"w:type="first" r:id="rId5""#, "relationship"),
        (r#"w:type="first" r:id="rId7""#, r#"w:type="first" r:id="rId70""#, "relationship"),
    ]);
    let mut orphan = parts(&rich());
    orphan.push(("word/_rels/comments.xml.rels".into(), "<Relationships/>".into()));
    assert_eq!(rules(&zipped(&orphan)), ["relationship"]);
}

#[test]
fn order() {
    document(&[
        // A paragraph's properties after its text, and within them the alignment before the style.
        ("<w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>", "<w:r/><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>", "order"),
        ("<w:pPr><w:pStyle w:val=\"Title\"/>", "<w:pPr><w:jc w:val=\"left\"/><w:pStyle w:val=\"Title\"/>", "order"),
        ("<w:pPr><w:pStyle w:val=\"Title\"/>", "<w:pPr><w:pStyle w:val=\"Title\"/><w:nonsense/>", "order"),
        ("<w:rPr><w:b/>", "<w:rPr><w:sz w:val=\"2\"/><w:b/>", "order"),
        ("<w:tblPr>", "<w:tblPr><w:tblLayout w:type=\"fixed\"/>", "order"),
        ("<w:tcPr>", "<w:tcPr><w:vAlign w:val=\"top\"/>", "order"),
        ("<w:trPr>", "<w:trPr><w:trPrChange w:id=\"900\" w:author=\"A\" w:date=\"2021-03-15T00:00:00Z\"/>", "order"),
        ("<w:sectPr>", "<w:sectPr><w:titlePg/>", "order"),
    ]);
    assert_eq!(rules_after("word/styles.xml", "<w:name ", "<w:qFormat/><w:name "), ["order"]);
    assert_eq!(rules_after("word/numbering.xml", "<w:start ", "<w:lvlJc w:val=\"left\"/><w:start "), ["order"]);
    assert_eq!(rules_after("word/settings.xml", "<w:zoom ", "<w:compat/><w:zoom "), ["order"]);
}

#[test]
fn blocks() {
    document(&[
        ("<w:tc>", "<w:tc><w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc><w:tc>", "block"),
        ("</w:tc></w:tr>", "</w:tc><w:tc><w:p/></w:tc></w:tr>", "block"),
        ("</w:tbl>", "</w:tbl><w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "block"),
        ("<w:sectPr>", "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sectPr>", "block"),
        ("</w:sectPr>", "</w:sectPr><w:p/>", "block"),
    ]);
    let spacer = r#"<w:p><w:pPr><w:pStyle w:val="Spacer"/><w:spacing w:before="240"/></w:pPr></w:p></w:hdr>"#;
    assert_eq!(rules_after("word/header1.xml", spacer, "</w:hdr>"), ["block"]);
}

#[test]
fn text_and_switches() {
    document(
        &[
            ("<w:t xml:space=\"preserve\">", "<w:t>", "space"),
            ("<w:cantSplit/>", "<w:cantSplit w:val=\"ja\"/>", "on-off"),
            ("<w:keepNext ", "<w:keepNext w:val=\"ja\" w:was=", "on-off"),
        ][..2],
    );
    assert_eq!(rules_after("word/header2.xml", "<w:instrText xml:space=\"preserve\">", "<w:instrText>"), ["space"]);
    assert_eq!(rules_after("word/header1.xml", r#"<w:fldChar w:fldCharType="end"/>"#, ""), ["field"]);
    assert_eq!(rules_after("word/header1.xml", r#"<w:fldChar w:fldCharType="begin"/>"#, ""), ["field"]);
    assert_eq!(rules_after("word/header1.xml", r#"w:fldCharType="separate""#, r#"w:fldCharType="end""#), ["field"]);
}

#[test]
fn bookmarks_and_annotations() {
    let revision =
        |id: &str| format!("<w:r><w:rPr><w:ins w:id=\"{id}\" w:author=\"A\" w:date=\"2021-03-15T00:00:00Z\"/></w:rPr></w:r></w:p>");
    document(&[
        ("<w:bookmarkEnd w:id=\"3\"/>", "", "bookmark"),
        ("<w:bookmarkEnd w:id=\"3\"/>", "<w:bookmarkEnd w:id=\"3\"/><w:bookmarkEnd w:id=\"3\"/>", "bookmark"),
        ("<w:bookmarkStart ", "<w:bookmarkEnd w:id=\"7777\"/><w:bookmarkStart ", "bookmark"),
        ("</w:p>", "<w:bookmarkStart w:id=\"7777\" w:name=\"k 1\"/><w:bookmarkEnd w:id=\"7777\"/></w:p>", "bookmark"),
        ("</w:p>", "<w:bookmarkStart w:id=\"7777\" w:name=\"k84d2cc9bd451f92e\"/><w:bookmarkEnd w:id=\"7777\"/></w:p>", "bookmark"),
        ("</w:p>", &revision("2"), "annotation"),
        ("</w:p>", &revision("x"), "annotation"),
    ]);
}

#[test]
fn revisions() {
    let good = "w:id=\"900\" w:author=\"A\" w:date=\"2021-03-15T00:00:00Z\"";
    let text = "<w:r><w:t xml:space=\"preserve\">x</w:t></w:r>";
    let deleted = "<w:r><w:delText xml:space=\"preserve\">x</w:delText></w:r>";
    let end = |inside: &str| format!("{inside}</w:p>");
    for (to, rule) in [
        (end(&format!("<w:del {good}>{text}</w:del>")), "revision"),
        (end(deleted), "revision"),
        (end("<w:ins w:id=\"900\" w:date=\"2021-03-15T00:00:00Z\"/>"), "revision"),
        (end("<w:ins w:id=\"900\" w:author=\"A\" w:date=\"i går\"/>"), "revision"),
        (
            end(&format!(
                "<w:del {good}><w:ins {}><w:del {}>{deleted}</w:del></w:ins></w:del>",
                good.replace("900", "901"),
                good.replace("900", "902")
            )),
            "revision",
        ),
    ] {
        document(&[("</w:p>", &to, rule)]);
    }
    assert_eq!(rules_after("word/document.xml", "</w:p>", &end(&format!("<w:del {good}>{deleted}</w:del>"))), [""; 0]);
}

#[test]
fn references() {
    document(&[
        (r#"<w:pStyle w:val="Title"/>"#, r#"<w:pStyle w:val="Nothing"/>"#, "style"),
        (r#"<w:pStyle w:val="Title"/>"#, r#"<w:pStyle w:val="Hyperlink"/>"#, "style"),
        (r#"<w:rStyle w:val="Hyperlink"/>"#, r#"<w:rStyle w:val="Title"/>"#, "style"),
        (r#"<w:numId w:val="8"/>"#, r#"<w:numId w:val="600"/>"#, "numbering"),
        ("<w:hyperlink w:anchor=\"k", "<w:hyperlink w:anchor=\"x", "link"),
    ]);
    let styles = "word/styles.xml";
    assert_eq!(rules_after(styles, r#"<w:basedOn w:val="Normal"/>"#, r#"<w:basedOn w:val="Nothing"/>"#), ["style"]);
    assert_eq!(rules_after(styles, r#"w:styleId="Spacer""#, r#"w:styleId="TableText""#), ["style"]);
    assert_eq!(rules_after(styles, r#"w:styleId="Title""#, r#"w:default="1" w:styleId="Title""#), ["style"]);
    assert_eq!(rules_after(styles, r#" w:default="1""#, ""), ["style"]);
    let numbering = "word/numbering.xml";
    assert_eq!(rules_after(numbering, r#"<w:abstractNumId w:val="3"/>"#, r#"<w:abstractNumId w:val="30"/>"#), ["numbering"]);
    assert!(rules_after(numbering, r#"<w:num w:numId="4">"#, r#"<w:num w:numId="5">"#).contains(&"numbering"));
}
