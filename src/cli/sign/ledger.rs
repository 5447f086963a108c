//! The ledger joins a signed PDF to the store of a workspace: which revision the file is of, and what of its signatures is
//! noted there.

use std::path::Path;

use super::trust::Counts;
use super::{Desk, Outcome, Stopped, about};
use crate::cli::args::Named;
use crate::cli::files::name_of;
use crate::cli::report::Stream;
use crate::cli::store::{self, Workspace, words};
use crate::diag::{Diagnostic, Message, Place, codes, shortened};
use crate::kind::Kind;
use crate::model::{DocumentId, Hash, Moment, SignaturePlace};
use crate::sign::{self, Placed, SignatureReport, Slot};
use crate::store::{
    Archive, At, PlacedSignature, PlacedStamp, Recorded, RevisionRow, Shown, SignerCertificate, SigningOpened, Standing, StoreError,
    is_shown,
};

/// Longest name of a certificate that goes into the log, in characters.
const LONGEST_NAME: usize = 200;

/// A revision that is signed, and the store that knows it.
pub struct Ledger {
    /// The workspace.
    pub workspace: Workspace,
    /// The document.
    pub document: DocumentId,
    /// The revision as it stands.
    pub row: RevisionRow,
    /// Its kind.
    pub kind: Kind,
}

/// Whether what stands on a command line means a document of the store and no file.
pub fn is_stored(path: &Path) -> bool {
    let ending = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    store::is_stored(path) || (!ending && !path.exists() && path.to_str().is_some_and(|text| DocumentId::parse(text).is_some()))
}

/// A moment from seconds since 1970.
fn moment(seconds: i64) -> Moment {
    u64::try_from(seconds).ok().and_then(Moment::from_unix_seconds).unwrap_or(Moment::EARLIEST)
}

/// A time stamp over the whole file, with the bytes that it covers.
fn placed_stamp(stamp: &SignatureReport, bytes: &[u8]) -> Option<PlacedStamp> {
    let file = bytes.get(..stamp.signs.as_ref()?.size)?.to_vec();
    Some(PlacedStamp { authority: told_name(stamp.signer.as_deref()?), time: moment(stamp.claimed_time?), file })
}

/// Who signed in the place of whoever is named on the line.
fn deputy(placed: &Placed) -> Option<String> {
    let name = placed.certificate.name();
    placed.place.name.as_ref().filter(|printed| !sign::can_be_of_one(printed, &name)).map(|_| told_name(&name))
}

/// A name from a certificate as a log bears it.
fn told_name(name: &str) -> String {
    let shown: String = name.chars().filter(|character| is_shown(*character)).take(LONGEST_NAME).collect();
    if shown.trim().is_empty() { "?".to_owned() } else { shown }
}

/// The revision whose frozen PDF a file begins with.
pub fn frozen_as(archive: &Archive, bytes: &[u8]) -> Result<Option<(Standing, RevisionRow)>, StoreError> {
    for standing in archive.documents()? {
        for revision in (1..=standing.revision).rev() {
            let row = archive.store().revision(&standing.document, revision)?;
            let pdf = |row: &RevisionRow| row.renditions.iter().any(|kept| kept.ending == "pdf" && kept.size <= bytes.len() as u64);
            let Some(row) = row.filter(|row| row.gone.is_none() && row.frozen && pdf(row)) else { continue };
            if archive.fixed_file(&row)?.is_some_and(|kept| bytes.starts_with(&kept)) {
                return Ok(Some((standing, row)));
            }
        }
    }
    Ok(None)
}

