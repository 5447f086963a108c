//! `kansli verify FILE.asice`: a package becomes a verdict on itself, and one on the PDF in it.

use std::path::PathBuf;

use serde_json::json;

use super::{Desk, Outcome, about, told, trust, verify};
use crate::cli::Exit;
use crate::cli::args::{ReportFormat, Verify};
use crate::cli::report::Stream;
use crate::cli::usage::Usage;
use crate::diag::{Language, Message, shortened};
use crate::model::Hash;
use crate::sign::{self, PackageReport, Policy, Report, Verdict, Weight};

/// What archives begin with.
pub const ARCHIVE: &[u8] = b"PK\x03\x04";

impl Desk<'_> {
    /// Verifies a package: its signature, each file in it, and the signatures of the first PDF that it names.
    pub fn verify_package(&self, command: &Verify, bytes: &[u8]) -> Outcome<Exit> {
        if command.format == ReportFormat::Pdf {
            let message = Message::new(
                "ett valideringsintyg görs av en PDF, och filen är ett paket",
                "a validation report is made of a PDF, and the file is a package",
            );
            return Err(Usage::new(message, "verify")
                .hint(
                    "intyget från när paketet gjordes ligger i det; ett nytt: packa upp PDF-filen och ange den",
                    "the report from when the package was made is in it; for a new one: unpack the PDF and name it",
                )
                .into());
        }
        let policy = trust::policy(&command.trust, &command.file)?;
        let (package, parts) = sign::verify_package(bytes, &policy).map_err(about(&command.file))?;
        let pdf = package.files.iter().find(|file| file.name.to_lowercase().ends_with(".pdf"));
        let pdf = pdf.and_then(|file| parts.iter().find(|part| part.name == file.name));
        let judged = match pdf {
            None => None,
            Some(part) => {
                let name = PathBuf::from(&part.name);
                let known = verify::known_principals(&part.bytes, &command.required);
                let required = known.as_ref().map_or_else(|_| command.required.clone(), Clone::clone);
                let policy = Policy { required, ..policy };
                let found = sign::verify(&part.bytes, &policy).map_err(about(&name))?;
                if found.verdict != Verdict::Invalid {
                    known?;
                }
                Some((part.name.clone(), self.tied(found, &command.file, &part.bytes)))
            }
        };
        match command.format {
            ReportFormat::Json => {
                let pdf = judged.as_ref().map(|(name, report)| json!({ "file": name, "report": report }));
                self.report.value(&json!({ "format": 1, "package": package, "pdf": pdf }));
            }
            _ => self.report.text(Stream::Answer, &human(&package, judged.as_ref(), self.report.language())),
        }
        Ok(exit(&package, judged.as_ref().map(|(_, report)| report)))
    }
}

/// A PDF that was signed with a pen, or that nobody was asked to sign, takes nothing from its package.
fn exit(package: &PackageReport, pdf: Option<&Report>) -> Exit {
    let signed = pdf.filter(|report| !report.signatures.is_empty() || report.verdict == Verdict::Incomplete);
    match (package.verdict, signed.map(|report| report.verdict)) {
        (Verdict::Valid, None | Some(Verdict::Valid)) => Exit::Done,
        (Verdict::Valid, Some(Verdict::Incomplete)) => Exit::Incomplete,
        _ => Exit::Faults,
    }
}

/// The whole report for a reader: the package first, then the PDF in it.
fn human(package: &PackageReport, pdf: Option<&(String, Report)>, language: Language) -> String {
    let pick = |sv: String, en: String| if language == Language::Swedish { sv } else { en };
    let mut out = vec![package.sentence().text(language).to_owned()];
    if !package.issuers_judged {
        out.push(pick(
            "Ange vem du litar på: --trust ROT.pem, eller en gång för alla i arbetsmappen: kansli config --trust ROT.pem".into(),
            "Say whom you trust: --trust ROOT.pem, or once for all in the workspace: kansli config --trust ROOT.pem".into(),
        ));
    }
    let signer = package.signer.as_deref().map_or_else(|| pick("okänd".into(), "unknown".into()), shortened);
    let root = package.chain.last().map(|root| pick(format!(", rot {}", shortened(root)), format!(", root {}", shortened(root))));
    let time = match (package.proven_time, &package.time_authority) {
        (Some(time), Some(authority)) => {
            let (moment, authority) = (sign::moment(time, language), shortened(authority));
            pick(format!("{moment}, enligt tidsstämpel av {authority}"), format!("{moment}, by a time stamp of {authority}"))
        }
        _ => pick("tiden är inte bevisad".into(), "the time is not proven".into()),
    };
    let root = root.unwrap_or_default();
    out.push(pick(format!("Packat av {signer}{root}; {time}"), format!("Packed by {signer}{root}; {time}")));
    for finding in &package.findings {
        let mark = if finding.weight == Weight::Refused { "✗" } else { "–" };
        out.push(format!("{mark} {}", finding.message.text(language)));
    }
    for file in &package.files {
        let (mark, name) = (if file.sound { "✓" } else { "✗" }, shortened(&file.name));
        let hash = file.sha256.as_deref().and_then(Hash::parse);
        let hash = hash.map(|hash| pick(format!(", kontrollsumma {}", hash.short()), format!(", hash {}", hash.short())));
        out.push(format!("  {mark} {name}{}", hash.unwrap_or_default()));
    }
    out.push(String::new());
    match pdf {
        None => out.push(pick("Paketet har ingen PDF.".into(), "The package has no PDF.".into())),
        Some((name, report)) => {
            let name = shortened(name);
            out.push(pick(format!("PDF-filen i paketet, {name}:"), format!("The PDF in the package, {name}:")));
            out.push(told::human(report, language));
        }
    }
    out.join("\n")
}
