//! The whole path, as the guide for users tells it: every command of the page is run, in two workspaces, and what the page shows
//! is what the program says.

use std::fs;
use std::path::Path;

use super::ledger::{People, Workspace};
use crate::support::words;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A line that somebody types, and what the page shows of the answer.
struct Typed {
    region: bool,
    line: String,
    shown: Vec<String>,
    number: usize,
}

/// The lines of the page's blocks of commands, in order.
fn typed() -> Vec<Typed> {
    let guide = fs::read_to_string(package().join("src/cli/FROM_DRAFT_TO_SIGNED.md")).unwrap();
    let (mut out, mut within): (Vec<Typed>, bool) = (Vec::new(), false);
    for (number, line) in guide.lines().enumerate() {
        if line.starts_with("```") {
            within = line == "```console";
        } else if within {
            match (line.strip_prefix("regionen$ "), line.strip_prefix("förbundet$ ")) {
                (None, None) => out.last_mut().unwrap().shown.push(line.to_owned()),
                (region, council) => out.push(Typed {
                    region: region.is_some(),
                    line: region.or(council).unwrap().to_owned(),
                    shown: Vec::new(),
                    number: number + 1,
                }),
            }
        }
    }
    out
}

/// Whether an answer has a line as shown; an ellipsis stands for anything.
fn has(answer: &str, shown: &str) -> bool {
    let parts: Vec<&str> = shown.split('…').collect();
    answer.lines().any(|line| {
        let mut rest = line;
        parts.iter().all(|part| match rest.find(part.trim_end()) {
            Some(at) => {
                rest = &rest[at + part.trim_end().len()..];
                true
            }
            None => false,
        })
    })
}

/// Does what a line says that is no command of Kansli.
fn prepare(from: &Workspace, other: &Workspace, line: &str) -> bool {
    match words(line).iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["cp", source, target] if source.starts_with("documents/") => {
            from.desk.put(target, fs::read(package().join(source)).unwrap());
        }
        ["cp", file, "förbundet" | "regionen"] => other.desk.put(file, from.desk.read(file)),
        ["#", ..] => {
            let text = String::from_utf8(from.desk.read("lmr.toml")).unwrap();
            let place = text.lines().find(|line| line.starts_with("place = ")).unwrap().to_owned();
            from.desk.put("lmr.toml", text.replace(&place, &format!("{place}\nsigning = \"electronic\"")));
        }
        _ => return false,
    }
    true
}

#[test]
fn a_commission_from_its_first_draft_to_the_archive() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let (mut region, mut council) = (people.bare(), people.bare());
    for workspace in [&mut region, &mut council] {
        workspace.variables.push(("KANSLI_TSA".into(), people.address.clone()));
    }
    let mut fingerprint = String::new();
    let mut commands = 0;
    for Typed { region: at_region, line, shown, number } in typed() {
        let (from, other) = if at_region { (&region, &council) } else { (&council, &region) };
        if prepare(from, other, &line) {
            continue;
        }
        let words = words(line.strip_prefix("kansli ").unwrap_or_else(|| panic!("line {number}: {line}")));
        let words: Vec<String> = words.into_iter().map(|word| word.replace("KONTROLLSUMMA", &fingerprint)).collect();
        let answer = from.runs(&words.iter().map(String::as_str).collect::<Vec<_>>(), 0);
        for line in &shown {
            assert!(has(&answer, line), "line {number} of the guide shows\n{line}\nbut the program says\n{answer}");
        }
        if let Some((_, print)) = answer.lines().find_map(|line| line.split_once("din nyckels kontrollsumma: ")) {
            fingerprint = print.to_owned();
        }
        // Both have one history once the signed file has come back.
        if line.starts_with("kansli sign receive") {
            assert_eq!(region.log(), council.log());
        }
        commands += 1;
    }
    assert!(commands > 30, "{commands}");
    let acts = region.acts();
    assert_eq!(acts.iter().filter(|act| *act == "signature").count(), 2);

    assert!(region.desk.names().contains(&"lmr-allman-kopia.pdf".to_owned()), "{:?}", region.desk.names());

    // The package has all that belongs to the version.
    let bytes = region.desk.read("lmr.asice");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = (0..archive.len()).map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(
        names,
        [
            "mimetype",
            "lmr-palliativ-vard-1.0.pdf",
            "lmr-palliativ-vard-1.0.docx",
            "lmr-palliativ-vard-1.0.certificate.json",
            "lmr.toml",
            "manifest.json",
            "verifiering.json",
            "valideringsintyg.pdf",
            "certifikat-1.pem",
            "certifikat-2.pem",
            "META-INF/ASiCManifest001.xml",
            "META-INF/signature001.p7s",
        ]
    );
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("manifest.json").unwrap(), &mut text).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["state"], "signed");
    assert_eq!(manifest["signatures"].as_array().unwrap().len(), 2);
    for file in manifest["files"].as_array().unwrap() {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(file["name"].as_str().unwrap()).unwrap(), &mut content).unwrap();
        assert_eq!(file["sha256"], kansli::model::Hash::of(&content).as_str(), "{}", file["name"]);
    }
}
