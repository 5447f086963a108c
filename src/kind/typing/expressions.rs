//! Expressions: the type of each, and what a template or a rule may not do with it.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOp, BinOpKind, CallArg, CompareOpKind, Expr, Filter, GetAttr, UnaryOpKind};
use minijinja::value::ValueKind;

use super::{Checker, Typed};
use crate::kind::codes;
use crate::kind::types::{Field, TextKind, Type};
use crate::kind::words::{listed, nearest};

/// The filters there are, in both languages.
const FILTERS: (&str, &str) = (
    "de filter som finns: length på listor; lower, upper och capitalize på text av en rad som säkert finns",
    "the filters there are: length on lists; lower, upper and capitalize on text of one line that is surely there",
);
const FILTERS_OF_RULES: (&str, &str) = (
    "de filter som finns: length på listor; map(attribute='fält') på listor av grupper; lower, upper och capitalize på text av en rad som säkert finns",
    "the filters there are: length on lists; map(attribute='field') on lists of groups; lower, upper and capitalize on text of one line that is surely there",
);

impl<'a> Checker<'a> {
    pub(super) fn expression(&mut self, expression: &'a Expr<'a>) -> Typed {
        let span = expression.span();
        match expression {
            Expr::Const(constant) => Typed::sure(match constant.value.kind() {
                ValueKind::Number => Type::Number,
                ValueKind::Bool => Type::Boolean,
                ValueKind::String => Type::Word,
                _ => Type::None,
            }),
            Expr::Var(variable) => match self.quiet(expression) {
                Some(typed) => typed,
                None => {
                    let known: Vec<String> = self.scopes.iter().flat_map(|scope| scope.keys().cloned()).collect();
                    self.unknown_field(span, variable.id, &known);
                    Typed::sure(Type::Unknown)
                }
            },
            Expr::GetAttr(attribute) => self.attribute(expression, attribute, span),
            Expr::UnaryOp(unary) => {
                self.condition(&unary.expr);
                Typed::sure(if matches!(unary.op, UnaryOpKind::Not) { Type::Boolean } else { Type::Number })
            }
            Expr::BinOp(operation) => self.operation(operation, span),
            Expr::Compare(comparison) => {
                let mut left = (self.expression(&comparison.expr), comparison.expr.span());
                for operand in &comparison.ops {
                    let right = (self.expression(&operand.expr), operand.expr.span());
                    self.compare(&left, &right, &operand.op, span);
                    left = right;
                }
                Typed::sure(Type::Boolean)
            }
            Expr::Test(test) => {
                if !matches!(test.name, "text" | "structured" | "rows" | "none" | "true" | "false") || !test.args.is_empty() {
                    self.fault(span, format!("testet {} finns inte", test.name), format!("there is no test {}", test.name))
                        .of(codes::UNKNOWN_FUNCTION)
                        .hint(
                            "de test som finns: is text, is structured, is rows, is none, is true och is false",
                            "the tests there are: is text, is structured, is rows, is none, is true and is false",
                        );
                }
                self.expression(&test.expr);
                Typed::sure(Type::Boolean)
            }
            Expr::IfExpr(choice) => {
                self.condition(&choice.test_expr);
                let (yes, no) = (self.facts_when(&choice.test_expr, true), self.facts_when(&choice.test_expr, false));
                self.facts.push(yes);
                let first = self.expression(&choice.true_expr);
                self.facts.pop();
                self.facts.push(no);
                let second = choice.false_expr.as_ref().map(|other| self.expression(other));
                self.facts.pop();
                match second {
                    _ if first.kind == Type::Unknown => first,
                    Some(second) if second.kind == Type::Unknown => second,
                    Some(second) if second.kind == Type::List(Box::new(Type::None)) || second.kind == first.kind => {
                        Typed { path: None, optional: first.optional || second.optional, ..first }
                    }
                    _ => {
                        self.fault(span, "de två utfallen är av olika slag".into(), "the two outcomes are of different types".into())
                            .of(codes::TYPE)
                            .hint(
                                "låt båda ge samma slags värde, eller skriv {% if … %} … {% else %} … {% endif %}",
                                "let both give the same type of value, or write {% if … %} … {% else %} … {% endif %}",
                            );
                        Typed::sure(Type::Unknown)
                    }
                }
            }
            Expr::Filter(filter) => self.filter(filter, span),
            Expr::Call(call) => self.call(call, span),
            Expr::List(list) if list.items.is_empty() => Typed::sure(Type::List(Box::new(Type::None))),
            other => {
                let (sv, en) = called(other);
                let whole = if self.in_rules {
                    (
                        "en regel tar fält, tal, ord inom citattecken, jämförelser, and, or, not och filter",
                        "a rule takes fields, numbers, words in quotes, comparisons, and, or, not and filters",
                    )
                } else {
                    (
                        "en mall tar fält, tal, ord inom citattecken, jämförelser och funktioner",
                        "a template takes fields, numbers, words in quotes, comparisons and functions",
                    )
                };
                self.fault(span, format!("{sv} får inte användas här"), format!("{en} may not be used here"))
                    .of(codes::UNKNOWN_FUNCTION)
                    .hint(whole.0, whole.1);
                Typed::sure(Type::Unknown)
            }
        }
    }

