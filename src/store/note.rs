//! Signed log heads: "this document's log has so many events, and the last has this hash", in the form of a C2SP signed note,
//! signed with Ed25519. Each principal keeps the other's: so neither can rewrite what the other has seen.
//!
//! ```text
//! kansli-log/1 lmr-palliativ-vard
//! 12
//! hnhwigfUN9k3lCrTepJDj8p8ZEweEyccOFhAYeRsoqI=
//! 2026-11-22T06:19:09Z
//!
//! — region-bjorkmark/3f2a9c1d 0cFM…
//! ```
//!
//! The lines are the document, the number of events, the hash of the last as base64, and when the head was signed. Behind
//! the name of the key stands, as base64, its id (4 bytes: the first of SHA-256 over name, line feed, the byte 1 and the
//! public key) and the signature over the text up to and with the line feed of its last line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use crate::diag::codes;
use crate::model::{DocumentId, Hash, Moment};

/// What the first line of a head begins with.
const FORM: &str = "kansli-log/1";
/// Ed25519 in C2SP signed notes.
const ALGORITHM: u8 = 1;
/// Largest note that is read, in bytes.
const LARGEST: usize = 16 << 10;

/// How far a document's log had come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// The document.
    pub document: DocumentId,
    /// How many events it had.
    pub sequence: u64,
    /// Hash of the last of them.
    pub hash: Hash,
    /// When that was signed.
    pub time: Moment,
}

impl LogHead {
    /// The text that is signed.
    fn text(&self) -> String {
        let hash = STANDARD.encode(self.hash.to_bytes());
        format!("{FORM} {}\n{}\n{hash}\n{}\n", self.document, self.sequence, self.time)
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [first, sequence, hash, time] = lines[..] else { return None };
        let bytes = STANDARD.decode(hash).ok()?;
        let hash: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let head = Self {
            document: DocumentId::parse(first.strip_prefix(FORM)?.strip_prefix(' ')?)?,
            sequence: sequence.parse().ok()?,
            hash: Hash::parse(&hash)?,
            time: Moment::parse(time)?,
        };
        (head.text() == text).then_some(head)
    }
}

/// The public half of a key, with its name: what others know it by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verifier {
    name: String,
    public: Vec<u8>,
}

impl Verifier {
    /// Its name: who it belongs to, and some digits.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new().chain_update(&self.name).chain_update([b'\n', ALGORITHM]).chain_update(&self.public).finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// The first 16 digits of SHA-256 over the public key, in fours: what two people read to each other.
    pub fn fingerprint(&self) -> String {
        let hash = Hash::of(&self.public);
        let digits: Vec<char> = hash.as_str().chars().take(16).collect();
        digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The form in which C2SP signed notes give a key: `name+id+base64`.
    pub fn encoded(&self) -> String {
        let id: String = self.id().iter().map(|byte| format!("{byte:02x}")).collect();
        let key = STANDARD.encode([&[ALGORITHM][..], &self.public].concat());
        format!("{}+{id}+{key}", self.name)
    }

    /// Reads that form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().splitn(3, '+').collect();
        let [name, _, key] = parts[..] else { return None };
        let key = STANDARD.decode(key).ok()?;
        let public = key.strip_prefix(&[ALGORITHM])?.to_vec();
        let verifier = Self { name: name.to_owned(), public };
        (is_name(name) && verifier.public.len() == 32 && verifier.encoded() == text.trim()).then_some(verifier)
    }

    /// The head that a note bears, when this key signed it.
    ///
    /// # Errors
    /// When the note is none, is about no log, or this key's signature is missing or wrong.
    pub fn open(&self, note: &str) -> Result<LogHead, Refusal> {
        let invalid = || {
            let name = &self.name;
            Refusal::new(
                codes::HISTORY_INVALID,
                format!("loggens intyg är inte undertecknat med nyckeln {name}, eller är ändrat"),
                format!("the head of the log is not signed by the key {name}, or was altered"),
            )
        };
        let (text, signatures) = note.split_once("\n\n").filter(|_| note.len() <= LARGEST).ok_or_else(invalid)?;
        let text = format!("{text}\n");
        let own = signatures.lines().filter_map(|line| line.strip_prefix("— ")?.split_once(' ')).find(|(name, _)| *name == self.name);
        let bytes = own.and_then(|(_, signature)| STANDARD.decode(signature).ok()).ok_or_else(invalid)?;
        let signature = bytes.strip_prefix(&self.id()).ok_or_else(invalid)?;
        UnparsedPublicKey::new(&ED25519, &self.public).verify(text.as_bytes(), signature).map_err(|_| invalid())?;
        LogHead::parse(&text).ok_or_else(invalid)
    }
}

