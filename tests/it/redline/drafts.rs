//! Generated documents, and what somebody does to them: what Word can hold, in small.

use kansli::model::*;
use proptest::prelude::*;

use crate::support::trees::{line, origin};

type Words = Vec<String>;

/// A block as it is generated; names are given when the tree is built.
#[derive(Debug, Clone)]
pub enum Draft {
    /// Level, whether numbered, words.
    Heading(u8, bool, String),
    Paragraph(Words),
    /// Whether it has bullets.
    List(bool, Vec<DraftItem>),
    Table(Vec<[DraftCell; 2]>),
    /// Whether place and date are told; parties.
    Signatures(bool, Vec<Party>),
}

/// Paragraphs, at least one, and a list inside.
#[derive(Debug, Clone)]
pub struct DraftItem {
    pub paragraphs: Vec<Words>,
    pub inner: Vec<Words>,
}

/// Paragraphs and then a list, or nothing.
#[derive(Debug, Clone)]
pub struct DraftCell {
    pub paragraphs: Vec<Words>,
    pub items: Vec<Words>,
}

/// Name, and each signer's name and details.
#[derive(Debug, Clone)]
pub struct Party(pub String, pub Vec<(Option<String>, Words)>);

const WORDS: &[&str] = &[
    "vården",
    "och",
    "i",
    "ska",
    "gruppen",
    "huvudmännen",
    "utse",
    "en",
    "riktlinje",
    "före",
    "hösten",
    "av",
    "patienter",
    "sjukhus",
    "kommunen",
    "nämnden",
    "beslutar",
    "om",
    "att",
    "inte",
    "medel",
    "två",
    "(bilaga",
    "avsnitt",
    "sju,",
    "<3.",
    "&",
];
const NAMES: &[&str] = &["Disa Åkerlund", "Ebbe Östergård", "Ida Ek", "Runo Vall"];

fn words() -> impl Strategy<Value = Words> {
    proptest::collection::vec(proptest::sample::select(WORDS).prop_map(str::to_owned), 1..14)
}

fn name(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(names).prop_map(str::to_owned)
}

fn item() -> impl Strategy<Value = DraftItem> {
    (proptest::collection::vec(words(), 1..3), proptest::collection::vec(words(), 0..3))
        .prop_map(|(paragraphs, inner)| DraftItem { paragraphs, inner })
}

fn cell() -> impl Strategy<Value = DraftCell> {
    let few = || prop_oneof![3 => Just(1_usize), 1 => Just(0), 1 => Just(2)];
    let texts = |count: usize| proptest::collection::vec(words(), count);
    (few().prop_flat_map(texts), prop_oneof![4 => Just(0_usize), 1 => Just(2)].prop_flat_map(texts))
        .prop_map(|(paragraphs, items)| DraftCell { paragraphs, items })
}

fn party() -> impl Strategy<Value = Party> {
    let signer = (proptest::option::of(name(NAMES)), proptest::collection::vec(name(&["Direktör", "Ordförande", "stadgarna § 4"]), 0..3));
    (name(&["regionen", "kommunerna", "förbundet", "föreningen"]), proptest::collection::vec(signer, 1..3))
        .prop_map(|(name, signers)| Party(name, signers))
}

fn row() -> impl Strategy<Value = [DraftCell; 2]> {
    (cell(), cell()).prop_map(|(a, b)| [a, b])
}

fn draft() -> impl Strategy<Value = Draft> {
    prop_oneof![
        3 => (1_u8..4, any::<bool>(), name(&["Bakgrund", "Syfte", "Uppdrag", "Tidplan", "Ekonomi"])).prop_map(|(level, numbered, title)| Draft::Heading(level, numbered && level < 3, title)),
        6 => words().prop_map(Draft::Paragraph),
        3 => (any::<bool>(), proptest::collection::vec(item(), 1..4)).prop_map(|(bullets, items)| Draft::List(bullets, items)),
        2 => proptest::collection::vec(row(), 1..4).prop_map(Draft::Table),
        1 => (any::<bool>(), proptest::collection::vec(party(), 1..4)).prop_map(|(place, parties)| Draft::Signatures(place, parties)),
    ]
}

