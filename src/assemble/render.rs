//! Rendering turns a template and a document into Markdown with markers, and a table of what each marker stands for.
//!
//! No value passes through Markdown: the formatter appends it to the table and prints a private-use character.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};

use super::value::{Carrier, Emitted, FreeText, Group, Rows, whole};
use crate::diag::{Diagnostic, FileName, Place};
use crate::kind::tables::{Literal, Reader};
use crate::kind::{BLOCK_FUNCTIONS, Kind, kind_fault};
use crate::markup::marker;
use crate::model::{Document, Pointer};

/// The template's text for one document.
pub(super) struct Rendered {
    /// Markdown with a marker for each value.
    pub(super) text: String,
    /// What value marker number n stands for.
    pub(super) values: Vec<Emitted>,
    /// From which byte of the text on which line of which file.
    lines: Vec<(usize, FileName, u32)>,
}

impl Rendered {
    /// The line of a template that a byte of the text came from.
    pub(super) fn line(&self, at: usize) -> (FileName, u32) {
        let index = self.lines.partition_point(|(start, ..)| *start <= at);
        let found = self.lines.get(index.saturating_sub(1)).or(self.lines.first());
        found.map_or_else(|| (FileName::new("templates"), 1), |(_, file, line)| (file.clone(), *line))
    }
}

/// Renders the kind's template.
///
/// # Errors
/// With a place in the template when it fails or the document holds more values than there are markers.
pub(super) fn render(document: &Document, kind: &Kind) -> Result<Rendered, Diagnostic> {
    let mut environment = kind.templates.environment();
    let values: Arc<Mutex<Vec<Emitted>>> = Arc::default();
    let emitted = Arc::clone(&values);
    environment.set_formatter(move |out, _, value| {
        if value.is_safe() {
            // Text that the template captured: its values are markers already.
            return Ok(out.write_str(value.as_str().unwrap_or_default())?);
        }
        let mut values = emitted.lock().map_err(|_| Error::new(ErrorKind::InvalidOperation, "the table of values is gone"))?;
        let character =
            marker::value(values.len()).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "more values than a document may have"))?;
        values.push(emit(value)?);
        Ok(out.write_str(character.encode_utf8(&mut [0; 4]))?)
    });
    add_functions(&mut environment);
    let template = environment.get_template(kind.templates.first()).map_err(|error| fault(kind, &error))?;
    let context = whole(document.shared(), &kind.fields);
    let marked = template.render(context).map_err(|error| fault(kind, &error))?;
    drop(environment);
    let values = Arc::try_unwrap(values).ok().and_then(|values| values.into_inner().ok()).unwrap_or_default();
    let mut rendered = Rendered { text: String::with_capacity(marked.len()), values, lines: Vec::new() };
    for character in marked.chars() {
        match marker::line_index(character).and_then(|index| kind.templates.line(index)) {
            Some((file, line)) => rendered.lines.push((rendered.text.len(), file.clone(), *line)),
            None => rendered.text.push(character),
        }
    }
    Ok(rendered)
}

fn emit(value: &Value) -> Result<Emitted, Error> {
    if let Some(text) = value.downcast_object_ref::<FreeText>() {
        let (words, pointer) = (text.text.clone(), text.pointer.clone());
        return Ok(if text.rich { Emitted::Rich { text: words, pointer } } else { Emitted::Text { text: words, pointer: Some(pointer) } });
    }
    if let Some(carrier) = value.downcast_object_ref::<Carrier>() {
        return Ok(carrier.0.clone());
    }
    match value.kind() {
        ValueKind::String | ValueKind::Number => {
            let text = value.to_string();
            if text.chars().any(marker::is_private_use) {
                return Err(Error::new(
                    ErrorKind::InvalidOperation,
                    "text that the template has put together may be printed only, not changed",
                ));
            }
            Ok(Emitted::Text { text, pointer: None })
        }
        kind => Err(Error::new(ErrorKind::InvalidOperation, format!("{kind} can't be printed"))),
    }
}

