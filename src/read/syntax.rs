//! Syntax faults: what the readers of both formats share.

use std::ops::Range;

use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};

/// What is wrong, and what to do about it.
pub(super) struct Explanation {
    pub(super) message: Message,
    pub(super) hint: Option<Message>,
}

impl Explanation {
    pub(super) fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message: Message::new(sv, en), hint: None }
    }

    pub(super) fn hint(mut self, sv: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Message::new(sv, en));
        self
    }

    pub(super) fn at(self, file: &FileName, range: Range<usize>) -> Diagnostic {
        let place = Place::Text { file: file.clone(), range };
        let mut diagnostic = Diagnostic::error(codes::SOURCE_SYNTAX, place, self.message);
        diagnostic.hint = self.hint;
        diagnostic
    }
}

/// A key that stands twice in one table, or a table that does.
pub(super) fn duplicate_key(file: &FileName, key: &str, range: Range<usize>, first: Option<Range<usize>>) -> Diagnostic {
    let key = shortened(key);
    let diagnostic = Diagnostic::error(
        codes::DUPLICATE_KEY,
        Place::Text { file: file.clone(), range },
        Message::new(format!("”{key}” finns redan här"), format!("“{key}” is here already")),
    )
    .hint(
        "behåll den ena, eller slå ihop dem; är det två poster i en lista ska den andra börja för sig, i TOML med [[…]], i JSON med { }",
        "keep one of them, or join them; two entries of a list must begin apart, in TOML with [[…]], in JSON with { }",
    );
    match first {
        Some(range) => diagnostic.related(
            Place::Text { file: file.clone(), range },
            Message::new("här står den första gången", "here it stands for the first time"),
        ),
        None => diagnostic,
    }
}

/// A number that can't be kept.
pub(super) fn number_out_of_range(file: &FileName, written: &str, range: Range<usize>) -> Diagnostic {
    let written = shortened(written);
    Diagnostic::error(
        codes::OUT_OF_RANGE,
        Place::Text { file: file.clone(), range },
        Message::new(format!("{written} är inget tal som kan användas här"), format!("{written} is no number that can be used here")),
    )
    .hint(
        "skriv ett mindre tal, eller sätt det inom citattecken om det är text, till exempel ett diarienummer",
        "write a smaller number, or put it in quotes if it is text, such as a case number",
    )
}

/// The whole document is something else than a table.
pub(super) fn no_table(file: &FileName, range: Range<usize>) -> Diagnostic {
    Explanation::new("dokumentet ska vara ett objekt med fält", "the document must be an object with fields")
        .hint("börja filen med { och sluta den med }", "begin the file with { and end it with }")
        .at(file, range)
}
