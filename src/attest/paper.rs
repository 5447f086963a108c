//! Paper: words, some of them strangers', become runs, paragraphs, lists and tables with names of their own.

use unicode_normalization::UnicodeNormalization;

use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Column, Heading, Inline, Item, Line, List, ListMarker, Origin, Pointer, Row, RowRole, Run, Style,
    Table,
};

/// The form of the validation report, whose hash its files bear as that of their kind; raised when its sections change.
pub const FORM: &str = "valideringsintyg 1";

/// Makes the parts of one tree, each with an anchor of its own.
pub struct Paper<'a> {
    drawn: &'a dyn Fn(char) -> bool,
    count: usize,
}

impl<'a> Paper<'a> {
    /// An empty sheet, for fonts that can draw these characters.
    pub fn new(drawn: &'a dyn Fn(char) -> bool) -> Self {
        Self { drawn, count: 0 }
    }

    /// A name that no other part of the tree has.
    pub fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("validation-report", self.count)
    }

    /// Text in normalisation form C on one line, in which what the fonts can't draw, or what nobody would see, stands as
    /// its number: `[U+202E]`. A dash for nothing.
    pub fn plain(&self, text: &str) -> String {
        let mut out = String::new();
        for character in text.nfc() {
            if character.is_whitespace() {
                out.push(if character == '\u{a0}' { character } else { ' ' });
            } else if character.is_control() || invisible(character) || !(self.drawn)(character) {
                out.push_str(&format!("[U+{:04X}]", u32::from(character)));
            } else {
                out.push(character);
            }
        }
        let joined = out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if joined.is_empty() { "–".to_owned() } else { joined }
    }

    /// One line.
    pub fn line(&self, text: &str) -> Line {
        Line(vec![self.run(text, Style::default())])
    }

    /// A run of some look.
    fn run(&self, text: &str, style: Style) -> Run {
        Run { text: self.plain(text), style, origin: origin() }
    }

    /// Plain words.
    pub fn words(&self, text: &str) -> Vec<Inline> {
        vec![Inline::Text(self.run(text, Style::default()))]
    }

    /// Words in bold.
    pub fn strong(&self, text: &str) -> Vec<Inline> {
        vec![Inline::Text(self.run(text, Style { strong: true, ..Style::default() }))]
    }

    fn block(&mut self, body: Body) -> Block {
        Block { anchor: self.anchor(), key: None, origin: origin(), body }
    }

    /// A heading without a number.
    pub fn heading(&mut self, level: u8, text: &str) -> Block {
        let content = self.words(text);
        self.block(Body::Heading(Heading { level, number: None, content }))
    }

    /// A paragraph.
    pub fn paragraph(&mut self, content: Vec<Inline>) -> Block {
        self.block(Body::Paragraph { content })
    }

    /// A list with bullets, of at least one item.
    pub fn bullets(&mut self, items: &[String]) -> Block {
        let items = items
            .iter()
            .map(|text| {
                let content = self.words(text);
                let paragraph = self.paragraph(content);
                Item { anchor: self.anchor(), key: None, origin: origin(), blocks: vec![paragraph] }
            })
            .collect();
        self.block(Body::List(List { marker: ListMarker::Bullet, items }))
    }

    /// A cell of paragraphs.
    fn cell(&mut self, paragraphs: &[String]) -> Cell {
        let anchor = self.anchor();
        let blocks = paragraphs
            .iter()
            .map(|text| {
                let content = self.words(text);
                self.paragraph(content)
            })
            .collect();
        Cell { anchor, origin: origin(), span: 1, blocks }
    }

    fn row(&mut self, cells: &[Vec<String>]) -> Row {
        let cells = cells.iter().map(|paragraphs| self.cell(paragraphs)).collect();
        Row { anchor: self.anchor(), key: None, origin: origin(), role: RowRole::Ordinary, cells }
    }

    /// A table of facts: what it is to the left, what is known to the right, a paragraph for each thing.
    pub fn facts(&mut self, facts: &[(&str, Vec<String>)]) -> Block {
        let rows = facts
            .iter()
            .map(|(name, values)| {
                let name = self.plain(name);
                self.row(&[vec![name], values.clone()])
            })
            .collect();
        let columns = [0.3, 0.7].map(|width| Column { width, alignment: Alignment::Left }).to_vec();
        self.block(Body::Table(Table { columns, header: Vec::new(), row_headers: true, rows }))
    }

    /// A table with a header, its columns as wide as the fractions say.
    pub fn table<const N: usize>(&mut self, columns: [(f64, &str); N], rows: &[[Vec<String>; N]]) -> Block {
        let header = columns.iter().map(|(_, name)| self.cell(&[(*name).to_owned()])).collect();
        let rows = rows.iter().map(|cells| self.row(cells)).collect();
        let columns = columns.iter().map(|(width, _)| Column { width: *width, alignment: Alignment::Left }).collect();
        self.block(Body::Table(Table { columns, header, row_headers: false, rows }))
    }
}

/// Characters that have no look of their own but change that of others, or pass for nothing.
fn invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn origin() -> Origin {
    Origin::Field(Pointer::root())
}

/// A digest in groups of 16 digits, so that a line can end between them and a reader can keep the place.
pub fn grouped(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().collect();
    digits.chunks(16).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_strangers_do_no_harm() {
        let drawn = |character: char| character.is_ascii() || "åäö–".contains(character);
        let paper = Paper::new(&drawn);
        assert_eq!(paper.plain(" Åke\n\t A\u{30a}sa \u{202e}gro.live\u{200b}"), "[U+00C5]ke [U+00C5]sa [U+202E]gro.live[U+200B]");
        assert_eq!(paper.plain("a\u{30a}  b\u{7}"), "å b[U+0007]");
        assert_eq!(paper.plain("\u{3000}"), "–");
    }

    #[test]
    fn digests_stand_in_groups() {
        assert_eq!(grouped(&"0123456789abcdef".repeat(4)), ["0123456789abcdef"; 4].join(" "));
    }
}
