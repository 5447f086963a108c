//! The values of `--trust`, or the roots that a workspace keeps, become what a verifier trusts: roots for all, and roots for one principal
//! alone (`VGR=rot.pem`).

use std::path::{Path, PathBuf};

use super::{Outcome, Stopped, certificates, now, roots};
use crate::sign::Policy;

/// A policy with these roots, at this moment; where none is given, with those that the workspace around a file keeps.
pub fn policy(values: &[PathBuf], file: &Path) -> Outcome<Policy> {
    let mut policy = Policy { now: now(), ..Policy::default() };
    for value in values {
        match of_one(value) {
            Some((principal, path)) => {
                let roots = certificates(&[path])?;
                policy.roots_of.extend(roots.into_iter().map(|root| (principal.clone(), root)));
            }
            None => policy.roots.extend(certificates(std::slice::from_ref(value))?),
        }
    }
    if values.is_empty() {
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
