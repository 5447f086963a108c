//! Fields: each must have a type that templates and messages can use, and a name that templates can write.

use serde_json::{Map, Value};

use super::{ENVELOPE, Linter, Role, name_of};
use crate::diag::{Place, shortened};
use crate::kind::codes;
use crate::kind::typing::{BLOCK_FUNCTIONS, RESERVED};
use crate::kind::words::{listed, meant_or_listed, slug};
use crate::model::Pointer;

/// What rules and templates call other things than fields.
const RULE_NAMES: &[&str] = &["item", "index", "section", "out_of_order", "clock", "data_table", "fact_table"];

/// What `x-text` may say.
const TEXTS: &[&str] = &["plain", "rich", "period", "date", "time", "slug", "address"];

impl<'s> Linter<'s> {
    pub(super) fn kind_of_type(&mut self, at: &Pointer, node: &'s Map<String, Value>, role: Role) {
        if let Some(pattern) = node.get("pattern").and_then(Value::as_str) {
            self.pattern(&at.key("pattern"), pattern);
        }
        self.text_kind(at, node);
        self.printed_words(at, node);
        self.branches(at, node);
        self.format(at, node);
        let words = |node: &Map<String, Value>| ["enum", "const"].iter().any(|keyword| node.contains_key(*keyword));
        if node.contains_key("$ref") || node.contains_key("oneOf") || node.contains_key("anyOf") || words(node) {
            return;
        }
        let (sv, en) = name_of(at);
        match node.get("type") {
            // What the root must be is told of by itself.
            Some(Value::String(name)) if role == Role::Root && name != "object" => {}
            Some(Value::String(name)) => match name.as_str() {
                "string" if !node.contains_key("x-text") => self.tell(
                    codes::SCHEMA_TYPE,
                    self.place(at),
                    (format!("{sv} är en text, men schemat säger inte vad som får stå i den"), format!("{en} is a text, but the schema does not say what may stand in it")),
                    (
                        format!("skriv \"$ref\": \"{ENVELOPE}/$defs/plain_text\" för en rad eller rich_text för löptext, i stället för \"type\""),
                        format!("write \"$ref\": \"{ENVELOPE}/$defs/plain_text\" for a line or rich_text for rich text, instead of \"type\""),
                    ),
                ),
                "array" if !node.contains_key("items") => self.tell(
                    codes::SCHEMA_TYPE,
                    self.place(at),
                    (format!("{sv} är en lista, men schemat säger inte av vad"), format!("{en} is a list, but the schema does not say of what")),
                    (
                        format!("lägg till \"items\": {{ \"$ref\": \"{ENVELOPE}/$defs/plain_text\" }}"),
                        format!("add \"items\": {{ \"$ref\": \"{ENVELOPE}/$defs/plain_text\" }}"),
                    ),
                ),
                "object" if !node.contains_key("properties") => self.tell(
                    codes::SCHEMA_TYPE,
                    self.place(at),
                    (format!("{sv} är en grupp av fält, men schemat säger inte vilka"), format!("{en} is a group of fields, but the schema does not say which")),
                    ("lägg till \"properties\": { … }".into(), "add \"properties\": { … }".into()),
                ),
                "object" if node.get("additionalProperties") != Some(&Value::Bool(false)) => self.tell(
                    codes::SCHEMA_OPEN,
                    if role == Role::Root { Place::value(self.file(), at.clone()) } else { self.place(at) },
                    (format!("{sv} tar emot fält som inte finns, så ett felstavat märks inte"), format!("{en} takes fields that do not exist, so a misspelt one goes unseen")),
                    ("lägg till \"additionalProperties\": false".into(), "add \"additionalProperties\": false".into()),
                ),
                "null" => self.tell(
                    codes::SCHEMA_TYPE,
                    Place::value(self.file(), at.key("type")),
                    (format!("{sv} kan bara vara null, och TOML har inget null"), format!("{en} can only be null, and TOML has none")),
                    ("ta bort fältet; det som får saknas utelämnas ur required".into(), "remove the field; what may be absent is left out of required".into()),
                ),
                _ => {}
            },
            Some(Value::Array(_)) => self.tell(
                codes::SCHEMA_TYPE,
                Place::value(self.file(), at.key("type")),
                (format!("{sv} har flera typer"), format!("{en} has several types")),
                ("skriv \"oneOf\": [ … ], med ett schema för varje typ".into(), "write \"oneOf\": [ … ], with a schema for each type".into()),
            ),
            // A definition may hold definitions only.
            None if role == Role::Root || role == Role::Definition && node.contains_key("$defs") => {}
            _ => self.tell(
                codes::SCHEMA_TYPE,
                self.place(at),
                (format!("{sv} har ingen typ"), format!("{en} has no type")),
                (
                    format!("lägg till \"$ref\": \"{ENVELOPE}/$defs/plain_text\", eller \"type\": \"integer\", \"boolean\", \"array\" eller \"object\""),
                    format!("add \"$ref\": \"{ENVELOPE}/$defs/plain_text\", or \"type\": \"integer\", \"boolean\", \"array\" or \"object\""),
                ),
            ),
        }
    }

