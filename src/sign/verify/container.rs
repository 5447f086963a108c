//! Containers: a package becomes what is known of its signature, and whether each file in it is the one that was packed.

use serde::Serialize;

use super::judge::Judge;
use super::words::{refused, stamp_remark, unjudged, unjudged_stamp};
use super::{Policy, Verdict};
use crate::diag::{Fault, Message, shortened};
use crate::model::Hash;
use crate::sign::certificate::{Certificate, Usage};
use crate::sign::chain::Untrusted;
use crate::sign::cms::{Broken, SignedData};
use crate::sign::package::Part;
use crate::sign::report::{Finding, Revocation, Weight};
use crate::sign::revocation::Evidence;
use crate::sign::unpack::{Unpacked, unpack};
use crate::sign::{asn1, oids, time_stamp};

/// Everything about one package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PackageReport {
    /// 1; raised when a reader of the former one would go wrong.
    pub format: u32,
    /// Whether the signature over the package holds and every file is the one that was packed. What is signed in the files is judged by itself.
    pub verdict: Verdict,
    /// SHA-256 of the package.
    pub sha256: String,
    /// Whether the verifier trusts anybody.
    pub issuers_judged: bool,
    /// Who packed, by the certificate.
    pub signer: Option<String>,
    /// Names of the certificates from the signer's to the root's, as far as there is a way.
    pub chain: Vec<String>,
    /// When it is proven to have existed, in seconds since 1970.
    pub proven_time: Option<i64>,
    /// Who proves it.
    pub time_authority: Option<String>,
    /// What is known of revocation.
    pub revocation: Revocation,
    /// Its files.
    pub files: Vec<PackedFile>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackedFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of it as it is; `None` where it is missing.
    pub sha256: Option<String>,
    /// Whether it is the one that was packed.
    pub sound: bool,
}

impl PackageReport {
    /// Whether all that the package lacks is an issuer who is trusted.
    pub fn lacks_only_trust(&self) -> bool {
        let mut refused = self.findings.iter().filter(|finding| finding.weight == Weight::Refused).peekable();
        refused.peek().is_some() && refused.all(|finding| finding.code == "certificate-untrusted")
    }

    /// The sentence that everything else in the report bears out.
    pub fn sentence(&self) -> Message {
        let count = self.files.len();
        if self.verdict == Verdict::Valid {
            return Message::new(
                format!("PAKETET HÅLLER: underskriften över det håller, och alla {count} filer är de som packades."),
                format!("THE PACKAGE HOLDS: the signature over it holds, and all {count} files are those that were packed."),
            );
        }
        if self.lacks_only_trust() {
            return match self.issuers_judged {
                false => Message::new(
                    format!(
                        "PAKETET ÄR EJ PRÖVAT FÄRDIGT: alla {count} filer är de som packades, men du har inte sagt vilka utfärdare du litar på, så det är inte prövat vem som packade."
                    ),
                    format!(
                        "THE PACKAGE IS NOT FULLY JUDGED: all {count} files are those that were packed, but you have not said which issuers you trust, so who packed was not judged."
                    ),
                ),
                true => Message::new(
                    format!(
                        "PAKETET ÄR OGILTIGT: alla {count} filer är de som packades, men den som packade har ett certifikat från en utfärdare som inte är betrodd."
                    ),
                    format!(
                        "THE PACKAGE IS INVALID: all {count} files are those that were packed, but whoever packed has a certificate of an issuer who is not trusted."
                    ),
                ),
            };
        }
        Message::new("PAKETET ÄR OGILTIGT: det är inte som när det packades.", "THE PACKAGE IS INVALID: it is not as it was packed.")
    }
}

/// Verifies a package, and gives its files with it.
///
/// # Errors
/// When it can't be read as a package with one CAdES signature.
pub fn verify_package(bytes: &[u8], policy: &Policy) -> Result<(PackageReport, Vec<Part>), Fault> {
    let unpacked = unpack(bytes)?;
    let mut report = PackageReport {
        format: 1,
        verdict: Verdict::Invalid,
        sha256: Hash::of(bytes).to_string(),
        issuers_judged: policy.judges(),
        signer: None,
        chain: Vec::new(),
        proven_time: None,
        time_authority: None,
        revocation: Revocation::NotChecked,
        files: files(&unpacked),
        findings: Vec::new(),
    };
    contents(&unpacked, &mut report);
    let (stored, stamped) = (Evidence::default(), Evidence::default());
    let judge = Judge { bytes, policy, evidence: policy.evidence.clone(), certificates: Vec::new(), stored, stamped };
    signature(&judge, &unpacked, &mut report);
    if !report.findings.iter().any(|finding| finding.weight == Weight::Refused) {
        report.verdict = Verdict::Valid;
    }
    Ok((report, unpacked.parts))
}

