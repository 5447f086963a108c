//! Themes as data: what is wrong with one is told at its line; every document can be made in every theme.

use std::borrow::Cow;
use std::fmt::Write;
use std::fs;

use kansli::diag::{Diagnostic, FileName, Place};
use kansli::produce::{Output, Producer, Request};
use kansli::theme::Theme;
use kansli::world::{BuiltIn, World};
use kansli::write::FORMATS;

use crate::judged::documents;

/// The built-in world with one file changed; `None` takes it away.
struct Changed {
    path: &'static str,
    bytes: Option<Vec<u8>>,
}

impl World for Changed {
    fn template(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if path == self.path { self.bytes.clone().map(Cow::Owned) } else { BuiltIn.template(path) }
    }

    fn templates_below(&self, folder: &str) -> Vec<String> {
        BuiltIn.templates_below(folder)
    }

    fn font(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        if name == "trasig.ttf" { Some(Cow::Borrowed(b"nothing")) } else { BuiltIn.font(name) }
    }
}

const THEME: &str = "themes/antikva/theme.toml";

fn text() -> String {
    String::from_utf8(BuiltIn.template(THEME).unwrap().into_owned()).unwrap()
}

fn shown(faults: &[Diagnostic], text: &str) -> String {
    let place = |place: &Place| match place {
        Place::Text { file, range } => {
            let line = text[..range.start].lines().count().max(1) + usize::from(text[..range.start].ends_with('\n'));
            format!("{file}:{line} {:?}", &text[range.clone()])
        }
        other => other.file().to_string(),
    };
    let mut out = String::new();
    for fault in faults {
        writeln!(out, "{}[{}]", place(&fault.place), fault.code).unwrap();
        for (message, hint) in
            [(&fault.message.sv, fault.hint.as_ref().map(|hint| &hint.sv)), (&fault.message.en, fault.hint.as_ref().map(|hint| &hint.en))]
        {
            writeln!(out, "  {message}").unwrap();
            hint.iter().for_each(|hint| writeln!(out, "    = {hint}").unwrap());
        }
        for (related, why) in &fault.related {
            writeln!(out, "  {} {}", place(related), why.sv).unwrap();
        }
    }
    out
}

#[test]
fn every_fault_of_a_theme_is_told_at_its_line() {
    let whole = text();
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("inte TOML", &[("[name]", "[name")]),
        (
            "en okänd nyckel, en som är felstavad och en som saknas",
            &[("kerning = false ", "kernig = false "), ("sv = \"Antikva\"", "sv = \"Antikva\"\nfr = \"Romain\"")],
        ),
        ("hela tabeller saknas", &[("[colours]", "[colors]")]),
        (
            "fel typer",
            &[
                ("left_mm = 35.0", "left_mm = \"35\""),
                ("kerning = false", "kerning = 0"),
                ("bullets = [\"–\", \"•\"]", "bullets = []"),
                ("[title]", "title = 24\n[titel]"),
            ],
        ),
        (
            "en negativ marginal och andra omöjliga mått",
            &[("left_mm = 35.0", "left_mm = -5"), ("size_pt = 24.0", "size_pt = 240.0"), ("rule_pt = 0.6", "rule_pt = nan")],
        ),
        (
            "en storlek som Word inte har",
            &[("size_pt = 12.0\nleading_pt = 16.0\nafter_pt = 8.0", "size_pt = 11.3\nleading_pt = 16.0\nafter_pt = 8.01")],
        ),
        ("ett antal kolumner som inget är", &[("columns = 6", "columns = 6.5")]),
        ("för många kolumner", &[("columns = 6", "columns = 64")]),
        (
            "en liggande sida utan plats för text, och tät text i tabeller",
            &[
                ("left_mm = 25.0", "left_mm = 190.0"),
                ("head_mm = 13.0", "head_mm = 25.0"),
                ("leading_pt = 12.0\npadding", "leading_pt = 9.0\npadding"),
            ],
        ),
        ("färger som inga är", &[("text = \"161616\"", "text = \"#161616\""), ("link = \"1d4477\"", "link = \"blå\"")]),
        ("för ljusa färger", &[("muted = \"4d4548\"", "muted = \"8a8a8a\""), ("heading = \"6d1a2d\"", "heading = \"ffffff\"")]),
        (
            "marginaler utan plats för text",
            &[("left_mm = 35.0", "left_mm = 90.0"), ("right_mm = 33.0", "right_mm = 95.0"), ("bottom_mm = 28.0", "bottom_mm = 170.0")],
        ),
        (
            "ett sidhuvud utan plats, rader i varandra, för djupa indrag",
            &[("head_mm = 17.0", "head_mm = 35.0"), ("leading_pt = 28.0", "leading_pt = 20.0"), ("indent_mm = 7.0", "indent_mm = 40.0")],
        ),
        (
            "två nivåer av rubriker",
            &[(
                "[[headings]]           # level 3\nsize_pt = 12.0\nleading_pt = 16.0\nbefore_pt = 10.0\nafter_pt = 2.0\nnumber_mm = 0.0\n",
                "",
            )],
        ),
        ("ingen fet stil", &[("\"LiberationSerif-Bold.ttf\", ", ""), ("\"LiberationSerif-BoldItalic.ttf\"", "")]),
        ("typsnitt som inte finns, inte är några eller är av en annan familj", &[("LiberationSerif-Bold.ttf", "Antikva-Bold.ttf")]),
        (
            "trasigt och främmande typsnitt",
            &[("LiberationSerif-Bold.ttf", "trasig.ttf"), ("LiberationSerif-Italic.ttf", "LiberationSans-Italic.ttf")],
        ),
        ("ett punkttecken som typsnittet saknar", &[("\"•\"]", "\"‣\"]")]),
        ("tomt namn", &[("sv = \"Antikva\"", "sv = \" \"")]),
        ("en layout som inte finns", &[("layout = \"standard\"", "layout = \"stadnard\"")]),
        ("ingen layout alls", &[("layout = \"standard\"", "#")]),
    ];
    let mut all = String::new();
    for (name, changes) in cases {
        let mut text = whole.clone();
        for (old, new) in *changes {
            assert!(text.contains(old), "{old}");
            text = text.replacen(old, new, 1);
        }
        let world = Changed { path: THEME, bytes: Some(text.clone().into_bytes()) };
        let faults = Theme::load(&world, "antikva").expect_err(name);
        write!(all, "## {name}\n{}\n", shown(&faults, &text)).unwrap();
    }
    for (name, bytes) in [("ingen fil", None), ("inte UTF-8", Some(vec![0xff]))] {
        let faults = Theme::load(&Changed { path: THEME, bytes }, "antikva").expect_err(name);
        write!(all, "## {name}\n{}\n", shown(&faults, "")).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("theme_faults", all) });
}

