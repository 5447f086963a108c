//! Calls: the type of what a function or a macro gives, and whether it was given what it takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{Call, CallArg, Expr, Macro};
use minijinja::value::ValueKind;

use super::facts::Facts;
use super::{BLOCK_FUNCTIONS, Checker, SHOWN_FIELDS, Typed};
use crate::kind::codes;
use crate::kind::tables::TABLE_FUNCTIONS;
use crate::kind::types::{Field, TextKind, Type};
use crate::kind::words::meant_or_listed;

impl<'a> Checker<'a> {
    /// A call: of a function that the template or the rule has, or of a macro.
    pub(super) fn call(&mut self, call: &'a Call<'a>, span: Span) -> Typed {
        let Expr::Var(name) = &call.expr else {
            self.fault(span, "bara namngivna funktioner kan anropas".into(), "only named functions can be called".into())
                .of(codes::UNKNOWN_FUNCTION)
                .hint("skriv funktionens namn, som timeline_table(…)", "write the name of the function, as in timeline_table(…)");
            return Typed::sure(Type::Unknown);
        };
        if self.in_rules {
            return match (name.id, &call.args[..]) {
                ("out_of_order", [CallArg::Pos(rows), CallArg::Pos(field)]) => self.out_of_order(rows, field),
                ("clock", [CallArg::Pos(time)]) => self.clock(time),
                _ => self.unknown_function(name.id, &["out_of_order", "clock"], span),
            };
        }
        if TABLE_FUNCTIONS.contains(&name.id) {
            return self.table_call(name.id, call, span);
        }
        if let Some((function, words)) = BLOCK_FUNCTIONS.iter().find(|(function, _)| *function == name.id) {
            return self.block_call(function, words, call, span);
        }
        if name.id == "section" {
            return self.section_call(call, span);
        }
        if let Some(declared) = self.macros.get(name.id).copied() {
            return self.call_macro(declared, call, span);
        }
        let blocks = BLOCK_FUNCTIONS.iter().map(|(function, _)| *function).chain(TABLE_FUNCTIONS);
        let known: Vec<&str> = blocks.chain(["section"]).chain(self.macros.keys().copied()).collect();
        self.unknown_function(name.id, &known, span)
    }

    fn unknown_function(&mut self, name: &str, known: &[&str], span: Span) -> Typed {
        let (sv, en) = meant_or_listed(name, known);
        self.fault(span, format!("funktionen {name} finns inte"), format!("there is no function {name}"))
            .of(codes::UNKNOWN_FUNCTION)
            .hint(sv, en);
        Typed::sure(Type::Unknown)
    }

    /// A function that emits a block, with the words it must be given.
    fn block_call(&mut self, name: &str, words: &[&str], call: &'a Call<'a>, span: Span) -> Typed {
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
        let shown = SHOWN_FIELDS.iter().filter(|(function, _)| *function == name).flat_map(|(_, fields)| fields.iter());
        for field in shown.filter(|field| !self.scopes.iter().any(|scope| scope.contains_key(**field))).collect::<Vec<_>>() {
            let line = format!("\"{field}\": {{ \"$ref\": \"envelope.schema.json#/properties/{field}\" }}");
            self.fault(
                span,
                format!("{name} visar fältet {field}, som schemat inte har"),
                format!("{name} shows the field {field}, which the schema does not have"),
            )
            .of(codes::UNKNOWN_FIELD)
            .hint(format!("lägg till {line} i schema.json"), format!("add {line} to schema.json"));
        }
        let missing = words.iter().find(|word| !given.contains(word)).copied();
        let unknown = given.iter().find(|word| !words.contains(word)).copied();
        if let Some(word) = missing {
            self.fault(span, format!("{name} saknar ordet för {word}"), format!("{name} lacks the word for {word}"))
                .of(codes::ARGUMENTS)
                .hint(format!("lägg till {word}=\"…\""), format!("add {word}=\"…\""));
        }
        if let Some(word) = unknown {
            self.fault(span, format!("{name} har inget ord {word}"), format!("{name} has no word {word}"))
                .of(codes::ARGUMENTS)
                .hint(format!("de ord den tar: {}", words.join(", ")), format!("the words it takes: {}", words.join(", ")));
        }
        Typed::sure(Type::Emitted)
    }

    /// `section("id")` or `section("id", "words")`: the number of a section, or the words where it is left out.
    fn section_call(&mut self, call: &'a Call<'a>, span: Span) -> Typed {
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
        Typed::sure(Type::Emitted)
    }

    /// `clock(time)`: a time of day in minutes.
    fn clock(&mut self, time: &'a Expr<'a>) -> Typed {
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
        Typed::sure(Type::Number)
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
    fn call_macro(&mut self, declared: &'a Macro<'a>, call: &'a Call<'a>, span: Span) -> Typed {
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
