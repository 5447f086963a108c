//! A stamp: one small page becomes what a signature field shows (ISO 32000-1, 8.10 and 12.5.5).

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::append::{Update, entry, load};
use super::fields::{real, size};
use crate::diag::Fault;
use crate::diag::codes;
use crate::model::SignaturePlace;

/// Adds the page of a PDF as a form with everything it uses, and gives its number. Marks of structure are left behind:
/// the field's description is what a reader's voice says.
///
/// # Errors
/// When the page can't be read, or is larger than the room.
pub(super) fn add(update: &mut Update<'_>, stamp: &[u8], place: &SignaturePlace) -> Result<ObjectId, Fault> {
    let fault =
        || Fault::new(codes::INTERNAL_FAULT, "underskriftens stämpel går inte att använda", "the stamp of the signature can't be used");
    let page = load(stamp)?;
    let id = page.page_iter().next().ok_or_else(fault)?;
    let dictionary = page.get_dictionary(id).map_err(|_| fault())?;
    let (width, height) = size(place);
    let sides = entry(&page, dictionary, b"MediaBox").and_then(|sides| sides.as_array().ok()).ok_or_else(fault)?;
    let side = |at: usize| sides.get(at).and_then(|side| side.as_float().ok()).map(f64::from).unwrap_or(f64::INFINITY);
    if side(0) != 0.0 || side(1) != 0.0 || side(2) > width + 0.1 || side(3) > height + 0.1 {
        return Err(fault());
    }
    let content = Content::decode(&page.get_page_content(id)).map_err(|_| fault())?;
    let marks = ["BDC", "BMC", "EMC", "DP", "MP"];
    let operations: Vec<_> = content.operations.into_iter().filter(|operation| !marks.contains(&operation.operator.as_str())).collect();
    let content = Content { operations }.encode().map_err(|_| fault())?;
    let resources = entry(&page, dictionary, b"Resources").cloned().unwrap_or_else(|| Dictionary::new().into());
    let mut copied = BTreeMap::new();
    let resources = copy(&page, &resources, update, &mut copied);
    let mut form = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
            "BBox" => vec![0.into(), 0.into(), real(width), real(height)],
        },
        content,
    );
    // One that does not shrink stays as it is.
    let _ = form.compress();
    Ok(update.add(Object::Stream(form)))
}

/// An object with everything that it refers to, under new numbers.
fn copy(from: &Document, object: &Object, update: &mut Update<'_>, copied: &mut BTreeMap<ObjectId, ObjectId>) -> Object {
    match object {
        Object::Reference(id) => {
            if let Some(known) = copied.get(id) {
                return (*known).into();
            }
            let Some(target) = from.objects.get(id) else { return Object::Null };
            let new = update.reserve();
            copied.insert(*id, new);
            let target = copy(from, target, update, copied);
            update.set(new, target);
            new.into()
        }
        Object::Array(items) => Object::Array(items.iter().map(|item| copy(from, item, update, copied)).collect()),
        Object::Dictionary(dictionary) => Object::Dictionary(copy_dictionary(from, dictionary, update, copied)),
        Object::Stream(stream) => {
            let dictionary = copy_dictionary(from, &stream.dict, update, copied);
            Object::Stream(Stream { dict: dictionary, ..stream.clone() })
        }
        other => other.clone(),
    }
}

fn copy_dictionary(
    from: &Document,
    dictionary: &Dictionary,
    update: &mut Update<'_>,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
) -> Dictionary {
    let mut out = Dictionary::new();
    // A page or an element of the structure would bring the whole page along.
    for (key, value) in dictionary.iter().filter(|(key, _)| !matches!(key.as_slice(), b"Parent" | b"StructParents" | b"P")) {
        out.set(key.clone(), copy(from, value, update, copied));
    }
    out
}
