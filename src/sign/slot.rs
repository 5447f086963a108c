//! A slot is the place in a file that a signature is put into: everything around it is signed (ISO 32000-1, 12.8.1).

use lopdf::{Document, Object, ObjectId};

use super::algorithm::Digest;
use super::append::{Update, Updated, write_object};
use crate::diag::Fault;
use crate::diag::codes;

/// Smallest and largest room for a container, in bytes. Its size is signed, so one that is too small means starting over.
pub const ROOM: std::ops::RangeInclusive<usize> = 4 << 10..=128 << 10;

/// Room by default: a chain of four RSA certificates with a time stamp takes some 10 kB.
pub const USUAL_ROOM: usize = 24 << 10;

/// What goes into a signature's dictionary.
pub(super) struct Inscription<'a> {
    /// `Sig` or `DocTimeStamp`.
    pub kind: &'a str,
    /// `ETSI.CAdES.detached` or `ETSI.RFC3161`.
    pub filter: &'a str,
    /// The claimed time, as a PDF date; none for a time stamp.
    pub time: Option<String>,
    /// Who signs.
    pub name: Option<&'a str>,
    /// Room for the container, in bytes.
    pub room: usize,
}

/// A file with a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The whole file, with zeros in the slot.
    pub bytes: Vec<u8>,
    /// Where the slot begins and ends, its angle brackets included.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
}

const NUMBER: &str = "0000000000";

/// The bytes of a signature's dictionary with an empty slot, and where in them the array of ranges and the slot begin.
fn dictionary(inscription: &Inscription<'_>) -> (Vec<u8>, usize, usize) {
    let mut out =
        format!("<</Type /{} /Filter /Adobe.PPKLite /SubFilter /{} /ByteRange [", inscription.kind, inscription.filter).into_bytes();
    let range = out.len();
    out.extend_from_slice(format!("0 {NUMBER} {NUMBER} {NUMBER}] /Contents ").as_bytes());
    let contents = out.len();
    out.push(b'<');
    out.resize(out.len() + inscription.room * 2, b'0');
    out.push(b'>');
    if let Some(time) = &inscription.time {
        out.extend_from_slice(b" /M ");
        out.extend_from_slice(format!("({time})").as_bytes());
    }
    if let Some(name) = inscription.name {
        out.extend_from_slice(b" /Name ");
        write_object(&super::append::text_string(name), &mut out);
    }
    out.extend_from_slice(b">>");
    (out, range, contents)
}

/// Ends an update with a signature under the number given, and fills in the ranges.
pub(super) fn open(mut update: Update<'_>, id: ObjectId, inscription: &Inscription<'_>) -> Option<Slot> {
    let (raw, range, contents) = dictionary(inscription);
    let size = inscription.room * 2 + 2;
    update.set_raw(id, raw);
    let Updated { mut bytes, offsets } = update.finish();
    let header = format!("{} {} obj\n", id.0, id.1).len();
    let object = offsets.get(&id)? + header;
    let (start, end) = (object + contents, object + contents + size);
    let ranges = format!("0 {start:010} {end:010} {:010}", bytes.len() - end);
    bytes.get_mut(object + range..object + range + ranges.len())?.copy_from_slice(ranges.as_bytes());
    Some(Slot { bytes, start, end })
}

impl Slot {
    /// The slot of a prepared file: the one signature whose contents are zeros throughout, and whose ranges are the file
    /// but for them.
    pub fn find(bytes: Vec<u8>, document: &Document) -> Option<Self> {
        let signatures =
            document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dictionary| dictionary.has(b"ByteRange"));
        let mut found = signatures.filter_map(|signature| {
            let ranges = ranges(signature.get(b"ByteRange").ok()?)?;
            let zeros = signature.get(b"Contents").and_then(Object::as_str).is_ok_and(|contents| contents.iter().all(|byte| *byte == 0));
            (zeros && ranges[0] == 0 && ranges[2].checked_add(ranges[3])? == bytes.len()).then_some((ranges[1], ranges[2]))
        });
        let (start, end) = found.next()?;
        if found.next().is_some() || bytes.get(start) != Some(&b'<') || bytes.get(end.checked_sub(1)?) != Some(&b'>') {
            return None;
        }
        Some(Self { bytes, start, end })
    }

    /// The signed parts: what is before and what is after the slot.
    pub fn parts(&self) -> [&[u8]; 2] {
        [self.bytes.get(..self.start).unwrap_or_default(), self.bytes.get(self.end..).unwrap_or_default()]
    }

    /// Digest of the signed parts.
    pub fn digest(&self, digest: Digest) -> Vec<u8> {
        digest.of(&self.parts())
    }

    /// Room for a container, in bytes.
    pub fn room(&self) -> usize {
        self.end.saturating_sub(self.start).saturating_sub(2) / 2
    }

    /// The four numbers of the ranges.
    pub fn ranges(&self) -> [usize; 4] {
        [0, self.start, self.end, self.bytes.len().saturating_sub(self.end)]
    }

    /// The file with a container in its slot.
    ///
    /// # Errors
    /// When the container is larger than the room.
    pub fn fill(&self, container: &[u8]) -> Result<Vec<u8>, Fault> {
        if container.len() > self.room() {
            let (needed, room) = (container.len(), self.room());
            return Err(Fault::new(
                codes::NOT_SIGNABLE,
                format!("underskriften tar {needed} byte, men det finns plats för {room}"),
                format!("the signature takes {needed} bytes, but there is room for {room}"),
            )
            .hint(
                format!("börja om med --room {}: platsens storlek är själv undertecknad", (needed / 1024 + 4) * 1024),
                format!("start over with --room {}: the size of the room is itself signed", (needed / 1024 + 4) * 1024),
            ));
        }
        let mut bytes = self.bytes.clone();
        let hex: Vec<u8> = container.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
        if let Some(room) = bytes.get_mut(self.start + 1..self.start + 1 + hex.len()) {
            room.copy_from_slice(&hex);
        }
        Ok(bytes)
    }
}

/// The four numbers of a `/ByteRange`, when it has exactly four and none is negative.
pub(super) fn ranges(object: &Object) -> Option<[usize; 4]> {
    let numbers: Vec<usize> =
        object.as_array().ok()?.iter().map(|number| usize::try_from(number.as_i64().ok()?).ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}
