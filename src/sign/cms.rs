//! CMS: signed attributes and certificates become a container (RFC 5652), and a container what it says.
//!
//! One signer, detached, as PAdES wants it: contentType, messageDigest and signingCertificateV2 are signed, the time is not
//! (EN 319 142-1, 6.3): it stands in the PDF, and is proven by a time stamp.

use super::algorithm::{self, Algorithm, Digest, Scheme, Unsound};
use super::asn1::{self, Reader, tag};
use super::certificate::Certificate;
use super::oids;

/// An attribute: its type and its values, each as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The contents of the identifier.
    pub oid: Vec<u8>,
    /// The values in DER.
    pub values: Vec<Vec<u8>>,
}

/// The parts of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedData {
    /// The type of what is signed.
    pub content_type: Vec<u8>,
    /// What is signed, when it is inside.
    pub content: Option<Vec<u8>>,
    /// Certificates in DER.
    pub certificates: Vec<Vec<u8>>,
    /// Who signed.
    pub signers: Vec<SignerInfo>,
}

/// One signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerInfo {
    /// Issuer and serial number, or the identifier of the key.
    pub identifier: Identifier,
    /// The hash; `Err` with its dotted name for one that is not accepted.
    pub digest: Result<Digest, Vec<u8>>,
    /// What the signature is over, as a SET in DER; `None` when it is over the content itself.
    pub attributes_der: Option<Vec<u8>>,
    /// The signed attributes.
    pub signed: Vec<Attribute>,
    /// How it is signed.
    pub algorithm: Algorithm,
    /// The signature.
    pub signature: Vec<u8>,
    /// The other attributes.
    pub unsigned: Vec<Attribute>,
}

/// How a signer names the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// Issuer in DER, and the contents of the serial number.
    IssuerAndSerial(Vec<u8>, Vec<u8>),
    /// subjectKeyIdentifier.
    Key(Vec<u8>),
}

/// What is wrong with a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// It can't be read.
    Unreadable,
    /// There is not exactly one signer.
    Signers(usize),
    /// The signer's certificate is not inside.
    NoCertificate,
    /// What was signed is of another type.
    ContentType,
    /// The digest is that of other bytes.
    OtherContent,
    /// The certificate is not named among what is signed.
    NoSigningCertificate,
    /// Another certificate is named among what is signed.
    OtherCertificate,
    /// The signature itself.
    Signature(Unsound),
    /// Time of signing among what is signed, which PAdES forbids.
    SigningTime,
}

/// SEQUENCE of a type and a SET of values.
pub fn attribute(oid: &[u8], value: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(oid), asn1::write(tag::SET, value)])
}

/// The attributes to be signed, as the SET OF that is hashed.
pub fn signed_attributes(content_type: &[u8], digest: &[u8], certificate: Option<&Certificate>) -> Vec<u8> {
    let mut attributes =
        vec![attribute(oids::CONTENT_TYPE, &asn1::oid(content_type)), attribute(oids::MESSAGE_DIGEST, &asn1::octets(digest))];
    if let Some(certificate) = certificate {
        attributes.push(attribute(oids::SIGNING_CERTIFICATE_V2, &signing_certificate(certificate)));
    }
    asn1::set_of(&attributes)
}

/// SigningCertificateV2 with the SHA-256 of one certificate, its issuer and serial number (RFC 5035, 3).
fn signing_certificate(certificate: &Certificate) -> Vec<u8> {
    let hash = Digest::Sha256.of(&[certificate.der()]);
    let name = asn1::write(tag::context(4), &certificate.issuer());
    let issuer_serial = asn1::sequence(&[asn1::sequence(&[name]), asn1::write(tag::INTEGER, certificate.serial())]);
    asn1::sequence(&[asn1::sequence(&[asn1::sequence(&[asn1::octets(&hash), issuer_serial])])])
}

