//! What several tests need.

pub mod trees;
