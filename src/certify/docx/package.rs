//! Unpacking turns the bytes of a package into its parts and the relationships between them (ECMA-376-2).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::certify::found::Problems;

use super::xml::{Element, parse};

/// Largest size of all parts together, decompressed, in bytes.
const LARGEST: u64 = 64 << 20;

/// Most parts of a package.
const MOST_PARTS: usize = 1_000;

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(super) struct Relationship {
    pub id: String,
    /// The last step of the type's address, such as `header`.
    pub kind: String,
    /// The path of a part, or an address when it is external.
    pub target: String,
    pub external: bool,
}

/// The parts of a package by their paths, without the leading slash.
pub(super) struct Package {
    parts: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Unpacks a file; `None`, and a problem, when that can't be done within the limits.
    pub fn read(bytes: &[u8], problems: &mut Problems) -> Option<Self> {
        match Self::unpack(bytes) {
            Ok(package) => Some(package),
            Err((sv, en)) => {
                problems.unreadable(sv, en);
                None
            }
        }
    }

    fn unpack(bytes: &[u8]) -> Result<Self, (&'static str, &'static str)> {
        const BROKEN: (&str, &str) = ("filen är inte en hel Word-fil", "the file is not a whole Word file");
        const LARGE: (&str, &str) = ("filen blir för stor när den packas upp", "the file becomes too large when it is unpacked");
        const TWICE: (&str, &str) = ("filen har två delar med samma namn", "the file has two parts of one name");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
        if archive.len() > MOST_PARTS {
            return Err(LARGE);
        }
        let (mut parts, mut left) = (BTreeMap::new(), LARGEST);
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(|_| BROKEN)?;
            let name = file.name().map_err(|_| BROKEN)?.into_owned();
            if file.is_dir() {
                continue;
            }
            let mut content = Vec::new();
            // What the file says of its own size is not trusted.
            file.take(left + 1).read_to_end(&mut content).map_err(|_| BROKEN)?;
            left = left.checked_sub(content.len() as u64).ok_or(LARGE)?;
            // Names of parts are equal whatever their case (ECMA-376-2, 6.2.2.3).
            let repeated = parts.keys().any(|other: &String| other.eq_ignore_ascii_case(&name));
            if repeated || parts.insert(name, content).is_some() {
                return Err(TWICE);
            }
        }
        Ok(Self { parts })
    }

    /// A part as XML.
    pub fn part(&self, path: &str) -> Option<Element> {
        self.parts.get(path).and_then(|bytes| parse(bytes))
    }

    /// The relationships of a part; of the package itself for the empty path.
    pub fn relationships(&self, path: &str) -> Vec<Relationship> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let part = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let Some(root) = self.part(&part) else { return Vec::new() };
        let read = |element: &Element| {
            let target = element.attribute("Target")?;
            let external = element.attribute("TargetMode") == Some("External");
            Some(Relationship {
                id: element.attribute("Id")?.to_owned(),
                kind: element.attribute("Type")?.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external { target.to_owned() } else { absolute(folder, target) },
                external,
            })
        };
        root.elements().filter(|element| element.name == "rel:Relationship").filter_map(read).collect()
    }
}

/// The path of a part that a relationship names, from the folder of its source.
fn absolute(folder: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_found_from_its_source() {
        assert_eq!(absolute("word", "styles.xml"), "word/styles.xml");
        assert_eq!(absolute("word", "../customXml/item1.xml"), "customXml/item1.xml");
        assert_eq!(absolute("", "/word/document.xml"), "word/document.xml");
    }
}
