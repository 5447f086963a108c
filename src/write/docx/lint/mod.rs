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

/// Most recurring parts that are kept, the latest first; none is larger than 64 KiB.
const MOST: usize = 32;
const LARGEST: usize = 64 << 10;

/// Parts without faults of their own.
static FAULTLESS: Mutex<VecDeque<ReadPart>> = Mutex::new(VecDeque::new());

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
    let mut archive = match zip::ZipArchive::new(Cursor::new(file)) {
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
        let (name, bytes) = match archive.by_index(at) {
            Ok(mut entry) => {
                let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
                let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).map_or(0, |size| size.min(ROOM)));
                if let Err(error) = entry.read_to_end(&mut bytes) {
                    findings.add("zip", &name, error.to_string());
                }
                (name, bytes)
            }
            Err(error) => {
                findings.add("zip", "", error.to_string());
                continue;
            }
        };
        // Names of parts are compared without regard to case (ECMA-376-2, 9.1.1).
        if parts.iter().any(|part| part.name.eq_ignore_ascii_case(&name)) {
            findings.add("zip", &name, "two parts have the same name");
        }
        parts.extend(part(name, bytes, findings));
    }
    parts
}

/// A part with what it wants; what is wrong with it by itself is found here.
fn part(name: String, bytes: Vec<u8>, findings: &mut Findings) -> Option<ReadPart> {
    let recurring = RECURRING.contains(&name.as_str()) && bytes.len() <= LARGEST;
    let lock = || FAULTLESS.lock().unwrap_or_else(PoisonError::into_inner);
    if recurring && let Some(known) = lock().iter().find(|known| known.name == name && known.part.is_of(&bytes)) {
        return Some(known.clone());
    }
    let part = match Part::read(bytes) {
        Ok(part) => Arc::new(part),
        Err(error) => {
            findings.add("well-formed", &name, error);
            return None;
        }
    };
    let before = findings.0.len();
    let wants = Arc::new(markup::check(&name, &part, findings));
    let read = ReadPart { name, part, wants };
    if recurring && findings.0.len() == before {
        let mut known = lock();
        known.push_front(read.clone());
        known.truncate(MOST);
    }
    Some(read)
}

/// The number of entries that the end of the central directory states; zip readers hide an entry of the same name.
fn entries(file: &[u8]) -> Option<usize> {
    let end = file.len().checked_sub(22)?;
    match file.get(end..)? {
        [b'P', b'K', 5, 6, _, _, _, _, _, _, low, high, ..] => Some(usize::from(u16::from_le_bytes([*low, *high]))),
        _ => None,
    }
}
