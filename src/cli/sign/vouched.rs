//! Whose certificates sign: what is known of their issuers and names becomes refusals before anything is written, and warnings.

use std::path::Path;

use super::{Desk, Outcome, about, trust};
use crate::cli::args::Line;
use crate::cli::files::name_of;
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::model::SignaturePlace;
use crate::sign::{self, Certificate, Policy, Report, Vouched};

impl Desk<'_> {
    /// Refuses certificates by which no signature would hold; gives what is to be said where nobody knows who may issue them.
    pub fn vouch(line: &Line, place: &SignaturePlace, file: &Path, chain: &[Certificate]) -> Outcome<Option<Diagnostic>> {
        let policy = trust::policy(&line.trust, &line.file)?;
        let vouched = sign::vouch(chain, &policy, &place.principal).map_err(about(file))?;
        if let (Some(printed), Some(own)) = (&place.name, chain.first())
            && !sign::can_be_of_one(printed, &own.name())
            && !policy.accepts(&place.principal, &own.name())
        {
            return Err(of_another(file, &place.principal, printed, &own.name()).into());
        }
        let own = chain.first().filter(|_| vouched == Vouched::NotJudged);
        Ok(own.map(|own| not_judged(file, &own.issuer_name(), &place.principal)))
    }

    /// Warns of every certificate that bears another name than the line that it signs on, where nobody said that this is accepted.
    pub fn warn_of_names(&self, file: &Path, found: &Report) {
        for signature in found.signatures.iter().filter(|signature| signature.is_of_another()) {
            if let (Some(printed), Some(signer)) = (&signature.printed_name, &signature.signer) {
                let principal = signature.principal.as_deref().unwrap_or_default();
                self.report.faults(self.world, &[other_name(file, principal, printed, signer, false)]);
            }
        }
    }

    /// Warns of certificates of principals for whom no root is known.
    pub fn warn_of_issuers(&self, file: &Path, found: &Report, policy: &Policy) {
        for signature in found.signatures.iter().filter(|signature| !signature.time_stamp && !signature.valid) {
            let principal = signature.principal.as_deref().unwrap_or_default();
            if policy.roots_for(Some(principal)).is_empty() {
                let issuer = signature.chain.last().or(signature.signer.as_ref()).cloned().unwrap_or_default();
                self.report.faults(self.world, &[not_judged(file, &issuer, principal)]);
            }
        }
    }
}

/// Nobody has said who may issue certificates for a principal.
fn not_judged(file: &Path, issuer: &str, principal: &str) -> Diagnostic {
    let (issuer, principal) = (shortened(issuer), shortened(principal));
    let message = Message::new(
        format!("ingen har prövat certifikatets utfärdare (”{issuer}”): Kansli vet inte vilka du litar på för {principal}"),
        format!("nobody has judged the certificate's issuer (“{issuer}”): Kansli does not know whom you trust for {principal}"),
    );
    Diagnostic::warning(codes::CERTIFICATE_REFUSED, Place::File(name_of(file)), message).hint(
        format!("säg det en gång: kansli config --trust {principal}=ROT.pem; först då kan versionen räknas som undertecknad"),
        format!("say so once: kansli config --trust {principal}=ROOT.pem; only then can the version count as signed"),
    )
}

/// A certificate of another name than the one below the line.
pub fn other_name(file: &Path, principal: &str, printed: &str, signer: &str, refused: bool) -> Diagnostic {
    let (principal, printed, signer) = (shortened(principal), shortened(printed), shortened(signer));
    let message = Message::new(
        format!("certifikatet är utfärdat till ”{signer}”, men på raden för {principal} står ”{printed}”"),
        format!("the certificate was issued to “{signer}”, but on the line of {principal} stands “{printed}”"),
    );
    let new = if refused { Diagnostic::error } else { Diagnostic::warning };
    new(codes::CERTIFICATE_REFUSED, Place::File(name_of(file)), message).hint(
        format!("underskriften räknas inte förrän du har sett efter att {signer} får underteckna för {principal}: kansli config --deputy \"{principal}={signer}\", och ta sedan in filen på nytt: kansli sign receive FIL.pdf"),
        format!("the signature does not count until you have seen that {signer} may sign for {principal}: kansli config --deputy \"{principal}={signer}\", and then take the file in anew: kansli sign receive FILE.pdf"),
    )
}

/// A certificate that somebody is about to sign with on another's line.
pub fn of_another(file: &Path, principal: &str, printed: &str, signer: &str) -> Diagnostic {
    let (principal, printed, signer) = (shortened(principal), shortened(printed), shortened(signer));
    let message = Message::new(
        format!("certifikatet är utfärdat till ”{signer}”, men på raden för {principal} står ”{printed}”; inget är undertecknat"),
        format!("the certificate was issued to “{signer}”, but on the line of {principal} stands “{printed}”; nothing was signed"),
    );
    Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(name_of(file)), message).hint(
        format!("ange rätt certifikat med --cert; undertecknar {signer} med rätta i stället för {printed}: --deputy \"{principal}={signer}\" (den andra parten godtar det på samma sätt)"),
        format!("give the right certificate by --cert; if {signer} rightly signs in the place of {printed}: --deputy \"{principal}={signer}\" (the other side accepts it in the same way)"),
    )
}
