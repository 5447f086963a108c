//! Identifiers as types, so that they never mix.

use std::fmt;

use ring::digest::{SHA256, digest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A JSON pointer (RFC 6901) into a source, such as `/organisation/commissioner`. The empty pointer is the whole document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer in its written form; it must be empty or begin with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The field `key` of the table that this points at.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut out = String::with_capacity(self.0.len() + 1 + key.len());
        out.push_str(&self.0);
        out.push('/');
        if key.contains(['~', '/']) {
            out.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            out.push_str(key);
        }
        Self(out)
    }

    /// Entry number `index`, from 0, of the list that this points at.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let step = index.to_string();
        let mut out = String::with_capacity(self.0.len() + 1 + step.len());
        out.push_str(&self.0);
        out.push('/');
        out.push_str(&step);
        Self(out)
    }

    /// The table or list that this field stands in; `None` for the whole document.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// What stands at the pointer in a document.
    pub fn find<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        self.0.split('/').skip(1).try_fold(document, |within, step| match within {
            Value::Object(fields) if step.contains('~') => fields.get(&step.replace("~1", "/").replace("~0", "~")),
            Value::Object(fields) => fields.get(step),
            // An index is written without leading zeros (RFC 6901, 4).
            Value::Array(entries) if step == "0" || !step.starts_with(['0', '+']) => entries.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The steps from the root, unescaped.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        let plain = |step: &str| if step.contains('~') { step.replace("~1", "/").replace("~0", "~") } else { step.to_owned() };
        self.0.split('/').skip(1).map(plain)
    }

    /// The pointer in its written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The field as a drafter would name it: `organisation.working_group.groups[2].name`, entries counted from 1.
    pub fn readable(&self) -> String {
        let mut out = String::new();
        for step in self.steps() {
            match step.parse::<usize>() {
                Ok(index) => out.push_str(&format!("[{}]", index + 1)),
                Err(_) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(&step);
                }
            }
        }
        out
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a kind of document: the name of its folder below `templates/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindId(String);

impl KindId {
    /// Wraps a name; whether the kind exists is found when it is loaded.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KindId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one block, item, row or cell, unique within one tree: `k` and 16 hexadecimal digits, so it can serve as
/// the name of a bookmark in Word (letters and digits, at most 40).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Anchor(String);

impl Anchor {
    /// The anchor of paragraph number `ordinal`, from 0, of what came from `origin` (a pointer, or a template's file and
    /// line). Hashed: SHA-256 over the UTF-8 of `origin`, `#` and the decimal `ordinal`; the first 8 bytes are kept.
    pub fn of(origin: &str, ordinal: usize) -> Self {
        let digest = digest(&SHA256, [origin, "#", &ordinal.to_string()].concat().as_bytes());
        let mut name = [b'k'; 17];
        for (digits, byte) in name[1..].chunks_exact_mut(2).zip(digest.as_ref()) {
            digits.copy_from_slice(&[byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        }
        Self(String::from_utf8(name.to_vec()).unwrap_or_default())
    }

    /// The name that a part of the old version bears in a redline, where the new version may use the part's own.
    pub fn former(anchor: &Self) -> Self {
        Self::of(&format!("former:{}", anchor.as_str()), 0)
    }

    /// The anchor as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a block is called across versions of a document: the section of the template, the declared key of a list's
/// entry, or the field it came from. Not unique within a tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Wraps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_and_reads() {
        let pointer = Pointer::root().key("a/b~c").index(1).key("name");
        assert_eq!(pointer.as_str(), "/a~1b~0c/1/name");
        assert_eq!(pointer.readable(), "a/b~c[2].name");
        assert_eq!(pointer.parent().unwrap().as_str(), "/a~1b~0c/1");
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::parse("background"), None);
    }

    #[test]
    fn an_anchor_is_pinned() {
        assert_eq!(Anchor::of("/background", 0).as_str(), "k84d2cc9bd451f92e");
    }
}
