//! Likeness: two objects, or the words of two pieces of metadata, become whether they mean the same.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::sign::append::text_of;

/// Whether later metadata (XMP) still say what earlier ones said of the document: the title and the words with hashes, however
/// a program has set the elements anew.
pub(super) fn kept_words(before: &str, after: &str) -> bool {
    let (one, other) = (words_of(before), words_of(after));
    let hashes = |words: &BTreeSet<String>| words.iter().filter(|words| words.contains(":sha256:")).cloned().collect::<BTreeSet<_>>();
    let title = before.split("<dc:title>").nth(1).and_then(|rest| rest.split("</dc:title>").next()).unwrap_or_default();
    let title = title.split('<').filter_map(|part| part.split_once('>')).map(|(_, words)| words.trim()).filter(|words| !words.is_empty());
    hashes(&one) == hashes(&other) && title.flat_map(words_of).all(|words| other.contains(&words))
}

/// The words between the tags of XML and those of attributes, each stretch by itself: programs move them from the one to the other.
pub(super) fn words_of(xml: &str) -> BTreeSet<String> {
    let entities = [("&quot;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let mut out = BTreeSet::new();
    let mut keep = |words: &mut String| {
        let plain = entities.iter().fold(std::mem::take(words), |words, (entity, character)| words.replace(entity, character));
        if !plain.trim().is_empty() {
            out.insert(plain.trim().to_owned());
        }
    };
    let (mut words, mut within, mut quote) = (String::new(), false, None);
    for character in xml.chars() {
        match (within, quote) {
            (true, Some(mark)) if character == mark => {
                quote = None;
                keep(&mut words);
            }
            (true, None) if matches!(character, '"' | '\'') => quote = Some(character),
            (true, None) if character == '>' => within = false,
            (true, None) => {}
            (false, _) if character == '<' => {
                within = true;
                keep(&mut words);
            }
            _ => words.push(character),
        }
    }
    keep(&mut words);
    out
}

/// Whether an object is only an index of others.
pub(super) fn is_index(object: &Object) -> bool {
    object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"XRef") || stream.dict.has_type(b"ObjStm"))
}

/// Everything that an object leads to, without going back to pages, parents and the structure.
pub(super) fn reached(document: &Document, object: &Object, out: &mut BTreeSet<ObjectId>) {
    let mut left = vec![object];
    while let Some(object) = left.pop() {
        match object {
            Object::Reference(id) => {
                if out.len() < 100_000
                    && out.insert(*id)
                    && let Some(target) = document.objects.get(id)
                {
                    left.push(target);
                }
            }
            Object::Array(items) => left.extend(items),
            Object::Dictionary(dictionary) => left.extend(onward(dictionary)),
            Object::Stream(stream) => left.extend(onward(&stream.dict)),
            _ => {}
        }
    }
}

pub(super) fn onward(dictionary: &Dictionary) -> impl Iterator<Item = &Object> {
    dictionary.iter().filter(|(key, _)| !matches!(key.as_slice(), b"P" | b"Parent" | b"Pg")).map(|(_, value)| value)
}

/// Whether two objects mean the same: numbers by value, texts by their characters, dictionaries in any order.
pub(in crate::sign) fn same(old: &Document, one: &Object, new: &Document, other: &Object) -> bool {
    match (one, other) {
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            matches!((one.as_float(), other.as_float()), (Ok(one), Ok(other)) if (one - other).abs() <= 1e-4 * one.abs().max(1.0))
                && (one.as_i64().is_err() || other.as_i64().is_err() || one.as_i64().ok() == other.as_i64().ok())
        }
        (Object::String(one, _), Object::String(other, _)) => one == other || text_of(one) == text_of(other),
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(old, one, new, other))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => same_entries(old, one, new, other, &[]),
        (Object::Stream(one), Object::Stream(other)) => {
            let how: &[&[u8]] = &[b"Length", b"Filter", b"DecodeParms"];
            let alike = |key: &&[u8]| match (one.dict.get(key), other.dict.get(key)) {
                (Ok(one), Ok(other)) => same(old, one, new, other),
                (Err(_), Err(_)) => true,
                _ => false,
            };
            same_entries(old, &one.dict, new, &other.dict, how) && one.content == other.content && how.iter().skip(1).all(alike)
        }
        _ => one == other,
    }
}

pub(super) fn same_entries(old: &Document, one: &Dictionary, new: &Document, other: &Dictionary, but: &[&[u8]]) -> bool {
    let kept = |dictionary: &Dictionary| {
        let entries = dictionary.iter().filter(|(key, value)| !but.contains(&key.as_slice()) && !value.is_null());
        entries.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (kept(one), kept(other));
    one.len() == other.len() && one.iter().zip(&other).all(|((name, one), (key, other))| name == key && same(old, one, new, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_set_anew_say_the_same() {
        let before = "<dc:title><rdf:li xml:lang='x'>En &amp; samma</rdf:li></dc:title><pdf:Keywords>source:sha256:1, x:{&quot;a&quot;}</pdf:Keywords>";
        let after = "<r pdf:Keywords=\"source:sha256:1, x:{&quot;a&quot;}\" p='y'><dc:title><rdf:li>En &amp; samma</rdf:li></dc:title></r>";
        assert!(kept_words(before, after));
        assert!(!kept_words(before, &after.replace("256:1", "256:2")));
        assert!(!kept_words(before, &after.replace("samma", "annan")));
        assert!(!kept_words(before, &after.replace("</r>", "<k>docx:sha256:3</k></r>")));
    }
}
