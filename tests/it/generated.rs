//! Files made from code are committed; these tests fail when a committed one is stale.

use std::fs;
use std::path::Path;

/// Compares `expected` with the committed file below the package; rewrites it instead when `KANSLI_REWRITE` is set.
#[allow(clippy::disallowed_methods, reason = "whoever runs the test says so in the environment")]
fn assert_up_to_date(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("KANSLI_REWRITE").is_some() {
        fs::write(&file, expected).expect("the file can be written");
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == expected,
        "{path} is stale: run `KANSLI_REWRITE=1 cargo test --no-default-features --test it generated` and commit it"
    );
}

#[test]
fn the_schema_of_the_tree_is_made_from_its_types() {
    let mut schema = serde_json::to_string_pretty(&kansli::model::tree_schema()).expect("a schema is JSON");
    schema.push('\n');
    assert_up_to_date("templates/tree.schema.json", &schema);
}

#[test]
fn the_schema_of_the_envelope_is_made_from_its_types() {
    let mut schema = serde_json::to_string_pretty(&kansli::model::envelope_schema()).expect("a schema is JSON");
    schema.push('\n');
    assert_up_to_date("templates/envelope.schema.json", &schema);
}
