//! The markup rules turn the elements of one part into findings (ECMA-376-1).

use std::collections::{BTreeSet, HashSet};

use super::part::{Element, Part};
use super::sorts::{Sort, sorts};
use super::{Findings, Wants};
use crate::write::docx::order::Named;

/// Everything that is wrong with a part by itself, in one walk; and what it wants of others.
pub(super) fn check(name: &str, part: &Part, findings: &mut Findings) -> Wants {
    let root = part.root();
    let prefixes: Vec<&str> = root.attributes().filter_map(|(name, _)| name.strip_prefix("xmlns:")).collect();
    let declared = |name: &&str| match name.split_once(':') {
        None | Some(("xml" | "xmlns", _)) => true,
        Some((prefix, _)) => prefixes.contains(&prefix),
    };
    if let Some(name_of) = part.names().find(|name| !declared(name)) {
        findings.add("well-formed", name, format!("the prefix of {name_of} is not declared"));
    }
    if let Some(character) = part.control {
        findings.add("control-character", name, format!("U+{:04X}", u32::from(character)));
    }
    let mut walk = Walk {
        name,
        findings,
        sorts: sorts(part),
        relates: part.names().any(|name| name.starts_with("r:")),
        fields: Vec::new(),
        field_fault: None,
        annotations: HashSet::new(),
        starts: Named::default(),
        bookmarks: HashSet::new(),
        links: BTreeSet::new(),
        looks: BTreeSet::new(),
        wants: Wants::default(),
    };
    walk.element(root, false);
    walk.ended()
}

/// A walk over a part.
struct Walk<'p> {
    name: &'p str,
    findings: &'p mut Findings,
    /// For each name of the part, what the rules look at.
    sorts: Vec<Sort>,
    /// Whether any attribute names a relationship.
    relates: bool,
    /// For each open field of a paragraph, whether its result has begun.
    fields: Vec<bool>,
    field_fault: Option<String>,
    /// Identifiers of bookmarks, revisions and comments.
    annotations: HashSet<u32>,
    /// For each started bookmark, how many ends it has met.
    starts: Named<'p, usize>,
    /// Bookmarks, and what links lead to.
    bookmarks: HashSet<&'p str>,
    links: BTreeSet<&'p str>,
    /// Styles and instances of numbering, with the element that names them.
    looks: BTreeSet<(&'p str, &'p str)>,
    wants: Wants,
}

impl<'p> Walk<'p> {
    fn add(&mut self, rule: &'static str, detail: impl Into<String>) {
        self.findings.add(rule, self.name, detail);
    }

    fn ended(mut self) -> Wants {
        let unended = std::mem::take(&mut self.starts).into_iter().filter(|(_, ends)| *ends != 1).map(|(id, _)| id);
        for id in unended.collect::<BTreeSet<_>>() {
            self.add("bookmark", format!("bookmark {id} does not end once"));
        }
        for link in std::mem::take(&mut self.links) {
            if !self.bookmarks.contains(link) {
                self.add("link", format!("a link leads to {link}, which is no bookmark"));
            }
        }
        let looks = self.looks.into_iter().map(|(element, value)| (element.into(), value.into()));
        Wants { looks: looks.collect(), ..self.wants }
    }

