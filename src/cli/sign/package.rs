//! `kansli package`: a signed PDF, or a signed version of the store, what belongs to it and the report on its signatures become one signed archive.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Desk, Outcome, about, authority, certificates, ledger, not_held, read_pdf, trust};
use crate::cli::Exit;
use crate::cli::args::Package;
use crate::cli::files;
use crate::cli::output;
use crate::cli::report::Report;
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::Hash;
use crate::produce::CERTIFICATE;
use crate::sign::{self, Certificate, Part, Policy, TimeStamper, Verdict};
use crate::store::{At, StoreError};
use crate::world::World;

/// Largest file that goes into a package, in bytes.
const LARGEST_PART: usize = 256 << 20;

/// Makes the package, of a PDF whose signatures hold; of no other.
pub fn package(command: &Package, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    let outcome = desk.package(command);
    desk.end(outcome)
}

fn part(path: &Path, bytes: Vec<u8>) -> Part {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let media_type = match path.extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => "application/pdf",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("toml") => "application/toml",
        Some("json") => "application/json",
        Some("html") => "text/html",
        Some("txt") => "text/plain",
        Some("pem") => "application/pem-certificate-chain",
        _ => "application/octet-stream",
    };
    Part { name, media_type: media_type.to_owned(), bytes }
}

/// What goes into a package: the signed PDF under its name, what goes with it, and whether the signatures stand in the PDF.
struct Contents {
    name: PathBuf,
    pdf: Vec<u8>,
    others: Vec<Part>,
    electronic: bool,
}

