//! Attesting turns the report on a signed PDF into a Tree of its own, the validation report (valideringsintyg): who signed what,
//! for whom and when, and how that was judged, for a reader who has neither the PDF nor Kansli at hand.
//!
//! It is in Swedish, as it goes into Swedish archives. What stands in it comes from the report and the circumstances alone;
//! names out of strangers' certificates are made harmless by [`paper`](self).

mod paper;
mod rows;
mod sections;

use crate::model::Tree;
use crate::sign::{Certificate, Report};

pub use paper::FORM;

/// A root that was trusted.
#[derive(Debug, Clone)]
pub struct TrustedRoot {
    /// The certificate.
    pub certificate: Certificate,
    /// The short name of the only principal whose signatures it was trusted for; `None` for all, and for time.
    pub principal: Option<String>,
}

/// Under which circumstances a file was judged.
pub struct Circumstances<'a> {
    /// The file's name, without folders.
    pub file: &'a str,
    /// When it was judged, in seconds since 1970.
    pub time: i64,
    /// Whom the judge trusted.
    pub roots: &'a [TrustedRoot],
    /// Short names of the principals that had to have signed.
    pub required: &'a [String],
    /// Who had it judged, with role and principal, where that is known.
    pub by: Option<&'a str>,
    /// Name and version of the program that judged.
    pub program: &'a str,
    /// Whether the fonts can draw a character.
    pub drawn: &'a dyn Fn(char) -> bool,
}

/// The validation report, as a tree that any writer writes.
pub fn attest(report: &Report, circumstances: &Circumstances<'_>) -> Tree {
    sections::tree(report, circumstances)
}
