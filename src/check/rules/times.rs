//! Times of day that can't be read.

use crate::check::context::{Context, TextKind};
use crate::diag::{Diagnostic, Message, codes, shortened};
use crate::model::TimeOfDay;

use super::placeholder;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for text in context.texts.iter().filter(|text| text.kind == TextKind::Time) {
        let written = text.text;
        // What is empty or holds a placeholder is told by `unsettled`.
        if written.trim().is_empty() || TimeOfDay::parse(written).is_some() || !placeholder::find(written, TextKind::Plain).is_empty() {
            continue;
        }
        let shown = shortened(written);
        let message = Message::new(
            format!("{} är ”{shown}”, inget klockslag", text.name()),
            format!("{} is “{shown}”, which is no time of day", text.name_en()),
        );
        out.push(Diagnostic::error(codes::INVALID_TIME, context.whole(text), message).hint(
            "skriv ett klockslag, till exempel 9.00, eller från och till, den tidigare först: 9.00–9.20",
            "write a time of day, such as 9.00, or from and to, the earlier first: 9.00–9.20",
        ));
    }
    out
}
