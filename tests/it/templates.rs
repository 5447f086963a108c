//! Templates of one's own: folders laid over the built-in ones, and what may be wrong with such a folder.

use std::fs;
use std::path::Path;

use kansli::model::Hash;
use kansli::world::{BuiltIn, World};
use serde_json::Value;

use crate::cli::Desk;
use crate::kind_faults::sound;

/// A desk with the sound kind in the folder `mallar`.
fn desk() -> Desk {
    let desk = Desk::new();
    for (path, text) in sound() {
        put(&desk, &format!("mallar/{path}"), text);
    }
    desk
}

fn put(desk: &Desk, path: &str, text: impl AsRef<[u8]>) {
    let file = desk.path(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn change(desk: &Desk, path: &str, old: &str, new: &str) {
    let text = fs::read_to_string(desk.path(path)).expect("a file");
    assert!(text.contains(old), "{path} has no {old}");
    fs::write(desk.path(path), text.replace(old, new)).expect("a file");
}

/// The same on every system, and for every version of what is built in.
fn snapshot(name: &str, text: &str) {
    let filters = vec![
        (r"mallar\\", "mallar/"),
        (r"(kontrollsumma|hash) [0-9a-f]{12}", "$1 ‹12 tecken›"),
        (r"id [a-z-]+-[b-z0-9]{6}\b", "id ‹id›"),
        (r"/prov\\", "/prov/"),
    ];
    insta::with_settings!({ filters => filters, omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_kind_of_ones_own_is_found_filled_in_and_made_into_files() {
    let desk = desk();
    let mut all = String::new();
    for line in [
        "kinds --templates mallar",
        "kinds --templates mallar --lang en",
        "new --templates mallar prov beslut.toml",
        "check --templates mallar beslut.toml",
    ] {
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!((outcome.exit, outcome.err.as_str()), (0, ""), "{line}");
        all.push_str(&format!("$ kansli {line}\n{}\n", outcome.out));
    }
    snapshot("templates_own_kind", &all);
    let outcome = desk.run(&["render", "--templates", "mallar", "--date", "2025-02-03", "--to", "docx", "beslut.toml"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    let certificate: Value = serde_json::from_slice(&desk.read("beslut.certificate.json")).expect("JSON");
    let kinds = desk.run(&["kinds", "--templates", "mallar", "--format", "json"]);
    let kinds: Value = serde_json::from_str(&kinds.out).expect("JSON");
    let own = kinds.as_array().expect("a list").iter().find(|kind| kind["kind"] == "prov").expect("the kind");
    assert_eq!(certificate["kind"], own["hash"], "the certificate names the kind by its hash");
    assert_eq!((&own["faults"], &own["replaces_built_in"]), (&0.into(), &false.into()));
    assert_eq!(own["clauses"][0]["name"], "tolkning");
    assert_eq!(desk.run(&["check", "beslut.toml"]).exit, 1, "without the folder nobody knows the kind");
}

#[test]
fn a_kind_of_ones_own_goes_before_the_built_in_one_as_a_whole() {
    let desk = desk();
    desk.put_example("a.toml");
    put(&desk, "egna/uppdragshandling/starter.toml", "id = \"nytt-dokument\"\n");
    let outcome = desk.run(&["check", "--templates", "egna", "a.toml"]);
    assert_eq!(outcome.exit, 4);
    snapshot("templates_incomplete_kind", &outcome.out.replace("egna\\uppdragshandling\\", "egna/uppdragshandling/"));
    let listed = desk.run(&["kinds", "--templates", "egna", "--templates", "mallar"]);
    assert_eq!(listed.exit, 1, "{}", listed.out);
    snapshot("templates_replaced_kind", &listed.out.replace("egna\\", "egna/"));
}

#[test]
fn of_two_folders_the_later_counts() {
    let desk = desk();
    for (path, text) in sound() {
        put(&desk, &format!("nyare/{path}"), text.replace("sv = \"Prov\"", "sv = \"Nyare prov\""));
    }
    let name = |folders: [&str; 2]| {
        let kinds = desk.run(&["kinds", "--templates", folders[0], "--templates", folders[1], "--format", "json"]);
        let kinds: Value = serde_json::from_str(&kinds.out).expect("JSON");
        kinds.as_array().and_then(|kinds| kinds.iter().find(|kind| kind["kind"] == "prov")).expect("the kind")["name"]["sv"].clone()
    };
    assert_eq!(name(["mallar", "nyare"]), "Nyare prov");
    assert_eq!(name(["nyare", "mallar"]), "Prov");
}

#[test]
fn a_faulty_kind_is_refused_before_its_documents_are_looked_at() {
    let desk = desk();
    assert_eq!(desk.run(&["new", "--templates", "mallar", "prov", "beslut.toml"]).exit, 0);
    change(&desk, "mallar/prov/text.md.j2", "{{ decision }}", "{{ beslut }}");
    let mut all = String::new();
    for line in ["check --templates mallar beslut.toml", "check --lang en --templates mallar beslut.toml"] {
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(outcome.exit, 4);
        all.push_str(&format!("$ kansli {line}\n{}\n", outcome.out));
    }
    for line in ["render --templates mallar beslut.toml", "schema --templates mallar prov", "new --templates mallar prov nytt.toml"] {
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(outcome.exit, 4);
        all.push_str(&format!("$ kansli {line}\n{}\n", outcome.err));
    }
    snapshot("templates_faulty_kind", &all);
    assert!(!desk.path("nytt.toml").exists() && !desk.path("beslut.docx").exists());
}

#[test]
fn a_kinds_hash_is_the_same_with_other_line_ends() {
    let desk = desk();
    let hash = |folder: &str| {
        let kinds: Value = serde_json::from_str(&desk.run(&["kinds", "--templates", folder, "--format", "json"]).out).expect("JSON");
        kinds.as_array().and_then(|kinds| kinds.iter().find(|kind| kind["kind"] == "prov")).expect("the kind").clone()
    };
    for (path, text) in sound() {
        put(&desk, &format!("windows/{path}"), format!("\u{feff}{}", text.replace('\n', "\r\n")));
    }
    assert_eq!(hash("mallar")["hash"], hash("windows")["hash"]);
    assert_eq!(hash("windows")["faults"], 0);
    // Only what a kind includes counts.
    put(&desk, "windows/clauses/annat/1.md.j2", "Annat.\n");
    assert_eq!(hash("mallar")["hash"], hash("windows")["hash"]);
    change(&desk, "windows/clauses/tolkning/1.md.j2", "oklart", "otydligt");
    assert_eq!(hash("windows")["faults"], 1, "the clause was changed under its version");
}

#[test]
fn a_theme_of_ones_own_is_used_and_its_faults_are_told_where_it_lies() {
    let desk = desk();
    desk.put_example("a.toml");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let theme = fs::read_to_string(root.join("templates/themes/standard/theme.toml")).expect("the theme");
    put(&desk, "mallar/themes/eget/theme.toml", format!("layout = \"standard\"\n{theme}"));
    let made = desk.run(&["render", "--templates", "mallar", "--theme", "eget", "--to", "docx", "a.toml"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    change(&desk, "mallar/themes/eget/theme.toml", "width_mm = 210", "width_mm = \"bred\"");
    let refused = desk.run(&["render", "--templates", "mallar", "--theme", "eget", "--to", "docx", "a.toml"]);
    assert_eq!(refused.exit, 4);
    assert!(refused.err.replace('\\', "/").contains("--> mallar/themes/eget/theme.toml:"), "{}", refused.err);
}

#[test]
fn a_folder_that_cannot_be_used_is_told_before_anything_is_done() {
    let desk = desk();
    desk.put_example("a.toml");
    desk.put("fil", "x");
    put(&desk, "fel/envelope.schema.json", "{}");
    put(&desk, "stor/prov/kind.toml", vec![b'#'; 9 * 1024 * 1024]);
    put(&desk, "stor/prov/bild.png", vec![0; 9 * 1024 * 1024]);
    fs::create_dir_all(desk.path("många/prov")).expect("a folder");
    for n in 0..4100 {
        fs::write(desk.path(&format!("många/prov/{n}")), "").expect("a file");
    }
    fs::write(desk.path("många/prov/kind.toml"), "").expect("a file");
    let mut all = String::new();
    for folder in ["saknas", "fil", "mallar/prov", "fel", "stor", "många"] {
        for language in ["sv", "en"] {
            let outcome = desk.run(&["check", "--templates", folder, "--lang", language, "a.toml"]);
            assert_eq!((outcome.exit, outcome.out.as_str()), (3, ""), "{folder}: {}", outcome.err);
            all.push_str(&format!("$ kansli check --templates {folder} --lang {language} a.toml\n{}\n", outcome.err));
        }
    }
    snapshot(
        "templates_unfit_folders",
        &all.replace("fel\\", "fel/").replace("stor\\", "stor/").replace("många\\", "många/").replace("/prov\\", "/prov/"),
    );
}

#[cfg(unix)]
#[test]
fn links_names_and_rights_that_do_not_work_are_told() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let desk = desk();
    symlink("saknas", desk.path("mallar/prov/rules.toml.gammal")).expect("a link");
    symlink("..", desk.path("mallar/clauses/ring")).expect("a link");
    symlink("ring", desk.path("mallar/prov/ring")).expect("a link");
    symlink("/dev/zero", desk.path("mallar/prov/noll.toml")).expect("a link");
    fs::write(desk.path("mallar/prov").join(std::ffi::OsStr::from_bytes(b"r\xe5.toml")), "").expect("a file");
    let outcome = desk.run(&["kinds", "--templates", "mallar"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (3, ""));
    snapshot("templates_unfit_files", &outcome.err);
    // A link to a folder elsewhere is as good as the folder.
    let other = desk_with_linked_clauses();
    assert_eq!(other.run(&["kinds", "--templates", "mallar"]).exit, 0);
}

#[cfg(unix)]
fn desk_with_linked_clauses() -> Desk {
    let desk = desk();
    fs::rename(desk.path("mallar/clauses"), desk.path("gemensamt")).expect("a folder");
    std::os::unix::fs::symlink("../gemensamt", desk.path("mallar/clauses")).expect("a link");
    desk
}

#[test]
fn kind_check_takes_a_kind_a_folder_of_kinds_and_the_folder_one_stands_in() {
    let desk = desk();
    put(&desk, "mallar/annat/kind.toml", "name = 1\n");
    put(&desk, "tom/readme.txt", "");
    put(&desk, "namn/Prov Två/kind.toml", "");
    let mut all = String::new();
    for (line, exit) in [
        ("kind check mallar", 1),
        ("kind check mallar/prov/", 0),
        ("kind check mallar/prov/kind.toml", 3),
        ("kind check tom", 3),
        ("kind check saknas", 3),
        ("kind check", 2),
        ("kind", 2),
        ("kind chek mallar", 2),
    ] {
        let outcome = desk.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(outcome.exit, exit, "{line}: {}{}", outcome.out, outcome.err);
        all.push_str(&format!("$ kansli {line}\n{}{}\n", outcome.out, outcome.err));
    }
    let outcome = desk.run(&["kind", "check", "namn/Prov Två"]);
    assert_eq!(outcome.exit, 1);
    all.push_str(&format!("$ kansli kind check \"namn/Prov Två\"\n{}\n", outcome.out));
    snapshot("kind_check", &all.replace("annat\\", "annat/").replace("namn\\Prov Två\\", "namn/Prov Två/").replace("tom\\", "tom/"));
    let faults: Value = serde_json::from_str(&desk.run(&["kind", "check", "mallar", "--format", "json"]).out).expect("JSON");
    assert!(faults.as_array().is_some_and(|faults| faults.iter().any(|fault| fault["code"] == "kind-value" && fault["line"] == 1)));
}

#[test]
fn a_schema_goes_into_a_file_and_replaces_only_another_schema() {
    let desk = desk();
    let out = desk.run(&["schema", "--templates", "mallar", "prov", "--out", "prov.schema.json"]);
    assert_eq!((out.exit, out.err.as_str()), (0, ""));
    let printed = desk.run(&["schema", "--templates", "mallar", "prov"]);
    assert_eq!(String::from_utf8(desk.read("prov.schema.json")).expect("UTF-8"), printed.out);
    desk.put("prov.schema.json", "{ \"$schema\": \"https://json-schema.org/draft/2020-12/schema\" }");
    assert_eq!(desk.run(&["schema", "--templates", "mallar", "prov", "--out", "prov.schema.json"]).exit, 0);
    assert_eq!(String::from_utf8(desk.read("prov.schema.json")).expect("UTF-8"), printed.out);
    desk.put("annat.json", "{ \"kind\": \"prov\" }");
    let mut all = String::new();
    for file in ["annat.json", "prov.toml"] {
        let outcome = desk.run(&["schema", "uppdragshandling", "--out", file]);
        assert_eq!(outcome.exit, 3);
        all.push_str(&outcome.err);
    }
    snapshot("schema_out_refused", &all);
    assert_eq!(desk.read("annat.json"), b"{ \"kind\": \"prov\" }");
    assert!(!desk.path("prov.toml").exists());
}

/// Kinds are pinned to the wording of a published version: whoever changes one, changes nothing but this test.
#[test]
fn published_clauses_are_as_they_were_and_any_kind_can_include_them() {
    let desk = desk();
    let mut all = String::new();
    let (mut pins, mut includes) = (String::new(), String::new());
    for path in BuiltIn.templates_below("clauses") {
        let clause = path.trim_start_matches("clauses/").trim_end_matches(".md.j2").replace('/', "@");
        let text = String::from_utf8(BuiltIn.template(&path).expect("a clause").into_owned()).expect("UTF-8");
        let hash = Hash::of(text.replace("\r\n", "\n").as_bytes());
        all.push_str(&format!("{clause} {hash}\n"));
        pins.push_str(&format!("\"{clause}\" = \"{hash}\"\n"));
        includes.push_str(&format!("\n{{% include \"{clause}\" %}}\n"));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("published_clauses", all);
    });
    let (kind, text) = (desk.path("mallar/prov/kind.toml"), desk.path("mallar/prov/text.md.j2"));
    fs::write(&kind, fs::read_to_string(&kind).expect("a file") + &pins).expect("a file");
    fs::write(&text, fs::read_to_string(&text).expect("a file").replace("{% include \"tolkning@1\" %}", "") + &includes).expect("a file");
    change(&desk, "mallar/prov/kind.toml", "\"tolkning@1\"", "# \"tolkning@1\"");
    let outcome = desk.run(&["kind", "check", "mallar/prov"]);
    assert_eq!(outcome.exit, 0, "{}", outcome.out);
}
