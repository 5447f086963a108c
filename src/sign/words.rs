//! Words: what is wrong with a container, a time stamp or an algorithm becomes a sentence in Swedish and English.

use super::algorithm::Unsound;
use super::cms::Broken;
use super::time_stamp::Unstamped;
use crate::diag::Message;

impl Broken {
    /// What is wrong, as a clause that stands alone.
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable => Message::new("underskriften (CMS) går inte att läsa", "the signature (CMS) can't be read"),
            Self::Signers(count) => Message::new(
                format!("underskriften ska ha en undertecknare, men har {count}"),
                format!("the signature should have one signer, but has {count}"),
            ),
            Self::NoCertificate => {
                Message::new("undertecknarens certifikat saknas i underskriften", "the signer's certificate is missing from the signature")
            }
            Self::ContentType => {
                Message::new("underskriften gäller något annat än ett dokument", "the signature is about something else than a document")
            }
            Self::OtherContent => Message::new(
                "det undertecknade innehållet är inte detta: något i filen har ändrats efter underskriften, eller så hör underskriften till en annan fil",
                "what was signed is not this: something in the file was changed after the signature, or the signature belongs to another file",
            ),
            Self::NoSigningCertificate => Message::new(
                "underskriften säger inte vilket certifikat den är gjord med, som PAdES kräver",
                "the signature does not say by which certificate it was made, as PAdES demands",
            ),
            Self::OtherCertificate => Message::new(
                "underskriften är gjord med ett annat certifikat än det som ligger i den",
                "the signature was made by another certificate than the one inside it",
            ),
            Self::Signature(Unsound::Wrong) => {
                Message::new("underskriften är inte gjord med certifikatets nyckel", "the signature was not made by the certificate's key")
            }
            Self::Signature(Unsound::Weak(what)) => Message::new(
                format!("underskriften bygger på {what}, som är för svagt för att bevisa något"),
                format!("the signature rests on {what}, which is too weak to prove anything"),
            ),
            Self::Signature(Unsound::Unsupported(what)) => Message::new(
                format!("underskriften använder en algoritm som Kansli inte kan pröva ({what})"),
                format!("the signature uses an algorithm that Kansli can't judge ({what})"),
            ),
            Self::SigningTime => Message::new(
                "tiden står bland det undertecknade i underskriften (CMS), vilket PAdES förbjuder",
                "the time stands among what the signature (CMS) signs, which PAdES forbids",
            ),
        }
    }
}

impl Unstamped {
    /// What is wrong, as a clause that stands alone.
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable => Message::new("tidsstämpeln går inte att läsa", "the time stamp can't be read"),
            Self::OtherBytes => Message::new("tidsstämpeln hör till något annat", "the time stamp belongs to something else"),
            Self::Broken(broken) => {
                let message = broken.message();
                Message::new(format!("tidsstämpeln håller inte: {}", message.sv), format!("the time stamp does not hold: {}", message.en))
            }
        }
    }
}
