//! A redline becomes lines for a terminal: the changes by section, each with a sign, its weight and the words around it.

use std::fmt::Write;

use clap::builder::styling::{AnsiColor, Effects, Style};

use crate::compare::{Stretch, wording};
use crate::diag::{Language, Message};
use crate::model::redline_words::{before_the_text, counted};
use crate::model::{Change, ChangeKind, Mark, Redline, Spot, Weight};

/// The widest line, in characters.
const WIDTH: usize = 80;
/// Where the words of a change begin.
const INDENT: usize = 6;
/// Words that are shown on either side of a change.
const CONTEXT: usize = 7;
/// Words of a part that stands in one version only, beyond which its middle is left out.
const WHOLE: usize = 60;

const HEADING: Style = Style::new().effects(Effects::BOLD);
const MUTED: Style = Style::new().effects(Effects::DIMMED);
const INSERTED: Style = AnsiColor::Green.on_default();
const DELETED: Style = AnsiColor::Red.on_default();
const HEAVY: Style = Style::new().effects(Effects::BOLD);

/// The whole text. Holds escape sequences, which are dropped where colours are not wanted.
pub fn shown(redline: &Redline, language: Language) -> String {
    let changes = &redline.changes;
    let (old, new) = (&redline.old_name, &redline.new_name);
    let pick = |message: &Message| message.text(language).to_owned();
    if changes.is_empty() {
        return pick(&Message::new(format!("{old} och {new} säger detsamma."), format!("{old} and {new} say the same.")));
    }
    let title = pick(&Message::new(format!("Ändringar från {old} till {new}"), format!("Changes from {old} to {new}")));
    let mut out = format!("{HEADING}{title}{HEADING:#}\n{}\n", pick(&counted(changes)));
    let mut last: Option<String> = None;
    for change in changes {
        let section = section(change, language);
        if last.as_ref() != Some(&section) {
            let _ = write!(out, "\n{HEADING}{section}{HEADING:#}\n");
            last = Some(section);
        }
        one(change, language, &mut out);
    }
    out
}

/// The headings above a change, as a line.
fn section(change: &Change, language: Language) -> String {
    match change.section() {
        [] => before_the_text(change.part).text(language).to_owned(),
        section => section.join(" › "),
    }
}

fn one(change: &Change, language: Language, out: &mut String) {
    let style = match change.kind {
        ChangeKind::Inserted => INSERTED,
        ChangeKind::Deleted => DELETED,
        _ => HEADING,
    };
    let weighed = match change.weight {
        Weight::Substantive => HEAVY,
        _ => MUTED,
    };
    let (told, weight) = (change.told(), change.weight.name());
    let (told, weight) = (told.text(language), weight.text(language));
    let _ = writeln!(out, "  {style}{} {told}{style:#} {weighed}({weight}){weighed:#}", change.sign());
    if change.kind == ChangeKind::Moved {
        let from = moved(change, language);
        let _ = writeln!(out, "{:INDENT$}{MUTED}{from}{MUTED:#}", "");
    }
    lines(&stretches(change), out);
}

/// Where a moved part stood.
fn moved(change: &Change, language: Language) -> String {
    let place = |spot: &Option<Spot>| {
        let section = spot.as_ref().map(|spot| spot.section.join(" › ")).unwrap_or_default();
        if section.is_empty() { before_the_text(change.part).text(language).to_owned() } else { section }
    };
    let (from, to) = (place(&change.old), place(&change.new));
    let message = if from == to {
        Message::new("till en annan plats i samma avsnitt", "to another place in the same section")
    } else {
        Message::new(format!("från {from}"), format!("from {from}"))
    };
    message.text(language).to_owned()
}

fn stretches(change: &Change) -> Vec<Stretch> {
    let text = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.text.clone()).unwrap_or_default();
    wording(&text(&change.old), &text(&change.new))
}

/// A word and whose it is.
struct Word<'s> {
    text: &'s str,
    mark: Option<Mark>,
    /// White space stands before it.
    apart: bool,
}

/// Sets the words in lines; what stands far from any change is left out.
fn lines(stretches: &[Stretch], out: &mut String) {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut space = false;
    for stretch in stretches {
        let mut rest = stretch.text.as_str();
        while !rest.is_empty() {
            let start = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            space |= start > 0;
            let (_, after) = rest.split_at(start);
            let (text, after) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
            if !text.is_empty() {
                words.push(Word { text, mark: stretch.mark, apart: std::mem::take(&mut space) });
            }
            rest = after;
        }
    }
    let shown = near(&words);
    let mut line = Line { out, length: 0 };
    let mut left_out = false;
    for (at, word) in words.iter().enumerate() {
        if !shown.get(at).copied().unwrap_or(true) {
            if !left_out {
                line.word("…", &[], "", "", true);
            }
            left_out = true;
            continue;
        }
        left_out = false;
        let same = |other: Option<usize>| other.and_then(|other| words.get(other)).is_some_and(|other| other.mark == word.mark);
        let hidden = |other: Option<usize>| other.and_then(|other| shown.get(other)) == Some(&false);
        let opens = !same(at.checked_sub(1)) || hidden(at.checked_sub(1));
        let closes = !same(Some(at + 1)) || hidden(Some(at + 1));
        let (open, close, style) = match word.mark {
            None => ("", "", Vec::new()),
            Some(Mark::Inserted) => ("[+", "+]", vec![INSERTED]),
            Some(Mark::Deleted) => ("[-", "-]", vec![DELETED]),
        };
        let open = if opens { open } else { "" };
        let close = if closes { close } else { "" };
        line.word(word.text, &style, open, close, word.apart);
    }
    line.out.push('\n');
}

/// Which words are shown: those near a change, and all where nothing is kept.
fn near(words: &[Word<'_>]) -> Vec<bool> {
    let all_marked = words.iter().all(|word| word.mark.is_some());
    let none_marked = words.iter().all(|word| word.mark.is_none());
    if all_marked || none_marked {
        let (head, tail) = (WHOLE * 2 / 3, WHOLE / 3);
        return (0..words.len()).map(|at| words.len() <= WHOLE || at < head || at + tail >= words.len()).collect();
    }
    let mut shown = vec![false; words.len()];
    for (at, word) in words.iter().enumerate() {
        if word.mark.is_some() {
            let to = (at + CONTEXT + 1).min(words.len());
            shown.iter_mut().take(to).skip(at.saturating_sub(CONTEXT)).for_each(|shown| *shown = true);
        }
    }
    shown
}

struct Line<'o> {
    out: &'o mut String,
    length: usize,
}

impl Line<'_> {
    fn word(&mut self, text: &str, style: &[Style], open: &str, close: &str, apart: bool) {
        let length = text.chars().count() + open.len() + close.len();
        if self.length == 0 {
            let _ = write!(self.out, "{:INDENT$}", "");
            self.length = INDENT;
        } else if apart && self.length + 1 + length > WIDTH {
            let _ = write!(self.out, "\n{:INDENT$}", "");
            self.length = INDENT;
        } else if apart {
            self.out.push(' ');
            self.length += 1;
        }
        match style.first() {
            Some(style) => {
                let _ = write!(self.out, "{style}{open}{text}{close}{style:#}");
            }
            None => self.out.push_str(text),
        }
        self.length += length;
    }
}
