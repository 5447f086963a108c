//! What people do, in one archive: the way of a commission from its first draft into force and beyond, and every refusal.

use kansli::diag::codes;
use kansli::model::{Label, Version};
use kansli::store::{
    Act, Archive, At, CaseNumber, Dispatching, Gone, Outcome, Position, Purpose, Saved, StateChange, StoreError, Validity,
};

use super::*;

pub fn change(archive: &Archive, to: &str, change: StateChange) -> Result<Kept, StoreError> {
    let intent = archive.change_state(&document(), &At::Last, to, change, &states())?;
    carry_out(archive, intent, 100)
}

fn because(reason: &str) -> StateChange {
    StateChange { reason: Some(reason.into()), ..StateChange::default() }
}

/// The proof that a text may be signed, made as only a check can: from a real document without faults.
pub fn cleared(text: &str) -> StateChange {
    let producer = kansli::produce::Producer::new(&BuiltIn).unwrap();
    let source = kansli::read::read(kansli::diag::FileName::new("lmr.toml"), text.as_bytes()).unwrap();
    StateChange { clearance: Some(producer.clearance(&source).output.unwrap()), ..StateChange::default() }
}

pub fn example() -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/exempel/alla-delar.toml")).unwrap()
}

fn versions(archive: &Archive) -> Vec<String> {
    let last = archive.store().standing(&document()).unwrap().unwrap().revision;
    (1..=last)
        .map(|revision| archive.store().revision(&document(), revision).unwrap().unwrap())
        .map(|row| format!("{} {}{}", row.version, row.state, if row.frozen { " *" } else { "" }))
        .collect()
}

fn dispatching(purpose: Purpose) -> Dispatching {
    Dispatching { purpose, recipients: vec!["Kommunförbundet Björkmark".into()], case_number: None }
}

/// The whole way: drafts, consultation, back, fixed, withdrawn, fixed again, in force, changed, replaced.
#[test]
fn a_commission_goes_its_way_and_every_number_is_used_once() {
    let archive = in_memory();
    let text = example();
    save(&archive, None, "a = 1", 1).unwrap();
    save(&archive, Some(1), "a = 2", 2).unwrap();
    change(&archive, "support", StateChange::default()).unwrap();
    save(&archive, Some(2), "a = 3", 3).unwrap();
    change(&archive, "consultation", StateChange::default()).unwrap();
    change(&archive, "draft", because("remissen är slut")).unwrap();
    assert_eq!(versions(&archive), ["0.1 draft", "0.2 support", "0.3 consultation *", "0.4 draft"]);

    save(&archive, Some(4), &text, 5).unwrap();
    change(&archive, "proposal", StateChange::default()).unwrap();
    change(&archive, "fixed-for-signing", cleared(&text)).unwrap();
    assert_eq!(versions(&archive)[4], "1.0 fixed-for-signing *");
    change(&archive, "draft", because("en undertecknare har bytts ut")).unwrap();
    assert_eq!(versions(&archive)[4..], ["1.0 withdrawn *", "1.0.1 draft"]);

    let second = text.replace("Brita Vallhammar", "Brita Vall");
    save(&archive, Some(6), &second, 6).unwrap();
    change(&archive, "proposal", StateChange::default()).unwrap();
    change(&archive, "fixed-for-signing", cleared(&second)).unwrap();
    let on_paper = StateChange { on_paper: true, ..because("undertecknad på papper den 2 juni 2021") };
    change(&archive, "signed", on_paper.clone()).unwrap();
    let validity = Validity { review_by: Some("2024-06-30".into()), from: Some("2021-06-02".into()), until: None };
    change(&archive, "in-force", StateChange { validity, ..StateChange::default() }).unwrap();
    assert_eq!(versions(&archive)[6..], ["1.1 in-force *"]);
    let standing = archive.existing(&document()).unwrap();
    assert_eq!(standing.due[0].day(), Some(&"2024-06-30".to_owned()));

    // A later change, while 1.1 stays in force until the new one is.
    change(&archive, "draft", because("målet ändras")).unwrap();
    save(&archive, Some(8), &text, 9).unwrap();
    change(&archive, "proposal", StateChange::default()).unwrap();
    change(&archive, "fixed-for-signing", cleared(&text)).unwrap();
    change(&archive, "signed", on_paper).unwrap();
    assert_eq!(versions(&archive)[6..], ["1.1 in-force *", "1.1.1 draft", "1.2 signed *"]);
    change(&archive, "in-force", StateChange::default()).unwrap();
    assert_eq!(versions(&archive)[6..], ["1.1 replaced *", "1.1.1 draft", "1.2 in-force *"]);
    assert_eq!(archive.existing(&document()).unwrap().due, []);

    for (name, revision) in [("7", 7), ("0.3", 3), ("1.0", 5), ("1.0.1", 6), ("1.2", 9)] {
        assert_eq!(archive.find(&document(), &at(name)).unwrap().1.revision, revision, "{name}");
    }
    assert_eq!(archive.source(&archive.find(&document(), &at("1.2")).unwrap().1).unwrap(), text.as_bytes());
}

