//! The writer's content turns a Tree into the data that `layout.typ` reads: the same text, with spacing, widths and places
//! to break worked out, and with what must share a page told.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::Serialize;
use typst::foundations::Bytes;

use super::words::{Faces, Measure, Piece};
use crate::diag::Message;
use crate::model::{
    Alignment, Block, Body, Cell, Heading, Inline, Item, Line, LinkTarget, List, ListMarker, Metadata, Origin, Run, SignatureColumn,
    Signatures, Style, Table, Tree,
};
use crate::theme::Theme;
use crate::write::Provenance;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// The share of the page's width that the left half of a head may take.
const HEAD_LEFT: f64 = 0.55;

/// Lines in a cell from which its row may be split over pages: a row as tall as that is not worth moving whole.
const LONG_CELL_LINES: f64 = 15.0;

/// Lines up to which a paragraph, list or table goes whole with the signatures; of a larger one the last lines do.
const SMALL_LINES: f64 = 5.0;

/// The two files of data beside the layout.
pub(super) struct Data {
    /// `tree.json`: what is to be set.
    pub tree: Bytes,
    /// `theme.json`: how.
    pub theme: Bytes,
}

/// Works out the data; with it, each word that had to be broken and the run it stands in.
///
/// # Errors
/// When a font can't be read, the date is none, or a link leads nowhere or to an address that is neither https nor mailto.
pub(super) fn of(tree: &Tree, theme: &Theme, provenance: &Provenance) -> Result<(Data, Vec<(Origin, String)>), Message> {
    let faces = Faces::open(theme)
        .ok_or_else(|| Message::new("ett av temats typsnitt går inte att läsa", "one of the theme's fonts can't be read"))?;
    let (ascender, descender) = faces.edges();
    let setter = Setter { theme, faces, anchors: link_targets(tree), width: text_width(theme), broken: RefCell::default() };
    let document = setter.document(tree, provenance)?;
    let look = LookOut { theme, ascender, descender, head_left: HEAD_LEFT };
    Ok((Data { tree: json(&document)?, theme: json(&look)? }, setter.broken.into_inner()))
}

fn json(value: &impl Serialize) -> Result<Bytes, Message> {
    serde_json::to_vec(value).map(Bytes::new).map_err(|error| Message::new(error.to_string(), error.to_string()))
}

fn text_width(theme: &Theme) -> f64 {
    (theme.page.width_mm - theme.page.left_mm - theme.page.right_mm) * MM
}

/// The anchors of headings and of items of lists: what a link may lead to.
fn link_targets(tree: &Tree) -> BTreeSet<&str> {
    fn collect<'a>(blocks: &'a [Block], out: &mut BTreeSet<&'a str>) {
        for block in blocks {
            match &block.body {
                Body::Heading(_) => {
                    out.insert(block.anchor.as_str());
                }
                Body::List(list) => {
                    for item in &list.items {
                        out.insert(item.anchor.as_str());
                        collect(&item.blocks, out);
                    }
                }
                Body::Paragraph { .. } | Body::Table(_) | Body::Signatures(_) => {}
            }
        }
    }
    let mut out = BTreeSet::new();
    collect(&tree.blocks, &mut out);
    out
}

#[derive(Serialize)]
struct LookOut<'a> {
    #[serde(flatten)]
    theme: &'a Theme,
    ascender: f64,
    descender: f64,
    head_left: f64,
}

#[derive(Serialize)]
struct DocumentOut {
    metadata: MetadataOut,
    head: HeadOut,
    title: TitleOut,
    blocks: Vec<BlockOut>,
}

#[derive(Serialize)]
struct MetadataOut {
    title: String,
    authors: Vec<String>,
    keywords: Vec<String>,
    language: String,
    region: Option<String>,
    year: i32,
    month: u8,
    day: u8,
}

