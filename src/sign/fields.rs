//! Fields: the signature lines of a PDF become fields that can be signed, all of them in one update before the first
//! signature (ISO 32000-1, 12.7.4.5; ISO 14289-1, 7.18), so that no signature changes anything but its own field.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::append::{Update, entry, load, resolve, text_entry, text_string};
use super::report::Facts;
use crate::diag::Fault;
use crate::diag::codes;
use crate::model::{FileSigning, SignaturePlace};

/// The entry of a field's dictionary that says whose line it is; a second-class name (ISO 32000-1, annex E).
pub(super) const PLACE: &[u8] = b"KANS_Place";

/// Most fields and kids that are walked.
const MOST_FIELDS: usize = 1_000;

/// A signature field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its dictionary, which is its widget too where it has one.
    pub id: ObjectId,
    /// The full name.
    pub name: String,
    /// The signature's dictionary, when it is signed.
    pub value: Option<ObjectId>,
    /// Whose line it is; `None` for a field of another program.
    pub place: Option<SignaturePlace>,
}

impl Field {
    /// Whether it has no signature yet.
    pub fn is_open(&self) -> bool {
        self.value.is_none()
    }
}

/// The signature fields of a PDF, in the order of the form.
pub fn of(document: &Document) -> Vec<Field> {
    let form = document.catalog().ok().and_then(|catalog| entry(document, catalog, b"AcroForm")).and_then(|form| form.as_dict().ok());
    let Some(fields) = form.and_then(|form| entry(document, form, b"Fields")).and_then(|fields| fields.as_array().ok()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut left = MOST_FIELDS;
    for field in fields {
        walk(document, field, "", None, 0, &mut left, &mut out);
    }
    out
}

fn walk(document: &Document, field: &Object, parent: &str, inherited: Option<&[u8]>, depth: usize, left: &mut usize, out: &mut Vec<Field>) {
    let (Ok(id), Ok(dictionary)) = (field.as_reference(), resolve(document, field).as_dict()) else { return };
    if *left == 0 || depth > 16 {
        return;
    }
    *left -= 1;
    let own = text_entry(document, dictionary, b"T");
    let name = match &own {
        Some(own) if parent.is_empty() => own.clone(),
        Some(own) => format!("{parent}.{own}"),
        None => parent.to_owned(),
    };
    let kind = entry(document, dictionary, b"FT").and_then(|kind| kind.as_name().ok()).or(inherited);
    let kids = entry(document, dictionary, b"Kids").and_then(|kids| kids.as_array().ok()).filter(|kids| !kids.is_empty());
    let named_kids = kids.is_some_and(|kids| kids.iter().any(|kid| resolve(document, kid).as_dict().is_ok_and(|kid| kid.has(b"T"))));
    if let (Some(kids), true) = (kids, named_kids || kind != Some(b"Sig")) {
        for kid in kids {
            walk(document, kid, &name, kind, depth + 1, left, out);
        }
    } else if kind == Some(b"Sig") && !out.iter().any(|field| field.id == id) {
        let value = dictionary.get(b"V").ok().filter(|value| resolve(document, value).as_dict().is_ok());
        let place = text_entry(document, dictionary, PLACE).and_then(|place| serde_json::from_str(&place).ok());
        // A signature that stands in its field has no number of its own: the field's serves.
        out.push(Field { id, name, value: value.map(|value| value.as_reference().unwrap_or(id)), place });
    }
}

/// The fields that Kansli made and which principal signs each.
pub fn places(document: &Document) -> Vec<Field> {
    of(document).into_iter().filter(|field| field.place.is_some()).collect()
}

/// Adds a field for each signature line, unless the PDF has them already; then its bytes come back as they are.
///
/// # Errors
/// When the PDF can't be read, has a form already, is signed, tells of no signature lines, or is not tagged.
pub fn prepare(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let document = load(bytes)?;
    if !places(&document).is_empty() {
        return Ok(bytes.to_vec());
    }
    let not = |sv: &str, en: &str| Fault::new(codes::NOT_SIGNABLE, sv, en);
    let again = ("gör om PDF-filen med kansli render, ur källfilen", "make the PDF anew by kansli render, from the source");
    let catalog_id =
        document.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| not("PDF-filen saknar rot", "the PDF has no root"))?;
    let catalog = document.catalog().map_err(|_| not("PDF-filen saknar rot", "the PDF has no root"))?;
    if entry(&document, catalog, b"AcroForm").is_some() {
        return Err(not(
            "PDF-filen har redan ett formulär som Kansli inte har gjort, så underskrifterna får ingen egen plats",
            "the PDF has a form already that Kansli did not make, so the signatures get no place of their own",
        )
        .hint(again.0, again.1));
    }
    let information = document.trailer.get(b"Info").ok().map(|info| resolve(&document, info)).and_then(|info| info.as_dict().ok());
    let keywords = information.and_then(|info| text_entry(&document, info, b"Keywords")).unwrap_or_default();
    Facts { signing: FileSigning::of(&keywords), ..Facts::default() }.must_be_for_signing()?;
    let places = SignaturePlace::all_of(&keywords);
    if places.is_empty() {
        return Err(not(
            "PDF-filen säger inte var underskrifterna ska stå: den har inga underskriftsrader, eller är gjord av ett annat program",
            "the PDF does not say where the signatures go: it has no signature lines, or another program made it",
        )
        .hint(
            "ange undertecknare under [[signatories]] i källfilen och gör om PDF-filen med kansli render",
            "name signatories under [[signatories]] in the source and make the PDF anew by kansli render",
        ));
    }
    let untagged = || not("PDF-filen är inte taggad", "the PDF is not tagged").hint(again.0, again.1);
    let root_id = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).map_err(|_| untagged())?;
    let root = document.get_dictionary(root_id).map_err(|_| untagged())?;
    let parent = match root.get(b"K") {
        Ok(Object::Array(kids)) => kids.first().and_then(|kid| kid.as_reference().ok()),
        Ok(Object::Reference(kid)) => Some(*kid),
        _ => None,
    };
    let parent = parent.filter(|parent| document.get_dictionary(*parent).is_ok()).ok_or_else(untagged)?;
    let next_key = root.get(b"ParentTreeNextKey").and_then(Object::as_i64).map_err(|_| untagged())?;
    let pages: Vec<ObjectId> = document.page_iter().take(5_000).collect();

    let mut update = Update::new(bytes, &document);
    let (mut fields, mut elements) = (Vec::new(), Vec::new());
    for (number, place) in places.iter().enumerate() {
        let page = *place.page.checked_sub(1).and_then(|page| pages.get(page)).ok_or_else(|| {
            not("en underskriftsrad ska stå på en sida som inte finns", "a signature line is to stand on a page that does not exist")
        })?;
        let key = next_key + number as i64;
        let (field, element) = (update.reserve(), update.reserve());
        let blank = update.add(blank(place));
        update.set(field, widget(place, number, page, key, blank));
        update.set(
            element,
            dictionary! {
                "Type" => "StructElem", "S" => "Form", "P" => parent, "Pg" => page,
                "K" => dictionary! { "Type" => "OBJR", "Obj" => field, "Pg" => page },
            },
        );
        annotate(&mut update, page, field);
        fields.push(Object::from(field));
        elements.push((key, element));
    }
    hang(&mut update, root_id, parent, &elements).ok_or_else(untagged)?;
    let form_fields = update.add(fields);
    let form = update.add(dictionary! { "Fields" => form_fields, "SigFlags" => 3 });
    update.edit(catalog_id, |catalog| catalog.set("AcroForm", form));
    Ok(update.finish().bytes)
}

