//! The PDF reader turns the bytes of a PDF into what it says, and holds it against the Tree.

mod attachments;
mod colour;
mod content;
mod destination;
mod font;
mod geometry;
mod heads;
mod lexer;
mod matrix;
mod outline;
mod signature;
mod structure;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::model::Tree;
use crate::theme::Theme;

use super::certificate::Compared;
use super::compare;
use super::difference::DifferenceKind;
use super::found::{Problems, Target};
use super::normal::plain;
use super::pairing;
use super::unit::Units;
pub use attachments::{Carried, CarriedFile, Unread, carried};
use content::{Interpreter, Owner, Unseen};
use font::{get, number, text_string};
use structure::{Pages, Structure};

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// Most pages that are read.
const MOST_PAGES: usize = 5_000;

/// Reads a PDF and holds it against the Tree.
pub(super) fn certify(
    tree: &Tree,
    units: &Units<'_>,
    theme: &Theme,
    embedded: Option<&[u8]>,
    bytes: &[u8],
    problems: &mut Problems,
) -> Compared {
    let options = LoadOptions { strict: true, max_decompressed_size: Some(font::LARGEST_STREAM), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) if !document.was_encrypted() && !document.is_encrypted() => document,
        Ok(_) => {
            problems.unreadable("filen är krypterad", "the file is encrypted");
            return Compared::default();
        }
        Err(error) => {
            problems.unreadable(format!("filen går inte att läsa ({error})"), format!("the file can't be read ({error})"));
            return Compared::default();
        }
    };
    properties(&document, tree, problems);
    attachments::hold(&document, embedded, problems);
    let Some(pages) = read_pages(&document, theme, problems) else { return Compared::default() };
    let structure = structure::walk(&pages, problems);
    let pairs = pairing::pair(&units.list, &structure.found);
    let places = geometry::Places::of(&pages, &structure);
    let follow = |target: &Target| match target {
        Target::Position { page, height } => places.first_below(*page, *height),
        _ => None,
    };
    compare::judge(&units.list, &structure.found, &pairs, &theme.list.bullets, &follow, problems);
    outline::hold(&pages, &units.list, &pairs, &follow, problems);
    outside_structure(&pages, &structure, problems);
    unseen(&pages, problems);
    // On paper that lies otherwise everything stands elsewhere.
    if !problems.has(DifferenceKind::Orientation) {
        heads::hold(&pages, tree, theme, units, &structure, &pairs, problems);
        let geometry = geometry::Geometry { pages: &pages, structure: &structure, places: &places, units, pairs: &pairs, theme };
        geometry.judge(problems);
        signature::judge(&geometry, problems);
    }
    let characters = structure.found.iter().map(|found| found.printed().chars().count()).sum();
    Compared::of(units, characters, Some(pages.pages.len()))
}

/// Language, title, and that the window shows it (ISO 14289-1, 7.1 and 7.2).
fn properties(document: &Document, tree: &Tree, problems: &mut Problems) {
    let Ok(catalog) = document.catalog() else {
        return problems.unreadable("filen saknar innehållsförteckning (Catalog)", "the file has no catalog");
    };
    let string = |dictionary: &Dictionary, key: &[u8]| {
        get(document, dictionary, key).and_then(|value| value.as_str().ok()).map(text_string).unwrap_or_default()
    };
    let language = string(catalog, b"Lang");
    if language != tree.metadata.language {
        let difference = problems.difference(DifferenceKind::Language).expected(tree.metadata.language.clone()).found(language);
        problems.push(difference);
    }
    let information = document.trailer.get(b"Info").ok().map(|info| font::resolve(document, info)).and_then(|info| info.as_dict().ok());
    let title = information.map(|info| string(info, b"Title")).unwrap_or_default();
    if plain(&title) != plain(&tree.metadata.title) {
        let difference = problems.difference(DifferenceKind::Title).expected(tree.metadata.title.clone()).found(title);
        problems.push(difference);
    }
    let flag = |name: &[u8], key: &[u8]| {
        let dictionary = get(document, catalog, name).and_then(|dictionary| dictionary.as_dict().ok());
        dictionary.and_then(|dictionary| get(document, dictionary, key)).and_then(|value| value.as_bool().ok())
    };
    if flag(b"ViewerPreferences", b"DisplayDocTitle") != Some(true) {
        problems.unreadable("filens fönster visar inte dokumentets titel", "the window of the file does not show the document's title");
    }
    if flag(b"MarkInfo", b"Marked") != Some(true) {
        problems.unreadable("filen är inte märkt som taggad", "the file is not marked as tagged");
    }
    for key in [b"OCProperties".as_slice(), b"AcroForm", b"OpenAction", b"AA"] {
        if catalog.has(key) {
            let name = String::from_utf8_lossy(key).into_owned();
            problems.unreadable(
                format!("filen innehåller ”{name}”, som inte hör hemma i den"),
                format!("the file holds “{name}”, which has no place in it"),
            );
        }
    }
}

