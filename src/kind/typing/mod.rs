//! Typing proves, before any document, that a kind's templates and rules use only fields that exist, in ways their
//! types allow, and print nothing that may be absent.

mod explain;
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

use super::clauses;
use super::codes::{self, fault};
use super::rule::Rule;
use super::skeleton::{Skeleton, Slot};
use super::types::{Field, TextKind, Type, type_of};
use crate::diag::{Code, Diagnostic, FileName, Message, Place};
use crate::model::Pointer;
use crate::read::Source;

/// The functions that emit typed blocks, each with the words it must be given.
pub(crate) const BLOCK_FUNCTIONS: &[(&str, &[&str])] = &[
    ("timeline_table", &["period", "activity", "open"]),
    ("contact_table", &["principal", "name", "organisation", "email", "unnamed"]),
    ("signature_block", &["party", "through", "as_above", "electronic", "authority"]),
    ("reference_list", &[]),
    ("history_table", &["heading", "version", "date", "event", "log"]),
];

/// The fields, common to all kinds, that a block shows.
pub(super) const SHOWN_FIELDS: &[(&str, &[&str])] = &[
    ("timeline_table", &["timeline"]),
    ("contact_table", &["contacts", "principals"]),
    ("signature_block", &["signatories", "principals"]),
    ("reference_list", &["references"]),
];

/// Words that expressions and templates keep for themselves; no field may bear them.
pub(super) const RESERVED: &[&str] = &["and", "else", "false", "if", "in", "is", "loop", "none", "not", "or", "self", "true"];

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
            Err(error) => faults.push(unreadable(Place::Text { file, range: error.range().unwrap_or(0..0) }, &error)),
        }
    }
    if faults.is_empty()
        && let Some(first) = parsed.first()
    {
        let mut checker = Checker::new(type_of(schema, schema), &parsed, first.file.clone());
        checker.whole(first);
        let Checker { faults: found, skeleton, .. } = checker;
        faults = found;
        if faults.is_empty() {
            faults = skeleton.check();
        }
    }
    faults
}

/// Checks the expressions and messages of the kind's rules, which stand in `source`.
pub(crate) fn check_rules(rules: &[Rule], schema: &Value, source: &Source) -> Vec<Diagnostic> {
    let document = type_of(schema, schema);
    let mut faults = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let at = Pointer::root().key("rule").index(number);
        let mut unread = |key: &Pointer, error: minijinja::Error| {
            let range = source.stretch(key, error.range().unwrap_or(0..0));
            faults.push(unreadable(Place::Text { file: source.file().clone(), range }, &error));
        };
        let each = rule.for_each.as_deref().and_then(|text| parse_expr(text).map_err(|error| unread(&at.key("for_each"), error)).ok());
        let broken = parse_expr(&rule.broken_if).map_err(|error| unread(&at.key("broken_if"), error)).ok();
        let [message, hint] = ["message", "hint"].map(|key| at.key(key));
        let texts = [
            (at.key("field"), &rule.field),
            (message.key("sv"), &rule.message.sv),
            (message.key("en"), &rule.message.en),
            (hint.key("sv"), &rule.hint.sv),
            (hint.key("en"), &rule.hint.en),
        ]
        .map(|(key, text)| {
            let parsed = parse(text, "rule", SyntaxConfig::default()).map_err(|error| unread(&key, error)).ok();
            (key, text, parsed)
        });
        let mut checker = Checker::new(document.clone(), &[], source.file().clone());
        checker.in_rules = true;
        if let Some(expression) = &each {
            checker.rule = Some((source, at.key("for_each")));
            checker.text = rule.for_each.as_deref().unwrap_or_default();
            match checker.expression(expression).kind {
                Type::List(item) => {
                    checker.bind("item", Typed::sure(*item));
                    checker.bind("index", Typed::sure(Type::Number));
                }
                Type::Unknown => {}
                other => checker.fault(
                    expression.span(),
                    format!("for_each ger ingen lista utan {}", other.swedish()),
                    format!("for_each yields no list but {}", other.name()),
                ).of(codes::TYPE).hint("skriv fältet med en lista, som for_each = \"principals\"; för en lista som också kan vara text: timeline if timeline is rows else []", "write a field with a list, such as for_each = \"principals\"; for a list that may also be text: timeline if timeline is rows else []"),
            }
        }
        // Without the list nothing can be said of its entries.
        if rule.for_each.is_none() || checker.scopes.iter().any(|scope| scope.contains_key("item")) {
            if let Some(expression) = &broken {
                checker.rule = Some((source, at.key("broken_if")));
                checker.text = &rule.broken_if;
                checker.condition(expression);
                let facts = checker.facts_when(expression, true);
                checker.facts.push(facts);
            }
            for (key, text, parsed) in &texts {
                checker.rule = Some((source, key.clone()));
                checker.text = text;
                if let Some(Stmt::Template(template)) = parsed {
                    checker.statements(&template.children);
                }
            }
        }
        faults.append(&mut checker.faults);
    }
    faults
}

