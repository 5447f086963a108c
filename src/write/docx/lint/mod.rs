//! The lint turns a finished Word file into a list of what is wrong with it, by reading its bytes anew.
//!
//! Word repairs some of these faults in silence, refuses others as damage, and shows a few only when the file is edited.
//! No validator sees all of them: the bookmark, annotation and zip rules are those that the common ones miss. The rules:
//!
//! | rule | demands |
//! |---|---|
//! | `zip` | the zip opens, and no two parts have one name |
//! | `well-formed` | each part is well-formed XML in UTF-8, without a document type, and its prefixes are declared |
//! | `control-character` | no character that XML 1.0 or a reader can't take |
//! | `content-type` | each part has a content type of its own, and each declared part exists |
//! | `relationship` | identifiers unique, targets exist, every `r:id` leads to a target of the right kind, links are https or mailto |
//! | `unreachable` | each part is reached from the package by relationships |
//! | `order` | children stand in the order of the schema, and none that it does not know |
//! | `block` | a cell, a body and a head end in a paragraph; tables do not touch; rows fill the grid |
//! | `space` | text keeps its white space |
//! | `on-off` | switches have a value that is one |
//! | `bookmark` | names and starts unique, each start has one end after it |
//! | `annotation` | identifiers of bookmarks, revisions and comments differ |
//! | `revision` | author and date given, deleted text marked as such, no deletion within another; a tracked end has a paragraph after it, or stands in a row of the same mark |
//! | `field` | begin, separate and end in this order within their paragraph |
//! | `style` | referenced styles exist and are of the right type; one default a type |
//! | `numbering` | referenced instances and definitions exist, each once |
//! | `link` | a link within the document leads to a bookmark |

mod markup;
mod package;
mod part;
mod references;
mod sorts;

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use ecow::EcoString;
use zip::{CompressionMethod, ZipArchive};

use self::part::Part;

/// One thing that is wrong with a Word file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, by its name in the table above.
    pub rule: &'static str,
    /// The part of the package; the whole file where it is empty.
    pub part: String,
    /// What is wrong, in English: it concerns whoever looks after the program.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.part, self.rule, self.detail)
    }
}

/// Findings as they come.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: &'static str, part: &str, detail: impl Into<String>) {
        self.0.push(Finding { rule, part: part.into(), detail: detail.into() });
    }
}

/// A part of the package as it was read.
#[derive(Clone)]
struct ReadPart {
    name: String,
    part: Arc<Part>,
    wants: Arc<Wants>,
}

/// What a part wants of other parts. Each name stands here once, with the element that names it, however often it does.
#[derive(Debug, Default)]
struct Wants {
    /// Styles and instances of numbering.
    looks: BTreeSet<(EcoString, EcoString)>,
    /// Relationships.
    relationships: BTreeSet<(EcoString, EcoString)>,
}

/// Parts that are the same in many files. Bytes that were read before, and with which nothing is wrong by themselves,
/// need not be read again; what they have to do with other parts is looked at for every file.
const RECURRING: [&str; 8] = [
    "[Content_Types].xml",
    "_rels/.rels",
    "customXml/_rels/item1.xml.rels",
    "word/styles.xml",
    "word/settings.xml",
    "word/fontTable.xml",
    "word/theme/theme1.xml",
    "word/numbering.xml",
];

/// Most room that is made for a part, in bytes, because the file says that it is so large.
const ROOM: usize = 16 << 20;

/// Most recurring parts that are kept, the latest first; none is larger than 64 KiB when packed.
const MOST: usize = 32;
const LARGEST: u64 = 64 << 10;

/// A part without faults of its own, as it stood in a file.
struct Faultless {
    packed: Packed,
    part: ReadPart,
}

/// A part as it stands in a file: packed so, into these bytes, from some of this checksum.
#[derive(PartialEq)]
struct Packed {
    method: CompressionMethod,
    checksum: u32,
    bytes: Vec<u8>,
}

