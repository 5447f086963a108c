//! Alignment turns two sequences of parts, such as the paragraphs of two versions, into pairs: by key, then by content, and
//! never by number alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::effort::spent;
use super::script::{Step, in_order};
use super::sparse::sparse;
use super::words::shared;

/// What is known of a part when a partner is sought for it.
#[derive(Debug, Clone)]
pub(super) struct Shape<'t> {
    /// Only parts of one sort are the same part: a heading never becomes a table.
    pub(super) sort: u64,
    /// The part's name across versions.
    pub(super) key: Option<&'t str>,
    /// Whether the key alone makes two parts the same, whatever they say: a person, a section; not a field's first paragraph.
    pub(super) named: bool,
    /// Its words, in order, by their numbers in the vocabulary.
    pub(super) words: Vec<u32>,
    /// The same, sorted.
    pub(super) sorted: Vec<u32>,
}

/// The words of the parts that are aligned, each with a number, so that texts are compared once and numbers from then on.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'t> {
    numbers: HashMap<&'t str, u32>,
    words: Vec<&'t str>,
}

impl<'t> Vocabulary<'t> {
    /// The number of a word.
    pub(super) fn number(&mut self, word: &'t str) -> u32 {
        *self.numbers.entry(word).or_insert_with(|| {
            self.words.push(word);
            u32::try_from(self.words.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn word(&self, number: u32) -> &'t str {
        usize::try_from(number).ok().and_then(|at| self.words.get(at)).copied().unwrap_or_default()
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Which of two sequences of parts comes first, by what they say: the same whatever numbers their words have.
    fn order(&self, old: &[Shape<'_>], new: &[Shape<'_>]) -> Ordering {
        let one = |old: &Shape<'_>, new: &Shape<'_>| {
            let differing = old.words.iter().zip(&new.words).find(|(old, new)| old != new);
            let words = differing.map_or(old.words.len().cmp(&new.words.len()), |(old, new)| self.word(*old).cmp(self.word(*new)));
            (old.sort, old.key).cmp(&(new.sort, new.key)).then(words)
        };
        let differing = old.iter().zip(new).map(|(old, new)| one(old, new)).find(|order| order.is_ne());
        differing.unwrap_or(old.len().cmp(&new.len()))
    }
}

impl<'t> Shape<'t> {
    pub(super) fn new(sort: u64, key: Option<&'t str>, named: bool, words: Vec<u32>) -> Self {
        let mut sorted = words.clone();
        sorted.sort_unstable();
        Self { sort, key, named, words, sorted }
    }

    /// Shared words as a share of all, in 0.0..=1.0.
    fn likeness(&self, other: &Self) -> f64 {
        let all = self.words.len() + other.words.len();
        spent(all);
        if all == 0 { 1.0 } else { 2.0 * shared(&self.sorted, &other.sorted) as f64 / all as f64 }
    }

    /// What the likeness can't exceed, for the numbers of words alone.
    fn most_likeness(&self, other: &Self) -> f64 {
        let (one, two) = (self.words.len(), other.words.len());
        if one + two == 0 { 1.0 } else { 2.0 * one.min(two) as f64 / (one + two) as f64 }
    }

    pub(super) fn weight(&self) -> usize {
        self.words.len() + 1
    }
}

/// The parts of two sequences, paired.
#[derive(Debug, Default)]
pub(super) struct Aligned {
    /// What stands in both in the same order, and what stands in one only.
    pub(super) steps: Vec<Step>,
    /// Pairs, among what stands in one only, that are one part in another place.
    pub(super) moved: Vec<(usize, usize)>,
}

/// From which likeness two parts in the same place are one part, changed.
const ALIKE: f64 = 0.4;
/// From which likeness two parts in different places are one part, moved.
const MOVED: f64 = 0.75;
/// How many words a part needs to be found again by its words alone in another place.
const TELLING: usize = 4;
/// The greatest field, old parts times new parts, in which every pair is weighed.
const FIELD: usize = 40_000;

/// Pairs the parts. Where several pairings are equally good, the one that is taken is the same in either direction.
pub(super) fn align(old: &[Shape<'_>], new: &[Shape<'_>], vocabulary: &Vocabulary<'_>) -> Aligned {
    if vocabulary.order(old, new).is_le() {
        return aligned(old, new, vocabulary.len());
    }
    let Aligned { steps, moved } = aligned(new, old, vocabulary.len());
    let steps = in_order(steps.into_iter().map(Step::mirrored).collect());
    let mut moved: Vec<_> = moved.into_iter().map(|(a, b)| (b, a)).collect();
    moved.sort_unstable();
    Aligned { steps, moved }
}

fn aligned(old: &[Shape<'_>], new: &[Shape<'_>], words: usize) -> Aligned {
    let mut certain = certain(old, new);
    certain.sort_unstable();
    // What is certain elsewhere has moved, and is nobody's partner in between.
    let (mut free_old, mut free_new) = (vec![true; old.len()], vec![true; new.len()]);
    for (a, b) in &certain {
        (free_old[*a], free_new[*b]) = (false, false);
    }
    let kept = heaviest_rising(&certain, |(a, _)| old[a].weight());
    let mut steps = Vec::new();
    let (mut a, mut b) = (0, 0);
    for &(x, y) in kept.iter().chain(std::iter::once(&(old.len(), new.len()))) {
        gap((old, new), (a, x), (b, y), (&free_old, &free_new), words, &mut steps);
        if x < old.len() {
            steps.push(Step::Both(x, y));
        }
        (a, b) = (x + 1, y + 1);
    }
    let moved = moves(old, new, &steps, &certain);
    Aligned { steps, moved }
}

/// Pairs that need no weighing: one name, or all the same words, each only once on either side.
fn certain(old: &[Shape<'_>], new: &[Shape<'_>]) -> Vec<(usize, usize)> {
    type Sign<'t> = (u64, Option<&'t str>, &'t [u32]);
    fn once<'s, 't>(all: &'s [Shape<'t>], sign: impl Fn(&'s Shape<'t>) -> Option<Sign<'s>>) -> BTreeMap<Sign<'s>, Option<usize>> {
        let mut out = BTreeMap::new();
        for (at, shape) in all.iter().enumerate() {
            if let Some(sign) = sign(shape) {
                out.entry(sign).and_modify(|place| *place = None).or_insert(Some(at));
            }
        }
        out
    }
    fn name<'s>(shape: &'s Shape<'_>) -> Option<Sign<'s>> {
        shape.key.filter(|_| shape.named).map(|key| (shape.sort, Some(key), &[][..]))
    }
    fn content<'s>(shape: &'s Shape<'_>) -> Option<Sign<'s>> {
        (!shape.words.is_empty()).then_some((shape.sort, None, &shape.words[..]))
    }
    let mut out: Vec<(usize, usize)> = Vec::new();
    let (mut olds, mut news) = (vec![false; old.len()], vec![false; new.len()]);
    for sign in [name, content] {
        let (left, right) = (once(old, sign), once(new, sign));
        for (sign, a) in left {
            if let (Some(a), Some(Some(b))) = (a, right.get(&sign))
                && !olds[a]
                && !news[*b]
                && !differently_named(&old[a], &new[*b])
            {
                (olds[a], news[*b]) = (true, true);
                out.push((a, *b));
            }
        }
    }
    out
}

fn differently_named(old: &Shape<'_>, new: &Shape<'_>) -> bool {
    old.named && new.named && old.key.is_some() && new.key.is_some() && old.key != new.key
}

/// Of pairs sorted by their old place, those that rise on both sides and weigh most together.
pub(super) fn heaviest_rising(pairs: &[(usize, usize)], weight: impl Fn((usize, usize)) -> usize) -> Vec<(usize, usize)> {
    // By new place: the heaviest chain that ends there; a chain is better the further on it weighs more.
    let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut before = vec![None; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let under = best.range(..pair.1).next_back().map(|(_, found)| *found);
        before[at] = under.map(|(_, last)| last);
        let total = under.map_or(0, |(total, _)| total) + weight(*pair);
        while let Some((place, (other, _))) = best.range(pair.1..).next().map(|(place, found)| (*place, *found)) {
            if other > total {
                break;
            }
            best.remove(&place);
        }
        if best.range(..=pair.1).next_back().is_none_or(|(_, (other, _))| *other < total) {
            best.insert(pair.1, (total, at));
        }
    }
    let mut at = best.last_key_value().map(|(_, (_, last))| *last);
    let mut out = Vec::new();
    while let Some(index) = at {
        out.push(pairs[index]);
        at = before[index];
    }
    out.reverse();
    out
}

/// Pairs the parts between two certain pairs by how alike they are, in the order that pairs most words.
fn gap(
    (old, new): (&[Shape<'_>], &[Shape<'_>]),
    (a, x): (usize, usize),
    (b, y): (usize, usize),
    (free_old, free_new): (&[bool], &[bool]),
    words: usize,
    steps: &mut Vec<Step>,
) {
    let olds: Vec<usize> = (a..x).filter(|at| free_old[*at]).collect();
    let news: Vec<usize> = (b..y).filter(|at| free_new[*at]).collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    if olds.len() * news.len() <= FIELD {
        pairs = weighed(old, new, &olds, &news);
    } else {
        // Too many to weigh them all: those of rare words first, and the rest between them.
        let (mut i, mut j) = (0, 0);
        for (p, q) in sparse((old, new), &olds, &news, words).into_iter().chain(std::iter::once((olds.len(), news.len()))) {
            if (p - i) * (q - j) <= FIELD {
                pairs.extend(weighed(old, new, &olds[i..p], &news[j..q]));
            }
            if p < olds.len() {
                pairs.push((olds[p], news[q]));
            }
            (i, j) = (p + 1, q + 1);
        }
    }
    let (mut a, mut b) = (a, b);
    for (left, right) in pairs.into_iter().chain(std::iter::once((x, y))) {
        steps.extend((a..left).map(Step::Old));
        steps.extend((b..right).map(Step::New));
        if left < x {
            steps.push(Step::Both(left, right));
        }
        (a, b) = (left + 1, right + 1);
    }
}

/// The order-keeping pairing that is worth most.
fn weighed(old: &[Shape<'_>], new: &[Shape<'_>], olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
    let width = news.len() + 1;
    let mut worth = vec![0.0_f64; (olds.len() + 1) * width];
    let mut alone: Vec<Option<f64>> = vec![None; olds.len() * width];
    for (i, a) in olds.iter().enumerate().rev() {
        for (j, b) in news.iter().enumerate().rev() {
            let apart = worth[(i + 1) * width + j].max(worth[i * width + j + 1]);
            alone[i * width + j] = pair_worth(&old[*a], &new[*b]);
            let together = alone[i * width + j].map_or(0.0, |pair| pair + worth[(i + 1) * width + j + 1]);
            worth[i * width + j] = apart.max(together);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < olds.len() && j < news.len() {
        let here = worth[i * width + j];
        match alone[i * width + j] {
            Some(pair) if pair + worth[(i + 1) * width + j + 1] >= here => {
                out.push((olds[i], news[j]));
                (i, j) = (i + 1, j + 1);
            }
            _ if worth[(i + 1) * width + j] >= here => i += 1,
            _ => j += 1,
        }
    }
    out
}

/// What it is worth to take two parts for one; `None` when they are two.
pub(super) fn pair_worth(old: &Shape<'_>, new: &Shape<'_>) -> Option<f64> {
    if old.sort != new.sort || differently_named(old, new) {
        return None;
    }
    let keyed = old.key.is_some() && old.key == new.key;
    let least = if keyed { ALIKE / 2.0 } else { ALIKE };
    spent(1);
    if old.most_likeness(new) < least {
        return None;
    }
    let likeness = old.likeness(new);
    (likeness >= least).then(|| likeness * (old.weight() + new.weight()) as f64 + if keyed { 1.0 } else { 0.0 })
}

/// Parts that stand in one version only, and in the other at another place.
fn moves(old: &[Shape<'_>], new: &[Shape<'_>], steps: &[Step], certain: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut olds: Vec<usize> = steps.iter().filter_map(|step| if let Step::Old(a) = step { Some(*a) } else { None }).collect();
    let mut news: Vec<usize> = steps.iter().filter_map(|step| if let Step::New(b) = step { Some(*b) } else { None }).collect();
    let mut out: Vec<(usize, usize)> = certain
        .iter()
        .filter(|(a, b)| olds.binary_search(a).is_ok() && news.binary_search(b).is_ok())
        .filter(|(a, b)| old[*a].likeness(&new[*b]) >= MOVED)
        .copied()
        .collect();
    let taken: (BTreeSet<usize>, BTreeSet<usize>) = out.iter().copied().unzip();
    olds.retain(|at| !taken.0.contains(at));
    news.retain(|at| !taken.1.contains(at));
    if olds.len() * news.len() > FIELD {
        return out;
    }
    for a in olds {
        let alike = news
            .iter()
            .filter(|b| old[a].sort == new[**b].sort && old[a].words.len() >= TELLING && !differently_named(&old[a], &new[**b]))
            .map(|b| (old[a].likeness(&new[*b]), *b))
            .filter(|(likeness, _)| *likeness >= MOVED)
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        if let Some((_, b)) = alike {
            news.retain(|at| *at != b);
            out.push((a, b));
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes<'t>(texts: &[(&'t str, &'t str)], vocabulary: &mut Vocabulary<'t>) -> Vec<Shape<'t>> {
        let mut numbers = |text: &'t str| text.split(' ').map(|word| vocabulary.number(word)).collect();
        texts.iter().map(|(key, text)| Shape::new(0, (!key.is_empty()).then_some(*key), !key.is_empty(), numbers(text))).collect()
    }

    fn shown(old: &[(&str, &str)], new: &[(&str, &str)]) -> String {
        let mut vocabulary = Vocabulary::default();
        let (old, new) = (shapes(old, &mut vocabulary), shapes(new, &mut vocabulary));
        let aligned = align(&old, &new, &vocabulary);
        let steps = aligned.steps.iter().map(|step| match step {
            Step::Both(a, b) => format!("{a}={b}"),
            Step::Old(a) => format!("-{a}"),
            Step::New(b) => format!("+{b}"),
        });
        let moved = aligned.moved.iter().map(|(a, b)| format!("{a}>{b}"));
        steps.chain(moved).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn parts_are_paired_by_key_and_then_by_content() {
        let one = ("", "gruppen möts en gång i månaden på förvaltningen");
        let two = ("", "kostnaderna bärs av båda huvudmännen i lika delar");
        let changed = ("", "gruppen möts två gånger i månaden på förvaltningen");
        let other = ("", "helt nya ord som ingen sett");
        assert_eq!(shown(&[one, two], &[changed, two]), "0=0 1=1");
        assert_eq!(shown(&[one, two], &[other, one, two]), "+0 0=1 1=2");
        assert_eq!(shown(&[one, two], &[other]), "-0 -1 +0");
        assert_eq!(shown(&[("a", "x y"), ("b", "z w")], &[("a", "helt annat"), ("b", "z w")]), "0=0 1=1");
    }

    #[test]
    fn what_stands_elsewhere_has_moved() {
        let long = ("", "en lång text som står kvar på sin plats i dokumentet hela tiden");
        let short = ("", "en kort text som flyttas");
        assert_eq!(shown(&[short, long], &[long, short]), "-0 1=0 +1 0>1");
    }

    #[test]
    fn equal_parts_are_paired_in_order() {
        let same = ("", "samma");
        assert_eq!(shown(&[same, same], &[same, same, same]), "0=0 1=1 +2");
    }
}
