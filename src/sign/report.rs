//! The report: what verifying found, as data; `cli` and the validation report print it.

use serde::Serialize;

use super::session::clock;
use crate::diag::{Fault, Language, Message, codes};
use crate::model::{FileSigning, StoredVersion};

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

    /// Whether it is about who is trusted, and not about what was done to the file.
    pub fn is_about_trust(&self) -> bool {
        self.code.starts_with("certificate-") || ["time-stamp-untrusted", "time-stamp-aged"].contains(&self.code)
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
    /// Not looked into: the chain does not hold, or the certificate is trusted by itself and nobody above it keeps a list.
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
    /// Whether the document has signature lines, and it stands on none of them.
    pub stray: bool,
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
    /// What it signs; `None` where it covers no whole revision of the file.
    pub signs: Option<Signs>,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl SignatureReport {
    /// Whether the certificate bears another name than the line, and nobody said that it is accepted.
    pub fn is_of_another(&self) -> bool {
        self.findings.iter().any(|finding| finding.code == "name-differs")
    }
}

/// What a signature signs: the file as it then was, and what that says it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signs {
    /// SHA-256 of the file up to and with the signature: what a store keeps of it.
    pub sha256: String,
    /// How many bytes that is.
    pub size: usize,
    /// SHA-256 of the source.
    pub source: Option<String>,
    /// SHA-256 of the Word file made with it.
    pub docx: Option<String>,
    /// The version of a store.
    pub version: Option<StoredVersion>,
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
    /// SHA-256 of the source; `None` of a public copy, too.
    pub source: Option<String>,
    /// Of a public copy the hash that ties it to its original.
    pub copy_of: Option<String>,
    /// SHA-256 of the Word file made with it.
    pub docx: Option<String>,
    /// The program that made it.
    pub creator: Option<String>,
    /// The version of a store; `None` of a file that was made outside one.
    pub version: Option<StoredVersion>,
    /// How it is signed, or that it never is; `None` of a file that does not say.
    pub signing: Option<FileSigning>,
}

impl Facts {
    /// Refuses a file that says that nobody signs it electronically.
    ///
    /// # Errors
    /// When it says that it is signed on paper, or is a public copy.
    pub fn must_be_for_signing(&self) -> Result<(), Fault> {
        match self.signing {
            None | Some(FileSigning::Electronic) => Ok(()),
            Some(FileSigning::Ink) => Err(Fault::new(
                codes::SIGNATURES_MIXED,
                "PDF-filen säger att dokumentet undertecknas på papper, så den undertecknas inte elektroniskt: de två blandas aldrig på en version",
                "the PDF says that the document is signed on paper, so it is not signed electronically: the two never mix on one version",
            )
            .hint(
                "skriv ut den och underteckna med penna; ska alla i stället underteckna elektroniskt: skriv signing = \"electronic\" i källfilen och fastställ en ny version",
                "print it and sign with a pen; if all shall rather sign electronically: write signing = \"electronic\" in the source and fix a new version",
            )),
            Some(FileSigning::PublicCopy) => Err(Fault::new(
                codes::NOT_SIGNABLE,
                "PDF-filen är en allmän kopia: den är till för att läsas, och ingen undertecknar den",
                "the PDF is a public copy: it is there to be read, and nobody signs it",
            )
            .hint(
                "underteckna originalet: dess kontrollsumma står sist i kopian",
                "sign the original: its hash stands at the end of the copy",
            )),
        }
    }
}

/// The signature lines of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// How many it has; 0 where it is not known to have any.
    pub all: usize,
    /// How many of them bear a signature that holds.
    pub signed: usize,
}

/// How a file stands to the version that a store at hand has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// The store has the hash of this very file in its log.
    Logged,
    /// It begins with the file that was frozen, and holds more than the log tells of.
    Extended,
    /// It was made of the same source, and is another file than the one that was frozen.
    SameSource,
    /// It says to be that version, and is not.
    Differs,
    /// It is a public copy of that version, whose hash is in the log.
    PublicCopy,
    /// It is a copy of that version for signing on paper, whose hash is in the log.
    Counterpart,
}

