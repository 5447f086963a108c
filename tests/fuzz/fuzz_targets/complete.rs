//! Completing a session takes nothing that does not verify: whatever comes back from a signing service is refused in words, or
//! makes a file whose signature holds.

#![no_main]

use std::sync::LazyLock;

use kansli::sign::{Certificate, Completion, Policy, Session, Weight, verify};
use libfuzzer_sys::fuzz_target;

/// A day on which the certificates of the fixtures are valid, in seconds since 1970: 2025-06-03.
const NOW: i64 = 1_748_950_200;

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; run ./seeds first"))
}

struct Fixtures {
    session: Session,
    prepared: Vec<u8>,
    container: Vec<u8>,
    signature: Vec<u8>,
    attributes: Vec<u8>,
    attributes_signature: Vec<u8>,
    chain: Vec<u8>,
    roots: Vec<Certificate>,
}

static FIXTURES: LazyLock<Fixtures> = LazyLock::new(|| Fixtures {
    session: serde_json::from_slice(&fixture("session.json")).expect("a session"),
    prepared: fixture("session.pdf"),
    container: fixture("container.der"),
    signature: fixture("signature.der"),
    attributes: fixture("attributes.der"),
    attributes_signature: fixture("attributes-signature.der"),
    chain: fixture("attributes-chain.der"),
    roots: Certificate::all_of(&fixture("root.der")).expect("a certificate"),
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let fixtures = &*FIXTURES;
    let (first, second) = rest.split_at(rest.len() / 2);
    let completion = match choice % 5 {
        0 => Completion::Container(rest.to_vec()),
        1 => Completion::Container(edited(&fixtures.container, rest)),
        2 => Completion::Signature { signature: edited(&fixtures.signature, rest), chain: Vec::new() },
        3 => {
            let Ok(chain) = Certificate::all_of(&edited(&fixtures.chain, second)) else { return };
            Completion::Attributes { attributes: edited(&fixtures.attributes, first), signature: fixtures.attributes_signature.clone(), chain }
        }
        _ => Completion::Attributes {
            attributes: fixtures.attributes.clone(),
            signature: edited(&fixtures.attributes_signature, rest),
            chain: Certificate::all_of(&fixtures.chain).expect("a certificate"),
        },
    };
    match fixtures.session.complete(&fixtures.prepared, &completion, None) {
        Err(fault) => assert!(!fault.message.sv.is_empty() && !fault.message.en.is_empty()),
        Ok(signed) => {
            let policy = Policy { roots: fixtures.roots.clone(), now: NOW, ..Policy::default() };
            let report = verify(&signed, &policy).expect("a file of ours is read");
            // Who issued the certificate is the verifier's to judge, not that of whoever completes.
            let faults: Vec<&str> = report
                .all_findings()
                .filter(|finding| finding.weight == Weight::Refused && !finding.code.starts_with("certificate-"))
                .map(|finding| finding.code)
                .collect();
            assert!(faults.is_empty(), "{faults:?}");
        }
    }
});

/// Bytes with changes: each is a place (two bytes), what is done there, and a byte.
fn edited(bytes: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for edit in data.chunks_exact(4).take(16) {
        let at = (usize::from(edit[0]) << 8 | usize::from(edit[1])) % bytes.len().max(1);
        match edit[2] % 4 {
            0 => bytes[at] = edit[3],
            1 => bytes[at] ^= 1 << (edit[3] % 8),
            2 => bytes.insert(at, edit[3]),
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}
