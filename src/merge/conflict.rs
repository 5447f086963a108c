//! Conflicts become diagnostics: which field, what each side did and says, and where it stands in all three sources.

use serde_json::Value;

use super::values::{Clash, Conflict, Spot};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::kind::Shape;
use crate::model::Pointer;
use crate::read::Source;

/// Fields by which a document is known from the others.
const IDENTITY: [&str; 2] = ["kind", "id"];

/// Characters before the first difference that are shown with it.
const LEAD: usize = 24;

/// What is wrong when a source is not of the document that ours is of.
pub(super) fn another_document(base: &Source, ours: &Source, theirs: &Source) -> Option<Diagnostic> {
    let field = |source: &Source, name: &str| source.field(&Pointer::root().key(name)).cloned();
    let (name, other) = IDENTITY.iter().find_map(|name| {
        let differs = |source: &&Source| field(source, name) != field(ours, name);
        [base, theirs].into_iter().find(differs).map(|other| (*name, other))
    })?;
    let shown = |source: &Source| match field(source, name) {
        Some(Value::String(text)) => (format!("”{}”", shortened(&text)), format!("“{}”", shortened(&text))),
        Some(other) => (shortened(&other.to_string()), shortened(&other.to_string())),
        None => ("utelämnat".to_owned(), "left out".to_owned()),
    };
    let ((own, own_en), (another, another_en)) = (shown(ours), shown(other));
    let (our_file, other_file) = (ours.file(), other.file());
    let message = Message::new(
        format!("{other_file} är inte samma dokument som {our_file}: {name} är {another} där och {own} här"),
        format!("{other_file} is not the same document as {our_file}: {name} is {another_en} there and {own_en} here"),
    );
    Some(Diagnostic::error(codes::OTHER_DOCUMENT, Place::value(ours.file(), Pointer::root().key(name)), message).hint(
        "sammanför bara versioner av ett dokument: den som båda utgick från, din och den andras",
        "merge only versions of one document: the one that both began from, yours and the other's",
    ))
}

/// A conflict as it is told, at its place on our side.
pub(super) fn diagnostic(conflict: &Conflict, schema: Option<&Value>, base: &Source, ours: &Source, theirs: &Source) -> Diagnostic {
    let sides = [(ours, &conflict.ours), (theirs, &conflict.theirs)];
    let (field, field_en) = sides.iter().find_map(|(source, spot)| Some(named(schema, source, &spot.as_ref()?.at))).unwrap_or_default();
    let (our_file, their_file) = (ours.file(), theirs.file());
    let message = match conflict.clash {
        Clash::Changed => Message::new(
            format!("{field} är ändrat på olika sätt i {our_file} och i {their_file}"),
            format!("{field_en} is changed in different ways in {our_file} and in {their_file}"),
        ),
        Clash::OursGone => Message::new(
            format!("{field} är borttaget i {our_file} men ändrat i {their_file}"),
            format!("{field_en} is deleted in {our_file} but changed in {their_file}"),
        ),
        Clash::TheirsGone => Message::new(
            format!("{field} är ändrat i {our_file} men borttaget i {their_file}"),
            format!("{field_en} is changed in {our_file} but deleted in {their_file}"),
        ),
        Clash::Order => Message::new(
            format!("ordningen i {field} är ändrad på olika sätt i {our_file} och i {their_file}"),
            format!("the order of {field_en} is changed in different ways in {our_file} and in {their_file}"),
        ),
    };
    let texts =
        [(base, &conflict.base), (ours, &conflict.ours), (theirs, &conflict.theirs)].map(|(source, spot)| words(source, spot.as_ref()?));
    let from = first_difference(&texts);
    let quoted = |text: &Option<String>, sv: &str, en: &str| match text {
        Some(text) => {
            let excerpt = excerpt(text, from);
            Message::new(format!("{sv}: ”{excerpt}”"), format!("{en}: “{excerpt}”"))
        }
        None => Message::new(sv, en),
    };
    Diagnostic::error(codes::MERGE_CONFLICT, place(ours, conflict.ours.as_ref()), message)
        .related(place(theirs, conflict.theirs.as_ref()), quoted(&texts[2], "den andra sidan", "the other side"))
        .related(
            place(base, conflict.base.as_ref()),
            quoted(&texts[0], "som det stod före båda ändringarna", "as it was before both changes"),
        )
        .hint(
            "bestäm vad som ska stå, skriv in det likadant i båda filerna och kör igen",
            "decide what it shall say, write that in both files and run again",
        )
}

/// A field with its title: `execution (Genomförande)`; in English without, as titles are in the document's language.
fn named(schema: Option<&Value>, source: &Source, at: &Pointer) -> (String, String) {
    let readable = shortened(&at.readable());
    let shape = schema.and_then(|schema| Shape::of_document(schema).at(source.value(), at));
    let title = shape.and_then(|shape| shape.text("title")).filter(|_| !readable.ends_with(']'));
    (title.map_or_else(|| readable.clone(), |title| format!("{readable} ({title})")), readable)
}

fn place(source: &Source, spot: Option<&Spot>) -> Place {
    match spot {
        Some(Spot { at, within: Some(within) }) => Place::Text { file: source.file().clone(), range: source.stretch(at, within.clone()) },
        Some(Spot { at, within: None }) => Place::value(source.file(), at.clone()),
        None => Place::File(source.file().clone()),
    }
}

/// What stands at a spot; `None` for tables and lists.
fn words(source: &Source, Spot { at, within }: &Spot) -> Option<String> {
    match source.field(at)? {
        Value::String(text) => Some(within.clone().map_or(text.as_str(), |within| text.get(within).unwrap_or(text)).trim().to_owned()),
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    }
}

/// How many characters all texts begin with alike.
fn first_difference(texts: &[Option<String>]) -> usize {
    let mut characters: Vec<std::str::Chars<'_>> = texts.iter().flatten().map(|text| text.chars()).collect();
    let mut alike = 0;
    loop {
        let mut next = characters.iter_mut().map(Iterator::next);
        let Some(Some(first)) = next.next() else { return alike };
        if !next.all(|character| character == Some(first)) {
            return alike;
        }
        alike += 1;
    }
}

/// A text from some words before the difference on.
fn excerpt(text: &str, difference: usize) -> String {
    let at = |count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let lead = at(difference.saturating_sub(LEAD));
    let word = text[lead..].find(char::is_whitespace).map_or(lead, |space| lead + space).min(at(difference));
    if difference <= LEAD { shortened(text) } else { format!("…{}", shortened(&text[word..])) }
}

/// The merged text did not say what was merged.
pub(super) fn unsaid(ours: &Source) -> Diagnostic {
    let message = Message::new(
        "ett fel i Kansli: de sammanförda ändringarna gick inte att skriva som en källfil, så inget skrevs",
        "a fault in Kansli: the merged changes could not be written as a source, so nothing was written",
    );
    Diagnostic::error(codes::INTERNAL_FAULT, Place::File(ours.file().clone()), message)
        .hint("anmäl felet och bifoga de tre filerna", "report the fault and attach the three files")
}
