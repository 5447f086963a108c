//! Fonts turn the codes of a text into characters and widths (ISO 32000-1, 9.6 to 9.10).

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, Stream};

use super::lexer::{Lexer, Operand};

/// Largest size of one stream, decompressed, in bytes.
pub(super) const LARGEST_STREAM: usize = 32 << 20;

/// Most codes that one CMap may name.
const MOST_CODES: usize = 1 << 16;

/// A font of a page.
#[derive(Debug)]
pub(super) struct Font {
    /// Whether a code has two bytes.
    wide: bool,
    widths: Vec<Option<f32>>,
    other_width: f32,
    /// What each code stands for.
    characters: Vec<Option<String>>,
    /// Above and below the base line, in thousandths of the size.
    pub ascent: f64,
    pub descent: f64,
    pub bold: bool,
    pub italic: bool,
}

/// A glyph that a text shows.
pub(super) struct Glyph<'f> {
    /// Width in thousandths of the size.
    pub width: f64,
    /// What it stands for; `None` when the font does not tell, or for the glyph of missing characters.
    pub characters: Option<&'f str>,
    /// Whether word spacing applies: a code of one byte, 32.
    pub space: bool,
}

/// Follows references.
pub(super) fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    document.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

/// A key's value, references followed.
pub(super) fn get<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    dictionary.get(key).ok().map(|object| resolve(document, object)).filter(|object| !object.is_null())
}

/// A number of either sort.
pub(super) fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|value| value.is_finite())
}

/// The content of a stream, decompressed up to the limit.
pub(super) fn content(stream: &Stream) -> Option<Vec<u8>> {
    stream.get_plain_content_with_limit(LARGEST_STREAM).ok()
}

impl Font {
    /// Reads a font dictionary; `None` when it is of a sort whose text can't be read for certain.
    pub fn read(document: &Document, dictionary: &Dictionary) -> Option<Self> {
        let subtype = get(document, dictionary, b"Subtype")?.as_name().ok()?;
        let cmap = get(document, dictionary, b"ToUnicode")?.as_stream().ok()?;
        let mut characters = Vec::new();
        for (code, text) in to_unicode(&content(cmap)?)? {
            let at = (code as usize).min(MOST_CODES);
            characters.resize(characters.len().max(at + 1), None);
            characters.get_mut(at).into_iter().for_each(|slot| *slot = Some(text.clone()));
        }
        let wide = subtype == b"Type0";
        let (descendant, widths, other_width) = if wide {
            if get(document, dictionary, b"Encoding")?.as_name().ok()? != b"Identity-H" {
                return None;
            }
            let descendant = resolve(document, get(document, dictionary, b"DescendantFonts")?.as_array().ok()?.first()?).as_dict().ok()?;
            let other = get(document, descendant, b"DW").and_then(number).unwrap_or(1000.0);
            (descendant, cid_widths(document, descendant), other)
        } else if matches!(subtype, b"TrueType" | b"Type1") {
            (dictionary, simple_widths(document, dictionary)?, 0.0)
        } else {
            return None;
        };
        let descriptor = get(document, descendant, b"FontDescriptor")?.as_dict().ok()?;
        let of = |key: &[u8]| get(document, descriptor, key).and_then(number);
        let name = get(document, dictionary, b"BaseFont").and_then(|name| name.as_name().ok()).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let flags = get(document, descriptor, b"Flags").and_then(|flags| flags.as_i64().ok()).unwrap_or_default();
        Some(Self {
            wide,
            widths,
            other_width: other_width as f32,
            characters,
            ascent: of(b"Ascent").unwrap_or(750.0),
            descent: of(b"Descent").unwrap_or(-250.0),
            bold: name.contains("Bold") || flags & 1 << 18 != 0 || of(b"FontWeight").is_some_and(|weight| weight >= 600.0),
            italic: name.contains("Italic") || name.contains("Oblique") || flags & 1 << 6 != 0,
        })
    }

    /// The glyphs of a text.
    pub fn glyphs<'f>(&'f self, codes: &'f [u8]) -> impl Iterator<Item = Glyph<'f>> {
        codes.chunks(if self.wide { 2 } else { 1 }).map(|code| {
            let value = code.iter().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
            let width = self.widths.get(value as usize).copied().flatten().unwrap_or(self.other_width);
            let missing = self.wide && (value == 0 || code.len() < 2);
            let characters = self.characters.get(value as usize).and_then(Option::as_deref).filter(|_| !missing);
            Glyph { width: width.into(), characters, space: !self.wide && value == 32 }
        })
    }
}

