//! Generated documents, and what somebody does to them: what Word can hold, in small.

mod edits;
mod trees;

use proptest::prelude::*;

pub use edits::{apply, edits};
pub use trees::tree;

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
