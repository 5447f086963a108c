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

/// All rules.
pub(super) const ALL: &[Rule] = &[
    characters::check,
    identity_numbers::check,
    placeholder::check,
    long_words::check,
    dates::check,
    times::check,
    references::check,
    duplicates::check,
    markup::check,
    addresses::check,
    as_above::check,
    abbreviations::check,
    party_names::check,
];

/// How many faults of one sort are told of one text.
const MOST_IN_ONE_TEXT: usize = 20;
