//! Repair turns the parts that docx-rs writes into parts that the schema allows, and adds what docx-rs can't say.

use super::super::order;
use super::super::styles::{DEFAULTS, NORMAL, TABLE_HEADER, TABLE_SECTION, TABLE_TERM, is_cell_style, is_custom};
use super::super::xml::{Element, Node};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Elements that say nothing when they are empty.
const EMPTY: &[&str] = &["w:pPr", "w:rPr", "w:tblPr", "w:tblBorders", "w:trPr", "w:tcPr", "w:tcBorders", "w:tcMar", "w:tblCellMar"];

/// The definition and the instance that docx-rs adds to every numbering.
const OWN_NUMBERING: &str = "1";

/// What the identifiers of definitions begin with, any number of Kansli's own.
const LIST_IDENTIFIER: u32 = 0x4B4E_5300;

/// Repairs the document around its content, or a head.
pub(super) fn content(mut root: Element) -> Element {
    walk(&mut root);
    namespaces(&mut root, true);
    order::sort(&mut root);
    root
}

/// Repairs properties that stand by themselves, of a paragraph or the like, and adds to them; `None` where they say nothing.
pub(super) fn properties(mut root: Element, more: impl IntoIterator<Item = Element>) -> Option<Element> {
    walk(&mut root);
    root.children.extend(more.into_iter().map(Node::Element));
    order::sort(&mut root);
    (!says_nothing(&root)).then_some(root)
}

fn says_nothing(element: &Element) -> bool {
    element.children.is_empty() && element.attributes.is_empty() && EMPTY.contains(&element.name.as_str())
}

/// Repairs the styles and gives all text its language.
pub(super) fn styles(mut root: Element, language: &str) -> Element {
    walk(&mut root);
    namespaces(&mut root, false);
    // docx-rs writes a bare Normal before ours.
    let bare = root.elements().position(|style| style.get("w:styleId") == Some(NORMAL)).unwrap_or(usize::MAX);
    let mut at = 0;
    root.children.retain(|_| {
        at += 1;
        at - 1 != bare
    });
    for style in root.elements_mut().filter(|element| element.name == "w:style") {
        let id = style.get("w:styleId").unwrap_or_default().to_owned();
        if DEFAULTS.contains(&id.as_str()) {
            style.set("w:default", "1");
        }
        if is_custom(&id) {
            style.set("w:customStyle", "1");
        }
    }
    let defaults = root.first_or_new("w:docDefaults").and_then(|element| element.first_or_new("w:rPrDefault"));
    if let Some(run) = defaults.and_then(|element| element.first_or_new("w:rPr")) {
        *run = run.clone().child(Element::new("w:lang").with("w:val", language));
    }
    order::sort(&mut root);
    root
}

/// Repairs the numbering.
pub(super) fn numbering(mut root: Element) -> Element {
    walk(&mut root);
    namespaces(&mut root, false);
    let own = Some(OWN_NUMBERING);
    root.retain(|child| child.get("w:abstractNumId") != own && child.get("w:numId") != own);
    // Lists pasted from one of our documents into another join where these identifiers agree.
    for definition in root.elements_mut().filter(|element| element.name == "w:abstractNum") {
        let id: u32 = definition.get("w:abstractNumId").and_then(|id| id.parse().ok()).unwrap_or_default();
        let identifier = Element::new("w:nsid").with("w:val", list_identifier(id));
        *definition = definition.clone().child(identifier);
    }
    order::sort(&mut root);
    root
}

fn list_identifier(definition: u32) -> String {
    format!("{:08X}", LIST_IDENTIFIER.wrapping_add(definition))
}

/// A copy of a definition of numbering, for one list. A style counts by one definition only, which is not this one.
pub(super) fn definition_apart(mut definition: Element, number: usize) -> Element {
    definition.set("w:abstractNumId", &number.to_string());
    let identifier = list_identifier(u32::try_from(number).unwrap_or_default());
    for child in definition.elements_mut() {
        match child.name.as_str() {
            "w:nsid" => child.set("w:val", &identifier),
            "w:lvl" => child.retain(|part| part.name != "w:pStyle"),
            _ => {}
        }
    }
    definition
}

