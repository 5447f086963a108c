//! Reading the files of a kind turns a folder below `templates/` into sources, or says which file is missing and why.

use super::codes::{self, fault};
use super::words::{is_slug, slug};
use crate::diag::{Diagnostic, FileName, Place, shortened};
use crate::model::KindId;
use crate::read::{self, Source};
use crate::world::World;

/// The names of a kind's files, in the order that they are written and checked.
pub const NAMES: [&str; 5] = ["kind.toml", "schema.json", "text.md.j2", "rules.toml", "starter.toml"];

/// What a starter has for an id; `kansli new` puts a fresh one in its place.
pub const STARTER_ID: &str = "id = \"nytt-dokument\"";

/// The files of a kind, each when it could be read.
pub(super) struct Files {
    pub(super) names: Option<Source>,
    pub(super) schema: Option<Source>,
    pub(super) template: Option<String>,
    pub(super) rules: Option<Source>,
    pub(super) starter: Option<String>,
    /// Every text with its path, for the kind's hash.
    pub(super) texts: Vec<(String, String)>,
}

/// Reads all five.
pub(super) fn read(world: &dyn World, id: &KindId, faults: &mut Vec<Diagnostic>) -> Files {
    if !is_slug(id.as_str()) || ["themes", "clauses", "fonts"].contains(&id.as_str()) {
        faults.push(folder(id));
    }
    let mut texts = Vec::new();
    let [names, schema, template, rules, starter] = NAMES.map(|name| {
        let text = text(world, id, name, faults)?;
        texts.push((format!("{id}/{name}"), text.clone()));
        Some(text)
    });
    let mut source = |name: &str, text: Option<String>| {
        // A kind may have no rules at all.
        let text = text.map(|text| if name == "rules.toml" && text.trim().is_empty() { "#".to_owned() } else { text })?;
        parse(name_of(id, name), &text).map_err(|mut found| faults.append(&mut found)).ok()
    };
    let names = source("kind.toml", names);
    let schema = source("schema.json", schema);
    let rules = source("rules.toml", rules);
    Files { names, schema, template, rules, starter, texts }
}

/// Reads TOML or JSON of a kind; its syntax faults are faults of the kind.
pub(super) fn parse(file: FileName, text: &str) -> Result<Source, Vec<Diagnostic>> {
    read::read(file, text.as_bytes()).map_err(|mut faults| {
        faults.iter_mut().for_each(|fault| fault.code = codes::SYNTAX);
        faults
    })
}

pub(super) fn name_of(id: &KindId, name: &str) -> FileName {
    FileName::new(format!("templates/{id}/{name}"))
}

fn folder(id: &KindId) -> Diagnostic {
    let shown = shortened(id.as_str());
    let better = slug(id.as_str());
    let hint = if better.is_empty() || better == id.as_str() {
        ("ge mappen ett annat namn".to_owned(), "give the folder another name".to_owned())
    } else {
        (
            format!("bara små bokstäver a–z, siffror och bindestreck; kalla mappen {better}"),
            format!("only small letters a–z, digits and hyphens; call the folder {better}"),
        )
    };
    fault(
        codes::FOLDER,
        Place::File(name_of(id, "kind.toml")),
        (format!("ett slag kan inte heta ”{shown}”, som mappen gör"), format!("a kind can't be called “{shown}”, as the folder is")),
        hint,
    )
}

fn text(world: &dyn World, id: &KindId, name: &str, faults: &mut Vec<Diagnostic>) -> Option<String> {
    let path = format!("{id}/{name}");
    let place = Place::File(name_of(id, name));
    let Some(bytes) = world.template(&path) else {
        faults.push(missing(world, id, name, place));
        return None;
    };
    match String::from_utf8(bytes.into_owned()) {
        Ok(text) if text.trim().is_empty() && name != "rules.toml" => {
            faults.push(fault(codes::FILE, place, (format!("{name} är tom"), format!("{name} is empty")), holds(name)));
            None
        }
        Ok(text) => Some(text),
        Err(error) => {
            faults.push(not_utf8(place, error.as_bytes(), error.utf8_error().valid_up_to()));
            None
        }
    }
}

/// What a file of a kind is for, as a hint to write it.
fn holds(name: &str) -> (String, String) {
    let (sv, en) = match name {
        "kind.toml" => ("slagets namn, ord och lägen", "the kind's names, words and states"),
        "schema.json" => ("de fält som en källfil har, som JSON Schema", "the fields that a source has, as JSON Schema"),
        "text.md.j2" => ("dokumentets text", "the text of the document"),
        "rules.toml" => ("kontroller som schemat inte kan uttrycka; den får vara tom", "checks that the schema can't say; it may be empty"),
        _ => ("det som kansli new börjar ett dokument med", "what kansli new begins a document with"),
    };
    (format!("skriv {name}: {sv}"), format!("write {name}: {en}"))
}

fn missing(world: &dyn World, id: &KindId, name: &str, place: Place) -> Diagnostic {
    let below = world.templates_below(id.as_str());
    let others = below.iter().filter_map(|path| path.strip_prefix(id.as_str())?.strip_prefix('/')).filter(|other| !NAMES.contains(other));
    let near = others
        .filter(|other| other.to_lowercase().starts_with(name) || strsim::damerau_levenshtein(name, &other.to_lowercase()) <= 2)
        .min_by_key(|other| strsim::damerau_levenshtein(name, other))
        .map(shortened);
    let hint = match near {
        Some(near) => (
            format!("där finns en fil som heter {near}; byt namn på den till {name}"),
            format!("there is a file called {near}; rename it to {name}"),
        ),
        None => holds(name),
    };
    fault(codes::FILE, place, (format!("slaget {id} saknar filen {name}"), format!("the kind {id} has no file {name}")), hint)
}

fn not_utf8(place: Place, bytes: &[u8], at: usize) -> Diagnostic {
    let line = bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    fault(
        codes::FILE,
        place,
        (format!("filen är inte UTF-8: det börjar gå fel på rad {line}"), format!("the file is not UTF-8: it goes wrong on line {line}")),
        (
            "öppna filen i en textredigerare och spara den med teckenkodningen UTF-8",
            "open the file in a text editor and save it with the encoding UTF-8",
        ),
    )
}
