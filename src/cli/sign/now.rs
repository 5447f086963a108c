//! `kansli sign FILE.pdf`: a key at hand signs.

use std::path::Path;

use super::{Desk, Outcome, about, authority, certificates, keys, now, put, read_pdf, trust};
use crate::cli::Exit;
use crate::cli::args::{Line, SignNow};
use crate::cli::files::name_of;
use crate::cli::report::Stream;
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::model::SignaturePlace;
use crate::sign::{self, Field, Preparation, Signatory, Slot, TimeStamper, Weight, choose, open, prepare, swedish_offset};

/// A file with a slot, and whose it is.
pub struct Opened {
    /// The file.
    pub slot: Slot,
    /// Whose line it is.
    pub place: SignaturePlace,
    /// The claimed time, in seconds since 1970.
    pub time: i64,
}

impl Desk<'_> {
    /// Signs and writes the file.
    pub fn sign(&self, command: &SignNow) -> Outcome<Exit> {
        let file = &command.line.file;
        let authority = authority(&command.time)?;
        let chain = certificates(std::slice::from_ref(&command.certificate))?;
        let key = keys::key(&command.key, command.password.as_deref())?;
        let opened = self.open(&command.line)?;
        let stamper = authority.as_ref().map(|authority| authority as &dyn TimeStamper);
        let signed = sign::sign(&opened.slot, &key, &chain, stamper).map_err(about(file))?;
        let out = command.line.out.as_deref().unwrap_or(file);
        put(out, &signed)?;
        self.signed(out, &opened.place, stamper.is_some());
        Ok(Exit::Done)
    }

    /// Says what was done, and what it is worth.
    pub fn signed(&self, out: &Path, place: &SignaturePlace, stamped: bool) {
        if !stamped {
            let message = Message::new(
                "underskriften har ingen tidsstämpel: när certifikatet går ut går den inte längre att styrka",
                "the signature has no time stamp: when the certificate expires it can't be proven any more",
            );
            let warning = Diagnostic::warning(codes::TIME_STAMP_FAILED, Place::File(name_of(out)), message)
                .hint("underteckna hellre med --tsa", "rather sign with --tsa");
            self.report.faults(self.world, &[warning]);
        }
        let who = place.name.clone().unwrap_or_else(|| place.principal.clone());
        self.report.remark(
            Stream::Aside,
            &Message::new(format!("Undertecknat: {who}. {}.", place.party), format!("Signed: {who}. {}.", place.party)),
        );
        self.report.written(out);
    }

    /// Checks the file as it is, gives it its fields, and opens the slot of one line.
    pub fn open(&self, line: &Line) -> Outcome<Opened> {
        let bytes = read_pdf(&line.file)?;
        self.look(line, &bytes)?;
        let prepared = prepare(&bytes).map_err(about(&line.file))?;
        let signatory = Signatory { principal: &line.principal, name: line.name.as_deref() };
        let (field, place): (Field, SignaturePlace) = choose(&prepared, &signatory).map_err(about(&line.file))?;
        let time = now();
        let stamp = self.stamp(line, &place, time)?;
        let preparation = Preparation { time: (time, swedish_offset(time)), stamp: stamp.as_deref(), room: line.room };
        let slot = open(&prepared, &field, &place, &preparation).map_err(about(&line.file))?;
        Ok(Opened { slot, place, time })
    }

    /// A file that bears signatures already is checked before another is added: nobody signs what was tampered with.
    fn look(&self, line: &Line, bytes: &[u8]) -> Outcome<()> {
        if sign::is_waiting(bytes) {
            return Err(Diagnostic::error(
                codes::NOT_SIGNABLE,
                Place::File(name_of(&line.file)),
                Message::new(
                    "PDF-filen väntar redan på en underskrift som är förberedd",
                    "the PDF waits already for a signature that was prepared",
                ),
            )
            .hint(
                "foga in den med kansli sign complete, eller börja om från filen före förberedelsen",
                "put it in by kansli sign complete, or start over from the file before it was prepared",
            )
            .into());
        }
        let policy = trust::policy(&line.trust)?;
        let found = sign::verify(bytes, &policy).map_err(about(&line.file))?;
        // Whom the user trusts matters only when it was said.
        let matters = |code: &str| code != "no-signature" && (!line.trust.is_empty() || !code.starts_with("certificate-"));
        let faults: Vec<Diagnostic> = found
            .all_findings()
            .filter(|finding| finding.weight == Weight::Refused && matters(finding.code))
            .map(|finding| {
                Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(&line.file)), finding.message.clone()).hint(
                    "underteckna inte filen: be den andra parten om filen på nytt",
                    "don't sign the file: ask the other side for it anew",
                )
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(super::Stopped::Faults(faults)) }
    }

    #[cfg(feature = "pdf")]
    fn stamp(&self, line: &Line, place: &SignaturePlace, time: i64) -> Outcome<Option<Vec<u8>>> {
        let theme = crate::theme::Theme::load(self.world, crate::theme::DEFAULT_THEME).map_err(super::Stopped::Faults)?;
        let stamp = super::told::stamp(place, time, line.verified_at.as_deref());
        Ok(Some(crate::write::pdf::stamp(&theme, &stamp).map_err(super::Stopped::Faults)?))
    }

    #[cfg(not(feature = "pdf"))]
    fn stamp(&self, line: &Line, _: &SignaturePlace, _: i64) -> Outcome<Option<Vec<u8>>> {
        match &line.verified_at {
            Some(_) => Err(crate::cli::usage::no_pdf("--verify-at").into()),
            None => Ok(None),
        }
    }
}
