//! Shortening turns a value into what a message may quote of it.

use crate::model::find_identity_numbers;

/// A value as messages quote it: one line of at most 60 characters, without characters that a terminal would obey or
/// hide, and with dots for the digits of a personnummer.
pub fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    let value = value.trim();
    // A number that begins within what is shown ends within twice as much.
    let shown = value.char_indices().nth(LONGEST * 2).map_or(value, |(end, _)| &value[..end]);
    let secret = find_identity_numbers(shown);
    for (count, (at, character)) in value.char_indices().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match character {
            '0'..='9' if secret.iter().any(|number| number.range.contains(&at)) => out.push('•'),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{f0000}'.. => {
                out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}
