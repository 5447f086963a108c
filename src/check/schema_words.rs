//! Wording turns breaches of a schema into sentences: what stands there, what should, and an example.

use jsonschema::error::ValidationErrorKind as Breach;
use serde_json::Value;

use crate::diag::{Code, Message, codes, shortened};
use crate::kind::Shape;
use crate::model::Pointer;
use crate::read::{Format, Source};

use super::words::{counted, field_name, field_name_en, fold, listed, nearest};

/// A field that is at fault.
pub(super) struct Field<'f> {
    pub(super) pointer: &'f Pointer,
    pub(super) shape: Option<&'f Shape<'f>>,
    pub(super) value: &'f Value,
    pub(super) source: &'f Source,
}

impl Field<'_> {
    pub(super) fn name(&self) -> String {
        field_name(self.pointer, self.shape)
    }

    /// The last name of the field, without an entry's number; what stands before the equals sign.
    fn key(&self) -> String {
        let last = self.pointer.steps().filter(|step| step.parse::<usize>().is_err()).last();
        shortened(&last.unwrap_or_default())
    }
}

/// What the schema says a field is for, as a last resort of advice. The schema speaks Swedish only.
pub(super) fn description(field: &Field<'_>) -> Option<Message> {
    let description = field.shape?.text("description")?;
    Some(Message::new(
        format!("om fältet: {description}"),
        format!("see the description of {} in the schema", field_name_en(field.pointer)),
    ))
}

/// What stands in the field: `texten ”…”`, `talet 5`, `en lista`.
pub(super) fn value_text(field: &Field<'_>) -> String {
    match field.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) if number.is_f64() => format!("decimaltalet {}", number.to_string().replace('.', ",")),
        Value::Number(number) => format!("talet {number}"),
        Value::String(text) => format!("texten ”{}”", shortened(text)),
        Value::Array(_) => "en lista".to_owned(),
        Value::Object(_) if field.source.format() == Format::Json => "ett objekt".to_owned(),
        Value::Object(_) => "en tabell".to_owned(),
    }
}

/// The same in English.
pub(super) fn value_text_en(field: &Field<'_>) -> String {
    match field.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text “{}”", shortened(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) if field.source.format() == Format::Json => "an object".to_owned(),
        Value::Object(_) => "a table".to_owned(),
    }
}

fn expected(name: &str, format: Format) -> (&'static str, &'static str) {
    match (name, format) {
        ("string", _) => ("en text", "a text"),
        ("integer", _) => ("ett heltal", "a whole number"),
        ("number", _) => ("ett tal", "a number"),
        ("boolean", _) => ("true eller false", "true or false"),
        ("array", _) => ("en lista", "a list"),
        ("object", Format::Json) => ("ett objekt", "an object"),
        ("object", Format::Toml) => ("en tabell", "a table"),
        _ => ("tomt", "nothing"),
    }
}

/// What a value of the wrong type is, what it should be, and how to write it.
pub(super) fn wrong_type(field: &Field<'_>, types: &[&str]) -> (Message, Option<Message>) {
    let format = field.source.format();
    let sv: Vec<String> = types.iter().map(|name| expected(name, format).0.to_owned()).collect();
    let en: Vec<String> = types.iter().map(|name| expected(name, format).1.to_owned()).collect();
    let message = Message::new(
        format!("{} är {}, men ska vara {}", field.name(), value_text(field), listed(&sv, "eller")),
        format!("{} is {} but must be {}", field_name_en(field.pointer), value_text_en(field), listed(&en, "or")),
    );
    (message, type_hint(field, types))
}

