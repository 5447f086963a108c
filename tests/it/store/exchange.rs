//! Two principals exchange a document's history: it comes over whole, or nothing changes and it is told why.

use std::io::{Cursor, Read, Write};

use kansli::store::{Bundle, HeadSigner, LogHead, Refusal, Relation, SqlStore, Verifier, bundle, verify};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;

fn signer(owner: &str) -> HeadSigner {
    HeadSigner::new(owner, &HeadSigner::generate().unwrap()).unwrap()
}

fn head(standing: &Standing) -> LogHead {
    LogHead { document: standing.document.clone(), sequence: standing.sequence, hash: standing.head.clone(), time: minute(500) }
}

/// The history of a store as its owner sends it.
fn sent(store: &dyn Store, signer: &HeadSigner) -> Vec<u8> {
    let standing = store.standing(&document()).unwrap().unwrap();
    bundle(store, &standing, &signer.sign(&head(&standing)), signer.verifier()).unwrap()
}

/// Takes a history over as `kansli receive` does, from a sender that is known.
fn taken(archive: &Archive, bytes: &[u8]) -> Result<Relation, Refusal> {
    let bundle = Bundle::read(bytes)?;
    let store = archive.store();
    let relation = bundle.relation(store).unwrap();
    if matches!(relation, Relation::New | Relation::Extends(_)) {
        archive.receive(&bundle.extension(store).unwrap()).unwrap();
    }
    if !matches!(relation, Relation::Forked(_)) {
        store.keep_signer(bundle.verifier()).unwrap();
        store.keep_note(bundle.head(), bundle.verifier().name(), bundle.note()).unwrap();
    }
    Ok(relation)
}

fn filled(revisions: u64) -> Archive {
    let archive = in_memory();
    for revision in 0..revisions {
        save(&archive, revision.checked_sub(1).map(|_| revision), &format!("a = {revision}"), revision).unwrap();
    }
    archive
}

/// The files of a bundle, to be altered and packed again.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_history_goes_over_and_comes_back() {
    let (region, association) = (filled(3), in_memory());
    let (ours, theirs) = (signer("region"), signer("forbund"));
    assert_eq!(taken(&association, &sent(region.store(), &ours)).unwrap(), Relation::New);
    let first = sent(region.store(), &ours);
    save(&association, Some(3), "förbundets ändring", 9).unwrap();
    carry_out(&association, association.label(&document(), &at("4"), kansli::model::Label::parse("svar").unwrap(), None).unwrap(), 9)
        .unwrap();
    assert_eq!(taken(&region, &sent(association.store(), &theirs)).unwrap(), Relation::Extends(2));
    assert_eq!(answers(region.store(), &document()).unwrap(), answers(association.store(), &document()).unwrap());
    assert_eq!(taken(&association, &sent(region.store(), &ours)).unwrap(), Relation::Same);
    assert_eq!(taken(&association, &first).unwrap(), Relation::Behind(2), "an old bundle brings nothing and harms nothing");
    assert_eq!(answers(region.store(), &document()).unwrap(), answers(association.store(), &document()).unwrap());
}

#[test]
fn what_one_side_disposed_of_stays_with_the_other_and_the_chain_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqlStore::open_file(&folder.path().join("store.sqlite"), true).unwrap();
    let (region, association, third) = (filled(3), Archive::new(Box::new(store), None), in_memory());
    let (ours, theirs) = (signer("region"), signer("forbund"));
    taken(&association, &sent(region.store(), &ours)).unwrap();
    let (intent, _) = region.dispose(&document(), &[at("2")], "RS 2025 § 85").unwrap();
    carry_out(&region, intent, 9).unwrap();
    assert_eq!(taken(&association, &sent(region.store(), &ours)).unwrap(), Relation::Extends(1));
    let row = association.find(&document(), &at("2")).unwrap().1;
    assert_eq!(association.source(&row).unwrap(), b"a = 1", "each authority decides on its own archive");
    assert_eq!(taken(&third, &sent(region.store(), &theirs)).unwrap(), Relation::New, "without the content that went");
    assert!(third.source(&third.find(&document(), &at("2")).unwrap().1).is_err());
    drop(association);
    let report = verify(&SqlStore::open_file(&folder.path().join("store.sqlite"), false).unwrap()).unwrap();
    assert_eq!((report.faults, report.witnesses), (Vec::new(), 2));
}

