//! Laws of comparison over generated documents and edits.

use proptest::prelude::*;

use super::resolve::counted;
use super::script::Step;
use super::words::{steps, tokens};
use super::*;
use crate::model::{Block, Body, ChangeKind, Inline, LinkTarget, Mark, Orientation, Part, Run, Style, Weight};
use drafts::{Draft, apply, draft, edit, text};
use trees::{content, origin, tree, view};

mod drafts;
mod pathological;
mod trees;

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
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
