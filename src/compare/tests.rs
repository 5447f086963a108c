//! Laws of comparison over generated documents and edits.

use proptest::prelude::*;

use super::resolve::counted;
use super::script::Step;
use super::words::{steps, tokens};
use super::*;
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, ChangeKind, Column, Head, Heading, Inline, Item, Key, Line, List, ListMarker, Mark, Metadata,
    Orientation, Origin, Pointer, Row, RowRole, Run, SignatureColumn, Signatures, Signer, Style, Table, TitleBlock, Weight,
};

mod pathological;

/// A block as it is generated; names are given when the tree is built.
#[derive(Debug, Clone)]
enum Draft {
    Heading(String),
    Paragraph(Vec<String>),
    List(bool, Vec<Vec<String>>),
    Table(Vec<[Vec<String>; 2]>),
    Signatures(Vec<String>),
}

const WORDS: &[&str] = &[
    "vården",
    "och",
    "i",
    "ska",
    "gruppen",
    "huvudmännen",
    "samverkan",
    "utse",
    "en",
    "riktlinje",
    "före",
    "hösten",
    "av",
    "patienter",
    "närstående",
    "sjukhus",
    "kommunen",
    "regionen",
    "nämnden",
    "beslutar",
    "om",
    "att",
    "inte",
    "medel",
    "två",
    "(bilaga",
    "sju,",
    "3.",
];

fn text() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(proptest::sample::select(WORDS).prop_map(str::to_owned), 1..25)
}

fn draft() -> impl Strategy<Value = Draft> {
    prop_oneof![
        2 => proptest::sample::select(&["Bakgrund", "Syfte", "Uppdrag", "Tidplan", "Ekonomi"][..]).prop_map(|title| Draft::Heading(title.into())),
        6 => text().prop_map(Draft::Paragraph),
        2 => (any::<bool>(), proptest::collection::vec(text(), 1..5)).prop_map(|(bullets, items)| Draft::List(bullets, items)),
        1 => proptest::collection::vec((text(), text()), 1..4).prop_map(|rows| Draft::Table(rows.into_iter().map(|(a, b)| [a, b]).collect())),
        1 => proptest::collection::vec(proptest::sample::select(&["Disa Åkerlund", "Ebbe Östergård", "Ida Ek"][..]).prop_map(str::to_owned), 1..3)
            .prop_map(Draft::Signatures),
    ]
}

/// What somebody does to a draft. Numbers choose places, counted round.
#[derive(Debug, Clone)]
enum Edit {
    Word(usize, usize, String),
    Leave(usize),
    Add(usize, Draft),
    Move(usize, usize),
    Split(usize, usize),
    Join(usize),
    Item(usize, Vec<String>),
    Mark(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = 0_usize..40;
    prop_oneof![
        5 => (place.clone(), 0_usize..40, proptest::sample::select(WORDS)).prop_map(|(a, b, word)| Edit::Word(a, b, word.to_owned())),
        1 => place.clone().prop_map(Edit::Leave),
        1 => (place.clone(), draft()).prop_map(|(at, draft)| Edit::Add(at, draft)),
        1 => (place.clone(), 0_usize..40).prop_map(|(a, b)| Edit::Move(a, b)),
        1 => (place.clone(), 1_usize..20).prop_map(|(a, b)| Edit::Split(a, b)),
        1 => place.clone().prop_map(Edit::Join),
        1 => (place.clone(), text()).prop_map(|(a, words)| Edit::Item(a, words)),
        1 => place.prop_map(Edit::Mark),
    ]
}

fn apply(drafts: &mut Vec<Draft>, edit: &Edit) {
    let count = drafts.len().max(1);
    match edit {
        Edit::Word(at, word, text) => {
            if let Some(Draft::Paragraph(words)) = drafts.get_mut(at % count) {
                let word = word % words.len();
                words[word] = text.clone();
            }
        }
        Edit::Leave(at) if !drafts.is_empty() => drop(drafts.remove(at % count)),
        Edit::Leave(_) => {}
        Edit::Add(at, draft) => drafts.insert(at % (drafts.len() + 1), draft.clone()),
        Edit::Move(from, to) if !drafts.is_empty() => {
            let moved = drafts.remove(from % count);
            drafts.insert(to % (drafts.len() + 1), moved);
        }
        Edit::Move(..) => {}
        Edit::Split(at, word) => {
            if let Some(Draft::Paragraph(words)) = drafts.get_mut(at % count)
                && words.len() > 1
            {
                let rest = words.split_off((word % words.len()).max(1));
                drafts.insert(at % count + 1, Draft::Paragraph(rest));
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
            }
        }
        Edit::Item(at, words) => {
            if let Some(Draft::List(_, items)) = drafts.get_mut(at % count) {
                items.insert(at % (items.len() + 1), words.clone());
            }
        }
        Edit::Mark(at) => {
            if let Some(Draft::List(bullets, _)) = drafts.get_mut(at % count) {
                *bullets = !*bullets;
            }
        }
    }
}

fn origin() -> Origin {
    Origin::Field(Pointer::root().key("mission"))
}

fn line(text: &str) -> Line {
    Line(vec![Run { text: text.to_owned(), style: Style::default(), origin: origin() }])
}

fn content(words: &[String]) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // Some words are set in bold, so that looks take part.
        let style = Style { strong: word == "inte", ..Style::default() };
        let text = if at == 0 { word.clone() } else { format!(" {word}") };
        match out.last_mut() {
            Some(Inline::Text(last)) if last.style == style => last.text.push_str(&text),
            _ => out.push(Inline::Text(Run { text, style, origin: origin() })),
        }
    }
    out
}

