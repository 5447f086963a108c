//! The body turns the blocks of a tree into Word's paragraphs and tables.
//!
//! Each paragraph, cell and signer's name stands within a bookmark named by its anchor, so that an edited file finds
//! its way home.

use std::collections::BTreeSet;

use crate::diag::Message;
use crate::model::{
    Anchor, Block, Body as BlockBody, Heading, Inline, Item, LinkTarget, List, ListMarker, Mark, Origin, Redline, Run, Tree,
};
use crate::theme::Theme;
use crate::write::docx::numbering::{self, Lists};
use crate::write::docx::package::Links;
use crate::write::docx::paragraph::{Content, Paragraph, Piece, Spacing, Table, Target, Words};
use crate::write::docx::styles;
use crate::write::docx::track::SignatureRows;
use crate::write::docx::untracked::{self, UNTRACKED_BOOKMARK};
use crate::write::measure::Faces;
use crate::write::{keeps_company, leads_in};

/// The body as it grows.
pub(super) struct Body<'a> {
    pub(super) theme: &'a Theme,
    /// The fonts of the PDF, as wide as those of Word; `None` when they can't be read.
    pub(super) faces: Option<Faces<'a>>,
    /// Paragraphs and tables.
    pub(super) content: Vec<Piece<'a>>,
    pub(super) lists: Lists,
    pub(super) links: Links,
    /// Every bookmark in document order, with where its text came from, if that is the source of this version; its place
    /// in this list is its id.
    pub(super) origins: Vec<Bookmarked<'a>>,
    /// The rows of each signature block, by its name.
    pub(super) signature_rows: &'a SignatureRows<'a>,
    /// What makes the tree a redline.
    pub(super) redline: Option<&'a Redline>,
    /// The version that alone has what is being written.
    pub(super) mark: Option<Mark>,
    /// A row that one version alone has is tracked as a whole: the ends of its paragraphs need nothing to be joined with.
    pub(super) in_tracked_row: bool,
    /// Space that the last table asks for below it, in points, until a paragraph has given it.
    owed_pt: f64,
    /// The last thing written is a table, which Word would join to a table that follows.
    after_table: bool,
    /// The last thing written is a paragraph whose end may be taken back, which needs a paragraph to join.
    after_tracked: bool,
}

/// What a bookmark is named by, and where its text came from.
pub(super) type Bookmark<'m> = (&'m Anchor, &'m Origin);

