//! Checking answers any source with a document, or with faults in words that lie in the source.

#![no_main]

use std::sync::LazyLock;

use kansli::check::CheckOptions;
use kansli::diag::{Diagnostic, FileName, codes};
use kansli::model::Record;
use kansli::produce::Producer;
use kansli::read::{Source, read};
use kansli::world::BuiltIn;
use libfuzzer_sys::fuzz_target;

static PRODUCER: LazyLock<Producer<'static>> = LazyLock::new(|| Producer::new(&BuiltIn).expect("the built-in theme"));

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let file = FileName::new(if choice % 2 == 0 { "a.toml" } else { "a.json" });
    let Ok(source) = read(file, bytes) else { return };
    let options = CheckOptions { for_signing: choice & 2 != 0, ..CheckOptions::default() };
    let checked = PRODUCER.check(&source, &options, &Record::default());
    checked.warnings.iter().for_each(|warning| sound(&source, warning));
    if let Err(faults) = checked.output {
        assert!(!faults.is_empty());
        faults.iter().for_each(|fault| sound(&source, fault));
    }
});

/// The user's slip and not ours, told in words, with a place in the source.
fn sound(source: &Source, diagnostic: &Diagnostic) {
    assert!(diagnostic.code != codes::INTERNAL_FAULT && diagnostic.code != codes::KIND_FAULT, "{}", diagnostic.message.en);
    for message in [&diagnostic.message.sv, &diagnostic.message.en] {
        assert!(!message.is_empty() && !message.chars().any(char::is_control), "{message:?}");
    }
    if let Some(range) = source.place_range(&diagnostic.place) {
        assert!(source.text().get(range.clone()).is_some(), "{range:?} lies in no text");
    }
}
