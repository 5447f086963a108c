//! Algorithms turn identifiers of hashes, keys and signatures into the few that are accepted, and check signatures with them.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};
use sha2::{Sha256, Sha384, Sha512};

use super::asn1::{self, Reader, tag};
use super::oids;

/// A hash that a signature may stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Digest {
    /// The hash of an identifier; `None` for any other, SHA-1 among them.
    pub fn of_oid(oid: &[u8]) -> Option<Self> {
        [(oids::SHA256, Self::Sha256), (oids::SHA384, Self::Sha384), (oids::SHA512, Self::Sha512)]
            .into_iter()
            .find(|(known, _)| *known == oid)
            .map(|(_, digest)| digest)
    }

    /// The contents of its identifier.
    pub fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    /// AlgorithmIdentifier without parameters (RFC 5754, 2).
    pub fn identifier(self) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(self.oid())])
    }

    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The digest of some parts, one after the other.
    pub fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hasher = D::new();
            parts.iter().for_each(|part| hasher.update(part));
            hasher.finalize().to_vec()
        }
        match self {
            Self::Sha256 => run::<Sha256>(parts),
            Self::Sha384 => run::<Sha384>(parts),
            Self::Sha512 => run::<Sha512>(parts),
        }
    }
}

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA on P-256 with SHA-256.
    P256,
    /// ECDSA on P-384 with SHA-384.
    P384,
    /// RSA PKCS #1 v1.5 with SHA-256, 2048 bits or more.
    Rsa,
}

impl Scheme {
    /// The scheme of a public key; `None` for one that does not sign here.
    pub fn of_key(public_key_info: &[u8]) -> Option<Self> {
        let key = PublicKey::read(public_key_info)?;
        match (key.algorithm, key.curve) {
            (oids::EC, Some(oids::P256)) => Some(Self::P256),
            (oids::EC, Some(oids::P384)) => Some(Self::P384),
            (oids::RSA, _) if key.bits()? >= 2048 => Some(Self::Rsa),
            _ => None,
        }
    }

    /// The hash that goes with it.
    pub fn digest(self) -> Digest {
        match self {
            Self::P256 | Self::Rsa => Digest::Sha256,
            Self::P384 => Digest::Sha384,
        }
    }

    /// AlgorithmIdentifier of the signature.
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Self::P256 => asn1::sequence(&[asn1::oid(oids::ECDSA_SHA256)]),
            Self::P384 => asn1::sequence(&[asn1::oid(oids::ECDSA_SHA384)]),
            Self::Rsa => asn1::sequence(&[asn1::oid(oids::RSA_SHA256), asn1::write(tag::NULL, &[])]),
        }
    }

    /// Its name in session files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "ecdsa-p256-sha256",
            Self::P384 => "ecdsa-p384-sha384",
            Self::Rsa => "rsa-pkcs1-sha256",
        }
    }

    /// The scheme of a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::Rsa].into_iter().find(|scheme| scheme.name() == name)
    }
}

/// The parts of a SubjectPublicKeyInfo.
struct PublicKey<'a> {
    algorithm: &'a [u8],
    curve: Option<&'a [u8]>,
    key: &'a [u8],
}

impl<'a> PublicKey<'a> {
    fn read(info: &'a [u8]) -> Option<Self> {
        let mut info = asn1::single(info, tag::SEQUENCE)?.inner();
        let mut algorithm = info.take(tag::SEQUENCE)?.inner();
        let name = algorithm.take(tag::OID)?.content;
        let curve = algorithm.optional(tag::OID).map(|curve| curve.content);
        let (unused, key) = info.take(tag::BIT_STRING)?.content.split_first()?;
        (*unused == 0).then_some(Self { algorithm: name, curve, key })
    }

    /// The length of an RSA modulus in bits.
    fn bits(&self) -> Option<usize> {
        let modulus = asn1::single(self.key, tag::SEQUENCE)?.inner().take(tag::INTEGER)?.content;
        let octets = modulus.iter().skip_while(|octet| **octet == 0).count();
        Some(octets * 8)
    }
}

/// What is wrong with a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsound {
    /// It is not the signature of these bytes by this key.
    Wrong,
    /// A hash or key too weak to prove anything.
    Weak(String),
    /// An algorithm that is not known here: nothing is said of its worth.
    Unsupported(String),
}

