//! Diagnostics: what is wrong, where, and what to do about it, as data in Swedish and English.
//!
//! Nothing here prints. `cli::report` turns a [`Diagnostic`] into lines for a terminal or into JSON.

mod fault;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Pointer, find_identity_numbers};

pub use fault::Fault;

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

/// A value as messages quote it: one line of at most 60 characters, without characters that a terminal would obey or
/// hide, and with dots for the digits of a personnummer.
pub fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    let value = value.trim();
    // A number that begins within what is shown ends within twice as much.
    let shown = value.char_indices().nth(LONGEST * 2).map_or(value, |(end, _)| &value[..end]);
    let secret = find_identity_numbers(shown);
    for (count, (at, character)) in value.char_indices().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match character {
            '0'..='9' if secret.iter().any(|number| number.range.contains(&at)) => out.push('•'),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{f0000}'.. => {
                out.push_str(&format!("‹U+{:04X}›", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
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

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// Codes of every fault that Kansli itself finds; `tests/it` proves them unique and in kebab-case.
        pub mod codes {
            use super::Code;
            $($(#[$doc])* pub const $name: Code = Code::fixed($code);)*
            /// All codes above, in the order written.
            pub const ALL: &[Code] = &[$($name),*];
        }
    };
}

codes! {
    /// A file does not exist.
    FILE_NOT_FOUND = "file-not-found";
    /// A file could not be read.
    FILE_UNREADABLE = "file-unreadable";
    /// The name given is a folder.
    FILE_IS_A_FOLDER = "file-is-a-folder";
    /// A file's name ends in neither `.toml` nor `.json`.
    FILE_UNKNOWN_FORMAT = "file-unknown-format";
    /// A file that should be made exists already, or could not be written.
    FILE_NOT_WRITTEN = "file-not-written";
    /// A source is larger than the limit.
    SOURCE_TOO_LARGE = "source-too-large";
    /// A source is nested deeper than the limit.
    SOURCE_TOO_DEEP = "source-too-deep";
    /// A source is not UTF-8.
    SOURCE_NOT_UTF8 = "source-not-utf8";
    /// A source breaks the rules of TOML or JSON.
    SOURCE_SYNTAX = "source-syntax";
    /// A key stands twice in one table.
    DUPLICATE_KEY = "duplicate-key";
    /// A source has no `kind`, or one that is not known.
    UNKNOWN_KIND = "unknown-kind";
    /// A key that the schema does not know.
    UNKNOWN_KEY = "unknown-key";
    /// A key that the schema demands is missing.
    MISSING_KEY = "missing-key";
    /// A value of the wrong type.
    WRONG_TYPE = "wrong-type";
    /// A value outside the listed ones.
    WRONG_VALUE = "wrong-value";
    /// Too few or too many entries, or a number out of range.
    OUT_OF_RANGE = "out-of-range";
    /// Two entries of a list bear the same key.
    DUPLICATE_ENTRY = "duplicate-entry";
    /// A field names something that does not exist in the document.
    UNKNOWN_REFERENCE = "unknown-reference";
    /// A date that no calendar has.
    INVALID_DATE = "invalid-date";
    /// A period that can't be read.
    INVALID_PERIOD = "invalid-period";
    /// A time of day that can't be read.
    INVALID_TIME = "invalid-time";
    /// A character that the shipped fonts lack.
    MISSING_GLYPH = "missing-glyph";
    /// A control or bidirectional override character.
    CONTROL_CHARACTER = "control-character";
    /// A line break in a text of one line.
    LINE_BREAK = "line-break";
    /// A private-use character, which Kansli reserves.
    PRIVATE_USE_CHARACTER = "private-use-character";
    /// A Swedish identity number.
    IDENTITY_NUMBER = "identity-number";
    /// A Swedish coordination number.
    COORDINATION_NUMBER = "coordination-number";
    /// Something left to fill in.
    PLACEHOLDER = "placeholder";
    /// A text without words.
    EMPTY_TEXT = "empty-text";
    /// A link that is neither https nor mailto, or can't be read.
    LINK_NOT_ALLOWED = "link-not-allowed";
    /// A Markdown construct outside the subset.
    MARKUP_NOT_ALLOWED = "markup-not-allowed";
    /// A citation of a reference that does not exist.
    UNKNOWN_CITATION = "unknown-citation";
    /// A link to a section that the document does not have.
    SECTION_LEFT_OUT = "section-left-out";
    /// A field of a row that has no column of its own in that row.
    FIELD_NOT_PRINTED = "field-not-printed";
    /// "Dag som ovan" in a document without a date.
    AS_ABOVE_WITHOUT_DATE = "as-above-without-date";
    /// An abbreviation that is never spelled out.
    ABBREVIATION_NOT_SPELLED_OUT = "abbreviation-not-spelled-out";
    /// One party under several names.
    PARTY_UNDER_SEVERAL_NAMES = "party-under-several-names";
    /// A word so long that it had to be given places to break.
    LONG_WORD = "long-word";
    /// More faults than are shown in one run.
    TOO_MANY_FAULTS = "too-many-faults";
    /// A kind's own file is at fault: schema, template, rules or names.
    KIND_FAULT = "kind-fault";
    /// A theme's own file is at fault.
    THEME_FAULT = "theme-fault";
    /// A PDF could not be read: damaged, encrypted or too large.
    PDF_UNREADABLE = "pdf-unreadable";
    /// A PDF does not carry the source that it was made of.
    NO_EMBEDDED_SOURCE = "no-embedded-source";
    /// A PDF carries another source than the one it was made of.
    EMBEDDED_SOURCE_DIFFERS = "embedded-source-differs";
    /// A file that was to be published is not, or not provably, what its source says.
    SOURCE_DIFFERS = "source-differs";
    /// Something that a public copy may have to leave out stands in it.
    MAY_BE_PRIVATE = "may-be-private";
    /// No date in the document and none given for the file's metadata.
    DATE_NEEDED = "date-needed";
    /// More blocks than the limit.
    TOO_MANY_BLOCKS = "too-many-blocks";
    /// Something that a format can't express.
    NOT_EXPRESSED = "not-expressed";
    /// An output says something else than the document.
    OUTPUTS_DISAGREE = "outputs-disagree";
    /// No workspace where one is needed.
    NO_WORKSPACE = "no-workspace";
    /// It is not known who acts.
    ACTOR_UNKNOWN = "actor-unknown";
    /// A document that the store does not have.
    UNKNOWN_DOCUMENT = "unknown-document";
    /// A revision that the document does not have.
    UNKNOWN_REVISION = "unknown-revision";
    /// A label that the document does not have.
    UNKNOWN_LABEL = "unknown-label";
    /// A state that the kind does not have, or that can't be reached from where the document is.
    STATE_NOT_REACHABLE = "state-not-reachable";
    /// A label that names something already.
    LABEL_TAKEN = "label-taken";
    /// A change of what is frozen.
    VERSION_FROZEN = "version-frozen";
    /// Something that needs a reason.
    REASON_NEEDED = "reason-needed";
    /// A dispatch to nobody.
    RECIPIENTS_NEEDED = "recipients-needed";
    /// A dispatch that needs a case number.
    CASE_NUMBER_NEEDED = "case-number-needed";
    /// A disposal without a decision.
    DECISION_NEEDED = "decision-needed";
    /// A version that something is in the way of signing.
    NOT_READY_FOR_SIGNING = "not-ready-for-signing";
    /// Content that was weeded or disposed of.
    CONTENT_GONE = "content-gone";
    /// A revision that weeding must leave.
    NOT_TO_BE_WEEDED = "not-to-be-weeded";
    /// A text that no event may bear.
    EVENT_TEXT = "event-text";
    /// A source that can't be kept: it has no id, or another kind than its document.
    NOT_TO_BE_KEPT = "not-to-be-kept";
    /// Somebody else was first.
    STORE_CONFLICT = "store-conflict";
    /// A field that two people changed in different ways.
    MERGE_CONFLICT = "merge-conflict";
    /// Sources to be merged that are not of one document.
    OTHER_DOCUMENT = "other-document";
    /// A history that has gone another way than ours.
    HISTORY_FORKED = "history-forked";
    /// A history that does not follow the rules of a log, or whose signature is not right.
    HISTORY_INVALID = "history-invalid";
    /// The key of a principal is another than the one that is known.
    KEY_CHANGED = "key-changed";
    /// What was read from the store does not add up.
    STORE_DAMAGED = "store-damaged";
    /// The store can't be reached, read or written.
    STORE_UNAVAILABLE = "store-unavailable";
    /// A history that came says that our own principal did something that was not here.
    ACTED_IN_YOUR_NAME = "acted-in-your-name";
    /// The clock stands before the latest event.
    CLOCK_BEHIND = "clock-behind";
    /// A PDF that can't be signed as it is.
    NOT_SIGNABLE = "not-signable";
    /// A version that waits for a signature that was prepared.
    SIGNING_OPEN = "signing-open";
    /// Ink and electronic signatures on one version.
    SIGNATURES_MIXED = "signatures-mixed";
    /// A signed file and the store that do not know the same signatures.
    SIGNATURES_DIFFER = "signatures-differ";
    /// A private key that can't be used.
    KEY_REFUSED = "key-refused";
    /// A certificate that can't be used.
    CERTIFICATE_REFUSED = "certificate-refused";
    /// No time stamp could be had.
    TIME_STAMP_FAILED = "time-stamp-failed";
    /// A signature that came back and does not hold.
    SIGNATURE_REFUSED = "signature-refused";
    /// A fault of Kansli itself.
    INTERNAL_FAULT = "internal-fault";
}
