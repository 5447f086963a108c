//! A PDF edited behind the certificate's back: its pages are drawn otherwise while its structure stays.

use lopdf::content::Content;
use lopdf::{Document, Object, StringFormat, dictionary};

use super::{report, told, written};
use crate::support::trees::rich;

fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a PDF");
    out
}

/// The file with its streams decompressed.
pub(super) fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).expect("a PDF");
    document.decompress();
    saved(document)
}

pub(super) fn edited(bytes: &[u8], edit: impl Fn(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).expect("a PDF");
    edit(&mut document);
    saved(document)
}

/// A content stream as plain text: an operator a line, strings in hexadecimal.
fn text_of(content: &[u8]) -> String {
    fn hexadecimal(operand: &mut Object) {
        match operand {
            Object::String(_, format) => *format = StringFormat::Hexadecimal,
            Object::Array(operands) => operands.iter_mut().for_each(hexadecimal),
            _ => {}
        }
    }
    let mut content = Content::decode(content).expect("operators");
    content.operations.iter_mut().flat_map(|operation| &mut operation.operands).for_each(hexadecimal);
    String::from_utf8(content.encode().expect("operators")).expect("plain text")
}

/// The file with the content of one page, from 1, rewritten.
fn drawn(bytes: &[u8], page: u32, edit: impl Fn(String) -> String) -> Vec<u8> {
    edited(bytes, |document| {
        let page = document.get_pages()[&page];
        let id = document.get_page_contents(page)[0];
        let stream = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a stream");
        let before = text_of(&stream.get_plain_content().expect("content"));
        let after = edit(before.clone());
        assert_ne!(before, after, "page {page:?} is as it was");
        stream.set_plain_content(after.into_bytes());
    })
}

/// The page, from 1, and the number of the marked content that begins with some words; found by lopdf's own decoding.
fn place(bytes: &[u8], words: &str) -> (u32, u32) {
    let document = Document::load_mem(bytes).expect("a PDF");
    for (page, id) in document.get_pages() {
        let fonts = document.get_page_fonts(id).expect("fonts");
        let content = Content::decode(&document.get_page_content(id)).expect("operators");
        let (mut font, mut number, mut text) = (None, None, String::new());
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => font = operands[0].as_name().ok().and_then(|name| fonts.get(name)),
                "BDC" => {
                    let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
                    number = properties.and_then(|properties| properties.get(b"MCID").and_then(Object::as_i64).ok());
                    text.clear();
                }
                "Tj" | "TJ" => {
                    let parts = operands[0].as_array().cloned().unwrap_or_else(|_| operands.clone());
                    let encoding = font.expect("a font").get_font_encoding(&document).expect("an encoding");
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        text.push_str(&Document::decode_text(&encoding, part).expect("text"));
                    }
                    if let (true, Some(number)) = (text.starts_with(words), number) {
                        return (page, u32::try_from(number).expect("a number"));
                    }
                }
                _ => {}
            }
        }
    }
    panic!("no text begins with {words}")
}

/// The marked content of a number on a page: where it begins and ends.
fn marked(content: &str, number: u32) -> std::ops::Range<usize> {
    let start = content.find(&format!("/MCID {number} ")).or_else(|| content.find(&format!("/MCID {number}>"))).expect("marked content");
    let start = start + content[start..].find("BDC").expect("its beginning") + "BDC".len();
    start..start + content[start..].find("EMC").expect("its end")
}

fn replaced(content: &str, range: std::ops::Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &content[..range.start], &content[range.end..])
}

/// Moves marked content by some points.
fn moved(number: u32, right: f64, up: f64) -> impl Fn(String) -> String {
    move |content| {
        let range = marked(&content, number);
        let inner = content[range.clone()].to_owned();
        replaced(&content, range, &format!("\nq 1 0 0 1 {right} {up} cm{inner}Q\n"))
    }
}

fn wrapped(number: u32, before: &str, after: &str) -> impl Fn(String) -> String {
    move |content| {
        let range = marked(&content, number);
        let inner = content[range.clone()].to_owned();
        replaced(&content, range, &format!("\n{before}\n{inner}\n{after}\n"))
    }
}

