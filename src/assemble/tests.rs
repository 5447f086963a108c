//! Documents through the built-in kind and through small kinds made for one construct each.

mod tables;

use serde_json::{Value, json};

use super::assemble;
use crate::diag::{Diagnostic, FileName};
use crate::kind::Kind;
use crate::markup::rich::RichTexts;
use crate::model::{Block, Body, Document, Hash, Inline, KindId, LinkTarget, Record, Tree, words};
use crate::world::BuiltIn;

fn kind() -> Kind {
    Kind::load(&BuiltIn, &KindId::new("uppdragshandling")).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(|f| format!("{:?}: {}", f.place, f.message.en)).collect::<Vec<_>>().join("\n"))
    })
}

fn document(value: &Value) -> Document {
    let envelope = serde_json::from_value(value.clone()).unwrap();
    Document::proven(
        FileName::new("prov.toml"),
        KindId::new("uppdragshandling"),
        Hash::of(b""),
        envelope,
        std::sync::Arc::new(value.clone()),
    )
}

fn small() -> Value {
    json!({
        "id": "prov", "kind": "uppdragshandling", "title": "Prov",
        "principals": [
            { "name": "Västra regionen", "short_name": "VR" },
            { "name": "Kommunerna", "short_name": "K", "represented_by": "Förbundet" },
        ],
        "mission": "Uppdraget, se [](#timeline) och [@b].", "purpose": "Syftet.",
        "organisation": { "commissioner": "Rådet." },
        "references": [{ "key": "a", "title": "A" }, { "key": "b", "title": "B?", "publisher": "Myndigheten", "issued": "2020" }],
        "timeline": [{ "activity": "Arbete", "period": "2021-10" }, { "activity": "Beslut", "open": true, "condition": "om det behövs" }],
    })
}

fn tree(value: &Value) -> Tree {
    let checked = assemble(&document(value), &RichTexts::default(), &kind(), &Record::default());
    checked.output.unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(|f| format!("{:?}: {}", f.place, f.message.en)).collect::<Vec<_>>().join("\n"))
    })
}

fn faults(value: &Value, kind: &Kind) -> Vec<Diagnostic> {
    assemble(&document(value), &RichTexts::default(), kind, &Record::default()).output.err().unwrap_or_default()
}

/// One line a block: enough to see order, numbers and words.
fn outline(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match &block.body {
            Body::Heading(heading) => {
                lines.push(format!("H{} {} {}", heading.level, heading.number.as_deref().unwrap_or("-"), words(&heading.content)))
            }
            Body::Paragraph { content } => lines.push(format!("P {}", words(content))),
            Body::List(list) => {
                for item in &list.items {
                    lines.extend(outline(&item.blocks).into_iter().map(|line| format!("{:?}: {line}", list.marker)));
                }
            }
            Body::Table(table) => lines.extend(
                std::iter::once(&table.header)
                    .chain(table.rows.iter().map(|row| &row.cells))
                    .map(|cells| format!("| {}", cells.iter().map(|cell| words(cell.first_paragraph())).collect::<Vec<_>>().join(" | "))),
            ),
            Body::Signatures(signatures) => lines.extend(signatures.columns.iter().map(|column| format!("S {}", column.party.text()))),
        }
    }
    lines
}

#[test]
fn a_small_commission_is_numbered_and_its_references_resolved() {
    assert_eq!(
        outline(&tree(&small()).blocks),
        [
            "H1 1. Uppdraget",
            "P Uppdraget, se avsnitt\u{a0}4 och [2].",
            "H1 2. Syfte",
            "P Syftet.",
            "H1 3. Organisation",
            "H2 a. Uppdragsgivare",
            "P Rådet.",
            "H1 4. Tidplan",
            "| När | Aktivitet",
            "| oktober\u{a0}2021 | Arbete",
            "| tidpunkt ej bestämd | Beslut, om det behövs",
            "H1 - Referenser",
            "Bracket: P A.",
            "Bracket: P B? Myndigheten, 2020.",
        ]
    );
}

#[test]
fn numbers_follow_when_a_condition_brings_a_section_in() {
    let mut value = small();
    value["background"] = json!("Bakgrunden.");
    value["financing"] = json!("Se [](#commissioner) och [](#references).");
    let lines = outline(&tree(&value).blocks);
    assert!(lines.contains(&"P Uppdraget, se avsnitt\u{a0}6 och [2].".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"P Se avsnitt\u{a0}4\u{a0}a och ”Referenser”.".to_owned()), "{lines:#?}");
}