/// What a store at hand knows of the version that a file was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InStore {
    /// The version, as the store has it.
    pub version: StoredVersion,
    /// The name of its state.
    pub state: Message,
    /// Labels that name it, in order.
    pub labels: Vec<String>,
    /// How the file stands to it.
    pub tie: Tie,
    /// That it was withdrawn, and by what, as a clause; `None` where it was not.
    pub withdrawn: Option<Message>,
    /// That the store has a later file of it, and what that holds, as a clause; `None` where this is the last.
    pub newer: Option<Message>,
    /// Who has signed it on paper, each as words that go on after "on paper by".
    pub ink: Vec<Message>,
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
    /// Whether the verifier trusts anybody; without, no issuer was judged, and no signature is valid.
    pub issuers_judged: bool,
    /// How many revisions the file has.
    pub revisions: usize,
    /// What it was made of.
    pub facts: Facts,
    /// Its signatures, in the order that they were made.
    pub signatures: Vec<SignatureReport>,
    /// What happened after each.
    pub steps: Vec<Step>,
    /// The document's signature lines, and how many are signed. A signature on none of them does not count.
    pub lines: Lines,
    /// Principals that were asked for and have no valid signature.
    pub missing: Vec<String>,
    /// Signature lines that nobody has signed: principal, and name where there is one.
    pub open: Vec<String>,
    /// What a store at hand knows of the file; `None` where there is none, or it does not know the document.
    pub store: Option<InStore>,
    /// What concerns the file as a whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Puts in what a store at hand knows. A file that is not the version it says to be is not valid, whoever signed it.
    pub fn with_store(mut self, known: InStore) -> Self {
        match known.tie {
            Tie::Differs => {
                self.findings.push(Finding::refused(
                    "store-differs",
                    &format!("filen är inte den som lagret har som {}", known.version.name()),
                    &format!("the file is not the one that the store has as {}", known.version.name()),
                ));
                self.verdict = Verdict::Invalid;
            }
            Tie::SameSource => self.findings.push(Finding::remark(
                "store-other-file",
                "filen är gjord av samma källfil som versionen i lagret, men är en annan fil än den som låstes där",
                "the file was made of the same source as the version in the store, but is another file than the one frozen there",
            )),
            // What does not hold is not to be taken in anywhere, nor what bears a signature that nobody asked for.
            Tie::Extended if self.verdict != Verdict::Invalid && self.strays().next().is_none() => self.findings.push(Finding::remark(
                "store-not-noted",
                "lagret har inte antecknat filen som den är; ta in den med kansli sign receive",
                "the store has not noted the file as it is; take it in by kansli sign receive",
            )),
            Tie::Extended | Tie::Logged | Tie::PublicCopy | Tie::Counterpart => {}
        }
        if let Some(newer) = &known.newer {
            self.findings.push(Finding::of("store-newer", Weight::Remark, newer.clone()));
        }
        self.store = Some(known);
        self
    }

    /// The signatures of persons, not the time stamps of the document.
    pub fn persons(&self) -> impl Iterator<Item = &SignatureReport> {
        self.signatures.iter().filter(|signature| !signature.time_stamp)
    }

    /// The signatures that stand on none of the document's lines.
    pub fn strays(&self) -> impl Iterator<Item = &SignatureReport> {
        self.persons().filter(|signature| signature.stray)
    }

    /// Whether the store vouches that the file is the version that it says it is.
    pub fn is_tied(&self) -> bool {
        match self.store.as_ref().map(|known| known.tie) {
            Some(Tie::Logged) => true,
            Some(Tie::Extended) => self.verdict != Verdict::Invalid,
            _ => false,
        }
    }

    /// Every finding with the name of what it is about.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_signatures = self.signatures.iter().flat_map(|signature| &signature.findings);
        self.findings.iter().chain(of_signatures).chain(self.steps.iter().flat_map(|step| &step.findings))
    }

    /// Whether a signature is as it was made, and so is what it covers, and all that it lacks is an issuer who is trusted.
    pub fn lacks_only_trust(&self, signature: &SignatureReport) -> bool {
        let trust = |finding: &Finding| ["certificate-untrusted", "time-stamp-untrusted"].contains(&finding.code);
        let mut refused = signature.findings.iter().filter(|finding| finding.weight == Weight::Refused).peekable();
        let from = self.steps.iter().position(|step| step.after == signature.field).unwrap_or(self.steps.len());
        let mut later = self.steps.iter().skip(from).flat_map(|step| &step.findings);
        refused.peek().is_some() && refused.all(trust) && !later.any(|finding| finding.weight == Weight::Refused)
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
