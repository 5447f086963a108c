//! Checking turns a tree, a theme and a date into the promise that Word can say them: it counts the headings as they are
//! printed, every name is usable, every link leads somewhere.
//!
//! Earlier steps guarantee all of it; a fault here is a fault of Kansli, or of a tree made by hand.

use std::collections::HashSet;

use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::{Anchor, Block, Body, Inline, Line, LinkTarget, Mark, Origin, Run, Signatures, Table, Tree};
use crate::theme::Theme;
use crate::write::Provenance;
use crate::write::docx::numbering::heading_number;
use crate::write::docx::track::{Byline, Bylines};
use crate::write::docx::xml;

/// Every reason why the document can't be written.
pub(super) fn all(tree: &Tree, theme: &Theme, provenance: &Provenance, bylines: Option<&Bylines>) -> Vec<Diagnostic> {
    let mut check = Check { tree, counts: [0; 2], anchors: HashSet::new(), targets: Vec::new(), faults: Vec::new() };
    for byline in bylines.iter().flat_map(|bylines| std::iter::once(&bylines.last).chain(bylines.parts.values())) {
        check.byline(byline);
    }
    check.head();
    check.blocks(&tree.blocks, true);
    for (anchor, origin) in std::mem::take(&mut check.targets) {
        if !check.anchors.contains(anchor) {
            check.fault(
                origin,
                format!("en länk går till {anchor}, som inte finns"),
                format!("a link leads to {anchor}, which does not exist"),
            );
        }
    }
    check.metadata(provenance);
    let mut faults = check.faults;
    faults.extend(theme_faults(theme));
    faults
}

