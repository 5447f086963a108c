//! A kind's schema becomes the one that editors read: every reference written out where it stands.
//!
//! Editors' language servers differ in what they make of `$ref`: some show the words of what is referred to instead of
//! the field's own, some overlook what stands beside it, and one refuses a schema whose `$id` is no whole address.
//! Written out, the schema says the same, and all of them show the field's own title and description.

use serde_json::{Map, Value, json};

/// Most objects and lists of the schema written out; one that would be larger keeps its references.
const LARGEST: usize = 50_000;

/// Keywords that say nothing about which values are allowed, so that a field's own may stand for those referred to.
const ANNOTATIONS: [&str; 6] = ["title", "description", "default", "examples", "deprecated", "$comment"];

/// The schema for editors; it allows the same documents.
pub(super) fn for_editors(schema: &Value) -> Value {
    let mut writer = Writer { root: schema, size: 0, cyclic: false };
    let mut written = writer.schema(schema, &mut Vec::new());
    if writer.cyclic || writer.size > LARGEST {
        written = schema.clone();
    } else if let Some(object) = written.as_object_mut() {
        object.remove("$defs");
    }
    if let Some(object) = written.as_object_mut() {
        object.remove("$id");
    }
    written
}

struct Writer<'s> {
    root: &'s Value,
    size: usize,
    /// A definition refers to itself, or to one that is not there.
    cyclic: bool,
}

impl<'s> Writer<'s> {
    fn schema(&mut self, value: &'s Value, within: &mut Vec<&'s str>) -> Value {
        self.size += 1;
        if self.cyclic || self.size > LARGEST {
            return Value::Null;
        }
        let object = match value {
            Value::Object(object) => object,
            Value::Array(entries) => return entries.iter().map(|entry| self.schema(entry, within)).collect(),
            other => return other.clone(),
        };
        let mut own = Map::new();
        for (key, value) in object {
            match key.as_str() {
                "$ref" | "$defs" => {}
                // Our dates are texts; an editor would demand one of TOML's own, without quotation marks.
                "format" if value.is_string() => {}
                // An editor would offer to write the empty list.
                "default" if value.as_array().is_some_and(Vec::is_empty) => {}
                _ => drop(own.insert(key.clone(), self.schema(value, within))),
            }
        }
        own_words_for_alternatives(&mut own);
        if let Some(words) = descriptions(&own) {
            own.insert("enumDescriptions".into(), words);
        }
        let Some(reference) = object.get("$ref").and_then(Value::as_str) else { return Value::Object(own) };
        let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        let Some(target) = target.filter(|_| !within.contains(&reference)) else {
            self.cyclic = true;
            return Value::Null;
        };
        within.push(reference);
        let target = self.schema(target, within);
        within.pop();
        merged(target, own)
    }
}

/// What is referred to, with what stands beside the reference. Where both restrict the values by the same keyword, the
/// narrower limit stands, or both restrictions. (One editor can't follow `allOf` and ends.)
fn merged(target: Value, mut own: Map<String, Value>) -> Value {
    let Value::Object(mut target) = target else { return json!({ "allOf": [target] }) };
    for (key, value) in &mut own {
        if let Some(narrower) = narrower(key, value, target.get(key)) {
            *value = narrower.clone();
            target.insert(key.clone(), narrower);
        }
    }
    let annotation = |key: &str| ANNOTATIONS.contains(&key) || key.starts_with("x-");
    let clash = own.iter().any(|(key, value)| !annotation(key) && target.get(key).is_some_and(|other| other != value));
    if !clash {
        target.extend(own);
        return Value::Object(target);
    }
    let mut out: Map<String, Value> = Map::new();
    for key in ANNOTATIONS {
        if let Some(value) = target.remove(key) {
            out.insert(key.to_owned(), value);
        }
    }
    out.extend(own);
    let both = out.remove("allOf").and_then(|value| if let Value::Array(entries) = value { Some(entries) } else { None });
    let both: Vec<Value> = both.unwrap_or_default().into_iter().chain([Value::Object(target)]).collect();
    out.insert("allOf".into(), Value::Array(both));
    Value::Object(out)
}

