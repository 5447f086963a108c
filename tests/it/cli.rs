//! The program as its users meet it: arguments in; lines, files and an exit code out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder of its own, and the program run in it.
pub struct Desk(TempDir);

/// What a run left.
pub struct Outcome {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    /// A source without faults, with a date.
    pub fn put_example(&self, name: &str) {
        self.put(name, example());
    }

    /// The same with one text for another.
    pub fn put_with(&self, name: &str, old: &str, new: &str) {
        let text = example();
        assert!(text.contains(old));
        self.put(name, text.replace(old, new));
    }

    /// The same without its date.
    pub fn put_undated(&self, name: &str) {
        let text = example();
        assert!(text.contains("\ndate = "));
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("date = ")).collect();
        self.put(name, lines.join("\n"));
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the program without anything of the tester's own language and terminal.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kansli"));
        for name in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "CLICOLOR_FORCE", "TZ"] {
            command.env_remove(name);
        }
        let output = command.args(arguments).envs(variables.iter().copied()).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Outcome { exit: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(&[], arguments)
    }
}

fn example() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/exempel/alla-delar.toml")).unwrap()
}

/// The same snapshot for a build without PDF, and for every version.
fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ filters => vec![(r": docx\n", ": docx, pdf\n"), (r"kansli\.exe", "kansli"), (r"mapp\.toml\\", "mapp.toml/")], prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn help_is_in_the_language_asked_for() {
    let desk = Desk::new();
    let shown = |command: &[&str], language: &str| {
        let outcome = desk.run(&[command, &["--help", "--lang", language]].concat());
        assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
        outcome.out
    };
    let program = shown(&[], "en");
    let commands = program.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| line.starts_with("  "));
    let commands: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(["check", "render", "new", "schema", "help"].iter().all(|known| commands.contains(known)), "{commands:?}");
    snapshot("help", &format!("{}\n{program}", shown(&[], "sv")));
    for command in commands {
        snapshot(&format!("help_{command}"), &format!("{}\n{}", shown(&[command], "sv"), shown(&[command], "en")));
        assert_eq!(desk.run(&["help", command]).out, shown(&[command], "sv"));
    }
    assert_eq!(desk.run(&["help"]).out, shown(&[], "sv"));
    assert_eq!(desk.run(&["--version"]).out, format!("kansli {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_locale_chooses_the_language() {
    let desk = Desk::new();
    let first_word = |variables: &[(&str, &str)]| {
        let outcome = desk.run_with(variables, &["check"]);
        outcome.err.split(':').next().unwrap().to_owned()
    };
    assert_eq!(first_word(&[]), "fel");
    assert_eq!(first_word(&[("LANG", "C.UTF-8")]), "fel");
    assert_eq!(first_word(&[("LANG", "sv_SE.UTF-8")]), "fel");
    if cfg!(unix) {
        assert_eq!(first_word(&[("LANG", "en_US.UTF-8")]), "error");
        assert_eq!(first_word(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "sv_SE.UTF-8")]), "fel");
    }
    assert!(desk.run_with(&[("LANG", "en_US.UTF-8")], &["check", "--lang", "sv"]).err.starts_with("fel"));
}

