//! Keys turn bytes to be signed into a signature. What holds the key stays behind one trait: a file, a card, a service.

use pkcs8::EncryptedPrivateKeyInfoRef;
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};

use super::algorithm::Scheme;
use super::asn1::{self, tag};
use super::certificate::pem_blocks;
use crate::diag::Fault;
use crate::diag::codes;

/// Something that holds a private key and signs with it.
pub trait Signer {
    /// How it signs.
    fn scheme(&self) -> Scheme;

    /// The signature of some bytes, as CMS holds it: DER of r and s for ECDSA. A certificate of the same key checks it.
    ///
    /// # Errors
    /// When the key refuses.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault>;

    /// The public key as a SubjectPublicKeyInfo's bit string holds it, to be held against the certificate; `None` when the
    /// holder does not tell.
    fn public_key(&self) -> Option<Vec<u8>>;
}

/// A private key out of a file, in memory.
pub struct FileKey(Pair);

enum Pair {
    Elliptic(Box<EcdsaKeyPair>, Scheme),
    Rsa(Box<rsa::KeyPair>),
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileKey({})", self.scheme().name())
    }
}

fn refused(sv: &str, en: &str) -> Fault {
    Fault::new(codes::KEY_REFUSED, sv, en)
}

impl FileKey {
    /// Whether a file holds a key that a password protects.
    pub fn is_encrypted(bytes: &[u8]) -> bool {
        !pem_blocks(bytes, "ENCRYPTED PRIVATE KEY").is_empty() || EncryptedPrivateKeyInfoRef::try_from(bytes).is_ok()
    }

    /// Reads PKCS #8, in PEM or DER, encrypted (PBES2) or not.
    ///
    /// # Errors
    /// When it is no such file, the password is wrong or missing, or the key is neither P-256, P-384 nor RSA of at least
    /// 2048 bits.
    pub fn read(bytes: &[u8], password: Option<&[u8]>) -> Result<Self, Fault> {
        let encrypted = pem_blocks(bytes, "ENCRYPTED PRIVATE KEY").into_iter().next();
        let encrypted = encrypted.or_else(|| EncryptedPrivateKeyInfoRef::try_from(bytes).is_ok().then(|| bytes.to_vec()));
        if let Some(encrypted) = encrypted {
            let password = password.ok_or_else(|| {
                refused(
                    "nyckelfilen är skyddad med lösenord, och inget är angivet",
                    "the key file is protected by a password, and none is given",
                )
                .hint(
                    "lägg lösenordet i miljövariabeln KANSLI_KEY_PASSWORD eller i en fil som du anger med --password-file",
                    "put the password into the environment variable KANSLI_KEY_PASSWORD or into a file named by --password-file",
                )
            })?;
            let info = EncryptedPrivateKeyInfoRef::try_from(encrypted.as_slice())
                .map_err(|_| refused("nyckelfilen går inte att läsa", "the key file can't be read"))?;
            let plain = info.decrypt(password).map_err(|_| {
                refused("nyckeln går inte att låsa upp", "the key can't be unlocked").hint(
                    "kontrollera lösenordet; nyckeln ska vara PKCS #8, skyddad med PBES2",
                    "check the password; the key must be PKCS #8, protected with PBES2",
                )
            })?;
            return Self::of_der(plain.as_bytes());
        }
        let plain = pem_blocks(bytes, "PRIVATE KEY").into_iter().next();
        Self::of_der(plain.as_deref().unwrap_or(bytes))
    }

    fn of_der(der: &[u8]) -> Result<Self, Fault> {
        let random = SystemRandom::new();
        for (algorithm, scheme) in [(&ECDSA_P256_SHA256_ASN1_SIGNING, Scheme::P256), (&ECDSA_P384_SHA384_ASN1_SIGNING, Scheme::P384)] {
            if let Ok(pair) = EcdsaKeyPair::from_pkcs8(algorithm, der, &random) {
                return Ok(Self(Pair::Elliptic(Box::new(pair), scheme)));
            }
        }
        if let Ok(pair) = rsa::KeyPair::from_pkcs8(der) {
            return Ok(Self(Pair::Rsa(Box::new(pair))));
        }
        let key = asn1::single(der, tag::SEQUENCE).is_some();
        Err(if key {
            refused("nyckeln är av ett slag som inte används här", "the key is of a sort that is not used here")
                .hint("använd P-256, P-384 eller RSA om minst 2048 bitar", "use P-256, P-384 or RSA of at least 2048 bits")
        } else {
            refused("filen innehåller ingen privat nyckel", "the file holds no private key").hint(
                "ange en nyckel i formatet PKCS #8 (”BEGIN PRIVATE KEY” eller ”BEGIN ENCRYPTED PRIVATE KEY”)",
                "give a key in PKCS #8 (“BEGIN PRIVATE KEY” or “BEGIN ENCRYPTED PRIVATE KEY”)",
            )
        })
    }
}

impl Signer for FileKey {
    fn scheme(&self) -> Scheme {
        match &self.0 {
            Pair::Elliptic(_, scheme) => *scheme,
            Pair::Rsa(_) => Scheme::Rsa,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let random = SystemRandom::new();
        let failed = |_| refused("nyckeln gick inte att skriva under med", "the key could not sign");
        match &self.0 {
            Pair::Elliptic(pair, _) => Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
        }
    }

    fn public_key(&self) -> Option<Vec<u8>> {
        Some(match &self.0 {
            Pair::Elliptic(pair, _) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        })
    }
}

/// Holds a key against a certificate.
///
/// # Errors
/// When the certificate is of another key.
pub(super) fn belongs(signer: &dyn Signer, public_key_info: &[u8]) -> Result<(), Fault> {
    let bits = asn1::single(public_key_info, tag::SEQUENCE).and_then(|info| info.inner().all()).and_then(|parts| parts.get(1).copied());
    let same = match (signer.public_key(), bits) {
        (Some(key), Some(bits)) => bits.content.get(1..) == Some(key.as_slice()),
        (None, _) => true,
        _ => false,
    };
    if same && Scheme::of_key(public_key_info) == Some(signer.scheme()) {
        return Ok(());
    }
    Err(Fault::new(codes::KEY_REFUSED, "nyckeln och certifikatet hör inte ihop", "the key and the certificate do not belong together")
        .hint(
            "ange det certifikat som är utfärdat för nyckeln, först i filen",
            "give the certificate that was issued for the key, first in the file",
        ))
}
