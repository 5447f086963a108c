//! A report's verdict and its kinds of change become words that everybody who shows a report shares.

use super::report::{InStore, Kind, Lines, Report, Revocation, SignatureReport, Signs, Tie, Verdict};
use crate::diag::{Message, shortened};
use crate::model::FileSigning;

impl Report {
    /// The sentence that everything else in the report bears out, and which is true by itself.
    pub fn sentence(&self) -> Message {
        let fixed = match self.verdict {
            Verdict::Valid => return self.holds(),
            Verdict::Incomplete => {
                let missing = self.missing.join(", ");
                let ((but_sv, but_en), Message { sv, en }) = (self.other_names(), self.besides());
                return Message::new(
                    format!("OFULLSTÄNDIG: underskrift saknas för {missing}{but_sv}{sv}."),
                    format!("INCOMPLETE: a signature is missing for {missing}{but_en}{en}."),
                );
            }
            Verdict::Invalid if self.persons().next().is_none() => self.unsigned(),
            Verdict::Invalid
                if self.store.as_ref().is_some_and(|known| known.tie == Tie::Differs)
                    && self.signatures.iter().all(|signature| signature.valid) =>
            {
                (
                    "OGILTIG: underskrifterna håller, men filen är inte den version som den säger att den är.",
                    "INVALID: the signatures hold, but the file is not the version that it says it is.",
                )
            }
            Verdict::Invalid if self.steps.iter().any(|step| step.kinds.contains(&Kind::Other)) => {
                ("OGILTIG: dokumentet är ändrat efter att det undertecknades.", "INVALID: the document was changed after it was signed.")
            }
            Verdict::Invalid if self.refusals().iter().all(|code| *code == "unsigned-tail") => (
                "OGILTIG: något är tillagt efter den sista underskriften, som ingen underskrift täcker.",
                "INVALID: something was added after the last signature, which no signature covers.",
            ),
            Verdict::Invalid if self.lacks_only_anybody_trusted() => match self.issuers_judged {
                false => (
                    "EJ PRÖVAD FÄRDIGT: inget är ändrat sedan undertecknandet, men du har inte sagt vilka utfärdare du litar på, så det är inte prövat vem som har undertecknat.",
                    "NOT FULLY JUDGED: nothing was changed since it was signed, but you have not said which issuers you trust, so who signed was not judged.",
                ),
                true => (
                    "OGILTIG: inget är ändrat sedan undertecknandet, men ett certifikat har en utfärdare som inte är betrodd.",
                    "INVALID: nothing was changed since it was signed, but a certificate has an issuer who is not trusted.",
                ),
            },
            Verdict::Invalid => ("OGILTIG: en underskrift håller inte.", "INVALID: a signature does not hold."),
        };
        Message::new(fixed.0, fixed.1)
    }

    /// What is said of a file that bears nobody's signature.
    fn unsigned(&self) -> (&'static str, &'static str) {
        let has = |code: &str| self.findings.iter().any(|finding| finding.code == code);
        if has("signature-removed") {
            return (
                "OGILTIG: filen bär spår av en underskrift som inte längre visas i den.",
                "INVALID: the file bears traces of a signature that it no longer shows.",
            );
        }
        if self.store.as_ref().is_some_and(|known| known.tie == Tie::Differs) {
            return (
                "INTE UNDERTECKNAD: filen har ingen elektronisk underskrift, och är inte den version som den säger att den är.",
                "NOT SIGNED: the file has no electronic signature, and is not the version that it says it is.",
            );
        }
        if self.store.as_ref().is_some_and(|known| !known.ink.is_empty()) {
            return (
                "INTE UNDERTECKNAD: filen har ingen elektronisk underskrift; versionen är undertecknad på papper.",
                "NOT SIGNED: the file has no electronic signature; the version is signed on paper.",
            );
        }
        let signing = if self.facts.copy_of.is_some() { Some(FileSigning::PublicCopy) } else { self.facts.signing };
        match signing {
            Some(FileSigning::PublicCopy) => (
                "INTE UNDERTECKNAD: filen är en allmän kopia; det är originalet som undertecknas.",
                "NOT SIGNED: the file is a public copy; it is the original that is signed.",
            ),
            Some(FileSigning::Ink) => (
                "INTE UNDERTECKNAD ELEKTRONISKT: filen säger att dokumentet undertecknas på papper, så underskrifterna står där.",
                "NOT SIGNED ELECTRONICALLY: the file says that the document is signed on paper, so the signatures stand there.",
            ),
            _ => ("INTE UNDERTECKNAD: filen har ingen elektronisk underskrift.", "NOT SIGNED: the file has no electronic signature."),
        }
    }

