//! Reading answers any bytes with a source whose places lie in it, or with faults that have places.

#![no_main]

use kansli::diag::{FieldPart, FileName, Place};
use kansli::model::Pointer;
use kansli::read::{Source, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the format, so that one corpus serves both.
    let Some((choice, bytes)) = data.split_first() else { return };
    let file = FileName::new(if choice % 2 == 0 { "a.toml" } else { "a.json" });
    match read(file, bytes) {
        Ok(source) => walk(&source, source.value(), &Pointer::root()),
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(!fault.message.sv.chars().any(char::is_control), "{:?}", fault.message.sv);
                if let Place::Text { range, .. } = &fault.place {
                    assert!(range.start <= range.end && range.end <= bytes.len(), "{range:?} of {}", bytes.len());
                }
            }
        }
    }
});

/// Every field has a place, and the place is text.
fn walk(source: &Source, value: &Value, pointer: &Pointer) {
    for part in [FieldPart::Key, FieldPart::Value] {
        let span = source.span(pointer, part);
        assert!(source.text().get(span.clone()).is_some(), "{pointer}: {span:?}");
        let (line, column) = source.line_column(span.start);
        assert!(line >= 1 && column >= 1);
    }
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| walk(source, value, &pointer.key(key))),
        Value::Array(entries) => entries.iter().enumerate().for_each(|(index, value)| walk(source, value, &pointer.index(index))),
        _ => {}
    }
}
