//! The skeleton turns a template into the text that all its branches would print at once, so that faults of its
//! Markdown are found before any document.

use minijinja::machinery::Span;

use super::load::kind_fault;
use crate::diag::{Diagnostic, FileName, Place};
use crate::markup::{Blot, Dialect, FaultKind, marker, parse};

/// What a printed value may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Words within a line.
    Inline,
    /// Rich text: a whole paragraph or list item.
    Rich,
    /// A typed block: a whole paragraph.
    Block,
}

/// The text of all branches, with markers for values.
#[derive(Default)]
pub(super) struct Skeleton {
    /// How many conditions and loops enclose what comes.
    pub(super) conditional: usize,
    /// How many captures enclose what comes: it is printed where the capture is used.
    pub(super) captured: usize,
    text: String,
    pieces: Vec<(usize, FileName, usize, bool)>,
    slots: Vec<(Slot, FileName, Span)>,
    wanted: Vec<(FileName, Span, String, bool)>,
}

impl Skeleton {
    /// Adds text of a template; `raw` is a part of `source`.
    pub(super) fn raw(&mut self, file: &FileName, source: &str, raw: &str) {
        let at = (raw.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
        self.pieces.push((self.text.len(), file.clone(), at, self.conditional > 0));
        self.text.push_str(raw);
    }

    /// Adds a printed value.
    pub(super) fn value(&mut self, file: &FileName, span: Span, slot: Slot) {
        if let Some(character) = marker::value(self.slots.len()) {
            self.pieces.push((self.text.len(), file.clone(), span.start_offset as usize, self.conditional > 0));
            self.text.push(character);
            self.slots.push((slot, file.clone(), span));
        }
    }

    /// Notes that the template refers to a section, with or without words for when it is left out.
    pub(super) fn wanted(&mut self, file: &FileName, span: Span, id: &str, fallback: bool) {
        self.wanted.push((file.clone(), span, id.to_owned(), fallback));
    }

    fn place(&self, at: usize, length: usize) -> Place {
        match self.pieces.iter().rev().find(|(start, ..)| *start <= at) {
            Some((start, file, source, _)) => Place::Text { file: file.clone(), range: source + at - start..source + at - start + length },
            None => Place::File(FileName::new("templates")),
        }
    }

    /// Every fault of the template's Markdown.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let parsed = parse::parse(&self.text, Dialect::Template);
        let mut faults = Vec::new();
        for fault in &parsed.faults {
            if fault.kind == FaultKind::EmptyLink {
                continue;
            }
            let (sv, en) = describe(&fault.kind);
            faults.push(kind_fault(self.place(fault.range.start, fault.range.len().min(40)), sv, en));
        }
        let mut sections = Vec::new();
        for blot in &parsed.blocks {
            self.block(blot, &mut sections, &mut faults);
        }
        for (file, span, id, fallback) in &self.wanted {
            let place = Place::Text { file: file.clone(), range: span.start_offset as usize..span.end_offset as usize };
            match sections.iter().find(|(section, _)| section == id) {
                None => faults.push(kind_fault(place, format!("det finns inget avsnitt {id}"), format!("there is no section {id}"))),
                Some((_, true)) if !fallback => faults.push(kind_fault(
                    place,
                    format!("avsnittet {id} kan saknas; ange ord för det: section(\"{id}\", \"ord\")"),
                    format!("the section {id} may be left out; give words for that: section(\"{id}\", \"words\")"),
                )),
                Some(_) => {}
            }
        }
        faults
    }

