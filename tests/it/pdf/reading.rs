//! What a test wants to know of a PDF, read by lopdf.

use lopdf::{Dictionary, Document, Object};

/// A cell of a table, as its element of the structure says (ISO 32000-1, 14.8.4.3.4 and 14.8.5.7).
pub struct CellRead {
    /// `TH` or `TD`.
    pub role: String,
    pub scope: Option<String>,
    pub span: Option<i64>,
    pub id: Option<Vec<u8>>,
    /// Identifiers of the header cells.
    pub headers: Vec<Vec<u8>>,
    /// Its words, with white space as one space.
    pub words: String,
}

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

    /// Width and height of each page, in whole points.
    pub fn page_sizes(&self) -> Vec<(i64, i64)> {
        let size = |id: &lopdf::ObjectId| {
            let page = self.document.get_dictionary(*id).expect("a page");
            let sides = self.resolve(page.get(b"MediaBox").expect("a size")).as_array().expect("four numbers");
            let side = |at: usize| f64::from(sides[at].as_float().expect("a number")).round() as i64;
            (side(2) - side(0), side(3) - side(1))
        };
        self.document.get_pages().values().map(size).collect()
    }

    /// Every table, row by row.
    pub fn tables(&self) -> Vec<Vec<Vec<CellRead>>> {
        let mut tables = Vec::new();
        let root = self.resolve(self.catalog().get(b"StructTreeRoot").expect("a structure tree"));
        self.elements(root, &mut |kind, element| {
            if kind == "Table" {
                let mut rows = Vec::new();
                self.elements(element, &mut |kind, row| {
                    if kind == "TR" {
                        let mut cells = Vec::new();
                        self.elements(row, &mut |kind, cell| {
                            if matches!(kind, "TH" | "TD") {
                                cells.push(self.cell(kind, cell));
                            }
                        });
                        rows.push(cells);
                    }
                });
                tables.push(rows);
            }
        });
        tables
    }

    /// All elements below one, in reading order.
    fn elements<'a>(&'a self, object: &'a Object, found: &mut dyn FnMut(&str, &'a Object)) {
        let kids = match self.resolve(object) {
            Object::Array(kids) => kids.iter().collect(),
            Object::Dictionary(element) => element.get(b"K").into_iter().collect(),
            _ => Vec::new(),
        };
        for kid in kids {
            if let Object::Dictionary(element) = self.resolve(kid)
                && let Ok(kind) = element.get(b"S").and_then(Object::as_name)
            {
                found(&String::from_utf8_lossy(kind), kid);
            }
            self.elements(kid, found);
        }
    }

    fn cell(&self, role: &str, cell: &Object) -> CellRead {
        let element = self.resolve(cell).as_dict().expect("an element");
        let attributes = match element.get(b"A").map(|attributes| self.resolve(attributes)) {
            Ok(Object::Array(all)) => all.iter().filter_map(|one| self.resolve(one).as_dict().ok()).collect(),
            Ok(Object::Dictionary(one)) => vec![one],
            _ => Vec::new(),
        };
        let attribute = |key: &[u8]| attributes.iter().find_map(|one| one.get(key).ok()).map(|value| self.resolve(value));
        let headers = attribute(b"Headers").and_then(|headers| headers.as_array().ok());
        CellRead {
            role: role.to_owned(),
            scope: attribute(b"Scope").and_then(|scope| scope.as_name().ok()).map(|scope| String::from_utf8_lossy(scope).into_owned()),
            span: attribute(b"ColSpan").and_then(|span| span.as_i64().ok()),
            id: element.get(b"ID").and_then(Object::as_str).ok().map(<[u8]>::to_vec),
            headers: headers.into_iter().flatten().filter_map(|id| self.resolve(id).as_str().ok()).map(<[u8]>::to_vec).collect(),
            words: squeeze(&self.words(cell)),
        }
    }

    /// The words of all structure elements in reading order, with white space between blocks, cells and items.
    pub fn text_of_structure(&self) -> String {
        let root = self.resolve(self.catalog().get(b"StructTreeRoot").expect("a structure tree"));
        let (mut pages, mut out) = (std::collections::BTreeMap::new(), String::new());
        self.collect_text(root, None, &mut pages, &mut out);
        out
    }

    fn collect_text(
        &self,
        object: &Object,
        page: Option<lopdf::ObjectId>,
        pages: &mut std::collections::BTreeMap<lopdf::ObjectId, std::collections::BTreeMap<i64, String>>,
        out: &mut String,
    ) {
        match self.resolve(object) {
            Object::Array(kids) => kids.iter().for_each(|kid| self.collect_text(kid, page, pages, out)),
            Object::Integer(id) => {
                let page = page.expect("a page");
                let texts = pages.entry(page).or_insert_with(|| self.marked_of(page));
                out.push_str(texts.get(id).map(String::as_str).unwrap_or_default());
            }
            Object::Dictionary(element) => {
                let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                if let Ok(id) = element.get(b"MCID") {
                    return self.collect_text(id, page, pages, out);
                }
                if let Ok(kids) = element.get(b"K") {
                    self.collect_text(kids, page, pages, out);
                }
                let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
                if !matches!(kind, b"Span" | b"Link" | b"Strong" | b"Em" | b"Reference") {
                    out.push(' ');
                }
            }
            _ => {}
        }
    }

    /// The words of each marked content of a page, by its number.
    fn marked_of(&self, page: lopdf::ObjectId) -> std::collections::BTreeMap<i64, String> {
        let fonts = self.document.get_page_fonts(page).expect("fonts");
        let content = lopdf::content::Content::decode(&self.document.get_page_content(page)).expect("operators");
        let mut out = std::collections::BTreeMap::<i64, String>::new();
        let (mut font, mut here) = (None, None);
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => font = operands[0].as_name().ok().and_then(|name| fonts.get(name)),
                "BDC" => {
                    let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
                    here = properties.and_then(|properties| properties.get(b"MCID").and_then(Object::as_i64).ok());
                }
                "EMC" => here = None,
                "Tj" | "TJ" => {
                    let Some(number) = here else { continue };
                    let parts = operands[0].as_array().cloned().unwrap_or_else(|_| operands.clone());
                    let encoding = font.expect("a font").get_font_encoding(&self.document).expect("an encoding");
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        out.entry(number).or_default().push_str(&Document::decode_text(&encoding, part).expect("text"));
                    }
                }
                _ => {}
            }
        }
        out
    }

    /// The words of the marked content below an element.
    fn words(&self, object: &Object) -> String {
        let mut out = String::new();
        self.collect_words(object, None, &mut out);
        out
    }

    fn collect_words(&self, object: &Object, page: Option<lopdf::ObjectId>, out: &mut String) {
        match self.resolve(object) {
            Object::Array(kids) => kids.iter().for_each(|kid| self.collect_words(kid, page, out)),
            Object::Integer(id) => out.push_str(&self.marked(page.expect("a page"), *id)),
            Object::Dictionary(element) => {
                let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                match element.get(b"MCID").and_then(Object::as_i64) {
                    Ok(id) => out.push_str(&self.marked(page.expect("a page"), id)),
                    Err(_) => {
                        if let Ok(kids) = element.get(b"K") {
                            self.collect_words(kids, page, out);
                        }
                        if element.get(b"S").and_then(Object::as_name).is_ok_and(|kind| matches!(kind, b"P" | b"LBody" | b"Lbl")) {
                            out.push(' ');
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// The words of one marked content of a page.
    fn marked(&self, page: lopdf::ObjectId, wanted: i64) -> String {
        let fonts = self.document.get_page_fonts(page).expect("fonts");
        let content = lopdf::content::Content::decode(&self.document.get_page_content(page)).expect("operators");
        let (mut font, mut here, mut out) = (None, false, String::new());
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => font = operands[0].as_name().ok().and_then(|name| fonts.get(name)),
                "BDC" => {
                    let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
                    here = properties.and_then(|properties| properties.get(b"MCID").and_then(Object::as_i64).ok()) == Some(wanted);
                }
                "EMC" => here = false,
                "Tj" | "TJ" if here => {
                    let parts = operands[0].as_array().cloned().unwrap_or_else(|_| operands.clone());
                    let encoding = font.expect("a font").get_font_encoding(&self.document).expect("an encoding");
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        out.push_str(&Document::decode_text(&encoding, part).expect("text"));
                    }
                }
                _ => {}
            }
        }
        out
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
