//! Markup turns the Markdown subset into blocks, and says what lies outside the subset.
//!
//! The same parser reads a drafter's rich text and a template's rendered text; what each may use is its [`Dialect`].

mod links;
pub mod marker;
pub mod parse;
pub mod rich;

pub use links::{LinkFault, check_address};
pub use parse::{Blot, Dialect, Fault, FaultKind, Link, Parsed, Span, Target};
