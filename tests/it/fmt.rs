//! `kansli fmt`: laws over every source at hand and over generated ones, and the command as its users meet it.

use std::fs;
use std::path::{Path, PathBuf};

use kansli::diag::FileName;
use kansli::read::{self, Source};
use kansli::tidy::tidy;
use proptest::prelude::*;

use crate::cli::Desk;

fn source(name: &str, bytes: &[u8]) -> Option<Source> {
    read::read(FileName::new(name), bytes).ok()
}

/// Tidied: the same value, and no further change.
fn lawful(name: &str, bytes: &[u8]) {
    let Some(before) = source(name, bytes) else { return };
    let text = tidy(&before).unwrap_or_else(|faults| panic!("{name}: {faults:?}\n{}", before.text()));
    let after = source(name, text.as_bytes()).unwrap_or_else(|| panic!("{name} can't be read any more:\n{text}"));
    assert_eq!(after.value(), before.value(), "{name}");
    assert_eq!(tidy(&after).unwrap(), text, "{name} changes a second time");
}

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

#[test]
fn every_source_at_hand_keeps_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["documents", "templates", "tests/cases"] {
        sources(&root.join(folder), &mut paths);
    }
    assert!(paths.len() > 60, "{}", paths.len());
    for path in paths {
        let text = fs::read(&path).unwrap();
        let name = path.to_string_lossy();
        lawful(&name, &text);
        if let Ok(text) = String::from_utf8(text) {
            let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
            lawful(&name, windows.as_bytes());
            if let Some(source) = source(&name, windows.as_bytes()) {
                let tidied = tidy(&source).unwrap();
                assert_eq!(tidied.matches('\n').count(), tidied.matches("\r\n").count(), "{name}");
            }
        }
    }
}

#[test]
fn documents_and_starters_are_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    sources(&root.join("documents"), &mut paths);
    for entry in fs::read_dir(root.join("templates")).unwrap() {
        paths.extend([entry.unwrap().path().join("starter.toml")].into_iter().filter(|path| path.exists()));
    }
    let tidy = |path: &PathBuf| {
        source(&path.to_string_lossy(), &fs::read(path).unwrap()).is_none_or(|source| tidy(&source).unwrap() == source.text())
    };
    let untidy: Vec<String> = paths.iter().filter(|path| !tidy(path)).map(|path| path.display().to_string()).collect();
    assert!(untidy.is_empty(), "cargo run -- fmt {}", untidy.join(" "));
}

/// White space as people leave it.
fn gap() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", " ", "  ", "\t", "   "]).prop_map(str::to_owned)
}

/// White space, line breaks and comments, as they may stand in a list.
fn filling() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => gap(),
        1 => Just("\n".to_owned()),
        1 => Just("\n\n\n  ".to_owned()),
        1 => Just(" # en kommentar\n".to_owned()),
        1 => Just("\n  #två, ] } \"\n\t".to_owned()),
    ]
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zåäö \"\\\\'#\\[\\]{}=,.u{301}-]{0,12}".prop_map(|text| toml_text(&text)),
        "[a-z åäö\"\\\\#]{0,9}".prop_map(|text| format!("'{text}'")),
        "[a-z# =\\n\\[]{0,20}".prop_map(|text| format!("\"\"\"\n{text}\"\"\"")),
        "[a-z# =\\n\\\\\"]{0,20}".prop_map(|text| format!("'''{text}'''")),
        prop::sample::select(vec!["1", "-0.5", "true", "2021-03-15", "0xff", "1_000", "\"a\\u00e5\\n\"", "\"n\\n\u{301}\""])
            .prop_map(str::to_owned),
        "[a-z ]{100,140}".prop_map(|text| format!("\"{text}\"")),
    ]
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            (prop::collection::vec((filling(), inner.clone(), filling()), 0..4), filling(), any::<bool>()).prop_map(
                |(entries, end, comma)| {
                    let entries: Vec<String> =
                        entries.into_iter().map(|(before, value, after)| format!("{before}{value}{after}")).collect();
                    let comma = if comma && !entries.is_empty() { "," } else { "" };
                    format!("[{}{comma}{end}]", entries.join(","))
                }
            ),
            prop::collection::vec((gap(), gap(), inner, gap()), 0..4).prop_map(|entries| {
                let entries = entries.into_iter().enumerate();
                let entries: Vec<String> =
                    entries.map(|(index, (one, two, value, three))| format!("{one}k{index}{two}={value}{three}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (gap(), gap(), gap(), value(), gap(), prop::option::of("#[a-zåäö \"\\]]{0,9}")).prop_map(|(one, two, three, value, four, comment)| {
            format!("{one}@{two}={three}{value}{four}{}", comment.unwrap_or_default())
        }),
        2 => gap(),
        2 => (gap(), "#[ :a-z=\\[]{0,20}", gap()).prop_map(|(one, comment, two)| format!("{one}{comment}{two}")),
        1 => (gap(), gap(), gap()).prop_map(|(one, two, three)| format!("{one}[{two}\"@\"{three}]")),
        1 => (gap(), gap()).prop_map(|(one, two)| format!("{one}[[@{two}.{two}rad]] # huvud")),
    ]
}

