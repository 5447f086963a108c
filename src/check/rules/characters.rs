//! Characters that can't be printed: invisible ones that steer, reserved ones, ones that the fonts lack.

use std::collections::BTreeSet;

use crate::check::Coverage;
use crate::check::context::{Context, Text, TextKind};
use crate::diag::{Diagnostic, Message, codes};

use super::MOST_IN_ONE_TEXT;

/// How many bytes of a text are looked at together; most stretches are found fine as a whole.
const STRETCH: usize = 32;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context.texts.iter().flat_map(|text| check_text(context, text)).collect()
}

/// One diagnostic for each different character of the text.
fn check_text(context: &Context<'_>, text: &Text<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let broken = matches!(text.kind, TextKind::Rich | TextKind::Other);
    if is_fine(context.coverage, text.text, broken) {
        return out;
    }
    let mut seen = BTreeSet::new();
    // A text ends with a line break when its closing quotes stand on a line of their own.
    let end = if text.kind == TextKind::Rich { text.text.len() } else { text.text.trim_end_matches('\n').len() };
    let start = if text.kind == TextKind::Rich { 0 } else { text.text.len() - text.text.trim_start_matches('\n').len() };
    for (at, character) in text.text.char_indices() {
        let inner = (start..end).contains(&at);
        let Some(found) = judge(context, text, character, inner) else { continue };
        if out.len() == MOST_IN_ONE_TEXT || !seen.insert(character) {
            continue;
        }
        let count = text.text.matches(character).count();
        let (times_sv, times_en) = if count > 1 && character != '\n' {
            (format!(" ({count} gånger i texten)"), format!(" ({count} times in the text)"))
        } else {
            (String::new(), String::new())
        };
        let place = context.stretch(text, at..at + character.len_utf8());
        let message = Message::new(format!("{}{times_sv}", found.message.sv), format!("{}{times_en}", found.message.en));
        out.push(Diagnostic { message, place, ..found });
    }
    out
}

fn judge(context: &Context<'_>, text: &Text<'_>, character: char, inner: bool) -> Option<Diagnostic> {
    let number = u32::from(character);
    let error = |code, sv: String, en: String, hint_sv: &str, hint_en: &str| {
        Some(Diagnostic::error(code, context.whole(text), Message::new(sv, en)).hint(hint_sv, hint_en))
    };
    match character {
        '\n' => (inner && !matches!(text.kind, TextKind::Rich | TextKind::Other)).then(|| {
            Diagnostic::error(
                codes::LINE_BREAK,
                context.whole(text),
                Message::new(format!("{} ska stå på en enda rad", text.name()), format!("{} must be a single line", text.name_en())),
            )
            .hint(
                "ta bort radbrytningen: skriv texten mellan \" och \" på en rad",
                "remove the line break: write the text between \" and \" on one line",
            )
        }),
        '\t' => error(
            codes::CONTROL_CHARACTER,
            "här står en tabb".into(),
            "a tab stands here".into(),
            "byt tabben mot ett mellanslag",
            "put a space instead of the tab",
        ),
        '\u{2028}' | '\u{2029}' | '\u{85}' => error(
            codes::CONTROL_CHARACTER,
            format!("här står en osynlig radbrytning, U+{number:04X}"),
            format!("an invisible line break stands here, U+{number:04X}"),
            "ta bort tecknet och skriv en vanlig ny rad",
            "remove the character and write an ordinary new line",
        ),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => error(
            codes::CONTROL_CHARACTER,
            format!("här står ett osynligt tecken som vänder skrivriktningen, U+{number:04X}"),
            format!("an invisible character that turns the direction of writing stands here, U+{number:04X}"),
            "ta bort tecknet: radera tecknen runt stället och skriv dem på nytt",
            "remove the character: delete the characters around the place and type them again",
        ),
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => error(
            codes::CONTROL_CHARACTER,
            format!("här står ett osynligt styrtecken, U+{number:04X}"),
            format!("an invisible control character stands here, U+{number:04X}"),
            "ta bort tecknet: radera tecknen runt stället och skriv dem på nytt",
            "remove the character: delete the characters around the place and type them again",
        ),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => error(
            codes::PRIVATE_USE_CHARACTER,
            format!("här står ett tecken utan fastställd betydelse, U+{number:04X}"),
            format!("a character without an agreed meaning stands here, U+{number:04X}"),
            "ta bort tecknet; det kommer ofta från ett symboltypsnitt i Word, där en punkt eller pil är ett sådant tecken",
            "remove the character; it often comes from a symbol font in Word, where a bullet or an arrow is one",
        ),
        '\u{fffd}' => error(
            codes::MISSING_GLYPH,
            "tecknet � (U+FFFD) visar att ett tecken har gått förlorat, oftast ett å, ä eller ö".into(),
            "the character � (U+FFFD) shows that a character was lost, mostly å, ä or ö".into(),
            "skriv det tecken som ska stå här",
            "write the character that should stand here",
        ),
        _ if context.coverage.has(character) => None,
        _ => {
            let (name_sv, name_en) = name(character);
            let (shown_sv, shown_en) = if is_invisible(character) {
                (String::new(), String::new())
            } else {
                (format!("”{character}” "), format!("“{character}” "))
            };
            error(
                codes::MISSING_GLYPH,
                format!("tecknet {shown_sv}U+{number:04X} ({name_sv}) finns inte i dokumentets typsnitt"),
                format!("the character {shown_en}U+{number:04X} ({name_en}) is not in the document's font"),
                "ta bort tecknet, eller skriv det med ord",
                "remove the character, or put it in words",
            )
        }
    }
}

