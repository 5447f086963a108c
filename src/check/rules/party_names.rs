//! One party under several names: spellings that differ from the one it has among the principals.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::context::{Context, Text};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::kind::{fold, is_separator};
use crate::model::Pointer;

/// A name shorter than this is too like other words to compare by.
const SHORTEST: usize = 5;

/// More parties than this no document has.
const MOST_NAMES: usize = 100;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let names = names(context);
    let mut out: Vec<Diagnostic> = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    // Longer stretches can't be a name with a few letters more.
    let longest = names.iter().map(String::len).max().unwrap_or(0) + 16;
    let firsts: BTreeSet<char> = names.iter().filter_map(|name| folded_first(name)).collect();
    let known: Vec<Name<'_>> = names.iter().map(|name| Name::of(name)).collect();
    let told_otherwise = |text: &&Text<'_>| text.shape.as_ref().is_some_and(|shape| shape.text("x-refers-to").is_some());
    for text in context.prose().filter(|text| !told_otherwise(text)) {
        for (start, word) in words(text.text) {
            // A name written otherwise still begins with its first letter, and most words do not.
            if !folded_first(word).is_some_and(|first| firsts.contains(&first)) {
                continue;
            }
            for (last, end) in words(&text.text[start..]).take(4) {
                let range = start..start + last + end.len();
                let written = &text.text[range.clone()];
                if written.len() > longest {
                    break;
                }
                if names.iter().any(|name| name == written) {
                    continue;
                }
                if let Some(name) = variant_of(written, &known)
                    && told.insert(written.to_owned())
                {
                    out.push(several(context, text, range, written, name));
                }
            }
        }
    }
    out.extend(labels(context, &names));
    out
}

fn names(context: &Context<'_>) -> Vec<String> {
    let principals = context.source.value().get("principals").and_then(Value::as_array).into_iter().flatten();
    let fields =
        principals.flat_map(|principal| ["name", "short_name", "represented_by"].map(|key| principal.get(key).and_then(Value::as_str)));
    let mut names: Vec<String> = fields.flatten().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    names.dedup();
    names.truncate(MOST_NAMES);
    names
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - base, word))
}

/// The first letter of a folded text.
fn folded_first(text: &str) -> Option<char> {
    text.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).next()
}

/// A name, and what it is compared by.
struct Name<'n> {
    name: &'n str,
    /// Of `folded`, in characters.
    length: usize,
    folded: String,
    lowered: String,
}

impl<'n> Name<'n> {
    fn of(name: &'n str) -> Self {
        let folded = fold(name);
        Self { name, length: folded.chars().count(), folded, lowered: lowered(name) }
    }
}

/// The name that a stretch of text is, written otherwise: another case, spaces or hyphens, or one letter wrong in a name of
/// one word. The genitive is no other name, nor a capital at the beginning of a sentence.
fn variant_of<'n>(written: &str, names: &[Name<'n>]) -> Option<&'n str> {
    // No variant has more than two letters more or fewer.
    let length = written.chars().filter(|c| !is_separator(*c) && !c.is_whitespace()).count();
    if names.iter().all(|name| name.length.abs_diff(length) > 2) {
        return None;
    }
    let plain: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let own = fold(&plain);
    names.iter().find(|name| is_variant(&plain, &own, name)).map(|name| name.name)
}

/// Whether a text without double spaces, folded `own`, is a name written otherwise.
fn is_variant(plain: &str, own: &str, Name { name, folded: theirs, lowered: known, .. }: &Name<'_>) -> bool {
    if name.chars().count() < SHORTEST || plain == *name || plain.strip_suffix('s') == Some(name) {
        return false;
    }
    if own == theirs || own.strip_suffix('s') == Some(theirs) {
        return lowered(plain) != *known && lowered(plain.strip_suffix('s').unwrap_or(plain)) != *known;
    }
    let one_word = !plain.contains(' ') && !name.contains(' ');
    let capital = plain.starts_with(char::is_uppercase) && name.starts_with(char::is_uppercase);
    one_word && capital && theirs.chars().count() > SHORTEST && own.chars().next() == theirs.chars().next() && is_typo(own, theirs)
}

/// A text whose first letter is small.
fn lowered(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// One letter more, fewer, wrong or swapped, and no more than an ending.
fn is_typo(own: &str, theirs: &str) -> bool {
    let ending = own.starts_with(theirs) || theirs.starts_with(own);
    !ending && own.len().abs_diff(theirs.len()) <= 2 && strsim::damerau_levenshtein(own, theirs) == 1
}

fn several(context: &Context<'_>, text: &Text<'_>, range: std::ops::Range<usize>, written: &str, name: &str) -> Diagnostic {
    let (written, name) = (shortened(written), shortened(name));
    let message = Message::new(
        format!("”{written}” kallas ”{name}” bland huvudmännen; är det samma?"),
        format!("“{written}” is called “{name}” among the principals; is it the same?"),
    );
    Diagnostic::notice(codes::PARTY_UNDER_SEVERAL_NAMES, context.stretch(text, range), message)
        .hint(format!("skriv {name} överallt"), format!("write {name} everywhere"))
}

/// A label before a contact that is an abbreviation nobody else uses.
fn labels(context: &Context<'_>, names: &[String]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let contacts = context.source.value().get("contacts").and_then(Value::as_array).into_iter().flatten();
    for (index, contact) in contacts.enumerate() {
        let text = |key: &str| contact.get(key).and_then(Value::as_str).map(str::trim);
        let (Some(label), Some(principal)) = (text("label"), text("principal")) else { continue };
        let abbreviation = (2..=6).contains(&label.chars().count()) && label.chars().all(char::is_uppercase);
        if !abbreviation || names.iter().any(|name| name == label) || !names.iter().any(|name| name == principal) {
            continue;
        }
        let (label, principal) = (shortened(label), shortened(principal));
        let place = Place::value(context.source.file(), Pointer::root().key("contacts").index(index).key("label"));
        let message = Message::new(
            format!("kontaktpersonen för {principal} får etiketten ”{label}”, ett namn som ingen huvudman har"),
            format!("the contact for {principal} is labelled “{label}”, a name that no principal has"),
        );
        out.push(
            Diagnostic::notice(codes::PARTY_UNDER_SEVERAL_NAMES, place, message)
                .hint(format!("ta bort label, så skrivs {principal}"), format!("remove label, and {principal} is printed")),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_spelling_is_a_variant_and_grammar_is_not() {
        for (written, name) in [
            ("Västkom", "VästKom"),
            ("Väst Kom", "VästKom"),
            ("Väst-Kom", "VästKom"),
            ("Västra Götalands regionen", "Västra Götalandsregionen"),
            ("västra götalandsregionen", "Västra Götalandsregionen"),
            ("Väskom", "VästKom"),
        ] {
            assert_eq!(variant_of(written, &[Name::of(name)]), Some(name), "{written}");
        }
        for (written, name) in [
            ("VästKom", "VästKom"),
            ("VästKoms", "VästKom"),
            ("Västra Götalandsregionens", "Västra Götalandsregionen"),
            ("Västra\nGötalandsregionen", "Västra Götalandsregionen"),
            ("Kommunerna i Västra Götaland", "kommunerna i Västra Götaland"),
            ("kommunerna i Västra Götaland", "Kommunerna i Västra Götaland"),
            ("Västra Götaland", "Västra Götalandsregionen"),
            ("vgr", "VGR"),
            ("Göteborgs", "Göteborg"),
        ] {
            assert_eq!(variant_of(written, &[Name::of(name)]), None, "{written}");
        }
    }
}
