//! The walk through the body turns elements into units in reading order, which is the order they stand in: the sheet can
//! move nothing.

use scraper::{ElementRef, Node};

use super::looks::Looks;
use super::sheet::PAPER;
use super::{attributes, outside, refuse};
use crate::certify::found::{Found, Heads, Kind, Place, Problems, Rule, Target};
use crate::certify::normal::{Look, Rich};

/// Elements deeper than this are not followed.
const DEEPEST: usize = 200;

/// Length of a line to sign on: as wide as the column it stands in, of which two stand side by side on paper.
const LINE_MM: f64 = 60.0;

/// Reads a body.
pub(super) struct Body<'a, 'd> {
    looks: &'a Looks,
    root: ElementRef<'d>,
    problems: &'a mut Problems,
    found: Vec<Found>,
    /// Names that stand where no text has followed yet.
    names: Vec<String>,
    /// Lines drawn below the last unit.
    rules: Vec<Rule>,
    /// Numbers of the units that are headings of the highest level.
    titles: Vec<usize>,
    /// Whether it was told that looks change with the view.
    changes: bool,
}

/// What was read.
pub(super) struct Finished {
    pub found: Vec<Found>,
    /// Lines drawn below the last unit.
    pub rules: Vec<Rule>,
    /// Numbers of the units that are headings of the highest level.
    pub titles: Vec<usize>,
}

/// Where an element stands.
#[derive(Clone, Default)]
struct Context {
    cell: Option<Place>,
    /// How many lists it stands in.
    depth: usize,
    /// What stands before the item, until its first paragraph takes it.
    label: Option<String>,
    look: Look,
    nesting: usize,
}

impl<'a, 'd> Body<'a, 'd> {
    pub fn new(looks: &'a Looks, root: ElementRef<'d>, problems: &'a mut Problems) -> Self {
        Self { looks, root, problems, found: Vec::new(), names: Vec::new(), rules: Vec::new(), titles: Vec::new(), changes: false }
    }

    pub fn finish(self) -> Finished {
        Finished { found: self.found, rules: self.rules, titles: self.titles }
    }

    /// The text of a head: its paragraphs with a space between.
    pub fn words_of(&mut self, header: &ElementRef<'d>) -> String {
        let mut reader = Body::new(self.looks, self.root, &mut *self.problems);
        reader.read(header);
        let Finished { found, rules, .. } = reader.finish();
        if !rules.is_empty() || found.iter().any(|found| found.kind != Kind::Paragraph || found.cell.is_some() || !found.links.is_empty()) {
            self.problems.unreadable("huvudet innehåller annat än stycken", "the head holds other things than paragraphs");
        }
        found.iter().map(|found| found.text.text()).collect::<Vec<_>>().join(" ")
    }

    /// Reads everything in an element of the body.
    pub fn read(&mut self, element: &ElementRef<'d>) {
        attributes(element, |_, _| false, self.problems);
        self.named(element);
        self.flow(element, &mut Context::default());
    }

    fn named(&mut self, element: &ElementRef<'d>) {
        self.names.extend(element.value().attr("id").map(str::to_owned));
    }

    /// What an element passes on to those in it.
    fn inner(&mut self, element: &ElementRef<'d>, context: &Context) -> Context {
        let look = self.look(element, context.look);
        Context { look, nesting: context.nesting + 1, ..context.clone() }
    }

    fn look(&mut self, element: &ElementRef<'d>, outer: Look) -> Look {
        let (strong, emphasis) = (self.looks.strong(element, outer.strong), self.looks.emphasis(element, outer.emphasis));
        if let (Some(strong), Some(emphasis)) = (strong, emphasis) {
            return Look { strong, emphasis, ..outer };
        }
        if !std::mem::replace(&mut self.changes, true) {
            self.problems.unreadable(
                "text är fet eller kursiv på skärmen men inte på papper, eller tvärtom",
                "text is bold or in italics on a screen but not on paper, or the reverse",
            );
        }
        outer
    }

    /// Reads paragraphs, lists and the like.
    fn flow(&mut self, parent: &ElementRef<'d>, context: &mut Context) {
        if context.nesting > DEEPEST {
            return self
                .problems
                .unreadable("filens element ligger för djupt i varandra", "the elements of the file are nested too deeply");
        }
        for child in parent.children() {
            let Some(element) = ElementRef::wrap(child) else {
                if let Node::Text(text) = child.value()
                    && !text.trim().is_empty()
                {
                    outside(text, self.problems);
                }
                continue;
            };
            self.element(&element, context);
        }
    }

