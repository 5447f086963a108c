//! Documents turns the real commission into others like it: longer ones, others of the same length, copies for other parties.

use kansli::diag::FileName;
use kansli::read::{Source, read};
use serde_json::{Value, json};

/// The document of five pages that everything is measured with.
pub const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/documents/lmr-palliativ-vard/2021-06-02.toml");

/// The real document as a value.
pub fn real() -> Value {
    let text = std::fs::read(REAL).expect("the real document");
    read(FileName::new("real.toml"), &text).expect("it is TOML").value().clone()
}

/// The source that a value is.
pub fn source(value: &Value) -> Source {
    let bytes = serde_json::to_vec(value).expect("a value is JSON");
    read(FileName::new("bench.json"), &bytes).expect("it is a source")
}

/// Numbers that look drawn by lot, and are the same each time.
struct Lot(u64);

impl Lot {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// A word of small letters, with no sign of the markup.
fn plain(word: &str) -> bool {
    word.len() > 3 && word.chars().all(char::is_lowercase)
}

/// The text with every third plain word or so replaced by another of its own: as long, and made as the original is.
fn reworded(text: &str, lot: &mut Lot) -> String {
    let words: Vec<&str> = text.split_whitespace().filter(|word| plain(word)).collect();
    let lines = text.split('\n').map(|line| {
        let words: Vec<&str> =
            line.split(' ').map(|word| if plain(word) && lot.next(3) == 0 { words[lot.next(words.len())] } else { word }).collect();
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the real document's prose stands.
const PROSE: [&str; 4] = ["/background", "/mission", "/purpose", "/execution"];

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).expect("a text of the real document")
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v Vec<Value> {
    value.pointer(pointer).and_then(Value::as_array).expect("a list of the real document")
}

fn set(value: &mut Value, pointer: &str, new: Value) {
    *value.pointer_mut(pointer).expect("a field of the real document") = new;
}

/// A document like the real one in other words; each number gives another.
pub fn other(number: u64) -> Value {
    let mut value = real();
    let mut lot = Lot(number.wrapping_mul(7919) + 1);
    for pointer in PROSE {
        let new = reworded(text(&value, pointer), &mut lot);
        set(&mut value, pointer, json!(new));
    }
    value
}

/// The same with every plain word of the prose another.
pub fn in_other_words(value: &Value) -> Value {
    let mut out = value.clone();
    for pointer in PROSE {
        let lines = text(&out, pointer).split('\n').map(|line| {
            let other = |word: &str| if plain(word) { word.chars().rev().collect() } else { word.to_owned() };
            line.split(' ').map(other).collect::<Vec<_>>().join(" ")
        });
        let new = lines.collect::<Vec<_>>().join("\n");
        set(&mut out, pointer, json!(new));
    }
    out
}

/// The real document with another background.
pub fn with_background(text: &str) -> Value {
    let mut value = real();
    set(&mut value, "/background", json!(text));
    value
}

/// A document as many times as long, made by repeating sections in other words: 1 is the real one's five pages.
pub fn repeated(times: usize) -> Value {
    let mut value = real();
    let mut lot = Lot(1);
    for pointer in PROSE {
        let own = text(&value, pointer).to_owned();
        let more = (1..times).map(|_| reworded(&own, &mut lot));
        let all: Vec<String> = std::iter::once(own.clone()).chain(more).collect();
        set(&mut value, pointer, json!(all.join("\n\n")));
    }
    let groups = list(&value, "/organisation/working_group/groups").clone();
    let numbered = |(time, mut group): (usize, Value)| {
        if time > 0 {
            group["name"] = json!(format!("{} {}", group["name"].as_str().unwrap_or_default(), time + 1));
        }
        group
    };
    let groups: Vec<Value> = (0..times).flat_map(|time| groups.iter().cloned().map(move |group| (time, group))).map(numbered).collect();
    set(&mut value, "/organisation/working_group/groups", Value::Array(groups));
    let rows = list(&value, "/timeline").clone();
    // Each as often as the document is longer, so that they stay in the order of time.
    let rows = rows.iter().flat_map(|row| std::iter::repeat_n(row.clone(), times));
    let rows = rows.map(|mut row| {
        row["activity"] = json!(reworded(
            &format!("{} efter beredning tillsammans med berörda verksamheter", row["activity"].as_str().unwrap_or_default()),
            &mut lot
        ));
        row
    });
    let rows: Vec<Value> = rows.collect();
    set(&mut value, "/timeline", Value::Array(rows));
    let references = list(&value, "/references").clone();
    let references: Vec<Value> = (0..times)
        .flat_map(|time| references.iter().cloned().map(move |reference| (time, reference)))
        .map(|(time, mut reference)| {
            if time > 0 {
                reference["key"] = json!(format!("{}-{time}", reference["key"].as_str().unwrap_or_default()));
            }
            reference
        })
        .collect();
    set(&mut value, "/references", Value::Array(references));
    value
}

/// The document with one paragraph in its middle changed; each number gives another change.
pub fn changed(value: &Value, number: usize) -> Value {
    let mut value = value.clone();
    let prose = text(&value, "/background").to_owned();
    let paragraphs: Vec<&str> = prose.split("\n\n").collect();
    let mut paragraphs: Vec<String> = paragraphs.into_iter().map(str::to_owned).collect();
    let middle = (paragraphs.len() / 2..paragraphs.len()).find(|at| paragraphs[*at].len() > 200).expect("a paragraph of some length");
    let end = paragraphs[middle].trim_end().len();
    paragraphs[middle].insert_str(end, &format!(" Detta är ändring nummer {number} av stycket."));
    set(&mut value, "/background", json!(paragraphs.join("\n\n")));
    value
}

/// The document as it is sent to one of many parties: only the second party's name differs.
pub fn copy(number: usize) -> Value {
    let places = ["Aneby", "Borgstena", "Dalsjöfors", "Ekeby", "Finnerödja", "Gällstad", "Herrljunga", "Insjön", "Järnforsen", "Kinnahult"];
    let mut value = real();
    let name = format!("{} kommun nummer {number}", places[number % places.len()]);
    set(&mut value, "/principals/1/name", json!(name));
    value
}

/// How many times the real one a document of some 44 pages is.
pub const FORTY_FOUR: usize = 11;

/// How many times the real one a document of some 425 pages is.
pub const FOUR_HUNDRED: usize = 110;
