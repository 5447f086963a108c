//! Refusals and faults: why a store does not do what it was asked to, in both languages.

use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::model::DocumentId;

/// Why something may not be done, and what to do instead.
pub use crate::diag::Fault as Refusal;

/// Something in a store that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The document, where it is known.
    pub document: Option<DocumentId>,
    /// What does not add up.
    pub message: Message,
}

impl Damage {
    /// A damage of a document.
    pub fn of(document: &DocumentId, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { document: Some(document.clone()), message: Message::new(sv, en) }
    }

    /// A damage of the store as a whole.
    pub fn whole(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { document: None, message: Message::new(sv, en) }
    }
}

/// Why a store gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Somebody else was first: the document's log has another head than the one that was built on.
    Conflict {
        /// The document.
        document: DocumentId,
        /// The last event that was known.
        known: u64,
    },
    /// The rules say no.
    Refused(Refusal),
    /// What was read does not add up.
    Damaged(Damage),
    /// The store can't be reached, read or written.
    Unavailable(Refusal),
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Damage> for StoreError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

impl StoreError {
    /// The same as a diagnostic about `place`, such as a document's id or a file.
    pub fn diagnostic(&self, place: &FileName) -> Diagnostic {
        let at = Place::File(place.clone());
        let of = |refusal: &Refusal| {
            let mut diagnostic = Diagnostic::error(refusal.code.clone(), at.clone(), refusal.message.clone());
            diagnostic.hint.clone_from(&refusal.hint);
            diagnostic
        };
        match self {
            Self::Refused(refusal) | Self::Unavailable(refusal) => of(refusal),
            Self::Damaged(damage) => {
                let place = damage.document.as_ref().map_or(place.clone(), |document| FileName::new(document.as_str()));
                Diagnostic::error(codes::STORE_DAMAGED, Place::File(place), damage.message.clone()).hint(
                    "inget har ändrats; kör kansli verify för hela bilden, och återställ sedan från en säkerhetskopia eller ta emot historiken från den andra huvudmannen",
                    "nothing has been changed; run kansli verify for the whole picture, then restore from a backup or receive the history from the other principal",
                )
            }
            Self::Conflict { .. } => Diagnostic::error(
                codes::STORE_CONFLICT,
                at,
                Message::new(
                    "någon annan hann före: dokumentet har ändrats under tiden",
                    "somebody else was first: the document has changed meanwhile",
                ),
            )
            .hint("gör om samma sak; ingenting sparades", "do the same again; nothing was saved"),
        }
    }
}

/// The refusals of the rules.
pub(super) mod refuse {
    use super::{Refusal, codes, shortened};
    use crate::model::{DocumentId, Label};
    use crate::store::event::Event;
    use crate::store::projection::{Gone, LabelRow, RevisionRow, Standing};
    use crate::store::signing::SigningOpened;

    /// An event that does not follow the one before it.
    pub fn broken_chain(event: &Event) -> Refusal {
        let at = event.sequence;
        Refusal::new(
            codes::HISTORY_INVALID,
            format!("händelse {at} hör inte ihop med den före: kedjan är bruten"),
            format!("event {at} does not follow the one before it: the chain is broken"),
        )
    }

    /// An event that says something else than where the document stands.
    pub fn inconsistent(event: &Event) -> Refusal {
        let at = event.sequence;
        Refusal::new(
            codes::HISTORY_INVALID,
            format!("händelse {at} stämmer inte med dem före: nummer, version eller läge är ett annat"),
            format!("event {at} does not agree with those before it: number, version or state is another"),
        )
    }

    /// A revision that is signed, or declined, without being fixed, or after another was opened.
    pub fn not_fixed(row: &RevisionRow) -> Refusal {
        let (revision, version) = (row.revision, row.version);
        Refusal::new(
            codes::NOT_SIGNABLE,
            format!("revision {revision} (version {version}) är inte låst, eller är inte den senaste, och kan inte undertecknas"),
            format!("revision {revision} (version {version}) is not frozen, or not the last, and can't be signed"),
        )
    }

    /// A session beside the one that is open.
    pub fn session_open(row: &RevisionRow, open: &SigningOpened) -> Refusal {
        let (document, version, principal) = (&row.document, row.version, &open.principal);
        let (sv, en) = match &open.signatory {
            Some(name) => (format!("{name}, {principal}"), format!("{name}, {principal}")),
            None => (principal.clone(), principal.clone()),
        };
        Refusal::new(
            codes::SIGNING_OPEN,
            format!("version {version} väntar redan på en underskrift som är förberedd: {sv}"),
            format!("version {version} waits already for a signature that was prepared: {en}"),
        )
        .hint(
            format!("foga in den med kansli sign complete, eller ge upp den: kansli sign cancel {document} --reason \"…\""),
            format!("put it in by kansli sign complete, or give it up: kansli sign cancel {document} --reason \"…\""),
        )
    }

