//! Renewed files in the store, whom a workspace trusts, and versions that do not say how they are signed.

use super::ledger::{People, UNSAID, Workspace, snapshot};

const ID: &str = "lmr-palliativ-vard";

fn two() -> (People, Workspace, Workspace) {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    (people, region, council)
}

/// Both have signed, and both workspaces know it.
fn signed(people: &People, region: &Workspace, council: &Workspace) {
    let tsa = &people.address;
    region.drafts(&[]);
    region.fixes();
    region.sends_history(council);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.sends_file(council, "lmr.pdf");
    council.does(&format!("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --trust rot.pem --tsa {tsa}"), 0);
    council.sends_file(region, "lmr.pdf");
    region.does("sign receive --trust rot.pem lmr.pdf", 0);
    for workspace in [region, council] {
        workspace.desk.put("crl.der", people.list());
    }
}

#[test]
fn a_renewed_file_is_kept_with_its_hash_and_comes_by_the_file_too() {
    let (people, region, council) = two();
    signed(&people, &region, &council);
    let tsa = &people.address;
    let mut told = region.does(&format!("renew {ID}@1.0 --trust rot.pem --crl crl.der --tsa {tsa} -o lmr.pdf"), 0);
    assert_eq!(region.acts()[8..], ["renewed"]);
    region.sends_file(&council, "lmr.pdf");
    told += &council.does("verify --trust rot.pem lmr.pdf", 0);
    told += &council.does("sign receive lmr.pdf", 0);
    assert_eq!(region.log(), council.log(), "the renewal is made of the file alone");
    told += &council.does(&format!("sign status {ID}"), 0);
    told += &council.does(&format!("sign status --format json {ID}"), 0);
    told += &council.does(&format!("log {ID}"), 0);
    // The store gives the renewed file from now on, and knows it again.
    council.does(&format!("sign status --out ny.pdf {ID}@1.0"), 0);
    assert_eq!(council.desk.read("ny.pdf"), region.desk.read("lmr.pdf"));
    let known = council.does("verify --trust rot.pem --format json ny.pdf", 0);
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    assert_eq!((&known["store"]["tie"], &known["signatures"][1]["level"]), (&"logged".into(), &"B-LTA".into()));
    // Again, from a file in the workspace, years later or not; also when the version has come into force. A bundle carries it over.
    council.does(&format!("state {ID} in-force"), 0);
    told += &council.does(&format!("renew ny.pdf --trust rot.pem --crl crl.der --tsa {tsa}"), 0);
    assert_eq!(council.acts()[9..], ["state", "renewed"]);
    council.sends_history(&region);
    assert_eq!(region.log(), council.log());
    region.does(&format!("sign status --out nyast.pdf {ID}@1.0"), 0);
    assert_eq!(region.desk.read("nyast.pdf"), council.desk.read("ny.pdf"));
    for workspace in [&region, &council] {
        workspace.does("rebuild", 0);
        workspace.does("verify", 0);
    }
    snapshot("renewed_both", &told);
}

#[test]
fn proof_without_a_time_stamp_is_noted_by_whoever_added_it() {
    let (people, region, council) = two();
    let mut told = String::new();
    region.drafts(&[]);
    region.fixes();
    told += &region.does(&format!("renew {ID}@1.0 --no-timestamp"), 1);
    region.sends_history(&council);
    let tsa = &people.address;
    region.desk.put("crl.der", people.list());
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.sends_file(&council, "lmr.pdf");
    told += &region.does(&format!("renew {ID}@1.0 --trust rot.pem --crl crl.der --no-timestamp -o lmr.pdf"), 0);
    assert_eq!(region.acts()[3..], ["signing-opened", "signature", "renewed"]);
    // Whoever signs on what was there before lacks the proof, and is told to take the last file.
    council.does("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 0);
    council.sends_file(&region, "lmr.pdf");
    told += &region.does("sign receive lmr.pdf", 1);
    region.does(&format!("sign status --out sist.pdf {ID}@1.0"), 0);
    region.does("sign sist.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 0);
    region.does("verify --trust rot.pem --require VGR,VGK sist.pdf", 0);
    told += &region.does(&format!("log {ID}"), 0);
    region.does("verify", 0);
    snapshot("renewed_proof", &told);
}

#[test]
fn without_roots_the_status_says_that_no_issuer_was_judged() {
    let (people, region, council) = two();
    let tsa = &people.address;
    region.drafts(&[]);
    region.fixes();
    region.sends_history(&council);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    region.sends_file(&council, "lmr.pdf");
    let mut told = council.does("config", 0);
    told += &council.does("sign receive lmr.pdf", 0);
    told += &council.does(&format!("sign {ID}@1.0 --as VGK --key vgk.key --cert vgk.pem --tsa {tsa} -o lmr.pdf"), 0);
    told += &council.does(&format!("sign status {ID}"), 0);
    // Whom one trusts is said once.
    told += &council.does("config --trust VGR=rot.pem --trust vgk=rot.pem --trust rot.pem", 0);
    told += &council.does(&format!("sign status {ID}"), 0);
    // Only now does the version count as signed.
    assert!(!council.acts().ends_with(&["state".to_owned()]));
    told += &council.does("sign receive lmr.pdf", 0);
    assert!(council.acts().ends_with(&["state".to_owned()]));
    council.does("verify lmr.pdf", 0);
    council.sends_file(&region, "lmr.pdf");
    // Another root for the other side alone: its signature is not accepted.
    region.desk.put("annan.pem", super::authority::to_pem("CERTIFICATE", &super::authority::Party::root("Annan rot").certificate));
    region.does("config --trust VGR=rot.pem --trust VGK=annan.pem --trust rot.pem", 0);
    told += &region.does("sign receive lmr.pdf", 1);
    told += &region.does("config|--distrust|Annan rot", 0);
    told += &region.does("config|--distrust|Annan rot", 1);
    told += &region.does("config|--trust|lmr.toml", 1);
    told += &region.does("sign receive lmr.pdf", 0);
    assert_eq!(region.log(), council.log());
    // What a command says goes before what is kept.
    told += &region.does("verify --trust annan.pem lmr.pdf", 1);
    let settings = String::from_utf8(region.desk.read(".kansli/settings.toml")).unwrap();
    region.desk.put(".kansli/settings.toml", settings.replacen("MII", "MIJ", 1));
    told += &region.does("verify lmr.pdf", 3);
    snapshot("trusted_roots", &told);
}

#[test]
fn a_version_that_does_not_say_how_it_is_signed_is_not_signed_by_mistake() {
    let (_, region, council) = two();
    region.drafts(&[UNSAID]);
    region.does(&format!("state {ID} proposal"), 0);
    let mut told = region.does(&format!("state {ID} fixed-for-signing"), 0);
    region.sends_history(&council);
    let line = format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf");
    told += &region.does(&line, 1);
    told += &region.does(&format!("sign prepare {ID}@1.0 --as VGR --cert vgr.pem"), 1);
    assert_eq!(region.acts().len(), 3);
    told += &region.does(&format!("{line} --as-printed"), 0);
    // The other side signs what the first has begun with.
    region.sends_file(&council, "lmr.pdf");
    told += &council.does("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 0);
    snapshot("unsaid", &told);
}
