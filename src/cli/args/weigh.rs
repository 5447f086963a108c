//! `kansli weigh OLD NEW CHANGES [WEIGHT]` on the command line.

use clap::ArgMatches;

use super::Command;
use super::words::{Words, text};
use crate::cli::usage::Usage;
use crate::diag::{Message, shortened};
use crate::model::Weight;

/// `kansli weigh OLD NEW CHANGES [WEIGHT]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weigh {
    /// The old revision, as given.
    pub old: String,
    /// The new revision, as given.
    pub new: String,
    /// Which changes.
    pub chosen: Chosen,
    /// The weight that they get; the proposed one of each when `None`.
    pub weight: Option<Weight>,
    /// Why.
    pub reason: Option<String>,
}

/// Changes as a user chooses them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Every one.
    All,
    /// By their numbers, from 1, ascending, each once; there need not be so many.
    Numbers(Vec<usize>),
}

/// The greatest number of a change that is understood.
const GREATEST: usize = 100_000;

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    words.command(
        "weigh",
        words.pick(
            "Bekräftar eller ändrar den vikt som jämförelsen föreslår för en ändring",
            "Confirms or changes the weight that the comparison proposes for a change",
        ),
        words.pick("kansli weigh [FLAGGOR] GAMMAL NY ÄNDRINGAR [VIKT]", "kansli weigh [OPTIONS] OLD NEW CHANGES [WEIGHT]"),
        words.examples(&[
            (
                "kansli weigh lmr@3 lmr@5 alla",
                "bekräftar alla föreslagna vikter mellan revision 3 och 5; loggen säger vem och när",
                "confirms all proposed weights between revisions 3 and 5; the log tells who and when",
            ),
            (
                "kansli weigh lmr@3 lmr@5 4,7-9 redaktionell --reason \"bara ordval\"",
                "ändring 4, 7, 8 och 9 är redaktionella; kansli diff lmr@3 lmr@5 visar numren",
                "changes 4, 7, 8 and 9 are editorial; kansli diff lmr@3 lmr@5 shows the numbers",
            ),
        ]),
        [
            words
                .positional("old", words.pick("GAMMAL", "OLD"), "Den äldre revisionen: lmr@3", "The older revision: lmr@3")
                .display_order(1),
            words.positional("new", words.pick("NY", "NEW"), "Den nyare revisionen: lmr@5", "The newer revision: lmr@5").display_order(2),
            words
                .positional(
                    "changes",
                    words.pick("ÄNDRINGAR", "CHANGES"),
                    "Ändringarnas nummer, som 4 eller 4,7-9, eller alla; kansli diff visar numren",
                    "The numbers of the changes, such as 4 or 4,7-9, or all; kansli diff shows the numbers",
                )
                .display_order(3),
            words
                .positional(
                    "weight",
                    words.pick("VIKT", "WEIGHT"),
                    "saklig, flyttad, administrativ, redaktionell eller form; den föreslagna om inget anges",
                    "substantive, moved, administrative, editorial or form; the proposed one by default",
                )
                .required(false)
                .display_order(4),
            words
                .flag(
                    "reason",
                    "Varför; behövs när vikten är en annan än den föreslagna",
                    "Why; needed where the weight is another than the proposed one",
                )
                .value_name(words.pick("SKÄL", "REASON")),
        ],
    )
}

/// What the user asked for.
///
/// # Errors
/// When the numbers or the weight can't be understood.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let given = |name| text(matches, name).unwrap_or_default().to_owned();
    let weight = match text(matches, "weight") {
        Some(text) => Some(Weight::called(text).ok_or_else(|| no_weight(text))?),
        None => None,
    };
    if text(matches, "reason").is_some_and(|reason| reason.trim().is_empty()) {
        return Err(no_reason());
    }
    let changes = given("changes");
    let chosen = numbers(&changes).ok_or_else(|| no_numbers(&changes))?;
    Ok(Command::Weigh(Weigh { old: given("old"), new: given("new"), chosen, weight, reason: text(matches, "reason").map(str::to_owned) }))
}

/// `4`, `4,7-9`, `alla`
fn numbers(text: &str) -> Option<Chosen> {
    if ["alla", "all"].contains(&text.trim().to_lowercase().as_str()) {
        return Some(Chosen::All);
    }
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|number| (1..=GREATEST).contains(number));
    let mut out = Vec::new();
    for part in text.split(',') {
        match part.split_once(['-', '–']) {
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                out.extend(first.min(last)..=first.max(last));
            }
            None => out.push(number(part)?),
        }
    }
    out.sort_unstable();
    out.dedup();
    (!out.is_empty()).then_some(Chosen::Numbers(out))
}

fn no_weight(given: &str) -> Usage {
    let given = shortened(given);
    Usage::new(Message::new(format!("”{given}” är ingen vikt"), format!("“{given}” is no weight")), "weigh").hint(
        "skriv saklig, flyttad, administrativ, redaktionell eller form",
        "write substantive, moved, administrative, editorial or form",
    )
}

fn no_reason() -> Usage {
    Usage::new(Message::new("skälet efter --reason är tomt", "the reason after --reason is empty"), "weigh").hint(
        "skriv varför vikten är en annan, som --reason ”bara språket är ändrat”, eller utelämna --reason",
        "write why the weight is another, such as --reason “only the language is changed”, or leave --reason out",
    )
}

fn no_numbers(given: &str) -> Usage {
    let given = shortened(given);
    let message = Message::new(format!("”{given}” är inga nummer på ändringar"), format!("“{given}” are no numbers of changes"));
    Usage::new(message, "weigh").hint(
        "skriv nummer ur kansli diff med komma emellan, som 4 eller 4,7-9, eller ordet alla",
        "write numbers from kansli diff separated by commas, such as 4 or 4,7-9, or the word all",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let some = |numbers: &[usize]| Some(Chosen::Numbers(numbers.to_vec()));
        assert_eq!(numbers("4"), some(&[4]));
        assert_eq!(numbers("9, 7–8,4,7"), some(&[4, 7, 8, 9]));
        assert_eq!(numbers("9-7"), some(&[7, 8, 9]));
        assert_eq!(numbers("Alla"), Some(Chosen::All));
        for wrong in ["", "0", "3-", "fem", "1,,2", "1-900000"] {
            assert_eq!(numbers(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn weights_are_called_by_their_names_in_both_languages() {
        for (name, weight) in [
            ("saklig", Weight::Substantive),
            ("i-sak", Weight::Substantive),
            ("substantive", Weight::Substantive),
            ("Redaktionell", Weight::Editorial),
            ("editorial", Weight::Editorial),
            ("administrativ", Weight::Administrative),
            ("flyttad", Weight::Moved),
            ("form", Weight::Form),
        ] {
            assert_eq!(Weight::called(name), Some(weight), "{name}");
        }
        assert_eq!(Weight::called("viktig"), None);
    }
}