#[test]
fn nothing_frozen_changes_and_every_refusal_says_what_to_do() {
    let archive = in_memory();
    let mut all = String::new();
    let mut refused = |name: &str, outcome: Result<Kept, StoreError>| {
        let before = answers(archive.store(), &document()).unwrap();
        all.push_str(&format!("{name}: {}\n", told(&outcome.expect_err(name))));
        assert_eq!(answers(archive.store(), &document()).unwrap(), before, "{name}");
    };
    save(&archive, None, "a = 1", 1).unwrap();
    save(&archive, Some(1), "a = 2", 2).unwrap();
    let find = |text: &str| archive.find(&document(), &at(text)).map(|_| unreachable!());
    let intent = |made: Result<Intent, StoreError>| made.and_then(|intent| carry_out(&archive, intent, 7));
    refused("a number that does not exist", find("3"));
    refused("a version that does not exist", find("0.9"));
    refused("a label that does not exist", find("beslutsversion"));
    refused("a day without a position", find("2021-03-31"));
    refused(
        "a document that does not exist",
        archive.find(&DocumentId::parse("lmr-palliativ-varld").unwrap(), &At::Last).map(|_| unreachable!()),
    );
    refused("an old base", save(&archive, Some(1), "a = 3", 3));
    refused("another kind", {
        let other = Source { kind: KindId::new("lmr"), ..source("a = 3") };
        archive.save(other, Some(2), "x", &states()).map(|_| unreachable!())
    });
    refused("a state that does not exist", change(&archive, "klar", StateChange::default()));
    refused("a state that can't be reached", change(&archive, "in-force", StateChange::default()));
    refused("the same state", change(&archive, "draft", StateChange::default()));
    refused(
        "sent to nobody",
        intent(archive.dispatch(&document(), &At::Last, Dispatching { recipients: vec![], ..dispatching(Purpose::Remiss) })),
    );
    refused("sent without a case number", intent(archive.dispatch(&document(), &At::Last, dispatching(Purpose::Beslut))));
    refused("an empty reason", {
        match archive.save(source("a = 4"), Some(2), " ", &states()).unwrap() {
            Saved::New(intent) => carry_out(&archive, *intent, 4),
            Saved::Unchanged(_) => unreachable!(),
        }
    });
    refused("a recipient with an escape", {
        let recipients = vec!["\u{1b}[31mröd".to_owned()];
        intent(archive.dispatch(&document(), &At::Last, Dispatching { recipients, ..dispatching(Purpose::Synpunkter) }))
    });
    change(&archive, "proposal", StateChange::default()).unwrap();
    refused("a change of what is frozen", save(&archive, Some(2), "a = 3", 3));
    refused("an old revision brought back while frozen", intent(archive.restore(&document(), &at("1"), "x")));
    refused("going back without a reason", change(&archive, "draft", StateChange::default()));
    refused("fixing without a clean check", change(&archive, "fixed-for-signing", StateChange::default()));
    refused("fixing with the check of another text", change(&archive, "fixed-for-signing", cleared(&example())));
    change(&archive, "draft", because("synpunkter")).unwrap();
    save(&archive, Some(3), &example(), 5).unwrap();
    change(&archive, "proposal", StateChange::default()).unwrap();
    change(&archive, "fixed-for-signing", cleared(&example())).unwrap();
    refused("signing by hand", change(&archive, "signed", StateChange::default()));
    refused("signing on paper without a word", change(&archive, "signed", StateChange { on_paper: true, ..StateChange::default() }));
    let on_paper = StateChange { on_paper: true, ..because("undertecknad på papper den 2 juni 2021") };
    change(&archive, "signed", on_paper).unwrap();
    change(&archive, "in-force", StateChange::default()).unwrap();
    let by = |id: &str| StateChange { replaced_by: DocumentId::parse(id), ..StateChange::default() };
    refused("replaced by nobody knows what", change(&archive, "replaced", StateChange::default()));
    refused("replaced by itself", change(&archive, "replaced", by(document().as_str())));
    refused("replaced by what does not exist", change(&archive, "replaced", by("lmr-palliativ-vard-2025")));
    refused("repealed and replaced", change(&archive, "repealed", by("lmr-palliativ-vard-2025")));
    refused("an event that does not exist", find("händelse-99"));
    let label = |revision: &str, name: &str, old: Option<&str>| {
        intent(archive.label(&document(), &at(revision), Label::parse(name).unwrap(), old.and_then(Label::parse)))
    };
    label("2", "beslutsversion", None).unwrap();
    label("4", "beslutsversion-2", Some("beslutsversion")).unwrap();
    refused("a label that names something", label("4", "beslutsversion", None));
    refused("a label that was superseded", label("4", "beslutsversion-3", Some("beslutsversion")));
    refused("a label in place of none", label("4", "fastställd", Some("beslutsversion-9")));
    refused("disposal without a decision", archive.dispose(&document(), &[at("1")], " ").map(|_| unreachable!()));
    refused("disposal of a shared source", archive.dispose(&document(), &[at("2")], "RS § 1").map(|_| unreachable!()));
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("store_refusals", all) });
}

