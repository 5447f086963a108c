//! Laws of merging over generated sources and edits, and cases.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::diag::FileName;

fn source(name: &str, text: &str) -> Source {
    crate::read::read(FileName::new(name), text.as_bytes()).unwrap()
}

fn schema() -> Value {
    json!({ "properties": { "people": { "type": "array", "items": { "x-key": "name" } } } })
}

fn merged(base: &str, ours: &str, theirs: &str) -> Result<Merged, Vec<Diagnostic>> {
    let [base, ours, theirs] = [("base.toml", base), ("ours.toml", ours), ("theirs.toml", theirs)].map(|(name, text)| source(name, text));
    merge(&base, &ours, &theirs, Some(&schema()))
}

const BASE: &str = "# Ett utkast\n\ntitle = \"Riktlinje\" # arbetsnamn\ndate = \"2021-03-15\"\n\n# Syftet\npurpose = \"\"\"\nEtt.\n\nTvå.\n\nTre.\n\"\"\"\n\n# Regionen\n[[people]]\nname = \"Ida\"\nunit = \"A\"\n\n[[people]]\nname = \"Bo\"\nunit = \"B\" # tills vidare\n";

#[test]
fn changes_of_both_are_kept_and_so_are_comments() {
    let ours = BASE.replace("Ett.", "Ett nytt.").replace("unit = \"A\"", "unit = \"A2\"");
    let theirs = BASE.replace("Tre.", "Tre till.").replace("2021-03-15", "2021-06-02").replace("unit = \"B\"", "unit = \"B2\"")
        + "title_en = \"x\"\n\n[[people]]\nname = \"Eva\"\n";
    let made = merged(BASE, &ours, &theirs).unwrap();
    insta::assert_snapshot!("both_sides", made.text);
    assert!(!made.comments_lost);
}

#[test]
fn a_conflict_is_told_at_all_its_places_and_never_written() {
    let ours = BASE
        .replace("2021-03-15", "2021-04-01")
        .replace("Två.", "Två a.")
        .replace("\n[[people]]\nname = \"Bo\"\nunit = \"B\" # tills vidare\n", "");
    let theirs = BASE.replace("2021-03-15", "2021-05-01").replace("Två.", "Två b.").replace("\"B\"", "\"C\"");
    let faults = merged(BASE, &ours, &theirs).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| format!("{}: {}", fault.code, fault.message.sv)).collect();
    insta::assert_snapshot!("conflicts", told.join("\n"));
    assert!(faults.iter().all(|fault| fault.related.len() == 2));
}

