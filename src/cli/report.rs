//! The report turns diagnostics and results into what the user sees. Nothing else in Kansli prints.
//!
//! What was asked for goes to standard output: the faults of `check`, the names of files written, a schema, help.
//! Everything else goes to standard error. A reader that hangs up early is no fault.

use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::excerpt::{cut, hide, identity_numbers};
use super::texts::{Located, Texts, field};
use super::usage::Usage;
use crate::diag::{Diagnostic, Language, Message, Place, Severity, codes};
use crate::world::World;

/// Where lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Answer,
    /// Standard error.
    Aside,
}

/// Prints in one language. Colours follow the terminal and `NO_COLOR`.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    language: Language,
}

impl Report {
    /// A report in one language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// Prints text as it stands, with a line break at the end.
    pub fn text(&self, stream: Stream, text: &str) {
        let text = text.trim_end_matches('\n');
        // A closed pipe is the reader's choice.
        let _ = match stream {
            Stream::Answer => writeln!(anstream::stdout(), "{text}"),
            Stream::Aside => writeln!(anstream::stderr(), "{text}"),
        };
    }

    /// Prints a sentence.
    pub fn sentence(&self, stream: Stream, message: &Message) {
        self.text(stream, message.text(self.language));
    }

    /// Prints the name of a file that was written.
    pub fn written(&self, path: &Path) {
        self.text(Stream::Answer, &path.to_string_lossy());
    }

    /// The diagnostics of one source as blocks of lines with excerpts, in the order of the source.
    pub fn blocks(&self, texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<String> {
        human(self.language, texts, diagnostics, &Renderer::styled())
    }

    /// Prints one of [`Report::blocks`], and an empty line.
    pub fn block(&self, stream: Stream, block: &str) {
        self.text(stream, block);
        self.text(stream, "");
    }

    /// Prints faults that are about no source.
    pub fn faults(&self, world: &dyn World, faults: &[Diagnostic]) {
        for fault in faults {
            let texts = Texts::new(fault.place.file(), None, None, world);
            self.blocks(&texts, std::slice::from_ref(fault)).iter().for_each(|block| self.block(Stream::Aside, block));
        }
    }

    /// Prints a JSON value.
    pub fn value(&self, value: &Value) {
        self.text(Stream::Answer, &format!("{value:#}"));
    }

    /// Prints what `check` found in all.
    pub fn checked(&self, files: usize, diagnostics: &[&Diagnostic], strict: bool) {
        let found = found(diagnostics, strict);
        let message = match files {
            1 => Message::new("1 fil kontrollerad", "1 file checked"),
            _ => Message::new(format!("{files} filer kontrollerade"), format!("{files} files checked")),
        };
        self.sentence(Stream::Answer, &Message::new(format!("{}: {}.", message.sv, found.sv), format!("{}: {}.", message.en, found.en)));
    }

    /// Prints how many documents `render` made.
    pub fn rendered(&self, made: usize, files: usize, diagnostics: &[&Diagnostic], strict: bool) {
        let found = found(diagnostics, strict);
        let (sv, en) = if files == 1 { ("dokument gjort", "document made") } else { ("dokument gjorda", "documents made") };
        self.sentence(
            Stream::Aside,
            &Message::new(format!("{made} av {files} {sv}: {}.", found.sv), format!("{made} of {files} {en}: {}.", found.en)),
        );
    }

    /// Prints wrong use of the command line.
    pub fn usage(&self, usage: &Usage) {
        self.text(Stream::Aside, &usage_text(self.language, usage));
    }

    /// A progress bar, when there are several files and somebody watches.
    pub fn progress(&self, files: usize) -> ProgressBar {
        if files < 2 || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(files as u64);
        match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}

/// Each diagnostic as a block of lines.
fn human(language: Language, texts: &Texts<'_>, diagnostics: &[Diagnostic], renderer: &Renderer) -> Vec<String> {
    let renderer = renderer.clone().decor_style(DecorStyle::Ascii).term_width(120);
    let hidden = hidden(texts, diagnostics);
    let diagnostics = &veiled(diagnostics);
    in_order(texts, diagnostics).into_iter().map(|diagnostic| block(language, texts, diagnostic, &hidden, &renderer)).collect()
}

fn block(language: Language, texts: &Texts<'_>, diagnostic: &Diagnostic, hidden: &[Range<usize>], renderer: &Renderer) -> String {
    let (level, name) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, Message::new("fel", "error")),
        Severity::Warning => (Level::WARNING, Message::new("varning", "warning")),
        Severity::Notice => (Level::NOTE, Message::new("upplysning", "notice")),
    };
    let title =
        level.with_name(name.text(language).to_owned()).primary_title(diagnostic.message.text(language)).id(diagnostic.code.as_str());
    let mut group = place(Group::with_title(title), texts, &diagnostic.place, AnnotationKind::Primary, None, hidden);
    for (related, why) in &diagnostic.related {
        group = place(group, texts, related, AnnotationKind::Context, Some(why.text(language)), hidden);
    }
    if let Some(hint) = &diagnostic.hint {
        let help = Message::new("hjälp", "help");
        let text = normalize_untrusted_str(hint.text(language));
        group = group.element(Level::HELP.with_name(help.text(language).to_owned()).message(text));
    }
    renderer.render(&[group])
}