#[test]
fn a_fork_is_refused_and_nothing_is_lost() {
    let (region, association) = (filled(3), in_memory());
    let (ours, theirs) = (signer("region"), signer("forbund"));
    taken(&association, &sent(region.store(), &ours)).unwrap();
    save(&region, Some(3), "regionens ändring", 9).unwrap();
    save(&association, Some(3), "förbundets ändring", 9).unwrap();
    save(&association, Some(4), "förbundets andra ändring", 9).unwrap();
    let before = (answers(region.store(), &document()).unwrap(), answers(association.store(), &document()).unwrap());
    assert_eq!(taken(&region, &sent(association.store(), &theirs)).unwrap(), Relation::Forked(3));
    assert_eq!(taken(&association, &sent(region.store(), &ours)).unwrap(), Relation::Forked(3));
    assert_eq!((answers(region.store(), &document()).unwrap(), answers(association.store(), &document()).unwrap()), before);
}

/// Of two histories that parted one gives way, on every engine: wholly, and only where nobody signed for what it has alone.
fn gives_way(store: Box<dyn Store>) {
    let (region, association) = (Archive::new(store, None), filled(3));
    let (ours, theirs) = (signer("region"), signer("forbund"));
    taken(&region, &sent(association.store(), &theirs)).unwrap();
    for text in ["regionens ändring", "regionens andra ändring"] {
        let base = region.standing(&document()).unwrap().unwrap().revision;
        save(&region, Some(base), text, 9).unwrap();
    }
    save(&association, Some(3), "förbundets ändring", 9).unwrap();
    let bundle = Bundle::read(&sent(association.store(), &theirs)).unwrap();
    assert!(region.take_in(&bundle, 3, &states()).unwrap().is_none(), "drafts need people to decide");
    let joined = region.give_way(&bundle, 3, &states()).unwrap();
    assert_eq!((joined.noted.len(), joined.left.len(), joined.standing.sequence), (0, 2, 4));
    assert_eq!(answers(region.store(), &document()).unwrap(), answers(association.store(), &document()).unwrap());
    // And it goes on from there.
    save(&region, Some(4), "båda är överens", 10).unwrap();
    assert_eq!(taken(&association, &sent(region.store(), &ours)).unwrap(), Relation::Extends(1));
    // What the association has signed for by now does not go away.
    region.store().keep_signer(theirs.verifier()).unwrap();
    let standing = association.standing(&document()).unwrap().unwrap();
    region.store().keep_note(&head(&standing), theirs.verifier().name(), &theirs.sign(&head(&standing))).unwrap();
    let third = filled(3);
    save(&third, Some(3), "en tredje ändring", 9).unwrap();
    let other = Bundle::read(&sent(third.store(), &signer("tredje"))).unwrap();
    let before = answers(region.store(), &document()).unwrap();
    let refused = told(&region.give_way(&other, 0, &states()).unwrap_err());
    let name = theirs.verifier().name();
    assert!(refused.contains(&format!("{name} har intygat händelse 3 i historiken här, och den finns inte i filen")), "{refused}");
    assert_eq!(answers(region.store(), &document()).unwrap(), before);
}

