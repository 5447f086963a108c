//! The markup rules turn the elements of one part into findings (ECMA-376-1).

use std::collections::{BTreeMap, HashSet};

use super::{Findings, Names};
use crate::write::docx::order;
use crate::write::docx::xml::{Element, Node, allowed};

/// Whether an element is a switch: without a value it is on.
fn is_switch(name: &str) -> bool {
    matches!(
        name,
        "w:autoHyphenation"
            | "w:b"
            | "w:bCs"
            | "w:caps"
            | "w:cantSplit"
            | "w:contextualSpacing"
            | "w:i"
            | "w:iCs"
            | "w:keepLines"
            | "w:keepNext"
            | "w:pageBreakBefore"
            | "w:qFormat"
            | "w:semiHidden"
            | "w:strike"
            | "w:tblHeader"
            | "w:titlePg"
            | "w:trackRevisions"
            | "w:unhideWhenUsed"
            | "w:vanish"
            | "w:widowControl"
    )
}

/// Whether an element marks a revision.
fn is_revision(name: &str) -> bool {
    matches!(
        name,
        "w:ins"
            | "w:del"
            | "w:moveFrom"
            | "w:moveTo"
            | "w:rPrChange"
            | "w:pPrChange"
            | "w:trPrChange"
            | "w:tcPrChange"
            | "w:tblPrChange"
            | "w:sectPrChange"
    )
}

/// Everything that is wrong with a part by itself, in one walk; and what it names.
pub(super) fn check(name: &str, root: &Element, findings: &mut Findings) -> Names {
    let prefixes: Vec<&str> = root.attributes.iter().filter_map(|(name, _)| name.strip_prefix("xmlns:")).collect();
    // Nearly every name begins so.
    let ordinary = prefixes.contains(&"w");
    let mut walk = Walk {
        name,
        findings,
        prefixes,
        ordinary,
        undeclared: None,
        fields: Vec::new(),
        field_fault: None,
        annotations: HashSet::new(),
        starts: BTreeMap::new(),
        names: Names::default(),
    };
    walk.element(root, false);
    if let Some(name) = walk.undeclared {
        walk.findings.add("well-formed", walk.name, format!("the prefix of {name} is not declared"));
    }
    for (id, _) in walk.starts.into_iter().filter(|(_, ends)| *ends != 1) {
        walk.findings.add("bookmark", walk.name, format!("bookmark {id} does not end once"));
    }
    walk.names
}

/// A walk over a part.
struct Walk<'p> {
    name: &'p str,
    findings: &'p mut Findings,
    /// Prefixes that are declared, and whether that of WordprocessingML is among them.
    prefixes: Vec<&'p str>,
    ordinary: bool,
    /// The first name whose prefix is not.
    undeclared: Option<&'p str>,
    /// For each open field of a paragraph, whether its result has begun.
    fields: Vec<bool>,
    field_fault: Option<String>,
    /// Identifiers of bookmarks, revisions and comments.
    annotations: HashSet<&'p str>,
    /// For each started bookmark, how many ends it has met.
    starts: BTreeMap<&'p str, usize>,
    names: Names,
}

impl<'p> Walk<'p> {
    fn add(&mut self, rule: &'static str, detail: impl Into<String>) {
        self.findings.add(rule, self.name, detail);
    }

    fn element(&mut self, element: &'p Element, deleted: bool) {
        self.characters(element);
        let kind = element.name.as_str();
        self.relationship(element);
        // What has another prefix, or none, is of no markup that there are rules for.
        if !kind.starts_with("w:") {
            element.elements().for_each(|child| self.element(child, deleted));
            return;
        }
        let faults = [("order", order::fault(element)), ("block", block(element)), ("revision", ends(element))];
        faults.into_iter().for_each(|(rule, fault)| fault.into_iter().for_each(|fault| self.add(rule, fault)));
        if matches!(kind, "w:t" | "w:delText" | "w:instrText") && element.get("xml:space") != Some("preserve") {
            self.add("space", format!("{kind} loses its white space"));
        }
        if is_switch(kind)
            && let Some(value) = element.get("w:val")
            && !matches!(value, "true" | "false" | "1" | "0" | "on" | "off")
        {
            self.add("on-off", format!("{kind} is {value}"));
        }
        match kind {
            "w:t" if deleted => self.add("revision", "deleted text stands as text"),
            "w:delText" if !deleted => self.add("revision", "deleted text stands outside a deletion"),
            "w:del" if deleted => self.add("revision", "a deletion stands within a deletion"),
            "w:fldChar" | "w:instrText" => self.field(element),
            "w:pStyle" | "w:rStyle" | "w:tblStyle" | "w:basedOn" | "w:next" | "w:link" | "w:numId" => {
                self.wants(element, element.get("w:val").unwrap_or_default());
            }
            "w:hyperlink" => {
                if let Some(anchor) = element.get("w:anchor") {
                    self.wants(element, anchor);
                }
            }
            _ => {}
        }
        self.annotation(element);
        let deleted = deleted || kind == "w:del";
        if kind != "w:p" {
            element.elements().for_each(|child| self.element(child, deleted));
            return;
        }
        let outer = (std::mem::take(&mut self.fields), self.field_fault.take());
        element.elements().for_each(|child| self.element(child, deleted));
        let fault = if self.fields.is_empty() { self.field_fault.take() } else { Some("a field is never ended".into()) };
        fault.into_iter().for_each(|fault| self.add("field", fault));
        (self.fields, self.field_fault) = outer;
    }