/// Where the first of the lines to sign on is drawn: the longest single strokes of the last page come in pairs of columns.
fn signature_line(content: &str) -> std::ops::Range<usize> {
    let stroke = "0 0 m\n";
    let mut from = 0;
    while let Some(at) = content[from..].find(stroke).map(|at| at + from) {
        let end = at + content[at..].find("\nS").expect("a stroke") + 2;
        let length: f64 = content[at + stroke.len()..].split(' ').next().expect("a number").parse().expect("a number");
        if (150.0..300.0).contains(&length) {
            return at..end;
        }
        from = end;
    }
    panic!("no line to sign on")
}

#[test]
fn every_edit_of_the_pages_is_caught() {
    let tree = rich();
    let bytes = written(&tree, "pdf");
    let draw = |page: u32, edit: &dyn Fn(String) -> String| told(&tree, "pdf", &drawn(&bytes, page, edit));
    let (page, paragraph) = place(&bytes, "Platserna");
    let (signed, _) = place(&bytes, "Disa Åkerlund");
    let (referred, reference) = place(&bytes, "Register över");
    let (tabled, first_cell) = place(&bytes, "hösten 2021");
    let (_, second_cell) = place(&bytes, "Framtagande");
    let change = |edit: &dyn Fn(&mut Document)| told(&tree, "pdf", &edited(&bytes, edit));
    let text = "BT /f0 11 Tf 1 0 0 1 100 600 Tm <0003> Tj ET";
    let cases: Vec<(&str, Vec<String>)> = vec![
        ("text off the paper", draw(page, &moved(paragraph, 400.0, 0.0))),
        ("text in the margin", draw(page, &moved(paragraph, -20.0, 0.0))),
        ("text on top of other text", draw(page, &moved(paragraph, 0.0, 15.0))),
        ("paragraphs in another order on paper", draw(referred, &moved(reference, 0.0, 60.0))),
        ("text out of its column", draw(tabled, &moved(first_cell, 90.0, 0.0))),
        (
            "rows that change places on paper",
            draw(tabled, &|content| moved(second_cell, 0.0, -60.0)(moved(first_cell, 0.0, -60.0)(content))),
        ),
        (
            "invisible text",
            draw(page, &|content| {
                let range = marked(&content, paragraph);
                let inner = content[range.clone()].replace("0 Tr", "3 Tr");
                replaced(&content, range, &inner)
            }),
        ),
        (
            "white text",
            draw(page, &|content| {
                let range = marked(&content, paragraph);
                let inner = content[range.clone()].replace(" scn", " scn 1 g");
                replaced(&content, range, &inner)
            }),
        ),
        ("text that is cut off", draw(page, &wrapped(paragraph, "q 0 0 50 50 re W n", "Q"))),
        ("text under a white area", draw(page, &wrapped(paragraph, "", "q 1 g 80 100 400 400 re f Q"))),
        (
            "text struck through",
            draw(page, &|content| {
                let range = marked(&content, paragraph);
                let inner = content[range.clone()].replacen("BT", "0 -4 m 100 -4 l S\nBT", 1);
                replaced(&content, range, &inner)
            }),
        ),
        ("text without a place in the structure", draw(1, &|content| format!("{content}\n{text}"))),
        ("text posing as a head", draw(2, &|content| format!("{content}\n/Artifact BMC {} EMC", text.replace("600", "790")))),
        ("text posing as a repeated header row", draw(2, &|content| format!("{content}\n/Artifact BMC {text} EMC"))),
        ("text read out otherwise than it looks", draw(page, &wrapped(paragraph, "/Span <</ActualText (Annat)>> BDC", "EMC"))),
        (
            "letters left out",
            draw(page, &|content| {
                let range = marked(&content, paragraph);
                let inner = content[range.clone()].to_owned();
                let at = inner.find('<').expect("codes") + 1;
                replaced(&content, range, &format!("{}{}", &inner[..at], &inner[at + 8..]))
            }),
        ),
        (
            "a missing character",
            draw(page, &|content| {
                let range = marked(&content, paragraph);
                let inner = content[range.clone()].to_owned();
                let at = inner.find('<').expect("codes") + 1;
                replaced(&content, range, &format!("{}0000{}", &inner[..at], &inner[at + 4..]))
            }),
        ),
        (
            "a signature line left out",
            draw(signed, &|content| {
                let range = signature_line(&content);
                replaced(&content, range, "")
            }),
        ),
        (
            "a signature line cut short",
            draw(signed, &|content| {
                let range = signature_line(&content);
                replaced(&content, range, "0 0 m\n60 0 l\nS")
            }),
        ),
        (
            "a signature line too pale to be seen",
            draw(signed, &|content| {
                let range = signature_line(&content);
                let line = content[range.clone()].to_owned();
                replaced(&content, range, &format!("0.95 G {line}"))
            }),
        ),
        (
            "a signature line close under the party",
            draw(signed, &|content| {
                let range = signature_line(&content);
                replaced(&content, range, "0 -40 m\n200 -40 l\nS")
            }),
        ),
        (
            "the space to sign in taken by a line",
            draw(signed, &|content| {
                let range = signature_line(&content);
                let line = content[range.clone()].to_owned();
                replaced(&content, range, &format!("{line}\n0 -20 m\n100 -20 l\nS"))
            }),
        ),
        (
            "an annotation on top",
            change(&|document| {
                let page = document.get_pages()[&1];
                let note = dictionary! { "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("Obs!"), "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()] };
                let id = document.add_object(note);
                let page = document.get_dictionary_mut(page).expect("a page");
                page.get_mut(b"Annots").and_then(Object::as_array_mut).expect("annotations").push(id.into());
            }),
        ),
        (
            "a link to another address",
            change(&|document| {
                for object in document.objects.values_mut() {
                    if let Ok(annotation) = object.as_dict_mut()
                        && let Ok(action) = annotation.get_mut(b"A").and_then(Object::as_dict_mut)
                    {
                        action.set("URI", Object::string_literal("https://exempel.com"));
                    }
                }
            }),
        ),
        (
            "a heading tagged as a paragraph",
            change(&|document| {
                let heading = document.objects.values_mut().find_map(|object| {
                    object.as_dict_mut().ok().filter(|element| element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"H3"))
                });
                heading.expect("a heading").set("S", Object::Name(b"P".to_vec()));
            }),
        ),
        (
            "header cells tagged as cells",
            change(&|document| {
                for object in document.objects.values_mut() {
                    if let Ok(element) = object.as_dict_mut()
                        && element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"TH")
                    {
                        element.set("S", Object::Name(b"TD".to_vec()));
                    }
                }
            }),
        ),
        (
            "an entry of the outline that says something else",
            change(&|document| {
                let mut dictionaries = document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
                let entry = dictionaries.find(|entry| entry.has(b"Dest") && entry.has(b"Title"));
                entry.expect("an entry").set("Title", Object::string_literal("Annat"));
            }),
        ),
        (
            "no outline",
            change(&|document| {
                document.catalog_mut().expect("a catalog").remove(b"Outlines");
            }),
        ),
        (
            "no tags",
            change(&|document| {
                document.catalog_mut().expect("a catalog").remove(b"StructTreeRoot");
            }),
        ),
        (
            "another size of paper",
            change(&|document| {
                let page = document.get_pages()[&2];
                document.get_dictionary_mut(page).expect("a page").set("MediaBox", vec![0.into(), 0.into(), 842.into(), 595.into()]);
            }),
        ),
        (
            "a page more",
            change(&|document| {
                let page = document.get_pages()[&2];
                let (copy, parent) = (
                    document.get_object(page).expect("a page").clone(),
                    document.get_dictionary(page).expect("a page").get(b"Parent").expect("a parent").as_reference().expect("a reference"),
                );
                let id = document.add_object(copy);
                let parent = document.get_dictionary_mut(parent).expect("pages");
                parent.set("Count", 3);
                parent.get_mut(b"Kids").and_then(Object::as_array_mut).expect("pages").push(id.into());
            }),
        ),
        ("a layer that can be switched off", draw(page, &wrapped(paragraph, "/OC /x BDC", "EMC"))),
        ("an image", draw(1, &|content| format!("{content}\n/x0 Do"))),
    ];
    insta::assert_snapshot!(report(cases));
}
