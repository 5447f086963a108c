//! Signatures over the years: proof is kept in the file, time stamps age and are renewed, and certificates of every sort of
//! badness are told apart.

use std::fmt::Write;

use kansli::sign::*;

use super::authority::{Keys, Party, Profile};
use super::bench::{Clock, Desk, NOW, SIGNED, certificate, refusals};

/// A network inside the test: one list and one responder.
struct Wires<'a> {
    desk: &'a Desk,
    responder: &'a Party,
}

impl Network for Wires<'_> {
    fn list(&self, address: &str) -> Option<Vec<u8>> {
        (address == "http://test.exempel.se/lista").then(|| self.desk.root.list("20250603000000Z", "20250703000000Z", &[]))
    }

    fn answer(&self, address: &str, request: &[u8]) -> Option<Vec<u8>> {
        let serial = *request.last()?;
        (address == "http://test.exempel.se/svar")
            .then(|| self.responder.answer(&self.desk.root, u64::from(serial), None, "20250603000000Z", "20250703000000Z"))
    }
}

/// A desk whose certificates say where their revocation is told.
fn wired() -> (Desk, Party) {
    let mut desk = Desk::new();
    let list = Profile { list_address: Some("http://test.exempel.se/lista".into()), ..Profile::default() };
    let answer = Profile { responder_address: Some("http://test.exempel.se/svar".into()), ..Profile::default() };
    desk.region = desk.root.issue("Henrik Malmgrund", Keys::p256(), 11, &list);
    desk.council = desk.root.issue("Per-Olof Tjärnlund", Keys::rsa(), 12, &answer);
    let stamps = Profile { until: "20300101000000Z", list_address: list.list_address, ..Profile::time_stamps() };
    desk.time = desk.root.issue("Testtid", Keys::p256(), 13, &stamps);
    let responder = desk.root.issue("Testsvar", Keys::p256(), 14, &Profile::answers());
    (desk, responder)
}

#[test]
fn proof_and_stamps_keep_signatures_provable() {
    let (desk, responder) = wired();
    let (_, both) = desk.both();
    let network = Wires { desk: &desk, responder: &responder };
    let roots = [certificate(&desk.root)];
    let proven = prove(&both, &roots, &Evidence::default(), &network).unwrap();
    assert!(proven.bytes.starts_with(&both));
    assert_eq!(proven.unknown, Vec::<String>::new());
    let report = verify(&proven.bytes, &desk.policy()).unwrap();
    assert_eq!((report.verdict, report.refusals()), (Verdict::Valid, vec![]), "{report:#?}");
    assert_eq!(report.signatures.iter().map(|one| one.level).collect::<Vec<_>>(), [Some(Level::LongTerm); 2]);
    assert_eq!(report.signatures[1].revocation, Revocation::Good);
    assert_eq!(report.steps.last().unwrap().kinds, [Kind::ValidationData]);

    let archived = stamp_document(&proven.bytes, &Clock(&desk.time, "20250604000000Z")).unwrap();
    let report = verify(&archived, &desk.policy()).unwrap();
    assert_eq!((report.verdict, report.refusals()), (Verdict::Valid, vec![]), "{report:#?}");
    assert_eq!(report.signatures[0].level, Some(Level::Archive));
    assert!(report.signatures[2].time_stamp);

    // In 2031 the authority's certificate has expired: what nobody renewed proves nothing more.
    let later = Policy { now: SIGNED + 6 * 365 * 86_400, ..desk.policy() };
    let aged = verify(&both, &later).unwrap();
    assert!(aged.signatures.iter().all(|one| one.proven_time.is_none()));
    assert!(aged.all_findings().any(|finding| finding.code == "time-stamp-aged"));

    // Renewed in time by another authority it is as good as ever.
    let next = desk.root.issue("Testtid 2", Keys::p384(), 15, &Profile::time_stamps());
    let renewed = stamp_document(&archived, &Clock(&next, "20290101000000Z")).unwrap();
    let report = verify(&renewed, &later).unwrap();
    assert_eq!((report.verdict, report.refusals()), (Verdict::Valid, vec![]), "{report:#?}");
    assert_eq!(report.signatures[0].proven_time, Some(SIGNED + 1));
}