    /// Characters, and prefixes without a declaration.
    fn characters(&mut self, element: &'p Element) {
        let attributes = element.attributes.iter();
        for name in std::iter::once(&element.name).chain(attributes.clone().map(|(name, _)| name)) {
            let declared = match name.split_once(':') {
                _ if self.ordinary && name.starts_with("w:") => true,
                None | Some(("xml" | "xmlns", _)) => true,
                Some((prefix, _)) => self.prefixes.contains(&prefix),
            };
            if !declared {
                self.undeclared.get_or_insert(name);
            }
        }
        let texts = element.children.iter().filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None });
        for text in attributes.map(|(_, value)| value.as_str()).chain(texts) {
            // Of letters without diacritics and signs of ASCII all are allowed.
            if !text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
                && let Some(character) = text.chars().find(|character| !allowed(*character))
            {
                self.add("control-character", format!("U+{:04X}", u32::from(character)));
            }
        }
    }

    fn wants(&mut self, element: &Element, name: &str) {
        let pair = (element.name.clone(), name.into());
        if !self.names.wanted.contains(&pair) {
            self.names.wanted.insert(pair);
        }
    }

    fn relationship(&mut self, element: &Element) {
        let id = match element.name.as_str() {
            "w:hyperlink" => element.get("r:id"),
            _ => None,
        };
        let named = || element.attributes.iter().find(|(name, _)| name.starts_with("r:")).map(|(_, id)| id.as_str());
        // A reference to a head or a foot must have one.
        let missing = matches!(element.name.as_str(), "w:headerReference" | "w:footerReference").then_some("");
        if let Some(id) = id.or_else(named).or(missing) {
            self.names.relationships.insert((element.name.clone(), id.into()));
        }
    }

    /// Fields of one paragraph: none is open at its end.
    fn field(&mut self, element: &Element) {
        let wrong = match (element.name.as_str(), element.get("w:fldCharType")) {
            ("w:fldChar", Some("begin")) => {
                self.fields.push(false);
                false
            }
            ("w:fldChar", Some("separate")) => self.fields.last_mut().is_none_or(|separated| std::mem::replace(separated, true)),
            ("w:fldChar", Some("end")) => self.fields.pop().is_none(),
            ("w:fldChar", _) => true,
            _ => self.fields.last() != Some(&false),
        };
        if wrong {
            self.field_fault = Some(format!("{} stands outside its field", element.name));
        }
    }

    /// Bookmarks, revisions and comments.
    fn annotation(&mut self, element: &'p Element) {
        let kind = element.name.as_str();
        let (start, end, revision) = (kind == "w:bookmarkStart", kind == "w:bookmarkEnd", is_revision(kind));
        if !(start || end || revision || kind == "w:comment") {
            return;
        }
        let id = element.get("w:id").unwrap_or_default();
        if revision && (element.get("w:author").is_none_or(str::is_empty) || !element.get("w:date").is_some_and(dated)) {
            self.add("revision", format!("{kind} has no author or no date"));
        }
        if end {
            match self.starts.get_mut(id) {
                Some(ends) => *ends += 1,
                None => self.add("bookmark", format!("bookmark {id} ends before it starts")),
            }
            return;
        }
        let number = id.parse::<u32>().is_ok();
        if !number || !self.annotations.insert(id) {
            self.add("annotation", format!("{kind} has the identifier “{id}”, which is no number or used twice"));
        }
        if start {
            let bookmark = element.get("w:name").unwrap_or_default();
            let first = bookmark.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            if !first || bookmark.len() > 40 || !bookmark.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                self.add("bookmark", format!("“{bookmark}” is no name of a bookmark"));
            }
            if !self.names.bookmarks.insert(bookmark.into()) {
                self.add("bookmark", format!("two bookmarks are named {bookmark}"));
            }
            self.starts.insert(id, 0);
        }
    }
}

