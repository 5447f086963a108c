//! What is said first of a file is true by itself: signatures on no line, levels of what lies in the file, and lists that say nothing.

use lopdf::{Document, IncrementalDocument, Object, dictionary};

use kansli::attest::{Circumstances, attest};
use kansli::model::{Hash, SignaturePlace};
use kansli::sign::*;
use kansli::theme::{DEFAULT_THEME, Theme};
use kansli::world::BuiltIn;
use kansli::write::Provenance;

use super::authority::{Keys, Party, Profile};
use super::bench::{Clock, Desk, SIGNED, STAMPED, certificate};
use super::path::Nowhere;

/// The file with a field of another program that covers nothing, signed by somebody.
fn with_extra(desk: &Desk, bytes: &[u8]) -> Vec<u8> {
    let document = Document::load_mem(bytes).unwrap();
    let id = (document.max_id + 10, 0);
    let form = document.catalog().unwrap().get(b"AcroForm").and_then(Object::as_reference).unwrap();
    let list = document.get_dictionary(form).unwrap().get(b"Fields").and_then(Object::as_reference).unwrap();
    let mut fields = document.get_object(list).unwrap().as_array().unwrap().clone();
    fields.push(id.into());
    let field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("Extra"), "F" => 132,
        "Rect" => vec![Object::from(0); 4],
    };
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), document);
    update.new_document.objects.insert(id, field.into());
    update.new_document.objects.insert(list, fields.into());
    update.new_document.max_id = id.0;
    let mut with_field = Vec::new();
    update.save_to(&mut with_field).unwrap();
    let document = Document::load_mem(&with_field).unwrap();
    let field = fields_of(&document).into_iter().find(|field| field.name == "Extra").unwrap();
    let place: SignaturePlace = choose(&desk.prepared, &Signatory { principal: "VGR", name: None }).unwrap().1;
    let slot = open(&with_field, &field, &place, &Preparation { time: (SIGNED, 120), stamp: None, room: 16 << 10 }).unwrap();
    let stranger = desk.root.issue("Nisse Främling", Keys::p256(), 99, &Profile::default());
    let key = FileKey::read(stranger.keys.pkcs8(), None).unwrap();
    sign(&slot, &key, &[certificate(&stranger)], None).unwrap()
}

