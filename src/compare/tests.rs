//! Laws of comparison over generated documents and edits.

use proptest::prelude::*;

use super::resolve::counted;
use super::script::Step;
use super::words::{steps, tokens};
use super::*;
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, ChangeKind, Column, Head, Heading, Inline, Item, Key, Line, LinkTarget, List, ListMarker, Mark,
    Metadata, Orientation, Origin, Part, Pointer, Row, RowRole, Run, SignatureColumn, Signatures, Signer, Style, Table, TitleBlock, Weight,
};

mod pathological;

/// A block as it is generated; names are given when the tree is built.
#[derive(Debug, Clone)]
enum Draft {
    Heading(String),
    Paragraph(Vec<String>),
    List(bool, Vec<Vec<String>>),
    /// Whether the first cells head their rows and the second column is set flush right, and the rows.
    Table(bool, Vec<[Vec<String>; 2]>),
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
        1 => (any::<bool>(), proptest::collection::vec((text(), text()), 1..4))
            .prop_map(|(figures, rows)| Draft::Table(figures, rows.into_iter().map(|(a, b)| [a, b]).collect())),
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
            if let Some(Draft::List(form, _) | Draft::Table(form, _)) = drafts.get_mut(at % count) {
                *form = !*form;
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
            Draft::Table(figures, rows) => {
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
                let second = if *figures { Alignment::Right } else { Alignment::Left };
                let columns = [Alignment::Left, second].map(|alignment| Column { width: 0.5, alignment }).to_vec();
                (None, Body::Table(Table { columns, header: header.to_vec(), row_headers: *figures, rows }))
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
        // Every fourth paragraph more turns the pages.
        orientation: if drafts.len() % 8 < 4 { Orientation::Portrait } else { Orientation::Landscape },
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
                    let alignments: Vec<_> = table.columns.iter().map(|column| column.alignment).collect();
                    out.push(format!("{indent}{alignments:?} {}", table.row_headers));
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
    let mut out = vec![tree.title.title.text(), format!("{:?}", tree.orientation)];
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
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

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
        Draft::Table(false, vec![[vec!["hösten".into()], vec!["beslutar".into()]]]),
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
    assert!(told.contains(&(ChangeKind::Split, Weight::Form)), "{told:?}");
    // The paragraph of the moved section was reworded on the way: that is told of by itself.
    assert!(told.contains(&(ChangeKind::Moved, Weight::Substantive)), "{told:?}");
    let moved: Vec<_> = redline.changes.iter().filter(|change| change.kind == ChangeKind::Moved).map(|change| change.part).collect();
    assert_eq!(moved, [Part::Heading, Part::Paragraph], "{told:?}");
    assert!(!told.iter().any(|(kind, _)| matches!(kind, ChangeKind::Inserted | ChangeKind::Deleted)), "{told:?}");
    assert!(redline.marks.values().any(|mark| *mark == Mark::Deleted));
}

#[test]
fn a_moved_section_is_one_change() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let section = |title: &str, first: &str, second: &str| {
        [Draft::Heading(title.into()), Draft::Paragraph(words(first)), Draft::List(true, vec![words(second), words("en sista punkt")])]
    };
    let one = section("Bakgrund", "regionen har länge arbetat för sig", "det här är den första punkten av två");
    let two = section("Uppdrag", "gruppen ska utse en processledare före hösten", "ledaren svarar inför båda huvudmännen");
    let three = section("Ekonomi", "kostnaderna delas lika mellan huvudmännen under tre år", "ramen prövas på nytt varje höst");
    let old = [one.clone(), two.clone(), three.clone()].concat();
    let mut new = [two, three, one].concat();
    let moved = |new: &[Draft]| {
        let redline = compare(&tree(&old), &tree(new));
        assert_eq!((view(&accepted(&redline)), view(&rejected(&redline))), (view(&tree(new)), view(&tree(&old))));
        let changes = redline.redline.unwrap().changes;
        changes.into_iter().filter(|change| change.kind == ChangeKind::Moved).map(|change| (change.part, change.weight)).collect::<Vec<_>>()
    };
    assert_eq!(moved(&new), [(Part::Section, Weight::Moved)]);
    // What came to stand in it is told of by itself.
    new.push(Draft::Paragraph(words("ett stycke som inte fanns i något avsnitt")));
    assert_eq!(moved(&new), [(Part::Section, Weight::Moved)]);
    // A heading that leaves what stood below it is a heading.
    new.truncate(7);
    assert_eq!(moved(&new), [(Part::Heading, Weight::Moved)]);
}

#[test]
fn where_a_link_leads_is_compared_and_not_the_name_of_the_place() {
    let linked = |titles: [&str; 2], to: usize| {
        let drafts: Vec<Draft> = titles.iter().map(|title| Draft::Heading((*title).into())).collect();
        let mut tree = tree(&[drafts, vec![Draft::Paragraph(vec!["se".into()])]].concat());
        let target = LinkTarget::Section(tree.blocks[to].anchor.clone());
        let Body::Paragraph { content } = &mut tree.blocks[2].body else { unreachable!() };
        content.push(Inline::Link { target, content: vec![Run { text: " ovan".into(), style: Style::default(), origin: origin() }] });
        tree
    };
    let reworded = |old: &Tree, new: &Tree| {
        let redline = compare(old, new);
        assert_eq!(view(&accepted(&redline)), view(new));
        let changes = redline
            .redline
            .unwrap()
            .changes
            .into_iter()
            .filter(|change| change.kind == ChangeKind::Reworded && change.part == Part::Paragraph);
        changes.map(|change| (change.weight, change.old.unwrap().text, change.new.unwrap().text)).collect::<Vec<_>>()
    };
    // The first heading bears the same name in both trees, but is another section in each.
    let old = linked(["Syfte", "Uppdrag"], 0);
    let other = linked(["Uppdrag", "Syfte"], 0);
    assert_eq!(old.blocks[0].anchor, other.blocks[0].anchor);
    assert_eq!(reworded(&old, &other), [(Weight::Substantive, "se ovan <1. Syfte>".to_owned(), "se ovan <1. Uppdrag>".to_owned())]);
    assert_eq!(reworded(&old, &linked(["Uppdrag", "Syfte"], 1)), []);
}

#[test]
fn how_pages_lie_and_columns_are_set_is_told_in_words() {
    let rows = || vec![[vec!["hösten".to_owned()], vec!["beslutar".to_owned()]]];
    let (old, mut new) = (tree(&[Draft::Table(false, rows())]), tree(&[Draft::Table(true, rows())]));
    new.orientation = Orientation::Landscape;
    let changes = compare(&old, &new).redline.unwrap().changes;
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (change.weight, change.told().sv, change.old.as_ref().unwrap().text.clone(), change.new.as_ref().unwrap().text.clone())
        })
        .collect();
    let entry = |told: &str, old: &str, new: &str| (Weight::Form, told.to_owned(), old.to_owned(), new.to_owned());
    assert_eq!(
        told,
        [
            entry("sidorna ligger åt ett annat håll", "stående sidor", "liggande sidor"),
            entry(
                "tabell i annan form",
                "kolumn 2 vänsterställd, raderna har ingen rubrik",
                "kolumn 2 högerställd, första cellen är radens rubrik"
            ),
        ]
    );
}