/// Only the namespaces that are used: docx-rs declares two dozen.
fn namespaces(root: &mut Element, relationships: bool) {
    root.attributes = vec![("xmlns:w".into(), MAIN.into())];
    if relationships {
        root.set("xmlns:r", RELATIONSHIPS);
    }
}

fn walk(element: &mut Element) {
    element.elements_mut().for_each(walk);
    element.retain(|child| !says_nothing(child));
    match element.name.as_str() {
        // Not in the schema.
        "w:gridCol" => element.attributes.retain(|(name, _)| name != "w:type"),
        "w:fldChar" => element.attributes.retain(|(name, _)| name != "w:dirty"),
        "w:instrText" | "w:t" | "w:delText" => element.set("xml:space", "preserve"),
        "w:tbl" => table(element),
        "w:p" | "w:hyperlink" | "w:ins" | "w:del" => {
            // Identifiers from a counter that lives as long as the process.
            element.attributes.retain(|(name, _)| name != "w14:paraId");
            join_runs(element);
        }
        _ => {}
    }
}

/// Joins neighbours that look alike: a tree has a run for each place that words come from, and Word needs none of that.
fn join_runs(parent: &mut Element) {
    let mut joined: Vec<Node> = Vec::with_capacity(parent.children.len());
    for mut node in parent.children.drain(..) {
        let words = match (joined.last_mut(), &mut node) {
            (Some(Node::Element(before)), Node::Element(after)) if before.first("w:rPr") == after.first("w:rPr") => {
                words_of(before).zip(words_of(after))
            }
            _ => None,
        };
        match words {
            Some((before, after)) => before.append(after),
            None => joined.push(node),
        }
    }
    parent.children = joined;
}

/// The words of a run that holds nothing else.
fn words_of(run: &mut Element) -> Option<&mut Vec<Node>> {
    if run.name != "w:r" {
        return None;
    }
    let mut contents = run.elements_mut().filter(|child| child.name != "w:rPr");
    let (Some(words), None) = (contents.next(), contents.next()) else { return None };
    matches!(words.name.as_str(), "w:t" | "w:delText").then_some(&mut words.children)
}

/// Marks the rows that are repeated on every page, the rows that end before the table does, and the table whose first
/// cells head their rows.
fn table(table: &mut Element) {
    let columns = table.first("w:tblGrid").map_or(0, |grid| grid.elements().count());
    let (mut headers, mut terms, mut sections) = (false, false, true);
    for row in table.elements_mut().filter(|child| child.name == "w:tr") {
        let cells: usize = row.elements().filter(|child| child.name == "w:tc").map(span).sum();
        let header = row.elements().any(|cell| is_set_in(cell, TABLE_HEADER));
        headers |= header;
        terms |= row.elements().any(|cell| is_set_in(cell, TABLE_TERM));
        sections &= row.elements().any(|cell| is_set_in(cell, TABLE_SECTION));
        let Some(properties) = row.first_or_new("w:trPr") else { continue };
        if cells < columns {
            *properties = properties.clone().child(columns_after(columns - cells));
        }
        if header {
            *properties = properties.clone().child(repeated());
        }
    }
    // Where rows only head what is below them, their first cells are all that heads anything.
    let terms = terms || sections;
    if let (true, Some(properties)) = (headers || terms, table.first_or_new("w:tblPr")) {
        *properties = properties.clone().child(look(headers, terms));
    }
}

/// Of a row: how many columns are left after its last cell.
pub(super) fn columns_after(columns: usize) -> Element {
    Element::new("w:gridAfter").with("w:val", columns.to_string())
}

/// Of a row: that it is repeated on every page.
pub(super) fn repeated() -> Element {
    Element::new("w:tblHeader")
}

/// What a table's first row and column are (ECMA-376-1, 17.4.55): the switches, and the bits of the older form. A table
/// style would set stripes; none of ours has any.
pub(super) fn look(headers: bool, terms: bool) -> Element {
    let switch = |on: bool| if on { "1" } else { "0" };
    let bits = 0x0600 | if headers { 0x0020 } else { 0 } | if terms { 0x0080 } else { 0 };
    Element::new("w:tblLook")
        .with("w:val", format!("{bits:04X}"))
        .with("w:firstRow", switch(headers))
        .with("w:lastRow", "0")
        .with("w:firstColumn", switch(terms))
        .with("w:lastColumn", "0")
        .with("w:noHBand", "1")
        .with("w:noVBand", "1")
}