    fn text_kind(&mut self, at: &Pointer, node: &'s Map<String, Value>) {
        let Some(kind) = node.get("x-text") else { return };
        let (sv, en) = name_of(at);
        let place = Place::value(self.file(), at.key("x-text"));
        if !kind.as_str().is_some_and(|kind| TEXTS.contains(&kind)) {
            let shown = shortened(kind.as_str().unwrap_or_default());
            self.tell(
                codes::SCHEMA_TYPE,
                place,
                (format!("x-text kan inte vara ”{shown}”"), format!("x-text can't be “{shown}”")),
                (format!("skriv {}", listed(TEXTS, "eller")), format!("write {}", listed(TEXTS, "or"))),
            );
        } else if self.get(node, "type").and_then(Value::as_str) != Some("string") {
            self.tell(
                codes::SCHEMA_TYPE,
                place,
                (format!("x-text hör till texter, och {sv} är ingen"), format!("x-text belongs to texts, and {en} is none")),
                ("lägg till \"type\": \"string\", eller ta bort x-text".into(), "add \"type\": \"string\", or remove x-text".into()),
            );
        }
    }

    /// `x-words` says how each value of an enumeration is printed.
    fn printed_words(&mut self, at: &Pointer, node: &'s Map<String, Value>) {
        let Some(words) = node.get("x-words") else { return };
        let at = at.key("x-words");
        let values: Vec<&str> = node.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(words) = words.as_object().filter(|_| !values.is_empty()) else {
            self.tell(
                codes::SCHEMA_TYPE,
                Place::key(self.file(), at),
                ("x-words hör till ett fält med enum".into(), "x-words belongs to a field with enum".into()),
                (
                    "skriv \"enum\": [\"värde\"], \"x-words\": { \"värde\": \"ordet som skrivs ut\" }".into(),
                    "write \"enum\": [\"value\"], \"x-words\": { \"value\": \"the word that is printed\" }".into(),
                ),
            );
            return;
        };
        for value in &values {
            if words.get(*value).and_then(Value::as_str).is_none_or(|word| word.trim().is_empty()) {
                self.tell(
                    codes::SCHEMA_TYPE,
                    Place::key(self.file(), at.clone()),
                    (format!("x-words saknar ordet för ”{value}”"), format!("x-words lacks the word for “{value}”")),
                    (format!("lägg till \"{value}\": \"…\""), format!("add \"{value}\": \"…\"")),
                );
            }
        }
        for value in words.keys().filter(|value| !values.contains(&value.as_str())) {
            let shown = shortened(value);
            self.tell(
                codes::SCHEMA_TYPE,
                Place::key(self.file(), at.key(value)),
                (
                    format!("x-words har ett ord för ”{shown}”, som inte finns i enum"),
                    format!("x-words has a word for “{shown}”, which is not in enum"),
                ),
                meant_or_listed(value, &values),
            );
        }
    }

    /// A format is a promise that nobody keeps unless Kansli knows it.
    fn format(&mut self, at: &Pointer, node: &'s Map<String, Value>) {
        let Some(format) = node.get("format").and_then(Value::as_str).filter(|format| !["date", "email"].contains(format)) else { return };
        let shown = shortened(format);
        self.tell(
            codes::SCHEMA_KEYWORD,
            Place::value(self.file(), at.key("format")),
            (format!("formatet ”{shown}” kontrolleras inte"), format!("the format “{shown}” is not checked")),
            (
                "skriv ett mönster med \"pattern\", eller ta bort raden".into(),
                "write a pattern with \"pattern\", or remove the line".into(),
            ),
        );
    }

    /// A template asks `is text`, `is structured` or `is rows`: no two branches may give the same answer.
    fn branches(&mut self, at: &Pointer, node: &'s Map<String, Value>) {
        for list in ["oneOf", "anyOf"] {
            let mut seen: Vec<&str> = Vec::new();
            for (index, branch) in node.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
                let Some(branch) = branch.as_object().filter(|branch| !branch.contains_key("const")) else { continue };
                let Some(name) = self.get(branch, "type").and_then(Value::as_str) else { continue };
                let (sv, en) = match name {
                    "string" => ("texter", "texts"),
                    "array" => ("listor", "lists"),
                    "object" => ("grupper av fält", "groups of fields"),
                    _ => ("tal eller ja och nej", "numbers or booleans"),
                };
                if seen.contains(&name) {
                    self.tell(
                        codes::SCHEMA_BRANCHES,
                        Place::value(self.file(), at.key(list).index(index)),
                        (
                            format!("två grenar är {sv}, och en mall kan inte skilja dem åt"),
                            format!("two branches are {en}, and a template can't tell them apart"),
                        ),
                        (
                            "behåll en av varje sort, eller gör två fält av dem".into(),
                            "keep one of each sort, or make two fields of them".into(),
                        ),
                    );
                }
                seen.push(name);
            }
        }
    }

    pub(super) fn property_name(&mut self, at: &Pointer) {
        let Some(name) = at.steps().last() else { return };
        let plain = name.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let top = at.steps().count() == 2;
        let taken = RESERVED.contains(&name.as_str())
            || top && (RULE_NAMES.contains(&name.as_str()) || BLOCK_FUNCTIONS.iter().any(|(function, _)| *function == name));
        if at.as_str() == "/properties/$schema" || plain && !taken {
            return;
        }
        let shown = shortened(&name);
        let better = slug(&name).replace('-', "_");
        let hint = if plain || better.is_empty() || better == name {
            ("ge fältet ett annat namn".to_owned(), "give the field another name".to_owned())
        } else {
            (
                format!("bara små bokstäver a–z, siffror och understreck: {better}"),
                format!("only small letters a–z, digits and underscores: {better}"),
            )
        };
        self.tell(
            codes::SCHEMA_NAME,
            self.place(at),
            (format!("mallar kan inte använda ett fält som heter ”{shown}”"), format!("templates can't use a field called “{shown}”")),
            hint,
        );
    }
}
