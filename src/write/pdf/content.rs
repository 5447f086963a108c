//! The writer's content turns a Tree into the data that `layout.typ` reads: the same text, with spacing, widths and places
//! to break worked out, and with what must share a page told.

use std::cell::RefCell;

use serde::Serialize;
use typst::foundations::{Bytes, Datetime};

use super::comparison::Comparison;
use super::data::{
    About, BlockOut, BodyOut, ContentOut, Data, DocumentOut, HeadOut, InlineOut, ItemOut, LineOut, LookOut, MetadataOut, RunOut,
    SignatureOut, SignatureRowOut, SignerOut, SourceOut, TitleOut,
};
use super::links::Links;
use crate::diag::Message;
use crate::model::{
    Block, Body, Heading, Inline, Item, Line, LinkTarget, List, ListMarker, Metadata, Origin, Run, SignatureColumn, Signatures, Style, Tree,
};
use crate::theme::Theme;
use crate::write::measure::{Faces, MM, Measure, TableMeasure, text_width};
use crate::write::{EmbeddedSource, Provenance, keeps_company, leads_in, redline};

/// The share of the text's width that the left half of a head may take.
const HEAD_LEFT: f64 = 0.5;

/// The share of its right half. What is left over keeps them apart.
const HEAD_RIGHT: f64 = 0.47;

/// The share that keeps them apart on later pages.
const HEAD_GAP: f64 = 0.02;

/// Blocks below which a document has no hundred pages.
const FEW_BLOCKS: usize = 400;

/// Works out the data; with it, each word that had to be broken and the run it stands in.
///
/// # Errors
/// When a font can't be read, the date is none, or a link leads nowhere or to an address that is neither https nor mailto.
pub(super) fn of(
    tree: &Tree,
    theme: &Theme,
    provenance: &Provenance,
    source: Option<&EmbeddedSource<'_>>,
) -> Result<(Data, Vec<(Origin, String)>), Message> {
    let faces = Faces::open(theme)
        .ok_or_else(|| Message::new("ett av temats typsnitt går inte att läsa", "one of the theme's fonts can't be read"))?;
    let (ascender, descender) = faces.edges();
    let comparison = Comparison::of(tree);
    let links = Links::of(tree, &comparison.touched);
    let setter = Setter { theme, faces, links, comparison: &comparison, width: text_width(theme), broken: RefCell::default() };
    let about = about(&tree.metadata, provenance)?;
    let mut document = setter.document(tree)?;
    document.source = source.map(|source| carried(&tree.metadata, source));
    let look = LookOut { theme, ascender, descender };
    let source = source.map(|source| Bytes::new(source.bytes.to_vec()));
    let head = json(&document.head)?;
    Ok((Data { tree: json(&document)?, theme: json(&look)?, head, source, about: Some(about) }, setter.broken.into_inner()))
}

fn json(value: &impl Serialize) -> Result<Bytes, Message> {
    serde_json::to_vec(value).map(Bytes::new).map_err(|error| Message::new(error.to_string(), error.to_string()))
}

/// A column of words: that of the text, an item's or a cell's. Lengths are in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub line: Measure,
    /// How many lists stand around it.
    pub depth: usize,
    /// From the edge of the text to its words.
    pub offset: f64,
    /// Whether it is a cell's.
    pub cell: bool,
    /// From the outer words to the words of an item, at least.
    pub indent: f64,
    /// Space below an item of a list.
    pub item_gap: f64,
    /// Space below a paragraph and a list.
    pub paragraph_gap: f64,
}

/// Sets one document.
pub(super) struct Setter<'a> {
    pub theme: &'a Theme,
    pub faces: Faces<'a>,
    links: Links<'a>,
    comparison: &'a Comparison<'a>,
    /// Width of the text in points.
    pub width: f64,
    broken: RefCell<Vec<(Origin, String)>>,
}

