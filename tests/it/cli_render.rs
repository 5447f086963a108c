//! `kansli render` as its users meet it: what is written, what is not, and what is left as it was.

use std::fs;

use crate::cli::Desk;

/// The endings of what a run writes, in the order it is told.
const ENDINGS: &[&str] = if cfg!(feature = "pdf") { &["docx", "pdf", "certificate.json"] } else { &["docx", "certificate.json"] };

fn told(stem: &str) -> String {
    ENDINGS.iter().map(|ending| format!("{stem}.{ending}\n")).collect()
}

#[test]
fn the_files_and_their_certificate_are_written_beside_the_source() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let outcome = desk.run(&["render", "a.toml"]);
    assert_eq!((outcome.exit, outcome.out), (0, told("a")), "{}", outcome.err);
    let mut names: Vec<String> = ENDINGS.iter().map(|ending| format!("a.{ending}")).chain(["a.toml".into()]).collect();
    names.sort();
    assert_eq!(desk.names(), names, "and no temporary file");
    let certificate: serde_json::Value = serde_json::from_slice(&desk.read("a.certificate.json")).unwrap();
    assert_eq!(certificate["source"], kansli::model::Hash::of(&desk.read("a.toml")).as_str());
    let outputs = certificate["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), ENDINGS.len() - 1);
    for output in outputs {
        let bytes = desk.read(&format!("a.{}", output["format"].as_str().unwrap()));
        assert_eq!(output["sha256"], kansli::model::Hash::of(&bytes).as_str());
    }
}

#[test]
fn a_json_source_is_not_overwritten_by_its_tree() {
    let desk = Desk::new();
    let source = include_str!("../../documents/exempel/kort.json");
    desk.put("a.json", source);
    let outcome = desk.run(&["render", "--to", "json", "--date", "2021-03-15", "a.json"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (0, "a.tree.json\na.certificate.json\n"), "{}", outcome.err);
    assert_eq!(desk.read("a.json"), source.as_bytes());
    let file: kansli::model::TreeFile = serde_json::from_slice(&desk.read("a.tree.json")).unwrap();
    assert_eq!(file.source, kansli::model::Hash::of(source.as_bytes()));
    assert!(file.docx.is_some(), "the hash of the Word file, though none was asked for");
}

#[test]
fn the_same_source_gives_the_same_bytes_everywhere() {
    let (here, there) = (Desk::new(), Desk::new());
    here.put_example("a.toml");
    there.put_example("a.toml");
    assert_eq!(here.run(&["render", "a.toml"]).exit, 0);
    let variables = [("TZ", "Pacific/Kiritimati"), ("LANG", "en_US.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/")];
    assert_eq!(there.run_with(&variables, &["render", "--out", "ut", "a.toml"]).exit, 0);
    for ending in ENDINGS {
        assert!(here.read(&format!("a.{ending}")) == there.read(&format!("ut/a.{ending}")), "{ending} differs");
    }
}

#[test]
fn one_format_is_the_same_alone_and_certified_alone() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.run(&["render", "a.toml"]);
    for format in &ENDINGS[..ENDINGS.len() - 1] {
        let outcome = desk.run(&["render", "--to", format, "--out", format, "a.toml"]);
        assert_eq!(outcome.exit, 0, "{}", outcome.err);
        assert!(desk.read(&format!("{format}/a.{format}")) == desk.read(&format!("a.{format}")), "{format} differs");
        assert_eq!(fs::read_dir(desk.path(format)).unwrap().count(), 2);
        let certificate: serde_json::Value = serde_json::from_slice(&desk.read(&format!("{format}/a.certificate.json"))).unwrap();
        let certified: Vec<_> = certificate["outputs"].as_array().unwrap().iter().map(|output| &output["format"]).collect();
        assert_eq!(certified, [format]);
    }
}