/// What is needed for a container besides the signature.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The signed attributes, as a SET.
    pub attributes: &'a [u8],
    /// How it is signed.
    pub scheme: Scheme,
    /// The signer's certificate first, then the others that a chain needs.
    pub chain: &'a [Certificate],
    /// The signature.
    pub signature: &'a [u8],
}

/// A container without the content, with a time stamp of the signature or without.
pub fn write(parts: &Parts<'_>, time_stamp: Option<&[u8]>) -> Option<Vec<u8>> {
    let signer = parts.chain.first()?;
    let mut attributes = parts.attributes.to_vec();
    *attributes.first_mut()? = tag::context(0);
    let identifier = asn1::sequence(&[signer.issuer(), asn1::write(tag::INTEGER, signer.serial())]);
    let digest = parts.scheme.digest().identifier();
    let mut info = vec![asn1::small(1), identifier, digest.clone(), attributes, parts.scheme.identifier(), asn1::octets(parts.signature)];
    if let Some(token) = time_stamp {
        info.push(asn1::write(tag::context(1), &attribute(oids::TIME_STAMP_TOKEN, token)));
    }
    let certificates: Vec<Vec<u8>> = parts.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    let mut certificates = certificates;
    certificates.sort();
    certificates.dedup();
    let signed = asn1::sequence(&[
        asn1::small(1),
        asn1::write(tag::SET, &digest),
        asn1::sequence(&[asn1::oid(oids::DATA)]),
        asn1::write(tag::context(0), &certificates.concat()),
        asn1::write(tag::SET, &asn1::sequence(&info)),
    ]);
    Some(asn1::sequence(&[asn1::oid(oids::SIGNED_DATA), asn1::write(tag::context(0), &signed)]))
}

/// Adds a time stamp to a container that somebody else made; `None` when it can't be read, or has more than one signer.
pub fn with_time_stamp(cms: &[u8], token: &[u8]) -> Option<Vec<u8>> {
    let mut outer = asn1::single(cms, tag::SEQUENCE)?.inner();
    outer.take(tag::OID)?;
    let signed = asn1::single(outer.take(tag::context(0))?.content, tag::SEQUENCE)?;
    let mut parts: Vec<Vec<u8>> = signed.inner().all()?.iter().map(|value| value.whole.to_vec()).collect();
    let signers = parts.pop()?;
    let [info] = asn1::single(&signers, tag::SET)?.inner().all()?.try_into().ok()?;
    let mut fields: Vec<Vec<u8>> = info.inner().all()?.iter().map(|value| value.whole.to_vec()).collect();
    let mut unsigned = Vec::new();
    if fields.last()?.first() == Some(&tag::context(1)) {
        let last = fields.pop()?;
        unsigned = asn1::single(&last, tag::context(1))?.inner().all()?.iter().map(|value| value.whole.to_vec()).collect();
    }
    unsigned.push(attribute(oids::TIME_STAMP_TOKEN, token));
    unsigned.sort();
    fields.push(asn1::write(tag::context(1), &unsigned.concat()));
    parts.push(asn1::write(tag::SET, &asn1::sequence(&fields)));
    Some(asn1::sequence(&[asn1::oid(oids::SIGNED_DATA), asn1::write(tag::context(0), &asn1::sequence(&parts))]))
}

fn attributes(content: &[u8]) -> Option<Vec<Attribute>> {
    let read = |value: &asn1::Value<'_>| {
        let mut inner = value.inner();
        let oid = inner.take(tag::OID)?.content.to_vec();
        let values = inner.take(tag::SET)?.inner().all()?.iter().map(|value| value.whole.to_vec()).collect();
        Some(Attribute { oid, values })
    };
    Reader::new(content).all()?.iter().map(read).collect()
}

