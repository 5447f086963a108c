//! Verifying answers any bytes with a report or with words, trusts nobody by itself, and accepts no signed file in which a
//! byte that a signature covers is another.

#![no_main]

use std::sync::LazyLock;

use kansli::attest::{Circumstances, attest};
use kansli::sign::{Certificate, Policy, Verdict, Weight, verify};
use libfuzzer_sys::fuzz_target;

/// A day on which the certificates of the fixtures are valid, in seconds since 1970: 2025-06-03.
const NOW: i64 = 1_748_950_200;

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; run ./seeds first"))
}

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| fixture("signed.pdf"));

static ROOTS: LazyLock<Vec<Certificate>> = LazyLock::new(|| Certificate::all_of(&fixture("root.der")).expect("a certificate"));

/// Where the containers of the fixture stand: all that no signature covers of its own revision.
static SLOTS: LazyLock<Vec<std::ops::Range<usize>>> = LazyLock::new(|| {
    let mark = b"/Contents <";
    let starts = SIGNED.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at + mark.len());
    starts.map(|start| start..start + SIGNED[start..].iter().position(|byte| *byte == b'>').expect("its end")).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let edited = choice % 2 == 1;
    let bytes = if edited { edits(rest) } else { rest.to_vec() };
    let roots = if edited { ROOTS.clone() } else { Vec::new() };
    let policy = Policy { roots, now: NOW, required: vec!["VGR".into()], ..Policy::default() };
    let report = match verify(&bytes, &policy) {
        Ok(report) => report,
        Err(fault) => {
            assert!(!fault.message.sv.is_empty() && !fault.message.en.is_empty());
            return;
        }
    };
    serde_json::to_string(&report).expect("a report is JSON");
    for finding in report.all_findings() {
        assert!(!finding.message.sv.is_empty() && !finding.message.en.is_empty(), "{}", finding.code);
    }
    let circumstances =
        Circumstances { file: "a.pdf", time: NOW, roots: &[], required: &policy.required, by: None, program: "fuzz", drawn: &|character| character.is_ascii() };
    let tree = attest(&report, &circumstances);
    let json = serde_json::to_string(&tree).expect("a tree is JSON");
    assert_eq!(serde_json::from_str::<kansli::model::Tree>(&json).expect("a tree"), tree);
    if report.verdict == Verdict::Invalid {
        assert!(report.all_findings().any(|finding| finding.weight == Weight::Refused) || report.signatures.iter().any(|one| !one.valid));
        return;
    }
    assert!(edited || !report.signatures.iter().any(|signature| signature.valid), "without a root nothing is trusted");
    if report.verdict == Verdict::Valid {
        let differs = |at: &usize| bytes.get(*at) != SIGNED.get(*at) && !SLOTS.iter().any(|slot| slot.contains(at));
        let last = report.signatures.iter().any(|signature| signature.whole_file);
        let length = if last { bytes.len() } else { bytes.len().min(SIGNED.len()) };
        assert!(!(0..length).any(|at| differs(&at)), "a covered byte is another");
    }
});

/// The signed file with changes: each is a place (three bytes), what is done there, and a byte.
fn edits(data: &[u8]) -> Vec<u8> {
    let mut bytes = SIGNED.clone();
    for edit in data.chunks_exact(5).take(16) {
        let place = usize::from(edit[0]) << 16 | usize::from(edit[1]) << 8 | usize::from(edit[2]);
        let at = place % bytes.len().max(1);
        match edit[3] % 4 {
            0 => bytes[at] = edit[4],
            1 => bytes[at] ^= 1 << (edit[4] % 8),
            2 => bytes.insert(at, edit[4]),
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes
}
