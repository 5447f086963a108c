//! A word before `=ROOT.pem` becomes the principal of a document that it means, or a fault that names those there are.

use std::path::Path;

use crate::cli::files;
use crate::cli::store::{Workspace, principals_of};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::kind::nearest;
use crate::sign;

/// Short name and name of a principal.
pub type Principal = (String, String);

/// The principals of a PDF's signature lines; where it has none or is none, those of the workspace that the user stands in, or else of the one that it lies in.
pub fn near(file: &Path) -> Vec<Principal> {
    let bytes = files::read(file, sign::MAXIMUM_BYTES).unwrap_or_default();
    let name = |party: &str| party.strip_prefix("För ").unwrap_or(party).to_owned();
    let lines = sign::lines(&bytes).unwrap_or_default();
    if !lines.is_empty() {
        return once(lines.into_iter().map(|line| (line.principal, name(&line.party))).collect());
    }
    let root = Workspace::roots_for(file).into_iter().next();
    root.and_then(|root| Workspace::open_root(root).ok()).map(|workspace| of_all(&workspace)).unwrap_or_default()
}

/// The principals of the last revision of every document of a workspace; what can't be read is passed over.
pub fn of_all(workspace: &Workspace) -> Vec<Principal> {
    let all = workspace.archive().documents().unwrap_or_default();
    once(all.iter().flat_map(|standing| principals_of(workspace, &standing.document, standing.revision)).collect())
}

fn once(all: Vec<Principal>) -> Vec<Principal> {
    let mut out: Vec<Principal> = Vec::new();
    for one in all {
        if !out.iter().any(|(short, _)| *short == one.0) {
            out.push(one);
        }
    }
    out
}

/// The short name of the principal that is meant by it or by its name, whatever the letter case. Where none is known, whatever was written.
///
/// # Errors
/// When none of those that are known is called so, or no file is named.
pub fn meant(value: &Path, written: &str, known: &[Principal]) -> Result<String, Diagnostic> {
    let fault = |message| Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(FileName::new(value.to_string_lossy())), message);
    let shown = shortened(written);
    if value.to_string_lossy().ends_with('=') {
        let message = Message::new(
            format!("ingen fil med rotcertifikat är angiven för ”{shown}”"),
            format!("no file with a root certificate is given for “{shown}”"),
        );
        return Err(fault(message)
            .hint(format!("skriv filen direkt efter: {shown}=ROT.pem"), format!("write the file right after it: {shown}=ROOT.pem")));
    }
    let same = |name: &str| name.trim().to_lowercase() == written.trim().to_lowercase();
    if let Some((short, _)) = known.iter().find(|(short, name)| same(short) || same(name)) {
        return Ok(short.clone());
    }
    if known.is_empty() {
        return Ok(written.to_owned());
    }
    let message = Message::new(
        format!("ingen huvudman i dokumenten här heter ”{shown}”"),
        format!("no principal of the documents here is called “{shown}”"),
    );
    let names: Vec<String> = known.iter().map(|(short, name)| format!("{short} ({name})")).collect();
    let names = names.join(", ");
    let upper = written.to_uppercase();
    let near = nearest(&upper, known.iter().map(|(short, _)| short.as_str()));
    let (there_sv, there_en) = match near {
        Some(near) => (format!("menade du {near}? De som finns"), format!("did you mean {near}? Those there are")),
        None => ("de som finns".to_owned(), "those there are".to_owned()),
    };
    Err(fault(message).hint(format!("{there_sv}: {names}"), format!("{there_en}: {names}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_meant_by_its_short_name_or_its_name() {
        let known = [("VGR".to_owned(), "Västra Götalandsregionen".to_owned()), ("VGK".to_owned(), "Västra Götalands kommuner".to_owned())];
        let of = |written: &str| meant(Path::new("X=rot.pem"), written, &known);
        assert_eq!(of("vgr"), Ok("VGR".to_owned()));
        assert_eq!(of("västra götalands kommuner"), Ok("VGK".to_owned()));
        let hint = of("VRG").unwrap_err().hint.unwrap();
        assert_eq!(hint.sv, "menade du VGR? De som finns: VGR (Västra Götalandsregionen), VGK (Västra Götalands kommuner)");
        assert_eq!(
            of("Staten").unwrap_err().hint.unwrap().sv,
            "de som finns: VGR (Västra Götalandsregionen), VGK (Västra Götalands kommuner)"
        );
        assert_eq!(meant(Path::new("X=rot.pem"), "Staten", &[]), Ok("Staten".to_owned()));
        assert_eq!(meant(Path::new("VGR="), "VGR", &known).unwrap_err().message.sv, "ingen fil med rotcertifikat är angiven för ”VGR”");
    }
}
