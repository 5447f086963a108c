//! The validation report says what the verifier found, in words that stand alone, and is as sound a PDF as any other.

use kansli::attest::{Circumstances, TrustedRoot, attest};
use kansli::model::Hash;
use kansli::sign::*;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::Provenance;

use super::authority::{Keys, Party, Profile, to_pem};
use super::bench::{Clock, Desk, certificate};
use crate::cli::Desk as Folder;

/// The report on a file, in plain text.
fn text(bytes: &[u8], policy: &Policy, drawn: &dyn Fn(char) -> bool) -> String {
    let for_all = policy.roots.iter().map(|root| TrustedRoot { certificate: root.clone(), principal: None });
    let for_one = policy.roots_of.iter().map(|(name, root)| TrustedRoot { certificate: root.clone(), principal: Some(name.clone()) });
    let roots: Vec<TrustedRoot> = for_all.chain(for_one).collect();
    let report = verify(bytes, policy).unwrap();
    let circumstances =
        Circumstances { file: "lmr.pdf", time: policy.now, roots: &roots, required: &policy.required, by: None, program: "Kansli", drawn };
    let tree = attest(&report, &circumstances);
    let theme = Theme::load(&BuiltIn, DEFAULT_THEME).unwrap();
    let hash = Hash::of(b"");
    let provenance = Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2025-06-03".into(), docx: None };
    String::from_utf8(kansli::write::text::write(&tree, &theme, &provenance).unwrap().bytes).unwrap()
}

fn snapshot(name: &str, text: &str) {
    let filters = [
        (r"kontrollsumma [0-9a-f]{12}", "kontrollsumma [summa]"),
        (r"[0-9a-f]{16}( [0-9a-f]{16})*", "[summa]"),
        (r"Kansli \d+\.\d+\.\d+", "[program]"),
        (r"Typst [\d.]+", "[typst]"),
    ];
    insta::with_settings!({ filters => filters, prepend_module_to_snapshot => false }, { insta::assert_snapshot!(name, text) });
}

#[test]
fn a_sound_file_is_attested() {
    let desk = Desk::new();
    let (_, both) = desk.both();
    let evidence = Evidence { lists: vec![desk.root.list("20250603000000Z", "20250703000000Z", &[])], answers: Vec::new() };
    struct Nowhere;
    impl Network for Nowhere {
        fn list(&self, _: &str) -> Option<Vec<u8>> {
            None
        }
        fn answer(&self, _: &str, _: &[u8]) -> Option<Vec<u8>> {
            None
        }
    }
    let proven = prove(&both, &[certificate(&desk.root)], &evidence, &Nowhere).unwrap().bytes;
    let archived = stamp_document(&proven, &Clock(&desk.time, "20250603100000Z")).unwrap();
    let policy = Policy { required: vec!["VGR".into(), "VGK".into()], ..desk.policy() };
    snapshot("attested_sound", &text(&archived, &policy, &|_| true));
}

#[test]
fn a_tampered_file_is_attested_as_such() {
    let desk = Desk::new();
    let (first, _) = desk.both();
    let at = first.windows(7).position(|window| window == b"/Parent").unwrap();
    let mut flipped = first.clone();
    flipped[at + 1] = b'Q';
    let unsigned = text(super::samples::document(), &desk.policy(), &|_| true);
    let stranger = Policy { roots: Vec::new(), ..desk.policy() };
    let all = [text(&flipped, &desk.policy(), &|_| true), unsigned, text(&first, &stranger, &|_| true)];
    snapshot("attested_unsound", &all.join("\n\n=====\n\n"));
}