pub fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    proptest::collection::vec(draft(), 0..10)
}

/// What somebody does. Numbers choose places, counted round.
#[derive(Debug, Clone)]
pub enum Edit {
    Word(usize, usize, String),
    Leave(usize),
    Add(usize, Draft),
    Move(usize, usize),
    Split(usize, usize),
    Join(usize),
    /// Of the parts of a block, such as items, rows and parties, the one there is taken out.
    PartOut(usize, usize),
    /// And put in elsewhere, as it is or with another's words.
    PartMoved(usize, usize, usize),
    PartIn(usize, usize, Box<(DraftItem, [DraftCell; 2], Party)>),
    /// Another level, mark or line.
    Form(usize),
    /// A text of a cell, an item or a signer comes or goes.
    Inside(usize, usize, Words),
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = 0_usize..40;
    let edit = prop_oneof![
        5 => (place.clone(), place.clone(), name(WORDS)).prop_map(|(a, b, word)| Edit::Word(a, b, word)),
        1 => place.clone().prop_map(Edit::Leave),
        1 => (place.clone(), draft()).prop_map(|(at, draft)| Edit::Add(at, draft)),
        1 => (place.clone(), place.clone()).prop_map(|(a, b)| Edit::Move(a, b)),
        2 => (place.clone(), 1_usize..12).prop_map(|(a, b)| Edit::Split(a, b)),
        1 => place.clone().prop_map(Edit::Join),
        1 => (place.clone(), place.clone()).prop_map(|(a, b)| Edit::PartOut(a, b)),
        1 => (place.clone(), place.clone(), place.clone()).prop_map(|(a, b, c)| Edit::PartMoved(a, b, c)),
        2 => (place.clone(), place.clone(), (item(), row(), party())).prop_map(|(a, b, part)| Edit::PartIn(a, b, Box::new(part))),
        1 => place.clone().prop_map(Edit::Form),
        3 => (place.clone(), place, words()).prop_map(|(a, b, words)| Edit::Inside(a, b, words)),
    ];
    proptest::collection::vec(edit, 0..7)
}

/// Every text of words in a block.
fn texts(draft: &mut Draft) -> Vec<&mut Words> {
    match draft {
        Draft::Heading(..) => Vec::new(),
        Draft::Paragraph(words) => vec![words],
        Draft::List(_, items) => items.iter_mut().flat_map(|item| item.paragraphs.iter_mut().chain(&mut item.inner)).collect(),
        Draft::Table(rows) => rows.iter_mut().flatten().flat_map(|cell| cell.paragraphs.iter_mut().chain(&mut cell.items)).collect(),
        Draft::Signatures(_, parties) => {
            parties.iter_mut().flat_map(|party| &mut party.1).map(|(_, details)| details).filter(|details| !details.is_empty()).collect()
        }
    }
}

/// Every row of paragraphs, of which one can be split and two joined.
fn rows_of_paragraphs(draft: &mut Draft) -> Vec<&mut Vec<Words>> {
    match draft {
        Draft::List(_, items) => items.iter_mut().map(|item| &mut item.paragraphs).collect(),
        Draft::Table(rows) => rows.iter_mut().flatten().map(|cell| &mut cell.paragraphs).collect(),
        _ => Vec::new(),
    }
}

fn moved<T>(parts: &mut Vec<T>, from: usize, to: usize) {
    if !parts.is_empty() {
        let part = parts.remove(from % parts.len());
        parts.insert(to % (parts.len() + 1), part);
    }
}

fn out<T>(parts: &mut Vec<T>, at: usize) {
    if parts.len() > 1 {
        parts.remove(at % parts.len());
    }
}

