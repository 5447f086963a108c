//! What breaks the rules of JSON Schema itself, at its line.

use serde_json::Value;

use super::{Linter, name_of};
use crate::diag::{Place, shortened};
use crate::kind::codes;
use crate::model::Pointer;

impl Linter<'_> {
    /// Holds the schema against the schema of schemas.
    pub(super) fn invalid(&mut self) {
        let mut told: Vec<Pointer> = Vec::new();
        for error in jsonschema::draft202012::meta::validator().iter_errors(self.source.value()) {
            let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
            if told.contains(&at) {
                continue;
            }
            self.breach(&at);
            told.push(at);
        }
    }

    fn breach(&mut self, at: &Pointer) {
        let steps: Vec<String> = at.steps().collect();
        let field = steps.iter().rev().nth(1).is_some_and(|parent| parent == "properties" || parent == "$defs");
        let keyword = steps.iter().rev().find(|step| step.parse::<usize>().is_err()).map(String::as_str).unwrap_or_default();
        let (sv, en) = if field { ("ett schema inom { }", "a schema within { }") } else { wanted(keyword) };
        let (name_sv, name_en) = if field || keyword.is_empty() {
            name_of(at)
        } else {
            (format!("”{}”", shortened(keyword)), format!("“{}”", shortened(keyword)))
        };
        let value = self.source.field(at).map(written).unwrap_or_default();
        let place = Place::value(self.file(), at.clone());
        self.tell(
            codes::SCHEMA_INVALID,
            place,
            (format!("{name_sv} kan inte vara {value}"), format!("{name_en} can't be {value}")),
            (format!("det ska vara {sv}"), format!("it must be {en}")),
        );
    }

    /// What the validator refuses to compile though the schema of schemas let it pass, such as a pattern that is none.
    pub(in crate::kind) fn pattern(&mut self, at: &Pointer, pattern: &str) {
        if jsonschema::draft202012::new(&serde_json::json!({ "pattern": pattern })).is_err() {
            let shown = shortened(pattern);
            self.tell(
                codes::SCHEMA_INVALID,
                Place::value(self.file(), at.clone()),
                (format!("mönstret ”{shown}” är inget reguljärt uttryck"), format!("the pattern “{shown}” is no regular expression")),
                (
                    "kontrollera parenteser och omvända snedstreck; i JSON skrivs \\ som \\\\".into(),
                    "check brackets and backslashes; in JSON, \\ is written \\\\".into(),
                ),
            );
        }
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", shortened(text)),
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        other => other.to_string(),
    }
}

/// What may stand under a keyword.
fn wanted(keyword: &str) -> (&'static str, &'static str) {
    match keyword {
        "type" => (
            "\"string\", \"integer\", \"number\", \"boolean\", \"array\" eller \"object\"",
            "\"string\", \"integer\", \"number\", \"boolean\", \"array\" or \"object\"",
        ),
        "minLength" | "maxLength" | "minItems" | "maxItems" => {
            ("ett heltal från 0, utan citattecken", "a whole number from 0, without quotes")
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => ("ett tal utan citattecken", "a number without quotes"),
        "required" => {
            ("en lista med olika fältnamn, som [\"id\", \"title\"]", "a list of different field names, such as [\"id\", \"title\"]")
        }
        "dependentRequired" => {
            ("listor med fältnamn, som { \"slut\": [\"start\"] }", "lists of field names, such as { \"end\": [\"start\"] }")
        }
        "enum" => ("en lista med värden, som [\"ja\", \"nej\"]", "a list of values, such as [\"yes\", \"no\"]"),
        "oneOf" | "anyOf" => ("en lista med scheman, minst ett", "a list of schemas, at least one"),
        "properties" | "$defs" => ("fält med ett schema för varje, inom { }", "fields with a schema each, within { }"),
        "items" | "additionalProperties" => ("ett schema inom { }, eller false", "a schema within { }, or false"),
        "uniqueItems" => ("true eller false", "true or false"),
        "pattern" => ("ett reguljärt uttryck inom citattecken", "a regular expression in quotes"),
        "title" | "description" | "$comment" | "format" | "$ref" | "$id" | "$schema" => ("en text inom citattecken", "a text in quotes"),
        "" => ("ett schema inom { }", "a schema within { }"),
        _ => ("så som JSON Schema 2020-12 säger", "as JSON Schema 2020-12 says"),
    }
}
