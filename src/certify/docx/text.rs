//! Reading turns the content of one Word paragraph into text with looks, links and bookmarks.

use crate::certify::difference::{DifferenceKind, UnitKind};
use crate::certify::found::{Problems, Target};
use crate::certify::normal::{Look, Rich, plain};

use super::package::Relationship;
use super::styles::Styles;
use super::xml::Element;

/// Stands for the number of the page, which Word counts.
pub(super) const PAGE: &str = "⟨sidnummer⟩";

/// Stands for the number of pages, which Word counts.
pub(super) const PAGES: &str = "⟨antal sidor⟩";

/// Smallest type, in half-points.
const SMALLEST: f64 = 10.0;

/// A paragraph's text.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub text: Rich,
    pub links: Vec<Target>,
    pub bookmarks: Vec<String>,
}

/// Reads paragraphs of one part.
pub(super) struct Texts<'a> {
    pub styles: &'a Styles,
    pub relationships: &'a [Relationship],
    /// Whether fields are accepted: in heads alone.
    pub fields: bool,
    /// Whether a paragraph may stand in a frame: the label of a copy alone, whose place is judged apart.
    pub frames: bool,
    pub problems: &'a mut Problems,
}

/// Where in a field a run stands (ECMA-376-1, 17.16).
#[derive(Default)]
enum Field {
    #[default]
    None,
    /// Its instruction, so far.
    Instruction(String),
    /// Its result, which Word counts anew.
    Result,
}

impl Texts<'_> {
    /// Reads a paragraph.
    pub fn read(&mut self, paragraph: &Element) -> Content {
        let mut content = Content::default();
        let mut field = Field::None;
        self.children(paragraph, paragraph.first("w:pPr"), None, &mut field, &mut content);
        if !matches!(field, Field::None) {
            self.refuse("w:fldChar");
        }
        content
    }

    /// Tells that an element has no place in the document.
    pub fn refuse(&mut self, name: &str) {
        refuse(self.problems, name);
    }

    fn children(&mut self, parent: &Element, paragraph: Option<&Element>, link: Option<usize>, field: &mut Field, content: &mut Content) {
        for child in parent.elements() {
            match child.name.as_str() {
                "w:pPr" => self.paragraph_properties(child),
                "w:r" => self.run(child, paragraph, link, field, content),
                "w:bookmarkStart" => content.bookmarks.extend(child.attribute("w:name").map(str::to_owned)),
                "w:bookmarkEnd" | "w:proofErr" => {}
                "w:hyperlink" if link.is_none() && !self.fields => {
                    content.links.push(self.target(child));
                    let number = content.links.len() - 1;
                    self.children(child, paragraph, Some(number), field, content);
                }
                "w:fldSimple" if self.fields => match child.attribute("w:instr").and_then(instruction) {
                    Some(words) => content.text.push(words, Look::default()),
                    None => self.refuse(&child.name),
                },
                name => self.refuse(name),
            }
        }
    }

    /// Properties that mark a change, or take a paragraph out of the column of text.
    fn paragraph_properties(&mut self, properties: &Element) {
        for child in properties.elements() {
            if matches!(child.name.as_str(), "w:pPrChange" | "w:sectPr") || child.name == "w:framePr" && !self.frames {
                self.refuse(&child.name);
            }
        }
        let mark = properties.first("w:rPr").into_iter().flat_map(Element::elements);
        for child in mark.filter(|child| matches!(child.name.as_str(), "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" | "w:rPrChange")) {
            self.refuse(&child.name);
        }
    }

    fn target(&self, link: &Element) -> Target {
        if let Some(anchor) = link.attribute("w:anchor") {
            return Target::Bookmark(anchor.to_owned());
        }
        let relationship = link.attribute("r:id").and_then(|id| self.relationships.iter().find(|relationship| relationship.id == id));
        match relationship {
            Some(relationship) if relationship.external && relationship.kind == "hyperlink" => Target::Web(relationship.target.clone()),
            _ => Target::Nowhere,
        }
    }

    fn run(&mut self, run: &Element, paragraph: Option<&Element>, link: Option<usize>, field: &mut Field, content: &mut Content) {
        let properties = run.first("w:rPr");
        let look = Look {
            emphasis: self.styles.toggle(properties, paragraph, "w:i"),
            strong: self.styles.toggle(properties, paragraph, "w:b"),
            link,
        };
        let mut words = String::new();
        for child in run.elements() {
            match child.name.as_str() {
                // What a field showed when the file was written counts for nothing.
                "w:t" | "w:tab" | "w:br" | "w:cr" | "w:noBreakHyphen" | "w:softHyphen" if matches!(field, Field::Result) => {}
                "w:rPr" => {
                    for change in child.elements().filter(|change| matches!(change.name.as_str(), "w:ins" | "w:del" | "w:rPrChange")) {
                        self.refuse(&change.name);
                    }
                }
                "w:t" => {
                    let text = child.text();
                    // Without the attribute, Word drops the white space at both ends.
                    let kept = child.attribute("xml:space") == Some("preserve");
                    words.push_str(if kept { &text } else { text.trim_matches([' ', '\t', '\n', '\r']) });
                }
                "w:tab" | "w:br" | "w:cr" => words.push(' '),
                "w:noBreakHyphen" => words.push('\u{2011}'),
                "w:softHyphen" => words.push('\u{ad}'),
                "w:lastRenderedPageBreak" => {}
                "w:fldChar" if self.fields => {
                    let next = match (child.attribute("w:fldCharType"), std::mem::take(field)) {
                        (Some("begin"), Field::None) => Field::Instruction(String::new()),
                        (Some(sort @ ("separate" | "end")), Field::Instruction(text)) => {
                            match instruction(&text) {
                                Some(placeholder) => words.push_str(placeholder),
                                None => self.refuse(&format!("w:instrText {}", text.trim())),
                            }
                            if sort == "end" { Field::None } else { Field::Result }
                        }
                        (Some("end"), Field::Result) => Field::None,
                        (_, other) => {
                            self.refuse("w:fldChar");
                            other
                        }
                    };
                    *field = next;
                }
                "w:instrText" if self.fields => match field {
                    Field::Instruction(text) => text.push_str(&child.text()),
                    _ => self.refuse("w:instrText"),
                },
                name => self.refuse(name),
            }
        }
        if !words.trim().is_empty()
            && let Some((sv, en)) = self.unseen(properties, paragraph)
        {
            let difference = self.problems.difference(DifferenceKind::Hidden).words(UnitKind::Paragraph, plain(&words)).reason(sv, en);
            self.problems.push(difference);
        }
        content.text.push(&words, look);
    }

    /// Why a run can't be seen, or is seen otherwise than written.
    fn unseen(&self, run: Option<&Element>, paragraph: Option<&Element>) -> Option<(&'static str, &'static str)> {
        let on = |name: &str| self.styles.toggle(run, paragraph, name);
        if on("w:vanish") || on("w:specVanish") || on("w:webHidden") {
            return Some(("är dold", "is hidden"));
        }
        if on("w:strike") || on("w:dstrike") {
            return Some(("är överstruken", "is struck through"));
        }
        if on("w:caps") || on("w:smallCaps") {
            return Some(("visas med andra bokstäver än den skrivs med", "is shown in other letters than it is written in"));
        }
        let value = |name: &str, attribute: &str| self.styles.run(run, paragraph, name).and_then(|element| element.attribute(attribute));
        if value("w:sz", "w:val").and_then(|size| size.parse::<f64>().ok()).is_some_and(|size| size < SMALLEST) {
            return Some(("är för liten för att läsas", "is too small to be read"));
        }
        let shade = self.styles.run(run, paragraph, "w:shd").or_else(|| self.styles.paragraph(paragraph, "w:shd"));
        let ground = shade.and_then(|shade| shade.attribute("w:fill")).filter(|fill| *fill != "auto");
        let highlighted = value("w:highlight", "w:val").is_some_and(|colour| colour != "none");
        let ink = value("w:color", "w:val").filter(|colour| *colour != "auto");
        if highlighted || contrast(ink.unwrap_or("000000"), ground.unwrap_or("ffffff")).is_none_or(|contrast| contrast < 3.0) {
            return Some(("syns inte mot sin bakgrund", "can't be seen against its background"));
        }
        None
    }
}