#[test]
fn a_link_to_a_section_left_out_keeps_its_words_or_is_an_error() {
    let mut value = small();
    value["mission"] = json!("Se [hur det betalas](#financing).");
    let checked = assemble(&document(&value), &RichTexts::default(), &kind(), &Record::default());
    assert_eq!(checked.warnings.len(), 1);
    assert_eq!(checked.warnings[0].code.as_str(), "section-left-out");
    let tree = checked.output.unwrap();
    assert!(outline(&tree.blocks).contains(&"P Se hur det betalas.".to_owned()));
    value["mission"] = json!("Se [](#financing).");
    assert_eq!(faults(&value, &kind())[0].message.sv, "texten hänvisar till numret på avsnittet ”financing”, som inte är med");
    value["mission"] = json!("Se [](#finansiering).");
    assert_eq!(faults(&value, &kind())[0].message.sv, "det finns inget avsnitt ”finansiering”");
}

#[test]
fn every_anchor_is_unique_and_every_link_lands() {
    let tree = tree(&small());
    let json = serde_json::to_value(&tree).unwrap();
    let (mut anchors, mut targets) = (Vec::new(), Vec::new());
    fn walk(value: &Value, anchors: &mut Vec<String>, targets: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                anchors.extend(object.get("anchor").and_then(Value::as_str).map(str::to_owned));
                for name in ["section", "reference"] {
                    targets.extend(object.get("target").and_then(|target| target.get(name)).and_then(Value::as_str).map(str::to_owned));
                }
                object.values().for_each(|value| walk(value, anchors, targets));
            }
            Value::Array(entries) => entries.iter().for_each(|value| walk(value, anchors, targets)),
            _ => {}
        }
    }
    walk(&json, &mut anchors, &mut targets);
    let count = anchors.len();
    assert!(targets.len() == 2 && targets.iter().all(|target| anchors.contains(target)));
    anchors.sort();
    anchors.dedup();
    assert_eq!(anchors.len(), count);
    assert_eq!(serde_json::from_value::<Tree>(json).unwrap(), tree);
}

#[test]
fn no_value_is_read_as_markup() {
    for hostile in [
        "# rubrik",
        "- a",
        "*a* **b** _c_ `d`",
        "{{ title }} {% if x %} {## ##} {#id}",
        "<b>&amp;</b>",
        "[a](https://exempel.se)",
        "| a | b |",
        "1. ett",
        "\\*",
        "    kod",
        "a  b",
        "#panic(1) $x$ @ref",
    ] {
        let mut value = small();
        value["title"] = json!(hostile);
        value["organisation"]["reference_groups"] = json!([hostile]);
        value["organisation"]["working_group"] = json!({ "groups": [{ "name": hostile, "seats": [{ "role": hostile }] }] });
        let tree = tree(&value);
        let lines = outline(&tree.blocks);
        let plain = hostile.trim();
        assert_eq!(tree.title.title.text(), plain.split_whitespace().collect::<Vec<_>>().join(" "));
        for expected in [format!("H3 - {plain}"), format!("Bullet: P {plain}")] {
            assert!(lines.contains(&expected), "{expected}: {lines:#?}");
        }
    }
}

#[test]
fn origins_name_the_field_or_the_line_of_the_template() {
    let tree = tree(&small());
    let origins: Vec<String> = tree
        .blocks
        .iter()
        .filter_map(|block| if let Body::Paragraph { content } = &block.body { content.first() } else { None })
        .flat_map(Inline::runs)
        .map(|run| run.origin.to_string())
        .collect();
    assert_eq!(origins, ["/mission", "/purpose", "/organisation/commissioner"]);
    let heading = tree.blocks[0].origin.to_string();
    let line =
        include_str!("../../templates/uppdragshandling/text.md.j2").lines().position(|line| line.starts_with("# Uppdraget")).unwrap() + 1;
    assert_eq!(heading, format!("templates/uppdragshandling/text.md.j2:{line}"));
    let Body::Paragraph { content } = &tree.blocks[1].body else { panic!() };
    assert!(matches!(&content[1], Inline::Link { target: LinkTarget::Section(_), .. }));
}

#[test]
fn an_empty_name_in_a_heading_is_told_at_its_field() {
    let mut value = small();
    value["organisation"]["working_group"] = json!({ "groups": [{ "name": " ", "seats": [{ "role": "läkare" }] }] });
    let found = faults(&value, &kind());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message.sv, "organisation.working_group.groups[1].name är tomt men behövs i en rubrik");
    assert!(
        matches!(&found[0].place, crate::diag::Place::Field { pointer, .. } if pointer.as_str() == "/organisation/working_group/groups/0/name")
    );
}

#[test]
fn an_unnamed_contact_leaves_no_empty_cell() {
    let mut value = small();
    value["contacts"] = json!([{ "principal": "VR", "organisation": "Staben" }]);
    assert!(outline(&tree(&value).blocks).contains(&"| VR | ej utsedd | Staben".to_owned()));
}

/// Another template of the built-in kind, and a clause.
fn texts(template: &str) -> Vec<(String, String)> {
    vec![("uppdragshandling/text.md.j2".into(), template.into()), ("clauses/prov/1.md.j2".into(), "Klausul: {{ title }}.\n".into())]
}

