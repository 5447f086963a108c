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
        let own = chain.first().filter(|_| vouched == Vouched::NotJudged);
        Ok(own.map(|own| not_judged(file, &own.issuer_name(), &place.principal)))
    }

    /// Warns where a certificate bears another name than the line that it signs on.
    pub fn warn_of_name(&self, file: &Path, place: &SignaturePlace, chain: &[Certificate]) {
        let (Some(printed), Some(own)) = (&place.name, chain.first()) else { return };
        if !sign::can_be_of_one(printed, &own.name()) {
            self.report.faults(self.world, &[other_name(file, &place.principal, printed, &own.name())]);
        }
    }

    /// Likewise for every signature of a file.
    pub fn warn_of_names(&self, file: &Path, found: &Report) {
        for signature in found.signatures.iter().filter(|signature| signature.findings.iter().any(|finding| finding.code == "name-differs"))
        {
            if let (Some(printed), Some(signer)) = (&signature.printed_name, &signature.signer) {
                let principal = signature.principal.as_deref().unwrap_or_default();
                self.report.faults(self.world, &[other_name(file, principal, printed, signer)]);
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
fn other_name(file: &Path, principal: &str, printed: &str, signer: &str) -> Diagnostic {
    let (principal, printed, signer) = (shortened(principal), shortened(printed), shortened(signer));
    let message = Message::new(
        format!("certifikatet är utfärdat till ”{signer}”, men på raden för {principal} står ”{printed}”"),
        format!("the certificate was issued to “{signer}”, but on the line of {principal} stands “{printed}”"),
    );
    Diagnostic::warning(codes::CERTIFICATE_REFUSED, Place::File(name_of(file)), message).hint(
        "se efter att det är rätt person: Kansli prövar vem certifikatet är utfärdat till, inte vem som får underteckna",
        "see that it is the right person: Kansli judges to whom the certificate was issued, not who may sign",
    )
}
