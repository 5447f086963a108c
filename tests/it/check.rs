//! Checking: every case is a file, its faults are a snapshot.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kansli::check::{CheckOptions, Coverage, check, kind_of};
use kansli::diag::{Diagnostic, FileName, Language, Severity};
use kansli::kind::Kind;
use kansli::model::KindId;
use kansli::read::{Source, read};
use kansli::world::{BuiltIn, World};

static COVERAGE: LazyLock<Coverage> = LazyLock::new(|| {
    let names = ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Italic.ttf", "LiberationSans-BoldItalic.ttf"];
    let fonts: Vec<_> = names.iter().map(|name| (*name, BuiltIn.font(name).expect("a shipped font"))).collect();
    Coverage::of_faces(fonts.iter().map(|(name, bytes)| (*name, bytes.as_ref()))).expect("fonts")
});

/// The built-in kinds, in the order of their names.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    Kind::all(&BuiltIn).iter().map(|id| Kind::load(&BuiltIn, id).unwrap_or_else(|faults| panic!("{id}: {faults:#?}"))).collect()
});

static KIND: LazyLock<Kind> = LazyLock::new(|| Kind::load(&BuiltIn, &KindId::new("uppdragshandling")).expect("a kind without faults"));

/// All faults of some bytes, and the source when it could be read.
pub fn faults(file: &str, bytes: &[u8], for_signing: bool) -> (Option<Source>, Vec<Diagnostic>) {
    let source = match read(FileName::new(file), bytes) {
        Ok(source) => source,
        Err(faults) => return (None, faults),
    };
    let names: Vec<KindId> = KINDS.iter().map(|kind| kind.id.clone()).collect();
    let kind = match kind_of(&source, &names) {
        Ok(id) => KINDS.iter().find(|kind| kind.id == id).expect("a kind that is known"),
        Err(faults) => return (Some(source), faults),
    };
    let checked = check(&source, kind, &COVERAGE, &CheckOptions { for_signing, ..CheckOptions::default() });
    let diagnostics = checked.diagnostics().cloned().collect();
    (Some(source), diagnostics)
}

/// `file:line:column severity[code] message`, with the blamed text, the hint and related places below.
pub fn rendered(bytes: &[u8], source: Option<&Source>, diagnostics: &[Diagnostic], language: Language) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines = kansli::read::Lines::of(&text);
    let range = |place: &kansli::diag::Place| match (source, place) {
        (Some(source), place) => source.place_range(place),
        (None, kansli::diag::Place::Text { range, .. }) => Some(range.clone()),
        _ => None,
    };
    let mut out = String::new();
    let place = |place: &kansli::diag::Place| match range(place) {
        Some(range) => {
            let (line, column) = lines.line_column(&text, range.start);
            let blamed = kansli::diag::shortened(text.get(range).unwrap_or_default());
            (format!("{}:{line}:{column}", place.file()), blamed)
        }
        None => (place.file().to_string(), String::new()),
    };
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        };
        let (at, blamed) = place(&diagnostic.place);
        writeln!(out, "{at} {severity}[{}] {}", diagnostic.code, diagnostic.message.text(language)).unwrap();
        if !blamed.is_empty() {
            writeln!(out, "    | {blamed}").unwrap();
        }
        if let Some(hint) = &diagnostic.hint {
            writeln!(out, "    → {}", hint.text(language)).unwrap();
        }
        for (related, why) in &diagnostic.related {
            let (at, _) = place(related);
            writeln!(out, "    {at} {}", why.text(language)).unwrap();
        }
    }
    out
}

/// What is said of a case, and whether its name is right: one with an error begins with `err_`, and no other. A case
/// whose name ends in `_signing` is checked for signing.
fn told(path: &Path) -> (String, bool) {
    let bytes = fs::read(path).expect("a case");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    let for_signing = path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with("_signing"));
    let (source, diagnostics) = faults(name, &bytes, for_signing);
    let has_error = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let swedish = rendered(&bytes, source.as_ref(), &diagnostics, Language::Swedish);
    let english = rendered(&bytes, source.as_ref(), &diagnostics, Language::English);
    let text = if swedish.is_empty() { "inget att anmärka\n".into() } else { format!("{swedish}\n--- in English ---\n\n{english}") };
    (text, has_error == name.starts_with("err_"))
}

