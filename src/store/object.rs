//! Objects: content with its salt, under an address that tells nothing of it.

use sha2::{Digest, Sha256};

use super::event::Commitment;
use super::refusal::{Refusal, StoreError};
use crate::diag::codes;
use crate::model::Hash;

/// Largest content, in bytes. Sources are at most 8 MiB; a rendered file may be larger.
pub const LARGEST_OBJECT: usize = 256 << 20;

/// Content with its salt. Holding one is the proof that the address is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    commitment: Commitment,
    salt: [u8; 32],
    content: Vec<u8>,
}

impl Object {
    /// Puts content under an address, with a fresh salt from the operating system.
    ///
    /// # Errors
    /// When the system has no random numbers to give, or the content is larger than [`LARGEST_OBJECT`].
    pub fn new(content: Vec<u8>) -> Result<Self, StoreError> {
        if content.len() > LARGEST_OBJECT {
            let (size, largest) = (content.len() >> 20, LARGEST_OBJECT >> 20);
            return Err(StoreError::Refused(Refusal::new(
                codes::SOURCE_TOO_LARGE,
                format!("filen är på {size} MiB, och högst {largest} MiB kan sparas"),
                format!("the file has {size} MiB, and at most {largest} MiB can be kept"),
            )));
        }
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| {
            StoreError::Unavailable(Refusal::new(
                codes::STORE_UNAVAILABLE,
                format!("operativsystemet ger inga slumptal: {error}"),
                format!("the operating system gives no random numbers: {error}"),
            ))
        })?;
        Ok(Self::with_salt(salt, content))
    }

    /// Puts content under the address that it has with a known salt.
    pub fn with_salt(salt: [u8; 32], content: Vec<u8>) -> Self {
        let digest = Sha256::new().chain_update(salt).chain_update(&content).finalize();
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let commitment = Commitment(Hash::parse(&text).unwrap_or_else(Hash::zero));
        Self { commitment, salt, content }
    }

    /// Its address.
    pub fn commitment(&self) -> &Commitment {
        &self.commitment
    }

    /// Its salt.
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The bytes, for keeps.
    pub fn into_content(self) -> Vec<u8> {
        self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_is_pinned_and_salted() {
        let object = Object::with_salt([7; 32], b"kansli\n".to_vec());
        assert_eq!(object.commitment().0, Hash::of(&[&[7; 32][..], b"kansli\n"].concat()));
        let (one, two) = (Object::new(b"a".to_vec()).unwrap(), Object::new(b"a".to_vec()).unwrap());
        assert_ne!(one.commitment(), two.commitment(), "the same content can't be guessed from its address");
    }
}
