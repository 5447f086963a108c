//! `kansli verify FILE`: a signed PDF becomes a verdict, with all that bears it out.

use super::{Desk, LARGEST_CERTIFICATE_FILE, Outcome, Stopped, certificates, now, told};
use crate::cli::Exit;
use crate::cli::args::{ReportFormat, Verify};
use crate::cli::files::{self, name_of};
use crate::cli::report::{Report, Stream};
use crate::diag::Diagnostic;
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
        let evidence = evidence(&command.lists)?;
        let policy = Policy { roots: certificates(&command.trust)?, evidence, now: now(), required: command.required.clone() };
        let found = sign::verify(&bytes, &policy).map_err(|fault| -> Diagnostic { fault.in_file(&name_of(&command.file)) })?;
        match command.format {
            ReportFormat::Human => self.report.text(Stream::Answer, &told::human(&found, self.report.language())),
            ReportFormat::Json => self.report.value(&serde_json::to_value(&found).unwrap_or_default()),
        }
        Ok(match found.verdict {
            Verdict::Valid => Exit::Done,
            Verdict::Incomplete => Exit::Incomplete,
            Verdict::Invalid => Exit::Faults,
        })
    }
}

/// What files tell of revocation.
pub fn evidence(lists: &[std::path::PathBuf]) -> Outcome<Evidence> {
    let mut evidence = Evidence::default();
    for list in lists {
        evidence.lists.extend(sign::lists_of(&files::read(list, LARGEST_CERTIFICATE_FILE * 16)?));
    }
    Ok(evidence)
}
