//! Signing in the log: what a signed file shows, or a page signed with a pen, becomes events; and their rules.
//!
//! What is noted of an electronic signature is taken from the file alone, its time and its signatory too, and the salt of
//! the file from the file. So two stores that have the same history and get the same file make the same events of it, and
//! their histories stay one.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::event::{Commitment, Event};
use super::object::Object;
use super::projection::RevisionRow;
use super::refusal::{Refusal, refuse};
use super::renewal::{self, Renewal};
use super::text::{is_ending, is_line, is_reason};
use crate::model::{Hash, Moment, Period};

/// What goes before a signed file when its salt is made of it.
const SALT: &[u8] = b"kansli-signed/1\n";

/// A file that is kept as it is, and whose hash is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    /// How the name of the file ends: `pdf`, `png`.
    pub ending: String,
    /// SHA-256 of the file as it is passed on.
    pub sha256: Hash,
    /// Where the bytes lie.
    pub commitment: Commitment,
    /// How many bytes they are.
    pub size: u64,
}

impl KeptFile {
    /// A signed file, with its content. The salt is SHA-256 over `kansli-signed/1`, a line feed and the file: a signature
    /// holds more chance than anybody can guess.
    pub fn signed(bytes: Vec<u8>) -> (Self, Object) {
        let salt: [u8; 32] = Sha256::new().chain_update(SALT).chain_update(&bytes).finalize().into();
        Self::of("pdf", Object::with_salt(salt, bytes))
    }

    /// Some content under the ending of its name.
    pub fn of(ending: &str, object: Object) -> (Self, Object) {
        let file = Self {
            ending: ending.to_owned(),
            sha256: Hash::of(object.content()),
            commitment: object.commitment().clone(),
            size: object.content().len() as u64,
        };
        (file, object)
    }
}

/// Whose certificate signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerCertificate {
    /// The name in it.
    pub subject: String,
    /// SHA-256 of the certificate in DER.
    pub sha256: Hash,
}

/// A file with an empty place for one signature was issued: a session is open until the signature is in it or the session
/// is given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningOpened {
    /// The revision.
    pub revision: u64,
    /// The name of the field.
    pub field: String,
    /// Short name of the principal.
    pub principal: String,
    /// The printed name; absent while nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// SHA-256 of the file that the signature is added to.
    pub issued: Hash,
    /// SHA-256 of the file with the empty place.
    pub prepared: Hash,
}

/// An electronic signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The revision.
    pub revision: u64,
    /// The name of the field.
    pub field: String,
    /// Short name of the principal.
    pub principal: String,
    /// The printed name; absent where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// When it was made, as the file claims.
    pub signed: Moment,
    /// By which certificate.
    pub certificate: SignerCertificate,
    /// SHA-256 of the file with the empty place: the session that it ends.
    pub prepared: Hash,
    /// The signed file.
    pub file: KeptFile,
}

/// A session was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningClosed {
    /// The revision.
    pub revision: u64,
    /// SHA-256 of the file with the empty place.
    pub prepared: Hash,
    /// Why.
    pub reason: String,
}

/// A principal declined to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The revision.
    pub revision: u64,
    /// Short name of the principal.
    pub principal: String,
    /// Who declined for it, when it was one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// Why.
    pub reason: String,
}

/// A page that was signed with a pen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InkSignature {
    /// The revision.
    pub revision: u64,
    /// Short name of the principal.
    pub principal: String,
    /// Who signed.
    pub signatory: String,
    /// The day that stands by the signature, ISO 8601.
    pub date: String,
    /// The scanned page.
    pub page: KeptFile,
}

/// How far the signing of a revision has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// The session that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SigningOpened>,
    /// Electronic signatures, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Pages signed with a pen, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ink: Vec<InkSignature>,
    /// Who declined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<Declined>,
    /// Files with proof behind the signatures, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renewals: Vec<Renewal>,
}

impl Signing {
    /// Whether nobody has begun.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it is done electronically, or has begun to be.
    pub fn is_electronic(&self) -> bool {
        self.session.is_some() || !self.signatures.is_empty()
    }

    /// Whether a file of this hash was issued or signed in it.
    pub fn knows(&self, sha256: &Hash) -> bool {
        self.signatures.iter().any(|signature| signature.file.sha256 == *sha256 || signature.prepared == *sha256)
            || self.renewals.iter().any(|renewal| renewal.file.sha256 == *sha256)
            || self.session.iter().any(|open| open.issued == *sha256 || open.prepared == *sha256)
    }

    /// The files that are kept of it.
    pub fn files(&self) -> impl Iterator<Item = &KeptFile> {
        self.electronic().chain(self.ink.iter().map(|ink| &ink.page))
    }