fn type_hint(field: &Field<'_>, types: &[&str]) -> Option<Message> {
    let takes = |name: &str| types.contains(&name);
    let key = field.key();
    let in_list = field.pointer.as_str().rsplit('/').next().is_some_and(|step| step.parse::<usize>().is_ok());
    let assigned = |value: &str| match field.source.format() {
        _ if in_list => value.to_owned(),
        Format::Toml => format!("{key} = {value}"),
        Format::Json => format!("\"{key}\": {value}"),
    };
    match field.value {
        Value::Null => Some(Message::new("ta bort fältet i stället för att skriva null", "remove the field instead of writing null")),
        Value::Number(number) if takes("integer") && number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
            let whole = assigned(&format!("{:.0}", number.as_f64().unwrap_or_default()));
            Some(Message::new(format!("skriv {whole}, utan decimaler"), format!("write {whole}, without decimals")))
        }
        Value::Number(_) if field.shape.and_then(|shape| shape.text("x-text")) == Some("time") => {
            let (sv, en) = ("skriv klockslaget inom citattecken", "write the time in quotes");
            Some(Message::new(format!("{sv}: {}", assigned("\"9.00\"")), format!("{en}: {}", assigned("\"9.00\""))))
        }
        Value::Number(_) | Value::Bool(_) if takes("string") => {
            let quoted = assigned(&format!("\"{}\"", field.value));
            Some(Message::new(format!("skriv värdet inom citattecken: {quoted}"), format!("write the value in quotes: {quoted}")))
        }
        Value::String(text) if takes("integer") && number_word(text).is_some() => {
            let number = assigned(&number_word(text).unwrap_or_default().to_string());
            Some(Message::new(format!("skriv talet med siffror: {number}"), format!("write the number in digits: {number}")))
        }
        Value::Array(_) | Value::Object(_) if types == ["string"] => {
            let text = assigned("\"…\"");
            Some(Message::new(format!("skriv en enda text: {text}"), format!("write a single text: {text}")))
        }
        Value::String(text) if (takes("integer") || takes("number")) && text.trim().parse::<f64>().is_ok() => {
            let bare = assigned(text.trim());
            Some(Message::new(format!("skriv talet utan citattecken: {bare}"), format!("write the number without quotes: {bare}")))
        }
        Value::String(_) if takes("boolean") => Some(Message::new(
            format!("skriv {} eller {}", assigned("true"), assigned("false")),
            format!("write {} or {}", assigned("true"), assigned("false")),
        )),
        Value::String(text) if takes("array") => {
            let entries = field.shape.and_then(Shape::items).map(|items| items.types()).unwrap_or_default();
            if entries.contains(&"object") {
                return Some(list_of_tables(field));
            }
            let list = assigned(&format!("[{}]", list_of(text, field)));
            Some(Message::new(format!("skriv en lista: {list}"), format!("write a list: {list}")))
        }
        Value::Number(number) if takes("array") => {
            let list = assigned(&format!("[{number}]"));
            Some(Message::new(format!("skriv en lista: {list}"), format!("write a list: {list}")))
        }
        Value::Object(_) if takes("array") => Some(list_of_tables(field)),
        Value::Array(_)
            if takes("object") && field.source.table_head(&field.pointer.index(0)).is_some_and(|head| head.starts_with("[[")) =>
        {
            let path = head_path(field.pointer);
            Some(Message::new(
                format!("skriv [{path}] med enkla hakparenteser, en enda gång"),
                format!("write [{path}] with single brackets, only once"),
            ))
        }
        _ => None,
    }
}

/// What stands between the brackets of a list that somebody wrote as one text: `I/D` for `["I", "D"]`, `1, 2` for `[1, 2]`.
fn list_of(text: &str, field: &Field<'_>) -> String {
    let parts: Vec<&str> = text.split(['/', ',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let items = field.shape.and_then(Shape::items);
    let options = items.as_ref().and_then(|items| items.get("enum")).and_then(Value::as_array);
    let choices = options.is_some_and(|options| parts.iter().all(|part| options.iter().any(|option| option == part)));
    let numbers = items.is_some_and(|items| items.types() == ["integer"]) && parts.iter().all(|part| part.parse::<i64>().is_ok());
    match parts.is_empty() {
        false if numbers => parts.join(", "),
        false if choices => parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(", "),
        _ => format!("\"{}\"", shortened(text)),
    }
}

fn number_word(text: &str) -> Option<usize> {
    let word = text.trim().to_lowercase();
    let words = ["en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"];
    if word == "ett" { Some(1) } else { words.iter().position(|known| *known == word).map(|index| index + 1) }
}

/// A pointer as a TOML head names it: `organisation.working_group.groups`.
fn head_path(pointer: &Pointer) -> String {
    let steps: Vec<String> = pointer.steps().filter(|step| step.parse::<usize>().is_err()).collect();
    shortened(&steps.join("."))
}

fn list_of_tables(field: &Field<'_>) -> Message {
    let path = head_path(field.pointer);
    match field.source.format() {
        Format::Toml => Message::new(
            format!("skriv [[{path}]] med dubbla hakparenteser, en gång för varje post"),
            format!("write [[{path}]] with double brackets, once for each entry"),
        ),
        Format::Json => Message::new(format!("skriv \"{}\": [ {{ … }} ]", field.key()), format!("write \"{}\": [ {{ … }} ]", field.key())),
    }
}

/// What the choices are.
pub(super) fn wrong_choice(field: &Field<'_>, options: &[Value]) -> (Message, Option<Message>) {
    let quoted = |value: &Value, open: char| match value {
        Value::String(text) => format!("{open}{text}”"),
        other => other.to_string(),
    };
    let sv: Vec<String> = options.iter().map(|value| quoted(value, '”')).collect();
    let en: Vec<String> = options.iter().map(|value| quoted(value, '“')).collect();
    let message = Message::new(
        format!("{} är {}, men ska vara {}", field.name(), quoted_value(field), listed(&sv, "eller")),
        format!("{} is {} but must be {}", field_name_en(field.pointer), quoted_value_en(field), listed(&en, "or")),
    );
    let written = field.value.as_str().unwrap_or_default();
    let meant = meant_by_title(field, written).or_else(|| nearest(written, options.iter().filter_map(Value::as_str)));
    let hint = meant.map(|meant| Message::new(format!("menade du ”{meant}”?"), format!("did you mean “{meant}”?")));
    (message, hint)
}

/// The choice that the schema describes or prints with the word that was written: `kommun` for `municipality`.
fn meant_by_title<'f>(field: &Field<'f>, written: &str) -> Option<&'f str> {
    let named = |branch: &Shape<'f>| {
        let label = branch.text("description")?.split([':', '.', ' ']).next()?;
        (fold(label) == fold(written)).then(|| branch.get("const").and_then(Value::as_str))?
    };
    let shape = field.shape?;
    let printed = |words: &'f serde_json::Map<String, Value>| {
        words.iter().find(|(_, word)| word.as_str().is_some_and(|word| fold(word) == fold(written))).map(|(value, _)| value.as_str())
    };
    shape.branches().iter().find_map(named).or_else(|| shape.get("x-words").and_then(Value::as_object).and_then(printed))
}

