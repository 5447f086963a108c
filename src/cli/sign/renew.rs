//! `kansli renew FILE`: a signed PDF gets proof about its certificates, and a new time stamp over all of it.

use super::{Desk, Outcome, about, authority, network, put, read_pdf, trust, verify};
use crate::cli::Exit;
use crate::cli::args::Renew;
use crate::cli::files::name_of;
use crate::cli::report::{Report, Stream};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::sign::{self, Policy, Verdict, Weight};
use crate::world::World;

/// Renews a PDF whose signatures hold; any other is left as it is.
pub fn renew(command: &Renew, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    let outcome = desk.renew(command);
    desk.end(outcome)
}

impl Desk<'_> {
    fn renew(&self, command: &Renew) -> Outcome<Exit> {
        let authority = authority(&command.time)?;
        let bytes = read_pdf(&command.file)?;
        let evidence = verify::evidence(&command.lists)?;
        let policy = Policy { evidence: evidence.clone(), ..trust::policy(&command.trust)? };
        let found = sign::verify(&bytes, &policy).map_err(about(&command.file))?;
        if found.verdict != Verdict::Valid {
            let refused = found.all_findings().filter(|finding| finding.weight == Weight::Refused);
            let faults = refused
                .map(|finding| {
                    Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(&command.file)), finding.message.clone()).hint(
                        "se efter med kansli verify; bara det som håller går att förnya",
                        "see by kansli verify; only what holds can be renewed",
                    )
                })
                .collect();
            return Err(super::Stopped::Faults(faults));
        }
        let proof = sign::prove(&bytes, &policy.all_roots(), &evidence, &network::Wires).map_err(about(&command.file))?;
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
        let out = command.out.as_deref().unwrap_or(&command.file);
        put(out, &renewed)?;
        self.report.remark(Stream::Aside, &Message::new("Bevisen är tillagda.", "The proof has been added."));
        self.report.written(out);
        Ok(Exit::Done)
    }
}