    fn element(&mut self, element: Element<'p>, deleted: bool) {
        let sort = self.sorts.get(element.named()).copied().unwrap_or_default();
        if self.relates || matches!(sort, Sort::Head) {
            self.relationship(element);
        }
        if let Some(sequence) = sort.sequence().filter(|_| !element.is_empty())
            && let Some(fault) = sequence.fault(element.name(), element.elements().map(Element::name))
        {
            self.add("order", fault);
        }
        match sort {
            Sort::Foreign | Sort::Plain(_) | Sort::Head | Sort::Paragraph(_) => {}
            Sort::Text => self.text(element, deleted, "deleted text stands as text"),
            Sort::DeletedText => self.text(element, !deleted, "deleted text stands outside a deletion"),
            Sort::Instruction => {
                self.text(element, false, "");
                self.field(element);
            }
            Sort::FieldCharacter => self.field(element),
            Sort::Switch => {
                if let Some(value) = element.get("w:val")
                    && !matches!(value, "true" | "false" | "1" | "0" | "on" | "off")
                {
                    self.add("on-off", format!("{} is {value}", element.name()));
                }
            }
            Sort::Look => {
                self.looks.insert((element.name(), element.get("w:val").unwrap_or_default()));
            }
            Sort::Link => self.links.extend(element.get("w:anchor")),
            Sort::Container(_) => {
                let faults = [("block", block(element)), ("revision", ends(element))];
                faults.into_iter().for_each(|(rule, fault)| fault.into_iter().for_each(|fault| self.add(rule, fault)));
            }
            Sort::Revision => {
                if deleted && element.name() == "w:del" {
                    self.add("revision", "a deletion stands within a deletion");
                }
                let author = element.get("w:author").is_some_and(|author| !author.is_empty());
                if !author || !element.get("w:date").is_some_and(dated) {
                    self.add("revision", format!("{} has no author or no date", element.name()));
                }
                self.annotation(element);
            }
            Sort::Comment => self.annotation(element),
            Sort::BookmarkStart => self.bookmark(element),
            Sort::BookmarkEnd => {
                let id = element.get("w:id").unwrap_or_default();
                match self.starts.get_mut(id) {
                    Some(ends) => *ends += 1,
                    None => self.add("bookmark", format!("bookmark {id} ends before it starts")),
                }
            }
        }
        let deleted = deleted || matches!(sort, Sort::Revision) && element.name() == "w:del";
        if !matches!(sort, Sort::Paragraph(_)) {
            element.elements().for_each(|child| self.element(child, deleted));
            return;
        }
        let outer = (std::mem::take(&mut self.fields), self.field_fault.take());
        element.elements().for_each(|child| self.element(child, deleted));
        let fault = if self.fields.is_empty() { self.field_fault.take() } else { Some("a field is never ended".into()) };
        fault.into_iter().for_each(|fault| self.add("field", fault));
        (self.fields, self.field_fault) = outer;
    }

    /// Words, which keep their white space and stand where such words may.
    fn text(&mut self, element: Element<'p>, astray: bool, fault: &str) {
        if element.get("xml:space") != Some("preserve") {
            self.add("space", format!("{} loses its white space", element.name()));
        }
        if astray {
            self.add("revision", fault);
        }
    }

    fn relationship(&mut self, element: Element<'p>) {
        let named = element.attributes().find(|(name, _)| name.starts_with("r:")).map(|(_, id)| id);
        let id = if element.name() == "w:hyperlink" { element.get("r:id").or(named) } else { named };
        // A reference to a head or a foot must have one.
        let missing = matches!(element.name(), "w:headerReference" | "w:footerReference").then_some("");
        if let Some(id) = id.or(missing) {
            self.wants.relationships.insert((element.name().into(), id.into()));
        }
    }

    /// Fields of one paragraph: none is open at its end.
    fn field(&mut self, element: Element<'p>) {
        let wrong = match (element.name(), element.get("w:fldCharType")) {
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
            self.field_fault = Some(format!("{} stands outside its field", element.name()));
        }
    }

    /// The number of a bookmark, a revision or a comment, which no other has.
    fn annotation(&mut self, element: Element<'p>) {
        let id = element.get("w:id").unwrap_or_default();
        if !id.parse().is_ok_and(|number| self.annotations.insert(number)) {
            self.add("annotation", format!("{} has the identifier “{id}”, which is no number or used twice", element.name()));
        }
    }

    fn bookmark(&mut self, element: Element<'p>) {
        self.annotation(element);
        let bookmark = element.get("w:name").unwrap_or_default();
        let first = bookmark.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !first || bookmark.len() > 40 || !bookmark.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') {
            self.add("bookmark", format!("“{bookmark}” is no name of a bookmark"));
        }
        if !self.bookmarks.insert(bookmark) {
            self.add("bookmark", format!("two bookmarks are named {bookmark}"));
        }
        self.starts.insert(element.get("w:id").unwrap_or_default(), 0);
    }
}