static FAULTLESS: Mutex<VecDeque<Faultless>> = Mutex::new(VecDeque::new());

/// Everything that is wrong with a Word file; nothing, for a good one.
pub fn lint(file: &[u8]) -> Vec<Finding> {
    let mut findings = Findings::default();
    let parts = read(file, &mut findings);
    package::check(&parts, &mut findings);
    references::check(&parts, &mut findings);
    findings.0
}

fn read(file: &[u8], findings: &mut Findings) -> Vec<ReadPart> {
    let mut parts: Vec<ReadPart> = Vec::new();
    let mut archive = match ZipArchive::new(Cursor::new(file)) {
        Ok(archive) => archive,
        Err(error) => {
            findings.add("zip", "", error.to_string());
            return parts;
        }
    };
    if entries(file) != Some(archive.len()) {
        findings.add("zip", "", "two entries have the same name");
    }
    for at in 0..archive.len() {
        if let Some(part) = entry(&mut archive, at, findings) {
            // Names of parts are compared without regard to case (ECMA-376-2, 9.1.1).
            if parts.iter().any(|other| other.name.eq_ignore_ascii_case(&part.name)) {
                findings.add("zip", &part.name, "two parts have the same name");
            }
            parts.push(part);
        }
    }
    parts
}

/// A part, by its place in the zip; what is wrong with it by itself is found here.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, findings: &mut Findings) -> Option<ReadPart> {
    let packed = match packed(archive, at) {
        Ok(packed) => packed,
        Err(error) => {
            findings.add("zip", "", error.to_string());
            return None;
        }
    };
    let lock = || FAULTLESS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((name, packed)) = &packed
        && let Some(known) = lock().iter().find(|known| known.part.name == *name && known.packed == *packed)
    {
        return Some(known.part.clone());
    }
    let (name, bytes) = match unpacked(archive, at) {
        Ok((name, Ok(bytes))) => (name, bytes),
        Ok((name, Err(error))) => {
            findings.add("zip", &name, error.to_string());
            return None;
        }
        Err(error) => {
            findings.add("zip", "", error.to_string());
            return None;
        }
    };
    let before = findings.0.len();
    let part = match Part::read(bytes) {
        Ok(part) => Arc::new(part),
        Err(error) => {
            findings.add("well-formed", &name, error);
            return None;
        }
    };
    let wants = Arc::new(markup::check(&name, &part, findings));
    let part = ReadPart { name, part, wants };
    if let Some((_, packed)) = packed.filter(|_| findings.0.len() == before) {
        let mut known = lock();
        known.push_front(Faultless { packed, part: part.clone() });
        known.truncate(MOST);
    }
    Some(part)
}

/// A recurring part as it stands in the file, with its name; `None` for any other.
fn packed(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize) -> zip::result::ZipResult<Option<(String, Packed)>> {
    let mut entry = archive.by_index_raw(at)?;
    let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
    if !RECURRING.contains(&name.as_str()) || entry.compressed_size() > LARGEST {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    Ok(Some((name, Packed { method: entry.compression(), checksum: entry.crc32(), bytes })))
}

/// The name of a part, and its bytes if they can be unpacked.
fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize) -> zip::result::ZipResult<(String, std::io::Result<Vec<u8>>)> {
    let mut entry = archive.by_index(at)?;
    let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
    let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).map_or(0, |size| size.min(ROOM)));
    let read = entry.read_to_end(&mut bytes).map(|_| bytes);
    Ok((name, read))
}

/// The number of entries that the end of the central directory states; zip readers hide an entry of the same name.
fn entries(file: &[u8]) -> Option<usize> {
    let end = file.len().checked_sub(22)?;
    match file.get(end..)? {
        [b'P', b'K', 5, 6, _, _, _, _, _, _, low, high, ..] => Some(usize::from(u16::from_le_bytes([*low, *high]))),
        _ => None,
    }
}