    /// What is said of a file of which all holds that was asked for.
    fn holds(&self) -> Message {
        let Lines { all, signed } = self.lines;
        let count = if all == 0 { self.persons().count() } else { signed };
        let head = match self.store.as_ref().is_some_and(|known| known.withdrawn.is_some()) {
            true => ("ÅTERKALLAD", "WITHDRAWN"),
            false if signed == 0 && all > 0 => ("UTAN PARTERNAS UNDERSKRIFTER", "WITHOUT THE PARTIES' SIGNATURES"),
            false if signed < all => ("GILTIG SÅ LÅNGT", "VALID SO FAR"),
            false => ("GILTIG", "VALID"),
        };
        let (sv, en) = match (signed < all, count) {
            (true, 0) => (
                format!("ingen av dokumentets {all} underskriftsrader är undertecknad"),
                format!("none of the document's {all} signature lines is signed"),
            ),
            (true, 1) => {
                (format!("1 av {all} underskrifter finns, och den håller"), format!("1 of {all} signatures is there, and it holds"))
            }
            (true, count) => (
                format!("{count} av {all} underskrifter finns, och de håller"),
                format!("{count} of {all} signatures are there, and they hold"),
            ),
            (false, 1) => ("underskriften håller".to_owned(), "the signature holds".to_owned()),
            (false, 2) => ("båda underskrifterna håller".to_owned(), "both signatures hold".to_owned()),
            (false, count) => (format!("alla {count} underskrifterna håller"), format!("all {count} signatures hold")),
        };
        let (and_sv, and_en) = if signed < all {
            ("; inget annat är ändrat", "; nothing else was changed")
        } else {
            (", och inget annat är ändrat", ", and nothing else was changed")
        };
        let (but_sv, but_en) = self.other_names();
        let Message { sv: beside_sv, en: beside_en } = self.besides();
        Message::new(format!("{}: {sv}{and_sv}{but_sv}{beside_sv}.", head.0), format!("{}: {en}{and_en}{but_en}{beside_en}.", head.1))
    }

    /// What has to be said at once of a file that holds: a withdrawn version, signatures on no line, and that nobody asked whether
    /// a certificate was revoked.
    fn besides(&self) -> Message {
        let (mut sv, mut en) = (String::new(), String::new());
        if let Some(withdrawn) = self.store.as_ref().and_then(|known| known.withdrawn.as_ref()) {
            sv.push_str(&format!(", men {}", withdrawn.sv));
            en.push_str(&format!(", but {}", withdrawn.en));
        }
        let strays: Vec<&SignatureReport> = self.strays().collect();
        if !strays.is_empty() {
            let named = |field: &str, unknown: &str| {
                let one = |stray: &&SignatureReport| {
                    let name = stray.signer.as_deref().map_or_else(|| unknown.to_owned(), shortened);
                    format!("{name} ({field} {})", shortened(&stray.field))
                };
                strays.iter().map(one).collect::<Vec<_>>().join(", ")
            };
            let (named_sv, named_en) = (named("fältet", "okänd"), named("the field", "unknown"));
            let (what_sv, what_en) = match strays.len() {
                1 => (
                    "en underskrift som inte hör till någon rad i dokumentet".to_owned(),
                    "a signature on no line of the document".to_owned(),
                ),
                count => (
                    format!("{count} underskrifter som inte hör till någon rad i dokumentet"),
                    format!("{count} signatures on no line of the document"),
                ),
            };
            sv.push_str(&format!("; dessutom finns {what_sv}: {named_sv}"));
            en.push_str(&format!("; there is also {what_en}: {named_en}"));
        }
        let Message { sv: revoked_sv, en: revoked_en } = self.not_looked_up();
        Message::new(sv + &revoked_sv, en + &revoked_en)
    }

    /// Whose certificates may have been revoked, for all that is known.
    fn not_looked_up(&self) -> Message {
        let persons: Vec<&SignatureReport> = self.persons().filter(|signature| signature.valid).collect();
        let open: Vec<&&SignatureReport> = persons.iter().filter(|signature| signature.revocation != Revocation::Good).collect();
        let names = || open.iter().filter_map(|signature| signature.signer.as_deref()).map(shortened).collect::<Vec<_>>().join(", ");
        let (sv, en) = match (open.len(), persons.len()) {
            (0, _) => return Message::new("", ""),
            (1, 1) => ("certifikatet var spärrat".to_owned(), "the certificate was revoked".to_owned()),
            (open, all) if open == all => ("certifikaten var spärrade".to_owned(), "the certificates were revoked".to_owned()),
            (1, _) => (format!("certifikatet för {} var spärrat", names()), format!("the certificate of {} was revoked", names())),
            _ => (format!("certifikaten för {} var spärrade", names()), format!("the certificates of {} were revoked", names())),
        };
        Message::new(format!("; om {sv} är inte prövat"), format!("; whether {en} was not checked"))
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
            Tie::Extended => (
                "filen börjar med den låsta filen, men står inte i händelseloggen som den nu är",
                "the file begins with the frozen one, but does not stand in the log as it now is",
            ),
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
        let (mut ink_sv, mut ink_en) = (String::new(), String::new());
        if !self.ink.is_empty() {
            let (sv, en): (Vec<&str>, Vec<&str>) = self.ink.iter().map(|ink| (ink.sv.as_str(), ink.en.as_str())).unzip();
            ink_sv = format!("; undertecknad på papper av {}", sv.join(", "));
            ink_en = format!("; signed on paper by {}", en.join(", "));
        }
        Message::new(
            format!("{name}{labels_sv}, läge ”{}”{ink_sv}; {tie_sv}", self.state.sv),
            format!("{name}{labels_en}, state “{}”{ink_en}; {tie_en}", self.state.en),
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
