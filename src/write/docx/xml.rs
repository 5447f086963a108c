//! XML turns the bytes of a part into elements that can be looked at and changed, and elements into bytes.
//!
//! Names keep their prefixes as written (`w:p`): every part that Kansli writes uses the customary ones.

use ecow::EcoString;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

/// What every part begins with.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// An element with its attributes in order. Names and most values are short, and stand in the element itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// Name with prefix, such as `w:p`.
    pub name: EcoString,
    /// Names with prefixes, and values without escapes.
    pub attributes: Vec<(EcoString, EcoString)>,
    /// What stands inside.
    pub children: Vec<Node>,
}

/// What stands inside an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Another element.
    Element(Element),
    /// Characters, without escapes.
    Text(String),
}

impl Element {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), attributes: Vec::new(), children: Vec::new() }
    }

    /// Adds an attribute.
    pub fn with(mut self, name: &str, value: impl Into<EcoString>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Adds a child.
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds children.
    pub fn containing(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Gives an attribute a value, in its place or last.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value.into(),
            None => self.attributes.push((name.into(), value.into())),
        }
    }

    /// The children that are elements.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The children that are elements.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of that name.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The first child of that name, made first of all if there is none.
    pub fn first_or_new(&mut self, name: &str) -> Option<&mut Self> {
        if self.first(name).is_none() {
            self.children.insert(0, Node::Element(Self::new(name)));
        }
        self.elements_mut().find(|element| element.name == name)
    }

    /// Keeps the child elements that pass; text stays.
    pub fn retain(&mut self, keep: impl Fn(&Self) -> bool) {
        self.children.retain(|node| match node {
            Node::Element(element) => keep(element),
            Node::Text(_) => true,
        });
    }

    /// Visits this element and all below it, in document order.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        self.elements().for_each(|child| child.visit(see));
    }

    /// Reads a whole part.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 or not well-formed XML, or hold a document type declaration.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let mut reader = Reader::from_str(text);
        let (mut open, mut root): (Vec<Self>, Option<Self>) = (Vec::new(), None);
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => open.push(element(&start)?),
                Event::Empty(start) => close(element(&start)?, &mut open, &mut root)?,
                Event::End(_) => match open.pop() {
                    Some(done) => close(done, &mut open, &mut root)?,
                    None => return Err("an end tag without a start tag".into()),
                },
                Event::Text(text) => push_text(&mut open, &text.xml10_content())?,
                Event::CData(text) => push_text(&mut open, &text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let text = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                        Some(character) => character.to_string(),
                        None => {
                            let name = reference.xml10_content();
                            resolve_xml_entity(&name).ok_or_else(|| format!("the unknown entity {name}"))?.to_owned()
                        }
                    };
                    push_text(&mut open, &text)?;
                }
                Event::DocType(_) => return Err("a document type declaration".into()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        match (open.last(), root) {
            (None, Some(root)) => Ok(root),
            (Some(unclosed), _) => Err(format!("{} is never closed", unclosed.name)),
            (None, None) => Err("no element".into()),
        }
    }

    /// The whole part: declaration and this element.
    pub fn to_part(&self) -> Vec<u8> {
        let mut out = String::from(DECLARATION);
        self.write(&mut out);
        out.into_bytes()
    }

    /// The whole part, with text as it is written before the children of the elements of that name, which have some.
    pub fn to_part_behind(&self, within: &str, first: &str) -> Vec<u8> {
        let mut out = String::with_capacity(first.len() + 1024);
        out.push_str(DECLARATION);
        self.write_with(within, first, &mut out);
        out.into_bytes()
    }

    fn write_with(&self, within: &str, first: &str, out: &mut String) {
        if self.children.is_empty() {
            return self.write(out);
        }
        self.write_start(out);
        out.push('>');
        if self.name == within {
            out.push_str(first);
            return self.write_rest(out);
        }
        for node in &self.children {
            match node {
                Node::Element(element) => element.write_with(within, first, out),
                Node::Text(text) => escape(text, false, out),
            }
        }
        self.write_end(out);
    }

    /// This element as it is written.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        self.write_start(out);
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        self.write_rest(out);
    }

    fn write_start(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
    }

    fn write_rest(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.write(out),
                Node::Text(text) => escape(text, false, out),
            }
        }
        self.write_end(out);
    }

    fn write_end(&self, out: &mut String) {
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element::new(start.name().as_ref());
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        element.attributes.push((attribute.key.as_ref().into(), value.into()));
    }
    Ok(element)
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), String> {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(done)),
        None if root.is_none() => *root = Some(done),
        None => return Err("two root elements".into()),
    }
    Ok(())
}

fn push_text(open: &mut [Element], text: &str) -> Result<(), String> {
    match open.last_mut().map(|element| &mut element.children) {
        Some(children) => match children.last_mut() {
            Some(Node::Text(old)) => old.push_str(text),
            _ => children.push(Node::Text(text.into())),
        },
        None if text.trim().is_empty() => {}
        None => return Err("text outside the root element".into()),
    }
    Ok(())
}

/// Escapes what XML 1.0 demands; line ends and tabs are written so that they survive reading.
pub(super) fn escape(text: &str, attribute: bool, out: &mut String) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if attribute => "&quot;",
            b'\r' => "&#13;",
            b'\n' if attribute => "&#10;",
            b'\t' if attribute => "&#9;",
            _ => continue,
        };
        out.push_str(text.get(written..at).unwrap_or_default());
        out.push_str(escaped);
        written = at + 1;
    }
    out.push_str(text.get(written..).unwrap_or_default());
}

/// Whether XML 1.0 (2.2) allows a character, and no control character but tab and line feed.
pub(super) fn allowed(character: char) -> bool {
    !matches!(character, '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let element = Element::new("w:t").with("w:val", "a<b> & \"c\" 'd'\n\te\r").text(" <å> & ]]> \r\n");
        assert_eq!(Element::parse(&element.to_part()).unwrap(), element);
    }

    #[test]
    fn faults_are_seen() {
        for (fault, text) in [
            ("never closed", "<a><b></b>"),
            ("two root", "<a/><b/>"),
            ("outside", "<a/>x"),
            ("unknown entity", "<a>&x;</a>"),
            ("document type", "<!DOCTYPE a><a/>"),
            ("no element", "  "),
            ("expected", "<a></b>"),
            ("duplicate", "<a b='1' b='2'/>"),
        ] {
            let error = Element::parse(text.as_bytes()).unwrap_err().to_lowercase();
            assert!(error.contains(fault), "{text}: {error}");
        }
    }
}
