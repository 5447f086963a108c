//! Whatever stops a run, and whoever else runs, the files in a folder are whole, and all from one run.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::cli::Desk;

const FILES: [&str; 3] = ["a.docx", "a.pdf", "a.certificate.json"];

/// A run that goes on by itself.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kansli"));
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn outputs(desk: &Desk, folder: &str) -> Vec<Vec<u8>> {
    FILES.iter().map(|name| desk.read(&format!("{folder}/{name}"))).collect()
}

/// Two versions of one source, `old/a.toml` and `new/a.toml`, and what each gives.
fn versions() -> (Desk, Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let desk = Desk::new();
    for folder in ["old", "new", "ut"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.put_example("old/a.toml");
    let text = String::from_utf8(desk.read("old/a.toml")).unwrap();
    let title = text.lines().find(|line| line.starts_with("title = ")).expect("a title");
    desk.put("new/a.toml", text.replacen(title, "title = \"En helt annan rubrik\"", 1));
    for folder in ["old", "new"] {
        let outcome = desk.run(&["render", &format!("{folder}/a.toml")]);
        assert_eq!(outcome.exit, 0, "{}", outcome.err);
    }
    let (old, new) = (outputs(&desk, "old"), outputs(&desk, "new"));
    assert!(old.iter().zip(&new).all(|(old, new)| old != new));
    (desk, old, new)
}

#[test]
fn a_killed_run_leaves_no_half_file() {
    let (desk, old, new) = versions();
    let (mut before, mut after) = (0, 0);
    for round in 0..24_u32 {
        for (name, bytes) in FILES.iter().zip(&old) {
            desk.put(&format!("ut/{name}"), bytes);
        }
        let mut child = start(&desk.path(""), &["render", "--out", "ut", "new/a.toml"]);
        // Each round is stopped later in the run than the one before; the last ones find it done.
        thread::sleep(Duration::from_millis(u64::from(round * round * 4)));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = outputs(&desk, "ut");
        for ((found, old), new) in found.iter().zip(&old).zip(&new) {
            assert!(found == old || found == new, "a file is neither of the versions");
        }
        // The certificate comes last: it is never newer than the files it speaks of.
        assert!(found[2] == old[2] || found == new);
        before += usize::from(found == old);
        after += usize::from(found == new);
    }
    assert!(before > 0, "no run was stopped in time to prove anything");
    // A run after a killed one is not in anybody's way.
    let outcome = desk.run(&["render", "--out", "ut", "new/a.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    assert_eq!(outputs(&desk, "ut"), new);
    assert!(after <= 24);
}

#[test]
fn of_two_runs_into_one_folder_one_is_last_and_whole() {
    let (desk, old, new) = versions();
    for _ in 0..4 {
        let runs = ["old/a.toml", "new/a.toml", "old/a.toml", "new/a.toml"]
            .map(|source| start(&desk.path(""), &["render", "--out", "ut", source]));
        for mut run in runs {
            assert!(run.wait().unwrap().success());
        }
        let found = outputs(&desk, "ut");
        assert!(found == old || found == new, "the files come from two runs");
        let names: Vec<_> = fs::read_dir(desk.path("ut")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), FILES.len(), "{names:?}");
    }
}

/// A limit on the size of files stops a run in the middle of writing one, as a full disk does.
#[cfg(unix)]
#[test]
fn a_file_that_finds_no_room_leaves_what_was_there() {
    let (desk, old, _) = versions();
    for (name, bytes) in FILES.iter().zip(&old) {
        desk.put(&format!("ut/{name}"), bytes);
    }
    // In blocks of 512 bytes: room for the certificate and the Word file, and not for the PDF.
    let script = "trap '' XFSZ; ulimit -f 96; exec \"$0\" render --out ut new/a.toml";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_kansli")])
        .env("LANG", "sv_SE.UTF-8")
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    insta::assert_snapshot!(err);
    assert_eq!(outputs(&desk, "ut"), old);
    let names: Vec<_> = fs::read_dir(desk.path("ut")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), FILES.len(), "{names:?}");
}
