//! What several tests need.

#[cfg(feature = "pdf")]
pub mod standards;
pub mod tables;
pub mod trees;
