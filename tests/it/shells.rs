//! Completions and manual pages, made from the definition of the command line.

use std::process::Command;

use crate::cli::Desk;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

#[test]
fn every_shell_gets_every_command_and_kind() {
    let desk = Desk::new();
    for shell in SHELLS {
        let outcome = desk.run(&["completions", shell]);
        assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""), "{shell}");
        for word in ["check", "render", "watch", "fmt", "completions", "strict"] {
            assert!(outcome.out.contains(word), "{shell}: {word}");
        }
        if shell != "powershell" && shell != "elvish" {
            assert!(outcome.out.contains("uppdragshandling"), "{shell} completes kinds");
        }
    }
    let swedish = desk.run(&["completions", "fish"]).out;
    let english = desk.run(&["completions", "fish", "--lang", "en"]).out;
    assert!(swedish.contains("Kontrollerar källfiler") && english.contains("Checks sources"));
    assert_eq!(desk.run(&["completions", "tcsh"]).exit, 2);
}

/// What bash offers for the last word of a line.
#[cfg(unix)]
fn offered(script: &str, words: &[&str]) -> Vec<String> {
    let line: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let program = format!(
        "{script}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_kansli kansli '{}' '{}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
        line.join(" "),
        words.len() - 1,
        words[words.len() - 1],
        words[words.len() - 2],
    );
    let output = Command::new("bash").args(["--norc", "-c", &program]).output().expect("bash is needed");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_kinds_and_formats() {
    let script = Desk::new().run(&["completions", "bash"]).out;
    assert_eq!(offered(&script, &["kansli", "rend"]), ["render"]);
    assert_eq!(offered(&script, &["kansli", "schema", "upp"]), ["uppdragshandling"]);
    assert_eq!(offered(&script, &["kansli", "render", "--to", "do"]), ["docx"]);
    assert_eq!(offered(&script, &["kansli", "check", "--format", "s"]), ["sarif"]);
    assert_eq!(offered(&script, &["kansli", "check", "--str"]), ["--strict"]);
    assert_eq!(offered(&script, &["kansli", "--lang", "e"]), ["en"]);
}

#[test]
fn manual_pages_are_in_the_language_asked_for() {
    let desk = Desk::new();
    let all = desk.run(&["man", "--out", "man1"]);
    assert_eq!((all.exit, all.err.as_str()), (0, ""));
    assert!(all.out.contains("kansli.1\n") && all.out.contains("kansli-render.1\n"), "{}", all.out);
    assert_eq!(desk.run(&["man", "render"]).out.as_bytes(), desk.read("man1/kansli-render.1"));
    assert_eq!(desk.run(&["man"]).out.as_bytes(), desk.read("man1/kansli.1"));
    let english = desk.run(&["man", "fmt", "--lang", "en"]).out;
    assert!(english.contains(".SH NAME\nkansli\\-fmt \\- Tidies sources"), "{english}");
    assert!(english.contains(".SH EXAMPLES\n") || english.contains(".SH \"EXAMPLES\"\n"), "{english}");
    assert!(!english.contains('\u{1b}'));
    insta::with_settings!({ filters => vec![(r"Kansli \d+\.\d+\.\d+", "Kansli [VERSION]")], prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("man_fmt", desk.run(&["man", "fmt"]).out);
    });
    let unknown = desk.run(&["man", "rendr"]);
    assert_eq!(unknown.exit, 2);
    assert!(unknown.err.contains("menade du ”render”?"), "{}", unknown.err);
}
