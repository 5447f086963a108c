//! `kansli watch` as its users meet it: files are saved, and outcomes are waited for. No time is asserted.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::cli::Desk;

/// Longest that a line is waited for; only a hung program takes so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program, watching.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    heard: String,
}

impl Watch {
    fn begin(desk: &Desk, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kansli"));
        for name in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.arg("watch").args(arguments).current_dir(desk.path(""));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = child.stdout.take().unwrap();
        std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines, heard: String::new() }
    }

    /// What is told until a line that begins so.
    fn until(&mut self, beginning: &str) -> String {
        let mut told = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    told.push_str(&line);
                    told.push('\n');
                    if line.starts_with(beginning) {
                        self.heard.push_str(&told);
                        return told;
                    }
                }
                Err(error) => panic!("no line “{beginning}” ({error}) after:\n{}{told}", self.heard),
            }
        }
    }

    fn round(&mut self) -> String {
        self.until("Klart på ")
    }

    /// Ctrl-C, and how the program ends.
    #[cfg(unix)]
    fn interrupt(mut self) -> i32 {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().unwrap().success());
        self.until("Avslutat.");
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    #[cfg(not(unix))]
    fn interrupt(mut self) -> i32 {
        self.child.kill().unwrap();
        0
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Already ended when all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(desk: &Desk, name: &str) -> String {
    String::from_utf8(desk.read(name)).unwrap()
}

/// Saves as most editors do: another file, renamed.
fn save(desk: &Desk, name: &str, text: &str) {
    desk.put(".sparas~", text);
    fs::rename(desk.path(".sparas~"), desk.path(name)).unwrap();
}

#[test]
fn each_save_makes_the_files_anew_and_tells_what_changed() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let good = text(&desk, "a.toml");
    let mut watch = Watch::begin(&desk, &["--to", "docx", "a.toml"]);
    let mut all = watch.round();
    assert!(all.starts_with("Följer a.toml"), "{all}");
    let first = desk.read("a.docx");

    save(&desk, "a.toml", &good.replacen("background = \"\"\"\n", "background = \"\"\"\nEtt nytt stycke.\n\n", 1));
    all.push_str(&watch.round());
    let second = desk.read("a.docx");
    assert!(first != second);

    // Written in place, with a fault: the last good files stay, and the watch goes on.
    desk.put("a.toml", good.replacen("place = ", "plats = ", 1));
    all.push_str(&watch.round());
    assert!(desk.read("a.docx") == second, "the last good file stays");

    save(&desk, "a.toml", "kind = \"\n");
    all.push_str(&watch.round());
    save(&desk, "a.toml", &good);
    all.push_str(&watch.round());
    assert!(desk.read("a.docx") == first, "the same source gives the same file");

    save(&desk, "a.toml", &format!("{good}\n# bara en kommentar\n"));
    all.push_str(&watch.round());
    assert_eq!(watch.interrupt(), 0);
    assert_eq!(desk.names(), ["a.certificate.json", "a.docx", "a.toml"], "nothing half-written is left");
    insta::with_settings!({ filters => vec![(r"på \d+(,\d)? (ms|s):", "på [TID]:")], prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("watch", all);
    });
}

#[test]
fn a_file_that_goes_away_is_told_and_waited_for() {
    let desk = Desk::new();
    fs::create_dir(desk.path("mapp")).unwrap();
    desk.put_example("mapp/a.toml");
    let good = text(&desk, "mapp/a.toml");
    let mut watch = Watch::begin(&desk, &["--to", "docx", "--out", "ut", "mapp/a.toml"]);
    watch.round();
    fs::remove_file(desk.path("mapp/a.toml")).unwrap();
    let told = watch.round();
    assert!(told.contains("fel[file-not-found]") && told.contains("ligger kvar"), "{told}");
    assert!(desk.path("ut/a.docx").exists());

    // Even the folder may go and come back.
    fs::remove_dir_all(desk.path("mapp")).unwrap();
    fs::create_dir(desk.path("mapp")).unwrap();
    desk.put("mapp/a.toml", good.replacen("Ängshult", "Ängsby", 1));
    let told = watch.round();
    assert!(told.contains("mapp/a.toml: ändrat i"), "{told}");
    assert_eq!(watch.interrupt(), 0);
}

