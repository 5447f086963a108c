//! A report's verdict and its kinds of change become words that everybody who shows a report shares.

use super::report::{InStore, Kind, Report, Revocation, SignatureReport, Signs, Tie, Verdict};
use crate::diag::{Message, shortened};
use crate::model::FileSigning;

impl Report {
    /// The sentence that everything else in the report bears out.
    pub fn sentence(&self) -> Message {
        let count = self.signatures.iter().filter(|signature| !signature.time_stamp).count();
        match self.verdict {
            Verdict::Valid => {
                let (but_sv, but_en) = self.other_names();
                let (sv, en) = match count {
                    1 => ("underskriften håller".to_owned(), "the signature holds".to_owned()),
                    _ => (format!("de {count} underskrifterna håller"), format!("the {count} signatures hold")),
                };
                Message::new(
                    format!("GILTIG: {sv}, och inget annat är ändrat{but_sv}."),
                    format!("VALID: {en}, and nothing else was changed{but_en}."),
                )
            }
            Verdict::Incomplete => {
                let (missing, (but_sv, but_en)) = (self.missing.join(", "), self.other_names());
                Message::new(
                    format!("OFULLSTÄNDIG: underskrift saknas för {missing}{but_sv}."),
                    format!("INCOMPLETE: a signature is missing for {missing}{but_en}."),
                )
            }
            Verdict::Invalid if count == 0 && self.facts.signing == Some(FileSigning::PublicCopy) => Message::new(
                "EJ UNDERTECKNAD: filen är en allmän kopia; det är originalet som undertecknas.",
                "NOT SIGNED: the file is a public copy; it is the original that is signed.",
            ),
            Verdict::Invalid if count == 0 && self.facts.signing == Some(FileSigning::Ink) => Message::new(
                "EJ UNDERTECKNAD ELEKTRONISKT: filen säger att dokumentet undertecknas på papper, så underskrifterna står där.",
                "NOT SIGNED ELECTRONICALLY: the file says that the document is signed on paper, so the signatures stand there.",
            ),
            Verdict::Invalid if count == 0 => Message::new("OGILTIG: filen är inte undertecknad.", "INVALID: the file is not signed."),
            Verdict::Invalid
                if self.store.as_ref().is_some_and(|known| known.tie == Tie::Differs)
                    && self.signatures.iter().all(|signature| signature.valid) =>
            {
                Message::new(
                    "OGILTIG: underskrifterna håller, men filen är inte den version som den säger att den är.",
                    "INVALID: the signatures hold, but the file is not the version that it says it is.",
                )
            }
            Verdict::Invalid if self.steps.iter().any(|step| step.kinds.contains(&Kind::Other)) => Message::new(
                "OGILTIG: dokumentet är ändrat efter att det undertecknades.",
                "INVALID: the document was changed after it was signed.",
            ),
            Verdict::Invalid if self.refusals().iter().all(|code| *code == "unsigned-tail") => Message::new(
                "OGILTIG: något är tillagt efter den sista underskriften, som ingen underskrift täcker.",
                "INVALID: something was added after the last signature, which no signature covers.",
            ),
            Verdict::Invalid if self.lacks_only_anybody_trusted() => match self.issuers_judged {
                false => Message::new(
                    "EJ PRÖVAD FÄRDIGT: inget är ändrat sedan undertecknandet, men du har inte sagt vilka utfärdare du litar på, så det är inte prövat vem som har undertecknat.",
                    "NOT FULLY JUDGED: nothing was changed since it was signed, but you have not said which issuers you trust, so who signed was not judged.",
                ),
                true => Message::new(
                    "OGILTIG: inget är ändrat sedan undertecknandet, men ett certifikat har en utfärdare som inte är betrodd.",
                    "INVALID: nothing was changed since it was signed, but a certificate has an issuer who is not trusted.",
                ),
            },
            Verdict::Invalid => Message::new("OGILTIG: en underskrift håller inte.", "INVALID: a signature does not hold."),
        }
    }

    /// Whether trust is all that the whole file lacks.
    fn lacks_only_anybody_trusted(&self) -> bool {
        let fits = |signature: &SignatureReport| signature.valid || self.lacks_only_trust(signature);
        self.findings.iter().all(|finding| finding.weight == super::Weight::Remark)
            && self.steps.iter().flat_map(|step| &step.findings).all(|finding| finding.weight == super::Weight::Remark)
            && self.signatures.iter().all(fits)
    }

