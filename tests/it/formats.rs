//! Formats beside PDF and Word: what they say is read back here by means of their own.

use kansli::model::{TREE_FORMAT, Tree, TreeFile, tree_schema};
use kansli::write::FORMATS;

use crate::support::trees::rich;

/// The bytes of a tree in a format.
fn written(tree: &Tree, name: &str) -> Vec<u8> {
    crate::certify::written(tree, name)
}

#[test]
fn a_tree_survives_its_own_json() {
    let tree = rich();
    let file: TreeFile = serde_json::from_slice(&written(&tree, "json")).expect("a tree's file");
    assert_eq!(file.format, TREE_FORMAT);
    assert_eq!(file.tree, tree);
    assert!(written(&tree, "json") == written(&file.tree, "json"));
}

#[test]
fn the_json_keeps_to_its_schema() {
    let validator = jsonschema::validator_for(&tree_schema()).expect("a schema");
    let mut value: serde_json::Value = serde_json::from_slice(&written(&rich(), "json")).expect("JSON");
    let faults: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    value["tree"]["blocks"][0]["body"]["level"] = "första".into();
    assert!(!validator.is_valid(&value), "the schema tells a number from a word");
    value["tree"]["blocks"][0]["body"] = serde_json::json!({ "type": "picture" });
    assert!(!validator.is_valid(&value), "the schema knows what a block is");
}

#[test]
fn formats_have_names_and_endings_of_their_own() {
    let mut endings: Vec<&str> = FORMATS.iter().map(|format| format.ending).collect();
    endings.sort_unstable();
    endings.dedup();
    assert_eq!(endings.len(), FORMATS.len());
    assert!(FORMATS.iter().all(|format| format.ending.ends_with(format.name)));
    // A source may be JSON, and its tree lies beside it.
    assert!(FORMATS.iter().all(|format| !["toml", "json"].contains(&format.ending)));
}
