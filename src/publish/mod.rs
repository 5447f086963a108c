//! Publishing turns a Tree into the one of its public copy (allmän kopia): what is nobody else's business is masked, each time
//! with a word for what stood there, and a last section lists it all and names the original.
//!
//! The copy is made anew out of the document and never by taking parts from the original's file, so that nothing of a
//! signature, of a certificate or of an earlier revision can follow. What is promised to be left out: identity numbers
//! (personnummer, samordningsnummer), private addresses of streets and of mail, fields that a kind calls private, and all of
//! certificates. What people say in their office stands: names, titles, contacts.

mod about;
mod find;
mod mask;
mod walk;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diag::Message;
use crate::model::{Pointer, Tree};

pub use about::{Original, SignedBy, SignedLine};

/// What a public copy leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secret {
    /// A personnummer.
    IdentityNumber,
    /// A samordningsnummer.
    CoordinationNumber,
    /// A street, with or without a town, that is no office's.
    StreetAddress,
    /// A mail address at a provider for private persons.
    MailAddress,
    /// A field that the kind calls private.
    PrivateField,
}

impl Secret {
    /// What it is called.
    pub fn name(self) -> Message {
        match self {
            Self::IdentityNumber => Message::new("personnummer", "identity number"),
            Self::CoordinationNumber => Message::new("samordningsnummer", "coordination number"),
            Self::StreetAddress => Message::new("privat adress", "private address"),
            Self::MailAddress => Message::new("privat e-postadress", "private mail address"),
            Self::PrivateField => Message::new("privat uppgift", "private information"),
        }
    }

    /// What stands in its place, in the copy's language.
    pub fn mask(self) -> &'static str {
        match self {
            Self::IdentityNumber => "[personnummer maskat]",
            Self::CoordinationNumber => "[samordningsnummer maskat]",
            Self::StreetAddress => "[adress maskad]",
            Self::MailAddress => "[e-postadress maskad]",
            Self::PrivateField => "[uppgift maskad]",
        }
    }
}

/// One thing that was masked: what sort of thing, and where; never what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Masked {
    /// What it was.
    pub what: Secret,
    /// Where it stood, as a reader of the copy finds it: "avsnittet Bakgrund, stycke 2".
    pub place: String,
}

/// Something that somebody should look at, and that stands as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// What looks how.
    pub message: Message,
    /// Where it stands.
    pub place: String,
}

/// What is decided beforehand.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Fields that the kind calls private, with all below them.
    pub private: BTreeSet<Pointer>,
    /// Addresses that are an office's and stand, in any letter case.
    pub keep: Vec<String>,
}

/// A document without what a public copy leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    /// The document.
    pub tree: Tree,
    /// What was masked, in the order of the text.
    pub masked: Vec<Masked>,
    /// What may have to be.
    pub doubts: Vec<Doubt>,
    /// What stood there; only to look for it in the finished files.
    pub secrets: Vec<String>,
}

/// Masks what a public copy leaves out.
pub fn redact(tree: &Tree, rules: &Rules) -> Redacted {
    mask::redact(tree, rules)
}

/// Makes the public copy of what was redacted: it says on every page what it is, and at its end of what, and what is masked.
pub fn copy(redacted: &Redacted, original: &Original) -> Tree {
    about::copy(redacted, original)
}