fn add_functions(environment: &mut Environment<'_>) {
    for (function, words) in BLOCK_FUNCTIONS {
        environment.add_function(*function, move |given: Kwargs| -> Result<Value, Error> {
            let words =
                words.iter().map(|word| Ok(((*word).to_owned(), given.get::<String>(word)?))).collect::<Result<BTreeMap<_, _>, Error>>()?;
            given.assert_all_used()?;
            Ok(Value::from_object(Carrier(Emitted::Block { function: (*function).to_owned(), words })))
        });
    }
    environment.add_function("data_table", data_table);
    environment.add_function("fact_table", fact_table);
    environment
        .add_function("section", |id: String, fallback: Option<String>| Value::from_object(Carrier(Emitted::Section { id, fallback })));
    environment.add_test("text", |value: &Value| value.downcast_object_ref::<FreeText>().is_some());
    environment.add_test("structured", |value: &Value| value.kind() == ValueKind::Map);
    environment.add_test("rows", |value: &Value| value.kind() == ValueKind::Seq);
    let case = |change: fn(&str) -> String| move |value: &Value| change(&value.to_string());
    environment.add_filter("lower", case(str::to_lowercase));
    environment.add_filter("upper", case(str::to_uppercase));
    environment.add_filter(
        "capitalize",
        case(|text| {
            let mut characters = text.chars();
            characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
        }),
    );
}

fn data_table(given: Kwargs) -> Result<Value, Error> {
    let literal = |word: &str| Ok::<_, Error>(given.get::<Option<Value>>(word)?.map(|value| Literal::of_value(&value)));
    let rows: Value = given.get("rows")?;
    let (columns, spans, row_headers) = (Literal::of_value(&given.get("columns")?), literal("spans")?, literal("row_headers")?);
    given.assert_all_used()?;
    let mut reader = Reader::default();
    let table = Arc::new(reader.data_table(&columns, spans.as_ref(), row_headers.as_ref()));
    let rows = rows.downcast_object_ref::<Rows>().map(|rows| rows.pointer.clone());
    emitted_table(reader, rows.map(|rows| Emitted::Data { rows, table }))
}

fn fact_table(given: Kwargs) -> Result<Value, Error> {
    let of: Option<Value> = given.get("of")?;
    let (rows, width) = (Literal::of_value(&given.get("rows")?), given.get::<Option<Value>>("width")?);
    given.assert_all_used()?;
    let mut reader = Reader::default();
    let table = Arc::new(reader.fact_table(&rows, width.map(|width| Literal::of_value(&width)).as_ref()));
    let of = match of {
        Some(of) => of.downcast_object_ref::<Group>().map(|group| group.pointer.clone()),
        None => Some(Pointer::root()),
    };
    emitted_table(reader, of.map(|of| Emitted::Facts { of, table }))
}

/// `kind` has refused a table with faults, so that there are none.
fn emitted_table(reader: Reader, table: Option<Emitted>) -> Result<Value, Error> {
    match (reader.faults.into_iter().next(), table) {
        (None, Some(table)) => Ok(Value::from_object(Carrier(table))),
        (fault, _) => {
            let words = fault.map_or_else(|| "a table of something else than rows of the document".to_owned(), |fault| fault.message.1);
            Err(Error::new(ErrorKind::InvalidOperation, words))
        }
    }
}

fn fault(kind: &Kind, error: &Error) -> Diagnostic {
    let file = error.name().map_or_else(|| kind.file("text.md.j2"), |name| FileName::new(format!("templates/{name}")));
    // The range counts line markers too, which the file does not have: only the line is sure.
    let source = error.name().and_then(|name| kind.templates.text(name)).unwrap_or_default();
    let start: usize = source.split_inclusive('\n').take(error.line().unwrap_or(1).saturating_sub(1)).map(str::len).sum();
    let end = source[start..].find('\n').map_or(source.len(), |at| start + at);
    let words = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    kind_fault(Place::Text { file, range: start..end }, format!("mallen stannade: {words}"), format!("the template stopped: {words}"))
}