/// What minijinja's parser found wrong.
/// A template that can be parsed and is yet none.
pub(super) fn uncompiled(error: &minijinja::Error) -> Diagnostic {
    unreadable(Place::File(FileName::new(format!("templates/{}", error.name().unwrap_or_default()))), error)
}

fn unreadable(place: Place, error: &minijinja::Error) -> Diagnostic {
    let (message, hint) = explain::explain(error);
    fault(codes::SYNTAX, place, message, hint)
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

/// A fault that was just noted; nothing when it was noted before.
struct Told<'c>(Option<&'c mut Diagnostic>);

impl Told<'_> {
    fn of(self, code: Code) -> Self {
        self.0.map_or(Self(None), |fault| {
            fault.code = code;
            Self(Some(fault))
        })
    }

    fn hint(self, sv: impl Into<String>, en: impl Into<String>) {
        if let Some(fault) = self.0 {
            fault.hint = Some(Message::new(sv, en));
        }
    }
}

struct Checker<'a> {
    in_rules: bool,
    in_clause: bool,
    file: FileName,
    text: &'a str,
    /// The field of `rules.toml` that an expression stands in; `None` in a template.
    rule: Option<(&'a Source, Pointer)>,
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
    /// `document` is the type of a whole document.
    fn new(document: Option<Type>, parsed: &'a [Parsed<'a>], file: FileName) -> Self {
        let mut scope = BTreeMap::new();
        if let Some(Type::Table(fields)) = &document {
            for (name, Field { kind, optional }) in fields.iter() {
                scope.insert(name.clone(), Typed { kind: kind.clone(), optional: *optional, path: Some(name.clone()) });
            }
        }
        Self {
            in_rules: false,
            in_clause: false,
            file,
            text: "",
            rule: None,
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

    /// Notes a fault; what to do about it is added to what comes back.
    fn fault(&mut self, span: Span, sv: String, en: String) -> Told<'_> {
        let place = self.place(span);
        let message = Message::new(sv, en);
        // The body of a macro is checked at each call.
        if self.faults.iter().any(|told| told.place == place && told.message == message) {
            return Told(None);
        }
        self.faults.push(Diagnostic::error(codes::TYPE, place, message));
        Told(self.faults.last_mut())
    }

    fn place(&self, span: Span) -> Place {
        let range = span.start_offset as usize..span.end_offset as usize;
        match &self.rule {
            Some((source, pointer)) => Place::Text { file: self.file.clone(), range: source.stretch(pointer, range) },
            None => Place::Text { file: self.file.clone(), range },
        }
    }

    /// What stands in the template, or the rule's text, at a span.
    fn written(&self, span: Span) -> &'a str {
        self.text.get(span.start_offset as usize..span.end_offset as usize).unwrap_or_default()
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

    fn for_loop(&mut self, each: &'a minijinja::machinery::ast::ForLoop<'a>) {
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

    fn assign(&mut self, target: &Expr<'_>, value: Typed) {
        match target {
            Expr::Var(variable) => self.bind(variable.id, value),
            other => self
                .fault(other.span(), "bara ett namn kan få ett värde".into(), "only a name can be given a value".into())
                .of(codes::UNKNOWN_FUNCTION)
                .hint("skriv ett namn till vänster: {% set namn = … %}", "write one name on the left: {% set name = … %}"),
        }
    }

    fn refuse_captured(&mut self, span: Span) {
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
    fn condition(&mut self, expression: &'a Expr<'a>) {
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
        _ => ("satsen", Span { start_line: 0, start_col: 0, start_offset: 0, end_line: 0, end_col: 0, end_offset: 0 }),
    }
}
