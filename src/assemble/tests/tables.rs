//! Tables of a kind's own fields: what is refused at load, and what the rest becomes.

use serde_json::{Value, json};

use super::{document, faults, small, with_template};
use crate::assemble::assemble;
use crate::diag::Place;
use crate::markup::rich::RichTexts;
use crate::model::{Block, Body, Inline, LinkTarget, Record, RowRole, Table, words};

/// Every paragraph of a cell, those of lists with a hyphen.
fn cell_words(blocks: &[Block]) -> String {
    let lines = blocks.iter().flat_map(|block| match &block.body {
        Body::Paragraph { content } => vec![words(content)],
        Body::List(list) => list.items.iter().map(|item| format!("- {}", cell_words(&item.blocks))).collect(),
        _ => Vec::new(),
    });
    lines.collect::<Vec<_>>().join(" ¶ ")
}

fn rows(table: &Table) -> Vec<String> {
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let words = cell_words(&cell.blocks);
            if cell.span > 1 { format!("{words} [{}]", cell.span) } else { words }
        });
        let cells = cells.collect::<Vec<_>>().join(" | ");
        let key = row.key.as_ref().map(|key| format!(" <{}>", key.as_str())).unwrap_or_default();
        match row.role {
            RowRole::Ordinary => format!("{cells}{key}"),
            role => format!("{role:?}: {cells}{key}"),
        }
    });
    rows.collect()
}

fn table(template: &str, value: &Value) -> Table {
    let kind = with_template(template);
    let refused = crate::kind::check_templates(kind.templates.texts(), &kind.schema);
    assert_eq!(refused, [], "{template}");
    let tree =
        assemble(&document(value), &RichTexts::default(), &kind, &Record::default()).output.unwrap_or_else(|faults| panic!("{faults:#?}"));
    let found = tree.blocks.into_iter().find_map(|block| if let Body::Table(table) = block.body { Some(table) } else { None });
    found.expect("a table")
}

const CONTACTS: &str = r#"{{ data_table(rows=contacts, columns=[
    {"heading": "Part", "field": "principal", "width": 20},
    {"heading": "Namn", "field": "name", "width": 40, "absent": "ej utsedd"},
    {"heading": "Kontakt", "field": ["organisation", "email"], "between": " – ", "width": 40, "align": "right"},
], spans=[{"field": "label", "from": "name", "role": "pause"}]) }}"#;

#[test]
fn rows_print_fields_words_for_what_is_absent_and_spans() {
    let mut value = small();
    value["contacts"] = json!([
        { "principal": "VR", "name": "Eva # Ek", "organisation": "Staben", "email": "eva@example.org" },
        { "principal": "K", "label": "vakant till hösten" },
        { "principal": "K", "organisation": " " },
    ]);
    let table = table(CONTACTS, &value);
    assert_eq!(table.columns.iter().map(|column| column.width).collect::<Vec<_>>(), [0.2, 0.4, 0.4]);
    assert_eq!(
        rows(&table),
        ["VR | Eva # Ek | Staben – eva@example.org <VR>", "Pause: K | vakant till hösten [2] <K>", "K | ej utsedd |  <K>"]
    );
    let Body::Paragraph { content } = &table.rows[0].cells[2].blocks[0].body else { panic!() };
    let origins: Vec<String> = content.iter().flat_map(Inline::runs).map(|run| run.origin.to_string()).collect();
    assert_eq!(origins, ["/contacts/0/organisation", "templates/uppdragshandling/text.md.j2:1", "/contacts/0/email"]);
    assert!(matches!(&content[2], Inline::Link { target: LinkTarget::Web(address), .. } if address == "mailto:eva@example.org"));
}

#[test]
fn a_value_that_a_span_covers_is_told_and_not_lost() {
    let mut value = small();
    value["contacts"] = json!([{ "principal": "K", "label": "vakant", "name": "Eva Ek" }]);
    let kind = with_template(CONTACTS);
    let found = faults(&value, &kind);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message.sv, "contacts[1].name skrivs inte ut: contacts[1].label går över hela den delen av raden");
    assert!(matches!(&found[0].place, Place::Field { pointer, .. } if pointer.as_str() == "/contacts/0/name"));
}