/// A page's own entry, or the one it inherits (ISO 32000-1, 7.7.3.4).
fn inherited<'d>(document: &'d Document, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut at = page;
    for _ in 0..32 {
        if let Some(value) = get(document, at, key) {
            return Some(value);
        }
        at = get(document, at, b"Parent")?.as_dict().ok()?;
    }
    None
}

fn read_pages<'d>(document: &'d Document, theme: &Theme, problems: &mut Problems) -> Option<Pages<'d>> {
    let ids: Vec<ObjectId> = document.page_iter().take(MOST_PAGES + 1).collect();
    if ids.is_empty() || ids.len() > MOST_PAGES {
        problems.unreadable(format!("filen har {} sidor", ids.len()), format!("the file has {} pages", ids.len()));
        return None;
    }
    let mut fonts = BTreeMap::new();
    let mut pages = Pages { document, pages: Vec::with_capacity(ids.len()), numbers: BTreeMap::new() };
    for (at, id) in ids.iter().enumerate() {
        let Ok(page) = document.get_dictionary(*id) else {
            problems.unreadable("en sida går inte att läsa", "a page can't be read");
            return None;
        };
        pages.numbers.insert(*id, at);
        paper(document, page, at, theme, problems);
        annotations(document, page, at, problems);
        let mut content = Vec::new();
        for stream in document.get_page_contents(*id) {
            let stream = document.get_object(stream).ok().and_then(|object| object.as_stream().ok());
            match stream.and_then(font::content) {
                Some(part) if content.len() + part.len() <= font::LARGEST_STREAM => {
                    content.extend_from_slice(&part);
                    content.push(b'\n');
                }
                _ => problems.unreadable("innehållet på en sida går inte att läsa", "the content of a page can't be read"),
            }
        }
        let resources = inherited(document, page, b"Resources").and_then(|resources| resources.as_dict().ok());
        let read = match resources {
            Some(resources) => Interpreter::new(document, resources, &mut fonts).run(&content),
            None => content::Page { refused: vec!["Resources".to_owned()], ..content::Page::default() },
        };
        for operator in &read.refused {
            let difference = problems.difference(DifferenceKind::Unreadable).page(Some(at as u32 + 1));
            let difference = match operator.as_str() {
                "glyph" => difference.reason(
                    "finns ett tecken som typsnittet saknar eller som inte kan läsas ut",
                    "there is a character that the font lacks, or that can't be read out",
                ),
                "Do" => difference.reason(
                    "finns en bild eller ett inbäddat objekt, vars text inte kan läsas",
                    "there is an image or an embedded object, whose text can't be read",
                ),
                "OC" => difference.reason("finns ett lager som kan stängas av", "there is a layer that can be switched off"),
                name => difference.reason(
                    format!("används ett ritsätt som inte kan läsas tillbaka (”{name}”)"),
                    format!("there is drawing that can't be read back (“{name}”)"),
                ),
            };
            problems.push(difference);
        }
        pages.pages.push(read);
    }
    Some(pages)
}

