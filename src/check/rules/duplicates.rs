//! Entries of a list that must not share the same name (`x-unique`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::context::{Context, Node};
use crate::check::words::field_name;
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::kind::Shape;
use crate::model::Pointer;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for Node { pointer, value, shape } in context.nodes {
        let Value::Array(entries) = value else { continue };
        let Some(items) = shape.as_deref().and_then(Shape::items) else { continue };
        let Some(key) = items.text("x-key").filter(|_| items.is("x-unique")) else { continue };
        let mut first: BTreeMap<String, Pointer> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let Some(name) = entry.get(key).and_then(name_of).filter(|name| !name.trim().is_empty()) else { continue };
            let at = pointer.index(index).key(key);
            let Some(earlier) = first.get(&name) else {
                first.insert(name, at);
                continue;
            };
            let title = field_name(&Pointer::root().key(key), items.property(key).as_ref());
            let list = shortened(&pointer.readable());
            let (noun, noun_en) = if entry.get(key).is_some_and(Value::is_number) { ("nummer", "number") } else { ("namn", "name") };
            let message = Message::new(
                format!("två poster i {list} har samma {title}: ”{}”", shortened(&name)),
                format!("two entries of {list} have the same {key}: “{}”", shortened(&name)),
            );
            out.push(
                Diagnostic::error(codes::DUPLICATE_ENTRY, Place::value(context.source.file(), at), message)
                    .hint(
                        format!("ge den ena ett annat {noun}, eller slå ihop posterna"),
                        format!("give one of them another {noun_en}, or join the entries"),
                    )
                    .related(
                        Place::value(context.source.file(), earlier.clone()),
                        Message::new("här står den första", "here stands the first"),
                    ),
            );
        }
    }
    out
}

/// A text or a whole number that entries go by.
fn name_of(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
}
