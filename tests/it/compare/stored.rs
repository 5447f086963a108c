//! Comparison with versions of the store.

use super::terminal::desk;

#[test]
fn revisions_are_compared_and_a_working_copy_with_its_base() {
    let desk = desk();
    let run = |arguments: &[&str]| desk.run(arguments);
    assert_eq!(run(&["init"]).exit, 0);
    let config = ["config", "--name", "Åsa Öhrnfeldt", "--role", "processledare", "--principal", "Region Björkmark"];
    assert_eq!(run(&config).exit, 0);
    desk.put("lmr.toml", desk.read("2021-03-15.toml"));
    let kept = run(&["commit", "lmr.toml", "-m", "första"]);
    assert_eq!(kept.exit, 0, "{}", kept.err);
    desk.put("lmr.toml", desk.read("2021-06-02.toml"));
    let alone = run(&["diff", "lmr.toml"]);
    assert_eq!((alone.exit, alone.err.as_str()), (0, ""));
    assert!(alone.out.starts_with("Ändringar från "), "{}", alone.out);
    assert!(alone.out.contains("[-Gunnel Åsbrandt-][+Henrik Malmgrund+]"));
    let by_name = run(&["diff", "lmr-palliativ-vard"]);
    assert_eq!((by_name.exit, by_name.out.lines().count()), (0, alone.out.lines().count()), "{}", by_name.err);
    assert_eq!(run(&["commit", "lmr.toml", "-m", "andra"]).exit, 0);
    assert!(run(&["diff", "lmr.toml"]).out.ends_with("säger detsamma.\n"));
    // That the file differs from its version is marked in its head; nobody wrote that, so it is no change.
    let text = String::from_utf8(desk.read("lmr.toml")).unwrap();
    desk.put("lmr.toml", format!("{text}\n# en anteckning\n"));
    assert!(run(&["diff", "lmr.toml"]).out.ends_with("säger detsamma.\n"));
    assert_eq!(run(&["diff", "--exit-code", "lmr.toml"]).exit, 0);
    desk.put("lmr.toml", text.replace("inom ordinarie uppdrag", "inom befintliga uppdrag"));
    let edited = run(&["diff", "lmr.toml"]).out;
    assert!(edited.contains("1 ändring") && edited.contains("[-ordinarie-][+befintliga+]"), "{edited}");
    desk.put("lmr.toml", text);
    let stored = run(&["diff", "--to", "docx,txt", "lmr-palliativ-vard@1", "lmr-palliativ-vard@2"]);
    assert_eq!((stored.exit, stored.err.as_str()), (0, ""));
    assert_eq!(stored.out, "lmr-palliativ-vard-2-andringar.docx\nlmr-palliativ-vard-2-andringar.txt\n");
    let unknown = run(&["diff", "lmr-palliativ-vard@1", "lmr-palliativ-vard@9"]);
    assert_ne!(unknown.exit, 0);
    insta::assert_snapshot!("unknown_revision", unknown.err);
    let summary = run(&["diff", "--summary", "lmr-palliativ-vard@1", "lmr.toml"]);
    insta::assert_snapshot!("summary_since", summary.out.lines().next().unwrap());
}

/// A workspace with the document in one revision for each text, saved by these persons.
fn saved(texts: &[(&str, String)]) -> crate::cli::Desk {
    let desk = desk();
    assert_eq!(desk.run(&["init"]).exit, 0);
    for (name, text) in texts {
        assert_eq!(desk.run(&["config", "--name", name, "--role", "processledare", "--principal", "Region Björkmark"]).exit, 0);
        desk.put("lmr.toml", text.clone());
        let kept = desk.run(&["commit", "lmr.toml", "-m", "ändrad"]);
        assert_eq!(kept.exit, 0, "{}", kept.err);
    }
    desk
}

fn text(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/lmr-palliativ-vard").join(file);
    std::fs::read_to_string(path).unwrap()
}

/// What was typed and answered, without what differs from run to run.
fn transcript(desk: &crate::cli::Desk, lines: &[&[&str]]) -> String {
    let mut out = String::new();
    for line in lines {
        let outcome = desk.run(line);
        out.push_str(&format!("$ kansli {}\n{}{}[{}]\n\n", line.join(" "), outcome.out, outcome.err, outcome.exit));
    }
    out
}

