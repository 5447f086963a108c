//! Chains: a certificate and those that came with it become the way to a trusted root at a given time, or why there is none.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert};

use super::algorithm;
use super::certificate::{Certificate, Usage};
use crate::diag::{Message, shortened};

/// Why a certificate is not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untrusted {
    /// It, or one above it, had expired: whose, and when in seconds since 1970.
    Expired(String, i64),
    /// It, or one above it, was not valid yet.
    NotYetValid(String, i64),
    /// It is for something else.
    WrongUsage(String, Usage),
    /// No way leads to a root that is trusted.
    UnknownIssuer(String),
    /// It, or one above it, was revoked.
    Revoked(String, i64),
    /// It holds something that Kansli can't judge, in English.
    Unsupported(String),
    /// A part of the way does not hold.
    Broken(String),
}

/// Purposes are judged by [`Certificate::serves`], which knows more of them than one.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// The way from a certificate to a root, both included, valid at a time in seconds since 1970.
///
/// # Errors
/// When there is none.
pub fn build(
    leaf: &Certificate,
    others: &[Certificate],
    roots: &[Certificate],
    time: i64,
    usage: Usage,
) -> Result<Vec<Certificate>, Untrusted> {
    let name = || shortened(&leaf.name());
    let (from, until) = leaf.validity();
    if time < from {
        return Err(Untrusted::NotYetValid(name(), from));
    }
    if time > until {
        return Err(Untrusted::Expired(name(), until));
    }
    if !leaf.may_sign() || !leaf.serves(usage) {
        return Err(Untrusted::WrongUsage(name(), usage));
    }
    if roots.contains(leaf) {
        return Ok(vec![leaf.clone()]);
    }
    let der = |certificate: &Certificate| CertificateDer::from(certificate.der().to_vec());
    let root_ders: Vec<_> = roots.iter().map(der).collect();
    let anchors: Vec<_> = root_ders.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let between: Vec<_> = others.iter().filter(|other| *other != leaf).map(der).collect();
    let leaf_der = der(leaf);
    let end = EndEntityCert::try_from(&leaf_der).map_err(|error| told(&error, leaf))?;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(time).unwrap_or(0)));
    end.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &between, at, AnyPurpose, None, None).map_err(|error| told(&error, leaf))?;
    Ok(way(leaf, others, roots))
}

/// The certificates from one up to a root, each the issuer of the one before.
pub fn way(leaf: &Certificate, others: &[Certificate], roots: &[Certificate]) -> Vec<Certificate> {
    let mut out = vec![leaf.clone()];
    while let Some(last) = out.last().filter(|last| !roots.contains(last) && !last.is_self_issued()) {
        let next = roots.iter().chain(others).find(|issuer| !out.contains(issuer) && issued(last, issuer));
        match next {
            Some(next) if out.len() < 10 => out.push(next.clone()),
            _ => break,
        }
    }
    out
}

/// Whether a certificate is signed by another.
pub fn issued(certificate: &Certificate, issuer: &Certificate) -> bool {
    certificate.issuer() == issuer.subject()
        && certificate.signed_parts().is_some_and(|(signed, algorithm, signature)| {
            algorithm::check(&issuer.public_key_info(), &algorithm, None, &signed, &signature).is_ok()
        })
}

fn told(error: &Error, leaf: &Certificate) -> Untrusted {
    let seconds = |time: &UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let issuer = shortened(&leaf.issuer_name());
    match error {
        Error::CertExpired { not_after, .. } => Untrusted::Expired(issuer, seconds(not_after)),
        Error::CertNotValidYet { not_before, .. } => Untrusted::NotYetValid(issuer, seconds(not_before)),
        Error::UnknownIssuer | Error::CaUsedAsEndEntity => Untrusted::UnknownIssuer(issuer),
        Error::UnsupportedCriticalExtension | Error::UnsupportedCertVersion => Untrusted::Unsupported(format!("{error:?}")),
        other => Untrusted::Broken(format!("{other:?}")),
    }
}

impl Untrusted {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expired(..) => "certificate-expired",
            Self::NotYetValid(..) => "certificate-not-yet-valid",
            Self::WrongUsage(..) => "certificate-wrong-usage",
            Self::UnknownIssuer(_) => "certificate-untrusted",
            Self::Revoked(..) => "certificate-revoked",
            Self::Unsupported(_) => "certificate-unsupported",
            Self::Broken(_) => "certificate-broken",
        }
    }

    /// Why, as a clause that stands alone. `proven` says that the time which counts is proven by a time stamp.
    pub fn message(&self, proven: bool) -> Message {
        let day = super::report::day;
        match self {
            Self::Expired(name, until) if proven => Message::new(
                format!("certifikatet för ”{name}” hade gått ut ({}) när underskriften bevisligen fanns", day(*until)),
                format!("the certificate of “{name}” had expired ({}) when the signature is proven to have existed", day(*until)),
            ),
            Self::Expired(name, until) => Message::new(
                format!("certifikatet för ”{name}” gick ut {}, och ingen tidsstämpel visar att underskriften är äldre", day(*until)),
                format!("the certificate of “{name}” expired on {}, and no time stamp shows that the signature is older", day(*until)),
            ),
            Self::NotYetValid(name, from) => Message::new(
                format!("certifikatet för ”{name}” började gälla först {}, efter underskriften", day(*from)),
                format!("the certificate of “{name}” became valid only on {}, after the signature", day(*from)),
            ),
            Self::WrongUsage(name, usage) => {
                let (sv, en) = match usage {
                    Usage::Document => ("underskrifter", "signatures"),
                    Usage::TimeStamp => ("tidsstämplar", "time stamps"),
                    Usage::Revocation => ("svar om spärr", "answers about revocation"),
                };
                Message::new(
                    format!("certifikatet för ”{name}” är inte till för {sv}"),
                    format!("the certificate of “{name}” is not for {en}"),
                )
            }
            Self::UnknownIssuer(name) => Message::new(
                format!("certifikatet är utfärdat av ”{name}”, som du inte har sagt att du litar på"),
                format!("the certificate was issued by “{name}”, which you have not said you trust"),
            ),
            Self::Revoked(name, at) => Message::new(
                format!("certifikatet för ”{name}” spärrades {}, innan underskriften bevisligen fanns", day(*at)),
                format!("the certificate of “{name}” was revoked on {}, before the signature is proven to have existed", day(*at)),
            ),
            Self::Unsupported(what) => Message::new(
                format!("certifikatet innehåller något som Kansli inte kan pröva ({what})"),
                format!("the certificate holds something that Kansli can't judge ({what})"),
            ),
            Self::Broken(what) => Message::new(
                format!("certifikatens kedja håller inte ({what})"),
                format!("the chain of certificates does not hold ({what})"),
            ),
        }
    }
}
