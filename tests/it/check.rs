//! Checking: every case is a file, its faults are a snapshot.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use kansli::check::{CheckOptions, Coverage, check, kind_of};
use kansli::diag::{Diagnostic, FileName, Language, Severity};
use kansli::kind::Kind;
use kansli::read::{Source, read};
use kansli::world::{BuiltIn, World};

/// The characters that all shipped faces draw.
pub fn coverage() -> Coverage {
    let names = ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Italic.ttf", "LiberationSans-BoldItalic.ttf"];
    let fonts: Vec<_> = names.iter().map(|name| (*name, BuiltIn.font(name).expect("a shipped font"))).collect();
    Coverage::of_faces(fonts.iter().map(|(name, bytes)| (*name, bytes.as_ref()))).expect("fonts")
}

/// All faults of some bytes, and the source when it could be read.
pub fn faults(file: &str, bytes: &[u8], for_signing: bool) -> (Option<Source>, Vec<Diagnostic>) {
    let source = match read(FileName::new(file), bytes) {
        Ok(source) => source,
        Err(faults) => return (None, faults),
    };
    let kind = match kind_of(&source, &Kind::all(&BuiltIn)) {
        Ok(kind) => Kind::load(&BuiltIn, &kind).expect("a kind without faults"),
        Err(fault) => return (Some(source), vec![fault]),
    };
    let checked = check(&source, &kind, &coverage(), &CheckOptions { for_signing });
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
            let blamed: String = text.get(range).unwrap_or_default().chars().take(60).collect();
            (format!("{}:{line}:{column}", place.file()), blamed.replace('\n', "⏎"))
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

/// A case whose name ends in `_signing` is checked for signing.
fn snapshot_of(path: &Path) -> String {
    let bytes = fs::read(path).expect("a case");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    let for_signing = path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|stem| stem.ends_with("_signing"));
    let (source, diagnostics) = faults(name, &bytes, for_signing);
    let has_error = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(has_error, name.starts_with("err_"), "{name}: a case with an error begins with err_, and no other\n{diagnostics:#?}");
    let swedish = rendered(&bytes, source.as_ref(), &diagnostics, Language::Swedish);
    let english = rendered(&bytes, source.as_ref(), &diagnostics, Language::English);
    if swedish.is_empty() { "inget att anmärka\n".into() } else { format!("{swedish}\n--- in English ---\n\n{english}") }
}

#[test]
fn cases() {
    insta::glob!("../cases/check", "*.{toml,json,txt}", |path| {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../cases/check/snapshots" }, {
            insta::assert_snapshot!(snapshot_of(path));
        });
    });
}