/// An appearance that shows nothing.
fn blank(place: &SignaturePlace) -> Stream {
    let (width, height) = size(place);
    Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => Dictionary::new(),
            "BBox" => vec![0.into(), 0.into(), real(width), real(height)],
        },
        Vec::new(),
    )
}

/// Width and height of what is shown above a line: a hair above the line, and below what stands above the room.
pub(super) fn size(place: &SignaturePlace) -> (f64, f64) {
    (place.width, (place.height - 2.0).max(1.0))
}

pub(super) fn real(length: f64) -> Object {
    Object::Real(((length * 100.0).round() / 100.0) as f32)
}

/// The words that a reader's voice says of a field.
fn description(place: &SignaturePlace) -> String {
    match &place.name {
        Some(name) => format!("Elektronisk underskrift: {}, {name}", place.party),
        None => format!("Elektronisk underskrift: {}", place.party),
    }
}

fn widget(place: &SignaturePlace, number: usize, page: ObjectId, key: i64, appearance: ObjectId) -> Dictionary {
    let (width, height) = size(place);
    let (left, bottom) = (place.left, place.bottom + 1.0);
    dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig",
        "T" => text_string(&format!("underskrift-{}", number + 1)),
        "TU" => text_string(&description(place)),
        // Printed, and locked: nobody moves it.
        "F" => 132,
        "Rect" => vec![real(left), real(bottom), real(left + width), real(bottom + height)],
        "P" => page, "StructParent" => key,
        "AP" => dictionary! { "N" => appearance },
        PLACE => text_string(&serde_json::to_string(place).unwrap_or_default()),
    }
}