/// The commission of a new term is a document of its own, which takes the place of the old one.
#[test]
fn a_new_document_replaces_the_old_one() {
    let archive = in_memory();
    let text = example();
    save(&archive, None, &text, 1).unwrap();
    change(&archive, "inför ställningstagande", StateChange::default()).unwrap();
    change(&archive, "fixed-for-signing", cleared(&text)).unwrap();
    change(&archive, "signed", StateChange { on_paper: true, ..because("undertecknad på papper") }).unwrap();
    let validity = Validity { review_by: Some("2024-06-30".into()), ..Validity::default() };
    change(&archive, "in-force", StateChange { validity, ..StateChange::default() }).unwrap();
    let new = DocumentId::parse("lmr-palliativ-vard-2025").unwrap();
    let Saved::New(intent) = archive.save(Source { document: new.clone(), ..source("a = 1") }, None, "ny period", &states()).unwrap()
    else {
        unreachable!()
    };
    carry_out(&archive, *intent, 50).unwrap();
    change(&archive, "ersatt", StateChange { replaced_by: Some(new.clone()), ..StateChange::default() }).unwrap();
    let standing = archive.existing(&document()).unwrap();
    assert_eq!((standing.state.as_str(), standing.due.len()), ("replaced", 0), "what is replaced falls due no more");
    let events = archive.store().notable(&document()).unwrap();
    assert!(matches!(&events.last().unwrap().event().act, Act::State { replaced_by: Some(by), .. } if *by == new));
}

/// Files that were frozen are found again by the event that froze them and by the number they bear, whatever came after.
#[test]
fn what_was_sent_is_found_again_as_it_was_sent() {
    let archive = in_memory();
    let text = example();
    save(&archive, None, &text, 1).unwrap();
    let freeze = |intent: Intent, text: &str| {
        let intent = intent.with_renditions(vec![("pdf".into(), text.as_bytes().to_vec())]).unwrap();
        archive.carry_out(intent, &actor("Åsa Öhrnfeldt"), minute(9)).unwrap();
    };
    let state = |to: &str, change| archive.change_state(&document(), &At::Last, to, change, &states()).unwrap();
    freeze(archive.dispatch(&document(), &At::Last, dispatching(Purpose::Synpunkter)).unwrap(), "delad");
    freeze(state("proposal", StateChange::default()), "förslag");
    freeze(state("fixed-for-signing", cleared(&text)), "fastställd");
    let cases = [
        ("händelse-2", "delad"),
        ("event-3", "förslag"),
        ("HÄNDELSE-4", "fastställd"),
        ("0.1", "förslag"),
        ("1.0", "fastställd"),
        ("1", "fastställd"),
    ];
    for (name, expected) in cases {
        let (_, row) = archive.find(&document(), &at(name)).unwrap();
        let frozen = archive.frozen(&row, &at(name)).unwrap().unwrap();
        assert_eq!(archive.renditions(&row, &frozen).unwrap()[0].1, expected.as_bytes(), "{name}");
    }
    let row = archive.find(&document(), &at("händelse-1")).unwrap().1;
    assert_eq!(archive.frozen(&row, &at("händelse-1")).unwrap(), None, "nothing was frozen yet");
    assert_eq!(Label::parse("händelse-2"), None, "no label takes the name of an event");
}

