//! What may be signed and where it goes: working material that Kansli made is refused, and so is a place that no file can be written to, before
//! anything is noted.

use std::path::Path;

use super::ledger::Ledger;
use super::{Desk, Outcome, Stopped, put};
use crate::cli::files::{folder_of, name_of};
use crate::cli::report::Stream;
use crate::cli::store::Workspace;
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::sign::Facts;

/// Refuses a file that Kansli made of something else than a version that was fixed. What others made is theirs to judge; outside a workspace it may be
/// signed as it is printed where that is said.
pub fn must_be_fixed(file: &Path, facts: &Facts, as_printed: bool) -> Outcome<()> {
    let ours =
        (facts.source.is_some() || facts.copy_of.is_some()) && facts.creator.as_ref().is_some_and(|creator| creator.starts_with("Kansli "));
    let fixed = facts.version.as_ref().is_some_and(|version| version.log.is_some());
    let at_home = Workspace::root_of(folder_of(file)).is_some();
    if !ours || fixed || (as_printed && !at_home) {
        return Ok(());
    }
    let message = Message::new(
        "filen är arbetsmaterial: den är inte gjord av en version som är fastställd för undertecknande",
        "the file is working material: it was not made of a version that is fixed for signing",
    );
    let fault = Diagnostic::error(codes::NOT_READY_FOR_SIGNING, Place::File(name_of(file)), message);
    let fault = match at_home {
        true => fault.hint(
            "underteckna versionen ur lagret: kansli sign DOKUMENT@VERSION; är den inte fastställd än: kansli commit KÄLLFIL, sedan kansli state DOKUMENT LÄGE",
            "sign the version of the store: kansli sign DOCUMENT@VERSION; if it is not fixed yet: kansli commit SOURCE, then kansli state DOCUMENT STATE",
        ),
        false => fault.hint(
            "fastställ versionen i en arbetsyta (kansli init, commit, state) och underteckna den där; ska just den här filen undertecknas som den står: --as-printed",
            "fix the version in a workspace (kansli init, commit, state) and sign it there; if this very file shall be signed as it stands: --as-printed",
        ),
    };
    Err(fault.into())
}

impl Desk<'_> {
    /// Writes a file whose signatures are noted where a store knows it; where it can't be written, tells how to get it.
    pub fn put_noted(&self, out: &Path, signed: &[u8], ledger: Option<&Ledger>) -> Outcome<()> {
        let written = put(out, signed);
        if let (Err(Stopped::Faults(_)), Some(ledger)) = (&written, ledger) {
            let (document, version) = (&ledger.document, ledger.row.version);
            self.report.sentence(
                Stream::Aside,
                &Message::new(
                    format!("Underskriften är antecknad i lagret, men filen gick inte att skriva. Hämta den: kansli sign status {document}@{version} --out FIL"),
                    format!("The signature is noted in the store, but the file could not be written. Get it: kansli sign status {document}@{version} --out FILE"),
                ),
            );
        }
        written
    }
}