/// Each file that the list names, and then those that it does not.
fn files(unpacked: &Unpacked) -> Vec<PackedFile> {
    let of = |name: &str| unpacked.parts.iter().find(|part| part.name == name).map(|part| Hash::of(&part.bytes));
    let listed = unpacked.listed.iter().map(|listed| {
        let found = of(&listed.name);
        let sound = found.as_ref().is_some_and(|found| listed.sha256.as_deref() == Some(found.to_bytes().as_slice()));
        PackedFile { name: listed.name.clone(), sha256: found.map(|found| found.to_string()), sound }
    });
    let unlisted = unpacked.parts.iter().filter(|part| !unpacked.listed.iter().any(|listed| listed.name == part.name));
    let unlisted =
        unlisted.map(|part| PackedFile { name: part.name.clone(), sha256: Some(Hash::of(&part.bytes).to_string()), sound: false });
    listed.chain(unlisted).collect()
}

/// What is wrong with the files.
fn contents(unpacked: &Unpacked, report: &mut PackageReport) {
    let findings = &mut report.findings;
    if unpacked.doubled
        || unpacked.listed.iter().enumerate().any(|(at, one)| unpacked.listed.iter().skip(at + 1).any(|other| other.name == one.name))
    {
        findings.push(Finding::refused(
            "package-doubled",
            "två filer i paketet har samma namn, så det går inte att säga vilken som packades",
            "two files of the package bear one name, so there is no telling which was packed",
        ));
    }
    if unpacked.listed.is_empty() {
        findings.push(Finding::refused("package-empty", "listan i paketet nämner ingen fil", "the list in the package names no file"));
    }
    for file in report.files.iter().filter(|file| !file.sound) {
        let name = shortened(&file.name);
        let listed = unpacked.listed.iter().find(|listed| listed.name == file.name);
        findings.push(match (listed, &file.sha256) {
            (None, _) => Finding::refused(
                "package-file-added",
                &format!("filen {name} är tillagd: den packades inte"),
                &format!("the file {name} was added: it was not packed"),
            ),
            (Some(_), None) => Finding::refused(
                "package-file-missing",
                &format!("filen {name} packades, men saknas"),
                &format!("the file {name} was packed, but is missing"),
            ),
            (Some(listed), Some(_)) if listed.sha256.is_none() => Finding::refused(
                "package-hash-unsupported",
                &format!("listan har ingen kontrollsumma av sorten SHA-256 för filen {name}, så den är inte prövad"),
                &format!("the list has no SHA-256 of the file {name}, so it was not judged"),
            ),
            (Some(_), Some(_)) => Finding::refused(
                "package-file-changed",
                &format!("filen {name} är ändrad sedan den packades"),
                &format!("the file {name} was changed since it was packed"),
            ),
        });
    }
}

/// Who signed the list, and whether that holds.
fn signature(judge: &Judge<'_>, unpacked: &Unpacked, report: &mut PackageReport) {
    let signed = asn1::definite(&unpacked.signature)
        .filter(|(_, taken)| *taken == unpacked.signature.len())
        .and_then(|(der, _)| SignedData::read(&der));
    let Some(signed) = signed else { return report.findings.push(refused(&Broken::Unreadable)) };
    let certificate = match signed.check(oids::DATA, &[&unpacked.manifest], true) {
        Ok(certificate) => certificate,
        Err(Broken::OtherContent) => {
            return report.findings.push(Finding::refused(
                "package-list-changed",
                "listan över filerna i paketet är ändrad sedan det packades",
                "the list of the files in the package was changed since it was packed",
            ));
        }
        Err(broken) => return report.findings.push(refused(&broken)),
    };
    report.signer = Some(certificate.name());
    let Ok(signer) = signed.signer() else { return };
    let others = signed.readable_certificates();
    for token in signer.time_stamps() {
        match time_stamp::read(token, &[&signer.signature]) {
            Ok(stamp) if !judge.policy.judges() => report.findings.push(unjudged_stamp(&stamp)),
            Ok(stamp) => match judge.authority(&stamp, &others, None) {
                Ok((name, _)) => (report.proven_time, report.time_authority) = (Some(stamp.time), Some(name)),
                Err(fault) => report.findings.push(stamp_remark(&fault)),
            },
            Err(fault) => report.findings.push(Finding::of("time-stamp-broken", Weight::Refused, fault.message())),
        }
    }
    // Whoever packs acts for any of the principals, or none.
    let time = report.proven_time.unwrap_or(judge.policy.now);
    match judge.trusted(&certificate, &others, &judge.policy.all_roots(), (time, Usage::Document)) {
        Ok((chain, revocation)) => {
            report.chain = chain.iter().map(Certificate::name).collect();
            report.revocation = revocation;
        }
        Err(fault) => {
            if matches!(fault, Untrusted::Revoked(..)) {
                report.revocation = Revocation::Revoked;
            }
            report.findings.push(match fault {
                Untrusted::UnknownIssuer(_) if !judge.policy.judges() => unjudged(&certificate),
                fault => Finding::of(fault.code(), Weight::Refused, fault.message(report.proven_time.is_some())),
            });
        }
    }
}
