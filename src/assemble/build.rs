//! Building turns the rendered Markdown, its values and the section numbers into the blocks of a tree.

use std::collections::HashMap;

use super::BLOCK_LIMIT;
use super::render::Rendered;
use super::sections::{self, Section};
use super::value::Emitted;
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::{Kind, kind_fault};
use crate::markup::parse::{Dialect, parse};
use crate::markup::rich::RichTexts;
use crate::markup::{Blot, marker};
use crate::model::{Anchor, Block, Body, Document, Heading, Inline, Item, Key, List, ListMarker, Origin, Pointer, Record};

/// The blocks of a document, and what is wrong with them.
pub(super) fn build(
    document: &Document,
    rich: &RichTexts,
    (kind, record): (&Kind, &Record),
    rendered: &Rendered,
) -> (Vec<Block>, Vec<Diagnostic>) {
    let parsed = parse(&rendered.text, Dialect::Template);
    let sections = sections::number(&parsed.blocks, rendered);
    let mut builder = Builder {
        document,
        rich,
        kind,
        record,
        rendered,
        sections: &sections,
        headings: 0,
        level: 0,
        ordinals: HashMap::new(),
        count: 0,
        diagnostics: Vec::new(),
    };
    for fault in &parsed.faults {
        let (file, line) = rendered.line(fault.range.start);
        builder.kind_fault(
            &Origin::Template { file, line },
            format!("mallens text bryter mot reglerna: {:?}", fault.kind),
            format!("the template's text breaks the rules: {:?}", fault.kind),
        );
    }
    let mut blocks = Vec::new();
    for blot in &parsed.blocks {
        builder.block(blot, &mut blocks);
    }
    if builder.count > BLOCK_LIMIT {
        let message = Message::new(
            format!("dokumentet har {} stycken, punkter, rader och celler; gränsen är {BLOCK_LIMIT}", builder.count),
            format!("the document has {} paragraphs, items, rows and cells; the limit is {BLOCK_LIMIT}", builder.count),
        );
        builder.diagnostics.push(
            Diagnostic::error(codes::TOO_MANY_BLOCKS, Place::File(document.file().clone()), message)
                .hint("dela dokumentet i flera", "split the document into several"),
        );
    }
    (blocks, builder.diagnostics)
}

