//! Weighing turns a change into a proposal of how much it matters. What no rule explains matters most.

use crate::model::{Inline, Origin, Run, Style, Weight};

use super::places::Places;
use super::script::Step;
use super::words::{steps, tokens};

/// Fields in which a change is administrative: who signs, whom to ask, when and where, under which number.
const ADMINISTRATIVE: &[&str] = &["signatories", "contacts", "date", "place", "signing", "case_number", "no_case_number"];

/// Letters from which a word is long enough for one wrong letter to be a slip of the pen.
const LONG_WORD: usize = 6;

/// A part that only one version has.
pub(super) fn of_part(origin: &Origin) -> Weight {
    if administrative(origin) { Weight::Administrative } else { Weight::Substantive }
}

/// Words that were replaced in a part of both versions.
pub(super) fn of_words(old: &str, new: &str, origin: &Origin) -> Weight {
    if administrative(origin) {
        Weight::Administrative
    } else if editorial(old, new) {
        Weight::Editorial
    } else {
        Weight::Substantive
    }
}

fn administrative(origin: &Origin) -> bool {
    match origin {
        Origin::Field(pointer) => pointer.steps().any(|step| ADMINISTRATIVE.contains(&step.as_str())),
        Origin::Template { .. } => false,
    }
}

/// Whether the texts differ in punctuation, letter case or single letters of long words only.
fn editorial(old: &str, new: &str) -> bool {
    let line =
        |text: &str, origin: &Origin| vec![Inline::Text(Run { text: text.to_owned(), style: Style::default(), origin: origin.clone() })];
    let origin = Origin::Field(crate::model::Pointer::root());
    let (left, right) = (line(old, &origin), line(new, &origin));
    let none = Places::default();
    let (old, new) = (tokens(&left, |target| none.of_new(target)), tokens(&right, |target| none.of_new(target)));
    let reads = |text: &&str| text.chars().any(char::is_alphanumeric);
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for step in steps(&old, &new) {
        match step {
            Step::Both(..) => {
                if !slips(&gone, &come) {
                    return false;
                }
                gone.clear();
                come.clear();
            }
            Step::Old(a) => gone.extend(old.get(a).map(|token| token.text).filter(reads)),
            Step::New(b) => come.extend(new.get(b).map(|token| token.text).filter(reads)),
        }
    }
    slips(&gone, &come)
}

/// Whether each word of one stretch is a word of the other but for letter case or one letter inside it.
fn slips(old: &[&str], new: &[&str]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| slip(&old.to_lowercase(), &new.to_lowercase()))
}

fn slip(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let word = |text: &str| text.chars().all(char::is_alphabetic) && text.chars().count() >= LONG_WORD;
    // A letter before a word may turn it round: "tillåtet", "otillåtet".
    word(old) && word(new) && old.chars().next() == new.chars().next() && strsim::osa_distance(old, new) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pointer;

    #[test]
    fn what_no_rule_explains_matters_most() {
        let field = Origin::Field(Pointer::root().key("mission"));
        for (old, new, weight) in [
            ("Gruppen ska mötas", "Gruppen kan mötas", Weight::Substantive),
            ("Gruppen ska mötas", "Gruppen ska inte mötas", Weight::Substantive),
            ("Det är tillåtet.", "Det är otillåtet.", Weight::Substantive),
            ("högst 20 %", "högst 25 %", Weight::Substantive),
            ("Vården, omsorgen", "Vården och omsorgen", Weight::Substantive),
            ("Gruppen möts; den redovisar.", "Gruppen möts. Den redovisar.", Weight::Editorial),
            ("vårdplanneringen sker", "vårdplaneringen sker", Weight::Editorial),
        ] {
            assert_eq!(of_words(old, new, &field), weight, "{old} → {new}");
        }
        let name = Origin::Field(Pointer::root().key("signatories").index(0).key("name"));
        assert_eq!(of_words("Disa Åkerlund", "Ebbe Östergård", &name), Weight::Administrative);
        assert!(Weight::Form < Weight::Editorial && Weight::Moved < Weight::Substantive);
    }
}
