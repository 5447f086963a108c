//! What a Word file says, read from its parts alone: text with looks, styles, numbers as Word counts them, tables, heads.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::xml::Xml;

/// A paragraph that says something, or an empty one in a cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands: table, row, cell and how many columns that has; empty outside tables.
    pub place: String,
    pub style: String,
    /// Number or bullet, as Word prints it.
    pub label: String,
    /// Indents and alignment of its own.
    pub set: String,
    /// Words; `*` and `_` stand before characters in bold and italics, and links say where they lead.
    pub text: String,
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub paragraphs: Vec<Paragraph>,
    /// Of each table: its style, its columns, what its look says of headers.
    pub tables: Vec<String>,
    /// First and later heads.
    pub heads: Vec<String>,
    /// Paper and margins.
    pub paper: String,
}

/// Parts by their names.
pub type Parts = BTreeMap<String, Xml>;

pub fn said(parts: &Parts) -> Said {
    let document = &parts["word/document.xml"];
    let body = document.first("w:body").expect("a body");
    let mut bookmarks = BTreeMap::new();
    let mut paragraphs = Vec::new();
    body.below("w:p", &mut paragraphs);
    for paragraph in paragraphs {
        let mut starts = Vec::new();
        paragraph.below("w:bookmarkStart", &mut starts);
        for start in starts {
            bookmarks.insert(start.get("w:name").unwrap_or_default().to_owned(), plain(&paragraph.words()));
        }
    }
    let mut reader = Reader { parts, bookmarks, counts: BTreeMap::new(), out: Vec::new(), tables: Vec::new() };
    reader.container(body, "");
    let section = body.first("w:sectPr").cloned().unwrap_or_default();
    let of = |name: &str| section.first(name).map(|element| format!("{:?}", element.attributes)).unwrap_or_default();
    let heads = ["word/header1.xml", "word/header2.xml"].map(|name| {
        let mut lines = Vec::new();
        parts[name].below("w:p", &mut lines);
        lines.iter().map(|line| plain(&line.words())).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ")
    });
    Said { paragraphs: reader.out, tables: reader.tables, heads: heads.to_vec(), paper: of("w:pgSz") + &of("w:pgMar") }
}

/// White space folded, one form of characters.
fn plain(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    parts: &'a Parts,
    /// What the paragraph of a bookmark says.
    bookmarks: BTreeMap<String, String>,
    /// How far each instance of numbering has counted on each level.
    counts: BTreeMap<String, Vec<u32>>,
    out: Vec<Paragraph>,
    tables: Vec<String>,
}

