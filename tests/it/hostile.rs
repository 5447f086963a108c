//! Whatever bytes come in, reading and checking answer with faults that have places, and never panic.

use std::fmt::Write;

use kansli::diag::{Diagnostic, FieldPart, FileName, Language, codes};
use kansli::kind::Kind;
use kansli::model::Pointer;
use kansli::read::{MAXIMUM_BYTES, Source, read};
use kansli::world::BuiltIn;
use proptest::prelude::*;

use crate::check::{faults, rendered};

const SMALL: &str = include_str!("../cases/check/timeline_as_text_and_seats_without_names.toml");
const LARGE: &str = include_str!("../../documents/exempel/alla-delar.toml");

/// Reads and checks, and holds every place against the file.
fn answer(file: &str, bytes: &[u8]) -> (Option<Source>, Vec<Diagnostic>) {
    let (source, diagnostics) = faults(file, bytes, true);
    for diagnostic in &diagnostics {
        assert!(!diagnostic.message.sv.is_empty() && !diagnostic.message.en.is_empty());
        let fine = |c: char| !c.is_control();
        assert!(diagnostic.message.sv.chars().all(fine), "{:?}", diagnostic.message.sv);
        assert!(diagnostic.hint.iter().all(|hint| hint.sv.chars().all(fine)), "{:?}", diagnostic.hint);
        assert_ne!(diagnostic.code, codes::INTERNAL_FAULT, "{}", diagnostic.message.en);
        assert_ne!(diagnostic.code, codes::KIND_FAULT, "{}", diagnostic.message.en);
        if let Some(source) = &source {
            let range = source.place_range(&diagnostic.place).unwrap_or(0..0);
            assert!(source.text().get(range.clone()).is_some(), "{range:?} lies in no text");
        }
    }
    let _ = rendered(bytes, source.as_ref(), &diagnostics, Language::Swedish);
    (source, diagnostics)
}

fn code_of(file: &str, bytes: &[u8]) -> String {
    answer(file, bytes).1.first().map(|fault| fault.code.to_string()).unwrap_or_default()
}

