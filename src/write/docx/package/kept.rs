//! Kept turns what hangs on the theme alone into finished, packed parts, once, and hands them out again.
//!
//! Styles, settings, fonts and the like are the same in every document of a theme, and are a third of a short file.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use docx_rs::Docx;
use zip::ZipArchive;

use super::super::xml::Element;
use super::super::{numbering, styles};
use super::{
    CONTENT_TYPES, STYLES, content_types, package_relationships, parts, read, relationship, relationships, repair, unused, zipped,
};
use crate::theme::Theme;

/// Most sets of parts that are kept, the latest first: themes, both ways up, with and without tables.
const MOST: usize = 8;

/// What the parts are made from, and no more.
#[derive(PartialEq)]
struct Key {
    theme: Theme,
    language: String,
    table_styles: BTreeSet<String>,
}

/// Finished parts.
pub(super) struct Kept {
    /// They themselves, by name.
    pub archive: ZipArchive<Cursor<Arc<[u8]>>>,
    /// The instances of numbering that the styles name.
    pub instances: BTreeSet<String>,
    /// The definitions of numbering by their numbers, as they are written.
    pub definitions: Vec<(String, String)>,
}

static KEPT: Mutex<Vec<(Key, Arc<Kept>)>> = Mutex::new(Vec::new());

/// The parts for a theme, a language, and the styles of tables that a document names.
///
/// # Errors
/// When docx-rs built something that is not XML, or the parts can't be packed.
pub(super) fn parts_of(theme: &Theme, language: &str, table_styles: BTreeSet<String>) -> Result<Arc<Kept>, String> {
    // Fonts and layout are for the PDF.
    let bare = Theme { font_data: Vec::new(), layout: String::new(), ..theme.clone() };
    let key = Key { theme: bare, language: language.to_owned(), table_styles };
    let lock = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = lock().iter().find(|(known, _)| *known == key) {
        return Ok(Arc::clone(known));
    }
    let made = Arc::new(make(theme, &key)?);
    let mut kept = lock();
    kept.insert(0, (key, Arc::clone(&made)));
    kept.truncate(MOST);
    Ok(made)
}

fn make(theme: &Theme, key: &Key) -> Result<Kept, String> {
    let docx = styles::all(theme).into_iter().fold(styles::defaults(Docx::new(), theme), Docx::add_style);
    let built = docx.numberings(numbering::all(theme)).build();
    let mut styles = repair::styles(read("styles", &built.styles)?, &key.language);
    let instances = unused::styles(key.table_styles.clone(), &mut styles);
    let definitions = repair::numbering(read("numbering", &built.numberings)?);
    let definitions = definitions.elements().filter(|child| child.name == "w:abstractNum");
    let definitions = definitions.map(|one| (one.get("w:abstractNumId").unwrap_or_default().to_owned(), one.to_text())).collect();
    let files: [(&str, Element); 7] = [
        (CONTENT_TYPES, content_types()),
        ("_rels/.rels", package_relationships()),
        ("customXml/_rels/item1.xml.rels", relationships([relationship("rId1", "customXmlProps", "itemProps1.xml")])),
        (STYLES, styles),
        ("word/settings.xml", parts::settings(&key.language)),
        ("word/fontTable.xml", parts::font_table(theme)),
        ("word/theme/theme1.xml", parts::theme(theme)),
    ];
    let bytes = zipped(files.iter().map(|(name, element)| (*name, element.to_part()))).map_err(|error| error.to_string())?;
    let archive = ZipArchive::new(Cursor::new(Arc::from(bytes))).map_err(|error| error.to_string())?;
    Ok(Kept { archive, instances, definitions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::DEFAULT_THEME;
    use crate::world::BuiltIn;

    #[test]
    fn parts_are_made_once_for_what_they_hang_on() {
        let theme = Theme::load(&BuiltIn, DEFAULT_THEME).expect("the built-in theme");
        let parts = |theme: &Theme, language: &str, style: Option<&str>| {
            parts_of(theme, language, style.map(str::to_owned).into_iter().collect()).expect("parts")
        };
        let (first, again) = (parts(&theme, "sv-XX", None), parts(&theme, "sv-XX", None));
        assert!(Arc::ptr_eq(&first, &again));
        // Every measure counts, whatever the theme's hash says.
        let mut other = theme.clone();
        other.text.size_pt += 1.0;
        for changed in [parts(&other, "sv-XX", None), parts(&theme, "en-XX", None), parts(&theme, "sv-XX", Some(styles::TABLE_TEXT))] {
            assert!(!Arc::ptr_eq(&first, &changed));
            assert_ne!(first.archive.clone().into_inner().into_inner(), changed.archive.clone().into_inner().into_inner());
        }
    }
}
