//! Reading JSON turns text into values and the span of every field. Strict JSON: no comments, no trailing commas.

use std::collections::BTreeMap;
use std::ops::Range;

use jsonc_parser::ast::{Object, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind as Kind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};
use serde_json::{Map, Number, Value};

use crate::diag::{Diagnostic, FileName};
use crate::model::Pointer;

use super::fields::{self, Fields, Span};
use super::syntax::{Explanation, duplicate_key, no_table, number_out_of_range};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn read(file: &FileName, text: &str) -> Result<(Value, Fields), Vec<Diagnostic>> {
    let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = &text[offset..];
    let parsed = parse_to_ast(body, &CollectOptions::default(), &STRICT).map_err(|error| {
        let at = error.range().start + offset;
        vec![match unclosed(text).filter(|unclosed| unclosed.start < at) {
            Some(range) => explain_kind(&Kind::String(ParseStringErrorKind::UnterminatedStringLiteral)).at(file, range),
            None => explain(file, text, offset, &error),
        }]
    })?;
    let mut reader = Reader { file, text, offset, fields: Fields::new(), faults: Vec::new() };
    let Some(Node::Object(root)) = parsed.value else {
        let range = parsed.value.as_ref().map_or(0..0, |value| reader.range(value));
        return Err(vec![no_table(file, fields::shown(text, range, None))]);
    };
    let value = reader.object(&root, &Pointer::root());
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    // A second opinion: whatever the first parser lets through beyond the standard is stopped here.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
        let line: usize = body.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let mut at = (offset + line + error.column().saturating_sub(1)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        return Err(vec![unreadable().at(file, at..at)]);
    }
    Ok((value, reader.fields))
}

struct Reader<'t> {
    file: &'t FileName,
    text: &'t str,
    offset: usize,
    fields: Fields,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn range(&self, node: &impl Ranged) -> Range<usize> {
        node.start() + self.offset..node.end() + self.offset
    }

    fn object(&mut self, object: &Object<'_>, pointer: &Pointer) -> Value {
        let mut out = Map::new();
        let mut first: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        for property in &object.properties {
            let key = property.name.as_str();
            let range = self.range(&property.name);
            if let Some(first) = first.get(key) {
                self.faults.push(duplicate_key(self.file, key, range, Some(first.clone())));
                continue;
            }
            first.insert(key, range.clone());
            let value = self.value(&property.value, &pointer.key(key), Some(range));
            out.insert(key.to_owned(), value);
        }
        Value::Object(out)
    }

    fn value(&mut self, node: &Node<'_>, pointer: &Pointer, key: Option<Range<usize>>) -> Value {
        let range = self.range(node);
        let shown = match node {
            Node::Object(_) | Node::Array(_) => fields::shown(self.text, range.clone(), key.as_ref()),
            _ => range.clone(),
        };
        self.fields.insert(pointer.clone(), Span { key, shown });
        match node {
            Node::StringLit(text) => {
                if let Some(at) = self.text.get(range.clone()).and_then(|raw| raw.find(['\n', '\r', '\t'])) {
                    let at = range.start + at;
                    self.faults.push(raw_break().at(self.file, at..at));
                }
                fields::normalised(&text.value)
            }
            Node::NumberLit(number) => match number.value.parse::<Number>() {
                Ok(parsed) if parsed.as_f64().is_some_and(f64::is_finite) => Value::Number(parsed),
                _ => {
                    self.faults.push(number_out_of_range(self.file, number.value, range));
                    Value::Null
                }
            },
            Node::BooleanLit(flag) => Value::Bool(flag.value),
            Node::NullKeyword(_) => Value::Null,
            Node::Object(object) => self.object(object, pointer),
            Node::Array(array) => {
                let entries = array.elements.iter().enumerate();
                Value::Array(entries.map(|(index, entry)| self.value(entry, &pointer.index(index), None)).collect())
            }
        }
    }
}

/// The first text that goes on beyond its line: where a fault comes after it, its closing quote is what is missing.
fn unclosed(text: &str) -> Option<Range<usize>> {
    let mut opening = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match (opening, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(start), '\n') => return Some(start..start + 1),
            (Some(_), '"') => opening = None,
            (None, '"') => opening = Some(at),
            _ => {}
        }
    }
    None
}

fn raw_break() -> Explanation {
    Explanation::new(
        "en text i JSON kan inte gå över flera rader eller innehålla en tabb",
        "a text in JSON can't run over several lines or hold a tab",
    )
    .hint("skriv \\n för ny rad, \\n\\n för nytt stycke", "write \\n for a new line, \\n\\n for a new paragraph")
}

fn unreadable() -> Explanation {
    Explanation::new("här går filen inte att läsa som JSON", "the file can't be read as JSON here")
        .hint("kontrollera citattecken, kommatecken och parenteser just före", "check quotes, commas and brackets just before")
}

