//! Decoding turns the bytes of a file into text, or says what kind of file it is instead.

use crate::diag::{Diagnostic, FileName, Message, Place, codes};

use super::MAXIMUM_BYTES;

/// How many control characters are pointed out in one run.
const SHOWN_CONTROLS: usize = 10;

/// The file as text, byte order mark included.
pub(super) fn decode<'b>(file: &FileName, bytes: &'b [u8]) -> Result<&'b str, Vec<Diagnostic>> {
    if bytes.len() > MAXIMUM_BYTES {
        return Err(vec![too_large(file, bytes.len())]);
    }
    if let Some(diagnostic) = other_format(file, bytes) {
        return Err(vec![diagnostic]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| vec![not_utf8(file, bytes, error.valid_up_to())])?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(vec![empty(file)]);
    }
    let controls: Vec<_> = text
        .char_indices()
        .filter(|(_, character)| matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'))
        .take(SHOWN_CONTROLS)
        .map(|(at, character)| control(file, at, character))
        .collect();
    if controls.is_empty() { Ok(text) } else { Err(controls) }
}

fn too_large(file: &FileName, size: usize) -> Diagnostic {
    // Rounded up, so that a file just above the limit does not seem to be at it.
    let mebibytes = (size as f64 / (1024.0 * 1024.0) * 10.0).ceil() / 10.0;
    Diagnostic::error(
        codes::SOURCE_TOO_LARGE,
        Place::File(file.clone()),
        Message::new(
            format!("filen är {} MiB; gränsen är 8 MiB", format!("{mebibytes:.1}").replace('.', ",")),
            format!("the file is {mebibytes:.1} MiB; the limit is 8 MiB"),
        ),
    )
    .hint(
        "kontrollera att det är rätt fil: en källa är några tiotal kibibyte",
        "check that it is the right file: a source is some tens of kibibytes",
    )
}

fn empty(file: &FileName) -> Diagnostic {
    Diagnostic::error(codes::SOURCE_SYNTAX, Place::File(file.clone()), Message::new("filen är tom", "the file is empty"))
        .hint("skapa ett dokument att börja från med: kansli new SLAG FIL", "make a document to begin from with: kansli new KIND FILE")
}

fn other_format(file: &FileName, bytes: &[u8]) -> Option<Diagnostic> {
    let (sv, en, hint_sv, hint_en) = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        (
            "det här är en Word- eller zipfil, ingen källfil",
            "this is a Word or zip file, no source",
            "ange källfilen (.toml eller .json); den är ren text och öppnas i en textredigerare",
            "give the source (.toml or .json); it is plain text and opens in a text editor",
        )
    } else if bytes.starts_with(b"%PDF") {
        (
            "det här är en PDF-fil, ingen källfil",
            "this is a PDF file, no source",
            "ange källfilen (.toml eller .json) som PDF-filen gjordes av",
            "give the source (.toml or .json) that the PDF was made from",
        )
    } else if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || looks_like_utf16(bytes) {
        (
            "filen är sparad som UTF-16 (”Unicode” i Anteckningar), men ska vara UTF-8",
            "the file is saved as UTF-16 (“Unicode” in Notepad) but must be UTF-8",
            "spara om filen med teckenkodningen UTF-8",
            "save the file again with the encoding UTF-8",
        )
    } else {
        return None;
    };
    Some(Diagnostic::error(codes::SOURCE_NOT_UTF8, Place::File(file.clone()), Message::new(sv, en)).hint(hint_sv, hint_en))
}

/// Latin text in UTF-16 has a zero in every second byte.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    head.len() >= 8 && (zeros(0) * 4 > head.len() && zeros(1) == 0 || zeros(1) * 4 > head.len() && zeros(0) == 0)
}

fn not_utf8(file: &FileName, bytes: &[u8], at: usize) -> Diagnostic {
    let before = &bytes[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    let letter = match byte {
        0xe5 => Some('å'),
        0xe4 => Some('ä'),
        0xf6 => Some('ö'),
        0xc5 => Some('Å'),
        0xc4 => Some('Ä'),
        0xd6 => Some('Ö'),
        0xe9 => Some('é'),
        0x94 => Some('”'),
        0x96 => Some('–'),
        0xa7 => Some('§'),
        _ => None,
    };
    let (guess_sv, guess_en) = match letter {
        Some(letter) => (
            format!(" (förmodligen ett ”{letter}” i Windows-1252, en äldre teckenkodning)"),
            format!(" (probably “{letter}” in Windows-1252, an older encoding)"),
        ),
        None => (String::new(), String::new()),
    };
    Diagnostic::error(
        codes::SOURCE_NOT_UTF8,
        Place::File(file.clone()),
        Message::new(
            format!("filen är inte UTF-8: rad {line}, byte {at} i filen är {byte:02X}{guess_sv}"),
            format!("the file is not UTF-8: line {line}, byte {at} of the file is {byte:02X}{guess_en}"),
        ),
    )
    .hint(
        "öppna filen i en textredigerare och spara den med teckenkodningen UTF-8; är det en Word-fil, ange källfilen i stället",
        "open the file in a text editor and save it with the encoding UTF-8; if it is a Word file, give the source instead",
    )
}

fn control(file: &FileName, at: usize, character: char) -> Diagnostic {
    let number = u32::from(character);
    let (name_sv, name_en) = match character {
        '\0' => (" (NUL)", " (NUL)"),
        '\u{b}' => (" (radbrytning från Word)", " (a line break from Word)"),
        '\u{c}' => (" (sidbrytning)", " (a page break)"),
        '\u{1b}' => (" (ESC)", " (ESC)"),
        '\u{1e}' | '\u{1f}' => (" (ett bindestreck från Word)", " (a hyphen from Word)"),
        _ => ("", ""),
    };
    Diagnostic::error(
        codes::CONTROL_CHARACTER,
        Place::Text { file: file.clone(), range: at..at + character.len_utf8() },
        Message::new(
            format!("här står ett osynligt styrtecken, U+{number:04X}{name_sv}"),
            format!("an invisible control character stands here, U+{number:04X}{name_en}"),
        ),
    )
    .hint(
        "ta bort tecknet: radera tecknen runt stället och skriv dem på nytt",
        "remove the character: delete the characters around the place and type them again",
    )
}