#[test]
fn wrong_use_is_told_in_plain_words() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    let mut all = String::new();
    for line in [
        "chek a.toml",
        "check",
        "check --fro signing a.toml",
        "check --for printing a.toml",
        "check --format xml a.toml",
        "check --color yes a.toml",
        "check --strict --strict a.toml",
        "render",
        "render --to odt a.toml",
        "render --date 2021-02-29 a.toml",
        "render --date",
        "render --theme antiqva a.toml",
        "check --theme antiqva a.toml",
        "render --theme nordisk a.toml",
        "render --annex-label § a.toml",
        "render --pages-as jpg a.toml",
        "render --embed-source --to docx a.toml",
        "render --pages-as png --resolution 1200 a.toml",
        "render --pages-as svg --resolution 144 a.toml",
        "render --annex-label  a.toml",
        "render a.toml ./a.toml",
        "new uppdragshandling",
        "new uppdragshandlin b.toml",
        "new protokoll b.toml",
        "new uppdragshandling b.docx",
        "schema",
        "schema protokoll",
        "help rendr",
        "--lang de check a.toml",
    ] {
        for language in ["sv", "en"] {
            let arguments: Vec<_> = line.split(' ').chain((!line.contains("--lang")).then_some("--lang")).collect();
            let arguments: Vec<_> = arguments.into_iter().chain((!line.contains("--lang")).then_some(language)).collect();
            let outcome = desk.run(&arguments);
            assert_eq!((outcome.exit, outcome.out.as_str()), (2, ""), "{line}");
            if language == "sv" {
                all.push_str(&format!("$ kansli {line}\n"));
            }
            all.push_str(&format!("{}\n", outcome.err));
        }
    }
    snapshot("wrong_use", &all);
    assert_eq!(desk.names(), ["a.toml"]);
    let nothing = desk.run(&[]);
    assert_eq!((nothing.exit, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("Användning: kansli"));
}

