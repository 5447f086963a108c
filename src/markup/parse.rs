//! Parsing turns text in the subset into flat blocks of inline spans, with every fault and its range.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::links::{LinkFault, check_address};
use crate::model::Style;

/// What may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A drafter's rich text: paragraphs, lists, emphasis, links, citations.
    Rich,
    /// A template's rendered text: the same, and headings with an id.
    Template,
}

/// How deep lists may be nested.
pub const LIST_DEPTH: usize = 5;

/// What a link leads to, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An address, accepted.
    Web(String),
    /// A section, by its id: `[text](#timeline)`.
    Section(String),
    /// A reference, by its key: `[@key]`.
    Citation(String),
}

/// A stretch of text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The characters, literally; a soft line break has become a space.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// What is read; empty for a citation and for a section whose number is to be filled in.
    pub content: Vec<Span>,
    /// Bytes in the text.
    pub range: Range<usize>,
}

/// A block, or what stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blot {
    /// A heading with its section id.
    Heading {
        /// 1, 2 or 3.
        level: u8,
        /// `{#id}`.
        id: Option<String>,
        /// Whether the heading is to have a number: not with `{.unnumbered}`.
        numbered: bool,
        /// The words.
        content: Vec<Blot>,
        /// Bytes in the text.
        range: Range<usize>,
    },
    /// A paragraph; may be empty after all when its values are.
    Paragraph {
        /// What stands in it.
        content: Vec<Blot>,
        /// Bytes in the text.
        range: Range<usize>,
    },
    /// A list.
    List {
        /// `1.` rather than a bullet.
        ordered: bool,
        /// Blocks of each item.
        items: Vec<Vec<Blot>>,
        /// Bytes in the text.
        range: Range<usize>,
    },
    /// Text in a line.
    Text(Span),
    /// A link in a line.
    Link(Link),
}

/// What lies outside the subset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A heading in rich text, or one of a level beyond 3.
    Heading,
    /// A block quotation.
    Quotation,
    /// Code, in a block or in a line.
    Code,
    /// Code because of four spaces before it.
    Indented,
    /// HTML.
    Html,
    /// A picture.
    Picture,
    /// A horizontal rule.
    Rule,
    /// A line break inside a paragraph.
    LineBreak,
    /// A definition of a link's address apart from the link.
    Definition,
    /// A numbered list that begins with another number than 1.
    ListStart(u64),
    /// Lists nested deeper than [`LIST_DEPTH`].
    ListDepth,
    /// A list item that begins with something else than text.
    ItemWithoutText,
    /// A link to an address that is refused.
    Address(String, LinkFault),
    /// A link without words.
    EmptyLink,
    /// A link with a title in quotes.
    LinkTitle,
    /// A character that looks like markup and is none, in a template's own text.
    Leftover(char),
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: FaultKind,
}

/// What was read, and what lies outside the subset.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The blocks. With faults, what could be read all the same.
    pub blocks: Vec<Blot>,
    /// The faults, in the order of the text.
    pub faults: Vec<Fault>,
}

const CITATION: &str = "kansli-citation:";

struct Frame {
    range: Range<usize>,
    kind: FrameKind,
    content: Vec<Blot>,
}

enum FrameKind {
    Root,
    Heading(u8, Option<String>, bool),
    Paragraph,
    List(bool, Vec<Vec<Blot>>),
    Item,
    Link(Option<Target>),
    Refused,
}

/// Reads text in a dialect.
pub fn parse(text: &str, dialect: Dialect) -> Parsed {
    let options = if dialect == Dialect::Template { Options::ENABLE_HEADING_ATTRIBUTES } else { Options::empty() };
    let resolve =
        |link: BrokenLink<'_>| link.reference.strip_prefix('@').map(|key| (CowStr::from(format!("{CITATION}{key}")), CowStr::from("")));
    let parser = Parser::new_with_broken_link_callback(text, options, Some(resolve)).into_offset_iter();
    let mut builder = Builder { text, dialect, faults: Vec::new(), stack: Vec::new(), enclosing: (0, 0), lists: 0 };
    for (_, definition) in parser.reference_definitions().iter() {
        builder.fault(definition.span.clone(), FaultKind::Definition);
    }
    builder.push(0..text.len(), FrameKind::Root);
    for (event, range) in parser {
        builder.event(event, range);
    }
    let blocks = builder.stack.pop().map(|root| root.content).unwrap_or_default();
    let mut faults = builder.faults;
    faults.sort_by_key(|fault| fault.range.start);
    faults.dedup();
    Parsed { blocks, faults }
}

