//! A signed file says which version of a store it is, and a store at hand says whether that is so.

use kansli::attest::{Circumstances, attest};
use kansli::model::{Hash, StoredVersion};
use kansli::sign::{Policy, Tie, verify};
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::Provenance;

use super::ledger::{People, Workspace, snapshot};

const ID: &str = "lmr-palliativ-vard";

fn signed(people: &People) -> (Workspace, Workspace) {
    let (region, council) = (people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen"), people.workspace("Karin Lindmo", "VästKom"));
    region.drafts(&[]);
    region.fixes();
    region.does(&format!("label {ID}@1.0 avtalsversion"), 0);
    region.sends_history(&council);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {} -o lmr.pdf", people.address), 0);
    (region, council)
}

fn people() -> People {
    People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")])
}

fn json(workspace: &Workspace, file: &str, exit: i32) -> serde_json::Value {
    serde_json::from_str(&workspace.does(&format!("verify --trust rot.pem --format json {file}"), exit)).unwrap()
}

#[test]
fn a_lone_file_says_which_version_it_is_and_each_signature_what_it_signs() {
    let people = people();
    let (region, _) = signed(&people);
    let alone = people.bare();
    region.sends_file(&alone, "lmr.pdf");
    let told = alone.does("verify --trust rot.pem lmr.pdf", 0);
    let found = json(&alone, "lmr.pdf", 0);
    let signs = &found["signatures"][0]["signs"];
    assert_eq!(found["facts"]["version"], signs["version"]);
    assert_eq!((&signs["version"]["document"], &signs["version"]["revision"]), (&ID.into(), &1.into()));
    assert_eq!(signs["sha256"], Hash::of(&region.desk.read("lmr.pdf")).as_str());
    assert_eq!(signs["source"], Hash::of(&region.desk.read("lmr.toml")).as_str());
    assert_eq!(found["store"], serde_json::Value::Null);
    // The log's hash is that of the event before the version was frozen.
    let log = region.log();
    let frozen = log.as_array().unwrap().iter().rposition(|event| event["event"]["act"]["frozen"] == true).unwrap();
    assert_eq!(signs["size"], region.desk.read("lmr.pdf").len());
    assert_eq!(signs["version"]["log"], log[frozen]["event"]["previous"]);
    snapshot("known_alone", &told);
}

#[test]
fn a_store_at_hand_tells_whether_the_file_is_the_one() {
    let people = people();
    let (region, council) = signed(&people);
    let mut told = region.does("verify --trust rot.pem lmr.pdf", 0);
    assert_eq!(json(&region, "lmr.pdf", 0)["store"]["tie"], "logged");
    // On the other side nobody has taken it in.
    region.sends_file(&council, "lmr.pdf");
    told += &council.does("verify --trust rot.pem lmr.pdf", 0);
    council.does("sign receive --trust rot.pem lmr.pdf", 0);
    assert_eq!(json(&council, "lmr.pdf", 0)["store"]["tie"], "logged");
    // A copy of the same version is another file, made of the same source.
    region.does(&format!("render --to pdf --embed-source --out kopia {ID}@1.0"), 0);
    region.desk.put("kopia.pdf", region.desk.read("kopia/lmr-palliativ-vard-1.0.pdf"));
    region.does("sign kopia.pdf --as VGR --key vgr.key --cert vgr.pem --no-timestamp", 0);
    told += &region.does("verify --trust rot.pem kopia.pdf", 0);
    // Another text under the same number, by somebody whose certificate is as good as any.
    let stranger = people.workspace("Ola Granath", "Västra Götalandsregionen");
    stranger.drafts(&[("palliativ vård", "palliativ omvårdnad")]);
    stranger.fixes();
    stranger.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o annan.pdf"), 0);
    stranger.sends_file(&region, "annan.pdf");
    told += &region.does("verify --trust rot.pem annan.pdf", 1);
    assert_eq!(json(&region, "annan.pdf", 1)["store"]["tie"], "differs");
    // A document that the store does not know, and a store that can't be read.
    region.desk.put("frammande.pdf", super::samples::document());
    assert_eq!(json(&region, "frammande.pdf", 1)["store"], serde_json::Value::Null);
    council.desk.put(".kansli/store.sqlite", "inget lager");
    told += &council.does("verify --trust rot.pem lmr.pdf", 0);
    snapshot("known_store", &told);
}

#[test]
fn an_older_file_and_a_withdrawn_version_are_said_to_be_so() {
    let people = people();
    let (region, _) = signed(&people);
    region.desk.put("forsta.pdf", region.desk.read("lmr.pdf"));
    let mut broken = region.desk.read("lmr.pdf");
    let at = broken.windows(10).position(|window| window == b"KANS_Place").unwrap();
    broken[at] = b'Q';
    region.desk.put("trasig.pdf", broken);
    std::fs::create_dir(region.desk.path("tom")).unwrap();
    region.does(&format!("renew --trust rot.pem --tsa {} {ID}@1.0", people.address), 0);
    let mut told = region.does("verify --trust rot.pem forsta.pdf", 0);
    assert!(json(&region, "forsta.pdf", 0)["store"]["newer"]["sv"].as_str().unwrap().contains("förnyad"));
    // Who has to sign is asked only of a file that holds.
    told += &region.does("verify --trust rot.pem --require VGR,VGX trasig.pdf", 1);
    told += &region.does("verify --trust rot.pem --require VGR,VGX forsta.pdf", 2);
    told += &region.does("verify --trust tom forsta.pdf", 3);
    region.does(&format!("sign decline {ID} --as VGK --reason nej"), 0);
    told += &region.does("verify --trust rot.pem forsta.pdf", 0);
    told += region.does("--lang en verify --trust rot.pem forsta.pdf", 0).lines().next().unwrap();
    region.does("verify --trust rot.pem --format pdf -o intyg.pdf forsta.pdf", 0);
    let known = json(&region, "forsta.pdf", 0);
    let (clause, day) = known["store"]["withdrawn"]["sv"].as_str().unwrap().rsplit_once(' ').unwrap();
    assert_eq!(clause, "versionen är återkallad: VGK avböjde att underteckna den");
    let told = told.replace(&format!("{clause} {day}"), &format!("{clause} [dag]")).replace(&format!("on {day};"), "on [dag];");
    snapshot("known_later", &told);
}

#[test]
fn the_validation_report_names_the_version_and_what_the_store_knows() {
    let people = people();
    let (region, _) = signed(&people);
    region.does("verify --trust rot.pem --format pdf lmr.pdf", 0);
    let bytes = region.desk.read("lmr.pdf");
    let report = verify(&bytes, &Policy { now: 1_750_000_000, ..Policy::default() }).unwrap();
    let version: StoredVersion = report.facts.version.clone().unwrap();
    let known = kansli::sign::InStore {
        version,
        state: kansli::diag::Message::new("Fastställd för undertecknande", "Fixed for signing"),
        labels: vec!["avtalsversion".into()],
        tie: Tie::Logged,
        withdrawn: None,
        newer: None,
        ink: Vec::new(),
    };
    let report = report.with_store(known);
    let circumstances =
        Circumstances { file: "lmr.pdf", time: 1_750_000_000, roots: &[], required: &[], by: None, program: "Kansli", drawn: &|_| true };
    let theme = Theme::load(&BuiltIn, DEFAULT_THEME).unwrap();
    let hash = Hash::of(b"");
    let provenance = Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2025-06-03".into(), docx: None };
    let text = kansli::write::text::write(&attest(&report, &circumstances), &theme, &provenance).unwrap().bytes;
    let text = String::from_utf8(text).unwrap();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "lmr-palliativ-vard, version 1.0 (revision 1)",
        "Dokument: lmr-palliativ-vard",
        "Version i Kansli: 1.0 (revision 1)",
        "I lagret hos den som prövade: lmr-palliativ-vard, version 1.0 (revision 1), ”avtalsversion”, läge ”Fastställd för undertecknande”; filen står i händelseloggen, byte för byte",
    ] {
        assert!(words.contains(said), "{said}\n{text}");
    }
}

