//! Values turn a document's fields into what a template sees: free text is wrapped so that it can only be printed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use serde_json::Value as Json;

use crate::kind::tables::{DataTable, FactTable};
use crate::kind::{TextKind, Type, resolve, type_of};
use crate::model::{Period, Pointer, TimeOfDay};

/// Text that people wrote, with the field it stands in.
#[derive(Debug)]
pub(super) struct FreeText {
    pub(super) text: String,
    pub(super) pointer: Pointer,
    pub(super) rich: bool,
}

impl Object for FreeText {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.trim().is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A list of the document, with the field it stands in.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) pointer: Pointer,
    entries: Vec<Value>,
}

impl Object for Rows {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.entries.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.entries.len())
    }
}

/// A group of fields of the document, with its place.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) pointer: Pointer,
    fields: BTreeMap<String, Value>,
}

impl Object for Group {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.fields.get(key).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.fields.keys().map(Value::from).collect())
    }
}

/// What a template emits in place of characters.
#[derive(Debug, Clone)]
pub(super) enum Emitted {
    /// One line of text; without a pointer when the template computed it.
    Text { text: String, pointer: Option<Pointer> },
    /// Rich text.
    Rich { text: String, pointer: Pointer },
    /// A typed block, with the words it was given.
    Block { function: String, words: BTreeMap<String, String> },
    /// A table with one row for each entry of the list at the pointer.
    Data { rows: Pointer, table: Arc<DataTable> },
    /// A table of facts of the group at the pointer.
    Facts { of: Pointer, table: Arc<FactTable> },
    /// A cross-reference to a section, with the words for when it is left out.
    Section { id: String, fallback: Option<String> },
}

/// An [`Emitted`] on its way through the template engine.
#[derive(Debug)]
pub(super) struct Carrier(pub(super) Emitted);

impl Object for Carrier {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only a formatter that does not know carriers would get here.
        Err(fmt::Error).or_else(|_| write!(f, ""))
    }
}

/// A field of the document as a template sees it. Every field of the schema exists: an absent list is empty, anything
/// else absent is none.
pub(super) fn wrap(value: Option<&Json>, schema: &Json, root: &Json, pointer: &Pointer) -> Value {
    let Some(given) = value else { return absent(schema, root, || pointer.clone()) };
    let schema = branch(resolve(schema, root), value, root);
    let value = given;
    match value {
        Json::String(text) => match type_of(schema, root) {
            Some(Type::Text(kind)) => {
                let text = match kind {
                    TextKind::Period => Period::parse(text).map_or_else(|| text.clone(), |period| period.printed().to_owned()),
                    TextKind::Time => TimeOfDay::parse(text).map_or_else(|| text.clone(), |time| time.printed()),
                    _ => text.clone(),
                };
                Value::from_object(FreeText { text, pointer: pointer.clone(), rich: kind == TextKind::Rich })
            }
            _ => Value::from(text.as_str()),
        },
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => number.as_i64().map(Value::from).unwrap_or_else(|| Value::from(number.as_f64().unwrap_or_default())),
        Json::Array(entries) => {
            let items = schema.get("items").unwrap_or(&Json::Null);
            let entries = entries.iter().enumerate().map(|(index, entry)| wrap(Some(entry), items, root, &pointer.index(index))).collect();
            Value::from_object(Rows { pointer: pointer.clone(), entries })
        }
        Json::Object(object) => {
            let properties = schema.get("properties").and_then(Json::as_object);
            let fields = properties.into_iter().flatten().map(|(name, field)| {
                let value = match object.get(name) {
                    Some(value) => wrap(Some(value), field, root, &pointer.key(name)),
                    None => absent(field, root, || pointer.key(name)),
                };
                (name.clone(), value)
            });
            Value::from_object(Group { pointer: pointer.clone(), fields: fields.collect() })
        }
        Json::Null => Value::from(()),
    }
}

/// A field that is not there. Most fields of a schema are not, and need no pointer.
fn absent(schema: &Json, root: &Json, pointer: impl FnOnce() -> Pointer) -> Value {
    match resolve(schema, root).get("type").and_then(Json::as_str) {
        Some("array") => Value::from_object(Rows { pointer: pointer(), entries: Vec::new() }),
        _ => Value::from(()),
    }
}

/// The branch of a choice that a value is of.
fn branch<'a>(schema: &'a Json, value: Option<&Json>, root: &'a Json) -> &'a Json {
    let Some(branches) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Json::as_array) else { return schema };
    let wanted = match value {
        Some(Json::String(_)) => "string",
        Some(Json::Array(_)) => "array",
        Some(Json::Object(_)) => "object",
        Some(Json::Bool(_)) => "boolean",
        Some(Json::Number(_)) => "integer",
        _ => return schema,
    };
    branches
        .iter()
        .map(|branch| resolve(branch, root))
        .find(|branch| branch.get("type").and_then(Json::as_str) == Some(wanted))
        .unwrap_or(schema)
}
