//! The text reader turns the bytes of a plain text file into units by the form that `write/PLAIN_TEXT.md` describes, and
//! holds them against the Tree.
//!
//! What a unit is shows by the column it begins in and by the blank lines before it, so no word of a document can pass for
//! another kind of unit. Only the labels of records are known from the Tree, since a colon may stand in them. Looks and
//! addresses are compared as the marks that they are printed as.

mod expected;
mod tables;

use std::collections::BTreeSet;

use crate::model::Tree;
use crate::theme::Theme;

use super::certificate::Compared;
use super::compare;
use super::difference::{DifferenceKind, UnitKind};
use super::found::{Found, Kind, Place, Problems, Rule};
use super::heads::{first, hold};
use super::normal::{Look, Rich};
use super::pairing;
use super::signature::Lines;
use super::unit::{Role, Units};

/// The frame of the title.
const FRAME: usize = 72;

/// Where a further line begins of a line of the head, less of the signature block.
const HANGING: usize = 4;

/// Where the signature block begins.
const SIGNATURES: usize = 3;

/// Length of a line to sign on.
const SIGNATURE_LINE: usize = 40;

/// Reads a text file and holds it against the Tree.
pub(super) fn certify(tree: &Tree, units: &Units<'_>, theme: &Theme, bytes: &[u8], problems: &mut Problems) -> Compared {
    let Ok(text) = std::str::from_utf8(bytes) else {
        problems.unreadable("filen är inte UTF-8", "the file is not UTF-8");
        return Compared::default();
    };
    if text.starts_with('\u{feff}') || text.chars().any(|character| character.is_control() && character != '\n') {
        problems.unreadable("filen innehåller styrtecken", "the file holds control characters");
    }
    let Some(text) = text.strip_suffix('\n') else {
        problems.unreadable("filens sista rad är inte avslutad", "the last line of the file does not end");
        return Compared::default();
    };
    let lines: Vec<&str> = text.split('\n').collect();
    if lines.iter().any(|line| line.ends_with(' ')) {
        problems.unreadable("en rad slutar med mellanslag", "a line ends in spaces");
    }
    let (list, origins) = expected::units(units);
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        units,
        found: Vec::new(),
        rules: Vec::new(),
        apart: BTreeSet::new(),
        tables: 0,
        problems: &mut *problems,
    };
    let head = reader.head();
    reader.title();
    reader.body();
    let (found, last, apart) = (std::mem::take(&mut reader.found), std::mem::take(&mut reader.rules), std::mem::take(&mut reader.apart));
    hold(first(&tree.head), &head, UnitKind::FirstHead, None, problems);
    let pairs = pairing::pair(&list, &found);
    compare::judge(&list, &found, &pairs, &theme.list.bullets, &|_| None, problems);
    for (unit, pair) in list.iter().zip(&pairs) {
        let wanted = match unit.role {
            Role::Place | Role::Party => true,
            Role::Name | Role::Detail => false,
            _ => continue,
        };
        if pair.is_some_and(|pair| apart.contains(&pair) != wanted) {
            let mut difference = problems.difference(DifferenceKind::Role).at(unit);
            difference.found = Some("paragraph".to_owned());
            problems.push(difference);
        }
    }
    let mut of_tree = vec![None; units.list.len()];
    for (origin, pair) in origins.iter().zip(&pairs) {
        of_tree.get_mut(*origin).into_iter().for_each(|slot| *slot = *pair);
    }
    Lines { units, found: &found, pairs: &of_tree, last: &last, theme }.judge(problems);
    let characters = found.iter().map(|found| found.printed().chars().count()).sum();
    Compared::of(units, characters, None)
}

/// The lines of a file, and what was made of them.
struct Reader<'a, 'l, 't> {
    lines: &'l [&'l str],
    /// The next line.
    at: usize,
    units: &'a Units<'t>,
    found: Vec<Found>,
    /// Lines to sign on below the last unit.
    rules: Vec<Rule>,
    /// Numbers of the units of signature blocks that stand apart from what is above them.
    apart: BTreeSet<usize>,
    /// How many tables were read.
    tables: usize,
    problems: &'a mut Problems,
}

/// Normalised text, without looks.
fn rich(text: &str) -> Rich {
    let mut rich = Rich::default();
    rich.push(text, Look::default());
    rich
}

/// The column that a line begins in.
fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