#[test]
fn great_sizes_and_depths_are_refused_in_words() {
    let mut out = String::new();
    let huge = vec![b' '; MAXIMUM_BYTES + 1];
    let word = "a".repeat(100_000);
    for (what, file, bytes) in [
        ("too large", "a.toml", huge),
        ("brackets", "a.json", "[".repeat(1_000_000).into_bytes()),
        ("braces", "a.json", "{\"a\":".repeat(100_000).into_bytes()),
        ("brackets in TOML", "a.toml", format!("a = {}", "[".repeat(1_000_000)).into_bytes()),
        ("dots in TOML", "a.toml", format!("{} = 1", vec!["a"; 100_000].join(".")).into_bytes()),
        ("a head of dots", "a.toml", format!("[{}]", vec!["a"; 100_000].join(".")).into_bytes()),
        ("inline tables", "a.toml", "a = { a = ".repeat(100_000).into_bytes()),
        ("NUL", "a.json", b"{\"a\":\"\0\"}".to_vec()),
        ("no UTF-8", "a.toml", b"a = \"\xff\xff\"".to_vec()),
        ("one word", "a.toml", SMALL.replace("Vården", &word).into_bytes()),
        ("one key", "a.toml", format!("{word} = 1\n{SMALL}").into_bytes()),
        ("one key of a table", "a.toml", format!("{SMALL}\n[{word}]\n").into_bytes()),
        ("one number", "a.json", format!("{{\"a\": {}}}", "9".repeat(100_000)).into_bytes()),
        ("questions", "a.toml", SMALL.replace("Vården", &"(?)".repeat(100_000)).into_bytes()),
        (
            "many entries",
            "a.json",
            format!("{{\"kind\":\"uppdragshandling\",\"principals\":[{}]}}", vec!["7"; 50_000].join(",")).into_bytes(),
        ),
        (
            "many keys",
            "a.toml",
            (0..20_000)
                .map(|n| format!("a{n} = 1\n"))
                .collect::<String>()
                .replacen("a0", "kind = \"uppdragshandling\"\na0", 1)
                .into_bytes(),
        ),
    ] {
        let (_, diagnostics) = answer(file, &bytes);
        let first = diagnostics.iter().find(|fault| fault.code != codes::PLACEHOLDER).or(diagnostics.first()).expect("a fault");
        writeln!(out, "{what}: {} fault(s), {} {}", diagnostics.len(), first.code, first.message.sv).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_field_of_the_rich_document_has_a_place_that_reads_as_its_value() {
    let source = read(FileName::new("a.toml"), LARGE.as_bytes()).expect("a source");
    let json = serde_json::to_string_pretty(source.value()).unwrap();
    let twin = read(FileName::new("a.json"), json.as_bytes()).expect("the same source");
    assert_eq!(source.value(), twin.value());
    let kind = Kind::load(&BuiltIn, &Kind::all(&BuiltIn)[0]).expect("a kind");
    let mut fields = 0;
    kansli::kind::Shape::of_document(&kind.schema).walk(source.value(), &mut |pointer, _, value| {
        for source in [&source, &twin] {
            let value_range = source.span(pointer, FieldPart::Value);
            if let (Some(text), true) = (value.as_str(), pointer != &Pointer::root()) {
                // A stretch of every text is found where it stands, in both formats.
                let first = text.split_whitespace().next().unwrap_or_default();
                let start = text.find(first).unwrap_or(0);
                let range = source.stretch(pointer, start..start + first.len());
                let written = &source.text()[range.clone()];
                assert!(written == first || written.contains('\\'), "{pointer}: {written:?} is not {first:?}");
                assert!(value_range.start <= range.start && range.end <= value_range.end);
                fields += 1;
            }
        }
    });
    assert!(fields > 200, "{fields}");
}

/// A text with a piece taken out, put in or doubled.
fn mangled(text: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let text = text.as_bytes().to_vec();
    let length = text.len();
    let pieces = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(any::<u8>(), 1..8),
        prop::sample::select(vec![
            "\"",
            "'",
            "\"\"\"",
            "=",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            ",",
            ".",
            "#",
            "\n",
            "\r",
            "\\",
            "\\u00",
            "\u{feff}",
            "\u{202e}",
            "\u{301}",
            "🙂",
            "(?)",
            "2020-xx-xx",
            "811218-9876",
            "8112189876",
            "true",
            "null",
            "-",
            "1e999",
            "nan",
            "0x",
            "[@a]",
            "[](#b)",
            "](http://a",
            "`",
            "<b>",
            "    ",
            "\t",
            "å",
            "//",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    prop::collection::vec((0..length, 0..40_usize, pieces), 1..5).prop_map(move |edits| {
        let mut text = text.clone();
        for (at, removed, piece) in edits {
            let at = at.min(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, piece);
        }
        text
    })
}

fn json(text: &str) -> String {
    serde_json::to_string_pretty(read(FileName::new("a.toml"), text.as_bytes()).expect("a source").value()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400), toml in any::<bool>()) {
        let _ = answer(if toml { "a.toml" } else { "a.json" }, &bytes);
    }

    #[test]
    fn any_text_gets_an_answer(text in "[\\[\\]{}=\"'#.,:a-c0-9 \n\r\t\\\\åx?(-]{0,200}", toml in any::<bool>()) {
        let _ = answer(if toml { "a.toml" } else { "a.json" }, text.as_bytes());
    }

    #[test]
    fn a_mangled_toml_source_gets_an_answer(bytes in mangled(SMALL)) {
        let _ = answer("a.toml", &bytes);
    }

    #[test]
    fn a_mangled_json_source_gets_an_answer(bytes in mangled(&json(SMALL))) {
        let _ = answer("a.json", &bytes);
    }

    #[test]
    fn any_string_in_any_field_gets_an_answer(text in any::<String>(), field in prop::sample::select(vec!["title", "mission", "date", "id", "language", "place"])) {
        let mut value: serde_json::Value = serde_json::from_str(&json(SMALL)).unwrap();
        value[field] = text.into();
        let _ = answer("a.json", value.to_string().as_bytes());
    }
}

#[test]
fn the_end_of_the_name_says_the_format() {
    assert_eq!(code_of("a", b"a = 1"), "file-unknown-format");
    assert_eq!(code_of("a.TOML", b"a"), "source-syntax");
    assert_eq!(code_of("a.JSON", b"[1]"), "source-syntax");
}

#[test]
fn codes_are_unique_and_in_kebab_case() {
    let mut names: Vec<&str> = codes::ALL.iter().map(|code| code.as_str()).collect();
    for name in &names {
        let kebab = name.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert!(kebab, "{name}");
    }
    insta::assert_snapshot!("codes", names.join("\n"));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "two codes are the same");
}
