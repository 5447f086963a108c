//! What both sides do at once: a signed file is in the mail while the other side declines, both note pages signed with a pen, both
//! sign files of their own. Nothing that was signed is lost, and both come to have one history, or are told who must decide.

use super::ledger::{ELECTRONIC, People, Workspace, snapshot};

const ID: &str = "lmr-palliativ-vard";

/// Two workspaces that have the same version, fixed for signing.
fn two(said: (&str, &str)) -> (People, Workspace, Workspace) {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    region.drafts(&[said]);
    region.fixes();
    region.sends_history(&council);
    // Both know the other's key.
    council.sends_history(&region);
    (people, region, council)
}

/// Hands over a bundle, and receives it by a line that ends so.
fn passes(from: &Workspace, to: &Workspace, options: &str, exit: i32) -> String {
    let made = from.does(&format!("bundle {ID} -o lmr.kansli"), 0);
    assert!(made.contains("lmr.kansli"));
    from.sends_file(to, "lmr.kansli");
    let told = to.does(&format!("receive lmr.kansli{options}"), exit);
    std::fs::remove_file(from.desk.path("lmr.kansli")).unwrap();
    told
}

fn sound(workspaces: &[&Workspace]) {
    for workspace in workspaces {
        workspace.does("verify", 0);
        workspace.does("rebuild", 0);
        workspace.does("verify", 0);
    }
}

/// The region has signed and the council has declined, neither knowing of the other.
fn crossed() -> (People, Workspace, Workspace) {
    let (people, region, council) = two(ELECTRONIC);
    let tsa = &people.address;
    for workspace in [&region, &council] {
        workspace.does("config --trust rot.pem", 0);
    }
    region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    council.does(&format!("sign decline {ID}|--as|VGK|--reason|finansieringen är inte beslutad"), 0);
    region.sends_file(&council, "lmr.pdf");
    (people, region, council)
}

