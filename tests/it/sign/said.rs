//! A file says how it is signed, also to whoever has nothing but the file: ink is never signed electronically, and a public copy not at all.

use kansli::model::FileSigning;
use kansli::sign::{Policy, lines, verify};

use super::ledger::{People, snapshot};

const ID: &str = "lmr-palliativ-vard";
const INK: (&str, &str) = ("place = \"Göteborg\"", "place = \"Göteborg\"\nsigning = \"ink\"");

fn people() -> People {
    People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")])
}

fn said(bytes: &[u8]) -> Option<FileSigning> {
    verify(bytes, &Policy::default()).unwrap().facts.signing
}

#[test]
fn what_is_signed_with_ink_is_refused_by_whoever_has_the_file_alone() {
    let people = people();
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[INK]);
    region.fixes();
    region.does(&format!("render --to pdf --out fast {ID}@1.0"), 0);
    region.does(&format!("copies {ID}@1.0 --out papper"), 0);
    let alone = people.bare();
    alone.desk.put("lmr.pdf", region.desk.read("fast/lmr-palliativ-vard-1.0.pdf"));
    alone.desk.put("exemplar.pdf", region.desk.read("papper/lmr-palliativ-vard-1.0-exemplar-1-av-2-vastra-gotalandsregionen.pdf"));
    let mut told = String::new();
    for file in ["lmr.pdf", "exemplar.pdf"] {
        let before = alone.desk.read(file);
        assert_eq!(said(&before), Some(FileSigning::Ink), "{file}");
        for command in ["sign", "sign --as-printed"] {
            told += &alone.does(&format!("{command} {file} --as VGR --key vgr.key --cert vgr.pem --no-timestamp"), 1);
        }
        told += &alone.does(&format!("sign prepare {file} --as VGR --cert vgr.pem"), 1);
        told += &alone.does(&format!("verify {file}"), 1);
        assert_eq!(alone.desk.read(file), before);
    }
    snapshot("said_ink", &told);
}

#[test]
fn a_copy_on_paper_of_what_leaves_it_open_is_not_signed_electronically_either() {
    let people = people();
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[super::ledger::UNSAID]);
    region.fixes();
    region.does(&format!("render --to pdf --out fast {ID}@1.0"), 0);
    region.does(&format!("copies {ID}@1.0 --out papper"), 0);
    let exemplar = region.desk.read("papper/lmr-palliativ-vard-1.0-exemplar-1-av-2-vastra-gotalandsregionen.pdf");
    assert_eq!(said(&exemplar), Some(FileSigning::Ink));
    assert_eq!(said(&region.desk.read("fast/lmr-palliativ-vard-1.0.pdf")), None);
}

#[test]
fn a_public_copy_has_no_places_for_signatures_and_is_refused() {
    let people = people();
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    region.drafts(&[]);
    region.fixes();
    region.does(&format!("render --to pdf --out fast {ID}@1.0"), 0);
    assert_eq!(said(&region.desk.read("fast/lmr-palliativ-vard-1.0.pdf")), Some(FileSigning::Electronic));
    region.does(&format!("publish {ID}@1.0"), 0);
    let name = format!("{ID}-1.0-allman-kopia.pdf");
    let bytes = region.desk.read(&name);
    assert_eq!(said(&bytes), Some(FileSigning::PublicCopy));
    assert!(lines(&bytes).unwrap().is_empty());
    assert!(!bytes.windows(11).any(|window| window == b"signature:{"));
    let alone = people.bare();
    alone.desk.put("kopia.pdf", &bytes);
    let mut told = alone.does("sign kopia.pdf --as VGR --key vgr.key --cert vgr.pem --no-timestamp --as-printed", 1);
    told += &alone.does("sign prepare kopia.pdf --as VGR --cert vgr.pem", 1);
    told += &alone.does("verify kopia.pdf", 1);
    told += &region.does(&format!("sign {name} --as VGR --key vgr.key --cert vgr.pem --no-timestamp"), 1);
    snapshot("said_public_copy", &told);
}