fn tree(drafts: &[Draft]) -> Tree {
    let mut count = 0;
    let mut anchor = || {
        count += 1;
        Anchor::of("/mission", count)
    };
    let mut sections = 0;
    let mut titles = std::collections::BTreeMap::new();
    let mut blocks = Vec::new();
    for draft in drafts {
        let (key, body) = match draft {
            Draft::Heading(title) => {
                sections += 1;
                // Two sections of one title have no key, as in a document where the template gives none.
                let key = if titles.insert(title.clone(), ()).is_none() { Some(Key::new(title)) } else { None };
                let number = Some(format!("{sections}."));
                (key, Body::Heading(Heading { level: 1, number, content: content(std::slice::from_ref(title)) }))
            }
            Draft::Paragraph(words) => (None, Body::Paragraph { content: content(words) }),
            Draft::List(bullets, items) => {
                let items = items
                    .iter()
                    .map(|words| {
                        let paragraph =
                            Block { anchor: anchor(), key: None, origin: origin(), body: Body::Paragraph { content: content(words) } };
                        Item { anchor: anchor(), key: None, origin: origin(), blocks: vec![paragraph] }
                    })
                    .collect();
                (None, Body::List(List { marker: if *bullets { ListMarker::Bullet } else { ListMarker::Number }, items }))
            }
            Draft::Table(rows) => {
                let header = ["När", "Vad"].map(|word| Cell::of(anchor(), origin(), content(&[word.to_owned()])));
                let rows = rows
                    .iter()
                    .map(|cells| Row {
                        anchor: anchor(),
                        key: None,
                        origin: origin(),
                        role: RowRole::Ordinary,
                        cells: cells.iter().map(|words| Cell::of(anchor(), origin(), content(words))).collect(),
                    })
                    .collect();
                let columns = vec![Column { width: 0.5, alignment: Alignment::Left }; 2];
                (None, Body::Table(Table { columns, header: header.to_vec(), row_headers: false, rows }))
            }
            Draft::Signatures(names) => {
                let columns = names
                    .iter()
                    .map(|name| SignatureColumn {
                        anchor: anchor(),
                        key: Some(Key::new(name)),
                        origin: origin(),
                        party: line("För regionen"),
                        signers: vec![Signer {
                            anchor: anchor(),
                            origin: origin(),
                            name: Some(line(name)),
                            details: vec![line("Direktör")],
                        }],
                    })
                    .collect();
                (None, Body::Signatures(Signatures { place_and_date: Some(line("Göteborg")), columns }))
            }
        };
        blocks.push(Block { anchor: anchor(), key, origin: origin(), body });
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
            facts: vec![line(&format!("{} stycken", drafts.len()))],
            short_title: line("Prov"),
            running: Vec::new(),
        },
        title: TitleBlock { anchor: Anchor::of("/title", 0), document_type: line("Prov"), title: line("En rubrik") },
        blocks,
        redline: None,
    }
}

