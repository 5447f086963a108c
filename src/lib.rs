//! Kansli assembles governing documents: from one structured source a PDF and a Word file that provably say the same.
//!
//! ```text
//! bytes ──read──▶ Source ──check──▶ Document ──assemble──▶ Tree ──write──▶ Word file · PDF
//!                (a value and a    (proof that it         (numbers and           │
//!                 span for every    validates)             references      ◀──certify──▶ Certificate
//!                 field)                                   fixed)
//! ```
//!
//! Each step is a module named by its verb, and a pure function of what it is given. [`model`] holds the nouns, [`diag`]
//! what is wrong, where, and what to do about it. Templates, themes and fonts come through one door, [`world`]; a
//! [`kind`] of document is a folder of such files, so a new kind is no new code. [`produce`] goes all the way, and
//! [`cli`] puts files, arguments and a terminal around it.
//!
//! ```
//! use kansli::check::CheckOptions;
//! use kansli::diag::{FileName, Language};
//! use kansli::model::Record;
//! use kansli::produce::Producer;
//! use kansli::world::BuiltIn;
//!
//! let producer = Producer::new(&BuiltIn).expect("the built-in theme is sound");
//! let bytes = include_bytes!("../documents/exempel/alla-delar.toml");
//! let source = kansli::read::read(FileName::new("alla-delar.toml"), bytes).expect("it is TOML");
//! let checked = producer.check(&source, &CheckOptions::default(), &Record::default());
//! for found in checked.diagnostics() {
//!     println!("{}: {}", found.code, found.message.text(Language::English));
//! }
//! let tree = checked.output.expect("it has no errors");
//! assert_eq!(tree.metadata.date.as_deref(), Some("2025-02-03"));
//! ```
#![deny(missing_docs)]

pub mod assemble;
pub mod attest;
pub mod certify;
pub mod check;
pub mod cli;
pub mod compare;
pub mod diag;
pub mod extract;
pub mod kind;
pub mod markup;
pub mod merge;
pub mod model;
pub mod produce;
pub mod publish;
pub mod read;
pub mod sign;
pub mod store;
pub mod theme;
pub mod tidy;
pub mod world;
pub mod write;
