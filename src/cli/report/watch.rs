//! What `kansli watch` tells.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Report, Stream, found};
use crate::diag::{Diagnostic, Message};

impl Report {
    /// Tells that the watch has begun.
    pub fn begun(&self, paths: &[PathBuf], heard: bool) {
        let files = match paths {
            [path] => Message::new(path.to_string_lossy(), path.to_string_lossy()),
            _ => Message::new(format!("{} filer", paths.len()), format!("{} files", paths.len())),
        };
        self.remark(
            Stream::Answer,
            &Message::new(
                format!("Följer {}: varje sparning gör om filerna. Avsluta med Ctrl-C.", files.sv),
                format!("Watching {}: each save makes the files anew. End with Ctrl-C.", files.en),
            ),
        );
        if !heard {
            self.remark(
                Stream::Answer,
                &Message::new(
                    "Systemet kan inte säga till när något sparas här; filerna läses i stället varannan sekund.",
                    "The system can't tell when something is saved here; the files are read every other second instead.",
                ),
            );
        }
    }

    /// Tells that templates have changed.
    pub fn reloaded(&self) {
        self.remark(
            Stream::Answer,
            &Message::new("\nMallarna har ändrats: alla filer görs om.", "\nThe templates have changed: all files are made anew."),
        );
    }

    /// Sets a round apart from the one before.
    pub fn gap(&self) {
        self.remark(Stream::Answer, &Message::new("", ""));
    }

    /// Tells what changed in a source, and which files were made of it.
    pub fn made(&self, path: &Path, changes: Option<&Message>, files: &[PathBuf]) {
        let path = path.display();
        let names = files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
        let message = match changes {
            Some(changes) => {
                Message::new(format!("{path}: {}.\nSkrivet: {names}", changes.sv), format!("{path}: {}.\nWritten: {names}", changes.en))
            }
            None => Message::new(format!("{path}\nSkrivet: {names}"), format!("{path}\nWritten: {names}")),
        };
        self.remark(Stream::Answer, &message);
    }

    /// Tells that nothing was written.
    pub fn kept(&self, path: &Path, former: bool) {
        let path = path.display();
        let message = if former {
            Message::new(
                format!("{path}: inget skrivet; de senaste felfria filerna ligger kvar."),
                format!("{path}: nothing written; the last good files stay."),
            )
        } else {
            Message::new(format!("{path}: inget skrivet."), format!("{path}: nothing written."))
        };
        self.remark(Stream::Answer, &message);
    }

    /// Tells how a round went. `before` of the warnings and notices were told in the round before, and not again.
    pub fn round(&self, took: Duration, diagnostics: &[&Diagnostic], before: usize, strict: bool) {
        let found = found(diagnostics, strict);
        let milliseconds = took.as_millis();
        let took = if milliseconds < 1000 {
            Message::new(format!("{milliseconds} ms"), format!("{milliseconds} ms"))
        } else {
            let seconds = format!("{:.1}", took.as_secs_f64());
            Message::new(format!("{} s", seconds.replace('.', ",")), format!("{seconds} s"))
        };
        let again = match before {
            0 => Message::new("", ""),
            _ => Message::new(format!(", varav {before} visats förut"), format!(", {before} of them shown before")),
        };
        self.remark(
            Stream::Answer,
            &Message::new(
                format!("Klart på {}: {}{}.", took.sv, found.sv, again.sv),
                format!("Done in {}: {}{}.", took.en, found.en, again.en),
            ),
        );
    }
}
