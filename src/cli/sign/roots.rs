//! Roots that a workspace keeps: files named on a command line become the issuers by whom every signature there is judged.

use std::path::{Path, PathBuf};

use super::{Stopped, certificates, principals, trust};
use crate::cli::store::{KeptRoot, Workspace};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::model::Hash;
use crate::sign::{Certificate, Deputy, Fault, day};

/// Shortest beginning of a hash that names a root, in digits.
const SHORTEST: usize = 8;

/// Adds the roots of `FILE` and `PRINCIPAL=FILE`; what is known already is added once.
///
/// # Errors
/// When a file can't be read or holds no certificate, or no document of the workspace has such a principal.
pub fn add(kept: &mut Vec<KeptRoot>, values: &[PathBuf], workspace: &Workspace) -> Result<(), Vec<Diagnostic>> {
    for value in values {
        let (principal, path) = match trust::of_one(value) {
            Some((principal, path)) => {
                let known = principals::of_all(workspace);
                (Some(principals::meant(value, &principal, &known).map_err(|fault| vec![fault])?), path)
            }
            None => (None, value.clone()),
        };
        let found = certificates(&[path]).map_err(|stopped| match stopped {
            Stopped::Faults(faults) => faults,
            Stopped::Usage(_) => Vec::new(),
        })?;
        for certificate in found {
            let root = KeptRoot {
                principal: principal.clone(),
                name: shortened(&certificate.name()),
                sha256: Hash::of(certificate.der()),
                certificate: certificate.base64(),
            };
            if !kept.contains(&root) {
                kept.push(root);
            }
        }
    }
    Ok(())
}

/// The roots without those that a name, or the beginning of a hash, means.
///
/// # Errors
/// When it means none.
pub fn without(kept: &[KeptRoot], named: &str) -> Result<Vec<KeptRoot>, Vec<Diagnostic>> {
    let digits = named.replace(' ', "").to_lowercase();
    let is = |root: &&KeptRoot| root.name == named.trim() || (digits.len() >= SHORTEST && root.sha256.as_str().starts_with(&digits));
    if !kept.iter().any(|root| is(&root)) {
        let named = shortened(named);
        let message = Message::new(format!("ingen betrodd rot heter ”{named}”"), format!("no trusted root is called “{named}”"));
        let fault = Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(FileName::new("settings.toml")), message);
        return Err(vec![fault.hint(
            "se vilka som finns med kansli config; ange namnet eller minst åtta tecken av kontrollsumman",
            "see which there are by kansli config; give the name or at least eight characters of the hash",
        )]);
    }
    Ok(kept.iter().filter(|root| !is(root)).cloned().collect())
}

/// The lines about roots in what `kansli config` shows.
pub fn told(kept: &[KeptRoot]) -> Message {
    if kept.is_empty() {
        return Message::new(
            "\nBetrodda rötter: inga; utfärdarna av certifikat prövas inte (kansli config --trust HUVUDMAN=ROT.pem)",
            "\nTrusted roots: none; the issuers of certificates are not judged (kansli config --trust PRINCIPAL=ROOT.pem)",
        );
    }
    let (mut sv, mut en) = ("\nBetrodda rötter:".to_owned(), "\nTrusted roots:".to_owned());
    for root in kept {
        let (name, short) = (&root.name, root.sha256.short());
        let whom = root.principal.as_ref();
        let (whom_sv, whom_en) =
            (whom.map_or("alla, och tidsstämplar", |name| name.as_str()), whom.map_or("all, and time stamps", |name| name.as_str()));
        let until = certificate(root).map(|certificate| day(certificate.validity().1));
        let until_sv = until.as_ref().map(|day| format!(", gäller till {day}")).unwrap_or_default();
        let until_en = until.map(|day| format!(", valid until {day}")).unwrap_or_default();
        sv.push_str(&format!("\n  {whom_sv}: {name}{until_sv}; kontrollsumma {short}"));
        en.push_str(&format!("\n  {whom_en}: {name}{until_en}; hash {short}"));
    }
    Message::new(sv, en)
}

/// The certificate of a kept root, unless somebody has changed it in the file.
fn certificate(root: &KeptRoot) -> Option<Certificate> {
    let text = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", root.certificate);
    let certificate = Certificate::all_of(text.as_bytes()).ok()?.into_iter().next()?;
    (Hash::of(certificate.der()) == root.sha256).then_some(certificate)
}

/// The roots of the workspace that the user stands in, or else of the one that a file lies in.
///
/// # Errors
/// When the settings can't be read, or a root there is damaged.
pub fn near(file: &Path) -> Result<Vec<(Option<String>, Certificate)>, Vec<Diagnostic>> {
    let Some(root) = Workspace::roots_for(file).into_iter().next() else { return Ok(Vec::new()) };
    let read = |kept: KeptRoot| {
        let name = kept.name.clone();
        let broken = || {
            Fault::new(
                codes::CERTIFICATE_REFUSED,
                format!("den betrodda roten ”{name}” är skadad i inställningarna"),
                format!("the trusted root “{name}” is damaged in the settings"),
            )
            .hint(
                "ta bort den och lägg till den igen: kansli config --distrust NAMN --trust FIL",
                "remove it and add it again: kansli config --distrust NAME --trust FILE",
            )
            .in_file(&FileName::new("settings.toml"))
        };
        certificate(&kept).map(|certificate| (kept.principal, certificate)).ok_or_else(|| vec![broken()])
    };
    Workspace::settings_of(&root)?.roots.into_iter().map(read).collect()
}

/// The deputies that the workspace keeps that the user stands in, or else the one that a file lies in.
///
/// # Errors
/// When the settings can't be read.
pub fn deputies_near(file: &Path) -> Result<Vec<Deputy>, Vec<Diagnostic>> {
    let Some(root) = Workspace::roots_for(file).into_iter().next() else { return Ok(Vec::new()) };
    Ok(Workspace::settings_of(&root)?.deputies)
}

/// The deputies without those of a name.
///
/// # Errors
/// When nobody of the name is among them.
pub fn without_deputy(kept: &[Deputy], named: &str) -> Result<Vec<Deputy>, Vec<Diagnostic>> {
    let is = |deputy: &Deputy| deputy.name.to_lowercase() == named.trim().to_lowercase();
    if kept.iter().any(is) {
        return Ok(kept.iter().filter(|deputy| !is(deputy)).cloned().collect());
    }
    let named = shortened(named);
    let message = Message::new(format!("ingen ställföreträdare heter ”{named}”"), format!("no deputy is called “{named}”"));
    let fault = Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(FileName::new("settings.toml")), message);
    Err(vec![fault.hint("se vilka som finns med kansli config", "see which there are by kansli config")])
}

/// The lines about deputies in what `kansli config` shows; none where there are none.
pub fn told_deputies(kept: &[Deputy]) -> Message {
    if kept.is_empty() {
        return Message::new("", "");
    }
    let lines: String = kept.iter().map(|deputy| format!("\n  {}: {}", deputy.principal, deputy.name)).collect();
    Message::new(format!("\nStällföreträdare som godtas:{lines}"), format!("\nDeputies that are accepted:{lines}"))
}