/// The built-in kind with another template.
fn with_template(template: &str) -> Kind {
    let templates = crate::kind::Templates::compile(texts(template)).unwrap_or_else(|error| panic!("{error:#}"));
    Kind { templates, ..kind() }
}

#[test]
fn captured_text_keeps_its_values() {
    let template = "# Rubrik {#a}\n\n\
        {% macro greet(name) %}**Hej** {{ name }}{% endmacro %}\n\
        {% set block %}Block {{ title }}{% endset %}\n\
        {{ greet(title) }}!\n\n{{ block }}.\n\n{% include \"prov@1\" %}\n\n\n\
        {% with t = title %}{{ t }}{% endwith +%}\n\n{% for p in principals %}{{ p.name }}{% if not loop.last %}, {% endif %}{% endfor +%}\n";
    let kind = with_template(template);
    assert_eq!(crate::kind::check_templates(kind.templates.texts(), &kind.schema), []);
    let mut value = small();
    value["title"] = json!("*t*");
    let tree =
        assemble(&document(&value), &RichTexts::default(), &kind, &Record::default()).output.unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(
        outline(&tree.blocks),
        ["H1 1. Rubrik", "P Hej *t*!", "P Block *t*.", "P Klausul: *t*.", "P *t*", "P Västra regionen, Kommunerna"]
    );
}

#[test]
fn a_faulty_template_is_refused_at_load() {
    let mut found = Vec::new();
    for template in [
        "{{ backgrund }}",
        "{{ background }}",
        "{% if title == 'Prov' %}a{% endif %}",
        "{% if background is text %}{{ background }}{% endif %}x {{ mission }}",
        "{{ title|safe }}",
        "{% set x %}{{ title }}{% endset %}{{ x|upper }}",
        "{{ title ~ 'x' }}",
        "{% filter upper %}a{% endfilter %}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{{ organisation }}",
        "{{ organisation.working_group.groups }}",
        "{% for p in title %}{% endfor %}",
        "{% for p in principals %}{{ p.nam }}{% endfor %}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(principals) }}",
        "{{ timeline_table(period='a') }}",
        "{{ section('finns-inte') }}",
        "{% if financing %}# F {#financing}{% endif %}\n\n{{ section('financing') }}",
        "**Datum:**{{ title }}",
        "    {{ title }}",
        "<b>{{ title }}</b>",
        "| a |",
        "![a](https://exempel.se/a.png)",
        "# {#tom}",
        "{% if title %}",
        "{% include title %}",
        "{{ range(3) }}",
        "{{ title[0] }}",
        "{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m(title) %}x{% endcall %}",
        "{% macro m(a) %}{{ m(a) }}{% endmacro %}{{ m(title) }}",
        "{% for p in principals recursive %}{{ p.name }}{% endfor %}",
        "{% extends 'a' %}",
        "{% import 'a' as a %}",
        "{% do title %}",
        "{% set x = mission %}{{ x }} x",
        "{{ organisation.working_group.chair.name }}",
        "{% if title is defined %}a{% endif %}",
        "{% if principals == 'a' %}a{% endif %}",
        "#### För djupt",
        "---",
        "2. två",
    ] {
        let faults = crate::kind::check_templates(&texts(template), &kind().schema);
        assert!(!faults.is_empty(), "{template} should be refused");
        found.push(format!("{template:?}\n  {}\n  {}", faults[0].message.sv, faults[0].message.en));
    }
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn a_faulty_rule_is_refused_at_load() {
    let kind = kind();
    let mut found = Vec::new();
    for (each, broken, message) in [
        (None, "titel == 'x'", "m"),
        (None, "short_title == title", "m"),
        (Some("title"), "true", "m"),
        (Some("principals"), "item.namn is none", "m"),
        (Some("contacts"), "item.name is none", "{{ item.name }}"),
        (None, "title ==", "m"),
        (None, "title in place", "m"),
        (Some("contacts | map(attribute='namn')"), "true", "m"),
    ] {
        let rule = crate::kind::Rule {
            code: "prov".into(),
            severity: crate::kind::RuleSeverity::Error,
            for_each: each.map(str::to_owned),
            broken_if: broken.into(),
            field: String::new(),
            message: crate::diag::Message::new(message, "m"),
            hint: crate::diag::Message::new("h", "h"),
            range: 0..0,
        };
        let line = |key: &str, text: &str| format!("{key} = {text:?}\n");
        let text = [
            "[[rule]]\n".to_owned(),
            each.map(|each| line("for_each", each)).unwrap_or_default(),
            line("broken_if", broken),
            line("message.sv", message),
        ];
        let source = crate::read::read(FileName::new("rules.toml"), text.concat().as_bytes()).expect("it is TOML");
        let faults = crate::kind::check_rules(&[rule], &kind.schema, &source);
        assert!(!faults.is_empty(), "{broken} should be refused");
        found.push(format!("{each:?} {broken:?} {message:?}\n  {}\n  {}", faults[0].message.sv, faults[0].message.en));
    }
    insta::assert_snapshot!(found.join("\n"));
}