#[derive(Serialize)]
struct HeadOut {
    parties: Vec<LineOut>,
    facts: Vec<LineOut>,
    short_title: LineOut,
    running: Vec<LineOut>,
}

#[derive(Serialize)]
struct TitleOut {
    document_type: LineOut,
    title: LineOut,
}

type LineOut = Vec<RunOut>;

#[derive(Serialize)]
struct RunOut {
    pieces: Vec<Piece>,
    emphasis: bool,
    strong: bool,
}

#[derive(Serialize)]
struct InlineOut {
    runs: Vec<RunOut>,
    link: Option<LinkOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum LinkOut {
    Web(String),
    Label(String),
}

#[derive(Serialize)]
struct BlockOut {
    /// Space above, in points; falls away at the head of a page.
    above: f64,
    /// Height in points that the last line must find below it on its page: two lines of a list, two rows of a table.
    reserve: f64,
    /// Whether the block stands whole on the page of the block after it.
    sticky: bool,
    /// What must follow on the page of the last lines.
    tail: Vec<BlockOut>,
    #[serde(flatten)]
    body: BodyOut,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum BodyOut {
    Heading { anchor: String, level: u8, number: Option<String>, indent: f64, gap: f64, content: Vec<InlineOut> },
    Paragraph { content: Vec<InlineOut> },
    List { ordered: bool, indent: f64, items: Vec<ItemOut> },
    Table { columns: Vec<ColumnOut>, header: Vec<Vec<InlineOut>>, rows: Vec<RowOut> },
    Signatures { place_and_date: Option<LineOut>, rows: Vec<Vec<SignatureOut>> },
}

#[derive(Serialize)]
struct ItemOut {
    anchor: String,
    label: String,
    blocks: Vec<BlockOut>,
}

#[derive(Serialize)]
struct ColumnOut {
    width: f64,
    alignment: Alignment,
}

#[derive(Serialize)]
struct RowOut {
    whole: bool,
    cells: Vec<Vec<InlineOut>>,
}

#[derive(Serialize)]
struct SignatureOut {
    party: LineOut,
    signers: Vec<SignerOut>,
}

#[derive(Serialize)]
struct SignerOut {
    name: Option<LineOut>,
    details: Vec<LineOut>,
}

struct Setter<'a> {
    theme: &'a Theme,
    faces: Faces<'a>,
    anchors: BTreeSet<&'a str>,
    width: f64,
    broken: RefCell<Vec<(Origin, String)>>,
}

impl Setter<'_> {
    fn document(&self, tree: &Tree, provenance: &Provenance) -> Result<DocumentOut, Message> {
        let (head, title) = (&tree.head, &tree.title);
        let small = |share: f64| Measure { size: self.theme.head.size_pt, bold: false, width: self.width * share };
        let (left, right) = (small(HEAD_LEFT), small(1.0 - HEAD_LEFT));
        let lines = |lines: &[Line], at| lines.iter().map(|line| self.line(line, at)).collect();
        Ok(DocumentOut {
            metadata: metadata(&tree.metadata, provenance)?,
            head: HeadOut {
                parties: lines(&head.parties, left),
                facts: lines(&head.facts, right),
                short_title: self.line(&head.short_title, left),
                running: lines(&head.running, right),
            },
            title: TitleOut {
                document_type: self
                    .line(&title.document_type, Measure { size: self.theme.document_type.size_pt, bold: false, width: self.width }),
                title: self.line(&title.title, Measure { size: self.theme.title.size_pt, bold: true, width: self.width }),
            },
            blocks: self.with_tails(&tree.blocks)?,
        })
    }

