//! Content turns the paragraphs and tables of a body into the text of the part that they stand in.
//!
//! docx-rs would write them too, but its text had to be read, repaired and written anew. What a paragraph, a run, a row or
//! a cell looks like is told by few sets of properties in any document: each of them does go that way, once (`looks`).

use std::collections::BTreeMap;
use std::fmt::Write;

use docx_rs::{
    DeleteChild, DocumentChild, HyperlinkData, InsertChild, Paragraph, ParagraphChild, ParagraphProperty, Run, RunChild, RunProperty,
    Table, TableCell, TableCellContent, TableChild, TableProperty, TableRow, TableRowChild, TableRowProperty,
};

use super::super::styles::{TABLE_HEADER, TABLE_SECTION, TABLE_TERM, is_cell_style};
use super::super::track::{Byline, Bylines};
use super::super::xml::escape;
use super::looks::{LOOKS, Look, Looks};
use super::repair;
use super::unused::Used;

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
/// When they hold something that no body of ours has, or docx-rs built something that is not XML.
pub(super) fn write(body: &[DocumentChild], bylines: Option<&Bylines>, first: usize) -> Result<Content, String> {
    let named = bylines.into_iter().flat_map(|bylines| &bylines.parts).map(|(anchor, byline)| (anchor.as_str(), byline)).collect();
    let mut writer =
        Writer { out: String::new(), used: Used::default(), looks: LOOKS.take(), tracked: bylines.is_some(), named, next: first };
    let written = writer.blocks(body, bylines.map(|bylines| &bylines.last));
    LOOKS.set(writer.looks);
    written.map(|()| Content { text: writer.out, used: writer.used })
}

