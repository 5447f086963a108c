//! A part turns the bytes of one file of the package into its elements, as the rules look at them.
//!
//! They stand in one list in the order of the document, and name what stands in the bytes by its place there: a part of
//! ninety pages has more than ten thousand, and reading them is most of what a lint costs.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use crate::write::docx::order::Named;
use crate::write::docx::xml::allowed;

/// A part as it was read. Names keep their prefixes as written.
#[derive(Debug)]
pub(super) struct Part {
    /// What was read, and behind it the values that are written otherwise than they read.
    text: String,
    /// Names of elements and attributes, each once, in the order of their first use.
    names: Vec<Range<usize>>,
    nodes: Vec<Node>,
    attributes: Vec<(usize, Range<usize>)>,
    /// The first character that XML 1.0 or a reader can't take.
    pub control: Option<char>,
}

/// An element: its name's place, its attributes' places, and the place behind the last element in it.
#[derive(Debug)]
struct Node {
    name: usize,
    attributes: Range<usize>,
    end: usize,
}

/// An element of a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'p> {
    part: &'p Part,
    at: usize,
}

impl Part {
    /// Reads a whole part.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 or not well-formed XML, or hold a document type declaration.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        let mut reading = Reading {
            text: &text,
            known: Named::default(),
            values: String::new(),
            part: Self::with_room_for(text.len()),
            open: Vec::new(),
        };
        reading.events()?;
        let Reading { values, part, .. } = reading;
        let control = part.control.or_else(|| control(&text));
        Ok(Self { text: text + &values, control, ..part })
    }

    /// A part of nothing, with room for what so many bytes commonly hold.
    fn with_room_for(bytes: usize) -> Self {
        let (nodes, attributes) = (Vec::with_capacity(bytes / 32), Vec::with_capacity(bytes / 24));
        Self { text: String::new(), names: Vec::new(), nodes, attributes, control: None }
    }

    /// The element that holds all others.
    pub fn root(&self) -> Element<'_> {
        Element { part: self, at: 0 }
    }

    /// Names of elements and attributes, each once, in the order of their first use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| self.slice(name))
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", |name| self.slice(name))
    }
}

impl<'p> Element<'p> {
    /// Name with prefix, such as `w:p`.
    pub fn name(self) -> &'p str {
        self.part.name(self.named())
    }

    /// The place of its name among the names of the part.
    pub fn named(self) -> usize {
        self.node().map_or(usize::MAX, |node| node.name)
    }

    fn node(self) -> Option<&'p Node> {
        self.part.nodes.get(self.at)
    }

    /// Names with prefixes, and values without escapes.
    pub fn attributes(self) -> impl Iterator<Item = (&'p str, &'p str)> {
        let own = self.node().and_then(|node| self.part.attributes.get(node.attributes.clone())).unwrap_or_default();
        own.iter().map(move |(name, value)| (self.part.name(*name), self.part.slice(value)))
    }

    /// The value of an attribute.
    pub fn get(self, name: &str) -> Option<&'p str> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The elements right in it.
    pub fn elements(self) -> Elements<'p> {
        Elements { part: self.part, next: self.at + 1, end: self.node().map_or(0, |node| node.end) }
    }

    /// The first element of that name right in it.
    pub fn first(self, name: &str) -> Option<Self> {
        self.elements().find(|element| element.name() == name)
    }

    /// Whether no element stands in it.
    pub fn is_empty(self) -> bool {
        self.node().is_none_or(|node| node.end == self.at + 1)
    }
}

/// The elements right in another, in order.
#[derive(Debug, Clone)]
pub(super) struct Elements<'p> {
    part: &'p Part,
    next: usize,
    end: usize,
}

impl<'p> Iterator for Elements<'p> {
    type Item = Element<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.next;
        let node = self.part.nodes.get(at).filter(|_| at < self.end)?;
        self.next = node.end;
        Some(Element { part: self.part, at })
    }
}

/// A part that is being read.
struct Reading<'t> {
    text: &'t str,
    known: Named<'t, usize>,
    /// Values that are written otherwise than they read.
    values: String,
    part: Part,
    /// The elements that have begun and not ended.
    open: Vec<usize>,
}

impl<'t> Reading<'t> {
    fn events(&mut self) -> Result<(), String> {
        let mut reader = Reader::from_str(self.text);
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => {
                    self.open.push(self.part.nodes.len());
                    self.element(&start, self.open.len() == 1)?;
                }
                Event::Empty(start) => self.element(&start, self.open.is_empty())?,
                Event::End(_) => {
                    let begun = self.open.pop().ok_or("an end tag without a start tag")?;
                    let end = self.part.nodes.len();
                    self.part.nodes.get_mut(begun).into_iter().for_each(|node| node.end = end);
                }
                Event::Text(text) => self.words(text.xml10_content().trim().is_empty())?,
                Event::CData(text) => self.words(text.xml10_content().trim().is_empty())?,
                Event::GeneralRef(reference) => {
                    match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                        Some(character) => self.referred(character),
                        None => {
                            let name = reference.xml10_content();
                            resolve_xml_entity(&name).ok_or_else(|| format!("the unknown entity {name}"))?;
                        }
                    }
                    self.words(false)?;
                }
                Event::DocType(_) => return Err("a document type declaration".into()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        match self.open.last().and_then(|open| self.part.nodes.get(*open)) {
            Some(unclosed) => Err(format!("{} is never closed", self.name(unclosed.name))),
            None if self.part.nodes.is_empty() => Err("no element".into()),
            None => Ok(()),
        }
    }

