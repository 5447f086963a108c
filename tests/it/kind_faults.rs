//! Faults of kinds: every case is a small change to a sound kind, what `kansli kind check` prints of it is a snapshot.
//!
//! A case is a text: below `=== FILE`, lines with `-` are replaced by the lines with `+` that follow them, lines with
//! `|` are the whole file, and `!` removes it. `@PIN@` stands for the hash of the clause.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use kansli::model::Hash;

use crate::cli::Desk;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/kinds")
}

/// The files of the sound kind and its clause, by their path.
pub fn sound() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for path in
        ["prov/kind.toml", "prov/schema.json", "prov/text.md.j2", "prov/rules.toml", "prov/starter.toml", "clauses/tolkning/1.md.j2"]
    {
        files.insert(path.to_owned(), fs::read_to_string(folder().join(path)).expect("a file of the sound kind"));
    }
    files
}

/// The sound kind with the changes of a case.
fn unfolded(case: &str) -> BTreeMap<String, String> {
    let mut files = sound();
    for part in case.split("=== ").skip(1) {
        let (name, lines) = part.split_once('\n').expect("a file");
        let path = name.strip_prefix("../").map_or_else(|| format!("prov/{name}"), str::to_owned);
        let of = |sign: char| move |line: &&str| line.starts_with(sign);
        let content = |line: &str| line.get(2..).unwrap_or_default().to_owned();
        if lines.trim_end() == "!" {
            files.remove(&path).expect("a file to remove");
            continue;
        }
        let whole: Vec<String> = lines.lines().filter(of('|')).map(content).collect();
        if !whole.is_empty() {
            files.insert(path, whole.join("\n") + if whole == [""] { "" } else { "\n" });
            continue;
        }
        let mut lines = lines.lines().peekable();
        while lines.peek().is_some() {
            // Two groups of lines to take away are parted by an empty line.
            if lines.next_if(|line| line.is_empty()).is_some() {
                continue;
            }
            let take = |sign: char, lines: &mut std::iter::Peekable<std::str::Lines<'_>>| {
                let mut out = Vec::new();
                while let Some(line) = lines.next_if(|line| line.starts_with(sign)) {
                    out.push(content(line));
                }
                out
            };
            let old = take('-', &mut lines);
            let new = take('+', &mut lines);
            assert!(!old.is_empty(), "nothing to replace in {case}");
            let file = files.get_mut(&path).expect("a file to change");
            *file = replaced(file, &old, &new).unwrap_or_else(|| panic!("{path} has no lines {old:?}"));
        }
    }
    let pin = files.get("clauses/tolkning/1.md.j2").map(|text| Hash::of(text.as_bytes()).to_string()).unwrap_or_default();
    files.values_mut().for_each(|text| *text = text.replace("@PIN@", &pin));
    files
}

/// The text with some lines for others; their indentation is that of the first.
fn replaced(text: &str, old: &[String], new: &[String]) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.windows(old.len()).position(|window| window.iter().zip(old).all(|(line, old)| line.trim() == old.trim()))?;
    let indent: String = lines[at].chars().take_while(|character| *character == ' ').collect();
    let mut out: Vec<String> = lines[..at].iter().map(|line| (*line).to_owned()).collect();
    out.extend(new.iter().map(|line| format!("{indent}{line}").trim_end_matches('\n').to_owned()));
    out.extend(lines[at + old.len()..].iter().map(|line| (*line).to_owned()));
    Some(out.join("\n") + "\n")
}

/// What is printed of a case, in both languages, and the exit code.
fn told(case: &str) -> (String, i32) {
    let desk = Desk::new();
    for (path, text) in unfolded(case) {
        let file = desk.path(&format!("mallar/{path}"));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    let swedish = desk.run(&["kind", "check", "mallar/prov"]);
    let english = desk.run(&["kind", "check", "mallar/prov", "--lang", "en"]);
    assert_eq!((swedish.err.as_str(), english.err.as_str()), ("", ""));
    assert_eq!(swedish.exit, english.exit);
    let count = |text: &str, word: &str| text.lines().filter(|line| line.trim_start().starts_with(word)).count();
    let faults = count(&swedish.out, "fel[") + count(&swedish.out, "varning[");
    assert_eq!(count(&swedish.out, "= hjälp: "), faults, "every fault says what to do:\n{}", swedish.out);
    assert_eq!(count(&english.out, "= help: "), faults, "{}", english.out);
    (format!("{}\n--- in English ---\n\n{}", swedish.out, english.out), swedish.exit)
}

#[test]
fn cases() {
    let mut cases: Vec<(String, String)> = Vec::new();
    for entry in fs::read_dir(folder()).expect("the cases") {
        let path = entry.expect("a case").path();
        if path.extension().is_some_and(|ending| ending == "kind") {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
            cases.push((name, fs::read_to_string(&path).expect("a case")));
        }
    }
    cases.sort();
    let all = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(4)) {
            let all = &all;
            scope.spawn(move || {
                for (name, case) in part {
                    let told = told(case);
                    all.lock().expect("no panic").insert(name.clone(), told);
                }
            });
        }
    });
    let all = all.into_inner().expect("no panic");
    for (name, (text, exit)) in &all {
        assert_eq!(i32::from(name.starts_with("err_")), *exit, "{name}: a case with an error begins with err_, and no other\n{text}");
        insta::with_settings!({ filters => vec![(r"mallar\\prov\\", "mallar/prov/")], omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../cases/kinds/snapshots" }, {
            insta::assert_snapshot!(name.as_str(), text);
        });
    }
    // Every fault that a kind's files can have is told in some case.
    let said: String = all.values().map(|(text, _)| text.as_str()).collect();
    for code in kansli::kind::codes::ALL {
        assert!(said.contains(&format!("[{code}]")) || code.as_str() == "kind-folder", "no case for {code}");
    }
}
