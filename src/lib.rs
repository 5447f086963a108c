//! Kansli assembles governing documents: from one structured source a PDF and a Word file that provably say the same.
#![deny(missing_docs)]

pub mod assemble;
pub mod check;
pub mod certify;
pub mod diag;
pub mod kind;
pub mod markup;
pub mod model;
pub mod read;
pub mod theme;
pub mod world;
pub mod write;
