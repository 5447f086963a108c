//! Listing adds to a redline the list of its changes, as a heading and a table at the end of the text.

use crate::diag::{Language, Message};
use crate::model::redline_words::{before_the_text, counted};
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Change, Column, Heading, Inline, LinkTarget, Origin, Pointer, Redline, Row, RowRole, Run, Style,
    Table, Tree,
};

use super::resolve::every_anchor;
use super::wording::{Stretch, shortened, wording};

/// Words shown on either side of a change, and of a part that stands in one version only.
const CONTEXT: usize = 5;
const WHOLE: usize = 24;

/// The redline with the list of its changes at the end, in the document's language. A tree that is no redline, or one
/// without changes, stays as it is. Such a tree is for showing: the list is no part of either version.
pub fn listed(tree: &Tree) -> Tree {
    let Some(redline) = tree.redline.as_deref().filter(|redline| !redline.changes.is_empty()) else { return tree.clone() };
    let mut out = tree.clone();
    let writer = Writer { language: language_of(tree), there: every_anchor(tree), count: 1 };
    out.blocks.extend(writer.list(redline));
    out
}

/// The language of a document, as far as messages have it.
pub(super) fn language_of(tree: &Tree) -> Language {
    if tree.metadata.language.starts_with("sv") { Language::Swedish } else { Language::English }
}

struct Writer {
    language: Language,
    /// The names of all parts that a link may lead to.
    there: std::collections::BTreeSet<Anchor>,
    count: usize,
}

impl Writer {
    fn pick(&self, message: &Message) -> String {
        message.text(self.language).to_owned()
    }

    fn text(&self, sv: &str, en: &str) -> String {
        self.pick(&Message::new(sv, en))
    }

    fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("redline:changes", self.count)
    }

    fn list(mut self, redline: &Redline) -> Vec<Block> {
        let (old, new) = (&redline.old_name, &redline.new_name);
        let title = match (old.is_empty() || new.is_empty(), self.language) {
            (true, Language::Swedish) => "Ändringar".to_owned(),
            (true, Language::English) => "Changes".to_owned(),
            (false, Language::Swedish) => format!("Ändringar från {old} till {new}"),
            (false, Language::English) => format!("Changes from {old} to {new}"),
        };
        let heading = Heading { level: 1, number: None, content: plain(&title) };
        let counts = self.pick(&counted(&redline.changes));
        let legend = self.text(
            "Tillagda ord är understrukna och borttagna genomstrukna; i ren text står de inom [+ +] och [- -].",
            "Inserted words are underlined and deleted ones struck; in plain text they stand within [+ +] and [- -].",
        );
        let confirmed = redline.changes.iter().filter(|change| change.confirmed.is_some()).count();
        let weights = match confirmed {
            0 => self.text("Vikterna är förslag.", "The weights are proposals."),
            all if all == redline.changes.len() => self.text("Vikterna är bekräftade.", "The weights are confirmed."),
            _ => self.text("Vikter som inte är bekräftade är förslag.", "Weights that are not confirmed are proposals."),
        };
        let mut first = counts.chars();
        let counts: String = first.next().map(|c| c.to_uppercase().chain(first).collect()).unwrap_or_default();
        let paragraph = plain(&format!("{counts}. {legend} {weights}"));
        let paragraph = Block { anchor: self.anchor(), key: None, origin: origin(), body: Body::Paragraph { content: paragraph } };
        let header = [("Nr", "No."), ("Avsnitt", "Section"), ("Ändring", "Change"), ("Vikt", "Weight")]
            .map(|(sv, en)| vec![plain(&self.text(sv, en))])
            .into_iter()
            .map(|content| self.cell(content))
            .collect();
        let rows = redline.changes.iter().enumerate().map(|(at, change)| self.row(at + 1, change)).collect();
        let columns = [0.09, 0.25, 0.5, 0.16].map(|width| Column { width, alignment: Alignment::Left }).to_vec();
        let table = Table { columns, header, row_headers: false, rows };
        let heading = Block { anchor: Redline::list_anchor(), key: None, origin: origin(), body: Body::Heading(heading) };
        let table = Block { anchor: Redline::table_anchor(), key: None, origin: origin(), body: Body::Table(table) };
        vec![heading, paragraph, table]
    }

    fn row(&mut self, number: usize, change: &Change) -> Row {
        let place = match (&change.new, &change.old) {
            (Some(new), _) => Some(new.anchor.clone()),
            (None, Some(old)) => Some(Anchor::former(&old.anchor)),
            (None, None) => None,
        };
        let number = match place.filter(|place| self.there.contains(place)) {
            Some(place) => {
                vec![Inline::Link { target: LinkTarget::Section(place), content: vec![run(&number.to_string(), Style::default())] }]
            }
            None => plain(&number.to_string()),
        };
        let section = match change.section() {
            [] => self.pick(&before_the_text(change.part)),
            section => section.join(" › "),
        };
        let mut told = self.pick(&change.told());
        if let Some(within) = change.spot().and_then(|spot| spot.within.as_ref()) {
            told = format!("{told} ({within})");
        }
        let text = |spot: &Option<crate::model::Spot>| spot.as_ref().map(|spot| spot.text.clone()).unwrap_or_default();
        let words = shortened(&wording(&text(&change.old), &text(&change.new)), CONTEXT, WHOLE);
        let weight = self.pick(&change.weighed());
        let cells = [vec![number], vec![plain(&section)], vec![plain(&told), marked(&words)], vec![plain(&weight)]];
        let cells = cells.into_iter().map(|content| self.cell(content)).collect();
        Row { anchor: self.anchor(), key: None, origin: origin(), role: RowRole::Ordinary, cells }
    }

    fn cell(&mut self, paragraphs: Vec<Vec<Inline>>) -> Cell {
        let anchor = self.anchor();
        let blocks = paragraphs.into_iter().filter(|content| !content.is_empty());
        let blocks = blocks.map(|content| Block { anchor: self.anchor(), key: None, origin: origin(), body: Body::Paragraph { content } });
        let blocks = blocks.collect();
        Cell { anchor, origin: origin(), span: 1, blocks }
    }
}

/// The list comes from no source.
fn origin() -> Origin {
    Origin::Field(Pointer::root())
}

fn run(text: &str, style: Style) -> Run {
    Run { text: text.to_owned(), style, origin: origin() }
}

fn plain(text: &str) -> Vec<Inline> {
    if text.is_empty() { Vec::new() } else { vec![Inline::Text(run(text, Style::default()))] }
}

/// Words with their marks.
pub(super) fn marked(stretches: &[Stretch]) -> Vec<Inline> {
    let inline = |stretch: &Stretch| Inline::Text(run(&stretch.text, Style { mark: stretch.mark, ..Style::default() }));
    stretches.iter().filter(|stretch| !stretch.text.is_empty()).map(inline).collect()
}
