//! A document with two signatures, tampered with in every way we could think of: each is refused, and for the right reason.

mod file;
mod signatures;
mod updates;

use std::sync::LazyLock;

use kansli::sign::Policy;

use super::bench::{Desk, refusals};
use file::slots;
use signatures::{byte_ranges, containers, flips};
use updates::updates;

struct Signed {
    desk: Desk,
    first: Vec<u8>,
    second: Vec<u8>,
}

static SIGNED: LazyLock<Signed> = LazyLock::new(|| {
    let desk = Desk::new();
    let (first, second) = desk.both();
    Signed { desk, first, second }
});

type Case = (&'static str, &'static str, Box<dyn Fn() -> Vec<u8>>);

fn case(name: &'static str, reason: &'static str, make: impl Fn() -> Vec<u8> + 'static) -> Case {
    (name, reason, Box::new(make))
}

#[test]
fn whatever_is_tampered_with_is_refused_for_the_right_reason() {
    let policy = SIGNED.desk.policy();
    assert_eq!(refusals(&SIGNED.second, &policy), Vec::<&str>::new(), "what all cases begin from");
    let cases: Vec<Case> = [flips(), byte_ranges(), containers(), updates()].into_iter().flatten().collect();
    assert!(cases.len() >= 55, "{}", cases.len());
    let mut wrong = Vec::new();
    for (name, reason, make) in &cases {
        let bytes = make();
        assert!(bytes != SIGNED.second, "{name} changes nothing");
        let found = refusals(&bytes, &policy);
        if !found.contains(reason) {
            wrong.push(format!("{name}: {reason} expected, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_cut_back_to_its_first_signature_is_incomplete() {
    let policy = Policy { required: vec!["VGR".into(), "VGK".into()], ..SIGNED.desk.policy() };
    assert_eq!(refusals(&SIGNED.second, &policy), Vec::<&str>::new());
    assert_eq!(refusals(&SIGNED.first, &policy), ["incomplete"]);
    assert_eq!(refusals(&SIGNED.desk.prepared, &policy), ["incomplete"]);
}

/// Random changes: none makes the program stop, and none is accepted that changes a byte that means something.
/// `KANSLI_MUTATIONS=10000 cargo test --test it -- sign::tampering::random` does as many.
#[test]
fn random_mutations_are_refused() {
    let rounds: u64 = std::env::var("KANSLI_MUTATIONS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60);
    let policy = SIGNED.desk.policy();
    let original = &SIGNED.second;
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let slots = slots();
    for round in 0..rounds {
        let mut bytes = original.clone();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(5) {
                0 => bytes[at] ^= 1 << random(8),
                1 => bytes[at] = random(256) as u8,
                2 => bytes.truncate(at.max(1)),
                3 => {
                    let end = (at + random(400)).min(bytes.len());
                    bytes.drain(at..end);
                }
                _ => {
                    let from = random(bytes.len());
                    let piece = bytes[from..(from + random(200)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
            if bytes.is_empty() {
                bytes.push(0);
            }
        }
        if bytes == *original || !refusals(&bytes, &policy).is_empty() {
            continue;
        }
        // Accepted: only where it means the same, in the case of a digit inside a slot, or a file cut back to the first.
        let same_length = bytes.len() == original.len();
        let harmless = same_length
            && bytes.iter().zip(original).enumerate().all(|(at, (one, other))| {
                one == other || (one.eq_ignore_ascii_case(other) && slots.iter().any(|(start, end)| (*start..*end).contains(&at)))
            });
        assert!(harmless || bytes == SIGNED.first, "round {round}: accepted with {} bytes", bytes.len());
    }
}
