//! Following a link annotation or an entry of the outline turns it into the place or the address that it leads to
//! (ISO 32000-1, 12.3.2, 12.5.6.5 and 12.6.4).

use lopdf::{Dictionary, Document, Object};

use crate::certify::found::Target;

use super::font::{get, number, resolve};
use super::structure::Pages;

/// Where a link annotation or an entry of the outline leads.
pub(super) fn target(pages: &Pages<'_>, annotation: &Dictionary) -> Target {
    let document = pages.document;
    if let Some(destination) = get(document, annotation, b"Dest") {
        return position(pages, destination);
    }
    let Some(action) = get(document, annotation, b"A").and_then(|action| action.as_dict().ok()) else { return Target::Nowhere };
    match get(document, action, b"S").and_then(|name| name.as_name().ok()) {
        Some(b"URI") => match get(document, action, b"URI").and_then(|address| address.as_str().ok()) {
            Some(address) => Target::Web(String::from_utf8_lossy(address).into_owned()),
            None => Target::Nowhere,
        },
        Some(b"GoTo") => get(document, action, b"D").map_or(Target::Nowhere, |destination| position(pages, destination)),
        _ => Target::Nowhere,
    }
}

fn position(pages: &Pages<'_>, destination: &Object) -> Target {
    let document = pages.document;
    let named;
    let array = match destination {
        Object::Array(array) => Some(array),
        Object::String(name, _) | Object::Name(name) => {
            named = named_destination(document, name);
            named.and_then(|object| match object {
                Object::Array(array) => Some(array),
                Object::Dictionary(dictionary) => get(document, dictionary, b"D").and_then(|array| array.as_array().ok()),
                _ => None,
            })
        }
        _ => None,
    };
    let found = array.and_then(|array| {
        let page = pages.numbers.get(&array.first()?.as_reference().ok()?)?;
        let xyz = array.get(1)?.as_name().ok()? == b"XYZ";
        let height = if xyz { number(resolve(document, array.get(3)?))? } else { f64::MAX };
        Some(Target::Position { page: *page as u32 + 1, height })
    });
    found.unwrap_or(Target::Nowhere)
}

/// A destination by its name, from the catalog's name tree or its dictionary `Dests`.
fn named_destination<'d>(document: &'d Document, name: &[u8]) -> Option<&'d Object> {
    let catalog = document.catalog().ok()?;
    if let Some(all) = get(document, catalog, b"Dests").and_then(|all| all.as_dict().ok()) {
        return get(document, all, name);
    }
    let names = get(document, catalog, b"Names")?.as_dict().ok()?;
    let mut open = vec![get(document, names, b"Dests")?.as_dict().ok()?];
    for _ in 0..10_000 {
        let node = open.pop()?;
        if let Some(pairs) = get(document, node, b"Names").and_then(|pairs| pairs.as_array().ok()) {
            let found = pairs.chunks_exact(2).find(|pair| pair.first().and_then(|key| key.as_str().ok()) == Some(name));
            if let Some(value) = found.and_then(|pair| pair.get(1)) {
                return Some(resolve(document, value));
            }
        }
        if let Some(kids) = get(document, node, b"Kids").and_then(|kids| kids.as_array().ok()) {
            open.extend(kids.iter().filter_map(|kid| resolve(document, kid).as_dict().ok()));
        }
    }
    None
}