/// The size of the paper is the theme's, and the page stands upright on it.
fn paper(document: &Document, page: &Dictionary, at: usize, theme: &Theme, problems: &mut Problems) {
    let of = |key: &[u8]| -> Option<Vec<f64>> {
        inherited(document, page, key)?.as_array().ok()?.iter().map(|side| number(font::resolve(document, side))).collect()
    };
    let wanted = [0.0, 0.0, theme.page.width_mm * POINTS, theme.page.height_mm * POINTS];
    let right =
        |sides: Option<Vec<f64>>| sides.is_some_and(|sides| sides.len() == 4 && sides.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1.0));
    let turned = inherited(document, page, b"Rotate").and_then(number).is_some_and(|angle| angle != 0.0);
    let scaled = get(document, page, b"UserUnit").is_some();
    if !right(of(b"MediaBox")) || (inherited(document, page, b"CropBox").is_some() && !right(of(b"CropBox"))) || turned || scaled {
        let found = of(b"MediaBox").filter(|sides| sides.len() == 4).map_or_else(String::new, |sides| match sides.as_slice() {
            [left, bottom, right, top] => format!("{:.0} × {:.0}", (right - left) / POINTS, (top - bottom) / POINTS),
            _ => String::new(),
        });
        let [.., width, height] = wanted;
        let swapped = of(b"MediaBox").is_some_and(|sides| {
            sides.len() == 4 && sides.iter().zip([0.0, 0.0, height, width]).all(|(side, wanted)| (side - wanted).abs() < 1.0)
        });
        if swapped && (width - height).abs() > 1.0 {
            let (expected, found) = if width > height { ("landscape", "portrait") } else { ("portrait", "landscape") };
            if !problems.has(DifferenceKind::Orientation) {
                problems.push(problems.difference(DifferenceKind::Orientation).expected(expected).found(found));
            }
            return;
        }
        let expected = format!("{:.0} × {:.0}", theme.page.width_mm, theme.page.height_mm);
        let difference = problems.difference(DifferenceKind::Page).page(Some(at as u32 + 1)).reason("papperet", "the paper");
        problems.push(difference.expected(expected).found(found));
    }
}

/// Only links stand on top of a page.
fn annotations(document: &Document, page: &Dictionary, at: usize, problems: &mut Problems) {
    let all = get(document, page, b"Annots").and_then(|all| all.as_array().ok());
    for annotation in all.into_iter().flatten() {
        let annotation = font::resolve(document, annotation).as_dict().ok();
        let subtype = annotation.and_then(|annotation| get(document, annotation, b"Subtype")).and_then(|name| name.as_name().ok());
        let drawn = annotation.is_some_and(|annotation| annotation.has(b"AP"));
        if subtype != Some(b"Link") || drawn {
            let name = String::from_utf8_lossy(subtype.unwrap_or(b"?")).into_owned();
            let difference = problems.difference(DifferenceKind::Unreadable).page(Some(at as u32 + 1)).reason(
                format!("ligger en anteckning av typen ”{name}” ovanpå texten"),
                format!("an annotation of the type “{name}” lies on top of the text"),
            );
            problems.push(difference);
        }
    }
}

/// Text that neither the structure tree reaches nor an artifact holds.
fn outside_structure(pages: &Pages<'_>, structure: &Structure, problems: &mut Problems) {
    for (at, page) in pages.pages.iter().enumerate() {
        let mut words = String::new();
        for text in &page.texts {
            let outside = match text.owner {
                Owner::Content(id) => !structure.reached.contains(&(at, id)),
                Owner::Artifact => false,
                Owner::None => true,
            };
            if outside {
                words.push_str(&text.words);
                words.push(' ');
            }
        }
        let words = plain(&words);
        if !words.is_empty() {
            let difference = problems.difference(DifferenceKind::Untagged).page(Some(at as u32 + 1));
            problems.push(difference.words(super::difference::UnitKind::Paragraph, words));
        }
    }
}

/// Text that nobody sees: once a page and reason, with all its words.
fn unseen(pages: &Pages<'_>, problems: &mut Problems) {
    for (at, page) in pages.pages.iter().enumerate() {
        let mut told: Vec<(Unseen, String)> = Vec::new();
        for text in &page.texts {
            let Some(unseen) = text.unseen else { continue };
            match told.iter_mut().find(|(reason, _)| *reason == unseen) {
                Some((_, words)) => *words = format!("{words} {}", text.words),
                None => told.push((unseen, text.words.clone())),
            }
        }
        for (unseen, words) in told {
            let (sv, en) = match unseen {
                Unseen::Mode => ("ritas osynligt", "is drawn invisibly"),
                Unseen::Colour => ("är så ljus att den inte syns", "is too pale to be seen"),
                Unseen::Transparent => ("är genomskinlig", "is transparent"),
                Unseen::Clipped => ("är bortskuren", "is cut off"),
                Unseen::Tiny => ("är för liten för att läsas", "is too small to be read"),
                Unseen::Replaced => ("läses upp på annat sätt än den ser ut", "is read aloud otherwise than it looks"),
            };
            let difference = problems.difference(DifferenceKind::Hidden).page(Some(at as u32 + 1)).reason(sv, en);
            problems.push(difference.words(super::difference::UnitKind::Paragraph, plain(&words)));
        }
    }
}