#[test]
fn a_new_source_has_an_id_of_its_own_and_never_replaces_anything() {
    let desk = Desk::new();
    let outcome = desk.run(&["new", "uppdragshandling", "Palliativ vård.toml"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    assert_eq!(desk.names(), ["Palliativ vård.toml", "uppdragshandling.schema.json"]);
    let source = String::from_utf8(desk.read("Palliativ vård.toml")).unwrap();
    let id = source.lines().find_map(|line| line.strip_prefix("id = \"palliativ-vard-")).unwrap();
    assert_eq!(id.len(), 7, "six characters and a quotation mark");
    assert_eq!(source.lines().next(), Some("#:schema ./uppdragshandling.schema.json"));
    assert_eq!(desk.read("uppdragshandling.schema.json"), desk.run(&["schema", "uppdragshandling"]).out.as_bytes());

    let again = desk.run(&["new", "uppdragshandling", "Palliativ vård.toml"]);
    assert_eq!((again.exit, again.out.as_str()), (3, ""));
    assert!(again.err.contains("file-not-written") && again.err.contains("den finns redan"), "{}", again.err);
    assert_eq!(String::from_utf8(desk.read("Palliativ vård.toml")).unwrap(), source);

    desk.put("uppdragshandling.schema.json", "{}");
    let other = desk.run(&["new", "uppdragshandling", "b.toml"]);
    assert_eq!(other.exit, 0);
    assert!(other.out.contains("av en annan version och lämnas som den är"), "{}", other.out);
    assert_eq!(desk.read("uppdragshandling.schema.json"), b"{}");
    assert_ne!(String::from_utf8(desk.read("b.toml")).unwrap(), source);

    // A folder that is missing is made; a file is none.
    assert_eq!(desk.run(&["new", "uppdragshandling", "ny/mapp.toml"]).exit, 0);
    assert_eq!(desk.run(&["new", "uppdragshandling", "b.toml/mapp.toml"]).exit, 3);
}

#[test]
fn the_schema_of_trees_is_the_committed_one() {
    let outcome = Desk::new().run(&["schema", "--tree"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (0, include_str!("../../templates/tree.schema.json")));
    assert_eq!(Desk::new().run(&["schema", "--tree", "uppdragshandling"]).exit, 2);
    assert_eq!(Desk::new().run(&["schema"]).exit, 2);
}

#[test]
fn the_schema_stands_alone() {
    let outcome = Desk::new().run(&["schema", "uppdragshandling"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""));
    let schema: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert!(jsonschema::draft202012::new(&schema).is_ok());
    assert!(!outcome.out.contains("envelope.schema.json"));
}

#[test]
fn a_new_source_has_only_things_to_fill_in() {
    let desk = Desk::new();
    desk.run(&["new", "uppdragshandling", "a.toml"]);
    let draft = desk.run(&["check", "a.toml"]);
    assert_eq!(draft.exit, 0, "{}", draft.out);
    assert!(draft.out.contains("varning[placeholder]") && !draft.out.contains("fel["), "{}", draft.out);
    assert_eq!(desk.run(&["check", "--strict", "a.toml"]).exit, 1);
    let signing = desk.run(&["check", "--for", "signing", "a.toml"]);
    assert_eq!(signing.exit, 1);
    assert!(signing.out.contains("fel[placeholder]"));
}

#[test]
fn every_fault_of_every_file_is_told_in_the_order_given() {
    let desk = Desk::new();
    desk.put_example("bra.toml");
    desk.put("fel.toml", "kind = \"uppdragshandling\"\nid = \"a\"\ntitel = \"T\"\n");
    desk.put("slag.json", "{ \"kind\": \"updragshandling\" }\n");
    desk.put("text.toml", "kind = \"uppdragshandling\nid = \"a\"\n");
    desk.put("latin.toml", b"title = \"v\xe5rd\"\n");
    fs::create_dir(desk.path("mapp.toml")).unwrap();
    for language in ["sv", "en"] {
        let files = ["fel.toml", "bra.toml", "saknas.toml", "mapp.toml", "latin.toml", "text.toml", "slag.json"];
        let outcome = desk.run(&[&["check", "--lang", language][..], &files].concat());
        assert_eq!((outcome.exit, outcome.err.as_str()), (3, ""));
        snapshot(&format!("check_many_{language}"), &outcome.out);
    }
    assert_eq!(desk.run(&["check", "bra.toml"]).exit, 0);
    assert_eq!(desk.run(&["check", "bra.toml", "fel.toml"]).exit, 1);
    assert_eq!(desk.run(&["check", "mapp.toml"]).exit, 3);
    assert_eq!(desk.run(&["check", "saknas.toml"]).exit, 3);
    assert_eq!(desk.run(&["check", "bra.tml"]).exit, 3);
    assert!(desk.run(&["check", "br.toml"]).out.contains("menade du ”bra.toml”?"));
}

#[test]
fn json_is_one_list_in_both_languages() {
    let desk = Desk::new();
    desk.put("fel.toml", "kind = \"uppdragshandling\"\nid = \"a\"\ntitel = \"T\"\n");
    desk.put_example("bra.toml");
    let outcome = desk.run(&["check", "--format", "json", "fel.toml", "saknas.toml"]);
    assert_eq!((outcome.exit, outcome.err.as_str()), (3, ""));
    let list: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(list.as_array().unwrap().last().unwrap()["code"], "file-not-found");
    snapshot("check_json", &outcome.out);
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/COMMAND_LINE.md")).unwrap();
    for key in list[0].as_object().unwrap().keys() {
        assert!(page.contains(&format!("`{key}`")), "src/cli/COMMAND_LINE.md does not tell of {key}");
    }
    assert_eq!(desk.run_with(&[("LANG", "en_US.UTF-8")], &["check", "--format", "json", "fel.toml", "saknas.toml"]).out, outcome.out);
    assert_eq!(desk.run(&["check", "--format", "json", "bra.toml"]).out, "[]\n");
}

#[test]
fn wildcards_work_where_the_shell_leaves_them() {
    let desk = Desk::new();
    desk.put_example("a.toml");
    desk.put_example("b.toml");
    assert!(desk.run(&["check", "*.toml"]).out.starts_with("2 filer kontrollerade"));
    assert_eq!(desk.run(&["check", "*.json"]).exit, 3);
}

#[test]
fn no_identity_number_is_printed() {
    let desk = Desk::new();
    desk.put("a.toml", "kind = \"uppdragshandling\"\nid = \"a\"\nbakgrund = \"Kim, 19640823-3234\"\ntitle = 640823-3234\n");
    for format in ["human", "json"] {
        let outcome = desk.run(&["check", "--format", format, "a.toml"]);
        assert_eq!(outcome.exit, 1);
        assert!(!outcome.out.contains("3234") && !outcome.err.contains("3234"), "{}", outcome.out);
    }
}

#[test]
fn colours_are_for_terminals_and_for_whoever_asks() {
    let desk = Desk::new();
    desk.put("a.toml", "x");
    let coloured = |variables: &[(&str, &str)], line: &str| {
        let outcome = desk.run_with(variables, &line.split(' ').collect::<Vec<_>>());
        format!("{}{}", outcome.out, outcome.err).contains('\u{1b}')
    };
    assert!(!coloured(&[], "check a.toml"));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], "check a.toml"));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], "check a.toml"));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], "check --color never a.toml"));
    assert!(!coloured(&[("NO_COLOR", "1")], "check --color auto a.toml"));
    for line in ["check --color always a.toml", "--color=always check a.toml", "--color always --help", "chek --color always"] {
        assert!(coloured(&[], line), "{line}");
        assert!(coloured(&[("NO_COLOR", "1")], line), "{line}: what is said goes before what is set");
    }
    assert_eq!(desk.run(&["check", "--color", "yes", "a.toml"]).exit, 2);
}