#[test]
fn decisions_of_the_parties_are_counted() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 1).unwrap();
    let parties = ["Almby kommun", "Björkmark", "Region Björkmark", "Ekeby kommun"];
    let case_number = Some(CaseNumber::Numbers(vec!["RBM 2025-00187".into()]));
    let recipients = parties.map(str::to_owned).to_vec();
    let sent = Dispatching { purpose: Purpose::Beslut, recipients, case_number };
    carry_out(&archive, archive.dispatch(&document(), &At::Last, sent).unwrap(), 2).unwrap();
    let decide = |body: &str, outcome| {
        let position = Position { body: body.into(), date: "2021-03-31".into(), item: "§ 14".into(), outcome };
        carry_out(&archive, archive.position(&document(), &At::Last, position).unwrap(), 3).unwrap();
        archive.tally(&document(), 1).unwrap()
    };
    assert_eq!(decide("Samverkansrådet", Outcome::Aterremiss).referred, 0, "a council decides nothing");
    decide("Almby kommun", Outcome::Aterremiss);
    decide("Almby kommun", Outcome::Antagen);
    decide("Björkmark", Outcome::AntagenMedTillagg);
    let tally = decide("Ekeby kommun", Outcome::Avslagen);
    assert_eq!((tally.adopted, tally.with_addition, tally.rejected, tally.asked), (2, 1, 1, 4), "a party's last word counts");
}

#[test]
fn labels_never_move_and_days_are_found() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 1).unwrap();
    save(&archive, Some(1), "a = 2", 2).unwrap();
    let position =
        Position { body: "Björkmarks samverkansråd".into(), date: "2021-03-31".into(), item: "§ 14".into(), outcome: Outcome::Bakom };
    carry_out(&archive, archive.position(&document(), &at("1"), position).unwrap(), 3).unwrap();
    let label = Label::parse("Remissversion-1").unwrap();
    carry_out(&archive, archive.label(&document(), &at("2021-03-31"), label.clone(), None).unwrap(), 4).unwrap();
    carry_out(&archive, archive.label(&document(), &at("2"), Label::parse("remissversion-2").unwrap(), Some(label)).unwrap(), 5).unwrap();
    assert_eq!(archive.find(&document(), &at("remissversion-1")).unwrap().1.revision, 1, "superseded, and where it was");
    assert_eq!(archive.find(&document(), &at("remissversion-2")).unwrap().1.revision, 2);
    let labels = archive.store().labels(&document()).unwrap();
    assert_eq!(labels[0].superseded_by, Label::parse("remissversion-2"));
}

#[test]
fn what_is_dispatched_is_kept_as_it_was_sent() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 1).unwrap();
    let intent = archive.dispatch(&document(), &At::Last, dispatching(Purpose::Synpunkter)).unwrap();
    assert!(intent.needs_renditions());
    carry_out(&archive, intent, 2).unwrap();
    let row = archive.find(&document(), &At::Last).unwrap().1;
    assert!(!row.public && !row.is_kept(), "shared for comments alone, it is no official document");
    let frozen = archive.frozen(&row, &At::Last).unwrap().unwrap();
    assert_eq!(archive.renditions(&row, &frozen).unwrap(), [("pdf".to_owned(), b"%PDF rendered".to_vec())]);
    let case_number = Some(CaseNumber::Numbers(vec!["RBM 2025-00187".into()]));
    let intent = archive.dispatch(&document(), &At::Last, Dispatching { case_number, ..dispatching(Purpose::Remiss) }).unwrap();
    assert!(!intent.needs_renditions(), "it is sent as it was before");
    carry_out(&archive, intent, 3).unwrap();
    assert!(archive.find(&document(), &At::Last).unwrap().1.is_kept());
    save(&archive, Some(1), "a = 2", 4).unwrap();
    assert_eq!(archive.find(&document(), &At::Last).unwrap().1.renditions, [], "the next revision was never rendered");
}

