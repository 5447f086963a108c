//! The values of `--trust`, or the roots that a workspace keeps, become what a verifier trusts: roots for all, and roots for one principal
//! alone (`VGR=rot.pem`).

use std::path::{Path, PathBuf};

use super::{Outcome, Stopped, certificates, now, principals, roots};
use crate::cli::args::Trusted;
use crate::sign::{Finding, Policy, Report, SignatureReport, Weight, placed};

/// A policy with these roots, at this moment; where none is given, with those that the workspace around a file keeps.
pub fn policy(trusted: &Trusted, file: &Path) -> Outcome<Policy> {
    let kept = roots::deputies_near(file).map_err(Stopped::Faults)?;
    let deputies = trusted.deputies.iter().cloned().chain(kept).collect();
    let evidence = super::verify::evidence(&trusted.lists)?;
    let mut policy = Policy { now: now(), deputies, evidence, ..Policy::default() };
    for value in &trusted.roots {
        match of_one(value) {
            Some((principal, path)) => {
                let principal =
                    principals::meant(value, &principal, &principals::near(file)).map_err(|fault| Stopped::Faults(vec![fault]))?;
                let roots = certificates(&[path])?;
                policy.roots_of.extend(roots.into_iter().map(|root| (principal.clone(), root)));
            }
            None => policy.roots.extend(certificates(std::slice::from_ref(value))?),
        }
    }
    if trusted.roots.is_empty() {
        for (principal, root) in roots::near(file).map_err(Stopped::Faults)? {
            match principal {
                Some(principal) => policy.roots_of.push((principal, root)),
                None => policy.roots.push(root),
            }
        }
    }
    Ok(policy)
}

/// Whether a policy trusts anybody, so that issuers are judged.
pub fn judges(policy: &Policy) -> bool {
    policy.judges()
}

/// Whether the signatures of a file count, or what is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Each holds by roots that are known, and is of whom the line names.
    Yes,
    /// Some issuer was not judged.
    UnknownIssuer,
    /// Somebody signed on another's line, and nobody said that this is accepted.
    OfAnother,
}

/// Whether every signature of a file holds by roots that are known, and is of whom the line names or of an accepted deputy.
pub fn counts(found: &Report) -> Counts {
    let mut signatures = found.signatures.iter().filter(|signature| !signature.time_stamp);
    if !found.signatures.iter().all(|signature| signature.time_stamp || signature.valid) {
        return Counts::UnknownIssuer;
    }
    if signatures.any(SignatureReport::is_of_another) { Counts::OfAnother } else { Counts::Yes }
}

/// What is not accepted of a file. An issuer that nobody can judge, as no roots are known for its principal, is no fault of the file; nor is a
/// certificate that has expired since the signature was made, by what that claims, where nobody knows who may prove the time.
pub fn refusals<'a>(found: &'a Report, policy: &Policy, bytes: &[u8]) -> Vec<&'a Finding> {
    let placed = placed(bytes).unwrap_or_default();
    let was_valid = |signature: &SignatureReport| {
        let certificate = placed.iter().find(|placed| placed.field == signature.field).map(|placed| placed.certificate.validity());
        certificate.zip(signature.claimed_time).is_some_and(|((from, until), claimed)| (from..=until).contains(&claimed))
    };
    let excused = |signature: &SignatureReport, finding: &Finding| {
        let known =
            if signature.time_stamp { !policy.roots.is_empty() } else { !policy.roots_for(signature.principal.as_deref()).is_empty() };
        let unknown = ["certificate-untrusted", "certificate-broken", "time-stamp-untrusted", "time-stamp-aged"].contains(&finding.code);
        !known && (unknown || (finding.code == "certificate-expired" && was_valid(signature)))
    };
    let of_signatures = found
        .signatures
        .iter()
        .flat_map(|signature| signature.findings.iter().map(move |finding| (signature, finding)))
        .filter(|(signature, finding)| !excused(signature, finding))
        .map(|(_, finding)| finding);
    let of_file = found.findings.iter().filter(|finding| finding.code != "no-signature");
    let of_steps = found.steps.iter().flat_map(|step| &step.findings);
    of_file.chain(of_signatures).chain(of_steps).filter(|finding| finding.weight == Weight::Refused).collect()
}

/// The principal and the path of `VGR=rot.pem`, unless a file is called that.
pub(super) fn of_one(value: &Path) -> Option<(String, PathBuf)> {
    let (principal, path) = value.to_str()?.split_once('=')?;
    let named = !principal.trim().is_empty() && !principal.contains(['/', '\\']) && !value.exists();
    named.then(|| (principal.trim().to_owned(), PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_stands_before_the_path() {
        let of = |value: &str| of_one(Path::new(value)).map(|(principal, path)| (principal, path.display().to_string()));
        assert_eq!(of("VGR=rot.pem"), Some(("VGR".into(), "rot.pem".into())));
        assert_eq!(of("rot.pem"), None);
        assert_eq!(of("=rot.pem"), None);
        assert_eq!(of("mapp/a=b.pem"), None, "the mark is part of a file's name");
    }
}
