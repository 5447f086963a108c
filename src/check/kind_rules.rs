//! Rules of a kind turn expressions over the source into faults with the kind's own words.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, Expression, UndefinedBehavior, Value, context};
use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic, Message, Place, shortened};
use crate::kind::{Kind, Rule, Shape, kind_fault};
use crate::model::{Period, Pointer, TimeOfDay};

use super::context::Context;

/// Steps that one expression may take.
const FUEL: u64 = 2_000_000;

/// Tries the kind's rules. A rule that reads a field at fault is passed over, as its answer would be an echo.
pub(super) fn check<'p>(context: &Context<'_>, broken: impl Iterator<Item = &'p Pointer>) -> Vec<Diagnostic> {
    let broken: BTreeSet<String> = broken.filter_map(|pointer| pointer.steps().next()).collect();
    let environment = environment();
    let mut out = Vec::new();
    let mut sound = Vec::new();
    for rule in context.kind.rules.iter().filter(|rule| rule.severity.severity(context.options.for_signing).is_some()) {
        match Compiled::of(&environment, rule) {
            Ok(compiled) if compiled.names.iter().any(|name| broken.contains(name)) => {}
            Ok(compiled) => sound.push(compiled),
            Err(error) => out.push(fault(context.kind, rule, &error)),
        }
    }
    let read: BTreeSet<&str> = sound.iter().flat_map(|compiled| compiled.names.iter().map(String::as_str)).collect();
    let fields = Fields { read: fields(context, |name| read.contains(name)), all: OnceCell::new() };
    for compiled in &sound {
        match try_rule(context, &environment, compiled, &fields) {
            Ok(found) => out.extend(found),
            Err(error) => out.push(fault(context.kind, compiled.rule, &error)),
        }
    }
    out
}

/// A rule, its expressions, and the fields of the document that they read.
struct Compiled<'r> {
    rule: &'r Rule,
    broken_if: Expression<'r, 'r>,
    for_each: Option<Expression<'r, 'r>>,
    names: BTreeSet<String>,
}

impl<'r> Compiled<'r> {
    fn of(environment: &'r Environment<'static>, rule: &'r Rule) -> Result<Self, Error> {
        let broken_if = environment.compile_expression(&rule.broken_if)?;
        let for_each = rule.for_each.as_ref().map(|list| environment.compile_expression(list)).transpose()?;
        let names = for_each.iter().chain([&broken_if]).flat_map(|expression| expression.undeclared_variables(false)).collect();
        Ok(Self { rule, broken_if, for_each, names })
    }
}

/// The fields of the document as rules see them.
struct Fields {
    /// Those that an expression reads.
    read: Value,
    /// All of them, for the words of a rule that is broken.
    all: OnceCell<Value>,
}

fn fields(context: &Context<'_>, wanted: impl Fn(&str) -> bool) -> Value {
    let shape = Shape::of_document(&context.kind.schema).with_branch_for(context.settled);
    let properties = shape.properties().into_iter().filter(|(name, _)| wanted(name));
    let fields = properties.map(|(name, field)| (name.to_owned(), filled(&field, context.settled.get(name))));
    Value::from(fields.collect::<BTreeMap<String, Value>>())
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    environment.add_test("text", |value: &Value| value.kind() == ValueKind::String);
    environment.add_test("structured", |value: &Value| value.kind() == ValueKind::Map);
    environment.add_test("rows", |value: &Value| value.kind() == ValueKind::Seq);
    environment.add_function("out_of_order", |rows: Value, field: String| out_of_order(&rows, &field));
    environment.add_function("clock", |text: &str| TimeOfDay::parse(text).map(|time| time.begins()));
    environment.set_formatter(|out, _, value| {
        let shown = value.as_str().map_or_else(|| value.to_string(), shortened);
        Ok(out.write_str(&shown)?)
    });
    environment
}