/// An ISO 8601 time such as `2021-03-15T00:00:00Z`.
fn dated(date: &str) -> bool {
    date.parse::<jiff::Timestamp>().is_ok()
}

fn is(element: Element<'_>, name: &str) -> bool {
    element.name() == name
}

/// What must end in a paragraph, and what shape a table has.
fn block(element: Element<'_>) -> Option<String> {
    if !matches!(element.name(), "w:tc" | "w:body" | "w:hdr" | "w:ftr" | "w:tbl") {
        return None;
    }
    let tables = || element.elements().map(|child| is(child, "w:tbl"));
    if tables().zip(tables().skip(1)).any(|(first, second)| first && second) {
        return Some(format!("two tables touch in {}", element.name()));
    }
    let children: Vec<Element<'_>> = element.elements().collect();
    let last = children.iter().rev().copied().find(|child| !is(*child, "w:sectPr") && !is(*child, "w:bookmarkEnd"));
    match element.name() {
        "w:tc" | "w:body" | "w:hdr" | "w:ftr" if !last.is_some_and(|last| is(last, "w:p")) => {
            Some(format!("{} does not end in a paragraph", element.name()))
        }
        "w:body" if !children.last().is_some_and(|last| is(*last, "w:sectPr")) => Some("the body has no last section".into()),
        "w:tbl" => {
            let columns = element.first("w:tblGrid").map_or(0, |grid| grid.elements().count());
            let ragged = children.iter().any(|row| is(*row, "w:tr") && width(*row) != columns);
            let rows = children.iter().any(|row| is(*row, "w:tr"));
            (ragged || !rows || columns == 0).then(|| "a row does not fill the grid of its table".into())
        }
        _ => None,
    }
}

/// What is wrong with the tracked ends of paragraphs in a body or a row.
fn ends(container: Element<'_>) -> Option<String> {
    let open = |within: Element<'_>| format!("an end that may be taken back has no paragraph after it in {}", within.name());
    match container.name() {
        "w:body" => has_open_end(container).then(|| open(container)),
        "w:tr" => {
            let mut cells = container.elements().filter(|cell| is(*cell, "w:tc"));
            match container.first("w:trPr").and_then(tracked) {
                None => cells.find(|cell| has_open_end(*cell)).map(open),
                // The row goes with all that is in it.
                Some(row) => {
                    let kept = |cell: Element<'_>| cell.elements().any(|child| is(child, "w:p") && end(child) != Some(row));
                    cells.any(kept).then(|| format!("a row of {row} holds the end of a paragraph that is not"))
                }
            }
        }
        _ => None,
    }
}

/// The mark among properties.
fn tracked(properties: Element<'_>) -> Option<&str> {
    properties.elements().map(Element::name).find(|name| matches!(*name, "w:ins" | "w:del"))
}

/// The mark of a paragraph's end.
fn end(paragraph: Element<'_>) -> Option<&str> {
    paragraph.first("w:pPr")?.first("w:rPr").and_then(tracked)
}

/// Whether a paragraph in a body or a cell would have nothing to be joined with when its end is taken back.
fn has_open_end(container: Element<'_>) -> bool {
    let blocks: Vec<Element<'_>> = container.elements().filter(|child| !child.name().starts_with("w:bookmark")).collect();
    let follows = |at: usize| blocks.get(at + 1).is_some_and(|next| is(*next, "w:p"));
    blocks.iter().enumerate().any(|(at, block)| is(*block, "w:p") && end(*block).is_some() && !follows(at))
}

/// The columns that a row takes up.
fn width(row: Element<'_>) -> usize {
    let count = |parent: Option<Element<'_>>, name: &str, default: usize| {
        parent.and_then(|parent| parent.first(name)).and_then(|element| element.get("w:val")?.parse().ok()).unwrap_or(default)
    };
    let properties = row.first("w:trPr");
    let cells: usize = row.elements().filter(|cell| is(*cell, "w:tc")).map(|cell| count(cell.first("w:tcPr"), "w:gridSpan", 1)).sum();
    cells + count(properties, "w:gridBefore", 0) + count(properties, "w:gridAfter", 0)
}