/// Whether a text holds plain characters alone that the fonts have, and line breaks where it may.
fn is_fine(coverage: &Coverage, text: &str, broken: bool) -> bool {
    // In UTF-8 the byte 0xC3 begins the letters of Western Europe; the bytes that go on with a character begin none.
    let western = coverage.has_western();
    let simple = |byte: &u8| western & matches!(byte, b' '..=b'~' | 0x80..=0xbf | 0xc3) | broken & (*byte == b'\n');
    let mut rest = text;
    loop {
        let bytes = rest.as_bytes();
        let passed =
            bytes.chunks(STRETCH).take_while(|stretch| stretch.iter().fold(true, |all, byte| all & simple(byte))).count() * STRETCH;
        let Some(next) = bytes.get(passed..).and_then(|bytes| bytes.iter().position(|byte| !simple(byte))) else { return true };
        let Some(from) = rest.get(passed + next..) else { return false };
        let Some(character) = from.chars().next().filter(|character| is_plain(*character) && coverage.has(*character)) else {
            return false;
        };
        rest = from.get(character.len_utf8()..).unwrap_or_default();
    }
}

/// Whether nothing but the font decides if a character may stand in a text: letters and signs of Latin, and dashes and quotes.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{2010}'..='\u{2027}')
}

/// Whether a character has no look of its own, so that quoting it would show nothing or upset the line.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{200f}' | '\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
    ) || u32::from(character) & 0xfffe == 0xfffe
}

/// What people call a character that documents are likely to meet, else the script or sort it belongs to.
fn name(character: char) -> (&'static str, &'static str) {
    match character {
        '\u{2713}' | '\u{2714}' | '\u{2705}' => ("bock", "check mark"),
        '\u{2610}'..='\u{2612}' => ("kryssruta", "ballot box"),
        '\u{2023}' => ("trekantig punkt", "triangular bullet"),
        '\u{2190}'..='\u{21ff}' | '\u{27a1}' | '\u{2794}' | '\u{27f5}'..='\u{27ff}' => ("pil", "arrow"),
        '\u{2200}'..='\u{22ff}' => ("matematiskt tecken", "mathematical sign"),
        '\u{2500}'..='\u{259f}' => ("linje eller ruta", "line or box"),
        '\u{300}'..='\u{36f}' => ("löst accenttecken", "loose accent"),
        '\u{fb00}'..='\u{fb06}' => ("hopskrivna bokstäver från en PDF", "joined letters from a PDF"),
        '\u{200c}' | '\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => ("osynligt tecken", "invisible character"),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => ("osynligt tillägg till en symbol", "invisible addition to a symbol"),
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' => ("emoji eller symbol", "emoji or symbol"),
        '\u{590}'..='\u{5ff}' => ("hebreiskt tecken", "Hebrew character"),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => ("arabiskt tecken", "Arabic character"),
        '\u{3040}'..='\u{30ff}' => ("japanskt tecken", "Japanese character"),
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2fa1f}' => ("kinesiskt tecken", "Chinese character"),
        '\u{ac00}'..='\u{d7af}' => ("koreanskt tecken", "Korean character"),
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ("ovanligt mellanslag", "unusual space"),
        _ => ("ovanligt tecken", "unusual character"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::world::{BuiltIn, World};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_text_is_fine_when_each_of_its_characters_is(text in "([a-zåäöÉ×÷ –”é§\u{a0}]{0,40}[ -~\n\t\u{80}-\u{24f}✓🙂\u{ad}]?){0,4}", broken: bool) {
            let file = "LiberationSans-Regular.ttf";
            let font = BuiltIn.font(file).unwrap();
            for coverage in [Coverage::of_faces([(file, font.as_ref())]).unwrap(), Coverage::default()] {
                let each = |character| if character == '\n' { broken } else { is_plain(character) && coverage.has(character) };
                prop_assert_eq!(is_fine(&coverage, &text, broken), text.chars().all(each));
            }
        }
    }
}
