//! Alignment turns two lists of texts into pairs, so that one missing paragraph is told as one missing paragraph.

use std::collections::BTreeMap;

/// Below this share of common words two texts are not taken for one changed text.
const LIKENESS: f64 = 0.4;

/// The largest gap, as the product of both lengths, within which changed texts are looked for.
const LARGEST_GAP: usize = 40_000;

/// How often a stretch between fixed texts is searched for further fixed texts.
const DEEPEST: usize = 64;

/// Pairs of indices, ascending in both lists: equal texts, and between them texts that are one text changed.
pub(super) fn align(left: &[&str], right: &[&str]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(left.len());
    section(left, right, (0, 0), DEEPEST, &mut pairs);
    pairs
}

fn section(left: &[&str], right: &[&str], (left_at, right_at): (usize, usize), deeper: usize, pairs: &mut Vec<(usize, usize)>) {
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    pairs.extend((0..head).map(|n| (left_at + n, right_at + n)));
    let (left, right) = (left.get(head..).unwrap_or_default(), right.get(head..).unwrap_or_default());
    let (left_at, right_at) = (left_at + head, right_at + head);
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let (left_end, right_end) = (left.len() - tail, right.len() - tail);
    let (left, right) = (left.get(..left_end).unwrap_or_default(), right.get(..right_end).unwrap_or_default());
    if !left.is_empty() && !right.is_empty() {
        let fixed = if deeper > 0 { unique(left, right) } else { Vec::new() };
        if fixed.is_empty() {
            gap(left, right, left_at, right_at, pairs);
        } else {
            let (mut a, mut b) = (0, 0);
            for (next_a, next_b) in fixed.iter().copied().chain([(left.len(), right.len())]) {
                let (l, r) = (left.get(a..next_a).unwrap_or_default(), right.get(b..next_b).unwrap_or_default());
                section(l, r, (left_at + a, right_at + b), deeper - 1, pairs);
                if next_a < left.len() {
                    pairs.push((left_at + next_a, right_at + next_b));
                }
                (a, b) = (next_a + 1, next_b + 1);
            }
        }
    }
    pairs.extend((0..tail).map(|n| (left_at + left_end + n, right_at + right_end + n)));
}

/// Texts that stand once in each list, in the longest order common to both.
fn unique(left: &[&str], right: &[&str]) -> Vec<(usize, usize)> {
    let mut seen: BTreeMap<&str, (usize, usize, usize, usize)> = BTreeMap::new();
    for (n, text) in left.iter().enumerate() {
        let entry = seen.entry(text).or_default();
        (entry.0, entry.1) = (entry.0 + 1, n);
    }
    for (n, text) in right.iter().enumerate() {
        if let Some(entry) = seen.get_mut(text) {
            (entry.2, entry.3) = (entry.2 + 1, n);
        }
    }
    let mut both: Vec<(usize, usize)> =
        seen.iter().filter(|(text, e)| e.0 == 1 && e.2 == 1 && !text.is_empty()).map(|(_, e)| (e.1, e.3)).collect();
    both.sort_unstable();
    // Longest increasing subsequence of the right-hand places: `ends[k]` is the smallest end of one of length k + 1.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::with_capacity(both.len()));
    let place = |n: usize| both.get(n).map_or(0, |pair| pair.1);
    for n in 0..both.len() {
        let at = ends.partition_point(|end| place(*end) < place(n));
        before.push(at.checked_sub(1).and_then(|k| ends.get(k).copied()));
        match ends.get_mut(at) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(n) = next {
        chain.extend(both.get(n).copied());
        next = before.get(n).copied().flatten();
    }
    chain.reverse();
    chain
}

/// Pairs equal and changed texts of two short stretches so that the sum of likenesses is greatest.
fn gap(left: &[&str], right: &[&str], left_at: usize, right_at: usize, pairs: &mut Vec<(usize, usize)>) {
    if left.len().saturating_mul(right.len()) > LARGEST_GAP {
        return;
    }
    let width = right.len() + 1;
    let words: Vec<Vec<&str>> = right.iter().map(|text| sorted_words(text)).collect();
    let mut best = vec![0.0; (left.len() + 1) * width];
    let mut worth = vec![0.0; left.len() * right.len()];
    let get = |table: &[f64], at: usize| table.get(at).copied().unwrap_or_default();
    for (a, text) in left.iter().enumerate() {
        let own = sorted_words(text);
        for (b, (other, others)) in right.iter().zip(&words).enumerate() {
            let value = if text == other { 1.1 } else { likeness(&own, others) };
            let through = if value >= LIKENESS { get(&best, a * width + b) + value } else { 0.0 };
            let skip = get(&best, a * width + b + 1).max(get(&best, (a + 1) * width + b));
            if let Some(slot) = best.get_mut((a + 1) * width + b + 1) {
                *slot = through.max(skip);
            }
            if let Some(slot) = worth.get_mut(a * right.len() + b) {
                *slot = value;
            }
        }
    }
    let (mut a, mut b, mut chain) = (left.len(), right.len(), Vec::new());
    while a > 0 && b > 0 {
        let here = get(&best, a * width + b);
        let value = get(&worth, (a - 1) * right.len() + b - 1);
        if value >= LIKENESS && (get(&best, (a - 1) * width + b - 1) + value - here).abs() < 1e-9 {
            chain.push((left_at + a - 1, right_at + b - 1));
            (a, b) = (a - 1, b - 1);
        } else if get(&best, (a - 1) * width + b) >= here {
            a -= 1;
        } else {
            b -= 1;
        }
    }
    pairs.extend(chain.into_iter().rev());
}

fn sorted_words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// Twice the number of common words over the number of all words, 0.0..=1.0; for two single words, of characters.
fn likeness(left: &[&str], right: &[&str]) -> f64 {
    if let ([a], [b]) = (left, right) {
        let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        let rest = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
        let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
        return (common + rest).min(short) as f64 / long.max(1) as f64;
    }
    let (mut a, mut b, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (left.get(a), right.get(b)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, common) = (a + 1, b + 1, common + 1),
        }
    }
    2.0 * f64::from(common) / (left.len() + right.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_missing_entry_leaves_the_others_paired() {
        assert_eq!(align(&["a", "b", "c", "d"], &["a", "c", "d"]), [(0, 0), (2, 1), (3, 2)]);
        assert_eq!(align(&["a", "c"], &["a", "b", "c"]), [(0, 0), (1, 2)]);
        assert_eq!(align(&[], &["a"]), []);
    }

    #[test]
    fn a_changed_text_is_paired_with_itself() {
        let left = ["x", "vård i livets slut för alla", "sist"];
        let right = ["x", "något helt annat", "vård i livets början för alla", "sist"];
        assert_eq!(align(&left, &right), [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(align(&["2021-03-15"], &["2021-03-16"]), [(0, 0)]);
    }

    #[test]
    fn empty_and_repeated_texts_are_paired_in_order() {
        assert_eq!(align(&["", "ja", "", "ja"], &["", "ja", "ja"]).len(), 3);
        assert_eq!(align(&["r1", "r2"], &["r2", "r1"]).len(), 1);
    }
}
