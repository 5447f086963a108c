//! The signed file, changed: bytes in it, or objects written behind it.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};

use kansli::sign::places;

use super::SIGNED;

/// Objects written behind a file as any program would append them.
pub(super) fn append(bytes: &[u8], objects: &[(ObjectId, Object)], trailer: impl FnOnce(&mut Dictionary)) -> Vec<u8> {
    let base = Document::load_mem(bytes).unwrap();
    let mut update = lopdf::IncrementalDocument::create_from(bytes.to_vec(), base);
    for (id, object) in objects {
        update.new_document.objects.insert(*id, object.clone());
        update.new_document.max_id = update.new_document.max_id.max(id.0);
    }
    trailer(&mut update.new_document.trailer);
    let mut out = Vec::new();
    update.save_to(&mut out).unwrap();
    out
}

pub(super) fn appended(objects: &[(ObjectId, Object)]) -> Vec<u8> {
    append(&SIGNED.second, objects, |_| {})
}

pub(super) fn document() -> Document {
    Document::load_mem(&SIGNED.second).unwrap()
}

/// An object with a change.
pub(super) fn changed(id: ObjectId, change: impl FnOnce(&mut Dictionary)) -> Vec<u8> {
    let mut object = document().get_object(id).unwrap().clone();
    match &mut object {
        Object::Stream(stream) => change(&mut stream.dict),
        other => change(other.as_dict_mut().unwrap()),
    }
    appended(&[(id, object)])
}

pub(super) fn new_id() -> ObjectId {
    (document().max_id + 10, 0)
}

pub(super) fn catalog_id() -> ObjectId {
    document().trailer.get(b"Root").and_then(Object::as_reference).unwrap()
}

pub(super) fn field_id(number: usize) -> ObjectId {
    places(&document())[number].id
}

pub(super) fn value_id(number: usize) -> ObjectId {
    places(&document())[number].value.unwrap()
}

pub(super) fn page_id(number: u32) -> ObjectId {
    document().get_pages()[&number]
}

pub(super) fn text(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

pub(super) fn annots_id() -> ObjectId {
    let document = document();
    document.get_dictionary(page_id(document.get_pages().len() as u32)).unwrap().get(b"Annots").and_then(Object::as_reference).unwrap()
}

/// Where the slots of the two signatures begin and end in the file.
pub(super) fn slots() -> Vec<(usize, usize)> {
    let document = document();
    places(&document)
        .iter()
        .map(|field| {
            let ranges = document.get_dictionary(field.value.unwrap()).unwrap().get(b"ByteRange").and_then(Object::as_array).unwrap();
            let number = |at: usize| ranges[at].as_i64().unwrap() as usize;
            (number(1), number(2))
        })
        .collect()
}

pub(super) fn with(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at..at + new.len()].copy_from_slice(new);
    out
}

pub(super) fn find(bytes: &[u8], what: &str, from: usize) -> usize {
    bytes[from..].windows(what.len()).position(|window| window == what.as_bytes()).unwrap() + from
}

/// The file with other ranges for a signature, of the same length.
pub(super) fn ranges(number: usize, new: &str) -> Vec<u8> {
    let bytes = &SIGNED.second;
    let (start, _) = slots()[number];
    let from = bytes[..start].windows(10).rposition(|window| window == b"/ByteRange").unwrap() + 12;
    let room = find(bytes, "]", from) - from;
    assert!(new.len() <= room, "{new}");
    with(bytes, from, format!("{new:<room$}").as_bytes())
}

pub(super) fn widget(rect: [i64; 4], extra: Dictionary) -> Dictionary {
    let mut out = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => text("ny"), "F" => 132,
        "Rect" => rect.iter().map(|side| Object::from(*side)).collect::<Vec<_>>(),
    };
    out.extend(&extra);
    out
}

/// The form with one more field.
pub(super) fn with_field(field: Dictionary, on_page: bool) -> Vec<u8> {
    let document = document();
    let form = document.catalog().unwrap().get(b"AcroForm").and_then(Object::as_reference).unwrap();
    let list = document.get_dictionary(form).unwrap().get(b"Fields").and_then(Object::as_reference).unwrap();
    let mut fields = document.get_object(list).unwrap().as_array().unwrap().clone();
    fields.push(new_id().into());
    let mut objects = vec![(new_id(), field.into()), (list, fields.into())];
    if on_page {
        let mut annotations = document.get_object(annots_id()).unwrap().as_array().unwrap().clone();
        annotations.push(new_id().into());
        objects.push((annots_id(), annotations.into()));
    }
    appended(&objects)
}
