//! The built-in kinds: their schemas explain every field, their starters teach, their documents become trees.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use kansli::check::CheckOptions;
use kansli::diag::{Diagnostic, FileName, Severity};
use kansli::kind::Kind;
use kansli::model::{Block, Body, Record, Row, RowRole, Tree, words};
use kansli::produce::Producer;
use kansli::read::{Source, read};
use kansli::world::BuiltIn;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn kinds() -> Vec<Kind> {
    Kind::all(&BuiltIn).iter().map(|id| Kind::load(&BuiltIn, id).unwrap_or_else(|faults| panic!("{id}: {faults:#?}"))).collect()
}

fn source(name: &str, text: &str) -> Source {
    read(FileName::new(name), text.as_bytes()).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

fn producer() -> Producer<'static> {
    Producer::new(&BuiltIn).expect("a producer")
}

fn assembled(producer: &Producer<'_>, source: &Source) -> (Tree, Vec<Diagnostic>) {
    let checked = producer.check(source, &CheckOptions::default(), &Record::default());
    let tree = checked.output.unwrap_or_else(|faults| panic!("{faults:#?}"));
    (tree, checked.warnings)
}

/// A line for each block, row, and further paragraph of a cell.
fn outline(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match &block.body {
            Body::Heading(heading) => {
                let marks = "#".repeat(heading.level.into());
                writeln!(out, "{marks} {} {}", heading.number.as_deref().unwrap_or("-"), words(&heading.content)).unwrap();
            }
            Body::Paragraph { content } => writeln!(out, "{}", words(content)).unwrap(),
            Body::List(list) => {
                for item in &list.items {
                    writeln!(out, "- {}", outline(&item.blocks).trim_end().replace('\n', "\n  ")).unwrap();
                }
            }
            Body::Table(table) => {
                let widths: Vec<String> = table.columns.iter().map(|column| format!("{:.0}", column.width * 100.0)).collect();
                writeln!(out, "+ {} {}", widths.join(" "), if table.row_headers { "row headers" } else { "" }).unwrap();
                if !table.header.is_empty() {
                    let header: Vec<String> = table.header.iter().map(|cell| words(cell.first_paragraph())).collect();
                    writeln!(out, "= {}", header.join(" | ")).unwrap();
                }
                table.rows.iter().for_each(|row| row_line(row, &mut out));
            }
            Body::Signatures(_) => writeln!(out, "(signatures)").unwrap(),
        }
    }
    out
}

fn row_line(row: &Row, out: &mut String) {
    let mark = match row.role {
        RowRole::Ordinary => '|',
        RowRole::Section => '§',
        RowRole::Pause => '…',
    };
    let cells: Vec<String> = row
        .cells
        .iter()
        .map(|cell| {
            let words = outline(&cell.blocks).trim_end().replace('\n', " ¶ ");
            if cell.span > 1 { format!("{words} [over {}]", cell.span) } else { words }
        })
        .collect();
    writeln!(out, "{mark} {}", cells.join(" | ")).unwrap();
}

#[test]
fn every_field_has_a_title_and_a_description() {
    fn resolve<'v>(node: &'v Value, root: &'v Value) -> &'v Value {
        node.get("$ref").and_then(Value::as_str).and_then(|target| root.pointer(target.strip_prefix('#')?)).unwrap_or(node)
    }
    fn walk(node: &Value, root: &Value, path: &str, missing: &mut Vec<String>) {
        for (name, field) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let path = format!("{path}/{name}");
            for keyword in ["title", "description"] {
                let text = field.get(keyword).or_else(|| resolve(field, root).get(keyword)).and_then(Value::as_str).unwrap_or_default();
                if text.trim().is_empty() {
                    missing.push(format!("{path}: {keyword}"));
                }
            }
            walk(field, root, &path, missing);
        }
        for keyword in ["items", "oneOf", "anyOf"] {
            match node.get(keyword) {
                Some(Value::Array(branches)) => branches.iter().for_each(|branch| walk(branch, root, path, missing)),
                Some(branch) => walk(branch, root, path, missing),
                None => {}
            }
        }
    }
    for kind in kinds() {
        let mut missing = Vec::new();
        walk(&kind.schema, &kind.schema, "", &mut missing);
        for (name, definition) in kind.schema["$defs"].as_object().expect("definitions") {
            walk(definition, &kind.schema, &format!("$defs/{name}"), &mut missing);
        }
        assert!(missing.is_empty(), "{}:\n{}", kind.id, missing.join("\n"));
    }
}

#[test]
fn a_starter_has_nothing_to_remark_but_what_is_to_be_filled_in() {
    let producer = producer();
    for kind in kinds() {
        let (tree, warnings) = assembled(&producer, &source("nytt.toml", &kind.starter));
        assert_eq!(tree.metadata.kind, kind.id.to_string());
        let codes: BTreeSet<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, BTreeSet::from(["placeholder"]), "{}: {warnings:#?}", kind.id);
        assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    }
}

