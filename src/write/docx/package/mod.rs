//! The package turns the parts that docx-rs builds, and those that it can't, into the bytes of a Word file.
//!
//! docx-rs writes children in an order of its own, some values without escapes, identifiers from counters that live as
//! long as the process, and a package without theme, title or language. So its styles, numbering and heads, and the looks of
//! paragraphs and tables, are read as elements, repaired and written anew; all else is written here.

mod content;
mod kept;
mod looks;
mod parts;
mod provenance;
mod repair;
mod unused;

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use docx_rs::{BuildXML, SectionProperty};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use self::kept::Kept;
use self::unused::Used;
use super::body::Bookmarked;
use super::numbering::{Instance, Lists};
use super::paragraph::Piece;
use super::track::Bylines;
use super::xml::Element;
use crate::model::Tree;
use crate::theme::Theme;
use crate::write::Provenance;

/// What a part's relationship is, relative to the root of the office document relationships.
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument";
const PACKAGE: &str = "application/vnd.openxmlformats-package";

/// The relationship of the first page's head.
pub(super) const FIRST_HEAD: &str = "rId7";
/// The relationship of the later pages' head.
pub(super) const LATER_HEAD: &str = "rId8";
/// Relationships of the document to parts of the package; those to addresses come after them.
const DOCUMENT_PARTS: [(&str, &str, &str); 8] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "numbering", "numbering.xml"),
    ("rId3", "settings", "settings.xml"),
    ("rId4", "fontTable", "fontTable.xml"),
    ("rId5", "theme", "theme/theme1.xml"),
    ("rId6", "customXml", "../customXml/item1.xml"),
    (FIRST_HEAD, "header", "header1.xml"),
    (LATER_HEAD, "header", "header2.xml"),
];

/// The addresses that the document links to, each once, in the order of their first link.
#[derive(Debug, Default)]
pub(super) struct Links {
    addresses: Vec<String>,
}

impl Links {
    /// The relationship of an address.
    pub fn to(&mut self, address: &str) -> String {
        let at = self.addresses.iter().position(|known| known == address).unwrap_or_else(|| {
            self.addresses.push(address.into());
            self.addresses.len() - 1
        });
        format!("rId{}", DOCUMENT_PARTS.len() + 1 + at)
    }
}

/// What the package is made of.
pub(super) struct Contents<'a> {
    pub tree: &'a Tree,
    pub theme: &'a Theme,
    pub provenance: &'a Provenance,
    /// Who made the changes, in a redline.
    pub bylines: Option<&'a Bylines>,
    /// Paragraphs and tables.
    pub body: Vec<Piece<'a>>,
    pub lists: Lists,
    /// The paper, and which heads it has.
    pub section: SectionProperty,
    /// The heads of the first page and of the later ones.
    pub heads: [Vec<Piece<'a>>; 2],
    pub links: Links,
    /// Every bookmark, with where its text came from, if that is the source of this version.
    pub origins: Vec<Bookmarked<'a>>,
}

/// What each part is, but for those that hold relationships.
const PARTS: [(&str, &str); 12] = [
    ("word/document.xml", "wordprocessingml.document.main"),
    ("word/header1.xml", "wordprocessingml.header"),
    ("word/header2.xml", "wordprocessingml.header"),
    (STYLES, "wordprocessingml.styles"),
    ("word/numbering.xml", "wordprocessingml.numbering"),
    ("word/settings.xml", "wordprocessingml.settings"),
    ("word/fontTable.xml", "wordprocessingml.fontTable"),
    ("word/theme/theme1.xml", "theme"),
    ("docProps/core.xml", CORE),
    ("docProps/custom.xml", "custom-properties"),
    ("customXml/item1.xml", ""),
    ("customXml/itemProps1.xml", "customXmlProperties"),
];
const CONTENT_TYPES: &str = "[Content_Types].xml";
const STYLES: &str = "word/styles.xml";
/// The one type that is not of office documents.
const CORE: &str = "core-properties";

