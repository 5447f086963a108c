//! Bundling turns a kind's schema and the envelope it refers to into one schema that stands alone.

use serde_json::{Map, Value};

const SCHEMA: &str = "$schema";

/// Where a source in JSON says which schema an editor is to use.
fn schema_field() -> Value {
    serde_json::json!({
        "type": "string",
        "x-text": "slug",
        "title": "Schema",
        "description": "Filen med schemat, för textredigeraren. Skrivs inte ut."
    })
}

const ENVELOPE: &str = "envelope.schema.json#";

/// The kind's schema with `$schema` as a field, so that a source in JSON may name it; with the envelope's `$defs` beside its own, its properties under `$defs/envelope`, and every
/// reference made local. Where both define a name, the kind's definition stands.
pub(super) fn bundle(kind: &Value, envelope: &Value) -> Value {
    let mut bundled = localise(kind);
    let Some(object) = bundled.as_object_mut() else { return bundled };
    let own = object.remove("$defs").and_then(|defs| if let Value::Object(defs) = defs { Some(defs) } else { None }).unwrap_or_default();
    let mut defs = Map::new();
    if let Some(properties) = envelope.get("properties") {
        defs.insert("envelope".into(), serde_json::json!({ "properties": localise(properties) }));
    }
    for (name, definition) in envelope.get("$defs").and_then(Value::as_object).into_iter().flatten() {
        defs.insert(name.clone(), localise(definition));
    }
    defs.extend(own);
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut)
        && !properties.contains_key(SCHEMA)
    {
        properties.shift_insert(0, SCHEMA.into(), schema_field());
    }
    object.insert("$defs".into(), Value::Object(defs));
    bundled
}

fn localise(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .iter()
                .map(|(key, value)| match value.as_str().and_then(|text| text.strip_prefix(ENVELOPE)) {
                    Some(path) if key == "$ref" => (key.clone(), Value::String(local_reference(path))),
                    _ => (key.clone(), localise(value)),
                })
                .collect(),
        ),
        Value::Array(entries) => Value::Array(entries.iter().map(localise).collect()),
        other => other.clone(),
    }
}

fn local_reference(path: &str) -> String {
    match path.strip_prefix("/properties/") {
        Some(property) => format!("#/$defs/envelope/properties/{property}"),
        None => format!("#{path}"),
    }
}
