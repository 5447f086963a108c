//! Electronic signatures and the proof behind them become events, and the last of them the state of the version.

use super::unsigned::{differs, not_fixed, not_renewed};
use super::{Archive, At, Intent};
use crate::diag::codes;
use crate::model::{Actor, DocumentId, Hash, Moment, SetBy, State, States};
use crate::store::Extension;
use crate::store::event::{Act, Event, FORMAT, Rendition, Sealed, Validity};
use crate::store::object::Object;
use crate::store::projection::{RevisionRow, Standing};
use crate::store::refusal::{Damage, Refusal, StoreError, refuse};
use crate::store::renewal::Renewal;
use crate::store::signing::{KeptFile, Signature, SignerCertificate, SigningClosed, SigningOpened};

/// A signature as a file shows it.
#[derive(Debug, Clone)]
pub struct PlacedSignature {
    /// The name of its field.
    pub field: String,
    /// Short name of the principal.
    pub principal: String,
    /// The printed name, where one is.
    pub signatory: Option<String>,
    /// Who signed in the place of whoever is named there, by the certificate.
    pub deputy: Option<String>,
    /// When it was made, as it claims.
    pub time: Moment,
    /// By which certificate.
    pub certificate: SignerCertificate,
    /// SHA-256 of the file that it was added to.
    pub issued: Hash,
    /// SHA-256 of that file with the empty place.
    pub prepared: Hash,
    /// The file up to and with the signature.
    pub file: Vec<u8>,
}

impl PlacedSignature {
    /// Who acts in what is taken from the file: whoever signed.
    fn actor(&self) -> Actor {
        signer(&self.principal, self.deputy.as_deref().or(self.signatory.as_deref()))
    }
}

/// A time stamp over a whole file, as the file shows it.
#[derive(Debug, Clone)]
pub struct PlacedStamp {
    /// Who gave it, by its certificate.
    pub authority: String,
    /// The time that it proves.
    pub time: Moment,
    /// The file up to and with the stamp.
    pub file: Vec<u8>,
}

/// What a file shows of its signing.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its signatures, in order.
    pub signatures: Vec<PlacedSignature>,
    /// Its time stamps, in order.
    pub stamps: Vec<PlacedStamp>,
    /// How many lines ask for a signature.
    pub lines: usize,
    /// Whether every signature holds by roots that somebody here trusts: without that no number of them makes the version signed.
    pub judged: bool,
}

/// Whom a version asks to sign: a line of its signature block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Short name of the principal.
    pub principal: String,
    /// The printed name, where one is.
    pub signatory: Option<String>,
}

/// What was noted.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Where the document stands now.
    pub standing: Standing,
    /// The events, in order; none when everything was known.
    pub events: Vec<Event>,
}

impl Recorded {
    /// The state that the last signature brought the version to, if it was the last.
    pub fn state(&self) -> Option<&str> {
        self.events.iter().find_map(|event| match &event.act {
            Act::State { to, opens: None, .. } => Some(to.as_str()),
            _ => None,
        })
    }
}

/// Who acts in what is taken from a file: whom its line names.
fn signer(principal: &str, signatory: Option<&str>) -> Actor {
    Actor { name: signatory.unwrap_or(principal).to_owned(), role: String::new(), principal: principal.to_owned() }
}

pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Archive {
    /// A version that is to be signed, fixed for it.
    ///
    /// # Errors
    /// A refusal when the version is in another state, which says which and how to get on; or is not the last.
    pub fn to_be_signed(&self, document: &DocumentId, at: &At, states: &States) -> Result<(Standing, RevisionRow), StoreError> {
        let (standing, row) = self.find(document, at)?;
        if signed_state(&row.state, states).is_none() {
            return Err(not_fixed(&row, states).into());
        }
        if row.revision != standing.revision {
            let (version, last) = (row.version, standing.version);
            return Err(Refusal::new(
                codes::NOT_SIGNABLE,
                format!("version {version} är inte den senaste; en ny revision är öppnad (version {last})"),
                format!("version {version} is not the last; a new revision is open (version {last})"),
            )
            .into());
        }
        Ok((standing, row))
    }

    /// Whether nothing is in the way of another electronic signature.
    ///
    /// # Errors
    /// When a session is open, or the version is signed on paper.
    pub fn may_sign_electronically(&self, row: &RevisionRow) -> Result<(), StoreError> {
        if !row.signing.ink.is_empty() {
            return Err(refuse::mixed(row).into());
        }
        match &row.signing.session {
            Some(open) => Err(refuse::session_open(row, open).into()),
            None => Ok(()),
        }
    }

    /// The PDF of a revision as it now is: with its signatures and the proof behind them, or as it was fixed when there is none.
    ///
    /// # Errors
    /// When it was never rendered, its content is gone, or the store is damaged.
    pub fn signing_file(&self, row: &RevisionRow) -> Result<Vec<u8>, StoreError> {
        if let Some(latest) = row.signing.latest() {
            return self.content(row, &latest.commitment);
        }
        self.fixed_file(row)?.ok_or_else(|| {
            let version = row.version;
            Refusal::new(
                codes::NOT_SIGNABLE,
                format!("version {version} har ingen PDF-fil i lagret"),
                format!("version {version} has no PDF in the store"),
            )
            .hint("den skapas när versionen fastställs, av en Kansli med PDF", "it is made when the version is fixed, by a Kansli with PDF")
            .into()
        })
    }

    /// The PDF of a revision as it was last frozen; `None` where there is none.
    ///
    /// # Errors
    /// See [`Archive::source`].
    pub fn fixed_file(&self, row: &RevisionRow) -> Result<Option<Vec<u8>>, StoreError> {
        let pdf = row.renditions.iter().find(|rendition| rendition.ending == "pdf");
        pdf.map(|pdf| self.content(row, &pdf.commitment)).transpose()
    }

    /// The bytes of a file that was frozen for a revision, now or before.
    ///
    /// # Errors
    /// See [`Archive::source`].
    pub fn frozen_bytes(&self, row: &RevisionRow, file: &Rendition) -> Result<Vec<u8>, StoreError> {
        self.content(row, &file.commitment)
    }

    /// A file that is kept of the signing of a revision.
    ///
    /// # Errors
    /// See [`Archive::source`].
    pub fn kept_file(&self, row: &RevisionRow, file: &KeptFile) -> Result<Vec<u8>, StoreError> {
        self.content(row, &file.commitment)
    }

    /// Notes that a file with an empty place for a signature was issued.
    ///
    /// # Errors
    /// See [`Archive::to_be_signed`]; when a session is open, or the version is signed on paper.
    pub fn open_session(
        &self,
        document: &DocumentId,
        opened: SigningOpened,
        time: Moment,
        states: &States,
    ) -> Result<Recorded, StoreError> {
        let (standing, _) = self.to_be_signed(document, &At::Revision(opened.revision), states)?;
        let actor = signer(&opened.principal, opened.signatory.as_deref());
        self.carry_out_all(&standing, vec![(Act::SigningOpened(opened), actor, time)], Vec::new())
    }

    /// Gets ready to give up the session that is open.
    ///
    /// # Errors
    /// When none is.
    pub fn close_session(&self, document: &DocumentId, reason: &str) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, &At::Last)?;
        let Some(session) = &row.signing.session else {
            return Err(Refusal::new(
                codes::NOT_SIGNABLE,
                format!("version {} väntar inte på någon förberedd underskrift", row.version),
                format!("version {} waits for no signature that was prepared", row.version),
            )
            .into());
        };
        let act =
            Act::SigningClosed(SigningClosed { revision: row.revision, prepared: session.prepared.clone(), reason: reason.to_owned() });
        Ok(Self::intent(&standing, row, act))
    }

    /// Takes in the signatures of a file, the first of which are those that are known, and the time stamps over all of it. When all
    /// signatures are there that the lines ask for, and each was judged, the version becomes signed; so it does when the same file is judged later.
    ///
    /// # Errors
    /// See [`Archive::to_be_signed`], but for a version that somebody went back from while the file was under way, whose state stays;
    /// when the file lacks a signature or a renewal that is known or has another in its place, or a
    /// session for another signature is open.
    pub fn record_signatures(&self, document: &DocumentId, revision: u64, shown: Shown, states: &States) -> Result<Recorded, StoreError> {
        let Shown { signatures: placed, stamps, lines, judged } = shown;
        let (standing, row) = self.find(document, &At::Revision(revision))?;
        let known = &row.signing.signatures;
        let begins = placed.iter().zip(known).all(|(placed, known)| Hash::of(&placed.file) == known.file.sha256);
        if !begins || placed.len() < known.len() {
            return Err(differs(&row, placed.len(), begins).into());
        }
        let signed_at = placed.first().map_or(usize::MAX, |first| first.file.len());
        let stamps: Vec<PlacedStamp> =
            stamps.into_iter().filter(|stamp| stamp.file.len() > signed_at && !row.signing.knows(&Hash::of(&stamp.file))).collect();
        let fresh: Vec<PlacedSignature> = placed.iter().skip(known.len()).cloned().collect();
        let carried_on = |file: &[u8]| {
            let begins = |renewal: &Renewal| {
                let size = usize::try_from(renewal.file.size).unwrap_or(usize::MAX);
                file.get(..size).is_some_and(|start| Hash::of(start) == renewal.file.sha256)
            };
            row.signing.renewals.iter().all(begins)
        };
        let files = fresh.iter().map(|one| &one.file).chain(stamps.iter().map(|stamp| &stamp.file));
        if !files.into_iter().all(|file| carried_on(file)) {
            return Err(not_renewed(&row).into());
        }
        let whole = judged && !placed.is_empty() && placed.len() >= lines && row.revision == standing.revision;
        let to = signed_state(&row.state, states).filter(|_| whole);
        if fresh.is_empty() && stamps.is_empty() && to.is_none() {
            return Ok(Recorded { standing, events: Vec::new() });
        }
        if !fresh.is_empty() && !gone_back_from(&row, &standing, states) {
            self.to_be_signed(document, &At::Revision(revision), states)?;
        }
        let mut open = row.signing.session.clone();
        let (mut acts, mut objects) = (Vec::new(), Vec::new());
        let (mut stamps, last) = (stamps.into_iter().peekable(), fresh.len());
        for (number, one) in fresh.into_iter().enumerate() {
            while let Some(stamp) = stamps.next_if(|stamp| stamp.file.len() < one.file.len()) {
                stamped(revision, stamp, &mut acts, &mut objects);
            }
            let (actor, time) = (one.actor(), one.time);
            if open.take().is_none_or(|open| open.prepared != one.prepared) {
                let opened = SigningOpened {
                    revision,
                    field: one.field.clone(),
                    principal: one.principal.clone(),
                    signatory: one.signatory.clone(),
                    issued: one.issued,
                    prepared: one.prepared.clone(),
                };
                acts.push((Act::SigningOpened(opened), actor.clone(), time));
            }
            let (file, object) = KeptFile::signed(one.file);
            let signature = Signature {
                revision,
                field: one.field,
                principal: one.principal,
                signatory: one.signatory,
                signed: time,
                certificate: one.certificate,
                prepared: one.prepared,
                file,
            };
            acts.push((Act::Signature(signature), actor.clone(), time));
            objects.push(object);
            if let Some(to) = to.filter(|_| number + 1 == last) {
                acts.push((signed(&row, to), actor, time));
            }
        }
        // Judged after it was taken in: the same event as it would have been then.
        if let (Some(to), Some(latest), 0) = (to, placed.last(), last) {
            acts.push((signed(&row, to), latest.actor(), latest.time));
        }
        stamps.for_each(|stamp| stamped(revision, stamp, &mut acts, &mut objects));
        self.carry_out_all(&standing, acts, objects)
    }

    /// Notes a signed file that got proof about its certificates and no time stamp, so that it tells no time by itself.
    ///
    /// # Errors
    /// When the file does not carry on the last one that is known.
    pub fn record_proof(
        &self,
        document: &DocumentId,
        revision: u64,
        file: Vec<u8>,
        (actor, time): (&Actor, Moment),
    ) -> Result<Recorded, StoreError> {
        let (standing, row) = self.find(document, &At::Revision(revision))?;
        if row.signing.knows(&Hash::of(&file)) {
            return Ok(Recorded { standing, events: Vec::new() });
        }
        let latest = row.signing.latest().map(|latest| (usize::try_from(latest.size).unwrap_or(usize::MAX), &latest.sha256));
        let carries_on = |(size, sha256): (usize, &Hash)| file.get(..size).is_some_and(|start| Hash::of(start) == *sha256);
        if latest.is_none_or(|latest| !carries_on(latest)) {
            return Err(not_renewed(&row).into());
        }
        let (file, object) = KeptFile::signed(file);
        let renewal = Renewal { revision, authority: None, file };
        self.carry_out_all(&standing, vec![(Act::Renewed(renewal), actor.clone(), time)], vec![object])
    }

    /// Makes several events happen at once, wholly or not at all.
    pub(super) fn carry_out_all(
        &self,
        standing: &Standing,
        acts: Vec<(Act, Actor, Moment)>,
        objects: Vec<Object>,
    ) -> Result<Recorded, StoreError> {
        let document = standing.document.clone();
        let after = Some((standing.sequence, standing.head.clone()));
        let (mut sequence, mut previous, mut events) = (standing.sequence, standing.head.clone(), Vec::new());
        for (act, actor, time) in acts {
            sequence += 1;
            let event = Event { format: FORMAT.to_owned(), document: document.clone(), sequence, previous, time, actor, act };
            let sealed =
                Sealed::seal(event).map_err(|_| Damage::whole("händelsen gick inte att skriva", "the event could not be written"))?;
            previous = sealed.hash().clone();
            events.push(sealed);
        }
        let extension = Extension { document, after, events, objects, forget: Vec::new() };
        let standing = self.receive(&extension)?;
        Ok(Recorded { standing, events: extension.events.iter().map(|sealed| sealed.event().clone()).collect() })
    }
}

