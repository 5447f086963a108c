//! Expressions: the type of each, and what a template or a rule may not do with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, CompareOpKind, Expr, Filter, GetAttr, Macro, UnaryOpKind};
use minijinja::value::ValueKind;

use super::facts::Facts;
use super::{BLOCK_FUNCTIONS, Checker, Typed};
use crate::kind::tables::TABLE_FUNCTIONS;
use crate::kind::types::{Field, TextKind, Type};

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
                    self.fault(span, format!("fältet {} finns inte", variable.id), format!("there is no field {}", variable.id));
                    Typed::sure(Type::None)
                }
            },
            Expr::GetAttr(attribute) => self.attribute(expression, attribute, span),
            Expr::UnaryOp(unary) => {
                self.condition(&unary.expr);
                Typed::sure(if matches!(unary.op, UnaryOpKind::Not) { Type::Boolean } else { Type::Number })
            }
            Expr::BinOp(operation) => self.operation(operation, span),
            Expr::Compare(comparison) => {
                let mut left = self.expression(&comparison.expr);
                for operand in &comparison.ops {
                    let right = self.expression(&operand.expr);
                    self.compare(&left, &right, &operand.op, span);
                    left = right;
                }
                Typed::sure(Type::Boolean)
            }
            Expr::Test(test) => {
                if !matches!(test.name, "text" | "structured" | "rows" | "none" | "true" | "false") || !test.args.is_empty() {
                    self.fault(span, format!("testet {} finns inte", test.name), format!("there is no test {}", test.name));
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
                    Some(second) if second.kind == Type::List(Box::new(Type::None)) || second.kind == first.kind => {
                        Typed { path: None, optional: first.optional || second.optional, ..first }
                    }
                    _ => {
                        self.fault(span, "de två utfallen är av olika slag".into(), "the two outcomes are of different types".into());
                        Typed::sure(Type::None)
                    }
                }
            }
            Expr::Filter(filter) => self.filter(filter, span),
            Expr::Call(call) => self.call(call, span),
            Expr::List(list) if list.items.is_empty() => Typed::sure(Type::List(Box::new(Type::None))),
            other => {
                self.fault(
                    span,
                    format!("{} får inte användas här", other.description()),
                    format!("a {} may not be used here", other.description()),
                );
                Typed::sure(Type::None)
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
                );
            }
            return typed;
        }
        let owner = self.expression(&attribute.expr);
        let Type::Table(fields) = &owner.kind else {
            if owner.kind != Type::None {
                self.fault(
                    span,
                    format!("{} har inga fält, så {} finns inte", owner.kind.swedish(), attribute.name),
                    format!("{} has no fields, so there is no {}", owner.kind.name(), attribute.name),
                );
            }
            return Typed::sure(Type::None);
        };
        match fields.get(attribute.name) {
            Some(Field { kind, optional }) => Typed { kind: kind.clone(), optional: *optional, path: None },
            None => {
                self.fault(span, format!("fältet {} finns inte", attribute.name), format!("there is no field {}", attribute.name));
                Typed::sure(Type::None)
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
                    if typed.kind != Type::Number || typed.optional {
                        self.fault(side.span(), "här behövs ett tal".into(), "a number is needed here".into());
                    }
                }
                Typed::sure(Type::Number)
            }
            BinOpKind::Concat | BinOpKind::Div | BinOpKind::FloorDiv | BinOpKind::Rem | BinOpKind::Pow => {
                self.fault(span, "räknesättet får inte användas här".into(), "the operator may not be used here".into());
                Typed::sure(Type::None)
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
        let (left, right) = (self.expression(&operation.left), self.expression(&operation.right));
        self.compare(&left, &right, &how, span);
        Typed::sure(Type::Boolean)
    }

    pub(super) fn compare(&mut self, left: &Typed, right: &Typed, how: &CompareOpKind, span: Span) {
        let text = |typed: &Typed| matches!(typed.kind, Type::Text(_) | Type::Captured);
        if !self.in_rules && (text(left) || text(right)) {
            self.fault(
                span,
                "löptext får inte jämföras i en mall; låt schemat ha ett fält med fasta värden".into(),
                "free text may not be compared in a template; let the schema have a field with fixed values".into(),
            );
            return;
        }
        if left.optional || right.optional {
            self.fault(span, "det ena ledet kan saknas".into(), "one side may be absent".into());
            return;
        }
        let right = match (how, &right.kind) {
            (CompareOpKind::In | CompareOpKind::NotIn, Type::List(item)) => item.as_ref(),
            (CompareOpKind::In | CompareOpKind::NotIn, other) => {
                self.fault(
                    span,
                    format!("in söker i en lista, inte i {}", other.swedish()),
                    format!("in searches a list, not {}", other.name()),
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
            );
        }
    }

    pub(super) fn filter(&mut self, filter: &'a Filter<'a>, span: Span) -> Typed {
        let Some(source) = &filter.expr else {
            self.refuse_captured(span);
            return Typed::sure(Type::None);
        };
        let typed = self.expression(source);
        if matches!(typed.kind, Type::Captured | Type::Emitted) {
            self.refuse_captured(span);
            return Typed::sure(Type::None);
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
                        self.fault(span, "fältet finns inte i alla rader".into(), "not every row has that field".into());
                        Typed::sure(Type::None)
                    }
                }
            }
            _ => {
                let (name, swedish, english) = (filter.name, typed.kind.swedish(), typed.kind.name());
                self.fault(
                    span,
                    format!("filtret {name} går inte att använda på {swedish} här"),
                    format!("the filter {name} can't be used on {english} here"),
                );
                Typed::sure(Type::None)
            }
        }
    }

    pub(super) fn call(&mut self, call: &'a Call<'a>, span: Span) -> Typed {
        let Expr::Var(name) = &call.expr else {
            self.fault(span, "bara namngivna funktioner kan anropas".into(), "only named functions can be called".into());
            return Typed::sure(Type::None);
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
                    _ => self.fault(
                        span,
                        "orden måste skrivas ut, som period=\"När\"".into(),
                        "the words must be written out, as in period=\"När\"".into(),
                    ),
                }
            }
            let missing = words.iter().find(|word| !given.contains(word)).copied();
            let unknown = given.iter().find(|word| !words.contains(word)).copied();
            if let Some(word) = missing {
                self.fault(span, format!("{} saknar ordet för {word}", name.id), format!("{} lacks the word for {word}", name.id));
            }
            if let Some(word) = unknown {
                self.fault(span, format!("{} har inget ord {word}", name.id), format!("{} has no word {word}", name.id));
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
                _ => self.fault(
                    span,
                    "skriv section(\"id\") eller section(\"id\", \"ord om avsnittet saknas\")".into(),
                    "write section(\"id\") or section(\"id\", \"words if the section is left out\")".into(),
                ),
            }
            return Typed::sure(Type::Emitted);
        } else if let Some(declared) = self.macros.get(name.id).copied() {
            return self.call_macro(declared, call, span);
        }
        self.fault(span, format!("funktionen {} finns inte", name.id), format!("there is no function {}", name.id));
        Typed::sure(Type::None)
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
                "skriv out_of_order(rader, \"fält\"), där fältet är ett tal, ett klockslag, ett datum eller en period".into(),
                "write out_of_order(rows, \"field\"), where the field is a number, a time of day, a date or a period".into(),
            );
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
            self.fault(span, format!("makrot {} anropar sig självt", declared.name), format!("the macro {} calls itself", declared.name));
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
                format!("makrot {} tar {} värden, i ordning", declared.name, declared.args.len()),
                format!("the macro {} takes {} values, in order", declared.name, declared.args.len()),
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