    fn block(&self, blot: &Blot, sections: &mut Vec<(String, bool)>, faults: &mut Vec<Diagnostic>) {
        match blot {
            Blot::Heading { id, content, range, .. } => {
                if content.is_empty() {
                    faults.push(kind_fault(self.place(range.start, range.len()), "rubriken är tom".into(), "the heading is empty".into()));
                }
                if let Some(id) = id {
                    if sections.iter().any(|(section, _)| section == id) {
                        faults.push(kind_fault(
                            self.place(range.start, range.len()),
                            format!("två rubriker har samma id, {id}"),
                            format!("two headings share the id {id}"),
                        ));
                    }
                    let conditional =
                        self.pieces.iter().rev().find(|(start, ..)| *start <= range.start).is_some_and(|(.., inside)| *inside);
                    sections.push((id.clone(), conditional));
                }
                self.line(content, false, faults);
            }
            Blot::Paragraph { content, .. } => self.line(content, true, faults),
            Blot::List { items, .. } => items.iter().flatten().for_each(|blot| self.block(blot, sections, faults)),
            Blot::Text(_) | Blot::Link(_) => {}
        }
    }

    fn line(&self, content: &[Blot], paragraph: bool, faults: &mut Vec<Diagnostic>) {
        let alone = paragraph && matches!(content, [Blot::Text(span)] if span.text.trim().chars().count() == 1);
        let spans = content.iter().flat_map(|blot| match blot {
            Blot::Text(span) => std::slice::from_ref(span),
            Blot::Link(link) => &link.content,
            _ => &[],
        });
        for index in spans.flat_map(|span| span.text.chars()).filter_map(marker::value_index) {
            let Some((slot, file, span)) = self.slots.get(index) else { continue };
            if *slot != Slot::Inline && !alone {
                faults.push(kind_fault(
                    Place::Text { file: file.clone(), range: span.start_offset as usize..span.end_offset as usize },
                    "löptext och block måste stå ensamma, med tomma rader omkring".into(),
                    "rich text and blocks must stand alone, with empty lines around".into(),
                ));
            }
        }
    }
}

/// What is wrong with a template's Markdown, in words for whoever writes templates.
fn describe(kind: &FaultKind) -> (String, String) {
    match kind {
        FaultKind::Leftover(character) => (
            format!("tecknet {character} blev stående som text; skriv \\{character} om det ska synas, annars är markeringen inte sluten"),
            format!("the character {character} was left as text; write \\{character} if it is to show, else the markup is not closed"),
        ),
        FaultKind::Indented => ("fyra blanksteg först på raden blir kod".into(), "four spaces at the start of a line make code".into()),
        FaultKind::Heading => ("en rubrik djupare än nivå 3".into(), "a heading deeper than level 3".into()),
        FaultKind::Quotation => {
            ("ett citat (>) får inte användas i en mall".into(), "a quotation (>) may not be used in a template".into())
        }
        FaultKind::Code => ("kod (`) får inte användas i en mall".into(), "code (`) may not be used in a template".into()),
        FaultKind::Html => ("HTML får inte användas i en mall".into(), "HTML may not be used in a template".into()),
        FaultKind::Picture => ("en bild får inte användas i en mall".into(), "a picture may not be used in a template".into()),
        FaultKind::Rule => ("en linje (---) får inte användas i en mall".into(), "a rule (---) may not be used in a template".into()),
        FaultKind::LineBreak => {
            ("två blanksteg eller \\ sist på raden bryter raden".into(), "two spaces or \\ at the end of a line break the line".into())
        }
        FaultKind::ListStart(start) => {
            (format!("en numrerad lista börjar på 1, inte {start}"), format!("a numbered list begins with 1, not {start}"))
        }
        FaultKind::ListDepth => ("listorna ligger för djupt i varandra".into(), "the lists are nested too deep".into()),
        FaultKind::ItemWithoutText => ("en punkt måste börja med text".into(), "an item must begin with text".into()),
        FaultKind::Address(address, _) => {
            (format!("bara https- och mailto-länkar: {address}"), format!("only https and mailto links: {address}"))
        }
        FaultKind::LinkTitle | FaultKind::Definition | FaultKind::EmptyLink => {
            ("länken måste skrivas [text](adress)".into(), "the link must be written [text](address)".into())
        }
    }
}
