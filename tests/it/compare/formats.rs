//! Redlines in every format: what they show, and that each holds both versions.

use kansli::check::CheckOptions;
use kansli::compare::{compare, listed, synopsis};
use kansli::diag::FileName;
use kansli::model::{Body, Hash, Record, RedlineFile, Tree};
use kansli::produce::{Producer, Request};
use kansli::read::Source;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::Provenance;
use scraper::{Html, Node};

use super::{PAIRS, terminal::desk, tree};

fn source(path: &str) -> Source {
    let bytes = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    kansli::read::read(FileName::new(path), &bytes).unwrap()
}

/// The redline of a pair, and its files.
pub fn files(old: &str, new: &str, formats: &[&'static str]) -> (Tree, Vec<(&'static str, Vec<u8>)>) {
    let mut redline = compare(&tree(old), &tree(new));
    let marks = redline.redline.as_deref_mut().unwrap();
    (marks.old_name, marks.new_name) = ("version 1.0".into(), "version 1.1".into());
    let new = source(new);
    let known: Vec<&'static str> = kansli::write::FORMATS.iter().map(|format| format.name).filter(|name| formats.contains(name)).collect();
    let request = Request { formats: known, date: Some("2021-06-02".into()), ..Request::default() };
    let producer = Producer::new(&BuiltIn).unwrap();
    let outputs = producer.redlined((&redline, &listed(&redline)), &new, &new, &request, None).unwrap();
    (redline, outputs.into_iter().map(|output| (output.ending, output.bytes)).collect())
}

fn text(old: &str, new: &str, format: &'static str) -> String {
    String::from_utf8(files(old, new, &[format]).1.remove(0).1).unwrap()
}

#[test]
fn each_pair_reads_as_it_should() {
    for (name, old, new) in PAIRS {
        let shown = text(old, new, "txt");
        // The list of changes alone is the review; the real document is shown whole.
        let from = if *name == "real" { 0 } else { shown.find("Ändringar från version 1.0").unwrap() };
        insta::assert_snapshot!(format!("text_{name}"), shown[from..]);
    }
}

/// The words of a plain text without those that only one side has, up to the list of changes.
fn side(shown: &str, without: (&str, &str), kept: (&str, &str)) -> Vec<String> {
    let mut rest = shown.split("\n\n\nÄndringar från version 1.0").next().unwrap();
    let mut out = String::new();
    while let Some(at) = rest.find(without.0) {
        out.push_str(&rest[..at]);
        rest = &rest[at + without.0.len()..];
        rest = &rest[rest.find(without.1).unwrap() + without.1.len()..];
    }
    out.push_str(rest);
    words(&without_notes(&out.replace(kept.0, "").replace(kept.1, "").replace('¶', " ")))
}

/// A text without what a redline says of moves.
fn without_notes(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(at) = out.to_lowercase().find("[flyttat ").filter(|at| out.is_char_boundary(*at)) {
        let end = out[at..].find(']').expect("a note ends");
        out.replace_range(at..=at + end, " ");
    }
    out
}

/// Letters and figures only: lines, underlines, numbers of items and spaces differ.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().map(|c| if c.is_alphanumeric() || c.is_whitespace() { c } else { ' ' }).collect();
    text.split_whitespace().map(str::to_owned).collect()
}

/// A tree as plain text below its head, without its tables, whose form depends on what they hold.
fn below_head(tree: &Tree) -> String {
    let mut tree = tree.clone();
    tree.blocks.retain(|block| !matches!(block.body, Body::Table(_)));
    let theme = Theme::load(&BuiltIn, DEFAULT_THEME).unwrap();
    let hash = Hash::of(b"");
    let provenance = Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2021-06-02".into(), docx: None };
    let text = String::from_utf8(kansli::write::text::write(&tree, &theme, &provenance).unwrap().bytes).unwrap();
    text.split_once("====\n").unwrap().1.to_owned()
}

#[test]
fn plain_text_holds_both_versions() {
    for (name, old, new) in PAIRS {
        let (old, new) = (tree(old), tree(new));
        let shown = below_head(&compare(&old, &new));
        let own = |tree: &Tree| words(&below_head(tree));
        assert_eq!(side(&shown, ("[-", "-]"), ("[+", "+]")).join(" "), own(&new).join(" "), "{name}");
        // Numbers are those of the new version.
        let unnumbered = |words: Vec<String>| words.into_iter().filter(|word| word.chars().count() > 2).collect::<Vec<_>>().join(" ");
        assert_eq!(unnumbered(side(&shown, ("[+", "+]"), ("[-", "-]"))), unnumbered(own(&old)), "{name}");
    }
}