/// Reads a part that docx-rs built.
fn read(name: &str, bytes: &[u8]) -> Result<Element, String> {
    Element::parse(bytes).map_err(|error| format!("{name}: {error}"))
}

/// The whole file.
///
/// # Errors
/// When docx-rs built something that is not XML or lacks a part, or the zip can't be written.
pub(super) fn assemble(contents: Contents<'_>) -> Result<Vec<u8>, String> {
    let Contents { tree, theme, provenance, bylines, body, lists, section, heads, links, origins } = contents;
    let [first, later] = heads.map(|head| content::write(&head, None, 0));
    let (first, later) = (first?, later?);
    let section = repair::properties(read("section", &section.build())?, []).ok_or("a section that says nothing")?;
    let document = repair::content(Element::new("w:document").child(Element::new("w:body").child(section)));
    // Bookmarks and changes share their numbers.
    let content = content::write(&body, bylines, origins.len())?;
    let mut used = Used::default();
    [&first, &later, &content].into_iter().for_each(|content| used.add(&content.used));
    let head = repair::content(Element::new("w:hdr").text(""));
    let kept = kept::parts_of(theme, &tree.metadata.language, used.table_styles())?;
    let made = [
        ("word/_rels/document.xml.rels", document_relationships(&links).to_part()),
        ("word/document.xml", document.to_part_behind("w:body", &content.text)),
        ("word/header1.xml", head.to_part_behind("w:hdr", &first.text)),
        ("word/header2.xml", head.to_part_behind("w:hdr", &later.text)),
        ("word/numbering.xml", numbering(&lists, &used, &kept)?),
        ("docProps/core.xml", parts::core(tree, provenance).to_part()),
        ("docProps/custom.xml", parts::custom(tree, provenance).to_part()),
        ("customXml/item1.xml", provenance::item(tree, provenance, &origins)),
        ("customXml/itemProps1.xml", provenance::properties(provenance).to_part()),
    ];
    packed(&kept, &made, bylines.is_some()).map_err(|error| error.to_string())
}

/// The numbering: the instances that texts and styles name, and the definitions that these count by.
fn numbering(lists: &Lists, used: &Used, kept: &Kept) -> Result<Vec<u8>, String> {
    let named = |number: usize| {
        let number = number.to_string();
        used.instances.contains(&number) || kept.instances.contains(&number)
    };
    let instances: Vec<_> = lists.instances().filter(|instance| named(instance.number)).collect();
    let definitions: BTreeSet<String> = instances.iter().map(|instance| instance.definition.to_string()).collect();
    let mut defined: String =
        kept.definitions.iter().filter(|(number, _)| definitions.contains(number)).map(|(_, text)| text.as_str()).collect();
    // Definitions that one list alone has are copies of others.
    for (own, like) in lists.apart() {
        let like = like.to_string();
        let (_, text) = kept.definitions.iter().find(|(number, _)| *number == like).ok_or_else(|| format!("no numbering {like}"))?;
        defined.push_str(&repair::definition_apart(read("numbering", text.as_bytes())?, *own).to_text());
    }
    let instances = instances.into_iter().map(Instance::to_element);
    Ok(repair::numbering(Element::new("w:numbering").containing(instances)).to_part_behind("w:numbering", &defined))
}

/// The file: parts made for it and parts kept, the content types first and relationships before what they lead to.
fn packed(kept: &Kept, made: &[(&str, Vec<u8>)], redline: bool) -> zip::result::ZipResult<Vec<u8>> {
    let relationships = [CONTENT_TYPES, "_rels/.rels", "word/_rels/document.xml.rels", "customXml/_rels/item1.xml.rels"];
    let mut archive = kept.archive.clone();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in relationships.into_iter().chain(PARTS.map(|(name, _)| name)) {
        match (made.iter().find(|(own, _)| *own == name), archive.index_for_name(name)) {
            (Some((_, bytes)), _) => {
                let level = match redline {
                    false => Some(LEVEL),
                    true => (bytes.len() > SMALL).then_some(LEVEL_OF_REDLINES),
                };
                zip.start_file(name, options(level))?;
                zip.write_all(bytes)?;
            }
            (None, Some(at)) => zip.raw_copy_file(archive.by_index_raw(at)?)?,
            (None, None) => return Err(zip::result::ZipError::FileNotFound),
        }
    }
    Ok(zip.finish()?.into_inner())
}

