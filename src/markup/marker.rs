//! Private-use characters that stand for values and lines while a template's text passes through the Markdown parser.
//!
//! Sources may hold none of them (`check` refuses private-use characters), so a marker can only come from Kansli.

const LINES: u32 = 0xF_0000;
const VALUES: u32 = 0x10_0000;

/// How many markers of each sort there can be.
pub const CAPACITY: usize = 0xFFFE;

/// The marker of emitted value number `index`; `None` beyond [`CAPACITY`].
pub fn value(index: usize) -> Option<char> {
    marker(VALUES, index)
}

/// The marker of template line number `index` of a table of lines; `None` beyond [`CAPACITY`].
pub fn line(index: usize) -> Option<char> {
    marker(LINES, index)
}

fn marker(base: u32, index: usize) -> Option<char> {
    (index < CAPACITY).then(|| u32::try_from(index).ok().and_then(|index| char::from_u32(base + index)))?
}

/// The index of the value that a character stands for.
pub fn value_index(character: char) -> Option<usize> {
    (VALUES..=VALUES + CAPACITY as u32).contains(&u32::from(character)).then(|| (u32::from(character) - VALUES) as usize)
}

/// The index of the line that a character stands for.
pub fn line_index(character: char) -> Option<usize> {
    (LINES..=LINES + CAPACITY as u32).contains(&u32::from(character)).then(|| (u32::from(character) - LINES) as usize)
}

/// Whether a character lies in any of Unicode's private-use areas.
pub fn is_private_use(character: char) -> bool {
    matches!(u32::from(character), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_come_back() {
        for index in [0, 1, CAPACITY - 1] {
            assert_eq!(value(index).and_then(value_index), Some(index));
            assert_eq!(line(index).and_then(line_index), Some(index));
            assert!(is_private_use(value(index).unwrap()) && is_private_use(line(index).unwrap()));
        }
        assert_eq!(value(CAPACITY), None);
        assert_eq!(value_index('a'), None);
    }
}