fn explain(file: &FileName, text: &str, offset: usize, error: &ParseError) -> Diagnostic {
    let range = error.range().start + offset..error.range().end + offset;
    let curly = text.get(range.start..).is_some_and(|rest| rest.starts_with(['”', '“', '„', '‟', '’', '‘', '»', '«']));
    let range = match text.get(range.clone()) {
        Some(written) if !written.contains('\n') => range,
        _ => range.start..text[range.start..].chars().next().map_or(range.start, |character| range.start + character.len_utf8()),
    };
    let explanation = if curly {
        Explanation::new("citattecknet är typografiskt", "the quotation mark is a typographic one")
            .hint("skriv raka citattecken: \"…\"", "write straight quotes: \"…\"")
    } else if matches!(error.kind(), Kind::UnexpectedToken) && text[range.start..].starts_with(char::is_alphabetic) {
        explain_kind(&Kind::UnexpectedWord)
    } else {
        explain_kind(error.kind())
    };
    explanation.at(file, range)
}

fn explain_kind(kind: &Kind) -> Explanation {
    match kind {
        Kind::ExpectedComma => Explanation::new("här saknas ett kommatecken", "a comma is missing here")
            .hint("sätt ett kommatecken mellan fälten eller posterna", "put a comma between the fields or entries"),
        Kind::TrailingCommasNotAllowed => {
            Explanation::new("kommatecknet efter den sista posten är ett för mycket", "the comma after the last entry is one too many")
                .hint("ta bort kommatecknet", "remove the comma")
        }
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => Explanation::new("JSON har inga kommentarer", "JSON has no comments")
            .hint("ta bort kommentaren; i TOML går det att skriva kommentarer efter #", "remove the comment; TOML allows comments after #"),
        Kind::ExpectedColonAfterObjectKey => {
            Explanation::new("fältets namn ska följas av ett kolon", "the field's name must be followed by a colon")
                .hint("skriv \"namn\": värde", "write \"name\": value")
        }
        Kind::ExpectedObjectValue => Explanation::new("fältet har inget värde", "the field has no value")
            .hint("skriv ett värde efter kolonet, eller ta bort fältet", "write a value after the colon, or remove the field"),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            Explanation::new("här ska ett fältnamn inom citattecken stå", "a field's name in quotes must stand here")
                .hint("skriv \"namn\": värde", "write \"name\": value")
        }
        Kind::SingleQuotedStringsNotAllowed => Explanation::new("texten står inom enkla citattecken", "the text stands in single quotes")
            .hint("skriv raka dubbla citattecken: \"…\"", "write straight double quotes: \"…\""),
        Kind::UnexpectedWord => Explanation::new("text ska stå inom citattecken", "text must stand in quotes").hint(
            "skriv \"…\" runt texten; true, false och tal står utan",
            "write \"…\" around the text; true, false and numbers stand without",
        ),
        Kind::UnterminatedArray => Explanation::new("listan som börjar här har ingen avslutning", "the list that begins here has no end")
            .hint("sätt en ] efter den sista posten", "put a ] after the last entry"),
        Kind::UnterminatedObject => {
            Explanation::new("objektet som börjar här har ingen avslutning", "the object that begins here has no end")
                .hint("sätt en } efter det sista fältet", "put a } after the last field")
        }
        Kind::UnexpectedCloseBrace | Kind::UnexpectedCloseBracket => {
            Explanation::new("parentesen har ingen motsvarande början", "the bracket has no matching beginning")
                .hint("ta bort den, eller kontrollera att [ och { går ihop med ] och }", "remove it, or check that [ and { match ] and }")
        }
        Kind::UnexpectedComma => Explanation::new("kommatecknet följer inte på något värde", "the comma does not follow a value")
            .hint("ta bort kommatecknet, eller skriv det värde som saknas", "remove the comma, or write the value that is missing"),
        Kind::UnexpectedColon => Explanation::new("här ska inget kolon stå", "there must be no colon here")
            .hint("text med kolon ska stå inom citattecken", "text with a colon must stand in quotes"),
        Kind::MultipleRootJsonValues => {
            Explanation::new("filen fortsätter efter att dokumentet är slut", "the file goes on after the document's end")
                .hint("ta bort det som står efter den avslutande }", "remove what stands after the closing }")
        }
        Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
            Explanation::new("texten som börjar här har inget avslutande citattecken", "the text that begins here has no closing quote")
                .hint(
                    "sätt ett \" efter texten; citattecken inne i texten skrivs ”…” eller \\\"",
                    "put a \" after the text; quotes within the text are written ”…” or \\\"",
                )
        }
        Kind::String(_) => Explanation::new(
            "omvänt snedstreck följs av ett tecken som JSON inte känner",
            "a backslash is followed by a character that JSON does not know",
        )
        .hint("skriv \\\\ för ett omvänt snedstreck", "write \\\\ for a backslash"),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => Explanation::new("talet går inte att läsa", "the number can't be read").hint(
            "skriv talet med siffror, 20 eller 0.5; ett datum skrivs inom citattecken",
            "write the number with digits, 20 or 0.5; a date stands in quotes",
        ),
        _ => unreadable(),
    }
}