/// How hard parts that are made once are packed.
const LEVEL_OF_KEPT: i64 = 9;
/// How hard a document is packed: it is kept and sent. Level 9 would spare a fifth of a per cent.
const LEVEL: i64 = 7;
/// How hard a redline is packed, a working paper: a quarter larger, and packed in half the time or less.
const LEVEL_OF_REDLINES: i64 = 2;
/// Parts of a redline up to this size, in bytes, are not packed at all: beginning costs more than packing.
const SMALL: usize = 2500;

/// Deflated at a level, or stored without one; with a fixed time and the same attributes on every system.
fn options(level: Option<i64>) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(if level.is_some() { CompressionMethod::Deflated } else { CompressionMethod::Stored })
        .compression_level(level)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix)
}

/// Parts in a zip of their own.
fn zipped<'a>(files: impl Iterator<Item = (&'a str, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, options(Some(LEVEL_OF_KEPT)))?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> Element {
    let default = |extension: &str, kind: &str| Element::new("Default").with("Extension", extension).with("ContentType", kind);
    let part = |(name, kind): (&str, &str)| {
        let kind = if kind == CORE { format!("{PACKAGE}.{kind}+xml") } else { format!("{CONTENT}.{kind}+xml") };
        Element::new("Override").with("PartName", format!("/{name}")).with("ContentType", kind)
    };
    Element::new("Types")
        .with("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types")
        .child(default("rels", &format!("{PACKAGE}.relationships+xml")))
        .child(default("xml", "application/xml"))
        .containing(PARTS.into_iter().filter(|(_, kind)| !kind.is_empty()).map(part))
}

fn relationships(all: impl IntoIterator<Item = Element>) -> Element {
    Element::new("Relationships").with("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships").containing(all)
}

fn relationship(id: &str, kind: &str, target: &str) -> Element {
    Element::new("Relationship").with("Id", id).with("Type", format!("{OFFICE}/{kind}")).with("Target", target)
}

fn package_relationships() -> Element {
    let mut core = relationship("rId2", "", "docProps/core.xml");
    core.set("Type", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties");
    relationships([
        relationship("rId1", "officeDocument", "word/document.xml"),
        core,
        relationship("rId3", "custom-properties", "docProps/custom.xml"),
    ])
}

fn document_relationships(links: &Links) -> Element {
    let parts = DOCUMENT_PARTS.into_iter().map(|(id, kind, target)| relationship(id, kind, target));
    let first = DOCUMENT_PARTS.len() + 1;
    let addresses = links
        .addresses
        .iter()
        .enumerate()
        .map(|(at, address)| relationship(&format!("rId{}", first + at), "hyperlink", &uri(address)).with("TargetMode", "External"));
    relationships(parts.chain(addresses))
}

/// An address as RFC 3986 wants it: a character that may not stand in one is percent-encoded; letters beyond ASCII stay,
/// as RFC 3987 allows. Word calls a file damaged when it can't read an address.
fn uri(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for (at, character) in address.char_indices() {
        let escape =
            character == '%' && address.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if escape || (!character.is_whitespace() && !"<>\"{}|\\^`%".contains(character)) {
            out.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_relationship() {
        let mut links = Links::default();
        assert_eq!([links.to("https://a"), links.to("https://b"), links.to("https://a")], ["rId9", "rId10", "rId9"]);
    }

    #[test]
    fn an_address_is_made_readable() {
        assert_eq!(uri("https://exempel.se/å b%20c?d=1&e=50%#f|"), "https://exempel.se/å%20b%20c?d=1&e=50%25#f%7C");
    }
}
