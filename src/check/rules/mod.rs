//! Rules turn texts of any kind of document into faults. A rule is a function; this is their table.

mod abbreviations;
mod addresses;
mod as_above;
mod characters;
mod dates;
mod duplicates;
mod identity_numbers;
mod long_words;
mod markup;
mod party_names;
pub(super) mod placeholder;
mod references;
mod times;

use crate::diag::Diagnostic;

use super::context::Context;

/// One rule.
pub(super) type Rule = fn(&Context<'_>) -> Vec<Diagnostic>;

/// What a rule looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concern {
    /// That the document can be read, set and shown as it stands.
    Soundness,
    /// Its wording, of which no rule tells more than a warning before signing.
    Wording,
}

/// All rules.
pub(super) const ALL: &[(Concern, Rule)] = &[
    (Concern::Soundness, characters::check),
    (Concern::Soundness, identity_numbers::check),
    (Concern::Wording, placeholder::check),
    (Concern::Wording, long_words::check),
    (Concern::Soundness, dates::check),
    (Concern::Soundness, times::check),
    (Concern::Soundness, references::check),
    (Concern::Soundness, duplicates::check),
    (Concern::Soundness, markup::check),
    (Concern::Soundness, addresses::check),
    (Concern::Wording, as_above::check),
    (Concern::Wording, abbreviations::check),
    (Concern::Wording, party_names::check),
];

/// How many faults of one sort are told of one text.
const MOST_IN_ONE_TEXT: usize = 20;