fn split(paragraphs: &mut Vec<Words>, at: usize, word: usize) {
    if let Some(words) = paragraphs.get_mut(at).filter(|words| words.len() > 1) {
        let rest = words.split_off((word % words.len()).max(1));
        paragraphs.insert(at + 1, rest);
    }
}

fn join(paragraphs: &mut Vec<Words>, at: usize) {
    if at + 1 < paragraphs.len() {
        let next = paragraphs.remove(at + 1);
        paragraphs[at].extend(next);
    }
}

pub fn apply(drafts: &mut Vec<Draft>, edit: &Edit) {
    let count = drafts.len().max(1);
    match edit {
        Edit::Word(at, word, text) => {
            let mut all: Vec<_> = drafts.iter_mut().flat_map(texts).collect();
            let count = all.len().max(1);
            if let Some(words) = all.get_mut(at % count) {
                let word = word % words.len();
                words[word].clone_from(text);
            }
        }
        Edit::Leave(at) if !drafts.is_empty() => drop(drafts.remove(at % count)),
        Edit::Leave(_) => {}
        Edit::Add(at, draft) => drafts.insert(at % (drafts.len() + 1), draft.clone()),
        Edit::Move(from, to) => moved(drafts, *from, *to),
        Edit::Split(at, word) => {
            let at = at % count;
            match drafts.get_mut(at) {
                Some(Draft::Paragraph(words)) if words.len() > 1 => {
                    let rest = words.split_off((word % words.len()).max(1));
                    drafts.insert(at + 1, Draft::Paragraph(rest));
                }
                Some(draft) => rows_of_paragraphs(draft).into_iter().take(2).for_each(|paragraphs| split(paragraphs, 0, *word)),
                None => {}
            }
        }
        Edit::Join(at) => {
            let at = at % count;
            if let (Some(Draft::Paragraph(_)), Some(Draft::Paragraph(next))) = (drafts.get(at), drafts.get(at + 1)) {
                let next = next.clone();
                drafts.remove(at + 1);
                if let Some(Draft::Paragraph(words)) = drafts.get_mut(at) {
                    words.extend(next);
                }
            } else if let Some(draft) = drafts.get_mut(at) {
                rows_of_paragraphs(draft).into_iter().take(2).for_each(|paragraphs| join(paragraphs, 0));
            }
        }
        Edit::PartOut(at, part) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => out(items, *part),
            Some(Draft::Table(rows)) => out(rows, *part),
            Some(Draft::Signatures(_, parties)) => out(parties, *part),
            _ => {}
        },
        Edit::PartMoved(at, from, to) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => moved(items, *from, *to),
            Some(Draft::Table(rows)) => moved(rows, *from, *to),
            Some(Draft::Signatures(_, parties)) => moved(parties, *from, *to),
            _ => {}
        },
        Edit::PartIn(at, to, part) => match drafts.get_mut(at % count) {
            Some(Draft::List(_, items)) => items.insert(to % (items.len() + 1), part.0.clone()),
            Some(Draft::Table(rows)) => rows.insert(to % (rows.len() + 1), part.1.clone()),
            Some(Draft::Signatures(_, parties)) => parties.insert(to % (parties.len() + 1), part.2.clone()),
            _ => {}
        },
        Edit::Form(at) => match drafts.get_mut(at % count) {
            Some(Draft::Heading(level, numbered, _)) => (*level, *numbered) = (*level % 3 + 1, !*numbered && *level % 3 + 1 < 3),
            Some(Draft::List(bullets, _)) => *bullets = !*bullets,
            Some(Draft::Signatures(place, _)) => *place = !*place,
            _ => {}
        },
        Edit::Inside(at, part, words) => inside(drafts.get_mut(at % count), *part, words),
    }
}

