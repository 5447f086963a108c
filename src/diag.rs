//! Diagnostics: what is wrong, where, and what to do about it, as data in Swedish and English.
//!
//! Nothing here prints. `cli::report` turns a [`Diagnostic`] into lines for a terminal or into JSON.

pub mod codes;
mod fault;
mod shortened;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Pointer;

pub use fault::Fault;
pub use shortened::shortened;

/// The name of a file as the user gave it, or the path of a built-in file below `templates/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// Wraps a name; nothing is looked up.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(name.as_ref().to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A sentence in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Swedish: what drafters read unless they ask otherwise.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Message {
    /// A message from its Swedish and its English wording.
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { sv: sv.into(), en: en.into() }
    }

    /// The wording in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Swedish => &self.sv,
            Language::English => &self.en,
        }
    }
}

/// The language that messages are shown in. Not the language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Swedish, the default.
    #[default]
    Swedish,
    /// English.
    English,
}

/// A stable name of a fault, in kebab-case, such as `unknown-key`. Codes of generic rules stand in [`codes`];
/// a kind's own rules bring theirs in `rules.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code known when the program is built.
    pub const fn fixed(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// A code that a kind's `rules.toml` declares.
    pub fn declared(code: impl Into<String>) -> Self {
        Self(Cow::Owned(code.into()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much a diagnostic matters, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a look; never fails a run, not even with `--strict`.
    Notice,
    /// Should be settled before signing; fails a run with `--strict`.
    Warning,
    /// Stops the document.
    Error,
}

/// Which part of a field a diagnostic blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldPart {
    /// The name of the field.
    Key,
    /// What stands in the field.
    Value,
}

/// Where a fault lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A file as a whole.
    File(FileName),
    /// A field of a source; the source knows its bytes.
    Field {
        /// The source.
        file: FileName,
        /// The field.
        pointer: Pointer,
        /// Key or value.
        part: FieldPart,
    },
    /// A stretch of a file.
    Text {
        /// The file.
        file: FileName,
        /// Bytes from the start of the file, UTF-8.
        range: Range<usize>,
    },
}

impl Place {
    /// The value of a field.
    pub fn value(file: &FileName, pointer: Pointer) -> Self {
        Self::Field { file: file.clone(), pointer, part: FieldPart::Value }
    }

    /// The key of a field.
    pub fn key(file: &FileName, pointer: Pointer) -> Self {
        Self::Field { file: file.clone(), pointer, part: FieldPart::Key }
    }

    /// The file that the place lies in.
    pub fn file(&self) -> &FileName {
        match self {
            Self::File(file) | Self::Field { file, .. } | Self::Text { file, .. } => file,
        }
    }
}

/// One fault: what is wrong with which value, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable name of the fault.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where it lives.
    pub place: Place,
    /// What is wrong, understandable alone.
    pub message: Message,
    /// What to do, in the imperative.
    pub hint: Option<Message>,
    /// Other places that the fault concerns, each with a word on why.
    pub related: Vec<(Place, Message)>,
}

impl Diagnostic {
    /// A diagnostic of any severity.
    pub fn new(severity: Severity, code: Code, place: Place, message: Message) -> Self {
        Self { code, severity, place, message, hint: None, related: Vec::new() }
    }

    /// A fault that stops the document.
    pub fn error(code: Code, place: Place, message: Message) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// Something to settle before signing.
    pub fn warning(code: Code, place: Place, message: Message) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// Something worth a look.
    pub fn notice(code: Code, place: Place, message: Message) -> Self {
        Self::new(Severity::Notice, code, place, message)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, sv: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Message::new(sv, en));
        self
    }

    /// Adds another place that the fault concerns.
    #[must_use]
    pub fn related(mut self, place: Place, message: Message) -> Self {
        self.related.push((place, message));
        self
    }
}

/// A result with every fault at once, and warnings beside the output.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The output, or at least one error.
    pub output: Result<T, Vec<Diagnostic>>,
    /// Warnings and notices, whether or not there is an output.
    pub warnings: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// The output when no diagnostic is an error; else the errors. Diagnostics below error become warnings.
    pub fn from_diagnostics(output: Option<T>, diagnostics: Vec<Diagnostic>) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(|d| d.severity == Severity::Error);
        match output {
            Some(output) if errors.is_empty() => Self { output: Ok(output), warnings },
            _ => Self { output: Err(errors), warnings },
        }
    }

    /// Errors, warnings and notices in one list.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.output.as_ref().err().into_iter().flatten().chain(&self.warnings)
    }

    /// Goes on with the output; warnings of both steps are kept.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Checked<U>) -> Checked<U> {
        match self.output {
            Ok(output) => {
                let mut checked = next(output);
                let mut warnings = self.warnings;
                warnings.append(&mut checked.warnings);
                Checked { output: checked.output, warnings }
            }
            Err(errors) => Checked { output: Err(errors), warnings: self.warnings },
        }
    }
}
