//! Unused turns the styles and the numbering into those that a document needs: what only tables use is left out of a
//! document without such tables. What a drafter may want next in Word, headings and lists, always stays.

use std::collections::BTreeSet;

use super::super::styles::is_for_tables;
use super::super::xml::Element;

/// Leaves out styles of tables that neither the text nor another style uses, and the numbering that only they use.
pub(super) fn leave_out(texts: [&Element; 3], styles: &mut Element, numbering: &mut Element) {
    let mut used = BTreeSet::new();
    let mut instances = BTreeSet::new();
    for text in texts {
        collect(text, &mut used, &mut instances);
    }
    let mut kept: BTreeSet<String> = BTreeSet::new();
    let optional = |style: &Element| style.get("w:styleId").is_some_and(is_for_tables);
    // A style is based on others, which may come before or after it.
    loop {
        let before = kept.len();
        for style in styles.elements().filter(|child| child.name == "w:style") {
            let Some(id) = style.get("w:styleId") else { continue };
            if !kept.contains(id) && (!optional(style) || used.contains(id)) {
                kept.insert(id.to_owned());
                collect(style, &mut used, &mut instances);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    styles.retain(|child| child.name != "w:style" || child.get("w:styleId").is_some_and(|id| kept.contains(id)));
    numbering.retain(|child| child.name != "w:num" || child.get("w:numId").is_some_and(|id| instances.contains(id)));
    let definitions: BTreeSet<String> = numbering
        .elements()
        .filter(|child| child.name == "w:num")
        .filter_map(|instance| instance.first("w:abstractNumId")?.get("w:val").map(str::to_owned))
        .collect();
    numbering.retain(|child| child.name != "w:abstractNum" || child.get("w:abstractNumId").is_some_and(|id| definitions.contains(id)));
}

/// The styles and the instances of numbering that an element names.
fn collect(element: &Element, styles: &mut BTreeSet<String>, instances: &mut BTreeSet<String>) {
    element.visit(&mut |element| {
        let into = match element.name.as_str() {
            "w:pStyle" | "w:rStyle" | "w:tblStyle" | "w:basedOn" | "w:next" | "w:link" => &mut *styles,
            "w:numId" => &mut *instances,
            _ => return,
        };
        into.extend(element.get("w:val").map(str::to_owned));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(xml: &str) -> Element {
        Element::parse(xml.as_bytes()).unwrap()
    }

    #[test]
    fn styles_of_tables_stay_where_they_are_used_and_so_does_what_they_stand_on() {
        let text = part(r#"<w:p><w:pPr><w:pStyle w:val="TableBulletDense"/></w:pPr></w:p>"#);
        let mut styles = part(concat!(
            "<w:styles>",
            r#"<w:style w:styleId="Normal"/>"#,
            r#"<w:style w:styleId="ListNumber"><w:numId w:val="4"/></w:style>"#,
            r#"<w:style w:styleId="TableText"/>"#,
            r#"<w:style w:styleId="TableBullet"><w:basedOn w:val="TableText"/><w:numId w:val="6"/></w:style>"#,
            r#"<w:style w:styleId="TableBulletDense"><w:basedOn w:val="TableBullet"/></w:style>"#,
            r#"<w:style w:styleId="TableNumber"><w:basedOn w:val="TableText"/><w:numId w:val="7"/></w:style>"#,
            "</w:styles>",
        ));
        let definition = |id| format!(r#"<w:abstractNum w:abstractNumId="{id}"/>"#);
        let instance = |id| format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>"#);
        let mut numbering =
            part(&format!("<w:numbering>{}{}</w:numbering>", [4, 6, 7].map(definition).concat(), [4, 6, 7].map(instance).concat()));
        let none = part("<w:hdr/>");
        leave_out([&text, &none, &none], &mut styles, &mut numbering);
        let left: Vec<_> = styles.elements().filter_map(|style| style.get("w:styleId")).collect();
        assert_eq!(left, ["Normal", "ListNumber", "TableText", "TableBullet", "TableBulletDense"]);
        let left: Vec<_> = numbering.elements().filter_map(|child| child.get("w:abstractNumId").or(child.get("w:numId"))).collect();
        assert_eq!(left, ["4", "6", "4", "6"]);
    }
}