struct Builder<'a> {
    text: &'a str,
    dialect: Dialect,
    faults: Vec<Fault>,
    stack: Vec<Frame>,
    /// How many emphases and how many strong emphases enclose the text.
    enclosing: (usize, usize),
    lists: usize,
}

impl Builder<'_> {
    fn fault(&mut self, range: Range<usize>, kind: FaultKind) {
        self.faults.push(Fault { range, kind });
    }

    fn push(&mut self, range: Range<usize>, kind: FrameKind) {
        self.stack.push(Frame { range, kind, content: Vec::new() });
    }

    fn add(&mut self, blot: Blot) {
        if let Some(frame) = self.stack.last_mut() {
            frame.content.push(blot);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(parsed) => self.words(&parsed, range),
            Event::SoftBreak => self.span(" ".into()),
            Event::HardBreak => {
                self.fault(range, FaultKind::LineBreak);
                self.span(" ".into());
            }
            Event::Code(_) => self.fault(range, FaultKind::Code),
            Event::Html(_) | Event::InlineHtml(_) => self.fault(range, FaultKind::Html),
            Event::Rule => self.fault(range, FaultKind::Rule),
            // Extensions that no dialect turns on.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                self.fault(range, FaultKind::Code);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.push(range, FrameKind::Paragraph),
            Tag::Heading { level, id, classes, .. } => {
                let level = level as u8;
                if self.dialect == Dialect::Rich || level > 3 {
                    self.fault(range.clone(), FaultKind::Heading);
                }
                self.push(
                    range,
                    FrameKind::Heading(level, id.map(|id| id.to_string()), !classes.iter().any(|class| &**class == "unnumbered")),
                );
            }
            Tag::List(start) => {
                self.lists += 1;
                if self.lists > LIST_DEPTH {
                    self.fault(range.clone(), FaultKind::ListDepth);
                }
                if let Some(start) = start.filter(|start| *start != 1) {
                    self.fault(first_line(self.text, &range), FaultKind::ListStart(start));
                }
                self.push(range, FrameKind::List(start.is_some(), Vec::new()));
            }
            Tag::Item => self.push(range, FrameKind::Item),
            Tag::Emphasis => self.enclosing.0 += 1,
            Tag::Strong => self.enclosing.1 += 1,
            Tag::Link { link_type, dest_url, title, .. } => {
                if !title.is_empty() {
                    self.fault(range.clone(), FaultKind::LinkTitle);
                }
                let target = self.target(link_type, &dest_url, &range);
                self.push(range, FrameKind::Link(target));
            }
            Tag::BlockQuote(_) => self.refuse(range, FaultKind::Quotation),
            Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented) => self.refuse(range, FaultKind::Indented),
            Tag::CodeBlock(_) => self.refuse(range, FaultKind::Code),
            Tag::HtmlBlock => self.refuse(range, FaultKind::Html),
            Tag::Image { .. } => self.refuse(range, FaultKind::Picture),
            _ => self.refuse(range, FaultKind::Code),
        }
    }

    fn refuse(&mut self, range: Range<usize>, kind: FaultKind) {
        self.fault(range.clone(), kind);
        self.push(range, FrameKind::Refused);
    }

    fn target(&mut self, link_type: LinkType, address: &str, range: &Range<usize>) -> Option<Target> {
        if let Some(key) = address.strip_prefix(CITATION) {
            return Some(Target::Citation(key.to_owned()));
        }
        if let Some(section) = address.strip_prefix('#') {
            return Some(Target::Section(section.to_owned()));
        }
        let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        match check_address(&address) {
            Ok(()) => Some(Target::Web(address)),
            Err(fault) => {
                self.fault(range.clone(), FaultKind::Address(address, fault));
                None
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.enclosing.0 -= 1,
            TagEnd::Strong => self.enclosing.1 -= 1,
            TagEnd::Item => {
                let Some(frame) = self.stack.pop() else { return };
                let blocks = gather(frame.content, &frame.range);
                if !matches!(blocks.first(), Some(Blot::Paragraph { .. })) {
                    self.fault(first_line(self.text, &frame.range), FaultKind::ItemWithoutText);
                }
                if let Some(Frame { kind: FrameKind::List(_, items), .. }) = self.stack.last_mut() {
                    items.push(blocks);
                }
            }
            _ => {
                let Some(frame) = self.stack.pop() else { return };
                self.close(frame);
            }
        }
    }

    fn close(&mut self, frame: Frame) {
        let Frame { range, kind, content } = frame;
        match kind {
            FrameKind::Heading(level, id, numbered) => self.add(Blot::Heading { level: level.min(3), id, numbered, content, range }),
            FrameKind::Paragraph => self.add(Blot::Paragraph { content, range }),
            FrameKind::List(ordered, items) => {
                self.lists -= 1;
                self.add(Blot::List { ordered, items, range });
            }
            FrameKind::Link(Some(target)) => {
                let spans: Vec<Span> = match target {
                    Target::Citation(_) => Vec::new(),
                    _ => content.into_iter().filter_map(|blot| if let Blot::Text(span) = blot { Some(span) } else { None }).collect(),
                };
                if spans.is_empty() && matches!(target, Target::Web(_)) {
                    self.fault(range.clone(), FaultKind::EmptyLink);
                }
                self.add(Blot::Link(Link { target, content: spans, range }));
            }
            FrameKind::Link(None) => content.into_iter().for_each(|blot| self.add(blot)),
            FrameKind::Refused | FrameKind::Root | FrameKind::Item => {}
        }
    }

    /// Text comes out as it stands in the source: an entity such as `&amp;` means nothing.
    fn words(&mut self, parsed: &str, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or(parsed);
        let text = if raw.starts_with('&') { raw } else { parsed };
        if self.dialect == Dialect::Template {
            let escaped = range.start > 0 && self.text.as_bytes().get(range.start - 1) == Some(&b'\\');
            let leftover = text.char_indices().find(|(at, c)| "*_|<".contains(*c) && !(escaped && *at == 0));
            if let Some((at, character)) = leftover {
                self.fault(range.start + at..range.start + at + 1, FaultKind::Leftover(character));
            }
        }
        self.span(text.to_owned());
    }

    fn span(&mut self, text: String) {
        let style = Style { emphasis: self.enclosing.0 > 0, strong: self.enclosing.1 > 0, mark: None };
        if let Some(Blot::Text(last)) = self.stack.last_mut().and_then(|frame| frame.content.last_mut())
            && last.style == style
        {
            last.text.push_str(&text);
            return;
        }
        self.add(Blot::Text(Span { text, style }));
    }
}

/// The blocks of an item: in a tight list its first text has no paragraph of its own.
fn gather(content: Vec<Blot>, range: &Range<usize>) -> Vec<Blot> {
    let mut blocks: Vec<Blot> = Vec::new();
    let mut line: Vec<Blot> = Vec::new();
    for blot in content {
        match blot {
            Blot::Text(_) | Blot::Link(_) => line.push(blot),
            block => {
                if !line.is_empty() {
                    blocks.push(Blot::Paragraph { content: std::mem::take(&mut line), range: range.clone() });
                }
                blocks.push(block);
            }
        }
    }
    if !line.is_empty() {
        blocks.push(Blot::Paragraph { content: line, range: range.clone() });
    }
    blocks
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let end = text.get(range.clone()).and_then(|part| part.find('\n')).map_or(range.end, |at| range.start + at);
    range.start..end
}
