//! Nesting is measured before any parser runs, so that none can overflow the stack.

use std::ops::Range;

use super::{Format, MAXIMUM_DEPTH};

/// The first bracket or key that goes beyond [`MAXIMUM_DEPTH`].
pub(super) fn too_deep(text: &str, format: Format) -> Option<Range<usize>> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, format, header: 0, levels: Vec::new(), dots: 0, in_value: false };
    scan.run()
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    format: Format,
    /// Levels that the last table header stands for.
    header: usize,
    /// For every open bracket, the levels that the key before it stands for.
    levels: Vec<usize>,
    /// Dots of the key being read, or of the key before the value being read.
    dots: usize,
    /// Whether a value is being read: its dots are no levels.
    in_value: bool,
}

impl Scan<'_> {
    fn run(&mut self) -> Option<Range<usize>> {
        let mut line_start = true;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let start = self.at;
            let first = line_start && !matches!(byte, b' ' | b'\t');
            match byte {
                b'"' => self.string(b'"'),
                b'\'' if self.format == Format::Toml => self.string(b'\''),
                b'#' if self.format == Format::Toml => self.skip_line(),
                b'[' if self.format == Format::Toml && first && self.levels.is_empty() => {
                    self.header = self.table_header();
                    if self.header > MAXIMUM_DEPTH {
                        return Some(start..start + 1);
                    }
                    self.key_begins();
                }
                b'[' | b'{' => {
                    self.levels.push(self.dots + 1);
                    self.key_begins();
                    if self.depth() > MAXIMUM_DEPTH {
                        return Some(start..start + 1);
                    }
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.levels.pop();
                    self.key_begins();
                    self.at += 1;
                }
                b'.' if self.format == Format::Toml && !self.in_value => {
                    self.dots += 1;
                    if self.depth() > MAXIMUM_DEPTH {
                        return Some(start..start + 1);
                    }
                    self.at += 1;
                }
                b'=' => {
                    self.in_value = true;
                    self.at += 1;
                }
                b',' => {
                    self.key_begins();
                    self.at += 1;
                }
                b'\n' => {
                    self.at += 1;
                    if self.levels.is_empty() {
                        self.key_begins();
                    }
                }
                _ => self.at += 1,
            }
            line_start = byte == b'\n' || line_start && matches!(byte, b' ' | b'\t');
        }
        None
    }

    fn key_begins(&mut self) {
        self.dots = 0;
        self.in_value = false;
    }

    fn depth(&self) -> usize {
        self.header + self.levels.iter().sum::<usize>() + self.dots
    }

    /// Passes over `[a.b]` or `[[a.b]]`; gives the levels it stands for.
    fn table_header(&mut self) -> usize {
        let mut levels = 1;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\n' | b'#' => break,
                b'"' | b'\'' => {
                    self.string(byte);
                    continue;
                }
                b'.' => levels += 1,
                b'[' => levels += 1,
                _ => {}
            }
            self.at += 1;
        }
        levels - 1
    }

    fn skip_line(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
            self.at += 1;
        }
    }

    fn string(&mut self, quote: u8) {
        let triple = self.format == Format::Toml && self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if byte == b'\\' && quote == b'"' {
                self.at += 2;
            } else if triple && self.bytes[self.at..].starts_with(&[quote; 3]) {
                self.at += 3;
                while self.bytes.get(self.at) == Some(&quote) {
                    self.at += 1;
                }
                return;
            } else if !triple && byte == quote {
                self.at += 1;
                return;
            } else if !triple && byte == b'\n' {
                return;
            } else {
                self.at += 1;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_outside_texts_and_comments() {
        for format in [Format::Toml, Format::Json] {
            let open = "[".repeat(40);
            assert!(too_deep(&format!("a = {open}"), format).is_some());
            assert!(too_deep(&format!("a = \"{open}\""), format).is_none());
            assert!(too_deep(&format!("a = \"\\\"{open}\""), format).is_none());
        }
        assert!(too_deep(&format!("# {}", "[".repeat(99)), Format::Toml).is_none());
        assert!(too_deep(&format!("a = '''\n{}'''", "[".repeat(99)), Format::Toml).is_none());
        assert!(too_deep(&format!("a = {}1{}", "[".repeat(31), "]".repeat(31)), Format::Toml).is_none());
    }

    #[test]
    fn dots_of_headers_and_keys_count_too() {
        let dotted = vec!["a"; 40].join(".");
        assert!(too_deep(&format!("[{dotted}]"), Format::Toml).is_some());
        assert!(too_deep(&format!("{dotted} = 1"), Format::Toml).is_some());
        let half = vec!["a"; 20].join(".");
        assert!(too_deep(&format!("[{half}]\n{half} = 1"), Format::Toml).is_some());
        assert!(too_deep(&format!("[{half}]\nb = {{ {half} = 1 }}"), Format::Toml).is_some());
        assert!(too_deep(&format!("a = \"{dotted}\"\nb = 1.5\nc = 1.5\n"), Format::Toml).is_none());
        assert!(too_deep(&format!("a = {}", ".".repeat(99)), Format::Toml).is_none());
        assert!(too_deep(&"a = [1.5, 2.5, 3.5]\n".repeat(40), Format::Toml).is_none());
    }
}