#[test]
fn several_files_are_watched_and_only_the_saved_one_is_made() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put_example("b.toml");
    let mut watch = Watch::begin(&desk, &["--to", "docx", "a.toml", "b.toml"]);
    let told = watch.round();
    assert!(told.contains("Följer 2 filer") && told.contains("a.docx") && told.contains("b.docx"), "{told}");
    let good = text(&desk, "b.toml");
    save(&desk, "b.toml", &good.replacen("Ängshult", "Ängsby", 1));
    let told = watch.round();
    assert!(told.contains("b.toml: ändrat i") && !told.contains("a.toml"), "{told}");
    assert_eq!(watch.interrupt(), 0);
}

#[test]
fn warnings_are_told_once_and_then_counted() {
    let desk = Desk::new();
    desk.run(&["new", "uppdragshandling", "a.toml"]);
    let good = text(&desk, "a.toml");
    let mut watch = Watch::begin(&desk, &["--to", "docx", "--date", "2021-03-15", "a.toml"]);
    let told = watch.round();
    assert!(told.contains("varning[placeholder]") && !told.contains("varav"), "{told}");
    save(&desk, "a.toml", &good.replacen("Region XX", "Region Ängshult", 1));
    let told = watch.round();
    assert!(!told.contains("varning[placeholder]") && told.contains("visats förut"), "{told}");
    assert_eq!(watch.interrupt(), 0);
}

#[test]
fn what_can_never_work_is_told_at_once() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let missing = desk.run(&["watch", "a.toml", "saknas.toml"]);
    assert_eq!((missing.exit, missing.out.as_str()), (3, ""));
    assert!(missing.err.contains("fel[file-not-found]"), "{}", missing.err);
    assert_eq!(desk.run(&["watch", "a.toml", "./a.toml"]).exit, 2);
    assert_eq!(desk.run(&["watch", "--date", "2021-02-30", "a.toml"]).exit, 2);
    assert_eq!(desk.names(), ["a.toml"]);
}

/// A kind of the smallest size, whose template is handed in.
fn put_kind(desk: &Desk, text: &str) {
    let built_in = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/uppdragshandling");
    let folder = desk.path("mallar/uppdragshandling");
    fs::create_dir_all(&folder).unwrap();
    for name in ["kind.toml", "schema.json", "rules.toml", "starter.toml"] {
        fs::copy(built_in.join(name), folder.join(name)).unwrap();
    }
    desk.put("mallar/uppdragshandling/text.md.j2", text);
}

#[test]
fn templates_are_read_anew_when_they_change() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let template =
        fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/uppdragshandling/text.md.j2")).unwrap();
    put_kind(&desk, &template);
    let mut watch = Watch::begin(&desk, &["--to", "docx", "--templates", "mallar", "a.toml"]);
    let first = watch.round();
    assert!(first.contains("Skrivet: a.docx"), "{first}");
    let before = desk.read("a.docx");

    desk.put("mallar/uppdragshandling/text.md.j2", template.replacen("# Syfte", "# Avsikt", 1));
    let told = watch.round();
    assert!(told.contains("Mallarna har ändrats") && told.contains("a.toml: ändrat i"), "{told}");
    let after = desk.read("a.docx");
    assert!(before != after);

    desk.put("mallar/uppdragshandling/text.md.j2", "# Syfte\n\n{{ finns_inte }}\n");
    let told = watch.round();
    assert!(told.contains("finns_inte") && told.contains("ligger kvar"), "{told}");
    assert!(desk.read("a.docx") == after);

    save(&desk, "mallar/uppdragshandling/text.md.j2", &template);
    let told = watch.round();
    assert!(told.contains("Skrivet: a.docx"), "{told}");
    assert!(desk.read("a.docx") == before);
    assert_eq!(watch.interrupt(), 0);
}
