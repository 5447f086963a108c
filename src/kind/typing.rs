//! Typing proves, before any document, that a kind's templates and rules use only fields that exist, in ways their
//! types allow, and print nothing that may be absent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, CompareOpKind, Expr, Filter, GetAttr, Macro, Stmt, UnaryOpKind};
use minijinja::machinery::{Span, parse, parse_expr};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use serde_json::Value;

use super::load::kind_fault;
use super::rule::Rule;
use super::skeleton::Skeleton;
use super::types::{Field, TextKind, Type, type_of};
use crate::diag::{Diagnostic, FileName, Place};

/// The functions that emit typed blocks, each with the words it must be given.
pub(crate) const BLOCK_FUNCTIONS: &[(&str, &[&str])] = &[
    ("timeline_table", &["period", "activity", "open"]),
    ("contact_table", &["principal", "name", "organisation", "email", "unnamed"]),
    ("signature_block", &["party", "through", "as_above", "authority"]),
    ("reference_list", &[]),
];

/// How templates are written: `{% %}` and `{{ }}` as usual, comments in `{## ##}` so that `{#id}` is a heading's id.
pub(crate) fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().comment_delimiters("{##", "##}").trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default()
}

/// Checks the kind's template and the clauses it includes.
pub(crate) fn check_templates(templates: &[(String, String)], schema: &Value) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut parsed = Vec::new();
    for (path, text) in templates {
        let file = FileName::new(format!("templates/{path}"));
        match parse(text, path, syntax()) {
            Ok(tree) => parsed.push(Parsed { path, text, file, tree }),
            Err(error) => faults.push(syntax_fault(&file, &error, 0)),
        }
    }
    if faults.is_empty()
        && let Some(first) = parsed.first()
    {
        let mut checker = Checker::new(schema, &parsed, first.file.clone());
        checker.whole(first);
        let Checker { faults: found, skeleton, .. } = checker;
        faults = found;
        if faults.is_empty() {
            faults = skeleton.check();
        }
    }
    faults
}

/// Checks the expressions and messages of the kind's rules.
pub(crate) fn check_rules(rules: &[Rule], schema: &Value, rules_text: &str, file: &FileName) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for rule in rules {
        let after = rules_text.find(&format!("\"{}\"", rule.code)).unwrap_or(0);
        let start_of = |text: &str| rules_text[after..].find(text).map_or(after, |at| after + at);
        let mut unread = |source: &str, error: minijinja::Error| faults.push(syntax_fault(file, &error, start_of(source)));
        let each = rule.for_each.as_deref().map(|source| (source, parse_expr(source)));
        let each = each.and_then(|(source, parsed)| parsed.map_err(|error| unread(source, error)).ok().map(|parsed| (source, parsed)));
        let broken = parse_expr(&rule.broken_if).map_err(|error| unread(&rule.broken_if, error)).ok();
        let texts = [&rule.field, &rule.message.sv, &rule.message.en, &rule.hint.sv, &rule.hint.en]
            .map(|text| (text, parse(text, "rule", SyntaxConfig::default()).map_err(|error| unread(text, error)).ok()));
        let mut checker = Checker::new(schema, &[], file.clone());
        checker.in_rules = true;
        if let Some((source, expression)) = &each {
            checker.base = start_of(source);
            match checker.expression(expression).kind {
                Type::List(item) => {
                    checker.bind("item", Typed::sure(*item));
                    checker.bind("index", Typed::sure(Type::Number));
                }
                other => checker.fault(
                    expression.span(),
                    format!("for_each ger ingen lista utan {}", other.swedish()),
                    format!("for_each yields no list but {}", other.name()),
                ),
            }
        }
        if let Some(expression) = &broken {
            checker.base = start_of(&rule.broken_if);
            checker.condition(expression);
            let facts = checker.facts_when(expression, true);
            checker.facts.push(facts);
        }
        for (text, parsed) in &texts {
            checker.base = start_of(text);
            if let Some(Stmt::Template(template)) = parsed {
                checker.statements(&template.children);
            }
        }
        faults.append(&mut checker.faults);
    }
    faults
}

