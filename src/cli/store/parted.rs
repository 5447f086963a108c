//! `receive` of a history that parted from the own one: what the other side did is noted behind the own where it decides nothing,
//! or the own one is set aside in a file and gives way.

use std::path::Path;

use super::exchange::kind_of;
use super::workspace::Workspace;
use super::{Context, Outcome, fault, told, words};
use crate::cli::report::Stream;
use crate::cli::{Exit, output};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::kind::Kind;
use crate::model::DocumentId;
use crate::sign;
use crate::store::{Act, Bundle, Event, Joined, Sealed, Store, StoreError};

/// So many events of each side are told of.
const TOLD: u64 = 3;

impl Context<'_> {
    /// Makes one history of two that parted after event `common`, where that needs no decision or where the user made it.
    pub(super) fn parted(
        &self,
        workspace: &Workspace,
        (bundle, common): (&Bundle, u64),
        file: &FileName,
        set_aside: Option<&Path>,
    ) -> Outcome {
        let archive = workspace.archive();
        let fail = |error: StoreError| told(&error, file.as_str());
        let kind = self.kind(&kind_of(bundle))?;
        if let Some(path) = set_aside {
            return self.give_way(workspace, (bundle, common), &kind, path);
        }
        match archive.take_in(bundle, common, &kind.states).map_err(fail)? {
            Some(joined) => self.took_in(workspace, bundle, &kind, joined),
            None => {
                let loses = !archive.left_behind(bundle, common, &kind.states).map_err(fail)?.is_empty();
                Err(vec![told_of_fork(archive.store(), (bundle, &kind), (common, loses), file).map_err(fail)?])
            }
        }
    }

    fn took_in(&self, workspace: &Workspace, bundle: &Bundle, kind: &Kind, joined: Joined) -> Outcome {
        let document = bundle.document();
        let send = Message::new(
            format!(
                "Sänd er historik, så att båda har samma: kansli bundle {document} -o FIL. Den andra sidan tar emot den: kansli receive FIL --set-aside EGEN.kansli"
            ),
            format!(
                "Send your history, so that both have the same: kansli bundle {document} -o FILE. The other side receives it: kansli receive FILE --set-aside OWN.kansli"
            ),
        );
        if joined.noted.is_empty() {
            self.say(
                format!("{document}: historiken här har redan allt som hänt, i annan ordning. {}", send.sv),
                format!("{document}: the history here has all that happened already, in another order. {}", send.en),
            );
            return Ok(Exit::Done);
        }
        self.say(
            format!("{document}: båda sidor har gjort något sedan sist. Det som hänt hos den andra är antecknat efter er historik:"),
            format!("{document}: both sides have done something since. What happened at the other is noted behind your history:"),
        );
        let noted = self.settled(workspace, document, kind, joined.noted)?;
        self.listed(&noted, kind);
        self.say(send.sv, send.en);
        let sealed = self.sealed(workspace, document, noted.len())?;
        self.told_of_own(workspace, bundle, &sealed.iter().collect::<Vec<_>>())?;
        Ok(Exit::Done)
    }

    fn give_way(&self, workspace: &Workspace, (bundle, common): (&Bundle, u64), kind: &Kind, path: &Path) -> Outcome {
        let (archive, document) = (workspace.archive(), bundle.document());
        let fail = |error: StoreError| told(&error, document.as_str());
        let own = archive.existing(document).map_err(fail)?;
        let known = archive.store().events(document, common + 1, own.sequence).map_err(fail)?;
        let bytes = self.packed(workspace, &own)?;
        output::create(path, &bytes).map_err(|fault| vec![fault])?;
        let joined = archive.give_way(bundle, common, &kind.states).map_err(|error| {
            // Nothing was changed, so nothing is kept either.
            let _ = std::fs::remove_file(path);
            fail(error)
        })?;
        let store = archive.store();
        store.keep_signer(bundle.verifier()).map_err(fail)?;
        store.keep_note(bundle.head(), bundle.verifier().name(), bundle.note()).map_err(fail)?;
        let (shown, sender, all) = (path.display(), bundle.verifier().name(), words::events(bundle.events().len() as u64));
        self.say(
            format!("{document}: den egna historiken ligger i {shown}. Här gäller nu historiken från {sender}: {}.", all.sv),
            format!("{document}: your own history lies in {shown}. Here the history from {sender} holds now: {}.", all.en),
        );
        let is_known = |event: &Event| {
            known.iter().any(|own| (&own.event().act, &own.event().actor, own.event().time) == (&event.act, &event.actor, event.time))
        };
        let new: Vec<&Sealed> =
            bundle.events().iter().filter(|sealed| sealed.event().sequence > common && !is_known(sealed.event())).collect();
        if !new.is_empty() {
            self.say("Detta är nytt här:".to_owned(), "This is new here:".to_owned());
            self.listed(&new.iter().map(|sealed| sealed.event().clone()).collect::<Vec<_>>(), kind);
        }
        let left = joined.left.clone();
        let noted = self.settled(workspace, document, kind, joined.noted)?;
        if !noted.is_empty() {
            self.say("Antecknat på nytt efter den:".to_owned(), "Noted anew behind it:".to_owned());
            self.listed(&noted, kind);
        }
        if !left.is_empty() {
            self.say(
                "Detta följde inte med. Gör om det som fortfarande ska gälla:".to_owned(),
                "This did not come along. Do anew what shall still hold:".to_owned(),
            );
            self.listed(&left, kind);
        }
        if !noted.is_empty() {
            self.say(
                format!("Sänd er historik, så att båda har samma: kansli bundle {document} -o FIL"),
                format!("Send your history, so that both have the same: kansli bundle {document} -o FILE"),
            );
        }
        self.told_of_own(workspace, bundle, &new)?;
        self.say(
            format!("Hämta den senaste revisionen: kansli show {document} --out FIL"),
            format!("Get the last revision: kansli show {document} --out FILE"),
        );
        Ok(Exit::Done)
    }

    /// What was noted, with the state that pages signed with a pen bring once both sides' are there.
    fn settled(&self, workspace: &Workspace, document: &DocumentId, kind: &Kind, noted: Vec<Event>) -> Result<Vec<Event>, Vec<Diagnostic>> {
        let mut noted = noted;
        let ink = noted.iter().rev().find_map(|event| match &event.act {
            Act::InkSignature(ink) => Some(ink.revision),
            _ => None,
        });
        if let Some(revision) = ink {
            let archive = workspace.archive();
            let fail = |error: StoreError| told(&error, document.as_str());
            let row = archive.find(document, &crate::store::At::Revision(revision)).map_err(fail)?.1;
            let pdf = archive.signing_file(&row).map_err(fail)?;
            let lines = sign::lines(&pdf).map_or(usize::MAX, |lines| lines.len());
            noted.extend(archive.settle_ink(document, revision, lines, &kind.states).map_err(fail)?);
        }
        Ok(noted)
    }

    /// The last events of the log.
    fn sealed(&self, workspace: &Workspace, document: &DocumentId, count: usize) -> Result<Vec<Sealed>, Vec<Diagnostic>> {
        let fail = |error: StoreError| told(&error, document.as_str());
        let last = workspace.archive().existing(document).map_err(fail)?.sequence;
        workspace.archive().store().events(document, (last + 1).saturating_sub(count as u64), last).map_err(fail)
    }

    fn listed(&self, events: &[Event], kind: &Kind) {
        for event in events {
            let line = line(event, Some(kind));
            self.report.sentence(Stream::Answer, &Message::new(format!("  {}", line.sv), format!("  {}", line.en)));
        }
    }
}

