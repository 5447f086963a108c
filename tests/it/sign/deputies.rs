//! Who counts as having signed: the one whom the line names, or a deputy whom the verifier accepts; and nobody who is on no line.

use lopdf::{Document, Object, ObjectId, StringFormat, dictionary};

use super::authority::{Keys, Party, Profile};
use super::ledger::{ELECTRONIC, People, Workspace, snapshot};

const ID: &str = "lmr-palliativ-vard";

/// Two workspaces with one history, a version fixed for signing, where both know whom to trust.
pub fn fixed(people: &People) -> (Workspace, Workspace) {
    let region = people.workspace("Åsa Öhrnfeldt", "Västra Götalandsregionen");
    let council = people.workspace("Karin Lindmo", "VästKom");
    region.drafts(&[ELECTRONIC]);
    region.fixes();
    region.sends_history(&council);
    for workspace in [&region, &council] {
        workspace.does("config --trust rot.pem", 0);
    }
    (region, council)
}

#[test]
fn whoever_signs_on_another_persons_line_counts_only_where_that_is_accepted() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Nisse Främling")]);
    let (region, council) = fixed(&people);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    region.sends_file(&council, "lmr.pdf");
    let line = "sign lmr.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp";
    let mut told = council.does(line, 1);
    assert_eq!(council.acts()[3..], ["signing-opened", "signature"], "the one that came, and none of our own");
    assert_eq!(council.desk.read("lmr.pdf"), region.desk.read("lmr.pdf"));
    told += &council.does("sign lmr.pdf|--deputy|Nisse|--as|VGK|--key|vgk.key|--cert|vgk.pem|--no-timestamp", 2);
    told += &council.does("sign lmr.pdf|--deputy|VGK=Nisse Främling|--as|VGK|--key|vgk.key|--cert|vgk.pem|--no-timestamp", 0);
    // The other side has not accepted the deputy: it notes the signature, and the version is not signed.
    council.sends_file(&region, "lmr.pdf");
    told += &region.does("sign receive lmr.pdf", 0);
    assert_eq!(region.acts().last().unwrap(), "signature");
    told += region.does("verify --require VGR,VGK lmr.pdf", 5).lines().next().unwrap();
    told += "\n";
    told += region.does("verify lmr.pdf", 0).lines().next().unwrap();
    told += "\n";
    told += &region.does("package lmr.pdf --key vgr.key --cert vgr.pem --no-timestamp -o lmr.asice", 1);
    told += &region.does("config --deputy|VGK=Nisse Främling", 0);
    told += &region.does("sign receive lmr.pdf", 0);
    assert_eq!(region.log(), council.log(), "not one event differs");
    assert!(region.log().to_string().contains(r#""name":"Nisse Främling""#), "the log names whoever signed");
    told += &region.does("verify --require VGR,VGK lmr.pdf", 0);
    region.does("package lmr.pdf --key vgr.key --cert vgr.pem --no-timestamp -o lmr.asice", 0);
    if let Ok(output) = std::process::Command::new("pdftotext").arg("-layout").arg(region.desk.path("lmr.pdf")).arg("-").output() {
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("Nisse Främling") && text.contains("i stället för Per-Olof Tjärnlund"), "the stamp: {text}");
    }
    told += &region.does("config --dismiss|Nisse Främling", 0);
    told += &region.does("config --dismiss|Nisse Främling", 1);
    told += region.does("verify --require VGR,VGK lmr.pdf", 5).lines().next().unwrap();
    snapshot("deputies_counted", &told);
}

/// The file with one more signature, valid, in a field that Kansli did not make.
fn with_stranger(bytes: &[u8], stranger: &Party) -> Vec<u8> {
    const ROOM: usize = 8_000;
    let base = Document::load_mem(bytes).unwrap();
    let (value, field): (ObjectId, ObjectId) = ((base.max_id + 10, 0), (base.max_id + 11, 0));
    let form = base.catalog().unwrap().get(b"AcroForm").and_then(Object::as_reference).unwrap();
    let list = base.get_dictionary(form).unwrap().get(b"Fields").and_then(Object::as_reference).unwrap();
    let mut fields = base.get_object(list).unwrap().as_array().unwrap().clone();
    fields.push(field.into());
    let number = |digit: i64| Object::from(digit * 1_111_111_111);
    let signature = dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![Object::from(0), number(1), number(2), number(3)],
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "M" => Object::String(b"D:20260603120000+02'00'".to_vec(), StringFormat::Literal),
    };
    let widget = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "F" => 132, "V" => value,
        "T" => Object::String(b"Extra".to_vec(), StringFormat::Literal), "Rect" => vec![Object::from(0); 4],
    };
    let mut update = lopdf::IncrementalDocument::create_from(bytes.to_vec(), base);
    for (id, object) in [(value, Object::from(signature)), (field, widget.into()), (list, fields.into())] {
        update.new_document.objects.insert(id, object);
        update.new_document.max_id = update.new_document.max_id.max(id.0);
    }
    let mut out = Vec::new();
    update.save_to(&mut out).unwrap();
    let find = |out: &[u8], what: &[u8]| out.windows(what.len()).rposition(|window| window == what).unwrap();
    let start = find(&out, &[b'0'; 2 * ROOM]) - 1;
    let end = start + 2 * ROOM + 2;
    let ranges = format!("{start:010} {end:010} {:010}", out.len() - end);
    let at = find(&out, b"1111111111 2222222222 3333333333");
    out[at..at + ranges.len()].copy_from_slice(ranges.as_bytes());
    let container = stranger.detached(&[&out[..start], &out[end..]].concat());
    let hexadecimal: String = container.iter().map(|byte| format!("{byte:02x}")).collect();
    out[start + 1..start + 1 + hexadecimal.len()].copy_from_slice(hexadecimal.as_bytes());
    out
}

#[test]
fn a_signature_on_no_line_is_not_taken_in() {
    let people = People::new(&[("vgr", "Henrik Malmgrund"), ("vgk", "Per-Olof Tjärnlund")]);
    let (region, council) = fixed(&people);
    region.does(&format!("sign {ID}@1.0 --as VGR --key vgr.key --cert vgr.pem --no-timestamp -o lmr.pdf"), 0);
    let stranger = people.root().issue("Nisse Främling", Keys::p256(), 77, &Profile::default());
    let with = with_stranger(&region.desk.read("lmr.pdf"), &stranger);
    for workspace in [&region, &council] {
        workspace.desk.put("extra.pdf", &with);
    }
    let found = region.does("verify --format json extra.pdf", 0);
    assert!(found.contains("Nisse Främling"), "the signature itself holds: {found}");
    let before = (region.log(), council.log());
    let mut told = council.does("sign receive extra.pdf", 1);
    told += &council.does("sign extra.pdf --as VGK --key vgk.key --cert vgk.pem --no-timestamp", 1);
    told += &region.does(&format!("renew extra.pdf --tsa {}", people.address), 1);
    assert_eq!((region.log(), council.log()), before, "nothing is noted");
    assert_eq!(region.desk.read("extra.pdf"), with, "nothing is written");
    snapshot("deputies_strangers", &told);
}