#[test]
fn a_column_with_nothing_in_it_is_left_out() {
    let mut value = small();
    value["contacts"] = json!([{ "principal": "VR", "name": "Eva Ek" }]);
    let table = table(CONTACTS, &value);
    assert_eq!(table.header.iter().map(|cell| words(cell.first_paragraph())).collect::<Vec<_>>(), ["Part", "Namn"]);
    let total: f64 = table.columns.iter().map(|column| column.width).sum();
    assert!((total - 1.0).abs() < 1e-9);
}

#[test]
fn cells_hold_rich_text_periods_and_paragraphs() {
    let mut value = small();
    value["references"] = json!([{ "key": "a", "title": "A", "issued": "2020-03", "address": "https://exempel.se/a" }]);
    value["organisation"]["working_group"] =
        json!({ "groups": [{ "name": "G", "seats": [{ "role": "läkare", "count": 2 }, { "role": "kurator" }] }] });
    let template = r#"{{ data_table(rows=references, row_headers=true, columns=[
        {"heading": "Titel", "field": ["title", "issued", "address"], "between": "\n", "width": 100},
    ]) }}"#;
    let found = table(template, &value);
    assert!(found.row_headers);
    assert_eq!(rows(&found), ["A ¶ mars\u{a0}2020 ¶ https://exempel.se/a <a>"]);
    value["organisation"]["commissioner"] = json!("Rådet *leder*:\n\n- ett\n- två");
    let facts = table(
        r#"{{ fact_table(width=20, rows=[
            {"heading": "Uppdragsgivare", "field": "organisation.commissioner"},
            {"heading": "Parter", "field": "principals.name"},
            {"heading": "Företräds av", "field": "principals.represented_by"},
            {"heading": "Dnr", "field": "principals.case_number"},
            {"heading": "Datum", "field": "date", "absent": "ej bestämt"},
            {"heading": "Ort", "field": "place"},
        ]) }}"#,
        &value,
    );
    assert!(facts.header.is_empty() && facts.row_headers);
    assert_eq!(
        rows(&facts),
        [
            "Uppdragsgivare | Rådet leder: ¶ - ett ¶ - två </organisation/commissioner>",
            "Parter | Västra regionen, Kommunerna </principals/name>",
            "Företräds av | Förbundet </principals/represented_by>",
            "Datum | ej bestämt </date>",
        ]
    );
    let group = r#"{% if organisation.working_group is structured %}{% for g in organisation.working_group.groups %}
{{ data_table(rows=g.seats, columns=[{"heading": "Roll", "field": "role", "width": 60}, {"heading": "Antal", "field": "count", "width": 40}]) }}

{{ fact_table(of=g, rows=[{"heading": "Namn", "field": "name"}]) }}

{% endfor %}{% endif %}"#;
    assert_eq!(rows(&table(group, &value)), ["läkare | 2 <läkare>", "kurator |  <kurator>"]);
}

#[test]
fn an_empty_list_and_facts_without_values_make_no_table() {
    let template = r#"{{ data_table(rows=contacts, columns=[{"heading": "Part", "field": "principal", "width": 100}]) }}

{{ fact_table(rows=[{"heading": "Ort", "field": "place"}]) }}"#;
    let kind = with_template(template);
    let tree = assemble(&document(&small()), &RichTexts::default(), &kind, &Record::default()).output.expect("a tree");
    assert_eq!(tree.blocks, []);
}

/// One column of `contacts`, with what differs.
fn column(words: &str) -> String {
    format!("{{{{ data_table(rows=contacts, columns=[{{\"heading\": \"H\", \"field\": \"name\", \"width\": 100{words}}}]) }}}}")
}

fn span(words: &str) -> String {
    format!(
        "{{{{ data_table(rows=contacts, columns=[{{\"heading\": \"H\", \"field\": \"principal\", \"width\": 50}}, {{\"heading\": \"N\", \"field\": \"name\", \"width\": 50}}], spans=[{words}]) }}}}"
    )
}

