//! The built-in kinds: their schemas explain every field, their starters teach.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kansli::check::CheckOptions;
use kansli::diag::{Diagnostic, FileName, Severity};
use kansli::kind::Kind;
use kansli::model::{Record, Tree};
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

fn assembled(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let producer = Producer::new(&BuiltIn).expect("a producer");
    let checked = producer.check(source, &CheckOptions::default(), &Record::default());
    let tree = checked.output.unwrap_or_else(|faults| panic!("{faults:#?}"));
    (tree, checked.warnings)
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
    for kind in kinds() {
        let (tree, warnings) = assembled(&source("nytt.toml", &kind.starter));
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
