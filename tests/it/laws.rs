//! Laws over whole documents, from source bytes to outputs.

use std::path::Path;

use kansli::diag::{Checked, FileName};
use kansli::model::Tree;
use kansli::produce::{Output, Producer, Request};
use kansli::world::BuiltIn;
use kansli::write::FORMATS;
use proptest::prelude::*;
use serde_json::Value;

use crate::judged::{documents, lines};

fn request() -> Request {
    Request { formats: FORMATS.iter().map(|format| format.name).collect(), date: Some("2021-03-15".into()), ..Request::default() }
}

fn check_json(producer: &Producer<'_>, value: &Value) -> Checked<Tree> {
    let source = kansli::read::read(FileName::new("prov.json"), value.to_string().as_bytes()).unwrap();
    producer.check(&source, &request().options, &request().record)
}

fn produce_json(producer: &Producer<'_>, value: &Value) -> Vec<Output> {
    let source = kansli::read::read(FileName::new("prov.json"), value.to_string().as_bytes()).unwrap();
    producer.produce(&source, &request()).output.unwrap_or_else(|faults| {
        let faults: Vec<_> = faults.iter().map(|fault| format!("{}: {:?} {}", fault.code, fault.place, fault.message.en)).collect();
        panic!("{}", faults.join("\n"))
    })
}

/// A document as JSON.
fn document(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(name);
    let source = kansli::read::read(FileName::new(name), &std::fs::read(path).unwrap()).unwrap();
    source.value().clone()
}

/// The rich document as JSON.
fn rich_document() -> Value {
    document("exempel/alla-delar.toml")
}

/// Fields that take a line of free text and that no other field refers to.
const PLAIN: &[&str] = &[
    "title",
    "short_title",
    "document_type",
    "place",
    "activity",
    "condition",
    "deciding_body",
    "role",
    "note",
    "unit",
    "authority",
    "represented_by",
    "publisher",
    "organisation",
    "label",
    "item",
    "presenter",
    "responsible",
    "pause",
    "partly",
    "substitute",
    "by",
];

fn fill(value: &mut Value, text: &str, count: &mut usize) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(field) if PLAIN.contains(&key.as_str()) => {
                        *count += 1;
                        *field = format!("{text} {count}");
                    }
                    _ => fill(value, text, count),
                }
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|value| fill(value, text, count)),
        _ => {}
    }
}