/// How many columns a cell reaches over.
fn span(cell: &Element) -> usize {
    cell.first("w:tcPr").map_or(1, span_of)
}

/// How many columns a cell of these properties reaches over.
pub(super) fn span_of(properties: &Element) -> usize {
    properties.first("w:gridSpan").and_then(|span| span.get("w:val")?.parse().ok()).unwrap_or(1)
}

/// Whether a cell holds a paragraph in some style of cells.
fn is_set_in(cell: &Element, wanted: &str) -> bool {
    cell.elements().any(|paragraph| style(paragraph).is_some_and(|style| is_cell_style(style, wanted)))
}

/// The style of a paragraph.
fn style(paragraph: &Element) -> Option<&str> {
    paragraph.first("w:pPr")?.first("w:pStyle")?.get("w:val")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(xml: &str) -> String {
        let bytes = content(Element::parse(xml.as_bytes()).unwrap()).to_part();
        String::from_utf8(bytes)
            .unwrap()
            .split_once('\n')
            .unwrap()
            .1
            .replace(&format!(" xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\""), "")
    }

    #[test]
    fn what_the_schema_forbids_goes() {
        assert_eq!(
            repaired(
                r#"<w:p w14:paraId="00000001"><w:r><w:rPr/><w:instrText>PAGE</w:instrText><w:fldChar w:dirty="false"/></w:r><w:pPr/></w:p>"#
            ),
            r#"<w:p><w:r><w:instrText xml:space="preserve">PAGE</w:instrText><w:fldChar/></w:r></w:p>"#,
        );
    }

    #[test]
    fn words_that_look_alike_are_one_run() {
        let run = |look: &str, words: &str| format!("<w:r>{look}<w:t>{words}</w:t></w:r>");
        let bold = "<w:rPr><w:b/></w:rPr>";
        let xml =
            format!("<w:p>{}{}{}{}<w:r><w:br/></w:r>{}</w:p>", run("", "a "), run("", "b"), run(bold, "c"), run(bold, "d"), run("", "e"));
        let out = repaired(&xml).replace(r#" xml:space="preserve""#, "");
        assert_eq!(out, format!("<w:p>{}{}<w:r><w:br/></w:r>{}</w:p>", run("", "a b"), run(bold, "cd"), run("", "e")));
    }

    #[test]
    fn header_rows_repeat_and_short_rows_say_so() {
        let xml = r#"<w:tbl><w:tblGrid><w:gridCol w:w="1" w:type="dxa"/><w:gridCol w:w="1"/></w:tblGrid><w:tr><w:tc><w:p><w:pPr><w:pStyle w:val="TableHeader"/></w:pPr></w:p></w:tc></w:tr></w:tbl>"#;
        let row = r#"<w:tr><w:trPr><w:gridAfter w:val="1"/><w:tblHeader/></w:trPr>"#;
        let out = repaired(xml);
        assert!(out.contains(row) && out.contains(r#"<w:gridCol w:w="1"/><w:gridCol w:w="1"/>"#), "{out}");
    }

    #[test]
    fn first_cells_head_where_rows_do_nothing_else() {
        let row = |style: &str| format!(r#"<w:tr><w:tc><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p></w:tc></w:tr>"#);
        let heads = |styles: &[&str]| {
            let rows: String = styles.iter().map(|style| row(style)).collect();
            repaired(&format!("<w:tbl><w:tblGrid/>{rows}</w:tbl>")).contains(r#"w:firstColumn="1""#)
        };
        assert!(heads(&["TableSection"]) && heads(&["TableSection", "TableSectionDense"]) && heads(&["TableTerm", "TableText"]));
        assert!(!heads(&["TableSection", "TableText"]) && !heads(&["TableHeader", "TableSection"]) && !heads(&["TableText"]));
    }
}
