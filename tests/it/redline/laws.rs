//! The laws of a redline, held on the bytes of its Word file.

use kansli::certify::{Output, Sources, certify};
use kansli::model::Tree;
use proptest::prelude::*;

use super::*;
use crate::redline::drafts::{apply, drafts, edits};

/// Everything that speaks against a redline being one of two versions.
pub fn faults(redline: &Parts, old: &Tree, new: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    let accepted = after(redline, All::Accepted).map_err(|fault| faults.push(format!("accepting: {fault}"))).ok();
    if let Some((parts, _)) = accepted {
        let (told, versions) = (said(&parts), said(&super::parts(&plain(new))));
        faults.extend(texts("accepted", &told, &versions, true));
        faults.extend(forms(&told, &versions).into_iter().map(|(_, told)| format!("accepted: {told}")));
        let (sources, file) = (sources(), zipped(&parts));
        if let Err(differences) = certify(new, &theme(), &sources, &[Output { format: "docx", bytes: &file }]) {
            faults.extend(differences.iter().map(|difference| format!("accepted: {difference:?}")));
        }
    }
    let rejected = after(redline, All::Rejected).map_err(|fault| faults.push(format!("rejecting: {fault}"))).ok();
    if let Some((parts, appendix)) = rejected {
        let (told, versions) = (said(&parts), said(&super::parts(&plain(old))));
        // A link that both versions have leads to where the part stands in the new one.
        let moved = kansli::compare::compare(old, new).redline.is_some_and(|redline| !redline.moved.is_empty());
        let text = texts("rejected", &told, &versions, !moved);
        if text.is_none() {
            faults.extend(unlisted(&forms(&told, &versions), &appendix));
        }
        faults.extend(text);
    }
    faults
}