/// What a reader sees of a tree, one line a part.
fn view(tree: &Tree) -> Vec<String> {
    fn runs(runs: &[Run], out: &mut String) {
        for run in runs {
            assert_eq!(run.style.mark, None);
            for word in run.text.split_inclusive(' ') {
                out.push_str(if run.style.strong { "*" } else { "" });
                out.push_str(word);
            }
        }
    }
    fn said(content: &[Inline]) -> String {
        let mut out = String::new();
        content.iter().for_each(|inline| runs(inline.runs(), &mut out));
        out
    }
    fn blocks(all: &[Block], indent: &str, out: &mut Vec<String>) {
        for block in all {
            match &block.body {
                Body::Heading(heading) => out.push(format!("{indent}# {:?} {}", heading.number, said(&heading.content))),
                Body::Paragraph { content } => out.push(format!("{indent}{}", said(content))),
                Body::List(list) => {
                    out.push(format!("{indent}{:?}", list.marker));
                    for item in &list.items {
                        blocks(&item.blocks, &format!("{indent}- "), out);
                    }
                }
                Body::Table(table) => {
                    for row in &table.rows {
                        out.push(format!("{indent}| {:?}", row.role));
                        row.cells.iter().for_each(|cell| blocks(&cell.blocks, &format!("{indent}| "), out));
                    }
                }
                Body::Signatures(signatures) => {
                    out.push(format!("{indent}{:?}", signatures.place_and_date.as_ref().map(Line::text)));
                    for column in &signatures.columns {
                        out.push(format!("{indent}{}", column.party.text()));
                        for signer in &column.signers {
                            out.push(format!(
                                "{indent}{:?} {:?}",
                                signer.name.as_ref().map(Line::text),
                                signer.details.iter().map(Line::text).collect::<Vec<_>>()
                            ));
                        }
                    }
                }
            }
        }
    }
    let mut out = vec![tree.title.title.text()];
    out.extend(tree.head.facts.iter().map(Line::text));
    blocks(&tree.blocks, "", &mut out);
    out
}

/// Words that bear a mark themselves, apart from whole parts.
fn marked_words(blocks: &[Block]) -> usize {
    let mut count = 0;
    super::resolve::each_text(&mut blocks.to_vec(), &mut |content| {
        for run in content.iter().flat_map(Inline::runs).filter(|run| run.style.mark.is_some()) {
            count += run.text.split_whitespace().count();
        }
    });
    count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn accepting_gives_the_new_version_and_rejecting_the_old(
        drafts in proptest::collection::vec(draft(), 0..14),
        edits in proptest::collection::vec(edit(), 0..8),
    ) {
        let mut changed = drafts.clone();
        edits.iter().for_each(|edit| apply(&mut changed, edit));
        let (old, new) = (tree(&drafts), tree(&changed));
        let redline = compare(&old, &new);
        prop_assert_eq!(view(&accepted(&redline)), view(&new));
        prop_assert_eq!(view(&rejected(&redline)), view(&old));
        let twice: Vec<_> = counted(&redline).into_iter().filter(|(_, count)| *count > 1).collect();
        prop_assert!(twice.is_empty(), "names borne twice: {twice:?}");
        let changes = &redline.redline.as_ref().unwrap().changes;
        prop_assert_eq!(changes.is_empty(), view(&old) == view(&new));
    }

    #[test]
    fn the_other_way_round_mirrors(
        drafts in proptest::collection::vec(draft(), 0..10),
        edits in proptest::collection::vec(edit(), 0..5),
    ) {
        let mut changed = drafts.clone();
        edits.iter().for_each(|edit| apply(&mut changed, edit));
        let (there, back) = (compare(&tree(&drafts), &tree(&changed)), compare(&tree(&changed), &tree(&drafts)));
        let told = |tree: &Tree, mirrored: bool| {
            let mut out: Vec<_> = tree.redline.as_ref().unwrap().changes.iter().map(|change| {
                let kind = match (change.kind, mirrored) {
                    (ChangeKind::Inserted, true) => ChangeKind::Deleted,
                    (ChangeKind::Deleted, true) => ChangeKind::Inserted,
                    (ChangeKind::Split, true) => ChangeKind::Joined,
                    (ChangeKind::Joined, true) => ChangeKind::Split,
                    (kind, _) => kind,
                };
                let (old, new) = (change.old.as_ref().map(|spot| spot.text.clone()), change.new.as_ref().map(|spot| spot.text.clone()));
                (kind, change.part, change.weight, if mirrored { (new, old) } else { (old, new) })
            }).collect();
            out.sort();
            out
        };
        prop_assert_eq!(told(&there, false), told(&back, true));
    }

    #[test]
    fn few_more_words_are_marked_than_must_be(old in text(), new in text()) {
        let (a, b) = (content(&old), content(&new));
        let none = super::places::Places::default();
        let (left, right) = (tokens(&a, |target| none.of_new(target)), tokens(&b, |target| none.of_new(target)));
        let least = super::script::script(left.len(), right.len(), |x, y| left[x].text == right[y].text)
            .iter().filter(|step| !matches!(step, Step::Both(..))).count();
        let marked = steps(&left, &right).iter().filter(|step| !matches!(step, Step::Both(..))).count();
        prop_assert!(marked as f64 <= 1.25 * least as f64, "{marked} of {least}");
    }
}

