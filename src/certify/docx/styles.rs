//! Resolving turns the properties written at a paragraph or run, and the styles they name, into those that hold
//! (ECMA-376-1, 17.7).

use std::collections::BTreeMap;

use super::xml::Element;

/// Longest chain of styles.
const LONGEST_CHAIN: usize = 32;

#[derive(Debug, Clone)]
struct Style {
    based_on: Option<String>,
    paragraph: Option<Element>,
    run: Option<Element>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    default_run_properties: Option<Element>,
    default_paragraph_properties: Option<Element>,
}

impl Styles {
    /// Reads the styles part.
    pub fn read(root: &Element) -> Self {
        let mut styles = Self::default();
        for element in root.elements() {
            match element.name.as_str() {
                "w:docDefaults" => {
                    let of = |outer: &str, inner: &str| element.first(outer).and_then(|default| default.first(inner)).cloned();
                    styles.default_run_properties = of("w:rPrDefault", "w:rPr");
                    styles.default_paragraph_properties = of("w:pPrDefault", "w:pPr");
                }
                "w:style" => {
                    let Some(id) = element.attribute("w:styleId") else { continue };
                    let default = matches!(element.attribute("w:default"), Some("1" | "true" | "on"));
                    if default && element.attribute("w:type") == Some("paragraph") {
                        styles.default_paragraph = Some(id.to_owned());
                    }
                    let style = Style {
                        based_on: element.first("w:basedOn").and_then(Element::value).map(str::to_owned),
                        paragraph: element.first("w:pPr").cloned(),
                        run: element.first("w:rPr").cloned(),
                    };
                    styles.styles.insert(id.to_owned(), style);
                }
                _ => {}
            }
        }
        styles
    }

    /// The language of text that names no other.
    pub fn language(&self) -> Option<&str> {
        self.default_run_properties.as_ref()?.first("w:lang")?.value()
    }

    /// A style and those it is based on, nearest first.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| self.styles.get(style.based_on.as_deref()?)).take(LONGEST_CHAIN)
    }

    /// The style that a paragraph names, or the default one.
    pub fn paragraph_style<'s>(&'s self, properties: Option<&'s Element>) -> Option<&'s str> {
        properties.and_then(|properties| properties.first("w:pStyle")).and_then(Element::value).or(self.default_paragraph.as_deref())
    }

    /// What a paragraph's own properties, its styles and the defaults say, in that order, of one property.
    fn paragraph_layers<'s>(&'s self, properties: Option<&'s Element>, name: &'s str) -> impl Iterator<Item = &'s Element> {
        let styles = self.chain(self.paragraph_style(properties)).map(|style| style.paragraph.as_ref());
        let layers = std::iter::once(properties).chain(styles).chain(std::iter::once(self.default_paragraph_properties.as_ref()));
        layers.flatten().filter_map(move |layer| layer.first(name))
    }

    /// A property of a paragraph.
    pub fn paragraph<'s>(&'s self, properties: Option<&'s Element>, name: &'s str) -> Option<&'s Element> {
        self.paragraph_layers(properties, name).next()
    }

    /// An attribute of a property whose attributes are inherited one by one, such as `w:spacing`.
    pub fn paragraph_number(&self, properties: Option<&Element>, name: &str, attributes: &[&str]) -> Option<f64> {
        let mut layers = self.paragraph_layers(properties, name);
        layers.find_map(|layer| attributes.iter().find_map(|attribute| layer.attribute(attribute)?.parse().ok()))
    }

    /// The style in whose numbering a paragraph stands, when it is not its own: the nearest that has one.
    pub fn numbering_style<'s>(&'s self, properties: Option<&'s Element>) -> Option<&'s str> {
        let mut id = self.paragraph_style(properties);
        for _ in 0..LONGEST_CHAIN {
            let style = self.styles.get(id?)?;
            if style.paragraph.as_ref().is_some_and(|paragraph| paragraph.first("w:numPr").is_some()) {
                return id;
            }
            id = style.based_on.as_deref();
        }
        None
    }

    /// A property of a run that is inherited as a whole, such as `w:color`.
    pub fn run<'s>(&'s self, run: Option<&'s Element>, paragraph: Option<&'s Element>, name: &str) -> Option<&'s Element> {
        let character = run.and_then(|run| run.first("w:rStyle")).and_then(Element::value);
        let mut layers = std::iter::once(run)
            .chain(self.chain(character).map(|style| style.run.as_ref()))
            .chain(self.chain(self.paragraph_style(paragraph)).map(|style| style.run.as_ref()))
            .chain(std::iter::once(self.default_run_properties.as_ref()));
        layers.find_map(|layer| layer?.first(name))
    }

    /// A property that styles switch: written at the run it holds, else it is on when an odd number of the paragraph's and
    /// the character's styles turn it on, or the defaults do (ECMA-376-1, 17.7.3).
    pub fn toggle(&self, run: Option<&Element>, paragraph: Option<&Element>, name: &str) -> bool {
        if let Some(own) = run.and_then(|run| run.first(name)) {
            return own.is_on();
        }
        if self.default_run_properties.as_ref().and_then(|defaults| defaults.first(name)).is_some_and(Element::is_on) {
            return true;
        }
        let of = |style: Option<&str>| self.chain(style).find_map(|style| style.run.as_ref()?.first(name)).is_some_and(Element::is_on);
        of(self.paragraph_style(paragraph)) != of(run.and_then(|run| run.first("w:rStyle")).and_then(Element::value))
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    fn w(xml: &str) -> Element {
        let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        parse(xml.replacen('>', &format!(" xmlns:w=\"{namespace}\">"), 1).as_bytes()).unwrap()
    }

    #[test]
    fn properties_come_from_the_nearest_layer() {
        let styles = Styles::read(&w(
            r#"<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="sv-SE"/></w:rPr></w:rPrDefault></w:docDefaults>
            <w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:spacing w:before="100" w:after="60"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="N"/><w:pPr><w:spacing w:before="200"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
            <w:style w:type="character" w:styleId="C"><w:rPr><w:b/></w:rPr></w:style></w:styles>"#,
        ));
        let heading = w(r#"<w:pPr><w:pStyle w:val="H"/></w:pPr>"#);
        assert_eq!(styles.language(), Some("sv-SE"));
        assert_eq!(styles.paragraph(Some(&heading), "w:outlineLvl").and_then(Element::value), Some("1"));
        assert_eq!(styles.paragraph_number(Some(&heading), "w:spacing", &["w:before"]), Some(200.0));
        assert_eq!(styles.paragraph_number(Some(&heading), "w:spacing", &["w:after"]), Some(60.0));
        assert_eq!(styles.paragraph_number(None, "w:spacing", &["w:before"]), Some(100.0));
        let (character, off) = (w(r#"<w:rPr><w:rStyle w:val="C"/></w:rPr>"#), w(r#"<w:rPr><w:b w:val="0"/></w:rPr>"#));
        assert!(styles.toggle(None, Some(&heading), "w:b"));
        assert!(!styles.toggle(Some(&character), Some(&heading), "w:b"), "two styles cancel out");
        assert!(styles.toggle(Some(&character), None, "w:b"));
        assert!(!styles.toggle(Some(&off), Some(&heading), "w:b"));
    }
}
