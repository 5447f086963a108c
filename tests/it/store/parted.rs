//! Whatever two sides do at once, in whatever order they exchange it: nothing is lost or noted twice without being told, and both
//! can always come to one history.

use kansli::model::Hash;
use kansli::store::{
    Asked, Bundle, CaseNumber, Dispatching, HeadSigner, Ink, Joined, LogHead, PlacedSignature, Purpose, Relation, Shown, SignerCertificate,
    bundle,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::archive::{change, cleared, example};
use super::*;

/// One of the two sides, with the file that it would pass on.
struct Side {
    archive: Archive,
    key: HeadSigner,
    principal: &'static str,
}

impl Side {
    fn new(principal: &'static str) -> Self {
        Self { archive: in_memory(), key: HeadSigner::new(principal, &HeadSigner::generate().unwrap()).unwrap(), principal }
    }

    fn standing(&self) -> Standing {
        self.archive.existing(&document()).unwrap()
    }

    fn events(&self) -> Vec<Event> {
        self.archive.store().events(&document(), 0, u64::MAX).unwrap().iter().map(|sealed| sealed.event().clone()).collect()
    }

    fn bundle(&self) -> Bundle {
        let standing = self.standing();
        let head = LogHead { document: document(), sequence: standing.sequence, hash: standing.head.clone(), time: minute(500) };
        Bundle::read(&bundle(self.archive.store(), &standing, &self.key.sign(&head), self.key.verifier()).unwrap()).unwrap()
    }

    /// The last revision that was fixed.
    fn fixed(&self) -> RevisionRow {
        let rows = (1..=self.standing().revision).rev().map(|number| self.archive.store().revision(&document(), number).unwrap().unwrap());
        rows.into_iter().find(|row| row.frozen).unwrap()
    }

    /// The signed file as this side has it, with one signature more.
    fn signed_file(&self) -> Option<Vec<u8>> {
        let row = self.fixed();
        if row.signing.signatures.iter().any(|signature| signature.principal == self.principal) {
            return None;
        }
        let mut file = self.archive.signing_file(&row).unwrap();
        file.extend(format!("\n{} signed", self.principal).into_bytes());
        Some(file)
    }

    /// Takes in what a file shows, as `sign receive` does.
    fn takes(&self, file: &[u8]) -> bool {
        let mut signatures = Vec::new();
        for (end, _) in file.windows(7).enumerate().filter(|(_, window)| window == b" signed") {
            let part = &file[..end + 7];
            let start = part.iter().rposition(|byte| *byte == b'\n').unwrap();
            let principal = std::str::from_utf8(&part[start + 1..end]).unwrap().to_owned();
            signatures.push(PlacedSignature {
                field: format!("underskrift-{principal}"),
                signatory: Some(format!("Direktör {principal}")),
                deputy: None,
                time: minute(100 + part.len() as u64),
                certificate: SignerCertificate { subject: principal.clone(), sha256: Hash::of(principal.as_bytes()) },
                principal,
                issued: Hash::of(&part[..start]),
                prepared: Hash::of(&[part, b"0"].concat()),
                file: part.to_vec(),
            });
        }
        let shown = Shown { signatures, stamps: Vec::new(), lines: 2, judged: true };
        self.archive.record_signatures(&document(), self.fixed().revision, shown, &states()).is_ok()
    }

    fn declines(&self, minutes: u64) {
        let who = Asked { principal: self.principal.to_owned(), signatory: None };
        // Where nothing is to be signed it is refused, which changes nothing.
        let _ = self.archive.decline(&document(), &At::Last, (who, "inte överens"), &states(), (&actor(self.principal), minute(minutes)));
    }

    fn signs_with_ink(&self, minutes: u64) {
        let asked = ["VGR", "VGK"].map(|principal| Asked { principal: principal.into(), signatory: None });
        let ink = Ink {
            principal: self.principal.into(),
            signatory: format!("Direktör {}", self.principal),
            date: "2021-06-02".into(),
            ending: "pdf".into(),
            page: format!("%PDF {}", self.principal).into_bytes(),
        };
        let _ = self.archive.sign_with_ink(&document(), &At::Last, (ink, &asked), &states(), (&actor(self.principal), minute(minutes)));
    }

    fn drafts(&self, minutes: u64) {
        let standing = self.standing();
        let text = format!("{}# {} {minutes}\n", example(), self.principal);
        if !standing.frozen {
            let _ = save(&self.archive, Some(standing.revision), &text, minutes);
        }
    }

    /// Registers the version that was fixed, under a number of its own.
    fn registers(&self, minutes: u64) {
        let dispatching = Dispatching {
            purpose: Purpose::Kannedom,
            recipients: vec!["nämnden".into()],
            case_number: Some(CaseNumber::Numbers(vec![format!("{} {minutes}", self.principal)])),
        };
        let intent = self.archive.dispatch(&document(), &At::Revision(self.fixed().revision), dispatching).unwrap();
        carry_out(&self.archive, intent, minutes).unwrap();
    }

    fn labels(&self, name: &str, minutes: u64) {
        let label = kansli::model::Label::parse(name).unwrap();
        if let Ok(intent) = self.archive.label(&document(), &At::Revision(self.fixed().revision), label, None) {
            // A name that is taken is refused, which changes nothing.
            let _ = carry_out(&self.archive, intent, minutes);
        }
    }

    /// Receives a history as the command does: takes it over, notes it behind its own, or is told that people must decide.
    fn receives(&self, other: &Side) -> Received {
        let bundle = other.bundle();
        match bundle.relation(self.archive.store()).unwrap() {
            Relation::Forked(common) => match self.archive.take_in(&bundle, common, &states()).unwrap() {
                Some(joined) => {
                    self.settle(&joined);
                    Received::Joined
                }
                None => Received::Parted,
            },
            Relation::New | Relation::Extends(_) => {
                self.archive.receive(&bundle.extension(self.archive.store()).unwrap()).unwrap();
                Received::Same
            }
            Relation::Same | Relation::Behind(_) => Received::Same,
        }
    }

    /// Receives a history and sets its own aside.
    fn gives_way(&self, other: &Side) -> Option<Joined> {
        let bundle = other.bundle();
        let Relation::Forked(common) = bundle.relation(self.archive.store()).unwrap() else {
            self.receives(other);
            return None;
        };
        let joined = self.archive.give_way(&bundle, common, &states()).unwrap();
        self.settle(&joined);
        Some(joined)
    }

    fn settle(&self, joined: &Joined) {
        let ink = joined.noted.iter().find_map(|event| match &event.act {
            Act::InkSignature(ink) => Some(ink.revision),
            _ => None,
        });
        if let Some(revision) = ink {
            self.archive.settle_ink(&document(), revision, 2, &states()).unwrap();
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Received {
    Same,
    Joined,
    Parted,
}

/// What must not be lost: whoever signed, declined, registered or labelled, and how.
fn of_weight(events: &[Event]) -> Vec<(&Act, &str, Moment)> {
    let weighs = |event: &&Event| {
        matches!(event.act, Act::Signature(_) | Act::InkSignature(_) | Act::Declined(_) | Act::Dispatch { .. } | Act::Label { .. })
    };
    events.iter().filter(weighs).map(|event| (&event.act, event.actor.name.as_str(), event.time)).collect()
}

#[test]
fn nothing_that_was_done_is_lost_and_one_history_can_always_be_had() {
    let clearance = cleared(&example());
    let config = Config { cases: 120, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let counts = [const { std::sync::atomic::AtomicU32::new(0) }; 4];
    let count = |at: usize| counts[at].fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    let outcome = runner.run(&proptest::collection::vec((0usize..2, 0u8..10), 1..12), |steps| {
        let sides = [Side::new("VGR"), Side::new("VGK")];
        save(&sides[0].archive, None, &example(), 0).unwrap();
        change(&sides[0].archive, "proposal", kansli::store::StateChange::default()).unwrap();
        change(&sides[0].archive, "fixed-for-signing", clearance.clone()).unwrap();
        sides[1].receives(&sides[0]);
        let mut mail: Vec<Vec<u8>> = Vec::new();
        for (number, (at, step)) in steps.iter().enumerate() {
            let (side, other, minutes) = (&sides[*at], &sides[1 - at], 10 + number as u64);
            match step {
                0 | 1 => mail.extend(side.signed_file().filter(|file| side.takes(file))),
                2 => side.declines(minutes),
                3 => side.signs_with_ink(minutes),
                4 => side.drafts(minutes),
                5 => {
                    if let Some(file) = mail.last() {
                        side.takes(file);
                    }
                }
                6 => side.registers(minutes),
                7 => side.labels(["antagen", "utskick"][number % 2], minutes),
                _ => {
                    let before = side.events();
                    match side.receives(other) {
                        Received::Joined => count(0),
                        Received::Parted => {
                            prop_assert_eq!(side.events(), before, "nothing was changed");
                            0
                        }
                        Received::Same => 0,
                    };
                }
            }
        }
        let before = sides.each_ref().map(Side::events).concat();
        // At the end they talk to each other: each receives, and the one whose history the other has noted gives way, or else the first.
        let mut told: Vec<Event> = Vec::new();
        let outcomes = [(0, 1), (1, 0)].map(|(to, from)| sides[to].receives(&sides[from]));
        for outcome in &outcomes {
            match outcome {
                Received::Joined => count(0),
                Received::Parted => count(1),
                Received::Same => count(2),
            };
        }
        let (gives, holds) = if outcomes[0] == Received::Joined { (1, 0) } else { (0, 1) };
        if let Some(joined) = sides[gives].gives_way(&sides[holds]) {
            if outcomes.contains(&Received::Joined) {
                prop_assert!(joined.left.iter().all(|event| matches!(event.act, Act::State { .. })), "{:?}", joined.left);
            }
            count(3);
            told.extend(joined.left);
        }
        sides[holds].receives(&sides[gives]);
        let after = sides.each_ref().map(|side| answers(side.archive.store(), &document()).unwrap());
        prop_assert_eq!(&after[0].events, &after[1].events, "one history");
        prop_assert_eq!(&after[0].revisions, &after[1].revisions);
        let kept = sides[0].events();
        let (kept, told) = (of_weight(&kept), of_weight(&told));
        for lost in of_weight(&before).iter().filter(|act| !kept.contains(act) && !told.contains(act)) {
            prop_assert!(false, "lost: {lost:?}");
        }
        let twice = kept.iter().enumerate().find(|(at, act)| kept[..*at].contains(act));
        prop_assert!(twice.is_none(), "noted twice: {twice:?}");
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let counts = counts.map(|count| count.load(std::sync::atomic::Ordering::SeqCst));
    assert!(counts.iter().all(|count| *count > 3), "the random walk is worth nothing: {counts:?}");
}
