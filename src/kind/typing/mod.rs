//! Typing proves, before any document, that a kind's templates and rules use only fields that exist, in ways their
//! types allow, and print nothing that may be absent.

mod expressions;
mod facts;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::ast::{Expr, Macro, Stmt};
use minijinja::machinery::{Span, parse, parse_expr};
use minijinja::syntax::SyntaxConfig;
use serde_json::Value;

use facts::Facts;

use super::load::kind_fault;
use super::rule::Rule;
use super::skeleton::{Skeleton, Slot};
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
    /// The type of the whole document.
    document: Option<Type>,
}

impl<'a> Checker<'a> {
    fn new(schema: &Value, parsed: &'a [Parsed<'a>], file: FileName) -> Self {
        let mut scope = BTreeMap::new();
        let document = type_of(schema, schema);
        if let Some(Type::Table(fields)) = &document {
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
            document,
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
            Type::Text(TextKind::Rich) => self.skeleton.value(&self.file, span, Slot::Rich),
            Type::Emitted => {
                let section = matches!(expression, Expr::Call(call) if matches!(&call.expr, Expr::Var(name) if name.id == "section"));
                let slot = if section { Slot::Inline } else { Slot::Block };
                self.skeleton.value(&self.file, span, slot);
            }
            Type::Text(_) | Type::Word | Type::Number => self.skeleton.value(&self.file, span, Slot::Inline),
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
