//! Rules of a kind: expressions over a source, with a message, a hint and the field they blame.

use std::ops::Range;

use serde::Deserialize;

use crate::diag::{Message, Severity};

/// How much a broken rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeverity {
    /// Always an error.
    Error,
    /// A warning in a draft, an error with `--for signing`.
    WarningUntilSigning,
    /// Says nothing in a draft; an error with `--for signing`.
    ErrorWhenSigning,
    /// Always a warning.
    Warning,
    /// Always a notice.
    Notice,
}

impl RuleSeverity {
    /// What a broken rule is reported as; `None` when it does not apply.
    pub fn severity(self, for_signing: bool) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::WarningUntilSigning if for_signing => Some(Severity::Error),
            Self::WarningUntilSigning | Self::Warning => Some(Severity::Warning),
            Self::ErrorWhenSigning => for_signing.then_some(Severity::Error),
            Self::Notice => Some(Severity::Notice),
        }
    }
}

/// One rule of `rules.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable name of the fault, kebab-case, unique within the kind and among Kansli's own codes.
    pub code: String,
    /// How much it matters.
    pub severity: RuleSeverity,
    /// A minijinja expression that yields a list; the rule is then tried once for each entry, which is `item`, with
    /// its place in the list, from 0, as `index`. Tried once when absent.
    #[serde(default)]
    pub for_each: Option<String>,
    /// A minijinja expression that is true when the rule is broken.
    pub broken_if: String,
    /// The JSON pointer of the field to blame, as a minijinja template: `/contacts/{{ index }}`. When the field is
    /// absent, the nearest one above it is blamed.
    pub field: String,
    /// What is wrong, as minijinja templates, in both languages.
    pub message: Message,
    /// What to do, as minijinja templates, in both languages.
    pub hint: Message,
    /// Where it stands in `rules.toml`, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
}
