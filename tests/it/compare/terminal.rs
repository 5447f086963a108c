//! `kansli diff` at the terminal.

use crate::cli::Desk;

/// The real document, in both versions, in a folder of their own.
pub fn desk() -> Desk {
    let desk = Desk::new();
    for name in ["2021-03-15.toml", "2021-06-02.toml"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/lmr-palliativ-vard");
        desk.put(name, std::fs::read(folder.join(name)).unwrap());
    }
    desk
}

#[test]
fn changes_are_shown_by_section_with_signs() {
    let desk = desk();
    let outcome = desk.run(&["diff", "2021-03-15.toml", "2021-06-02.toml"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    insta::assert_snapshot!("real_pair_sv", outcome.out);
    let english = desk.run(&["diff", "--lang", "en", "2021-03-15.toml", "2021-06-02.toml"]);
    insta::assert_snapshot!("real_pair_en", english.out.lines().take(40).collect::<Vec<_>>().join("\n"));
}

#[test]
fn nothing_is_told_by_colour_alone() {
    let desk = desk();
    let files = ["2021-03-15.toml", "2021-06-02.toml"];
    let run = |variables: &[(&str, &str)], more: &[&str]| desk.run_with(variables, &[&["diff"], more, &files].concat()).out;
    let plain = run(&[], &[]);
    let coloured = run(&[], &["--color", "always"]);
    assert!(coloured.contains("\u{1b}[31m[-") && coloured.contains("\u{1b}[32m[+"));
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        stripped.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('m').unwrap() + 1..];
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
    assert_eq!(run(&[("NO_COLOR", "1")], &[]), plain);
}

#[test]
fn the_exit_code_tells_a_difference_where_it_is_asked_for() {
    let desk = desk();
    desk.put("samma.toml", desk.read("2021-03-15.toml"));
    let exit = |arguments: &[&str]| desk.run(&[&["diff", "--quiet"], arguments].concat()).exit;
    assert_eq!(exit(&["2021-03-15.toml", "2021-06-02.toml"]), 0);
    assert_eq!(exit(&["--exit-code", "2021-03-15.toml", "2021-06-02.toml"]), 1);
    assert_eq!(exit(&["--exit-code", "2021-03-15.toml", "samma.toml"]), 0);
    assert_eq!(exit(&["2021-03-15.toml", "saknas.toml"]), 3);
    let same = desk.run(&["diff", "2021-03-15.toml", "samma.toml"]);
    assert_eq!(same.out, "2021-03-15.toml och samma.toml säger detsamma.\n");
}

#[test]
fn faults_of_a_version_are_told_at_their_lines() {
    let desk = desk();
    let broken = String::from_utf8(desk.read("2021-06-02.toml")).unwrap().replace("kind = \"uppdragshandling\"", "kind = \"uppdrag\"");
    desk.put("fel.toml", broken);
    let mut out = String::new();
    for arguments in [&["2021-03-15.toml", "fel.toml"][..], &["saknas.toml", "2021-06-02.toml"], &["2021-03-15.toml"]] {
        let outcome = desk.run(&[&["diff"], arguments].concat());
        assert_eq!(outcome.out, "");
        out.push_str(&format!("{arguments:?}: {}\n{}\n", outcome.exit, outcome.err));
    }
    insta::assert_snapshot!("faults", out);
}

#[test]
fn a_draft_that_breaks_a_rule_of_its_kind_is_compared_and_one_that_cant_be_set_is_not() {
    let desk = desk();
    let sound = String::from_utf8(desk.read("2021-06-02.toml")).unwrap();
    // Both chairs of one principal: `check` names it, and it is what somebody compares to find.
    let chairs = r#"name = "Tobias Rönnkvist", principal = "VGR""#;
    assert!(sound.contains(chairs));
    desk.put("utkast.toml", sound.replacen(chairs, &chairs.replace("VGR", "VGK"), 1));
    let told = desk.run(&["check", "utkast.toml"]);
    assert_eq!(told.exit, 1);
    assert!(told.out.contains("chairs-from-one-principal"), "{}", told.out);
    let outcome = desk.run(&["diff", "2021-06-02.toml", "utkast.toml"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    insta::assert_snapshot!("draft", outcome.out);
    // An identity number must get on no page, and a date that is none on none.
    let mut out = String::new();
    for (name, from, to) in [
        ("nummer.toml", "[[principals]]", "# 811218-9876\n[[principals]]"),
        ("datum.toml", "date = \"2021-06-02\"", "date = \"2021-06-31\""),
    ] {
        let changed = sound.replacen(from, to, 1);
        assert_ne!(changed, sound);
        desk.put(name, changed);
        let outcome = desk.run(&["diff", "2021-06-02.toml", name]);
        assert_eq!(outcome.out, "");
        out.push_str(&format!("{name}: {}\n{}\n", outcome.exit, outcome.err));
    }
    insta::assert_snapshot!("unfit", out);
}