    fn element(&mut self, element: &ElementRef<'d>, context: &mut Context) {
        let none = |_: &str, _: &str| false;
        match element.value().name() {
            "p" => {
                attributes(element, none, self.problems);
                let kind = match (context.depth, context.label.take()) {
                    (0, _) => Kind::Paragraph,
                    (depth, Some(label)) => Kind::Item { depth, label },
                    (depth, None) => Kind::Continuation { depth: Some(depth) },
                };
                self.unit(element, kind, context);
            }
            name @ ("h1" | "h2" | "h3" | "h4") => {
                attributes(element, none, self.problems);
                let level = match name {
                    "h2" => 1,
                    "h3" => 2,
                    _ => 3,
                };
                if name == "h1" {
                    self.titles.push(self.found.len());
                }
                // The number is part of the text.
                let kind = if name == "h1" { Kind::Paragraph } else { Kind::Heading { level, number: None } };
                self.unit(element, kind, context);
            }
            "div" | "hgroup" => {
                attributes(
                    element,
                    |name, value| matches!((name, value), ("role", "group") | ("tabindex", "0")) || name == "aria-labelledby",
                    self.problems,
                );
                self.named(element);
                let mut inner = self.inner(element, context);
                self.flow(element, &mut inner);
                context.label = inner.label;
            }
            "ul" | "ol" => {
                attributes(element, |name, value| (name, value) == ("role", "list"), self.problems);
                self.list(element, context);
            }
            "table" if context.cell.is_none() && context.depth == 0 => {
                attributes(element, |name, _| name == "aria-labelledby", self.problems);
                self.table(element, context);
            }
            "hr" => {
                attributes(element, none, self.problems);
                // One that can't be seen as a whole is none to sign on.
                let room = self.looks.rule(element, &self.root, PAPER);
                self.rules.extend(room.map(|room_mm| Rule { length_mm: LINE_MM, room_mm }));
            }
            _ => {
                refuse(self.problems, element, None);
                outside(&element.text().collect::<String>(), self.problems);
            }
        }
    }

    /// Adds what an element says as one unit.
    fn unit(&mut self, element: &ElementRef<'d>, kind: Kind, context: &Context) {
        self.named(element);
        let look = self.look(element, context.look);
        let (mut text, mut links) = (Rich::default(), Vec::new());
        self.phrasing(element, look, &mut text, &mut links);
        if text.text().is_empty() {
            return self.problems.unreadable("filen innehåller ett tomt stycke", "the file holds an empty paragraph");
        }
        let mut found = Found::new(kind, context.cell);
        (found.text, found.links) = (text, links);
        self.add(found);
    }

    fn add(&mut self, mut found: Found) {
        found.bookmarks = std::mem::take(&mut self.names);
        found.rules = std::mem::take(&mut self.rules);
        self.found.push(found);
    }

    /// Reads text with its looks and links.
    fn phrasing(&mut self, parent: &ElementRef<'d>, look: Look, text: &mut Rich, links: &mut Vec<Target>) {
        for child in parent.children() {
            let Some(element) = ElementRef::wrap(child) else {
                if let Node::Text(words) = child.value() {
                    text.push(words, look);
                }
                continue;
            };
            let mut inner = self.look(&element, look);
            match element.value().name() {
                "em" | "strong" | "span" => attributes(&element, |_, _| false, self.problems),
                "a" if look.link.is_none() => {
                    attributes(&element, |name, _| name == "href", self.problems);
                    inner.link = Some(links.len());
                    links.push(target(element.value().attr("href").unwrap_or_default()));
                }
                _ => {
                    refuse(self.problems, &element, None);
                    continue;
                }
            }
            self.named(&element);
            self.phrasing(&element, inner, text, links);
        }
    }