    /// Ink on a version that is signed electronically, or the other way round.
    pub fn mixed(row: &RevisionRow) -> Refusal {
        let (document, version) = (&row.document, row.version);
        let (sv, en) = match row.signing.ink.is_empty() {
            true => ("elektroniskt", "electronically"),
            false => ("på papper", "on paper"),
        };
        Refusal::new(
            codes::SIGNATURES_MIXED,
            format!("version {version} undertecknas {sv}; underskrifter på papper och elektroniska blandas aldrig på en version"),
            format!("version {version} is being signed {en}; signatures on paper and electronic ones never mix on one version"),
        )
        .hint(
            format!("låt alla underteckna på samma sätt, eller gå tillbaka och börja om med en ny revision: kansli state {document} LÄGE --reason \"…\""),
            format!("let all sign in the same way, or go back and start over with a new revision: kansli state {document} STATE --reason \"…\""),
        )
    }

    /// Somebody signs a second time.
    pub fn signed_already(row: &RevisionRow, name: &str) -> Refusal {
        let (document, version, name) = (&row.document, row.version, shortened(name));
        Refusal::new(
            codes::NOT_SIGNABLE,
            format!("{name} har redan undertecknat version {version}"),
            format!("{name} has signed version {version} already"),
        )
        .hint(format!("se vem som återstår: kansli sign status {document}"), format!("see who is left: kansli sign status {document}"))
    }

    /// A text that no event may bear; `field` is its name in the event.
    pub fn text(field: &str) -> Refusal {
        let sv = match field {
            "name" => "namn",
            "principal" => "huvudman",
            "role" => "roll",
            "reason" => "skäl",
            "recipients" => "mottagare",
            "case_number" => "diarienummer",
            "body" => "organ",
            "item" => "paragraf",
            "decision" => "beslut",
            "file" => "filnamn",
            "validity" => "giltighet",
            "state" => "läge",
            "changes" => "ändringar",
            "signatory" => "undertecknare",
            "field" => "fält",
            "certificate" => "certifikat",
            "copies" => "filer",
            "authority" => "tidsstämplingstjänst",
            other => other,
        };
        let en = field.replace('_', " ");
        Refusal::new(
            codes::EVENT_TEXT,
            format!("{sv}: texten är tom, för lång eller har ett otillåtet tecken"),
            format!("{en}: the text is empty, too long or has a character that is not allowed"),
        )
        .hint(
            "skriv en rad text (skäl får vara flera rader) utan styrtecken; datum som ÅÅÅÅ-MM-DD",
            "write one line of text (reasons may be several) without control characters; dates as YYYY-MM-DD",
        )
    }

    /// A change of what is frozen.
    pub fn frozen(standing: &Standing) -> Refusal {
        let (version, document) = (standing.version, &standing.document);
        Refusal::new(
            codes::VERSION_FROZEN,
            format!("version {version} är låst och kan inte ändras"),
            format!("version {version} is frozen and can't be changed"),
        )
        .hint(
            format!("öppna en ny revision genom att gå tillbaka, med skäl: kansli state {document} LÄGE --reason \"…\""),
            format!("open a new revision by going back, with a reason: kansli state {document} STATE --reason \"…\""),
        )
    }

    /// A frozen version that should come to a state that is not frozen.
    pub fn thawing(row: &RevisionRow) -> Refusal {
        let version = row.version;
        Refusal::new(
            codes::VERSION_FROZEN,
            format!("version {version} är låst och kan inte bli ett utkast igen"),
            format!("version {version} is frozen and can't become a draft again"),
        )
        .hint("gå tillbaka med skäl, så öppnas en ny revision", "go back with a reason, and a new revision is opened")
    }

    /// Going back without a reason.
    pub fn reason_needed(row: &RevisionRow) -> Refusal {
        let version = row.version;
        Refusal::new(
            codes::REASON_NEEDED,
            format!("att gå tillbaka från version {version} kräver ett skäl"),
            format!("going back from version {version} needs a reason"),
        )
        .hint("lägg till --reason \"varför\"", "add --reason \"why\"")
    }

    /// Another weight than the proposed one, without a reason.
    pub fn weight_without_reason() -> Refusal {
        Refusal::new(
            codes::REASON_NEEDED,
            "en annan vikt än den föreslagna kräver ett skäl",
            "another weight than the proposed one needs a reason",
        )
        .hint("lägg till --reason \"varför\"", "add --reason \"why\"")
    }

