//! `kansli sign prepare` and `complete`: the key is somewhere else.

use std::path::{Path, PathBuf};

use super::now::Subject;
use super::vouched::of_another;
use super::{
    Desk, LARGEST_CERTIFICATE_FILE, Outcome, Stopped, about, authority, certificates, must_carry_on, not_replaced, once, read_pdf, replace,
    trust,
};
use crate::cli::args::{Complete, Prepare, Returned};
use crate::cli::files::{self, name_of};
use crate::cli::report::Stream;
use crate::cli::store::words;
use crate::cli::{Exit, output};
use crate::diag::{Diagnostic, Language, Message, Place, codes};
use crate::model::SignaturePlace;
use crate::sign::{self, Completion, Scheme, Session, TimeStamper};

/// The prepared PDF lies beside its session.
fn prepared_beside(session: &Path) -> PathBuf {
    session.with_extension("pdf")
}

/// Refuses to write over what is no earlier session of the same file.
fn must_be_of(session: &Path, bytes: &[u8]) -> Outcome<()> {
    let there = |path: &Path| path.symlink_metadata().is_ok();
    let earlier = files::read(session, LARGEST_CERTIFICATE_FILE).ok().and_then(|found| serde_json::from_slice::<Session>(&found).ok());
    if there(session) && earlier.is_none() {
        return Err(not_replaced(session).into());
    }
    // A session whose signature is in the file has done its work.
    let is_done = earlier
        .is_some_and(|earlier| sign::placed(bytes).is_ok_and(|placed| placed.iter().any(|placed| placed.prepared == earlier.prepared)));
    let prepared = prepared_beside(session);
    if there(&prepared) && !is_done && !read_pdf(&prepared).is_ok_and(|found| found.starts_with(bytes)) {
        return Err(not_replaced(&prepared).into());
    }
    Ok(())
}

/// Whether a file bears the signature of a session.
fn holds(file: &Path, session: &Session) -> bool {
    let placed = files::read(file, sign::MAXIMUM_BYTES).ok().and_then(|bytes| sign::placed(&bytes).ok());
    placed.is_some_and(|placed| placed.iter().any(|signature| signature.prepared == session.prepared))
}

/// A session whose signature is in its place: since when, and where.
fn finished(file: &Path, session: &Session, (sv, en): (String, String)) -> Stopped {
    let who = words::signatory(&session.principal, session.name.as_deref());
    let (when_sv, when_en) = (sign::moment(session.time, Language::Swedish), sign::moment(session.time, Language::English));
    Diagnostic::error(
        codes::SIGNATURE_REFUSED,
        Place::File(name_of(file)),
        Message::new(
            format!("sessionen är avslutad: underskriften av {who}, {when_sv}, är redan infogad"),
            format!("the session is finished: the signature of {who}, {when_en}, is in its place already"),
        ),
    )
    .hint(sv, en)
    .into()
}

