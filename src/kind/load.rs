//! Loading turns a folder below `templates/` into a [`Kind`], or says what is wrong with its files.

use serde::Deserialize;
use serde_json::Value;

use super::{Kind, Rule, Words, bundle::bundle, coded, typing};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Hash, KindId, Orientation, State, States};
use crate::world::World;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    name: Message,
    #[serde(default)]
    orientation: Orientation,
    states: Vec<State>,
    words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[serde(default)]
    rule: Vec<toml::Spanned<Rule>>,
}

/// The file that all kinds' schemas refer to.
pub const ENVELOPE_FILE: &str = "envelope.schema.json";

impl Kind {
    /// The kinds there are: every folder with a `kind.toml`, by name.
    pub fn all(world: &dyn World) -> Vec<KindId> {
        let files = world.templates_below("");
        files.iter().filter_map(|path| path.strip_suffix("/kind.toml")).filter(|name| !name.contains('/')).map(KindId::new).collect()
    }

    /// Reads the kind's five files and the envelope.
    ///
    /// # Errors
    /// With a place in the file at fault: when a file is missing or not UTF-8, `kind.toml` or `rules.toml` is no TOML
    /// or lacks a field or a translation, `schema.json` is no JSON Schema, there is no state, or two rules share a code.
    pub fn load(world: &dyn World, id: &KindId) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut paths = Vec::new();
        let mut read = |path: String| -> Option<String> {
            let text = world.template(&path).and_then(|bytes| String::from_utf8(bytes.into_owned()).ok());
            if text.is_none() {
                faults.push(kind_fault(
                    Place::File(FileName::new(format!("templates/{path}"))),
                    format!("slaget ”{id}” saknar filen {path}, eller så är den inte UTF-8"),
                    format!("the kind “{id}” has no file {path}, or it is not UTF-8"),
                ));
            }
            paths.push((path, text.clone()));
            text
        };
        let [kind_file, schema, template, rules, starter] =
            ["kind.toml", "schema.json", "text.md.j2", "rules.toml", "starter.toml"].map(|name| read(format!("{id}/{name}")));
        let envelope = read(ENVELOPE_FILE.to_owned());
        let mut templates = Vec::new();
        for path in world.templates_below("clauses").into_iter().filter(|path| path.ends_with(".md.j2")) {
            if let Some(text) = read(path.clone()) {
                templates.push((path, text));
            }
        }
        let (Some(kind_file), Some(schema), Some(template), Some(rules), Some(starter), Some(envelope)) =
            (kind_file, schema, template, rules, starter, envelope)
        else {
            return Err(faults);
        };
        let file = |name: &str| FileName::new(format!("templates/{id}/{name}"));
        let kind_file: Option<KindFile> = from_toml(&kind_file, &file("kind.toml"), &mut faults);
        let rules_text = rules;
        let rules: Option<RulesFile> = from_toml(&rules_text, &file("rules.toml"), &mut faults);
        let schema_text = schema;
        let schema = from_json(&schema_text, &file("schema.json"), &mut faults);
        let envelope = from_json(&envelope, &FileName::new(format!("templates/{ENVELOPE_FILE}")), &mut faults);
        let (Some(kind_file), Some(rules), Some(schema), Some(envelope)) = (kind_file, rules, schema, envelope) else {
            return Err(faults);
        };
        faults.extend(coded::check(&schema, &schema_text, &file("schema.json")));
        let schema = bundle(&schema, &envelope);
        if let Err(error) = jsonschema::draft202012::new(&schema) {
            faults.push(kind_fault(
                Place::File(file("schema.json")),
                format!("schemat är inget giltigt JSON Schema: {error}"),
                format!("the schema is no valid JSON Schema: {error}"),
            ));
        }
        let states = States::new(kind_file.states).map_err(|fault| {
            faults.push(kind_fault(Place::File(file("kind.toml")), fault.sv, fault.en));
        });
        let rules: Vec<Rule> = rules.rule.into_iter().map(located).collect();
        for (index, rule) in rules.iter().enumerate() {
            if rules[..index].iter().any(|earlier| earlier.code == rule.code) || codes::ALL.iter().any(|code| code.as_str() == rule.code) {
                faults.push(kind_fault(
                    Place::Text { file: file("rules.toml"), range: rule.range.clone() },
                    format!("regelns namn {} är upptaget", rule.code),
                    format!("the rule name {} is taken", rule.code),
                ));
            }
        }
        templates.insert(0, (format!("{id}/text.md.j2"), template));
        if faults.is_empty() {
            faults.extend(typing::check_templates(&templates, &schema));
            faults.extend(typing::check_rules(&rules, &schema, &rules_text, &file("rules.toml")));
        }
        let Ok(states) = states else { return Err(faults) };
        if !faults.is_empty() {
            return Err(faults);
        }
        paths.sort();
        let hash = Hash::of_files(paths.iter().filter_map(|(path, text)| text.as_ref().map(|text| (path.as_str(), text.as_bytes()))));
        Ok(Self {
            id: id.clone(),
            name: kind_file.name,
            orientation: kind_file.orientation,
            states,
            words: kind_file.words,
            schema,
            rules,
            templates,
            starter,
            hash,
        })
    }
}

fn located(rule: toml::Spanned<Rule>) -> Rule {
    let range = rule.span();
    Rule { range, ..rule.into_inner() }
}

/// A fault of a kind's own files.
pub(crate) fn kind_fault(place: Place, sv: String, en: String) -> Diagnostic {
    Diagnostic::error(codes::KIND_FAULT, place, Message::new(sv, en)).hint(
        "felet ligger i slagets filer, inte i dokumentet; säg till den som sköter mallarna",
        "the fault lies in the kind's files, not in the document; tell whoever looks after the templates",
    )
}

fn from_toml<T: for<'de> Deserialize<'de>>(text: &str, file: &FileName, faults: &mut Vec<Diagnostic>) -> Option<T> {
    toml::from_str(text)
        .map_err(|error| {
            let place = match error.span() {
                Some(range) => Place::Text { file: file.clone(), range },
                None => Place::File(file.clone()),
            };
            faults.push(kind_fault(
                place,
                format!("filen går inte att läsa: {}", error.message()),
                format!("the file can't be read: {}", error.message()),
            ));
        })
        .ok()
}

fn from_json(text: &str, file: &FileName, faults: &mut Vec<Diagnostic>) -> Option<Value> {
    serde_json::from_str(text)
        .map_err(|error| {
            let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = (start + error.column().saturating_sub(1)).min(text.len());
            let place = Place::Text { file: file.clone(), range: at..at };
            faults.push(kind_fault(place, format!("filen är inte JSON: {error}"), format!("the file is not JSON: {error}")));
        })
        .ok()
}
