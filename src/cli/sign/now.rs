//! `kansli sign FILE.pdf`: a key at hand signs.

use std::path::{Path, PathBuf};

use super::ledger::{self, Ledger};
use super::trust::Counts;
use super::{Desk, Outcome, about, authority, certificates, fixed, must_carry_on, now, once, read_pdf, trust};
use crate::cli::args::{Line, SignNow, SignedFile, Trusted};
use crate::cli::files::name_of;
use crate::cli::report::Stream;
use crate::cli::{Exit, output};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::model::SignaturePlace;
use crate::sign::{self, Certificate, Field, Preparation, Signatory, Slot, TimeStamper, choose, open, prepare, swedish_offset};
use crate::store::Recorded;

/// A file with a slot, and whose it is.
pub struct Opened {
    /// The file.
    pub slot: Slot,
    /// The name of its field.
    pub field: String,
    /// Whose line it is.
    pub place: SignaturePlace,
    /// The claimed time, in seconds since 1970.
    pub time: i64,
}

/// What is signed: bytes, and the store that knows them.
pub struct Subject {
    /// The PDF as it is.
    pub bytes: Vec<u8>,
    /// The revision that it is of, where a store knows it.
    pub ledger: Option<Ledger>,
    /// The file to write where none is named.
    pub out: PathBuf,
    /// Whether the signatures in it count.
    pub judged: Counts,
}

/// A file as it was looked at.
pub struct Looked {
    /// What verifying found.
    pub found: sign::Report,
    /// Whether its signatures count.
    pub judged: Counts,
}

