//! `kansli package FILE.pdf`: a signed PDF, what belongs to it and the report on its signatures become one signed archive.

use std::path::Path;

use super::{Desk, Outcome, Stopped, about, authority, certificates, keys, read_pdf, trust};
use crate::cli::Exit;
use crate::cli::args::Package;
use crate::cli::files::{self, name_of};
use crate::cli::output;
use crate::cli::report::Report;
use crate::diag::{Diagnostic, Place, codes};
use crate::sign::{self, Part, TimeStamper, Verdict, Weight};
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
        _ => "application/octet-stream",
    };
    Part { name, media_type: media_type.to_owned(), bytes }
}

impl Desk<'_> {
    fn package(&self, command: &Package) -> Outcome<Exit> {
        let authority = authority(&command.time)?;
        let bytes = read_pdf(&command.file)?;
        let policy = trust::policy(&command.trust)?;
        let found = sign::verify(&bytes, &policy).map_err(about(&command.file))?;
        if found.verdict != Verdict::Valid {
            let refused = found.all_findings().filter(|finding| finding.weight == Weight::Refused);
            let fault = |finding: &sign::Finding| {
                Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(&command.file)), finding.message.clone()).hint(
                    "se efter med kansli verify; bara det som håller läggs i ett paket",
                    "see by kansli verify; only what holds is packed",
                )
            };
            return Err(Stopped::Faults(refused.map(fault).collect()));
        }
        let mut parts = vec![part(&command.file, bytes)];
        for other in &command.others {
            parts.push(part(other, files::read(other, LARGEST_PART)?));
        }
        let report = serde_json::to_vec_pretty(&found).unwrap_or_default();
        parts.push(part(Path::new("verifiering.json"), report));
        #[cfg(feature = "pdf")]
        parts.push(part(Path::new("valideringsintyg.pdf"), super::attest::certificate(&found, &command.file, &policy, self.world)?));
        let chain = certificates(std::slice::from_ref(&command.certificate))?;
        let key = keys::signer(&command.key, command.password.as_deref(), command.module.as_deref(), &chain)?;
        let stamper = authority.as_ref().map(|authority| authority as &dyn TimeStamper);
        let package = sign::pack(&parts, key.as_ref(), &chain, stamper).map_err(about(&command.out))?;
        output::create(&command.out, &package)?;
        self.report.written(&command.out);
        Ok(Exit::Done)
    }
}