impl Desk<'_> {
    fn package(&self, command: &Package) -> Outcome<Exit> {
        let authority = authority(&command.time, "package")?;
        let policy = trust::policy(&command.trust, &command.file)?;
        let contents = match ledger::is_stored(&command.file) {
            true => self.kept(&command.file)?,
            false => Contents { name: command.file.clone(), pdf: read_pdf(&command.file)?, others: Vec::new(), electronic: true },
        };
        let Contents { name, pdf, others, electronic } = contents;
        let judged = electronic.then(|| self.judged(&name, &pdf, &policy)).transpose()?;
        let certificates_of = if electronic { sign::placed(&pdf).map_err(about(&name))? } else { Vec::new() };
        let mut parts = vec![part(&name, pdf)];
        parts.extend(others);
        for other in &command.others {
            parts.push(part(other, files::read(other, LARGEST_PART)?));
        }
        if let Some(found) = judged {
            parts.push(part(Path::new("verifiering.json"), serde_json::to_vec_pretty(&found).unwrap_or_default()));
            #[cfg(feature = "pdf")]
            parts.push(part(Path::new("valideringsintyg.pdf"), super::attest::certificate(&found, &name, &policy, self.world)?));
        }
        for (number, placed) in certificates_of.iter().enumerate() {
            let pem: String = placed.chain.iter().map(Certificate::pem).collect();
            parts.push(part(Path::new(&format!("certifikat-{}.pem", number + 1)), pem.into_bytes()));
        }
        let chain = certificates(std::slice::from_ref(&command.certificate))?;
        sign::vouch_for_anybody(&chain, &policy).map_err(about(&command.certificate))?;
        output::can_write(&command.out)?;
        let key = self.signer(&command.key, command.password.as_deref(), command.module.as_deref(), &chain)?;
        let stamper = authority.as_ref().map(|authority| authority as &dyn TimeStamper);
        let package = sign::pack(&parts, key.as_ref(), &chain, stamper).map_err(about(&command.out))?;
        output::create(&command.out, &package)?;
        self.report.written(&command.out);
        Ok(Exit::Done)
    }

    /// The report on a PDF whose signatures hold; what is in the way of any other.
    fn judged(&self, name: &Path, pdf: &[u8], policy: &Policy) -> Outcome<sign::Report> {
        let found = sign::verify(pdf, policy).map_err(about(name))?;
        let found = self.tied(found, name, pdf);
        if found.verdict == Verdict::Valid {
            let other = found.signatures.iter().find(|signature| signature.is_of_another());
            if let Some((printed, signer, principal)) = other.and_then(|other| {
                Some((other.printed_name.as_ref()?, other.signer.as_ref()?, other.principal.as_deref().unwrap_or_default()))
            }) {
                return Err(super::vouched::other_name(name, principal, printed, signer, true).into());
            }
            return Ok(found);
        }
        let hint = ("se efter med kansli verify; bara det som håller läggs i ett paket", "see by kansli verify; only what holds is packed");
        Err(not_held(&found, name, hint))
    }

    /// What the store keeps of a version that everybody has signed: the PDF, the Word file, their consistency certificate, the
    /// source, scanned pages where it was signed on paper, and a list of it all with the signatures.
    fn kept(&self, name: &Path) -> Outcome<Contents> {
        let ledger = self.ledger_of(name)?;
        let (document, row, archive) = (&ledger.document, &ledger.row, ledger.workspace.archive());
        let fail = |error: StoreError| ledger.stop(&error);
        let pdf = ledger.file()?;
        let lines = sign::lines(&pdf).map_err(about(name))?.len();
        let signed = row.signing.signatures.len().max(row.signing.ink.len());
        if signed < lines || lines == 0 {
            let version = row.version;
            let message = Message::new(
                format!("version {version} har {signed} av {lines} underskrifter, och bara en färdig version läggs i ett paket"),
                format!("version {version} has {signed} of {lines} signatures, and only a finished version is packed"),
            );
            return Err(Diagnostic::error(codes::NOT_SIGNABLE, Place::File(FileName::new(document.as_str())), message)
                .hint(
                    format!("se vem som återstår: kansli sign status {document}"),
                    format!("see who is left: kansli sign status {document}"),
                )
                .into());
        }
        let stem = format!("{document}-{}", row.version);
        let mut others = Vec::new();
        if let Some(frozen) = archive.frozen(row, &At::Last).map_err(fail)? {
            let files = archive.renditions(row, &frozen).map_err(fail)?;
            let goes = |ending: &str| ["docx", CERTIFICATE].contains(&ending);
            others.extend(
                files
                    .into_iter()
                    .filter(|(ending, _)| goes(ending))
                    .map(|(ending, bytes)| part(Path::new(&format!("{stem}.{ending}")), bytes)),
            );
        }
        others.push(part(Path::new(&row.source.file), archive.source(row).map_err(fail)?));
        for (number, ink) in row.signing.ink.iter().enumerate() {
            let name = format!("undertecknad-sida-{}.{}", number + 1, ink.page.ending);
            others.push(part(Path::new(&name), archive.kept_file(row, &ink.page).map_err(fail)?));
        }
        let standing = archive.existing(document).map_err(fail)?;
        let name = PathBuf::from(format!("{stem}.pdf"));
        let first = std::iter::once((stem.clone() + ".pdf", Hash::of(&pdf)));
        let files: Vec<Value> = first
            .chain(others.iter().map(|part| (part.name.clone(), Hash::of(&part.bytes))))
            .map(|(name, sha256)| json!({ "name": name, "sha256": sha256 }))
            .collect();
        let manifest = json!({
            "format": 1,
            "document": document,
            "kind": standing.kind,
            "revision": row.revision,
            "version": row.version,
            "state": row.state,
            "files": files,
            "signatures": row.signing.signatures,
            "ink": row.signing.ink,
            "renewals": row.signing.renewals,
            "log": { "sequence": standing.sequence, "head": standing.head },
        });
        others.push(part(Path::new("manifest.json"), serde_json::to_vec_pretty(&manifest).unwrap_or_default()));
        Ok(Contents { name, pdf, others, electronic: !row.signing.signatures.is_empty() })
    }
}
