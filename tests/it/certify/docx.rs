//! A Word file edited behind the certificate's back, part by part.

use std::io::{Cursor, Read, Write};

use super::{report, told, written};
use crate::support::trees::rich;

/// The file with one part rewritten.
pub(super) fn edited(bytes: &[u8], part: &str, edit: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut done = false;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("a whole part");
        if name == part {
            let before = String::from_utf8(content).expect("XML");
            let after = edit(before.clone());
            assert_ne!(before, after, "{part} is as it was");
            content = after.into_bytes();
            done = true;
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("a part");
    }
    assert!(done, "no part {part}");
    out.finish().expect("a package").into_inner()
}

/// The part that a relationship of the document of some kind leads to, such as `header1.xml`.
fn heads(bytes: &[u8], kind: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("XML");
        text
    };
    let (document, relationships) = (read("word/document.xml"), read("word/_rels/document.xml.rels"));
    let reference = document.split("<w:headerReference").find(|element| element.contains(&format!("w:type=\"{kind}\""))).expect("a head");
    let id = reference.split("r:id=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let relationship =
        relationships.split("<Relationship ").find(|element| element.contains(&format!("\"{id}\""))).expect("a relationship");
    let target = relationship.split("Target=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a target");
    format!("word/{}", target.trim_start_matches("/word/"))
}

/// Replaces the first occurrence.
fn first(from: &'static str, to: &'static str) -> impl Fn(String) -> String {
    move |xml| xml.replacen(from, to, 1)
}

const DOCUMENT: &str = "word/document.xml";

