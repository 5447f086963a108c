//! Typing proves, before any document, that a kind's templates and rules use only fields that exist, in ways their
//! types allow, and print nothing that may be absent.

mod calls;
mod explain;
mod expressions;
mod facts;
mod statements;
mod tables;

use std::collections::BTreeMap;

use minijinja::machinery::ast::{Macro, Stmt};
use minijinja::machinery::{Span, parse, parse_expr};
use minijinja::syntax::SyntaxConfig;
use serde_json::Value;

use facts::Facts;

use super::codes::{self, fault};
use super::rule::Rule;
use super::skeleton::Skeleton;
use super::types::{Field, Type, type_of};
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
                other => checker
                    .fault(
                        expression.span(),
                        format!("for_each ger ingen lista utan {}", other.swedish()),
                        format!("for_each yields no list but {}", other.name()),
                    )
                    .of(codes::TYPE)
                    .hint(
                        "skriv fältet med en lista, som for_each = \"principals\"; \
                             för en lista som också kan vara text: timeline if timeline is rows else []",
                        "write a field with a list, such as for_each = \"principals\"; \
                             for a list that may also be text: timeline if timeline is rows else []",
                    ),
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

/// A template that can be parsed and is yet none.
pub(super) fn uncompiled(error: &minijinja::Error) -> Diagnostic {
    unreadable(Place::File(FileName::new(format!("templates/{}", error.name().unwrap_or_default()))), error)
}

/// What minijinja's parser found wrong.
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
}