fn syntax_fault(file: &FileName, error: &minijinja::Error, base: usize) -> Diagnostic {
    let range = error.range().unwrap_or(0..0);
    let place = Place::Text { file: file.clone(), range: base + range.start..base + range.end };
    let words = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    kind_fault(place, format!("uttrycket går inte att läsa: {words}"), format!("the expression can't be read: {words}"))
}

struct Parsed<'a> {
    path: &'a str,
    text: &'a str,
    file: FileName,
    tree: Stmt<'a>,
}

/// A type, whether the value may be absent, and the path that facts about it go by.
#[derive(Debug, Clone)]
struct Typed {
    kind: Type,
    optional: bool,
    path: Option<String>,
}

impl Typed {
    fn sure(kind: Type) -> Self {
        Self { kind, optional: false, path: None }
    }
}

/// What a condition has settled: which paths are present, and which of several types they have.
#[derive(Debug, Clone, Default)]
struct Facts {
    present: BTreeSet<String>,
    shapes: BTreeMap<String, Type>,
}

impl Facts {
    fn and(mut self, other: Self) -> Self {
        self.present.extend(other.present);
        self.shapes.extend(other.shapes);
        self
    }
}

struct Checker<'a> {
    in_rules: bool,
    file: FileName,
    text: &'a str,
    /// Where a rule's expression begins in its file; 0 in a template.
    base: usize,
    parsed: &'a [Parsed<'a>],
    scopes: Vec<BTreeMap<String, Typed>>,
    bound: usize,
    facts: Vec<Facts>,
    macros: BTreeMap<&'a str, &'a Macro<'a>>,
    depth: usize,
    faults: Vec<Diagnostic>,
    skeleton: Skeleton,
}

