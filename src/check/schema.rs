//! Schema checking turns a source's value into every breach of its kind's JSON Schema, in words for drafters.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Breach;
use serde_json::Value;

use crate::diag::{Code, Diagnostic, Message, Place, codes, shortened};
use crate::kind::{Kind, Shape};
use crate::model::Pointer;
use crate::read::Source;

use super::MOST_FAULTS;
use super::context::Node;
use super::schema_words::{self as words, Field};
use super::words::{field_name, field_name_en, listed, nearest};

/// The breaches, and the fields that can't be relied on because of them.
pub(super) struct Outcome {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) unsound: BTreeSet<Pointer>,
}

/// Checks the whole value.
///
/// `nodes` are all its values.
pub(super) fn check(source: &Source, kind: &Kind, nodes: &[Node<'_>]) -> Outcome {
    let mut checker = Checker {
        source,
        shape: Shape::of_document(&kind.schema),
        outcome: Outcome { diagnostics: Vec::new(), unsound: BTreeSet::new() },
        missing: Vec::new(),
        meant: BTreeSet::new(),
        owners: OnceCell::new(),
    };
    for error in kind.validator.iter_errors(source.value()) {
        checker.breach(&error);
    }
    checker.whole_numbers(nodes);
    checker.missing_keys();
    checker.outcome
}

struct Checker<'s> {
    source: &'s Source,
    shape: Shape<'s>,
    outcome: Outcome,
    /// Required fields that are not there, told last.
    missing: Vec<Pointer>,
    /// Fields that a misspelt or misplaced one is a try at.
    meant: BTreeSet<Pointer>,
    /// For the name of every field that a table of the source may have: the first such table.
    owners: OnceCell<BTreeMap<&'s str, String>>,
}

fn owners<'s>(source: &Source, document: &Shape<'s>) -> BTreeMap<&'s str, String> {
    let mut owners = BTreeMap::new();
    document.walk(source.value(), &mut |pointer, shape, value| {
        let Some(shape) = shape.filter(|_| value.is_object() && pointer != &Pointer::root()) else { return };
        for (name, _) in shape.properties() {
            owners.entry(name).or_insert_with(|| shortened(&pointer.readable()));
        }
    });
    owners
}

fn pointer_of(error: &ValidationError<'_>) -> Pointer {
    Pointer::parse(error.instance_path().as_str()).unwrap_or_default()
}

impl<'s> Checker<'s> {
    fn tell(&mut self, pointer: &Pointer, diagnostic: Diagnostic) {
        self.outcome.unsound.insert(pointer.clone());
        self.outcome.diagnostics.push(diagnostic);
    }

    fn error(&mut self, field: &Field<'_>, code: Code, message: Message, hint: Option<Message>) {
        let mut diagnostic = Diagnostic::error(code, Place::value(self.source.file(), field.pointer.clone()), message);
        diagnostic.hint = hint.or_else(|| words::description(field));
        self.tell(field.pointer, diagnostic);
    }

    fn breach(&mut self, error: &ValidationError<'_>) {
        let pointer = pointer_of(error);
        if self.outcome.diagnostics.len() > 2 * MOST_FAULTS {
            self.outcome.unsound.insert(pointer);
            return;
        }
        let shape = self.shape.at(self.source.value(), &pointer);
        let value = self.source.field(&pointer).unwrap_or(&Value::Null);
        let field = Field { pointer: &pointer, shape: shape.as_ref(), value, source: self.source };
        match error.kind() {
            Breach::AdditionalProperties { unexpected } | Breach::UnevaluatedProperties { unexpected } => {
                // What goes beyond will not be shown.
                unexpected.iter().take(2 * MOST_FAULTS).for_each(|key| self.unknown_key(&field, key));
            }
            Breach::Required { property } => {
                let missing = pointer.key(property.as_str().unwrap_or_default());
                if error.schema_path().as_str().contains("/dependentRequired") {
                    self.dependent(&field, &missing);
                } else {
                    self.missing.push(missing);
                }
            }
            Breach::OneOfNotValid { context } | Breach::AnyOf { context } => self.branches(&field, context),
            Breach::Type { .. } => {
                let types = field.shape.map(Shape::types).unwrap_or_default();
                self.wrong_type(&field, &types);
            }
            Breach::Enum { options } => {
                let options: Vec<Value> = options.as_array().cloned().unwrap_or_default();
                self.wrong_choice(&field, &options);
            }
            Breach::Constant { expected_value } => self.wrong_choice(&field, std::slice::from_ref(expected_value.as_ref())),
            Breach::MinLength { limit: 1 } => {
                let message = Message::new(
                    format!("{} är tomt, men behövs", field.name()),
                    format!("{} is empty, but needed", field_name_en(&pointer)),
                );
                let hint = Message::new("skriv det som ska stå här", "write what is to stand here");
                self.error(&field, codes::EMPTY_TEXT, message, Some(hint));
            }
            other => match words::limit(&field, other) {
                Some((code, message)) => {
                    self.error(&field, code, message, words::limit_hint(&field, other));
                    if let (Breach::MaxItems { limit }, Some(told)) = (other, self.outcome.diagnostics.last_mut()) {
                        let surplus = pointer.index(usize::try_from(*limit).unwrap_or(usize::MAX));
                        told.place = Place::value(self.source.file(), surplus);
                    }
                }
                None => {
                    let message = Message::new(
                        format!("{} är inte tillåtet här", words::value_text(&field)),
                        format!("{} is not allowed here", words::value_text_en(&field)),
                    );
                    self.error(&field, codes::WRONG_VALUE, message, None);
                }
            },
        }
    }

