//! Fields that name something elsewhere in the document (`x-refers-to`) and must find it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::check::MOST_FAULTS;
use crate::check::context::{Context, Node};
use crate::check::words::{field_name, field_name_en, listed, nearest};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::kind::Shape;
use crate::model::Pointer;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for text in &context.texts {
        let Some(target) = text.shape.as_ref().and_then(|shape| shape.text("x-refers-to")) else { continue };
        let known = targets.entry(target).or_insert_with(|| values(context.source.value(), target));
        if text.text.trim().is_empty() || known.contains(text.text) || out.len() > MOST_FAULTS {
            continue;
        }
        let list = Pointer::parse(target.split("/*").next().unwrap_or_default()).unwrap_or_default();
        if context.is_unsound(&list) {
            continue;
        }
        let shown = shortened(text.text);
        let shape = Shape::of_document(&context.kind.schema).at(context.source.value(), &list);
        let (place, place_en) = (field_name(&list, shape.as_ref()), field_name_en(&list));
        let message = Message::new(
            format!("{} är ”{shown}”, men ingen i {place} heter så", text.name()),
            format!("{} is “{shown}”, but nobody in {place_en} is called so", text.name_en()),
        );
        let diagnostic = Diagnostic::error(codes::UNKNOWN_REFERENCE, context.whole(text), message);
        let names: Vec<String> = known.iter().take(12).map(|name| format!("”{}”", shortened(name))).collect();
        out.push(match nearest(text.text, known.iter().copied()) {
            Some(meant) => diagnostic.hint(format!("menade du ”{}”?", shortened(meant)), format!("did you mean “{}”?", shortened(meant))),
            None if names.is_empty() => diagnostic.hint(format!("lägg till posten i {place_en}"), format!("add the entry to {place_en}")),
            None => {
                let names_en: Vec<String> = known.iter().take(12).map(|name| format!("“{}”", shortened(name))).collect();
                diagnostic.hint(format!("skriv {}", listed(&names, "eller")), format!("write {}", listed(&names_en, "or")))
            }
        });
    }
    out.extend(numbers(context));
    out
}

/// Numbers that name an entry of another list by its number.
fn numbers(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let document = Shape::of_document(&context.kind.schema);
    let mut known_at: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for Node { pointer, value, shape } in context.nodes {
        let (Some(shape), Some(number)) = (shape, value.as_i64()) else { continue };
        let Some(target) = shape.text("x-refers-to").filter(|_| !context.is_unsound(pointer)) else { continue };
        let find = || targets(context.source.value(), target).into_iter().filter_map(Value::as_i64).collect();
        let known = known_at.entry(target).or_insert_with(find);
        let list = Pointer::parse(target.split("/*").next().unwrap_or_default()).unwrap_or_default();
        if known.contains(&number) || context.is_unsound(&list) || out.len() > MOST_FAULTS {
            continue;
        }
        let listed_shape = document.at(context.source.value(), &list);
        let (place, place_en) = (field_name(&list, listed_shape.as_ref()), field_name_en(&list));
        let key = target.rsplit('/').next().unwrap_or_default();
        let message = Message::new(
            format!("{} är {number}, men ingen post i {place} har {key} = {number}", field_name(pointer, Some(shape))),
            format!("{} is {number}, but no entry of {place_en} has {key} = {number}", field_name_en(pointer)),
        );
        let numbers: Vec<String> = known.iter().take(30).map(i64::to_string).collect();
        let diagnostic = Diagnostic::error(codes::UNKNOWN_REFERENCE, Place::value(context.source.file(), pointer.clone()), message);
        out.push(if numbers.is_empty() {
            diagnostic.hint(format!("lägg till posten i {place_en}"), format!("add the entry to {place_en}"))
        } else {
            diagnostic.hint(
                format!("skriv {}, eller lägg till posten i {place_en}", listed(&numbers, "eller")),
                format!("write {}, or add the entry to {place_en}", listed(&numbers, "or")),
            )
        });
    }
    out
}

/// The texts at a pointer in which `*` stands for every entry of a list.
fn values<'v>(value: &'v Value, target: &str) -> BTreeSet<&'v str> {
    targets(value, target).into_iter().filter_map(Value::as_str).collect()
}

/// The values at a pointer in which `*` stands for every entry of a list.
fn targets<'v>(value: &'v Value, target: &str) -> Vec<&'v Value> {
    let mut here = vec![value];
    for step in target.split('/').skip(1) {
        here = here
            .into_iter()
            .flat_map(|value| match (step, value) {
                ("*", Value::Array(entries)) => entries.iter().collect(),
                (step, value) => value.get(step).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    here
}