impl Desk<'_> {
    /// Writes the session and the prepared file; the document itself stays as it is.
    pub fn prepare(&self, command: &Prepare) -> Outcome<Exit> {
        let chain = certificates(command.certificate.as_slice())?;
        let scheme = match chain.first() {
            None => command.scheme,
            Some(certificate) => Scheme::of_key(&certificate.public_key_info()).ok_or_else(|| {
                Diagnostic::error(
                    codes::CERTIFICATE_REFUSED,
                    Place::File(name_of(command.certificate.as_deref().unwrap_or(Path::new("")))),
                    Message::new(
                        "certifikatets nyckel är av ett slag som inte används här",
                        "the certificate's key is of a sort that is not used here",
                    ),
                )
            })?,
        };
        let mut subject = self.subject(&command.line)?;
        let session_file = command.line.out.clone().unwrap_or_else(|| subject.out.with_extension("session.json"));
        must_be_of(&session_file, &subject.bytes)?;
        output::can_write(&session_file)?;
        let opened = self.open(&command.line, &subject.bytes, chain.first())?;
        let unjudged = match &command.certificate {
            Some(file) => Self::vouch(&command.line, &opened.place, file, &chain)?,
            None => None,
        };
        let session = Session::new(&opened.slot, &opened.place, opened.time, scheme, &chain);
        let former = sign::placed(&subject.bytes).map_err(about(&command.line.file))?.last().map(|placed| placed.end);
        let json = serde_json::to_vec_pretty(&session).unwrap_or_default();
        let prepared = prepared_beside(&session_file);
        // A session that is noted must be there to be completed; one that is there and not noted is none.
        replace(&prepared, &opened.slot.bytes)?;
        let noted = replace(&session_file, &json).and_then(|()| match &mut subject.ledger {
            Some(ledger) => ledger.open_session(&opened.slot, &opened.field, &opened.place, opened.time, former),
            None => Ok(()),
        });
        if let Err(stopped) = noted {
            for file in [&session_file, &prepared] {
                let _ = std::fs::remove_file(file);
            }
            return Err(stopped);
        }
        self.report.remark(
            Stream::Aside,
            &Message::new(
                "Förberett. Det som ska undertecknas står i sessionens fil under to_be_signed; förbered inget mer förrän svaret är infogat.",
                "Prepared. What is to be signed stands in the session's file as to_be_signed; prepare nothing else until the answer is put in.",
            ),
        );
        let next = session_file.display();
        self.report.remark(
            Stream::Aside,
            &match command.certificate.is_some() {
                true => Message::new(
                    format!("När svaret kommer: kansli sign complete {next} --signature SVAR (eller --cms SVAR)"),
                    format!("When the answer comes: kansli sign complete {next} --signature ANSWER (or --cms ANSWER)"),
                ),
                false => Message::new(
                    format!("När svaret kommer: kansli sign complete {next} --cms SVAR. Svarar tjänsten med bara en underskrift: ange certifikatet redan nu, med --cert"),
                    format!("When the answer comes: kansli sign complete {next} --cms ANSWER. If the service answers with a signature alone: give the certificate already now, by --cert"),
                ),
            },
        );
        self.report.faults(self.world, unjudged.as_slice());
        self.report.written(&session_file);
        self.report.written(&prepared_beside(&session_file));
        Ok(Exit::Done)
    }

    /// Checks what came back, puts it in, and verifies the whole file before it is written.
    pub fn complete(&self, command: &Complete) -> Outcome<Exit> {
        let authority = authority(&command.time, "sign complete")?;
        let bytes = files::read(&command.session, LARGEST_CERTIFICATE_FILE)?;
        let session: Session = serde_json::from_slice(&bytes).map_err(|_| {
            Diagnostic::error(
                codes::SIGNATURE_REFUSED,
                Place::File(name_of(&command.session)),
                Message::new("filen är ingen session", "the file is no session"),
            )
            .hint("ange filen som kansli sign prepare skrev", "give the file that kansli sign prepare wrote")
        })?;
        // lmr.session.json was made of lmr.pdf.
        let stem = command.session.file_stem().map(Path::new).and_then(Path::file_stem).unwrap_or_default();
        let out = command.out.clone().unwrap_or_else(|| command.session.with_file_name(format!("{}.pdf", stem.display())));
        if holds(&out, &session) {
            let file = name_of(&out);
            return Err(finished(
                &command.session,
                &session,
                (format!("den undertecknade filen är {file}"), format!("the signed file is {file}")),
            ));
        }
        let prepared_file = prepared_beside(&command.session);
        let prepared = read_pdf(&prepared_file)?;
        let read = |path: &PathBuf| files::read(path, LARGEST_CERTIFICATE_FILE);
        let completion = match &command.returned {
            Returned::Container(file) => Completion::Container(read(file)?),
            Returned::Signature(file, chain) => Completion::Signature { signature: read(file)?, chain: certificates(chain.as_slice())? },
            Returned::Attributes(attributes, signature, chain) => Completion::Attributes {
                attributes: read(attributes)?,
                signature: read(signature)?,
                chain: certificates(std::slice::from_ref(chain))?,
            },
        };
        let ledger = self.ledger_with(&prepared_file, &prepared)?;
        if let Some(ledger) = &ledger {
            if ledger.row.signing.signatures.iter().any(|signature| signature.prepared == session.prepared) {
                let get = format!("kansli sign status {}@{} --out", ledger.document, ledger.row.version);
                let hint = (format!("hämta den undertecknade filen: {get} FIL"), format!("get the signed file: {get} FILE"));
                return Err(finished(&command.session, &session, hint));
            }
            ledger.must_be_open(&session.prepared)?;
        }
        let stamper = authority.as_ref().map(|authority| authority as &dyn TimeStamper);
        let signed = session.complete(&prepared, &completion, stamper).map_err(about(&command.session))?;
        let policy = trust::policy(&command.trust, &command.session)?;
        let report = sign::verify(&signed, &policy).map_err(about(&prepared_file))?;
        let mut faults: Vec<Diagnostic> = trust::refusals(&report, &policy, &signed)
            .into_iter()
            .map(|finding| Diagnostic::error(codes::SIGNATURE_REFUSED, Place::File(name_of(&command.session)), finding.message.clone()))
            .collect();
        let own = report.signatures.iter().rev().find(|signature| !signature.time_stamp);
        if let Some((printed, signer)) =
            own.filter(|own| own.is_of_another()).and_then(|own| Some((own.printed_name.as_ref()?, own.signer.as_ref()?)))
        {
            faults.push(of_another(&command.session, &session.principal, printed, signer));
        }
        if !faults.is_empty() {
            return Err(Stopped::Faults(once(faults)));
        }
        must_carry_on(&out, &signed)?;
        output::can_write(&out)?;
        self.warn_of_names(&command.session, &report);
        self.warn_of_issuers(&command.session, &report, &policy);
        let mut subject = Subject { bytes: prepared, ledger, out, judged: trust::counts(&report) };
        let noted = self.note(&mut subject, (&prepared_file, &command.trust), &signed)?;
        self.put_noted(&subject.out, &signed, subject.ledger.as_ref())?;
        let place = SignaturePlace {
            principal: session.principal.clone(),
            party: session.party.clone(),
            name: own.and_then(|own| own.signer.clone()).or(session.name.clone()),
            details: Vec::new(),
            page: 1,
            left: 0.0,
            bottom: 0.0,
            width: 0.0,
            height: 0.0,
        };
        self.signed(&subject.out, &place, stamper.is_some());
        if let (Some(ledger), Some((recorded, lines))) = (&subject.ledger, noted) {
            self.noted(ledger, (&recorded, lines), subject.judged);
        }
        Ok(Exit::Done)
    }
}