/// A starter's optional fields are there behind a `#`: with it taken away, the schema knows them.
#[test]
fn every_field_that_a_starter_offers_exists() {
    for kind in kinds() {
        let known: BTreeSet<String> = fields(&kind.schema);
        for line in kind.starter.lines() {
            let offered = line.strip_prefix("# ").unwrap_or(line);
            let name = offered.split_once(" = ").map(|(name, _)| name).or_else(|| offered.strip_prefix("[[")?.strip_suffix("]]"));
            let Some(name) = name.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')) else { continue };
            for step in name.split('.') {
                assert!(known.contains(step), "{}: the starter offers {step}, which the schema has not: {line}", kind.id);
            }
        }
    }
}

fn fields(schema: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                out.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| out.extend(fields(value)));
        }
        Value::Array(entries) => entries.iter().for_each(|value| out.extend(fields(value))),
        _ => {}
    }
    out
}

#[test]
fn every_rule_has_a_case() {
    let folder = root().join("tests/cases/check/snapshots");
    let snapshots: Vec<PathBuf> = fs::read_dir(folder).expect("snapshots").map(|entry| entry.expect("an entry").path()).collect();
    let told: String = snapshots.iter().map(|path| fs::read_to_string(path).expect("a snapshot")).collect();
    let untold: Vec<String> = kinds()
        .iter()
        .flat_map(|kind| &kind.rules)
        .map(|rule| rule.code.clone())
        .filter(|code| !told.contains(&format!("[{code}]")))
        .collect();
    assert!(untold.is_empty(), "rules that no case in tests/cases/check breaks: {untold:?}");
}

#[test]
fn the_meeting_becomes_a_landscape_tree() {
    let producer = producer();
    let text = fs::read_to_string(root().join("documents/mote-kunskapsradet/2021-03-31.toml")).expect("a document");
    let (tree, warnings) = assembled(&producer, &source("2021-03-31.toml", &text));
    assert_eq!(warnings, []);
    assert_eq!(tree.orientation, kansli::model::Orientation::Landscape);
    insta::assert_snapshot!(outline(&tree.blocks));
}

#[test]
fn notes_that_are_approved_are_no_draft() {
    let producer = producer();
    let text = fs::read_to_string(root().join("documents/mote-kunskapsradet/2021-03-31.toml")).expect("a document");
    let heads = |text: &str| assembled(&producer, &source("a.toml", text)).0.head.facts.iter().map(|line| line.text()).collect::<Vec<_>>();
    assert_eq!(heads(&text), ["Mötesanteckningar", "2021-03-31", "Dnr RS 2021-00874"]);
    let mut draft: toml::Table = text.parse().expect("TOML");
    draft.remove("approval").expect("an approval");
    let draft = toml::to_string(&draft).expect("TOML");
    assert_eq!(heads(&draft), ["Mötesanteckningar", "UTKAST", "2021-03-31", "Dnr RS 2021-00874"]);
}

#[test]
fn the_guideline_becomes_a_tree() {
    let producer = producer();
    let text = fs::read_to_string(root().join("documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml")).expect("a document");
    let (tree, warnings) = assembled(&producer, &source("2023-05-10.toml", &text));
    assert_eq!(warnings, []);
    insta::assert_snapshot!(outline(&tree.blocks));
}

/// Whatever section is left out, the numbers of the others run on, and what refers to it says so.
#[test]
fn a_section_left_out_of_the_guideline_leaves_no_gap() {
    let producer = producer();
    let path = root().join("documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml");
    let whole: toml::Table = fs::read_to_string(path).expect("a document").parse().expect("TOML");
    let sections = [
        "levels_of_care",
        "background",
        "changes",
        "assessment",
        "treatment",
        "medicines",
        "referral",
        "sick_leave",
        "complications",
        "follow_up",
        "patient_participation",
        "for_care_providers",
    ];
    // Every section alone, then more and more of them together.
    let sets = sections.iter().map(std::slice::from_ref).chain((2..=sections.len()).map(|length| &sections[..length]));
    for left_out in sets {
        let mut part = whole.clone();
        for section in left_out {
            part.remove(*section).expect("a section of the guideline");
        }
        if left_out.contains(&"levels_of_care") {
            part.remove("responsibilities");
        }
        let (tree, warnings) = assembled(&producer, &source("del.toml", &toml::to_string(&part).expect("TOML")));
        let codes: BTreeSet<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert!(codes.is_subset(&BTreeSet::from(["section-left-out", "replaces-without-changes"])), "{left_out:?}: {codes:?}");
        let mut next = 1;
        for block in &tree.blocks {
            if let Body::Heading(heading) = &block.body
                && heading.level == 1
                && let Some(number) = &heading.number
            {
                assert_eq!(number, &format!("{next}."), "{left_out:?}");
                next += 1;
            }
        }
        assert_eq!(next - 1, 15 - left_out.len(), "{left_out:?}");
    }
}
