//! Coded words turn the values of an enumeration into what is printed for them: `"x-words": {"adopts": "antar"}`.

use serde_json::Value;

use super::load::kind_fault;
use crate::diag::{Diagnostic, FileName, Place};

/// Checks that each enumeration with `x-words` has a word for each of its values and no other, and that none is empty.
/// `text` is the schema's file, in which the faults are placed.
pub(super) fn check(schema: &Value, text: &str, file: &FileName) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    // The schema keeps the order of its file, so that the n-th `x-words` found is the n-th in the text.
    let mut places = text.match_indices("\"x-words\"").map(|(at, found)| at..at + found.len());
    walk(schema, &mut |node, words| {
        let range = places.next().unwrap_or(0..0);
        let mut fault = |sv: String, en: String| faults.push(kind_fault(Place::Text { file: file.clone(), range: range.clone() }, sv, en));
        let values: Vec<&str> = node.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let Some(words) = words.as_object().filter(|_| !values.is_empty()) else {
            fault(
                "x-words hör till ett fält med enum: {\"värde\": \"ord\"}".into(),
                "x-words belongs to a field with enum: {\"value\": \"word\"}".into(),
            );
            return;
        };
        for value in &values {
            if !words.get(*value).and_then(Value::as_str).is_some_and(|word| !word.trim().is_empty()) {
                fault(format!("x-words saknar ordet för ”{value}”"), format!("x-words lacks the word for “{value}”"));
            }
        }
        for value in words.keys().filter(|value| !values.contains(&value.as_str())) {
            fault(
                format!("x-words har ett ord för ”{value}”, som inte finns i enum"),
                format!("x-words has a word for “{value}”, which is not in enum"),
            );
        }
    });
    faults
}

fn walk(node: &Value, visit: &mut dyn FnMut(&Value, &Value)) {
    match node {
        Value::Object(object) => {
            for (key, value) in object {
                if key == "x-words" {
                    visit(node, value);
                } else {
                    walk(value, visit);
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| walk(entry, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_missing_or_left_over() {
        let text = "{ \"a\": { \"enum\": [\"x\"], \"x-words\": { \"x\": \"X\" } },\n  \"b\": { \"x-words\": { \"z\": \"Z\", \"y\": \" \" }, \"enum\": [\"x\", \"y\"] },\n  \"c\": { \"x-words\": {} } }";
        let found = check(&serde_json::from_str(text).unwrap(), text, &FileName::new("schema.json"));
        let told: Vec<(usize, &str)> = found
            .iter()
            .map(|fault| {
                let Place::Text { range, .. } = &fault.place else { panic!("{fault:?}") };
                (text[..range.start].matches('\n').count() + 1, fault.message.sv.as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                (2, "x-words saknar ordet för ”x”"),
                (2, "x-words saknar ordet för ”y”"),
                (2, "x-words har ett ord för ”z”, som inte finns i enum"),
                (3, "x-words hör till ett fält med enum: {\"värde\": \"ord\"}"),
            ]
        );
    }
}
