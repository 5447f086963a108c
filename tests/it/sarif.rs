//! `kansli check --format sarif`: the shape that SARIF 2.1.0 demands, and places that editors find.

use serde_json::Value;

use crate::cli::Desk;

fn log(desk: &Desk, arguments: &[&str]) -> (i32, Value) {
    let outcome = desk.run(&[&["check", "--format", "sarif"][..], arguments].concat());
    assert_eq!(outcome.err, "");
    (outcome.exit, serde_json::from_str(&outcome.out).unwrap())
}

#[test]
fn every_result_names_its_rule_and_its_place() {
    let desk = Desk::new();
    desk.put(
        "Fel ö.toml",
        "kind = \"uppdragshandling\"\nid = \"a\"\ntitel = \"T\"\n[[principals]]\nname = \"A\"\n[[principals]]\nname = \"A\"\n",
    );
    desk.put_example("bra.toml");
    let (exit, log) = log(&desk, &["Fel ö.toml", "bra.toml", "saknas.toml"]);
    assert_eq!(exit, 3);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["invocations"][0]["exitCode"], 3);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 4 && rules.len() >= kansli::diag::codes::ALL.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let physical = &result["locations"][0]["physicalLocation"];
        assert!(["Fel%20%C3%B6.toml", "saknas.toml"].contains(&physical["artifactLocation"]["uri"].as_str().unwrap()));
        if let Some(region) = physical.get("region") {
            assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1), "{region}");
            assert!((region["endLine"].as_u64(), region["endColumn"].as_u64()) >= (region["startLine"].as_u64(), Some(1)), "{region}");
        }
    }
    let mut shown = results.clone();
    shown.iter_mut().for_each(|result| result["ruleIndex"] = "[INDEX]".into());
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("sarif", format!("{:#}\n{:#}", rules[0], Value::from(shown)));
    });
}

#[test]
fn columns_count_utf16_code_units() {
    let desk = Desk::new();
    desk.put("a.toml", "kind = \"uppdragshandling\"\ntitle = \"🙂 XX\"\n");
    let (_, log) = log(&desk, &["a.toml"]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let placeholder = results.iter().find(|result| result["ruleId"] == "placeholder").unwrap();
    let region = &placeholder["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&Value::from(13), &Value::from(15)));
}

#[test]
fn exit_codes_and_languages_are_as_for_readers() {
    let desk = Desk::new();
    desk.put_example("bra.toml");
    desk.put("fel.toml", "kind = \"uppdragshandling\"\n");
    let (exit, good) = log(&desk, &["bra.toml"]);
    assert_eq!((exit, good["runs"][0]["results"].as_array().unwrap().len()), (0, 0));
    assert_eq!(log(&desk, &["fel.toml"]).0, 1);
    let (_, english) = log(&desk, &["--lang", "en", "fel.toml"]);
    let (_, swedish) = log(&desk, &["fel.toml"]);
    assert_eq!(english["runs"][0]["tool"]["driver"]["language"], "en");
    assert_ne!(english["runs"][0]["results"][0]["message"], swedish["runs"][0]["results"][0]["message"]);
    assert_eq!(english["runs"][0]["results"][0]["partialFingerprints"], swedish["runs"][0]["results"][0]["partialFingerprints"]);
}
