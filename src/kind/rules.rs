//! Reading `rules.toml`: the rules of a kind, each proven to be written as rules are.

use serde_json::Value;

use super::Rule;
use super::codes::{self, fault};
use super::keys::{self, Key, Want};
use super::shape::Shape;
use super::words::{is_slug, meant_or_listed, slug};
use crate::diag::{Diagnostic, Message, Place, shortened};
use crate::model::Pointer;
use crate::read::Source;

/// The longest expression or message, in characters.
const LONGEST: usize = 2000;

const FILE: &[Key] = &[Key {
    name: "rule",
    want: Want::Tables,
    needed: false,
    example: "[[rule]]",
    about: (
        "en regel, med code, severity, broken_if, field, message och hint",
        "a rule, with code, severity, broken_if, field, message and hint",
    ),
}];

const RULE: &[Key] = &[
    Key {
        name: "code",
        want: Want::Text,
        needed: true,
        example: "code = \"decision-without-date\"",
        about: ("felets namn, som inte ändras", "the name of the fault, which does not change"),
    },
    Key {
        name: "severity",
        want: Want::OneOf(&["error", "warning-until-signing", "error-when-signing", "warning", "notice"]),
        needed: true,
        example: "severity = \"error\"",
        about: (
            "hur allvarligt det är: error, warning-until-signing, error-when-signing, warning eller notice",
            "how grave it is: error, warning-until-signing, error-when-signing, warning or notice",
        ),
    },
    Key {
        name: "for_each",
        want: Want::Text,
        needed: false,
        example: "for_each = \"principals\"",
        about: ("en lista; regeln prövas för varje post, som heter item", "a list; the rule is tried for each entry, which is called item"),
    },
    Key {
        name: "broken_if",
        want: Want::Text,
        needed: true,
        example: "broken_if = \"date is none\"",
        about: ("uttrycket som är sant när något är fel", "the expression that is true when something is wrong"),
    },
    Key {
        name: "field",
        want: Want::Text,
        needed: true,
        example: "field = \"/date\"",
        about: ("fältet som pekas ut; för en post /contacts/{{ index }}", "the field that is blamed; for an entry /contacts/{{ index }}"),
    },
    Key {
        name: "message",
        want: Want::Both,
        needed: true,
        example: "message.sv = \"…\" och message.en = \"…\"",
        about: ("vad som är fel, med vilket värde", "what is wrong, with which value"),
    },
    Key {
        name: "hint",
        want: Want::Both,
        needed: true,
        example: "hint.sv = \"…\" och hint.en = \"…\"",
        about: ("vad användaren ska göra", "what the user is to do"),
    },
];

/// Reads the rules; `None` when one of them is not written as a rule. `taken` are the names of Kansli's own faults.
pub(super) fn read(source: &Source, faults: &mut Vec<Diagnostic>) -> Option<Vec<Rule>> {
    let before = faults.len();
    keys::check(source, &Pointer::root(), FILE, LONGEST, faults);
    let list = Pointer::root().key("rule");
    let count = source.field(&list).and_then(Value::as_array).map_or(0, Vec::len);
    for index in 0..count {
        let before = faults.len();
        keys::check(source, &list.index(index), RULE, LONGEST, faults);
        // `field` may be empty: the document as a whole.
        let field = Place::value(source.file(), list.index(index).key("field"));
        if source.field(&list.index(index).key("field")) == Some(&Value::String(String::new())) {
            let kept: Vec<Diagnostic> = faults.drain(before..).filter(|fault| fault.place != field).collect();
            faults.extend(kept);
        }
    }
    if faults.len() > before {
        return None;
    }
    let mut rules = Vec::new();
    for index in 0..count {
        let at = list.index(index);
        match source.field(&at).map(|value| serde_json::from_value::<Rule>(value.clone())) {
            Some(Ok(rule)) => rules.push(Rule { range: source.span(&at, crate::diag::FieldPart::Value), ..rule }),
            Some(Err(error)) => faults.push(fault(
                codes::VALUE,
                Place::value(source.file(), at),
                (format!("regeln går inte att läsa: {error}"), format!("the rule can't be read: {error}")),
                ("jämför med rules.toml i ett slag som fungerar", "compare it with rules.toml of a kind that works"),
            )),
            None => {}
        }
    }
    names(source, &rules, faults);
    Some(rules)
}

