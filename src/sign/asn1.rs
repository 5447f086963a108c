//! ASN.1 turns bytes into tags and values and back: what little of DER the containers of signatures need, and BER into DER.
//!
//! A signature comes from anywhere. Nothing here trusts a length; what does not add up is `None`.

/// Tags of X.690 in the one octet that they take here.
pub mod tag {
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTETS: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// SEQUENCE, constructed.
    pub const SEQUENCE: u8 = 0x30;
    /// SET, constructed.
    pub const SET: u8 = 0x31;
    /// A context-specific tag below 31, constructed.
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Deepest nesting that is read.
const DEEPEST: usize = 64;

/// One value with its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// The contents.
    pub content: &'a [u8],
    /// Identifier, length and contents.
    pub whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// The values within.
    pub fn inner(&self) -> Reader<'a> {
        Reader::new(self.content)
    }
}

/// Reads values of definite length one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of some bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next value, whatever it is.
    pub fn any(&mut self) -> Option<Value<'a>> {
        let tag = *self.rest.first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (length, header) = length(self.rest.get(1..)?)?;
        let end = header.checked_add(1)?.checked_add(length?)?;
        let whole = self.rest.get(..end)?;
        let value = Value { tag, content: whole.get(header + 1..)?, whole };
        self.rest = self.rest.get(end..)?;
        Some(value)
    }

    /// The next value, which must have this tag.
    pub fn take(&mut self, tag: u8) -> Option<Value<'a>> {
        self.optional(tag)
    }

    /// The next value if it has this tag; else nothing is read.
    pub fn optional(&mut self, tag: u8) -> Option<Value<'a>> {
        if *self.rest.first()? == tag { self.any() } else { None }
    }

    /// All values that are left; `None` when they do not add up.
    pub fn all(mut self) -> Option<Vec<Value<'a>>> {
        let mut out = Vec::new();
        while !self.is_empty() {
            out.push(self.any()?);
        }
        Some(out)
    }
}

/// A length, `None` when it is indefinite, and the number of octets that it takes.
fn length(bytes: &[u8]) -> Option<(Option<usize>, usize)> {
    let first = *bytes.first()?;
    match first {
        0..=0x7f => Some((Some(usize::from(first)), 1)),
        0x80 => Some((None, 1)),
        _ => {
            let count = usize::from(first & 0x7f);
            if count > 4 {
                return None;
            }
            let value = bytes.get(1..=count)?.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
            Some((Some(value), count + 1))
        }
    }
}

/// The first value of some bytes: all of it.
pub fn single(bytes: &[u8], tag: u8) -> Option<Value<'_>> {
    let mut reader = Reader::new(bytes);
    let value = reader.take(tag)?;
    reader.is_empty().then_some(value)
}

/// The first value of some bytes with definite lengths only and strings in one piece, and how many bytes it took.
/// DER comes out as it went in.
pub fn definite(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut reader = Reader::new(bytes);
    match reader.any() {
        Some(value) if sound(value.whole, 0) => Some((value.whole.to_vec(), value.whole.len())),
        _ => convert(bytes, 0),
    }
}

/// Whether a value and all within are of definite length and no string is in pieces.
fn sound(whole: &[u8], depth: usize) -> bool {
    let mut reader = Reader::new(whole);
    let Some(value) = reader.any() else { return false };
    if depth > DEEPEST || value.tag == tag::OCTETS | 0x20 {
        return false;
    }
    if value.tag & 0x20 == 0 {
        return true;
    }
    let mut inner = value.inner();
    while !inner.is_empty() {
        match inner.any() {
            Some(value) if sound(value.whole, depth + 1) => {}
            _ => return false,
        }
    }
    true
}

fn convert(bytes: &[u8], depth: usize) -> Option<(Vec<u8>, usize)> {
    let tag = *bytes.first()?;
    if depth > DEEPEST || tag & 0x1f == 0x1f {
        return None;
    }
    let (length, header) = length(bytes.get(1..)?)?;
    let start = header + 1;
    if tag & 0x20 == 0 {
        let end = start.checked_add(length?)?;
        return Some((write(tag, bytes.get(start..end)?), end));
    }
    let mut at = start;
    let mut parts = Vec::new();
    let end = match length {
        Some(length) => Some(start.checked_add(length)?),
        None => None,
    };
    loop {
        match end {
            Some(end) if at == end => break,
            Some(end) if at > end => return None,
            None if bytes.get(at..at.checked_add(2)?)? == [0, 0] => {
                at += 2;
                break;
            }
            _ => {}
        }
        let limit = end.unwrap_or(bytes.len());
        let (part, taken) = convert(bytes.get(at..limit)?, depth + 1)?;
        parts.push(part);
        at = at.checked_add(taken)?;
    }
    if tag == tag::OCTETS | 0x20 {
        let mut content = Vec::new();
        for part in &parts {
            content.extend_from_slice(single(part, tag::OCTETS)?.content);
        }
        return Some((write(tag::OCTETS, &content), at));
    }
    Some((write(tag, &parts.concat()), at))
}