/// When, who and what.
fn line(event: &Event, kind: Option<&Kind>) -> Message {
    let (what, who, when) = (words::act(&event.act, kind), words::who(&event.actor), words::when(event.time));
    Message::new(format!("{when}, {who}. {}", what.sv), format!("{when}, {who}. {}", what.en))
}

/// Where two histories part, and what each side did then.
fn told_of_fork(
    store: &dyn Store,
    (bundle, kind): (&Bundle, &Kind),
    (common, loses): (u64, bool),
    file: &FileName,
) -> Result<Diagnostic, StoreError> {
    let document: &DocumentId = bundle.document();
    let message = Message::new(
        format!("historikerna har gått skilda vägar efter händelse {common}; inget har ändrats här"),
        format!("the histories have parted after event {common}; nothing was changed here"),
    );
    let mut diagnostic = fault(codes::HISTORY_FORKED, file.as_str(), message);
    for sealed in &store.events(document, common + 1, common + TOLD)? {
        let told = line(sealed.event(), Some(kind));
        diagnostic = diagnostic.related(
            Place::File(FileName::new(document.as_str())),
            Message::new(format!("här: {}", told.sv), format!("here: {}", told.en)),
        );
    }
    for sealed in bundle.events().iter().filter(|sealed| (common + 1..=common + TOLD).contains(&sealed.event().sequence)) {
        let told = line(sealed.event(), Some(kind));
        diagnostic = diagnostic
            .related(Place::File(file.clone()), Message::new(format!("i filen: {}", told.sv), format!("in the file: {}", told.en)));
    }
    Ok(match loses {
        true => diagnostic.hint(
            format!("kom överens om vilken historik som ska gälla; den andra sidan lägger undan sin egen: kansli receive {file} --set-aside EGEN.kansli. Det som går att foga till den som gäller antecknas då på nytt, och allt annat finns kvar i filen"),
            format!("agree on which history shall hold; the other side sets its own aside: kansli receive {file} --set-aside OWN.kansli. What can be added to the one that holds is then noted anew, and all else stays in the file"),
        ),
        false => diagnostic.hint(
            format!("allt som har hänt här går att anteckna efter det som har hänt där, och inget går förlorat: kansli receive {file} --set-aside EGEN.kansli (er historik som den är nu sparas i EGEN.kansli)"),
            format!("all that happened here can be noted behind what happened there, and nothing is lost: kansli receive {file} --set-aside OWN.kansli (your history as it is now is kept in OWN.kansli)"),
        ),
    })
}
