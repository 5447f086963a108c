//! Statements: what each does to the names and facts that hold within it, and what is printed where.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{Expr, ForLoop, Stmt};

use super::facts::Facts;
use super::{Checker, Typed};
use crate::kind::clauses;
use crate::kind::codes;
use crate::kind::skeleton::Slot;
use crate::kind::types::{Field, TextKind, Type};

impl<'a> Checker<'a> {
    pub(super) fn statements(&mut self, statements: &'a [Stmt<'a>]) {
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
                Some(name) => {
                    let path = clauses::path(&name);
                    match self.parsed.iter().skip(1).find(|parsed| Some(parsed.path) == path.as_deref()) {
                        Some(parsed) if self.depth < 8 => {
                            let outer = (self.depth, self.in_clause);
                            (self.depth, self.in_clause) = (self.depth + 1, true);
                            self.whole(parsed);
                            (self.depth, self.in_clause) = outer;
                        }
                        Some(_) => self
                            .fault(include.span(), format!("{name} tar in sig själv"), format!("{name} includes itself"))
                            .of(codes::CLAUSE_UNKNOWN)
                            .hint("ta bort {% include %} ur klausulen", "remove {% include %} from the clause"),
                        // `clauses` tells of a clause that does not exist.
                        None => {}
                    }
                }
                None => self
                    .fault(
                        include.span(),
                        "namnet på en klausul måste skrivas ut".into(),
                        "the name of a clause must be written out".into(),
                    )
                    .of(codes::CLAUSE_UNKNOWN)
                    .hint("skriv {% include \"namn@version\" %}", "write {% include \"name@version\" %}"),
            },
            Stmt::Template(template) => self.statements(&template.children),
            other => {
                let (name, span) = refused(other);
                self.fault(span, format!("{name} får inte användas i en mall"), format!("{name} may not be used in a template"))
                    .of(codes::UNKNOWN_FUNCTION)
                    .hint(
                        "de satser som finns: if, for, set, with, macro och include",
                        "the statements there are: if, for, set, with, macro and include",
                    );
            }
        }
    }

    fn for_loop(&mut self, each: &'a ForLoop<'a>) {
        let iterated = self.expression(&each.iter);
        let span = each.iter.span();
        let item = match (iterated.kind, iterated.optional) {
            (Type::List(item), false) => *item,
            (Type::Unknown, _) => Type::Unknown,
            (other, _) => {
                self.fault(
                    span,
                    format!("här behövs en lista, inte {}", other.swedish()),
                    format!("a list is needed here, not {}", other.name()),
                )
                .of(codes::TYPE)
                .hint(
                    "skriv ett fält med en lista; kan det också vara text, skriv slingan inom {% if fältet is rows %}",
                    "write a field with a list; if it may also be text, write the loop within {% if field is rows %}",
                );
                return;
            }
        };
        if each.recursive {
            self.fault(span, "en slinga får inte anropa sig själv".into(), "a loop may not call itself".into())
                .of(codes::UNKNOWN_FUNCTION)
                .hint("ta bort recursive och skriv en slinga för varje nivå", "remove recursive and write a loop for each level");
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
        self.skeleton.repeated += 1;
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
        self.skeleton.repeated -= 1;
        self.inner(Facts::default(), |checker| checker.statements(&each.else_body));
        self.skeleton.conditional -= 1;
    }

    pub(super) fn assign(&mut self, target: &Expr<'_>, value: Typed) {
        match target {
            Expr::Var(variable) => self.bind(variable.id, value),
            other => self
                .fault(other.span(), "bara ett namn kan få ett värde".into(), "only a name can be given a value".into())
                .of(codes::UNKNOWN_FUNCTION)
                .hint("skriv ett namn till vänster: {% set namn = … %}", "write one name on the left: {% set name = … %}"),
        }
    }

    pub(super) fn refuse_captured(&mut self, span: Span) {
        self.fault(
            span,
            "text som mallen har satt ihop får bara skrivas ut, inte ändras".into(),
            "text that the template has put together may be printed only, not changed".into(),
        )
        .of(codes::CAPTURED)
        .hint("ta bort filtret, eller skriv texten där den ska stå", "remove the filter, or write the text where it is to stand");
    }

    fn emit(&mut self, expression: &'a Expr<'a>) {
        let typed = self.expression(expression);
        let span = expression.span();
        let printable = !matches!(typed.kind, Type::Boolean | Type::List(_) | Type::Table(_) | Type::Either(_) | Type::None);
        if typed.optional && printable {
            let written = self.written(span);
            let (sv, en) = if self.in_rules {
                (
                    format!("låt broken_if kräva att det finns: {written} is not none and …"),
                    format!("let broken_if demand that it is there: {written} is not none and …"),
                )
            } else {
                (
                    format!("skriv {{% if {written} %}} före och {{% endif %}} efter, eller gör fältet obligatoriskt i schemat (required)"),
                    format!("write {{% if {written} %}} before and {{% endif %}} after, or make the field required in the schema"),
                )
            };
            self.fault(span, format!("{written} kan saknas"), format!("{written} may be absent")).of(codes::MAY_BE_ABSENT).hint(sv, en);
        }
        match typed.kind {
            Type::Text(TextKind::Rich) => self.skeleton.value(&self.file, span, Slot::Rich),
            Type::Emitted => {
                let section = matches!(expression, Expr::Call(call) if matches!(&call.expr, Expr::Var(name) if name.id == "section"));
                let slot = if section { Slot::Inline } else { Slot::Block };
                self.skeleton.value(&self.file, span, slot);
            }
            Type::Text(_) | Type::Word | Type::Number => self.skeleton.value(&self.file, span, Slot::Inline),
            Type::Captured | Type::Unknown => {}
            other => {
                let (sv, en) = match &other {
                    Type::List(_) => (
                        "skriv ut posterna en och en: {% for post in listan %} … {% endfor %}",
                        "print the entries one by one: {% for entry in list %} … {% endfor %}",
                    ),
                    Type::Table(_) => {
                        ("skriv ut dess fält ett och ett: {{ gruppen.fält }}", "print its fields one by one: {{ group.field }}")
                    }
                    Type::Either(_) => (
                        "fråga först: {% if fältet is text %} … {% else %} … {% endif %}",
                        "ask first: {% if field is text %} … {% else %} … {% endif %}",
                    ),
                    _ => ("fråga efter värdet: {% if fältet %} … {% endif %}", "ask for the value: {% if field %} … {% endif %}"),
                };
                self.fault(span, format!("{} går inte att skriva ut", other.swedish()), format!("{} can't be printed", other.name()))
                    .of(codes::TYPE)
                    .hint(sv, en);
            }
        }
    }

    /// A condition may be anything but captured text and blocks.
    pub(super) fn condition(&mut self, expression: &'a Expr<'a>) {
        let typed = self.expression(expression);
        if matches!(typed.kind, Type::Captured | Type::Emitted) {
            self.fault(
                expression.span(),
                format!("{} är inget villkor", typed.kind.swedish()),
                format!("{} is no condition", typed.kind.name()),
            )
            .of(codes::CAPTURED)
            .hint("fråga efter det fält som texten eller blocket bygger på", "ask for the field that the text or block builds on");
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
        _ => ("satsen", Span::default()),
    }
}
