//! Who may know whom: `use` and paths in the sources, held against one table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What each module may know, besides itself. Whatever stands in none of the rows may be known by nobody.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("diag", &["model"]),
    ("world", &[]),
    ("model", &["diag"]),
    ("theme", &["diag", "model", "world"]),
    ("read", &["diag", "model"]),
    ("tidy", &["diag", "read"]),
    ("markup", &["diag", "model"]),
    ("kind", &["diag", "model", "world", "read", "markup"]),
    ("check", &["diag", "model", "read", "kind", "markup"]),
    ("assemble", &["diag", "model", "kind", "markup"]),
    ("store", &["diag", "model"]),
    ("sign", &["diag", "model"]),
    ("attest", &["diag", "model", "sign"]),
    ("publish", &["diag", "model"]),
    ("write", &["diag", "model", "theme"]),
    ("certify", &["diag", "model", "theme"]),
    ("compare", &["diag", "model"]),
    ("merge", &["diag", "model", "read", "kind"]),
    ("produce", &["diag", "model", "world", "theme", "read", "kind", "check", "assemble", "write", "certify"]),
    ("extract", &["diag", "model", "read", "certify"]),
    (
        "cli",
        &[
            "diag", "model", "world", "theme", "read", "tidy", "kind", "check", "assemble", "write", "certify", "produce", "extract",
            "compare", "merge", "store", "sign", "attest", "publish",
        ],
    ),
];

/// The modules that a text names after `crate::`, also within braces: `use crate::{diag::Code, model::Tree};`.
fn named(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        let mut depth = 0;
        let mut begins = true;
        let mut name = String::new();
        for character in rest.chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                'a'..='z' | '_' if begins || !name.is_empty() => {
                    begins = false;
                    name.push(character);
                    continue;
                }
                ',' if depth == 1 => begins = true,
                _ => {}
            }
            if !name.is_empty() {
                found.insert(std::mem::take(&mut name));
            }
            if depth == 0 || (character == '}' && depth <= 0) {
                break;
            }
        }
    }
    found
}

fn texts(path: &Path, out: &mut String) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| texts(&entry.unwrap().path(), out));
    } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
        // What unit tests know is their own affair.
        let text = fs::read_to_string(path).unwrap();
        out.push_str(text.split("#[cfg(test)]\nmod ").next().unwrap_or_default());
        out.push('\n');
    }
}

#[test]
fn modules_know_only_whom_they_may() {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{module} stands in no row of the table"));
            continue;
        };
        let mut text = String::new();
        texts(&path, &mut text);
        for other in named(&text) {
            if other != module && !allowed.contains(&other.as_str()) {
                faults.push(format!("{module} must not know {other}"));
            }
        }
        seen.insert(module);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(seen.len(), MAY_KNOW.len(), "the table has a row without a module");
}

#[test]
fn paths_are_found_in_every_form() {
    let text = "use crate::diag::{Code, codes};\nuse crate::{model::{Tree, Run}, read};\nlet x = crate::theme::Theme; // crate::cli\n";
    assert_eq!(named(text).into_iter().collect::<Vec<_>>(), ["diag", "model", "read", "theme"]);
}