impl Setter<'_> {
    fn document(&self, tree: &Tree) -> Result<DocumentOut, Message> {
        let (head, title) = (&tree.head, &tree.title);
        let small = |share: f64| Measure { size: self.theme.head.size_pt, bold: false, width: self.width * share };
        let (left, right) = (small(HEAD_LEFT), small(HEAD_RIGHT));
        let (later_left, later_right) = self.later(tree, left, right);
        let [first_height, later_height] = self.heads(tree, [left, right], [later_left, later_right]);
        let lines = |lines: &[Line], at| lines.iter().map(|line| self.line(line, at)).collect();
        Ok(DocumentOut {
            source: None,
            redline: self.comparison.looks(tree.metadata.language.starts_with("sv")),
            metadata: metadata(&tree.metadata),
            head: HeadOut {
                label: head.label.clone(),
                top: self.top(tree, later_left, later_right),
                left: left.width,
                right: right.width,
                later_left: later_left.width,
                later_right: later_right.width,
                first_height,
                later_height,
                parties: lines(&head.parties, left),
                facts: lines(&head.facts, right),
                short_title: self.line(&head.short_title, later_left),
                running: lines(&head.running, later_right),
            },
            title: TitleOut {
                document_type: self
                    .line(&title.document_type, Measure { size: self.theme.document_type.size_pt, bold: false, width: self.width }),
                title: self.line(&title.title, Measure { size: self.theme.title.size_pt, bold: true, width: self.width }),
            },
            parts: self.parts(&tree.blocks)?,
        })
    }

    /// The halves of a later head: the right one as wide as it needs to be, if that is less than its share.
    fn later(&self, tree: &Tree, left: Measure, right: Measure) -> (Measure, Measure) {
        let width = self.running(tree, right).min(right.width);
        (Measure { width: (1.0 - HEAD_GAP) * self.width - width, ..left }, Measure { width, ..right })
    }

    /// The width of the right half of a later head on one line, with a page number as wide as they come.
    pub fn running(&self, tree: &Tree, at: Measure) -> f64 {
        let width = |text: &str| self.faces.width(text, Style::default(), at);
        let gap = width(" ") + at.size;
        let number = if tree.blocks.len() < FEW_BLOCKS { "99 (99)" } else { "999 (999)" };
        tree.head.running.iter().map(|line| self.line_width(line, at) + gap).sum::<f64>() + width(number) + 0.5
    }

    fn line_width(&self, line: &Line, at: Measure) -> f64 {
        line.0.iter().map(|run| self.faces.width(&run.text, run.style, at)).sum()
    }

    /// From the paper's edge to the text: the theme's, or more where a long short title makes the later heads tall.
    fn top(&self, tree: &Tree, left: Measure, right: Measure) -> f64 {
        let fill = f64::max(self.line_width(&tree.head.short_title, left) / left.width, self.running(tree, right) / right.width);
        // A tenth is lost where lines break.
        let lines = if fill <= 1.0 { 1.0 } else { (1.1 * fill).ceil() };
        let page = &self.theme.page;
        (page.top_mm * MM).max(page.head_mm * MM + (lines + 1.0) * self.theme.head.leading_pt)
    }

    pub fn body(&self, width: f64) -> Measure {
        Measure { size: self.theme.text.size_pt, bold: false, width }
    }

    /// How many lines the words would fill if they broke anywhere.
    pub fn lines(&self, content: &[Inline], at: Measure) -> f64 {
        let width: f64 = content.iter().flat_map(Inline::runs).map(|run| self.faces.width(&run.text, run.style, at)).sum();
        width / at.width
    }

    /// The column of the text.
    pub fn text(&self) -> Frame {
        let theme = self.theme;
        Frame {
            line: self.body(self.width),
            depth: 0,
            offset: 0.0,
            cell: false,
            indent: theme.list.indent_mm * MM,
            item_gap: theme.list.after_pt,
            paragraph_gap: theme.text.after_pt,
        }
    }

    /// Blocks one below the other.
    pub fn blocks(&self, blocks: &[Block], frame: Frame) -> Result<Vec<BlockOut>, Message> {
        let mut out: Vec<BlockOut> = Vec::with_capacity(blocks.len());
        let mut after = 0.0;
        for (index, block) in blocks.iter().enumerate() {
            let (before, space_after) = self.space(&block.body, frame);
            let next = blocks.get(index + 1).filter(|_| !frame.cell).map(|block| &block.body);
            let leads = matches!(block.body, Body::Heading(_)) || leads_in(blocks, index);
            let reserve = match next {
                Some(Body::List(_)) if leads => space_after + 2.0 * self.theme.text.leading_pt + self.theme.list.after_pt,
                Some(Body::Table(table)) if leads => {
                    let measure = TableMeasure::new(&self.faces, self.theme, table);
                    space_after + if measure.is_small() { measure.whole() } else { measure.beginning() }
                }
                _ => 0.0,
            };
            let body = self.block(block, frame)?;
            let bar = if frame.cell { None } else { self.comparison.bar(block, frame.offset) };
            // As in Word: of the space below one block and that above the next, the larger (ISO 29500-1, 17.3.1.33).
            out.push(BlockOut { above: f64::max(before, after), reserve, bar, body });
            after = space_after;
        }
        Ok(out)
    }

    /// Space above and below a block, in points.
    fn space(&self, body: &Body, frame: Frame) -> (f64, f64) {
        let theme = self.theme;
        match body {
            Body::Heading(heading) => theme
                .headings
                .get(usize::from(heading.level).saturating_sub(1))
                .map_or((0.0, theme.text.after_pt), |look| (look.before_pt, look.after_pt)),
            _ if frame.depth > 0 => (0.0, frame.item_gap),
            Body::Table(_) => (0.0, theme.table.after_pt),
            Body::Paragraph { .. } | Body::List(_) | Body::Signatures(_) => (0.0, frame.paragraph_gap),
        }
    }

    fn block(&self, block: &Block, frame: Frame) -> Result<BodyOut, Message> {
        Ok(match &block.body {
            Body::Heading(heading) => self.heading(block.anchor.as_str(), heading, frame.line.width)?,
            Body::Paragraph { content } => BodyOut::Paragraph { content: self.inlines(content, frame.line)? },
            Body::List(list) => self.list(list, frame)?,
            Body::Table(table) => self.table(table)?,
            Body::Signatures(signatures) => self.signatures(signatures),
        })
    }

    fn heading(&self, anchor: &str, heading: &Heading, width: f64) -> Result<BodyOut, Message> {
        let (size, hang) = self
            .theme
            .headings
            .get(usize::from(heading.level).saturating_sub(1))
            .map_or((self.theme.text.size_pt, 0.0), |look| (look.size_pt, look.number_mm * MM));
        let at = Measure { size, bold: true, width };
        let number = heading.number.as_ref().map_or(0.0, |number| self.faces.width(&format!("{number} "), Style::default(), at));
        let indent = if heading.number.is_some() { hang.max(number) } else { 0.0 };
        Ok(BodyOut::Heading {
            anchor: anchor.to_owned(),
            level: heading.level,
            number: heading.number.clone(),
            indent,
            gap: indent - number,
            content: self.inlines(&heading.content, Measure { width: width - indent, ..at })?,
        })
    }

    fn list(&self, list: &List, frame: Frame) -> Result<BodyOut, Message> {
        let bullets = &self.theme.list.bullets;
        let bullet = bullets.get(frame.depth).or(bullets.last()).map_or("–", String::as_str);
        let label = |number: Option<usize>| match (list.marker, number) {
            (ListMarker::Bullet, _) => bullet.to_owned(),
            (ListMarker::Number, Some(number)) => format!("{number}."),
            (ListMarker::Bracket, Some(number)) => format!("[{number}]"),
            (_, None) => "–".to_owned(),
        };
        let numbers = redline::numbers(list, self.comparison.redline);
        // Figures are of one width, so the last label is the widest.
        let widest = format!("{} ", label(Some(list.items.len())));
        let label_width = self.faces.width(&widest, Style::default(), frame.line);
        // In a narrow cell the words come before the looks.
        let indent = label_width.max(frame.indent.min(frame.line.width / 4.0));
        let line = Measure { width: (frame.line.width - indent).max(frame.line.size), ..frame.line };
        let inner = Frame { line, depth: frame.depth + 1, offset: frame.offset + indent, ..frame };
        let item = |((index, item), number): ((usize, &Item), Option<usize>)| {
            let anchor = item.anchor.as_str();
            Ok(ItemOut {
                anchor: self.links.lead_to(anchor).then(|| anchor.to_owned()),
                label: label(number),
                reserve: self.next_item(list, index, frame, line),
                blocks: self.blocks(&item.blocks, inner)?,
            })
        };
        Ok(BodyOut::List {
            ordered: list.marker != ListMarker::Bullet,
            indent,
            gap: frame.item_gap,
            items: list.items.iter().enumerate().zip(numbers).map(item).collect::<Result<_, Message>>()?,
        })
    }

    /// The height of what must stand on the page of an item's last line of the item after it; 0 where none need be.
    fn next_item(&self, list: &List, at: usize, frame: Frame, line: Measure) -> f64 {
        if frame.cell || frame.depth > 0 || !keeps_company(&list.items, at) {
            return 0.0;
        }
        let next = list.items.get(at + 1).and_then(|item| item.blocks.first()).map(|block| &block.body);
        let Some(Body::Paragraph { content }) = next else { return 0.0 };
        // Some width is lost where lines break. Up to three lines stand together: no line of a paragraph is alone on a page.
        // They may in turn have to stand with the item after them.
        let lines = (1.05 * self.lines(content, line)).ceil().max(1.0);
        let (lines, beyond) = if lines <= 3.0 { (lines, self.next_item(list, at + 1, frame, line)) } else { (2.0, 0.0) };
        frame.item_gap + lines * self.theme.text.leading_pt + beyond
    }

    /// A column of the signature block.
    pub fn signature_column(&self) -> Measure {
        let look = &self.theme.signature;
        Measure { size: look.size_pt, bold: false, width: (self.width - look.gutter_mm * MM) / 2.0 }
    }

    fn signatures(&self, signatures: &Signatures) -> BodyOut {
        let at = self.signature_column();
        let party = Measure { bold: true, ..at };
        let column = |column: &SignatureColumn| SignatureOut {
            party: self.line(&column.party, party),
            signers: column
                .signers
                .iter()
                .map(|signer| SignerOut {
                    name: signer.name.as_ref().map(|name| self.line(name, at)),
                    details: signer.details.iter().map(|detail| self.line(detail, at)).collect(),
                })
                .collect(),
        };
        let row = |pair: &[SignatureColumn]| SignatureRowOut {
            party_height: self.parties(pair.iter().map(|column| &column.party), party),
            columns: pair.iter().map(column).collect(),
        };
        BodyOut::Signatures {
            place_and_date: signatures.place_and_date.as_ref().map(|line| self.line(line, self.body(self.width))),
            rows: signatures.columns.chunks(2).map(row).collect(),
            height: self.signature_height(signatures),
        }
    }

    fn line(&self, line: &Line, at: Measure) -> LineOut {
        let runs: Vec<&Run> = line.0.iter().collect();
        LineOut(self.runs(&runs, at))
    }

    pub fn inlines(&self, inlines: &[Inline], at: Measure) -> Result<ContentOut, Message> {
        let runs: Vec<&Run> = inlines.iter().flat_map(Inline::runs).collect();
        let mut set = self.runs(&runs, at).into_iter();
        let inlines = inlines.iter().map(|inline| {
            let link = match inline {
                Inline::Text(_) => None,
                // In a redline a link may lead to a part that has no place of its own, such as a row of a table.
                Inline::Link { target: LinkTarget::Section(anchor) | LinkTarget::Reference(anchor), .. }
                    if self.comparison.redline.is_some() && !self.links.has(anchor.as_str()) =>
                {
                    None
                }
                Inline::Link { target, .. } => Some(self.links.link(target)?),
            };
            Ok(InlineOut { runs: set.by_ref().take(inline.runs().len()).collect(), link })
        });
        Ok(ContentOut(inlines.collect::<Result<_, Message>>()?))
    }

    fn runs(&self, runs: &[&Run], at: Measure) -> Vec<RunOut> {
        let pieces = self.faces.pieces(runs, at, |run, word| {
            let broken = (run.origin.clone(), word.to_owned());
            let mut all = self.broken.borrow_mut();
            if !all.contains(&broken) {
                all.push(broken);
            }
        });
        runs.iter()
            .zip(pieces)
            .map(|(run, pieces)| RunOut { pieces, emphasis: run.style.emphasis, strong: run.style.strong, mark: run.style.mark })
            .collect()
    }
}

