//! A fault says why something can't be done, with a stable code, before it is known which file it is about.

use super::{Code, Diagnostic, FileName, Message, Place};

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable name.
    pub code: Code,
    /// What is wrong.
    pub message: Message,
    /// What to do.
    pub hint: Option<Message>,
}

impl Fault {
    /// A fault in both languages.
    pub fn new(code: Code, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, message: Message::new(sv, en), hint: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, sv: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Message::new(sv, en));
        self
    }

    /// The fault as a diagnostic about a file.
    pub fn in_file(self, file: &FileName) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, Place::File(file.clone()), self.message);
        match self.hint {
            Some(hint) => diagnostic.hint(hint.sv, hint.en),
            None => diagnostic,
        }
    }
}