#[test]
fn each_principal_can_have_roots_of_its_own() {
    let mut desk = Desk::new();
    let other = Party::root("Kommunernas rot");
    desk.council = other.issue("Per-Olof Tjärnlund", Keys::rsa(), 12, &Profile::default());
    let (_, both) = desk.both();
    let roots = |region: &Party, council: &Party| Policy {
        roots_of: vec![("VGR".into(), certificate(region)), ("vgk".into(), certificate(council))],
        ..desk.policy()
    };
    let sound = verify(&both, &roots(&desk.root, &other)).unwrap();
    assert_eq!((sound.verdict, sound.refusals()), (Verdict::Valid, Vec::new()), "{sound:#?}");
    let crossed = verify(&both, &roots(&other, &desk.root)).unwrap();
    assert_eq!(crossed.refusals(), ["certificate-other-principal"; 2]);
    let said = crossed.all_findings().find(|finding| finding.code == "certificate-other-principal").unwrap();
    assert_eq!(said.message.sv, "certifikatet för ”Henrik Malmgrund” är utfärdat av någon som du litar på, men inte för VGR");
    // Without roots of its own a principal's signature is judged by those for all.
    assert_eq!(verify(&both, &desk.policy()).unwrap().refusals(), ["certificate-untrusted"]);
}

/// A folder with a document that both have signed, without time stamps, and the roots.
fn signed() -> Folder {
    let folder = Folder::new();
    let root = Party::root("Testrot");
    folder.put("rot.pem", to_pem("CERTIFICATE", &root.certificate));
    folder.put("lmr.pdf", super::samples::document());
    for (name, principal, person, serial) in [("vgr", "VGR", "Henrik Malmgrund", 11), ("vgk", "VGK", "Per-Olof Tjärnlund", 12)] {
        let party = root.issue(person, Keys::p256(), serial, &Profile::default());
        let (key, chain) = (format!("{name}.key"), format!("{name}.pem"));
        folder.put(&key, to_pem("PRIVATE KEY", party.keys.pkcs8()));
        folder.put(&chain, to_pem("CERTIFICATE", &party.certificate));
        let outcome =
            folder.run(&["sign", "--as-printed", "--as", principal, "--key", &key, "--cert", &chain, "--no-timestamp", "lmr.pdf"]);
        assert_eq!(outcome.exit, 0, "{}", outcome.err);
        if principal == "VGR" {
            folder.put("ensam.pdf", folder.read("lmr.pdf"));
        }
    }
    folder
}

#[test]
fn the_program_writes_it_once_and_whatever_the_verdict() {
    let folder = signed();
    let mut told = String::new();
    let mut run = |line: &str, exit: i32| {
        let outcome = folder.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(outcome.exit, exit, "{line}\n{}{}", outcome.out, outcome.err);
        told.push_str(&format!("$ kansli {line}\n{}{}[{exit}]\n\n", outcome.err, outcome.out));
    };
    run("verify --trust rot.pem --format pdf lmr.pdf", 0);
    run("verify --trust rot.pem --format pdf lmr.pdf", 3);
    run("verify --trust VGR=rot.pem --trust VGK=vgr.pem --format pdf -o misstrott.pdf lmr.pdf", 1);
    run("verify --trust rot.pem --require VGR,VGK --format pdf -o saknas.pdf ensam.pdf", 5);
    run("verify --trust rot.pem -o intyg.pdf lmr.pdf", 2);
    run("package --trust rot.pem --key vgr.key --cert vgr.pem --no-timestamp lmr.pdf -o lmr.asice", 0);
    snapshot("attested_program", &told);
    assert_eq!(folder.names().iter().filter(|name| name.ends_with(".pdf")).count(), 5, "{:?}", folder.names());
    let archive = zip::ZipArchive::new(std::io::Cursor::new(folder.read("lmr.asice"))).unwrap();
    assert!(archive.index_for_name("valideringsintyg.pdf").is_some());
}

/// Validation reports for the outside judges, of a sound file and of an unsound one.
#[test]
fn samples_for_the_judges() {
    let target = std::env::var_os("KANSLI_JUDGED");
    let target =
        target.map_or_else(|| std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged-attested"), Into::into).join("attested");
    std::fs::create_dir_all(&target).unwrap();
    let folder = signed();
    for (name, line) in
        [("sound", "verify --trust rot.pem --format pdf -o a.pdf lmr.pdf"), ("untrusted", "verify --format pdf -o b.pdf lmr.pdf")]
    {
        let line: Vec<&str> = line.split_whitespace().collect();
        let outcome = folder.run(&line);
        assert!(outcome.exit <= 1, "{}", outcome.err);
        std::fs::write(target.join(format!("{name}.pdf")), folder.read(line[line.len() - 2])).unwrap();
    }
}
