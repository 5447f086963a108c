//! Company keeping gives each signature block the lines that must stand on its page.

use super::content::Setter;
use super::data::PartOut;
use crate::diag::Message;
use crate::model::{Block, Body, List, Table};
use crate::write::measure::TableMeasure;

/// Lines up to which a paragraph, list or table goes whole with the signatures; of a larger one the last lines do.
const SMALL_LINES: f64 = 6.0;

impl Setter<'_> {
    /// The blocks of the text, each a part of its own but for those that keep a signature block company: small ones go whole
    /// with it, and of a large one the last lines.
    pub fn parts(&self, blocks: &[Block]) -> Result<Vec<PartOut>, Message> {
        let mut out = self.blocks(blocks, self.text())?;
        let mut parts = Vec::with_capacity(out.len());
        for (at, _) in blocks.iter().enumerate().rev().filter(|(_, block)| matches!(block.body, Body::Signatures(_))) {
            let (start, keeps) = self.company(blocks, at);
            parts.extend(out.drain(at + 1..).rev().map(PartOut::Alone));
            let tail = out.split_off(start);
            let keeper = if keeps { out.pop() } else { None };
            let height = self.height(blocks.iter().skip(start).zip(tail.iter().map(|block| block.above)));
            parts.push(PartOut::Company { keeper, tail, height });
        }
        parts.extend(out.into_iter().rev().map(PartOut::Alone));
        parts.reverse();
        Ok(parts)
    }

    /// Where what must go whole with the signature block at `at` begins, and whether the last lines of the block before
    /// that go along too. At least two lines of text do, where there are any.
    fn company(&self, blocks: &[Block], at: usize) -> (usize, bool) {
        let mut start = at;
        let mut lines = 0.0;
        while let Some(block) = start.checked_sub(1).and_then(|before| blocks.get(before)) {
            let height = match &block.body {
                Body::Signatures(_) => break,
                Body::Heading(_) => 0.0,
                Body::Paragraph { .. } | Body::List(_) | Body::Table(_) if lines >= 2.0 => break,
                Body::Paragraph { content } => self.lines(content, self.body(self.width)),
                Body::List(list) => self.list_lines(list),
                Body::Table(table) => self.table_lines(table),
            };
            if height > SMALL_LINES {
                return (start, true);
            }
            lines += height.ceil();
            start -= 1;
        }
        (start, false)
    }

    fn list_lines(&self, list: &List) -> f64 {
        let blocks = list.items.iter().flat_map(|item| &item.blocks);
        blocks
            .map(|block| match &block.body {
                Body::Paragraph { content } => self.lines(content, self.body(self.width)).ceil(),
                Body::List(list) => self.list_lines(list),
                Body::Heading(_) | Body::Table(_) | Body::Signatures(_) => 1.0,
            })
            .sum()
    }

    /// Lines of a table; a table that stays on one page goes there whole, however many it has.
    fn table_lines(&self, table: &Table) -> f64 {
        let measure = TableMeasure::new(&self.faces, self.theme, table);
        let lines = measure.whole() / measure.look.leading_pt;
        if measure.is_small() { lines.min(SMALL_LINES) } else { lines }
    }
}