fn small(change: impl Fn(&str) -> String) -> Source {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check/minimal.toml")).expect("a case");
    read(FileName::new("prov.toml"), change(&text).as_bytes()).expect("a source")
}

fn kind() -> Kind {
    KIND.clone()
}

fn codes_of(source: &Source, kind: &Kind) -> Vec<String> {
    check(source, kind, &COVERAGE, &CheckOptions::default()).diagnostics().map(|fault| fault.code.to_string()).collect()
}

#[test]
fn what_is_not_filled_in_is_absent_from_the_document() {
    let source = small(|text| {
        text.replace("2024-05-02", "2024-xx-xx").replace("purpose =", "short_title = \"\"\nplace = \"\"\"\nBorås\n\"\"\"\npurpose =")
            + "\n[[timeline]]\nactivity = \"Remiss\"\nperiod = \"20xx\"\n\n[[timeline]]\nactivity = \"Beslut\"\nperiod = \"2025\"\n"
    });
    let checked = check(&source, &kind(), &COVERAGE, &CheckOptions::default());
    assert_eq!(checked.warnings.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["placeholder", "empty-text", "placeholder"]);
    let document = checked.output.expect("a draft").document;
    assert_eq!(document.envelope().date, None);
    assert_eq!(document.envelope().short_title, None);
    assert_eq!(document.value()["place"], "Borås");
    let timeline = &document.value()["timeline"];
    assert_eq!(timeline[0], serde_json::json!({ "activity": "Remiss", "open": true }));
    assert_eq!(timeline[1]["period"], "2025");
    assert_eq!(document.source_hash(), source.hash());
}

#[test]
fn a_field_may_allow_an_identity_number_with_a_reason() {
    let source = small(|text| text.replace("name = \"Siv Lund\"", "name = \"Siv Lund\"\ntitle = \"811218-9876\""));
    let mut kind = kind();
    assert_eq!(codes_of(&source, &kind), ["identity-number"]);
    kind.schema["$defs"]["signatory"]["properties"]["title"]["x-allows-identity-number"] = "prov".into();
    assert_eq!(codes_of(&source, &kind), [] as [&str; 0]);
}

#[test]
fn a_rule_that_fails_is_a_fault_of_the_kind_and_not_of_the_document() {
    let source = small(str::to_owned);
    let mut kind = kind();
    let mut rule = kind.rules[0].clone();
    rule.for_each = None;
    for broken_if in ["title.nothing.more", "title +", "range(9999999) | list | length > 0", "principals[9].name == title"] {
        rule.broken_if = broken_if.into();
        kind.rules = vec![rule.clone()];
        let checked = check(&source, &kind, &COVERAGE, &CheckOptions::default());
        let faults = checked.output.expect_err("a fault of the kind");
        assert_eq!(faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), ["kind-fault"], "{broken_if}");
        assert_eq!(faults[0].place.file().as_str(), "templates/uppdragshandling/rules.toml");
    }
}

/// The documents that Kansli ships have no error, and what is said of them is what a reader would expect.
#[test]
fn shipped_documents() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = String::new();
    for name in [
        "documents/exempel/alla-delar.toml",
        "documents/exempel/kort.json",
        "documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml",
        "documents/lmr-palliativ-vard/2021-03-15.toml",
        "documents/lmr-palliativ-vard/2021-06-02.toml",
        "documents/mote-kunskapsradet/2021-03-31.toml",
    ] {
        let bytes = fs::read(root.join(name)).expect("a shipped document");
        let (source, diagnostics) = faults(name, &bytes, false);
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error), "{name}: {diagnostics:#?}");
        writeln!(out, "{}", rendered(&bytes, source.as_ref(), &diagnostics, Language::Swedish)).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn cases() {
    let misnamed = std::cell::RefCell::new(Vec::new());
    insta::glob!("../cases/check", "*.{toml,json,txt}", |path| {
        let (text, named) = told(path);
        if !named {
            misnamed.borrow_mut().push(path.to_owned());
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../cases/check/snapshots" }, {
            insta::assert_snapshot!(text);
        });
    });
    assert!(misnamed.borrow().is_empty(), "a case with an error begins with err_, and no other: {misnamed:?}");
}
