//! XML as the tests read and change it, apart from the writer's own and the certificate's.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element; text stands in elements named `#text`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Xml {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Xml>,
    pub text: String,
}

impl Xml {
    pub fn parse(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().expect("well-formed");
            let element = |start: &quick_xml::events::BytesStart<'_>| {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).expect("a value");
                    (attribute.key.as_ref().to_owned(), value.into_owned())
                });
                Self { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
            };
            let top = open.last_mut().expect("the document");
            match event {
                Event::Start(start) => open.push(element(&start)),
                Event::Empty(start) => top.children.push(element(&start)),
                Event::End(_) => {
                    let done = open.pop().expect("an element");
                    open.last_mut().expect("the document").children.push(done);
                }
                Event::Text(text) => top.push_text(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content().into_owned();
                    let character = reference.resolve_char_ref().expect("a reference").map(String::from);
                    let known = quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned);
                    top.push_text(&character.or(known).expect("a known entity"));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let document = open.pop().expect("the document");
        document.children.into_iter().find(|child| child.name != "#text").expect("a root")
    }

    fn push_text(&mut self, text: &str) {
        match self.children.last_mut().filter(|last| last.name == "#text") {
            Some(last) => last.text.push_str(text),
            None => self.children.push(Self { name: "#text".into(), text: text.into(), ..Self::default() }),
        }
    }

    pub fn write(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        if self.name == "#text" {
            out.push_str(&escaped(&self.text));
            return;
        }
        out.push_str(&format!("<{}", self.name));
        self.attributes.iter().for_each(|(name, value)| out.push_str(&format!(" {name}=\"{}\"", escaped(value))));
        out.push('>');
        self.children.iter().for_each(|child| child.write_to(out));
        out.push_str(&format!("</{}>", self.name));
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn value(&self) -> &str {
        self.get("w:val").unwrap_or_default()
    }

    pub fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn first_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// What a path of names leads to, the first of each name.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.first(name))
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Every element of a name, at any depth.
    pub fn below<'a>(&'a self, name: &str, out: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name == name {
                out.push(child);
            }
            child.below(name, out);
        }
    }

    /// The characters of all text in it.
    pub fn words(&self) -> String {
        let own = self.text.clone();
        self.children.iter().fold(own, |words, child| words + &child.words())
    }
}
