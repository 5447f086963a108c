//! A report's verdict and its kinds of change become words that everybody who shows a report shares.

use super::report::{Kind, Report, Revocation, Verdict};
use crate::diag::Message;

impl Report {
    /// The sentence that everything else in the report bears out.
    pub fn sentence(&self) -> Message {
        let count = self.signatures.iter().filter(|signature| !signature.time_stamp).count();
        match self.verdict {
            Verdict::Valid if count == 1 => Message::new(
                "GILTIG: underskriften håller, och inget annat är ändrat.",
                "VALID: the signature holds, and nothing else was changed.",
            ),
            Verdict::Valid => Message::new(
                format!("GILTIG: de {count} underskrifterna håller, och inget annat är ändrat."),
                format!("VALID: the {count} signatures hold, and nothing else was changed."),
            ),
            Verdict::Incomplete => {
                let missing = self.missing.join(", ");
                Message::new(
                    format!("OFULLSTÄNDIG: underskrift saknas för {missing}."),
                    format!("INCOMPLETE: a signature is missing for {missing}."),
                )
            }
            Verdict::Invalid if count == 0 => Message::new("OGILTIG: filen är inte undertecknad.", "INVALID: the file is not signed."),
            Verdict::Invalid if self.steps.iter().any(|step| step.kinds.contains(&Kind::Other)) => Message::new(
                "OGILTIG: dokumentet är ändrat efter att det undertecknades.",
                "INVALID: the document was changed after it was signed.",
            ),
            Verdict::Invalid => Message::new("OGILTIG: en underskrift håller inte.", "INVALID: a signature does not hold."),
        }
    }
}

impl Kind {
    /// What was added, in small letters.
    pub fn words(self) -> Message {
        match self {
            Self::Signing => Message::new("ytterligare underskrift", "a further signature"),
            Self::ValidationData => Message::new("bevis om certifikaten", "proof about the certificates"),
            Self::Metadata => Message::new("datum eller programnamn", "dates or names of programs"),
            Self::Other => Message::new("något som inte är tillåtet", "something that is not allowed"),
        }
    }
}

impl Revocation {
    /// What is known, as a clause with a capital; `None` where there is nothing to tell.
    pub fn words(self) -> Option<Message> {
        match self {
            Self::Good => Some(Message::new("Certifikatet var inte spärrat", "The certificate was not revoked")),
            Self::Revoked => Some(Message::new("Certifikatet var spärrat", "The certificate was revoked")),
            Self::Unknown | Self::NotChecked => None,
        }
    }
}