fn names(source: &Source, rules: &[Rule], faults: &mut Vec<Diagnostic>) {
    for (index, rule) in rules.iter().enumerate() {
        let at = Pointer::root().key("rule").index(index).key("code");
        let place = Place::value(source.file(), at);
        let shown = shortened(&rule.code);
        if let Some(first) = rules[..index].iter().position(|earlier| earlier.code == rule.code) {
            let first = Pointer::root().key("rule").index(first).key("code");
            faults.push(
                fault(
                    codes::NAME_TAKEN,
                    place,
                    (format!("två regler heter {shown}"), format!("two rules are called {shown}")),
                    ("ge den ena ett annat namn", "give one of them another name"),
                )
                .related(Place::value(source.file(), first), Message::new("den första står här", "the first stands here")),
            );
        } else if !is_slug(&rule.code) {
            let better = slug(&rule.code);
            faults.push(fault(
                codes::VALUE,
                place,
                (format!("regelns namn är ”{shown}”"), format!("the rule's name is “{shown}”")),
                (
                    format!("bara små bokstäver a–z, siffror och bindestreck: code = \"{better}\""),
                    format!("only small letters a–z, digits and hyphens: code = \"{better}\""),
                ),
            ));
        } else if crate::diag::codes::ALL.iter().chain(codes::ALL).any(|code| code.as_str() == rule.code) || rule.code.starts_with("kind-")
        {
            faults.push(fault(
                codes::NAME_TAKEN,
                place,
                (format!("{shown} är namnet på ett av Kanslis egna fel"), format!("{shown} is the name of one of Kansli's own faults")),
                (
                    "välj ett namn som säger vad just den här regeln kräver; det börjar inte med kind-",
                    "choose a name that says what this rule demands; it does not begin with kind-",
                ),
            ));
        }
    }
}

/// The fields that rules blame must exist.
pub(super) fn blamed(rules: &[Rule], schema: &Value, source: &Source) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let at = Pointer::root().key("rule").index(index).key("field");
        let field = &rule.field;
        if field.is_empty() {
            continue;
        }
        let shown = shortened(field);
        if !field.starts_with('/') {
            faults.push(fault(
                codes::RULE_FIELD,
                Place::value(source.file(), at),
                (format!("field är ”{shown}”"), format!("field is “{shown}”")),
                (
                    "börja med ett snedstreck: field = \"/date\"; hela dokumentet är field = \"\"",
                    "begin with a slash: field = \"/date\"; the whole document is field = \"\"",
                ),
            ));
            continue;
        }
        let mut shapes = vec![Shape::of_document(schema)];
        for step in steps(field) {
            let known: Vec<&str> = shapes.iter().flat_map(|shape| shape.properties()).map(|(name, _)| name).collect();
            let next: Vec<Shape<'_>> = if step.contains("{{") || step.parse::<usize>().is_ok() {
                shapes.iter().filter_map(Shape::items).collect()
            } else {
                shapes.iter().filter_map(|shape| shape.property(&step)).collect()
            };
            if next.is_empty() {
                let step = shortened(&step);
                let message = (
                    format!("regeln pekar ut ”{shown}”, men {step} finns inte där"),
                    format!("the rule blames “{shown}”, but there is no {step} there"),
                );
                faults.push(fault(codes::RULE_FIELD, Place::value(source.file(), at), message, meant_or_listed(&step, &known)));
                break;
            }
            // A field that may be one of several shapes is any of them.
            shapes = next.iter().flat_map(|shape| shape.branches().into_iter().chain([shape.clone()])).collect();
        }
    }
    faults
}

/// The steps of a pointer whose `{{ … }}` may hold slashes of their own.
fn steps(field: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = field;
    let mut inside = false;
    while let Some(character) = rest.chars().next() {
        match character {
            '/' if !inside => out.push(String::new()),
            _ => {
                inside = (inside || rest.starts_with("{{")) && !rest.starts_with("}}");
                if let Some(step) = out.last_mut() {
                    step.push(character);
                }
            }
        }
        rest = &rest[character.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_one_step() {
        assert_eq!(steps("/timeline/{{ a / b }}/period"), ["timeline", "{{ a / b }}", "period"]);
        assert_eq!(steps("/date"), ["date"]);
        assert!(steps("").is_empty());
    }
}
