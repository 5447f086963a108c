//! All integration tests, in one binary because linking is what costs.

mod certify;
mod docx;
#[cfg(feature = "pdf")]
mod pdf;
mod check;
mod generated;
mod support;