/// Tells that something has no place in the document, in words where there are any for it.
pub(super) fn refuse(problems: &mut Problems, name: &str) {
    let (sv, en) = match name {
        "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" | "w:pPrChange" | "w:rPrChange" | "w:trPrChange" | "w:tcPrChange" | "w:cellIns"
        | "w:cellDel" => ("spårade ändringar", "tracked changes"),
        "w:sdt" => ("en innehållskontroll", "a content control"),
        "comments" | "w:commentReference" | "w:commentRangeStart" | "w:commentRangeEnd" => ("kommentarer", "comments"),
        "footnotes" | "endnotes" | "w:footnoteReference" | "w:endnoteReference" => ("fotnoter", "notes"),
        "image" | "w:drawing" | "w:pict" | "w:object" => ("bilder eller inbäddade objekt", "images or embedded objects"),
        "w:fldChar" | "w:fldSimple" | "w:instrText" => ("fält", "fields"),
        "w:framePr" | "w:tblpPr" => ("text som ligger utanför spalten", "text outside the column"),
        "w:vMerge" | "w:hMerge" | "w:cellMerge" => ("sammanslagna celler", "merged cells"),
        "w:tbl" => ("en tabell i en tabell", "a table in a table"),
        "w:hidden" => ("dolda rader", "hidden rows"),
        _ => ("något okänt", "something unknown"),
    };
    problems.unreadable(
        format!("filen innehåller {sv} ({name}), vilket inte hör hemma i dokumentet"),
        format!("the file holds {en} ({name}), which has no place in the document"),
    );
}

/// Contrast of two colours `rrggbb`, 1.0..=21.0 (WCAG 2.1); `None` when either is none.
pub(super) fn contrast(ink: &str, ground: &str) -> Option<f64> {
    let luminance = |colour: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(colour.get(at..at + 2)?, 16).ok()?) / 255.0;
            Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
        };
        Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
    };
    let (ink, ground) = (luminance(ink)?, luminance(ground)?);
    Some((ink.max(ground) + 0.05) / (ink.min(ground) + 0.05))
}

/// What a field shows, when it is one of the two that a head may hold.
fn instruction(text: &str) -> Option<&'static str> {
    match text.split_whitespace().next() {
        Some("PAGE") => Some(PAGE),
        Some("NUMPAGES") => Some(PAGES),
        _ => None,
    }
}