    /// The blocks of the text. What leads to a signature block is kept on its page: small blocks whole, and of a large one
    /// the last lines, by making all that follows its tail.
    fn with_tails(&self, blocks: &[Block]) -> Result<Vec<BlockOut>, Message> {
        let mut out = self.blocks(blocks, self.width, 0)?;
        for (at, _) in blocks.iter().enumerate().rev().filter(|(_, block)| matches!(block.body, Body::Signatures(_))) {
            let (start, keeper) = self.company(blocks, at);
            if let Some(kept) = out.get_mut(start..at) {
                kept.iter_mut().for_each(|block| block.sticky = true);
            }
            if keeper {
                let rest = out.split_off(at + 1);
                let tail = out.split_off(start);
                if let Some(keeper) = out.last_mut() {
                    keeper.tail = tail;
                }
                out.extend(rest);
            }
        }
        Ok(out)
    }

    /// Where what must go whole with the signature block at `at` begins, and whether the last lines of the block before
    /// that go along too. At least two lines of text do, where there are any.
    fn company(&self, blocks: &[Block], at: usize) -> (usize, bool) {
        let mut start = at;
        let mut lines = 0.0;
        while let Some(block) = start.checked_sub(1).and_then(|before| blocks.get(before)) {
            let height = match &block.body {
                Body::Signatures(_) => break,
                Body::Heading(_) => 0.0,
                Body::Paragraph { .. } | Body::List(_) | Body::Table(_) if lines >= 2.0 => break,
                Body::Paragraph { content } => self.lines(content, self.body(self.width)),
                Body::List(list) => self.list_lines(list),
                Body::Table(table) => table.rows.len() as f64 + 1.0,
            };
            if height > SMALL_LINES {
                return (start, true);
            }
            lines += height.ceil();
            start -= 1;
        }
        (start, false)
    }

    fn list_lines(&self, list: &List) -> f64 {
        let blocks = list.items.iter().flat_map(|item| &item.blocks);
        blocks
            .map(|block| match &block.body {
                Body::Paragraph { content } => self.lines(content, self.body(self.width)).ceil(),
                Body::List(list) => self.list_lines(list),
                Body::Heading(_) | Body::Table(_) | Body::Signatures(_) => 1.0,
            })
            .sum()
    }

    fn body(&self, width: f64) -> Measure {
        Measure { size: self.theme.text.size_pt, bold: false, width }
    }

    /// How many lines the words would fill if they broke anywhere.
    fn lines(&self, content: &[Inline], at: Measure) -> f64 {
        let width: f64 = content.iter().flat_map(Inline::runs).map(|run| self.faces.width(&run.text, run.style, at)).sum();
        width / at.width
    }

    /// Blocks in a line of `width` points; `depth` counts the lists around them.
    fn blocks(&self, blocks: &[Block], width: f64, depth: usize) -> Result<Vec<BlockOut>, Message> {
        let mut out: Vec<BlockOut> = Vec::with_capacity(blocks.len());
        let mut after = 0.0;
        for (index, block) in blocks.iter().enumerate() {
            let next = blocks.get(index + 1).map(|block| &block.body);
            let (before, space_after) = self.space(&block.body, depth);
            let leads_in = match &block.body {
                Body::Heading(_) => true,
                Body::Paragraph { content } => leads_in(content),
                Body::List(_) | Body::Table(_) | Body::Signatures(_) => false,
            };
            let reserve = match next {
                Some(Body::List(_)) if leads_in => space_after + 2.0 * self.theme.text.leading_pt + self.theme.list.after_pt,
                Some(Body::Table(_)) if leads_in => {
                    space_after + 3.0 * (self.theme.table.leading_pt + 2.0 * self.theme.table.padding_mm * MM)
                }
                _ => 0.0,
            };
            let body = self.block(block, width, depth)?;
            out.push(BlockOut { above: before + after, reserve, sticky: false, tail: Vec::new(), body });
            after = space_after;
        }
        Ok(out)
    }