    fn attribute(&mut self, whole: &'a Expr<'a>, attribute: &'a GetAttr<'a>, span: Span) -> Typed {
        if let Some(typed) = self.quiet(whole) {
            if self.quiet(&attribute.expr).is_some_and(|owner| owner.optional) {
                self.fault(
                    span,
                    format!("{} nås genom ett fält som kan saknas", attribute.name),
                    format!("{} is reached through a field that may be absent", attribute.name),
                )
                .of(codes::MAY_BE_ABSENT)
                .hint(
                    "skriv det inom {% if fältet %} … {% endif %}, eller gör fältet obligatoriskt i schemat (required)",
                    "write it within {% if field %} … {% endif %}, or make the field required in the schema",
                );
            }
            return typed;
        }
        let owner = self.expression(&attribute.expr);
        let Type::Table(fields) = &owner.kind else {
            if owner.kind != Type::Unknown {
                let either = matches!(owner.kind, Type::Either(_));
                let list = matches!(owner.kind, Type::List(_));
                let (sv, en) = match (either, list) {
                    (true, _) => (
                        "fråga först: {% if fältet is structured %} … {% endif %}",
                        "ask first: {% if field is structured %} … {% endif %}",
                    ),
                    (_, true) => (
                        "gå igenom listan: {% for post in listan %} … {% endfor %}",
                        "go through the list: {% for entry in list %} … {% endfor %}",
                    ),
                    _ => ("skriv fältets namn utan punkt och tillägg", "write the field's name without a dot and what follows"),
                };
                self.fault(
                    span,
                    format!("{} har inga fält, så {} finns inte", owner.kind.swedish(), attribute.name),
                    format!("{} has no fields, so there is no {}", owner.kind.name(), attribute.name),
                )
                .of(codes::UNKNOWN_FIELD)
                .hint(sv, en);
            }
            return Typed::sure(Type::Unknown);
        };
        match fields.get(attribute.name) {
            Some(Field { kind, optional }) => Typed { kind: kind.clone(), optional: *optional, path: None },
            None => {
                let known: Vec<String> = fields.keys().cloned().collect();
                self.unknown_field(span, attribute.name, &known);
                Typed::sure(Type::Unknown)
            }
        }
    }