fn quoted_value(field: &Field<'_>) -> String {
    field.value.as_str().map_or_else(|| value_text(field), |text| format!("”{}”", shortened(text)))
}

fn quoted_value_en(field: &Field<'_>) -> String {
    field.value.as_str().map_or_else(|| value_text_en(field), |text| format!("“{}”", shortened(text)))
}

/// What a limit of the schema says: counts, sizes, patterns. `None` for keywords without words of their own.
pub(super) fn limit(field: &Field<'_>, breach: &Breach) -> Option<(Code, Message)> {
    let (name, name_en) = (field.name(), field_name_en(field.pointer));
    let entries = field.value.as_array().map_or(0, Vec::len) as u64;
    let length = field.value.as_str().map_or(0, |text| text.chars().count()) as u64;
    let has = |limit: u64, word: &str| {
        format!(
            "{name} har {}, men ska ha {word} {limit}",
            if entries == 0 { "inga poster".into() } else { counted(entries, "post", "poster") }
        )
    };
    let has_en = |limit: u64, word: &str| format!("{name_en} has {}, but must have {word} {limit}", counted(entries, "entry", "entries"));
    let (value, value_en) = (value_text(field), value_text_en(field));
    Some(match breach {
        Breach::MinItems { limit } => (codes::OUT_OF_RANGE, Message::new(has(*limit, "minst"), has_en(*limit, "at least"))),
        Breach::MaxItems { limit } => (codes::OUT_OF_RANGE, Message::new(has(*limit, "högst"), has_en(*limit, "at most"))),
        Breach::Minimum { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} är {value}, men ska vara minst {limit}"),
                format!("{name_en} is {value_en} but must be at least {limit}"),
            ),
        ),
        Breach::Maximum { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} är {value}, men får vara högst {limit}"),
                format!("{name_en} is {value_en} but may be at most {limit}"),
            ),
        ),
        Breach::ExclusiveMinimum { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} är {value}, men ska vara större än {limit}"),
                format!("{name_en} is {value_en} but must be more than {limit}"),
            ),
        ),
        Breach::ExclusiveMaximum { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} är {value}, men ska vara mindre än {limit}"),
                format!("{name_en} is {value_en} but must be less than {limit}"),
            ),
        ),
        Breach::MinLength { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} har {length} tecken, men ska ha minst {limit}"),
                format!("{name_en} has {length} characters but must have at least {limit}"),
            ),
        ),
        Breach::MaxLength { limit } => (
            codes::OUT_OF_RANGE,
            Message::new(
                format!("{name} har {length} tecken, men får ha högst {limit}"),
                format!("{name_en} has {length} characters but may have at most {limit}"),
            ),
        ),
        Breach::UniqueItems => (
            codes::DUPLICATE_ENTRY,
            Message::new(format!("{name} har två likadana poster"), format!("{name_en} has two entries that are the same")),
        ),
        Breach::Pattern { .. } => (
            codes::WRONG_VALUE,
            Message::new(
                format!("{name} är {}, men får inte skrivas så", quoted_value(field)),
                format!("{name_en} is {}, which is not how it may be written", quoted_value_en(field)),
            ),
        ),
        _ => return None,
    })
}

