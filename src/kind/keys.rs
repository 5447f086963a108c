//! Tables of `kind.toml` and `rules.toml` are held against what may stand in them: every fault at once, each with the
//! line to write.

use serde_json::Value;

use super::codes::{self, fault};
use super::words::{listed, nearest};
use crate::diag::{Diagnostic, FieldPart, Place, shortened};
use crate::model::Pointer;
use crate::read::Source;

/// What may stand under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// One text with words in it.
    Text,
    /// A text in Swedish and in English: `{ sv = "…", en = "…" }`.
    Both,
    /// A table.
    Table,
    /// A list of tables, each with its `[[…]]`.
    Tables,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// A key that a table may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) want: Want,
    pub(super) needed: bool,
    /// How it is written.
    pub(super) example: &'static str,
    /// What it is for, in Swedish and in English.
    pub(super) about: (&'static str, &'static str),
}

/// Tells what is wrong with the table at `pointer`, which may have `keys` and no others, and no text of more than
/// `longest` characters.
pub(super) fn check(source: &Source, pointer: &Pointer, keys: &[Key], longest: usize, faults: &mut Vec<Diagnostic>) {
    let Some(Value::Object(table)) = source.field(pointer) else { return };
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    for (name, value) in table {
        let at = pointer.key(name);
        match keys.iter().find(|key| key.name == name) {
            Some(key) => {
                want(source, &at, key, value, faults);
                too_long(source, &at, value, longest, faults);
            }
            None => {
                let shown = shortened(name);
                let absent: Vec<&str> = names.iter().copied().filter(|known| !table.contains_key(*known)).collect();
                let (sv, en) = match nearest(name, absent) {
                    Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
                    None => (
                        format!("ta bort raden; de nycklar som finns: {}", listed(&names, "och")),
                        format!("remove the line; the keys there are: {}", listed(&names, "and")),
                    ),
                };
                faults.push(fault(
                    codes::KEY_UNKNOWN,
                    Place::key(source.file(), at),
                    (
                        format!("nyckeln ”{shown}” finns inte{}", within(pointer, " i ")),
                        format!("there is no key “{shown}”{}", within(pointer, " in ")),
                    ),
                    (sv, en),
                ));
            }
        }
    }
    for key in keys.iter().filter(|key| key.needed && !table.contains_key(key.name)) {
        let (name, example) = (key.name, key.example);
        let (sv, en) = key.about;
        faults.push(fault(
            codes::KEY_MISSING,
            Place::value(source.file(), pointer.clone()),
            (format!("{name} saknas{}", within(pointer, " i ")), format!("{name} is missing{}", within(pointer, " in "))),
            (format!("lägg till {example} – {sv}"), format!("add {example} – {en}")),
        ));
    }
}

/// `" i states[2]"`; nothing at the top of the file.
fn within(pointer: &Pointer, before: &str) -> String {
    if *pointer == Pointer::root() { String::new() } else { format!("{before}{}", shortened(&pointer.readable())) }
}

