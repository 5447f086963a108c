//! Words: what is wrong with a signature's container or its time stamp becomes a finding with its code.

use std::collections::BTreeSet;

use crate::diag::{Language, Message, shortened};
use crate::sign::algorithm::Unsound;
use crate::sign::certificate::Certificate;
use crate::sign::chain::Untrusted;
use crate::sign::cms::Broken;
use crate::sign::report::{Finding, Weight, day, moment};
use crate::sign::revocation::{self, Evidence, Silence, Status};
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
pub(super) fn another_principal(certificate: &Certificate, principal: Option<&str>) -> Finding {
    let name = shortened(&certificate.name());
    let Some(principal) = principal.map(shortened) else {
        return Finding::refused(
            "certificate-other-principal",
            &format!(
                "certifikatet för ”{name}” är utfärdat av någon som du litar på för en huvudman, men underskriften står inte på någon huvudmans rad"
            ),
            &format!(
                "the certificate of “{name}” was issued by somebody whom you trust for a principal, but the signature stands on no principal's line"
            ),
        );
    };
    Finding::refused(
        "certificate-other-principal",
        &format!("certifikatet för ”{name}” är utfärdat av någon som du litar på, men inte för {principal}"),
        &format!("the certificate of “{name}” was issued by somebody whom you trust, but not for {principal}"),
    )
}

/// A time stamp whose authority leads to a root that is trusted for one principal alone.
pub(super) fn stamp_for_one(principal: &str, root: &Certificate) -> Finding {
    let (name, principal) = (shortened(&root.name()), shortened(principal));
    Finding::remark(
        "time-stamp-untrusted",
        &format!(
            "tidsstämpeln räknas inte: du litar på ”{name}” för underskrifter av {principal}, men inte för tidsstämplar; lägg till --trust ROT.pem"
        ),
        &format!(
            "the time stamp does not count: you trust “{name}” for signatures of {principal}, but not for time stamps; add --trust ROOT.pem"
        ),
    )
}

/// That nothing tells whether a certificate was revoked, and why the lists at hand don't.
pub(super) fn not_told(chain: &[Certificate], evidence: &Evidence, time: i64) -> Message {
    let pairs = chain.windows(2).filter_map(|pair| match pair {
        [one, issuer] => Some((one, issuer)),
        _ => None,
    });
    let mut open = pairs
        .filter(|(one, issuer)| !one.needs_no_revocation() && matches!(revocation::status(one, issuer, evidence, time), Status::Unknown));
    let Some((one, issuer)) = open.next() else {
        return Message::new("det framgår inte om certifikatet var spärrat", "there is no telling whether the certificate was revoked");
    };
    let whom = shortened(&issuer.name());
    let (sv, en) = match revocation::silence(one, issuer, evidence, time) {
        Silence::Nothing => {
            return Message::new(
                "det framgår inte om certifikatet var spärrat: ange en spärrlista med --crl",
                "there is no telling whether the certificate was revoked: give a list by --crl",
            );
        }
        Silence::Ended(until) => (
            format!("spärrlistan av ”{whom}” gick ut {}, före den tid som räknas: ange en nyare", day(until)),
            format!("the list by “{whom}” expired on {}, before the time that counts: give a later one", day(until)),
        ),
        Silence::Others(name) => (
            format!("spärrlistan är utfärdad av ”{0}”, men certifikatet av ”{whom}”: ange den utfärdarens spärrlista", shortened(&name)),
            format!("the list was issued by “{0}”, but the certificate by “{whom}”: give that issuer's list", shortened(&name)),
        ),
        Silence::Unsound => (
            format!("spärrlistan säger sig vara av ”{whom}”, men är inte undertecknad av den utfärdaren"),
            format!("the list says that it is by “{whom}”, but is not signed by that issuer"),
        ),
        Silence::Partial => (
            format!("spärrlistan av ”{whom}” gäller bara vissa certifikat"),
            format!("the list by “{whom}” is about some certificates only"),
        ),
    };
    Message::new(
        format!("det framgår inte om certifikatet var spärrat: {sv}"),
        format!("there is no telling whether the certificate was revoked: {en}"),
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
