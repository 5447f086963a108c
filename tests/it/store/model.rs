//! The same random operations on every engine and on the model in memory: the same answers, refusals among them.

use std::collections::BTreeMap;

use kansli::model::{Hash, Label, Version};
use kansli::store::{
    CaseNumber, Counterpart, Counterparts, Declined, InkSignature, KeptFile, Opened, Outcome, Passed, Publication, PublishedFile, Purpose,
    Rendition, Renewal, Signature, SignerCertificate, SigningClosed, SigningOpened, SqlStore, Superseded, Validity, WeighedChange,
    Weighing, verify,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

/// One operation: what to do, two numbers that say to what, and which way to spoil it, most often none.
#[derive(Debug, Clone)]
pub struct Operation {
    what: u8,
    one: u64,
    other: u64,
    spoil: u8,
}

fn operation() -> impl Strategy<Value = Operation> {
    (0u8..40, any::<u64>(), any::<u64>(), 0u8..40).prop_map(|(what, one, other, spoil)| Operation { what, one, other, spoil })
}

const STATES: [&str; 4] = ["draft", "support", "proposal", "in-force"];

fn rendition(number: u64) -> (Rendition, Object) {
    let object = Object::new(format!("%PDF {number}").into_bytes()).unwrap();
    (Rendition { ending: "pdf".into(), commitment: object.commitment().clone(), size: object.content().len() as u64 }, object)
}

/// An event that may or may not follow: mostly one that may.
fn event(operation: &Operation, store: &MemoryStore, document: &DocumentId) -> Extension {
    let Operation { what, one, other, spoil } = operation;
    // Most things are done to drafts: revisions and ways back are tried more often than the rest.
    let what = &match what {
        28..32 => 0,
        32..40 => 10,
        what => *what,
    };
    let standing = store.standing(document).unwrap();
    let last = standing.as_ref().map_or(0, |standing| standing.revision);
    let chosen = if last == 0 { 1 } else { 1 + one % last };
    let row = |number| store.revision(document, number).unwrap();
    let label = Label::parse(&format!("version-{}", other % 12)).unwrap();
    let mut objects = vec![Object::new(format!("text {one}").into_bytes()).unwrap()];
    let mut forget = Vec::new();
    let mut event = revision_event(standing.as_ref(), &objects[0], one % 1_000);
    event.document = document.clone();
    match what {
        0..6 => {}
        6 => {
            if let (Act::Revision { restores, source, .. }, Some(row)) = (&mut event.act, row(chosen)) {
                *restores = Some(chosen);
                *source = row.source.clone();
            }
        }
        7..10 => {
            let target = if other % 3 == 0 { chosen } else { last.max(1) };
            let from = row(target).map_or("draft".into(), |row| row.state);
            let frozen = other % 2 == 0;
            let (version, kept) = match &standing {
                Some(standing) if frozen && one % 3 == 0 => (Some(standing.version.next_full()), false),
                _ => (None, row(target).is_some_and(|row| row.frozen)),
            };
            let rendered = (frozen && !kept) || version.is_some();
            let (made, object) = rendition(*one);
            event.act = Act::State {
                revision: target,
                from,
                to: STATES[(*other % 4) as usize].into(),
                frozen,
                version,
                reason: None,
                opens: None,
                supersedes: (one % 11 == 0 && target > 1).then(|| Superseded { revision: 1, state: "replaced".into() }),
                replaced_by: None,
                passed: (one % 5 == 0).then(|| Passed { check: "signing".into(), kind: Hash::zero(), program: "kansli".into() }),
                validity: Validity { from: None, until: (one % 4 == 0).then(|| "2024-06-30".into()), review_by: None },
                renditions: if rendered { vec![made] } else { Vec::new() },
            };
            objects = vec![object];
        }
        10 | 11 => {
            let from = row(last).map_or("draft".into(), |row| row.state);
            let next = standing.as_ref().map_or(Version::FIRST, |standing| standing.version.next_draft());
            event.act = Act::State {
                revision: last,
                from,
                to: "draft".into(),
                frozen: false,
                version: None,
                reason: (one % 4 != 0).then(|| "synpunkter".into()),
                opens: Some(Opened { revision: last + 1, version: next, left_as: "withdrawn".into() }),
                supersedes: None,
                replaced_by: None,
                passed: None,
                validity: Validity::default(),
                renditions: Vec::new(),
            };
        }
        12 => {
            event.act = Act::Position {
                revision: chosen,
                body: "Samverkansrådet".into(),
                date: if one % 5 == 0 { "2021-02-29" } else { "2021-03-31" }.into(),
                item: format!("§ {other}"),
                outcome: Outcome::Bakom,
            };
        }
        13 | 14 => {
            let (made, object) = rendition(*one);
            let rendered = row(chosen).is_some_and(|row| row.renditions.is_empty());
            event.act = Act::Dispatch {
                revision: chosen,
                purpose: Purpose::ALL[(*one % 5) as usize].1,
                recipients: vec!["Kommunförbundet".into(); (other % 3) as usize],
                case_number: (other % 5 != 0).then(|| CaseNumber::Numbers(vec!["RBM 2025-00187".into()])),
                renditions: if rendered { vec![made] } else { Vec::new() },
            };
            objects = vec![object];
        }
        15 | 16 => {
            let supersedes = (other % 4 == 0).then(|| Label::parse(&format!("version-{}", one % 12)).unwrap());
            event.act = Act::Label { revision: chosen, label, supersedes };
        }
        17 | 18 => {
            let stop = (chosen + other % 3).min(last.max(1));
            event.act = match what {
                17 => Act::Weeding { revisions: vec![(chosen, stop)] },
                _ => Act::Disposal { revisions: vec![(chosen, stop)], decision: "RS 2025 § 85".into() },
            };
            forget = (chosen..=stop).filter_map(row).flat_map(|row| row.commitments().cloned().collect::<Vec<_>>()).collect();
        }
        19 => event.act = Act::Weeding { revisions: vec![(chosen, last), (chosen, last)] },
        26 | 27 => event.act = weighing(chosen, last, *one, *other),
        28 => {
            let signed = KeptFile::signed(vec![b'%'; (*one % 4_000) as usize]);
            let authority = (other % 3 != 0).then(|| if other % 5 == 0 { "\u{1b}Testtid" } else { "Testtid" }.to_owned());
            event.act = Act::Renewed(Renewal { revision: chosen, authority, file: signed.0 });
            objects = vec![signed.1];
        }
        29 if other % 2 == 0 => {
            let principal = if one % 9 == 0 { "" } else { "VGR" }.to_owned();
            let copy = Counterpart { principal, ending: "pdf".into(), sha256: Hash::of(&one.to_le_bytes()) };
            event.act = Act::Counterparts(Counterparts { revision: chosen, copies: vec![copy; (other % 3) as usize] });
        }
        29 => {
            let file = PublishedFile { ending: if one % 9 == 0 { "p/f" } else { "pdf" }.into(), sha256: Hash::zero() };
            let copies = vec![file; (other % 3) as usize];
            event.act = Act::Published(Publication { revision: chosen, original: Hash::zero(), copies, masked: one % 4 });
        }
        _ => {
            let target = if other % 7 == 0 { chosen } else { last.max(1) };
            let signing = row(target).map(|row| row.signing).unwrap_or_default();
            let session = signing.session.filter(|_| one % 9 != 0).unwrap_or(SigningOpened {
                revision: target,
                field: format!("underskrift-{}", other % 4),
                principal: ["VGR", "VGK"][(other % 2) as usize].into(),
                signatory: (one % 3 != 0).then(|| "Henrik Malmgrund".into()),
                issued: Hash::of(b"issued"),
                prepared: Hash::of(&one.to_le_bytes()),
            });
            let SigningOpened { field, principal, signatory, prepared, .. } = session.clone();
            let signed = KeptFile::signed(format!("%PDF signed {one}").into_bytes());
            let scanned = KeptFile::of("png", Object::new(format!("scan {one}").into_bytes()).unwrap());
            let reason = if one % 8 == 0 { " " } else { "skäl" }.to_owned();
            event.act = match what {
                20 | 21 => Act::SigningOpened(session),
                22 => Act::SigningClosed(SigningClosed { revision: target, prepared, reason }),
                23 => Act::Declined(Declined { revision: target, principal, signatory, reason }),
                24 => Act::InkSignature(InkSignature {
                    revision: target,
                    principal,
                    signatory: format!("Undertecknare {}", other % 3),
                    date: if one % 6 == 0 { "2021-02-30" } else { "2021-06-02" }.into(),
                    page: scanned.0,
                }),
                _ => Act::Signature(Signature {
                    revision: target,
                    field,
                    principal,
                    signatory,
                    signed: minute(one % 1_000),
                    certificate: SignerCertificate { subject: "Henrik Malmgrund".into(), sha256: Hash::zero() },
                    prepared,
                    file: signed.0,
                }),
            };
            objects = match what {
                24 => vec![scanned.1],
                25 => vec![signed.1],
                _ => Vec::new(),
            };
        }
    }
    let mut after = standing.as_ref().map(|standing| (standing.sequence, standing.head.clone()));
    match spoil {
        0 => event.sequence = one % 100,
        1 => event.previous = Hash::of(b"another"),
        2 => objects.clear(),
        3 => after = Some((one % 50, Hash::of(b"another"))),
        4 => event.actor.name = "\u{202e}Åsa".into(),
        5 => after = None,
        6 => event.format = "kansli-event/0".into(),
        _ => {}
    }
    Extension { document: document.clone(), after, events: vec![Sealed::seal(event).unwrap()], objects, forget }
}

/// Does the same on all stores and compares every answer.
fn run(stores: &[&dyn Store], operations: &[Operation], document: &DocumentId) {
    let model = MemoryStore::new();
    for (number, operation) in operations.iter().enumerate() {
        let extension = event(operation, &model, document);
        let expected = model.extend(&extension);
        for store in stores {
            assert_eq!(store.extend(&extension), expected, "operation {number}: {:?}", extension.events[0].event().act);
        }
        if number % 25 == 24 || number + 1 == operations.len() {
            let mut expected = answers(&model, document).unwrap();
            for store in stores {
                let mut found = answers(*store, document).unwrap();
                // The stores hold the documents of other runs as well.
                found.documents.retain(|standing| standing.document == *document);
                expected.documents.retain(|standing| standing.document == *document);
                assert_eq!(found, expected, "after operation {number}");
            }
        }
    }
}

/// Random operations, as many as asked for, a hundred to a document.
pub fn compare(stores: &[&dyn Store], operations: usize, seed: u64) {
    const EACH: usize = 100;
    let config = Config { cases: (operations / EACH) as u32, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let number = std::sync::atomic::AtomicU32::new(0);
    let outcome = runner.run(&proptest::collection::vec(operation(), EACH), |operations| {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        run(stores, &operations, &DocumentId::parse(&format!("dokument-{number}")).unwrap());
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Whatever is tried: what is frozen keeps its source, and every file that was frozen with it.
#[test]
fn nothing_frozen_ever_changes() {
    let model = MemoryStore::new();
    let mut runner = TestRunner::deterministic();
    let mut count = 0;
    for number in 0..20 {
        let document = DocumentId::parse(&format!("dokument-{number}")).unwrap();
        let mut frozen: BTreeMap<u64, RevisionRow> = BTreeMap::new();
        for _ in 0..50 {
            let operation = operation().new_tree(&mut runner).unwrap().current();
            let _ = model.extend(&event(&operation, &model, &document));
            let last = model.standing(&document).unwrap().map_or(0, |standing| standing.revision);
            for revision in 1..=last {
                let row = model.revision(&document, revision).unwrap().unwrap();
                if let Some(before) = frozen.get(&revision) {
                    assert!(row.frozen && row.source == before.source && row.version >= before.version, "{operation:?}");
                    let kept: Vec<_> = row.commitments().collect();
                    assert!(before.commitments().all(|commitment| kept.contains(&commitment)), "{operation:?}");
                }
                if row.frozen {
                    frozen.insert(revision, row);
                }
            }
        }
        count += frozen.len();
    }
    assert!(count > 10, "{count}");
}

/// How many of the operations do something, so that the comparison is worth its name.
#[test]
fn most_operations_are_accepted_and_many_refused() {
    let model = MemoryStore::new();
    let mut runner = TestRunner::deterministic();
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..400 {
        let operation = operation().new_tree(&mut runner).unwrap().current();
        match model.extend(&event(&operation, &model, &document())) {
            Ok(_) => accepted += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(accepted > 120 && refused > 80, "{accepted} accepted, {refused} refused");
    let standing = model.standing(&document()).unwrap().unwrap();
    assert!(standing.revision > 40 && standing.labels > 2 && standing.notable > 30, "{standing:?}");
}

#[test]
fn ten_thousand_operations_give_the_same_answers_in_sqlite_and_memory() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqlStore::open_file(&folder.path().join("store.sqlite"), true).unwrap();
    compare(&[&store], 10_000, 1);
    assert_eq!(verify(&store).unwrap().faults, []);
    store.rebuild().unwrap();
    assert_eq!(verify(&store).unwrap().faults, []);
}

/// Weights of changes between two revisions, some of them such as no log takes.
fn weighing(revision: u64, last: u64, one: u64, other: u64) -> Act {
    use kansli::model::{Anchor, ChangeKind, ChangeName, Part, Weight};

    let change = |ordinal: u64| WeighedChange {
        change: ChangeName {
            kind: ChangeKind::Reworded,
            part: Part::Paragraph,
            old: (!one.is_multiple_of(7)).then(|| Anchor::of("/mission", 1)),
            new: (!one.is_multiple_of(5)).then(|| Anchor::of("/mission", 2)),
            ordinal,
        },
        proposed: Weight::Substantive,
        weight: if other.is_multiple_of(2) { Weight::Editorial } else { Weight::Substantive },
    };
    // Now and then none, and now and then one twice.
    let changes =
        (0..other % 4).map(|at| change(if one.is_multiple_of(6) { 1 } else { at + u64::from(!one.is_multiple_of(11)) })).collect();
    Act::Weighing(Weighing {
        revision,
        compared_with: last.saturating_sub(other % 3),
        changes,
        reason: (!one.is_multiple_of(3)).then(|| "bara ordval".into()),
    })
}