/// An ISO 8601 time such as `2021-03-15T00:00:00Z`.
fn dated(date: &str) -> bool {
    date.parse::<jiff::Timestamp>().is_ok()
}

fn is(element: &Element, name: &str) -> bool {
    element.name == name
}

/// What must end in a paragraph, and what shape a table has.
fn block(element: &Element) -> Option<String> {
    if !matches!(element.name.as_str(), "w:tc" | "w:body" | "w:hdr" | "w:ftr" | "w:tbl") {
        return None;
    }
    let tables = || element.elements().map(|child| is(child, "w:tbl"));
    if tables().zip(tables().skip(1)).any(|(first, second)| first && second) {
        return Some(format!("two tables touch in {}", element.name));
    }
    let children: Vec<&Element> = element.elements().collect();
    let last = children.iter().rev().find(|child| !is(child, "w:sectPr") && !is(child, "w:bookmarkEnd"));
    match element.name.as_str() {
        "w:tc" | "w:body" | "w:hdr" | "w:ftr" if !last.is_some_and(|last| is(last, "w:p")) => {
            Some(format!("{} does not end in a paragraph", element.name))
        }
        "w:body" if !children.last().is_some_and(|last| is(last, "w:sectPr")) => Some("the body has no last section".into()),
        "w:tbl" => {
            let columns = element.first("w:tblGrid").map_or(0, |grid| grid.elements().count());
            let ragged = children.iter().any(|row| is(row, "w:tr") && width(row) != columns);
            let rows = children.iter().any(|row| is(row, "w:tr"));
            (ragged || !rows || columns == 0).then(|| "a row does not fill the grid of its table".into())
        }
        _ => None,
    }
}

/// What is wrong with the tracked ends of paragraphs in a body or a row.
fn ends(container: &Element) -> Option<String> {
    let open = |within: &Element| format!("an end that may be taken back has no paragraph after it in {}", within.name);
    match container.name.as_str() {
        "w:body" => has_open_end(container).then(|| open(container)),
        "w:tr" => {
            let mut cells = container.elements().filter(|cell| is(cell, "w:tc"));
            match container.first("w:trPr").and_then(tracked) {
                None => cells.find(|cell| has_open_end(cell)).map(open),
                // The row goes with all that is in it.
                Some(row) => {
                    let kept = |cell: &Element| cell.elements().any(|child| is(child, "w:p") && end(child) != Some(row));
                    cells.any(kept).then(|| format!("a row of {row} holds the end of a paragraph that is not"))
                }
            }
        }
        _ => None,
    }
}

/// The mark among properties.
fn tracked(properties: &Element) -> Option<&str> {
    properties.elements().map(|child| child.name.as_str()).find(|name| matches!(*name, "w:ins" | "w:del"))
}

/// The mark of a paragraph's end.
fn end(paragraph: &Element) -> Option<&str> {
    paragraph.first("w:pPr")?.first("w:rPr").and_then(tracked)
}

/// Whether a paragraph in a body or a cell would have nothing to be joined with when its end is taken back.
fn has_open_end(container: &Element) -> bool {
    let blocks: Vec<&Element> = container.elements().filter(|child| !child.name.starts_with("w:bookmark")).collect();
    let follows = |at: usize| blocks.get(at + 1).is_some_and(|next| is(next, "w:p"));
    blocks.iter().enumerate().any(|(at, block)| is(block, "w:p") && end(block).is_some() && !follows(at))
}

/// The columns that a row takes up.
fn width(row: &Element) -> usize {
    let count = |parent: Option<&Element>, name: &str, default: usize| {
        parent.and_then(|parent| parent.first(name)).and_then(|element| element.get("w:val")?.parse().ok()).unwrap_or(default)
    };
    let properties = row.first("w:trPr");
    let cells: usize = row.elements().filter(|cell| is(cell, "w:tc")).map(|cell| count(cell.first("w:tcPr"), "w:gridSpan", 1)).sum();
    cells + count(properties, "w:gridBefore", 0) + count(properties, "w:gridAfter", 0)
}