#[test]
fn proof_that_was_taken_away_is_missed() {
    let (desk, responder) = wired();
    let (_, both) = desk.both();
    let network = Wires { desk: &desk, responder: &responder };
    let proven = prove(&both, &[certificate(&desk.root)], &Evidence::default(), &network).unwrap().bytes;
    let archived = stamp_document(&proven, &Clock(&desk.time, "20250604000000Z")).unwrap();
    let base = lopdf::Document::load_mem(&archived).unwrap();
    let root = base.trailer.get(b"Root").and_then(lopdf::Object::as_reference).unwrap();
    let mut catalog = base.catalog().unwrap().clone();
    catalog.set("DSS", lopdf::Dictionary::new());
    let mut update = lopdf::IncrementalDocument::create_from(archived.clone(), base);
    update.new_document.objects.insert(root, catalog.into());
    let mut out = Vec::new();
    update.save_to(&mut out).unwrap();
    assert!(refusals(&out, &desk.policy()).contains(&"proof-removed"));
}

/// A document that one certificate has signed, and how it is judged.
fn judged(desk: &Desk, profile: &Profile, stamped: Option<&str>, policy: &Policy) -> (Report, String) {
    let party = desk.root.issue("Henrik Malmgrund", Keys::p256(), 77, profile);
    let key = FileKey::read(party.keys.pkcs8(), None).unwrap();
    let slot = desk.slot(&desk.prepared, "VGR");
    let clock = stamped.map(|at| Clock(&desk.time, at));
    let authority = clock.as_ref().map(|clock| clock as &dyn TimeStamper);
    let signed = sign(&slot, &key, &[certificate(&party)], authority).unwrap();
    let report = verify(&signed, policy).unwrap();
    let mut out = String::new();
    for finding in report.all_findings() {
        writeln!(out, "  [{}] {}", finding.code, finding.message.sv).unwrap();
    }
    (report, out)
}

#[test]
fn bad_certificates_each_have_their_own_words() {
    let desk = Desk::new();
    let stamped = Some("20250602113001Z");
    let mut out = String::new();
    let mut case = |name: &str, profile: &Profile, stamped: Option<&str>, policy: &Policy, verdict: Verdict| {
        let (report, findings) = judged(&desk, profile, stamped, policy);
        assert_eq!(report.verdict, verdict, "{name}: {findings}");
        writeln!(out, "{name}: {:?}\n{findings}", report.verdict).unwrap();
    };
    let usual = Profile::default();
    let policy = desk.policy();
    let short = Profile { from: "20240101000000Z", until: "20250101000000Z", ..usual.clone() };
    case("expired", &short, stamped, &policy, Verdict::Invalid);
    case("expired, without a time stamp", &short, None, &policy, Verdict::Invalid);
    let until_tomorrow = Profile { until: "20250603000000Z", ..usual.clone() };
    case("expired since, with a time stamp", &until_tomorrow, stamped, &policy, Verdict::Valid);
    let later = Policy { now: NOW + 40 * 86_400, ..desk.policy() };
    case("expired since, without one", &until_tomorrow, None, &later, Verdict::Invalid);
    case("not yet valid", &Profile { from: "20260101000000Z", ..usual.clone() }, stamped, &policy, Verdict::Invalid);
    let nobody = Policy { roots: vec![certificate(&Party::root("Annan rot"))], ..desk.policy() };
    case("untrusted", &usual, stamped, &nobody, Verdict::Invalid);
    let list = |revoked: &[(u64, &str)]| Policy {
        evidence: Evidence { lists: vec![desk.root.list("20250603000000Z", "20250703000000Z", revoked)], answers: Vec::new() },
        ..desk.policy()
    };
    case("on no list", &usual, stamped, &list(&[]), Verdict::Valid);
    case("revoked before", &usual, stamped, &list(&[(77, "20250601000000Z")]), Verdict::Invalid);
    case("revoked after", &usual, stamped, &list(&[(77, "20250602200000Z")]), Verdict::Valid);
    case("revoked after, without a time stamp", &usual, None, &list(&[(77, "20250602200000Z")]), Verdict::Invalid);
    let answer = desk.root.answer(&desk.root, 77, Some("20250601000000Z"), "20250603000000Z", "20250703000000Z");
    let answered = Policy { evidence: Evidence { lists: Vec::new(), answers: vec![answer] }, ..desk.policy() };
    case("revoked, by an answer", &usual, stamped, &answered, Verdict::Invalid);
    let forged = Party::root("Testrot").list("20250603000000Z", "20250703000000Z", &[(77, "20250601000000Z")]);
    let forged = Policy { evidence: Evidence { lists: vec![forged], answers: Vec::new() }, ..desk.policy() };
    case("a list that a stranger made", &usual, stamped, &forged, Verdict::Valid);
    insta::assert_snapshot!("certificates", out);
}