#[test]
fn a_document_compared_with_itself_has_no_changes() {
    let drafts = vec![
        Draft::Heading("Syfte".into()),
        Draft::Paragraph(vec!["vården".into(), "inte".into(), "och".into()]),
        Draft::List(true, vec![vec!["en".into()], vec!["en".into()]]),
        Draft::Table(vec![[vec!["hösten".into()], vec!["beslutar".into()]]]),
        Draft::Signatures(vec!["Ida Ek".into()]),
    ];
    let redline = compare(&tree(&drafts), &tree(&drafts));
    assert_eq!(redline.redline.as_ref().unwrap().changes, []);
    assert_eq!(marked_words(&redline.blocks), 0);
}

#[test]
fn each_change_is_told_once_with_its_kind_and_weight() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let long = "gruppen ska före hösten utse en processledare för vardera huvudman och redovisa sitt arbete";
    let old = vec![
        Draft::Heading("Bakgrund".into()),
        Draft::Paragraph(words("regionen och kommunen har länge arbetat var för sig med samma frågor i hela länet")),
        Draft::Heading("Uppdrag".into()),
        Draft::Paragraph(words(long)),
        Draft::Heading("Ekonomi".into()),
        Draft::Paragraph(words("kostnaderna delas lika mellan huvudmännen. arbetet ryms inom ram under det första året")),
    ];
    let new = vec![
        Draft::Heading("Uppdrag".into()),
        Draft::Paragraph(words(&long.replace("hösten", "våren"))),
        Draft::Heading("Bakgrund".into()),
        Draft::Paragraph(words("regionen och kommunen har länge arbetat var för sig med samma frågor i hela länet")),
        Draft::Heading("Ekonomi".into()),
        Draft::Paragraph(words("kostnaderna delas lika mellan huvudmännen.")),
        Draft::Paragraph(words("arbetet ryms inom ram under det första året")),
    ];
    let redline = compare(&tree(&old), &tree(&new));
    let redline = redline.redline.unwrap();
    let told: Vec<_> = redline.changes.iter().map(|change| (change.kind, change.weight)).collect();
    assert!(told.contains(&(ChangeKind::Moved, Weight::Moved)), "{told:?}");
    assert!(told.contains(&(ChangeKind::Moved, Weight::Substantive)), "{told:?}");
    assert!(told.contains(&(ChangeKind::Split, Weight::Form)), "{told:?}");
    assert_eq!(told.iter().filter(|(kind, _)| *kind == ChangeKind::Moved).count(), 2, "{told:?}");
    assert!(!told.iter().any(|(kind, _)| matches!(kind, ChangeKind::Inserted | ChangeKind::Deleted)), "{told:?}");
    assert!(redline.marks.values().any(|mark| *mark == Mark::Deleted));
}
