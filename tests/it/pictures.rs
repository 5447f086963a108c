//! Pictures of pages: as many as the PDF has, from its own layout, and none left over from a longer document.

use std::fs;

use kansli::model::Hash;

use crate::cli::Desk;

fn certificate(desk: &Desk, stem: &str) -> serde_json::Value {
    serde_json::from_slice(&desk.read(&format!("{stem}.certificate.json"))).unwrap()
}

fn pictures(desk: &Desk, ending: &str) -> Vec<String> {
    desk.names().into_iter().filter(|name| name.ends_with(ending)).collect()
}

#[test]
fn each_page_of_the_pdf_is_a_file() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let outcome = desk.run(&["render", "--pages-as", "png", "--resolution", "36", "a.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    let certificate = certificate(&desk, "a");
    let pdf = certificate["outputs"].as_array().unwrap().iter().find(|output| output["format"] == "pdf").unwrap();
    let names = pictures(&desk, ".png");
    assert_eq!(names.len() as u64, pdf["compared"]["pages"].as_u64().unwrap());
    assert_eq!(names[0], "a-1.png");
    let told: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(told[2..2 + names.len()], names, "each is told, before the certificate");
    let pages = &certificate["pages"];
    assert_eq!((&pages["format"], &pages["resolution"], &pages["pdf"]), (&"png".into(), &36.into(), &pdf["sha256"]));
    for (name, hash) in names.iter().zip(pages["sha256"].as_array().unwrap()) {
        assert_eq!(hash, Hash::of(&desk.read(name)).as_str());
    }
    let first = png::Decoder::new(std::io::Cursor::new(desk.read("a-1.png"))).read_info().unwrap();
    let info = first.info();
    assert_eq!((info.width, info.height), (298, 421), "A4 at 36 dots an inch");
    assert_eq!(info.pixel_dims.map(|dots| (dots.xppu, dots.yppu, dots.unit)), Some((1417, 1417, png::Unit::Meter)));
    let title = info.utf8_text.iter().find(|chunk| chunk.keyword == "Title").unwrap().get_text().unwrap();
    assert!(title.ends_with(&format!(", 1 ({})", names.len())), "{title}");
}

#[test]
fn pictures_change_no_other_file_and_are_the_same_each_time() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put_example("b.toml");
    desk.run(&["render", "--out", "utan", "a.toml"]);
    for folder in ["ett", "tva"] {
        // Two documents, so that pages are drawn side by side on several threads.
        assert_eq!(desk.run(&["render", "--pages-as", "png", "--resolution", "40", "--out", folder, "a.toml", "b.toml"]).exit, 0);
        assert_eq!(desk.run(&["render", "--pages-as", "svg", "--to", "docx", "--out", &format!("{folder}-svg"), "a.toml"]).exit, 0);
    }
    for (one, other) in [("ett", "tva"), ("ett-svg", "tva-svg")] {
        let mut count = 0;
        for entry in fs::read_dir(desk.path(one)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(desk.read(&format!("{one}/{name}")) == desk.read(&format!("{other}/{name}")), "{name} differs");
            count += 1;
        }
        assert!(count > 7);
    }
    for ending in ["pdf", "docx"] {
        assert!(desk.read(&format!("utan/a.{ending}")) == desk.read(&format!("ett/a.{ending}")), "{ending} differs");
    }
    // The pictures of a run without a PDF are still of that PDF, which was read back.
    let (with, without) = (certificate(&desk, "ett/a"), certificate(&desk, "ett-svg/a"));
    assert_eq!(with["pages"]["pdf"], without["pages"]["pdf"]);
    assert!(!desk.path("ett-svg/a.pdf").exists());
    assert_eq!(without["outputs"].as_array().unwrap().len(), 1);
}

#[test]
fn an_svg_says_what_it_shows() {
    let desk = Desk::new();
    desk.put_with("a.toml", "title = \"", "title = \"<A> & B ");
    let outcome = desk.run(&["render", "--pages-as", "svg", "a.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    let text = String::from_utf8(desk.read("a-1.svg")).unwrap();
    // It is XML, and its name is the title of the root element.
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut depth, mut deepest) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
        deepest = depth.max(deepest);
    }
    assert!(depth == 0 && deepest > 1);
    let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).unwrap().0;
    assert!(title.contains(": &lt;A&gt; &amp; B ") && title.contains(", 1 ("), "{title}");
    assert!(text.contains("<metadata>urn:kansli:page-of:"));
}

#[test]
fn pages_of_a_longer_document_go_and_nothing_else_does() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let run = || desk.run(&["render", "--pages-as", "png", "--resolution", "36", "a.toml"]);
    assert_eq!(run().exit, 0);
    let pages = pictures(&desk, ".png");
    // As a run of ten pages would have left them, and one of another document.
    let ours = desk.read("a-1.png");
    for name in ["a-01.png", "a-10.png", "a-99.png", "b-9.png", "a-1-9.png"] {
        desk.put(name, &ours);
    }
    let mark = ours.windows(8).position(|part| part == b"page-of:").unwrap();
    let mut other = ours.clone();
    other[mark + 8] = if other[mark + 8] == b'x' { b'y' } else { b'x' };
    desk.put("a-11.png", &other);
    desk.put("a-12.png", "min egen bild");
    desk.put("a-10.svg", "<svg/>");
    let outcome = run();
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    let mut left = pages.clone();
    left.extend(["a-1-9.png", "a-11.png", "a-12.png", "b-9.png"].map(String::from));
    left.sort();
    assert_eq!(pictures(&desk, ".png"), left);
    assert!(desk.path("a-10.svg").exists());
    assert_eq!(outcome.out.lines().filter(|line| line.ends_with(".png")).count(), pages.len());
}
