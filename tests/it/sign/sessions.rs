//! Keys that are elsewhere: what goes out, what may come back, and what is refused.

use std::fmt::Write;

use kansli::sign::*;
use ring::digest::{SHA256, digest};

use super::authority::{Keys, Party, Profile, oid, sequence, tlv};
use super::bench::{Clock, Desk, SIGNED, STAMPED, certificate, refusals};

fn session(desk: &Desk, chain: &[Certificate]) -> (Slot, Session) {
    let slot = desk.slot(&desk.prepared, "VGR");
    let (_, place) = choose(&desk.prepared, &Signatory { principal: "VGR", name: None }).unwrap();
    let session = Session::new(&slot, &place, SIGNED, Scheme::P256, chain);
    // It survives the file that it is kept in.
    let kept: Session = serde_json::from_slice(&serde_json::to_vec(&session).unwrap()).unwrap();
    assert_eq!(kept, session);
    (slot, kept)
}

fn bytes(base64: &str) -> Vec<u8> {
    super::authority::pem(base64)
}

/// What a federated signing service does: a fresh key and certificate, and attributes of its own.
fn service(desk: &Desk, session: &Session, name_certificate: bool) -> (Vec<u8>, Vec<u8>, Party) {
    let attribute = |kind: &str, value: &[u8]| sequence(&[&oid(kind), &tlv(0x31, value)]);
    let party = desk.root.issue("Henrik Malmgrund", Keys::p256(), 98, &Profile::default());
    let named = sequence(&[&sequence(&[&sequence(&[&tlv(4, digest(&SHA256, &party.certificate).as_ref())])])]);
    let protection = sequence(&[&sequence(&[&oid("2.16.840.1.101.3.4.2.1")]), &tlv(0xa1, &party.keys.algorithm()[2..])]);
    let mut attributes = vec![
        attribute("1.2.840.113549.1.9.3", &oid("1.2.840.113549.1.7.1")),
        attribute("1.2.840.113549.1.9.4", &tlv(4, &bytes(&session.document_digest))),
        attribute("1.2.840.113549.1.9.52", &protection),
    ];
    if name_certificate {
        attributes.push(attribute("1.2.840.113549.1.9.16.2.47", &named));
    }
    attributes.sort();
    let set = tlv(0x31, &attributes.concat());
    let signature = party.keys.sign(&set);
    (set, signature, party)
}

#[test]
fn three_ways_back() {
    let desk = Desk::new();
    let chain = [certificate(&desk.region)];
    let clock = Clock(&desk.time, STAMPED);

    // A bare signature by a known certificate.
    let (slot, known) = session(&desk, &chain);
    let signature = desk.region.keys.sign(&bytes(&known.to_be_signed));
    let completion = Completion::Signature { signature, chain: Vec::new() };
    let signed = known.complete(&slot.bytes, &completion, Some(&clock)).unwrap();
    assert_eq!(refusals(&signed, &desk.policy()), Vec::<&str>::new());

    // Attributes that the service altered, and a fresh certificate.
    let (slot, unknown) = session(&desk, &[]);
    let (attributes, signature, party) = service(&desk, &unknown, true);
    let completion = Completion::Attributes { attributes, signature, chain: vec![certificate(&party)] };
    let signed = unknown.complete(&slot.bytes, &completion, Some(&clock)).unwrap();
    assert_eq!(refusals(&signed, &desk.policy()), Vec::<&str>::new());

    // A whole container, which gets its time stamp here.
    let (slot, known) = session(&desk, &chain);
    let signature = desk.region.keys.sign(&bytes(&known.to_be_signed));
    let unstamped = known.complete(&slot.bytes, &Completion::Signature { signature, chain: Vec::new() }, None).unwrap();
    let hex = std::str::from_utf8(&unstamped[slot.start + 1..slot.end - 1]).unwrap();
    let container = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let signed = known.complete(&slot.bytes, &Completion::Container(container), Some(&clock)).unwrap();
    assert_eq!(refusals(&signed, &desk.policy()), Vec::<&str>::new());
    assert_eq!(verify(&signed, &desk.policy()).unwrap().signatures[0].level, Some(Level::Time));
}

