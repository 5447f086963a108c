//! `kansli renew FILE` and `renew DOC@REV`: a signed PDF gets proof about its certificates and a new time stamp over all of it, and the store
//! that knows the document keeps the new file with its hash.

use std::path::{Path, PathBuf};

use super::ledger::{self, Ledger};
use super::{Desk, Outcome, about, authority, must_carry_on, network, not_held, put, read_pdf, trust};
use crate::cli::args::Renew;
use crate::cli::files::name_of;
use crate::cli::report::{Report, Stream};
use crate::cli::{Exit, output};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::sign::{self, Policy, Verdict};
use crate::store::Recorded;
use crate::world::World;

/// Renews a PDF whose signatures hold; any other is left as it is.
pub fn renew(command: &Renew, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    let outcome = desk.renew(command);
    desk.end(outcome)
}

/// What was added to the file, where nothing could be learnt of so many certificates.
fn added(unknown: usize, stamped: bool) -> Message {
    let (stamp_sv, stamp_en) = if stamped { (" och tidsstämpeln", " and the time stamp") } else { ("", "") };
    match unknown {
        0 => Message::new(format!("Bevisen{stamp_sv} är tillagda."), format!("The proof{stamp_en} has been added.")),
        count => Message::new(
            format!("Certifikaten{stamp_sv} är tillagda, men bevis om spärr saknas för {count} av dem."),
            format!("The certificates{stamp_en} have been added, but proof about revocation is missing for {count} of them."),
        ),
    }
}

impl Desk<'_> {
    fn renew(&self, command: &Renew) -> Outcome<Exit> {
        let authority = authority(&command.time, "renew")?;
        let (bytes, mut ledger, usual) = self.to_renew(command)?;
        let policy = trust::policy(&command.trust, &command.file)?;
        let found = sign::verify(&bytes, &policy).map_err(about(&command.file))?;
        if found.verdict != Verdict::Valid {
            let hint =
                ("se efter med kansli verify; bara det som håller går att förnya", "see by kansli verify; only what holds can be renewed");
            return Err(not_held(&found, &command.file, hint));
        }
        let out = command.out.as_deref().unwrap_or(&usual);
        must_carry_on(out, &bytes)?;
        output::can_write(out)?;
        let proof = sign::prove(&bytes, &policy.all_roots(), &policy.evidence, &network::Wires).map_err(about(&command.file))?;
        for name in &proof.unknown {
            let name = shortened(name);
            let warning = Diagnostic::warning(
                codes::CERTIFICATE_REFUSED,
                Place::File(name_of(&command.file)),
                Message::new(
                    format!("det gick inte att få veta om certifikatet för ”{name}” är spärrat, så beviset om det saknas"),
                    format!("there was no learning whether the certificate of “{name}” is revoked, so its proof is missing"),
                ),
            )
            .hint("ange utfärdarens spärrlista med --crl", "give the issuer's list by --crl");
            self.report.faults(self.world, &[warning]);
        }
        let renewed = match &authority {
            Some(authority) => sign::stamp_document(&proof.bytes, authority).map_err(about(&command.file))?,
            None => proof.bytes,
        };
        let noted = match &mut ledger {
            Some(ledger) => Some(self.note_renewal(ledger, (&command.file, &renewed), &policy, authority.is_some())?),
            None => None,
        };
        put(out, &renewed)?;
        self.report.remark(Stream::Aside, &added(proof.unknown.len(), authority.is_some()));
        self.report.written(out);
        if let (Some(ledger), Some((recorded, lines))) = (&ledger, noted) {
            self.noted(ledger, (&recorded, lines), trust::Counts::Yes);
            let document = &ledger.document;
            self.report.remark(
                Stream::Aside,
                &Message::new(
                    format!("Den andra parten får den nya filen med en bunt: kansli bundle {document} -o FIL"),
                    format!("The other side gets the new file by a bundle: kansli bundle {document} -o FILE"),
                ),
            );
        }
        Ok(Exit::Done)
    }

    /// What is renewed: a file, with the revision that it is of where a store knows it; or a version of the store with the signatures
    /// it has. Also the file to write where none is named.
    fn to_renew(&self, command: &Renew) -> Outcome<(Vec<u8>, Option<Ledger>, PathBuf)> {
        let file = &command.file;
        if !ledger::is_stored(file) {
            let bytes = read_pdf(file)?;
            let ledger = self.ledger_with(file, &bytes)?;
            return Ok((bytes, ledger, file.clone()));
        }
        let ledger = self.ledger_of(file)?;
        let version = ledger.row.version;
        if ledger.row.signing.signatures.is_empty() {
            let message = Message::new(
                format!("version {version} har ingen elektronisk underskrift, så det finns inget att förnya"),
                format!("version {version} has no electronic signature, so there is nothing to renew"),
            );
            let document = &ledger.document;
            return Err(Diagnostic::error(codes::NOT_SIGNABLE, Place::File(FileName::new(document.as_str())), message)
                .hint(
                    format!("se vilken version som är undertecknad: kansli sign status {document}"),
                    format!("see which version is signed: kansli sign status {document}"),
                )
                .into());
        }
        let (bytes, out) = (ledger.file()?, PathBuf::from(format!("{}-{version}.pdf", ledger.document)));
        must_carry_on(command.out.as_ref().unwrap_or(&out), &bytes)?;
        Ok((bytes, Some(ledger), out))
    }

    /// Notes the renewed file, and before it whatever of the file's signatures the store does not know yet.
    fn note_renewal(
        &self,
        ledger: &mut Ledger,
        (file, renewed): (&Path, &[u8]),
        policy: &Policy,
        stamped: bool,
    ) -> Outcome<(Recorded, usize)> {
        let found = sign::verify(renewed, policy).map_err(about(file))?;
        let (mut recorded, lines) = ledger.record(file, renewed, &found, trust::counts(&found) == trust::Counts::Yes)?;
        if !stamped {
            let proof = ledger.record_proof(renewed)?;
            recorded.events.extend(proof.events);
            recorded.standing = proof.standing;
        }
        Ok((recorded, lines))
    }
}
