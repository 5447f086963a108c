//! The speed bench turns runs of Kansli into one Markdown table: what must be reached, what was measured.
//!
//! `cargo bench` measures everything; `cargo bench -- certificate 425` only rows whose names hold one of the words. Times
//! are CPU time, medians of many runs, so that a busy machine disturbs them little; only the gain of a second worker and what
//! the store does, which waits for the disk, are wall time. Long runs are made in processes of their own, so that each begins
//! with empty caches and its own memory.
#![allow(clippy::disallowed_methods, reason = "a bench looks at the clock, and knows where it runs")]

mod alone;
#[path = "../it/sign/authority.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod authority;
mod documents;
mod machine;
mod measure;
mod redline;
mod rows;
mod signing;
mod store;
mod table;

use std::process::ExitCode;

pub use rows::Measured;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Cargo passes `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some((alone::FLAG, rest)) = words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return alone::run(rest);
    }
    println!("{}\n", machine::described());
    println!("{}", table::HEAD);
    let mut reached = true;
    for row in rows::ALL.iter().filter(|row| words.is_empty() || words.iter().any(|word| row.what.contains(word.as_str()))) {
        let measured = (row.measure)();
        reached &= row.reached(measured);
        println!("{}", table::line(row, measured));
    }
    if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