/// The validation report in plain text, on one line.
fn attested(report: &Report) -> String {
    let circumstances = Circumstances {
        file: "lmr.pdf",
        time: SIGNED,
        roots: &[],
        required: &[],
        by: Some("Åsa Öhrnfeldt, processledare, Region Björkmark"),
        program: "Kansli",
        drawn: &|_| true,
    };
    let (theme, hash) = (Theme::load(&BuiltIn, DEFAULT_THEME).unwrap(), Hash::of(b""));
    let provenance = Provenance { source: hash.clone(), kind: hash.clone(), theme: hash, date: "2025-06-03".into(), docx: None };
    let text = kansli::write::text::write(&attest(report, &circumstances), &theme, &provenance).unwrap().bytes;
    String::from_utf8(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sentences(report: &Report) -> String {
    let sentence = report.sentence();
    format!("{}\n{}\n", sentence.sv, sentence.en)
}

#[test]
fn a_signature_on_no_line_is_not_counted_and_is_told_of_first() {
    let desk = Desk::new();
    let (first, second) = desk.both();
    let mut told = String::new();
    for (name, bytes, lines) in [
        ("nobody", with_extra(&desk, &desk.prepared), (2, 0)),
        ("one", with_extra(&desk, &first), (2, 1)),
        ("both", with_extra(&desk, &second), (2, 2)),
    ] {
        let report = verify(&bytes, &desk.policy()).unwrap();
        assert_eq!((report.lines.all, report.lines.signed), lines, "{report:#?}");
        let stray: Vec<&str> = report.strays().map(|stray| stray.field.as_str()).collect();
        assert_eq!((report.verdict, stray), (Verdict::Valid, vec!["Extra"]), "{report:#?}");
        told += &format!("{name}\n{}", sentences(&report));
        let required = Policy { required: vec!["VGR".into(), "VGK".into()], ..desk.policy() };
        let verdict = if lines.1 == 2 { Verdict::Valid } else { Verdict::Incomplete };
        let required = verify(&bytes, &required).unwrap();
        assert_eq!(required.verdict, verdict);
        told += &sentences(&required);
    }
    let attested = attested(&verify(&with_extra(&desk, &first), &desk.policy()).unwrap());
    for said in [
        "Giltig så långt",
        "Ingen rad i dokumentet (fältet Extra)",
        "prövades 2025-06-02 kl. 13.30.00 (UTC+2) av Åsa Öhrnfeldt, processledare, Region Björkmark.",
    ] {
        assert!(attested.contains(said), "{said}\n{attested}");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("verdicts_strays", told) });
}

#[test]
fn a_level_is_of_what_lies_in_the_file() {
    let desk = Desk::new();
    let (_, both) = desk.both();
    let roots = [certificate(&desk.root)];
    let evidence = Evidence { lists: vec![desk.root.list("20250603000000Z", "20250703000000Z", &[])], answers: Vec::new() };
    let given = Policy { evidence: evidence.clone(), ..desk.policy() };
    let levels = |bytes: &[u8], policy: &Policy| {
        let report = verify(bytes, policy).unwrap();
        assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
        report.persons().map(|signature| (signature.level, signature.revocation)).collect::<Vec<_>>()
    };
    let stamp = |bytes: &[u8]| stamp_document(bytes, &Clock(&desk.time, "20250603100000Z")).unwrap();
    let prove = |bytes: &[u8], evidence: &Evidence| prove(bytes, &roots, evidence, &Nowhere).unwrap().bytes;
    let empty = stamp(&prove(&both, &Evidence::default()));
    assert_eq!(levels(&empty, &desk.policy()), [(Some(Level::Time), Revocation::Unknown); 2]);
    assert_eq!(levels(&empty, &given), [(Some(Level::Time), Revocation::Good); 2], "a list beside the file is not in it");
    let proven = prove(&both, &evidence);
    assert_eq!(levels(&proven, &desk.policy()), [(Some(Level::LongTerm), Revocation::Good); 2]);
    assert_eq!(levels(&stamp(&proven), &desk.policy()), [(Some(Level::Archive), Revocation::Good); 2]);
    let late = prove(&stamp(&both), &evidence);
    assert_eq!(levels(&late, &desk.policy()), [(Some(Level::LongTerm), Revocation::Good); 2], "no stamp covers the proof");
}

#[test]
fn a_signature_of_the_older_sort_has_no_level() {
    let desk = Desk::new();
    let mut slot = desk.slot(&desk.prepared, "VGR");
    let (new, old) = (b"ETSI.CAdES.detached", b"adbe.pkcs7.detached");
    let at = slot.bytes.windows(new.len()).rposition(|window| window == new).unwrap();
    slot.bytes[at..at + old.len()].copy_from_slice(old);
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    let signed = sign(&slot, &key, &[certificate(&desk.region)], Some(&Clock(&desk.time, STAMPED))).unwrap();
    let report = verify(&signed, &desk.policy()).unwrap();
    assert_eq!((report.verdict, report.signatures[0].level), (Verdict::Valid, None), "{report:#?}");
    assert!(attested(&report).contains("Ingen PAdES-nivå"));
}

#[test]
fn what_a_list_fails_to_tell_and_whose_stamp_counts_is_said() {
    let desk = Desk::new();
    let (_, both) = desk.both();
    let other = Party::root("Annan");
    let mut told = String::new();
    let mut case = |name: &str, policy: &Policy| {
        let report = verify(&both, policy).unwrap();
        told += &format!("{name}\n{}", sentences(&report));
        let mut said: Vec<String> = Vec::new();
        for finding in report.all_findings() {
            let line = format!("[{}] {}\n[{}] {}\n", finding.code, finding.message.sv, finding.code, finding.message.en);
            if !said.contains(&line) {
                said.push(line);
            }
        }
        told += &(said.concat() + "\n");
    };
    let with = |list: Vec<u8>| Policy { evidence: Evidence { lists: vec![list], answers: Vec::new() }, ..desk.policy() };
    case("no list", &desk.policy());
    case("a list that is over", &with(desk.root.list("20250101000000Z", "20250201000000Z", &[])));
    case("another issuer's list", &with(other.list("20250603000000Z", "20250703000000Z", &[])));
    case("a list that holds", &with(desk.root.list("20250603000000Z", "20250703000000Z", &[])));
    let root = certificate(&desk.root);
    let roots_of = vec![("VGR".to_owned(), root.clone()), ("VGK".to_owned(), root)];
    case("roots for principals alone", &Policy { roots: Vec::new(), roots_of, ..desk.policy() });
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("verdicts_lists", told) });
}