/// What to do about a limit, where more can be said than the schema's description.
pub(super) fn limit_hint(field: &Field<'_>, breach: &Breach) -> Option<Message> {
    let key = field.key();
    match breach {
        Breach::Pattern { .. } if field.shape.is_some_and(|shape| shape.text("x-text") == Some("slug")) => {
            let slug = slug(field.value.as_str().unwrap_or_default());
            let example = assignment(field.source.format(), &key, &format!("\"{}\"", if slug.is_empty() { "mitt-namn" } else { &slug }));
            Some(Message::new(
                format!("bara små bokstäver a–z, siffror och bindestreck; skriv till exempel {example}"),
                format!("only lower-case letters a–z, digits and hyphens; write for example {example}"),
            ))
        }
        Breach::MaxLength { .. } => Some(Message::new("korta texten", "shorten the text")),
        Breach::MinItems { .. } | Breach::MaxItems { .. }
            if field.shape.and_then(Shape::items).is_some_and(|items| items.types() == ["object"]) =>
        {
            Some(match field.source.format() {
                Format::Toml => {
                    let path = head_path(field.pointer);
                    Message::new(format!("varje post är en egen [[{path}]]"), format!("each entry is a [[{path}]] of its own"))
                }
                Format::Json => Message::new("varje post är ett eget { … } i listan", "each entry is a { … } of its own in the list"),
            })
        }
        _ => None,
    }
}

fn slug(text: &str) -> String {
    let mut out = String::new();
    for character in text.trim().chars().take(80).flat_map(char::to_lowercase) {
        match character {
            'å' | 'ä' | 'à' | 'á' => out.push('a'),
            'ö' | 'ø' => out.push('o'),
            'é' | 'è' | 'ü' => out.push(if character == 'ü' { 'u' } else { 'e' }),
            'a'..='z' | '0'..='9' => out.push(character),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn assignment(format: Format, key: &str, value: &str) -> String {
    match format {
        Format::Toml => format!("{key} = {value}"),
        Format::Json => format!("\"{key}\": {value}"),
    }
}

/// How a missing field is added, with what it is for.
pub(super) fn addition(source: &Source, pointer: &Pointer, shape: &Shape<'_>) -> Message {
    let key = shortened(&pointer.steps().last().unwrap_or_default());
    let types = shape.types();
    let rich = shape.text("x-text") == Some("rich");
    let toml = source.format() == Format::Toml;
    let example = match types.first().copied() {
        Some("string") => {
            let choice = shape.get("enum").and_then(Value::as_array).and_then(|options| options.first()).or_else(|| shape.get("const"));
            match (choice.and_then(Value::as_str), shape.text("x-text")) {
                (Some(choice), _) => assignment(source.format(), &key, &format!("\"{choice}\"")),
                (None, Some("date")) => assignment(source.format(), &key, "\"2021-03-15\""),
                (None, Some("time")) => assignment(source.format(), &key, "\"9.00\""),
                (None, Some("slug")) => assignment(source.format(), &key, "\"riktlinje-palliativ-vard\""),
                _ if rich && toml => format!("{key} = \"\"\"…\"\"\""),
                _ => assignment(source.format(), &key, "\"…\""),
            }
        }
        Some("integer" | "number") => assignment(source.format(), &key, "1"),
        Some("boolean") => assignment(source.format(), &key, "true"),
        Some("array") if toml && shape.items().is_some_and(|items| items.types() == ["object"]) => format!("[[{}]]", head_path(pointer)),
        Some("array") => assignment(source.format(), &key, "[…]"),
        Some("object") if toml => format!("[{}]", head_path(pointer)),
        Some("object") => assignment(source.format(), &key, "{ … }"),
        _ => assignment(source.format(), &key, "\"…\""),
    };
    let description = shape.text("description").map(|text| format!(" – {text}")).unwrap_or_default();
    Message::new(format!("lägg till {example}{description}"), format!("add {example}"))
}

/// A field of the document that stands in a table: in TOML because it comes after the table's head.
pub(super) fn belongs_to_document(source: &Source, table: &Pointer, key: &str) -> (String, String) {
    let mut at = Some(table.clone());
    while let Some(pointer) = at {
        if let Some(head) = source.table_head(&pointer) {
            let head = shortened(head);
            return (
                format!(
                    "{key} hör till dokumentet; flytta raden till början av filen, före den första hakparentesrubriken (här hör allt efter {head} till den)"
                ),
                format!(
                    "{key} belongs to the document; move the line to the beginning of the file, before the first head in brackets (all that follows {head} belongs to it)"
                ),
            );
        }
        at = pointer.parent();
    }
    (format!("{key} hör till dokumentet; flytta fältet överst"), format!("{key} belongs to the document; move the field to the top"))
}
