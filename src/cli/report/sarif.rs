//! Diagnostics turned into SARIF 2.1.0 (OASIS), which services and editors for code review read.

use serde_json::{Value, json};

use super::rules::rule;
use super::veil::veiled;
use crate::cli::exit::Exit;
use crate::cli::texts::{Located, Texts, field, in_order};
use crate::diag::{Code, Diagnostic, Language, Place, Severity, codes};
use crate::model::Hash;

/// Where the schema of SARIF 2.1.0 is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The diagnostics of one source as SARIF results, in the order of the source. Both languages are in the properties.
pub fn results(language: Language, texts: &Texts<'_>, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let diagnostics = &veiled(diagnostics);
    in_order(texts, diagnostics).into_iter().map(|diagnostic| result(language, texts, diagnostic)).collect()
}

fn result(language: Language, texts: &Texts<'_>, diagnostic: &Diagnostic) -> Value {
    let mut text = diagnostic.message.text(language).to_owned();
    if let Some(hint) = &diagnostic.hint {
        let help = match language {
            Language::Swedish => "Hjälp",
            Language::English => "Help",
        };
        text.push_str(&format!("\n{help}: {}", hint.text(language)));
    }
    let field = field(&diagnostic.place).map(ToString::to_string);
    // The same fault of the same field is the same to whoever follows a file over time, wherever its line moves.
    let identity = format!("{}\n{}\n{}", diagnostic.code, field.as_deref().unwrap_or_default(), diagnostic.message.sv);
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": [location(&texts.locate(&diagnostic.place), &diagnostic.place)],
        "partialFingerprints": { "kansli/v1": Hash::of(identity.as_bytes()) },
        "properties": { "message": diagnostic.message, "hint": diagnostic.hint },
    });
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().enumerate().map(|(index, (place, message))| {
            let mut location = location(&texts.locate(place), place);
            location["id"] = json!(index);
            location["message"] = json!({ "text": message.text(language) });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn location(located: &Located<'_>, place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(located.file.as_str()) } });
    if let Some(((line, column), (end_line, end_column))) = located.utf16_positions() {
        physical["region"] = json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(field) = field(place).map(ToString::to_string).filter(|field| !field.is_empty()) {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": field, "kind": "member" }]);
    }
    location
}

/// The whole log: one run with all rules and the results of all sources.
pub fn log(language: Language, results: Vec<Value>, exit: Exit) -> Value {
    let mut known: Vec<Code> = codes::ALL.to_vec();
    let mut results = results;
    for result in &mut results {
        let id = result["ruleId"].as_str().unwrap_or_default();
        let index = match known.iter().position(|code| code.as_str() == id) {
            Some(index) => index,
            None => {
                known.push(Code::declared(id));
                known.len() - 1
            }
        };
        result["ruleIndex"] = json!(index);
    }
    let rules = known.iter().map(|code| {
        let rule = rule(code);
        json!({ "id": code, "shortDescription": { "text": rule.text(language) }, "properties": { "message": rule } })
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Kansli",
                "version": env!("CARGO_PKG_VERSION"),
                "language": match language { Language::Swedish => "sv", Language::English => "en" },
                "rules": rules.collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "invocations": [{ "executionSuccessful": exit < Exit::InputOutput, "exitCode": exit as u8 }],
            "results": results,
        }],
    })
}

/// The name of a file as a URI: relative as it was given, or absolute with the scheme `file` (RFC 3986, RFC 8089).
fn uri(name: &str) -> String {
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let drive = name.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    let mut out = match (name.starts_with('/'), drive) {
        (true, _) => "file://".to_owned(),
        (_, true) => "file:///".to_owned(),
        // A colon in the first part of a relative name would make it a scheme.
        _ if name.split('/').next().is_some_and(|first| first.contains(':')) => "./".to_owned(),
        _ => String::new(),
    };
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uris() {
        assert_eq!(uri("utkast/Palliativ vård.toml"), "utkast/Palliativ%20v%C3%A5rd.toml");
        assert_eq!(uri("../a%b.toml"), "../a%25b.toml");
        assert_eq!(uri("/tmp/a.toml"), "file:///tmp/a.toml");
        assert_eq!(uri("a:b.toml"), "./a:b.toml");
    }
}
