//! A signer's own certificates become whether anybody vouches for them, or why nobody may sign with them: judged before anything is signed.

use super::certificate::{Certificate, Usage};
use super::chain::{self, Untrusted};
use super::report::day;
use super::verify::Policy;
use crate::diag::{Fault, codes, shortened};

/// Whether the issuer of a certificate is known to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// A way leads to a root that counts for the principal.
    Judged,
    /// No root is known for the principal, so nobody can tell.
    NotJudged,
}

/// Judges the certificates that somebody is about to sign with for a principal, the signer's own first, at the time of the policy.
///
/// # Errors
/// When there is no certificate, or a signature with them would not hold: one has expired or is not valid yet, it is for something else, or it
/// leads to no root although some are known for the principal, or only to one of another principal.
pub fn vouch(chain: &[Certificate], policy: &Policy, principal: &str) -> Result<Vouched, Fault> {
    let Some((leaf, others)) = chain.split_first() else {
        return Err(Fault::new(codes::CERTIFICATE_REFUSED, "filen innehåller inget certifikat", "the file holds no certificate"));
    };
    let roots = policy.roots_for(Some(principal));
    if !roots.is_empty() {
        let judged = chain::build(leaf, others, &roots, policy.now, Usage::Document);
        return judged.map(|_| Vouched::Judged).map_err(|untrusted| refused(&untrusted, principal));
    }
    current(leaf, others, policy, principal)?;
    match chain::build(leaf, others, &policy.all_roots(), policy.now, Usage::Document) {
        Ok(_) => Err(of_another(leaf, principal)),
        Err(Untrusted::UnknownIssuer(_) | Untrusted::Broken(_)) => Ok(Vouched::NotJudged),
        Err(untrusted) => Err(refused(&untrusted, principal)),
    }
}

/// Judges the certificates that somebody is about to sign a package with, for nobody in particular: see [`vouch`].
///
/// # Errors
/// As [`vouch`], where some root is known for everybody; where none is, what is wrong with the certificates themselves.
pub fn vouch_for_anybody(chain: &[Certificate], policy: &Policy) -> Result<Vouched, Fault> {
    let roots = policy.all_roots();
    let Some((leaf, others)) = chain.split_first() else {
        return Err(Fault::new(codes::CERTIFICATE_REFUSED, "filen innehåller inget certifikat", "the file holds no certificate"));
    };
    current(leaf, others, policy, "")?;
    match chain::build(leaf, others, &roots, policy.now, Usage::Document) {
        Ok(_) => Ok(Vouched::Judged),
        Err(Untrusted::UnknownIssuer(_) | Untrusted::Broken(_)) => Ok(Vouched::NotJudged),
        Err(untrusted) => Err(refused(&untrusted, "")),
    }
}

/// Whether the certificates on a way up, as far as it is known, are valid now.
fn current(leaf: &Certificate, others: &[Certificate], policy: &Policy, principal: &str) -> Result<(), Fault> {
    for certificate in chain::way(leaf, others, &[]) {
        let (from, until) = certificate.validity();
        let name = || shortened(&certificate.name());
        if policy.now > until {
            return Err(refused(&Untrusted::Expired(name(), until), principal));
        }
        if policy.now < from {
            return Err(refused(&Untrusted::NotYetValid(name(), from), principal));
        }
    }
    Ok(())
}

/// Whether a printed name and that of a certificate can be of one person: every word of the shorter is in the longer.
pub fn can_be_of_one(printed: &str, certificate: &str) -> bool {
    super::verify::alike(printed, certificate)
}

fn refused(untrusted: &Untrusted, principal: &str) -> Fault {
    let fault = |sv: String, en: String| Fault::new(codes::CERTIFICATE_REFUSED, sv, en);
    let principal = shortened(principal);
    match untrusted {
        Untrusted::Expired(name, until) => fault(
            format!("certifikatet för ”{name}” gick ut {}: en underskrift med det skulle inte gälla", day(*until)),
            format!("the certificate of “{name}” expired on {}: a signature with it would not hold", day(*until)),
        )
        .hint("förnya det hos utfärdaren, eller ange ett annat med --cert", "renew it at its issuer, or give another by --cert"),
        Untrusted::NotYetValid(name, from) => fault(
            format!("certifikatet för ”{name}” börjar gälla först {}: en underskrift med det skulle inte gälla", day(*from)),
            format!("the certificate of “{name}” becomes valid only on {}: a signature with it would not hold", day(*from)),
        )
        .hint(
            "vänta till dess, eller ange ett annat med --cert; se också efter att datorns klocka går rätt",
            "wait until then, or give another by --cert; also see that the computer's clock is right",
        ),
        Untrusted::WrongUsage(name, _) => fault(
            format!("certifikatet för ”{name}” är inte till för underskrifter"),
            format!("the certificate of “{name}” is not for signatures"),
        )
        .hint("ange ett certifikat för underskrifter med --cert", "give a certificate for signatures by --cert"),
        Untrusted::UnknownIssuer(name) => fault(
            format!("certifikatet är utfärdat av ”{name}”, som inte hör till dem som du litar på för {principal}"),
            format!("the certificate was issued by “{name}”, which is none of those that you trust for {principal}"),
        )
        .hint(
            format!("ange hela kedjan i filen till --cert om ett certifikat däremellan saknas; litar du på utfärdaren: kansli config --trust {principal}=ROT.pem"),
            format!("give the whole chain in the file of --cert if a certificate between is missing; if you trust the issuer: kansli config --trust {principal}=ROOT.pem"),
        ),
        other => {
            let message = other.message(false);
            fault(message.sv, message.en)
                .hint("ange ett annat certifikat med --cert", "give another certificate by --cert")
        }
    }
}

fn of_another(leaf: &Certificate, principal: &str) -> Fault {
    let (name, principal) = (shortened(&leaf.name()), shortened(principal));
    Fault::new(
        codes::CERTIFICATE_REFUSED,
        format!("certifikatet för ”{name}” är utfärdat av någon som du litar på, men inte för {principal}"),
        format!("the certificate of “{name}” was issued by somebody whom you trust, but not for {principal}"),
    )
    .hint(
        format!("ange ett annat med --cert; litar du på utfärdaren också för {principal}: kansli config --trust {principal}=ROT.pem"),
        format!("give another by --cert; if you trust the issuer for {principal} too: kansli config --trust {principal}=ROOT.pem"),
    )
}