    fn element(&mut self, start: &BytesStart<'_>, is_root: bool) -> Result<(), String> {
        if is_root && !self.part.nodes.is_empty() {
            return Err("two root elements".into());
        }
        let name = self.named(start.name().as_ref())?;
        let first = self.part.attributes.len();
        let mut attributes = start.attributes();
        // Looked for below, by the places of their names.
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
            let value = match self.place(&value) {
                Some(place) => place,
                None => {
                    let at = self.text.len() + self.values.len();
                    self.values.push_str(&value);
                    value.chars().for_each(|character| self.referred(character));
                    at..at + value.len()
                }
            };
            let name = self.named(attribute.key.as_ref())?;
            if self.part.attributes.get(first..).is_some_and(|own| own.iter().any(|(other, _)| *other == name)) {
                return Err(format!("a duplicate attribute: {}", self.name(name)));
            }
            self.part.attributes.push((name, value));
        }
        let (attributes, end) = (first..self.part.attributes.len(), self.part.nodes.len() + 1);
        self.part.nodes.push(Node { name, attributes, end });
        Ok(())
    }

    /// Where a stretch of what is read stands in it; `None` for a text that was made of it.
    fn place(&self, stretch: &str) -> Option<Range<usize>> {
        let at = stretch.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        let place = at..at.checked_add(stretch.len())?;
        self.text.get(place.clone()).map(|_| place)
    }

    /// The place of a name among the names of the part.
    fn named(&mut self, name: &str) -> Result<usize, String> {
        if let Some(at) = self.known.get(name) {
            return Ok(*at);
        }
        let place = self.place(name).ok_or("a name that does not stand in the part")?;
        let at = self.part.names.len();
        self.known.insert(self.text.get(place.clone()).unwrap_or_default(), at);
        self.part.names.push(place);
        Ok(at)
    }

    fn name(&self, at: usize) -> &'t str {
        self.part.names.get(at).and_then(|name| self.text.get(name.clone())).unwrap_or_default()
    }

    /// A character that is written by its number.
    fn referred(&mut self, character: char) {
        if !allowed(character) {
            self.part.control.get_or_insert(character);
        }
    }

    fn words(&self, blank: bool) -> Result<(), String> {
        if self.open.is_empty() && !blank { Err("text outside the root element".into()) } else { Ok(()) }
    }
}

/// The first character in what was read that XML 1.0 or a reader can't take. A carriage return is read as a line feed
/// (XML 1.0, 2.11).
fn control(text: &str) -> Option<char> {
    // One look at all bytes, without regard to where characters begin; most parts need no other.
    let bytes = text.as_bytes();
    let ascii = bytes.iter().fold(false, |found, byte| found | (*byte < b' ') & !matches!(*byte, b'\n' | b'\t') | (*byte == 0x7f));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    // U+0080 to U+009F, and what U+FFFE and U+FFFF begin with.
    let beyond = pairs.fold(false, |found, (one, two)| found | (*one == 0xc2) & (*two < 0xa0) | (*one == 0xef) & (*two == 0xbf));
    if !ascii && !beyond {
        return None;
    }
    text.chars().find(|character| !allowed(*character) && *character != '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Part, String> {
        Part::read(text.as_bytes().to_vec())
    }

    #[test]
    fn elements_stand_as_they_are_written() {
        let part = read("<?xml version=\"1.0\"?>\n<a x='1' y='&lt;å&#9;'>t<b><c/></b><b z=' 2\n'/>u</a>").unwrap();
        let root = part.root();
        assert_eq!(part.names().collect::<Vec<_>>(), ["a", "x", "y", "b", "c", "z"]);
        assert_eq!(root.attributes().collect::<Vec<_>>(), [("x", "1"), ("y", "<å\t")]);
        let within: Vec<_> = root.elements().map(|element| (element.name(), element.is_empty(), element.get("z"))).collect();
        assert_eq!(within, [("b", false, None), ("b", true, Some(" 2 "))]);
        assert_eq!(root.first("b").and_then(|b| b.first("c")).map(Element::name), Some("c"));
        assert!(root.first("c").is_none() && part.control.is_none());
    }

    #[test]
    fn faults_are_seen() {
        for (fault, text) in [
            ("never closed", "<a><b></b>"),
            ("two root", "<a/><b/>"),
            ("two root", "<a></a><b></b>"),
            ("outside", "<a/>x"),
            ("outside", "<a/>&#65;"),
            ("unknown entity", "<a>&x;</a>"),
            ("document type", "<!DOCTYPE a><a/>"),
            ("no element", "  "),
            ("expected", "<a></b>"),
            ("duplicate", "<a b='1' b='2'/>"),
        ] {
            let error = read(text).unwrap_err().to_lowercase();
            assert!(error.contains(fault), "{text}: {error}");
        }
        assert!(Part::read(vec![b'<', 0xff, b'>']).is_err());
    }

    #[test]
    fn characters_that_no_reader_takes_are_seen() {
        for (character, text) in [
            ('\u{1}', "<a>\u{1}</a>"),
            ('\u{1}', "<a>&#1;</a>"),
            ('\r', "<a>&#13;</a>"),
            ('\u{b}', "<a b='&#x0b;'/>"),
            ('\u{85}', "<a b='\u{85}'/>"),
            ('\u{ffff}', "<a>\u{fffd}\u{ffff}</a>"),
            ('\u{7f}', "<a>\u{7f}</a>"),
        ] {
            assert_eq!(read(text).unwrap().control, Some(character), "{text:?}");
        }
        assert_eq!(read("<a b='\u{a0}\t'>å\r\n\t\u{feff}\u{ffe5}€</a>").unwrap().control, None);
    }
}
