//! The skeleton turns a template into the text that all its branches would print at once, so that faults of its
//! Markdown are found before any document.

use std::ops::Range;

use minijinja::machinery::Span;

use super::codes::{self, fault};
use super::words::{is_slug, meant_or_listed};
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

/// Where a piece of the text came from.
struct Piece {
    /// Byte of the text at which it begins.
    start: usize,
    file: FileName,
    /// Byte of the file.
    source: usize,
    /// Whether a condition or a loop encloses it.
    conditional: bool,
    /// Whether a loop encloses it.
    repeated: bool,
}

/// The text of all branches, with markers for values.
#[derive(Default)]
pub(super) struct Skeleton {
    /// How many conditions and loops enclose what comes.
    pub(super) conditional: usize,
    /// How many loops enclose what comes.
    pub(super) repeated: usize,
    /// How many captures enclose what comes: it is printed where the capture is used.
    pub(super) captured: usize,
    text: String,
    pieces: Vec<Piece>,
    slots: Vec<(Slot, FileName, Span)>,
    wanted: Vec<(FileName, Span, String, bool)>,
}

impl Skeleton {
    /// Adds text of a template; `raw` is a part of `source`.
    pub(super) fn raw(&mut self, file: &FileName, source: &str, raw: &str) {
        let at = (raw.as_ptr() as usize).saturating_sub(source.as_ptr() as usize);
        self.piece(file, at);
        self.text.push_str(raw);
    }

    fn piece(&mut self, file: &FileName, source: usize) {
        let (conditional, repeated) = (self.conditional > 0, self.repeated > 0);
        self.pieces.push(Piece { start: self.text.len(), file: file.clone(), source, conditional, repeated });
    }

    /// Adds a printed value.
    pub(super) fn value(&mut self, file: &FileName, span: Span, slot: Slot) {
        if let Some(character) = marker::value(self.slots.len()) {
            self.piece(file, span.start_offset as usize);
            self.text.push(character);
            self.slots.push((slot, file.clone(), span));
        }
    }

    /// Notes that the template refers to a section, with or without words for when it is left out.
    pub(super) fn wanted(&mut self, file: &FileName, span: Span, id: &str, fallback: bool) {
        self.wanted.push((file.clone(), span, id.to_owned(), fallback));
    }

    fn place(&self, at: usize, length: usize) -> Place {
        match self.pieces.iter().rev().find(|piece| piece.start <= at) {
            Some(piece) => {
                let start = piece.source + at - piece.start;
                Place::Text { file: piece.file.clone(), range: start..start + length }
            }
            None => Place::File(FileName::new("templates")),
        }
    }

    /// Every fault of the template's Markdown.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let parsed = parse::parse(&self.text, Dialect::Template);
        let mut faults = Vec::new();
        let mut leftover = None;
        for found in &parsed.faults {
            if found.kind == FaultKind::EmptyLink {
                continue;
            }
            if let FaultKind::Leftover(_) = found.kind {
                // One slip leaves several characters on its line.
                let line = self.text.get(..found.range.start).unwrap_or_default().matches('\n').count();
                if leftover.replace(line) == Some(line) {
                    continue;
                }
            }
            faults.push(describe(&found.kind, self.place(found.range.start, found.range.len().min(40))));
        }
        let mut sections = Vec::new();
        for blot in &parsed.blocks {
            self.block(blot, &mut sections, &mut faults);
        }
        for (file, span, id, fallback) in &self.wanted {
            let place = Place::Text { file: file.clone(), range: span.start_offset as usize..span.end_offset as usize };
            match sections.iter().find(|(section, _)| section == id) {
                None => {
                    let known: Vec<&str> = sections.iter().map(|(section, _)| section.as_str()).collect();
                    let message = (format!("det finns inget avsnitt {id}"), format!("there is no section {id}"));
                    faults.push(fault(codes::SECTION, place, message, meant_or_listed(id, &known)));
                }
                Some((_, true)) if !fallback => faults.push(fault(
                    codes::SECTION,
                    place,
                    (format!("avsnittet {id} kan saknas"), format!("the section {id} may be left out")),
                    (
                        format!("säg vad som då ska stå: section(\"{id}\", \"ord\")"),
                        format!("say what is to stand then: section(\"{id}\", \"words\")"),
                    ),
                )),
                Some(_) => {}
            }
        }
        faults
    }

    fn block(&self, blot: &Blot, sections: &mut Vec<(String, bool)>, faults: &mut Vec<Diagnostic>) {
        match blot {
            Blot::Heading { level, id, content, range, .. } => {
                self.heading(*level, id.as_deref(), content, range, sections, faults);
                self.line(content, false, faults);
            }
            Blot::Paragraph { content, .. } => self.line(content, true, faults),
            Blot::List { items, .. } => items.iter().flatten().for_each(|blot| self.block(blot, sections, faults)),
            Blot::Text(_) | Blot::Link(_) => {}
        }
    }

    fn heading(
        &self,
        level: u8,
        id: Option<&str>,
        content: &[Blot],
        range: &Range<usize>,
        sections: &mut Vec<(String, bool)>,
        faults: &mut Vec<Diagnostic>,
    ) {
        let place = || self.place(range.start, range.len());
        let piece = self.pieces.iter().rev().find(|piece| piece.start <= range.start);
        let (conditional, repeated) = piece.map_or((false, false), |piece| (piece.conditional, piece.repeated));
        if content.is_empty() {
            faults.push(fault(
                codes::HEADING,
                place(),
                ("rubriken är tom", "the heading is empty"),
                ("skriv rubrikens ord efter #, eller ta bort raden", "write the words of the heading after #, or remove the line"),
            ));
        }
        match id {
            Some(id) if repeated => faults.push(fault(
                codes::HEADING,
                place(),
                (
                    format!("rubriken med id {id} står i en slinga och kan komma flera gånger"),
                    format!("the heading with the id {id} stands in a loop and may come several times"),
                ),
                ("ta bort {#…}: rubriker i en slinga har inget id", "remove {#…}: headings in a loop have no id"),
            )),
            Some(id) if sections.iter().any(|(section, _)| section == id) => faults.push(fault(
                codes::HEADING,
                place(),
                (format!("två rubriker har samma id, {id}"), format!("two headings share the id {id}")),
                ("ge den ena ett annat id", "give one of them another id"),
            )),
            Some(id) if !is_slug(id) => faults.push(fault(
                codes::HEADING,
                place(),
                (format!("rubrikens id är ”{id}”"), format!("the heading's id is “{id}”")),
                ("bara små bokstäver a–z, siffror och bindestreck", "only small letters a–z, digits and hyphens"),
            )),
            None if level < 3 && !repeated && !content.is_empty() => faults.push(fault(
                codes::HEADING,
                place(),
                ("rubriken har inget id", "the heading has no id"),
                (
                    "skriv ett sist på raden, som {#background}: det är vad texten hänvisar till och vad versioner jämförs vid",
                    "write one at the end of the line, such as {#background}: text refers to it, and versions are compared by it",
                ),
            )),
            _ => {}
        }
        sections.extend(id.map(|id| (id.to_owned(), conditional)));
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
                faults.push(fault(
                    codes::MARKUP,
                    Place::Text { file: file.clone(), range: span.start_offset as usize..span.end_offset as usize },
                    (
                        "löptext och block kan inte stå inne i en mening, en rubrik eller en cell",
                        "rich text and blocks can't stand inside a sentence, a heading or a cell",
                    ),
                    (
                        "skriv {{ … }} för sig, med en tom rad före och en efter",
                        "write {{ … }} by itself, with an empty line before and one after",
                    ),
                ));
            }
        }
    }
}

