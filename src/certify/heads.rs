//! Holding turns the text of a page head into differences: every line of the Tree must stand there, and nothing else.

use std::ops::Range;

use crate::model::{Head, Line, Origin};

use super::difference::{DifferenceKind, UnitKind};
use super::found::Problems;
use super::normal::plain;

/// What may stand between two lines of a head that share a row.
const SEPARATORS: &[char] = &[' ', '·', '|', ',', ';', '–', '—', '-', '/', '•'];

/// Stands for a line that has been found.
const TAKEN: char = '\u{1}';

/// A line that must stand in a head.
pub(super) struct Expected<'t> {
    text: String,
    origin: Option<&'t Origin>,
    /// Whether it may as well be missing.
    optional: bool,
    /// Whether its words may be broken within: in the narrow cells of a table.
    broken: bool,
}

impl<'t> Expected<'t> {
    /// A line that the writer sets, such as the page number.
    pub fn set(text: impl Into<String>) -> Self {
        Self { text: text.into(), origin: None, optional: false, broken: false }
    }

    /// A cell of a header row that a table repeats.
    pub fn cell(text: &str, origin: &'t Origin, optional: bool) -> Self {
        Self { text: text.to_owned(), origin: Some(origin), optional, broken: true }
    }

    fn line(line: &'t Line) -> Self {
        Self { text: plain(&line.text()), origin: line.0.first().map(|run| &run.origin), optional: false, broken: false }
    }
}

/// The lines of the first page's head, the label of a copy among them.
pub(super) fn first(head: &Head) -> Vec<Expected<'_>> {
    let label = head.label.iter().map(|label| Expected::set(plain(label)));
    head.parties.iter().chain(&head.facts).map(Expected::line).chain(label).collect()
}

/// The lines of the later pages' heads.
pub(super) fn later(head: &Head) -> Vec<Expected<'_>> {
    std::iter::once(&head.short_title).chain(&head.running).map(Expected::line).collect()
}

/// Holds the text of one head against the lines that must stand in it, in any arrangement.
pub(super) fn hold(mut expected: Vec<Expected<'_>>, found: &str, unit: UnitKind, page: Option<u32>, problems: &mut Problems) {
    let mut rest = plain(found);
    // The longest first, so that no line is taken for a part of another.
    expected.sort_by_key(|line| std::cmp::Reverse(line.text.len()));
    for line in expected.iter().filter(|line| !line.text.is_empty()) {
        match position(&rest, &line.text, line.broken) {
            Some(range) => rest.replace_range(range, &TAKEN.to_string()),
            None if line.optional => {}
            None => {
                let difference = problems.difference(DifferenceKind::HeadMissing).words(unit, "");
                let mut difference = difference.page(page).expected(line.text.clone());
                difference.origin = line.origin.cloned();
                problems.push(difference);
            }
        }
    }
    for extra in rest.split(TAKEN).map(|extra| extra.trim_matches(SEPARATORS)).filter(|extra| !extra.is_empty()) {
        let difference = problems.difference(DifferenceKind::HeadExtra).words(unit, "").page(page).found(extra);
        problems.push(difference);
    }
}

/// Where the words stand as whole words; with `broken`, they may have gaps within.
fn position(text: &str, words: &str, broken: bool) -> Option<Range<usize>> {
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let (first, last) = (words.chars().next(), words.chars().next_back());
    let mut places = text.match_indices(first?).filter_map(|(at, _)| {
        let end = at + length(text.get(at..)?, words, broken)?;
        let (before, after) = (text.get(..at)?, text.get(end..)?);
        let whole = (free(first) || free(before.chars().next_back())) && (free(last) || free(after.chars().next()));
        whole.then_some(at..end)
    });
    places.next()
}

/// How much of the text the words fill that it begins with.
fn length(text: &str, words: &str, broken: bool) -> Option<usize> {
    if !broken {
        return text.starts_with(words).then_some(words.len());
    }
    let mut rest = text.char_indices().filter(|(_, c)| *c != ' ');
    let mut end = 0;
    for wanted in words.chars().filter(|c| *c != ' ') {
        let (at, c) = rest.next()?;
        if c != wanted {
            return None;
        }
        end = at + c.len_utf8();
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(lines: &[&str], found: &str) -> Vec<(DifferenceKind, Option<String>, Option<String>)> {
        let mut problems = Problems::new("pdf");
        hold(lines.iter().map(|line| Expected::set(*line)).collect(), found, UnitKind::Head, Some(2), &mut problems);
        problems.finish().into_iter().map(|d| (d.kind, d.expected, d.found)).collect()
    }

    #[test]
    fn lines_may_share_a_row_and_nothing_else_may_stand_there() {
        assert_eq!(differences(&["Kort titel", "2021-03-15", "2 (4)"], "Kort titel 2021-03-15 · 2 (4)"), []);
        let odd = differences(&["Kort titel", "2021-03-15", "2 (4)"], "Kort titel 2020-xx-xx 2 (4)");
        assert_eq!(
            odd,
            [(DifferenceKind::HeadMissing, Some("2021-03-15".into()), None), (DifferenceKind::HeadExtra, None, Some("2020-xx-xx".into()))]
        );
        assert_eq!(differences(&["2 (4)"], "12 (4)").len(), 2);
        assert_eq!(differences(&["Region", "Region Väst"], "Region Region Väst"), []);
    }

    #[test]
    fn a_word_of_a_narrow_cell_may_be_broken_within() {
        let text = "Nr Kolum n 2 Kolumn 3";
        assert_eq!(position(text, "Kolumn 2", false), None);
        assert_eq!(position(text, "Kolumn 2", true), Some(3..12));
        assert_eq!(position(text, "olumn 3", true), None, "whole words only");
        assert_eq!(position(text, "Nr", true), Some(0..2));
    }
}
