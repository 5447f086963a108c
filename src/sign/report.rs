//! The report: what verifying found, as data; `cli` and the validation report print it.

use serde::Serialize;

use super::session::clock;
use crate::diag::{Language, Message};

/// What a stretch of updates behind a signature did to the document, in ascending order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Further signatures, each in its own field.
    Signing,
    /// Proof about certificates, and time stamps of the document.
    ValidationData,
    /// Dates and names of programs among the properties.
    Metadata,
    /// Something else: the signatures before it do not hold for what the file now shows.
    Other,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Worth knowing.
    Remark,
    /// What it is about is not accepted.
    Refused,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable name, in kebab-case.
    pub code: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// What was found, a clause that stands alone, in small letters.
    pub message: Message,
}

impl Finding {
    /// Something that is not accepted.
    pub fn refused(code: &'static str, sv: &str, en: &str) -> Self {
        Self { code, weight: Weight::Refused, message: Message::new(sv, en) }
    }

    /// Something worth knowing.
    pub fn remark(code: &'static str, sv: &str, en: &str) -> Self {
        Self { code, weight: Weight::Remark, message: Message::new(sv, en) }
    }

    /// Likewise, from a message.
    pub fn of(code: &'static str, weight: Weight, message: Message) -> Self {
        Self { code, weight, message }
    }
}

/// The outcome for the whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every signature holds, and nothing else was changed.
    Valid,
    /// As valid, but a signature that was asked for is missing, also where there is none at all.
    Incomplete,
    /// A signature does not hold, the document was changed, or there is no signature and none was asked for.
    Invalid,
}

/// What is known of revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// Lists or answers show that no certificate of the chain was revoked.
    Good,
    /// One was.
    Revoked,
    /// Nothing tells of at least one of them.
    Unknown,
    /// Not looked into: the chain does not hold.
    NotChecked,
}

/// The levels of PAdES (EN 319 142-1, 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// A signature, its time merely claimed.
    #[serde(rename = "B-B")]
    Basic,
    /// With a time stamp.
    #[serde(rename = "B-T")]
    Time,
    /// With proof about the certificates.
    #[serde(rename = "B-LT")]
    LongTerm,
    /// With a time stamp over that proof.
    #[serde(rename = "B-LTA")]
    Archive,
}

impl Level {
    /// As the standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "B-B",
            Self::Time => "B-T",
            Self::LongTerm => "B-LT",
            Self::Archive => "B-LTA",
        }
    }
}

/// One signature, or one time stamp of the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignatureReport {
    /// The name of its field.
    pub field: String,
    /// Whether it is a time stamp of the document and nobody's signature.
    pub time_stamp: bool,
    /// Whether it holds.
    pub valid: bool,
    /// The short name of the principal, where Kansli made the field.
    pub principal: Option<String>,
    /// "För Västra Götalandsregionen", likewise.
    pub party: Option<String>,
    /// The name printed below the line, likewise.
    pub printed_name: Option<String>,
    /// Title, unit and stated ground of authority below it, likewise.
    pub details: Vec<String>,
    /// Who signed, by the certificate.
    pub signer: Option<String>,
    /// The organisation in the certificate.
    pub organisation: Option<String>,
    /// Names of the certificates from the signer's to the root's, as far as there is a way.
    pub chain: Vec<String>,
    /// When it was signed, as claimed, in seconds since 1970.
    pub claimed_time: Option<i64>,
    /// When it is proven to have existed, likewise.
    pub proven_time: Option<i64>,
    /// Who proves it.
    pub time_authority: Option<String>,
    /// What is known of revocation.
    pub revocation: Revocation,
    /// The level that is reached.
    pub level: Option<Level>,
    /// Which revision of the file it signs, from 1.
    pub revision: usize,
    /// Whether it covers the file to its last byte.
    pub whole_file: bool,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// What was done to the file after a signature and before the next, or the end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The field of the signature that it follows.
    pub after: String,
    /// What sorts of change there are; empty for none.
    pub kinds: Vec<Kind>,
    /// What is not allowed.
    pub findings: Vec<Finding>,
}

/// What the PDF says it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facts {
    /// The title among its properties.
    pub title: Option<String>,
    /// SHA-256 of the source.
    pub source: Option<String>,
    /// SHA-256 of the Word file made with it.
    pub docx: Option<String>,
    /// The program that made it.
    pub creator: Option<String>,
}

/// Everything about one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// 1; raised when a reader of the former one would go wrong.
    pub format: u32,
    /// The outcome.
    pub verdict: Verdict,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many revisions the file has.
    pub revisions: usize,
    /// What it was made of.
    pub facts: Facts,
    /// Its signatures, in the order that they were made.
    pub signatures: Vec<SignatureReport>,
    /// What happened after each.
    pub steps: Vec<Step>,
    /// Principals that were asked for and have no valid signature.
    pub missing: Vec<String>,
    /// Signature lines that nobody has signed: principal, and name where there is one.
    pub open: Vec<String>,
    /// What concerns the file as a whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Every finding with the name of what it is about.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_signatures = self.signatures.iter().flat_map(|signature| &signature.findings);
        self.findings.iter().chain(of_signatures).chain(self.steps.iter().flat_map(|step| &step.findings))
    }

    /// Codes of what is not accepted, in order.
    pub fn refusals(&self) -> Vec<&'static str> {
        self.all_findings().filter(|finding| finding.weight == Weight::Refused).map(|finding| finding.code).collect()
    }
}

/// A time in Swedish time as people read it: "2021-06-02 kl. 13.30.00 (UTC+2)".
pub fn moment(seconds: i64, language: Language) -> String {
    let offset = super::session::swedish_offset(seconds);
    let time = clock(seconds, offset);
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    match language {
        Language::Swedish => format!("{} kl. {hour:02}.{minute:02}.{second:02} (UTC+{})", time.date(), offset / 60),
        Language::English => format!("{} {hour:02}:{minute:02}:{second:02} (UTC+{})", time.date(), offset / 60),
    }
}

/// A day in Swedish time.
pub fn day(seconds: i64) -> String {
    clock(seconds, super::session::swedish_offset(seconds)).date().to_string()
}