#[test]
fn json_is_merged_as_values() {
    let [base, ours, theirs] = [r#"{"a": 1, "b": [1, 2]}"#, r#"{"a": 2, "b": [1, 2]}"#, r#"{"a": 1, "b": [1, 2, 3]}"#];
    let [base, ours, theirs] = [base, ours, theirs].map(|text| source("a.json", text));
    let made = merge(&base, &ours, &theirs, None).unwrap();
    assert_eq!(source("a.json", &made.text).value(), &json!({"a": 2, "b": [1, 2, 3]}));
}

/// A document as it is generated: fields, paragraphs and people, each present or not.
#[derive(Debug, Clone, PartialEq)]
struct Draft {
    fields: Vec<Option<u8>>,
    paragraphs: Vec<u8>,
    people: Vec<(u8, u8)>,
}

fn written(draft: &Draft) -> String {
    let mut out = String::from("id = \"prov\"\n");
    for (at, field) in draft.fields.iter().enumerate() {
        if let Some(value) = field {
            out.push_str(&format!("# fält {at}\nfield_{at} = {value}\n"));
        }
    }
    let paragraphs: Vec<String> = draft.paragraphs.iter().enumerate().map(|(at, value)| format!("Stycke {at} säger {value}.")).collect();
    out.push_str(&format!("text = \"\"\"\n{}\n\"\"\"\n", paragraphs.join("\n\n")));
    for (name, value) in &draft.people {
        out.push_str(&format!("\n[[people]]\nname = \"{name}\"\nage = {value}\n"));
    }
    out
}

/// One of three people's parts of a document; what each edits is theirs alone, so nothing clashes.
fn edited(base: &Draft, whose: usize, edits: &[(u8, u8)]) -> Draft {
    let mut out = base.clone();
    for (kind, value) in edits {
        let own = |count: usize| (0..count).filter(|at| at % 3 == whose).collect::<Vec<_>>();
        match kind % 4 {
            0 => {
                let places = own(out.fields.len());
                if let Some(at) = places.get(usize::from(*value) % places.len().max(1)) {
                    out.fields[*at] = if *value > 200 { None } else { Some(*value) };
                }
            }
            1 => {
                let places = own(out.paragraphs.len());
                if let Some(at) = places.get(usize::from(*value) % places.len().max(1)) {
                    out.paragraphs[*at] = *value;
                }
            }
            2 => {
                let name = out.people.iter().position(|(name, _)| usize::from(*name) % 3 == whose);
                if let Some(at) = name {
                    out.people[at].1 = *value;
                }
            }
            _ => {
                let name = 100 + u8::try_from(whose).unwrap() + 3 * (*value % 20);
                if !out.people.iter().any(|(known, _)| *known == name) {
                    out.people.push((name, *value));
                }
            }
        }
    }
    out
}

fn draft() -> impl Strategy<Value = Draft> {
    let fields = proptest::collection::vec(proptest::option::of(0_u8..100), 6);
    let paragraphs = proptest::collection::vec(0_u8..100, 2..7);
    (fields, paragraphs, 0_u8..6).prop_map(|(fields, paragraphs, people)| Draft {
        fields,
        paragraphs,
        people: (0..people).map(|name| (name, 30)).collect(),
    })
}

fn edits() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::vec((any::<u8>(), any::<u8>()), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_the_order_of_merging_does_not_matter(base in draft(), one in edits(), two in edits(), three in edits()) {
        let text = written(&base);
        let [a, b, c] = [(0, one), (1, two), (2, three)].map(|(whose, edits)| written(&edited(&base, whose, &edits)));
        let both = |left: &str, right: &str| merged(&text, left, right).map(|made| made.text);
        let left = both(&both(&a, &b).unwrap(), &c).unwrap();
        let right = both(&a, &both(&b, &c).unwrap()).unwrap();
        let value = |text: &str| source("a.toml", text).value().clone();
        prop_assert_eq!(value(&left), value(&right));
        prop_assert_eq!(value(&both(&a, &text).unwrap()), value(&a));
        prop_assert_eq!(value(&both(&text, &b).unwrap()), value(&b));
        prop_assert_eq!(both(&a, &a).unwrap(), a.clone());
        // Every field that one side alone changed is as that side has it.
        let (was, all) = (value(&text), value(&left));
        for side in [&a, &b, &c].map(|text| value(text)) {
            for (name, field) in side.as_object().unwrap() {
                if was.get(name) != Some(field) && name.starts_with("field") {
                    prop_assert_eq!(all.get(name), Some(field));
                }
            }
            for person in side.get("people").and_then(Value::as_array).into_iter().flatten() {
                let known = was.get("people").and_then(Value::as_array).is_some_and(|people| people.contains(person));
                let kept = all.get("people").and_then(Value::as_array).is_some_and(|people| people.contains(person));
                prop_assert!(known || kept, "{person} is lost");
            }
        }
        for (whose, side) in [&a, &b, &c].into_iter().enumerate() {
            let (was, is) = (source("a.toml", &text), source("a.toml", side));
            let paragraphs = |source: &Source| -> Vec<String> {
                let text = source.value().get("text").and_then(Value::as_str).unwrap_or_default();
                text.trim().split("\n\n").map(str::to_owned).collect()
            };
            let merged = paragraphs(&source("a.toml", &left));
            for (at, (was, is)) in paragraphs(&was).into_iter().zip(paragraphs(&is)).enumerate() {
                prop_assert!(was == is || (at % 3 == whose && merged.get(at) == Some(&is)), "paragraph {at} is lost");
            }
        }
        for marker in ["<<<<", "====", ">>>>"] {
            prop_assert!(!left.contains(marker));
        }
    }

    #[test]
    fn what_clashes_is_never_decided(base in draft(), one in edits(), two in edits()) {
        // Both edit the same parts.
        let text = written(&base);
        let [a, b] = [one, two].map(|edits| edited(&base, 0, &edits));
        let outcome = merged(&text, &written(&a), &written(&b));
        let clashes = a.fields.iter().zip(&b.fields).zip(&base.fields).any(|((a, b), was)| a != b && a != was && b != was);
        if clashes {
            let faults = outcome.unwrap_err();
            prop_assert!(faults.iter().all(|fault| fault.code == crate::diag::codes::MERGE_CONFLICT));
        }
    }
}
