//! A shape is what a schema says about one field: the keywords of every subschema that applies to it.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::types::referred;
use crate::model::Pointer;

/// How many references and combinations are followed for one field; a schema that refers to itself ends here.
const MOST_LAYERS: usize = 32;

/// The subschemas that apply to one field, the nearest first.
#[derive(Debug, Clone)]
pub struct Shape<'s> {
    root: &'s Value,
    layers: Vec<&'s Map<String, Value>>,
    /// The fields that they name, of those that name any.
    fields: Vec<&'s Map<String, Value>>,
}

impl<'s> Shape<'s> {
    /// The shape of the whole document, from a schema that refers to nothing outside itself.
    pub fn of_document(schema: &'s Value) -> Self {
        Self::of(schema, schema)
    }

    fn of(root: &'s Value, node: &'s Value) -> Self {
        let mut shape = Self { root, layers: Vec::new(), fields: Vec::new() };
        shape.add(node);
        shape
    }

    fn add(&mut self, node: &'s Value) {
        let Some(object) = node.as_object().filter(|_| self.layers.len() < MOST_LAYERS) else { return };
        self.layers.push(object);
        self.fields.extend(object.get("properties").and_then(Value::as_object));
        if let Some(target) = object.get("$ref").and_then(Value::as_str)
            && let Some(node) = referred(target, self.root)
        {
            self.add(node);
        }
        for node in object.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(node);
        }
    }

    /// What the nearest subschema says under a keyword.
    pub fn get(&self, keyword: &str) -> Option<&'s Value> {
        self.layers.iter().find_map(|layer| layer.get(keyword))
    }

    /// What the nearest subschema says under a keyword whose value is text.
    pub fn text(&self, keyword: &str) -> Option<&'s str> {
        self.get(keyword).and_then(Value::as_str)
    }

    /// Whether a keyword is `true`.
    pub fn is(&self, keyword: &str) -> bool {
        self.get(keyword) == Some(&Value::Bool(true))
    }

    /// The branches of `oneOf` and `anyOf`.
    pub fn branches(&self) -> Vec<Shape<'s>> {
        let lists = self.layers.iter().flat_map(|layer| ["oneOf", "anyOf"].into_iter().filter_map(|keyword| layer.get(keyword)));
        lists.filter_map(Value::as_array).flatten().map(|node| Self::of(self.root, node)).collect()
    }

    /// The shape with the first branch that takes values of this type.
    #[must_use]
    pub fn with_branch_for(&self, value: &Value) -> Self {
        self.clone().branched(value)
    }

    fn branched(self, value: &Value) -> Self {
        let mut shape = self;
        if let Some(branch) = shape.branches().into_iter().find(|branch| branch.takes(value)) {
            let nested = branch.branched(value);
            shape.fields.extend(nested.layers.iter().take(MOST_LAYERS).filter_map(|layer| layer.get("properties")?.as_object()));
            shape.layers.extend(nested.layers.into_iter().take(MOST_LAYERS));
        }
        shape
    }

    /// The JSON types that a value may have; empty when any will do.
    pub fn types(&self) -> Vec<&'s str> {
        let mut types: Vec<&str> = match self.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => self.branches().iter().flat_map(Shape::types).collect(),
        };
        types.dedup();
        types
    }

    fn takes(&self, value: &Value) -> bool {
        let types = self.types();
        types.is_empty()
            || types.iter().any(|name| match *name {
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                name => name == type_name(value),
            })
    }

    /// The fields of a table, in the order of the schema.
    pub fn properties(&self) -> Vec<(&'s str, Shape<'s>)> {
        let mut out: Vec<(&str, Shape<'s>)> = Vec::new();
        for fields in &self.fields {
            for (name, node) in *fields {
                if !out.iter().any(|(known, _)| known == name) {
                    out.push((name, Self::of(self.root, node)));
                }
            }
        }
        out
    }

    /// One field of a table.
    pub fn property(&self, name: &str) -> Option<Shape<'s>> {
        self.property_node(name).map(|node| Self::of(self.root, node))
    }

    fn property_node(&self, name: &str) -> Option<&'s Value> {
        self.fields.iter().find_map(|fields| fields.get(name))
    }

    /// Whether a table must have the field.
    pub fn requires(&self, name: &str) -> bool {
        let mut lists = self.layers.iter().filter_map(|layer| layer.get("required").and_then(Value::as_array)).flatten();
        lists.any(|required| required == name)
    }

    /// The entries of a list.
    pub fn items(&self) -> Option<Shape<'s>> {
        self.items_node().map(|node| Self::of(self.root, node))
    }

    fn items_node(&self) -> Option<&'s Value> {
        self.get("items").filter(|node| node.is_object())
    }

    /// The shape of the field at `pointer` in `value`; `None` where the schema says nothing.
    pub fn at(&self, value: &Value, pointer: &Pointer) -> Option<Shape<'s>> {
        let mut shape = self.with_branch_for(value);
        let mut value = Some(value);
        for step in pointer.steps() {
            let here = value?;
            let next = if here.is_array() { shape.items()? } else { shape.property(&step)? };
            value = match here {
                Value::Array(entries) => step.parse().ok().and_then(|index: usize| entries.get(index)),
                other => other.get(&step),
            };
            shape = value.map_or(next.clone(), |value| next.with_branch_for(value));
        }
        Some(shape)
    }

    /// Visits every value with its place and, where the schema knows it, its shape, in the order of the document.
    pub fn walk<'v>(&self, value: &'v Value, visit: &mut Visit<'_, 's, 'v>) {
        let shape = Rc::new(self.with_branch_for(value));
        Walk { root: self.root, known: BTreeMap::new() }.go(Some(&shape), value, &Pointer::root(), visit);
    }
}

