//! Files signed through the store, for the outside judges: two workspaces exchange one file, with keys of two sorts, one and two signatories for
//! each principal, and files with streams for an index.

use std::path::{Path, PathBuf};

use super::authority::Keys;
use super::ledger::{ELECTRONIC, People, SECOND};

const ID: &str = "lmr-palliativ-vard";

/// Signs for each principal in turn, each in its own workspace, and keeps the file at every stage.
fn stages(folder: &Path, keys: fn() -> [Keys; 2], changes: &[(&str, &str)]) {
    std::fs::create_dir_all(folder).unwrap();
    let everybody = [
        ("malmgrund", "VGR", "Henrik Malmgrund"),
        ("brannlund", "VGR", "Siv Brännlund"),
        ("ekblad", "VGK", "Ture Ekblad"),
        ("tjarnlund", "VGK", "Per-Olof Tjärnlund"),
    ];
    let two_each = changes.contains(&SECOND);
    let signers: Vec<_> = everybody.into_iter().filter(|(file, ..)| two_each || ["malmgrund", "tjarnlund"].contains(file)).collect();
    let pairs = signers.iter().zip([keys(), keys()].into_iter().flatten());
    let people = People::with_keys(pairs.map(|((file, _, name), keys)| (*file, *name, keys)).collect());
    let (region, council) = (people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen"), people.workspace("Karin Lindmo", "VästKom"));
    for workspace in [&region, &council] {
        workspace.does("config --trust rot.pem", 0);
        workspace.desk.put("crl.der", people.list());
    }
    let tsa = &people.address;
    region.drafts(changes);
    region.fixes();
    region.sends_history(&council);
    let keep = |stage: &str, bytes: Vec<u8>| std::fs::write(folder.join(format!("{stage}.pdf")), bytes).unwrap();
    let mut last = &region;
    for (number, (file, principal, name)) in signers.iter().enumerate() {
        let at = if *principal == "VGR" { &region } else { &council };
        if number > 0 {
            last.sends_file(at, "lmr.pdf");
        }
        let what = if number == 0 { format!("{ID}@1.0|-o|lmr.pdf") } else { "lmr.pdf".to_owned() };
        at.does(&format!("sign|{what}|--as|{principal}|--name|{name}|--key|{file}.key|--cert|{file}.pem|--tsa|{tsa}"), 0);
        let bytes = at.desk.read("lmr.pdf");
        if number == 0 {
            keep("fields-0", with_fields(&bytes));
        }
        keep(&format!("signed-{}", number + 1), bytes);
        last = at;
    }
    last.sends_file(&region, "lmr.pdf");
    region.does("sign receive lmr.pdf", 0);
    assert_eq!(region.log(), council.log());
    let count = signers.len();
    region.does(&format!("renew {ID}@1.0 --crl crl.der --no-timestamp -o lmr.pdf"), 0);
    keep(&format!("proven-{count}"), region.desk.read("lmr.pdf"));
    region.does(&format!("renew {ID}@1.0 --crl crl.der --tsa {tsa} -o lmr.pdf"), 0);
    keep(&format!("archived-{count}"), region.desk.read("lmr.pdf"));
    region.does("verify --require VGR,VGK lmr.pdf", 0);
    std::fs::write(folder.join("root.pem"), region.desk.read("rot.pem")).unwrap();
}

/// The file as it was when it had its fields and no signature: up to the end of its second revision.
fn with_fields(bytes: &[u8]) -> Vec<u8> {
    let mut ends = bytes.windows(5).enumerate().filter(|(_, window)| window == b"%%EOF").map(|(at, _)| at + 5);
    bytes[..ends.nth(1).unwrap()].to_vec()
}

#[test]
fn samples_for_the_judges() {
    let target = std::env::var_os("KANSLI_JUDGED");
    let target = target.map_or_else(|| std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged-exchanged"), PathBuf::from);
    let folder = |name: &str| target.join("signed").join(name);
    stages(&folder("exchanged-p256"), || [Keys::p256(), Keys::p256()], &[ELECTRONIC]);
    stages(&folder("exchanged-rsa"), || [Keys::rsa(), Keys::rsa()], &[ELECTRONIC]);
    stages(&folder("exchanged-four"), || [Keys::p256(), Keys::rsa()], &[ELECTRONIC, SECOND]);
}
