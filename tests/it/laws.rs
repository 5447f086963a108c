//! Laws over whole documents, from source bytes to outputs.

use std::collections::BTreeMap;
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

/// The schemas as they lie in `templates`.
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn load() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let of = |path: String| serde_json::from_slice(&std::fs::read(folder.join(path)).unwrap()).unwrap();
        let kinds = ["uppdragshandling", "lmr", "motesanteckningar"].map(|kind| (kind.to_owned(), of(format!("{kind}/schema.json"))));
        let envelope = ("envelope.schema.json".to_owned(), of("envelope.schema.json".to_owned()));
        Self(kinds.into_iter().chain([envelope]).collect())
    }

    /// What references and alternatives lead to for a value, and the file that it lies in.
    fn followed<'a>(&'a self, file: &'a str, schema: &'a Value, value: &Value) -> (&'a str, &'a Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            let (other, pointer) = reference.split_once('#').unwrap();
            let file = if other.is_empty() { file } else { other };
            return self.followed(file, self.0[file].pointer(pointer).unwrap(), value);
        }
        let alternatives = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
        let kind = match value {
            Value::String(_) => "string",
            Value::Array(_) => "array",
            _ => "object",
        };
        let mut fitting = alternatives.map(|schema| self.followed(file, schema, value)).filter(|(_, schema)| schema["type"] == kind);
        fitting.next().unwrap_or((file, schema))
    }

    /// The lines of free text in a document, in its order. An address to write to is none.
    fn plain<'v>(&self, file: &str, schema: &Value, value: &'v mut Value, found: &mut Vec<&'v mut String>) {
        let is_text = schema["format"] != "email";
        let (file, schema) = self.followed(file, schema, value);
        match value {
            Value::String(text) if is_text && schema["x-text"] == "plain" => found.push(text),
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(name, value)| self.plain(file, &schema["properties"][name], value, found))
            }
            Value::Array(entries) => entries.iter_mut().for_each(|entry| self.plain(file, &schema["items"], entry, found)),
            _ => {}
        }
    }
}

/// All words of a tree, its heads' too, one line each.
fn said(tree: &Tree) -> String {
    let head = &tree.head;
    let heads = head.parties.iter().chain(&head.facts).chain([&head.short_title]).chain(&head.running);
    let heads = heads.map(|line| line.0.iter().map(|run| run.text.as_str()).collect::<String>());
    lines(tree).into_iter().chain(heads).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_hostile_string_comes_out_literally_in_every_plain_field() {
    let producer = Producer::new(&BuiltIn).unwrap();
    let schemas = Schemas::load();
    for (kind, name, least) in [
        ("uppdragshandling", "exempel/alla-delar.toml", 90),
        ("lmr", "lmr-palliativ-vard-riktlinje/2023-05-10.toml", 40),
        ("motesanteckningar", "mote-kunskapsradet/2021-03-31.toml", 80),
    ] {
        let mut value = document(name);
        let before = said(&check_json(&producer, &value).output.unwrap());
        let mut fields = Vec::new();
        schemas.plain(kind, &schemas.0[kind], &mut value, &mut fields);
        assert!(fields.len() >= least, "{name}: {} fields", fields.len());
        let were: Vec<String> = fields.into_iter().map(|field| field.clone()).collect();
        for hostile in [
            "#panic(\"x\") #import \"a\" #read(\"/etc/passwd\")",
            "$x^2$ @ref <label> *b* _i_ `c` ~d~ --- ... \"q\" 'r'",
            "= rubrik / term: x // y /* z */ \\ \\n \\u{41}",
            "{{ title }} {% raw %} {# c #} {## d ##}",
            "# h - l 1. n > c | t | [a](https://exempel.se)",
            "![b](c) [@nyckel] [](#timeline) {#id} <https://a.se>",
            "<script>alert(1)</script> &amp; &#65; ]]>",
            "<!-- c --> <w:t> </w:p> %PDF-1.7 endstream endobj",
            "fält%20 %s %d ${HOME} `id` ; rm -rf / ' OR 1=1 --",
            "ﬁ ﬂ é ä ö å Å Ä Ö – — ” § ½ × ·",
        ] {
            // What was the same stays the same: fields name one another.
            let marked = |was: &String| format!("{hostile} {}", were.iter().position(|other| other == was).unwrap());
            let mut value = value.clone();
            let mut fields = Vec::new();
            schemas.plain(kind, &schemas.0[kind], &mut value, &mut fields);
            fields.into_iter().for_each(|field| *field = marked(field));
            // The certificate is what holds the files of every format against the tree; the tree is held against the
            // strings here.
            assert_eq!(produce_json(&producer, &value).len(), FORMATS.len() + 1);
            let after = said(&check_json(&producer, &value).output.unwrap());
            for was in &were {
                assert!(!before.contains(was) || after.contains(&marked(was)), "{name}: “{was}” is not there as “{}”", marked(was));
            }
            let printed = were.iter().filter(|was| after.contains(&marked(was))).count();
            assert!(printed * 10 >= were.len() * 9, "{name}: only {printed} of {} fields are printed", were.len());
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
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

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
