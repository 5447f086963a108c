//! Revocation: lists (RFC 5280, 5) and answers (RFC 6960) become whether a certificate was revoked at a given time.

use der::{Decode, Encode};
use x509_cert::crl::CertificateList;

use super::algorithm;
use super::asn1::{self, Value, tag};
use super::certificate::{Certificate, Usage, known_name, signed_parts};
use super::chain;
use super::oids;

/// What is known of revocation: lists and answers, in DER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Lists of revoked certificates.
    pub lists: Vec<Vec<u8>>,
    /// Answers of responders (OCSP).
    pub answers: Vec<Vec<u8>>,
}

/// Whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was not, going by a list or answer of this time.
    Good(i64),
    /// It was, at this time.
    Revoked(i64),
    /// Nothing tells.
    Unknown,
}

/// Why nothing tells whether a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// There is no list, nor an answer.
    Nothing,
    /// The latest list or answer of the issuer was over at this time, before the one that counts.
    Ended(i64),
    /// The lists are of other issuers: one's name.
    Others(String),
    /// A list bears the issuer's name, and was not signed by it.
    Unsound,
    /// The issuer's list is about some certificates only.
    Partial,
}

/// Why nothing tells of a certificate whose [`status`] is unknown.
pub fn silence(certificate: &Certificate, issuer: &Certificate, evidence: &Evidence, time: i64) -> Silence {
    let lists = evidence.lists.iter().filter_map(|list| by_list(list, certificate, issuer));
    let answers = evidence.answers.iter().filter_map(|answer| by_answer(answer, certificate, issuer));
    if let Some(until) = lists.chain(answers).map(|word| word.until).filter(|until| *until < time).max() {
        return Silence::Ended(until);
    }
    let mut other = Silence::Nothing;
    for der in &evidence.lists {
        let Ok(list) = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(der) else { continue };
        let by = list.tbs_cert_list.issuer.to_der().unwrap_or_default();
        if by == certificate.issuer() {
            let signed = signed_parts(der).is_some_and(|(signed, algorithm, signature)| {
                algorithm::check(&issuer.public_key_info(), &algorithm, None, &signed, &signature).is_ok()
            });
            return if signed { Silence::Partial } else { Silence::Unsound };
        }
        other = Silence::Others(known_name(&by));
    }
    other
}

/// What one list or answer says: the status, and from when it is and until when it speaks.
struct Word {
    revoked: Option<i64>,
    from: i64,
    until: i64,
}

/// Whether a certificate was revoked at a time; `issuer` is the one above it in its chain.
pub fn status(certificate: &Certificate, issuer: &Certificate, evidence: &Evidence, time: i64) -> Status {
    let lists = evidence.lists.iter().filter_map(|list| by_list(list, certificate, issuer));
    let answers = evidence.answers.iter().filter_map(|answer| by_answer(answer, certificate, issuer));
    let words: Vec<Word> = lists.chain(answers).collect();
    if let Some(at) = words.iter().filter_map(|word| word.revoked).min()
        && at <= time
    {
        return Status::Revoked(at);
    }
    // One that was over before the time says nothing of it.
    words.iter().filter(|word| word.until >= time).map(|word| word.from).max().map_or(Status::Unknown, Status::Good)
}

