//! Unpacking: a package (ASiC-E with CAdES) becomes its files, the list that its signature is over, and that signature.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::certificate::from_base64;
use super::package::{MANIFEST, MEDIA_TYPE, Part, SIGNATURE};
use crate::diag::{Fault, codes};

/// Most files in a package.
const MOST_FILES: usize = 1_000;

/// Largest package once unpacked, in bytes.
const LARGEST: u64 = 512 << 20;

/// A package as it was found.
#[derive(Debug, Clone)]
pub struct Unpacked {
    /// Its files, in the order of the archive, without the list and the signature.
    pub parts: Vec<Part>,
    /// The list, as it was signed.
    pub manifest: Vec<u8>,
    /// What the list names.
    pub listed: Vec<Listed>,
    /// The signature over the list (CMS).
    pub signature: Vec<u8>,
    /// Whether two files of the archive bear one name.
    pub doubled: bool,
}

/// A file in the list of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// SHA-256 of it; `None` where the list names another hash.
    pub sha256: Option<Vec<u8>>,
}

fn not(sv: &str, en: &str) -> Fault {
    Fault::new(codes::FILE_UNREADABLE, sv, en)
}

/// Takes a package apart. What is in it is not judged.
///
/// # Errors
/// When it is no archive, no package, larger than is read, or signed in another way than with one CAdES signature over one list.
pub fn unpack(bytes: &[u8]) -> Result<Unpacked, Fault> {
    let damaged = || not("paketet går inte att läsa: arkivet är skadat", "the package can't be read: the archive is damaged");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MOST_FILES {
        return Err(not("paketet har fler än 1 000 filer", "the package has more than 1,000 files"));
    }
    let (mut parts, mut left) = (Vec::new(), LARGEST);
    let doubled = entries(bytes).is_some_and(|count| count != archive.len());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|_| damaged())?;
        let (name, mut content) = (file.name().map_err(|_| damaged())?.into_owned(), Vec::new());
        file.by_ref().take(left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| not("paketet är större än 512 MiB uppackat", "the package is larger than 512 MiB unpacked"))?;
        parts.push(Part { name, media_type: String::new(), bytes: content });
    }
    let is_package = parts.first().is_some_and(|first| first.name == "mimetype" && first.bytes == MEDIA_TYPE.as_bytes());
    if !is_package {
        return Err(not(
            "filen är ett arkiv, men inget undertecknat paket (ASiC-E)",
            "the file is an archive, but no signed package (ASiC-E)",
        )
        .hint(
            "ange en undertecknad PDF, eller ett paket som kansli package har gjort",
            "give a signed PDF, or a package that kansli package made",
        ));
    }
    parts.remove(0);
    let inner = |name: &str| name.to_ascii_lowercase().starts_with("meta-inf/");
    let (inside, parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| inner(&part.name));
    let [one, other] = inside.as_slice() else { return Err(other_signature()) };
    let (manifest, signature) = match (one.name.as_str(), other.name.as_str()) {
        (MANIFEST, SIGNATURE) => (one, other),
        (SIGNATURE, MANIFEST) => (other, one),
        _ => return Err(other_signature()),
    };
    let listed = listed(&manifest.bytes)
        .ok_or_else(|| not("listan över filerna i paketet går inte att läsa", "the list of the files in the package can't be read"))?;
    Ok(Unpacked { parts, listed, manifest: manifest.bytes.clone(), signature: signature.bytes.clone(), doubled })
}

fn other_signature() -> Fault {
    not(
        "paketet är undertecknat på ett sätt som Kansli inte kan pröva: det har inte precis en underskrift (CAdES) över en lista",
        "the package is signed in a way that Kansli can't judge: it has not exactly one signature (CAdES) over one list",
    )
    .hint(
        "be den som gjorde paketet om ett intyg, eller pröva det i en valideringstjänst; en PDF ur paketet prövas för sig",
        "ask whoever made the package for a report, or judge it at a validation service; a PDF of the package is judged by itself",
    )
}

/// How many files the end of the archive counts; of two under one name only one can be read.
fn entries(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = bytes.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([*count.first()?, *count.get(1)?])))
}

/// The files of an ASiCManifest (EN 319 162-1, annex A.4) whose signature stands where it should.
fn listed(manifest: &[u8]) -> Option<Vec<Listed>> {
    let text = std::str::from_utf8(manifest).ok()?;
    let mut reader = Reader::from_str(text);
    let (mut out, mut current, mut sha256, mut in_value, mut signature) = (Vec::new(), None::<Listed>, false, false, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "SigReference" if signature.is_none() => signature = Some(attribute(&start, "URI")?),
                "SigReference" => return None,
                "DataObjectReference" => current = Some(Listed { name: plain(&attribute(&start, "URI")?)?, sha256: None }),
                "DigestMethod" => sha256 = attribute(&start, "Algorithm")? == "http://www.w3.org/2001/04/xmlenc#sha256",
                "DigestValue" => in_value = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "DataObjectReference" => out.push(current.take()?),
                "DigestValue" => in_value = false,
                _ => {}
            },
            Event::Text(text) if in_value && sha256 => {
                let value = from_base64(text.xml10_content().trim())?;
                let current = current.as_mut().filter(|current| current.sha256.is_none())?;
                current.sha256 = Some(value);
            }
            Event::DocType(_) | Event::GeneralRef(_) | Event::CData(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    (signature.as_deref() == Some(SIGNATURE) && current.is_none()).then_some(out)
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Explicit1_0).ok()?.into_owned())
}

/// An address as a name (RFC 3986, 2.1).
fn plain(address: &str) -> Option<String> {
    let (mut out, mut rest) = (Vec::new(), address.as_bytes());
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(out).ok()
}
