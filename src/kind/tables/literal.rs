//! A literal is what a template writes out in place, or what the same becomes when the template runs.

use minijinja::Value;
use minijinja::machinery::Span;
use minijinja::machinery::ast::Expr;
use minijinja::value::ValueKind;

/// Something written out in a template, with its place; the place is empty for a value at run time.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    pub(super) written: Written,
    pub(super) span: Span,
}

#[derive(Debug, Clone)]
pub(super) enum Written {
    Text(String),
    Number(f64),
    Truth(bool),
    List(Vec<Literal>),
    Group(Vec<(Literal, Literal)>),
    /// Anything that is computed: refused.
    Computed,
}

impl Literal {
    /// What stands in a template.
    pub(in crate::kind) fn of_expression(expression: &Expr<'_>) -> Self {
        let written = match expression {
            Expr::Const(constant) => Self::of_value(&constant.value).written,
            Expr::List(list) => Written::List(list.items.iter().map(Self::of_expression).collect()),
            Expr::Map(map) => Written::Group(
                map.keys.iter().zip(&map.values).map(|(key, value)| (Self::of_expression(key), Self::of_expression(value))).collect(),
            ),
            _ => Written::Computed,
        };
        Self { written, span: expression.span() }
    }

    /// What a function was given.
    pub(crate) fn of_value(value: &Value) -> Self {
        let entries = || value.try_iter().into_iter().flatten();
        let written = match value.kind() {
            ValueKind::String => value.as_str().map_or(Written::Computed, |text| Written::Text(text.to_owned())),
            ValueKind::Number => f64::try_from(value.clone()).map_or(Written::Computed, Written::Number),
            ValueKind::Bool => Written::Truth(value.is_true()),
            ValueKind::Seq => Written::List(entries().map(|entry| Self::of_value(&entry)).collect()),
            ValueKind::Map => Written::Group(
                entries().filter_map(|key| Some((Self::of_value(&key), Self::of_value(&value.get_item(&key).ok()?)))).collect(),
            ),
            _ => Written::Computed,
        };
        Self { written, span: Span::default() }
    }
}