    /// Whether a signature holds, in words that go on after a colon.
    pub fn outcome(&self, signature: &SignatureReport) -> Message {
        match (signature.valid, self.lacks_only_trust(signature), self.issuers_judged) {
            (true, _, _) => Message::new("håller", "holds"),
            (false, true, false) => Message::new("oförändrad, men utfärdaren är inte prövad", "unchanged, but its issuer was not judged"),
            (false, true, true) => Message::new("oförändrad, men utfärdaren är inte betrodd", "unchanged, but its issuer is not trusted"),
            (false, false, _) => Message::new("håller INTE", "does NOT hold"),
        }
    }
}

impl Report {
    /// What has to be said beside a verdict: whose certificate stands on a line that another name is printed on.
    fn other_names(&self) -> (String, String) {
        let all = self.signatures.iter().filter(|signature| signature.is_of_another()).filter_map(|signature| {
            let (signer, printed) = (shortened(signature.signer.as_deref()?), shortened(signature.printed_name.as_deref()?));
            Some(match &signature.principal {
                Some(principal) => (
                    format!("; men certifikatet på raden för {printed}, {principal}, är utfärdat till ”{signer}”"),
                    format!("; but the certificate on the line of {printed}, {principal}, was issued to “{signer}”"),
                ),
                None => (
                    format!("; men certifikatet på raden för {printed} är utfärdat till ”{signer}”"),
                    format!("; but the certificate on the line of {printed} was issued to “{signer}”"),
                ),
            })
        });
        all.unzip()
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

impl Signs {
    /// What it is, as a clause with a capital: "lmr-palliativ-vard, version 1.0 (revision 3)"; `None` where the file does not say.
    pub fn words(&self) -> Option<Message> {
        match (&self.version, &self.source) {
            (Some(version), _) => Some(Message::new(version.name(), version.name())),
            (None, Some(_)) => Some(Message::new("Ett dokument utan version ur ett lager", "A document without a version of a store")),
            (None, None) => None,
        }
    }
}

impl InStore {
    /// What a store knows, as a sentence without its full stop: version, state, labels, and whether it has the file.
    pub fn words(&self) -> Message {
        let name = self.version.name();
        let labels = |open: &str, close: &str| self.labels.iter().map(|label| format!(", {open}{label}{close}")).collect::<String>();
        let (labels_sv, labels_en) = (labels("”", "”"), labels("“", "”"));
        let (tie_sv, tie_en) = match self.tie {
            Tie::Logged => ("filen står i händelseloggen, byte för byte", "the file stands in the log, byte for byte"),
            Tie::Extended => ("filen börjar med den som låstes", "the file begins with the one that was frozen"),
            Tie::SameSource => {
                ("samma källfil, men en annan fil än den som låstes", "the same source, but another file than the one frozen")
            }
            Tie::Differs => ("filen är en annan", "the file is another"),
            Tie::PublicCopy => (
                "filen är en allmän kopia av den, och står i händelseloggen, byte för byte",
                "the file is a public copy of it, and stands in the log, byte for byte",
            ),
            Tie::Counterpart => (
                "filen är ett exemplar för underskrift på papper, och står i händelseloggen, byte för byte",
                "the file is a copy for signing on paper, and stands in the log, byte for byte",
            ),
        };
        Message::new(
            format!("{name}{labels_sv}, läge ”{}”; {tie_sv}", self.state.sv),
            format!("{name}{labels_en}, state “{}”; {tie_en}", self.state.en),
        )
    }
}

impl Revocation {
    /// What is known, as a clause with a capital; `None` where there is nothing to tell.
    pub fn words(self) -> Option<Message> {
        match self {
            Self::Good => Some(Message::new("Certifikatet var inte spärrat", "The certificate was not revoked")),
            Self::Revoked => Some(Message::new("Certifikatet var spärrat", "The certificate was revoked")),
            Self::NotChecked => {
                Some(Message::new("Om certifikatet var spärrat är inte undersökt", "Whether the certificate was revoked was not looked up"))
            }
            Self::Unknown => None,
        }
    }
}
