//! Faulty redlines, made on purpose: each is caught, by the laws or by the lint that every file passes before it is handed out.

use kansli::write::docx::lint;

use super::laws::faults;
use super::*;

/// Changes the first element that a change fits.
fn first(element: &mut Xml, change: &mut dyn FnMut(&mut Xml) -> bool) -> bool {
    change(element) || element.children.iter_mut().any(|child| first(child, change))
}

/// Takes away a child of some name that begins what a path leads to: the first there is.
fn without(path: &'static [&'static str]) -> impl Fn(&mut Parts) -> bool {
    move |parts| {
        let (name, parents) = path.split_last().expect("a path");
        first(parts.get_mut("word/document.xml").expect("a document"), &mut |element| {
            let Some((top, below)) = parents.split_first() else { return false };
            if element.name != *top {
                return false;
            }
            let Some(parent) = below.iter().try_fold(element, |element, name| element.first_mut(name)) else { return false };
            let before = parent.children.len();
            parent.children.retain(|child| child.name != *name);
            parent.children.len() < before
        })
    }
}

/// Changes the first element of some name in a part.
fn change(part: &'static str, name: &'static str, change: impl Fn(&mut Xml) -> bool) -> impl Fn(&mut Parts) -> bool {
    move |parts| first(parts.get_mut(part).expect("a part"), &mut |element| element.name == name && change(element))
}

const DOCUMENT: &str = "word/document.xml";

/// The words of a text element.
fn reworded(to: &'static str, from: &'static str) -> impl Fn(&mut Xml) -> bool {
    move |text| {
        let Some(words) = text.children.first_mut().filter(|words| words.text.contains(from)) else { return false };
        words.text = words.text.replacen(from, to, 1);
        true
    }
}

fn attribute(name: &'static str, value: impl Fn(&str) -> Option<String>) -> impl Fn(&mut Xml) -> bool {
    move |element| {
        let Some(at) = element.attributes.iter().position(|(key, _)| key == name) else { return false };
        match value(&element.attributes[at].1) {
            Some(new) => element.attributes[at].1 = new,
            None => drop(element.attributes.remove(at)),
        }
        true
    }
}

/// Takes the mark off the last end in a row that bears the mark.
fn end_in_row(mark: &'static str) -> impl Fn(&mut Xml) -> bool {
    move |row| {
        if row.first("w:trPr").is_none_or(|properties| properties.first(mark).is_none()) {
            return false;
        }
        let cell = row.children.iter_mut().rfind(|child| child.name == "w:tc").expect("a cell");
        let paragraph = cell.children.iter_mut().rfind(|child| child.name == "w:p").expect("a paragraph");
        let end = paragraph.first_mut("w:pPr").and_then(|properties| properties.first_mut("w:rPr")).expect("a tracked end");
        let before = end.children.len();
        end.children.retain(|child| child.name != mark);
        end.children.len() < before
    }
}

type Fault = (&'static str, &'static str, Box<dyn Fn(&mut Parts) -> bool>);