/// Lists a widget among the annotations of its page, in an array of its own, so that the page need never change again.
fn annotate(update: &mut Update<'_>, page: ObjectId, widget: ObjectId) {
    let object = update.get(page);
    let annotations = object.as_dict().ok().and_then(|page| page.get(b"Annots").ok()).cloned();
    let (id, mut list) = match annotations {
        Some(Object::Reference(id)) => (id, update.get(id).as_array().cloned().unwrap_or_default()),
        Some(Object::Array(list)) => (update.reserve(), list),
        _ => (update.reserve(), Vec::new()),
    };
    list.push(widget.into());
    update.set(id, list);
    update.edit(page, |page| {
        page.set("Annots", id);
        page.set("Tabs", "S");
    });
}

/// Hangs the elements into the structure: below the document, and into the tree that leads from fields to elements.
fn hang(update: &mut Update<'_>, root: ObjectId, parent: ObjectId, elements: &[(i64, ObjectId)]) -> Option<()> {
    let mut kids = match update.get(parent).as_dict().ok()?.get(b"K").cloned() {
        Ok(Object::Array(kids)) => kids,
        Ok(Object::Reference(id)) => match update.get(id) {
            Object::Array(kids) => kids,
            _ => vec![id.into()],
        },
        Ok(single) => vec![single],
        Err(_) => Vec::new(),
    };
    kids.extend(elements.iter().map(|(_, element)| Object::from(*element)));
    update.edit(parent, |parent| parent.set("K", kids));

    let tree = update.get(root).as_dict().ok()?.get(b"ParentTree").ok()?.clone();
    let mut node = match &tree {
        Object::Reference(id) => update.get(*id).as_dict().ok()?.clone(),
        other => other.as_dict().ok()?.clone(),
    };
    let pairs: Vec<Object> = elements.iter().flat_map(|(key, element)| [Object::from(*key), (*element).into()]).collect();
    if let Ok(Object::Array(numbers)) = node.get_mut(b"Nums") {
        numbers.extend(pairs);
    } else if let Ok(Object::Array(kids)) = node.get(b"Kids") {
        let mut kids = kids.clone();
        let (first, last) = (elements.first()?.0, elements.last()?.0);
        kids.push(update.add(dictionary! { "Nums" => pairs, "Limits" => vec![first.into(), last.into()] }).into());
        node.set("Kids", kids);
    } else {
        return None;
    }
    let next = elements.last()?.0 + 1;
    match tree {
        Object::Reference(id) => {
            update.set(id, node);
            update.edit(root, |root| root.set("ParentTreeNextKey", next));
        }
        _ => update.edit(root, |root| {
            root.set("ParentTree", node);
            root.set("ParentTreeNextKey", next);
        }),
    }
    Some(())
}
