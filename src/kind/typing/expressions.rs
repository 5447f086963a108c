//! Expressions: the type of each, and what a template or a rule may not do with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, CompareOpKind, Expr, Filter, GetAttr, Macro, UnaryOpKind};
use minijinja::value::ValueKind;

use super::facts::Facts;
use super::{BLOCK_FUNCTIONS, Checker, SHOWN_FIELDS, Typed};
use crate::kind::codes;
use crate::kind::tables::TABLE_FUNCTIONS;
use crate::kind::types::{Field, TextKind, Type};
use crate::kind::words::{listed, meant_or_listed, nearest};

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

    pub(super) fn attribute(&mut self, whole: &'a Expr<'a>, attribute: &'a GetAttr<'a>, span: Span) -> Typed {
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

    pub(super) fn operation(&mut self, operation: &'a BinOp<'a>, span: Span) -> Typed {
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

    pub(super) fn comparison(&mut self, operation: &'a BinOp<'a>, how: CompareOpKind, span: Span) -> Typed {
        let left = (self.expression(&operation.left), operation.left.span());
        let right = (self.expression(&operation.right), operation.right.span());
        self.compare(&left, &right, &how, span);
        Typed::sure(Type::Boolean)
    }

    pub(super) fn compare(&mut self, left: &(Typed, Span), right: &(Typed, Span), how: &CompareOpKind, span: Span) {
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

    pub(super) fn filter(&mut self, filter: &'a Filter<'a>, span: Span) -> Typed {
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

    pub(super) fn call(&mut self, call: &'a Call<'a>, span: Span) -> Typed {
        let Expr::Var(name) = &call.expr else {
            self.fault(span, "bara namngivna funktioner kan anropas".into(), "only named functions can be called".into())
                .of(codes::UNKNOWN_FUNCTION)
                .hint("skriv funktionens namn, som timeline_table(…)", "write the name of the function, as in timeline_table(…)");
            return Typed::sure(Type::Unknown);
        };
        if self.in_rules {
            match (name.id, &call.args[..]) {
                ("out_of_order", [CallArg::Pos(rows), CallArg::Pos(field)]) => return self.out_of_order(rows, field),
                ("clock", [CallArg::Pos(time)]) => {
                    let typed = self.expression(time);
                    if typed.optional || typed.kind != Type::Text(TextKind::Time) {
                        let (sv, en) = (typed.kind.swedish(), typed.kind.name());
                        self.fault(
                            time.span(),
                            format!("clock läser ett klockslag som inte kan saknas, inte {sv}"),
                            format!("clock reads a time of day that can't be absent, not {en}"),
                        )
                        .of(codes::ARGUMENTS)
                        .hint(
                            "skriv ett fält med \"x-text\": \"time\", och fråga först om det finns: fältet is not none and clock(fältet) …",
                            "write a field with \"x-text\": \"time\", and ask first whether it is there: field is not none and clock(field) …",
                        );
                    }
                    return Typed::sure(Type::Number);
                }
                _ => {}
            }
        } else if TABLE_FUNCTIONS.contains(&name.id) {
            return self.table_call(name.id, call, span);
        } else if let Some((_, words)) = BLOCK_FUNCTIONS.iter().find(|(function, _)| *function == name.id) {
            let mut given: Vec<&str> = Vec::new();
            for argument in &call.args {
                match argument {
                    CallArg::Kwarg(word, Expr::Const(constant)) if constant.value.kind() == ValueKind::String => given.push(word),
                    CallArg::Kwarg(word, _) if words.contains(word) => {
                        given.push(word);
                        self.fault(span, format!("{word} är inget ord inom citattecken"), format!("{word} is no word in quotes"))
                            .of(codes::ARGUMENTS)
                            .hint(
                                format!("skriv {word}=\"…\"; orden är mallens egen text"),
                                format!("write {word}=\"…\"; the words are the template's own text"),
                            );
                    }
                    _ => self
                        .fault(
                            span,
                            "orden måste skrivas ut, som period=\"När\"".into(),
                            "the words must be written out, as in period=\"När\"".into(),
                        )
                        .of(codes::ARGUMENTS)
                        .hint(
                            "skriv orden inom citattecken; de är mallens egen text",
                            "write the words in quotes; they are the template's own text",
                        ),
                }
            }
            let shown = SHOWN_FIELDS.iter().filter(|(function, _)| *function == name.id).flat_map(|(_, fields)| fields.iter());
            for field in shown.filter(|field| !self.scopes.iter().any(|scope| scope.contains_key(**field))).collect::<Vec<_>>() {
                let line = format!("\"{field}\": {{ \"$ref\": \"envelope.schema.json#/properties/{field}\" }}");
                self.fault(
                    span,
                    format!("{} visar fältet {field}, som schemat inte har", name.id),
                    format!("{} shows the field {field}, which the schema does not have", name.id),
                )
                .of(codes::UNKNOWN_FIELD)
                .hint(format!("lägg till {line} i schema.json"), format!("add {line} to schema.json"));
            }
            let missing = words.iter().find(|word| !given.contains(word)).copied();
            let unknown = given.iter().find(|word| !words.contains(word)).copied();
            if let Some(word) = missing {
                self.fault(span, format!("{} saknar ordet för {word}", name.id), format!("{} lacks the word for {word}", name.id))
                    .of(codes::ARGUMENTS)
                    .hint(format!("lägg till {word}=\"…\""), format!("add {word}=\"…\""));
            }
            if let Some(word) = unknown {
                self.fault(span, format!("{} har inget ord {word}", name.id), format!("{} has no word {word}", name.id))
                    .of(codes::ARGUMENTS)
                    .hint(format!("de ord den tar: {}", words.join(", ")), format!("the words it takes: {}", words.join(", ")));
            }
            return Typed::sure(Type::Emitted);
        } else if name.id == "section" {
            let words: Vec<Option<String>> = call
                .args
                .iter()
                .map(|argument| if let CallArg::Pos(Expr::Const(c)) = argument { c.value.as_str().map(str::to_owned) } else { None })
                .collect();
            match &words[..] {
                [Some(id)] => self.skeleton.wanted(&self.file, span, id, false),
                [Some(id), Some(_)] => self.skeleton.wanted(&self.file, span, id, true),
                _ => self
                    .fault(
                        span,
                        "skriv section(\"id\") eller section(\"id\", \"ord om avsnittet saknas\")".into(),
                        "write section(\"id\") or section(\"id\", \"words if the section is left out\")".into(),
                    )
                    .of(codes::ARGUMENTS)
                    .hint("id är det som står inom {#…} efter rubriken", "the id is what stands within {#…} after the heading"),
            }
            return Typed::sure(Type::Emitted);
        } else if let Some(declared) = self.macros.get(name.id).copied() {
            return self.call_macro(declared, call, span);
        }
        let mut known: Vec<&str> = vec!["out_of_order", "clock"];
        if !self.in_rules {
            let blocks = BLOCK_FUNCTIONS.iter().map(|(function, _)| *function).chain(TABLE_FUNCTIONS);
            known = blocks.chain(["section"]).chain(self.macros.keys().copied()).collect();
        }
        let (sv, en) = meant_or_listed(name.id, &known);
        self.fault(span, format!("funktionen {} finns inte", name.id), format!("there is no function {}", name.id))
            .of(codes::UNKNOWN_FUNCTION)
            .hint(sv, en);
        Typed::sure(Type::Unknown)
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

    /// `out_of_order(rows, "field")`: the rows whose number, time, date or period should stand before an earlier row's.
    fn out_of_order(&mut self, rows: &'a Expr<'a>, field: &'a Expr<'a>) -> Typed {
        let typed = self.expression(rows);
        let row = match typed.kind {
            Type::List(item) => Some(*item),
            Type::Either(branches) => {
                branches.into_iter().find_map(|branch| if let Type::List(item) = branch { Some(*item) } else { None })
            }
            _ => None,
        };
        let name = if let Expr::Const(constant) = field { constant.value.as_str() } else { None };
        let kind = match (&row, name) {
            (Some(Type::Table(fields)), Some(name)) => fields.get(name).map(|field| &field.kind),
            _ => None,
        };
        if !matches!(kind, Some(Type::Number | Type::Word | Type::Text(TextKind::Period | TextKind::Time))) {
            self.fault(
                field.span(),
                "out_of_order tar en lista och namnet på ett fält i dess poster: ett tal, ett klockslag, ett datum eller en period".into(),
                "out_of_order takes a list and the name of a field of its entries: a number, a time of day, a date or a period".into(),
            )
            .of(codes::ARGUMENTS)
            .hint("till exempel out_of_order(timeline, \"period\")", "such as out_of_order(timeline, \"period\")");
            return Typed::sure(Type::Unknown);
        }
        let number = || Field { kind: Type::Number, optional: false };
        let words = || Field { kind: Type::Text(TextKind::Plain), optional: false };
        let row = BTreeMap::from([
            ("index".to_owned(), number()),
            ("value".to_owned(), words()),
            ("earlier_index".to_owned(), number()),
            ("earlier_value".to_owned(), words()),
        ]);
        Typed::sure(Type::List(Box::new(Type::Table(Arc::new(row)))))
    }

    /// A macro's body is checked anew with the types of each call.
    pub(super) fn call_macro(&mut self, declared: &'a Macro<'a>, call: &'a Call<'a>, span: Span) -> Typed {
        if self.depth >= 8 {
            self.fault(span, format!("makrot {} anropar sig självt", declared.name), format!("the macro {} calls itself", declared.name))
                .of(codes::UNKNOWN_FUNCTION)
                .hint("skriv ut nivåerna, eller använd en {% for %}", "write out the levels, or use a {% for %}");
            return Typed::sure(Type::Captured);
        }
        let values: Vec<Typed> = call
            .args
            .iter()
            .filter_map(|argument| if let CallArg::Pos(value) = argument { Some(self.expression(value)) } else { None })
            .collect();
        if values.len() != call.args.len() || values.len() != declared.args.len() || !declared.defaults.is_empty() {
            self.fault(
                span,
                format!("makrot {} anropas inte med de värden som det räknar upp: {}", declared.name, declared.args.len()),
                format!("the macro {} is not called with the values it names: {}", declared.name, declared.args.len()),
            )
            .of(codes::ARGUMENTS)
            .hint(
                "ge värdena i den ordning som makrot räknar upp dem, utan namn och förval",
                "give the values in the order of the macro, without names or defaults",
            );
            return Typed::sure(Type::Captured);
        }
        self.depth += 1;
        self.inner(Facts::default(), |checker| {
            for (target, value) in declared.args.iter().zip(values) {
                checker.assign(target, value);
            }
            checker.statements(&declared.body);
        });
        self.depth -= 1;
        Typed::sure(Type::Captured)
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