/// The name of a bookmark that stands in the file, and where its text came from, if that is the source of this version.
pub(super) type Bookmarked<'t> = (&'t str, Option<&'t Origin>);

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
    pub(super) fn build(tree: &'a Tree, theme: &'a Theme, signature_rows: &'a SignatureRows<'a>) -> Self {
        let mut body = Self {
            theme,
            faces: Faces::open(theme),
            content: Vec::new(),
            lists: Lists::default(),
            links: Links::default(),
            origins: Vec::new(),
            signature_rows,
            redline: tree.redline.as_deref(),
            mark: None,
            in_tracked_row: false,
            owed_pt: 0.0,
            after_table: false,
            after_tracked: false,
        };
        body.title(tree);
        let kept = kept_with_signatures(&tree.blocks);
        for (at, block) in tree.blocks.iter().enumerate() {
            body.block(block, leads_in(&tree.blocks, at) || kept.contains(&at));
        }
        if body.after_table || body.after_tracked {
            body.space();
        }
        body.appendix(tree);
        body
    }

    /// On a page of its own, what a redline can't track.
    fn appendix(&mut self, tree: &Tree) {
        let changes = untracked::changes(tree);
        if changes.is_empty() {
            return;
        }
        let said = |message: Message| if tree.metadata.language.starts_with("en") { message.en } else { message.sv };
        let id = self.origins.len();
        self.origins.push((UNTRACKED_BOOKMARK, None));
        let mut heading = Paragraph::in_style(styles::heading(1, false));
        heading.look.page_break_before = true;
        heading.content.push(Content::Begin(id, UNTRACKED_BOOKMARK));
        let mut heading = heading.saying(said(untracked::heading()));
        heading.content.push(Content::End(id));
        self.push(heading);
        self.push(Paragraph::default().saying(said(untracked::introduction())));
        let number = self.lists.begin(ListMarker::Bullet, 0, false);
        for change in changes {
            let item = self.first_of_item(ListMarker::Bullet, number, 0, &TEXT_LIST);
            self.push(item.saying(said(change)));
        }
    }

    fn title(&mut self, tree: &'a Tree) {
        let title = &tree.title;
        let mut kind = Paragraph::in_style(styles::DOCUMENT_TYPE);
        self.runs(&mut kind, &title.document_type.0);
        self.push(kind);
        let mut paragraph = Paragraph::in_style(styles::TITLE);
        if let Some(first) = title.title.0.first() {
            self.marked(&mut paragraph, &[(&title.anchor, &first.origin)], |body, p| body.runs(p, &title.title.0));
        }
        self.push(paragraph);
    }

    fn block(&mut self, block: &'a Block, keep: bool) {
        self.of_part(&block.anchor, |body| body.set(block, keep));
    }

    fn set(&mut self, block: &'a Block, keep: bool) {
        let mark = (&block.anchor, &block.origin);
        match &block.body {
            BlockBody::Heading(heading) => self.heading(heading, mark),
            BlockBody::Paragraph { content } => {
                let mut paragraph = Paragraph::default();
                self.marked(&mut paragraph, &[mark], |body, p| body.inlines(p, content));
                self.ended(&mut paragraph, &block.anchor);
                self.push_below(paragraph, 0.0, keep);
            }
            BlockBody::List(list) => {
                let mut paragraphs = self.list(list, 0, &TEXT_LIST, &mut None);
                // The list as a whole is followed by the space of a paragraph.
                let last = paragraphs.pop();
                let kept = kept_with_next(list);
                for (at, paragraph) in paragraphs.into_iter().enumerate() {
                    self.push_below(paragraph, 0.0, kept.contains(&at));
                }
                if let Some(mut last) = last {
                    last.look.spacing = Some(Spacing::after(self.theme.text.after_pt));
                    self.push_below(last, 0.0, keep);
                }
            }
            BlockBody::Table(table) => self.table(table, keep),
            BlockBody::Signatures(signatures) => self.signatures(signatures, mark),
        }
    }

    fn heading(&mut self, heading: &'a Heading, mark: Bookmark<'a>) {
        let mut paragraph = Paragraph::in_style(styles::heading(heading.level, heading.number.is_some()));
        self.marked(&mut paragraph, &[mark], |body, p| body.inlines(p, &heading.content));
        self.ended(&mut paragraph, mark.0);
        let before = self.theme.headings.get(usize::from(heading.level.saturating_sub(1))).map_or(0.0, |look| look.before_pt);
        self.push_below(paragraph, before, false);
    }

    /// The paragraphs of a list and of the lists inside it; the first that is there to stay stands within the bookmark
    /// `begins` as well.
    pub(super) fn list(
        &mut self,
        list: &'a List,
        depth: usize,
        styles: &ListStyles,
        begins: &mut Option<Bookmark<'a>>,
    ) -> Vec<Paragraph<'a>> {
        // The first paragraph of a list may go while others stay.
        let first = list.items.first().and_then(|item| Some((item, item.blocks.first()?)));
        let marked = |anchor: &Anchor| self.mark_of(anchor).is_some();
        let begins_apart = self.mark.is_none() && first.is_some_and(|(item, block)| marked(&item.anchor) || marked(&block.anchor));
        let number = if begins_apart {
            self.lists.begin_apart(list.marker, depth, styles.in_table)
        } else {
            self.lists.begin(list.marker, depth, styles.in_table)
        };
        let mut out = Vec::new();
        for item in &list.items {
            self.of_part(&item.anchor, |body| {
                let mut own = Some((&item.anchor, &item.origin));
                // In a redline either version has a first paragraph.
                let firsts = [Mark::Inserted, Mark::Deleted]
                    .map(|without| item.blocks.iter().position(|block| body.mark_of(&block.anchor) != Some(without)));
                let none_stays = body.mark == Some(Mark::Deleted) || firsts.last() == Some(&None);
                for (at, block) in item.blocks.iter().enumerate() {
                    body.of_part(&block.anchor, |body| match &block.body {
                        BlockBody::Paragraph { content } => {
                            let stays = body.mark != Some(Mark::Deleted);
                            let outer = [(&mut *begins, stays), (&mut own, stays || none_stays)];
                            let outer = outer.map(|(mark, here)| if here { mark.take() } else { None });
                            let marks: Vec<Bookmark<'_>> = outer.into_iter().flatten().chain([(&block.anchor, &block.origin)]).collect();
                            let mut paragraph = if firsts.contains(&Some(at)) {
                                body.first_of_item(list.marker, number, depth, styles)
                            } else {
                                body.later_of_item(depth, styles)
                            };
                            body.marked(&mut paragraph, &marks, |body, p| body.inlines(p, content));
                            body.ended(&mut paragraph, &block.anchor);
                            out.push(paragraph);
                        }
                        BlockBody::List(inner) => out.extend(body.list(inner, depth + 1, styles, begins)),
                        // `check` lets nothing else into an item.
                        BlockBody::Heading(_) | BlockBody::Table(_) | BlockBody::Signatures(_) => {}
                    });
                }
            });
        }
        out
    }

    fn first_of_item(&self, marker: ListMarker, number: usize, depth: usize, styles: &ListStyles) -> Paragraph<'a> {
        let mut paragraph = Paragraph::in_style(match marker {
            ListMarker::Bullet => styles.bullet,
            ListMarker::Number => styles.number,
            ListMarker::Bracket => styles.bracket,
        });
        let level = numbering::level(depth);
        paragraph.look.numbering = Some((number, level));
        if level != depth {
            // Word has nine levels; deeper ones share the last and differ by their indent.
            let indent = |depth| numbering::indent(self.theme, depth, styles.in_table);
            paragraph.look.indent = Some((indent(depth), Some(indent(0))));
        }
        paragraph
    }

    fn later_of_item(&self, depth: usize, styles: &ListStyles) -> Paragraph<'a> {
        let mut paragraph = Paragraph::in_style(styles.later);
        // The style for later paragraphs of the text has the indent of the outermost list.
        if depth > 0 || styles.in_table {
            paragraph.look.indent = Some((numbering::indent(self.theme, depth, styles.in_table), None));
        }
        paragraph
    }

    /// Fills a paragraph within bookmarks, of which the first is the outermost.
    pub(super) fn marked(
        &mut self,
        paragraph: &mut Paragraph<'a>,
        marks: &[Bookmark<'a>],
        fill: impl FnOnce(&mut Self, &mut Paragraph<'a>),
    ) {
        let first = self.origins.len();
        for (anchor, origin) in marks {
            paragraph.content.push(Content::Begin(self.origins.len(), anchor.as_str()));
            self.origins.push((anchor.as_str(), (self.mark != Some(Mark::Deleted)).then_some(*origin)));
        }
        fill(self, paragraph);
        paragraph.content.extend((first..first + marks.len()).rev().map(Content::End));
    }

    /// Adds text and links to a paragraph.
    pub(super) fn inlines(&mut self, paragraph: &mut Paragraph<'a>, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => paragraph.content.push(Content::Words(self.run(text, None))),
                Inline::Link { target, content } => {
                    let link = self.link(target, content);
                    paragraph.content.push(link);
                }
            }
        }
    }

    /// A link to an address is underlined; one within the document says where it leads in its own words.
    fn link(&mut self, target: &'a LinkTarget, content: &'a [Run]) -> Content<'a> {
        let (to, style) = match target {
            LinkTarget::Web(address) => (Target::Relationship(self.links.to(address)), styles::HYPERLINK),
            LinkTarget::Section(anchor) | LinkTarget::Reference(anchor) => (Target::Bookmark(anchor.as_str()), styles::CROSS_REFERENCE),
        };
        Content::Link { to, words: content.iter().map(|text| self.run(text, Some(style))).collect() }
    }

    /// Adds plain runs to a paragraph.
    pub(super) fn runs(&mut self, paragraph: &mut Paragraph<'a>, text: &'a [Run]) {
        paragraph.content.extend(text.iter().map(|text| Content::Words(self.run(text, None))));
    }

    fn run(&self, text: &'a Run, style: Option<&'static str>) -> Words<'a> {
        Words::of(text, style, self.mark.or(text.style.mark))
    }

    /// The version that alone has a part.
    pub(super) fn mark_of(&self, anchor: &Anchor) -> Option<Mark> {
        self.redline.and_then(|redline| redline.marks.get(anchor)).copied()
    }

    /// Writes a part, all of which one version alone may have.
    pub(super) fn of_part<T>(&mut self, anchor: &Anchor, write: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.mark_of(anchor);
        self.of_version(mark, write)
    }

    /// Writes what one version alone has.
    pub(super) fn of_version<T>(&mut self, mark: Option<Mark>, write: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.mark;
        self.mark = outer.or(mark);
        let out = write(self);
        self.mark = outer;
        out
    }

    /// Tracks the end of a paragraph that one version alone has.
    pub(super) fn ended(&self, paragraph: &mut Paragraph<'_>, anchor: &Anchor) {
        self.tracked_end(paragraph, self.mark.or_else(|| self.redline?.ends.get(anchor).copied()));
    }

    /// Tracks the end of a paragraph all of whose words one version alone has.
    pub(super) fn ended_with(&self, paragraph: &mut Paragraph<'_>, text: &[Run]) {
        let mark = text.first().and_then(|run| run.style.mark).filter(|mark| text.iter().all(|run| run.style.mark == Some(*mark)));
        self.tracked_end(paragraph, self.mark.or(mark));
    }

    fn tracked_end(&self, paragraph: &mut Paragraph<'_>, mark: Option<Mark>) {
        if !self.in_tracked_row {
            paragraph.look.end = mark.or(paragraph.look.end);
        }
    }

    fn push(&mut self, paragraph: Paragraph<'a>) {
        self.after_table = false;
        self.after_tracked = paragraph.end_is_tracked();
        self.content.push(Piece::Paragraph(paragraph));
    }

    /// Adds a paragraph whose style asks for `before_pt` above it; more, if a table above asks for more.
    pub(super) fn push_below(&mut self, mut paragraph: Paragraph<'a>, before_pt: f64, keep: bool) {
        let owed = std::mem::take(&mut self.owed_pt);
        let look = &mut paragraph.look;
        look.keep_next |= keep;
        if owed > before_pt {
            look.spacing = Some(Spacing { before: Spacing::before(owed).before, ..look.spacing.unwrap_or_default() });
        }
        self.push(paragraph);
    }

    /// Adds a table, parted from a table above.
    pub(super) fn push_table(&mut self, table: Table<'a>, after_pt: f64) {
        if self.after_table || self.after_tracked {
            self.space();
        }
        self.content.push(Piece::Table(table));
        (self.owed_pt, self.after_table) = (after_pt, true);
        self.after_tracked = false;
    }

    /// An empty paragraph: between two tables, and at the end of a document that ends in a table.
    fn space(&mut self) {
        let spacer = if self.after_tracked { Paragraph::to_join() } else { Paragraph::in_style(styles::SPACER) };
        self.push_below(spacer, 0.0, false);
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

/// The paragraphs of a list, by their place among all of its, that stay on the page of the item after them.
fn kept_with_next(list: &List) -> BTreeSet<usize> {
    fn paragraphs(item: &Item) -> usize {
        let of = |block: &Block| match &block.body {
            BlockBody::List(inner) => inner.items.iter().map(paragraphs).sum(),
            _ => 1,
        };
        item.blocks.iter().map(of).sum()
    }
    let mut before = 0;
    let mut kept = BTreeSet::new();
    for (at, item) in list.items.iter().enumerate() {
        if keeps_company(&list.items, at) {
            kept.insert(before);
        }
        before += paragraphs(item);
    }
    kept
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
