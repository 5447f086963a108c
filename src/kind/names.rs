//! Reading `kind.toml`: what the kind and its states are called, the words outputs use, how pages lie, and its clauses.

use serde::Deserialize;
use serde_json::Value;

use super::Words;
use super::codes::{self, fault};
use super::keys::{self, Key, Want};
use super::shape::Shape;
use super::words::{is_slug, meant_or_listed, slug};
use crate::diag::{Diagnostic, Message, Place, shortened};
use crate::model::{Orientation, Pointer, State, StateFault, States};
use crate::read::Source;

#[derive(Deserialize)]
struct File {
    name: Message,
    #[serde(default)]
    orientation: Orientation,
    words: Words,
    states: Vec<State>,
}

/// What stands in `kind.toml`.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) name: Message,
    pub(super) orientation: Orientation,
    pub(super) words: Words,
    pub(super) states: States,
}

/// The longest text of `kind.toml`, in characters: names and markings stand in the heads of pages.
const LONGEST: usize = 200;

const FILE: &[Key] = &[
    Key {
        name: "name",
        want: Want::Both,
        needed: true,
        example: "name = { sv = \"Delegationsbeslut\", en = \"Delegated decision\" }",
        about: ("det som slaget heter", "what the kind is called"),
    },
    Key {
        name: "orientation",
        want: Want::OneOf(&["portrait", "landscape"]),
        needed: false,
        example: "orientation = \"landscape\"",
        about: ("hur sidorna ligger: portrait (stående) eller landscape (liggande)", "how the pages lie"),
    },
    Key {
        name: "words",
        want: Want::Table,
        needed: true,
        example: "[words] med section = \"avsnitt\", case_number = \"Dnr\" och version = \"Version\"",
        about: ("ord i dokumentets språk som sidhuvud och hänvisningar använder", "words that heads and references use"),
    },
    Key {
        name: "states",
        want: Want::Tables,
        needed: true,
        example: "[[states]] med id = \"draft\" och name = { sv = \"Utkast\", en = \"Draft\" }",
        about: ("minst ett läge; i det första börjar dokumentet", "at least one state; a document begins in the first"),
    },
    Key {
        name: "clauses",
        want: Want::Table,
        needed: false,
        example: "[clauses]",
        about: (
            "de klausuler som mallen tar in, låsta till sin lydelse",
            "the clauses that the template includes, pinned to their wording",
        ),
    },
];

const WORDS: &[Key] = &[
    Key {
        name: "section",
        want: Want::Text,
        needed: true,
        example: "section = \"avsnitt\"",
        about: ("ordet före ett avsnitts nummer", "the word before the number of a section"),
    },
    Key {
        name: "case_number",
        want: Want::Text,
        needed: true,
        example: "case_number = \"Dnr\"",
        about: ("ordet före diarienumret", "the word before the case number"),
    },
    Key {
        name: "version",
        want: Want::Text,
        needed: true,
        example: "version = \"Version\"",
        about: ("ordet före versionens nummer", "the word before the number of the version"),
    },
];

const STATE: &[Key] = &[
    Key {
        name: "id",
        want: Want::Text,
        needed: true,
        example: "id = \"draft\"",
        about: ("det som lagret och kommandon kallar läget", "what the store and commands call the state"),
    },
    Key {
        name: "name",
        want: Want::Both,
        needed: true,
        example: "name = { sv = \"Utkast\", en = \"Draft\" }",
        about: ("det som läget heter", "what the state is called"),
    },
    Key {
        name: "marking",
        want: Want::Text,
        needed: false,
        example: "marking = \"ARBETSMATERIAL\"",
        about: ("det som sidhuvudet skriver; utelämna nyckeln för inget alls", "what the heads print; leave the key out for nothing"),
    },
    Key {
        name: "marking_until",
        want: Want::Text,
        needed: false,
        example: "marking_until = \"decision\"",
        about: ("det fält som tar bort markeringen när det är ifyllt", "the field that takes the marking away once it is given"),
    },
    Key {
        name: "next",
        want: Want::Texts,
        needed: false,
        example: "next = [\"decided\"]",
        about: (
            "de lägen som man går vidare till; nästa i listan om nyckeln saknas",
            "the states that it goes on to; the next in the list when absent",
        ),
    },
    Key {
        name: "back",
        want: Want::Texts,
        needed: false,
        example: "back = [\"draft\"]",
        about: ("de lägen som man kan gå tillbaka till", "the states that it can go back to"),
    },
    Key {
        name: "left_as",
        want: Want::Text,
        needed: false,
        example: "left_as = \"withdrawn\"",
        about: ("läget för en version som man gått tillbaka från", "the state of a version that has been gone back from"),
    },
    Key {
        name: "former_becomes",
        want: Want::Text,
        needed: false,
        example: "former_becomes = \"replaced\"",
        about: ("läget för en tidigare version när en ny kommer hit", "the state of an earlier version when a new one comes here"),
    },
    Key {
        name: "frozen",
        want: Want::Flag,
        needed: false,
        example: "frozen = true",
        about: ("versionen kan inte ändras mer", "the version can't change any more"),
    },
    Key {
        name: "version",
        want: Want::OneOf(&["kept", "full"]),
        needed: false,
        example: "version = \"full\"",
        about: ("full ger nästa hela versionsnummer", "full gives the next full version number"),
    },
    Key {
        name: "check",
        want: Want::OneOf(&["none", "signing"]),
        needed: false,
        example: "check = \"signing\"",
        about: ("signing: inget får hindra undertecknandet", "signing: nothing may be in the way of signing"),
    },
    Key {
        name: "set_by",
        want: Want::OneOf(&["hand", "signatures"]),
        needed: false,
        example: "set_by = \"signatures\"",
        about: ("signatures: sätts av sista giltiga underskriften", "signatures: set by the last valid signature"),
    },
];