fn set(widths: &mut Vec<Option<f32>>, code: usize, width: f64) {
    if code < MOST_CODES {
        if widths.len() <= code {
            widths.resize(code + 1, None);
        }
        widths.get_mut(code).into_iter().for_each(|slot| *slot = Some(width as f32));
    }
}

/// The array W: `first [w …]` and `first last w` (ISO 32000-1, 9.7.4.3).
fn cid_widths(document: &Document, descendant: &Dictionary) -> Vec<Option<f32>> {
    let mut widths = Vec::new();
    let Some(array) = get(document, descendant, b"W").and_then(|array| array.as_array().ok()) else { return widths };
    let mut entries = array.iter().map(|entry| resolve(document, entry));
    let code = |object: &Object| number(object).map(|value| value.clamp(0.0, MOST_CODES as f64) as usize);
    while let Some(first) = entries.next().and_then(code) {
        match entries.next() {
            Some(Object::Array(list)) => {
                for (n, width) in list.iter().filter_map(|width| number(resolve(document, width))).enumerate() {
                    set(&mut widths, first + n, width);
                }
            }
            Some(last) => {
                let (Some(last), Some(width)) = (code(last), entries.next().and_then(number)) else { break };
                (first..=last).for_each(|code| set(&mut widths, code, width));
            }
            None => break,
        }
    }
    widths
}

fn simple_widths(document: &Document, font: &Dictionary) -> Option<Vec<Option<f32>>> {
    let first = usize::try_from(get(document, font, b"FirstChar")?.as_i64().ok()?).ok()?;
    let mut widths = Vec::new();
    for (n, width) in get(document, font, b"Widths")?.as_array().ok()?.iter().enumerate() {
        set(&mut widths, first.saturating_add(n), number(resolve(document, width))?);
    }
    Some(widths)
}

/// A CMap that gives each code its characters, in UTF-16 (ISO 32000-1, 9.10.3).
fn to_unicode(bytes: &[u8]) -> Option<BTreeMap<u32, String>> {
    let (mut lexer, mut operands, mut map) = (Lexer::new(bytes), Vec::new(), BTreeMap::new());
    while let Some(operator) = lexer.next(&mut operands).ok()? {
        match operator {
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [Operand::Text(from), Operand::Text(to)] = pair {
                        map.insert(code(from), utf16(to));
                    }
                }
            }
            b"endbfrange" => {
                for triple in operands.chunks_exact(3) {
                    range(triple, &mut map);
                }
            }
            _ => {}
        }
        if map.len() > MOST_CODES {
            return None;
        }
    }
    Some(map)
}

fn range(triple: &[Operand], map: &mut BTreeMap<u32, String>) {
    let [Operand::Text(first), Operand::Text(last), to] = triple else { return };
    let (first, last) = (code(first), code(last).min(code(first).saturating_add(MOST_CODES as u32)));
    match to {
        Operand::Text(to) => {
            let units: Vec<u16> = to.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
            for (n, value) in (first..=last).enumerate() {
                let mut units = units.clone();
                if let Some(end) = units.last_mut() {
                    *end = end.wrapping_add(n as u16);
                }
                map.insert(value, String::from_utf16_lossy(&units));
            }
        }
        Operand::Array(list) => {
            for (value, to) in (first..=last).zip(list) {
                if let Operand::Text(to) = to {
                    map.insert(value, utf16(to));
                }
            }
        }
        _ => {}
    }
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// A text string: UTF-16 with a byte order mark, UTF-8 with one, else PDFDocEncoding, of which only the part shared with
/// ISO Latin 1 is read; the rest becomes U+FFFD (ISO 32000-1, 7.9.2.2).
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| if matches!(byte, 0x18..=0x1f | 0x7f..=0xa0) { '\u{fffd}' } else { char::from(*byte) }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cmap_gives_characters() {
        let map = to_unicode(
            b"/CIDInit /ProcSet findresource begin 2 beginbfchar <0001> <00C5> <0002> <00660069> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <0062>] endbfrange end",
        )
        .unwrap();
        let get = |code| map.get(&code).map(String::as_str);
        assert_eq!([get(1), get(2), get(0x11), get(0x21), get(9)], [Some("Å"), Some("fi"), Some("B"), Some("b"), None]);
    }

    #[test]
    fn text_strings_come_in_three_encodings() {
        assert_eq!(text_string(&[0xfe, 0xff, 0, 0xc5]), "Å");
        assert_eq!(text_string("\u{feff}Å".as_bytes()), "Å");
        assert_eq!(text_string(b"\xc5r"), "År");
    }
}
