//! The body turns the blocks of a tree into Word's paragraphs and tables.
//!
//! Each paragraph, cell and signer's name stands within a bookmark named by its anchor, so that an edited file finds
//! its way home.

use std::collections::BTreeSet;

use docx_rs as word;
use word::{
    AlignmentType, Delete, DeleteChild, DocumentChild, Hyperlink, HyperlinkData, IndentLevel, Insert, InsertChild, LineSpacing,
    NumberingId, Paragraph, ParagraphChild,
};

use crate::diag::Message;
use crate::model::{
    Anchor, Block, Body as BlockBody, Heading, Inline, Item, LinkTarget, List, ListMarker, Mark, Origin, Redline, Run, Tree,
};
use crate::theme::Theme;
use crate::write::docx::numbering::{self, Lists};
use crate::write::docx::package::Links;
use crate::write::docx::styles;
use crate::write::docx::units::twips;
use crate::write::docx::untracked::{self, UNTRACKED_BOOKMARK};
use crate::write::measure::Faces;
use crate::write::{keeps_company, leads_in};

/// The body as it grows.
pub(super) struct Body<'a> {
    pub(super) theme: &'a Theme,
    /// The fonts of the PDF, as wide as those of Word; `None` when they can't be read.
    pub(super) faces: Option<Faces<'a>>,
    /// Paragraphs and tables. Their words are as they are read, without the escapes that docx-rs itself would write.
    pub(super) content: Vec<DocumentChild>,
    pub(super) lists: Lists,
    pub(super) links: Links,
    /// Every bookmark in document order, with where its text came from, if that is the source of this version; its place
    /// in this list is its id.
    pub(super) origins: Vec<(Anchor, Option<Origin>)>,
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
    pub(super) fn build(tree: &'a Tree, theme: &'a Theme) -> Self {
        let mut body = Self {
            theme,
            faces: Faces::open(theme),
            content: Vec::new(),
            lists: Lists::default(),
            links: Links::default(),
            origins: Vec::new(),
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
        let text = |text: String| words(text);
        let id = self.origins.len();
        self.origins.push((Anchor::of(UNTRACKED_BOOKMARK, 0), None));
        let heading = Paragraph::new().style(styles::heading(1, false)).page_break_before(true);
        let heading = heading.add_bookmark_start(id, UNTRACKED_BOOKMARK).add_run(text(said(untracked::heading())));
        self.push(heading.add_bookmark_end(id));
        self.push(Paragraph::new().add_run(text(said(untracked::introduction()))));
        let number = self.lists.begin(ListMarker::Bullet, 0, false);
        for change in changes {
            let item = self.first_of_item(ListMarker::Bullet, number, 0, &TEXT_LIST);
            self.push(item.add_run(text(said(change))));
        }
    }

    fn title(&mut self, tree: &Tree) {
        let title = &tree.title;
        let kind = self.runs(Paragraph::new().style(styles::DOCUMENT_TYPE), &title.document_type.0);
        self.push(kind);
        let origin = title.title.0.first().map(|run| run.origin.clone());
        let paragraph = Paragraph::new().style(styles::TITLE);
        let paragraph = match origin {
            Some(origin) => self.marked(paragraph, &[(&title.anchor, &origin)], |body, p| body.runs(p, &title.title.0)),
            None => paragraph,
        };
        self.push(paragraph);
    }

    fn block(&mut self, block: &Block, keep: bool) {
        self.of_part(&block.anchor, |body| body.set(block, keep));
    }

    fn set(&mut self, block: &Block, keep: bool) {
        let mark = (&block.anchor, &block.origin);
        match &block.body {
            BlockBody::Heading(heading) => self.heading(heading, mark),
            BlockBody::Paragraph { content } => {
                let paragraph = self.marked(Paragraph::new(), &[mark], |body, p| body.inlines(p, content));
                let paragraph = self.ended(paragraph, &block.anchor);
                self.push_below(paragraph, 0.0, keep);
            }
            BlockBody::List(list) => {
                let mut paragraphs = self.list(list, 0, &TEXT_LIST, &mut None);
                // The list as a whole is followed by the space of a paragraph.
                let last = paragraphs.pop().map(|paragraph| paragraph.line_spacing(after(self.theme.text.after_pt)));
                let kept = kept_with_next(list);
                for (at, paragraph) in paragraphs.into_iter().enumerate() {
                    self.push_below(paragraph, 0.0, kept.contains(&at));
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
        let paragraph = self.ended(paragraph, mark.0);
        let before = self.theme.headings.get(usize::from(heading.level.saturating_sub(1))).map_or(0.0, |look| look.before_pt);
        self.push_below(paragraph, before, false);
    }

    /// The paragraphs of a list and of the lists inside it; the first that is there to stay stands within the bookmark
    /// `begins` as well.
    pub(super) fn list<'m>(
        &mut self,
        list: &'m List,
        depth: usize,
        styles: &ListStyles,
        begins: &mut Option<Bookmark<'m>>,
    ) -> Vec<Paragraph> {
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
                            let paragraph = if firsts.contains(&Some(at)) {
                                body.first_of_item(list.marker, number, depth, styles)
                            } else {
                                body.later_of_item(depth, styles)
                            };
                            let paragraph = body.marked(paragraph, &marks, |body, p| body.inlines(p, content));
                            out.push(body.ended(paragraph, &block.anchor));
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
        marks: &[Bookmark<'_>],
        fill: impl FnOnce(&mut Self, Paragraph) -> Paragraph,
    ) -> Paragraph {
        let first = self.origins.len();
        for (anchor, origin) in marks {
            paragraph = paragraph.add_bookmark_start(self.origins.len(), anchor.as_str());
            let origin = (self.mark != Some(Mark::Deleted)).then(|| (*origin).clone());
            self.origins.push(((*anchor).clone(), origin));
        }
        paragraph = fill(self, paragraph);
        (first..first + marks.len()).rev().fold(paragraph, Paragraph::add_bookmark_end)
    }

    /// Adds text and links to a paragraph.
    pub(super) fn inlines(&mut self, mut paragraph: Paragraph, inlines: &[Inline]) -> Paragraph {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.run(&mut paragraph.children, text, None),
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
        let mut children = Vec::with_capacity(content.len());
        content.iter().for_each(|text| self.run(&mut children, text, Some(style)));
        Hyperlink { link, history: None, children }
    }

    /// Adds plain runs to a paragraph.
    pub(super) fn runs(&mut self, mut paragraph: Paragraph, text: &[Run]) -> Paragraph {
        text.iter().for_each(|text| self.run(&mut paragraph.children, text, None));
        paragraph
    }

    fn run(&self, children: &mut Vec<ParagraphChild>, text: &Run, style: Option<&str>) {
        let mark = self.mark.or(text.style.mark);
        let run = looking_like(words(text.text.clone()), text);
        add(children, if let Some(style) = style { run.style(style) } else { run }, mark);
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
    pub(super) fn ended(&self, paragraph: Paragraph, anchor: &Anchor) -> Paragraph {
        let end = self.mark.or_else(|| self.redline?.ends.get(anchor).copied());
        if self.in_tracked_row { paragraph } else { end_tracked(paragraph, end) }
    }

    /// Tracks the end of a paragraph all of whose words one version alone has.
    pub(super) fn ended_with(&self, paragraph: Paragraph, text: &[Run]) -> Paragraph {
        let mark = text.first().and_then(|run| run.style.mark).filter(|mark| text.iter().all(|run| run.style.mark == Some(*mark)));
        if self.in_tracked_row { paragraph } else { end_tracked(paragraph, self.mark.or(mark)) }
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.after_table = false;
        self.after_tracked = end_is_tracked(&paragraph);
        self.content.push(DocumentChild::Paragraph(Box::new(paragraph)));
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
        if self.after_table || self.after_tracked {
            self.space();
        }
        self.content.push(DocumentChild::Table(Box::new(table)));
        (self.owed_pt, self.after_table) = (after_pt, true);
        self.after_tracked = false;
    }

    /// An empty paragraph: between two tables, and at the end of a document that ends in a table.
    fn space(&mut self) {
        let spacer = if self.after_tracked { to_join() } else { Paragraph::new().style(styles::SPACER) };
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

/// So much space below a paragraph, in points.
pub(super) fn after(points: f64) -> LineSpacing {
    LineSpacing::new().after(u32::try_from(twips(points)).unwrap_or(0))
}

/// So much space above a paragraph, in points.
pub(super) fn before(points: f64) -> LineSpacing {
    LineSpacing::new().before(u32::try_from(twips(points)).unwrap_or(0))
}

/// Adds plain runs, of which none is marked, to a paragraph of a head, which docx-rs writes.
pub(super) fn runs(paragraph: Paragraph, text: &[Run]) -> Paragraph {
    text.iter().fold(paragraph, |paragraph, text| paragraph.add_run(looking_like(word::Run::new().add_text(&text.text), text)))
}

/// A run of the content, whose words are as they are read.
fn words(text: String) -> word::Run {
    let mut run = word::Run::new();
    run.children.push(word::RunChild::Text(word::Text { text, preserve_space: true }));
    run
}

fn looking_like(mut run: word::Run, text: &Run) -> word::Run {
    if text.style.strong {
        run = run.bold();
    }
    if text.style.emphasis {
        run = run.italic();
    }
    run
}

/// Adds a run to what stands in a paragraph or link; neighbours that are inserted, or deleted, are so together. Author,
/// time and number of the change are `package::content`'s.
fn add(children: &mut Vec<ParagraphChild>, run: word::Run, mark: Option<Mark>) {
    match (mark, children.last_mut()) {
        (None, _) => children.push(ParagraphChild::Run(Box::new(run))),
        (Some(Mark::Inserted), Some(ParagraphChild::Insert(insert))) => insert.children.push(InsertChild::Run(Box::new(run))),
        (Some(Mark::Inserted), _) => children.push(ParagraphChild::Insert(Insert::new(run))),
        (Some(Mark::Deleted), Some(ParagraphChild::Delete(delete))) => delete.children.push(DeleteChild::Run(Box::new(run))),
        (Some(Mark::Deleted), _) => children.push(ParagraphChild::Delete(Delete::new().add_run(run))),
    }
}

/// A paragraph with its end tracked, if one version alone has it.
fn end_tracked(mut paragraph: Paragraph, mark: Option<Mark>) -> Paragraph {
    if let Some(mark) = mark {
        track_end(&mut paragraph, mark);
    }
    paragraph
}

/// Tracks the end of a paragraph.
pub(super) fn track_end(paragraph: &mut Paragraph, mark: Mark) {
    let properties = &mut paragraph.property.run_property;
    match mark {
        Mark::Inserted => properties.ins = Some(Insert::new_with_empty()),
        Mark::Deleted => properties.del = Some(Delete::new()),
    }
}

/// What a paragraph whose end may be taken back is joined with, where no other follows: all but empty, since LibreOffice
/// lets an empty paragraph take the look, and the bullet, of what was joined with it.
pub(super) fn to_join() -> Paragraph {
    Paragraph::new().style(styles::SPACER).add_run(words("\u{a0}".into()))
}

/// Whether the end of a paragraph is tracked.
pub(super) fn end_is_tracked(paragraph: &Paragraph) -> bool {
    let properties = &paragraph.property.run_property;
    properties.ins.is_some() || properties.del.is_some()
}

/// Sets a paragraph flush right.
pub(super) fn right(paragraph: Paragraph) -> Paragraph {
    paragraph.align(AlignmentType::Right)
}