#[test]
fn certificates_for_other_uses_do_not_sign() {
    let desk = Desk::new();
    for profile in [Profile { usage: 0x20, ..Profile::default() }, Profile { purposes: &["1.3.6.1.5.5.7.3.1"], ..Profile::default() }] {
        let party = desk.root.issue("Henrik Malmgrund", Keys::p256(), 78, &profile);
        let key = FileKey::read(party.keys.pkcs8(), None).unwrap();
        let fault = sign(&desk.slot(&desk.prepared, "VGR"), &key, &[certificate(&party)], None).unwrap_err();
        assert_eq!(fault.message.sv, "certifikatet för ”Henrik Malmgrund” är inte till för underskrifter");
    }
}

#[test]
fn a_time_stamp_that_is_not_ours_is_refused() {
    struct Other(Vec<u8>);
    impl TimeStamper for Other {
        fn stamp(&self, _: &[u8]) -> Result<Vec<u8>, Fault> {
            Ok(self.0.clone())
        }
    }
    let desk = Desk::new();
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let slot = desk.slot(&desk.prepared, "VGR");
    let chain = [certificate(&desk.region)];
    struct Catch<'a>(std::cell::RefCell<Vec<u8>>, &'a Party);
    impl TimeStamper for Catch<'_> {
        fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Fault> {
            let answer = self.1.stamped(request, "20250602113001Z");
            *self.0.borrow_mut() = answer.clone();
            Ok(answer)
        }
    }
    let catch = Catch(Default::default(), &desk.time);
    sign(&slot, &key, &chain, Some(&catch)).unwrap();
    let mut out = String::new();
    let wrong = desk.root.issue("Ingen tid", Keys::p256(), 16, &Profile::default());
    let refused = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02].to_vec();
    for (name, answer) in [("of another request", catch.0.into_inner()), ("refused", refused), ("noise", b"<html>".to_vec())] {
        let fault = sign(&slot, &key, &chain, Some(&Other(answer))).unwrap_err();
        writeln!(out, "{name}: {}", fault.message.sv).unwrap();
    }
    let fault = sign(&slot, &key, &chain, Some(&Clock(&wrong, "20250602113001Z"))).unwrap_err();
    writeln!(out, "by somebody else: {}", fault.message.sv).unwrap();
    insta::assert_snapshot!("time_stamps_refused", out);
}

#[test]
fn a_signature_by_a_certificate_for_other_uses_does_not_hold() {
    let desk = Desk::new();
    let mut out = String::new();
    for (name, profile, refused) in [
        ("for signing", Profile::default(), None),
        ("for servers", Profile { purposes: &["1.3.6.1.5.5.7.3.1"], ..Profile::default() }, Some("certificate-wrong-usage")),
        ("for encryption", Profile { usage: 0x20, ..Profile::default() }, Some("certificate-wrong-usage")),
        ("for time stamps", Profile::time_stamps(), Some("certificate-wrong-usage")),
    ] {
        let party = desk.root.issue("Henrik Malmgrund", Keys::p256(), 79, &profile);
        let slot = desk.slot(&desk.prepared, "VGR");
        let signed = slot.fill(&party.detached(&slot.parts().concat())).unwrap();
        assert_eq!(refusals(&signed, &desk.policy()), refused.into_iter().collect::<Vec<_>>(), "{name}");
        for finding in verify(&signed, &desk.policy()).unwrap().all_findings().filter(|finding| finding.weight == Weight::Refused) {
            writeln!(out, "{name}: {}", finding.message.sv).unwrap();
        }
    }
    insta::assert_snapshot!("wrong_usage", out);
}
