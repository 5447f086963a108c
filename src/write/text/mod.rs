//! The text writer turns a Tree into plain text, for mail, registers and whoever reads without looks.
//!
//! # The form
#![doc = include_str!("../PLAIN_TEXT.md")]

mod tables;
mod words;

use super::sound::{self, Name};
use super::{Provenance, Written, redline};
use crate::diag::Diagnostic;
use crate::model::{Block, Body, Heading, Inline, Line, List, ListMarker, Redline, Signatures, Tree};
use crate::theme::Theme;
use words::{WIDTH, marked, plain, wrap};

/// Where further lines begin of a line of the head, less of the signature block.
const HANGING: usize = 4;

/// Where the signature block begins: where no list and no table does.
const SIGNATURES: usize = 3;

/// Length of a line to sign on.
const SIGNATURE_LINE: usize = 40;

/// Stands for the number of an item that only the old version of a redline has.
const GONE: &str = "–";

/// What the file is called in a message.
const NAME: Name = Name { sv: "textfilen", en: "the text file" };

/// Writes the text file. Every word and every look has its form, so there are never warnings.
///
/// # Errors
/// When the tree is not sound: a text holds control characters, two parts have one name, a link leads nowhere, or the
/// spans of a row are not its columns.
pub fn write(tree: &Tree, theme: &Theme, _: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    let faults = sound::faults(tree, NAME);
    if !faults.is_empty() {
        return Err(faults);
    }
    let tree = &*redline::shown(tree);
    let mut text = Text { out: String::new(), bullets: &theme.list.bullets, redline: tree.redline.as_deref() };
    text.head(tree);
    tree.blocks.iter().for_each(|block| text.block(block, 0, 1));
    Ok(Written { bytes: text.out.into_bytes(), warnings: Vec::new() })
}

/// The file as it grows.
struct Text<'t> {
    out: String,
    /// Bullets by depth.
    bullets: &'t [String],
    /// What makes the document a redline.
    redline: Option<&'t Redline>,
}

impl Text<'_> {
    fn blank(&mut self, lines: usize) {
        if !self.out.is_empty() {
            self.out.extend(std::iter::repeat_n('\n', lines));
        }
    }

    fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn head(&mut self, tree: &Tree) {
        if let Some(label) = &tree.head.label {
            self.lines(wrap(label, "", HANGING, WIDTH));
        }
        for lines in [&tree.head.parties, &tree.head.facts] {
            if !lines.is_empty() {
                self.blank(1);
                lines.iter().for_each(|line| self.line(line, 0));
            }
        }
        self.blank(2);
        let frame = "=".repeat(WIDTH);
        self.lines([frame.clone()]);
        self.lines(wrap(&plain(&tree.title.document_type), "", 0, WIDTH));
        self.blank(1);
        self.lines(wrap(&plain(&tree.title.title), "", 0, WIDTH));
        self.lines([frame]);
    }

    /// A line of its own, indented.
    fn line(&mut self, line: &Line, indent: usize) {
        self.lines(wrap(&plain(line), &" ".repeat(indent), indent + HANGING, WIDTH));
    }

    /// A block whose text begins in column `column`; lists in it are `depth` deep.
    fn block(&mut self, block: &Block, column: usize, depth: usize) {
        match &block.body {
            Body::Heading(heading) => self.heading(heading),
            Body::Paragraph { content } => {
                self.blank(1);
                self.paragraph(content, &" ".repeat(column), column);
            }
            Body::List(list) => {
                if column == 0 {
                    self.blank(1);
                }
                self.list(list, column, depth);
            }
            Body::Table(table) => {
                self.blank(1);
                self.table(table);
            }
            Body::Signatures(signatures) => self.signatures(signatures),
        }
    }

    fn paragraph(&mut self, content: &[Inline], first: &str, indent: usize) {
        self.lines(wrap(&marked(content), first, indent, WIDTH));
    }

    fn heading(&mut self, heading: &Heading) {
        let words = marked(&heading.content);
        let lines = match &heading.number {
            Some(number) => wrap(&format!("{number} {words}"), "", 0, WIDTH),
            None => wrap(&words, "", 0, WIDTH),
        };
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let sign = match heading.level {
            1 => "=",
            2 => "-",
            _ => ".",
        };
        self.blank(2);
        self.lines(lines);
        self.lines([sign.repeat(longest)]);
    }

    /// A list in a text that begins in column `column`.
    fn list(&mut self, list: &List, column: usize, depth: usize) {
        let label = |number: Option<usize>| match (list.marker, number) {
            (ListMarker::Bullet, _) => self.bullets.get(depth - 1).or(self.bullets.last()).cloned().unwrap_or_default(),
            (ListMarker::Number, Some(number)) => format!("{number}."),
            (ListMarker::Bracket, Some(number)) => format!("[{number}]"),
            (_, None) => GONE.to_owned(),
        };
        let labels: Vec<String> = redline::numbers(list, self.redline).into_iter().map(label).collect();
        let widest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        let inner = column + 2 + widest + 1;
        for (item, label) in list.items.iter().zip(labels) {
            let first = format!("{}{label:widest$} ", " ".repeat(column + 2));
            for (at, block) in item.blocks.iter().enumerate() {
                match &block.body {
                    Body::Paragraph { content } if at == 0 => self.paragraph(content, &first, inner),
                    _ => self.block(block, inner, depth + 1),
                }
            }
        }
    }

    fn signatures(&mut self, signatures: &Signatures) {
        self.blank(1);
        if let Some(line) = &signatures.place_and_date {
            self.blank(1);
            self.line(line, SIGNATURES);
        }
        for column in &signatures.columns {
            self.blank(1);
            self.line(&column.party, SIGNATURES);
            for signer in &column.signers {
                self.blank(2);
                self.lines([format!("{}{}", " ".repeat(SIGNATURES), "_".repeat(SIGNATURE_LINE))]);
                signer.name.iter().chain(&signer.details).for_each(|line| self.line(line, SIGNATURES));
            }
        }
    }
}
