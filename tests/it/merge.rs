//! `kansli merge` as its users meet it.

use std::path::Path;

use crate::cli::Desk;

fn base() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/lmr-palliativ-vard/2021-06-02.toml")).unwrap()
}

fn replaced(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// A version, and what two people made of it.
fn desk_of(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.put("grund.toml", base());
    desk.put("min.toml", replaced(&base(), ours));
    desk.put("din.toml", replaced(&base(), theirs));
    desk
}

#[test]
fn two_peoples_changes_come_together_with_the_comments_of_one() {
    let desk = desk_of(
        &[("date = \"2021-06-02\"", "date = \"2021-06-16\" # nytt möte"), ("två gånger per termin", "tre gånger per termin")],
        &[
            ("Arbetet ska rymmas inom ordinarie uppdrag.", "Arbetet ska rymmas inom befintliga ramar."),
            ("name = \"Annelie Brodelius\"", "name = \"Britta Sandelin\""),
            (
                "[[contacts]]\nprincipal = \"VGR\"",
                "[[timeline]]\nactivity = \"Publicering\"\nperiod = \"våren 2023\"\n\n[[contacts]]\nprincipal = \"VGR\"",
            ),
        ],
    );
    let ours = String::from_utf8(desk.read("min.toml")).unwrap();
    let outcome = desk.run(&["merge", "grund.toml", "min.toml", "din.toml"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    for kept in ["date = \"2021-06-16\" # nytt möte", "tre gånger per termin", "befintliga ramar", "Britta Sandelin", "\"Publicering\""] {
        assert!(outcome.out.contains(kept), "{kept}");
    }
    // Our comments stay, and nothing else than what was changed is another.
    assert!(outcome.out.starts_with(ours.lines().next().unwrap()));
    let own: Vec<&str> = ours.lines().collect();
    let new: Vec<&str> = outcome.out.lines().filter(|line| !own.contains(line)).collect();
    insta::assert_snapshot!("merged_lines", new.join("\n"));
    desk.put("ny.toml", &outcome.out);
    assert_eq!(desk.run(&["check", "--quiet", "ny.toml"]).exit, 0);
    let written = desk.run(&["merge", "grund.toml", "min.toml", "din.toml", "--out", "min.toml"]);
    assert_eq!((written.exit, written.out.as_str()), (0, "min.toml\n"));
    assert_eq!(desk.read("min.toml"), desk.read("ny.toml"));
}

#[test]
fn conflicts_are_told_at_their_lines_and_nothing_is_written() {
    let desk = desk_of(
        &[("date = \"2021-06-02\"", "date = \"2021-06-16\""), ("name = \"Henrik Malmgrund\"", "name = \"Ulla Granfors\"")],
        &[("date = \"2021-06-02\"", "date = \"2021-06-30\""), ("name = \"Henrik Malmgrund\"", "name = \"Sven Ekdal\"")],
    );
    let outcome = desk.run(&["merge", "grund.toml", "min.toml", "din.toml", "--out", "ny.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (6, ""));
    insta::assert_snapshot!("conflicts_sv", outcome.err);
    assert!(!desk.path("ny.toml").exists());
    let english = desk.run(&["merge", "--lang", "en", "grund.toml", "min.toml", "din.toml"]);
    assert_eq!((english.exit, english.out.as_str()), (6, ""));
    insta::assert_snapshot!("conflicts_en", english.err);
    assert_eq!(desk.run(&["merge", "grund.toml", "min.toml"]).exit, 2);
    assert_eq!(desk.run(&["merge", "grund.toml", "min.toml", "saknas.toml"]).exit, 3);
}

#[test]
fn a_conflict_in_a_text_is_told_at_its_paragraph_with_the_words() {
    let desk = desk_of(
        &[("inom ordinarie uppdrag", "inom ordinarie uppdrag och budget"), ("två gånger per termin", "tre gånger per termin")],
        &[("inom ordinarie uppdrag", "inom befintliga ramar"), ("två gånger per termin", "var månad")],
    );
    let outcome = desk.run(&["merge", "grund.toml", "min.toml", "din.toml"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (6, ""));
    insta::assert_snapshot!("conflict_in_text", outcome.err);
}

#[test]
fn what_is_no_version_of_the_document_is_not_merged_and_no_other_file_is_replaced() {
    let desk = Desk::new();
    let other = replaced(&base(), &[("id = \"", "id = \"annan-")]);
    for (name, text) in [("grund.toml", base()), ("min.toml", base()), ("din.toml", other), ("viktigt.toml", "viktigt".to_owned())] {
        desk.put(name, text);
    }
    desk.put("slag.toml", replaced(&base(), &[("kind = \"uppdragshandling\"", "kind = \"lmr\"")]));
    let mut told = Vec::new();
    for (sides, out) in [
        (["grund.toml", "min.toml", "din.toml"], "ny.toml"),
        (["slag.toml", "min.toml", "min.toml"], "ny.toml"),
        (["grund.toml", "min.toml", "grund.toml"], "viktigt.toml"),
        (["grund.toml", "min.toml", "grund.toml"], "ny.json"),
        (["grund.toml", "min.toml", "grund.toml"], "ny.docx"),
    ] {
        let [base, ours, theirs] = sides;
        let outcome = desk.run(&["merge", base, ours, theirs, "--out", out]);
        assert!(outcome.exit != 0 && outcome.out.is_empty(), "{out}");
        told.push(format!("merge {} --out {out}: {}\n{}", sides.join(" "), outcome.exit, outcome.err));
        assert!(["ny.toml", "ny.json", "ny.docx"].iter().all(|name| !desk.path(name).exists()));
    }
    assert_eq!(desk.read("viktigt.toml"), b"viktigt");
    insta::assert_snapshot!("not_merged", told.join("\n"));
}
