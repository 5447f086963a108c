//! Assembling never panics, and what it makes can be written and says the same when read back: bytes are cut into texts
//! that take the place of texts in documents of every kind.

#![no_main]

use std::sync::LazyLock;

use kansli::diag::{FileName, codes};
use kansli::model::{Record, Tree};
use kansli::produce::{Producer, Request};
use kansli::read::read;
use kansli::world::BuiltIn;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static PRODUCER: LazyLock<Producer<'static>> = LazyLock::new(|| Producer::new(&BuiltIn).expect("the built-in theme"));

/// Documents of every kind, as JSON.
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let documents = [
        include_str!("../../../documents/exempel/alla-delar.toml"),
        include_str!("../../../documents/lmr-palliativ-vard/2021-06-02.toml"),
        include_str!("../../../documents/lmr-palliativ-vard-riktlinje/2023-05-10.toml"),
        include_str!("../../../documents/mote-kunskapsradet/2021-03-31.toml"),
    ];
    let value = |text: &&str| read(FileName::new("a.toml"), text.as_bytes()).expect("a document").value().clone();
    documents.iter().map(value).collect()
});

fuzz_target!(|data: &[u8]| {
    let [document, stride, bytes @ ..] = data else { return };
    let mut value = DOCUMENTS[usize::from(*document) % DOCUMENTS.len()].clone();
    let text = String::from_utf8_lossy(bytes);
    let mut texts = text.split('\u{1f}').cycle();
    let mut count = 0;
    replace(&mut value, usize::from(*stride % 16) + 1, &mut count, &mut || texts.next().unwrap_or_default().to_owned());
    let Ok(source) = read(FileName::new("a.json"), value.to_string().as_bytes()) else { return };
    let request = Request { formats: vec!["docx"], date: Some("2021-03-15".into()), ..Request::default() };
    let Ok(tree) = PRODUCER.check(&source, &request.options, &Record::default()).output else { return };
    let json = serde_json::to_string(&tree).expect("a tree is JSON");
    assert_eq!(serde_json::from_str::<Tree>(&json).expect("a tree"), tree);
    if let Err(faults) = PRODUCER.produce(&source, &request).output {
        for fault in faults {
            assert!(fault.code != codes::INTERNAL_FAULT && fault.code != codes::OUTPUTS_DISAGREE, "{}", fault.message.en);
        }
    }
});

/// Puts a text in the place of every `stride`th, but for what ties a document to its kind.
fn replace(value: &mut Value, stride: usize, count: &mut usize, next: &mut impl FnMut() -> String) {
    match value {
        Value::String(text) => {
            *count += 1;
            if *count % stride == 0 {
                *text = next();
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| replace(entry, stride, count, next)),
        Value::Object(object) => {
            for (key, value) in object {
                if !matches!(key.as_str(), "id" | "kind" | "language") {
                    replace(value, stride, count, next);
                }
            }
        }
        _ => {}
    }
}
