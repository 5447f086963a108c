//! Where files lie: a mailed file is taken in from wherever it was saved, into the store that the user stands in; and the files of a
//! session that is done are in nobody's way.

use super::deputies::fixed;
use super::ledger::{ELECTRONIC, People, snapshot};
use crate::cli::Desk;

const ID: &str = "lmr-palliativ-vard";

#[test]
fn a_mailed_file_is_taken_in_from_wherever_it_was_saved() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let (region, council) = fixed(&people);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    // Saved in no workspace, and in the workspace of somebody else: the council's store takes it in, and no other.
    let downloads = Desk::new();
    downloads.put("lmr.pdf", region.desk.read("lmr.pdf"));
    let before = region.log();
    let saved = downloads.path("lmr.pdf").display().to_string();
    council.does(&format!("sign receive|{saved}"), 0);
    assert_eq!(council.acts()[3..], ["signing-opened", "signature"]);
    let told = council.does(&format!("sign receive|{}", region.desk.path("lmr.pdf").display()), 0);
    assert!(told.contains("lagret har redan alla underskrifter i filen"), "{told}");
    council.does(&format!("sign|{saved}|--as|VGK|--key|vgk.key|--cert|vgk.pem|--no-timestamp"), 0);
    assert_eq!((council.acts().len(), region.log()), (8, before), "the other store stays as it was");
    // A folder without a workspace knows nothing of it.
    let outcome = downloads.run(&["sign", "receive", "lmr.pdf"]);
    assert_eq!(outcome.exit, 1, "{}", outcome.out);
    snapshot("places_nowhere", &outcome.err);
}

#[test]
fn a_session_that_is_done_makes_room_for_the_next() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[ELECTRONIC]);
    region.fixes();
    let session = "lmr-palliativ-vard-1.0.session.json";
    for (principal, file) in [("VGR", "vgr"), ("VGK", "vgk")] {
        region.does(&format!("sign prepare --as {principal} --cert {file}.pem {ID}@1.0"), 0);
        let json: serde_json::Value = serde_json::from_slice(&region.desk.read(session)).unwrap();
        let range = |at: usize| usize::try_from(json["byte_range"][at].as_u64().unwrap()).unwrap();
        let prepared = region.desk.read("lmr-palliativ-vard-1.0.session.pdf");
        let content = [&prepared[..range(1)], &prepared[range(2)..]].concat();
        region.desk.put("svar.p7s", people.signer(file).detached(&content));
        region.does(&format!("sign complete --cms svar.p7s --no-timestamp {session}"), 0);
    }
    assert_eq!(region.acts()[3..], ["signing-opened", "signature", "signing-opened", "signature"]);
}

#[test]
fn a_session_without_a_certificate_says_what_it_can_take() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[ELECTRONIC]);
    region.fixes();
    let mut told = region.does(&format!("sign prepare --as VGR {ID}@1.0"), 0);
    region.desk.put("svar.sig", [1; 64]);
    told += &region.does("sign complete --signature svar.sig --cert vgr.pem --no-timestamp lmr-palliativ-vard-1.0.session.json", 1);
    region.does(&format!("sign cancel {ID}|--reason|utan certifikat"), 0);
    told += &region.does(&format!("sign prepare --as VGR --cert vgr.pem {ID}@1.0"), 0);
    snapshot("places_no_certificate", &told);
}
