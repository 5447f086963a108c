//! By whose certificates a version becomes signed, and what is signed at all.

use super::authority::{Keys, Party, Profile, to_pem};
use super::ledger::{People, Workspace, snapshot};
use crate::cli::Desk;

const ID: &str = "lmr-palliativ-vard";

fn put(desk: &Desk, name: &str, party: &Party) {
    desk.put(&format!("{name}.key"), to_pem("PRIVATE KEY", party.keys.pkcs8()));
    desk.put(&format!("{name}.pem"), to_pem("CERTIFICATE", &party.certificate));
}

/// Two workspaces with one history, a version fixed for signing, in which VGR's issuer is known to be trusted.
fn fixed() -> (People, Workspace, Workspace) {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    region.drafts(&[]);
    region.fixes();
    region.sends_history(&council);
    (people, region, council)
}

#[test]
fn nobody_signs_by_a_certificate_that_no_signature_holds_by() {
    let (_, region, council) = fixed();
    let root = Party::root("Testrot två");
    let of = |profile: Profile| root.issue("Henrik Malmgrund", Keys::p256(), 21, &profile);
    let desk = &region.desk;
    put(desk, "utgatt", &of(Profile { until: "20210101000000Z", ..Profile::default() }));
    put(desk, "kommande", &of(Profile { from: "20440101000000Z", ..Profile::default() }));
    put(desk, "server", &of(Profile { usage: 0x20, purposes: &["1.3.6.1.5.5.7.3.1"], ..Profile::default() }));
    put(desk, "okand", &of(Profile::default()));
    let before = region.log();
    let line = |name: &str, what: &str| format!("sign {what} --as VGR --key {name}.key --cert {name}.pem --no-timestamp -o ut.pdf");
    let version = format!("{ID}@1.0");
    let mut told = String::new();
    for name in ["utgatt", "kommande", "server"] {
        told += &region.does(&line(name, &version), 1);
        region.does(&format!("sign prepare {version} --as VGR --cert {name}.pem"), 1);
    }
    region.does("config --trust VGR=rot.pem", 0);
    told += &region.does(&line("okand", &version), 1);
    region.does("config --distrust Testrot --trust VGK=rot.pem", 0);
    told += &region.does(&line("vgr", &version), 1);
    assert_eq!(region.log(), before, "nothing is noted");
    assert!(!region.desk.path("ut.pdf").exists(), "nothing is written");
    // Nor is what a service signed by such a certificate, though no roots are known.
    council.does(&format!("sign prepare {version} --as VGR"), 0);
    let json: serde_json::Value = serde_json::from_slice(&council.desk.read("lmr-palliativ-vard-1.0.session.json")).unwrap();
    let range = |at: usize| usize::try_from(json["byte_range"][at].as_u64().unwrap()).unwrap();
    let prepared = council.desk.read("lmr-palliativ-vard-1.0.session.pdf");
    let content = [&prepared[..range(1)], &prepared[range(2)..]].concat();
    let signer = root.issue("Henrik Malmgrund", Keys::p256(), 22, &Profile { until: "20210101000000Z", ..Profile::default() });
    council.desk.put("svar.p7s", signer.detached(&content));
    let before = council.log();
    told += &council.does("sign complete --cms svar.p7s --no-timestamp lmr-palliativ-vard-1.0.session.json", 1);
    assert_eq!(council.log(), before);
    snapshot("vouched_refused", &told);
}

#[test]
fn working_material_is_not_signed_and_a_place_to_write_is_looked_for_first() {
    let (_, region, _) = fixed();
    let source = String::from_utf8(region.desk.read("lmr.toml")).unwrap();
    region.desk.put("lmr.toml", source.replace("palliativ vård", "palliativ omvårdnad"));
    region.does("render --to pdf lmr.toml", 0);
    let before = region.log();
    let mut told = region.does("sign lmr.pdf --as VGR --key vgr.key --cert vgr.pem --no-timestamp", 1);
    region.does("sign lmr.pdf --as VGR --key vgr.key --cert vgr.pem --no-timestamp --as-printed", 1);
    told += &region.does("sign prepare lmr.pdf --as VGR --cert vgr.pem", 1);
    told += &region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.toml/lmr.pdf"), 3);
    assert_eq!(region.log(), before, "nothing is noted");
    let outside = Desk::new();
    for name in ["lmr.pdf", "vgr.key", "vgr.pem"] {
        outside.put(name, region.desk.read(name));
    }
    let outcome = outside.run(&["sign", "lmr.pdf", "--as", "VGR", "--key", "vgr.key", "--cert", "vgr.pem", "--no-timestamp"]);
    assert_eq!(outcome.exit, 1, "{}", outcome.err);
    assert_eq!(outside.read("lmr.pdf"), region.desk.read("lmr.pdf"));
    told += &outcome.err;
    snapshot("vouched_working_material", &told);
}

#[test]
fn a_refusal_noted_for_the_other_side_is_told_on_both() {
    let (_, region, council) = fixed();
    let mut told = region.does(&format!("sign decline {ID}|--as|VGK|--reason|besked per telefon"), 0);
    let print = region.does(&format!("bundle {ID} -o historik.zip"), 0);
    assert!(print.contains("kontrollsumma"), "{print}");
    council.desk.put("historik.zip", region.desk.read("historik.zip"));
    told += &council.does("receive historik.zip", 0);
    snapshot("vouched_declined", &told);
}

#[test]
fn a_revoked_certificate_is_taken_in_by_nobody_who_has_the_list() {
    let (people, region, council) = fixed();
    council.does("config --trust rot.pem", 0);
    council.desk.put("crl.der", people.root().list("20260603000000Z", "20450101000000Z", &[(11, "20260101000000Z")]));
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    region.sends_file(&council, "lmr.pdf");
    let before = council.log();
    let mut told = council.does("sign receive lmr.pdf --crl crl.der", 1);
    told += &council.does("sign lmr.pdf --crl crl.der --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 1);
    told += &council.does("sign receive lmr.pdf --crl vgk.pem", 1);
    assert_eq!(council.log(), before);
    snapshot("vouched_revoked", &told);
}