struct Check<'a> {
    tree: &'a Tree,
    /// How many numbered headings of levels 1 and 2 Word has counted so far.
    counts: [u32; 2],
    anchors: HashSet<&'a Anchor>,
    targets: Vec<(&'a Anchor, &'a Origin)>,
    faults: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    fn fault(&mut self, origin: &Origin, sv: String, en: String) {
        let place = match origin {
            Origin::Field(pointer) => Place::value(&FileName::new(&self.tree.metadata.id), pointer.clone()),
            Origin::Template { file, .. } => Place::File(file.clone()),
        };
        let message = Message::new(format!("Word-filen går inte att göra: {sv}"), format!("the Word file can't be made: {en}"));
        self.faults.push(Diagnostic::error(codes::INTERNAL_FAULT, place, message));
    }

    fn anchor(&mut self, anchor: &'a Anchor, origin: &Origin) {
        let name = anchor.as_str();
        let letters = name.starts_with(|first: char| first.is_ascii_alphabetic());
        if !letters || name.len() > 40 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.fault(origin, format!("”{name}” duger inte som bokmärke"), format!("“{name}” will not do as a bookmark"));
        }
        if !self.anchors.insert(anchor) {
            self.fault(origin, format!("två delar heter {name}"), format!("two parts are named {name}"));
        }
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            if let Some(control) = run.text.chars().find(|c| !xml::allowed(*c) || matches!(c, '\t' | '\n')) {
                let code = u32::from(control);
                self.fault(
                    &run.origin,
                    format!("texten innehåller styrtecknet U+{code:04X}"),
                    format!("the text holds the control character U+{code:04X}"),
                );
            }
        }
    }

    fn lines(&mut self, lines: &[Line]) {
        lines.iter().for_each(|line| self.runs(&line.0));
    }

    fn inlines(&mut self, inlines: &'a [Inline], origin: &'a Origin) {
        for inline in inlines {
            self.runs(inline.runs());
            match inline {
                Inline::Text(_) => {}
                Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. } => {
                    self.targets.push((anchor, origin));
                }
                Inline::Link { target: LinkTarget::Web(address), .. } => {
                    if !(address.starts_with("https:") || address.starts_with("mailto:")) || !address.chars().all(xml::allowed) {
                        self.fault(
                            origin,
                            format!("adressen ”{address}” är varken https eller mailto"),
                            format!("the address “{address}” is neither https nor mailto"),
                        );
                    }
                }
            }
        }
    }

    fn head(&mut self) {
        let tree = self.tree;
        let head = &tree.head;
        self.lines(&head.parties);
        self.lines(&head.facts);
        self.lines(std::slice::from_ref(&head.short_title));
        self.lines(&head.running);
        self.lines(&[tree.title.document_type.clone(), tree.title.title.clone()]);
        let origin = tree.title.title.0.first().map_or(Origin::Field(crate::model::Pointer::root()), |run| run.origin.clone());
        self.anchor(&tree.title.anchor, &origin);
    }

    fn byline(&mut self, byline: &Byline) {
        let author = &byline.author;
        if author.trim().is_empty() || !author.chars().all(xml::allowed) || author.contains(['\t', '\n']) {
            let root = Origin::Field(crate::model::Pointer::root());
            self.fault(
                &root,
                format!("”{author:?}” duger inte som namn på den som har gjort ändringarna"),
                format!("{author:?} will not do as the name of whoever made the changes"),
            );
        }
    }

    fn metadata(&mut self, provenance: &Provenance) {
        let metadata = &self.tree.metadata;
        let root = Origin::Field(crate::model::Pointer::root());
        let texts = [&metadata.id, &metadata.kind, &metadata.language, &metadata.title];
        if let Some(text) = texts.into_iter().chain(&metadata.authors).find(|text| !text.chars().all(xml::allowed)) {
            self.fault(
                &root,
                format!("uppgiften ”{text:?}” innehåller styrtecken"),
                format!("the metadata {text:?} hold a control character"),
            );
        }
        if provenance.date.parse::<jiff::civil::Date>().is_err() || provenance.date.len() != 10 {
            let date = &provenance.date;
            self.fault(&root, format!("”{date}” är inget datum av formen 2021-03-15"), format!("“{date}” is no date such as 2021-03-15"));
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], top: bool) {
        for block in blocks {
            self.anchor(&block.anchor, &block.origin);
            match &block.body {
                Body::Paragraph { content } => self.inlines(content, &block.origin),
                Body::List(list) => {
                    for item in &list.items {
                        self.anchor(&item.anchor, &item.origin);
                        if !matches!(item.blocks.first().map(|first| &first.body), Some(Body::Paragraph { .. })) {
                            self.fault(
                                &item.origin,
                                "en punkt i en lista börjar inte med ett stycke".into(),
                                "an item of a list does not begin with a paragraph".into(),
                            );
                        }
                        self.blocks(&item.blocks, false);
                    }
                }
                Body::Heading(heading) if top => {
                    // A deleted heading has the number of the old version, and is not counted in the new one.
                    if self.tree.redline.as_ref().and_then(|redline| redline.marks.get(&block.anchor)) != Some(&Mark::Deleted) {
                        self.number(heading.level, heading.number.as_deref(), &block.origin);
                    }
                    self.inlines(&heading.content, &block.origin);
                }
                Body::Table(table) if top => self.table(table, block),
                Body::Signatures(signatures) if top => self.signatures(signatures),
                Body::Heading(_) | Body::Table(_) | Body::Signatures(_) => self.fault(
                    &block.origin,
                    "en rubrik, en tabell eller underskrifter står i en lista eller en cell".into(),
                    "a heading, a table or signatures stand in a list or a cell".into(),
                ),
            }
        }
    }

    /// Counts as Word does: a numbered heading of level 1 restarts level 2, an unnumbered one does not.
    fn number(&mut self, level: u8, number: Option<&str>, origin: &Origin) {
        if !(1..=3).contains(&level) {
            self.fault(origin, format!("rubriken har nivå {level}"), format!("the heading is of level {level}"));
        }
        let Some(printed) = number else { return };
        match level {
            1 => self.counts = [self.counts[0] + 1, 0],
            2 => self.counts[1] += 1,
            _ => {}
        }
        let count = if level == 1 { self.counts[0] } else { self.counts[1] };
        let counted = heading_number(level, count);
        if counted.as_deref() != Some(printed) {
            let word = counted.unwrap_or_else(|| "–".into());
            self.fault(
                origin,
                format!("rubriken har numret ”{printed}”, men Word räknar till ”{word}”"),
                format!("the heading is numbered “{printed}”, but Word counts “{word}”"),
            );
        }
    }

    fn table(&mut self, table: &'a Table, block: &'a Block) {
        let columns = table.columns.len();
        let sum: f64 = table.columns.iter().map(|column| column.width).sum();
        let sound = table.columns.iter().all(|column| column.width > 0.0) && (sum - 1.0).abs() < 0.01;
        let header = std::iter::once(&table.header).filter(|cells| !cells.is_empty());
        let rows = table.rows.iter().map(|row| &row.cells).chain(header);
        if !sound || columns == 0 || rows.clone().any(|cells| cells.iter().map(|cell| cell.span).sum::<usize>() != columns) {
            self.fault(
                &block.origin,
                "tabellens rader fyller inte kolumnerna, eller så är bredderna inte hela tabellen".into(),
                "the rows of the table do not fill its columns, or the widths are not the whole table".into(),
            );
        }
        let row_anchors: Vec<_> = table.rows.iter().map(|row| (&row.anchor, &row.origin)).collect();
        row_anchors.into_iter().for_each(|(anchor, origin)| self.anchor(anchor, origin));
        for cell in rows.flatten() {
            self.anchor(&cell.anchor, &cell.origin);
            self.blocks(&cell.blocks, false);
            if cell.span == 0 {
                self.fault(&cell.origin, "en cell sträcker sig inte över någon kolumn".into(), "a cell reaches over no column".into());
            }
        }
    }

    fn signatures(&mut self, signatures: &'a Signatures) {
        signatures.place_and_date.iter().for_each(|line| self.runs(&line.0));
        for column in &signatures.columns {
            self.anchor(&column.anchor, &column.origin);
            self.runs(&column.party.0);
            for signer in &column.signers {
                self.anchor(&signer.anchor, &signer.origin);
                signer.name.iter().for_each(|line| self.runs(&line.0));
                self.lines(&signer.details);
            }
        }
    }
}

