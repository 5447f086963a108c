//! Lines turn an offset into a line and a column.

/// Where the lines of a text begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text. A byte order mark belongs to no line.
    pub fn of(text: &str) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let starts = std::iter::once(first).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    /// Where the first line begins: 0, or 3 after a byte order mark.
    pub fn start(&self) -> usize {
        self.starts.first().copied().unwrap_or(0)
    }

    /// The number of the line, from 1, that a byte lies on.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// Where a line, by its number from 1, begins and ends in a text of `length` bytes; its line feed is no part of it.
    pub(super) fn bounds(&self, line: usize, length: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(length);
        let end = self.starts.get(line).map_or(length, |next| next - 1);
        start.min(end)..end
    }

    /// Line and column of a byte of the text, both from 1; the column counts characters. An offset beyond the end is
    /// taken as the end.
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = offset.clamp(self.start().min(text.len()), text.len());
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = text.get(start..).map_or(0, |rest| rest.char_indices().take_while(|(at, _)| start + at < offset).count()) + 1;
        (line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_the_mark_counts_for_nothing() {
        let text = "\u{feff}å = 1\r\nö = 2";
        let lines = Lines::of(text);
        assert_eq!(lines.start(), 3);
        assert_eq!(lines.line_column(text, 0), (1, 1));
        assert_eq!(lines.line_column(text, text.find('=').unwrap()), (1, 3));
        assert_eq!(lines.line_column(text, text.find('ö').unwrap()), (2, 1));
        assert_eq!(lines.line_column(text, text.len() + 9), (2, 6));
        assert_eq!(Lines::of("").line_column("", 4), (1, 1));
    }
}