/// A renewal as its time stamp tells of it: when, and by whom.
fn stamped(revision: u64, stamp: PlacedStamp, acts: &mut Vec<(Act, Actor, Moment)>, objects: &mut Vec<Object>) {
    let PlacedStamp { authority, time, file } = stamp;
    let (file, object) = KeptFile::signed(file);
    let actor = signer(&authority, None);
    acts.push((Act::Renewed(Renewal { revision, authority: Some(authority), file }), actor, time));
    objects.push(object);
}

/// The state that signatures bring a document to from the one it is in.
pub(super) fn signed_state<'a>(state: &str, states: &'a States) -> Option<&'a State> {
    states.after(states.get(state)?).into_iter().find(|next| next.set_by == SetBy::Signatures)
}

/// Whether a revision was fixed for signing until somebody declined or went back: what was signed by then still counts as signed.
pub(super) fn gone_back_from(row: &RevisionRow, standing: &Standing, states: &States) -> bool {
    let left = |state: &State| signed_state(&state.id, states).is_some() && *state.left_as.as_ref().unwrap_or(&state.id) == row.state;
    row.frozen && row.revision != standing.revision && states.iter().any(left)
}

pub(super) fn signed(row: &RevisionRow, to: &State) -> Act {
    Act::State {
        revision: row.revision,
        from: row.state.clone(),
        to: to.id.clone(),
        frozen: true,
        version: None,
        reason: None,
        opens: None,
        supersedes: None,
        replaced_by: None,
        passed: None,
        validity: Validity::default(),
        renditions: Vec::new(),
    }
}
