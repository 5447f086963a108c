//! Time stamps: a digest becomes a request, and the answer of an authority the time at which the digest existed (RFC 3161).

use ring::rand::{SecureRandom, SystemRandom};

use super::algorithm::Digest;
use super::asn1::{self, tag};
use super::certificate::Certificate;
use super::cms::{Broken, SignedData};
use super::oids;
use crate::diag::Fault;
use crate::diag::codes;

/// Somebody who stamps requests with the time: over HTTP, or in a test.
pub trait TimeStamper {
    /// Sends a request (`application/timestamp-query`) and gives the answer (`application/timestamp-reply`).
    ///
    /// # Errors
    /// When there is no answer.
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Fault>;
}

/// What a time stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStamp {
    /// Seconds since 1970; fractions are dropped.
    pub time: i64,
    /// The hash.
    pub digest: Digest,
    /// What was stamped.
    pub imprint: Vec<u8>,
    /// The number that the request bore.
    pub nonce: Option<Vec<u8>>,
    /// The certificate of the authority.
    pub certificate: Certificate,
    /// Every certificate inside.
    pub certificates: Vec<Certificate>,
}

/// Why a time stamp does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unstamped {
    /// It can't be read.
    Unreadable,
    /// It stamps other bytes.
    OtherBytes,
    /// Its own signature does not hold.
    Broken(Broken),
}

/// Reads a time stamp and checks its signature, and that it stamps these bytes. Who the authority is stays to be judged.
///
/// # Errors
/// When it can't be read, stamps other bytes, or is not signed by its certificate.
pub fn read(token: &[u8], stamped: &[&[u8]]) -> Result<TimeStamp, Unstamped> {
    let (der, _) = asn1::definite(token).ok_or(Unstamped::Unreadable)?;
    let signed = SignedData::read(&der).ok_or(Unstamped::Unreadable)?;
    let content = signed.content.clone().ok_or(Unstamped::Unreadable)?;
    let certificate = signed.check(oids::TIME_STAMP_INFO, &[&content], true).map_err(Unstamped::Broken)?;
    let info = Info::read(&content).ok_or(Unstamped::Unreadable)?;
    if info.digest.of(stamped) != info.imprint {
        return Err(Unstamped::OtherBytes);
    }
    Ok(TimeStamp {
        time: info.time,
        digest: info.digest,
        imprint: info.imprint,
        nonce: info.nonce,
        certificate,
        certificates: signed.readable_certificates(),
    })
}

struct Info {
    digest: Digest,
    imprint: Vec<u8>,
    time: i64,
    nonce: Option<Vec<u8>>,
}

impl Info {
    /// TSTInfo (RFC 3161, 2.4.2). The time is read by hand: authorities send fractions of seconds.
    fn read(der: &[u8]) -> Option<Self> {
        let mut info = asn1::single(der, tag::SEQUENCE)?.inner();
        info.take(tag::INTEGER)?;
        info.take(tag::OID)?;
        let mut imprint = info.take(tag::SEQUENCE)?.inner();
        let digest = Digest::of_oid(imprint.take(tag::SEQUENCE)?.inner().take(tag::OID)?.content)?;
        let imprint = imprint.take(tag::OCTETS)?.content.to_vec();
        info.take(tag::INTEGER)?;
        let time = asn1::time(&info.take(tag::GENERALIZED_TIME)?)?;
        let rest = info.all()?;
        let nonce = rest.iter().find(|value| value.tag == tag::INTEGER).map(|value| value.content.to_vec());
        Some(Self { digest, imprint, time, nonce })
    }
}

/// Has some bytes stamped, and gives the token.
///
/// # Errors
/// When the authority refuses, answers another request, or its answer does not hold.
pub fn request(authority: &dyn TimeStamper, bytes: &[&[u8]]) -> Result<Vec<u8>, Fault> {
    let failed = |sv: &str, en: &str| {
        Fault::new(
            codes::TIME_STAMP_FAILED,
            format!("tidsstämpeln gick inte att få: {sv}"),
            format!("there is no getting a time stamp: {en}"),
        )
        .hint(
            "försök igen, eller ange en annan tjänst med --tsa; inget är undertecknat",
            "try again, or name another service by --tsa; nothing has been signed",
        )
    };
    let mut nonce = [0u8; 8];
    SystemRandom::new().fill(&mut nonce).map_err(|_| failed("slumptal saknas", "no random numbers"))?;
    nonce[0] = (nonce[0] & 0x7f) | 0x40;
    let digest = Digest::Sha256;
    let imprint =
        asn1::sequence(&[asn1::sequence(&[asn1::oid(digest.oid()), asn1::write(tag::NULL, &[])]), asn1::octets(&digest.of(bytes))]);
    let query = asn1::sequence(&[asn1::small(1), imprint, asn1::unsigned(&nonce), asn1::write(0x01, &[0xff])]);
    let answer = authority.stamp(&query)?;
    let token = token_of(&answer).map_err(|status| match status {
        Some(status) => failed(&format!("tjänsten avböjde (status {status})"), &format!("the service refused (status {status})")),
        None => failed("svaret går inte att läsa", "the answer can't be read"),
    })?;
    let stamp = read(&token, bytes).map_err(|fault| match fault {
        Unstamped::Unreadable => failed("stämpeln går inte att läsa", "the stamp can't be read"),
        Unstamped::OtherBytes => {
            failed("stämpeln gäller något annat än det som skickades", "the stamp is about something else than what was sent")
        }
        Unstamped::Broken(_) => failed("stämpelns egen underskrift håller inte", "the stamp's own signature does not hold"),
    })?;
    if stamp.nonce.as_deref() != Some(&nonce) {
        return Err(failed("svaret gäller en annan förfrågan", "the answer is to another request"));
    }
    if !stamp.certificate.serves(super::certificate::Usage::TimeStamp) {
        return Err(failed("tjänstens certifikat är inte till för tidsstämplar", "the service's certificate is not for time stamps"));
    }
    Ok(token)
}

/// The token of a TimeStampResp; `Err` with the status when there is none.
fn token_of(answer: &[u8]) -> Result<Vec<u8>, Option<u8>> {
    let read = || {
        let mut response = asn1::single(answer, tag::SEQUENCE)?.inner();
        let status = *response.take(tag::SEQUENCE)?.inner().take(tag::INTEGER)?.content.last()?;
        Some((status, response.take(tag::SEQUENCE).map(|token| token.whole.to_vec())))
    };
    match read() {
        Some((0 | 1, Some(token))) => Ok(token),
        Some((status, _)) => Err(Some(status)),
        None => Err(None),
    }
}
