//! `kansli verify FILE`: a signed PDF becomes a verdict, with all that bears it out.

use super::container::ARCHIVE;
use super::{Desk, LARGEST_CERTIFICATE_FILE, Outcome, Stopped, told, trust};
use crate::cli::Exit;
use crate::cli::args::{ReportFormat, Verify};
use crate::cli::files::{self, name_of};
use crate::cli::report::{Report, Stream};
use crate::cli::usage::Usage;
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::sign::{self, Evidence, Policy, Verdict};
use crate::world::World;

/// Verifies a PDF. A file that can't be read as a signed PDF ends the run with exit code 3, as one that can't be read at all.
pub fn verify(command: &Verify, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    match desk.verify(command) {
        Err(Stopped::Faults(faults)) => {
            report.faults(world, &faults);
            Exit::InputOutput
        }
        other => desk.end(other),
    }
}

impl Desk<'_> {
    fn verify(&self, command: &Verify) -> Outcome<Exit> {
        let bytes = super::read_pdf(&command.file)?;
        if bytes.starts_with(ARCHIVE) {
            return self.verify_package(command, &bytes);
        }
        let known = known_principals(&bytes, &command.required);
        let required = known.as_ref().map_or_else(|_| command.required.clone(), Clone::clone);
        let policy = Policy { required, ..trust::policy(&command.trust, &command.file)? };
        let found = sign::verify(&bytes, &policy).map_err(|fault| -> Diagnostic { fault.in_file(&name_of(&command.file)) })?;
        let found = self.tied(found, &command.file, &bytes);
        // Of a file that does not hold nobody can tell who its principals are.
        if found.verdict != Verdict::Invalid {
            known?;
        }
        match command.format {
            ReportFormat::Human => self.report.text(Stream::Answer, &told::human(&found, self.report.language())),
            ReportFormat::Pdf => self.attested(command, &found, &policy)?,
            ReportFormat::Json => self.report.value(&serde_json::to_value(&found).unwrap_or_default()),
        }
        Ok(match found.verdict {
            Verdict::Valid => Exit::Done,
            Verdict::Incomplete => Exit::Incomplete,
            Verdict::Invalid => Exit::Faults,
        })
    }

    /// Writes the validation report, whatever the verdict; nothing is overwritten, as it is evidence.
    #[cfg(feature = "pdf")]
    fn attested(&self, command: &Verify, found: &sign::Report, policy: &Policy) -> Outcome<()> {
        let out = command.out.clone().unwrap_or_else(|| super::attest::beside(&command.file));
        let bytes = super::attest::certificate(found, &command.file, policy, self.world)?;
        crate::cli::output::create(&out, &bytes)?;
        self.report.remark(Stream::Aside, &found.sentence());
        self.report.written(&out);
        Ok(())
    }

    #[cfg(not(feature = "pdf"))]
    fn attested(&self, _: &Verify, _: &sign::Report, _: &Policy) -> Outcome<()> {
        Err(crate::cli::usage::no_pdf("--format pdf").into())
    }
}

/// The short names of those who are asked for. Each must be a principal of the document; of a file that names none, nobody can tell.
pub fn known_principals(bytes: &[u8], required: &[String]) -> Outcome<Vec<String>> {
    let lines = sign::lines(bytes).unwrap_or_default();
    let Some(strange) = required.iter().find(|name| !lines.iter().any(|line| line.is_of(name))).filter(|_| !lines.is_empty()) else {
        let short = |name: &String| {
            lines.iter().find(|line| line.is_of(name)).map_or_else(|| name.trim().to_owned(), |line| line.principal.clone())
        };
        return Ok(required.iter().map(short).collect());
    };
    let mut known: Vec<&str> = lines.iter().map(|line| line.principal.as_str()).collect();
    known.dedup();
    let (strange, known) = (shortened(strange), known.join(", "));
    let message =
        Message::new(format!("”{strange}” är ingen av huvudmännen ({known})"), format!("“{strange}” is none of the principals ({known})"));
    Err(Usage::new(message, "verify")
        .hint("ange en huvudmans kortnamn eller namn med --require", "name a principal by its short name or name with --require")
        .into())
}

/// What files tell of revocation.
///
/// # Errors
/// When one can't be read, or is no list of revoked certificates.
pub fn evidence(lists: &[std::path::PathBuf]) -> Outcome<Evidence> {
    let mut evidence = Evidence::default();
    for list in lists {
        let lists = sign::lists_of(&files::read(list, LARGEST_CERTIFICATE_FILE * 16)?);
        if lists.is_empty() {
            let message =
                Message::new("filen är ingen lista över spärrade certifikat (CRL)", "the file is no list of revoked certificates (CRL)");
            return Err(Diagnostic::error(codes::CERTIFICATE_REFUSED, Place::File(name_of(list)), message)
                .hint(
                    "ange utfärdarens spärrlista, i PEM (X509 CRL) eller DER; certifikat anges med --trust",
                    "give the issuer's list, in PEM (X509 CRL) or DER; certificates are given by --trust",
                )
                .into());
        }
        evidence.lists.extend(lists);
    }
    Ok(evidence)
}