    /// Chooses the branch that the value's type points to and tells what is wrong by that one alone.
    fn branches(&mut self, field: &Field<'_>, context: &[Vec<ValidationError<'static>>]) {
        let at = field.pointer.as_str();
        let constant =
            |error: &ValidationError<'_>| matches!(error.kind(), Breach::Constant { .. }) && error.instance_path().as_str() == at;
        if context.iter().all(|branch| branch.iter().any(constant)) && field.value.is_string() {
            let constants = context.iter().flatten().filter_map(|error| match error.kind() {
                Breach::Constant { expected_value } => Some(expected_value.as_ref().clone()),
                _ => None,
            });
            let constants: Vec<Value> = constants.collect();
            self.wrong_choice(field, &constants);
            return;
        }
        let other_type = |error: &ValidationError<'_>| matches!(error.kind(), Breach::Type { .. }) && error.instance_path().as_str() == at;
        let chosen = context.iter().filter(|branch| !branch.iter().any(other_type)).min_by_key(|branch| branch.len());
        match chosen {
            Some(branch) => branch.iter().for_each(|error| self.breach(error)),
            None => {
                let types = field.shape.map(Shape::types).unwrap_or_default();
                self.wrong_type(field, &types);
            }
        }
    }

    fn wrong_type(&mut self, field: &Field<'_>, types: &[&str]) {
        let (message, hint) = words::wrong_type(field, types);
        self.error(field, codes::WRONG_TYPE, message, hint);
    }

    fn wrong_choice(&mut self, field: &Field<'_>, options: &[Value]) {
        let (message, hint) = words::wrong_choice(field, options);
        self.error(field, codes::WRONG_VALUE, message, hint);
    }

    fn unknown_key(&mut self, table: &Field<'_>, key: &str) {
        let pointer = table.pointer.key(key);
        let mut properties = table.shape.map(Shape::properties).unwrap_or_default();
        properties.retain(|(name, _)| !name.starts_with('$'));
        let present = |name: &str| table.value.get(name).is_some();
        let shown = shortened(key);
        let (place_sv, place_en) = if table.pointer == &Pointer::root() {
            (String::new(), String::new())
        } else {
            (format!(" i {}", shortened(&table.pointer.readable())), format!(" in {}", shortened(&table.pointer.readable())))
        };
        let message = Message::new(format!("fältet ”{shown}” finns inte{place_sv}"), format!("there is no field “{shown}”{place_en}"));
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_KEY, Place::key(self.source.file(), pointer.clone()), message);
        let titles = properties.iter().filter_map(|(name, shape)| shape.text("title").map(|title| (title, *name)));
        let candidates: Vec<(&str, &str)> = properties.iter().map(|(name, _)| (*name, *name)).chain(titles).collect();
        let meant = nearest(key, candidates.iter().filter(|(_, name)| !present(name)).map(|(label, _)| *label));
        let meant = meant.and_then(|label| candidates.iter().find(|(known, _)| *known == label)).map(|(_, name)| *name);
        let home = self.shape.property(key).filter(|_| table.pointer != &Pointer::root());
        if home.is_some() && self.source.field(&Pointer::root().key(key)).is_none() {
            let (sv, en) = words::belongs_to_document(self.source, table.pointer, &shown);
            diagnostic = diagnostic.hint(sv, en);
            self.meant.insert(Pointer::root().key(key));
        } else if let Some(name) = meant {
            let title = properties.iter().find(|(known, _)| *known == name).and_then(|(_, shape)| shape.text("title"));
            let title = title.map(|title| format!(" ({title})")).unwrap_or_default();
            diagnostic = diagnostic.hint(format!("menade du {name}{title}?"), format!("did you mean {name}?"));
            self.meant.insert(table.pointer.key(name));
        } else if let Some(label) = nearest(key, candidates.iter().map(|(label, _)| *label)) {
            let name = candidates.iter().find(|(known, _)| *known == label).map_or(label, |(_, name)| *name);
            let title = properties.iter().find(|(known, _)| *known == name).and_then(|(_, shape)| shape.text("title"));
            let title = title.map(|title| format!(" ({title})")).unwrap_or_default();
            diagnostic = diagnostic.hint(
                format!("fältet heter {name}{title} och finns redan; behåll det ena"),
                format!("the field is called {name} and is there already; keep one of them"),
            );
        } else if let Some(owner) = self.owners.get_or_init(|| owners(self.source, &self.shape)).get(key) {
            diagnostic = diagnostic.hint(
                format!("ett fält med det namnet hör till {owner}; flytta det dit, eller ta bort det"),
                format!("a field of that name belongs to {owner}; move it there, or remove it"),
            );
        } else {
            let names: Vec<String> = properties.iter().map(|(name, _)| (*name).to_owned()).collect();
            diagnostic = diagnostic.hint(
                format!("ta bort det, eller använd något av de fält som finns: {}", listed(&names, "och")),
                format!("remove it, or use one of the fields there are: {}", listed(&names, "and")),
            );
        }
        self.tell(&pointer, diagnostic);
    }

    /// A field that others which are there can't do without; told once, at the first of them.
    fn dependent(&mut self, table: &Field<'_>, missing: &Pointer) {
        if self.outcome.unsound.contains(missing) {
            return;
        }
        let needed = missing.steps().last().unwrap_or_default();
        let rules = table.shape.and_then(|shape| shape.get("dependentRequired")).and_then(Value::as_object);
        let needs = |(_, names): &(&String, &Value)| names.as_array().is_some_and(|names| names.iter().any(|name| name == needed.as_str()));
        let present = |(name, _): &(&String, &Value)| table.value.get(name.as_str()).is_some();
        let causes: Vec<String> = rules.into_iter().flatten().filter(needs).filter(present).map(|(name, _)| shortened(name)).collect();
        let place = causes.first().map_or_else(|| table.pointer.clone(), |cause| table.pointer.key(cause));
        let shape = table.shape.and_then(|shape| shape.property(&needed));
        let needed = shortened(&needed);
        let message = Message::new(
            format!("{} kan bara anges tillsammans med {needed}", listed(&causes, "och")),
            format!("{} can only be given together with {needed}", listed(&causes, "and")),
        );
        let mut diagnostic = Diagnostic::error(codes::MISSING_KEY, Place::key(self.source.file(), place), message);
        diagnostic.hint = shape.as_ref().map(|shape| words::addition(self.source, missing, shape));
        self.tell(missing, diagnostic);
    }

    /// JSON Schema takes 2.0 for an integer; printed it would not be one.
    fn whole_numbers(&mut self, nodes: &[Node<'_>]) {
        for Node { pointer, value, shape } in nodes {
            if value.is_f64()
                && value.as_f64().is_some_and(|number| number.fract() == 0.0)
                && shape.as_deref().is_some_and(|shape| shape.types() == ["integer"])
            {
                self.wrong_type(&Field { pointer, shape: shape.as_deref(), value, source: self.source }, &["integer"]);
            }
        }
    }

    fn missing_keys(&mut self) {
        for pointer in std::mem::take(&mut self.missing) {
            self.outcome.unsound.insert(pointer.clone());
            if self.meant.contains(&pointer) {
                continue;
            }
            let parent = pointer.parent().unwrap_or_default();
            let shape =
                self.shape.at(self.source.value(), &parent).and_then(|shape| shape.property(&pointer.steps().last().unwrap_or_default()));
            let name = field_name(&Pointer::root().key(&pointer.steps().last().unwrap_or_default()), shape.as_ref());
            let name_en = shortened(&pointer.steps().last().unwrap_or_default());
            let message = if parent == Pointer::root() {
                Message::new(format!("fältet {name} saknas"), format!("the field {name_en} is missing"))
            } else {
                let within = shortened(&parent.readable());
                Message::new(format!("fältet {name} saknas i {within}"), format!("the field {name_en} is missing in {within}"))
            };
            let mut diagnostic = Diagnostic::error(codes::MISSING_KEY, Place::key(self.source.file(), pointer.clone()), message);
            diagnostic.hint = shape.as_ref().map(|shape| words::addition(self.source, &pointer, shape));
            self.outcome.diagnostics.push(diagnostic);
        }
        self.outcome.unsound.extend(std::mem::take(&mut self.meant));
    }
}