/// Whether a key may be called so: no white space, no plus.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-/._".contains(c))
}

/// A key that signs.
pub struct HeadSigner {
    verifier: Verifier,
    pair: Ed25519KeyPair,
}

impl HeadSigner {
    /// A new key, as PKCS #8 (RFC 5958), which is all there is to keep of it.
    ///
    /// # Errors
    /// When the system has no random numbers to give.
    pub fn generate() -> Result<Vec<u8>, Refusal> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| {
            Refusal::new(codes::STORE_UNAVAILABLE, "operativsystemet ger inga slumptal", "the operating system gives no random numbers")
        })?;
        Ok(document.as_ref().to_vec())
    }

    /// The key of that name; its last part is drawn from the key itself, so that no two bear the same name.
    ///
    /// # Errors
    /// When the bytes are no key.
    pub fn new(owner: &str, pkcs8: &[u8]) -> Result<Self, Refusal> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8)
            .map_err(|_| Refusal::new(codes::STORE_UNAVAILABLE, "nyckeln går inte att läsa", "the key can't be read"))?;
        let public = pair.public_key().as_ref().to_vec();
        let hash = Hash::of(&public);
        let name = format!("{owner}/{}", hash.as_str().get(..8).unwrap_or_default());
        Ok(Self { verifier: Verifier { name, public }, pair })
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// A head as a signed note.
    pub fn sign(&self, head: &LogHead) -> String {
        let text = head.text();
        let signature = self.pair.sign(text.as_bytes());
        let signed = STANDARD.encode([&self.verifier.id()[..], signature.as_ref()].concat());
        format!("{text}\n— {} {signed}\n", self.verifier.name)
    }
}

impl std::fmt::Debug for HeadSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeadSigner").field("name", &self.verifier.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> LogHead {
        LogHead {
            document: DocumentId::parse("lmr-palliativ-vard").unwrap(),
            sequence: 12,
            hash: Hash::of(b"kansli"),
            time: Moment::parse("2026-11-22T06:19:09Z").unwrap(),
        }
    }

    #[test]
    fn what_is_signed_is_what_is_read() {
        let signer = HeadSigner::new("region-bjorkmark", &HeadSigner::generate().unwrap()).unwrap();
        let note = signer.sign(&head());
        assert!(note.starts_with("kansli-log/1 lmr-palliativ-vard\n12\n"), "{note}");
        let verifier = Verifier::parse(&signer.verifier().encoded()).unwrap();
        assert_eq!(verifier.open(&note).unwrap(), head());
        assert_eq!(verifier.fingerprint().len(), 19);
    }

    #[test]
    fn every_altered_byte_is_found() {
        let signer = HeadSigner::new("region-bjorkmark", &HeadSigner::generate().unwrap()).unwrap();
        let other = HeadSigner::new("region-bjorkmark", &HeadSigner::generate().unwrap()).unwrap();
        let note = signer.sign(&head());
        assert!(other.verifier().open(&note).is_err());
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            assert!(signer.verifier().open(&text).is_err(), "byte {at}: {text}");
        }
        for text in ["", "\n\n", "kansli-log/1\n\n— a b\n"] {
            assert!(signer.verifier().open(text).is_err());
        }
    }

    #[test]
    fn keys_have_one_form() {
        let signer = HeadSigner::new("a", &HeadSigner::generate().unwrap()).unwrap();
        let text = signer.verifier().encoded();
        for other in [text.replacen('a', "b", 1), text.replace('+', " "), format!("{text}A"), String::new(), "a+b".into()] {
            assert_eq!(Verifier::parse(&other), None, "{other}");
        }
    }
}
