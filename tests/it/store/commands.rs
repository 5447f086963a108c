//! The commands as their users meet them: what is typed, what is answered.

use std::fs;

use crate::cli::Desk;
use crate::support::words;

/// What differs from run to run: moments and hashes.
fn snapshot(name: &str, text: &str) {
    let filters = vec![
        (r"\d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "ÅÅÅÅ-MM-DD TT.MM"),
        (r"(kontrollsumma|hash|innehållet|content) [0-9a-f]{12}", "$1 ············"),
        (r"/\S*/\.tmp\w+", "/…"),
        (r"kansli\.exe", "kansli"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, { insta::assert_snapshot!(name, text) });
}

/// A workspace in which Åsa acts.
fn workspace() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init"]).exit, 0);
    let config = ["config", "--name", "Åsa Öhrnfeldt", "--role", "processledare", "--principal", "Region Björkmark"];
    assert_eq!(desk.run(&config).exit, 0);
    desk
}

/// What was typed and what was answered, line by line.
struct Transcript<'a> {
    desk: &'a Desk,
    language: &'static str,
    text: String,
}

impl<'a> Transcript<'a> {
    fn new(desk: &'a Desk, language: &'static str) -> Self {
        Self { desk, language, text: String::new() }
    }

    /// Types a line and expects it to end so.
    fn type_in(&mut self, line: &str, exit: i32) {
        let words = words(line);
        let arguments: Vec<&str> = words.iter().map(String::as_str).chain(["--lang", self.language]).collect();
        let outcome = self.desk.run(&arguments);
        self.text.push_str(&format!("$ kansli {line}\n{}{}", outcome.out, outcome.err));
        if outcome.exit != 0 {
            self.text.push_str(&format!("[{}]\n", outcome.exit));
        }
        self.text.push('\n');
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
    }
}

const ID: &str = "fallprevention-bjorkmark";

/// The example, whose id is that of its document, without its date.
fn put(desk: &Desk, name: &str) {
    desk.put_undated(name);
    let text = String::from_utf8(desk.read(name)).unwrap();
    let id = text.lines().find(|line| line.starts_with("id = ")).unwrap().to_owned();
    desk.put(name, text.replace(&id, &format!("id = \"{ID}\"")));
}

fn change(desk: &Desk, name: &str, old: &str, new: &str) {
    let text = String::from_utf8(desk.read(name)).unwrap();
    assert!(text.contains(old), "{old}");
    desk.put(name, text.replace(old, new));
}

