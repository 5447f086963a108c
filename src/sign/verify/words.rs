//! Words: what is wrong with a signature's container or its time stamp becomes a finding with its code.

use std::collections::BTreeSet;

use crate::diag::{Language, Message, shortened};
use crate::sign::algorithm::Unsound;
use crate::sign::certificate::Certificate;
use crate::sign::chain::Untrusted;
use crate::sign::cms::Broken;
use crate::sign::report::{Finding, Weight, day, moment};
use crate::sign::time_stamp::TimeStamp;

pub(super) fn stamp_code(fault: &Untrusted) -> &'static str {
    match fault {
        Untrusted::Expired(..) => "time-stamp-aged",
        _ => "time-stamp-untrusted",
    }
}

/// A stamp that proves nothing: the signature may still hold, at the time of verifying.
pub(super) fn stamp_remark(fault: &Untrusted) -> Finding {
    let message = match fault {
        Untrusted::Expired(name, until) => Message::new(
            format!("tidsstämpeln har åldrats: certifikatet för ”{name}” gick ut {}, och ingen senare stämpel tar vid", day(*until)),
            format!("the time stamp has aged: the certificate of “{name}” expired on {}, and no later stamp takes over", day(*until)),
        ),
        other => {
            let message = other.message(true);
            Message::new(format!("tidsstämpeln räknas inte: {}", message.sv), format!("the time stamp does not count: {}", message.en))
        }
    };
    Finding::of(stamp_code(fault), Weight::Remark, message)
}

pub(super) fn refused(broken: &Broken) -> Finding {
    let code = match broken {
        Broken::OtherContent => "content-differs",
        Broken::Signature(Unsound::Weak(_)) => "algorithm-weak",
        Broken::Signature(Unsound::Unsupported(_)) => "algorithm-unsupported",
        Broken::Signature(Unsound::Wrong) => "signature-wrong",
        Broken::OtherCertificate => "other-certificate",
        Broken::NoSigningCertificate => "certificate-not-named",
        Broken::NoCertificate => "certificate-missing",
        Broken::Signers(_) => "several-signers",
        Broken::SigningTime => "signing-time",
        Broken::Unreadable | Broken::ContentType => "signature-unreadable",
    };
    Finding::of(code, Weight::Refused, broken.message())
}

/// Whether a printed name and that of a certificate can be of one person: every word of the shorter, which has at least two or is the
/// same, is in the longer.
pub(in crate::sign) fn alike(one: &str, other: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        name.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let within = |shorter: &BTreeSet<String>, longer: &BTreeSet<String>| shorter.len() > 1 && shorter.is_subset(longer);
    (one == other && !one.is_empty()) || within(&one, &other) || within(&other, &one)
}

/// A certificate whose issuer is trusted, but not for the principal that was signed for.
pub(super) fn another_principal(certificate: &Certificate, principal: &str) -> Finding {
    let (name, principal) = (shortened(&certificate.name()), shortened(principal));
    Finding::refused(
        "certificate-other-principal",
        &format!("certifikatet för ”{name}” är utfärdat av någon som du litar på, men inte för {principal}"),
        &format!("the certificate of “{name}” was issued by somebody whom you trust, but not for {principal}"),
    )
}

/// A certificate whose issuer nobody has judged, as the verifier trusts nobody.
pub(super) fn unjudged(certificate: &Certificate) -> Finding {
    let issuer = shortened(&certificate.issuer_name());
    Finding::refused(
        "certificate-untrusted",
        &format!("certifikatet är utfärdat av ”{issuer}”; du har inte sagt om du litar på den utfärdaren"),
        &format!("the certificate was issued by “{issuer}”; you have not said whether you trust that issuer"),
    )
}

/// A time stamp that is whole, by an authority whom nobody has judged.
pub(super) fn unjudged_stamp(stamp: &TimeStamp) -> Finding {
    let name = shortened(&stamp.certificate.name());
    let (sv, en) = (moment(stamp.time, Language::Swedish), moment(stamp.time, Language::English));
    Finding::remark(
        "time-stamp-untrusted",
        &format!("tidsstämpeln av ”{name}” säger {sv}; den bevisar det först när du har sagt att du litar på dess utfärdare"),
        &format!("the time stamp by “{name}” says {en}; it proves that only once you have said that you trust its issuer"),
    )
}
