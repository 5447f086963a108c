//! Sparse alignment turns two long sequences of parts into pairs without weighing every one against every other: candidates
//! are those that say the same, and those that share rare words.

use std::collections::BTreeMap;

use super::align::{Shape, heaviest_rising, pair_worth};
use super::effort::spent;

/// A word that more parts of one side hold than this tells nothing.
const RARE: usize = 8;
/// How many candidates of a part are weighed.
const CANDIDATES: usize = 4;

/// Pairs in the order of both sequences; the numbers are places in `olds` and `news`, which are places in `old` and `new`.
pub(super) fn sparse((old, new): (&[Shape<'_>], &[Shape<'_>]), olds: &[usize], news: &[usize], words: usize) -> Vec<(usize, usize)> {
    let mut worths: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut consider = |i: usize, j: usize| {
        let (Some(a), Some(b)) = (olds.get(i).and_then(|a| old.get(*a)), news.get(j).and_then(|b| new.get(*b))) else { return };
        if let Some(worth) = pair_worth(a, b) {
            worths.insert((i, j), (worth * 1000.0) as usize);
        }
    };
    for (i, j) in same(old, new, olds, news) {
        consider(i, j);
    }
    let (words_old, words_new) = (rare(old, olds, words), rare(new, news, words));
    let mut tallies: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); olds.len()];
    for (left, right) in words_old.iter().zip(&words_new) {
        for i in left {
            for j in right {
                spent(1);
                if let Some(tally) = tallies.get_mut(*i) {
                    *tally.entry(*j).or_default() += 1;
                }
            }
        }
    }
    for (i, tally) in tallies.into_iter().enumerate() {
        let mut best: Vec<(usize, usize)> = tally.into_iter().map(|(j, count)| (count, j)).collect();
        best.sort_by_key(|(count, j)| (std::cmp::Reverse(*count), j.abs_diff(i), *j));
        best.into_iter().take(CANDIDATES).for_each(|(_, j)| consider(i, j));
    }
    // Of the candidates of one part the furthest come first, so that no chain takes two of them.
    let mut pairs: Vec<(usize, usize)> = worths.keys().copied().collect();
    pairs.sort_by_key(|(i, j)| (*i, std::cmp::Reverse(*j)));
    heaviest_rising(&pairs, |pair| worths.get(&pair).copied().unwrap_or(0) + 1)
}

/// The first of each wording with the first, the second with the second.
fn same<'s>(old: &'s [Shape<'_>], new: &'s [Shape<'_>], olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
    fn places<'s>(all: &'s [Shape<'_>], which: &[usize]) -> BTreeMap<(u64, &'s [u32]), Vec<usize>> {
        let mut out: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, shape) in which.iter().enumerate().filter_map(|(place, at)| Some((place, all.get(*at)?))) {
            spent(1);
            out.entry((shape.sort, &shape.words[..])).or_default().push(place);
        }
        out
    }
    let (left, right) = (places(old, olds), places(new, news));
    let pairs = left.iter().filter_map(|(sign, left)| Some((left, right.get(sign)?)));
    pairs.flat_map(|(left, right)| left.iter().copied().zip(right.iter().copied())).collect()
}

/// For each word of the vocabulary the places of the parts that hold it, where they are few; none where they are many.
fn rare(all: &[Shape<'_>], which: &[usize], words: usize) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); words];
    for (place, shape) in which.iter().enumerate().filter_map(|(place, at)| Some((place, all.get(*at)?))) {
        for word in &shape.sorted {
            spent(1);
            let Some(places) = usize::try_from(*word).ok().and_then(|word| out.get_mut(word)) else { continue };
            if places.last() != Some(&place) && places.len() <= RARE {
                places.push(place);
            }
        }
    }
    out.iter_mut().filter(|places| places.len() > RARE).for_each(Vec::clear);
    out
}