    /// A revision that does not exist.
    pub fn no_revision(document: &DocumentId, revision: u64) -> Refusal {
        Refusal::new(
            codes::UNKNOWN_REVISION,
            format!("dokumentet har ingen revision {revision}"),
            format!("the document has no revision {revision}"),
        )
        .hint(format!("se vilka som finns: kansli log {document}"), format!("see which there are: kansli log {document}"))
    }

    /// A label that does not exist.
    pub fn no_label(document: &DocumentId, label: &Label) -> Refusal {
        let label = shortened(label.as_str());
        Refusal::new(
            codes::UNKNOWN_LABEL,
            format!("dokumentet har ingen beteckning ”{label}”"),
            format!("the document has no label “{label}”"),
        )
        .hint(format!("se vilka som finns: kansli log {document}"), format!("see which there are: kansli log {document}"))
    }

    /// A label that names something already.
    pub fn label_taken(row: &LabelRow) -> Refusal {
        let (label, revision) = (&row.label, row.revision);
        Refusal::new(
            codes::LABEL_TAKEN,
            format!("beteckningen ”{label}” gäller redan revision {revision} och flyttas aldrig"),
            format!("the label “{label}” names revision {revision} already and never moves"),
        )
        .hint(
            format!("välj ett nytt namn och låt det ersätta det gamla: --supersedes {label}"),
            format!("choose a new name and let it take the place of the old one: --supersedes {label}"),
        )
    }

    /// A label whose place was taken before.
    pub fn label_superseded(old: &Label, by: &Label) -> Refusal {
        Refusal::new(
            codes::LABEL_TAKEN,
            format!("beteckningen ”{old}” är redan ersatt av ”{by}”"),
            format!("the label “{by}” took the place of “{old}” already"),
        )
        .hint(format!("ange --supersedes {by}"), format!("give --supersedes {by}"))
    }

    /// Content that was weeded or disposed of.
    pub fn content_gone(row: &RevisionRow) -> Refusal {
        let (document, version, revision) = (&row.document, row.version, row.revision);
        let (sv, en) = match row.gone {
            Some(Gone::Weeded) => ("rensat", "was weeded"),
            Some(Gone::Disposed) => ("gallrat", "was disposed of"),
            None => ("borta", "is gone"),
        };
        Refusal::new(
            codes::CONTENT_GONE,
            format!("innehållet i revision {revision} (version {version}) är {sv} och finns inte kvar här"),
            format!("the content of revision {revision} (version {version}) {en} and is here no longer"),
        )
        .hint(
            format!("loggen säger vem, när och varför: kansli log {document}"),
            format!("the log tells who, when and why: kansli log {document}"),
        )
    }

    /// A dispatch to nobody.
    pub fn no_recipients(row: &RevisionRow) -> Refusal {
        let version = row.version;
        Refusal::new(
            codes::RECIPIENTS_NEEDED,
            format!("det står inte till vem version {version} sändes"),
            format!("it does not say to whom version {version} was sent"),
        )
        .hint("ange --to \"mottagare\", en gång för var och en", "give --to \"recipient\", once for each")
    }

    /// A dispatch that makes an official document, without a case number.
    pub fn no_case_number(row: &RevisionRow) -> Refusal {
        let version = row.version;
        Refusal::new(
            codes::CASE_NUMBER_NEEDED,
            format!("version {version} blir expedierad, och därmed upprättad, när den sänds så, och behöver ett diarienummer"),
            format!("version {version} is dispatched, and so drawn up, when it is sent so, and needs a case number"),
        )
        .hint(
            "ange --dnr \"…\" (en gång för varje myndighet), eller --no-dnr \"skälet till att det saknas\"",
            "give --dnr \"…\" (once for each authority), or --no-dnr \"the reason for having none\"",
        )
    }

    /// A revision that weeding must leave.
    pub fn not_to_be_weeded(row: &RevisionRow) -> Refusal {
        let (version, revision) = (row.version, row.revision);
        Refusal::new(
            codes::NOT_TO_BE_WEEDED,
            format!("revision {revision} (version {version}) kan inte rensas: den är den senaste, eller sänd, låst, betecknad eller föremål för ett ställningstagande"),
            format!("revision {revision} (version {version}) can't be weeded: it is the last, or was sent, frozen, labelled or taken a position on"),
        )
        .hint("en allmän handling gallras på beslut: kansli erase … --decision \"…\"", "an official document is disposed of on a decision: kansli erase … --decision \"…\"")
    }

    /// Content that is named but was not given.
    pub fn content_missing(document: &DocumentId, count: usize) -> Refusal {
        Refusal::new(
            codes::HISTORY_INVALID,
            format!(
                "historiken för {document} saknar innehåll som den nämner ({count} st), och ingen händelse säger att det är rensat eller gallrat"
            ),
            format!("the history of {document} lacks content that it names ({count}), and no event says that it was weeded or disposed of"),
        )
    }
}
