//! Comparison turns what makes a tree a redline into elements: marked words, the number of each change, and ways between them.

use std::collections::BTreeMap;

use crate::model::redline_words::counted;
use crate::model::{Anchor, Mark, Redline, Run, Tree};
use crate::write::html::element::{Attribute, Element, Tag};
use crate::write::redline;

/// What is known of the changes of a redline.
pub(super) struct Comparison<'t> {
    /// What makes the tree a redline.
    pub redline: &'t Redline,
    /// The numbers of the changes by the part they were made in.
    numbers: BTreeMap<Anchor, Vec<usize>>,
    /// The parts by the number of their first change.
    places: BTreeMap<usize, Anchor>,
    /// Whether a list of the changes stands in the text.
    listed: bool,
}

impl<'t> Comparison<'t> {
    /// What is known of a tree's changes; `None` of a document as it stands.
    pub fn of(tree: &'t Tree) -> Option<Self> {
        let redline = tree.redline.as_deref()?;
        let numbers = redline::changes(tree);
        let places = numbers.iter().filter_map(|(anchor, numbers)| Some((*numbers.first()?, anchor.clone()))).collect();
        let list = Redline::list_anchor();
        Some(Self { redline, numbers, places, listed: tree.blocks.iter().any(|block| block.anchor == list) })
    }

    /// What is compared, how many changes there are, and ways to the first of them and to the list.
    pub fn introduction(&self, tree: &Tree, swedish: bool) -> Option<Element> {
        let (old, new) = (&self.redline.old_name, &self.redline.new_name);
        let counts = counted(&self.redline.changes);
        let text = if swedish {
            format!("Ändringar från {old} till {new}: {}. Understruket är tillagt, genomstruket är borttaget.", counts.sv)
        } else {
            format!("Changes from {old} to {new}: {}. Underlined words are inserted, struck ones are deleted.", counts.en)
        };
        let label = if swedish { "Ändringar" } else { "Changes" };
        let mut paragraph = Element::new(Tag::P).text(text);
        let ways = [
            (
                self.places.values().next().map(|first| format!("#{first}")),
                if swedish { "Till första ändringen" } else { "To the first change" },
            ),
            (self.listed.then(|| format!("#{}", Redline::list_anchor())), if swedish { "Till listan" } else { "To the list" }),
        ];
        for (address, words) in ways {
            if let Some(address) = address {
                paragraph = paragraph.text(" ").child(Element::new(Tag::A).with(Attribute::Href, address).text(words));
            }
        }
        (!tree.blocks.is_empty()).then(|| Element::new(Tag::Nav).with(Attribute::Label, label).child(paragraph))
    }

    /// The numbers of the changes made in a part, with ways to the parts changed before and after it.
    pub fn changes(&self, anchor: &Anchor, swedish: bool) -> Option<Element> {
        let numbers = self.numbers.get(anchor)?;
        let (first, last, total) = (*numbers.first()?, *numbers.last()?, self.redline.changes.len());
        let text = match (first == last, swedish) {
            (true, true) => format!("Ändring {first} av {total}"),
            (false, true) => format!("Ändring {first}–{last} av {total}"),
            (true, false) => format!("Change {first} of {total}"),
            (false, false) => format!("Changes {first}–{last} of {total}"),
        };
        let way = |to: Option<&Anchor>, words: &str| to.map(|to| Element::new(Tag::A).with(Attribute::Href, format!("#{to}")).text(words));
        let before = self.places.range(..first).next_back().map(|(_, anchor)| anchor);
        let after = self.places.range(first + 1..).next().map(|(_, anchor)| anchor);
        let (back, on) = if swedish { ("föregående ändring", "nästa ändring") } else { ("previous change", "next change") };
        let line = Element::new(Tag::P)
            .with(Attribute::Class, "change")
            .text(format!("{text} "))
            .children(way(before, back))
            .text(" ")
            .children(way(after, on));
        Some(line)
    }
}

/// Adds text with its looks and, in a redline, with its marks, which are also said aloud: once for all that bear one mark and stand
/// beside each other.
pub(super) fn runs<'r>(element: Element, runs: impl IntoIterator<Item = &'r Run>, swedish: bool) -> Element {
    let runs: Vec<&Run> = runs.into_iter().collect();
    runs.chunk_by(|one, next| one.style.mark == next.style.mark).fold(element, |element, alike| of_one_mark(element, alike, swedish))
}

fn of_one_mark(element: Element, runs: &[&Run], swedish: bool) -> Element {
    let styled = |element| runs.iter().fold(element, |element, run| styled(element, run));
    let Some(mark) = runs.first().and_then(|run| run.style.mark) else { return styled(element) };
    let tag = match mark {
        Mark::Inserted => Tag::Ins,
        Mark::Deleted => Tag::Del,
    };
    let (before, after) = redline::spoken(mark, swedish);
    let hidden = |words: &str| Element::new(Tag::Span).with(Attribute::Class, "spoken").text(words);
    element.child(styled(Element::new(tag).child(hidden(before))).child(hidden(after)))
}

fn styled(element: Element, run: &Run) -> Element {
    let tags = [(run.style.emphasis, Tag::Em), (run.style.strong, Tag::Strong)];
    let mut tags = tags.into_iter().filter_map(|(set, tag)| set.then_some(tag));
    let Some(inner) = tags.next() else { return element.text(&run.text) };
    let inner = Element::new(inner).text(&run.text);
    element.child(tags.fold(inner, |inner, outer| Element::new(outer).child(inner)))
}