#[test]
fn a_refusal_that_crosses_a_signed_file_in_the_mail_loses_neither() {
    let (people, region, council) = crossed();
    let mut told = council.does("sign receive lmr.pdf", 0);
    told += &council.does("sign receive lmr.pdf", 0);
    told += &council.does(&format!("sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --tsa {}", people.address), 1);
    assert_eq!(council.acts()[3..], ["declined", "state", "signing-opened", "signature"]);
    told += &council.does(&format!("sign status {ID}@1.0"), 0);
    told += &passes(&council, &region, "", 6);
    assert_eq!(region.acts()[3..], ["signing-opened", "signature"], "nothing was changed");
    region.desk.put("finns.kansli", "något annat");
    told += &passes(&council, &region, " --set-aside finns.kansli", 3);
    assert_eq!(region.desk.read("finns.kansli"), "något annat".as_bytes());
    told += &passes(&council, &region, " --set-aside egen.kansli", 0);
    assert_eq!(region.log(), council.log(), "not one event differs");
    told += &region.does(&format!("log {ID}"), 0);
    sound(&[&region, &council]);
    // What was set aside is a whole history, which anybody can look at.
    let third = people.workspace("Ture Ekblad", "Göteborgsregionen");
    region.sends_file(&third, "egen.kansli");
    let asked = third.does("receive egen.kansli", 1);
    let print = asked.split("--trust \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    third.does(&format!("receive egen.kansli --trust|{print}"), 0);
    assert_eq!(third.acts()[3..], ["signing-opened", "signature"]);
    // Both go on with one history, and the number of the version that was refused is used up.
    region.does(&format!("state {ID} proposal"), 0);
    assert!(region.does(&format!("state {ID} fixed-for-signing"), 0).contains("version 1.1 är nu"));
    passes(&region, &council, "", 0);
    assert_eq!(region.log(), council.log());
    snapshot("crossed_refusal", &told);
}

#[test]
fn whoever_declined_takes_a_signature_in_from_the_other_history_too() {
    let (_, region, council) = crossed();
    let mut told = passes(&region, &council, "", 0);
    assert_eq!(council.acts()[3..], ["declined", "state", "signing-opened", "signature"]);
    told += &passes(&region, &council, "", 0);
    told += &council.does("sign receive lmr.pdf", 0);
    told += &passes(&council, &region, " --set-aside egen.kansli", 0);
    assert_eq!(region.log(), council.log(), "not one event differs");
    sound(&[&region, &council]);
    snapshot("crossed_histories", &told);
}

#[test]
fn pages_that_both_sides_signed_with_a_pen_become_one_history_and_a_signed_version() {
    let (_, region, council) = two(("place = \"Göteborg\"", "place = \"Göteborg\"\nsigning = \"ink\""));
    for (workspace, principal, name) in [(&region, "VGR", "Henrik Malmgrund"), (&council, "VGK", "Per-Olof Tjärnlund")] {
        workspace.desk.put("sida.pdf", format!("%PDF-1.7 en inläst sida, {principal}\n%%EOF"));
        workspace.does(&format!("sign ink {ID} --as {principal} --date 2021-06-02 --page sida.pdf --signatory|{name}"), 0);
    }
    // The earlier of the two stays as it is; which that is hangs on the second in which each was noted.
    let made = council.does(&format!("bundle {ID} -o lmr.kansli"), 0);
    assert!(made.contains("lmr.kansli"));
    council.sends_file(&region, "lmr.kansli");
    let first = region.desk.run(&["receive", "lmr.kansli"]);
    let (stays, gives_way) = match first.exit {
        0 => (&region, &council),
        6 => {
            passes(&region, &council, "", 0);
            (&council, &region)
        }
        other => panic!("{other}: {}{}", first.out, first.err),
    };
    passes(stays, gives_way, " --set-aside egen.kansli", 0);
    assert_eq!(region.log(), council.log(), "not one event differs");
    assert_eq!(region.acts()[3..], ["ink-signature", "ink-signature", "state"]);
    for workspace in [&region, &council] {
        let status = workspace.does(&format!("sign status {ID}"), 0);
        assert!(status.contains("Undertecknad") && status.matches('✓').count() == 2, "{status}");
    }
    sound(&[&region, &council]);
}

#[test]
fn two_who_signed_files_of_their_own_are_told_that_one_must_sign_anew() {
    let (people, region, council) = two(ELECTRONIC);
    let tsa = &people.address;
    region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --tsa {tsa} -o lmr.pdf"), 0);
    council.does(&format!("sign {ID} --as VGK --key vgk.key --cert vgk.pem --tsa {tsa} -o lmr.pdf"), 0);
    let mut told = passes(&council, &region, "", 6);
    told += &passes(&council, &region, " --set-aside egen.kansli", 0);
    assert_eq!(region.log(), council.log());
    // The region signs anew, behind the council's signature.
    region.does(&format!("sign {ID} --as VGR --key vgr.key --cert vgr.pem --trust rot.pem --tsa {tsa} -o båda.pdf"), 0);
    region.does("verify --trust rot.pem --require VGR,VGK båda.pdf", 0);
    sound(&[&region, &council]);
    snapshot("crossed_signatures", &told);
}

#[test]
fn a_session_that_was_open_when_the_other_side_declined_is_over() {
    let (_, region, council) = two(ELECTRONIC);
    region.does(&format!("sign prepare --as VGR --cert vgr.pem {ID}"), 0);
    council.does(&format!("sign decline {ID}|--as|VGK|--reason|finansieringen är inte beslutad"), 0);
    let told = passes(&council, &region, " --set-aside egen.kansli", 0);
    assert_eq!(region.log(), council.log());
    let status = region.does(&format!("sign status {ID}@1.0"), 0);
    assert!(!status.contains("Väntar på"), "{status}");
    sound(&[&region, &council]);
    snapshot("crossed_session", &told);
}
