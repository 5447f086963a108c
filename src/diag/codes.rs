//! Codes of every fault that Kansli itself finds; `tests/it` proves them unique and in kebab-case.

use super::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code::fixed($code);)*
        /// All codes above, in the order written.
        pub const ALL: &[Code] = &[$($name),*];
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
    /// A version that was withdrawn is published.
    VERSION_WITHDRAWN = "version-withdrawn";
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