impl<'a> Checker<'a> {
    fn new(schema: &Value, parsed: &'a [Parsed<'a>], file: FileName) -> Self {
        let mut scope = BTreeMap::new();
        if let Some(Type::Table(fields)) = type_of(schema, schema) {
            for (name, Field { kind, optional }) in fields.iter() {
                scope.insert(name.clone(), Typed { kind: kind.clone(), optional: *optional, path: Some(name.clone()) });
            }
        }
        Self {
            in_rules: false,
            file,
            text: "",
            base: 0,
            parsed,
            scopes: vec![scope],
            bound: 0,
            facts: Vec::new(),
            macros: BTreeMap::new(),
            depth: 0,
            faults: Vec::new(),
            skeleton: Skeleton::default(),
        }
    }

    fn fault(&mut self, span: Span, sv: String, en: String) {
        let range = self.base + span.start_offset as usize..self.base + span.end_offset as usize;
        let fault = kind_fault(Place::Text { file: self.file.clone(), range }, sv, en);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn bind(&mut self, name: &str, typed: Typed) {
        self.bound += 1;
        // Facts about one binding never speak of another of the same name; an alias keeps what is known of its value.
        let path = typed.path.clone().unwrap_or_else(|| format!("{name}#{}", self.bound));
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), Typed { path: Some(path), ..typed });
        }
    }

    fn whole(&mut self, parsed: &'a Parsed<'a>) {
        let outer = (std::mem::replace(&mut self.file, parsed.file.clone()), std::mem::replace(&mut self.text, parsed.text));
        if let Stmt::Template(template) = &parsed.tree {
            self.statements(&template.children);
        }
        (self.file, self.text) = outer;
    }

    fn inner(&mut self, facts: Facts, body: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeMap::new());
        self.facts.push(facts);
        body(self);
        self.facts.pop();
        self.scopes.pop();
    }

    fn statements(&mut self, statements: &'a [Stmt<'a>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt<'a>) {
        match statement {
            Stmt::EmitRaw(raw) => self.skeleton.raw(&self.file, self.text, raw.raw),
            Stmt::EmitExpr(emit) => self.emit(&emit.expr),
            Stmt::IfCond(condition) => {
                self.condition(&condition.expr);
                let (yes, no) = (self.facts_when(&condition.expr, true), self.facts_when(&condition.expr, false));
                self.skeleton.conditional += 1;
                self.inner(yes, |checker| checker.statements(&condition.true_body));
                self.inner(no, |checker| checker.statements(&condition.false_body));
                self.skeleton.conditional -= 1;
            }
            Stmt::ForLoop(each) => self.for_loop(each),
            Stmt::WithBlock(with) => {
                let typed: Vec<_> = with.assignments.iter().map(|(target, value)| (target, self.expression(value))).collect();
                self.inner(Facts::default(), |checker| {
                    for (target, value) in typed {
                        checker.assign(target, value);
                    }
                    checker.statements(&with.body);
                });
            }
            Stmt::Set(set) => {
                let value = self.expression(&set.expr);
                self.assign(&set.target, value);
            }
            Stmt::SetBlock(set) => {
                if let Some(filter) = &set.filter {
                    self.refuse_captured(filter.span());
                }
                self.skeleton.captured += 1;
                self.inner(Facts::default(), |checker| checker.statements(&set.body));
                self.skeleton.captured -= 1;
                self.assign(&set.target, Typed::sure(Type::Captured));
            }
            Stmt::Macro(declared) => {
                self.macros.insert(declared.name, declared);
            }
            Stmt::Include(include) => match include.name.as_const().and_then(|name| name.as_str().map(str::to_owned)) {
                Some(name) => match self.parsed.iter().skip(1).find(|parsed| parsed.path == name) {
                    Some(parsed) if self.depth < 8 => {
                        self.depth += 1;
                        self.whole(parsed);
                        self.depth -= 1;
                    }
                    Some(_) => self.fault(include.span(), format!("{name} tar in sig själv"), format!("{name} includes itself")),
                    None => self.fault(include.span(), format!("det finns ingen klausul {name}"), format!("there is no clause {name}")),
                },
                None => self.fault(
                    include.span(),
                    "namnet på en klausul måste skrivas ut".into(),
                    "the name of a clause must be written out".into(),
                ),
            },
            Stmt::Template(template) => self.statements(&template.children),
            other => {
                let (name, span) = refused(other);
                self.fault(span, format!("{name} får inte användas i en mall"), format!("{name} may not be used in a template"));
            }
        }
    }

    fn for_loop(&mut self, each: &'a minijinja::machinery::ast::ForLoop<'a>) {
        let iterated = self.expression(&each.iter);
        let span = each.iter.span();
        let item = match (iterated.kind, iterated.optional) {
            (Type::List(item), false) => *item,
            (other, _) => {
                self.fault(
                    span,
                    format!("här behövs en lista, inte {}", other.swedish()),
                    format!("a list is needed here, not {}", other.name()),
                );
                return;
            }
        };
        if each.recursive {
            self.fault(span, "en slinga får inte anropa sig själv".into(), "a loop may not call itself".into());
        }
        let number = || Field { kind: Type::Number, optional: false };
        let truth = || Field { kind: Type::Boolean, optional: false };
        let state = BTreeMap::from([
            ("index".to_owned(), number()),
            ("index0".to_owned(), number()),
            ("length".to_owned(), number()),
            ("first".to_owned(), truth()),
            ("last".to_owned(), truth()),
        ]);
        self.skeleton.conditional += 1;
        self.inner(Facts::default(), |checker| {
            checker.assign(&each.target, Typed::sure(item));
            checker.bind("loop", Typed::sure(Type::Table(Arc::new(state))));
            let facts = match &each.filter_expr {
                Some(filter) => {
                    checker.condition(filter);
                    checker.facts_when(filter, true)
                }
                None => Facts::default(),
            };
            checker.inner(facts, |checker| checker.statements(&each.body));
        });
        self.inner(Facts::default(), |checker| checker.statements(&each.else_body));
        self.skeleton.conditional -= 1;
    }

    fn assign(&mut self, target: &Expr<'_>, value: Typed) {
        match target {
            Expr::Var(variable) => self.bind(variable.id, value),
            other => self.fault(other.span(), "bara ett namn kan få ett värde".into(), "only a name can be given a value".into()),
        }
    }

    fn refuse_captured(&mut self, span: Span) {
        self.fault(
            span,
            "text som mallen har satt ihop får bara skrivas ut, inte ändras".into(),
            "text that the template has put together may be printed only, not changed".into(),
        );
    }

    fn emit(&mut self, expression: &'a Expr<'a>) {
        let typed = self.expression(expression);
        let span = expression.span();
        if typed.optional {
            self.fault(
                span,
                "värdet kan saknas; skriv ut det bara inom {% if … %}".into(),
                "the value may be absent; print it only within {% if … %}".into(),
            );
        }
        match typed.kind {
            Type::Text(TextKind::Rich) => self.skeleton.value(&self.file, span, super::skeleton::Slot::Rich),
            Type::Emitted => {
                let section = matches!(expression, Expr::Call(call) if matches!(&call.expr, Expr::Var(name) if name.id == "section"));
                let slot = if section { super::skeleton::Slot::Inline } else { super::skeleton::Slot::Block };
                self.skeleton.value(&self.file, span, slot);
            }
            Type::Text(_) | Type::Word | Type::Number => self.skeleton.value(&self.file, span, super::skeleton::Slot::Inline),
            Type::Captured => {}
            other => self.fault(span, format!("{} går inte att skriva ut", other.swedish()), format!("{} can't be printed", other.name())),
        }
    }

    /// A condition may be anything but captured text and blocks.
    fn condition(&mut self, expression: &'a Expr<'a>) {
        let typed = self.expression(expression);
        if matches!(typed.kind, Type::Captured | Type::Emitted) {
            self.fault(
                expression.span(),
                format!("{} är inget villkor", typed.kind.swedish()),
                format!("{} is no condition", typed.kind.name()),
            );
        }
    }

    fn path_of(&self, expression: &Expr<'_>) -> Option<String> {
        match expression {
            Expr::Var(variable) => self.scopes.iter().rev().find_map(|scope| scope.get(variable.id))?.path.clone(),
            Expr::GetAttr(attribute) => Some(format!("{}.{}", self.path_of(&attribute.expr)?, attribute.name)),
            _ => None,
        }
    }

    /// What is known when a condition turned out true, or false.
    fn facts_when(&mut self, expression: &Expr<'_>, truth: bool) -> Facts {
        match expression {
            Expr::UnaryOp(not) if matches!(not.op, UnaryOpKind::Not) => self.facts_when(&not.expr, !truth),
            Expr::BinOp(both) if matches!((both.op, truth), (BinOpKind::ScAnd, true) | (BinOpKind::ScOr, false)) => {
                // The right side is read in the light of the left one.
                let left = self.facts_when(&both.left, truth);
                self.facts.push(left);
                let right = self.facts_when(&both.right, truth);
                self.facts.pop().unwrap_or_default().and(right)
            }
            Expr::Test(test) => {
                let Some(path) = self.path_of(&test.expr) else { return Facts::default() };
                let mut facts = Facts::default();
                match (test.name, truth) {
                    ("none", false) | ("true", true) | ("false", true) => {
                        facts.present.insert(path);
                    }
                    ("text" | "structured" | "rows", _) => {
                        if truth {
                            facts.present.insert(path.clone());
                        }
                        if let Some(Type::Either(branches)) = self.quiet(&test.expr).map(|typed| typed.kind) {
                            let mut left: Vec<Type> = branches.into_iter().filter(|branch| has_shape(branch, test.name) == truth).collect();
                            if left.len() == 1
                                && let Some(only) = left.pop()
                            {
                                facts.shapes.insert(path, only);
                            }
                        }
                    }
                    _ => {}
                }
                facts
            }
            Expr::Var(_) | Expr::GetAttr(_) if truth => {
                Facts { present: self.path_of(expression).into_iter().collect(), ..Facts::default() }
            }
            _ => Facts::default(),
        }
    }

    fn known(&self, path: &str) -> (bool, Option<Type>) {
        let present = self.facts.iter().any(|facts| facts.present.contains(path));
        (present, self.facts.iter().rev().find_map(|facts| facts.shapes.get(path).cloned()))
    }

    fn settle(&self, mut typed: Typed) -> Typed {
        if let Some(path) = &typed.path {
            let (present, shape) = self.known(path);
            typed.optional &= !present;
            if let Some(shape) = shape {
                typed.kind = shape;
            }
        }
        typed
    }

    /// The type of a path, without complaint.
    fn quiet(&self, expression: &Expr<'_>) -> Option<Typed> {
        match expression {
            Expr::Var(variable) => {
                self.scopes.iter().rev().find_map(|scope| scope.get(variable.id)).cloned().map(|typed| self.settle(typed))
            }
            Expr::GetAttr(attribute) => {
                let owner = self.quiet(&attribute.expr)?;
                let Type::Table(fields) = &owner.kind else { return None };
                let Field { kind, optional } = fields.get(attribute.name)?.clone();
                Some(self.settle(Typed { kind, optional, path: owner.path.map(|path| format!("{path}.{}", attribute.name)) }))
            }
            _ => None,
        }
    }

    fn expression(&mut self, expression: &'a Expr<'a>) -> Typed {
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

    fn attribute(&mut self, whole: &'a Expr<'a>, attribute: &'a GetAttr<'a>, span: Span) -> Typed {
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

    fn comparison(&mut self, operation: &'a BinOp<'a>, how: CompareOpKind, span: Span) -> Typed {
        let (left, right) = (self.expression(&operation.left), self.expression(&operation.right));
        self.compare(&left, &right, &how, span);
        Typed::sure(Type::Boolean)
    }

    fn compare(&mut self, left: &Typed, right: &Typed, how: &CompareOpKind, span: Span) {
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
            Type::Text(_) | Type::Word => Some("words"),
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

    fn filter(&mut self, filter: &'a Filter<'a>, span: Span) -> Typed {
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

    fn call(&mut self, call: &'a Call<'a>, span: Span) -> Typed {
        let Expr::Var(name) = &call.expr else {
            self.fault(span, "bara namngivna funktioner kan anropas".into(), "only named functions can be called".into());
            return Typed::sure(Type::None);
        };
        if self.in_rules {
            if name.id == "out_of_order" && call.args.len() == 1 {
                let Some(CallArg::Pos(rows)) = call.args.first() else { return Typed::sure(Type::None) };
                self.expression(rows);
                let number = || Field { kind: Type::Number, optional: false };
                let words = || Field { kind: Type::Text(TextKind::Plain), optional: false };
                let row = BTreeMap::from([
                    ("index".to_owned(), number()),
                    ("period".to_owned(), words()),
                    ("earlier_index".to_owned(), number()),
                    ("earlier_period".to_owned(), words()),
                ]);
                return Typed::sure(Type::List(Box::new(Type::Table(Arc::new(row)))));
            }
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

    /// A macro's body is checked anew with the types of each call.
    fn call_macro(&mut self, declared: &'a Macro<'a>, call: &'a Call<'a>, span: Span) -> Typed {
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

fn has_shape(kind: &Type, test: &str) -> bool {
    matches!((test, kind), ("text", Type::Text(_)) | ("structured", Type::Table(_)) | ("rows", Type::List(_)))
}

fn refused(statement: &Stmt<'_>) -> (&'static str, Span) {
    match statement {
        Stmt::AutoEscape(inner) => ("autoescape", inner.span()),
        Stmt::FilterBlock(inner) => ("filter", inner.span()),
        Stmt::Block(inner) => ("block", inner.span()),
        Stmt::Import(inner) => ("import", inner.span()),
        Stmt::FromImport(inner) => ("from", inner.span()),
        Stmt::Extends(inner) => ("extends", inner.span()),
        Stmt::CallBlock(inner) => ("call", inner.span()),
        Stmt::Do(inner) => ("do", inner.span()),
        _ => ("satsen", Span { start_line: 0, start_col: 0, start_offset: 0, end_line: 0, end_col: 0, end_offset: 0 }),
    }
}