    fn operation(&mut self, operation: &'a BinOp<'a>, span: Span) -> Typed {
        match operation.op {
            BinOpKind::ScAnd | BinOpKind::ScOr => {
                self.condition(&operation.left);
                let facts = self.facts_when(&operation.left, matches!(operation.op, BinOpKind::ScAnd));
                self.facts.push(facts);
                self.condition(&operation.right);
                self.facts.pop();
                Typed::sure(Type::Boolean)
            }
            BinOpKind::Add | BinOpKind::Sub | BinOpKind::Mul => {
                for side in [&operation.left, &operation.right] {
                    let typed = self.expression(side);
                    if typed.kind != Type::Unknown && (typed.kind != Type::Number || typed.optional) {
                        self.fault(side.span(), "här behövs ett tal".into(), "a number is needed here".into()).of(codes::TYPE).hint(
                            "räkna bara med fält av typen integer eller number som säkert finns",
                            "calculate only with fields of type integer or number that are surely there",
                        );
                    }
                }
                Typed::sure(Type::Number)
            }
            BinOpKind::Concat | BinOpKind::Div | BinOpKind::FloorDiv | BinOpKind::Rem | BinOpKind::Pow => {
                self.fault(span, "räknesättet får inte användas här".into(), "the operator may not be used here".into())
                    .of(codes::UNKNOWN_FUNCTION)
                    .hint(
                        "det som finns är + - * och jämförelser; text sätts ihop genom att skrivas efter varandra: {{ a }} {{ b }}",
                        "there are + - * and comparisons; text is joined by writing it in sequence: {{ a }} {{ b }}",
                    );
                Typed::sure(Type::Unknown)
            }
            BinOpKind::Eq => self.comparison(operation, CompareOpKind::Eq, span),
            BinOpKind::Ne => self.comparison(operation, CompareOpKind::Ne, span),
            BinOpKind::Lt => self.comparison(operation, CompareOpKind::Lt, span),
            BinOpKind::Lte => self.comparison(operation, CompareOpKind::Lte, span),
            BinOpKind::Gt => self.comparison(operation, CompareOpKind::Gt, span),
            BinOpKind::Gte => self.comparison(operation, CompareOpKind::Gte, span),
            BinOpKind::In => self.comparison(operation, CompareOpKind::In, span),
        }
    }

    fn comparison(&mut self, operation: &'a BinOp<'a>, how: CompareOpKind, span: Span) -> Typed {
        let left = (self.expression(&operation.left), operation.left.span());
        let right = (self.expression(&operation.right), operation.right.span());
        self.compare(&left, &right, &how, span);
        Typed::sure(Type::Boolean)
    }

    fn compare(&mut self, left: &(Typed, Span), right: &(Typed, Span), how: &CompareOpKind, span: Span) {
        let ((left, left_span), (right, right_span)) = (left, right);
        if left.kind == Type::Unknown || right.kind == Type::Unknown {
            return;
        }
        let text = |typed: &Typed| matches!(typed.kind, Type::Text(_) | Type::Captured);
        if !self.in_rules && (text(left) || text(right)) {
            self.fault(
                span,
                "text som någon har skrivit får inte jämföras i en mall".into(),
                "text that somebody has written may not be compared in a template".into(),
            )
            .of(codes::COMPARISON)
            .hint(
                "ge fältet \"enum\": [ … ] i schemat i stället för x-text, eller fråga om det finns: {% if fältet %}",
                "give the field \"enum\": [ … ] in the schema instead of x-text, or ask whether it is there: {% if field %}",
            );
            return;
        }
        if left.optional || right.optional {
            let side = self.written(if left.optional { *left_span } else { *right_span });
            let present = if self.in_rules { format!("{side} is not none") } else { side.to_owned() };
            self.fault(span, format!("{side} kan saknas"), format!("{side} may be absent"))
                .of(codes::MAY_BE_ABSENT)
                .hint(format!("fråga först om det finns: {present} and …"), format!("ask first whether it is there: {present} and …"));
            return;
        }
        let right = match (how, &right.kind) {
            (CompareOpKind::In | CompareOpKind::NotIn, Type::List(item)) => item.as_ref(),
            (CompareOpKind::In | CompareOpKind::NotIn, other) => {
                self.fault(
                    span,
                    format!("in söker i en lista, inte i {}", other.swedish()),
                    format!("in searches a list, not {}", other.name()),
                )
                .of(codes::COMPARISON)
                .hint(
                    "skriv en lista till höger om in, som principals | map(attribute='short_name')",
                    "write a list to the right of in, such as principals | map(attribute='short_name')",
                );
                return;
            }
            (_, kind) => kind,
        };
        let comparable = |kind: &Type| match kind {
            Type::Text(TextKind::Time) => None,
            Type::Text(_) | Type::Word | Type::Coded => Some("words"),
            Type::Number => Some("number"),
            Type::Boolean => Some("boolean"),
            _ => None,
        };
        if comparable(&left.kind).is_none() || comparable(&left.kind) != comparable(right) {
            self.fault(
                span,
                format!("{} går inte att jämföra med {}", left.kind.swedish(), right.swedish()),
                format!("{} can't be compared with {}", left.kind.name(), right.name()),
            )
            .of(codes::COMPARISON)
            .hint("jämför tal med tal och ord med ord", "compare numbers with numbers and words with words");
        }
    }

