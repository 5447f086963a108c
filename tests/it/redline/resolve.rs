//! Accepting and rejecting all changes of a Word file, by the standard alone (ECMA-376-1, 17.13.5).
//!
//! Where programs differ, on whose style a joined paragraph has, a file that depends on it is at fault.

use super::xml::Xml;

/// What is done to every change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum All {
    Accepted,
    Rejected,
}

impl All {
    /// The element whose content goes.
    fn gone(self) -> &'static str {
        if self == Self::Accepted { "w:del" } else { "w:ins" }
    }
}

/// The document without changes.
///
/// # Errors
/// What in the file has no outcome that every program agrees on.
pub fn resolved(document: &Xml, all: All) -> Result<Xml, String> {
    let mut out = document.clone();
    let body = out.first_mut("w:body").ok_or("no body")?;
    container(body, all)?;
    let mut left = Vec::new();
    for name in ["w:ins", "w:del", "w:delText", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange"] {
        out.below(name, &mut left);
    }
    if left.is_empty() { Ok(out) } else { Err(format!("{} stands where no change may stand", left[0].name)) }
}

/// Paragraphs and tables: of a body or a cell.
fn container(parent: &mut Xml, all: All) -> Result<(), String> {
    let mut out: Vec<Xml> = Vec::new();
    // A paragraph that ends no longer: it is joined with the next.
    let mut open: Option<Xml> = None;
    for mut child in std::mem::take(&mut parent.children) {
        match child.name.as_str() {
            "w:p" => {
                let goes = end_goes(&mut child, all)?;
                inside(&mut child, all);
                if let Some(before) = open.take() {
                    child = joined(before, child)?;
                }
                if goes {
                    open = Some(child);
                } else {
                    out.push(child);
                }
                continue;
            }
            "w:tbl" => {
                table(&mut child, all)?;
                if open.is_some() && child.first("w:tr").is_some() {
                    return Err("a table follows a paragraph whose end goes".into());
                }
                if child.first("w:tr").is_some() {
                    out.push(child);
                }
                continue;
            }
            "w:sectPr" if open.is_some() => return Err("nothing follows a paragraph whose end goes".into()),
            _ => {}
        }
        out.push(child);
    }
    if open.is_some() {
        return Err("nothing follows a paragraph whose end goes".into());
    }
    parent.children = out;
    Ok(())
}

fn table(table: &mut Xml, all: All) -> Result<(), String> {
    let mut out = Vec::new();
    for mut child in std::mem::take(&mut table.children) {
        if child.name == "w:tr" {
            let properties = child.first_mut("w:trPr");
            let changes: Vec<String> = properties.map(changes).unwrap_or_default();
            if changes.iter().any(|change| change == all.gone()) {
                continue;
            }
            for cell in child.children.iter_mut().filter(|cell| cell.name == "w:tc") {
                container(cell, all)?;
            }
        }
        out.push(child);
    }
    table.children = out;
    Ok(())
}

/// Takes the marks of changes out of properties.
fn changes(properties: &mut Xml) -> Vec<String> {
    let (marks, rest) =
        std::mem::take(&mut properties.children).into_iter().partition(|child| matches!(child.name.as_str(), "w:ins" | "w:del"));
    properties.children = rest;
    let marks: Vec<Xml> = marks;
    marks.into_iter().map(|mark| mark.name).collect()
}

/// Whether a paragraph's end goes.
fn end_goes(paragraph: &mut Xml, all: All) -> Result<bool, String> {
    let Some(properties) = paragraph.first_mut("w:pPr").and_then(|properties| properties.first_mut("w:rPr")) else { return Ok(false) };
    let changes = changes(properties);
    if changes.len() > 1 {
        Err("an end that is both inserted and deleted".into())
    } else {
        Ok(changes.iter().any(|change| change == all.gone()))
    }
}

/// Words, and links that have any.
fn inside(parent: &mut Xml, all: All) {
    let mut out = Vec::new();
    for mut child in std::mem::take(&mut parent.children) {
        match child.name.as_str() {
            name if name == all.gone() => {}
            "w:ins" | "w:del" => {
                inside(&mut child, all);
                out.append(&mut child.children);
            }
            "w:hyperlink" => {
                inside(&mut child, all);
                if !child.children.is_empty() {
                    out.push(child);
                }
            }
            "w:r" => {
                for text in child.children.iter_mut().filter(|text| text.name == "w:delText") {
                    text.name = "w:t".into();
                }
                out.push(child);
            }
            _ => out.push(child),
        }
    }
    parent.children = out;
}

/// Two paragraphs in one. Where both have words, both must look alike.
fn joined(before: Xml, after: Xml) -> Result<Xml, String> {
    let properties = |paragraph: &Xml| {
        let of = |name: &str| paragraph.at(&["w:pPr", name]).cloned();
        [of("w:pStyle"), of("w:numPr"), of("w:ind"), of("w:jc")]
    };
    let has_words = !words(&before).is_empty();
    if has_words && properties(&before) != properties(&after) {
        return Err(format!("two paragraphs of different styles would be joined: {}", words(&before)));
    }
    let (own, mut children): (Vec<Xml>, Vec<Xml>) = after.children.into_iter().partition(|child| child.name == "w:pPr");
    let mut all = own;
    all.extend(before.children.into_iter().filter(|child| child.name != "w:pPr"));
    all.append(&mut children);
    Ok(Xml { children: all, ..after })
}

/// The words of a paragraph.
fn words(paragraph: &Xml) -> String {
    let mut texts = Vec::new();
    paragraph.below("w:t", &mut texts);
    texts.iter().map(|text| text.words()).collect()
}