/// Each fault: what it is, the pair whose redline gets it, and how.
fn all() -> Vec<Fault> {
    let of_style = |style: &'static str, to: &'static str| {
        change(DOCUMENT, "w:pStyle", move |element| element.value() == style && attribute("w:val", |_| Some(to.into()))(element))
    };
    vec![
        ("the end of an inserted paragraph is untracked", "lists", Box::new(without(&["w:pPr", "w:rPr", "w:ins"]))),
        ("the end of a deleted paragraph is untracked", "moved-section", Box::new(without(&["w:pPr", "w:rPr", "w:del"]))),
        ("a split is untracked", "split-paragraphs", Box::new(without(&["w:pPr", "w:rPr", "w:ins"]))),
        ("an inserted row is untracked", "table-rows", Box::new(without(&["w:trPr", "w:ins"]))),
        ("a deleted row is untracked", "table-rows", Box::new(without(&["w:trPr", "w:del"]))),
        ("the end of a paragraph in a deleted row is untracked", "table-rows", Box::new(change(DOCUMENT, "w:tr", end_in_row("w:del")))),
        ("the end of a paragraph in an inserted row is untracked", "table-rows", Box::new(change(DOCUMENT, "w:tr", end_in_row("w:ins")))),
        ("a wrong character is deleted", "changed-head", Box::new(change(DOCUMENT, "w:delText", reworded("u", "ö")))),
        ("words come untracked", "table-rows", Box::new(change(DOCUMENT, "w:t", reworded("Riktlinjen gäller inte", "Riktlinjen gäller")))),
        ("the title is changed untracked", "lists", Box::new(change(DOCUMENT, "w:t", reworded("Tandhälsa", "Munhälsa")))),
        ("a style is changed untracked", "lists", Box::new(of_style("Heading1", "Heading2"))),
        ("an item is numbered untracked", "lists", Box::new(change(DOCUMENT, "w:numId", attribute("w:val", |_| Some("4".into()))))),
        (
            "bold comes untracked",
            "lists",
            Box::new(change(DOCUMENT, "w:r", |run| {
                let plain = run.first("w:rPr").is_none() && run.words().contains("Riktlinjen ska");
                if plain {
                    let bold = Xml { name: "w:b".into(), ..Xml::default() };
                    run.children.insert(0, Xml { name: "w:rPr".into(), children: vec![bold], ..Xml::default() });
                }
                plain
            })),
        ),
        ("the head is changed untracked", "lists", Box::new(change("word/header1.xml", "w:t", reworded("riktlinjer", "riktlinje")))),
        (
            "the head of later pages is changed untracked",
            "lists",
            Box::new(change("word/header2.xml", "w:t", reworded("Riktlinjer", "Riktlinje"))),
        ),
        (
            "the appendix is silent on the head",
            "changed-head",
            Box::new(change(DOCUMENT, "w:body", |body| {
                let starts = |block: &Xml| block.all("w:bookmarkStart").any(|start| start.get("w:name") == Some(docx::UNTRACKED_BOOKMARK));
                let at = body.children.iter().position(starts).expect("an appendix");
                body.children.drain(at..body.children.len() - 1);
                true
            })),
        ),
        (
            "white space is lost",
            "march-to-june",
            Box::new(change(DOCUMENT, "w:t", |text| {
                let spaced = text.words().trim_matches(' ') != text.words();
                text.attributes.retain(|_| !spaced);
                spaced
            })),
        ),
        ("a change has no date", "lists", Box::new(change(DOCUMENT, "w:ins", attribute("w:date", |_| None)))),
        ("a change has no author", "lists", Box::new(change(DOCUMENT, "w:del", attribute("w:author", |_| None)))),
        ("a date is none", "lists", Box::new(change(DOCUMENT, "w:ins", attribute("w:date", |_| Some("2 juni 2021".into()))))),
        ("a change and a bookmark have one number", "lists", Box::new(change(DOCUMENT, "w:ins", attribute("w:id", |_| Some("0".into()))))),
        (
            "two changes have one number",
            "lists",
            Box::new(|parts| {
                let mut ids = Vec::new();
                parts[DOCUMENT].below("w:ins", &mut ids);
                let id = ids.last().and_then(|last| last.get("w:id")).map(str::to_owned);
                change(DOCUMENT, "w:ins", attribute("w:id", move |_| id.clone()))(parts)
            }),
        ),
        (
            "deleted text is text",
            "changed-head",
            Box::new(change(DOCUMENT, "w:delText", |text| {
                text.name = "w:t".into();
                true
            })),
        ),
        (
            "a deletion stands in a deletion",
            "changed-head",
            Box::new(change(DOCUMENT, "w:del", |deleted| {
                let inner = Xml { name: "w:del".into(), ..deleted.clone() };
                deleted.children = vec![inner];
                true
            })),
        ),
        (
            "the last end in a cell is tracked",
            "table-rows",
            Box::new(change(DOCUMENT, "w:tc", |cell| {
                let Some(last) = cell.children.iter_mut().rfind(|child| child.name == "w:p") else { return false };
                let Some(properties) = last.first_mut("w:pPr") else { return false };
                let attributes = [("w:id", "9000"), ("w:author", "A"), ("w:date", "2021-06-02T00:00:00Z")];
                let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                let mark = Xml { name: "w:ins".into(), attributes, ..Xml::default() };
                properties.children.push(Xml { name: "w:rPr".into(), children: vec![mark], ..Xml::default() });
                true
            })),
        ),
    ]
}

#[test]
fn every_faulty_redline_is_caught() {
    let pairs: std::collections::BTreeMap<String, (Tree, Tree)> =
        corpus::pairs().into_iter().map(|(name, old, new)| (name, (old, new))).collect();
    let (mut table, mut missed) = (String::new(), Vec::new());
    for (what, pair, make) in all() {
        let (old, new) = &pairs[pair];
        let sound = parts(&redline(old, new));
        let mut faulty = sound.clone();
        assert!(make(&mut faulty), "{what}: nothing to change in {pair}");
        assert_eq!(lint(&zipped(&sound)), [], "{pair}");
        let mut by: Vec<String> = lint(&zipped(&faulty)).iter().map(|finding| format!("lint: {}", finding.rule)).collect();
        by.dedup();
        if !faults(&faulty, old, new).is_empty() {
            by.insert(0, "laws".into());
        }
        missed.extend(by.is_empty().then_some(what));
        table.push_str(&format!("{what}: {}\n", by.join(", ")));
    }
    assert_eq!(missed, [""; 0]);
    insta::assert_snapshot!(table);
}