impl SignedData {
    /// Reads a container; BER comes as DER out of [`asn1::definite`] first.
    pub fn read(der: &[u8]) -> Option<Self> {
        let mut outer = asn1::single(der, tag::SEQUENCE)?.inner();
        if outer.take(tag::OID)?.content != oids::SIGNED_DATA {
            return None;
        }
        let mut signed = asn1::single(outer.take(tag::context(0))?.content, tag::SEQUENCE)?.inner();
        signed.take(tag::INTEGER)?;
        signed.take(tag::SET)?;
        let mut content = signed.take(tag::SEQUENCE)?.inner();
        let content_type = content.take(tag::OID)?.content.to_vec();
        let content = match content.optional(tag::context(0)) {
            Some(content) => Some(asn1::single(content.content, tag::OCTETS)?.content.to_vec()),
            None => None,
        };
        let certificates = match signed.optional(tag::context(0)) {
            Some(set) => set.inner().all()?.iter().filter(|value| value.tag == tag::SEQUENCE).map(|value| value.whole.to_vec()).collect(),
            None => Vec::new(),
        };
        signed.optional(tag::context(1));
        let signers = signed.take(tag::SET)?.inner().all()?.iter().map(SignerInfo::read).collect::<Option<_>>()?;
        Some(Self { content_type, content, certificates, signers })
    }

    /// The certificates inside that can be read.
    pub fn readable_certificates(&self) -> Vec<Certificate> {
        self.certificates.iter().filter_map(|der| Certificate::from_der(der)).collect()
    }

    /// The one signer.
    ///
    /// # Errors
    /// When there are none or several.
    pub fn signer(&self) -> Result<&SignerInfo, Broken> {
        match self.signers.as_slice() {
            [signer] => Ok(signer),
            other => Err(Broken::Signers(other.len())),
        }
    }

    /// Checks the container against the parts that it should be the signature of, and gives the signer's certificate.
    /// `named` demands that the certificate is named among what is signed.
    ///
    /// # Errors
    /// When anything in it does not hold.
    pub fn check(&self, content_type: &[u8], parts: &[&[u8]], named: bool) -> Result<Certificate, Broken> {
        let signer = self.signer()?;
        let certificates = self.readable_certificates();
        let certificate = certificates.iter().find(|certificate| signer.identifier.is(certificate)).ok_or(Broken::NoCertificate)?;
        let digest = match &signer.digest {
            Ok(digest) => *digest,
            Err(oid) if oid == oids::SHA1 => return Err(Broken::Signature(Unsound::Weak("SHA-1".into()))),
            Err(oid) => return Err(Broken::Signature(Unsound::Unsupported(oids::dotted(oid)))),
        };
        let content = digest.of(parts);
        let key = certificate.public_key_info();
        let check = |message: &[u8]| algorithm::check(&key, &signer.algorithm, Some(digest), message, &signer.signature);
        let Some(signed) = &signer.attributes_der else {
            // Without attributes the signature is over the content, and names no certificate.
            if named {
                return Err(Broken::NoSigningCertificate);
            }
            check(&parts.concat()).map_err(Broken::Signature)?;
            return Ok(certificate.clone());
        };
        // First over the bytes as they came; some sort them for the signature only.
        let sorted = asn1::single(signed, tag::SET).and_then(|set| set.inner().all());
        let sorted = sorted.map(|values| asn1::set_of(&values.iter().map(|value| value.whole.to_vec()).collect::<Vec<_>>()));
        check(signed).or_else(|fault| sorted.map_or(Err(fault), |sorted| check(&sorted))).map_err(Broken::Signature)?;
        if signer.one(oids::CONTENT_TYPE) != Some(asn1::oid(content_type)) || self.content_type != content_type {
            return Err(Broken::ContentType);
        }
        if signer.one(oids::MESSAGE_DIGEST) != Some(asn1::octets(&content)) {
            return Err(Broken::OtherContent);
        }
        match signer.names(certificate) {
            Some(true) => {}
            Some(false) => return Err(Broken::OtherCertificate),
            None if named => return Err(Broken::NoSigningCertificate),
            None => {}
        }
        Ok(certificate.clone())
    }
}

