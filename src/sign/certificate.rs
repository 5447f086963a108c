//! Certificates: bytes in PEM or DER become who somebody is, for what, until when, and who says so.

use der::{Decode, Encode};
use x509_cert::certificate::Certificate as Parsed;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage};

use super::asn1::{self, tag};
use super::oids;
use crate::diag::Fault;
use crate::diag::codes;

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: Parsed,
}

/// What a certificate may be used for here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Signing documents.
    Document,
    /// Time stamps.
    TimeStamp,
    /// Answers about revocation.
    Revocation,
}

impl Certificate {
    /// Reads one from DER; `None` for what is no X.509 certificate.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        Some(Self { der: der.to_vec(), parsed: Parsed::from_der(der).ok()? })
    }

    /// Reads all of a file: PEM with any number of certificates, or one in DER.
    ///
    /// # Errors
    /// When it holds none, or one that can't be read.
    pub fn all_of(bytes: &[u8]) -> Result<Vec<Self>, Fault> {
        let unreadable = || {
            Fault::new(
                codes::CERTIFICATE_REFUSED,
                "filen innehåller inget certifikat som går att läsa",
                "the file holds no certificate that can be read",
            )
            .hint("ange en fil i formatet PEM eller DER", "give a file in PEM or DER")
        };
        let blocks = pem_blocks(bytes, "CERTIFICATE");
        let ders = if blocks.is_empty() { vec![bytes.to_vec()] } else { blocks };
        ders.iter().map(|der| Self::from_der(der).ok_or_else(unreadable)).collect()
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The bytes in base 64, on one line.
    pub fn base64(&self) -> String {
        to_base64(&self.der)
    }

    /// As a file of text that other programs read (RFC 7468).
    pub fn pem(&self) -> String {
        let lines: Vec<String> = self.base64().as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    /// SHA-256 of the bytes, by which people tell certificates apart: 64 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        crate::model::Hash::of(&self.der).to_string()
    }

    /// SubjectPublicKeyInfo in DER.
    pub fn public_key_info(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default()
    }

    /// The issuer's name in DER.
    pub fn issuer(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().issuer().to_der().unwrap_or_default()
    }

    /// The subject's name in DER.
    pub fn subject(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().subject().to_der().unwrap_or_default()
    }

    /// The contents of the serial number.
    pub fn serial(&self) -> &[u8] {
        self.parsed.tbs_certificate().serial_number().as_bytes()
    }

    /// The subject's key identifier, if it bears one.
    pub fn key_identifier(&self) -> Option<Vec<u8>> {
        let value = self.extension("2.5.29.14")?;
        Some(asn1::single(&value, tag::OCTETS)?.content.to_vec())
    }

    /// From when to when it is valid, in seconds since 1970.
    pub fn validity(&self) -> (i64, i64) {
        let validity = self.parsed.tbs_certificate().validity();
        let seconds = |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        (seconds(validity.not_before), seconds(validity.not_after))
    }

    /// The name that a reader knows the subject by: the common name, else the organisation, else the whole name.
    pub fn name(&self) -> String {
        known_name(&self.subject())
    }

    /// Likewise for the issuer.
    pub fn issuer_name(&self) -> String {
        known_name(&self.issuer())
    }

    /// The organisation of the subject.
    pub fn organisation(&self) -> Option<String> {
        attribute(&self.subject(), b"\x55\x04\x0a")
    }

    /// Whether it is signed by its own key, going by its names.
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// Whether the extension keyUsage lets it sign: digitalSignature or nonRepudiation, or no such extension.
    pub fn may_sign(&self) -> bool {
        match self.parsed.tbs_certificate().get_extension::<KeyUsage>() {
            Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// Whether its extended key usage lets it be used so: for documents any that persons' certificates bear, or none.
    pub fn serves(&self, usage: Usage) -> bool {
        let accepted: &[&[u8]] = match usage {
            Usage::Document => &[
                oids::PURPOSE_DOCUMENT,
                oids::PURPOSE_EMAIL,
                oids::PURPOSE_MICROSOFT,
                oids::PURPOSE_ADOBE,
                oids::PURPOSE_CLIENT,
                b"\x55\x1d\x25\x00",
            ],
            Usage::TimeStamp => &[oids::PURPOSE_TIME_STAMPING],
            Usage::Revocation => &[oids::PURPOSE_OCSP],
        };
        match self.parsed.tbs_certificate().get_extension::<ExtendedKeyUsage>() {
            Ok(Some((_, purposes))) => purposes.0.iter().any(|purpose| accepted.contains(&purpose.as_bytes())),
            Ok(None) => usage == Usage::Document,
            Err(_) => false,
        }
    }

    /// The purposes of its extended key usage, dotted.
    pub fn purposes(&self) -> Vec<String> {
        match self.parsed.tbs_certificate().get_extension::<ExtendedKeyUsage>() {
            Ok(Some((_, purposes))) => purposes.0.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    /// Addresses of lists of revoked certificates.
    pub fn list_addresses(&self) -> Vec<String> {
        let Ok(Some((_, points))) = self.parsed.tbs_certificate().get_extension::<CrlDistributionPoints>() else { return Vec::new() };
        let names = points.0.into_iter().filter_map(|point| match point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        });
        names.flatten().filter_map(|name| address(&name)).collect()
    }

    /// Addresses that answer about revocation (OCSP).
    pub fn responder_addresses(&self) -> Vec<String> {
        self.access("1.3.6.1.5.5.7.48.1")
    }

    fn access(&self, method: &str) -> Vec<String> {
        let Ok(Some((_, access))) = self.parsed.tbs_certificate().get_extension::<AuthorityInfoAccessSyntax>() else { return Vec::new() };
        access
            .0
            .iter()
            .filter(|entry| entry.access_method.to_string() == method)
            .filter_map(|entry| address(&entry.access_location))
            .collect()
    }

    /// The value of an extension by its dotted name.
    pub fn extension(&self, name: &str) -> Option<Vec<u8>> {
        let extensions = self.parsed.tbs_certificate().extensions()?;
        extensions.iter().find(|extension| extension.extn_id.to_string() == name).map(|extension| extension.extn_value.as_bytes().to_vec())
    }

    /// Whether the certificate asks nobody to look for its revocation (id-pkix-ocsp-nocheck).
    pub fn needs_no_revocation(&self) -> bool {
        self.extension("1.3.6.1.5.5.7.48.1.5").is_some()
    }

    /// The signed part and the signature over it.
    pub fn signed_parts(&self) -> Option<(Vec<u8>, super::algorithm::Algorithm, Vec<u8>)> {
        signed_parts(&self.der)
    }
}

/// SEQUENCE { signed part, algorithm, BIT STRING }, as certificates, lists and OCSP responses are built.
pub(super) fn signed_parts(der: &[u8]) -> Option<(Vec<u8>, super::algorithm::Algorithm, Vec<u8>)> {
    let mut parts = asn1::Reader::new(der).take(tag::SEQUENCE)?.inner();
    let signed = parts.take(tag::SEQUENCE)?.whole.to_vec();
    let algorithm = super::algorithm::next(&mut parts)?;
    let (unused, signature) = parts.take(tag::BIT_STRING)?.content.split_first()?;
    (*unused == 0).then(|| (signed, algorithm, signature.to_vec()))
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(address) => {
            let address = address.to_string();
            (address.starts_with("http://") || address.starts_with("https://")).then_some(address)
        }
        _ => None,
    }
}

/// Common name, else organisation, else a fixed word.
pub(super) fn known_name(name: &[u8]) -> String {
    let parts = [b"\x55\x04\x03".as_slice(), b"\x55\x04\x0a", b"\x55\x04\x0b"];
    parts.into_iter().find_map(|part| attribute(name, part)).unwrap_or_else(|| "–".to_owned())
}

/// The first attribute of a type in a Name.
fn attribute(name: &[u8], kind: &[u8]) -> Option<String> {
    for part in asn1::single(name, tag::SEQUENCE)?.inner().all()? {
        for attribute in part.inner().all()? {
            let mut inner = attribute.inner();
            if inner.take(tag::OID)?.content == kind {
                return text(&inner.any()?);
            }
        }
    }
    None
}

/// A string of a Name: UTF-8, the small alphabets, Latin-1 for T.61 as it is used, or UTF-16.
fn text(value: &asn1::Value<'_>) -> Option<String> {
    match value.tag {
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => Some(String::from_utf8_lossy(value.content).into_owned()),
        0x14 => Some(value.content.iter().map(|byte| char::from(*byte)).collect()),
        0x1e => {
            let units: Vec<u16> =
                value.content.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, byte| (sum << 8) | u16::from(*byte))).collect();
            Some(String::from_utf16_lossy(&units))
        }
        _ => None,
    }
}

/// The contents of all blocks of a label in PEM; what is between them is passed over.
pub(super) fn pem_blocks(bytes: &[u8], label: &str) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let bodies = text.split(begin.as_str()).skip(1).filter_map(|rest| rest.split(end.as_str()).next());
    bodies.filter_map(from_base64).collect()
}

/// Bytes of base 64, white space passed over.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

/// Base 64 of bytes, in one line.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let value = chunk.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (value >> (18 - 6 * place)) & 63;
            out.push(if place <= chunk.len() { char::from(LETTERS[index as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_goes_both_ways() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", b"\xff\xfe\xfd\xfc"] {
            assert_eq!(from_base64(&to_base64(bytes)).unwrap(), bytes);
        }
        assert_eq!(to_base64(b"ab"), "YWI=");
        assert_eq!(from_base64("å"), None);
    }
}