impl Desk<'_> {
    /// The revision that a name on the command line means.
    pub fn ledger_of(&self, name: &Path) -> Outcome<Ledger> {
        let text = name.to_string_lossy();
        self.ledger_named(&crate::cli::args::named(&text, "sign")?)
    }

    /// The revision that is named.
    pub fn ledger_named(&self, named: &Named) -> Outcome<Ledger> {
        let workspace = Workspace::open(Path::new(".")).map_err(Stopped::Faults)?;
        let document = store::document_of(&named.document).map_err(Stopped::Faults)?;
        let found = workspace.archive().find(&document, &named.at);
        let (standing, row) = found.map_err(|error| Stopped::Faults(store::told(&error, document.as_str())))?;
        let kind = Kind::load(self.world, &standing.kind).map_err(Stopped::Faults)?;
        Ok(Ledger { workspace, document, row, kind })
    }

    /// The revision that a PDF was made of, where the store has it of the workspace that the user stands in, or of the one that the
    /// file lies in: the file begins with the very bytes that were frozen.
    pub fn ledger_with(&self, file: &Path, bytes: &[u8]) -> Outcome<Option<Ledger>> {
        for root in Workspace::roots_for(file) {
            let workspace = Workspace::open_root(root).map_err(Stopped::Faults)?;
            let found = frozen_as(workspace.archive(), bytes);
            let found = found.map_err(|error| Stopped::Faults(store::told(&error, &name_of(file).to_string())))?;
            if let Some((standing, row)) = found {
                let kind = Kind::load(self.world, &standing.kind).map_err(Stopped::Faults)?;
                return Ok(Some(Ledger { document: standing.document, row, kind, workspace }));
            }
        }
        Ok(None)
    }

    /// Tells what was noted.
    pub fn noted(&self, ledger: &Ledger, (recorded, lines): (&Recorded, usize), judged: Counts) {
        let (document, version) = (&ledger.document, ledger.row.version);
        if recorded.events.is_empty() {
            return;
        }
        let row = ledger.workspace.archive().store().revision(document, ledger.row.revision).ok().flatten();
        let count = row.as_ref().map_or(0, |row| row.signing.signatures.len().max(row.signing.ink.len()));
        let all_signed = row.as_ref().is_some_and(|row| row.signing.ink.is_empty() && row.signing.declined.is_empty() && count >= lines);
        // Nobody may miss that what was signed does not hold.
        let late = recorded.standing.revision != ledger.row.revision;
        let message = match recorded.state() {
            Some(state) => {
                let name = words::state(Some(&ledger.kind), state);
                Message::new(
                    format!(
                        "{document}: version {version} är nu ”{}”: alla {lines} har undertecknat.\nRegistrera den: kansli dispatch {document}@{version} --purpose kannedom --to \"…\" --dnr \"…\"",
                        name.sv
                    ),
                    format!(
                        "{document}: version {version} is now “{}”: all {lines} have signed.\nRegister it: kansli dispatch {document}@{version} --purpose kannedom --to \"…\" --dnr \"…\"",
                        name.en
                    ),
                )
            }
            None if recorded.events.iter().all(|event| matches!(event.act, crate::store::Act::Renewed(_))) => Message::new(
                format!("{document}: förnyelsen av version {version} är antecknad i lagret."),
                format!("{document}: the renewal of version {version} is noted in the store."),
            ),
            None if recorded.standing.revision != ledger.row.revision => too_late(ledger, row.as_ref(), (count, lines)),
            None if all_signed && judged == Counts::OfAnother => Message::new(
                format!(
                    "{document}: alla {lines} rader på version {version} har en underskrift, men den räknas inte som undertecknad: en av dem är gjord av någon annan än den som står på raden.\nGodtar du det: kansli config --deputy \"HUVUDMAN=NAMN\"\nTa sedan in den undertecknade filen (på nytt): kansli sign receive FIL.pdf"
                ),
                format!(
                    "{document}: all {lines} lines of version {version} have a signature, but it does not count as signed: one of them was made by somebody else than the line names.\nIf you accept that: kansli config --deputy \"PRINCIPAL=NAME\"\nThen take the signed file in (anew): kansli sign receive FILE.pdf"
                ),
            ),
            None if all_signed && judged == Counts::UnknownIssuer => Message::new(
                format!(
                    "{document}: alla {lines} har undertecknat version {version}, men den räknas inte som undertecknad: utfärdarna av certifikaten är inte prövade.\nSäg vilka du litar på: kansli config --trust HUVUDMAN=ROT.pem\nTa sedan in den undertecknade filen (på nytt): kansli sign receive FIL.pdf"
                ),
                format!(
                    "{document}: all {lines} have signed version {version}, but it does not count as signed: the issuers of the certificates were not judged.\nSay whom you trust: kansli config --trust PRINCIPAL=ROOT.pem\nThen take the signed file in (anew): kansli sign receive FILE.pdf"
                ),
            ),
            None => Message::new(
                format!("{document}: version {version} har {count} av {lines} underskrifter; antecknat i lagret."),
                format!("{document}: version {version} has {count} of {lines} signatures; noted in the store."),
            ),
        };
        match late {
            true => self.report.sentence(Stream::Aside, &message),
            false => self.report.remark(Stream::Aside, &message),
        }
    }
}