#[test]
fn a_hostile_string_comes_out_literally_in_every_plain_field() {
    let producer = Producer::new(&BuiltIn).unwrap();
    for hostile in [
        "#panic(\"x\") #import \"a\" #read(\"/etc/passwd\")",
        "$x^2$ @ref <label> *b* _i_ `c` ~d~ --- ... \"q\" 'r'",
        "= rubrik / term: x // y /* z */ \\ \\n \\u{41}",
        "{{ title }} {% raw %} {# c #} {## d ##}",
        "# h - l 1. n > c | t | [a](https://exempel.se) ![b](c) [@nyckel]",
        "<script>alert(1)</script> &amp; &#65; ]]> <!-- c --> <w:t>",
        "fält%20 %s %d ${HOME} `id` ; rm -rf / ' OR 1=1 --",
        "ﬁ ﬂ é ä ö å Å Ä Ö – — ” § ½ × ·",
    ] {
        for (name, least) in [("exempel/alla-delar.toml", 30), ("mote-kunskapsradet/2021-03-31.toml", 60)] {
            let mut value = document(name);
            let mut count = 0;
            fill(&mut value, hostile, &mut count);
            assert!(count >= least, "{name}: {count}");
            // The certificate is what holds both files against the tree; the tree is held against the strings here.
            let outputs = produce_json(&producer, &value);
            assert_eq!(outputs.len(), FORMATS.len() + 1);
            let tree = check_json(&producer, &value).output.unwrap();
            let text = format!("{}\n{}", lines(&tree).join("\n"), serde_json::to_string(&tree.head).unwrap());
            let literal = text.matches(hostile).count();
            assert!(literal * 3 >= least * 2, "{name}, {hostile}: {literal} of {count}");
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let (first, second) = (Producer::new(&BuiltIn).unwrap(), Producer::new(&BuiltIn).unwrap());
    let value = rich_document();
    let outputs = produce_json(&first, &value);
    assert_eq!(outputs, produce_json(&first, &value));
    assert_eq!(outputs, produce_json(&second, &value));
}

#[test]
fn the_rich_document_reads_as_reviewed() {
    let producer = Producer::new(&BuiltIn).unwrap();
    let value = rich_document();
    let tree = check_json(&producer, &value).output.unwrap();
    insta::assert_snapshot!("rich_document_words", lines(&tree).join("\n"));
    insta::assert_snapshot!("rich_document_head", serde_json::to_string_pretty(&tree.head).unwrap());
    let outputs = produce_json(&producer, &value);
    let certificate = outputs.iter().find(|output| output.ending == "certificate.json").unwrap();
    let certificate: Value = serde_json::from_slice(&certificate.bytes).unwrap();
    // Hashes change with every version of the program; what was compared does not.
    let compared: Vec<Value> = certificate["outputs"].as_array().unwrap().iter().map(|output| output["compared"].clone()).collect();
    insta::assert_snapshot!("rich_document_compared", serde_json::to_string_pretty(&compared).unwrap());
}

/// The JSON example with a field or an entry removed, replaced or added anywhere.
fn mutated() -> impl Strategy<Value = (usize, usize, String)> {
    (any::<usize>(), 0..6_usize, "\\PC{0,40}")
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object.values().map(nodes).sum(),
        Value::Array(entries) => entries.iter().map(nodes).sum(),
        _ => 0,
    }
}

fn change(value: &mut Value, at: &mut usize, how: usize, text: &str) {
    if *at == 0 {
        *value = match how {
            0 => Value::Null,
            1 => Value::String(text.to_owned()),
            2 => Value::Array(vec![value.clone(), value.clone()]),
            3 => serde_json::json!({ text: value.clone() }),
            4 => serde_json::json!(-7.5),
            _ => Value::Bool(true),
        };
        *at = usize::MAX;
        return;
    }
    *at -= 1;
    let children: Vec<&mut Value> = match value {
        Value::Object(object) => object.values_mut().collect(),
        Value::Array(entries) => entries.iter_mut().collect(),
        _ => Vec::new(),
    };
    for child in children {
        if *at != usize::MAX {
            change(child, at, how, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_source_makes_the_check_panic((at, how, text) in mutated()) {
        let producer = Producer::new(&BuiltIn).unwrap();
        let mut value = rich_document();
        let mut at = at % nodes(&value);
        change(&mut value, &mut at, how, &text);
        if let Ok(source) = kansli::read::read(FileName::new("prov.json"), value.to_string().as_bytes()) {
            let checked = producer.check(&source, &request().options, &request().record);
            // Whatever was wrong is said, in both languages.
            if let Err(faults) = &checked.output {
                prop_assert!(!faults.is_empty());
            }
            for fault in checked.diagnostics() {
                prop_assert!(!fault.message.sv.is_empty() && !fault.message.en.is_empty());
            }
        }
    }

    #[test]
    fn rich_text_means_only_what_is_listed(text in "[-a-zåäö0-9#*_`>|~$&;<{}()\\[\\]\\\\.!@ \n]{0,80}") {
        let producer = Producer::new(&BuiltIn).unwrap();
        let mut value = rich_document();
        value["background"] = Value::String(format!("Text {text}"));
        // Either it is refused with a place, or every letter and digit of it is printed.
        if let Ok(tree) = check_json(&producer, &value).output
            && !text.contains(['[', '<'])
        {
            let printed: String = lines(&tree).join(" ");
            let kept = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            // The numbers of lists are counted, not read.
            let letters = |text: &str| kept(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert!(letters(&printed).contains(&letters(&text)), "{text:?}");
        }
    }
}

#[test]
fn every_document_is_ready_for_what_it_says() {
    let producer = Producer::new(&BuiltIn).unwrap();
    for path in documents() {
        let source = kansli::read::read(FileName::new(path.to_string_lossy()), &std::fs::read(&path).unwrap()).unwrap();
        let checked = producer.check(&source, &request().options, &request().record);
        assert!(checked.output.is_ok(), "{}: {:#?}", path.display(), checked.output.err());
    }
}
