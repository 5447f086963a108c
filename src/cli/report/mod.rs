//! The report turns diagnostics and results into what the user sees. Nothing else in Kansli prints.
//!
//! What was asked for goes to standard output: the faults of `check`, the names of files written, a schema, help.
//! Everything else goes to standard error. A reader that hangs up early is no fault.

mod collapse;
mod count;
mod human;
mod json;
mod rules;
mod sarif;
mod veil;
mod watch;

use std::io::{IsTerminal, Write};
use std::path::Path;

use annotate_snippets::Renderer;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

pub use json::to_json;

use super::exit::Exit;
use super::texts::Texts;
use super::usage::Usage;
use crate::diag::{Diagnostic, Language, Message, Severity};
use crate::world::World;
use count::found;
use human::{human, usage_text};

/// Where lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Answer,
    /// Standard error.
    Aside,
}

/// Prints in one language. Colours follow `--color`, the terminal and `NO_COLOR`.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    language: Language,
    /// Only errors and warnings are told, and what was asked to be printed.
    pub quiet: bool,
}

impl Report {
    /// A report in one language.
    pub fn new(language: Language) -> Self {
        Self { language, quiet: false }
    }

    /// The language of every message.
    pub fn language(&self) -> Language {
        self.language
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

    /// Prints bytes as they are, as the answer.
    pub fn bytes(&self, bytes: &[u8]) {
        // A closed pipe is the reader's choice.
        let _ = std::io::stdout().write_all(bytes);
    }

    /// Prints a sentence on how things went, unless quiet.
    pub fn remark(&self, stream: Stream, message: &Message) {
        if !self.quiet {
            self.sentence(stream, message);
        }
    }

    /// Prints a sentence.
    pub fn sentence(&self, stream: Stream, message: &Message) {
        self.text(stream, message.text(self.language));
    }

    /// Prints the name of a file that was written, unless quiet.
    pub fn written(&self, path: &Path) {
        if !self.quiet {
            self.text(Stream::Answer, &path.to_string_lossy());
        }
    }

    /// The diagnostics of one source as blocks of lines with excerpts, in the order of the source; without notices when
    /// quiet.
    pub fn blocks(&self, texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<String> {
        let least = if self.quiet { Severity::Warning } else { Severity::Notice };
        let told: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity >= least).cloned().collect();
        human(self.language, texts, &told, &Renderer::styled())
    }

    /// The same as SARIF results.
    pub fn results(&self, texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Value> {
        sarif::results(self.language, texts, diagnostics)
    }

    /// Prints a SARIF log with these results, of a run that ends with this exit code.
    pub fn log(&self, results: Vec<Value>, exit: Exit) {
        self.value(&sarif::log(self.language, results, exit));
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
        self.remark(Stream::Answer, &Message::new(format!("{}: {}.", message.sv, found.sv), format!("{}: {}.", message.en, found.en)));
    }

    /// Prints what `kind check` found in all.
    pub fn kinds_checked(&self, kinds: usize, diagnostics: &[&Diagnostic]) {
        let found = found(diagnostics, false);
        let (sv, en) = if kinds == 1 { ("slag kontrollerat", "kind checked") } else { ("slag kontrollerade", "kinds checked") };
        self.remark(Stream::Answer, &Message::new(format!("{kinds} {sv}: {}.", found.sv), format!("{kinds} {en}: {}.", found.en)));
    }

    /// Prints how many documents `render` made.
    pub fn rendered(&self, made: usize, files: usize, diagnostics: &[&Diagnostic], strict: bool) {
        let found = found(diagnostics, strict);
        let (sv, en) = if files == 1 { ("dokument gjort", "document made") } else { ("dokument gjorda", "documents made") };
        self.remark(
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
        if files < 2 || self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(files as u64);
        match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}