/// A run that is being written: what it looks like, and whether it has words yet.
type Open<'r> = Option<(&'r RunProperty, bool)>;

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
    fn blocks(&mut self, blocks: &[DocumentChild], byline: Option<&'b Byline>) -> Result<(), String> {
        for (at, block) in blocks.iter().enumerate() {
            match block {
                DocumentChild::Paragraph(paragraph) => {
                    let below = blocks.get(at + 1);
                    let below = below.is_some_and(|next| matches!(next, DocumentChild::Paragraph(next) if is_inserted(next)));
                    self.paragraph(paragraph, byline, below)?;
                }
                DocumentChild::Table(table) => self.table(table, byline)?,
                _ => return Err("a block that is neither paragraph nor table".into()),
            }
        }
        Ok(())
    }

    /// A paragraph; `inserted_below` is whether the end of one right below it is inserted.
    fn paragraph(&mut self, paragraph: &Paragraph, byline: Option<&'b Byline>, inserted_below: bool) -> Result<(), String> {
        let own = if self.named.is_empty() { byline } else { self.named_for(paragraph).or(byline) };
        let property = &paragraph.property;
        let alike = |known: &ParagraphProperty| {
            known.style == property.style && known.numbering_property == property.numbering_property && known == property
        };
        let look = self.looks.paragraphs.get(alike, || Ok((property.clone(), Look::of(property, [])?)))?;
        if look.text.is_empty() && paragraph.children.is_empty() {
            self.out.push_str("<w:p/>");
            return Ok(());
        }
        self.out.push_str("<w:p>");
        self.look(&look, own);
        self.inlines(&paragraph.children, own)?;
        // LibreOffice takes words inserted at the end of a paragraph and inserted paragraphs that follow it for one change,
        // and on rejecting it joins the paragraph with whatever stands below. The space between is no change.
        if self.tracked && inserted_below && !ends_changed(paragraph) && ends_inserted(&paragraph.children) {
            self.out.push_str("<w:r><w:t xml:space=\"preserve\">\u{a0}</w:t></w:r>");
        }
        self.out.push_str("</w:p>");
        Ok(())
    }

    /// Properties, with what is told of a change among them.
    fn look(&mut self, look: &Look, byline: Option<&Byline>) {
        self.used.add(&look.used);
        let (before, after) = look.change.and_then(|at| look.text.split_at_checked(at)).unwrap_or((&look.text, ""));
        self.out.push_str(before);
        if look.change.is_some() {
            self.signed(byline);
        }
        self.out.push_str(after);
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

    /// Words, links and bookmarks. Neighbours that look alike are one run: a tree has a run for each place that words come
    /// from, and Word needs none of that.
    fn inlines(&mut self, children: &[ParagraphChild], byline: Option<&Byline>) -> Result<(), String> {
        let mut open = None;
        for child in children {
            if let ParagraphChild::Run(run) = child {
                self.run(&mut open, run, "w:t")?;
                continue;
            }
            self.close(&mut open, "w:t");
            match child {
                ParagraphChild::BookmarkStart(start) => {
                    // Writing to a string does not fail.
                    let _ = write!(self.out, "<w:bookmarkStart w:id=\"{}\"", start.id);
                    self.attribute("w:name", &start.name);
                    self.out.push_str("/>");
                }
                ParagraphChild::BookmarkEnd(end) => {
                    let _ = write!(self.out, "<w:bookmarkEnd w:id=\"{}\"/>", end.id);
                }
                ParagraphChild::Insert(insert) => {
                    let runs = insert.children.iter().map(|child| if let InsertChild::Run(run) = child { Some(&**run) } else { None });
                    self.change("w:ins", "w:t", runs, byline)?;
                }
                ParagraphChild::Delete(delete) => {
                    let runs = delete.children.iter().map(|child| if let DeleteChild::Run(run) = child { Some(&**run) } else { None });
                    self.change("w:del", "w:delText", runs, byline)?;
                }
                ParagraphChild::Hyperlink(link) => {
                    self.out.push_str("<w:hyperlink");
                    match &link.link {
                        HyperlinkData::External { rid, .. } => self.attribute("r:id", rid),
                        HyperlinkData::Anchor { anchor } => self.attribute("w:anchor", anchor),
                    }
                    self.attribute("w:history", "1");
                    self.out.push('>');
                    self.inlines(&link.children, byline)?;
                    self.out.push_str("</w:hyperlink>");
                }
                _ => return Err("a paragraph with something else than words, links and bookmarks".into()),
            }
        }
        self.close(&mut open, "w:t");
        Ok(())
    }

    /// Words that one version alone has.
    fn change<'r>(
        &mut self,
        name: &str,
        words: &str,
        runs: impl Iterator<Item = Option<&'r Run>>,
        byline: Option<&Byline>,
    ) -> Result<(), String> {
        self.out.push('<');
        self.out.push_str(name);
        self.signed(byline);
        self.out.push('>');
        let mut open = None;
        for run in runs {
            self.run(&mut open, run.ok_or("a change of something else than words")?, words)?;
        }
        self.close(&mut open, words);
        let _ = write!(self.out, "</{name}>");
        Ok(())
    }

    /// A run, as part of the one before where they look alike.
    fn run<'r>(&mut self, open: &mut Open<'r>, run: &'r Run, words: &str) -> Result<(), String> {
        let [RunChild::Text(text)] = run.children.as_slice() else { return Err("a run of something else than words".into()) };
        if open.is_none_or(|(look, _)| *look != run.run_property) {
            self.close(open, words);
            let property = &run.run_property;
            let look = self.looks.runs.get(|known| known == property, || Ok((property.clone(), Look::of(property, [])?)))?;
            self.out.push_str("<w:r>");
            self.look(&look, None);
            let _ = write!(self.out, "<{words} xml:space=\"preserve\"");
            *open = Some((property, false));
        }
        if let Some((_, begun)) = open.as_mut().filter(|_| !text.text.is_empty()) {
            if !std::mem::replace(begun, true) {
                self.out.push('>');
            }
            escape(&text.text, false, &mut self.out);
        }
        Ok(())
    }

    fn close(&mut self, open: &mut Open<'_>, words: &str) {
        match open.take() {
            Some((_, true)) => {
                let _ = write!(self.out, "</{words}></w:r>");
            }
            Some((_, false)) => self.out.push_str("/></w:r>"),
            None => {}
        }
    }

    /// A table. The rows that head it are repeated on every page, and rows that end before it does say so.
    fn table(&mut self, table: &Table, byline: Option<&'b Byline>) -> Result<(), String> {
        let rows = || table.rows.iter().map(|TableChild::TableRow(row)| row);
        let headers = rows().any(|row| has_cell_in(row, TABLE_HEADER));
        // Where rows only head what is below them, their first cells are all that heads anything.
        let terms = rows().any(|row| has_cell_in(row, TABLE_TERM)) || rows().all(|row| has_cell_in(row, TABLE_SECTION));
        let property = &table.property;
        let alike = |(known, first_row, first_cells): &(TableProperty, bool, bool)| {
            (*first_row, *first_cells) == (headers, terms) && known == property
        };
        let heads = (headers || terms).then(|| repair::look(headers, terms));
        let look = self.looks.tables.get(alike, || Ok(((property.clone(), headers, terms), Look::of(property, heads)?)))?;
        self.out.push_str("<w:tbl>");
        self.look(&look, None);
        self.out.push_str("<w:tblGrid>");
        for width in &table.grid {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        rows().try_for_each(|row| self.row(row, table.grid.len(), byline))?;
        self.out.push_str("</w:tbl>");
        Ok(())
    }

    fn row(&mut self, row: &TableRow, columns: usize, byline: Option<&'b Byline>) -> Result<(), String> {
        let mut own = byline;
        if !self.named.is_empty() {
            own = cells(row).flat_map(paragraphs).find_map(|paragraph| self.named_for(paragraph)).or(byline);
        }
        let mut looks = Vec::with_capacity(row.cells.len());
        for cell in cells(row) {
            let property = &cell.property;
            looks.push(self.looks.cells.get(|known| known == property, || Ok((property.clone(), Look::of(property, [])?)))?);
        }
        let after = columns.saturating_sub(looks.iter().map(|look| look.span).sum());
        let (header, property) = (has_cell_in(row, TABLE_HEADER), &row.property);
        let alike = |(known, left, repeated): &(TableRowProperty, usize, bool)| (*left, *repeated) == (after, header) && known == property;
        let more = (after > 0).then(|| repair::columns_after(after)).into_iter().chain(header.then(repair::repeated));
        let look = self.looks.rows.get(alike, || Ok(((property.clone(), after, header), Look::of(property, more)?)))?;
        self.out.push_str("<w:tr>");
        self.look(&look, own);
        for (cell, look) in cells(row).zip(&looks) {
            self.out.push_str("<w:tc>");
            self.look(look, None);
            let mut within = paragraphs(cell).peekable();
            while let Some(paragraph) = within.next() {
                let below = within.peek().is_some_and(|next| is_inserted(next));
                self.paragraph(paragraph, own, below)?;
            }
            if paragraphs(cell).count() != cell.children.len() {
                return Err("a cell with something else than paragraphs".into());
            }
            self.out.push_str("</w:tc>");
        }
        self.out.push_str("</w:tr>");
        Ok(())
    }

    /// Who is named for the first part that begins in a paragraph and that anybody is named for.
    fn named_for(&self, paragraph: &Paragraph) -> Option<&'b Byline> {
        paragraph.children.iter().find_map(|child| match child {
            ParagraphChild::BookmarkStart(start) => self.named.get(start.name.as_str()).copied(),
            _ => None,
        })
    }
}