impl Reader<'_> {
    fn container(&mut self, parent: &Xml, place: &str) {
        let from = self.out.len();
        for child in &parent.children {
            match child.name.as_str() {
                "w:p" => self.paragraph(child, place),
                "w:tbl" => self.table(child),
                _ => {}
            }
        }
        // An empty cell is one, however it is set.
        if !place.is_empty() && self.out[from..].iter().all(|paragraph| paragraph.text.is_empty() && paragraph.style != "SignatureName") {
            self.out.truncate(from);
            let empty = String::new();
            self.out.push(Paragraph { place: place.into(), style: empty.clone(), label: empty.clone(), set: empty.clone(), text: empty });
        }
    }

    fn table(&mut self, table: &Xml) {
        let number = self.tables.len();
        let properties = table.first("w:tblPr").cloned().unwrap_or_default();
        let of = |name: &str| properties.first(name).map(|element| format!("{:?}", element.attributes)).unwrap_or_default();
        let grid: Vec<&str> =
            table.at(&["w:tblGrid"]).map(|grid| grid.children.iter().filter_map(|column| column.get("w:w")).collect()).unwrap_or_default();
        self.tables.push(format!("{} {} {grid:?}", of("w:tblStyle"), of("w:tblLook")));
        for (row_number, row) in table.all("w:tr").enumerate() {
            let header = if row.at(&["w:trPr", "w:tblHeader"]).is_some() { "h" } else { "" };
            for (cell_number, cell) in row.all("w:tc").enumerate() {
                let span = cell.at(&["w:tcPr", "w:gridSpan"]).map_or("1", Xml::value);
                self.container(cell, &format!("{number}:{row_number}{header}:{cell_number}:{span}"));
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Xml, place: &str) {
        let properties = paragraph.first("w:pPr").cloned().unwrap_or_default();
        let style = properties.first("w:pStyle").map_or("Normal", Xml::value).to_owned();
        let mut text = String::new();
        self.text(paragraph, &mut text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The one paragraph that may be empty anywhere.
        if text.is_empty() && style == "Spacer" {
            return;
        }
        let label = self.label(&properties, &style);
        let own = |name: &str| properties.first(name).map(|element| format!("{:?}", element.attributes)).unwrap_or_default();
        self.out.push(Paragraph { place: place.into(), label, set: own("w:ind") + &own("w:jc"), style, text });
    }

    fn text(&self, parent: &Xml, out: &mut String) {
        for child in &parent.children {
            match child.name.as_str() {
                "w:hyperlink" => {
                    let target = match child.get("w:anchor") {
                        Some(anchor) => self.bookmarks.get(anchor).cloned().unwrap_or_else(|| format!("?{anchor}")),
                        None => self.address(child.get("r:id").unwrap_or_default()),
                    };
                    out.push_str(" ⟨");
                    self.text(child, out);
                    out.push_str(&format!("→{target}⟩ "));
                }
                "w:r" => {
                    let on = |name: &str| child.at(&["w:rPr", name]).is_some_and(|look| !matches!(look.value(), "0" | "false"));
                    let look = format!("{}{}", if on("w:b") { "*" } else { "" }, if on("w:i") { "_" } else { "" });
                    for text in child.all("w:t") {
                        let words = text.words();
                        let kept = if text.get("xml:space") == Some("preserve") { words.as_str() } else { words.trim() };
                        for character in kept.nfc() {
                            if !character.is_whitespace() {
                                out.push_str(&look);
                            }
                            out.push(if character.is_whitespace() { ' ' } else { character });
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn address(&self, id: &str) -> String {
        let relationships = &self.parts["word/_rels/document.xml.rels"];
        let found = relationships.children.iter().find(|relationship| relationship.get("Id") == Some(id));
        found.and_then(|relationship| relationship.get("Target")).unwrap_or_default().to_owned()
    }

    /// Number and level of a paragraph: its own, else those of its style or of one it is based on.
    fn numbered(&self, properties: &Xml, style: &str) -> Option<(String, usize)> {
        let mut number = properties.first("w:numPr").cloned();
        let mut style = Some(style.to_owned());
        while let (None, Some(id)) = (&number, &style) {
            let found = self.parts["word/styles.xml"].all("w:style").find(|style| style.get("w:styleId") == Some(id))?;
            number = found.at(&["w:pPr", "w:numPr"]).cloned();
            style = found.first("w:basedOn").map(|parent| parent.value().to_owned());
        }
        let number = number?;
        let level = number.first("w:ilvl").and_then(|level| level.value().parse().ok()).unwrap_or(0);
        let id = number.first("w:numId").map(Xml::value).filter(|id| *id != "0")?;
        Some((id.to_owned(), level))
    }

    fn label(&mut self, properties: &Xml, style: &str) -> String {
        let Some((id, level)) = self.numbered(properties, style) else { return String::new() };
        let numbering = &self.parts["word/numbering.xml"];
        let instance = numbering.all("w:num").find(|instance| instance.get("w:numId") == Some(&id)).expect("an instance");
        let definition = instance.first("w:abstractNumId").map(Xml::value);
        let definition = numbering.all("w:abstractNum").find(|other| other.get("w:abstractNumId") == definition).expect("a definition");
        let counts = self.counts.entry(id).or_insert_with(|| vec![0; 9]);
        counts[level] += 1;
        counts[level + 1..].fill(0);
        let look = definition.all("w:lvl").find(|look| look.get("w:ilvl") == Some(&level.to_string())).expect("a level");
        let mut label = look.first("w:lvlText").map(|text| text.value().to_owned()).unwrap_or_default();
        for (at, count) in counts.iter().enumerate() {
            let format = definition.all("w:lvl").nth(at).and_then(|level| level.first("w:numFmt")).map(Xml::value);
            let letter = |count: u32| char::from_u32(u32::from('a') + count.saturating_sub(1) % 26).map(String::from).unwrap_or_default();
            let printed = if format == Some("lowerLetter") { letter(*count) } else { count.to_string() };
            label = label.replace(&format!("%{}", at + 1), &printed);
        }
        label
    }
}