impl Identifier {
    /// Whether it is this certificate.
    pub fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial(issuer, serial) => certificate.issuer() == *issuer && certificate.serial() == serial.as_slice(),
            Self::Key(key) => certificate.key_identifier().as_ref() == Some(key),
        }
    }
}

impl SignerInfo {
    fn read(value: &asn1::Value<'_>) -> Option<Self> {
        let mut info = value.inner();
        info.take(tag::INTEGER)?;
        let identifier = info.any()?;
        let identifier = match identifier.tag {
            tag::SEQUENCE => {
                let mut parts = identifier.inner();
                Identifier::IssuerAndSerial(parts.take(tag::SEQUENCE)?.whole.to_vec(), parts.take(tag::INTEGER)?.content.to_vec())
            }
            0x80 => Identifier::Key(identifier.content.to_vec()),
            _ => return None,
        };
        let digest = algorithm::next(&mut info)?.oid;
        let signed = info.optional(tag::context(0));
        let algorithm = algorithm::next(&mut info)?;
        let signature = info.take(tag::OCTETS)?.content.to_vec();
        let unsigned = info.optional(tag::context(1));
        Some(Self {
            identifier,
            digest: Digest::of_oid(&digest).ok_or(digest),
            attributes_der: signed.map(|signed| asn1::write(tag::SET, signed.content)),
            signed: signed.map_or(Some(Vec::new()), |signed| attributes(signed.content))?,
            algorithm,
            signature,
            unsigned: unsigned.map_or(Some(Vec::new()), |unsigned| attributes(unsigned.content))?,
        })
    }

    /// The value of a signed attribute that stands once and has one value.
    pub fn one(&self, oid: &[u8]) -> Option<Vec<u8>> {
        let mut found = self.signed.iter().filter(|attribute| attribute.oid == oid);
        match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
            (Some([value]), None) => Some(value.clone()),
            _ => None,
        }
    }

    /// Whether a signed attribute stands there at all.
    pub fn has(&self, oid: &[u8]) -> bool {
        self.signed.iter().any(|attribute| attribute.oid == oid)
    }

    /// The time stamps of the signature.
    pub fn time_stamps(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.unsigned.iter().filter(|attribute| attribute.oid == oids::TIME_STAMP_TOKEN).flat_map(|attribute| &attribute.values)
    }

    /// Whether the first certificate named among what is signed is this one; `None` when none is named.
    pub fn names(&self, certificate: &Certificate) -> Option<bool> {
        let first = |value: &[u8]| -> Option<(Vec<u8>, Option<Vec<u8>>)> {
            let list = asn1::single(value, tag::SEQUENCE)?.inner().take(tag::SEQUENCE)?;
            let mut entry = list.inner().take(tag::SEQUENCE)?.inner();
            let algorithm = entry.optional(tag::SEQUENCE).and_then(|algorithm| Algorithm::read(&algorithm)).map(|algorithm| algorithm.oid);
            Some((entry.take(tag::OCTETS)?.content.to_vec(), algorithm))
        };
        if self.has(oids::SIGNING_CERTIFICATE_V2) {
            let Some((hash, algorithm)) = self.one(oids::SIGNING_CERTIFICATE_V2).as_deref().and_then(first) else { return Some(false) };
            let digest = match algorithm {
                None => Some(Digest::Sha256),
                Some(oid) => Digest::of_oid(&oid),
            };
            return Some(digest.is_some_and(|digest| digest.of(&[certificate.der()]) == hash));
        }
        // The older attribute names it by its SHA-1, on which nothing else rests here.
        self.has(oids::SIGNING_CERTIFICATE).then(|| {
            let named = self.one(oids::SIGNING_CERTIFICATE).as_deref().and_then(first).map(|(hash, _)| hash);
            let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.der());
            named.as_deref() == Some(hash.as_ref())
        })
    }
}
