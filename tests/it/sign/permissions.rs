//! What a signature permits after it, as other programs write it: certifying (DocMDP) and locking (FieldMDP), ISO 32000-1, 12.8.2.

use kansli::sign::*;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, Stream, StringFormat, dictionary};

use super::bench::{Clock, Desk, certificate, refusals};

/// Room for the container, in bytes.
const SPACE: usize = 16 << 10;

/// Signs for a principal with a dictionary that says what may follow, written by another program than ours.
fn permitting(desk: &Desk, method: &str, parameters: Dictionary, indirect: bool) -> Vec<u8> {
    let bytes = &desk.prepared;
    let base = Document::load_mem(bytes).unwrap();
    let (field, _) = choose(bytes, &Signatory { principal: "VGR", name: None }).unwrap();
    let mut widget = base.get_dictionary(field.id).unwrap().clone();
    let value = (base.max_id + 1, 0);
    let mut objects = Vec::new();
    let mut held = |object: Object| match indirect {
        true => {
            let id = (base.max_id + 2 + objects.len() as u32, 0);
            objects.push((id, object));
            Object::Reference(id)
        }
        false => object,
    };
    let parameters = held(parameters.into());
    let reference = dictionary! { "Type" => "SigRef", "TransformMethod" => method, "TransformParams" => parameters };
    let reference = held(reference.into());
    let references = held(vec![reference].into());
    let signature = dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => [0, 1_111_111_111, 2_111_111_111, 1_999_999_999].map(Object::from).to_vec(),
        "Contents" => Object::String(vec![0; SPACE], StringFormat::Hexadecimal),
        "M" => Object::string_literal("D:20250602113000Z"),
        "Reference" => references,
    };
    widget.set("V", value);
    objects.push((value, signature.into()));
    objects.push((field.id, widget.into()));
    let mut update = IncrementalDocument::create_from(bytes.clone(), base);
    for (id, object) in objects {
        update.new_document.objects.insert(id, object);
        update.new_document.max_id = update.new_document.max_id.max(id.0);
    }
    let mut bytes = Vec::new();
    update.save_to(&mut bytes).unwrap();
    let at = |what: &[u8]| bytes.windows(what.len()).rposition(|window| window == what).unwrap();
    let start = at(&vec![b'0'; SPACE * 2]) - 1;
    let end = start + SPACE * 2 + 2;
    let numbers = at(b"1111111111");
    let ranges = format!("{start:010} {end:010} {:010}", bytes.len() - end);
    bytes[numbers..numbers + ranges.len()].copy_from_slice(ranges.as_bytes());
    let key = FileKey::read(desk.region.keys.pkcs8(), None).unwrap();
    sign(&Slot { bytes, start, end }, &key, &[certificate(&desk.region)], None).unwrap()
}

fn certified(desk: &Desk, level: i64, indirect: bool) -> Vec<u8> {
    permitting(desk, "DocMDP", dictionary! { "Type" => "TransformParams", "P" => level, "V" => "1.2" }, indirect)
}

#[test]
fn a_certified_file_may_be_signed_where_it_says_so() {
    let desk = Desk::new();
    for indirect in [false, true] {
        for (level, wanted) in [(1, vec!["changes-forbidden"]), (2, vec![]), (3, vec![])] {
            let first = certified(&desk, level, indirect);
            assert_eq!(refusals(&first, &desk.policy()), Vec::<&str>::new(), "alone it holds at level {level}");
            let second = desk.sign(&first, "VGK", &desk.council);
            assert_eq!(refusals(&second, &desk.policy()), wanted, "level {level}, indirect {indirect}");
        }
    }
}

#[test]
fn proof_and_time_stamps_come_after_any_signature() {
    let desk = Desk::new();
    let first = certified(&desk, 1, false);
    let stamped = stamp_document(&first, &Clock(&desk.time, "20250603000000Z")).unwrap();
    assert_eq!(refusals(&stamped, &desk.policy()), Vec::<&str>::new());
}

#[test]
fn notes_are_a_change_whatever_a_certificate_permits() {
    let desk = Desk::new();
    let first = certified(&desk, 3, false);
    let base = Document::load_mem(&first).unwrap();
    let page = *base.get_pages().values().next().unwrap();
    let note = (base.max_id + 1, 0);
    let mut dictionary = base.get_dictionary(page).unwrap().clone();
    let mut notes = match dictionary.get(b"Annots") {
        Ok(Object::Reference(id)) => base.get_object(*id).unwrap().as_array().unwrap().clone(),
        Ok(Object::Array(list)) => list.clone(),
        _ => Vec::new(),
    };
    notes.push(note.into());
    dictionary.set("Annots", notes);
    let mut update = IncrementalDocument::create_from(first, base);
    let text = dictionary! { "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![10.into(), 10.into(), 20.into(), 20.into()], "Contents" => Object::string_literal("nej") };
    update.new_document.objects.insert(note, text.into());
    update.new_document.objects.insert(page, dictionary.into());
    update.new_document.max_id = note.0;
    let mut out = Vec::new();
    update.save_to(&mut out).unwrap();
    assert_eq!(refusals(&out, &desk.policy()), ["annotation-added", "object-added"]);
}

#[test]
fn a_locked_field_stays_open() {
    let desk = Desk::new();
    let names: Vec<String> = fields_of(&Document::load_mem(&desk.prepared).unwrap()).into_iter().map(|field| field.name).collect();
    let list = |name: &str| Object::Array(vec![Object::string_literal(name)]);
    let [own, other] = names.as_slice() else { panic!("two fields") };
    for (action, fields, locks) in [
        ("All", None, true),
        ("Include", Some(list(other)), true),
        ("Include", Some(list(own)), false),
        ("Exclude", Some(list(own)), true),
        ("Exclude", Some(list(other)), false),
    ] {
        for indirect in [false, true] {
            let mut parameters = dictionary! { "Type" => "TransformParams", "Action" => action, "V" => "1.2" };
            if let Some(fields) = fields.clone() {
                parameters.set("Fields", fields);
            }
            let first = permitting(&desk, "FieldMDP", parameters, indirect);
            assert_eq!(refusals(&first, &desk.policy()), Vec::<&str>::new(), "{action}");
            let second = desk.sign(&first, "VGK", &desk.council);
            let wanted: &[&str] = if locks { &["field-locked"] } else { &[] };
            assert_eq!(refusals(&second, &desk.policy()), wanted, "{action} {fields:?}");
        }
    }
}

/// What is no dictionary signs nothing.
#[test]
fn a_signature_dictionary_that_is_a_stream_is_none() {
    let desk = Desk::new();
    let base = Document::load_mem(&desk.prepared).unwrap();
    let (field, _) = choose(&desk.prepared, &Signatory { principal: "VGR", name: None }).unwrap();
    let value = (base.max_id + 1, 0);
    let mut widget = base.get_dictionary(field.id).unwrap().clone();
    widget.set("V", value);
    let mut update = IncrementalDocument::create_from(desk.prepared.clone(), base);
    update.new_document.objects.insert(value, Stream::new(dictionary! { "Type" => "Sig" }, b"nej".to_vec()).into());
    update.new_document.objects.insert(field.id, widget.into());
    update.new_document.max_id = value.0;
    let mut out = Vec::new();
    update.save_to(&mut out).unwrap();
    assert_eq!(refusals(&out, &desk.policy()), ["no-signature"]);
}