impl Ledger {
    /// A fault of the store, about the document.
    pub fn stop(&self, error: &StoreError) -> Stopped {
        Stopped::Faults(store::told(error, self.document.as_str()))
    }

    /// The revision must be one that is signed now.
    pub fn must_be_fixed(&self) -> Outcome<()> {
        let found = self.workspace.archive().to_be_signed(&self.document, &At::Revision(self.row.revision), &self.kind.states);
        found.map(|_| ()).map_err(|error| self.stop(&error))
    }

    /// The PDF as it now is.
    pub fn file(&self) -> Outcome<Vec<u8>> {
        self.workspace.archive().signing_file(&self.row).map_err(|error| self.stop(&error))
    }

    /// Reads anew where the revision stands.
    pub fn refresh(&mut self) -> Outcome<()> {
        let found = self.workspace.archive().find(&self.document, &At::Revision(self.row.revision));
        self.row = found.map_err(|error| self.stop(&error))?.1;
        Ok(())
    }

    /// Takes in the signatures of a file that was verified; `found` is what that told, `judged` whether all of them hold by known roots.
    pub fn record(&mut self, file: &Path, bytes: &[u8], found: &sign::Report, judged: bool) -> Outcome<(Recorded, usize)> {
        must_be_of_lines(file, found)?;
        let all = sign::placed(bytes).map_err(about(file))?;
        let lines = sign::lines(bytes).map_err(about(file))?.len();
        let signatures = all.iter().map(|placed| self.told(placed, bytes, found)).collect();
        let stamps =
            found.signatures.iter().filter(|signature| signature.time_stamp).filter_map(|stamp| placed_stamp(stamp, bytes)).collect();
        let (document, revision) = (&self.document, self.row.revision);
        let shown = Shown { signatures, stamps, lines, judged };
        let recorded = self.workspace.archive().record_signatures(document, revision, shown, &self.kind.states);
        let recorded = recorded.map_err(|error| self.stop(&error))?;
        self.refresh()?;
        Ok((recorded, lines))
    }

    /// Notes a file that got proof and no time stamp: whoever acts here has added it.
    pub fn record_proof(&mut self, bytes: &[u8]) -> Outcome<Recorded> {
        let actor = self.workspace.actor().map_err(Stopped::Faults)?;
        let archive = self.workspace.archive();
        let recorded = archive.record_proof(&self.document, self.row.revision, bytes.to_vec(), (&actor, store::now()));
        let recorded = recorded.map_err(|error| self.stop(&error))?;
        self.refresh()?;
        Ok(recorded)
    }

    fn told(&self, placed: &Placed, bytes: &[u8], found: &sign::Report) -> PlacedSignature {
        let claimed = found.signatures.iter().find(|signature| signature.field == placed.field).and_then(|found| found.claimed_time);
        PlacedSignature {
            field: placed.field.clone(),
            principal: told_name(&placed.place.principal),
            signatory: placed.place.name.as_deref().map(told_name),
            deputy: deputy(placed),
            time: moment(claimed.unwrap_or(0)),
            certificate: SignerCertificate { subject: told_name(&placed.certificate.name()), sha256: Hash::of(placed.certificate.der()) },
            issued: placed.issued.clone(),
            prepared: placed.prepared.clone(),
            file: bytes.get(..placed.end).unwrap_or_default().to_vec(),
        }
    }

    /// Notes a session for a slot.
    pub fn open_session(&mut self, slot: &Slot, field: &str, place: &SignaturePlace, time: i64, former: Option<usize>) -> Outcome<()> {
        let (issued, prepared) = sign::hashes_of(slot, former);
        let opened = SigningOpened {
            revision: self.row.revision,
            field: field.to_owned(),
            principal: told_name(&place.principal),
            signatory: place.name.as_deref().map(told_name),
            issued,
            prepared,
        };
        let recorded = self.workspace.archive().open_session(&self.document, opened, moment(time), &self.kind.states);
        recorded.map_err(|error| self.stop(&error))?;
        self.refresh()
    }