#[test]
fn a_faulty_table_is_refused_at_load_with_its_line() {
    let facts = |rows: &str| format!("{{{{ fact_table(rows={rows}) }}}}");
    let columns = |columns: &str| format!("{{{{ data_table(rows=contacts, columns={columns}) }}}}");
    let mut found = Vec::new();
    for template in [
        "{{ data_table(contacts) }}".to_owned(),
        "{{ data_table(rows=contacts) }}".into(),
        "{{ data_table(rows=title, columns=[{\"heading\": \"H\", \"field\": \"name\", \"width\": 100}]) }}".into(),
        "{{ data_table(rows=timeline, columns=[{\"heading\": \"H\", \"field\": \"activity\", \"width\": 100}]) }}".into(),
        "{{ data_table(rows=contacts, columns=[], widths=3) }}".into(),
        columns("contacts"),
        columns("[\"name\"]"),
        columns("[{\"field\": \"name\", \"width\": 100}]"),
        columns("[{\"heading\": \" \", \"field\": \"name\", \"width\": 100}]"),
        columns("[{\"heading\": title, \"field\": \"name\", \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"field\": 3, \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"field\": [], \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"field\": \"namn\", \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"field\": \"name.first\", \"width\": 100}]"),
        columns("[{\"heading\": \"H\", \"field\": \"name\"}]"),
        columns("[{\"heading\": \"H\", \"field\": \"name\", \"width\": 0}]"),
        columns(
            "[{\"heading\": \"H\", \"field\": \"name\", \"width\": 60}, {\"heading\": \"P\", \"field\": \"principal\", \"width\": 50.5}]",
        ),
        column(", \"align\": \"middle\""),
        column(", \"alignment\": \"left\""),
        column(", \"width\": 50"),
        column(", \"absent\": \"\""),
        columns("[{\"heading\": \"H\", \"field\": \"principal\", \"absent\": \"–\", \"width\": 100}]"),
        "{{ data_table(rows=contacts, row_headers=true, columns=[{\"heading\": \"H\", \"field\": \"name\", \"width\": 100}]) }}".into(),
        "{{ data_table(rows=contacts, row_headers=1, columns=[{\"heading\": \"H\", \"field\": \"principal\", \"width\": 100}]) }}".into(),
        span("{\"field\": \"label\", \"from\": \"namn\", \"role\": \"pause\"}"),
        span("{\"field\": \"label\", \"from\": \"name\", \"role\": \"section\"}"),
        span("{\"field\": \"label\", \"from\": \"name\", \"role\": \"rast\"}"),
        span("{\"field\": \"label\", \"from\": \"name\"}"),
        span("{\"field\": \"principal\", \"from\": \"name\", \"role\": \"pause\"}"),
        span("{\"field\": \"finns_inte\", \"from\": \"name\", \"role\": \"pause\"}"),
        facts("[]"),
        facts("[[\"Ort\", place]]"),
        facts("[{\"heading\": \"Ort\", \"field\": \"plats\"}]"),
        facts("[{\"heading\": \"Ort\", \"field\": \"place\", \"width\": 3}]"),
        facts("[{\"heading\": \"Titel\", \"field\": \"title\", \"absent\": \"–\"}]"),
        facts("[{\"heading\": \"Parter\", \"field\": \"principals\"}]"),
        facts("[{\"heading\": \"Tid\", \"field\": \"timeline\"}]"),
        facts("[{\"heading\": \"Syfte\", \"field\": [\"title\", \"purpose\"]}]"),
        facts("[{\"heading\": \"Ort\", \"field\": \"place\"}], width=95"),
        "{{ fact_table(of=organisation.working_group, rows=[{\"heading\": \"N\", \"field\": \"name\"}]) }}".into(),
        "{{ fact_table(of=title, rows=[{\"heading\": \"N\", \"field\": \"name\"}]) }}".into(),
        "Text {{ fact_table(rows=[{\"heading\": \"Ort\", \"field\": \"place\"}]) }}".into(),
    ] {
        let kind = with_template(&format!("# Rubrik\n\n{template}\n"));
        let faults = crate::kind::check_templates(kind.templates.texts(), &kind.schema);
        assert!(!faults.is_empty(), "{template} should be refused");
        for fault in &faults {
            let Place::Text { range, .. } = &fault.place else { panic!("{fault:?} has no place") };
            let text = &kind.templates.texts()[0].1;
            let line = text[..range.start].matches('\n').count() + 1;
            let (shown, swedish, english) = (&text[range.clone()], &fault.message.sv, &fault.message.en);
            found.push(format!("{template}\n  {line}: {shown}\n  {swedish}\n  {english}"));
        }
    }
    insta::assert_snapshot!(found.join("\n"));
}
