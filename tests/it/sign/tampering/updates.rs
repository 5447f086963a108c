//! Cases: updates appended by somebody without a signature.

use lopdf::{Dictionary, Object, Stream, dictionary};

use super::file::{annots_id, append, appended, catalog_id, changed, document, field_id, new_id, page_id, text, widget, with_field};
use super::{Case, SIGNED, case};

pub(super) fn updates() -> Vec<Case> {
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