fn seconds(time: x509_cert::time::Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// A list that ends its validity without saying when speaks for this long, in seconds.
const A_DAY: i64 = 86_400;

fn by_list(der: &[u8], certificate: &Certificate, issuer: &Certificate) -> Option<Word> {
    let list = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(der).ok()?;
    if list.tbs_cert_list.issuer.to_der().ok()? != certificate.issuer() {
        return None;
    }
    let (signed, algorithm, signature) = signed_parts(der)?;
    algorithm::check(&issuer.public_key_info(), &algorithm, None, &signed, &signature).ok()?;
    let from = seconds(list.tbs_cert_list.this_update);
    // A list of some certificates only proves nothing of the others.
    let partial = list.tbs_cert_list.crl_extensions.iter().flatten().any(|extension| extension.critical);
    let revoked = list.tbs_cert_list.revoked_certificates.iter().flatten();
    let revoked =
        revoked.filter(|entry| entry.serial_number.as_bytes() == certificate.serial()).map(|entry| seconds(entry.revocation_date)).min();
    if partial && revoked.is_none() {
        return None;
    }
    Some(Word { revoked, from, until: list.tbs_cert_list.next_update.map_or(from + A_DAY, seconds) })
}

fn by_answer(der: &[u8], certificate: &Certificate, issuer: &Certificate) -> Option<Word> {
    let basic = basic(der)?;
    let (signed, algorithm, signature) = signed_parts(&basic)?;
    let mut parts = asn1::Reader::new(&basic).take(tag::SEQUENCE)?.inner();
    parts.any()?;
    parts.any()?;
    parts.any()?;
    let certificates: Vec<Certificate> = match parts.optional(tag::context(0)) {
        Some(list) => {
            asn1::single(list.content, tag::SEQUENCE)?.inner().all()?.iter().filter_map(|one| Certificate::from_der(one.whole)).collect()
        }
        None => Vec::new(),
    };
    let mut data = asn1::single(&signed, tag::SEQUENCE)?.inner();
    data.optional(tag::context(0));
    data.any()?;
    let produced = asn1::time(&data.take(tag::GENERALIZED_TIME)?)?;
    // The issuer answers itself, or by one whom it has made its responder (RFC 6960, 4.2.2.2).
    let by = |key: &Certificate| algorithm::check(&key.public_key_info(), &algorithm, None, &signed, &signature).is_ok();
    let delegate = |one: &Certificate| {
        let (from, until) = one.validity();
        one.serves(Usage::Revocation) && chain::issued(one, issuer) && (from..=until).contains(&produced)
    };
    if !by(issuer) && !certificates.iter().any(|one| delegate(one) && by(one)) {
        return None;
    }
    let answers = data.take(tag::SEQUENCE)?.inner().all()?;
    answers.iter().filter_map(|answer| single(answer, certificate, issuer)).next()
}

/// The basic response inside an OCSPResponse.
fn basic(der: &[u8]) -> Option<Vec<u8>> {
    let mut response = asn1::single(der, tag::SEQUENCE)?.inner();
    if response.take(tag::ENUMERATED)?.content != [0] {
        return None;
    }
    let mut bytes = asn1::single(response.take(tag::context(0))?.content, tag::SEQUENCE)?.inner();
    let kind = bytes.take(tag::OID)?.content;
    (kind == oids::OCSP_BASIC).then_some(bytes.take(tag::OCTETS)?.content.to_vec())
}

fn single(answer: &Value<'_>, certificate: &Certificate, issuer: &Certificate) -> Option<Word> {
    let mut parts = answer.inner();
    let mut id = parts.take(tag::SEQUENCE)?.inner();
    let hash = id.take(tag::SEQUENCE)?.inner().take(tag::OID)?.content;
    let (name, key) = (id.take(tag::OCTETS)?.content, id.take(tag::OCTETS)?.content);
    let serial = id.take(tag::INTEGER)?.content;
    let bits = asn1::single(&issuer.public_key_info(), tag::SEQUENCE)?.inner().all()?.get(1)?.content.get(1..)?.to_vec();
    if serial != certificate.serial() || hashed(hash, &certificate.issuer())? != name || hashed(hash, &bits)? != key {
        return None;
    }
    let status = parts.any()?;
    let revoked = match status.tag {
        0x80 => None,
        0xa1 => Some(asn1::time(&status.inner().take(tag::GENERALIZED_TIME)?)?),
        _ => return None,
    };
    let from = asn1::time(&parts.take(tag::GENERALIZED_TIME)?)?;
    let until = match parts.optional(tag::context(0)) {
        Some(next) => asn1::time(&asn1::single(next.content, tag::GENERALIZED_TIME)?)?,
        None => from + A_DAY,
    };
    Some(Word { revoked, from, until })
}

/// A digest that names, and proves nothing: SHA-1 is usual here.
fn hashed(oid: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    if oid == oids::SHA1 {
        return Some(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec());
    }
    Some(algorithm::Digest::of_oid(oid)?.of(&[bytes]))
}

/// A request about one certificate (RFC 6960, 4.1), without a nonce: answers are kept for years.
pub fn request(certificate: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
    let bits = asn1::single(&issuer.public_key_info(), tag::SEQUENCE)?.inner().all()?.get(1)?.content.get(1..)?.to_vec();
    let id = asn1::sequence(&[
        asn1::sequence(&[asn1::oid(oids::SHA1), asn1::write(tag::NULL, &[])]),
        asn1::octets(&hashed(oids::SHA1, &certificate.issuer())?),
        asn1::octets(&hashed(oids::SHA1, &bits)?),
        asn1::write(tag::INTEGER, certificate.serial()),
    ]);
    Some(asn1::sequence(&[asn1::sequence(&[asn1::sequence(&[asn1::sequence(&[id])])])]))
}

/// Whether an answer tells of a certificate at all, and is signed by its issuer or the issuer's responder.
pub fn answers(der: &[u8], certificate: &Certificate, issuer: &Certificate) -> bool {
    by_answer(der, certificate, issuer).is_some()
}

/// Whether a list is that of a certificate's issuer.
pub fn lists(der: &[u8], certificate: &Certificate, issuer: &Certificate) -> bool {
    by_list(der, certificate, issuer).is_some()
}

/// The lists of a file, in DER: PEM with any number of them, or one in DER; none where any of it is something else.
pub fn lists_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let blocks = super::certificate::pem_blocks(bytes, "X509 CRL");
    let lists = if blocks.is_empty() { vec![bytes.to_vec()] } else { blocks };
    let is_list = |der: &Vec<u8>| CertificateList::<x509_cert::certificate::Rfc5280>::from_der(der).is_ok();
    if lists.iter().all(is_list) { lists } else { Vec::new() }
}
