//! `kansli kinds` turns the kinds there are into a list; a kind named on the command line becomes the kind itself.

use serde_json::{Value, json};

use super::Exit;
use super::args::Kinds;
use super::report::{Report, Stream};
use super::usage::Usage;
use crate::diag::Message;
use crate::kind::{Kind, Shape};
use crate::model::KindId;
use crate::world::{BuiltIn, World};

/// Loads the kind that `command` was asked for; otherwise tells why not, and gives the exit code.
pub fn load(name: &str, command: &'static str, world: &dyn World, report: &Report) -> Result<Kind, Exit> {
    let known = Kind::all(world);
    let id = KindId::new(name);
    if !known.contains(&id) {
        let (message, hint) = unknown_kind(name, &known);
        report.usage(&Usage::new(message, command).hint(hint.sv, hint.en));
        return Err(Exit::WrongUse);
    }
    Kind::load(world, &id).map_err(|faults| {
        report.faults(world, &faults);
        Exit::OwnFault
    })
}

/// What is wrong with the name of a kind that nobody knows, and what to write instead.
fn unknown_kind(name: &str, known: &[KindId]) -> (Message, Message) {
    let names = known.iter().map(KindId::as_str).collect::<Vec<_>>().join(", ");
    let nearest = known.iter().map(|id| (strsim::damerau_levenshtein(name, id.as_str()), id.as_str())).min();
    let hint = match nearest {
        Some((distance, id)) if distance * 3 <= id.chars().count() => {
            Message::new(format!("menade du ”{id}”?"), format!("did you mean “{id}”?"))
        }
        _ => Message::new(format!("de slag som finns: {names}"), format!("the kinds there are: {names}")),
    };
    (Message::new(format!("det finns inget slag som heter ”{name}”"), format!("there is no kind called “{name}”")), hint)
}

/// Shows every kind; one with faults is shown as such and fails the run.
pub fn run(command: &Kinds, world: &dyn World, report: &Report) -> Exit {
    let kinds: Vec<Listed> = Kind::all(world).into_iter().map(|id| Listed::of(world, id)).collect();
    if command.json {
        report.value(&kinds.iter().map(Listed::value).collect());
    } else {
        for kind in &kinds {
            report.sentence(Stream::Answer, &kind.lines());
            report.text(Stream::Answer, "");
        }
        let begin = Message::new("Börja ett dokument med: kansli new SLAG FIL.toml", "Begin a document by: kansli new KIND FILE.toml");
        report.remark(Stream::Answer, &begin);
    }
    if kinds.iter().any(|kind| kind.loaded.is_err()) { Exit::Faults } else { Exit::Done }
}

/// One kind of the list.
struct Listed {
    id: KindId,
    /// The kind's folder on disk; `None` when it is built in.
    folder: Option<String>,
    /// Whether it stands in place of a built-in kind.
    replaces: bool,
    /// The kind, or how many faults it has.
    loaded: Result<Kind, usize>,
}

impl Listed {
    fn of(world: &dyn World, id: KindId) -> Self {
        let files = world.templates_below(id.as_str());
        let folder = files.iter().find_map(|file| world.on_disk(file)).map(|file| {
            let end = file.rfind(['/', std::path::MAIN_SEPARATOR]).unwrap_or(0);
            file.get(..end).unwrap_or_default().to_owned()
        });
        let replaces = folder.is_some() && Kind::all(&BuiltIn).contains(&id);
        let loaded = Kind::load(world, &id).map_err(|faults| faults.len());
        Self { id, folder, replaces, loaded }
    }

    fn lines(&self) -> Message {
        let place = match (&self.folder, self.replaces) {
            (None, _) => Message::new("inbyggt", "built in"),
            (Some(folder), false) => Message::new(folder, folder),
            (Some(folder), true) => {
                Message::new(format!("{folder} (i stället för det inbyggda)"), format!("{folder} (in place of the built-in one)"))
            }
        };
        let id = &self.id;
        let kind = match &self.loaded {
            Ok(kind) => kind,
            Err(count) => {
                let check =
                    self.folder.as_deref().map_or_else(|| format!("kansli schema {id}"), |folder| format!("kansli kind check {folder}"));
                return Message::new(
                    format!("{id}\n  kan inte användas: {count} fel, som visas av: {check}\n  källa: {}", place.sv),
                    format!("{id}\n  can't be used: {count} errors, shown by: {check}\n  source: {}", place.en),
                );
            }
        };
        let described = kind.schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let hash = kind.hash.short();
        let required = required(kind);
        let fields_sv: Vec<String> = required.iter().map(|(name, title)| format!("{name} ({title})")).collect();
        let fields_en: Vec<&str> = required.iter().map(|(name, _)| name.as_str()).collect();
        let states = |text: fn(&Message) -> &str| kind.states.iter().map(|state| text(&state.name)).collect::<Vec<_>>().join(", ");
        let clauses: Vec<String> = kind.clauses.iter().map(ToString::to_string).collect();
        let (clauses_sv, clauses_en) = match clauses.is_empty() {
            true => (String::new(), String::new()),
            false => (format!("\n  klausuler: {}", clauses.join(", ")), format!("\n  clauses: {}", clauses.join(", "))),
        };
        Message::new(
            format!(
                "{id} – {} ({})\n  {described}\n  fält som krävs: {}\n  lägen: {}{clauses_sv}\n  källa: {}, kontrollsumma {hash}",
                kind.name.sv,
                kind.name.en,
                fields_sv.join(", "),
                states(|name| &name.sv),
                place.sv
            ),
            format!(
                "{id} – {} ({})\n  required fields: {}\n  states: {}{clauses_en}\n  source: {}, hash {hash}",
                kind.name.en,
                kind.name.sv,
                fields_en.join(", "),
                states(|name| &name.en),
                place.en
            ),
        )
    }

    fn value(&self) -> Value {
        let mut entry = json!({ "kind": self.id, "folder": self.folder, "replaces_built_in": self.replaces });
        match &self.loaded {
            Ok(kind) => {
                entry["name"] = json!(kind.name);
                entry["description"] = kind.schema.get("description").cloned().unwrap_or_default();
                entry["hash"] = json!(kind.hash);
                entry["required"] = required(kind).into_iter().map(|(name, title)| json!({ "field": name, "title": title })).collect();
                let state = |state: &crate::model::State| json!({ "id": state.id, "name": state.name, "marking": state.marking });
                entry["states"] = kind.states.iter().map(state).collect();
                entry["clauses"] = kind
                    .clauses
                    .iter()
                    .map(|clause| json!({ "name": clause.name, "version": clause.version, "sha256": clause.hash }))
                    .collect();
                entry["faults"] = json!(0);
            }
            Err(count) => entry["faults"] = json!(count),
        }
        entry
    }
}

/// The fields that every document of the kind has, with their titles.
fn required(kind: &Kind) -> Vec<(String, String)> {
    let shape = Shape::of_document(&kind.schema);
    let fields = shape.properties();
    let required = fields.iter().filter(|(name, _)| shape.requires(name) && *name != "kind");
    required.map(|(name, field)| ((*name).to_owned(), field.text("title").unwrap_or_default().to_owned())).collect()
}