#[test]
fn a_history_gives_way_to_another_on_every_engine() {
    gives_way(Box::new(kansli::store::MemoryStore::new()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    gives_way(Box::new(SqlStore::open_file(&path, true).unwrap()));
    assert_eq!(verify(&SqlStore::open_file(&path, false).unwrap()).unwrap().faults, Vec::new());
    let Some(server) = super::postgres::server() else { return };
    let url = server.database("gives_way");
    gives_way(Box::new(SqlStore::open_server(&url).unwrap()));
    assert_eq!(verify(&SqlStore::open_server(&url).unwrap()).unwrap().faults, Vec::new());
}

/// Whatever is done to a bundle: it is refused, or says exactly what was sent.
#[test]
fn every_forgery_is_found() {
    let region = filled(4);
    let ours = signer("region");
    let bytes = sent(region.store(), &ours);
    let files = unpacked(&bytes);
    let with = |name: &str, alter: &dyn Fn(&str) -> String| {
        let altered = files.iter().map(|(other, content)| {
            let content = if other == name { alter(std::str::from_utf8(content).unwrap()).into_bytes() } else { content.clone() };
            (other.clone(), content)
        });
        packed(&altered.collect::<Vec<_>>())
    };
    let lines = |change: &dyn Fn(Vec<&str>) -> Vec<String>| with("events.jsonl", &|text| change(text.lines().collect()).join("\n") + "\n");
    let own = |lines: Vec<&str>| lines.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let object = files.iter().find(|(name, _)| name.starts_with("objects/")).unwrap().0.clone();
    let other = signer("region");
    let forgeries: Vec<(&str, Vec<u8>)> = vec![
        (
            "the last event cut off",
            lines(&|mut all| {
                all.pop();
                own(all)
            }),
        ),
        ("the first event cut off", lines(&|all| own(all[1..].to_vec()))),
        (
            "an event in the middle cut off",
            lines(&|mut all| {
                all.remove(1);
                own(all)
            }),
        ),
        (
            "two events in each other's place",
            lines(&|mut all| {
                all.swap(1, 2);
                own(all)
            }),
        ),
        (
            "an event twice",
            lines(&|mut all| {
                all.insert(1, all[1]);
                own(all)
            }),
        ),
        ("a reason rewritten", with("events.jsonl", &|text| text.replacen("en ändring", "en annan", 1))),
        ("a name rewritten", with("events.jsonl", &|text| text.replace("Åsa", "Eva"))),
        ("no events", with("events.jsonl", &|_| String::new())),
        ("content missing", packed(&files.iter().filter(|(name, _)| *name != object).cloned().collect::<Vec<_>>())),
        (
            "content altered",
            packed(
                &files
                    .iter()
                    .map(|(name, content)| {
                        let mut content = content.clone();
                        if *name == object {
                            content.push(b'!');
                        }
                        (name.clone(), content)
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        (
            "content that nobody names",
            packed(
                &[
                    files.clone(),
                    vec![{
                        let extra = Object::new(b"extra".to_vec()).unwrap();
                        (format!("objects/{}", extra.commitment().0), [&extra.salt()[..], extra.content()].concat())
                    }],
                ]
                .concat(),
            ),
        ),
        ("another number of events signed for", with("head.note", &|text| text.replacen("\n4\n", "\n5\n", 1))),
        ("no signature", with("head.note", &|text| text.split("—").next().unwrap().to_owned())),
        (
            "the signature of another key",
            with("head.note", &|_| other.sign(&head(&region.store().standing(&document()).unwrap().unwrap()))),
        ),
        ("another key", with("key.txt", &|_| other.verifier().encoded())),
        ("no key", packed(&files.iter().filter(|(name, _)| name != "key.txt").cloned().collect::<Vec<_>>())),
        (
            "a head of another document",
            with("head.note", &|_| {
                let mut head = head(&region.store().standing(&document()).unwrap().unwrap());
                head.document = DocumentId::parse("annat").unwrap();
                ours.sign(&head)
            }),
        ),
        ("no zip file", b"PK\x03\x04".to_vec()),
        ("nothing", Vec::new()),
    ];
    let mut told_of = String::new();
    for (name, forged) in &forgeries {
        let refusal = Bundle::read(forged).err().unwrap_or_else(|| panic!("{name} was let through"));
        told_of.push_str(&format!("{name}: {}\n  {}\n", refusal.message.sv, refusal.message.en));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, filters => vec![(r"region/[0-9a-f]{8}", "region/········")] }, {
        insta::assert_snapshot!("store_forgeries", told_of);
    });

    // A forger who seals the events anew needs a key that is known: the key is another, or the head is not signed.
    let whole = Bundle::read(&bytes).unwrap();
    let mut seed = 1_u64;
    for case in 0..2_000 {
        let mut altered = bytes.clone();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (seed >> 16) as usize % altered.len();
        match case % 3 {
            0 => altered.truncate(at),
            1 => altered[at] ^= 1 << (seed % 8),
            _ => altered[at..].iter_mut().take(64).for_each(|byte| *byte = 0),
        }
        if let Ok(read) = Bundle::read(&altered) {
            assert_eq!((read.events(), read.head(), read.verifier()), (whole.events(), whole.head(), whole.verifier()), "case {case}");
        }
    }
}

/// A history made anew with all hashes right, by the very owner of the key: whoever kept an earlier head finds it.
#[test]
fn a_rewritten_history_is_found_by_the_other_principal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let region = filled(4);
    let (ours, theirs) = (signer("region"), signer("forbund"));
    {
        let association = Archive::new(Box::new(SqlStore::open_file(&path, true).unwrap()), None);
        taken(&association, &sent(region.store(), &ours)).unwrap();
        let forged = in_memory();
        for revision in 0..4_u64 {
            save(&forged, revision.checked_sub(1).map(|_| revision), &format!("b = {revision}"), revision).unwrap();
        }
        assert_eq!(taken(&association, &sent(forged.store(), &ours)).unwrap(), Relation::Forked(0));
        assert_eq!(taken(&association, &sent(forged.store(), &theirs)).unwrap(), Relation::Forked(0));
    }
    // The association rewrites its own store: the region's head, which it keeps, tells.
    let kept = SqlStore::open_file(&path, false).unwrap();
    let (notes, signers) = (kept.notes(&document()).unwrap(), kept.signers().unwrap());
    drop(kept);
    std::fs::remove_file(&path).unwrap();
    let archive = Archive::new(Box::new(SqlStore::open_file(&path, true).unwrap()), None);
    for revision in 0..5_u64 {
        save(&archive, revision.checked_sub(1).map(|_| revision), &format!("c = {revision}"), revision).unwrap();
    }
    signers.iter().for_each(|signer| archive.store().keep_signer(signer).unwrap());
    for (name, note) in &notes {
        let signer: &Verifier = signers.iter().find(|signer| signer.name() == name).unwrap();
        archive.store().keep_note(&signer.open(note).unwrap(), name, note).unwrap();
    }
    drop(archive);
    let report = verify(&SqlStore::open_file(&path, false).unwrap()).unwrap();
    assert!(report.faults.iter().any(|fault| fault.message.en.contains("the history was rewritten")), "{:?}", report.faults);
}

/// Random saves on both sides, and bundles both ways: the sides agree, or both are told that they have parted; and neither
/// ever loses an event.
#[test]
fn two_sides_converge_or_are_told() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha));
    let parted = std::sync::atomic::AtomicU32::new(0);
    let agreed = std::sync::atomic::AtomicU32::new(0);
    let outcome = runner.run(&proptest::collection::vec(0u8..5, 1..25), |steps| {
        let sides = [filled(1), in_memory()];
        let keys = [signer("region"), signer("forbund")];
        taken(&sides[1], &sent(sides[0].store(), &keys[0])).unwrap();
        let mut old: Vec<Vec<u8>> = vec![sent(sides[0].store(), &keys[0])];
        for (number, step) in steps.iter().enumerate() {
            let lengths = sides.each_ref().map(|side| side.existing(&document()).unwrap().sequence);
            match step {
                0 | 1 => {
                    let side = &sides[*step as usize];
                    let last = side.existing(&document()).unwrap().revision;
                    save(side, Some(last), &format!("{step} {number}"), 1).unwrap();
                }
                2 | 3 => {
                    let from = *step as usize - 2;
                    let bytes = sent(sides[from].store(), &keys[from]);
                    let relation = taken(&sides[1 - from], &bytes).unwrap();
                    let same = answers(sides[0].store(), &document()).unwrap() == answers(sides[1].store(), &document()).unwrap();
                    match relation {
                        Relation::Forked(_) => parted.fetch_add(1, std::sync::atomic::Ordering::SeqCst),
                        Relation::Behind(_) => 0,
                        _ => {
                            prop_assert!(same);
                            agreed.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
                        }
                    };
                    old.push(bytes);
                }
                _ => {
                    let replayed = &old[number % old.len()];
                    taken(&sides[number % 2], replayed).unwrap();
                }
            }
            let now = sides.each_ref().map(|side| side.existing(&document()).unwrap().sequence);
            prop_assert!(now.iter().zip(lengths).all(|(now, before)| *now >= before), "no event is ever lost");
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let (parted, agreed) = (parted.into_inner(), agreed.into_inner());
    assert!(parted > 20 && agreed > 20, "{parted} parted, {agreed} agreed");
}