/// What is different though the appendix does not say so, and what it says though nothing is different.
fn unlisted(forms: &[(&'static str, String)], appendix: &[String]) -> Vec<String> {
    let about = |what: &str| appendix.iter().filter(|entry| entry.starts_with(what)).collect::<Vec<_>>();
    let (headings, lists, heads) = (about("Rubriken ”"), about("Listan som börjar ”"), about("I sidhuvudet "));
    let (tables, paper) = (about("I tabellen som börjar ”"), about("Sidorna är "));
    let mut faults = Vec::new();
    let different = |what: &str| forms.iter().filter(|(kind, _)| *kind == what).count();
    for (kind, told) in forms {
        let listed = match *kind {
            "heading" => headings.iter().any(|entry| told.contains(entry.split('”').nth(1).unwrap_or_default())),
            "item" => !lists.is_empty(),
            // Word counts on from what was numbered otherwise.
            "number" => !headings.is_empty(),
            "head" => !heads.is_empty(),
            "cell" | "table" => !tables.is_empty(),
            "paper" => !paper.is_empty(),
            _ => false,
        };
        if !listed {
            faults.push(format!("neither tracked nor listed: {told}"));
        }
    }
    for (entries, what) in [(headings.len(), "heading"), (lists.len(), "item"), (heads.len(), "head")] {
        // A heading may be of another level and numbered.
        if entries > 2 * different(what) && what != "head" || entries > 0 && different(what) == 0 {
            faults.push(format!("{entries} entries for {} differences of a {what}", different(what)));
        }
    }
    let set = different("cell") + different("table");
    faults.extend((tables.is_empty() != (set == 0)).then(|| format!("{} entries for {set} differences of tables", tables.len())));
    faults.extend((paper.len() != different("paper")).then(|| format!("{} entries of paper", paper.len())));
    let known = headings.len() + lists.len() + heads.len() + tables.len() + paper.len();
    faults.extend((known != appendix.len()).then(|| format!("an appendix of unknown entries: {appendix:?}")));
    faults
}

fn sources() -> Sources {
    Sources { source: Hash::of(b"source"), kind: Hash::of(b"kind"), program: env!("CARGO_PKG_VERSION").into(), embedded: None }
}

/// The first place where two files say different words, in other looks or other cells.
fn texts(name: &str, found: &Said, wanted: &Said, targets: bool) -> Option<String> {
    let target = |text: &str| text.split('⟩').map(|part| part.split('→').next().unwrap_or_default()).collect::<Vec<_>>().join("⟩");
    let lines = |said: &Said| {
        let text = |text: &str| if targets { text.to_owned() } else { target(text) };
        said.paragraphs.iter().map(|paragraph| format!("{} {}", paragraph.place, text(&paragraph.text))).collect::<Vec<_>>()
    };
    let (left, right) = (lines(found), lines(wanted));
    let at = (0..left.len().max(right.len())).find(|at| left.get(*at) != right.get(*at))?;
    let part = |lines: &[String]| lines.iter().skip(at).take(3).cloned().collect::<Vec<_>>();
    Some(format!("{name}: says {:#?} instead of {:#?}", part(&left), part(&right)))
}

/// Differences of two files that say the same: in styles, numbers, tables, heads and paper.
fn forms(found: &Said, wanted: &Said) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    for (a, b) in found.paragraphs.iter().zip(&wanted.paragraphs) {
        let form = |paragraph: &said::Paragraph| format!("{} {} {}", paragraph.style, paragraph.label, paragraph.set);
        let kind = match (&a.style, &b.style) {
            (a, b) if a.starts_with("Heading") && b.starts_with("Heading") && a != b => "heading",
            (style, other) if style == other && style.starts_with("Heading") => "number",
            (style, other) if style == other && !a.place.is_empty() && a.label == b.label => "cell",
            (style, _) if style.contains("Bullet") || style.contains("Number") => "item",
            _ => "style",
        };
        if form(a) != form(b) {
            told.push((kind, format!("{} is {} instead of {}", a.text, form(a), form(b))));
        }
    }
    told.extend(found.tables.iter().zip(&wanted.tables).filter(|(a, b)| a != b).map(|(a, b)| ("table", format!("{a} instead of {b}"))));
    told.extend(found.heads.iter().zip(&wanted.heads).filter(|(a, b)| a != b).map(|(a, b)| ("head", format!("{a} instead of {b}"))));
    told.extend((found.paper != wanted.paper).then(|| ("paper", format!("{} instead of {}", found.paper, wanted.paper))));
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepting_gives_the_new_version_and_rejecting_the_old(drafts in drafts(), edits in edits()) {
        let mut changed = drafts.clone();
        edits.iter().for_each(|edit| apply(&mut changed, edit));
        let (old, new) = (drafts::tree(&drafts), drafts::tree(&changed));
        let faults = faults(&parts(&redline(&old, &new)), &old, &new);
        prop_assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn how_tables_and_pages_are_set_is_listed() {
    use kansli::model::{Alignment, Body, Orientation};

    let old = tree("tests/cases/redline/table-rows/old.toml");
    let mut new = old.clone();
    let Some(Body::Table(table)) = new.blocks.iter_mut().map(|block| &mut block.body).find(|body| matches!(body, Body::Table(_))) else {
        panic!("no table")
    };
    table.columns[0].alignment = Alignment::Right;
    let aligned = parts(&redline(&old, &new));
    assert_eq!(faults(&aligned, &old, &new), [""; 0]);
    let entries = |parts: &Parts| after(parts, All::Rejected).unwrap().1;
    insta::assert_snapshot!(
        entries(&aligned).join("\n"),
        @"I tabellen som börjar ”Beslutad av” är kolumn 1 högerställd i stället för vänsterställd."
    );
    new = old.clone();
    new.orientation = Orientation::Landscape;
    let turned = parts(&redline(&old, &new));
    insta::assert_snapshot!(entries(&turned).join("\n"), @"Sidorna är liggande i stället för stående.");
    let Some(Body::Table(table)) = new.blocks.iter_mut().map(|block| &mut block.body).find(|body| matches!(body, Body::Table(_))) else {
        panic!("no table")
    };
    table.row_headers = !table.row_headers;
    insta::assert_snapshot!(entries(&parts(&redline(&old, &new))).join("\n"), @r"
    Sidorna är liggande i stället för stående.
    I tabellen som börjar ”Beslutad av” är radernas första cell inte längre deras rubrik.
    ");
}

#[test]
fn the_pairs_keep_the_laws() {
    for (name, old, new) in corpus::pairs() {
        assert_eq!(faults(&parts(&redline(&old, &new)), &old, &new), [""; 0], "{name}");
    }
}

/// LibreOffice has the first paragraph of a list say where the count begins anew.
#[test]
fn a_list_that_may_lose_its_first_paragraph_shares_no_definition() {
    let mut found = 0;
    for (name, old, new) in corpus::generated(60) {
        let file = parts(&redline(&old, &new));
        let (mut instances, mut paragraphs) = (Vec::new(), Vec::new());
        file["word/numbering.xml"].below("w:num", &mut instances);
        file["word/document.xml"].below("w:p", &mut paragraphs);
        let definition = |instance: &Xml| instance.first("w:abstractNumId").expect("a definition").value().to_owned();
        let end = |paragraph: &Xml| {
            let marks = paragraph.at(&["w:pPr", "w:rPr"])?;
            marks.children.iter().find(|mark| matches!(mark.name.as_str(), "w:ins" | "w:del")).map(|mark| mark.name.clone())
        };
        for instance in &instances {
            let number = instance.get("w:numId").expect("a number");
            let of_list = |paragraph: &&&Xml| paragraph.at(&["w:pPr", "w:numPr", "w:numId"]).is_some_and(|id| id.value() == number);
            let ends: Vec<_> = paragraphs.iter().filter(of_list).map(|paragraph| end(paragraph)).collect();
            let Some(Some(first)) = ends.first() else { continue };
            let restarts = instance.first("w:lvlOverride").is_some();
            if restarts && ends.iter().any(|end| end.as_ref() != Some(first)) {
                found += 1;
                let same = instances.iter().filter(|other| definition(other) == definition(instance));
                assert_eq!(same.count(), 1, "{name}: list {number}");
            }
        }
    }
    assert!(found >= 5, "{found}");
}