fn file() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 0..14), any::<bool>(), any::<bool>()).prop_map(|(lines, windows, mark)| {
        // Each line gets a key of its own.
        let lines: Vec<String> = lines.into_iter().enumerate().map(|(index, line)| line.replacen('@', &format!("f{index}"), 1)).collect();
        let text = lines.join("\n").replace('\n', if windows { "\r\n" } else { "\n" });
        if mark { format!("\u{feff}{text}") } else { text }
    })
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-zåäö {}\\[\\]:,]{0,12}".prop_map(|text| format!("\"{text}\"")),
        prop::sample::select(vec!["1", "-0.50", "1e3", "true", "null", "\"\\u00e5\\\"\\n\u{301}\"", "\"a\u{30a}\""])
            .prop_map(str::to_owned),
        "[a-z ]{100,140}".prop_map(|text| format!("\"{text}\"")),
    ];
    let white = || prop::sample::select(vec!["", " ", "\n", "\n\n\n", "\t", "\r\n  "]);
    let tree = leaf.prop_recursive(4, 24, 5, move |inner| {
        let entry = (white(), inner.clone(), white());
        prop_oneof![
            (prop::collection::vec(entry.clone(), 0..5), white()).prop_map(|(entries, end)| {
                let entries: Vec<String> = entries.into_iter().map(|(before, value, after)| format!("{before}{value}{after}")).collect();
                format!("[{}{end}]", entries.join(","))
            }),
            prop::collection::vec(entry, 0..5).prop_map(|entries| {
                let entries = entries.into_iter().enumerate();
                let entries: Vec<String> =
                    entries.map(|(index, (before, value, after))| format!("{before}\"k{index}\"{after}:{before}{value}{after}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    });
    prop::collection::vec(tree, 0..5).prop_map(|values| {
        let entries: Vec<String> = values.into_iter().enumerate().map(|(index, value)| format!("\"f{index}\":{value}")).collect();
        format!("{{{}}}", entries.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_generated_toml_source_keeps_what_it_says(text in file()) {
        lawful("a.toml", text.as_bytes());
    }

    #[test]
    fn a_generated_json_source_keeps_what_it_says(text in json()) {
        prop_assert!(source("a.json", text.as_bytes()).is_some(), "{}", text);
        lawful("a.json", text.as_bytes());
    }
}

#[test]
fn generated_sources_are_mostly_readable() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let readable = (0..200).filter(|_| source("a.toml", file().new_tree(&mut runner).unwrap().current().as_bytes()).is_some()).count();
    assert!(readable > 100, "the law above is about {readable} of 200 sources");
}

const UNTIDY: &str = "# överst\nkind   =  'uppdragshandling'\nid=\"a\" # namn\n\n\n\n\n\n[[principals]]\nname = \"x\"\n[[principals]]\nname = \"y\"\nlist = [ 1,2 ]\n";

#[test]
fn a_file_is_tidied_in_place_and_only_when_needed() {
    let desk = Desk::new();
    desk.put("a.toml", UNTIDY);
    desk.put("b.toml", "kind = \"x\"\n");
    desk.put("c.json", "{\"kind\":\"x\"}");
    desk.put("fel.toml", "kind = \n");
    let before = desk.names();
    let check = desk.run(&["fmt", "--check", "a.toml", "b.toml", "c.json"]);
    assert_eq!((check.exit, check.out.as_str(), check.err.as_str()), (1, "a.toml\nc.json\n", "2 av 3 filer skulle ändras.\n"));
    assert_eq!(desk.read("a.toml"), UNTIDY.as_bytes());

    let outcome = desk.run(&["fmt", "a.toml", "b.toml", "c.json", "fel.toml", "saknas.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (3, "a.toml\nc.json\n"));
    assert!(outcome.err.contains("fel[source-syntax]") && outcome.err.contains("2 av 5 filer ändrade."), "{}", outcome.err);
    assert_eq!(desk.read("fel.toml"), b"kind = \n");
    assert_eq!(desk.names(), before, "and no temporary file");
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("fmt", String::from_utf8(desk.read("a.toml")).unwrap());
    });
    let again = desk.run(&["fmt", "--check", "a.toml", "c.json"]);
    assert_eq!((again.exit, again.out.as_str()), (0, ""));
    assert_eq!(desk.run(&["fmt", "--check", "fel.toml"]).exit, 1);
    assert_eq!(desk.run(&["fmt", "--quiet", "a.toml"]).err, "");
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let desk = Desk::new();
    desk.put("a.toml", "\u{feff}a=1\r\nb = \"\"\"\r\nx\r\n\"\"\"\r\n");
    assert_eq!(desk.run(&["fmt", "a.toml"]).exit, 0);
    assert_eq!(desk.read("a.toml"), "\u{feff}a = 1\r\nb = \"\"\"\r\nx\r\n\"\"\"\r\n".as_bytes());
}
