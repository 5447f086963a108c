//! Content turns the paragraphs and tables of a body into the text of the part that they stand in.
//!
//! docx-rs would write them too, but its text had to be read, repaired and written anew. What a paragraph, words, a row or
//! a cell look like is told by few sets of properties in any document: each of them does go that way, once (`looks`).

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::paragraph::{Cell, Content as Inner, Field, Paragraph, Piece, Row, Table, Target, Words, WordsLook};
use super::super::styles::{TABLE_HEADER, TABLE_SECTION, TABLE_TERM, is_cell_style};
use super::super::track::{Byline, Bylines};
use super::super::xml::escape;
use super::looks::{LOOKS, Look, Looks, RowLook};
use super::unused::Used;
use crate::model::Mark;

/// The content of a document.
pub(super) struct Content {
    /// What stands in the body, but for the last section.
    pub text: String,
    /// What it names.
    pub used: Used,
}

/// Writes paragraphs and tables. Changes are given their authors, and numbers from `first` on.
///
/// # Errors
/// When docx-rs built something that is not XML.
pub(super) fn write(body: &[Piece<'_>], bylines: Option<&Bylines>, first: usize) -> Result<Content, String> {
    let named = bylines.into_iter().flat_map(|bylines| &bylines.parts).map(|(anchor, byline)| (anchor.as_str(), byline)).collect();
    let mut writer =
        Writer { out: String::new(), used: Used::default(), looks: LOOKS.take(), tracked: bylines.is_some(), named, next: first };
    let written = writer.pieces(body, bylines.map(|bylines| &bylines.last));
    LOOKS.set(writer.looks);
    written.map(|()| Content { text: writer.out, used: writer.used })
}

/// Words that are being written: the version that alone has them, and the run that is open, with whether it says anything yet.
#[derive(Default)]
struct Open {
    mark: Option<Mark>,
    run: Option<(WordsLook, bool)>,
}

struct Writer<'b> {
    out: String,
    used: Used,
    looks: Looks,
    /// Whether it is a redline.
    tracked: bool,
    /// Who is named for the parts of a redline.
    named: BTreeMap<&'b str, &'b Byline>,
    /// The number of the next change.
    next: usize,
}

