//! A synopsis turns a redline into a document of its own: section by section what it said before and what it says now, side by side, and
//! only what has changed.

use crate::diag::{Language, Message};
use crate::model::redline_words::{before_the_text, counted};
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Change, Column, Heading, Inline, Line, Mark, Orientation, Origin, Pointer, Redline, Row, RowRole,
    Run, Spot, Style, Table, TitleBlock, Tree,
};

use super::listed::language_of;
use super::wording::{Stretch, wording};

/// The synopsis of a redline, as a tree that any writer writes: changed words are strong on their side. `None` of a tree
/// that is no redline, and of one without changes.
pub fn synopsis(redlined: &Tree) -> Option<Tree> {
    let redline = redlined.redline.as_deref().filter(|redline| !redline.changes.is_empty())?;
    let language = language_of(redlined);
    let pick = |sv: &str, en: &str| Message::new(sv, en).text(language).to_owned();
    let kind = pick("Jämförelse av lydelser", "Comparison of wordings");
    let title = line_without_deletions(&redlined.title.title);
    let mut metadata = redlined.metadata.clone();
    metadata.title = format!("{kind}: {}", title.text());
    let mut head = redlined.head.clone();
    head.label = None;
    let mut writer = Writer { language, redline, count: 0 };
    let blocks = writer.blocks();
    let title = TitleBlock { anchor: redlined.title.anchor.clone(), document_type: line(&kind), title };
    Some(Tree { metadata, orientation: Orientation::Portrait, head, title, blocks, redline: None })
}

struct Writer<'r> {
    language: Language,
    redline: &'r Redline,
    count: usize,
}

impl Writer<'_> {
    fn pick(&self, sv: String, en: String) -> String {
        Message::new(sv, en).text(self.language).to_owned()
    }

    fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("synopsis", self.count)
    }

    fn block(&mut self, body: Body) -> Block {
        Block { anchor: self.anchor(), key: None, origin: origin(), body }
    }

    fn blocks(&mut self) -> Vec<Block> {
        let redline = self.redline;
        let (old, new) = (&redline.old_name, &redline.new_name);
        let counts = counted(&redline.changes);
        let text = self.pick(
            format!("Till vänster lydelsen i {old}, till höger den i {new}. Bara det som är ändrat står med; ändrade ord är feta. Sammanlagt {}.", counts.sv),
            format!("To the left the wording of {old}, to the right that of {new}. Only what has changed is shown; changed words are bold. In all {}.", counts.en),
        );
        let mut out = vec![self.block(Body::Paragraph { content: words(&text) })];
        let mut section: Option<String> = None;
        let mut rows: Vec<Row> = Vec::new();
        for change in &redline.changes {
            let now = match change.section() {
                [] => before_the_text(change.part).text(self.language).to_owned(),
                [first, ..] => first.clone(),
            };
            if section.as_ref() != Some(&now) {
                self.table(section.take(), std::mem::take(&mut rows), &mut out);
                section = Some(now);
            }
            rows.push(self.row(change));
        }
        self.table(section, rows, &mut out);
        out
    }

    fn table(&mut self, section: Option<String>, rows: Vec<Row>, out: &mut Vec<Block>) {
        let Some(section) = section.filter(|_| !rows.is_empty()) else { return };
        out.push(self.block(Body::Heading(Heading { level: 1, number: None, content: words(&section) })));
        let headers = [
            self.pick(format!("Lydelse i {}", self.redline.old_name), format!("Wording of {}", self.redline.old_name)),
            self.pick(format!("Lydelse i {}", self.redline.new_name), format!("Wording of {}", self.redline.new_name)),
        ];
        let header = headers.map(|text| Cell::of(self.anchor(), origin(), words(&text))).to_vec();
        let columns = vec![Column { width: 0.5, alignment: Alignment::Left }; 2];
        out.push(self.block(Body::Table(Table { columns, header, row_headers: false, rows })));
    }

    fn row(&mut self, change: &Change) -> Row {
        let text = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.text.clone()).unwrap_or_default();
        let stretches = wording(&text(&change.old), &text(&change.new));
        let only = |spot: &Option<Spot>, without: Mark| {
            let paired = change.old.is_some() && change.new.is_some();
            spot.as_ref().map(|_| side(&stretches, without, paired)).filter(|content| !content.is_empty())
        };
        let sides = [(only(&change.old, Mark::Inserted), &change.old), (only(&change.new, Mark::Deleted), &change.new)];
        let cells = sides.map(|(content, spot)| {
            let mut paragraphs: Vec<Vec<Inline>> = Vec::new();
            if let Some(place) = spot.as_ref().and_then(place) {
                paragraphs.push(emphasised(&place));
            }
            paragraphs.push(content.unwrap_or_else(|| words("–")));
            let anchor = self.anchor();
            let blocks = paragraphs.into_iter().map(|content| self.block(Body::Paragraph { content })).collect();
            Cell { anchor, origin: origin(), span: 1, blocks }
        });
        Row { anchor: self.anchor(), key: None, origin: origin(), role: RowRole::Ordinary, cells: cells.to_vec() }
    }
}

/// Where within its section of level 1 a side stands.
fn place(spot: &Spot) -> Option<String> {
    let mut parts: Vec<&str> = spot.section.iter().skip(1).map(String::as_str).collect();
    parts.extend(spot.within.as_deref());
    (!parts.is_empty()).then(|| parts.join(" › "))
}

/// One side of a comparison, with what the other lacks in bold where both say something.
fn side(stretches: &[Stretch], without: Mark, paired: bool) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for stretch in stretches.iter().filter(|stretch| stretch.mark != Some(without)) {
        let style = Style { strong: paired && stretch.mark.is_some(), ..Style::default() };
        match out.last_mut() {
            Some(Inline::Text(last)) if last.style == style => last.text.push_str(&stretch.text),
            _ => out.push(Inline::Text(Run { text: stretch.text.clone(), style, origin: origin() })),
        }
    }
    trimmed(&mut out);
    out
}

/// Takes white space from the ends of a text.
fn trimmed(content: &mut Vec<Inline>) {
    if let Some(Inline::Text(first)) = content.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(Inline::Text(last)) = content.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    content.retain(|inline| inline.runs().iter().any(|run| !run.text.is_empty()));
}

fn line_without_deletions(marked: &Line) -> Line {
    let runs = marked.0.iter().filter(|run| run.style.mark != Some(Mark::Deleted));
    Line(runs.map(|run| Run { style: Style { mark: None, ..run.style }, ..run.clone() }).collect())
}

fn origin() -> Origin {
    Origin::Field(Pointer::root())
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(Run { text: text.to_owned(), style: Style::default(), origin: origin() })]
}

fn emphasised(text: &str) -> Vec<Inline> {
    vec![Inline::Text(Run { text: text.to_owned(), style: Style { emphasis: true, ..Style::default() }, origin: origin() })]
}

fn line(text: &str) -> Line {
    Line(vec![Run { text: text.to_owned(), style: Style::default(), origin: origin() }])
}
