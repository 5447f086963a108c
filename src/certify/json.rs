//! The JSON reader turns the bytes of a tree's file into a tree, and holds it against the Tree: they must be equal, and
//! nothing else may stand in the file.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::certificate::Compared;
use super::difference::DifferenceKind;
use super::found::Problems;
use super::unit::{Unit, Units};
use crate::model::{TREE_FORMAT, TREE_SCHEMA, Tree, TreeFile};

/// No more places than this are told one by one: after one that is missing, all others have moved.
const TOLD: usize = 3;

/// Reads a tree's file and holds it against the Tree.
pub(super) fn certify(tree: &Tree, units: &Units<'_>, bytes: &[u8], problems: &mut Problems) -> Compared {
    let read = serde_json::from_slice::<Strict>(bytes).and_then(|Strict(value)| Ok((TreeFile::deserialize(&value)?, value)));
    let (file, value) = match read {
        Ok(read) => read,
        Err(error) => {
            problems.unreadable(format!("filen går inte att läsa som JSON: {error}"), format!("the file can't be read as JSON: {error}"));
            return Compared::default();
        }
    };
    // What the file should say, but for what only its maker knows.
    let expected = TreeFile { schema: TREE_SCHEMA.to_owned(), format: TREE_FORMAT, tree: tree.clone(), ..file.clone() };
    let equal = expected == file;
    let mut places = Vec::new();
    match serde_json::to_value(&expected) {
        Ok(expected) => differing(&expected, &value, &mut String::new(), &mut places),
        Err(error) => problems.unreadable(
            format!("dokumentet går inte att skriva som JSON: {error}"),
            format!("the document can't be written as JSON: {error}"),
        ),
    }
    if !equal && places.is_empty() {
        problems.unreadable("filens träd är inte dokumentets", "the tree of the file is not the document's");
    }
    let further = places.len().saturating_sub(TOLD);
    for (pointer, expected, found) in places.into_iter().take(TOLD) {
        let mut difference = problems.difference(DifferenceKind::Value);
        (difference.words, difference.expected, difference.found) = (pointer, expected, found);
        problems.push(difference);
    }
    if further > 0 {
        let (sv, en) = (format!("{further} platser till skiljer sig"), format!("{further} more places differ"));
        problems.push(problems.difference(DifferenceKind::More).reason(sv, en));
    }
    Compared::of(units, units.list.iter().map(Unit::printed).map(|text| text.chars().count()).sum(), None)
}

/// A pointer with what should stand there and what does.
type Place = (String, Option<String>, Option<String>);

/// Gathers every place where two values differ.
fn differing(expected: &Value, found: &Value, pointer: &mut String, places: &mut Vec<Place>) {
    let mut inner = |key: &str, expected: Option<&Value>, found: Option<&Value>| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        match (expected, found) {
            (Some(expected), Some(found)) => differing(expected, found, pointer, places),
            (expected, found) => places.push((pointer.clone(), expected.map(Value::to_string), found.map(Value::to_string))),
        }
        pointer.truncate(length);
    };
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            left.iter().for_each(|(key, value)| inner(key, Some(value), right.get(key)));
            right.iter().filter(|(key, _)| !left.contains_key(*key)).for_each(|(key, value)| inner(key, None, Some(value)));
        }
        (Value::Array(left), Value::Array(right)) => {
            for at in 0..left.len().max(right.len()) {
                inner(&at.to_string(), left.get(at), right.get(at));
            }
        }
        _ if expected == found => {}
        _ => places.push((pointer.clone(), Some(expected.to_string()), Some(found.to_string()))),
    }
}

/// A value in which no object has a key twice: programs differ in which of both they believe.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(Strict(value)) = entries.next_element()? {
            out.push(value);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if out.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice in one object")));
            }
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}