impl Desk<'_> {
    /// Signs and writes the file.
    pub fn sign(&self, command: &SignNow) -> Outcome<Exit> {
        let file = &command.line.file;
        let authority = authority(&command.time, "sign")?;
        let chain = certificates(std::slice::from_ref(&command.certificate))?;
        let mut subject = self.subject(&command.line)?;
        let out = command.line.out.clone().unwrap_or_else(|| subject.out.clone());
        must_carry_on(&out, &subject.bytes)?;
        output::can_write(&out)?;
        let key = self.signer(&command.key, command.password.as_deref(), command.module.as_deref(), &chain)?;
        let opened = self.open(&command.line, &subject.bytes, chain.first())?;
        let unjudged = Self::vouch(&command.line, &opened.place, &command.certificate, &chain)?;
        let stamper = authority.as_ref().map(|authority| authority as &dyn TimeStamper);
        let signed = sign::sign(&opened.slot, key.as_ref(), &chain, stamper).map_err(about(file))?;
        let noted = self.note(&mut subject, (file, &command.line.trust), &signed)?;
        self.put_noted(&out, &signed, subject.ledger.as_ref())?;
        self.report.faults(self.world, unjudged.as_slice());
        self.signed(&out, &shown_as(&opened.place, chain.first()), stamper.is_some());
        if let (Some(ledger), Some((recorded, lines))) = (&subject.ledger, noted) {
            self.noted(ledger, (&recorded, lines), subject.judged);
        }
        Ok(Exit::Done)
    }

    /// What is to be signed. A file that bears signatures already is checked, and they are taken into the store that knows
    /// the document; a revision of the store is taken with the signatures it has.
    pub fn subject(&self, line: &Line) -> Outcome<Subject> {
        let (file, out) = (&line.file, line.file.clone());
        if !ledger::is_stored(file) {
            let bytes = read_pdf(file)?;
            let looked = self.look(file, &line.trust, &bytes)?;
            let mut ledger = self.ledger_with(file, &bytes)?;
            if let Some(ledger) = &mut ledger {
                self.take_in(ledger, file, &bytes, &looked)?;
                let said = self.said(ledger);
                ledger.must_be_free(&said)?;
                self.must_say(ledger, &said, line.as_printed)?;
            } else {
                let facts = &looked.found.facts;
                facts.must_be_for_signing().map_err(about(file))?;
                if looked.found.signatures.is_empty() {
                    fixed::must_be_fixed(file, facts, line.as_printed)?;
                }
            }
            return Ok(Subject { bytes, ledger, out, judged: looked.judged });
        }
        let ledger = self.ledger_of(file)?;
        let said = self.said(&ledger);
        ledger.must_be_free(&said)?;
        let bytes = ledger.file()?;
        let looked = self.look(file, &line.trust, &bytes)?;
        self.must_say(&ledger, &said, line.as_printed)?;
        let out = PathBuf::from(format!("{}-{}.pdf", ledger.document, ledger.row.version));
        must_carry_on(line.out.as_ref().unwrap_or(&out), &bytes)?;
        Ok(Subject { bytes, ledger: Some(ledger), out, judged: looked.judged })
    }

    /// How the source says that it is signed; empty when it does not.
    pub fn said(&self, ledger: &Ledger) -> String {
        let source = ledger.workspace.archive().source(&ledger.row).ok();
        let source = source.and_then(|bytes| crate::read::read(crate::cli::store::name_of(&ledger.row), &bytes).ok());
        let field = crate::model::Pointer::root().key("signing");
        source.and_then(|source| source.field(&field).and_then(serde_json::Value::as_str).map(str::to_owned)).unwrap_or_default()
    }

    /// Refuses the first signature on a version whose block says another day than that of the signature, unless that is meant; warns of
    /// the next ones.
    fn must_say(&self, ledger: &Ledger, said: &str, as_printed: bool) -> Outcome<()> {
        let can_say = ledger.kind.schema.pointer("/properties/signing").is_some();
        if !said.is_empty() || !can_say {
            return Ok(());
        }
        let (document, version) = (&ledger.document, ledger.row.version);
        let back = ledger.kind.states.get(&ledger.row.state).and_then(|state| state.back.first()).map_or("LÄGE", String::as_str);
        let message = Message::new(
            format!(
                "version {version} säger inte att den undertecknas elektroniskt: ovanför underskrifterna står en annan dag än den då de görs"
            ),
            format!("version {version} does not say that it is signed electronically: above the signatures stands another day than theirs"),
        );
        let place = Place::File(crate::diag::FileName::new(document.as_str()));
        if as_printed || !ledger.row.signing.signatures.is_empty() {
            let warning = Diagnostic::warning(codes::NOT_READY_FOR_SIGNING, place, message).hint(
                "skriv signing = \"electronic\" i källfilen innan nästa version fastställs",
                "write signing = \"electronic\" in the source before the next version is fixed",
            );
            self.report.faults(self.world, &[warning]);
            return Ok(());
        }
        Err(Diagnostic::error(codes::NOT_READY_FOR_SIGNING, place, message)
            .hint(
                format!("gå tillbaka (kansli state {document} {back} --reason \"…\"), skriv signing = \"electronic\" i källfilen och fastställ en ny version; ska dagen stå som den står: --as-printed"),
                format!("go back (kansli state {document} {back} --reason \"…\"), write signing = \"electronic\" in the source and fix a new version; if the day shall stand as it is: --as-printed"),
            )
            .into())
    }

    /// Notes what a file bears, before it is written.
    pub fn note(&self, subject: &mut Subject, (file, trusted): (&Path, &Trusted), signed: &[u8]) -> Outcome<Option<(Recorded, usize)>> {
        let Some(ledger) = &mut subject.ledger else { return Ok(None) };
        let found = sign::verify(signed, &trust::policy(trusted, file)?).map_err(about(file))?;
        subject.judged = trust::counts(&found);
        ledger.record(file, signed, &found, subject.judged == Counts::Yes).map(Some)
    }

    /// Takes the signatures of a file that came into the store, and tells of them.
    fn take_in(&self, ledger: &mut Ledger, file: &Path, bytes: &[u8], looked: &Looked) -> Outcome<bool> {
        let (recorded, lines) = ledger.record(file, bytes, &looked.found, looked.judged == Counts::Yes)?;
        if recorded.events.is_empty() {
            return Ok(false);
        }
        if looked.judged == Counts::UnknownIssuer {
            let message = Message::new(
                "utfärdarna av certifikaten i filen är inte prövade: Kansli vet inte vilka du litar på",
                "the issuers of the certificates of the file were not judged: Kansli does not know whom you trust",
            );
            let warning = Diagnostic::warning(codes::CERTIFICATE_REFUSED, Place::File(name_of(file)), message).hint(
                "säg det en gång: kansli config --trust HUVUDMAN=ROT.pem; pröva sedan filen: kansli verify FIL.pdf",
                "say so once: kansli config --trust PRINCIPAL=ROOT.pem; then judge the file: kansli verify FILE.pdf",
            );
            self.report.faults(self.world, &[warning]);
        }
        self.noted(ledger, (&recorded, lines), looked.judged);
        Ok(true)
    }

    /// A file that came back from the other side: checked, and its signatures taken in.
    pub fn receive(&self, command: &SignedFile) -> Outcome<Exit> {
        let bytes = read_pdf(&command.file)?;
        let looked = self.look(&command.file, &command.trust, &bytes)?;
        let Some(mut ledger) = self.ledger_with(&command.file, &bytes)? else {
            let message = Message::new(
                "filen hör inte till något dokument som lagret här har fastställt",
                "the file belongs to no document that the store here has fixed",
            );
            return Err(Diagnostic::error(codes::UNKNOWN_DOCUMENT, Place::File(name_of(&command.file)), message)
                .hint(
                    "stå i arbetsytans mapp, och ta först emot historiken från den andra parten: kansli receive FIL",
                    "stand in the folder of the workspace, and receive the history from the other side first: kansli receive FILE",
                )
                .into());
        };
        if !self.take_in(&mut ledger, &command.file, &bytes, &looked)? {
            let (document, version) = (&ledger.document, ledger.row.version);
            self.report.remark(
                Stream::Aside,
                &Message::new(
                    format!("{document}: lagret har redan alla underskrifter i filen på version {version}."),
                    format!("{document}: the store has all signatures of the file on version {version} already."),
                ),
            );
        }
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

    /// Gives a file its fields, and opens the slot of one line.
    pub fn open(&self, line: &Line, bytes: &[u8], own: Option<&Certificate>) -> Outcome<Opened> {
        let prepared = prepare(bytes).map_err(about(&line.file))?;
        let signatory = Signatory { principal: &line.principal, name: line.name.as_deref() };
        let (field, place): (Field, SignaturePlace) = choose(&prepared, &signatory).map_err(about(&line.file))?;
        let time = now();
        let shown = shown_as(&place, own);
        let stamp = self.stamp(line, &shown, time)?;
        let preparation = Preparation { time: (time, swedish_offset(time)), stamp: stamp.as_deref(), room: line.room };
        let slot = open(&prepared, &field, &shown, &preparation).map_err(about(&line.file))?;
        Ok(Opened { slot, field: field.name, place, time })
    }

    /// A file that bears signatures already is checked before another is added: nobody signs what was tampered with.
    pub fn look(&self, file: &Path, trusted: &Trusted, bytes: &[u8]) -> Outcome<Looked> {
        if sign::is_waiting(bytes) {
            return Err(Diagnostic::error(
                codes::NOT_SIGNABLE,
                Place::File(name_of(file)),
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
        let policy = trust::policy(trusted, file)?;
        let found = sign::verify(bytes, &policy).map_err(about(file))?;
        let judged = trust::counts(&found);
        // Whom the user trusts matters only when it was said.
        let faults: Vec<Diagnostic> = trust::refusals(&found, &policy, bytes)
            .into_iter()
            .map(|finding| {
                let fault = Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(file)), finding.message.clone());
                match finding.is_about_trust() {
                    true => fault.hint(
                        "fråga den andra parten om certifikatet; litar du på utfärdaren: kansli config --trust HUVUDMAN=ROT.pem",
                        "ask the other side about the certificate; if you trust the issuer: kansli config --trust PRINCIPAL=ROOT.pem",
                    ),
                    false => fault.hint(
                        "underteckna inte filen: be den andra parten om filen på nytt",
                        "don't sign the file: ask the other side for it anew",
                    ),
                }
            })
            .collect();
        let faults = once(faults);
        if faults.is_empty() {
            self.warn_of_names(file, &found);
        }
        if faults.is_empty() { Ok(Looked { found, judged }) } else { Err(super::Stopped::Faults(faults)) }
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

/// A line as whoever signs stands on it: a deputy under its own name, and in whose place.
pub fn shown_as(place: &SignaturePlace, own: Option<&Certificate>) -> SignaturePlace {
    match (&place.name, own.map(Certificate::name)) {
        (Some(printed), Some(name)) if !sign::can_be_of_one(printed, &name) => {
            SignaturePlace { details: vec![format!("i stället för {printed}")], name: Some(shortened(&name)), ..place.clone() }
        }
        _ => place.clone(),
    }
}
