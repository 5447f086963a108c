//! The shortest script turns two sequences into what is kept, deleted and inserted (Myers, 1986: An O(ND) difference
//! algorithm and its variations).

use super::effort::spent;

/// One step from the old sequence to the new; the numbers are places in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// In both.
    Both(usize, usize),
    /// In the old one only.
    Old(usize),
    /// In the new one only.
    New(usize),
}

/// Between two entries that are kept: first all that was deleted, then all that was inserted.
pub(super) fn in_order(steps: Vec<Step>) -> Vec<Step> {
    let mut out = Vec::with_capacity(steps.len());
    let mut inserted = Vec::new();
    for step in steps {
        match step {
            Step::New(_) => inserted.push(step),
            Step::Old(_) => out.push(step),
            Step::Both(..) => {
                out.append(&mut inserted);
                out.push(step);
            }
        }
    }
    out.append(&mut inserted);
    out
}

impl Step {
    /// The same step on the way from the new sequence to the old.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Both(a, b) => Self::Both(b, a),
            Self::Old(a) => Self::New(a),
            Self::New(b) => Self::Old(b),
        }
    }
}

/// Differences beyond which two stretches count as wholly different: what is kept for the way back grows with the square.
const MOST_DIFFERENCES: usize = 1_500;

/// The shortest script, old entries before new ones where both would do.
pub(super) fn script(old: usize, new: usize, same: impl Fn(usize, usize) -> bool) -> Vec<Step> {
    let shorter = old.min(new);
    let head = (0..shorter).take_while(|at| same(*at, *at)).count();
    let tail = (0..shorter - head).take_while(|at| same(old - 1 - at, new - 1 - at)).count();
    let (n, m) = (old - head - tail, new - head - tail);
    let mut steps: Vec<Step> = (0..head).map(|at| Step::Both(at, at)).collect();
    let middle = shortest(n, m, |a, b| same(head + a, head + b));
    steps.extend(middle.into_iter().map(|step| match step {
        Step::Both(a, b) => Step::Both(head + a, head + b),
        Step::Old(a) => Step::Old(head + a),
        Step::New(b) => Step::New(head + b),
    }));
    steps.extend((0..tail).map(|at| Step::Both(head + n + at, head + m + at)));
    steps
}

fn shortest(n: usize, m: usize, same: impl Fn(usize, usize) -> bool) -> Vec<Step> {
    let apart = || (0..n).map(Step::Old).chain((0..m).map(Step::New)).collect();
    if n == 0 || m == 0 {
        return apart();
    }
    // `furthest[most + k]` is how far into the old sequence a path on diagonal `k` has come.
    let most = (n + m).min(MOST_DIFFERENCES);
    let middle = most as isize + 1;
    let place = |k: isize| usize::try_from(middle + k).unwrap_or(0);
    let mut furthest = vec![0_usize; 2 * most + 3];
    let mut trail: Vec<Vec<usize>> = Vec::new();
    for d in 0..=most as isize {
        trail.push(furthest[place(-d - 1)..=place(d + 1)].to_vec());
        for k in (-d..=d).step_by(2) {
            let down = k == -d || (k != d && furthest[place(k - 1)] < furthest[place(k + 1)]);
            let mut x = if down { furthest[place(k + 1)] } else { furthest[place(k - 1)] + 1 };
            let mut y = usize::try_from(x as isize - k).unwrap_or(usize::MAX);
            let from = x;
            while x < n && y < m && same(x, y) {
                (x, y) = (x + 1, y + 1);
            }
            spent(1 + x - from);
            furthest[place(k)] = x;
            if x >= n && y >= m {
                return way_back(n, m, &trail);
            }
        }
    }
    apart()
}

/// Follows the paths back from the end of both sequences.
fn way_back(n: usize, m: usize, trail: &[Vec<usize>]) -> Vec<Step> {
    let (mut x, mut y) = (n as isize, m as isize);
    let mut steps = Vec::new();
    let step = |x: isize| usize::try_from(x).unwrap_or(0);
    for (d, furthest) in trail.iter().enumerate().rev() {
        let d = d as isize;
        let at = |k: isize| furthest.get(step(k + d + 1)).map_or(0, |x| *x as isize);
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (before_x, before_y) = if d == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > before_x && y > before_y {
            (x, y) = (x - 1, y - 1);
            steps.push(Step::Both(step(x), step(y)));
        }
        if d > 0 {
            steps.push(if down { Step::New(step(before_y)) } else { Step::Old(step(before_x)) });
        }
        (x, y) = (before_x, before_y);
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Length of the longest common subsequence, by the book.
    fn longest(old: &[u8], new: &[u8]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut diagonal = 0;
            for (at, b) in new.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if a == b { diagonal + 1 } else { above.max(row[at]) };
                diagonal = above;
            }
        }
        row[new.len()]
    }

    proptest! {
        #[test]
        fn a_script_leads_from_old_to_new_by_the_shortest_way(
            old in proptest::collection::vec(0_u8..4, 0..40),
            new in proptest::collection::vec(0_u8..4, 0..40),
        ) {
            let steps = script(old.len(), new.len(), |a, b| old[a] == new[b]);
            let (mut a, mut b, mut kept) = (0, 0, 0);
            for step in steps {
                match step {
                    Step::Both(x, y) => {
                        prop_assert_eq!((x, y), (a, b));
                        prop_assert_eq!(old[x], new[y]);
                        (a, b, kept) = (a + 1, b + 1, kept + 1);
                    }
                    Step::Old(x) => {
                        prop_assert_eq!(x, a);
                        a += 1;
                    }
                    Step::New(y) => {
                        prop_assert_eq!(y, b);
                        b += 1;
                    }
                }
            }
            prop_assert_eq!((a, b), (old.len(), new.len()));
            prop_assert_eq!(kept, longest(&old, &new));
        }
    }
}
