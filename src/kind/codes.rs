//! Codes of the faults that the files of a kind can have. `WRITE_A_KIND.md` tells what each is for.

use crate::diag::{Code, Diagnostic, Message, Place};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code::fixed($code);)*
        /// All of them, in the order written.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The folder's name can't be the name of a kind.
    FOLDER = "kind-folder";
    /// A file is missing, empty or can't be read.
    FILE = "kind-file";
    /// A file breaks the rules of TOML, JSON or templates, or an expression can't be read.
    SYNTAX = "kind-syntax";
    /// A key of `kind.toml` or `rules.toml` is missing.
    KEY_MISSING = "kind-key-missing";
    /// A key of `kind.toml` or `rules.toml` that means nothing.
    KEY_UNKNOWN = "kind-key-unknown";
    /// A value of `kind.toml` or `rules.toml` that can't stand there.
    VALUE = "kind-value";
    /// A text is given in one language only.
    TRANSLATION_MISSING = "kind-translation-missing";
    /// Two states or two rules share a name, or a rule bears one of Kansli's own.
    NAME_TAKEN = "kind-name-taken";
    /// The schema breaks the rules of JSON Schema.
    SCHEMA_INVALID = "kind-schema-invalid";
    /// A keyword that JSON Schema or Kansli does not know.
    SCHEMA_KEYWORD = "kind-schema-keyword";
    /// `$ref`, `required`, `x-key` or `x-refers-to` names something that does not exist.
    SCHEMA_REFERENCE = "kind-schema-reference";
    /// A field that contains itself.
    SCHEMA_RING = "kind-schema-ring";
    /// A field without title or description.
    SCHEMA_WORDS = "kind-schema-words";
    /// A field whose type can't be told.
    SCHEMA_TYPE = "kind-schema-type";
    /// A group of fields that takes fields nobody has declared.
    SCHEMA_OPEN = "kind-schema-open";
    /// What all kinds have in common is missing or declared anew.
    SCHEMA_ENVELOPE = "kind-schema-envelope";
    /// A field's name that templates can't use.
    SCHEMA_NAME = "kind-schema-name";
    /// Branches of a choice that can't be told apart.
    SCHEMA_BRANCHES = "kind-schema-branches";
    /// A template or rule names a field that does not exist.
    UNKNOWN_FIELD = "kind-unknown-field";
    /// A function, test, filter or statement that templates or rules do not have.
    UNKNOWN_FUNCTION = "kind-unknown-function";
    /// A function is given other words or values than it takes.
    ARGUMENTS = "kind-arguments";
    /// A value is used where it may be absent.
    MAY_BE_ABSENT = "kind-may-be-absent";
    /// A value of one type is used where another is needed.
    TYPE = "kind-type";
    /// Two values that can't be compared.
    COMPARISON = "kind-comparison";
    /// Text that the template has put together is changed.
    CAPTURED = "kind-captured";
    /// The template's text is outside the Markdown subset.
    MARKUP = "kind-markup";
    /// A heading is empty, lacks an id, or shares it with another.
    HEADING = "kind-heading";
    /// A reference to a section that does not exist or may be left out.
    SECTION = "kind-section";
    /// A rule blames a field that does not exist.
    RULE_FIELD = "kind-rule-field";
    /// A clause, or a version of one, that does not exist.
    CLAUSE_UNKNOWN = "kind-clause-unknown";
    /// A clause that `kind.toml` does not pin.
    CLAUSE_NOT_PINNED = "kind-clause-not-pinned";
    /// A clause was changed under its old version.
    CLAUSE_CHANGED = "kind-clause-changed";
    /// A clause is pinned and never included.
    CLAUSE_UNUSED = "kind-clause-unused";
    /// The starter is not a source of the kind.
    STARTER = "kind-starter";
}

/// A fault with what to do about it; each text is Swedish, then English.
pub(super) fn fault<A: Into<String>, B: Into<String>, C: Into<String>, D: Into<String>>(
    code: Code,
    place: Place,
    message: (A, B),
    hint: (C, D),
) -> Diagnostic {
    Diagnostic::error(code, place, Message::new(message.0, message.1)).hint(hint.0, hint.1)
}