    /// Space above and below a block, in points. As in Word, the one below a block and the one above the next add up.
    fn space(&self, body: &Body, depth: usize) -> (f64, f64) {
        let theme = self.theme;
        match body {
            Body::Heading(heading) => theme
                .headings
                .get(usize::from(heading.level).saturating_sub(1))
                .map_or((0.0, theme.text.after_pt), |look| (look.before_pt, look.after_pt)),
            _ if depth > 0 => (0.0, theme.list.after_pt),
            Body::Table(_) => (0.0, theme.table.after_pt),
            Body::Paragraph { .. } | Body::List(_) | Body::Signatures(_) => (0.0, theme.text.after_pt),
        }
    }

    fn block(&self, block: &Block, width: f64, depth: usize) -> Result<BodyOut, Message> {
        Ok(match &block.body {
            Body::Heading(heading) => self.heading(block.anchor.as_str(), heading, width)?,
            Body::Paragraph { content } => BodyOut::Paragraph { content: self.inlines(content, self.body(width))? },
            Body::List(list) => self.list(list, width, depth)?,
            Body::Table(table) => self.table(table, width)?,
            Body::Signatures(signatures) => self.signatures(signatures, width),
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

    fn list(&self, list: &List, width: f64, depth: usize) -> Result<BodyOut, Message> {
        let bullets = &self.theme.list.bullets;
        let bullet = bullets.get(depth).or(bullets.last()).map_or("–", String::as_str);
        let label = |index: usize| match list.marker {
            ListMarker::Bullet => bullet.to_owned(),
            ListMarker::Number => format!("{}.", index + 1),
            ListMarker::Bracket => format!("[{}]", index + 1),
        };
        // Figures are of one width, so the last label is the widest.
        let widest = format!("{} ", label(list.items.len().saturating_sub(1)));
        let indent = (self.theme.list.indent_mm * MM).max(self.faces.width(&widest, Style::default(), self.body(width)));
        let item = |(index, item): (usize, &Item)| {
            Ok(ItemOut {
                anchor: item.anchor.as_str().to_owned(),
                label: label(index),
                blocks: self.blocks(&item.blocks, width - indent, depth + 1)?,
            })
        };
        Ok(BodyOut::List {
            ordered: list.marker != ListMarker::Bullet,
            indent,
            items: list.items.iter().enumerate().map(item).collect::<Result<_, Message>>()?,
        })
    }

    fn table(&self, table: &Table, width: f64) -> Result<BodyOut, Message> {
        let look = &self.theme.table;
        let measure = |column: usize, bold: bool| {
            let share = table.columns.get(column).map_or(1.0, |column| column.width);
            Measure { size: look.size_pt, bold, width: (width * share - 2.0 * look.padding_mm * MM).max(look.size_pt) }
        };
        let cells = |cells: &[Cell], bold: bool| {
            cells.iter().enumerate().map(|(column, cell)| self.inlines(&cell.content, measure(column, bold))).collect::<Result<Vec<_>, _>>()
        };
        let whole = |cells: &[Cell]| {
            cells.iter().enumerate().all(|(column, cell)| self.lines(&cell.content, measure(column, false)) < LONG_CELL_LINES)
        };
        Ok(BodyOut::Table {
            columns: table.columns.iter().map(|column| ColumnOut { width: column.width, alignment: column.alignment }).collect(),
            header: cells(&table.header, true)?,
            rows: table
                .rows
                .iter()
                .map(|row| Ok(RowOut { whole: whole(&row.cells), cells: cells(&row.cells, false)? }))
                .collect::<Result<_, Message>>()?,
        })
    }

    fn signatures(&self, signatures: &Signatures, width: f64) -> BodyOut {
        let look = &self.theme.signature;
        let at = Measure { size: look.size_pt, bold: false, width: (width - look.gutter_mm * MM) / 2.0 };
        let column = |column: &SignatureColumn| SignatureOut {
            party: self.line(&column.party, Measure { bold: true, ..at }),
            signers: column
                .signers
                .iter()
                .map(|signer| SignerOut {
                    name: signer.name.as_ref().map(|name| self.line(name, at)),
                    details: signer.details.iter().map(|detail| self.line(detail, at)).collect(),
                })
                .collect(),
        };
        BodyOut::Signatures {
            place_and_date: signatures.place_and_date.as_ref().map(|line| self.line(line, self.body(width))),
            rows: signatures.columns.chunks(2).map(|pair| pair.iter().map(column).collect()).collect(),
        }
    }

    fn line(&self, line: &Line, at: Measure) -> LineOut {
        let runs: Vec<&Run> = line.0.iter().collect();
        self.runs(&runs, at)
    }

    fn inlines(&self, inlines: &[Inline], at: Measure) -> Result<Vec<InlineOut>, Message> {
        let runs: Vec<&Run> = inlines.iter().flat_map(Inline::runs).collect();
        let mut set = self.runs(&runs, at).into_iter();
        inlines
            .iter()
            .map(|inline| {
                let link = match inline {
                    Inline::Text(_) => None,
                    Inline::Link { target, .. } => Some(self.link(target)?),
                };
                Ok(InlineOut { runs: set.by_ref().take(inline.runs().len()).collect(), link })
            })
            .collect()
    }

    fn runs(&self, runs: &[&Run], at: Measure) -> Vec<RunOut> {
        let pieces = self.faces.pieces(runs, at, |run, word| {
            let broken = (run.origin.clone(), word.to_owned());
            let mut all = self.broken.borrow_mut();
            if !all.contains(&broken) {
                all.push(broken);
            }
        });
        runs.iter().zip(pieces).map(|(run, pieces)| RunOut { pieces, emphasis: run.style.emphasis, strong: run.style.strong }).collect()
    }

    fn link(&self, target: &LinkTarget) -> Result<LinkOut, Message> {
        match target {
            LinkTarget::Web(address) if address.starts_with("https:") || address.starts_with("mailto:") => {
                Ok(LinkOut::Web(address.clone()))
            }
            LinkTarget::Web(address) => Err(Message::new(
                format!("länken till ”{address}” börjar varken med https: eller mailto:"),
                format!("the link to “{address}” begins with neither https: nor mailto:"),
            )),
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) if self.anchors.contains(anchor.as_str()) => {
                Ok(LinkOut::Label(anchor.as_str().to_owned()))
            }
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => Err(Message::new(
                format!("en länk leder till {anchor}, som dokumentet saknar"),
                format!("a link leads to {anchor}, which the document lacks"),
            )),
        }
    }
}

/// Whether a paragraph ends in a colon, and so belongs to what follows.
fn leads_in(content: &[Inline]) -> bool {
    content
        .iter()
        .rev()
        .flat_map(|inline| inline.runs().iter().rev())
        .map(|run| run.text.trim_end())
        .find(|text| !text.is_empty())
        .is_some_and(|text| text.ends_with(':'))
}

fn metadata(metadata: &Metadata, provenance: &Provenance) -> Result<MetadataOut, Message> {
    let date: jiff::civil::Date = provenance
        .date
        .parse()
        .map_err(|_| Message::new(format!("”{}” är inget datum", provenance.date), format!("“{}” is no date", provenance.date)))?;
    let mut keywords = Vec::new();
    let docx = provenance.docx.as_ref().map(|hash| ("docx", hash));
    for (name, hash) in [("source", &provenance.source), ("kind", &provenance.kind), ("theme", &provenance.theme)].into_iter().chain(docx) {
        keywords.push(format!("{name}:sha256:{hash}"));
    }
    let (language, region) = match metadata.language.split_once('-') {
        Some((language, region)) => (language, Some(region.to_owned())),
        None => (metadata.language.as_str(), None),
    };
    Ok(MetadataOut {
        title: metadata.title.clone(),
        authors: metadata.authors.clone(),
        keywords,
        language: language.to_owned(),
        region,
        year: i32::from(date.year()),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    })
}
