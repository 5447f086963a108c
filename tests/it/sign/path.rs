//! Two principals sign one document, and others read the signatures.

use kansli::sign::*;

use super::authority::{Keys, to_pem};
use super::bench::{Clock, Desk, SIGNED, certificate, refusals};

#[test]
fn two_principals_sign_one_after_the_other() {
    for (region, council) in [(Keys::p256(), Keys::rsa()), (Keys::rsa(), Keys::p384())] {
        let desk = Desk::with(region, council);
        let (first, second) = desk.both();
        assert!(first.starts_with(&desk.prepared) && second.starts_with(&first), "bytes that are there stay");
        for (bytes, count) in [(&first, 1), (&second, 2)] {
            let report = verify(bytes, &desk.policy()).unwrap();
            assert_eq!((report.refusals(), report.verdict), (Vec::new(), Verdict::Valid), "{report:#?}");
            assert_eq!(report.signatures.len(), count);
            assert_eq!(report.open.len(), 2 - count);
        }
        let report = verify(&second, &desk.policy()).unwrap();
        let region = &report.signatures[0];
        assert_eq!(region.principal.as_deref(), Some("VGR"));
        assert_eq!(region.signer.as_deref(), Some("Henrik Malmgrund"));
        assert_eq!((region.claimed_time, region.proven_time), (Some(SIGNED), Some(SIGNED + 1)));
        assert_eq!((region.level, region.whole_file), (Some(Level::Time), false));
        assert!(report.signatures[1].whole_file);
        assert_eq!(report.steps.iter().map(|step| step.kinds.as_slice()).collect::<Vec<_>>(), [[Kind::Signing].as_slice()]);
        assert_eq!(refusals(&second, &Policy { required: vec!["vgr".into(), "VGK".into()], ..desk.policy() }), Vec::<&str>::new());
        assert_eq!(refusals(&first, &Policy { required: vec!["VGR".into(), "VGK".into()], ..desk.policy() }), ["incomplete"]);
    }
}

#[test]
fn files_with_streams_for_an_index_are_signed_too() {
    let desk = Desk::new();
    let (_, second) = modern(&desk);
    assert_eq!(refusals(&second, &desk.policy()), Vec::<&str>::new());
    let flipped = [&second[..400], &[second[400] ^ 1], &second[401..]].concat();
    assert!(!refusals(&flipped, &desk.policy()).is_empty());
}

/// The document with objects in streams and an index that is one, as other programs write it, signed by one and by both.
fn modern(desk: &Desk) -> (Vec<u8>, Vec<u8>) {
    let mut document = lopdf::Document::load_mem(super::samples::document()).unwrap();
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes).unwrap();
    assert!(!bytes.windows(8).any(|window| window == b"trailer\n"));
    let first = desk.sign(&prepare(&bytes).unwrap(), "VGR", &desk.region);
    let second = desk.sign(&first, "VGK", &desk.council);
    (first, second)
}

/// Signed files for the outside judges: each stage of two documents, with the root that they trust.
#[test]
fn samples_for_the_judges() {
    let folder = std::env::var_os("KANSLI_JUDGED");
    let folder = folder.map_or_else(|| std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged-signed"), Into::into);
    for (name, desk) in [("elliptic-and-rsa", Desk::new()), ("rsa-and-wide", Desk::with(Keys::rsa(), Keys::p384()))] {
        let folder = folder.join("signed").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let (one, two) = desk.both();
        let evidence = Evidence { lists: vec![desk.root.list("20250603000000Z", "20450101000000Z", &[])], answers: Vec::new() };
        let proven = prove(&two, &[certificate(&desk.root)], &evidence, &Nowhere).unwrap().bytes;
        let archived = stamp_document(&proven, &Clock(&desk.time, "20250604000000Z")).unwrap();
        let files = [("prepared", &desk.prepared), ("one", &one), ("two", &two), ("proven", &proven), ("archived", &archived)];
        for (stage, bytes) in files {
            assert!(stage == "prepared" || refusals(bytes, &desk.policy()).is_empty(), "{stage}");
            std::fs::write(folder.join(format!("{stage}.pdf")), bytes).unwrap();
        }
        let (one, two) = modern(&desk);
        std::fs::write(folder.join("streams-one.pdf"), one).unwrap();
        std::fs::write(folder.join("streams-two.pdf"), two).unwrap();
        std::fs::write(folder.join("root.pem"), to_pem("CERTIFICATE", &desk.root.certificate)).unwrap();
    }
}

/// No network.
pub struct Nowhere;

impl Network for Nowhere {
    fn list(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn answer(&self, _: &str, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

#[test]
fn preparing_twice_changes_nothing_more() {
    let desk = Desk::new();
    assert!(prepare(&desk.prepared).unwrap() == desk.prepared);
}