impl<'l> Reader<'_, 'l, '_> {
    fn peek(&self) -> Option<&'l str> {
        self.lines.get(self.at).copied()
    }

    /// How many blank lines come next.
    fn blanks(&self) -> usize {
        self.lines.iter().skip(self.at).take_while(|line| line.is_empty()).count()
    }

    /// The next line, if it is not blank and begins in a column.
    fn line_at(&mut self, wanted: usize) -> Option<&'l str> {
        let line = self.peek().filter(|line| !line.is_empty() && column(line) == wanted)?;
        self.at += 1;
        Some(line)
    }

    fn unknown(&mut self) {
        let line = self.peek().unwrap_or_default();
        self.problems.unreadable(
            format!("rad {} hör inte till något: ”{}”", self.at + 1, line.trim()),
            format!("line {} belongs to nothing: “{}”", self.at + 1, line.trim()),
        );
        self.at += 1;
    }

    fn add(&mut self, kind: Kind, cell: Option<Place>, text: &str) {
        let mut found = Found::new(kind, cell);
        found.text = rich(text);
        found.rules = std::mem::take(&mut self.rules);
        self.found.push(found);
    }

    /// Text whose lines all begin in one column, up to a line that does not; the lines are joined by spaces.
    fn block(&mut self, column: usize) -> String {
        let mut out = String::new();
        while let Some(line) = self.line_at(column) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(line.trim_start_matches(' '));
        }
        out
    }

    /// The head: everything above the frame of the title.
    fn head(&mut self) -> String {
        let frame = "=".repeat(FRAME);
        let mut lines = Vec::new();
        while let Some(line) = self.peek() {
            let apart = lines.is_empty() || lines.ends_with(&["", ""]);
            if line == frame && apart {
                return lines.join(" ");
            }
            if !matches!(column(line), 0 | HANGING) {
                self.unknown();
                continue;
            }
            lines.push(line);
            self.at += 1;
        }
        lines.join(" ")
    }

    /// The title in its frame: document type and title.
    fn title(&mut self) {
        let frame = "=".repeat(FRAME);
        let mut blocks = vec![String::new()];
        self.at += 1;
        while let Some(line) = self.peek() {
            self.at += 1;
            match line {
                "" => blocks.push(String::new()),
                line if line == frame && self.peek().is_none_or(str::is_empty) => {
                    blocks.iter().for_each(|block| self.add(Kind::Paragraph, None, block));
                    return;
                }
                line => {
                    if let Some(block) = blocks.last_mut() {
                        block.push_str(line);
                        block.push(' ');
                    }
                }
            }
        }
        self.problems.unreadable("titeln har ingen ram", "the title has no frame");
    }

    /// Everything below the title.
    fn body(&mut self) {
        while self.at < self.lines.len() {
            let blanks = self.blanks();
            self.at += blanks;
            let Some(line) = self.peek() else { break };
            match (blanks, column(line)) {
                (2, 0) => self.heading(),
                (2, SIGNATURES) => self.signatures(),
                (1, 0) => {
                    let text = self.block(0);
                    self.add(Kind::Paragraph, None, &text);
                }
                (1, 2) => self.indented(),
                _ => self.unknown(),
            }
        }
    }

    /// A heading, with its number, over a line as long as it is.
    fn heading(&mut self) {
        let from = self.at;
        let text = self.block(0);
        let lines = self.lines.get(from..self.at).unwrap_or_default();
        let Some((underline, words)) = lines.split_last().filter(|(_, words)| !words.is_empty()) else {
            self.at = from;
            return self.unknown();
        };
        let longest = words.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let sign = underline.chars().next().unwrap_or(' ');
        let level = match sign {
            '=' => 1,
            '-' => 2,
            '.' => 3,
            _ => 0,
        };
        if level == 0 || *underline != sign.to_string().repeat(longest) {
            self.problems.unreadable(format!("rubriken ”{text}” är inte understruken"), format!("the heading “{text}” is not underlined"));
        }
        self.add(Kind::Heading { level, number: None }, None, &words.join(" "));
    }

    /// A list or a table: both begin in column 2.
    fn indented(&mut self) {
        let line = self.peek().unwrap_or_default();
        if tables::is_table(line) {
            let number = self.tables;
            self.tables += 1;
            return tables::read(self, number);
        }
        self.list(0, 1, None);
    }

    /// Items of a list in text that begins in column `outer`, until something begins left of them.
    fn list(&mut self, outer: usize, depth: usize, cell: Option<Place>) {
        let before = outer + 2;
        while let Some(line) = self.line_at(before) {
            let rest = line.get(before..).unwrap_or_default();
            let (label, words) = rest.split_once(' ').unwrap_or((rest, ""));
            let words = words.trim_start_matches(' ');
            let inner = line.chars().count() - words.chars().count();
            let more = self.block(inner);
            self.add(Kind::Item { depth, label: label.to_owned() }, cell, &format!("{words} {more}"));
            self.within(inner, depth, cell);
        }
    }

    /// What follows the first paragraph of an item or of a cell, whose text begins in column `inner`.
    fn within(&mut self, inner: usize, depth: usize, cell: Option<Place>) {
        loop {
            let next = self.lines.get(self.at + 1).copied().unwrap_or_default();
            if self.peek().is_some_and(|line| !line.is_empty() && column(line) == inner + 2) {
                self.list(inner, depth + 1, cell);
            } else if self.peek() == Some("") && !next.is_empty() && column(next) == inner {
                self.at += 1;
                let text = self.block(inner);
                let kind = if depth == 0 { Kind::Paragraph } else { Kind::Continuation { depth: Some(depth) } };
                self.add(kind, cell, &text);
            } else {
                return;
            }
        }
    }

    /// The signature block, up to a line that begins in another column.
    fn signatures(&mut self) {
        let mut blanks = 1;
        loop {
            match self.peek() {
                Some(line) if column(line) == SIGNATURES && blanks <= 2 => {
                    self.at += 1;
                    let words = line.trim_start_matches(' ');
                    if blanks == 2 && words == "_".repeat(SIGNATURE_LINE) {
                        // A character is some 2 mm wide, and room is made where a text is printed.
                        self.rules.push(Rule { length_mm: 2.0 * SIGNATURE_LINE as f64, room_mm: f64::MAX });
                    } else {
                        // Place and parties stand apart, and what is said of a person does not.
                        self.apart.extend((blanks > 0).then_some(self.found.len()));
                        let more = self.block(SIGNATURES + HANGING);
                        self.add(Kind::Paragraph, None, &format!("{words} {more}"));
                    }
                }
                _ => return,
            }
            blanks = self.blanks();
            let next = self.lines.get(self.at + blanks).copied().unwrap_or_default();
            if next.is_empty() || column(next) != SIGNATURES {
                return;
            }
            self.at += blanks;
        }
    }
}
