//! Parsing turns the bytes of an XML part into a tree of elements whose names bear well-known prefixes.

use ecow::EcoString;
use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

/// Deepest nesting of elements.
const DEEPEST: usize = 128;

/// An element. Names are `prefix:name` with the prefix of [`prefix`], whatever prefix the file uses.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    pub name: EcoString,
    pub attributes: Vec<(EcoString, EcoString)>,
    pub children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The value of `w:val`.
    pub fn value(&self) -> Option<&str> {
        self.attribute("w:val")
    }

    /// Whether the element, by its presence, turns a property on (ECMA-376-1, 17.17.4, `ST_OnOff`).
    pub fn is_on(&self) -> bool {
        !matches!(self.value(), Some("0" | "false" | "off"))
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of a name in it.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The text in it, not below.
    pub fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }
}

/// The prefix that names of a namespace bear here, of the transitional and the strict form.
fn prefix(namespace: &str) -> &'static str {
    match namespace {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main" | "http://purl.oclc.org/ooxml/wordprocessingml/main" => "w:",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        | "http://purl.oclc.org/ooxml/officeDocument/relationships" => "r:",
        "http://schemas.openxmlformats.org/package/2006/relationships" => "rel:",
        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties" => "cp:",
        "http://purl.org/dc/elements/1.1/" => "dc:",
        "http://purl.org/dc/terms/" => "dcterms:",
        "http://www.w3.org/XML/1998/namespace" => "xml:",
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => "mc:",
        _ => "?:",
    }
}

/// Parses a part; `None` when it is not well-formed, has a document type, or is nested too deeply.
pub(super) fn parse(bytes: &[u8]) -> Option<Element> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return None;
                }
                open.push(element(&reader, &start)?);
            }
            Event::Empty(start) => {
                let element = element(&reader, &start)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => return Some(element),
                }
            }
            Event::End(_) => {
                let element = open.pop()?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => return Some(element),
                }
            }
            Event::Text(text) => push_text(&mut open, &text.xml10_content()),
            Event::CData(text) => push_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let single;
                let text = match reference.resolve_char_ref().ok()? {
                    Some(character) => {
                        single = character.to_string();
                        single.as_str()
                    }
                    None => match &*reference.xml10_content() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => return None,
                    },
                };
                push_text(&mut open, text);
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::DocType(_) | Event::Eof => return None,
        }
    }
}

fn push_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

fn canonical(namespace: ResolveResult<'_>, local: &str, unbound: &str) -> EcoString {
    let prefix = match namespace {
        ResolveResult::Bound(Namespace(namespace)) => prefix(namespace),
        ResolveResult::Unbound => unbound,
        ResolveResult::Unknown(_) => "?:",
    };
    let mut name = EcoString::from(prefix);
    name.push_str(local);
    name
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Option<Element> {
    let (namespace, local) = reader.resolver().resolve_element(start.name());
    let name = canonical(namespace, local.as_ref(), "?:");
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        attributes.push((canonical(namespace, local.as_ref(), ""), value.into()));
    }
    Some(Element { name, attributes, children: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_depend_on_the_prefix() {
        let xml = r#"<?xml version="1.0"?><x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main" x:val="a&amp;b" id="1"><x:t xml:space="preserve"> å&#228;&lt;</x:t></x:p>"#;
        let element = parse(xml.as_bytes()).unwrap();
        assert_eq!((element.name.as_str(), element.value(), element.attribute("id")), ("w:p", Some("a&b"), Some("1")));
        let text = element.first("w:t").unwrap();
        assert_eq!((text.text().as_str(), text.attribute("xml:space")), (" åä<", Some("preserve")));
    }

    #[test]
    fn what_is_not_well_formed_or_brings_entities_is_refused() {
        for xml in ["", "<a>", "<a></b>", "<!DOCTYPE a><a/>", "<a>&unknown;</a>", "<a b=1/>"] {
            assert_eq!(parse(xml.as_bytes()), None, "{xml}");
        }
        assert_eq!(parse("<a>".repeat(10_000).as_bytes()), None);
    }
}
