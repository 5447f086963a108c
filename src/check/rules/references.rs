//! Fields that name something elsewhere in the document (`x-refers-to`) and must find it.

use serde_json::Value;

use crate::check::context::Context;
use crate::check::words::{listed, nearest};
use crate::diag::{Diagnostic, Message, codes, shortened};
use crate::kind::Shape;
use crate::model::Pointer;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for text in &context.texts {
        let Some(target) = text.shape.as_ref().and_then(|shape| shape.text("x-refers-to")) else { continue };
        if text.text.trim().is_empty() {
            continue;
        }
        let list = Pointer::parse(target.split("/*").next().unwrap_or_default()).unwrap_or_default();
        let known = values(context.source.value(), target);
        if context.is_unsound(&list) || known.contains(&text.text) {
            continue;
        }
        let shown = shortened(text.text);
        let title = Shape::of_document(&context.kind.schema).at(context.source.value(), &list);
        let title = title.as_ref().and_then(|shape| shape.text("title")).unwrap_or("posterna").to_lowercase();
        let english = list.readable();
        let message = Message::new(
            format!("{} är ”{shown}”, som inte finns bland {title} ({english})", text.name()),
            format!("{} is “{shown}”, which is not among the {english}", text.name_en()),
        );
        let diagnostic = Diagnostic::error(codes::UNKNOWN_REFERENCE, context.whole(text), message);
        let names: Vec<String> = known.iter().map(|name| format!("”{}”", shortened(name))).collect();
        out.push(match nearest(text.text, known.iter().copied()) {
            Some(meant) => diagnostic.hint(format!("menade du ”{meant}”?"), format!("did you mean “{meant}”?")),
            None if names.is_empty() => diagnostic.hint(format!("lägg till posten i {english}"), format!("add the entry to {english}")),
            None => {
                let (sv, en) = (listed(&names, "eller"), listed(&names, "or").replace(" ”", " “").replacen('”', "“", 1));
                diagnostic.hint(format!("skriv {sv}"), format!("write {en}"))
            }
        });
    }
    out
}

/// The texts at a pointer in which `*` stands for every entry of a list.
fn values<'v>(value: &'v Value, target: &str) -> Vec<&'v str> {
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
    here.into_iter().filter_map(Value::as_str).collect()
}
