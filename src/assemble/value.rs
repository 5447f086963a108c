//! Values turn a document's fields into what a template sees: free text is wrapped so that it can only be printed.
//!
//! A field becomes a value when the template asks for it; most are never asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use serde_json::Value as Json;

use crate::kind::tables::{DataTable, FactTable};
use crate::kind::{Field, TextKind, Type};
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
    document: Arc<Json>,
    /// What its entries are, and how many there are.
    entry: Type,
    length: usize,
}

impl Object for Rows {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let index = key.as_usize()?;
        let entry = self.pointer.find(&self.document)?.get(index)?;
        Some(wrap(&self.document, entry, &self.entry, self.pointer.index(index)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.length)
    }
}

/// A group of fields of the document, with its place. Every field of the schema exists: an absent list is empty, anything
/// else absent is none.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) pointer: Pointer,
    document: Arc<Json>,
    fields: Arc<BTreeMap<String, Field>>,
    /// Those of the fields that the document has, made when the template asks for one of them.
    present: OnceLock<Vec<(String, Value)>>,
}

impl Group {
    fn present(&self) -> &[(String, Value)] {
        self.present.get_or_init(|| {
            let group = self.pointer.find(&self.document).and_then(Json::as_object);
            let known = group.into_iter().flatten().filter_map(|(name, value)| Some((name, value, self.fields.get(name)?)));
            known.map(|(name, value, field)| (name.clone(), wrap(&self.document, value, &field.kind, self.pointer.key(name)))).collect()
        })
    }
}

impl Object for Group {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if let Some((_, value)) = self.present().iter().find(|(name, _)| name == key) {
            return Some(value.clone());
        }
        Some(match &self.fields.get(key)?.kind {
            Type::List(entry) => {
                let (pointer, document) = (self.pointer.key(key), Arc::clone(&self.document));
                Value::from_object(Rows { pointer, document, entry: (**entry).clone(), length: 0 })
            }
            _ => Value::from(()),
        })
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

/// The whole document as a template sees it.
pub(super) fn whole(document: Arc<Json>, fields: &Type) -> Value {
    wrap(&document, &document, fields, Pointer::root())
}

/// A value of the document as a template sees it.
fn wrap(document: &Arc<Json>, value: &Json, kind: &Type, pointer: Pointer) -> Value {
    let kind = branch(kind, value);
    match value {
        Json::String(text) => match kind {
            Type::Text(kind) => {
                let text = match kind {
                    TextKind::Period => Period::parse(text).map_or_else(|| text.clone(), |period| period.printed().to_owned()),
                    TextKind::Time => TimeOfDay::parse(text).map_or_else(|| text.clone(), |time| time.printed()),
                    _ => text.clone(),
                };
                Value::from_object(FreeText { text, pointer, rich: *kind == TextKind::Rich })
            }
            _ => Value::from(text.as_str()),
        },
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => number.as_i64().map(Value::from).unwrap_or_else(|| Value::from(number.as_f64().unwrap_or_default())),
        Json::Array(entries) => {
            let entry = if let Type::List(entry) = kind { (**entry).clone() } else { Type::Unknown };
            Value::from_object(Rows { pointer, document: Arc::clone(document), entry, length: entries.len() })
        }
        Json::Object(_) => {
            let fields = if let Type::Table(fields) = kind { Arc::clone(fields) } else { Arc::default() };
            Value::from_object(Group { pointer, document: Arc::clone(document), fields, present: OnceLock::new() })
        }
        Json::Null => Value::from(()),
    }
}

/// The branch of a choice that a value is of.
fn branch<'k>(kind: &'k Type, value: &Json) -> &'k Type {
    let Type::Either(branches) = kind else { return kind };
    let is_of = |branch: &&Type| match value {
        Json::String(_) => matches!(branch, Type::Text(_) | Type::Word | Type::Coded),
        Json::Array(_) => matches!(branch, Type::List(_)),
        Json::Object(_) => matches!(branch, Type::Table(_)),
        Json::Bool(_) => matches!(branch, Type::Boolean),
        Json::Number(_) => matches!(branch, Type::Number),
        Json::Null => false,
    };
    branches.iter().find(is_of).unwrap_or(kind)
}
