//! A document with two signatures, tampered with in every way we could think of: each is refused, and for the right reason.

use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

use kansli::sign::{Policy, places};

use super::authority::{Keys, Party, Profile};
use super::bench::{Desk, refusals};

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

/// Objects written behind a file as any program would append them.
fn append(bytes: &[u8], objects: &[(ObjectId, Object)], trailer: impl FnOnce(&mut Dictionary)) -> Vec<u8> {
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

fn appended(objects: &[(ObjectId, Object)]) -> Vec<u8> {
    append(&SIGNED.second, objects, |_| {})
}

fn document() -> Document {
    Document::load_mem(&SIGNED.second).unwrap()
}

/// An object with a change.
fn changed(id: ObjectId, change: impl FnOnce(&mut Dictionary)) -> Vec<u8> {
    let mut object = document().get_object(id).unwrap().clone();
    match &mut object {
        Object::Stream(stream) => change(&mut stream.dict),
        other => change(other.as_dict_mut().unwrap()),
    }
    appended(&[(id, object)])
}

fn new_id() -> ObjectId {
    (document().max_id + 10, 0)
}

fn catalog_id() -> ObjectId {
    document().trailer.get(b"Root").and_then(Object::as_reference).unwrap()
}

fn field_id(number: usize) -> ObjectId {
    places(&document())[number].id
}

fn value_id(number: usize) -> ObjectId {
    places(&document())[number].value.unwrap()
}

fn page_id(number: u32) -> ObjectId {
    document().get_pages()[&number]
}

fn text(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

fn annots_id() -> ObjectId {
    let document = document();
    document.get_dictionary(page_id(document.get_pages().len() as u32)).unwrap().get(b"Annots").and_then(Object::as_reference).unwrap()
}

/// Where the slots of the two signatures begin and end in the file.
fn slots() -> Vec<(usize, usize)> {
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

fn with(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[at..at + new.len()].copy_from_slice(new);
    out
}

fn find(bytes: &[u8], what: &str, from: usize) -> usize {
    bytes[from..].windows(what.len()).position(|window| window == what.as_bytes()).unwrap() + from
}

/// The file with other ranges for a signature, of the same length.
fn ranges(number: usize, new: &str) -> Vec<u8> {
    let bytes = &SIGNED.second;
    let (start, _) = slots()[number];
    let from = bytes[..start].windows(10).rposition(|window| window == b"/ByteRange").unwrap() + 12;
    let room = find(bytes, "]", from) - from;
    assert!(new.len() <= room, "{new}");
    with(bytes, from, format!("{new:<room$}").as_bytes())
}

fn widget(rect: [i64; 4], extra: Dictionary) -> Dictionary {
    let mut out = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => text("ny"), "F" => 132,
        "Rect" => rect.iter().map(|side| Object::from(*side)).collect::<Vec<_>>(),
    };
    out.extend(&extra);
    out
}

/// The form with one more field.
fn with_field(field: Dictionary, on_page: bool) -> Vec<u8> {
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

type Case = (&'static str, &'static str, Box<dyn Fn() -> Vec<u8>>);

fn case(name: &'static str, reason: &'static str, make: impl Fn() -> Vec<u8> + 'static) -> Case {
    (name, reason, Box::new(make))
}

/// Bytes of the file itself are changed.
fn flips() -> Vec<Case> {
    let hex = |byte: u8| if byte == b'0' { b"1" } else { b"0" };
    vec![
        case("a byte of the text", "content-differs", || {
            let at = find(&SIGNED.second, "stream\n", 0) + 40;
            with(&SIGNED.second, at, &[SIGNED.second[at] ^ 1])
        }),
        case("a byte of the header's comment", "content-differs", || with(&SIGNED.second, 10, &[SIGNED.second[10] ^ 1])),
        case("a byte between the signatures", "content-differs", || {
            let at = find(&SIGNED.second, "/Rect [", SIGNED.first.len()) + 7;
            with(&SIGNED.second, at, b"9")
        }),
        case("a byte of the first container", "signature-wrong", move || {
            // In the value of the signature: the last bytes before the time stamp are not known, so the attributes' digest is hit.
            let at = find(&SIGNED.second, "2a864886f70d010904", slots()[0].0) + 30;
            with(&SIGNED.second, at, hex(SIGNED.second[at]))
        }),
        case("the claimed time", "content-differs", || {
            let at = find(&SIGNED.second, "/M (D:2025", 0) + 6;
            with(&SIGNED.second, at, b"2021")
        }),
        case("the name of the signer", "content-differs", || {
            let at = find(&SIGNED.second, "/Name <", 0) + 8;
            with(&SIGNED.second, at, b"9")
        }),
        case("a byte of a certificate", "signature-unreadable", || {
            let at = find(&SIGNED.second, "308", slots()[1].0 + 1);
            with(&SIGNED.second, at + 4, b"ffff")
        }),
        case("the tail behind the end", "unsigned-tail", || [&SIGNED.second[..], b"% ett tillagg\n"].concat()),
        case("blank lines behind the end", "unsigned-tail", || [&SIGNED.second[..], b"\n\n\n"].concat()),
    ]
}

/// What a signature says that it covers.
fn byte_ranges() -> Vec<Case> {
    let of = |number: usize| {
        let (start, end) = slots()[number];
        let whole = if number == 0 { SIGNED.first.len() } else { SIGNED.second.len() };
        (start, end, whole)
    };
    vec![
        case("no range", "byte-range", || ranges(1, "")),
        case("three numbers", "byte-range", || ranges(1, "0 1 2")),
        case("a negative number", "byte-range", || ranges(1, "0 10 -20 30")),
        case("all zero", "byte-range", || ranges(1, "0 0 0 0")),
        case("not from the start", "byte-range", move || {
            let (start, end, whole) = of(1);
            ranges(1, &format!("9 {} {end} {}", start - 9, whole - end))
        }),
        case("a longer gap", "byte-range-gap", move || {
            let (start, end, whole) = of(1);
            ranges(1, &format!("0 {} {end} {}", start - 20, whole - end))
        }),
        case("a shorter end", "partial-revision", move || {
            let (start, end, whole) = of(1);
            ranges(1, &format!("0 {start} {end} {}", whole - end - 30))
        }),
        case("beyond the end", "byte-range", move || {
            let (start, end, whole) = of(1);
            ranges(1, &format!("0 {start} {end} {}", whole - end + 30))
        }),
        case("overlapping parts", "byte-range", move || {
            let (start, end, whole) = of(1);
            ranges(1, &format!("0 {end} {start} {}", whole - start))
        }),
        case("the gap of the other signature", "byte-range-gap", move || {
            let (start, end, _) = of(0);
            ranges(1, &format!("0 {start} {end} {}", SIGNED.second.len() - end))
        }),
        case("the second signature made to end with the first", "byte-range", move || {
            let (start, end, _) = of(1);
            ranges(1, &format!("0 {start} {end} {}", SIGNED.first.len() as i64 - end as i64))
        }),
    ]
}

/// Containers moved, emptied or taken away.
fn containers() -> Vec<Case> {
    vec![
        case("the first container in the second slot", "content-differs", || {
            let slots = slots();
            let size = (slots[0].1 - slots[0].0).min(slots[1].1 - slots[1].0);
            with(&SIGNED.second, slots[1].0, &SIGNED.second[slots[0].0..slots[0].0 + size])
        }),
        case("zeros in the first slot", "signature-empty", || {
            let (start, end) = slots()[0];
            with(&SIGNED.second, start + 1, &vec![b'0'; end - start - 2])
        }),
        case("zeros in the second slot", "signature-empty", || {
            let (start, end) = slots()[1];
            with(&SIGNED.second, start + 1, &vec![b'0'; end - start - 2])
        }),
        case("something behind the container", "signature-unreadable", || {
            let (_, end) = slots()[1];
            with(&SIGNED.second, end - 9, b"deadbeef")
        }),
        case("the first field emptied", "signature-replaced", || changed(field_id(0), |field| drop(field.remove(b"V")))),
        case("both fields emptied", "signature-replaced", || {
            let document = document();
            let emptied = |number: usize| {
                let mut field = document.get_dictionary(field_id(number)).unwrap().clone();
                field.remove(b"V");
                (field_id(number), Object::from(field))
            };
            appended(&[emptied(0), emptied(1)])
        }),
        case("the first signature in the second field", "signature-replaced", || changed(field_id(1), |field| field.set("V", value_id(0)))),
        case("the signature's dictionary replaced", "signature-replaced", || {
            changed(value_id(0), |value| value.set("Name", text("Annan")))
        }),
        case("the form taken away", "form-changed", || changed(catalog_id(), |root| drop(root.remove(b"AcroForm")))),
        case("a stranger's signature for the region", "certificate-untrusted", || {
            let root = Party::root("Annan rot");
            let stranger = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
            SIGNED.desk.sign(&SIGNED.desk.prepared, "VGR", &stranger)
        }),
        case("re-signed under a root that took the name of ours", "certificate-broken", || {
            let root = Party::root("Testrot");
            let stranger = root.issue("Henrik Malmgrund", Keys::p256(), 11, &Profile::default());
            SIGNED.desk.sign(&SIGNED.desk.prepared, "VGR", &stranger)
        }),
    ]
}

/// Updates appended by somebody without a signature.
fn updates() -> Vec<Case> {
    let stream = |content: &str| Object::Stream(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    vec![
        case("the text of a page replaced", "content-changed", move || {
            let id = document().get_page_contents(page_id(1))[0];
            appended(&[(id, stream("BT ET"))])
        }),
        case("a page with other content", "page-changed", move || {
            let mut page = document().get_dictionary(page_id(1)).unwrap().clone();
            page.set("Contents", new_id());
            appended(&[(new_id(), stream("BT ET")), (page_id(1), page.into())])
        }),
        case("a page turned", "page-changed", || changed(page_id(1), |page| page.set("Rotate", 180))),
        case("a page cut", "page-changed", || {
            changed(page_id(2), |page| page.set("CropBox", vec![0.into(), 0.into(), 300.into(), 300.into()]))
        }),
        case("pages in another order", "object-changed", || {
            let document = document();
            let pages = document.catalog().unwrap().get(b"Pages").and_then(Object::as_reference).unwrap();
            changed(pages, |pages| pages.get_mut(b"Kids").unwrap().as_array_mut().unwrap().reverse())
        }),
        case("a note laid upon a page", "annotation-added", || {
            let mut list = document().get_object(annots_id()).unwrap().as_array().unwrap().clone();
            list.push(new_id().into());
            let note = dictionary! {
                "Type" => "Annot", "Subtype" => "FreeText", "Contents" => text("gäller inte"),
                "Rect" => vec![10.into(), 10.into(), 300.into(), 300.into()],
            };
            appended(&[(new_id(), note.into()), (annots_id(), list.into())])
        }),
        case("a note on a page that had none of ours", "annotation-added", || {
            let mut page = document().get_dictionary(page_id(2)).unwrap().clone();
            let mut list = page.get(b"Annots").and_then(Object::as_array).cloned().unwrap_or_default();
            list.push(new_id().into());
            page.set("Annots", list);
            let note = dictionary! { "Type" => "Annot", "Subtype" => "Square", "Rect" => vec![0.into(), 0.into(), 600.into(), 800.into()] };
            appended(&[(new_id(), note.into()), (page_id(2), page.into())])
        }),
        case("the widgets taken off the page", "annotation-removed", || appended(&[(annots_id(), Object::Array(Vec::new()))])),
        case("the stamp's reference replaced", "appearance-changed", move || {
            let mut field = document().get_dictionary(field_id(0)).unwrap().clone();
            field.set("AP", dictionary! { "N" => new_id() });
            let look = Stream::new(
                dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] },
                Vec::new(),
            );
            appended(&[(new_id(), Object::Stream(look)), (field_id(0), field.into())])
        }),
        case("the stamp itself replaced", "appearance-changed", || {
            let document = document();
            let look = document
                .get_dictionary(field_id(0))
                .unwrap()
                .get(b"AP")
                .and_then(Object::as_dict)
                .unwrap()
                .get(b"N")
                .and_then(Object::as_reference)
                .unwrap();
            let mut stream = document.get_object(look).unwrap().as_stream().unwrap().clone();
            stream.set_plain_content(b"0 0 100 100 re f".to_vec());
            appended(&[(look, Object::Stream(stream))])
        }),
        case("a field moved over the text", "signature-replaced", || {
            changed(field_id(0), |field| field.set("Rect", vec![0.into(), 0.into(), 600.into(), 800.into()]))
        }),
        case("whose line it is changed", "signature-replaced", || changed(field_id(0), |field| field.set("KANS_Place", text("{}")))),
        case("a visible field for signing added", "field-added", || with_field(widget([0, 0, 500, 700], Dictionary::new()), true)),
        case("a text field added", "field-added", || {
            let mut field = widget([0, 0, 0, 0], Dictionary::new());
            field.set("FT", "Tx");
            with_field(field, false)
        }),
        case("a field with an action added", "field-added", || {
            let action = dictionary! { "S" => "JavaScript", "JS" => text("app.alert(1)") };
            with_field(widget([0, 0, 0, 0], dictionary! { "AA" => dictionary! { "Fo" => action } }), false)
        }),
        case("an action on opening", "root-changed", || {
            changed(catalog_id(), |root| root.set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => text("app.alert(1)") }))
        }),
        case("layers", "root-changed", || {
            changed(catalog_id(), |root| root.set("OCProperties", dictionary! { "OCGs" => Vec::<Object>::new(), "D" => Dictionary::new() }))
        }),
        case("another root", "root-replaced", || {
            let root = document().catalog().unwrap().clone();
            append(&SIGNED.second, &[(new_id(), root.into())], |trailer| trailer.set("Root", new_id()))
        }),
        case("other hashes among the properties", "properties-changed", || {
            let id = document().trailer.get(b"Info").and_then(Object::as_reference).unwrap();
            changed(id, |info| info.set("Keywords", text("source:sha256:0000000000000000000000000000000000000000000000000000000000000000")))
        }),
        case("another title", "properties-changed", || {
            let id = document().trailer.get(b"Info").and_then(Object::as_reference).unwrap();
            changed(id, |info| info.set("Title", text("En annan handling")))
        }),
        case("a date among the properties, with no signature over it", "metadata-changed", || {
            let id = document().trailer.get(b"Info").and_then(Object::as_reference).unwrap();
            changed(id, |info| info.set("ModDate", text("D:20300101000000Z")))
        }),
        case("other metadata", "properties-changed", move || {
            let id = document().catalog().unwrap().get(b"Metadata").and_then(Object::as_reference).unwrap();
            appended(&[(id, stream("<x:xmpmeta><pdf:Keywords>inga</pdf:Keywords></x:xmpmeta>"))])
        }),
        case("an object that nothing uses", "object-added", || appended(&[(new_id(), text("för senare bruk"))])),
        case("a font replaced", "object-changed", || {
            let document = document();
            let is_font = |object: &Object| object.as_dict().is_ok_and(|font| font.has_type(b"FontDescriptor"));
            let id = *document.objects.iter().find(|(_, object)| is_font(object)).unwrap().0;
            changed(id, |font| font.set("Ascent", 1))
        }),
        case("the order of reading changed", "object-changed", || {
            let root = document().catalog().unwrap().get(b"StructTreeRoot").and_then(Object::as_reference).unwrap();
            changed(root, |root| drop(root.remove(b"RoleMap")))
        }),
        case("a change undone by another", "page-changed", || {
            let once = changed(page_id(1), |page| page.set("Rotate", 180));
            append(&once, &[(page_id(2), document().get_dictionary(page_id(1)).unwrap().clone().into())], |_| {})
        }),
        case("a change between the two signatures", "page-changed", || {
            let mut page = document().get_dictionary(page_id(1)).unwrap().clone();
            page.set("Rotate", 180);
            let between = append(&SIGNED.first, &[(page_id(1), page.into())], |_| {});
            SIGNED.desk.sign(&between, "VGK", &SIGNED.desk.council)
        }),
        case("a hidden object before the second signature", "object-added", move || {
            let between = append(&SIGNED.first, &[((document().max_id + 50, 0), stream("BT ET"))], |_| {});
            SIGNED.desk.sign(&between, "VGK", &SIGNED.desk.council)
        }),
        case("proof that nobody can read put in the place of none, then taken away", "root-changed", || {
            let with_store = changed(catalog_id(), |root| root.set("DSS", dictionary! { "Certs" => Vec::<Object>::new() }));
            append(&with_store, &[(catalog_id(), document().catalog().unwrap().clone().into())], |trailer| trailer.set("Extra", 1));
            changed(catalog_id(), |root| root.set("Perms", Dictionary::new()))
        }),
    ]
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
