//! All integration tests, in one binary because linking is what costs.

mod arrows;
mod certify;
mod check;
mod cli;
mod cli_render;
mod docx;
mod generated;
mod judged;
mod laws;
#[cfg(feature = "pdf")]
mod pdf;
mod support;