#[test]
fn weeding_takes_drafts_and_disposal_needs_a_decision() {
    let archive = in_memory();
    for (revision, text) in ["ett", "två", "tre", "fyra", "fem"].iter().enumerate() {
        save(&archive, revision.checked_sub(1).map(|_| revision as u64), text, 1).unwrap();
    }
    let case_number = Some(CaseNumber::None { reason: "föreningen är ingen myndighet".into() });
    let sent = archive.dispatch(&document(), &at("2"), Dispatching { case_number, ..dispatching(Purpose::Kannedom) }).unwrap();
    carry_out(&archive, sent, 2).unwrap();
    carry_out(&archive, archive.restore(&document(), &at("3"), "tillbaka").unwrap(), 3).unwrap();

    let (intent, weeded) = archive.weed(&document()).unwrap().unwrap();
    assert_eq!(weeded.iter().map(|row| row.revision).collect::<Vec<_>>(), [1, 4, 5], "2 was sent, 3 stands in 6 again");
    carry_out(&archive, intent, 4).unwrap();
    assert!(archive.weed(&document()).unwrap().is_none());
    for (revision, text) in [(2, Some("två")), (3, Some("tre")), (6, Some("tre")), (1, None), (4, None), (5, None)] {
        let row = archive.find(&document(), &At::Revision(revision)).unwrap().1;
        match (archive.source(&row), text) {
            (Ok(bytes), Some(text)) => assert_eq!(bytes, text.as_bytes()),
            (Err(StoreError::Refused(refusal)), None) => assert_eq!(refusal.code, codes::CONTENT_GONE),
            (other, _) => panic!("revision {revision}: {other:?}"),
        }
    }
    let (intent, _) = archive.dispose(&document(), &[at("2")], "RS 2025-06-03 § 85, dnr RBM 2025-00187").unwrap();
    carry_out(&archive, intent, 5).unwrap();
    let row = archive.find(&document(), &at("2")).unwrap().1;
    assert_eq!(row.gone, Some(Gone::Disposed));
    let frozen = archive.frozen(&row, &At::Last).unwrap().unwrap();
    assert!(archive.renditions(&row, &frozen).is_err(), "what was sent is gone too");
    let restored = archive.restore(&document(), &at("2"), "ångrar");
    assert!(matches!(restored, Err(StoreError::Refused(refusal)) if refusal.code == codes::CONTENT_GONE));
    assert!(matches!(archive.store().notable(&document()).unwrap().last().unwrap().event().act, Act::Disposal { .. }));
}

#[test]
fn a_restored_revision_is_a_new_one_with_the_old_source() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 1).unwrap();
    save(&archive, Some(1), "a = 2", 2).unwrap();
    let kept = carry_out(&archive, archive.restore(&document(), &at("0.1"), "det var bättre förut").unwrap(), 3).unwrap();
    assert_eq!((kept.standing.revision, kept.standing.version), (3, Version::parse("0.3").unwrap()));
    let row = archive.find(&document(), &At::Last).unwrap().1;
    assert_eq!(archive.source(&row).unwrap(), b"a = 1");
    assert!(matches!(archive.save(source("a = 1"), Some(3), "x", &states()).unwrap(), Saved::Unchanged(_)));
}

#[test]
fn the_sequence_orders_and_the_clock_only_tells() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 60).unwrap();
    let kept = save(&archive, Some(1), "a = 2", 5).unwrap();
    assert_eq!(kept.clock_behind, Some(minute(60)));
    assert_eq!((kept.standing.revision, kept.standing.latest), (2, minute(60)));
    let kept = save(&archive, Some(2), "a = 3", 60).unwrap();
    assert_eq!(kept.clock_behind, None);
    let times: Vec<_> = archive.store().events(&document(), 1, 9).unwrap().iter().map(|sealed| sealed.event().time).collect();
    assert_eq!(times, [minute(60), minute(5), minute(60)]);
}

#[test]
fn whoever_loses_a_race_loses_nothing_else() {
    let archive = in_memory();
    save(&archive, None, "a = 1", 1).unwrap();
    let Saved::New(mine) = archive.save(source("mitt"), Some(1), "mitt", &states()).unwrap() else { unreachable!() };
    save(&archive, Some(1), "ditt", 2).unwrap();
    let lost = archive.carry_out(*mine, &actor("Örjan Fagerskiöld"), minute(3)).unwrap_err();
    assert_eq!(lost, StoreError::Conflict { document: document(), known: 1 });
    let row = archive.find(&document(), &At::Last).unwrap().1;
    assert_eq!(archive.source(&row).unwrap(), b"ditt");
}