#[test]
fn every_copy_that_was_issued_is_known_again_by_its_hash() {
    let people = people();
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[("place = \"Göteborg\"", "place = \"Göteborg\"\nsigning = \"ink\"")]);
    region.fixes();
    region.does(&format!("copies {ID}@1.0 --out papper"), 0);
    // The very same copies are noted once.
    region.does(&format!("copies {ID}@1.0 --out papper"), 0);
    let log = region.log();
    let acts: Vec<&serde_json::Value> = log.as_array().unwrap().iter().map(|event| &event["event"]["act"]).collect();
    let of = |name: &str| Hash::of(&region.desk.read(&format!("papper/{ID}-1.0-exemplar-{name}.pdf")));
    let copy = |principal: &str, name: &str| serde_json::json!({ "principal": principal, "ending": "pdf", "sha256": of(name) });
    let copies = [copy("VGR", "1-av-2-vastra-gotalandsregionen"), copy("VGK", "2-av-2-vastra-gotalands-kommuner")];
    assert_eq!(acts[3..], [&serde_json::json!({ "type": "counterparts", "revision": 1, "copies": copies })]);
    // A public copy of the very file that was fixed, by the file's name.
    region.does(&format!("render --to pdf --out . {ID}@1.0"), 0);
    region.does(&format!("publish --source lmr.toml {ID}-1.0.pdf"), 0);
    assert_eq!(region.acts()[3..], ["counterparts", "published"]);
    region.desk.put("exemplar.pdf", region.desk.read(&format!("papper/{ID}-1.0-exemplar-1-av-2-vastra-gotalandsregionen.pdf")));
    let mut told = String::new();
    for (file, tie) in [("exemplar.pdf", "counterpart"), ("lmr-palliativ-vard-1.0-allman-kopia.pdf", "public-copy")] {
        told += &region.does(&format!("verify {file}"), 1);
        assert_eq!(json(&region, file, 1)["store"]["tie"], tie);
    }
    told += &region.does(&format!("log {ID}"), 0);
    // One byte more, and nobody knows it.
    region.desk.put("exemplar.pdf", [region.desk.read("exemplar.pdf"), b"\n".to_vec()].concat());
    assert_ne!(json(&region, "exemplar.pdf", 1)["store"]["tie"], "counterpart");
    region.does("rebuild", 0);
    region.does("verify", 0);
    // The other side gets to know them, and makes its own beside: the histories stay one.
    let council = people.workspace("Karin Lindmo", "VästKom");
    region.sends_history(&council);
    council.desk.put("exemplar.pdf", region.desk.read(&format!("papper/{ID}-1.0-exemplar-1-av-2-vastra-gotalandsregionen.pdf")));
    assert_eq!(json(&council, "exemplar.pdf", 1)["store"]["tie"], "counterpart");
    snapshot("known_issued", &told);
}
