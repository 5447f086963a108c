//! A redline becomes lines for a terminal: the changes by section, each with a sign, its weight and the words around it.

use std::fmt::Write;

use clap::builder::styling::{AnsiColor, Effects, Style};

use crate::compare::{Stretch, shortened, wording};
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
    if changes.is_empty() {
        return same(redline, language);
    }
    let (old, new) = (&redline.old_name, &redline.new_name);
    let pick = |message: &Message| message.text(language).to_owned();
    let title = pick(&Message::new(format!("Ändringar från {old} till {new}"), format!("Changes from {old} to {new}")));
    let mut out = format!("{HEADING}{title}{HEADING:#}\n{}\n", pick(&counted(changes)));
    let mut last: Option<String> = None;
    for (at, change) in changes.iter().enumerate() {
        let section = section(change, language);
        if last.as_ref() != Some(&section) {
            let _ = write!(out, "\n{HEADING}{section}{HEADING:#}\n");
            last = Some(section);
        }
        one(at + 1, change, language, &mut out);
    }
    out
}

/// That nothing has changed.
pub fn same(redline: &Redline, language: Language) -> String {
    let (old, new) = (&redline.old_name, &redline.new_name);
    let message = Message::new(format!("{old} och {new} säger detsamma."), format!("{old} and {new} say the same."));
    message.text(language).to_owned()
}

/// The headings above a change, as a line.
fn section(change: &Change, language: Language) -> String {
    match change.section() {
        [] => before_the_text(change.part).text(language).to_owned(),
        section => section.join(" › "),
    }
}

fn one(number: usize, change: &Change, language: Language, out: &mut String) {
    let style = match change.kind {
        ChangeKind::Inserted => INSERTED,
        ChangeKind::Deleted => DELETED,
        _ => HEADING,
    };
    let weighed = match change.weight {
        Weight::Substantive => HEAVY,
        _ => MUTED,
    };
    let (told, weight) = (change.told(), change.weighed());
    let (told, weight) = (told.text(language), weight.text(language));
    let within = change.spot().and_then(|spot| spot.within.as_ref()).map(|within| format!(" – {within}")).unwrap_or_default();
    let _ = writeln!(out, "{number:>3} {style}{} {told}{style:#}{within} {weighed}({weight}){weighed:#}", change.sign());
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

/// Sets the words in lines; what stands far from any change is left out.
fn lines(stretches: &[Stretch], out: &mut String) {
    let mut line = Line { out, length: 0, spaced: false };
    for stretch in shortened(stretches, CONTEXT, WHOLE) {
        let (open, close, style) = match stretch.mark {
            None => ("", "", None),
            Some(Mark::Inserted) => ("[+", "+]", Some(INSERTED)),
            Some(Mark::Deleted) => ("[-", "-]", Some(DELETED)),
        };
        let count = stretch.text.split_whitespace().count();
        let mut apart = stretch.text.starts_with(char::is_whitespace);
        for (at, word) in stretch.text.split_whitespace().enumerate() {
            line.word(word, style, if at == 0 { open } else { "" }, if at + 1 == count { close } else { "" }, apart);
            apart = true;
        }
        line.spaced |= stretch.text.ends_with(char::is_whitespace);
    }
    line.out.push('\n');
}

struct Line<'o> {
    out: &'o mut String,
    length: usize,
    /// White space stands before the next word.
    spaced: bool,
}

impl Line<'_> {
    fn word(&mut self, text: &str, style: Option<Style>, open: &str, close: &str, apart: bool) {
        let apart = std::mem::take(&mut self.spaced) || apart;
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
        match style {
            Some(style) => {
                let _ = write!(self.out, "{style}{open}{text}{close}{style:#}");
            }
            None => self.out.push_str(text),
        }
        self.length += length;
    }
}
