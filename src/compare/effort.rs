//! Effort counts the steps that comparing takes, so that tests can hold them against the length of the documents. Outside tests nothing is counted.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Takes note of steps.
#[cfg(test)]
pub(super) fn spent(steps: usize) {
    STEPS.with(|total| total.set(total.get() + steps as u64));
}

/// Takes note of steps.
#[cfg(not(test))]
#[inline]
pub(super) fn spent(_: usize) {}

/// How many steps `work` takes.
#[cfg(test)]
pub(super) fn of<T>(work: impl FnOnce() -> T) -> (T, u64) {
    STEPS.with(|total| total.set(0));
    let made = work();
    (made, STEPS.with(std::cell::Cell::get))
}
