//! All integration tests, in one binary because linking is what costs.

#[cfg(feature = "pdf")]
mod pdf;
mod support;