/// The narrower of two limits of the same sort; none where the keyword is no limit.
fn narrower(key: &str, one: &Value, other: Option<&Value>) -> Option<Value> {
    let (a, b) = (one.as_f64()?, other?.as_f64()?);
    let least = match key {
        "maxLength" | "maxItems" | "maxProperties" | "maximum" | "exclusiveMaximum" => a < b,
        "minLength" | "minItems" | "minProperties" | "minimum" | "exclusiveMinimum" => a > b,
        _ => return None,
    };
    if least { Some(one.clone()) } else { other.cloned() }
}

/// Gives the alternatives that a described field may be the field's own title and description: one editor shows an
/// alternative's words instead of the field's.
fn own_words_for_alternatives(schema: &mut Map<String, Value>) {
    let words: Vec<_> = ["title", "description"].into_iter().filter_map(|key| schema.get(key).map(|text| (key, text.clone()))).collect();
    if !schema.contains_key("description") {
        return;
    }
    for key in ["oneOf", "anyOf"] {
        for alternative in schema.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
            alternative.extend(words.iter().map(|(key, text)| ((*key).to_owned(), text.clone())));
        }
    }
}

/// For each value of `enum` the words that are printed for it (`x-words`), as editors show beside it.
fn descriptions(schema: &Map<String, Value>) -> Option<Value> {
    let values = schema.get("enum")?.as_array()?;
    let words = schema.get("x-words")?.as_object()?;
    Some(values.iter().map(|value| value.as_str().and_then(|value| words.get(value)).cloned().unwrap_or_else(|| json!(""))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;
    use crate::world::BuiltIn;

    #[test]
    fn a_fields_own_words_stand_for_those_of_its_type() {
        let schema = json!({
            "$id": "a.schema.json",
            "properties": { "a": { "$ref": "#/$defs/text", "title": "A" }, "b": { "$ref": "#/$defs/text", "minLength": 2 }, "c": { "$ref": "#/$defs/text", "type": ["string", "null"] } },
            "$defs": { "text": { "type": "string", "title": "Text", "description": "En rad.", "minLength": 1 } },
        });
        assert_eq!(
            for_editors(&schema),
            json!({
                "properties": {
                    "a": { "type": "string", "title": "A", "description": "En rad.", "minLength": 1 },
                    "b": { "type": "string", "title": "Text", "description": "En rad.", "minLength": 2 },
                    "c": {
                        "title": "Text",
                        "description": "En rad.",
                        "type": ["string", "null"],
                        "allOf": [{ "type": "string", "minLength": 1 }],
                    },
                },
            })
        );
    }

    #[test]
    fn what_refers_to_itself_keeps_its_references() {
        let schema =
            json!({ "$id": "x", "properties": { "a": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "items": { "$ref": "#/$defs/a" } } } });
        let mut expected = schema.clone();
        expected.as_object_mut().unwrap().remove("$id");
        assert_eq!(for_editors(&schema), expected);
        let doubling: Map<String, Value> = (0..40)
            .map(|index| {
                let next = json!({ "$ref": format!("#/$defs/d{}", index + 1) });
                (format!("d{index}"), json!({ "properties": { "a": next, "b": next } }))
            })
            .chain([("d40".to_owned(), json!({}))])
            .collect();
        let schema = json!({ "$ref": "#/$defs/d0", "$defs": doubling });
        assert_eq!(for_editors(&schema), schema);
    }

    #[test]
    fn every_field_of_every_kind_has_a_title_and_a_description() {
        fn fields(schema: &Value, path: &str, without: &mut Vec<String>) {
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                let path = format!("{path}/{name}");
                if !field["title"].is_string() || !field["description"].is_string() {
                    without.push(path.clone());
                }
                fields(field, &path, without);
            }
            for part in ["items", "oneOf", "anyOf", "allOf"] {
                match &schema[part] {
                    Value::Array(entries) => entries.iter().for_each(|entry| fields(entry, path, without)),
                    Value::Object(_) => fields(&schema[part], path, without),
                    _ => {}
                }
            }
        }
        for id in Kind::all(&BuiltIn) {
            let schema = for_editors(&Kind::load(&BuiltIn, &id).unwrap().schema);
            let text = schema.to_string();
            assert!(!text.contains("\"$ref\"") && !text.contains("\"$id\"") && !text.contains("\"$defs\""), "{id}");
            assert!(!text.contains("\"allOf\""), "{id}: Taplo can't follow it");
            let mut without = Vec::new();
            fields(&schema, "", &mut without);
            assert!(without.is_empty(), "{id}: {without:?}");
        }
    }
}