fn want(source: &Source, at: &Pointer, key: &Key, value: &Value, faults: &mut Vec<Diagnostic>) {
    let name = shortened(&at.readable());
    let mut wrong = |sv: &str, en: &str| {
        let (about_sv, about_en) = key.about;
        faults.push(fault(
            codes::VALUE,
            Place::value(source.file(), at.clone()),
            (format!("{name} {sv}"), format!("{name} {en}")),
            (format!("skriv {} – {about_sv}", key.example), format!("write {} – {about_en}", key.example)),
        ));
    };
    match (key.want, value) {
        (Want::Text | Want::OneOf(_), Value::String(text)) if text.trim().is_empty() => wrong("är tomt", "is empty"),
        (Want::Text, Value::String(_)) | (Want::Table, Value::Object(_)) | (Want::Flag, Value::Bool(_)) => {}
        (Want::Texts, Value::Array(entries)) if entries.iter().all(Value::is_string) => {}
        (Want::OneOf(words), Value::String(text)) => {
            if !words.contains(&text.as_str()) {
                let (shown, known) = (shortened(text), words.iter().map(|word| format!("”{word}”")).collect::<Vec<_>>());
                let (about_sv, about_en) = key.about;
                let (sv, en) = match nearest(text, words.iter().copied()) {
                    Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
                    None => (
                        format!("skriv till exempel {} – {about_sv}", key.example),
                        format!("write for example {} – {about_en}", key.example),
                    ),
                };
                faults.push(fault(
                    codes::VALUE,
                    Place::value(source.file(), at.clone()),
                    (
                        format!("{name} är ”{shown}”, men ska vara {}", listed(&known, "eller")),
                        format!("{name} is “{shown}” but must be {}", listed(words, "or")),
                    ),
                    (sv, en),
                ));
            }
        }
        (Want::Tables, Value::Array(entries)) if entries.iter().all(Value::is_object) => {
            if entries.is_empty() && key.needed {
                wrong("är tom", "is empty");
            }
        }
        (Want::Both, Value::Object(_)) => both(source, at, faults),
        (Want::Both, Value::String(text)) => {
            let (name, text) = (key.name, shortened(text));
            faults.push(fault(
                codes::TRANSLATION_MISSING,
                Place::value(source.file(), at.clone()),
                (format!("{name} står på ett språk, men ska stå på två"), format!("{name} is given in one language but needs two")),
                (
                    format!("skriv {name} = {{ sv = \"{text}\", en = \"…\" }}, med den engelska lydelsen i en"),
                    format!("write {name} = {{ sv = \"{text}\", en = \"…\" }}, with the English wording in en"),
                ),
            ));
        }
        (Want::Text | Want::OneOf(_), _) => wrong("ska vara en text inom citattecken", "must be a text in quotes"),
        (Want::Texts, _) => wrong("ska vara en lista med texter", "must be a list of texts"),
        (Want::Flag, _) => wrong("ska vara true eller false", "must be true or false"),
        (Want::Both, _) => wrong("ska vara en text på två språk", "must be a text in two languages"),
        (Want::Table, _) => wrong("ska vara en grupp av nycklar", "must be a group of keys"),
        (Want::Tables, _) => {
            wrong("ska vara en lista, med dubbla hakparenteser för varje post", "must be a list, with double brackets for each entry")
        }
    }
}

/// A text, or one of the texts in a table, that no page has room for.
fn too_long(source: &Source, at: &Pointer, value: &Value, longest: usize, faults: &mut Vec<Diagnostic>) {
    match value {
        Value::Object(table) => table.iter().for_each(|(name, value)| {
            if value.is_string() {
                too_long(source, &at.key(name), value, longest, faults);
            }
        }),
        Value::String(text) if text.chars().count() > longest => {
            let (name, length) = (shortened(&at.readable()), text.chars().count());
            faults.push(fault(
                codes::VALUE,
                Place::value(source.file(), at.clone()),
                (
                    format!("{name} har {length} tecken, men får ha högst {longest}"),
                    format!("{name} has {length} characters but may have at most {longest}"),
                ),
                ("korta texten", "shorten the text"),
            ));
        }
        _ => {}
    }
}

/// Both languages, and no third.
fn both(source: &Source, at: &Pointer, faults: &mut Vec<Diagnostic>) {
    let name = shortened(&at.readable());
    for (language, sv, en) in [("sv", "svenska", "Swedish"), ("en", "engelska", "English")] {
        let at = at.key(language);
        match source.field(&at) {
            Some(Value::String(text)) if !text.trim().is_empty() => {}
            found => {
                let place = Place::Field {
                    file: source.file().clone(),
                    pointer: at,
                    part: if found.is_some() { FieldPart::Value } else { FieldPart::Key },
                };
                faults.push(fault(
                    codes::TRANSLATION_MISSING,
                    place,
                    (format!("{name} saknar den {sv} lydelsen"), format!("{name} lacks the {en} wording")),
                    (
                        format!("lägg till {language} = \"…\"; meddelanden och namn visas på det språk som användaren har valt"),
                        format!("add {language} = \"…\"; messages and names are shown in the language that the user has chosen"),
                    ),
                ));
            }
        }
    }
    if let Some(Value::Object(table)) = source.field(at) {
        for language in table.keys().filter(|key| !["sv", "en"].contains(&key.as_str())) {
            let shown = shortened(language);
            faults.push(fault(
                codes::KEY_UNKNOWN,
                Place::key(source.file(), at.key(language)),
                (format!("nyckeln ”{shown}” finns inte i {name}"), format!("there is no key “{shown}” in {name}")),
                ("lydelserna heter sv och en; ta bort raden", "the wordings are called sv and en; remove the line"),
            ));
        }
    }
}