#[test]
fn many_that_say_the_same_are_told_in_one_line() {
    let desk = Desk::new();
    desk.run(&["new", "uppdragshandling", "a.toml"]);
    let all = desk.run(&["check", "--format", "json", "a.toml"]).out.matches("\"placeholder\"").count();
    assert!(all > 10, "{all}");
    let mut texts = String::new();
    for language in ["sv", "en"] {
        let outcome = desk.run(&["check", "--lang", language, "a.toml"]);
        assert_eq!(outcome.out.matches("[placeholder]").count(), 4, "{}", outcome.out);
        assert!(outcome.out.contains(&format!("{} ", all - 3)) && outcome.out.contains(&all.to_string()), "{}", outcome.out);
        texts.push_str(&outcome.out);
    }
    snapshot("check_starter", &texts);
    let rendered = desk.run(&["render", "--date", "2021-03-15", "a.toml"]);
    assert_eq!(rendered.err.matches("[placeholder]").count(), 4, "{}", rendered.err);
}

#[test]
fn quiet_tells_errors_and_warnings_and_what_was_asked_for() {
    let desk = Desk::new();
    let silent = |arguments: &[&str], exit: i32| {
        let outcome = desk.run(arguments);
        assert_eq!((outcome.exit, outcome.out.as_str(), outcome.err.as_str()), (exit, "", ""), "{arguments:?}");
    };
    silent(&["new", "uppdragshandling", "ny.toml", "--quiet"], 0);
    desk.put_example("a.toml");
    silent(&["check", "-q", "a.toml"], 0);
    assert!(desk.run(&["render", "a.toml"]).err.contains("upplysning["));
    silent(&["-q", "render", "a.toml"], 0);
    assert!(desk.path("a.docx").exists());
    desk.put("b.toml", "kind = \"uppdragshandling\"\n");
    let check = desk.run(&["check", "--quiet", "a.toml", "b.toml"]);
    assert_eq!((check.exit, check.err.as_str()), (1, ""));
    assert!(check.out.contains("fel[missing-key]") && !check.out.contains("kontrollerade"), "{}", check.out);
    let render = desk.run(&["render", "--quiet", "a.toml", "b.toml"]);
    assert_eq!((render.exit, render.out.as_str()), (1, ""));
    assert!(render.err.contains("fel[missing-key]") && !render.err.contains("dokument gjorda"), "{}", render.err);
    assert!(desk.run(&["schema", "-q", "uppdragshandling"]).out.starts_with('{'));
    assert_eq!(desk.run(&["check", "-q", "--format", "json", "a.toml"]).out, "[]\n");
    assert!(desk.run(&["-q"]).err.contains("Användning: kansli"));
}
