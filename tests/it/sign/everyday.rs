//! What a secretary meets on an ordinary day of signing: files that can't be written, sessions that are finished, names with a slip of the pen.

use super::ledger::{People, Workspace, snapshot};

const ID: &str = "lmr-palliativ-vard";

fn fixed() -> (People, Workspace) {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[]);
    region.fixes();
    (people, region)
}

/// Both have signed, and nobody has said whom to trust.
fn signed(region: &Workspace) {
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    region.does("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 0);
}

#[test]
fn nothing_is_noted_of_a_file_that_can_t_be_written() {
    let (people, region) = fixed();
    let tsa = &people.address;
    region.desk.put("upptagen", "en fil, och ingen mapp");
    let before = region.log();
    let mut told = region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o upptagen/lmr.pdf"), 3);
    told += &region.does(&format!("sign prepare {ID}@1.0 --as VGR --cert vgr.pem -o upptagen/lmr.session.json"), 3);
    assert_eq!(region.log(), before);
    // A session whose answer has come.
    region.does(&format!("sign prepare {ID}@1.0 --as VGR --cert vgr.pem"), 0);
    let before = region.log();
    answer(&people, &region);
    let complete = "sign complete --signature svar.bin --no-timestamp lmr-palliativ-vard-1.0.session.json";
    region.does(&format!("{complete} --out upptagen/lmr.pdf"), 3);
    assert_eq!(region.log(), before);
    region.does(&format!("{complete} --out lmr.pdf"), 0);
    region.does(&format!("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --trust rot.pem --tsa {tsa}"), 0);
    let before = region.log();
    region.desk.put("crl.der", people.list());
    told += &region.does(&format!("renew {ID}@1.0 --trust rot.pem --crl crl.der --tsa {tsa} -o upptagen/lmr.pdf"), 3);
    assert_eq!(region.log(), before);
    snapshot("everyday_not_written", &told);
}

fn answer(people: &People, region: &Workspace) {
    let session: serde_json::Value = serde_json::from_slice(&region.desk.read("lmr-palliativ-vard-1.0.session.json")).unwrap();
    let wanted = super::authority::pem(session["to_be_signed"].as_str().unwrap());
    region.desk.put("svar.bin", people.signature_of(0, &wanted));
}

#[test]
fn a_session_that_is_finished_says_so_and_where_its_file_is() {
    let (people, region) = fixed();
    region.does(&format!("sign prepare {ID}@1.0 --as VGR --cert vgr.pem"), 0);
    answer(&people, &region);
    let line = "sign complete --signature svar.bin --no-timestamp lmr-palliativ-vard-1.0.session.json";
    region.does(line, 0);
    let mut told = region.does(line, 1);
    std::fs::remove_file(region.desk.path("lmr-palliativ-vard-1.0.pdf")).unwrap();
    told += &region.does(line, 1);
    // Whoever has the session alone, outside any workspace, sees it by the file.
    let alone = people.bare();
    for name in ["lmr-palliativ-vard-1.0.session.json", "lmr-palliativ-vard-1.0.session.pdf", "svar.bin"] {
        region.sends_file(&alone, name);
    }
    alone.does(line, 0);
    told += &alone.does(line, 1);
    snapshot("everyday_finished", &told);
}

#[test]
fn a_fault_of_two_signatures_is_told_once() {
    let (_, region) = fixed();
    signed(&region);
    let stranger = super::authority::Party::root("Främmande rot");
    region.desk.put("annan.pem", super::authority::to_pem("CERTIFICATE", &stranger.certificate));
    let mut told = region.does("renew lmr.pdf --trust annan.pem --no-timestamp", 1);
    told += &region.does("package lmr.pdf --trust annan.pem --key vgr.key --cert vgr.pem --no-timestamp -o lmr.asice", 1);
    snapshot("everyday_once", &told);
}

#[test]
fn whoever_wants_quiet_gets_it() {
    let (people, region) = fixed();
    let tsa = &people.address;
    region.does("config --trust rot.pem", 0);
    let council = people.workspace("Karin Lindmo", "VästKom");
    region.sends_history(&council);
    let quiet = |workspace: &Workspace, line: &str| assert_eq!(workspace.does(line, 0), "", "{line}");
    quiet(&region, &format!("--quiet sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"));
    quiet(&region, "--quiet sign receive lmr.pdf");
    region.sends_file(&council, "lmr.pdf");
    quiet(&council, "--quiet sign receive --trust rot.pem lmr.pdf");
    quiet(&region, &format!("--quiet sign prepare --as VGK --cert vgk.pem {ID}"));
    quiet(&region, &format!("--quiet sign cancel {ID}|--reason|tjänsten svarade inte"));
    quiet(&region, &format!("--quiet sign decline {ID} --as VGR --reason nej"));
}

#[test]
fn a_principal_that_no_document_has_is_told_beside_those_there_are() {
    let (_, region) = fixed();
    signed(&region);
    let settings = region.desk.read(".kansli/settings.toml");
    let mut told = region.does("config --trust VRG=rot.pem", 1);
    told += &region.does("config --trust VGR=", 1);
    assert_eq!(region.desk.read(".kansli/settings.toml"), settings);
    told += &region.does("verify --trust Staten=rot.pem lmr.pdf", 3);
    told += &region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --trust VKG=rot.pem --no-timestamp"), 1);
    // By its whole name it is the same.
    told += &region.does("config|--trust|västra götalandsregionen=rot.pem", 0);
    snapshot("everyday_principals", &told);
}

#[test]
fn what_is_signed_and_not_judged_says_what_to_do() {
    let (_, region) = fixed();
    signed(&region);
    let mut told = region.does(&format!("sign status {ID}"), 0);
    region.does("config --trust rot.pem", 0);
    told += &region.does(&format!("sign status {ID}"), 0);
    region.does(&format!("sign status --out fil.pdf {ID}@1.0"), 0);
    region.does("sign receive fil.pdf", 0);
    let done = region.does(&format!("sign status {ID}"), 0);
    assert!(done.contains("version 1.0, Undertecknad") && !done.contains("räknas inte"), "{done}");
    snapshot("everyday_not_judged", &told);
}

#[test]
fn a_folder_that_is_missing_is_made_by_every_command() {
    let (people, region) = fixed();
    let tsa = &people.address;
    region.does("config --trust rot.pem", 0);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o ut/a/lmr.pdf"), 0);
    region.does(&format!("sign {ID}@1.0 --as VGK --key vgk.key --cert vgk.pem --tsa {tsa} -o ut/b/lmr.pdf"), 0);
    region.does(&format!("sign status {ID}@1.0 --out ut/c/lmr.pdf"), 0);
    region.does("verify ut/c/lmr.pdf --format pdf --out ut/d/intyg.pdf", 0);
    region.does(&format!("package {ID}@1.0 --key vgr.key --cert vgr.pem --no-timestamp -o ut/e/lmr.asice"), 0);
    for file in ["a/lmr.pdf", "b/lmr.pdf", "c/lmr.pdf", "d/intyg.pdf", "e/lmr.asice"] {
        assert!(region.desk.path(&format!("ut/{file}")).is_file(), "{file}");
    }
}

#[test]
fn a_package_is_verified_as_it_is() {
    let (people, region) = fixed();
    let tsa = &people.address;
    region.does("config --trust rot.pem", 0);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.does(&format!("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --tsa {tsa}"), 0);
    region.does(&format!("package {ID}@1.0 --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.asice"), 0);
    let mut told = region.does("verify lmr.asice", 0);
    region.does("verify --require VGR,VGK lmr.asice", 0);
    let json: serde_json::Value = serde_json::from_str(&region.does("verify --format json lmr.asice", 0)).unwrap();
    assert_eq!((&json["package"]["verdict"], &json["pdf"]["report"]["verdict"]), (&"valid".into(), &"valid".into()));
    told += &region.does("verify --format pdf lmr.asice", 2);
    // Alone, and with nobody to trust.
    let alone = people.bare();
    region.sends_file(&alone, "lmr.asice");
    let unjudged = alone.does("verify lmr.asice", 1);
    told += unjudged.split("\n\n").next().unwrap();
    told += "\n";
    alone.does("verify --trust rot.pem lmr.asice", 0);
    // A byte of a file in it is another; an archive that is no package.
    let changed = super::package::repacked(&region.desk.read("lmr.asice"), &[("lmr-palliativ-vard-1.0.docx", Some(b"ett annat"))]);
    region.desk.put("andrat.asice", changed);
    told += region.does("verify andrat.asice", 1).split("\n\n").next().unwrap();
    told += "\n";
    region.does(&format!("render --to docx --out . {ID}@1.0"), 0);
    told += &region.does(&format!("verify {ID}-1.0.docx"), 3);
    snapshot("everyday_package", &told);
}
