//! Which texts an event may bear: of a sound length, and without characters that a terminal would obey.

use super::rules::{LONGEST_LINE, LONGEST_REASON};

/// Whether a character is one that a log shows as it stands: no control, no direction, nothing invisible, nothing private.
pub fn is_shown(character: char) -> bool {
    !matches!(character,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// One line that is not empty.
pub(super) fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_LINE && text.chars().all(is_shown)
}

/// Lines that are not empty as a whole.
pub(super) fn is_reason(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_REASON && text.chars().all(|c| c == '\n' || is_shown(c))
}

/// The name of a file in no folder, which every system can bear.
pub(super) fn is_file_name(name: &str) -> bool {
    is_line(name) && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) && name != "." && name != ".."
}

pub(super) fn is_ending(ending: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    ending.len() <= 40 && ending.split('.').all(plain)
}