/// What is done with a value at its place and of its shape.
type Visit<'f, 's, 'v> = dyn FnMut(&Pointer, Option<&Rc<Shape<'s>>>, &'v Value) + 'f;

/// A walk over a value. Most of its fields are of few shapes: each is made once.
struct Walk<'s> {
    root: &'s Value,
    /// By where the schema tells of them, and the type of value that they are for.
    known: BTreeMap<(*const Value, &'static str), Rc<Shape<'s>>>,
}

impl<'s> Walk<'s> {
    fn shape(&mut self, node: &'s Value, value: &Value) -> Rc<Shape<'s>> {
        let of_type = if value.is_i64() || value.is_u64() { "integer" } else { type_name(value) };
        let root = self.root;
        let known = self.known.entry((std::ptr::from_ref(node), of_type));
        Rc::clone(known.or_insert_with(|| Rc::new(Shape::of(root, node).branched(value))))
    }

    fn go<'v>(&mut self, shape: Option<&Rc<Shape<'s>>>, value: &'v Value, pointer: &Pointer, visit: &mut Visit<'_, 's, 'v>) {
        visit(pointer, shape, value);
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let node = shape.and_then(|shape| shape.property_node(key));
                    let shape = node.map(|node| self.shape(node, value));
                    self.go(shape.as_ref(), value, &pointer.key(key), visit);
                }
            }
            Value::Array(entries) => {
                let items = shape.and_then(|shape| shape.items_node());
                for (index, value) in entries.iter().enumerate() {
                    let shape = items.map(|node| self.shape(node, value));
                    self.go(shape.as_ref(), value, &pointer.index(index), visit);
                }
            }
            _ => {}
        }
    }
}

/// The name that JSON Schema has for the type of a value; `number` for every number.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_and_branches_are_followed() {
        let schema = json!({
            "properties": {
                "group": { "title": "nearest", "oneOf": [{ "$ref": "#/$defs/text" }, { "type": "object", "properties": { "name": { "$ref": "#/$defs/text" } } }] },
                "endless": { "$ref": "#/properties/endless" }
            },
            "$defs": { "text": { "type": "string", "title": "far", "x-text": "rich" } }
        });
        let shape = Shape::of_document(&schema);
        let value = json!({ "group": { "name": "a" }, "endless": 1 });
        let group = shape.at(&value, &Pointer::root().key("group")).unwrap();
        assert_eq!(group.text("title"), Some("nearest"));
        assert_eq!(group.text("x-text"), None);
        assert_eq!(shape.at(&value, &Pointer::root().key("group").key("name")).unwrap().text("x-text"), Some("rich"));
        let text = json!({ "group": "a" });
        assert_eq!(shape.at(&text, &Pointer::root().key("group")).unwrap().text("x-text"), Some("rich"));
        assert_eq!(shape.property("group").unwrap().types(), ["string", "object"]);
        assert!(shape.property("endless").unwrap().types().is_empty());
        let mut seen = Vec::new();
        shape.walk(&value, &mut |pointer, shape, _| seen.push((pointer.to_string(), shape.is_some())));
        assert_eq!(seen, [("".into(), true), ("/group".into(), true), ("/group/name".into(), true), ("/endless".into(), true)]);
    }
}
