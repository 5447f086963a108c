//! A document goes on to a state of its kind, or back.

use super::{Archive, At, Intent};
use crate::diag::codes;
use crate::model::{CheckDemand, Clearance, DocumentId, Hash, Move, SetBy, State, States, VersionStep};
use crate::store::event::{Act, Opened, Passed, Superseded, Validity};
use crate::store::projection::{RevisionRow, Standing};
use crate::store::refusal::{Refusal, StoreError, refuse};

/// What goes with a change of state.
#[derive(Debug, Clone, Default)]
pub struct StateChange {
    /// Why; needed when going back.
    pub reason: Option<String>,
    /// Until when the version holds.
    pub validity: Validity,
    /// The proof that nothing is in the way of signing, where the state demands it.
    pub clearance: Option<Clearance>,
    /// The document that takes its place, where the state says that one does.
    pub replaced_by: Option<DocumentId>,
    /// Whether the signatures were made with pen on paper, which the reason then tells of.
    pub on_paper: bool,
}

impl Archive {
    /// Gets ready to bring a revision to a state.
    ///
    /// # Errors
    /// A refusal when the kind has no such state, the move is not one of the kind's, a reason is missing, the state is
    /// set by signatures, or the check that it demands was not passed by the very bytes of the revision.
    pub fn change_state(
        &self,
        document: &DocumentId,
        at: &At,
        to: &str,
        change: StateChange,
        states: &States,
    ) -> Result<Intent, StoreError> {
        let (standing, row) = self.find(document, at)?;
        let from = states.get(&row.state).ok_or_else(|| unknown_state(&row.state, states))?;
        let to = states.called(to).ok_or_else(|| unknown_state(to, states))?;
        match states.way(from, to) {
            None => Err(no_way(from, to, states).into()),
            Some(Move::Back) => go_back(&standing, row, from, to, change),
            Some(Move::On) => {
                self.successor(document, to, change.replaced_by.as_ref(), states)?;
                self.go_on(&standing, row, to, change)
            }
        }
    }

    /// What a version is replaced by is named, and is another document of the store; a version that none replaces is
    /// repealed.
    fn successor(&self, document: &DocumentId, to: &State, by: Option<&DocumentId>, states: &States) -> Result<(), StoreError> {
        let replaced = states.iter().any(|state| state.former_becomes.as_ref() == Some(&to.id));
        match by {
            None if replaced => Err(Refusal::new(
                codes::STATE_NOT_REACHABLE,
                format!("det står inte vad som ersätter {document}"),
                format!("it does not say what takes the place of {document}"),
            )
            .hint(
                "ange --replaced-by DOKUMENT; en ny version av samma dokument ersätter den gamla av sig själv när den blir gällande",
                "give --replaced-by DOCUMENT; a new version of the same document replaces the old one by itself when it comes into force",
            )
            .into()),
            Some(_) if !replaced => Err(Refusal::new(
                codes::STATE_NOT_REACHABLE,
                format!("ett dokument i läget ”{}” är inte ersatt av något", to.name.sv),
                format!("a document in the state “{}” is not replaced by another", to.name.en),
            )
            .hint("utelämna --replaced-by", "leave out --replaced-by")
            .into()),
            Some(by) if by == document => Err(Refusal::new(
                codes::STATE_NOT_REACHABLE,
                "ett dokument kan inte ersätta sig självt",
                "a document can't take its own place",
            )
            .hint("ange id för det nya dokumentet", "give the id of the new document")
            .into()),
            Some(by) => self.existing(by).map(|_| ()),
            None => Ok(()),
        }
    }

    fn go_on(&self, standing: &Standing, row: RevisionRow, to: &State, change: StateChange) -> Result<Intent, StoreError> {
        if to.set_by == SetBy::Signatures && !change.on_paper {
            return Err(by_signatures(to).into());
        }
        if change.on_paper && change.reason.is_none() {
            return Err(Refusal::new(
                codes::REASON_NEEDED,
                "det står inte vem som undertecknade på papper, och när",
                "it does not say who signed on paper, and when",
            )
            .hint("lägg till --reason \"undertecknad den 2 juni 2021 av …\"", "add --reason \"signed on 2 June 2021 by …\"")
            .into());
        }
        if change.on_paper && row.signing.is_electronic() {
            return Err(refuse::mixed(&row).into());
        }
        let last = row.revision == standing.revision;
        if !last && (to.version == VersionStep::Full || !to.frozen) {
            let version = row.version;
            return Err(Refusal::new(
                codes::STATE_NOT_REACHABLE,
                format!("version {version} är inte den senaste och kan inte bli ”{}”", to.name.sv),
                format!("version {version} is not the last and can't become “{}”", to.name.en),
            )
            .hint("ta fram den igen som ny revision: kansli restore", "bring it back as a new revision: kansli restore")
            .into());
        }
        let passed = match to.check {
            CheckDemand::None => None,
            CheckDemand::Signing => Some(self.passed(&row, change.clearance.as_ref())?),
        };
        let version = (to.version == VersionStep::Full).then(|| standing.version.next_full());
        let supersedes = match &to.former_becomes {
            Some(former) => self.former(standing, &row, &to.id)?.map(|revision| Superseded { revision, state: former.clone() }),
            None => None,
        };
        let act = Act::State {
            revision: row.revision,
            from: row.state.clone(),
            to: to.id.clone(),
            frozen: to.frozen,
            version,
            reason: change.reason,
            opens: None,
            supersedes,
            replaced_by: change.replaced_by,
            passed,
            validity: change.validity,
            renditions: Vec::new(),
        };
        Ok(Self::intent(standing, row, act))
    }