/// An AlgorithmIdentifier: name and parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithm {
    /// The contents of the identifier.
    pub oid: Vec<u8>,
    /// The parameters as they stand; empty when there are none.
    pub parameters: Vec<u8>,
}

impl Algorithm {
    /// Reads an AlgorithmIdentifier.
    pub fn read(value: &asn1::Value<'_>) -> Option<Self> {
        let mut inner = value.inner();
        let oid = inner.take(tag::OID)?.content.to_vec();
        Some(Self { oid, parameters: inner.rest().to_vec() })
    }

    /// The hash that RSASSA-PSS is told to use, when its mask uses the same and its salt is as long (as ring wants it).
    fn pss_digest(&self) -> Option<Digest> {
        let mut parameters = asn1::single(&self.parameters, tag::SEQUENCE)?.inner();
        let hash = parameters.take(tag::context(0))?.inner().take(tag::SEQUENCE)?.inner().take(tag::OID)?.content;
        let digest = Digest::of_oid(hash)?;
        let mut mask = parameters.take(tag::context(1))?.inner().take(tag::SEQUENCE)?.inner();
        mask.take(tag::OID)?;
        let inner = mask.take(tag::SEQUENCE)?.inner().take(tag::OID)?.content;
        let salt = parameters.take(tag::context(2))?.inner().take(tag::INTEGER)?.content;
        let length = salt.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        (inner == hash && length == digest.of(&[]).len()).then_some(digest)
    }
}

/// Checks a signature over a message. `digest` is the hash that a CMS names beside the algorithm of the signature, for
/// algorithms that do not name one.
///
/// # Errors
/// When the signature is not that of the message by the key, or the algorithm is weak or unknown.
pub fn check(
    public_key_info: &[u8],
    algorithm: &Algorithm,
    digest: Option<Digest>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Unsound> {
    let unknown = || Unsound::Unsupported(oids::dotted(&algorithm.oid));
    let key = PublicKey::read(public_key_info).ok_or_else(unknown)?;
    if key.algorithm == oids::RSA && key.bits().is_none_or(|bits| bits < 2048) {
        return Err(Unsound::Weak(format!("RSA {}", key.bits().unwrap_or(0))));
    }
    let oid = algorithm.oid.as_slice();
    if oid == oids::RSA_SHA1 || oid == b"\x2a\x86\x48\xce\x3d\x04\x01" {
        return Err(Unsound::Weak("SHA-1".to_owned()));
    }
    let rsa = |digest: Digest| -> &'static dyn VerificationAlgorithm {
        match digest {
            Digest::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            Digest::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            Digest::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        }
    };
    let chosen: &'static dyn VerificationAlgorithm = match (key.algorithm, oid) {
        (oids::RSA, oids::RSA) => rsa(digest.ok_or_else(unknown)?),
        (oids::RSA, oids::RSA_SHA256) => rsa(Digest::Sha256),
        (oids::RSA, oids::RSA_SHA384) => rsa(Digest::Sha384),
        (oids::RSA, oids::RSA_SHA512) => rsa(Digest::Sha512),
        (oids::RSA, oids::RSA_PSS) => match algorithm.pss_digest().ok_or_else(unknown)? {
            Digest::Sha256 => &RSA_PSS_2048_8192_SHA256,
            Digest::Sha384 => &RSA_PSS_2048_8192_SHA384,
            Digest::Sha512 => &RSA_PSS_2048_8192_SHA512,
        },
        (oids::EC, _) => match (key.curve, oid) {
            (Some(oids::P256), oids::ECDSA_SHA256) => &ECDSA_P256_SHA256_ASN1,
            (Some(oids::P256), oids::ECDSA_SHA384) => &ECDSA_P256_SHA384_ASN1,
            (Some(oids::P384), oids::ECDSA_SHA256) => &ECDSA_P384_SHA256_ASN1,
            (Some(oids::P384), oids::ECDSA_SHA384) => &ECDSA_P384_SHA384_ASN1,
            _ => return Err(unknown()),
        },
        _ => return Err(unknown()),
    };
    UnparsedPublicKey::new(chosen, key.key).verify(message, signature).map_err(|_| Unsound::Wrong)
}

/// Reads an AlgorithmIdentifier that stands next.
pub fn next(reader: &mut Reader<'_>) -> Option<Algorithm> {
    Algorithm::read(&reader.take(tag::SEQUENCE)?)
}