fn inside(draft: Option<&mut Draft>, part: usize, words: &Words) {
    match draft {
        Some(Draft::List(_, items)) => {
            let count = items.len();
            let item = &mut items[part % count];
            match part % 4 {
                0 => item.paragraphs.insert(0, words.clone()),
                1 => item.inner.push(words.clone()),
                2 => drop(item.inner.pop()),
                _ => out(&mut item.paragraphs, 0),
            }
        }
        Some(Draft::Table(rows)) => {
            let count = rows.len();
            let cell = &mut rows[part % count][part / 2 % 2];
            match part % 4 {
                0 => cell.paragraphs.insert(0, words.clone()),
                1 => cell.items.push(words.clone()),
                2 => drop(cell.items.pop()),
                _ => drop(cell.paragraphs.pop()),
            }
        }
        Some(Draft::Signatures(_, parties)) => {
            let count = parties.len();
            let signers = &mut parties[part % count].1;
            match part % 4 {
                0 => signers.insert(0, (None, Vec::new())),
                1 => signers[0].1.push(words[0].clone()),
                2 => signers[0].0 = Some(words[0].clone()),
                _ => signers[0].1.clear(),
            }
        }
        _ => {}
    }
}

/// Gives every part of a tree its name; `heading` is what links lead to.
struct Builder {
    count: usize,
    heading: Option<Anchor>,
}

impl Builder {
    fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("/mission", self.count)
    }

    /// Some words are set in bold, some lead somewhere.
    fn content(&self, words: &[String]) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let style = Style { strong: word == "inte", emphasis: word == "medel", ..Style::default() };
            let run = |text: &str, style| Run { text: text.to_owned(), style, origin: origin("/mission") };
            let target = match (word.as_str(), &self.heading) {
                ("riktlinje", _) => Some(LinkTarget::Web("https://exempel.se/riktlinje?a=1&b=2".into())),
                ("avsnitt", Some(heading)) => Some(LinkTarget::Section(heading.clone())),
                _ => None,
            };
            if at > 0 {
                match out.last_mut() {
                    Some(Inline::Text(last)) => last.text.push(' '),
                    _ => out.push(Inline::Text(run(" ", Style::default()))),
                }
            }
            match (target, out.last_mut()) {
                (Some(target), _) => out.push(Inline::Link { target, content: vec![run(word, Style::default())] }),
                (None, Some(Inline::Text(last))) if last.style == style => last.text.push_str(word),
                (None, _) => out.push(Inline::Text(run(word, style))),
            }
        }
        out
    }

    fn block(&mut self, key: Option<&str>, body: Body) -> Block {
        Block { anchor: self.anchor(), key: key.map(Key::new), origin: origin("/mission"), body }
    }

    fn paragraph(&mut self, words: &[String]) -> Block {
        let content = self.content(words);
        self.block(None, Body::Paragraph { content })
    }

    fn list(&mut self, bullets: bool, items: Vec<Vec<Block>>) -> Block {
        let items = items.into_iter().map(|blocks| Item { anchor: self.anchor(), key: None, origin: origin("/mission"), blocks }).collect();
        self.block(None, Body::List(List { marker: if bullets { ListMarker::Bullet } else { ListMarker::Number }, items }))
    }

    fn cell(&mut self, draft: &DraftCell) -> Cell {
        let mut blocks: Vec<Block> = draft.paragraphs.iter().map(|words| self.paragraph(words)).collect();
        if !draft.items.is_empty() {
            let items = draft.items.iter().map(|words| vec![self.paragraph(words)]).collect();
            blocks.push(self.list(true, items));
        }
        Cell { anchor: self.anchor(), origin: origin("/mission"), span: 1, blocks }
    }
}

use kansli::model::words as words_of;