    fn electronic(&self) -> impl Iterator<Item = &KeptFile> {
        self.signatures.iter().map(|signature| &signature.file).chain(self.renewals.iter().map(|renewal| &renewal.file))
    }

    /// The signed file as it now is: each holds those before it, so it is the longest.
    pub fn latest(&self) -> Option<&KeptFile> {
        self.electronic().max_by_key(|file| file.size)
    }
}

/// One act of signing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Opened(&'a SigningOpened),
    Placed(&'a Signature),
    Closed(&'a SigningClosed),
    Declined(&'a Declined),
    Ink(&'a InkSignature),
    Renewed(&'a Renewal),
}

/// What an act of signing makes of a revision: only one that is frozen and has its content is signed; one session at a time;
/// ink and electronic signatures never on one revision; nobody signs twice. One that somebody went back from while a signature
/// was under way still takes that signature in: nothing that was signed is lost.
pub(super) fn apply(event: &Event, step: Step<'_>, row: &mut RevisionRow) -> Result<(), Refusal> {
    if row.gone.is_some() {
        return Err(refuse::content_gone(row));
    }
    // Proof is added for as long as anybody keeps the version.
    if !matches!(step, Step::Renewed(_)) && !row.frozen {
        return Err(refuse::not_fixed(row));
    }
    let wrong = || refuse::inconsistent(event);
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    match step {
        Step::Opened(opened) => {
            if !row.signing.ink.is_empty() {
                return Err(refuse::mixed(row));
            }
            if let Some(open) = &row.signing.session {
                return Err(refuse::session_open(row, open));
            }
            if row.signing.signatures.iter().any(|signature| signature.field == opened.field) {
                return Err(wrong());
            }
            row.signing.session = Some(opened.clone());
        }
        Step::Placed(signature) => {
            let session = row.signing.session.take().ok_or_else(wrong)?;
            let expected = (&session.field, &session.principal, &session.signatory, &session.prepared);
            if expected != (&signature.field, &signature.principal, &signature.signatory, &signature.prepared) {
                return Err(wrong());
            }
            row.signing.signatures.push(signature.clone());
        }
        Step::Closed(closed) => {
            let session = row.signing.session.take().ok_or_else(wrong)?;
            if session.prepared != closed.prepared {
                return Err(wrong());
            }
        }
        Step::Declined(declined) => {
            row.signing.session = None;
            row.signing.declined.push(declined.clone());
        }
        Step::Ink(ink) => {
            if row.signing.is_electronic() {
                return Err(refuse::mixed(row));
            }
            if Period::parse_date(&ink.date).is_none() {
                return Err(wrong());
            }
            let twice = |other: &InkSignature| same(&other.principal, &ink.principal) && same(&other.signatory, &ink.signatory);
            if row.signing.ink.iter().any(twice) {
                return Err(refuse::signed_already(row, &ink.signatory));
            }
            row.signing.ink.push(ink.clone());
        }
        Step::Renewed(renewal) => renewal::apply(event, renewal, row)?,
    }
    Ok(())
}

/// The field whose text no event may bear.
pub(super) fn texts(step: Step<'_>) -> Option<&'static str> {
    let line = |text: &str, field| (!is_line(text)).then_some(field);
    let named = |text: &Option<String>| text.as_ref().and_then(|text| line(text, "signatory"));
    let ending = |file: &KeptFile| (!is_ending(&file.ending)).then_some("file");
    let reason = |text: &str| (!is_reason(text)).then_some("reason");
    match step {
        Step::Opened(SigningOpened { field, principal, signatory, .. }) => {
            line(principal, "principal").or(line(field, "field")).or(named(signatory))
        }
        Step::Placed(Signature { field, principal, signatory, certificate, file, .. }) => line(principal, "principal")
            .or(line(field, "field"))
            .or(named(signatory))
            .or(line(&certificate.subject, "certificate"))
            .or(ending(file)),
        Step::Closed(SigningClosed { reason: why, .. }) => reason(why),
        Step::Declined(Declined { principal, signatory, reason: why, .. }) => {
            line(principal, "principal").or(named(signatory)).or(reason(why))
        }
        Step::Ink(InkSignature { principal, signatory, page, .. }) => {
            line(principal, "principal").or(line(signatory, "signatory")).or(ending(page))
        }
        Step::Renewed(renewal) => renewal::texts(renewal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When this fails, two stores make different events of one file.
    #[test]
    fn the_address_of_a_signed_file_is_pinned() {
        let (file, object) = KeptFile::signed(b"%PDF signed".to_vec());
        assert_eq!(object.salt()[..], Hash::of(b"kansli-signed/1\n%PDF signed").to_bytes());
        assert_eq!(file.sha256, Hash::of(b"%PDF signed"));
        assert_eq!(KeptFile::signed(b"%PDF signed".to_vec()), (file, object));
    }
}