#[test]
fn a_look_is_known_by_its_files() {
    assert_eq!(Theme::all(&BuiltIn), ["antikva", "standard"]);
    let (one, other) = (Theme::load(&BuiltIn, "standard").unwrap(), Theme::load(&BuiltIn, "antikva").unwrap());
    assert_ne!(one.hash, other.hash);
    assert_eq!(one.layout, other.layout, "one layout serves both");
    let changed = Changed { path: THEME, bytes: Some(text().replace("1d4477", "1d4478").into_bytes()) };
    assert_ne!(Theme::load(&changed, "antikva").unwrap().hash, other.hash);
}

fn made(theme: &str, path: &std::path::Path, request: &Request) -> Vec<Output> {
    let source = kansli::read::read(FileName::new(path.to_string_lossy()), &fs::read(path).unwrap()).unwrap();
    let producer = Producer::with_theme(&BuiltIn, theme).unwrap();
    producer.produce(&source, request).output.unwrap_or_else(|faults| panic!("{theme}, {}: {faults:#?}", path.display()))
}

fn request() -> Request {
    Request { formats: FORMATS.iter().map(|format| format.name).collect(), date: Some("2021-03-15".into()), ..Request::default() }
}

#[test]
fn every_document_is_certified_in_every_theme() {
    for path in documents() {
        let [one, other] = ["standard", "antikva"].map(|theme| made(theme, &path, &request()));
        assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one.ending, other.ending);
            #[cfg(feature = "pdf")]
            if other.ending == "pdf" {
                crate::support::standards::assert_conforms(&other.bytes);
            }
        }
        let differ = |ending: &str| {
            let bytes = |outputs: &[Output]| outputs.iter().find(|output| output.ending == ending).map(|output| output.bytes.clone());
            bytes(&one) != bytes(&other)
        };
        assert!(FORMATS.iter().filter(|format| format.default).all(|format| differ(format.name)));
    }
}

#[test]
fn a_label_stands_on_a_copy_and_nowhere_in_its_document() {
    let path = documents().into_iter().find(|path| path.ends_with("alla-delar.toml")).unwrap();
    for theme in ["standard", "antikva"] {
        let plain = made(theme, &path, &request());
        let copy = made(theme, &path, &Request { label: Some("Bilaga 3".into()), ..request() });
        let certificate = |outputs: &[Output]| -> serde_json::Value { serde_json::from_slice(&outputs.last().unwrap().bytes).unwrap() };
        let (original, labelled) = (certificate(&plain), certificate(&copy));
        assert_eq!(labelled["label"], "Bilaga 3");
        assert_eq!(original.get("label"), None);
        assert_eq!(original["source"], labelled["source"], "the label is no part of the document");
        for (one, other) in original["outputs"].as_array().unwrap().iter().zip(labelled["outputs"].as_array().unwrap()) {
            assert_eq!(one["compared"], other["compared"], "as many pages and as many characters");
            assert_ne!(one["sha256"], other["sha256"]);
        }
    }
}

#[test]
fn threads_and_company_change_no_byte() {
    let paths: Vec<_> = documents().into_iter().filter(|path| path.to_string_lossy().contains("exempel")).collect();
    let jobs: Vec<(&str, &std::path::PathBuf)> =
        ["standard", "antikva"].iter().flat_map(|theme| paths.iter().map(|path| (*theme, path))).collect();
    let alone: Vec<_> = jobs.iter().map(|(theme, path)| made(theme, path, &request())).collect();
    // Every thread makes all of them, each beginning with another one.
    std::thread::scope(|scope| {
        for first in 0..jobs.len() {
            let (jobs, alone) = (&jobs, &alone);
            // The typesetter recurses deeper than a thread's usual stack allows in a build that is not optimised.
            let work = move || {
                for at in (0..jobs.len()).map(|at| (at + first) % jobs.len()) {
                    let (theme, path) = jobs[at];
                    assert!(made(theme, path, &request()) == alone[at], "{theme}, {}", path.display());
                }
            };
            std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, work).unwrap();
        }
    });
}