    fn list(&mut self, list: &ElementRef<'d>, context: &Context) {
        self.named(list);
        let outer = self.inner(list, context);
        let mut number = 0;
        for item in self.children(list, &["li"]) {
            attributes(&item, |_, _| false, self.problems);
            self.named(&item);
            number += 1;
            let mut inner = self.inner(&item, &outer);
            inner.depth += 1;
            let mut label = None;
            inner.label = match self.looks.marker(list, &item, inner.depth, number) {
                // What stands as text before the item is its label.
                Some(marker) if marker.is_empty() => {
                    label = item.child_elements().next().filter(|first| first.value().name() == "span");
                    Some(label.map(|label| self.label(&label, &inner)).unwrap_or_default())
                }
                Some(marker) => Some(marker),
                None => {
                    self.problems
                        .unreadable("en lista har okända tecken framför sina punkter", "a list has unknown signs before its items");
                    Some(String::new())
                }
            };
            for child in item.children() {
                match ElementRef::wrap(child) {
                    Some(element) if Some(element) == label => {}
                    Some(element) => self.element(&element, &mut inner),
                    None => {
                        if let Node::Text(text) = child.value()
                            && !text.trim().is_empty()
                        {
                            outside(text, self.problems);
                        }
                    }
                }
            }
            if inner.label.is_some() {
                self.problems.unreadable("en punkt i en lista är tom", "an item of a list is empty");
            }
        }
    }

    /// The text of a label.
    fn label(&mut self, label: &ElementRef<'d>, context: &Context) -> String {
        let mut text = Rich::default();
        attributes(label, |_, _| false, self.problems);
        self.phrasing(label, context.look, &mut text, &mut Vec::new());
        text.text().to_owned()
    }

    /// The children of an element that may hold only some.
    fn children(&mut self, parent: &ElementRef<'d>, allowed: &[&str]) -> Vec<ElementRef<'d>> {
        let mut out = Vec::new();
        for child in parent.children() {
            match (ElementRef::wrap(child), child.value()) {
                (Some(element), _) if allowed.contains(&element.value().name()) => out.push(element),
                (Some(element), _) => refuse(self.problems, &element, None),
                (None, Node::Text(text)) if !text.trim().is_empty() => outside(text, self.problems),
                _ => {}
            }
        }
        out
    }

    fn table(&mut self, table: &ElementRef<'d>, context: &Context) {
        self.named(table);
        let outer = self.inner(table, context);
        let mut number = 0;
        for part in self.children(table, &["colgroup", "thead", "tbody"]) {
            attributes(&part, |_, _| false, self.problems);
            if part.value().name() == "colgroup" {
                for column in self.children(&part, &["col"]) {
                    attributes(&column, |_, _| false, self.problems);
                }
                continue;
            }
            let group = self.inner(&part, &outer);
            for row in self.children(&part, &["tr"]) {
                attributes(&row, |_, _| false, self.problems);
                self.named(&row);
                let row_context = self.inner(&row, &group);
                let mut column = 0;
                for cell in self.children(&row, &["th", "td"]) {
                    column += self.cell(&cell, (number, column), &row_context);
                }
                number += 1;
            }
        }
    }

    /// Reads a cell; gives how many columns it reaches over.
    fn cell(&mut self, cell: &ElementRef<'d>, (row, column): (usize, usize), context: &Context) -> usize {
        let header = cell.value().name() == "th";
        attributes(cell, |name, _| name == "colspan" || header && name == "scope", self.problems);
        let written = cell.value().attr("colspan").unwrap_or("1");
        let span = written.parse().ok().filter(|span| (1..=1000).contains(span)).unwrap_or(1);
        let heads = match cell.value().attr("scope").filter(|_| header) {
            Some("col") => Heads::Column,
            Some("row" | "rowgroup") => Heads::Row,
            Some(_) => Heads::Nothing,
            None if header => Heads::Unsaid,
            None => Heads::Nothing,
        };
        if heads == Heads::Unsaid {
            self.problems.unreadable("en rubrikcell säger inte vad den är rubrik för", "a header cell does not say what it heads");
        }
        self.named(cell);
        let mut inner = self.inner(cell, context);
        let empty = cell.text().all(|text| text.trim().is_empty());
        // An empty cell can't say that it heads anything.
        let heads = if empty && !header { Heads::Unsaid } else { heads };
        let place = Place { row, column, span, heads };
        inner.cell = Some(place);
        let from = self.found.len();
        self.flow(cell, &mut inner);
        if self.found.len() == from {
            self.add(Found::new(Kind::Paragraph, Some(place)));
        }
        span
    }
}

/// Where an address leads.
fn target(address: &str) -> Target {
    match address.strip_prefix('#') {
        Some(name) if !name.is_empty() => Target::Bookmark(name.to_owned()),
        None if address.starts_with("https:") || address.starts_with("mailto:") => Target::Web(address.to_owned()),
        _ => Target::Nowhere,
    }
}
