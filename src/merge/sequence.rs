//! Sequences: what is the same in three of them, and the stretches between where one or both sides differ.

use std::ops::Range;

/// A part of three sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// One entry that all three have; its places.
    Same(usize, usize, usize),
    /// Stretches that may differ; any of them may be empty.
    Apart(Range<usize>, Range<usize>, Range<usize>),
}

/// Comparisons above which two stretches count as wholly different.
const FIELD: usize = 4_000_000;

/// Cuts three sequences into what they share and what lies between.
pub(super) fn parts<T: PartialEq>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<Part> {
    let (mine, other) = (matches(base, ours), matches(base, theirs));
    let mut out = Vec::new();
    let (mut b, mut o, mut t) = (0, 0, 0);
    let mut rest = other.iter().peekable();
    let shared = mine.iter().filter_map(|(at, our)| {
        while rest.next_if(|(place, _)| place < at).is_some() {}
        rest.peek().filter(|(place, _)| place == at).map(|(_, their)| (*at, *our, *their))
    });
    for (x, y, z) in shared.chain(std::iter::once((base.len(), ours.len(), theirs.len()))) {
        if b < x || o < y || t < z {
            out.push(Part::Apart(b..x, o..y, t..z));
        }
        if x < base.len() {
            out.push(Part::Same(x, y, z));
        }
        (b, o, t) = (x + 1, y + 1, z + 1);
    }
    out
}

/// The pairs of a longest common subsequence.
fn matches<T: PartialEq>(left: &[T], right: &[T]) -> Vec<(usize, usize)> {
    let shorter = left.len().min(right.len());
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let tail = left.iter().rev().zip(right.iter().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
    let (n, m) = (left.len() - head - tail, right.len() - head - tail);
    let mut out: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if n * m <= FIELD {
        let same = |i: usize, j: usize| left.get(head + i).is_some_and(|a| right.get(head + j) == Some(a));
        let width = m + 1;
        let mut longest = vec![0_u32; (n + 1) * width];
        for i in (0..n).rev() {
            for j in (0..m).rev() {
                longest[i * width + j] = if same(i, j) {
                    longest[(i + 1) * width + j + 1] + 1
                } else {
                    longest[(i + 1) * width + j].max(longest[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < n && j < m {
            if same(i, j) {
                out.push((head + i, head + j));
                (i, j) = (i + 1, j + 1);
            } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    out.extend((0..tail).map(|at| (left.len() - tail + at, right.len() - tail + at)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_divides_what_is_not() {
        let cut = |base: &str, ours: &str, theirs: &str| {
            let all = |text: &str| text.chars().collect::<Vec<_>>();
            parts(&all(base), &all(ours), &all(theirs))
        };
        assert_eq!(cut("ab", "ab", "ab"), [Part::Same(0, 0, 0), Part::Same(1, 1, 1)]);
        assert_eq!(cut("ab", "axb", "ab"), [Part::Same(0, 0, 0), Part::Apart(1..1, 1..2, 1..1), Part::Same(1, 2, 1)]);
        assert_eq!(cut("abc", "ac", "abd"), [Part::Same(0, 0, 0), Part::Apart(1..3, 1..2, 1..3)]);
        assert_eq!(cut("", "", "x"), [Part::Apart(0..0, 0..0, 0..1)]);
    }
}