/// A value of a tag and its contents.
pub fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let octets: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
        out.push(0x80 | octets.len() as u8);
        out.extend_from_slice(&octets);
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of parts that are values already.
pub fn sequence<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    write(tag::SEQUENCE, &joined(parts))
}

/// A SET OF parts, in the order that DER wants (X.690, 11.6).
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    parts.sort();
    write(tag::SET, &parts.concat())
}

/// Parts one after the other.
pub fn joined<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.as_ref().iter().copied()).collect()
}

/// An OBJECT IDENTIFIER of its contents.
pub fn oid(content: &[u8]) -> Vec<u8> {
    write(tag::OID, content)
}

/// An OCTET STRING.
pub fn octets(content: &[u8]) -> Vec<u8> {
    write(tag::OCTETS, content)
}

/// A small INTEGER.
pub fn small(value: u8) -> Vec<u8> {
    unsigned(&[value])
}

/// An INTEGER of a number that is not negative, most significant octet first.
pub fn unsigned(octets: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    if content.first().is_none_or(|first| first & 0x80 != 0) {
        content.insert(0, 0);
    }
    write(tag::INTEGER, &content)
}

/// A time as seconds since 1970, fractions dropped: UTCTime or GeneralizedTime, in UTC.
pub fn time(value: &Value<'_>) -> Option<i64> {
    let text = std::str::from_utf8(value.content).ok()?.strip_suffix('Z')?;
    let text = match value.tag {
        tag::UTC_TIME => {
            let year: u32 = text.get(..2)?.parse().ok()?;
            format!("{}{text}", if year < 50 { "20" } else { "19" })
        }
        tag::GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((&text, "0"));
    if whole.len() != 14 || fraction.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i64> { whole.get(range)?.parse().ok() };
    let date = jiff::civil::Date::new(number(0..4)? as i16, number(4..6)? as i8, number(6..8)? as i8).ok()?;
    let days = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    let (hour, minute, second) = (number(8..10)?, number(10..12)?, number(12..14)?);
    (hour < 24 && minute < 60 && second < 61).then_some(i64::from(days) * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_and_read() {
        let long = octets(&[7; 300]);
        let whole = sequence(&[small(5), unsigned(&[0x80, 1]), long.clone()]);
        let mut inner = single(&whole, tag::SEQUENCE).unwrap().inner();
        assert_eq!(inner.take(tag::INTEGER).unwrap().content, [5]);
        assert_eq!(inner.optional(tag::SET), None);
        assert_eq!(inner.take(tag::INTEGER).unwrap().content, [0, 0x80, 1]);
        assert_eq!(inner.any().unwrap().whole, long);
        assert!(inner.is_empty());
        assert_eq!(definite(&whole), Some((whole.clone(), whole.len())));
        assert_eq!(single(&whole[..whole.len() - 1], tag::SEQUENCE), None);
    }

    #[test]
    fn indefinite_lengths_become_definite() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, b'a', 4, 2, b'b', b'c', 0, 0, 2, 1, 9, 0, 0, 0xff];
        let (der, taken) = definite(&ber).unwrap();
        assert_eq!((der, taken), (sequence(&[octets(b"abc"), small(9)]), ber.len() - 1));
        assert_eq!(definite(&ber[..10]), None);
        assert_eq!(definite(&[0x30, 0x80].repeat(200)), None);
    }

    #[test]
    fn times_with_and_without_fractions() {
        let read = |tag, text: &str| time(&single(&write(tag, text.as_bytes()), tag).unwrap());
        assert_eq!(read(tag::UTC_TIME, "700101000001Z"), Some(1));
        assert_eq!(read(tag::GENERALIZED_TIME, "20210602113000Z"), Some(1_622_633_400));
        assert_eq!(read(tag::GENERALIZED_TIME, "20210602113000.125Z"), Some(1_622_633_400));
        for wrong in ["20210602113000", "20210231113000Z", "2021060211300Z", "20210602113000.Z", "20210602253000Z", "2021060211300åZ"] {
            assert_eq!(read(tag::GENERALIZED_TIME, wrong), None, "{wrong}");
        }
    }
}
