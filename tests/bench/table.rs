//! The table turns rows and what was measured into Markdown.

use crate::rows::{Measured, Row};

/// Its first two lines.
pub const HEAD: &str = "| what | must | reach for | measured | measured / must |\n|---|---|---|---|---|";

/// One row. Where more is better, so that a ratio above 1 is good, it says so.
pub fn line(row: &Row, measured: Measured) -> String {
    let sign = if row.more_is_better { "≥" } else { "≤" };
    let figure = |value: f64| format!("{sign} {} {}", short(value), row.unit).trim_end().to_owned();
    let reach = row.reach.map_or(String::new(), figure);
    let value = measured.0;
    let verdict = match (row.reached(measured), row.reach.is_some_and(|reach| row.within(value, reach))) {
        (_, true) => "",
        (true, false) => "",
        (false, _) => " **missed**",
    };
    let own = format!("{} {}", short(value), row.unit);
    format!("| {} | {} | {reach} | {} | {:.2}{verdict} |", row.what, figure(row.must), own.trim_end(), value / row.must)
}

fn short(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else if value >= 1.0 {
        format!("{value:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