    /// The proof must be about the bytes that the revision holds.
    fn passed(&self, row: &RevisionRow, clearance: Option<&Clearance>) -> Result<Passed, StoreError> {
        let bytes = self.source(row)?;
        match clearance {
            Some(clearance) if *clearance.source() == Hash::of(&bytes) => Ok(Passed {
                check: "signing".to_owned(),
                kind: clearance.kind().clone(),
                program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            }),
            _ => {
                let (document, version) = (&row.document, row.version);
                Err(Refusal::new(
                    codes::NOT_READY_FOR_SIGNING,
                    format!("version {version} är inte kontrollerad utan fel inför undertecknandet"),
                    format!("version {version} was not checked without faults for signing"),
                )
                .hint(
                    format!("se vad som återstår: kansli check --for signing {document}@{version}"),
                    format!("see what is left: kansli check --for signing {document}@{version}"),
                )
                .into())
            }
        }
    }

    /// The earlier version that is in the same state, if there is one: the last that came there and has not left.
    fn former(&self, standing: &Standing, row: &RevisionRow, state: &str) -> Result<Option<u64>, StoreError> {
        for sealed in self.store.notable(&standing.document)?.iter().rev() {
            if let Act::State { revision, to, opens: None, .. } = &sealed.event().act
                && to == state
                && *revision < row.revision
                && self.store.revision(&standing.document, *revision)?.is_some_and(|other| other.state == state)
            {
                return Ok(Some(*revision));
            }
        }
        Ok(None)
    }
}

pub(super) fn go_back(standing: &Standing, row: RevisionRow, from: &State, to: &State, change: StateChange) -> Result<Intent, StoreError> {
    if row.revision != standing.revision {
        let (version, last) = (row.version, standing.version);
        return Err(Refusal::new(
            codes::STATE_NOT_REACHABLE,
            format!("version {version} är inte den senaste; en ny revision är redan öppnad (version {last})"),
            format!("version {version} is not the last; a new revision is open already (version {last})"),
        )
        .into());
    }
    let Some(reason) = change.reason else { return Err(refuse::reason_needed(&row).into()) };
    let opens = Opened {
        revision: standing.revision + 1,
        version: standing.version.next_draft(),
        left_as: from.left_as.clone().unwrap_or_else(|| from.id.clone()),
    };
    let act = Act::State {
        revision: row.revision,
        from: row.state.clone(),
        to: to.id.clone(),
        frozen: false,
        version: None,
        reason: Some(reason),
        opens: Some(opens),
        supersedes: None,
        replaced_by: None,
        passed: None,
        validity: Validity::default(),
        renditions: Vec::new(),
    };
    Ok(Archive::intent(standing, row, act))
}

fn names<'a>(states: impl IntoIterator<Item = &'a State>) -> (String, String) {
    let mut sv = Vec::new();
    let mut en = Vec::new();
    for state in states {
        sv.push(format!("{} ({})", state.id, state.name.sv));
        en.push(format!("{} ({})", state.id, state.name.en));
    }
    (sv.join(", "), en.join(", "))
}

fn unknown_state(name: &str, states: &States) -> Refusal {
    let name = crate::diag::shortened(name);
    let (sv, en) = names(states.iter());
    Refusal::new(codes::STATE_NOT_REACHABLE, format!("slaget har inget läge ”{name}”"), format!("the kind has no state “{name}”"))
        .hint(format!("de lägen som finns: {sv}"), format!("the states there are: {en}"))
}

fn no_way(from: &State, to: &State, states: &States) -> Refusal {
    let on = states.after(from);
    let back: Vec<&State> = from.back.iter().filter_map(|id| states.get(id)).collect();
    let (on_sv, on_en) = names(on.iter().copied());
    let (back_sv, back_en) = names(back.iter().copied());
    let refusal = if from.id == to.id {
        Refusal::new(
            codes::STATE_NOT_REACHABLE,
            format!("dokumentet är redan ”{}”", from.name.sv),
            format!("the document is “{}” already", from.name.en),
        )
    } else {
        Refusal::new(
            codes::STATE_NOT_REACHABLE,
            format!("från ”{}” kommer man inte till ”{}”", from.name.sv, to.name.sv),
            format!("there is no way from “{}” to “{}”", from.name.en, to.name.en),
        )
    };
    match (on.is_empty(), back.is_empty()) {
        (false, false) => refusal.hint(
            format!("vidare går det till: {on_sv}; tillbaka, med skäl: {back_sv}"),
            format!("on, it goes to: {on_en}; back, with a reason: {back_en}"),
        ),
        (false, true) => refusal.hint(format!("vidare går det till: {on_sv}"), format!("on, it goes to: {on_en}")),
        (true, false) => {
            refusal.hint(format!("tillbaka, med skäl, går det till: {back_sv}"), format!("back, with a reason, it goes to: {back_en}"))
        }
        (true, true) => refusal.hint("läget är det sista", "the state is the last"),
    }
}

fn by_signatures(to: &State) -> Refusal {
    Refusal::new(
        codes::STATE_NOT_REACHABLE,
        format!("läget ”{}” sätts av den sista giltiga underskriften", to.name.sv),
        format!("the state “{}” is set by the last valid signature", to.name.en),
    )
    .hint(
        "är dokumentet undertecknat på papper: lägg till --on-paper --reason \"undertecknad den … av …\"",
        "if the document was signed on paper: add --on-paper --reason \"signed on … by …\"",
    )
}
