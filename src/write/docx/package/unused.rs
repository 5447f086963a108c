//! Unused turns the styles into those that a document needs: what only tables use is left out of a
//! document without such tables. What a drafter may want next in Word, headings and lists, always stays.

use std::collections::BTreeSet;

use super::super::styles::is_for_tables;
use super::super::xml::Element;

/// What texts and styles name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Used {
    /// The styles.
    pub styles: BTreeSet<String>,
    /// The instances of numbering.
    pub instances: BTreeSet<String>,
}

impl Used {
    /// The styles of tables among the styles.
    pub fn table_styles(&self) -> BTreeSet<String> {
        self.styles.iter().filter(|style| is_for_tables(style)).cloned().collect()
    }

    /// What is used elsewhere too.
    pub fn add(&mut self, other: &Self) {
        for (into, names) in [(&mut self.styles, &other.styles), (&mut self.instances, &other.instances)] {
            for name in names {
                if !into.contains(name) {
                    into.insert(name.clone());
                }
            }
        }
    }

    /// What an element names.
    pub fn collect(&mut self, element: &Element) {
        element.visit(&mut |element| {
            let into = match element.name.as_str() {
                "w:pStyle" | "w:rStyle" | "w:tblStyle" | "w:basedOn" | "w:next" | "w:link" => &mut self.styles,
                "w:numId" => &mut self.instances,
                _ => return,
            };
            if let Some(name) = element.get("w:val").filter(|name| !into.contains(*name)) {
                into.insert(name.to_owned());
            }
        });
    }
}

/// Leaves out styles of tables that are neither among those used nor what another style stands on; gives the instances of
/// numbering that the styles use.
pub(super) fn styles(used: BTreeSet<String>, styles: &mut Element) -> BTreeSet<String> {
    let mut used = Used { styles: used, instances: BTreeSet::new() };
    let mut kept: BTreeSet<String> = BTreeSet::new();
    let optional = |style: &Element| style.get("w:styleId").is_some_and(is_for_tables);
    // A style is based on others, which may come before or after it.
    loop {
        let before = kept.len();
        for style in styles.elements().filter(|child| child.name == "w:style") {
            let Some(id) = style.get("w:styleId") else { continue };
            if !kept.contains(id) && (!optional(style) || used.styles.contains(id)) {
                kept.insert(id.to_owned());
                used.collect(style);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    styles.retain(|child| child.name != "w:style" || child.get("w:styleId").is_some_and(|id| kept.contains(id)));
    used.instances
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
        let mut used = Used::default();
        used.collect(&text);
        let of_styles = super::styles(used.table_styles(), &mut styles);
        let left: Vec<_> = styles.elements().filter_map(|style| style.get("w:styleId")).collect();
        assert_eq!(left, ["Normal", "ListNumber", "TableText", "TableBullet", "TableBulletDense"]);
        assert_eq!(of_styles.into_iter().collect::<Vec<_>>(), ["4", "6"]);
    }
}
