//! Settling turns fields that are not filled in yet into absent ones, each with a warning that says so.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::diag::{Diagnostic, FieldPart, Message, Place, Severity, codes, shortened};
use crate::kind::{Kind, Shape};
use crate::model::{Period, Pointer, TimeOfDay};
use crate::read::Source;

use super::CheckOptions;
use super::context::{Text, TextKind};
use super::rules::placeholder;
use super::words::{field_name, field_name_en};

/// The value without what is not filled in, the source's own where all is, and what was said about it.
pub(super) struct Settled {
    pub(super) value: Arc<Value>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Fields of the document itself that are at fault: rules that need them say nothing more.
    pub(super) broken: BTreeSet<Pointer>,
}

/// Leaves out dates and periods with placeholders and optional texts without words.
///
/// `texts` are all texts of the source.
pub(super) fn settle(source: &Source, kind: &Kind, texts: &[Text<'_>], options: &CheckOptions) -> Settled {
    let document = Shape::of_document(&kind.schema);
    let mut settled = Settled { value: source.shared(), diagnostics: Vec::new(), broken: BTreeSet::new() };
    let severity = if options.for_signing { Severity::Error } else { Severity::Warning };
    for Text { pointer, text, kind: text_kind, shape } in texts {
        let (Some(field), text, text_kind) = (shape, *text, *text_kind) else { continue };
        let dated = matches!(text_kind, TextKind::Date | TextKind::Period | TextKind::Time);
        let empty = text.trim().is_empty() && text_kind != TextKind::Other;
        let unsettled = dated && is_unsettled(text, text_kind);
        if !empty && !unsettled {
            if text_kind == TextKind::Plain && text.trim() != text {
                settled.trim(pointer);
            }
            continue;
        }
        let parent = pointer.parent().unwrap_or_default();
        let key = pointer.steps().last().unwrap_or_default();
        let table = document.at(source.value(), &parent);
        let optional = table.as_ref().is_some_and(|table| table.property(&key).is_some() && !table.requires(&key));
        let has_open = table.as_ref().and_then(|table| table.property("open")).is_some_and(|open| open.types() == ["boolean"]);
        let row = text_kind == TextKind::Period && has_open;
        let (name, name_en) = (field_name(pointer, Some(field)), field_name_en(pointer));
        if empty {
            let hint = if dated && row {
                Message::new(
                    "skriv en period, eller open = true om tidpunkten inte är bestämd",
                    "write a period, or open = true if the time is not settled",
                )
            } else if optional {
                Message::new("skriv något, eller ta bort fältet", "write something, or remove the field")
            } else {
                Message::new("skriv det som ska stå här", "write what is to stand here")
            };
            let message = if row && !options.for_signing {
                Message::new(
                    format!("{name} är tom; raden skrivs ut som ”tidpunkt ej bestämd”"),
                    format!("{name_en} is empty; the row is printed as not settled"),
                )
            } else if optional && !options.for_signing {
                Message::new(format!("{name} är tomt och utelämnas"), format!("{name_en} is empty and left out"))
            } else {
                Message::new(format!("{name} är tomt"), format!("{name_en} is empty"))
            };
            let needed = field.get("minLength").and_then(Value::as_u64).is_some_and(|least| least > 0);
            let needed = needed || !optional && field.get("x-refers-to").is_some();
            let severity = if needed || dated && !optional { Severity::Error } else { severity };
            settled.tell(source, severity, codes::EMPTY_TEXT, pointer, message, hint);
        } else {
            let shown = shortened(text);
            let message = if row && !options.for_signing {
                Message::new(
                    format!("{name} är inte ifylld: ”{shown}”; raden skrivs ut som ”tidpunkt ej bestämd”"),
                    format!("{name_en} is not filled in: “{shown}”; the row is printed as not settled"),
                )
            } else if optional && !options.for_signing {
                Message::new(
                    format!("{name} är inte ifyllt: ”{shown}”; så länge utelämnas det"),
                    format!("{name_en} is not filled in: “{shown}”; until then it is left out"),
                )
            } else {
                Message::new(format!("{name} är inte ifyllt: ”{shown}”"), format!("{name_en} is not filled in: “{shown}”"))
            };
            let hint = if row {
                Message::new(
                    "skriv perioden, eller open = true om tidpunkten inte är bestämd",
                    "write the period, or open = true if the time is not settled",
                )
            } else if optional && !options.for_signing {
                Message::new(
                    "skriv det som gäller, eller ta bort raden tills det är bestämt",
                    "write what applies, or remove the line until it is settled",
                )
            } else {
                Message::new("skriv det som gäller", "write what applies")
            };
            let severity = if optional { severity } else { Severity::Error };
            settled.tell(source, severity, codes::PLACEHOLDER, pointer, message, hint);
        }
        if optional {
            settled.leave_out(&parent, &key, row);
            if severity == Severity::Error && parent == Pointer::root() {
                settled.broken.insert((*pointer).clone());
            }
        }
    }
    settled
}

/// Whether a date, period or time of day holds a placeholder instead of being one.
fn is_unsettled(text: &str, kind: TextKind) -> bool {
    let reads = match kind {
        TextKind::Date => Period::parse_date(text).is_some(),
        TextKind::Time => TimeOfDay::parse(text).is_some(),
        _ => Period::parse(text).is_some(),
    };
    !reads && !placeholder::find(text, TextKind::Plain).is_empty()
}

impl Settled {
    fn tell(&mut self, source: &Source, severity: Severity, code: crate::diag::Code, pointer: &Pointer, message: Message, hint: Message) {
        let place = Place::Field { file: source.file().clone(), pointer: pointer.clone(), part: FieldPart::Value };
        self.diagnostics.push(Diagnostic::new(severity, code, place, message).hint(hint.sv, hint.en));
    }

    /// White space around a line, such as the line feed before closing quotes of their own line, is no part of it.
    fn trim(&mut self, pointer: &Pointer) {
        if let Some(Value::String(text)) = Arc::make_mut(&mut self.value).pointer_mut(pointer.as_str()) {
            *text = text.trim().to_owned();
        }
    }

    fn leave_out(&mut self, table: &Pointer, key: &str, row: bool) {
        if let Some(table) = Arc::make_mut(&mut self.value).pointer_mut(table.as_str()).and_then(Value::as_object_mut) {
            table.shift_remove(key);
            if row {
                table.insert("open".into(), Value::Bool(true));
            }
        }
    }
}