impl<'b> Writer<'b> {
    fn pieces(&mut self, pieces: &[Piece<'_>], byline: Option<&'b Byline>) -> Result<(), String> {
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Paragraph(paragraph) => {
                    let below = pieces.get(at + 1);
                    let below = below.is_some_and(|next| matches!(next, Piece::Paragraph(next) if is_inserted(next)));
                    self.paragraph(paragraph, byline, below)?;
                }
                Piece::Table(table) => self.table(table, byline)?,
            }
        }
        Ok(())
    }

    /// A paragraph; `inserted_below` is whether the end of one right below it is inserted.
    fn paragraph(&mut self, paragraph: &Paragraph<'_>, byline: Option<&'b Byline>, inserted_below: bool) -> Result<(), String> {
        let own = if self.named.is_empty() { byline } else { self.named_for(paragraph).or(byline) };
        let look = self.looks.paragraph(&paragraph.look)?;
        if look.text.is_empty() && paragraph.content.is_empty() {
            self.out.push_str("<w:p/>");
            return Ok(());
        }
        self.out.push_str("<w:p>");
        self.look(&look, paragraph.look.numbering.map(|(instance, _)| instance), own);
        self.content(&paragraph.content, own)?;
        // LibreOffice takes words inserted at the end of a paragraph and inserted paragraphs that follow it for one change,
        // and on rejecting it joins the paragraph with whatever stands below. The space between is no change.
        if self.tracked && inserted_below && !paragraph.end_is_tracked() && ends_inserted(&paragraph.content) {
            self.out.push_str("<w:r><w:t xml:space=\"preserve\">\u{a0}</w:t></w:r>");
        }
        self.out.push_str("</w:p>");
        Ok(())
    }

    /// A look, with the number of an instance of numbering and what is told of a change among it.
    fn look(&mut self, look: &Look, number: Option<usize>, byline: Option<&Byline>) {
        self.used.add(&look.used);
        let mut from = 0;
        if let (Some(at), Some(number)) = (look.number, number) {
            let number = number.to_string();
            self.out.push_str(look.text.get(from..at).unwrap_or_default());
            self.out.push_str(&number);
            self.used.instances.insert(number);
            from = at;
        }
        if let Some(at) = look.change {
            self.out.push_str(look.text.get(from..at).unwrap_or_default());
            self.signed(byline);
            from = at;
        }
        self.out.push_str(look.text.get(from..).unwrap_or_default());
    }

    /// Number, author and time of a change.
    fn signed(&mut self, byline: Option<&Byline>) {
        let Some(byline) = byline else { return };
        self.attribute("w:id", &self.next.to_string());
        self.attribute("w:author", &byline.author);
        self.attribute("w:date", &byline.time.to_string());
        self.next += 1;
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, true, &mut self.out);
        self.out.push('"');
    }

    /// Words, links and bookmarks.
    fn content(&mut self, content: &[Inner<'_>], byline: Option<&Byline>) -> Result<(), String> {
        let mut open = Open::default();
        for part in content {
            if let Inner::Words(words) = part {
                self.words(&mut open, words, byline)?;
                continue;
            }
            self.close(&mut open);
            match part {
                Inner::Words(_) => {}
                // Writing to a string does not fail.
                Inner::Begin(number, name) => {
                    let _ = write!(self.out, "<w:bookmarkStart w:id=\"{number}\"");
                    self.attribute("w:name", name);
                    self.out.push_str("/>");
                }
                Inner::Field(field) => self.field(*field),
                Inner::End(number) => {
                    let _ = write!(self.out, "<w:bookmarkEnd w:id=\"{number}\"/>");
                }
                Inner::Link { to, words } => {
                    self.out.push_str("<w:hyperlink");
                    match to {
                        Target::Relationship(id) => self.attribute("r:id", id),
                        Target::Bookmark(name) => self.attribute("w:anchor", name),
                    }
                    self.attribute("w:history", "1");
                    self.out.push('>');
                    let mut within = Open::default();
                    words.iter().try_for_each(|words| self.words(&mut within, words, byline))?;
                    self.close(&mut within);
                    self.out.push_str("</w:hyperlink>");
                }
            }
        }
        self.close(&mut open);
        Ok(())
    }

    /// A field whose result Word sets anew (ECMA-376-1, 17.16.18); until then it is 1.
    fn field(&mut self, field: Field) {
        let instruction = match field {
            Field::Page => "PAGE",
            Field::Pages => "NUMPAGES",
        };
        let _ = write!(
            self.out,
            "<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText xml:space=\"preserve\">{instruction}</w:instrText>\
             <w:fldChar w:fldCharType=\"separate\"/><w:t xml:space=\"preserve\">1</w:t><w:fldChar w:fldCharType=\"end\"/></w:r>"
        );
    }

    /// Words, in one change with those before that the same version alone has, and in one run where they look alike: a tree
    /// has a run for each place that words come from, and Word needs none of that.
    fn words(&mut self, open: &mut Open, words: &Words<'_>, byline: Option<&Byline>) -> Result<(), String> {
        if open.mark != words.mark {
            self.close(open);
            if let Some(mark) = words.mark {
                self.out.push('<');
                self.out.push_str(change(mark));
                self.signed(byline);
                self.out.push('>');
            }
            open.mark = words.mark;
        }
        if open.run.as_ref().is_none_or(|(look, _)| *look != words.look) {
            self.close_run(open);
            let look = self.looks.words(&words.look)?;
            self.out.push_str("<w:r>");
            self.look(&look, None, None);
            let _ = write!(self.out, "<{} xml:space=\"preserve\"", text(words.mark));
            open.run = Some((words.look.clone(), false));
        }
        if let Some((_, begun)) = open.run.as_mut().filter(|_| !words.text.is_empty()) {
            if !std::mem::replace(begun, true) {
                self.out.push('>');
            }
            escape(&words.text, false, &mut self.out);
        }
        Ok(())
    }

    fn close_run(&mut self, open: &mut Open) {
        match open.run.take() {
            Some((_, true)) => {
                let _ = write!(self.out, "</{}></w:r>", text(open.mark));
            }
            Some((_, false)) => self.out.push_str("/></w:r>"),
            None => {}
        }
    }

    fn close(&mut self, open: &mut Open) {
        self.close_run(open);
        if let Some(mark) = open.mark.take() {
            let _ = write!(self.out, "</{}>", change(mark));
        }
    }

    /// A table. The rows that head it are repeated on every page, and rows that end before it does say so.
    fn table(&mut self, table: &Table<'_>, byline: Option<&'b Byline>) -> Result<(), String> {
        let rows = || table.rows.iter();
        let headers = rows().any(|row| has_cell_in(row, TABLE_HEADER));
        // Where rows only head what is below them, their first cells are all that heads anything.
        let terms = rows().any(|row| has_cell_in(row, TABLE_TERM)) || rows().all(|row| has_cell_in(row, TABLE_SECTION));
        let look = self.looks.table(table.style, &table.grid, (headers, terms))?;
        self.out.push_str("<w:tbl>");
        self.look(&look, None, None);
        self.out.push_str("<w:tblGrid>");
        for width in &table.grid {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        rows().try_for_each(|row| self.row(row, table.grid.len(), byline))?;
        self.out.push_str("</w:tbl>");
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, columns: usize, byline: Option<&'b Byline>) -> Result<(), String> {
        let mut own = byline;
        if !self.named.is_empty() {
            own = row.cells.iter().flat_map(|cell| &cell.paragraphs).find_map(|paragraph| self.named_for(paragraph)).or(byline);
        }
        let look = RowLook {
            may_break: row.may_break,
            mark: row.mark,
            columns_after: columns.saturating_sub(row.cells.iter().map(|cell| cell.look.span).sum()),
            repeated: has_cell_in(row, TABLE_HEADER),
        };
        let look = self.looks.row(look)?;
        self.out.push_str("<w:tr>");
        self.look(&look, None, own);
        row.cells.iter().try_for_each(|cell| self.cell(cell, own))?;
        self.out.push_str("</w:tr>");
        Ok(())
    }

    fn cell(&mut self, cell: &Cell<'_>, byline: Option<&'b Byline>) -> Result<(), String> {
        let look = self.looks.cell(&cell.look)?;
        self.out.push_str("<w:tc>");
        self.look(&look, None, None);
        let mut within = cell.paragraphs.iter().peekable();
        while let Some(paragraph) = within.next() {
            let below = within.peek().is_some_and(|next| is_inserted(next));
            self.paragraph(paragraph, byline, below)?;
        }
        self.out.push_str("</w:tc>");
        Ok(())
    }

    /// Who is named for the first part that begins in a paragraph and that anybody is named for.
    fn named_for(&self, paragraph: &Paragraph<'_>) -> Option<&'b Byline> {
        paragraph.bookmarks().find_map(|name| self.named.get(name).copied())
    }
}

/// The element of a change.
fn change(mark: Mark) -> &'static str {
    match mark {
        Mark::Inserted => "w:ins",
        Mark::Deleted => "w:del",
    }
}

/// The element of text.
fn text(mark: Option<Mark>) -> &'static str {
    if mark == Some(Mark::Deleted) { "w:delText" } else { "w:t" }
}

/// Whether a cell of a row holds a paragraph in some style of cells.
fn has_cell_in(row: &Row<'_>, wanted: &str) -> bool {
    let mut paragraphs = row.cells.iter().flat_map(|cell| &cell.paragraphs);
    paragraphs.any(|paragraph| paragraph.look.style.is_some_and(|style| is_cell_style(style, wanted)))
}

/// Whether the end of a paragraph is inserted.
fn is_inserted(paragraph: &Paragraph<'_>) -> bool {
    paragraph.look.end == Some(Mark::Inserted)
}

/// Whether the last words of a paragraph are inserted.
fn ends_inserted(content: &[Inner<'_>]) -> bool {
    let inserted = |words: &Words<'_>| words.mark == Some(Mark::Inserted);
    match content.iter().rev().find(|part| !matches!(part, Inner::End(_))) {
        Some(Inner::Words(words)) => inserted(words),
        Some(Inner::Link { words, .. }) => words.last().is_some_and(inserted),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