/// Reads the file; `None` when something in it is at fault.
pub(super) fn read(source: &Source, faults: &mut Vec<Diagnostic>) -> Option<Names> {
    let before = faults.len();
    let root = Pointer::root();
    keys::check(source, &root, FILE, LONGEST, faults);
    keys::check(source, &root.key("words"), WORDS, LONGEST, faults);
    let states = root.key("states");
    for index in 0..source.field(&states).and_then(Value::as_array).map_or(0, Vec::len) {
        let at = states.index(index);
        keys::check(source, &at, STATE, LONGEST, faults);
        let at = at.key("id");
        let Some(id) = source.field(&at).and_then(Value::as_str).filter(|id| !id.trim().is_empty() && !is_slug(id)) else { continue };
        let (shown, better) = (shortened(id), slug(id));
        let better = if better.is_empty() { "draft".to_owned() } else { better };
        faults.push(fault(
            codes::VALUE,
            Place::value(source.file(), at.clone()),
            (format!("lägets id är ”{shown}”"), format!("the state's id is “{shown}”")),
            (
                format!("bara små bokstäver a–z, siffror och bindestreck: id = \"{better}\"; det som läget heter skrivs i name"),
                format!("only small letters a–z, digits and hyphens: id = \"{better}\"; what the state is called goes into name"),
            ),
        ));
    }
    clauses(source, faults);
    if faults.len() > before {
        return None;
    }
    let read: Result<File, _> = serde_json::from_value(source.value().clone());
    let file = read.map_err(|error| {
        faults.push(fault(
            codes::VALUE,
            Place::File(source.file().clone()),
            (format!("filen går inte att läsa: {error}"), format!("the file can't be read: {error}")),
            ("jämför med kind.toml i ett slag som fungerar", "compare it with kind.toml of a kind that works"),
        ));
    });
    let file = file.ok()?;
    match States::new(file.states) {
        Ok(states) => Some(Names { name: file.name, orientation: file.orientation, words: file.words, states }),
        Err(found) => {
            for StateFault { state, key, message, hint } in found {
                let at = states.index(state);
                let at = if key.is_empty() { at } else { at.key(key) };
                let code = if key == "id" { codes::NAME_TAKEN } else { codes::VALUE };
                faults.push(fault(code, Place::value(source.file(), at), (message.sv, message.en), (hint.sv, hint.en)));
            }
            None
        }
    }
}

/// Tells which states name a field, for taking their marking away, that documents don't have, or have no marking.
pub(super) fn marked(states: &States, schema: &Value, source: &Source) -> Vec<Diagnostic> {
    let document = Shape::of_document(schema);
    let mut faults = Vec::new();
    for (index, state) in states.iter().enumerate() {
        let Some(field) = &state.marking_until else { continue };
        let at = Place::value(source.file(), Pointer::root().key("states").index(index).key("marking_until"));
        if document.property(field).is_none() {
            let shown = shortened(field);
            let known: Vec<&str> = document.properties().into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('$')).collect();
            let message = (format!("fältet {shown} finns inte"), format!("there is no field {shown}"));
            faults.push(fault(codes::UNKNOWN_FIELD, at, message, meant_or_listed(field, &known)));
        } else if state.marking.is_none() {
            faults.push(fault(
                codes::VALUE,
                at,
                ("läget har ingen markering att ta bort", "the state has no marking to take away"),
                ("ange marking, eller ta bort marking_until", "give marking, or remove marking_until"),
            ));
        }
    }
    faults
}

fn clauses(source: &Source, faults: &mut Vec<Diagnostic>) {
    let at = Pointer::root().key("clauses");
    let Some(Value::Object(pins)) = source.field(&at) else { return };
    for (name, hash) in pins {
        let at = at.key(name);
        let shown = shortened(name);
        if super::clauses::path(name).is_none() {
            faults.push(fault(
                codes::VALUE,
                Place::key(source.file(), at),
                (format!("”{shown}” är ingen klausul med version"), format!("“{shown}” is no clause with a version")),
                (
                    "skriv namn, @ och version inom citattecken, som \"tolkning@1\" = \"…\"",
                    "write name, @ and version in quotes, as in \"tolkning@1\" = \"…\"",
                ),
            ));
        } else if !hash.as_str().is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit())) {
            faults.push(fault(
                codes::VALUE,
                Place::value(source.file(), at),
                (
                    format!("klausulen ”{shown}” är inte låst till någon kontrollsumma"),
                    format!("the clause “{shown}” is not pinned to a hash"),
                ),
                (
                    "skriv klausulens kontrollsumma, 64 tecken; ta bort raden och kör kansli kind check, så visas den rad som ska stå här",
                    "write the clause's hash, 64 characters; remove the line and run kansli kind check, which shows the line to write here",
                ),
            ));
        }
    }
}
