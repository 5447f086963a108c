//! The body turns the blocks of a tree into Word's paragraphs and tables.
//!
//! Each paragraph, cell and signer's name stands within a bookmark named by its anchor, so that an edited file finds
//! its way home.

use std::collections::BTreeSet;

use docx_rs as word;
use word::{AlignmentType, Hyperlink, HyperlinkData, IndentLevel, LineSpacing, NumberingId, Paragraph, ParagraphChild};

use crate::model::{Anchor, Block, Body as BlockBody, Heading, Inline, LinkTarget, List, ListMarker, Origin, Run, Tree};
use crate::theme::Theme;
use crate::write::docx::numbering::{self, Lists};
use crate::write::docx::package::Links;
use crate::write::docx::styles;
use crate::write::docx::units::twips;
use crate::write::leads_in;
use crate::write::measure::Faces;

/// The body as it grows.
pub(super) struct Body<'a> {
    pub(super) theme: &'a Theme,
    /// The fonts of the PDF, as wide as those of Word; `None` when they can't be read.
    pub(super) faces: Option<Faces<'a>>,
    pub(super) document: word::Document,
    pub(super) lists: Lists,
    pub(super) links: Links,
    /// Every bookmark in document order, with where its text came from; its place in this list is its id.
    pub(super) origins: Vec<(Anchor, Origin)>,
    /// Space that the last table asks for below it, in points, until a paragraph has given it.
    owed_pt: f64,
    /// The last thing written is a table, which Word would join to a table that follows.
    after_table: bool,
}

/// What a bookmark is named by, and where its text came from.
pub(super) type Mark<'m> = (&'m Anchor, &'m Origin);

/// The styles of a list's paragraphs.
pub(super) struct ListStyles {
    pub bullet: &'static str,
    pub number: &'static str,
    pub bracket: &'static str,
    /// Of an item's paragraphs after the first.
    pub later: &'static str,
    /// Whether the list stands in a cell of a table.
    pub in_table: bool,
}

/// Lists of the text.
const TEXT_LIST: ListStyles = ListStyles {
    bullet: styles::LIST_BULLET,
    number: styles::LIST_NUMBER,
    bracket: styles::REFERENCE,
    later: styles::LIST_CONTINUE,
    in_table: false,
};

impl<'a> Body<'a> {
    /// Sets the title and all blocks.
    pub(super) fn build(tree: &Tree, theme: &'a Theme) -> Self {
        let mut body = Self {
            theme,
            faces: Faces::open(theme),
            document: word::Document::new(),
            lists: Lists::default(),
            links: Links::default(),
            origins: Vec::new(),
            owed_pt: 0.0,
            after_table: false,
        };
        body.title(tree);
        let kept = kept_with_signatures(&tree.blocks);
        for (at, block) in tree.blocks.iter().enumerate() {
            body.block(block, leads_in(&tree.blocks, at) || kept.contains(&at));
        }
        if body.after_table {
            body.space();
        }
        body
    }

    fn title(&mut self, tree: &Tree) {
        let title = &tree.title;
        self.push(runs(Paragraph::new().style(styles::DOCUMENT_TYPE), &title.document_type.0));
        let origin = title.title.0.first().map(|run| run.origin.clone());
        let paragraph = Paragraph::new().style(styles::TITLE);
        let paragraph = match origin {
            Some(origin) => self.marked(paragraph, &[(&title.anchor, &origin)], |_, p| runs(p, &title.title.0)),
            None => paragraph,
        };
        self.push(paragraph);
    }

    fn block(&mut self, block: &Block, keep: bool) {
        let mark = (&block.anchor, &block.origin);
        match &block.body {
            BlockBody::Heading(heading) => self.heading(heading, mark),
            BlockBody::Paragraph { content } => {
                let paragraph = self.marked(Paragraph::new(), &[mark], |body, p| body.inlines(p, content));
                self.push_below(paragraph, 0.0, keep);
            }
            BlockBody::List(list) => {
                let mut paragraphs = self.list(list, 0, &TEXT_LIST, &mut None);
                // The list as a whole is followed by the space of a paragraph.
                let last = paragraphs.pop().map(|paragraph| paragraph.line_spacing(after(self.theme.text.after_pt)));
                for paragraph in paragraphs {
                    self.push_below(paragraph, 0.0, false);
                }
                if let Some(last) = last {
                    self.push_below(last, 0.0, keep);
                }
            }
            BlockBody::Table(table) => self.table(table, keep),
            BlockBody::Signatures(signatures) => self.signatures(signatures, mark),
        }
    }

