//! Types turn a schema into what a template and a rule may do with each field.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// What may stand in a text field (`x-text` of the schema).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// One line, printed literally.
    Plain,
    /// The Markdown subset.
    Rich,
    /// A period.
    Period,
    /// A time of day, or a stretch of one.
    Time,
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What stands in it.
    pub kind: Type,
    /// Whether it may be absent.
    pub optional: bool,
}

/// The type of a value in a template or a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text that people wrote; may be printed, never compared in a template.
    Text(TextKind),
    /// A word that the schema or a template fixes: an enumeration, a slug, a date.
    Word,
    /// A word of an enumeration that is printed in other words (`x-words`); may be compared, printed only in a table.
    Coded,
    /// A whole number or a decimal.
    Number,
    /// True or false.
    Boolean,
    /// A list of one type.
    List(Box<Type>),
    /// A table with known fields.
    Table(Arc<BTreeMap<String, Field>>),
    /// One of several; a test (`is text`, `is structured`, `is rows`) decides which.
    Either(Vec<Type>),
    /// Text that a template has put together itself; may be printed and nothing else.
    Captured,
    /// What a typed function emits: a block or a cross-reference; may be printed and nothing else.
    Emitted,
    /// Nothing.
    None,
    /// What is at fault and has been told of: says no more.
    Unknown,
}

impl Type {
    /// What the type is called in Swedish, for messages to whoever writes a kind.
    pub fn swedish(&self) -> &'static str {
        match self {
            Self::Text(TextKind::Rich) => "löptext",
            Self::Text(TextKind::Time) => "ett klockslag",
            Self::Text(_) => "text",
            Self::Word => "ett fast värde",
            Self::Coded => "ett fast värde som skrivs med andra ord",
            Self::Number => "ett tal",
            Self::Boolean => "sant eller falskt",
            Self::List(_) => "en lista",
            Self::Table(_) => "en grupp av fält",
            Self::Either(_) => "text eller struktur",
            Self::Captured => "text som mallen har satt ihop",
            Self::Emitted => "ett block",
            Self::None => "ingenting",
            Self::Unknown => "något okänt",
        }
    }

    /// What the type is called in English.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(TextKind::Rich) => "rich text",
            Self::Text(TextKind::Time) => "a time of day",
            Self::Text(_) => "text",
            Self::Word => "word",
            Self::Coded => "a word that is printed in other words",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::List(_) => "list",
            Self::Table(_) => "table",
            Self::Either(_) => "text or structure",
            Self::Captured => "captured text",
            Self::Emitted => "emitted block",
            Self::None => "none",
            Self::Unknown => "something unknown",
        }
    }
}

/// Follows a `$ref` within the schema, at most 16 times.
pub(crate) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..16 {
        match schema.get("$ref").and_then(Value::as_str).and_then(|reference| referred(reference, root)) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// What a reference within a schema leads to.
pub(crate) fn referred<'a>(reference: &str, root: &'a Value) -> Option<&'a Value> {
    // Nearly all lead to a definition with a plain name.
    match reference.strip_prefix("#/$defs/") {
        Some(name) if !name.contains(['/', '~']) => root.get("$defs")?.get(name),
        _ => root.pointer(reference.strip_prefix('#')?),
    }
}

/// The type that a schema describes; `None` when it describes none that templates can use.
pub fn type_of(schema: &Value, root: &Value) -> Option<Type> {
    describe(schema, root, 0)
}

fn describe(schema: &Value, root: &Value, depth: usize) -> Option<Type> {
    if depth > 32 {
        return None;
    }
    let schema = resolve(schema, root);
    if let Some(branches) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
        let branches: Vec<Type> = branches.iter().map(|branch| describe(branch, root, depth + 1)).collect::<Option<_>>()?;
        return Some(if branches.iter().all(|branch| *branch == Type::Word) { Type::Word } else { Type::Either(branches) });
    }
    match schema.get("x-text").and_then(Value::as_str) {
        Some("plain" | "address") => return Some(Type::Text(TextKind::Plain)),
        Some("rich") => return Some(Type::Text(TextKind::Rich)),
        Some("period") => return Some(Type::Text(TextKind::Period)),
        Some("time") => return Some(Type::Text(TextKind::Time)),
        Some("date" | "slug") => return Some(Type::Word),
        _ => {}
    }
    if schema.get("x-words").is_some() {
        return Some(Type::Coded);
    }
    if schema.get("const").is_some() || schema.get("enum").is_some() {
        return Some(Type::Word);
    }
    match schema.get("type").and_then(Value::as_str)? {
        "integer" | "number" => Some(Type::Number),
        "boolean" => Some(Type::Boolean),
        "array" => Some(Type::List(Box::new(describe(schema.get("items")?, root, depth + 1)?))),
        "object" => {
            let required: Vec<&str> =
                schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            let mut fields = BTreeMap::new();
            for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let kind = describe(field, root, depth + 1)?;
                // An absent list is an empty one.
                let optional = !required.contains(&name.as_str()) && !matches!(kind, Type::List(_));
                fields.insert(name.clone(), Field { kind, optional });
            }
            Some(Type::Table(Arc::new(fields)))
        }
        // A string without `x-text` says nothing of what may stand in it: a kind must say.
        _ => None,
    }
}
