//! The schemas that editors read: they allow what the kind's own schema allows, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use kansli::diag::FileName;
use kansli::kind::Kind;
use kansli::world::BuiltIn;
use serde_json::{Value, json};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "toml" || ending == "json") {
            out.push(path);
        }
    }
}

/// The value with one thing changed: each field left out, and each replaced by values of other types.
fn variants(value: &Value) -> Vec<Value> {
    fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
        let mut go = |key: &str, value: &Value| {
            let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            pointers(value, &at, out);
            out.push(at);
        };
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| go(key, value)),
            Value::Array(entries) => entries.iter().enumerate().for_each(|(index, value)| go(&index.to_string(), value)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    let mut out = Vec::new();
    for pointer in all {
        for other in
            [json!(""), json!("2021-03-15"), json!(0), json!(100), json!([]), json!({}), json!({ "name": "x" }), json!([{ "name": "x" }])]
        {
            let mut variant = value.clone();
            *variant.pointer_mut(&pointer).unwrap() = other;
            out.push(variant);
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut variant = value.clone();
        if let Some(object) = variant.pointer_mut(parent).and_then(Value::as_object_mut) {
            object.remove(key);
            object.insert("okänt".into(), json!("x"));
            out.push(variant);
        }
    }
    out
}

#[test]
fn the_schema_written_out_allows_the_same_documents() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["documents", "templates", "tests/cases/check"] {
        sources(&root.join(folder), &mut paths);
    }
    for id in Kind::all(&BuiltIn) {
        let kind = Kind::load(&BuiltIn, &id).unwrap();
        let own = jsonschema::draft202012::new(&kind.schema).unwrap();
        let written_out = jsonschema::draft202012::new(&kind.schema_for_editors()).unwrap();
        let (mut allowed, mut refused) = (0, 0);
        let mut agree = |value: &Value, name: &Path| {
            let valid = own.is_valid(value);
            assert_eq!(written_out.is_valid(value), valid, "{id}, {}: {value:#}", name.display());
            if valid { allowed += 1 } else { refused += 1 }
        };
        for path in &paths {
            let Ok(source) = kansli::read::read(FileName::new(path.to_string_lossy()), &fs::read(path).unwrap()) else { continue };
            agree(source.value(), path);
            if own.is_valid(source.value()) {
                variants(source.value()).iter().for_each(|variant| agree(variant, path));
            }
        }
        assert!(allowed > 10 && refused > 100, "{id}: {allowed} allowed, {refused} refused");
    }
}
