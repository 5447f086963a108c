//! Keys: the field that names the entries of a list, as a kind's schema declares it.

use serde_json::Value;

/// How many references and alternatives are followed at one place of a schema.
const DEPTH: usize = 16;

/// The name of the field that names the entries of the list at a path of fields, such as `organisation`, `groups`.
pub(super) fn of(schema: &Value, path: &[String]) -> Option<String> {
    let mut places = Vec::new();
    expand(schema, schema, DEPTH, &mut places);
    for name in path {
        let mut next = Vec::new();
        for place in places {
            for holder in entries(schema, place) {
                if let Some(inner) = holder.get("properties").and_then(|properties| properties.get(name)) {
                    expand(schema, inner, DEPTH, &mut next);
                }
            }
        }
        places = next;
    }
    let keyed = |place: &&Value| place.get("x-key").and_then(Value::as_str).map(str::to_owned);
    let items = places.iter().filter_map(|place| place.get("items"));
    let mut found = Vec::new();
    items.for_each(|items| expand(schema, items, DEPTH, &mut found));
    found.iter().find_map(keyed).or_else(|| places.iter().find_map(keyed))
}

/// A place itself, and the entries of the list that it may be.
fn entries<'s>(schema: &'s Value, place: &'s Value) -> Vec<&'s Value> {
    let mut out = vec![place];
    if let Some(items) = place.get("items") {
        expand(schema, items, DEPTH, &mut out);
    }
    out
}

/// A place of a schema with all that it refers to and all its alternatives.
fn expand<'s>(schema: &'s Value, place: &'s Value, depth: usize, out: &mut Vec<&'s Value>) {
    out.push(place);
    if depth == 0 {
        return;
    }
    if let Some(reference) = place.get("$ref").and_then(Value::as_str)
        && let Some(target) = reference.strip_prefix('#').and_then(|pointer| schema.pointer(pointer))
    {
        expand(schema, target, depth - 1, out);
    }
    for name in ["anyOf", "oneOf", "allOf"] {
        for alternative in place.get(name).and_then(Value::as_array).into_iter().flatten() {
            expand(schema, alternative, depth - 1, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_found_through_references_and_alternatives() {
        let schema = json!({
            "properties": {
                "groups": { "type": "array", "items": { "$ref": "#/$defs/group" } },
                "free": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "x-key": "role" } }] },
            },
            "$defs": { "group": { "x-key": "name", "properties": { "seats": { "items": { "x-key": "role" } } } } },
        });
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(of(&schema, &path(&["groups"])).as_deref(), Some("name"));
        assert_eq!(of(&schema, &path(&["groups", "seats"])).as_deref(), Some("role"));
        assert_eq!(of(&schema, &path(&["free"])).as_deref(), Some("role"));
        assert_eq!(of(&schema, &path(&["none"])), None);
    }
}