/// What is wrong with a template's Markdown, in words for whoever writes templates.
fn describe(kind: &FaultKind, place: Place) -> Diagnostic {
    let words = |sv: &str, en: &str| (sv.to_owned(), en.to_owned());
    let (message, hint) = match kind {
        FaultKind::Leftover(character) => (
            (format!("tecknet {character} blev stående som text"), format!("the character {character} was left as text")),
            (
                format!(
                    "skriv \\{character} om det ska synas; ska det vara en markering är den inte sluten, eller står den intill ett {{{{ värde }}}} utan mellanrum"
                ),
                format!("write \\{character} if it is to show; if it is markup it is not closed, or stands right beside a {{{{ value }}}}"),
            ),
        ),
        FaultKind::Indented => (
            words("fyra blanksteg först på raden blir kod", "four spaces at the start of a line make code"),
            words("ta bort blankstegen", "remove the spaces"),
        ),
        FaultKind::Heading => (
            words("rubriken är djupare än nivå 3", "the heading is deeper than level 3"),
            words("skriv högst ###", "write no more than ###"),
        ),
        FaultKind::Quotation => (
            words("ett citat (>) får inte användas i en mall", "a quotation (>) may not be used in a template"),
            words("ta bort tecknet >, eller skriv \\> om det ska synas", "remove the character >, or write \\> if it is to show"),
        ),
        FaultKind::Code => (
            words("kod (`) får inte användas i en mall", "code (`) may not be used in a template"),
            words("ta bort tecknet `, eller skriv \\` om det ska synas", "remove the character `, or write \\` if it is to show"),
        ),
        FaultKind::Html => (
            words("HTML får inte användas i en mall", "HTML may not be used in a template"),
            words(
                "skriv i Markdown: # rubrik, - punkt, *kursiv*, **fet**; utseendet bestäms av temat",
                "write Markdown: # heading, - item, *italic*, **bold**; the look is the theme's",
            ),
        ),
        FaultKind::Picture => (
            words("en bild får inte användas i en mall", "a picture may not be used in a template"),
            words("ta bort utropstecknet före [ för att få en länk", "remove the exclamation mark before [ to get a link"),
        ),
        FaultKind::Rule => (
            words("en linje (---) får inte användas i en mall", "a rule (---) may not be used in a template"),
            words("skilj delarna åt med en rubrik", "part them by a heading"),
        ),
        FaultKind::LineBreak => (
            words("två blanksteg eller \\ sist på raden bryter raden", "two spaces or \\ at the end of a line break the line"),
            words("ta bort dem; ett nytt stycke börjar efter en tom rad", "remove them; a new paragraph begins after an empty line"),
        ),
        FaultKind::ListStart(start) => (
            (format!("den numrerade listan börjar på {start}"), format!("the numbered list begins with {start}")),
            words("skriv 1.", "write 1."),
        ),
        FaultKind::ListDepth => (
            words("listorna ligger för djupt i varandra", "the lists are nested too deep"),
            words("gör underrubriker av de yttersta", "make headings of the outermost"),
        ),
        FaultKind::ItemWithoutText => (
            words("punkten börjar inte med text", "the item does not begin with text"),
            words("skriv text eller {{ värde }} efter strecket", "write text or {{ value }} after the hyphen"),
        ),
        FaultKind::Address(address, _) => (
            (format!("länken leder till {address}"), format!("the link leads to {address}")),
            words("bara https- och mailto-adresser, och [ord](#avsnitt)", "only https and mailto addresses, and [words](#section)"),
        ),
        FaultKind::LinkTitle | FaultKind::Definition | FaultKind::EmptyLink => (
            words("länken är inte skriven på det sätt som går att läsa", "the link is not written in a way that can be read"),
            words("skriv [text](adress)", "write [text](address)"),
        ),
    };
    fault(codes::MARKUP, place, message, hint)
}
