//! The markup rules turn the elements of one part into findings (ECMA-376-1).

use std::collections::{BTreeMap, HashSet};

use super::{Findings, ReadPart};
use crate::write::docx::order;
use crate::write::docx::xml::Element;

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

pub(super) fn check(part: &ReadPart, findings: &mut Findings) {
    let name = &part.name;
    part.root.visit(&mut |element| {
        if let Some(fault) = order::fault(element) {
            findings.add("order", name, fault);
        }
        if let Some(fault) = block(element) {
            findings.add("block", name, fault);
        }
        let kind = element.name.as_str();
        if matches!(kind, "w:t" | "w:delText" | "w:instrText") && element.get("xml:space") != Some("preserve") {
            findings.add("space", name, format!("{kind} loses its white space"));
        }
        if is_switch(kind)
            && let Some(value) = element.get("w:val")
            && !matches!(value, "true" | "false" | "1" | "0" | "on" | "off")
        {
            findings.add("on-off", name, format!("{kind} is {value}"));
        }
        if let Some(fault) = ends(element) {
            findings.add("revision", name, fault);
        }
        if kind == "w:p"
            && let Some(fault) = field(element)
        {
            findings.add("field", name, fault);
        }
        if is_revision(kind) && (element.get("w:author").is_none_or(str::is_empty) || !element.get("w:date").is_some_and(dated)) {
            findings.add("revision", name, format!("{kind} has no author or no date"));
        }
    });
    annotations(part, findings);
    deletions(&part.root, false, name, findings);
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

/// Fields of one paragraph: none is open at its end.
fn field(paragraph: &Element) -> Option<String> {
    // For each open field, whether its result has begun.
    let mut open: Vec<bool> = Vec::new();
    let mut fault = None;
    paragraph.visit(&mut |element| {
        let wrong = match (element.name.as_str(), element.get("w:fldCharType")) {
            ("w:fldChar", Some("begin")) => {
                open.push(false);
                false
            }
            ("w:fldChar", Some("separate")) => open.last_mut().is_none_or(|separated| std::mem::replace(separated, true)),
            ("w:fldChar", Some("end")) => open.pop().is_none(),
            ("w:fldChar", _) => true,
            ("w:instrText", _) => open.last() != Some(&false),
            _ => false,
        };
        if wrong {
            fault = Some(format!("{} stands outside its field", element.name));
        }
    });
    if open.is_empty() { fault } else { Some("a field is never ended".into()) }
}

/// Bookmarks, revisions and comments.
fn annotations(part: &ReadPart, findings: &mut Findings) {
    let name = &part.name;
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    // For each started bookmark, how many ends it has met.
    let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
    part.root.visit(&mut |element| {
        let kind = element.name.as_str();
        let id = || element.get("w:id").unwrap_or_default();
        if kind == "w:bookmarkStart" || kind == "w:comment" || is_revision(kind) {
            let id = id();
            let number = id.parse::<u32>().is_ok();
            if !number || !ids.insert(id) {
                findings.add("annotation", name, format!("{kind} has the identifier “{id}”, which is no number or used twice"));
            }
        }
        if kind == "w:bookmarkStart" {
            let bookmark = element.get("w:name").unwrap_or_default();
            let first = bookmark.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            if !first || bookmark.len() > 40 || !bookmark.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                findings.add("bookmark", name, format!("“{bookmark}” is no name of a bookmark"));
            }
            if !names.insert(bookmark) {
                findings.add("bookmark", name, format!("two bookmarks are named {bookmark}"));
            }
            starts.insert(id(), 0);
        }
        if kind == "w:bookmarkEnd" {
            let id = id();
            match starts.get_mut(id) {
                Some(ends) => *ends += 1,
                None => findings.add("bookmark", name, format!("bookmark {id} ends before it starts")),
            }
        }
    });
    for (id, _) in starts.into_iter().filter(|(_, ends)| *ends != 1) {
        findings.add("bookmark", name, format!("bookmark {id} does not end once"));
    }
}

/// Text within deletions, and deletions within deletions.
fn deletions(element: &Element, deleted: bool, part: &str, findings: &mut Findings) {
    for child in element.elements() {
        match child.name.as_str() {
            "w:t" if deleted => findings.add("revision", part, "deleted text stands as text"),
            "w:delText" if !deleted => findings.add("revision", part, "deleted text stands outside a deletion"),
            "w:del" if deleted => findings.add("revision", part, "a deletion stands within a deletion"),
            _ => {}
        }
        deletions(child, deleted || child.name == "w:del", part, findings);
    }
}
