//! All integration tests, in one binary because linking is what costs.

mod arrows;
mod cli;
mod cli_render;
mod docx;
#[cfg(feature = "pdf")]
mod pdf;
mod support;
