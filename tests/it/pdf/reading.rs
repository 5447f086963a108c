//! What a test wants to know of a PDF, read by lopdf.

use lopdf::{Dictionary, Document, Object};

/// A PDF that has been written.
pub struct Reading {
    document: Document,
}

impl Reading {
    /// Opens a file.
    pub fn new(bytes: &[u8]) -> Self {
        Self { document: Document::load_mem(bytes).expect("the PDF opens") }
    }

    /// The words of each page, heads included, in the order drawn, with runs of white space as one space.
    pub fn pages(&self) -> Vec<String> {
        let numbers: Vec<u32> = self.document.get_pages().into_keys().collect();
        numbers.iter().map(|page| squeeze(&self.document.extract_text(&[*page]).expect("the page has text"))).collect()
    }

    /// The catalogue (ISO 32000-1, 7.7.2).
    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().expect("a catalogue")
    }

    /// What an entry is, or refers to.
    pub fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).expect("the reference leads somewhere").1
    }

    /// The text of an entry, UTF-16 or PDFDocEncoding.
    pub fn text(&self, dictionary: &Dictionary, key: &[u8]) -> String {
        lopdf::decode_text_string(self.resolve(dictionary.get(key).expect("the entry is there"))).expect("the entry is text")
    }

    /// The document information dictionary (14.3.3).
    pub fn information(&self) -> &Dictionary {
        self.resolve(self.document.trailer.get(b"Info").expect("Info")).as_dict().expect("a dictionary")
    }

    /// Structure types in reading order, each with how deep it stands (14.7).
    pub fn structure(&self) -> Vec<(usize, String)> {
        let mut out = Vec::new();
        let root = self.resolve(self.catalog().get(b"StructTreeRoot").expect("a structure tree"));
        self.walk(root, 0, &mut out);
        out
    }

    fn walk(&self, object: &Object, depth: usize, out: &mut Vec<(usize, String)>) {
        match self.resolve(object) {
            Object::Array(children) => children.iter().for_each(|child| self.walk(child, depth, out)),
            Object::Dictionary(element) => {
                if let Ok(kind) = element.get(b"S").and_then(Object::as_name) {
                    out.push((depth, String::from_utf8_lossy(kind).into_owned()));
                }
                if let Ok(children) = element.get(b"K") {
                    self.walk(children, depth + 1, out);
                }
            }
            _ => {}
        }
    }

    /// How often a structure type stands in the document.
    pub fn count(&self, kind: &str) -> usize {
        self.structure().iter().filter(|(_, found)| found == kind).count()
    }

    /// The titles of the bookmarks, each after as many tabs as it is deep (12.3.3).
    pub fn bookmarks(&self) -> Vec<String> {
        let mut out = Vec::new();
        let outlines = self.resolve(self.catalog().get(b"Outlines").expect("bookmarks")).as_dict().expect("a dictionary");
        self.collect_bookmarks(outlines, 0, &mut out);
        out
    }

    fn collect_bookmarks(&self, parent: &Dictionary, depth: usize, out: &mut Vec<String>) {
        let mut next = parent.get(b"First").ok();
        while let Some(item) = next {
            let item = self.resolve(item).as_dict().expect("a bookmark");
            out.push(format!("{}{}", "\t".repeat(depth), self.text(item, b"Title")));
            self.collect_bookmarks(item, depth + 1, out);
            next = item.get(b"Next").ok();
        }
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