    fn filter(&mut self, filter: &'a Filter<'a>, span: Span) -> Typed {
        let Some(source) = &filter.expr else {
            self.refuse_captured(span);
            return Typed::sure(Type::Unknown);
        };
        let typed = self.expression(source);
        if typed.kind == Type::Unknown {
            return typed;
        }
        if matches!(typed.kind, Type::Captured | Type::Emitted) {
            self.refuse_captured(span);
            return Typed::sure(Type::Unknown);
        }
        match (filter.name, &typed.kind, typed.optional, &filter.args[..]) {
            ("length", Type::List(_), false, []) => Typed::sure(Type::Number),
            ("lower" | "upper" | "capitalize", Type::Text(TextKind::Plain) | Type::Word, false, []) => {
                Typed::sure(Type::Text(TextKind::Plain))
            }
            ("map", Type::List(item), false, [CallArg::Kwarg("attribute", Expr::Const(name))]) if self.in_rules => {
                let field = match (item.as_ref(), name.value.as_str()) {
                    (Type::Table(fields), Some(name)) => fields.get(name).cloned(),
                    _ => None,
                };
                match field {
                    Some(Field { kind, optional: false }) => Typed::sure(Type::List(Box::new(kind))),
                    _ => {
                        self.fault(span, "fältet finns inte i alla rader".into(), "not every row has that field".into())
                            .of(codes::UNKNOWN_FIELD)
                            .hint(
                                "map tar ett fält som varje post måste ha: ett som står i required",
                                "map takes a field that every entry must have: one that stands in required",
                            );
                        Typed::sure(Type::Unknown)
                    }
                }
            }
            _ => {
                let filters = if self.in_rules { FILTERS_OF_RULES } else { FILTERS };
                let (name, swedish, english) = (filter.name, typed.kind.swedish(), typed.kind.name());
                self.fault(
                    span,
                    format!("filtret {name} går inte att använda på {swedish} här"),
                    format!("the filter {name} can't be used on {english} here"),
                )
                .of(codes::UNKNOWN_FUNCTION)
                .hint(filters.0, filters.1);
                Typed::sure(Type::Unknown)
            }
        }
    }

    fn unknown_field(&mut self, span: Span, name: &str, known: &[String]) {
        let known: Vec<&str> = known.iter().map(String::as_str).filter(|known| !known.starts_with('$')).collect();
        let (sv, en) = match nearest(name, known.iter().copied()) {
            Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
            None => (
                format!("de fält som finns här: {}; ett nytt beskrivs i schema.json.", listed(&known, "och")),
                format!("the fields there are here: {}; a new one is described in schema.json.", listed(&known, "and")),
            ),
        };
        let (sv, en) = if self.in_clause {
            (
                format!("{sv} Klausulen kräver fältet av varje slag som tar in den"),
                format!("{en} The clause needs the field in every kind that includes it"),
            )
        } else {
            (sv, en)
        };
        self.fault(span, format!("fältet {name} finns inte"), format!("there is no field {name}")).of(codes::UNKNOWN_FIELD).hint(sv, en);
    }
}

/// What an expression that may not stand is called.
fn called(expression: &Expr<'_>) -> (&'static str, &'static str) {
    match expression {
        Expr::GetItem(_) => ("ett index inom hakparenteser", "an index in brackets"),
        Expr::Slice(_) => ("ett utsnitt ur en lista", "a slice of a list"),
        Expr::List(_) | Expr::Tuple(_) => ("en egen lista", "a list of one's own"),
        Expr::Map(_) => ("en egen grupp av värden", "a map of one's own"),
        _ => ("uttrycket", "the expression"),
    }
}