    /// Refuses a session that is not the one that is open.
    pub fn must_be_open(&self, prepared: &Hash) -> Outcome<()> {
        if self.row.signing.session.as_ref().is_some_and(|open| open.prepared == *prepared) {
            return Ok(());
        }
        let (document, version) = (&self.document, self.row.version);
        Err(Diagnostic::error(
            codes::SIGNING_OPEN,
            Place::File(crate::diag::FileName::new(document.as_str())),
            Message::new(
                format!("sessionen är inte öppen i lagret: den är uppgiven, eller så är version {version} återkallad eller undertecknad på annat sätt"),
                format!("the session is not open in the store: it was given up, or version {version} was withdrawn or signed in another way"),
            ),
        )
        .hint(format!("se läget: kansli sign status {document}"), format!("see how it stands: kansli sign status {document}"))
        .into())
    }

    /// Refuses to open a session beside another, or on a version that is signed on paper; said before a key is asked for.
    pub fn must_be_free(&self, said: &str) -> Outcome<()> {
        self.must_be_fixed()?;
        let of = |sv: String, en: String| {
            Diagnostic::error(
                codes::SIGNATURES_MIXED,
                Place::File(crate::diag::FileName::new(self.document.as_str())),
                Message::new(sv, en),
            )
        };
        if said == "ink" {
            let version = self.row.version;
            return Err(of(
                format!("version {version} säger att den undertecknas på papper (signing = \"ink\")"),
                format!("version {version} says that it is signed on paper (signing = \"ink\")"),
            )
            .hint("anteckna varje undertecknad sida: kansli sign ink", "note each page that is signed: kansli sign ink")
            .into());
        }
        self.workspace.archive().may_sign_electronically(&self.row).map_err(|error| self.stop(&error))
    }
}

/// Signatures of a version that somebody went back from while the file was under way.
fn too_late(ledger: &Ledger, row: Option<&RevisionRow>, (count, lines): (usize, usize)) -> Message {
    let (document, version) = (&ledger.document, ledger.row.version);
    let state = words::state(Some(&ledger.kind), &ledger.row.state);
    let declined = row.and_then(|row| row.signing.declined.last());
    let (why_sv, why_en) = declined.map_or_else(Default::default, |declined| {
        let (who, reason) = (words::signatory(&declined.principal, declined.signatory.as_deref()), &declined.reason);
        (format!(": {who} har avböjt, ”{reason}”"), format!(": {who} declined, “{reason}”"))
    });
    Message::new(
        format!(
            "{document}: version {version} har {count} av {lines} underskrifter; antecknat i lagret.\nVersionen är ”{}”{why_sv}. Underskrifterna finns kvar, men versionen gäller inte för det; tala med varandra om hur ni går vidare: kansli sign status {document}@{version}",
            state.sv
        ),
        format!(
            "{document}: version {version} has {count} of {lines} signatures; noted in the store.\nThe version is “{}”{why_en}. The signatures stay, but the version does not hold for that; talk to each other about how to go on: kansli sign status {document}@{version}",
            state.en
        ),
    )
}

/// Refuses a file with a signature that is on no line of the document: nobody asked for it.
fn must_be_of_lines(file: &Path, found: &sign::Report) -> Outcome<()> {
    let Some(strange) = found.signatures.iter().find(|signature| !signature.time_stamp && signature.principal.is_none()) else {
        return Ok(());
    };
    let (field, signer) = (shortened(&strange.field), shortened(strange.signer.as_deref().unwrap_or("?")));
    let message = Message::new(
        format!("filen har en underskrift som inte hör till någon rad i dokumentet: {signer} (fältet {field})"),
        format!("the file has a signature that is on no line of the document: {signer} (the field {field})"),
    );
    Err(Diagnostic::error(codes::SIGNATURES_DIFFER, Place::File(name_of(file)), message)
        .hint(
            "be den andra parten om filen utan den; ingen mer än de som står på raderna undertecknar",
            "ask the other side for the file without it; nobody signs but those on the lines",
        )
        .into())
}