#[test]
fn what_does_not_hold_is_not_put_in() {
    let desk = Desk::new();
    let chain = [certificate(&desk.region)];
    let (slot, known) = session(&desk, &chain);
    let mut out = String::new();
    let mut case = |name: &str, session: &Session, file: &[u8], completion: Completion| {
        let fault = session.complete(file, &completion, None).expect_err(name);
        writeln!(out, "{name}: [{}] {}", fault.code, fault.message.sv).unwrap();
    };
    let right = desk.region.keys.sign(&bytes(&known.to_be_signed));
    let bare = |signature: &[u8], chain: &[Certificate]| Completion::Signature { signature: signature.to_vec(), chain: chain.to_vec() };
    case("another file", &known, &desk.prepared, bare(&right, &[]));
    case("of other bytes", &known, &slot.bytes, bare(&desk.region.keys.sign(b"annat"), &[]));
    case("by another certificate", &known, &slot.bytes, bare(&right, &[certificate(&desk.time)]));
    let imposter = desk.root.issue("Henrik Malmgrund", Keys::p256(), 21, &Profile::default());
    case("by another key", &known, &slot.bytes, bare(&imposter.keys.sign(&bytes(&known.to_be_signed)), &[]));
    case("noise", &known, &slot.bytes, Completion::Container(b"ingen underskrift".to_vec()));
    let container = desk.region.signed(b"annat", "1.2.840.113549.1.7.1");
    case("of something else", &known, &slot.bytes, Completion::Container(container));
    let (attributes, signature, party) = service(&desk, &known, false);
    let unnamed = Completion::Attributes { attributes, signature, chain: vec![certificate(&party)] };
    case("names no certificate", &known, &slot.bytes, unnamed);
    let (attributes, _, party) = service(&desk, &known, true);
    let broken = Completion::Attributes { attributes, signature: vec![1; 64], chain: vec![certificate(&party)] };
    case("not a signature", &known, &slot.bytes, broken);
    insta::assert_snapshot!("sessions_refused", out);
}

#[test]
fn keys_are_read_or_refused_in_words() {
    let mut out = String::new();
    let mut case = |name: &str, bytes: &[u8], password: Option<&str>| {
        let said = match FileKey::read(bytes, password.map(str::as_bytes)) {
            Ok(key) => key.scheme().name().to_owned(),
            Err(fault) => format!("{}; {}", fault.message.sv, fault.hint.map(|hint| hint.sv).unwrap_or_default()),
        };
        writeln!(out, "{name}: {said}").unwrap();
    };
    case("P-256", include_bytes!("../../cases/sign/p256.pem"), None);
    case("P-384", include_bytes!("../../cases/sign/p384.pem"), None);
    case("RSA", include_bytes!("../../cases/sign/rsa-3072.pem"), None);
    case("encrypted", include_bytes!("../../cases/sign/p256-encrypted.pem"), Some("ett-hemligt-testord"));
    case("encrypted, wrong password", include_bytes!("../../cases/sign/p256-encrypted.pem"), Some("fel"));
    case("encrypted, no password", include_bytes!("../../cases/sign/p256-encrypted.pem"), None);
    case("short RSA", include_bytes!("../../cases/sign/rsa-1024.pem"), None);
    case("Ed25519", include_bytes!("../../cases/sign/ed25519.pem"), None);
    case("no key", b"ingen nyckel", None);
    insta::assert_snapshot!("keys", out);
}

#[test]
fn who_signs_where_is_asked_back() {
    let desk = Desk::new();
    let (first, _) = desk.both();
    let mut out = String::new();
    let mut case = |name: &str, bytes: &[u8], principal: &str, signer: Option<&str>| {
        let fault = choose(bytes, &Signatory { principal, name: signer }).expect_err(name);
        writeln!(out, "{name}: {}; {}", fault.message.sv, fault.hint.map(|hint| hint.sv).unwrap_or_default()).unwrap();
    };
    case("unknown principal", &desk.prepared, "SKR", None);
    case("signed already", &first, "VGR", None);
    case("another name", &desk.prepared, "VGR", Some("Någon Annan"));
    let fault = prepare(b"%PDF-1.7 ingen").unwrap_err();
    writeln!(out, "no PDF: {}", fault.message.sv).unwrap();
    insta::assert_snapshot!("fields_refused", out);
}

/// What the fuzz targets begin with: a signed file with its root, and a session with three right answers.
#[test]
fn fixtures_for_the_fuzzer() {
    let folder = std::env::var_os("KANSLI_FUZZ");
    let folder = folder.map_or_else(|| std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-fixtures"), Into::into);
    std::fs::create_dir_all(&folder).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let desk = Desk::new();
    let (_, both) = desk.both();
    put("signed.pdf", &both);
    put("root.der", &desk.root.certificate);
    let (slot, known) = session(&desk, &[certificate(&desk.region)]);
    put("session.pdf", &slot.bytes);
    put("session.json", &serde_json::to_vec(&known).unwrap());
    let signature = desk.region.keys.sign(&bytes(&known.to_be_signed));
    let signed = known.complete(&slot.bytes, &Completion::Signature { signature: signature.clone(), chain: Vec::new() }, None).unwrap();
    let hex = std::str::from_utf8(&signed[slot.start + 1..slot.end - 1]).unwrap().trim_end_matches('0');
    let container: Vec<u8> = (0..hex.len() / 2 * 2).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    put("container.der", &container);
    put("signature.der", &signature);
    let (attributes, signature, party) = service(&desk, &known, true);
    put("attributes.der", &attributes);
    put("attributes-signature.der", &signature);
    put("attributes-chain.der", &party.certificate);
    assert_eq!(refusals(&both, &desk.policy()), Vec::<&str>::new());
}