#[test]
fn a_draft_without_a_date_needs_one_for_its_metadata() {
    let desk = Desk::new();
    desk.put_undated("a.toml");
    let outcome = desk.run(&["render", "a.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (1, ""));
    assert!(outcome.err.contains("fel[date-needed]") && outcome.err.contains("--date 2021-03-15"), "{}", outcome.err);
    assert_eq!(desk.names(), ["a.toml"]);
    assert_eq!(desk.run(&["check", "a.toml"]).exit, 0, "a draft needs none");

    assert_eq!(desk.run(&["render", "--date", "2021-03-15", "--out", "ett", "a.toml"]).exit, 0);
    assert_eq!(desk.run(&["render", "--date", "2021-03-16", "--out", "annat", "a.toml"]).exit, 0);
    assert!(desk.read("ett/a.docx") != desk.read("annat/a.docx"), "the metadata bear the date");
}

#[test]
fn what_a_format_cannot_do_is_told_at_its_line() {
    let desk = Desk::new();
    desk.put_with("a.toml", "Ängshult\"", &format!("{}\"", "Ä".repeat(90)));
    let outcome = desk.run(&["render", "a.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    assert!(outcome.err.contains("[long-word]"), "{}", outcome.err);
    assert!(
        outcome.err.lines().filter(|line| line.trim_start().starts_with("-->")).all(|line| line.contains(" a.toml:")),
        "{}",
        outcome.err
    );
}

#[test]
fn the_documents_own_date_goes_before_the_one_given() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.run(&["render", "--out", "utan", "a.toml"]);
    desk.run(&["render", "--out", "med", "--date", "1999-12-31", "a.toml"]);
    assert!(desk.read("utan/a.docx") == desk.read("med/a.docx"));
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put("b.toml", "kind = \"uppdragshandling\"\n");
    desk.put_example("c.toml");
    let outcome = desk.run(&["render", "a.toml", "b.toml", "saknas.toml", "c.toml"]);
    assert_eq!((outcome.exit, outcome.out), (3, told("a") + &told("c")));
    assert!(outcome.err.contains("fel[missing-key]"), "{}", outcome.err);
    assert!(outcome.err.find("b.toml:").unwrap() < outcome.err.find("saknas.toml").unwrap());
    assert!(outcome.err.contains("2 av 4 dokument gjorda"), "{}", outcome.err);
    assert!(!desk.path("b.docx").exists());
    assert_eq!(desk.run(&["render", "a.toml", "b.toml"]).exit, 1);
}

#[test]
fn strict_writes_nothing_while_there_are_warnings() {
    let desk = Desk::new();
    desk.run(&["new", "uppdragshandling", "a.toml"]);
    let before = desk.names();
    let strict = desk.run(&["render", "--strict", "--date", "2021-03-15", "a.toml"]);
    assert_eq!((strict.exit, strict.out.as_str()), (1, ""), "{}", strict.err);
    assert!(strict.err.contains("varningar räknas som fel"));
    assert_eq!(desk.names(), before);
    assert_eq!(desk.run(&["render", "--date", "2021-03-15", "a.toml"]).exit, 0);
}

#[test]
fn a_failed_run_leaves_what_was_there() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put("a.docx", "förra");
    fs::create_dir(desk.path("a.certificate.json")).unwrap();
    let outcome = desk.run(&["render", "a.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (3, ""));
    assert!(outcome.err.contains("fel[file-not-written]"), "{}", outcome.err);
    assert_eq!(desk.read("a.docx"), "förra".as_bytes());
    assert_eq!(desk.names(), ["a.certificate.json", "a.docx", "a.toml"]);

    desk.put("ut", "en fil");
    let outcome = desk.run(&["render", "--out", "ut", "a.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (3, ""));
    assert_eq!(desk.read("ut"), b"en fil");
}

#[test]
fn two_sources_never_share_an_output() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put("a.json", "{}");
    fs::create_dir(desk.path("mapp")).unwrap();
    desk.put_example("mapp/A.toml");
    desk.put_example("x.toml");
    desk.put("x.certificate.json", "{}");
    let before = desk.names();
    for line in ["a.toml a.json", "a.toml ./a.toml", "--out ut a.toml mapp/A.toml", "x.toml x.certificate.json"] {
        let outcome = desk.run(&[&["render"][..], &line.split(' ').collect::<Vec<_>>()].concat());
        assert_eq!((outcome.exit, outcome.out.as_str()), (2, ""), "{line}");
        assert_eq!(desk.names(), before, "{line}");
    }
    assert_eq!(desk.run(&["render", "a.toml", "mapp/A.toml"]).exit, 0, "the same name in different folders");
}