pub(super) struct Builder<'a> {
    pub(super) document: &'a Document,
    rich: &'a RichTexts,
    pub(super) kind: &'a Kind,
    pub(super) record: &'a Record,
    pub(super) rendered: &'a Rendered,
    pub(super) sections: &'a [Section],
    headings: usize,
    level: u8,
    /// For each origin, how many names it has given but for the first.
    ordinals: HashMap<String, usize>,
    count: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Builder<'_> {
    /// A name that nothing else in the tree bears.
    pub(super) fn anchor(&mut self, origin: &str) -> Anchor {
        self.count += 1;
        let ordinal = match self.ordinals.get_mut(origin) {
            Some(ordinal) => {
                *ordinal += 1;
                *ordinal
            }
            None => {
                self.ordinals.insert(origin.to_owned(), 0);
                0
            }
        };
        Anchor::of(origin, ordinal)
    }

    pub(super) fn kind_fault(&mut self, origin: &Origin, sv: String, en: String) {
        let place = match origin {
            Origin::Field(pointer) => Place::value(self.document.file(), pointer.clone()),
            Origin::Template { file, line } => self.template_line(file, *line),
        };
        self.diagnostics.push(kind_fault(place, sv, en));
    }

    fn template_line(&self, file: &crate::diag::FileName, line: u32) -> Place {
        let found = file.as_str().strip_prefix("templates/").and_then(|path| self.kind.templates.text(path));
        let Some(text) = found else { return Place::File(file.clone()) };
        let start: usize = text.split_inclusive('\n').take((line as usize).saturating_sub(1)).map(str::len).sum();
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        Place::Text { file: file.clone(), range: start..end }
    }

    fn template_origin(&self, at: usize) -> Origin {
        let (file, line) = self.rendered.line(at);
        Origin::Template { file, line }
    }

    fn block(&mut self, blot: &Blot, out: &mut Vec<Block>) {
        match blot {
            Blot::Heading { level, content, range, .. } => self.heading(*level, content, range.start, out),
            Blot::Paragraph { content, range } => self.paragraph(content, range.start, out),
            Blot::List { ordered, items, range } => {
                let origin = self.template_origin(range.start);
                let mut built = Vec::new();
                for item in items {
                    let mut blocks = Vec::new();
                    item.iter().for_each(|blot| self.block(blot, &mut blocks));
                    if let Some(first) = blocks.first() {
                        let origin = first.origin.clone();
                        let anchor = self.anchor(&format!("{origin}:item"));
                        built.push(Item { anchor, key: None, origin, blocks });
                    }
                }
                if !built.is_empty() {
                    let marker = if *ordered { ListMarker::Number } else { ListMarker::Bullet };
                    let anchor = self.anchor(&format!("{origin}:list"));
                    out.push(Block { anchor, key: None, origin, body: Body::List(List { marker, items: built }) });
                }
            }
            Blot::Text(_) | Blot::Link(_) => {}
        }
    }

    fn heading(&mut self, level: u8, content: &[Blot], at: usize, out: &mut Vec<Block>) {
        let template = self.template_origin(at);
        let Some(section) = self.sections.get(self.headings).cloned() else { return };
        self.headings += 1;
        let content = self.line(content, at);
        // A heading that consists of one value belongs to its field.
        let origin = match &content[..] {
            [Inline::Text(run)] => run.origin.clone(),
            _ => template,
        };
        if content.is_empty() {
            self.empty_heading(at, &origin);
            return;
        }
        if level > self.level + 1 {
            self.kind_fault(
                &origin,
                format!("rubriken på nivå {level} saknar en på nivån över"),
                format!("the heading of level {level} has none of the level above"),
            );
        }
        self.level = level;
        let key = match (&section.id, &origin) {
            (Some(id), _) => Some(Key::new(id)),
            (None, Origin::Field(pointer)) => Some(Key::new(pointer.as_str())),
            _ => None,
        };
        self.count += 1;
        out.push(Block { anchor: section.anchor, key, origin, body: Body::Heading(Heading { level, number: section.number, content }) });
    }

    /// A heading whose only value is empty: the field is to blame, else the kind.
    fn empty_heading(&mut self, at: usize, origin: &Origin) {
        let line_end = self.rendered.text[at..].find('\n').map_or(self.rendered.text.len(), |length| at + length);
        let value =
            self.rendered.text[at..line_end].chars().find_map(marker::value_index).and_then(|index| self.rendered.values.get(index));
        match value {
            Some(Emitted::Text { pointer: Some(pointer), .. }) => {
                let message = Message::new(
                    format!("{} är tomt men behövs i en rubrik", pointer.readable()),
                    format!("{} is empty but needed in a heading", pointer.readable()),
                );
                self.diagnostics.push(
                    Diagnostic::error(codes::EMPTY_TEXT, Place::value(self.document.file(), pointer.clone()), message)
                        .hint("skriv vad det ska stå", "write what it should say"),
                );
            }
            _ => self.kind_fault(&origin.clone(), "rubriken är tom".into(), "the heading is empty".into()),
        }
    }

    fn paragraph(&mut self, content: &[Blot], at: usize, out: &mut Vec<Block>) {
        let origin = self.template_origin(at);
        if let [Blot::Text(span)] = content
            && let mut characters = span.text.trim().chars()
            && let (Some(only), None) = (characters.next(), characters.next())
            && let Some(value) = marker::value_index(only).and_then(|index| self.rendered.values.get(index))
        {
            match value {
                Emitted::Rich { text, pointer } => return self.rich(text, pointer, out),
                Emitted::Block { function, words } => return self.typed_block(function, words, &origin, out),
                Emitted::Data { rows, table } => return self.data_table(rows, table, &origin, out),
                Emitted::Facts { of, table } => return self.fact_table(of, table, &origin, out),
                Emitted::Text { .. } | Emitted::Section { .. } => {}
            }
        }
        let content = self.line(content, at);
        if !content.is_empty() {
            let origin = match &content[..] {
                [Inline::Text(run)] => run.origin.clone(),
                _ => origin,
            };
            let anchor = self.anchor(&origin.to_string());
            let key = if let Origin::Field(pointer) = &origin { Some(Key::new(pointer.as_str())) } else { None };
            out.push(Block { anchor, key, origin, body: Body::Paragraph { content } });
        }
    }

    /// The blocks of a field of rich text.
    pub(super) fn rich(&mut self, text: &str, pointer: &Pointer, out: &mut Vec<Block>) {
        let parsed = self.rich.read(pointer, text);
        let first = out.len();
        for blot in &parsed.blocks {
            self.rich_block(blot, pointer, out);
        }
        // The field's first block can be found again by its field; the others by their content.
        if let Some(block) = out.get_mut(first) {
            block.key = Some(Key::new(pointer.as_str()));
        }
    }

    fn rich_block(&mut self, blot: &Blot, pointer: &Pointer, out: &mut Vec<Block>) {
        let origin = Origin::Field(pointer.clone());
        match blot {
            Blot::Paragraph { content, .. } => {
                let content = self.rich_line(content, pointer);
                if !content.is_empty() {
                    let anchor = self.anchor(pointer.as_str());
                    out.push(Block { anchor, key: None, origin, body: Body::Paragraph { content } });
                }
            }
            Blot::List { ordered, items, .. } => {
                let anchor = self.anchor(&format!("{pointer}:list"));
                let mut built = Vec::new();
                for item in items {
                    let anchor = self.anchor(&format!("{pointer}:item"));
                    let mut blocks = Vec::new();
                    item.iter().for_each(|blot| self.rich_block(blot, pointer, &mut blocks));
                    if !blocks.is_empty() {
                        built.push(Item { anchor, key: None, origin: origin.clone(), blocks });
                    }
                }
                if !built.is_empty() {
                    let marker = if *ordered { ListMarker::Number } else { ListMarker::Bullet };
                    out.push(Block { anchor, key: None, origin, body: Body::List(List { marker, items: built }) });
                }
            }
            // `check` has refused headings in rich text.
            Blot::Heading { .. } | Blot::Text(_) | Blot::Link(_) => {}
        }
    }
}