/// Lengths that lie on a page, and colours that are colours.
fn theme_faults(theme: &Theme) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut fault = |sv: String, en: String| {
        let place = Place::File(FileName::new("theme.toml"));
        faults.push(Diagnostic::error(codes::THEME_FAULT, place, Message::new(sv, en)));
    };
    let colours = &theme.colours;
    for colour in [&colours.text, &colours.heading, &colours.muted, &colours.rule, &colours.link] {
        if colour.len() != 6 || !colour.chars().all(|digit| digit.is_ascii_hexdigit()) {
            fault(format!("”{colour}” är ingen färg av formen 1a1a1a"), format!("“{colour}” is no colour such as 1a1a1a"));
        }
    }
    let (page, turned, table, signature) = (&theme.page, &theme.landscape, &theme.table, &theme.signature);
    let headings = theme.headings.iter().flat_map(|h| [h.size_pt, h.leading_pt, h.before_pt, h.after_pt, h.number_mm]);
    let paper = [page.width_mm, page.height_mm, page.top_mm, page.bottom_mm, page.left_mm, page.right_mm, page.head_mm];
    let lengths: [&[f64]; 9] = [
        &paper,
        &[theme.text.size_pt, theme.text.leading_pt, theme.text.after_pt, theme.head.size_pt, theme.head.leading_pt, theme.head.rule_pt],
        &[turned.top_mm, turned.bottom_mm, turned.left_mm, turned.right_mm, turned.head_mm],
        &[theme.document_type.size_pt, theme.document_type.leading_pt, theme.document_type.before_pt, theme.document_type.after_pt],
        &[theme.title.size_pt, theme.title.leading_pt, theme.title.after_pt, theme.list.indent_mm, theme.list.after_pt],
        &[table.size_pt, table.leading_pt, table.padding_mm, table.rule_pt, table.after_pt],
        &[table.paragraph_pt, table.item_pt, table.indent_mm, table.section_pt, table.facts.padding_mm],
        &[table.dense.size_pt, table.dense.leading_pt, table.dense.padding_mm],
        &[signature.room_mm, signature.rule_pt, signature.gutter_mm, signature.size_pt, signature.leading_pt],
    ];
    // Word's largest page is 22 inches, 558.8 mm.
    if let Some(length) = lengths.into_iter().flatten().copied().chain(headings).find(|length| !(0.0..=558.8).contains(length)) {
        fault(format!("måttet {length} ryms inte på en sida"), format!("the length {length} does not fit on a page"));
    }
    let (width, height) = (page.width_mm - page.left_mm - page.right_mm, page.height_mm - page.top_mm - page.bottom_mm);
    if width < 20.0 || height < 20.0 || width <= signature.gutter_mm {
        fault("marginalerna lämnar ingen plats för text".into(), "the margins leave no room for text".into());
    }
    if [&theme.fonts.word, &theme.fonts.pdf].into_iter().chain(&theme.list.bullets).any(|text| !text.chars().all(xml::allowed)) {
        fault("ett typsnitt eller ett punkttecken innehåller styrtecken".into(), "a font or a bullet holds a control character".into());
    }
    faults
}