#[test]
fn a_document_is_drafted_shared_endorsed_and_fixed() {
    for language in ["sv", "en"] {
        let desk = Desk::new();
        let mut transcript = Transcript::new(&desk, language);
        put(&desk, "lmr.toml");
        transcript.type_in("log", 3);
        transcript.type_in("init", 0);
        transcript.type_in("init", 3);
        transcript.type_in("log", 0);
        transcript.type_in("commit lmr.toml -m \"första utkastet\"", 1);
        transcript.type_in("config --name \"Åsa Öhrnfeldt\" --role processledare --principal \"Region Björkmark\"", 0);
        transcript.type_in("commit lmr.toml -m \"första utkastet\"", 0);
        transcript.type_in("commit lmr.toml -m \"en gång till\"", 0);
        change(&desk, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
        transcript.type_in("commit lmr.toml -m \"tydligare syfte\"", 0);
        transcript.type_in("state lmr.toml support", 0);
        transcript.type_in(&format!("dispatch {ID} --purpose synpunkter --to \"Kommunförbundet Björkmark\""), 0);
        transcript.type_in(&format!("dispatch {ID} --purpose beslut --to Samverkansrådet"), 1);
        transcript.type_in(&format!("state {ID} fixed-for-signing"), 1);
        transcript.type_in(&format!("state {ID} proposal"), 0);
        transcript.type_in(&format!("dispatch {ID} --purpose beslut --to Samverkansrådet --dnr \"RBM 2025-00187\""), 0);
        transcript.type_in(&format!("position {ID} --body Samverkansrådet --date 2025-01-31 --item \"§ 14\" --outcome bakom"), 0);
        transcript.type_in(&format!("label {ID}@2025-01-31 beslutsversion"), 0);
        transcript.type_in(&format!("state {ID} fixed-for-signing"), 1);
        transcript.type_in(&format!("state {ID} draft"), 1);
        transcript.type_in(&format!("state {ID} draft --reason \"datum saknas\""), 0);
        change(&desk, "lmr.toml", "kind = ", "date = \"2025-02-03\"\nkind = ");
        transcript.type_in("commit lmr.toml -m \"med datum\"", 0);
        transcript.type_in(&format!("state {ID} proposal"), 0);
        transcript.type_in(&format!("state {ID} fixed-for-signing"), 0);
        change(&desk, "lmr.toml", "Betydligt färre", "Färre");
        transcript.type_in("commit lmr.toml -m \"en ändring till\"", 1);
        transcript.type_in(&format!("state {ID} signed"), 1);
        transcript.type_in(&format!("state {ID} signed --on-paper --reason \"undertecknad på papper den 3 februari 2025\""), 0);
        transcript.type_in(&format!("state {ID} in-force --valid-from 2025-02-03 --review-by 2028-06-30"), 0);
        transcript.type_in("log", 0);
        transcript.type_in(&format!("log {ID}"), 0);
        transcript.type_in(&format!("log {ID}@beslutsversion"), 0);
        transcript.type_in(&format!("log --limit 2 {ID}"), 0);
        transcript.type_in("due", 0);
        transcript.type_in("due --before 2027-12-31", 0);
        transcript.type_in("verify", 0);
        transcript.type_in("rebuild", 0);
        transcript.type_in("backup kopia.sqlite", 0);
        transcript.type_in("backup kopia.sqlite", 3);
        snapshot(&format!("store_story_{language}"), &transcript.text);
    }
}

#[test]
fn somebody_else_was_first() {
    let desk = workspace();
    put(&desk, "lmr.toml");
    let mut transcript = Transcript::new(&desk, "sv");
    transcript.type_in("commit lmr.toml -m \"första utkastet\"", 0);
    transcript.type_in(&format!("show {ID} --out bo.toml"), 0);
    change(&desk, "bo.toml", "Färre ska falla", "Mycket färre ska falla");
    change(&desk, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
    transcript.type_in("commit bo.toml -m \"tydligare\"", 0);
    transcript.type_in("commit lmr.toml -m \"ännu tydligare\"", 6);
    transcript.type_in(&format!("show {ID} --out lmr.toml"), 3);
    transcript.type_in("commit lmr.toml -m \"med båda\" --onto 2", 0);
    desk.put("annan.toml", desk.read("lmr.toml"));
    change(&desk, "annan.toml", "Betydligt färre", "Färre");
    transcript.type_in("commit annan.toml -m \"från ingenstans\"", 6);
    transcript.type_in(&format!("restore {ID}@1 -m \"tillbaka\""), 0);
    transcript.type_in(&format!("show {ID} --out lmr.toml"), 0);
    snapshot("store_conflict", &transcript.text);
    assert_eq!(desk.read("lmr.toml"), desk.run(&["show", &format!("{ID}@0.1")]).out.as_bytes());
}

#[test]
fn a_source_is_kept_byte_for_byte() {
    let desk = workspace();
    let text = format!("# Rad med blanksteg   \r\nkind = \"uppdragshandling\"\r\nid = \"{ID}\"\r\ntitle = \"Å\u{308}\"");
    desk.put("lmr.toml", &text);
    assert_eq!(desk.run(&["commit", "lmr.toml", "-m", "med fel"]).exit, 0, "what parses can be kept");
    assert_eq!(desk.run(&["show", ID]).out, text);
    let log: serde_json::Value = serde_json::from_str(&desk.run(&["log", "--format", "json", ID]).out).unwrap();
    assert!(log[0]["event"]["act"]["faults"]["errors"].as_u64().unwrap() > 0);
    let sealed = serde_json_canonicalizer::to_string(&log[0]["event"]).unwrap();
    assert_eq!(log[0]["hash"], kansli::model::Hash::of(sealed.as_bytes()).as_str(), "anyone can prove the log");
}

#[test]
fn drafts_are_weeded_and_content_is_disposed_of() {
    let desk = workspace();
    let mut transcript = Transcript::new(&desk, "sv");
    let marks: Vec<String> = (0..3).map(|number| kansli::model::Hash::of(&[number]).to_string()).collect();
    put(&desk, "lmr.toml");
    for (number, mark) in marks.iter().enumerate() {
        let text = String::from_utf8(desk.read("lmr.toml")).unwrap();
        let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("# ")).collect();
        desk.put("lmr.toml", format!("# {mark}\n{}\n", kept.join("\n")));
        assert_eq!(desk.run(&["commit", "lmr.toml", "-m", &format!("utkast {number}")]).exit, 0);
    }
    transcript.type_in(&format!("weed {ID}"), 2);
    transcript.type_in(&format!("weed {ID}@1"), 2);
    transcript.type_in(&format!("dispatch {ID}@2 --purpose kannedom --to Kunskapsrådet --no-dnr \"föreningen är ingen myndighet\""), 0);
    transcript.type_in(&format!("weed {ID} --yes"), 0);
    transcript.type_in(&format!("weed {ID} --yes"), 0);
    transcript.type_in(&format!("show {ID}@1"), 1);
    transcript.type_in(&format!("erase {ID}@2 --decision \"RS 2025-06-03 § 85, dnr RBM 2025-00187\""), 2);
    transcript.type_in(&format!("erase {ID}@2 --decision \"RS 2025-06-03 § 85, dnr RBM 2025-00187\" --yes"), 0);
    transcript.type_in(&format!("erase {ID}@2 --decision \"RS 2025-06-03 § 85, dnr RBM 2025-00187\" --yes"), 1);
    transcript.type_in(&format!("render {ID}@2"), 1);
    transcript.type_in(&format!("log {ID}"), 0);
    transcript.type_in("verify", 0);
    transcript.type_in("backup kopia.sqlite", 0);
    snapshot("store_weeded", &transcript.text);
    // Random digits do not compress to less than half: what is left of a draft would be found.
    for name in fs::read_dir(desk.path(".kansli")).unwrap() {
        let bytes = fs::read(name.unwrap().path()).unwrap();
        for (number, mark) in marks.iter().enumerate() {
            let found = bytes.windows(24).any(|window| mark.as_bytes().windows(24).any(|part| part == window));
            assert!(!found || number == 2, "draft {number} is gone from every file");
        }
    }
}

#[test]
fn wrong_names_are_told() {
    let desk = workspace();
    put(&desk, "lmr.toml");
    desk.run(&["commit", "lmr.toml", "-m", "första"]);
    let mut transcript = Transcript::new(&desk, "sv");
    transcript.type_in("log lmr", 1);
    transcript.type_in("log Lmr_1", 1);
    transcript.type_in(&format!("log {ID}@§"), 2);
    transcript.type_in(&format!("show {ID}@9"), 1);
    transcript.type_in(&format!("render {ID}@9"), 1);
    transcript.type_in(&format!("render {ID}@§"), 1);
    transcript.type_in(&format!("label {ID} 7"), 2);
    transcript.type_in(&format!("position {ID} --body A --date 2025-02-30 --item 1 --outcome bakom"), 2);
    transcript.type_in(&format!("position {ID} --body A --date 2025-02-03 --item 1 --outcome ja"), 2);
    transcript.type_in(&format!("dispatch {ID} --purpose kul --to A"), 2);
    transcript.type_in("log --limit 0", 2);
    transcript.type_in("commit lmr.toml -m x --onto sju", 2);
    transcript.type_in("commit lmr.toml", 2);
    transcript.type_in("commit saknas.toml -m x", 3);
    desk.put("utan.toml", "kind = \"uppdragshandling\"\n");
    transcript.type_in("commit utan.toml -m x", 1);
    desk.put("id.toml", "kind = \"uppdragshandling\"\nid = \"Å\"\n");
    transcript.type_in("commit id.toml -m x", 1);
    desk.put("slag.toml", "kind = \"protokoll\"\nid = \"a\"\n");
    transcript.type_in("commit slag.toml -m x", 1);
    desk.put("trasig.toml", "kind = \n");
    transcript.type_in("commit trasig.toml -m x", 1);
    snapshot("store_wrong_names", &transcript.text);
}

/// What a frozen version prints, and that its files come back byte for byte.
#[test]
fn outputs_tell_their_version_and_a_frozen_one_never_changes() {
    let desk = workspace();
    put(&desk, "lmr.toml");
    desk.run(&["commit", "lmr.toml", "-m", "första"]);
    let text = |name: &str| {
        let outcome = desk.run(&["render", "--to", "txt", "--out", "ut", name]);
        assert_eq!(outcome.exit, 0, "{}", outcome.err);
        String::from_utf8(
            fs::read(
                desk.path("ut").join(outcome.out.lines().find(|line| line.ends_with(".txt")).unwrap().rsplit(['/', '\\']).next().unwrap()),
            )
            .unwrap(),
        )
        .unwrap()
    };
    let first = text("lmr.toml");
    assert!(first.contains("ARBETSMATERIAL") && first.contains("Version\u{a0}0.1"), "{first}");
    assert_eq!(text(&format!("{ID}@0.1")), first, "the working copy is the version");
    change(&desk, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
    let differs = text("lmr.toml");
    assert!(differs.contains("ARBETSMATERIAL, ändrad sedan version\u{a0}0.1") && !differs.contains("Version\u{a0}"), "{differs}");
    desk.run(&["commit", "lmr.toml", "-m", "andra"]);
    assert_eq!(desk.run(&["dispatch", ID, "--purpose", "remiss", "--to", "Kunskapsrådet", "--dnr", "RBM 1"]).exit, 0);
    assert_eq!(desk.run(&["state", ID, "proposal"]).exit, 0);
    let log: serde_json::Value = serde_json::from_str(&desk.run(&["log", "--format", "json", ID]).out).unwrap();
    let frozen = text(&format!("{ID}@0.2"));
    assert!(frozen.contains("FÖRSLAG") && frozen.contains("Version\u{a0}0.2"), "{frozen}");
    assert!(frozen.contains("Sänd på remiss till Kunskapsrådet") && frozen.contains("Inför ställningstagande"), "{frozen}");
    assert!(frozen.contains(&log[2]["hash"].as_str().unwrap()[..12]), "the head of the log before it was frozen");
    assert_eq!(desk.run(&["render", "--out", "ett", &format!("{ID}@2")]).exit, 0);
    assert_eq!(desk.run(&["state", ID, "draft", "--reason", "synpunkter"]).exit, 0);
    assert_eq!(desk.run(&["render", "--out", "två", &format!("{ID}@2")]).exit, 0);
    let names = |folder: &str| {
        let mut names: Vec<_> = fs::read_dir(desk.path(folder)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert!(names("ett").len() >= 2);
    assert_eq!(names("ett"), names("två"));
    for name in names("ett") {
        assert!(fs::read(desk.path("ett").join(&name)).unwrap() == fs::read(desk.path("två").join(&name)).unwrap(), "{name:?}");
    }
    assert_eq!(desk.run(&["check", &format!("{ID}@2"), "lmr.toml"]).exit, 0);
}

/// Two workspaces, each at its principal, and a file that goes between them.
#[test]
fn a_history_goes_to_the_other_principal_and_back() {
    let region = workspace();
    let association = Desk::new();
    association.run(&["init"]);
    association.run(&["config", "--name", "Örjan Fagerskiöld", "--principal", "Kommunförbundet Björkmark"]);
    put(&region, "lmr.toml");
    region.run(&["commit", "lmr.toml", "-m", "första utkastet"]);
    let carry = |from: &Desk, to: &Desk| to.put("lmr.kansli", from.read("lmr.kansli"));
    let mut text = String::new();
    let type_in = |desk: &Desk, text: &mut String, line: &str, exit: i32| {
        let mut transcript = Transcript::new(desk, "sv");
        transcript.type_in(line, exit);
        text.push_str(&transcript.text);
        transcript.text
    };
    type_in(&region, &mut text, &format!("bundle {ID} -o lmr.kansli"), 0);
    carry(&region, &association);
    let asked = type_in(&association, &mut text, "receive lmr.kansli", 1);
    let print = asked.split("--trust \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    type_in(&association, &mut text, "receive lmr.kansli --trust \"0000 0000 0000 0000\"", 1);
    type_in(&association, &mut text, &format!("receive lmr.kansli --trust \"{print}\""), 0);
    type_in(&association, &mut text, "receive lmr.kansli", 0);
    type_in(&association, &mut text, &format!("show {ID} --out lmr.toml"), 0);
    change(&association, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
    type_in(&association, &mut text, "commit lmr.toml -m \"förbundets synpunkter\"", 0);
    type_in(&association, &mut text, &format!("bundle {ID} -o lmr.kansli"), 0);
    let old = region.read("lmr.kansli");
    carry(&association, &region);
    let asked = type_in(&region, &mut text, "receive lmr.kansli", 1);
    let print = asked.split("--trust \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    type_in(&region, &mut text, &format!("receive lmr.kansli --trust \"{print}\""), 0);
    type_in(&region, &mut text, "verify", 0);
    association.put("gammal.kansli", old);
    type_in(&association, &mut text, "receive gammal.kansli", 0);
    for (desk, new) in [(&region, "Mycket färre ska falla"), (&association, "Långt färre ska falla")] {
        desk.run(&["show", ID, "--out", "lmr.toml"]);
        change(desk, "lmr.toml", "Betydligt färre ska falla", new);
        assert_eq!(desk.run(&["commit", "lmr.toml", "-m", "var för sig"]).exit, 0);
    }
    type_in(&association, &mut text, &format!("bundle {ID} -o lmr.kansli"), 0);
    carry(&association, &region);
    type_in(&region, &mut text, "receive lmr.kansli", 6);
    type_in(&region, &mut text, "receive lmr.kansli --set-aside egen.kansli", 0);
    type_in(&region, &mut text, "verify", 0);
    type_in(&region, &mut text, "receive lmr.kansli --set-aside onödig.kansli", 0);
    assert!(!region.path("onödig.kansli").exists());
    type_in(&region, &mut text, "receive saknas.kansli", 3);
    type_in(&region, &mut text, "receive lmr.toml", 1);
    let filters = vec![
        (r"\d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "ÅÅÅÅ-MM-DD TT.MM"),
        (r"kontrollsumma [0-9a-f]{12}", "kontrollsumma ············"),
        (r"[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}", "···· ···· ···· ····"),
        (r"/[0-9a-f]{8}\b", "/········"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, { insta::assert_snapshot!("store_exchange", text) });

    let note = region.run(&["head", ID]).out;
    assert!(note.starts_with(&format!("kansli-log/1 {ID}\n3\n")) && note.contains("\n— region-bjorkmark/"), "{note}");
    let log: serde_json::Value = serde_json::from_str(&region.run(&["log", "--format", "json", ID]).out).unwrap();
    let head = kansli::model::Hash::parse(log[2]["hash"].as_str().unwrap()).unwrap();
    assert_eq!(note.lines().nth(2).unwrap(), base64::Engine::encode(&base64::engine::general_purpose::STANDARD, head.to_bytes()));
}

/// Whoever sends a history can write any name into it: what it says that we did ourselves is told of.
#[test]
fn what_comes_in_our_own_name_is_told() {
    let (region, association) = (workspace(), workspace());
    association.run(&["config", "--name", "Örjan Fagerskiöld", "--principal", "Kommunförbundet Björkmark"]);
    put(&region, "lmr.toml");
    region.run(&["commit", "lmr.toml", "-m", "första utkastet"]);
    let received = |from: &Desk, to: &Desk| {
        assert_eq!(from.run(&["bundle", ID, "-o", "lmr.kansli"]).exit, 0);
        to.put("lmr.kansli", from.read("lmr.kansli"));
        let asked = to.run(&["receive", "lmr.kansli"]);
        let print = asked.err.split("--trust \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let outcome = to.run(&["receive", "lmr.kansli", "--trust", &print]);
        assert_eq!(outcome.exit, 0, "{}", outcome.err);
        outcome
    };
    received(&region, &association);
    association.run(&["head"]);
    association.run(&["config", "--name", "Åsa Öhrnfeldt", "--principal", "Region Björkmark"]);
    association.run(&["show", ID, "--out", "lmr.toml"]);
    change(&association, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
    assert_eq!(association.run(&["commit", "lmr.toml", "-m", "i deras namn"]).exit, 0);
    let outcome = received(&association, &region);
    let filters = vec![
        (r"\d{4}-\d{2}-\d{2} \d{2}\.\d{2}", "ÅÅÅÅ-MM-DD TT.MM"),
        (r"kontrollsumma [0-9a-f]{12}", "kontrollsumma ············"),
        (r"/[0-9a-f]{8}\b", "/········"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("store_in_our_name", outcome.out + &outcome.err);
    });
}

#[test]
fn git_shows_what_the_store_has() {
    let desk = workspace();
    put(&desk, "lmr.toml");
    desk.run(&["commit", "lmr.toml", "-m", "första utkastet"]);
    let first = desk.read("lmr.toml");
    change(&desk, "lmr.toml", "Färre ska falla", "Betydligt färre ska falla");
    desk.run(&["commit", "lmr.toml", "-m", "tydligare"]);
    desk.run(&["label", &format!("{ID}@1"), "remissversion"]);
    let outcome = desk.run(&["export-git", "arkiv.git"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (0, "arkiv.git: 2 revisioner.\n"), "{}", outcome.err);
    let git = |arguments: &[&str]| {
        std::process::Command::new("git").arg("-C").arg(desk.path("arkiv.git")).args(arguments).output().unwrap().stdout
    };
    assert!(git(&["show", &format!("{ID}/remissversion:{ID}/lmr.toml")]) == first);
    let log = String::from_utf8(git(&["log", "--format=%an|%s", ID])).unwrap();
    assert_eq!(
        log,
        format!(
            "Åsa Öhrnfeldt, processledare, Region Björkmark|{ID} 0.2: tydligare\nÅsa Öhrnfeldt, processledare, Region Björkmark|{ID} 0.1: första utkastet\n"
        )
    );
    assert_eq!(desk.run(&["export-git", "arkiv.git"]).exit, 3);
}
