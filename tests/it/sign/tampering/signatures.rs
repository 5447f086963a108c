//! Cases: what signatures cover, say that they cover, and are.

use lopdf::Object;

use super::file::{appended, catalog_id, changed, document, field_id, find, ranges, slots, text, value_id, with};
use super::{Case, SIGNED, case};
use crate::sign::authority::{Keys, Party, Profile};

/// Bytes of the file itself are changed.
pub(super) fn flips() -> Vec<Case> {
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
pub(super) fn byte_ranges() -> Vec<Case> {
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
pub(super) fn containers() -> Vec<Case> {
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
