//! Generated documents, and what somebody does to them.

use proptest::prelude::*;

/// A block as it is generated; names are given when the tree is built.
#[derive(Debug, Clone)]
pub(super) enum Draft {
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

pub(super) fn text() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(proptest::sample::select(WORDS).prop_map(str::to_owned), 1..25)
}

pub(super) fn draft() -> impl Strategy<Value = Draft> {
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
pub(super) enum Edit {
    Word(usize, usize, String),
    Leave(usize),
    Add(usize, Draft),
    Move(usize, usize),
    Split(usize, usize),
    Join(usize),
    Item(usize, Vec<String>),
    Mark(usize),
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
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

pub(super) fn apply(drafts: &mut Vec<Draft>, edit: &Edit) {
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