/// The words of a page's main part, without hidden ones, ways from change to change, and what one side alone has.
fn page(html: &str, without: &str) -> Vec<String> {
    fn collect(node: ego_tree_node::Ref<'_>, without: &str, done: &mut bool, out: &mut String) {
        match node.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                let class = element.attr("class").unwrap_or_default();
                *done |= element.attr("id") == Some(kansli::model::Redline::list_anchor().as_str());
                if *done || [without, "nav"].contains(&element.name()) || ["spoken", "change", "number", "label"].contains(&class) {
                    return;
                }
                if !["ins", "del", "em", "strong", "a", "span"].contains(&element.name()) {
                    out.push(' ');
                }
                node.children().for_each(|child| collect(child, without, done, out));
            }
            _ => {}
        }
    }
    let page = Html::parse_document(html);
    let main = page.select(&scraper::Selector::parse("main").unwrap()).next().unwrap();
    let (mut out, mut done) = (String::new(), false);
    main.children().for_each(|child| collect(child, without, &mut done, &mut out));
    words(&without_notes(&out))
}

/// The nodes of the parsed page.
mod ego_tree_node {
    pub type Ref<'a> = <scraper::ElementRef<'a> as std::ops::Deref>::Target;
}

#[test]
fn a_web_page_holds_both_versions_and_leads_from_change_to_change() {
    for (name, old, new) in PAIRS {
        let html = text(old, new, "html");
        let request = Request { formats: vec!["html"], date: Some("2021-06-02".into()), ..Request::default() };
        let plain = |path: &str| {
            let outputs = Producer::new(&BuiltIn).unwrap().produce(&source(path), &request).output.unwrap();
            page(std::str::from_utf8(&outputs[0].bytes).unwrap(), "none").join(" ")
        };
        assert_eq!(page(&html, "del").join(" ").replace(" ¶", ""), plain(new), "{name}");
        // Numbers are those of the new version, with the former ones struck.
        let long = |words: Vec<String>| words.into_iter().filter(|word| word.chars().count() > 2).collect::<Vec<_>>().join(" ");
        assert_eq!(long(page(&html, "ins")), long(plain(old).split(' ').map(str::to_owned).collect()), "{name}");
        let parsed = Html::parse_document(&html);
        let ids: std::collections::BTreeSet<_> =
            parsed.select(&scraper::Selector::parse("[id]").unwrap()).filter_map(|e| e.attr("id")).collect();
        for link in parsed.select(&scraper::Selector::parse("a").unwrap()).filter_map(|e| e.attr("href")) {
            assert!(link.strip_prefix('#').is_none_or(|id| ids.contains(id)), "{name}: {link}");
        }
        assert!(html.contains("Tillagt: ") || html.contains("¶"), "{name}");
        assert!(*name == "changed-head" || html.contains(">nästa ändring</a>"), "{name}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn pages_keep_to_the_standards_and_say_what_is_marked() {
    for (name, old, new) in PAIRS {
        let (redline, mut files) = files(old, new, &["pdf"]);
        let bytes = files.remove(0).1;
        crate::support::standards::assert_conforms(&bytes);
        let text = lopdf_text(&bytes);
        assert!(text.contains("Tillagt:") || text.contains("Borttaget:"), "{name}");
        let sides = synopsis(&redline).unwrap();
        let request = Request { formats: vec!["docx", "pdf"], date: Some("2021-06-02".into()), ..Request::default() };
        let of = source(new);
        let outputs = Producer::new(&BuiltIn).unwrap().derived(&sides, &of, &of, &request).unwrap();
        assert_eq!(outputs.iter().map(|output| output.ending).collect::<Vec<_>>(), ["docx", "pdf", "certificate.json"], "{name}");
        crate::support::standards::assert_conforms(&outputs[1].bytes);
    }
}

/// The words of the text of a redline without those that only one side has, up to the list of changes; spoken words tell which.
#[cfg(feature = "pdf")]
fn side_of_pages(text: &str, without: (&str, &str), kept: (&str, &str)) -> Vec<String> {
    let text = text.split("Ändringar från version 1.0").next().unwrap().replace('\u{a0}', " ");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(without.0) {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(without.1).expect("what begins ends") + without.1.len();
        rest = &rest[at + end..];
    }
    out.push_str(rest);
    words(&without_notes(&out.replace(kept.0, "").replace(kept.1, "").replace('¶', " ")))
}

/// The words of the new version are those of the redline less what is said to be deleted, and those of the old one less what is said to be
/// inserted: in the bytes of the PDF, in the order of its structure, which is that of reading.
#[cfg(feature = "pdf")]
#[test]
fn pages_hold_both_versions() {
    use crate::pdf::reading::Reading;

    const INSERTED: (&str, &str) = ("Tillagt: ", " (slut på tillägget) ");
    const DELETED: (&str, &str) = ("Borttaget: ", " (slut på det borttagna) ");
    for (name, old, new) in PAIRS {
        let redline = Reading::new(&files(old, new, &["pdf"]).1.remove(0).1).text_of_structure();
        let plain = |path: &str| {
            let request = Request { formats: vec!["pdf"], date: Some("2021-06-02".into()), ..Request::default() };
            let outputs = Producer::new(&BuiltIn).unwrap().produce(&source(path), &request).output.unwrap();
            words(&Reading::new(&outputs[0].bytes).text_of_structure())
        };
        assert!(plain(new).len() > 500, "{name}: {} words", plain(new).len());
        assert_eq!(side_of_pages(&redline, DELETED, INSERTED).join(" "), plain(new).join(" "), "{name}");
        // Numbers are those of the new version.
        let long = |words: Vec<String>| words.into_iter().filter(|word| word.chars().count() > 2).collect::<Vec<_>>().join(" ");
        assert_eq!(long(side_of_pages(&redline, INSERTED, DELETED)), long(plain(old)), "{name}");
    }
}

/// The words of a PDF in the order of its content, found by the certificate's own reader.
#[cfg(feature = "pdf")]
fn lopdf_text(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap().replace('\u{a0}', " ")
}

#[test]
fn the_file_for_programs_keeps_to_its_schema() {
    let desk = desk();
    let outcome = desk.run(&["diff", "--to", "json", "2021-03-15.toml", "2021-06-02.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (0, "2021-06-02-andringar.json\n"), "{}", outcome.err);
    let schema = desk.run(&["schema", "--redline"]).out;
    assert_eq!(schema, include_str!("../../../templates/redline.schema.json"));
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&desk.read("2021-06-02-andringar.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(&file).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let file: RedlineFile = serde_json::from_value(file).unwrap();
    assert_eq!(file.changes.len(), compare(&tree(PAIRS[0].1), &tree(PAIRS[0].2)).redline.unwrap().changes.len());
    assert_eq!(file.changes.iter().map(|change| change.number).collect::<Vec<_>>(), (1..=file.changes.len()).collect::<Vec<_>>());
}

#[test]
fn sentences_and_drafts_are_plain_swedish() {
    let desk = desk();
    let pair = ["2021-03-15.toml", "2021-06-02.toml"];
    let run = |flag: &str| desk.run(&[&["diff", flag], &pair[..]].concat());
    insta::assert_snapshot!("summary", run("--summary").out);
    let draft = run("--draft-changes");
    insta::assert_snapshot!("draft", draft.out);
    // The draft is source text: put into a document that has the field, it is sound and says what it says.
    let riktlinje = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PAIRS[2].1)).unwrap();
    let (before, rest) = riktlinje.split_once("changes = \"\"\"").unwrap();
    let after = rest.split_once("\"\"\"\n").unwrap().1;
    let drafted = kansli::read::read(FileName::new("lmr.toml"), format!("{before}{}{after}", draft.out).as_bytes()).unwrap();
    let checked = Producer::new(&BuiltIn).unwrap().check(&drafted, &CheckOptions::default(), &Record::default());
    assert!(checked.output.is_ok(), "{:#?}", checked.output.err());
}

#[test]
fn files_are_written_and_no_version_is_replaced() {
    let desk = desk();
    let pair = ["2021-03-15.toml", "2021-06-02.toml"];
    let run = |more: &[&str]| desk.run(&[&["diff"], more, &pair].concat());
    let outcome = run(&["--to", "docx,html,txt"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    assert_eq!(outcome.out, "2021-06-02-andringar.docx\n2021-06-02-andringar.html\n2021-06-02-andringar.txt\n");
    assert_eq!(run(&["--synopsis", "--to", "docx", "--out", "underlag"]).exit, 0);
    assert!(desk.path("underlag/2021-06-02-lydelser.docx").is_file());
    let mut out = String::new();
    desk.put("a.toml", desk.read("2021-06-02.toml"));
    for arguments in
        [&["--summary", "--to", "pdf"][..], &["--summary", "--synopsis"], &["--synopsis", "--to", "term"], &["--date", "2021-02-30"]]
    {
        let outcome = run(arguments);
        assert_eq!(outcome.out, "");
        out.push_str(&format!("{arguments:?}: {}\n{}\n", outcome.exit, outcome.err));
    }
    let alone = desk.run(&["diff", "a.toml"]);
    out.push_str(&format!("{}\n{}\n", alone.exit, alone.err));
    insta::assert_snapshot!("wrong_use", out);
}