/// Adds a place: its file and line, and the lines concerned with what is blamed underlined.
fn place<'a>(
    group: Group<'a>,
    texts: &'a Texts<'a>,
    place: &'a Place,
    kind: AnnotationKind,
    label: Option<&'a str>,
    hidden: &[Range<usize>],
) -> Group<'a> {
    let located = texts.locate(place);
    let hidden = if located.file == texts.file() { hidden } else { &[] };
    let excerpt = located.text.as_ref().zip(located.range.as_ref()).and_then(|(text, range)| cut(text, range, hidden));
    if let Some(excerpt) = excerpt {
        let annotation: Annotation<'a> = kind.span(excerpt.span).label(label);
        let snippet = Snippet::source(excerpt.text).path(located.file.as_str()).line_start(excerpt.first_line).fold(false);
        return group.element(snippet.annotation(annotation));
    }
    let origin = Origin::path(located.file.as_str());
    let group = group.element(match located.positions() {
        Some(((line, column), _)) => origin.line(line).char_column(column),
        None => origin,
    });
    match label {
        Some(label) => group.element(Level::NOTE.no_name().message(normalize_untrusted_str(label))),
        None => group,
    }
}

/// Where the source holds identity numbers: these are never printed.
fn hidden(texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Range<usize>> {
    let reported = diagnostics
        .iter()
        .filter(|diagnostic| [codes::IDENTITY_NUMBER, codes::COORDINATION_NUMBER].contains(&diagnostic.code))
        .flat_map(|diagnostic| std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|(place, _)| place)))
        .filter_map(|place| texts.locate(place).range);
    texts.text().map(identity_numbers).unwrap_or_default().into_iter().chain(reported).collect()
}

/// The same diagnostics; whatever value a message tells of, it shows no identity number.
fn veiled(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let veil = |message: &mut Message| {
        for text in [&mut message.sv, &mut message.en] {
            let hidden = identity_numbers(text);
            if !hidden.is_empty() {
                *text = hide(text, &(0..text.len()), &hidden);
            }
        }
    };
    let mut diagnostics = diagnostics.to_vec();
    for diagnostic in &mut diagnostics {
        veil(&mut diagnostic.message);
        diagnostic.hint.iter_mut().for_each(veil);
        diagnostic.related.iter_mut().for_each(|(_, message)| veil(message));
    }
    diagnostics
}

/// By place in the source; what lies elsewhere comes last.
fn in_order<'d>(texts: &Texts<'_>, diagnostics: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let mut keyed: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let elsewhere = diagnostic.place.file() != texts.file();
            let start = texts.locate(&diagnostic.place).range.map_or(0, |range| range.start);
            ((elsewhere, start), diagnostic)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// The diagnostics of one source as JSON objects, in the order of the source. `src/cli/COMMAND_LINE.md` tells the shape,
/// which programs rely on.
pub fn to_json(texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let diagnostics = &veiled(diagnostics);
    in_order(texts, diagnostics)
        .into_iter()
        .map(|diagnostic| {
            let mut entry = position(&texts.locate(&diagnostic.place), &diagnostic.place);
            entry["code"] = json!(diagnostic.code);
            entry["severity"] = json!(diagnostic.severity);
            entry["message"] = json!(diagnostic.message);
            entry["hint"] = json!(diagnostic.hint);
            let related = diagnostic.related.iter().map(|(place, message)| {
                let mut entry = position(&texts.locate(place), place);
                entry["message"] = json!(message);
                entry
            });
            entry["related"] = related.collect();
            entry
        })
        .collect()
}

fn position(located: &Located<'_>, place: &Place) -> Value {
    let (start, end) = located.positions().unzip();
    let (line, column) = start.unzip();
    let (end_line, end_column) = end.unzip();
    json!({
        "file": located.file,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "field": field(place),
    })
}

/// "3 fel, 1 varning"
fn found(diagnostics: &[&Diagnostic], strict: bool) -> Message {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, notices) = (count(Severity::Error), count(Severity::Warning), count(Severity::Notice));
    let mut out = match errors {
        0 => Message::new("inga fel", "no errors"),
        1 => Message::new("1 fel", "1 error"),
        _ => Message::new(format!("{errors} fel"), format!("{errors} errors")),
    };
    for (number, one, many) in
        [(warnings, ("varning", "warning"), ("varningar", "warnings")), (notices, ("upplysning", "notice"), ("upplysningar", "notices"))]
    {
        if number > 0 {
            let (sv, en) = if number == 1 { one } else { many };
            out.sv.push_str(&format!(", {number} {sv}"));
            out.en.push_str(&format!(", {number} {en}"));
        }
    }
    if strict && warnings > 0 {
        out.sv.push_str(" (varningar räknas som fel)");
        out.en.push_str(" (warnings count as errors)");
    }
    out
}

fn usage_text(language: Language, usage: &Usage) -> String {
    let mut out = String::new();
    if let Some(message) = &usage.message {
        let renderer = Renderer::styled();
        let name = Message::new("fel", "error");
        let title = Level::ERROR.with_name(name.text(language).to_owned()).primary_title(message.text(language));
        out.push_str(&renderer.render(&[Group::with_title(title)]));
        if let Some(hint) = &usage.hint {
            let help = Message::new("hjälp", "help");
            let title = Level::HELP.with_name(help.text(language).to_owned()).primary_title(hint.text(language));
            out.push('\n');
            out.push_str(&renderer.render(&[Group::with_title(title)]));
        }
        let more = usage.command.map_or("kansli --help".to_owned(), |command| format!("kansli {command} --help"));
        let more = Message::new(format!("Läs mer: {more}"), format!("Read more: {more}"));
        out.push_str(&format!("\n\n{}", more.text(language)));
    }
    if let Some(help) = &usage.help {
        out.push_str(help);
    }
    out
}
