//! Splitting finds, among paired blocks, one paragraph that became two and two that became one.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Shape;
use super::script::Step;
use super::words::shared;

/// What became of blocks. The numbers are places in the old and the new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// In both.
    Both(usize, usize),
    /// In the old version only.
    Old(usize),
    /// In the new version only.
    New(usize),
    /// One old paragraph, and the new one here and the next.
    Split(usize, usize),
    /// The old paragraph here and the next, and one new one.
    Joined(usize, usize),
}

/// How much of the words of both halves the whole must hold, and the other way round.
const HELD: f64 = 0.75;
/// How many words the lesser half needs.
const TELLING: usize = 3;

/// Whether one text is, by its words, two others in a row.
fn holds(whole: &Shape<'_>, first: &Shape<'_>, second: &Shape<'_>) -> bool {
    let words = &whole.sorted;
    let own = |half: &Shape<'_>| {
        let half = &half.sorted;
        half.len() >= TELLING && shared(words, half) as f64 >= HELD * half.len() as f64
    };
    if !own(first) || !own(second) {
        return false;
    }
    let mut halves: Vec<u32> = first.words.iter().chain(&second.words).copied().collect();
    halves.sort_unstable();
    let likeness = 2.0 * shared(words, &halves) as f64 / (words.len() + halves.len()).max(1) as f64;
    likeness >= HELD
}

/// Joins steps to splits and joints where both sides are of the sort `paragraph`. What may be either is neither.
pub(super) fn fates(steps: &[Step], old: &[Shape<'_>], new: &[Shape<'_>], paragraph: u64, moved: &[(usize, usize)]) -> Vec<Fate> {
    let text = |shape: Option<&Shape<'_>>| shape.is_some_and(|shape| shape.sort == paragraph);
    // Places of one version only, as far as no paragraph has taken them.
    let mut olds: BTreeSet<usize> = steps.iter().filter_map(|step| if let Step::Old(a) = step { Some(*a) } else { None }).collect();
    let mut news: BTreeSet<usize> = steps.iter().filter_map(|step| if let Step::New(b) = step { Some(*b) } else { None }).collect();
    for (a, b) in moved {
        olds.remove(a);
        news.remove(b);
    }
    let mut fates = BTreeMap::new();
    let (mut taken_old, mut taken_new) = (BTreeSet::new(), BTreeSet::new());
    for (at, step) in steps.iter().enumerate() {
        let Step::Both(a, b) = *step else { continue };
        if !text(old.get(a)) || !text(new.get(b)) {
            continue;
        }
        // The place after, then the one before: the first of the two that one paragraph and two are made of.
        let first_of = |whole: &Shape<'_>, parts: &[Shape<'_>], free: &BTreeSet<usize>, at: usize| {
            [Some(at), at.checked_sub(1)].into_iter().flatten().find(|first| {
                let other = if *first == at { at + 1 } else { *first };
                let halves = (parts.get(*first), parts.get(first + 1));
                free.contains(&other) && text(parts.get(other)) && matches!(halves, (Some(one), Some(two)) if holds(whole, one, two))
            })
        };
        let split = first_of(&old[a], new, &news, b);
        let joined = first_of(&new[b], old, &olds, a);
        match (split, joined) {
            (Some(first), None) => {
                let other = if first == b { b + 1 } else { first };
                news.remove(&other);
                taken_new.insert(other);
                fates.insert(at, Fate::Split(a, first));
            }
            (None, Some(first)) => {
                let other = if first == a { a + 1 } else { first };
                olds.remove(&other);
                taken_old.insert(other);
                fates.insert(at, Fate::Joined(first, b));
            }
            _ => {}
        }
    }
    let fate = |(at, step): (usize, &Step)| match *step {
        Step::Both(a, b) => Some(fates.get(&at).copied().unwrap_or(Fate::Both(a, b))),
        Step::Old(a) => (!taken_old.contains(&a)).then_some(Fate::Old(a)),
        Step::New(b) => (!taken_new.contains(&b)).then_some(Fate::New(b)),
    };
    steps.iter().enumerate().filter_map(fate).collect()
}