    fn heading(&mut self, heading: &Heading, mark: (&Anchor, &Origin)) {
        let style = styles::heading(heading.level, heading.number.is_some());
        let paragraph = self.marked(Paragraph::new().style(style), &[mark], |body, p| body.inlines(p, &heading.content));
        let before = self.theme.headings.get(usize::from(heading.level.saturating_sub(1))).map_or(0.0, |look| look.before_pt);
        self.push_below(paragraph, before, false);
    }

    /// The paragraphs of a list and of the lists inside it; the first stands within the bookmark `begins` as well.
    pub(super) fn list(&mut self, list: &List, depth: usize, styles: &ListStyles, begins: &mut Option<Mark<'_>>) -> Vec<Paragraph> {
        let number = self.lists.begin(list.marker, depth, styles.in_table);
        let mut out = Vec::new();
        for item in &list.items {
            for (at, block) in item.blocks.iter().enumerate() {
                match &block.body {
                    BlockBody::Paragraph { content } => {
                        let mut marks: Vec<Mark<'_>> = begins.take().into_iter().collect();
                        let paragraph = if at == 0 {
                            marks.push((&item.anchor, &item.origin));
                            self.first_of_item(list.marker, number, depth, styles)
                        } else {
                            self.later_of_item(depth, styles)
                        };
                        marks.push((&block.anchor, &block.origin));
                        out.push(self.marked(paragraph, &marks, |body, p| body.inlines(p, content)));
                    }
                    BlockBody::List(inner) => out.extend(self.list(inner, depth + 1, styles, begins)),
                    // `check` lets nothing else into an item.
                    BlockBody::Heading(_) | BlockBody::Table(_) | BlockBody::Signatures(_) => {}
                }
            }
        }
        out
    }

    fn first_of_item(&self, marker: ListMarker, number: usize, depth: usize, styles: &ListStyles) -> Paragraph {
        let style = match marker {
            ListMarker::Bullet => styles.bullet,
            ListMarker::Number => styles.number,
            ListMarker::Bracket => styles.bracket,
        };
        let level = numbering::level(depth);
        let paragraph = Paragraph::new().style(style).numbering(NumberingId::new(number), IndentLevel::new(level));
        if level == depth {
            return paragraph;
        }
        // Word has nine levels; deeper ones share the last and differ by their indent.
        let indent = |depth| numbering::indent(self.theme, depth, styles.in_table);
        paragraph.indent(Some(indent(depth)), Some(word::SpecialIndentType::Hanging(indent(0))), None, None)
    }

    fn later_of_item(&self, depth: usize, styles: &ListStyles) -> Paragraph {
        let paragraph = Paragraph::new().style(styles.later);
        // The style for later paragraphs of the text has the indent of the outermost list.
        if depth == 0 && !styles.in_table {
            return paragraph;
        }
        paragraph.indent(Some(numbering::indent(self.theme, depth, styles.in_table)), None, None, None)
    }