fn try_rule(
    context: &Context<'_>,
    environment: &Environment<'_>,
    compiled: &Compiled<'_>,
    fields: &Fields,
) -> Result<Vec<Diagnostic>, Error> {
    let Compiled { rule, broken_if, for_each, .. } = compiled;
    let Some(severity) = rule.severity.severity(context.options.for_signing) else { return Ok(Vec::new()) };
    let mut items = Vec::new();
    match for_each {
        Some(list) => items.extend(list.eval(fields.read.clone())?.try_iter()?.enumerate().map(Some)),
        None => items.push(None),
    }
    let mut out = Vec::new();
    for item in items {
        let case = |fields: &Value| match &item {
            Some((index, item)) => context!(item, index, ..fields.clone()),
            None => fields.clone(),
        };
        if !broken_if.eval(case(&fields.read))?.is_true() {
            continue;
        }
        let case = case(fields.all.get_or_init(|| self::fields(context, |_| true)));
        let written = |text: &str| environment.render_named_str("rule", text, case.clone());
        let message = Message::new(written(&rule.message.sv)?, written(&rule.message.en)?);
        let pointer = Pointer::parse(&written(&rule.field)?).unwrap_or_default();
        let place = Place::value(context.source.file(), pointer);
        let diagnostic = Diagnostic::new(severity, Code::declared(rule.code.clone()), place, message);
        out.push(diagnostic.hint(written(&rule.hint.sv)?, written(&rule.hint.en)?));
    }
    Ok(out)
}

fn fault(kind: &Kind, rule: &Rule, error: &Error) -> Diagnostic {
    let place = Place::Text { file: kind.file("rules.toml"), range: rule.range.clone() };
    let detail = shortened(error.detail().unwrap_or("…"));
    kind_fault(
        place,
        format!("regeln {} går inte att pröva ({}: {detail})", rule.code, error.kind()),
        format!("the rule {} can't be tried ({}: {detail})", rule.code, error.kind()),
    )
}

/// A value as expressions see it: every field that the schema knows exists; an absent one is `none`, an absent list empty.
fn filled(shape: &Shape<'_>, value: Option<&Json>) -> Value {
    let Some(value) = value else {
        return if shape.types() == ["array"] { Value::from(Vec::<Value>::new()) } else { Value::from(()) };
    };
    let shape = shape.with_branch_for(value);
    match value {
        Json::Object(object) => {
            let mut fields: Vec<(String, Value)> =
                shape.properties().into_iter().map(|(name, shape)| (name.to_owned(), filled(&shape, object.get(name)))).collect();
            for (name, value) in object {
                if shape.property(name).is_none() {
                    fields.push((name.clone(), plain(value)));
                }
            }
            Value::from(fields.into_iter().collect::<BTreeMap<String, Value>>())
        }
        Json::Array(entries) => match shape.items() {
            Some(items) => entries.iter().map(|entry| filled(&items, Some(entry))).collect(),
            None => plain(value),
        },
        other => plain(other),
    }
}

/// A value that the schema says nothing about.
fn plain(value: &Json) -> Value {
    match value {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(fraction)) => Value::from(fraction),
            (None, None) => Value::from(()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(entries) => entries.iter().map(plain).collect(),
        Json::Object(object) => object.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
    }
}

/// What a row is ordered by.
enum Position {
    Number(f64),
    Time(u16),
    Period(Period),
}

impl Position {
    /// Reads a number, a time of day, a date or a period; `None` for anything else.
    fn of(value: &Value) -> Option<Self> {
        match value.as_str() {
            Some(text) => TimeOfDay::parse(text).map(|time| Self::Time(time.begins())).or_else(|| Period::parse(text).map(Self::Period)),
            None => f64::try_from(value.clone()).ok().map(Self::Number),
        }
    }

    /// Whether a row with this position surely belongs before an earlier one. Numbers must grow; times may be the same.
    fn is_before(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Number(own), Self::Number(earlier)) => own <= earlier,
            (Self::Time(own), Self::Time(earlier)) => own < earlier,
            (Self::Period(own), Self::Period(earlier)) => own.surely_before(earlier),
            _ => false,
        }
    }

    /// Whether later rows are to be held against this position rather than against an earlier one.
    fn is_beyond(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Period(own), Self::Period(earlier)) => own.begins_after(earlier),
            _ => true,
        }
    }
}

/// The rows whose number, time, date or period surely lies before that of an earlier row. Rows without one that can be
/// read, and text in place of rows, say nothing.
fn out_of_order(rows: &Value, field: &str) -> Result<Vec<Value>, Error> {
    let mut out = Vec::new();
    if rows.kind() != ValueKind::Seq {
        return Ok(out);
    }
    let mut latest: Option<(usize, String, Position)> = None;
    for (index, row) in rows.try_iter()?.enumerate() {
        let Ok(value) = row.get_attr(field) else { continue };
        let Some(position) = Position::of(&value) else { continue };
        let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match &latest {
            Some((earlier_index, earlier_value, earlier)) if position.is_before(earlier) => {
                out.push(context!(index, value => written, earlier_index, earlier_value));
            }
            Some((_, _, earlier)) if !position.is_beyond(earlier) => {}
            _ => latest = Some((index, written, position)),
        }
    }
    Ok(out)
}
