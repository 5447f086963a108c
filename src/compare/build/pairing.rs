//! Pairing turns two sequences of parts into the steps from one to the other; only what stands between their like ends is aligned.

use std::collections::BTreeMap;

use crate::compare::align::{Aligned, Shape, Vocabulary, align};
use crate::compare::same;
use crate::compare::script::Step;

/// Two sequences, paired: what is the same at either end, and what stands between.
pub(super) struct Middle<'t> {
    /// How many parts at the beginning are the same.
    pub(super) head: usize,
    /// How many at the end.
    pub(super) tail: usize,
    pub(super) olds: Vec<Shape<'t>>,
    pub(super) news: Vec<Shape<'t>>,
    /// Pairs of what stands between, counted from the end of the head.
    pub(super) aligned: Aligned,
}

/// Finds what is the same at either end, and pairs what stands between.
pub(super) fn middle<'t, T>(
    old: &'t [T],
    new: &'t [T],
    same: impl Fn(&T, &T) -> bool,
    shape: impl Fn(&'t T, &mut Vocabulary<'t>) -> Shape<'t>,
) -> Middle<'t> {
    let (head, tail) = same::ends(old, new, same);
    let mut vocabulary = Vocabulary::default();
    let mut shapes =
        |parts: &'t [T]| -> Vec<_> { parts.iter().take(parts.len() - tail).skip(head).map(|part| shape(part, &mut vocabulary)).collect() };
    let (olds, news) = (shapes(old), shapes(new));
    let aligned = align(&olds, &news, &vocabulary);
    Middle { head, tail, olds, news, aligned }
}

/// The steps from one sequence to the other, with what is the same at either end.
pub(super) fn paired<'t, T>(
    old: &'t [T],
    new: &'t [T],
    same: impl Fn(&T, &T) -> bool,
    shape: impl Fn(&'t T, &mut Vocabulary<'t>) -> Shape<'t>,
) -> Aligned {
    let Middle { head, tail, aligned: Aligned { steps, moved }, .. } = middle(old, new, same, shape);
    let shifted = steps.into_iter().map(|step| match step {
        Step::Both(a, b) => Step::Both(head + a, head + b),
        Step::Old(a) => Step::Old(head + a),
        Step::New(b) => Step::New(head + b),
    });
    let before = (0..head).map(|at| Step::Both(at, at));
    let after = (0..tail).rev().map(|back| Step::Both(old.len() - 1 - back, new.len() - 1 - back));
    let steps = before.chain(shifted).chain(after).collect();
    Aligned { steps, moved: moved.into_iter().map(|(a, b)| (head + a, head + b)).collect() }
}

/// Pairs of old and new places, found by the old and by the new.
pub(super) fn both_ways(moved: &[(usize, usize)]) -> (BTreeMap<usize, usize>, BTreeMap<usize, usize>) {
    (moved.iter().copied().collect(), moved.iter().map(|(from, to)| (*to, *from)).collect())
}