#[test]
fn every_edit_of_the_parts_is_caught() {
    let tree = rich();
    let bytes = written(&tree, "docx");
    let document = |edit: &dyn Fn(String) -> String| told(&tree, "docx", &edited(&bytes, DOCUMENT, edit));
    let part = |part: &str, edit: &dyn Fn(String) -> String| told(&tree, "docx", &edited(&bytes, part, edit));
    let run = |words: &str, to: &str| {
        let (words, to) = (words.to_owned(), to.to_owned());
        move |xml: String| {
            // The run that holds the words.
            let at = xml.find(&words).expect("the words");
            let start = xml[..at].rfind("<w:r>").expect("a run");
            let end = at + xml[at..].find("</w:r>").expect("the end of a run") + "</w:r>".len();
            format!("{}{}{}", &xml[..start], to.replace('@', &xml[start..end]), &xml[end..])
        }
    };
    let properties = |words: &str, properties: &str| {
        let properties = properties.to_owned();
        let change = run(words, "@");
        let words = words.to_owned();
        move |xml: String| {
            let xml = change(xml);
            let at = xml.find(&words).expect("the words");
            let start = xml[..at].rfind("<w:r>").expect("a run") + "<w:r>".len();
            let old = if xml[start..].starts_with("<w:rPr>") {
                xml[start..].find("</w:rPr>").expect("the end of the properties") + "</w:rPr>".len()
            } else if xml[start..].starts_with("<w:rPr />") {
                "<w:rPr />".len()
            } else if xml[start..].starts_with("<w:rPr/>") {
                "<w:rPr/>".len()
            } else {
                0
            };
            format!("{}<w:rPr>{properties}</w:rPr>{}", &xml[..start], &xml[start + old..])
        }
    };
    let cases: Vec<(&str, Vec<String>)> = vec![
        ("a run deleted as a tracked change", document(&run("Platserna", "<w:del w:id=\"900\" w:author=\"x\">@</w:del>"))),
        ("a run inserted as a tracked change", document(&run("Platserna", "<w:ins w:id=\"900\" w:author=\"x\">@</w:ins>"))),
        ("a run in a content control", document(&run("Platserna", "<w:sdt><w:sdtContent>@</w:sdtContent></w:sdt>"))),
        ("hidden text", document(&properties("Platserna", "<w:vanish/>"))),
        ("white text", document(&properties("Platserna", "<w:color w:val=\"FFFFFF\"/>"))),
        ("text on a ground of its own colour", document(&properties("Platserna", "<w:shd w:val=\"clear\" w:fill=\"1A1A1A\"/>"))),
        ("text struck through", document(&properties("Platserna", "<w:strike/>"))),
        ("tiny text", document(&properties("Platserna", "<w:sz w:val=\"2\"/>"))),
        ("a hidden paragraph more", document(&first("<w:p>", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r></w:p><w:p>"))),
        (
            "a style that hides",
            part("word/styles.xml", &|xml| {
                let at = xml.find("w:styleId=\"Title\"").expect("the style");
                let start = at + xml[at..].find("<w:rPr>").expect("properties") + "<w:rPr>".len();
                format!("{}<w:vanish/>{}", &xml[..start], &xml[start..])
            }),
        ),
        ("no white space kept at a bold word", document(&|xml| xml.replace(" xml:space=\"preserve\"", ""))),
        (
            "the signature lines of all",
            part("word/styles.xml", &|xml| {
                let at = xml.find("w:styleId=\"SignatureName\"").expect("the style");
                let start = at + xml[at..].find("<w:pBdr>").expect("a border");
                let end = start + xml[start..].find("</w:pBdr>").expect("its end") + "</w:pBdr>".len();
                format!("{}{}", &xml[..start], &xml[end..])
            }),
        ),
        (
            "no room above the signature lines",
            part("word/styles.xml", &|xml| {
                let at = xml.find("w:styleId=\"SignatureName\"").expect("the style");
                let start = at + xml[at..].find("w:before=\"").expect("the room") + "w:before=\"".len();
                let end = start + xml[start..].find('"').expect("its end");
                format!("{}100{}", &xml[..start], &xml[end..])
            }),
        ),
        ("another date in the later heads", part(&heads(&bytes, "default"), &first("2021-03-15", "2020-10-15"))),
        ("no page number in the first head", part(&heads(&bytes, "first"), &first(">PAGE<", ">DATE<"))),
        ("another way to count headings", part("word/numbering.xml", &first("lowerLetter", "upperLetter"))),
        (
            "hidden numbers of headings",
            part("word/numbering.xml", &|xml| {
                let at = xml.find("Heading1").expect("the level of headings");
                let end = at + xml[at..].find("</w:lvl>").expect("its end");
                format!("{}<w:rPr><w:vanish/></w:rPr>{}", &xml[..end], &xml[end..])
            }),
        ),
        (
            "headings that begin at 3",
            part("word/numbering.xml", &|xml| {
                let at = xml.find("Heading1").expect("the level of headings");
                let start = xml[..at].rfind("<w:start w:val=\"1\"").expect("a start");
                format!("{}<w:start w:val=\"3\"{}", &xml[..start], &xml[start + "<w:start w:val=\"1\"".len()..])
            }),
        ),
        ("a header row that is none", document(&|xml| xml.replace("<w:tblHeader />", "").replace("<w:tblHeader/>", ""))),
        ("a link to another address", part("word/_rels/document.xml.rels", &first("https://exempel.se/vard", "https://exempel.com/vard"))),
        (
            "a bookmark under another name",
            document(&|xml| {
                let at = xml.find("Platserna").expect("the words");
                let start = xml[..at].rfind("w:name=\"").expect("a bookmark") + "w:name=\"".len();
                format!("{}kffffffffffffffff{}", &xml[..start], &xml[start + 17..])
            }),
        ),
        ("another language", part("word/styles.xml", &first("w:val=\"sv-SE\"", "w:val=\"en-US\""))),
        ("no head of its own on the first page", document(&|xml| xml.replace("<w:titlePg />", "").replace("<w:titlePg/>", ""))),
        (
            "comments",
            part(
                "word/_rels/document.xml.rels",
                &first(
                    "</Relationships>",
                    "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/></Relationships>",
                ),
            ),
        ),
        (
            "an equation",
            document(&first(
                "</w:p>",
                "<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><m:r><m:t>1</m:t></m:r></m:oMath></w:p>",
            )),
        ),
        (
            "a paragraph left of the margin",
            document(&|xml| {
                let at = xml.find("Platserna").expect("the words");
                let start = xml[..at].rfind("<w:pPr>").expect("properties") + "<w:pPr>".len();
                let ind = "<w:ind w:left=\"-2000\"/>";
                format!("{}{ind}{}", &xml[..start], &xml[start..])
            }),
        ),
        ("landscape paper", document(&first("<w:pgSz w:w=\"", "<w:pgSz w:w=\"9"))),
        ("a document that is not XML", document(&|xml| xml.replacen("</w:body>", "", 1))),
    ];
    insta::assert_snapshot!(report(cases));
}