#[test]
fn weights_are_confirmed_by_somebody_and_travel_with_the_history() {
    const OLD: &str = "lmr-palliativ-vard@1";
    const NEW: &str = "lmr-palliativ-vard@2";
    let desk = saved(&[("Åsa Öhrnfeldt", text("2021-03-15.toml")), ("Åsa Öhrnfeldt", text("2021-06-02.toml"))]);
    let told = transcript(
        &desk,
        &[
            &["weigh", OLD, "lmr.toml", "alla"],
            &["weigh", OLD, NEW, "fem"],
            &["weigh", OLD, NEW, "4", "viktig"],
            &["weigh", OLD, NEW, "4,90", "form"],
            &["weigh", NEW, OLD, "alla"],
            &["weigh", NEW, NEW, "alla"],
            &["weigh", OLD, NEW, "5", "redaktionell", "--reason", " "],
            &["weigh", OLD, NEW, "5", "redaktionell"],
            &["weigh", OLD, NEW, "5", "redaktionell", "--reason", "bara ordval"],
            &["weigh", OLD, NEW, "3-1"],
        ],
    );
    let filters = vec![(r"\d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "ÅÅÅÅ-MM-DD TT.MM"), (r"(kontrollsumma) [0-9a-f]{12}", "$1 ············")];
    insta::with_settings!({ filters => filters }, {
        insta::assert_snapshot!("weigh", told);
        insta::assert_snapshot!("weigh_log", desk.run(&["log", "lmr-palliativ-vard"]).out);
    });
    let shown = desk.run(&["diff", OLD, NEW]).out;
    insta::assert_snapshot!("weigh_shown", shown.lines().take(34).collect::<Vec<_>>().join("\n"));
    // Nothing of it concerns other pairs.
    assert!(!desk.run(&["diff", NEW, OLD]).out.contains("bekräftad"));
    assert_eq!(desk.run(&["diff", "--to", "json,txt", OLD, NEW]).exit, 0);
    let file: serde_json::Value = serde_json::from_slice(&desk.read("lmr-palliativ-vard-2-andringar.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../../templates/redline.schema.json")).unwrap();
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&file));
    let change = &file["changes"][4];
    assert_eq!((&change["weight"], &change["confirmed"]["proposed"]), (&"editorial".into(), &"substantive".into()));
    assert_eq!((&change["confirmed"]["name"], &change["confirmed"]["reason"]), (&"Åsa Öhrnfeldt".into(), &"bara ordval".into()));
    assert!(file["changes"][5].get("confirmed").is_none());
    let list = String::from_utf8(desk.read("lmr-palliativ-vard-2-andringar.txt")).unwrap();
    assert!(list.contains("Vikt: redaktionell, bekräftad") && list.contains("Vikter som inte är bekräftade är förslag."), "{list}");
    // The last weighing of a change counts; all at once.
    assert_eq!(desk.run(&["weigh", OLD, NEW, "all"]).exit, 0);
    let all = desk.run(&["diff", OLD, NEW]).out;
    assert!(!all.contains("redaktionell") && !all.contains("(i sak)"), "{all}");
    assert_eq!((desk.run(&["verify"]).exit, desk.run(&["rebuild"]).exit, desk.run(&["verify"]).exit), (0, 0, 0));
    // Another principal gets the weights with the history.
    assert_eq!(desk.run(&["bundle", "lmr-palliativ-vard", "--out", "lmr.kansli"]).exit, 0);
    let other = desk_of_another();
    other.put("lmr.kansli", desk.read("lmr.kansli"));
    let refused = other.run(&["receive", "lmr.kansli"]);
    let key = refused.err.split("--trust \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
    let received = other.run(&["receive", "lmr.kansli", "--trust", &key]);
    assert_eq!(received.exit, 0, "{}\n{}", refused.err, received.err);
    assert_eq!(other.run(&["diff", OLD, NEW]).out, all);
}

fn desk_of_another() -> crate::cli::Desk {
    let desk = crate::cli::Desk::new();
    assert_eq!(desk.run(&["init"]).exit, 0);
    let config = ["config", "--name", "Bo Ek", "--role", "sekreterare", "--principal", "Björkmarks kommuner"];
    assert_eq!(desk.run(&config).exit, 0);
    desk
}

/// Each tracked change of the body of a Word file: its sign, who made it, and its words.
fn tracked(file: &[u8]) -> Vec<(char, String, String)> {
    use std::io::Read;

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut out = Vec::new();
    for (sign, name) in [('+', "ins"), ('-', "del")] {
        for part in xml.split(&format!("<w:{name} ")).skip(1) {
            let (attributes, rest) = part.split_once('>').unwrap();
            let author = attributes.split("w:author=\"").nth(1).unwrap().split('"').next().unwrap();
            let content = rest.split(&format!("</w:{name}>")).next().unwrap_or_default();
            let words: String = content
                .split('<')
                .filter_map(|piece| {
                    piece.strip_prefix("w:t xml:space=\"preserve\">").or(piece.strip_prefix("w:delText xml:space=\"preserve\">"))
                })
                .collect();
            if !attributes.ends_with('/') && !words.trim().is_empty() {
                out.push((sign, author.to_owned(), words.trim().to_owned()));
            }
        }
    }
    out
}

#[test]
fn word_names_who_made_each_change() {
    let first = text("2021-06-02.toml");
    // Åsa writes of the county, and of a meeting that Bo rewrites; Bo takes out a sentence of his own choice.
    let second =
        first.replace("till flera år. De äldre", "till många år. De äldre").replace("den 24 november 2020", "den 25 november 2020");
    let third =
        second.replace("den 25 november 2020", "den 26 november 2020").replace("på alla sjukhus, inom", "på alla sjukhus i länet, inom");
    let (asa, bo) = ("Åsa Öhrnfeldt", "Bo Ek");
    let desk = saved(&[(asa, first), (asa, second), (bo, third.clone())]);
    assert_eq!(desk.run(&["diff", "--to", "docx", "lmr-palliativ-vard@1", "lmr-palliativ-vard@3"]).exit, 0);
    let changes = tracked(&desk.read("lmr-palliativ-vard-3-andringar.docx"));
    let by = |who: &str| {
        changes.iter().filter(|(_, author, _)| author == who).map(|(sign, _, words)| format!("{sign}{words}")).collect::<Vec<_>>()
    };
    assert_eq!(by(asa), ["+många", "-flera"], "{changes:?}");
    assert_eq!(by(bo), ["+i länet", "+26", "-24"], "{changes:?}");
    assert_eq!(changes.len(), 5, "{changes:?}");
    // What is not saved is whoever's who works here, and is said to be.
    desk.put("lmr.toml", third.replace("till många år. De äldre", "till åtskilliga år. De äldre"));
    assert_eq!(desk.run(&["diff", "--to", "docx", "lmr-palliativ-vard@2", "lmr.toml"]).exit, 0);
    let changes = tracked(&desk.read("lmr-andringar.docx"));
    let working = changes.iter().filter(|(_, author, _)| author == "Bo Ek (arbetskopia)").map(|(_, _, words)| words.as_str());
    assert_eq!(working.collect::<Vec<_>>(), ["åtskilliga", "många"], "{changes:?}");
    assert_eq!(changes.iter().filter(|(_, author, _)| author == bo).count(), 3, "{changes:?}");
}

#[test]
fn a_conflict_says_how_to_merge() {
    let first = text("2021-06-02.toml");
    let desk = saved(&[("Åsa Öhrnfeldt", first.clone())]);
    desk.put("lmr.toml", first.replace("till flera år. De äldre", "till många år. De äldre"));
    desk.put("bos lmr.toml", first.replace("den 24 november 2020", "den 25 november 2020"));
    assert_eq!(desk.run(&["commit", "lmr.toml", "-m", "min"]).exit, 0);
    let refused = desk.run(&["commit", "bos lmr.toml", "-m", "min"]);
    assert_eq!(refused.exit, 6);
    let filters = vec![(r"\d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "ÅÅÅÅ-MM-DD TT.MM")];
    let stale = desk.run(&["commit", "bos lmr.toml", "-m", "min", "--onto", "1"]);
    assert_eq!(stale.exit, 6);
    insta::with_settings!({ filters => filters }, { insta::assert_snapshot!("conflict", format!("{}\n{}", refused.err, stale.err)) });
    // As it says there, word for word.
    let merge = stale.err.split("kansli merge ").nth(1).unwrap().split(';').next().unwrap();
    assert_eq!(merge, "lmr-palliativ-vard@1 \"bos lmr.toml\" lmr-palliativ-vard@2 --out \"bos lmr.toml\"");
    let merged = desk.run(&["merge", "lmr-palliativ-vard@1", "bos lmr.toml", "lmr-palliativ-vard@2", "--out", "bos lmr.toml"]);
    assert_eq!(merged.exit, 0, "{}", merged.err);
    assert_eq!(desk.run(&["commit", "bos lmr.toml", "--onto", "2", "-m", "bådas"]).exit, 0);
    let both = desk.run(&["diff", "lmr-palliativ-vard@1", "lmr-palliativ-vard@3"]).out;
    assert!(both.contains("[+många+]") && both.contains("[+25+]"), "{both}");
}