pub fn tree(drafts: &[Draft]) -> Tree {
    let mut builder = Builder { count: 0, heading: None };
    let (mut counts, mut titles, mut blocks) = ([0_u8; 2], std::collections::BTreeSet::new(), Vec::new());
    // Links lead to the first heading, and are there after it.
    for draft in drafts {
        let block = match draft {
            Draft::Heading(level, numbered, title) => {
                // Two sections of one title have no key, as in a document where the template gives none.
                let key = titles.insert(title.clone()).then_some(title.as_str());
                // No level is skipped on the way down.
                let number = (*numbered && (*level == 1 || counts[0] > 0)).then(|| {
                    if *level == 1 {
                        counts = [counts[0] + 1, 0];
                        format!("{}.", counts[0])
                    } else {
                        counts[1] += 1;
                        format!("{}.", char::from(b'a' + counts[1] - 1))
                    }
                });
                let content = builder.content(std::slice::from_ref(title));
                let mut block = builder.block(key, Body::Heading(Heading { level: *level, number, content }));
                // A section's name follows its line in the template, so its title.
                let of_title = blocks
                    .iter()
                    .filter(|block: &&Block| matches!(&block.body, Body::Heading(other) if words_of(&other.content) == *title));
                block.anchor = Anchor::of(title, of_title.count());
                builder.heading.get_or_insert(block.anchor.clone());
                block
            }
            Draft::Paragraph(words) => builder.paragraph(words),
            Draft::List(bullets, items) => {
                let mut all = Vec::new();
                for item in items {
                    let mut blocks: Vec<Block> = item.paragraphs.iter().map(|words| builder.paragraph(words)).collect();
                    if !item.inner.is_empty() {
                        let inner = item.inner.iter().map(|words| vec![builder.paragraph(words)]).collect();
                        blocks.push(builder.list(!bullets, inner));
                    }
                    all.push(blocks);
                }
                builder.list(*bullets, all)
            }
            Draft::Table(rows) => {
                let header = ["När", "Vad"].map(|word| builder.cell(&DraftCell { paragraphs: vec![vec![word.into()]], items: Vec::new() }));
                let mut table = Table {
                    columns: vec![Column { width: 0.5, alignment: Alignment::Left }; 2],
                    header: header.to_vec(),
                    row_headers: false,
                    rows: Vec::new(),
                };
                for cells in rows {
                    let cells = cells.iter().map(|cell| builder.cell(cell)).collect();
                    table.rows.push(Row {
                        anchor: builder.anchor(),
                        key: None,
                        origin: origin("/timeline"),
                        role: RowRole::Ordinary,
                        cells,
                    });
                }
                builder.block(None, Body::Table(table))
            }
            Draft::Signatures(place, parties) => {
                let mut columns = Vec::new();
                for Party(name, signers) in parties {
                    let signers = signers.iter().map(|(name, details)| Signer {
                        anchor: builder.anchor(),
                        origin: origin("/signatories"),
                        name: name.as_deref().map(|name| line(name, "/signatories")),
                        details: details.iter().map(|detail| line(detail, "/signatories")).collect(),
                    });
                    let signers = signers.collect();
                    let party = line(&format!("För {name}"), "/signatories");
                    columns.push(SignatureColumn {
                        anchor: builder.anchor(),
                        key: Some(Key::new(name)),
                        origin: origin("/signatories"),
                        party,
                        signers,
                    });
                }
                let place_and_date = place.then(|| line("Göteborg", "/place"));
                builder.block(None, Body::Signatures(Signatures { place_and_date, columns }))
            }
        };
        blocks.push(block);
    }
    Tree {
        metadata: Metadata {
            id: "prov".into(),
            kind: "prov".into(),
            language: "sv-SE".into(),
            title: "Prov".into(),
            authors: Vec::new(),
            date: None,
        },
        orientation: Orientation::Portrait,
        head: Head {
            label: None,
            parties: Vec::new(),
            facts: vec![line(&format!("{} delar", drafts.len()), "/date")],
            short_title: line("Prov", "/title"),
            running: Vec::new(),
        },
        title: TitleBlock {
            anchor: Anchor::of("/title", 0),
            document_type: line("Prov", "/title"),
            title: line(&format!("En rubrik på {} delar", drafts.len()), "/title"),
        },
        blocks,
        redline: None,
    }
}