#[test]
fn a_change_belongs_to_the_step_that_alone_made_it() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let version = |first: &str, second: &str, item: Option<&str>| {
        let items = ["en punkt som står kvar hela tiden"].into_iter().chain(item).map(words).collect();
        tree(&[
            Draft::Paragraph(words(&format!("gruppen ska {first} utse en processledare för vardera huvudman"))),
            Draft::Paragraph(words(&format!("kostnaderna delas {second} mellan regionen och kommunerna i länet"))),
            Draft::List(true, items),
        ])
    };
    let versions =
        [version("snart", "lika", None), version("genast", "jämnt", None), version("genast", "rättvist", Some("en ny punkt i listan"))];
    let changes = |old: &Tree, new: &Tree| compare(old, new).redline.unwrap().changes;
    let steps = [changes(&versions[0], &versions[1]), changes(&versions[1], &versions[2])];
    let redline = compare(&versions[0], &versions[2]);
    let found = attributed(&redline, &[&steps[0], &steps[1]]);
    let anchor = |at: usize| redline.blocks[at].anchor.clone();
    // The first step alone wrote "genast"; the second paragraph was changed twice; the item came with the second step.
    assert_eq!(found.get(&anchor(0)), Some(&0));
    assert_eq!(found.get(&anchor(1)), None);
    let Body::List(list) = &redline.blocks[2].body else { unreachable!() };
    assert_eq!((found.get(&list.items[0].anchor), found.get(&list.items[1].anchor)), (None, Some(&1)));
    assert_eq!(found.get(&list.items[1].blocks[0].anchor), Some(&1));
}