/// The source is named by the document's id and not by its file, whose name changes nothing in a PDF.
fn carried(metadata: &Metadata, source: &EmbeddedSource<'_>) -> SourceOut {
    let swedish = metadata.language.starts_with("sv");
    SourceOut {
        name: format!("{}.{}", metadata.id, source.ending),
        media_type: format!("application/{}", source.ending),
        description: if swedish { "Källfilen som dokumentet är gjort av" } else { "The source that the document was made of" },
    }
}

fn about(metadata: &Metadata, provenance: &Provenance) -> Result<About, Message> {
    let no_date = || Message::new(format!("”{}” är inget datum", provenance.date), format!("“{}” is no date", provenance.date));
    let date: jiff::civil::Date = provenance.date.parse().map_err(|_| no_date())?;
    let date = Datetime::from_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs()).ok_or_else(no_date)?;
    let docx = provenance.docx.as_ref().map(|hash| ("docx", hash));
    let hashes = [("source", &provenance.source), ("kind", &provenance.kind), ("theme", &provenance.theme)].into_iter().chain(docx);
    let keywords = hashes.map(|(name, hash)| format!("{name}:sha256:{hash}")).collect();
    Ok(About { title: metadata.title.clone(), authors: metadata.authors.clone(), keywords, date })
}

fn metadata(metadata: &Metadata) -> MetadataOut {
    match metadata.language.split_once('-') {
        Some((language, region)) => MetadataOut { language: language.to_owned(), region: Some(region.to_owned()) },
        None => MetadataOut { language: metadata.language.clone(), region: None },
    }
}