fn cells(row: &TableRow) -> impl Iterator<Item = &TableCell> {
    row.cells.iter().map(|TableRowChild::TableCell(cell)| cell)
}

fn paragraphs(cell: &TableCell) -> impl Iterator<Item = &Paragraph> {
    cell.children.iter().filter_map(|content| if let TableCellContent::Paragraph(paragraph) = content { Some(&**paragraph) } else { None })
}

/// Whether a cell of a row holds a paragraph in some style of cells.
fn has_cell_in(row: &TableRow, wanted: &str) -> bool {
    let style = |paragraph: &Paragraph| paragraph.property.style.as_ref().is_some_and(|style| is_cell_style(&style.val, wanted));
    cells(row).flat_map(paragraphs).any(style)
}

/// Whether the end of a paragraph is inserted.
fn is_inserted(paragraph: &Paragraph) -> bool {
    paragraph.property.run_property.ins.is_some()
}

/// Whether the end of a paragraph is tracked.
fn ends_changed(paragraph: &Paragraph) -> bool {
    is_inserted(paragraph) || paragraph.property.run_property.del.is_some()
}

/// Whether the last words of a paragraph or link are inserted.
fn ends_inserted(children: &[ParagraphChild]) -> bool {
    match children.iter().rev().find(|child| !matches!(child, ParagraphChild::BookmarkEnd(_))) {
        Some(ParagraphChild::Insert(_)) => true,
        Some(ParagraphChild::Hyperlink(link)) => ends_inserted(&link.children),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use docx_rs::{AlignmentType, Delete, Document, Docx, IndentLevel, Insert, NumberingId, TableRow, WidthType};

    use super::super::read;
    use super::*;

    fn run(text: &str) -> Run {
        let mut run = Run::new();
        run.children.push(RunChild::Text(docx_rs::Text { text: text.into(), preserve_space: true }));
        run
    }

    fn cell(width: usize, paragraph: Paragraph) -> TableCell {
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph)
    }

    /// Whatever a body may hold, but for changes.
    fn body() -> Vec<DocumentChild> {
        let link = docx_rs::Hyperlink {
            link: HyperlinkData::Anchor { anchor: "k1".into() },
            history: None,
            children: vec![ParagraphChild::Run(Box::new(run("dit").style("Link")))],
        };
        let plain = Paragraph::new().add_bookmark_start(0, "k1").add_run(run("ett ")).add_run(run("två")).add_run(run(" tre").bold());
        let item = Paragraph::new().style("ListNumber").numbering(NumberingId::new(8), IndentLevel::new(1)).align(AlignmentType::Right);
        let wide = TableCell::new().grid_span(2).add_paragraph(Paragraph::new().style(TABLE_HEADER).add_run(run("huvud")));
        let rows = vec![
            TableRow::new(vec![wide]).cant_split(),
            TableRow::new(vec![cell(1, Paragraph::new().style(TABLE_TERM).add_run(run("term"))), cell(2, Paragraph::new())]),
            TableRow::new(vec![cell(1, Paragraph::new().keep_next(true))]),
        ];
        let table = Table::without_borders(rows).set_grid(vec![1, 2]).width(3, WidthType::Dxa).style("KansliTable");
        vec![
            DocumentChild::Paragraph(Box::new(plain.add_bookmark_end(0).add_hyperlink(link).add_run(run("")))),
            DocumentChild::Paragraph(Box::new(item.add_run(run("punkt").italic()))),
            DocumentChild::Table(Box::new(table)),
            DocumentChild::Paragraph(Box::new(Paragraph::new())),
        ]
    }

    #[test]
    fn what_is_written_is_what_docx_rs_writes_repaired() {
        let body = body();
        let mut document = Document::new();
        document.children = body.clone();
        let whole = repair::content(read("document", &Docx::new().document(document).build().document).unwrap());
        let expected = whole.first("w:body").unwrap();
        let section = expected.first("w:sectPr").unwrap().to_text();
        let expected = expected.to_text().replace("<w:body>", "").replace("</w:body>", "").replace(&section, "");
        // Properties of a row that say nothing are left out.
        let expected = expected.replace("<w:trPr/>", "");
        // Once as it comes, once from what is kept.
        for _ in 0..2 {
            let content = write(&body, None, 1).unwrap();
            assert_eq!(content.text, expected);
            let mut used = Used::default();
            used.collect(&whole);
            assert_eq!(content.used, used);
        }
    }

    #[test]
    fn changes_have_numbers_authors_and_text_of_their_own() {
        let byline = |author: &str| Byline { author: author.into(), time: crate::model::Moment::parse("2021-03-15T00:00:00Z").unwrap() };
        let bylines = Bylines { last: byline("A & B"), parts: [(crate::model::Anchor::of("/x", 0), byline("C"))].into() };
        let anchor = crate::model::Anchor::of("/x", 0);
        let mut ended = Paragraph::new().add_bookmark_start(0, anchor.as_str()).add_run(run("kvar"));
        ended.property.run_property.ins = Some(Insert::new_with_empty());
        let changed = Paragraph::new().add_delete(Delete::new().add_run(run("<ut>"))).add_insert(Insert::new(run("in")));
        let body = [changed, ended].map(|paragraph| DocumentChild::Paragraph(Box::new(paragraph)));
        let signed = |id: usize, author: &str| format!(r#" w:id="{id}" w:author="{author}" w:date="2021-03-15T00:00:00Z""#);
        let words = |name: &str, text: &str| format!(r#"<w:r><{name} xml:space="preserve">{text}</{name}></w:r>"#);
        let expected = format!(
            concat!(
                "<w:p><w:del{}>{}</w:del><w:ins{}>{}</w:ins>{}</w:p>",
                r#"<w:p><w:pPr><w:rPr><w:ins{}/></w:rPr></w:pPr><w:bookmarkStart w:id="0" w:name="{}"/>{}</w:p>"#
            ),
            signed(1, "A &amp; B"),
            words("w:delText", "&lt;ut&gt;"),
            signed(2, "A &amp; B"),
            words("w:t", "in"),
            words("w:t", "\u{a0}"),
            signed(3, "C"),
            anchor.as_str(),
            words("w:t", "kvar"),
        );
        assert_eq!(write(&body, Some(&bylines), 1).unwrap().text, expected);
    }

    #[test]
    fn what_no_body_has_is_refused() {
        let body = [DocumentChild::Paragraph(Box::new(Paragraph::new().add_run(Run::new().add_tab())))];
        assert!(write(&body, None, 0).is_err());
    }
}