    /// Fills a paragraph within bookmarks, of which the first is the outermost.
    pub(super) fn marked(
        &mut self,
        mut paragraph: Paragraph,
        marks: &[Mark<'_>],
        fill: impl FnOnce(&mut Self, Paragraph) -> Paragraph,
    ) -> Paragraph {
        let first = self.origins.len();
        for (anchor, origin) in marks {
            paragraph = paragraph.add_bookmark_start(self.origins.len(), anchor.as_str());
            self.origins.push(((*anchor).clone(), (*origin).clone()));
        }
        paragraph = fill(self, paragraph);
        (first..first + marks.len()).rev().fold(paragraph, Paragraph::add_bookmark_end)
    }

    /// Adds text and links to a paragraph.
    pub(super) fn inlines(&mut self, mut paragraph: Paragraph, inlines: &[Inline]) -> Paragraph {
        for inline in inlines {
            match inline {
                Inline::Text(text) => paragraph = paragraph.add_run(run(text)),
                Inline::Link { target, content } => paragraph = paragraph.add_hyperlink(self.link(target, content)),
            }
        }
        paragraph
    }

    /// A link to an address is underlined; one within the document says where it leads in its own words.
    fn link(&mut self, target: &LinkTarget, content: &[Run]) -> Hyperlink {
        let (link, style) = match target {
            LinkTarget::Web(address) => {
                // Made by hand: `Hyperlink::new` numbers by a counter that lives as long as the process.
                (HyperlinkData::External { rid: self.links.to(address), path: String::new() }, styles::HYPERLINK)
            }
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => {
                (HyperlinkData::Anchor { anchor: anchor.as_str().into() }, styles::CROSS_REFERENCE)
            }
        };
        let children = content.iter().map(|text| ParagraphChild::Run(Box::new(run(text).style(style))));
        Hyperlink { link, history: None, children: children.collect() }
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.after_table = false;
        self.document = std::mem::take(&mut self.document).add_paragraph(paragraph);
    }

    /// Adds a paragraph whose style asks for `before_pt` above it; more, if a table above asks for more.
    pub(super) fn push_below(&mut self, paragraph: Paragraph, before_pt: f64, keep: bool) {
        let owed = std::mem::take(&mut self.owed_pt);
        let mut paragraph = if keep { paragraph.keep_next(true) } else { paragraph };
        if owed > before_pt {
            let spacing = paragraph.property.line_spacing.take().unwrap_or_default();
            paragraph = paragraph.line_spacing(spacing.before(u32::try_from(twips(owed)).unwrap_or(0)));
        }
        self.push(paragraph);
    }

    /// Adds a table, parted from a table above.
    pub(super) fn push_table(&mut self, table: word::Table, after_pt: f64) {
        if self.after_table {
            self.space();
        }
        self.document = std::mem::take(&mut self.document).add_table(table);
        (self.owed_pt, self.after_table) = (after_pt, true);
    }

    /// An empty paragraph: between two tables, and at the end of a document that ends in a table.
    fn space(&mut self) {
        self.push_below(Paragraph::new().style(styles::SPACER), 0.0, false);
    }

    /// The width of the text, in twips.
    pub(super) fn text_width(&self) -> i32 {
        text_width(self.theme)
    }
}

/// The width of the text, in twips.
pub(super) fn text_width(theme: &Theme) -> i32 {
    let page = &theme.page;
    crate::write::docx::units::twips_of_mm(page.width_mm - page.left_mm - page.right_mm)
}

/// The blocks that stay on the page of a signature block below them: its headings, and the text above these.
fn kept_with_signatures(blocks: &[Block]) -> BTreeSet<usize> {
    let mut kept = BTreeSet::new();
    for (at, _) in blocks.iter().enumerate().filter(|(_, block)| matches!(block.body, BlockBody::Signatures(_))) {
        for before in (0..at).rev() {
            kept.insert(before);
            if !blocks.get(before).is_some_and(|block| matches!(block.body, BlockBody::Heading(_))) {
                break;
            }
        }
    }
    kept
}

/// So much space below a paragraph, in points.
pub(super) fn after(points: f64) -> LineSpacing {
    LineSpacing::new().after(u32::try_from(twips(points)).unwrap_or(0))
}

/// So much space above a paragraph, in points.
pub(super) fn before(points: f64) -> LineSpacing {
    LineSpacing::new().before(u32::try_from(twips(points)).unwrap_or(0))
}

/// Adds plain runs to a paragraph.
pub(super) fn runs(paragraph: Paragraph, text: &[Run]) -> Paragraph {
    text.iter().fold(paragraph, |paragraph, text| paragraph.add_run(run(text)))
}

fn run(text: &Run) -> word::Run {
    let mut run = word::Run::new().add_text(&text.text);
    if text.style.strong {
        run = run.bold();
    }
    if text.style.emphasis {
        run = run.italic();
    }
    run
}

/// Sets a paragraph flush right.
pub(super) fn right(paragraph: Paragraph) -> Paragraph {
    paragraph.align(AlignmentType::Right)
}
