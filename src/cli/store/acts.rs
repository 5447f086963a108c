//! `state`, `position`, `dispatch`, `label`, `weed`, `erase`.

use std::io::IsTerminal;
use std::path::Path;

use super::workspace::Workspace;
use super::{Context, Outcome, document_of, now, record, told, words};
use crate::check::CheckOptions;
use crate::cli::Exit;
use crate::cli::args::{Named, StoreCommand};
use crate::cli::report::Stream;
use crate::cli::texts::Texts;
use crate::cli::usage::Usage;
use crate::diag::{Checked, Diagnostic, FileName, Message, Place, Severity, codes};
use crate::kind::Kind;
use crate::model::{Actor, CheckDemand, Clearance, DocumentId, Label, Moment, Move, Pointer};
use crate::produce::{Producer, Request};
use crate::read;
use crate::store::{
    Act, Archive, At, CaseNumber, Dispatching, Intent, Kept, Position, RevisionRow, StateChange, StoreError, Validity, stretches,
};
use crate::write::FORMATS;

/// A workspace, who acts in it, and the document that it is about.
struct Scene {
    workspace: Workspace,
    actor: Actor,
    document: DocumentId,
}

impl Scene {
    fn open(named: &Named) -> Result<Self, Vec<Diagnostic>> {
        let workspace = Workspace::open(Path::new("."))?;
        let actor = workspace.actor()?;
        let document = document_of(&named.document)?;
        Ok(Self { workspace, actor, document })
    }

    fn archive(&self) -> &Archive {
        self.workspace.archive()
    }

    fn told(&self, error: &StoreError) -> Vec<Diagnostic> {
        told(error, self.document.as_str())
    }
}

impl Context<'_> {
    pub(super) fn state(&self, command: &StoreCommand) -> Outcome {
        let StoreCommand::State { named, state, reason, on_paper, valid_from, valid_until, review_by, replaced_by } = command else {
            return Ok(Exit::Done);
        };
        let scene = Scene::open(named)?;
        let (standing, row) = scene.archive().find(&scene.document, &named.at).map_err(|error| scene.told(&error))?;
        let kind = self.kind(&standing.kind)?;
        let (from, to) = (kind.states.get(&row.state), kind.states.called(state));
        let on = from.zip(to).is_some_and(|(from, to)| kind.states.way(from, to) == Some(Move::On));
        let demands = on && to.is_some_and(|to| to.check == CheckDemand::Signing);
        let clearance = if demands { self.clearance(&scene, &row)? } else { None };
        let change = StateChange {
            reason: reason.clone(),
            validity: Validity { from: valid_from.clone(), until: valid_until.clone(), review_by: review_by.clone() },
            clearance,
            replaced_by: replaced_by.as_deref().map(document_of).transpose()?,
            on_paper: *on_paper,
        };
        let intent =
            scene.archive().change_state(&scene.document, &named.at, state, change, &kind.states).map_err(|error| scene.told(&error))?;
        let kept = self.carry_out(&scene, intent, &kind)?;
        self.told_of_state(&kind, &row, &kept);
        if demands {
            self.mind_the_signing(&scene, &row, &kind)?;
        }
        Ok(Exit::Done)
    }

    /// Asks how a version is signed that was fixed for it and does not say so: its text would name another day than an electronic
    /// signature's. Now is the time to mend it, before anybody has signed.
    fn mind_the_signing(&self, scene: &Scene, row: &RevisionRow, kind: &Kind) -> Result<(), Vec<Diagnostic>> {
        if kind.schema.pointer("/properties/signing").is_none() {
            return Ok(());
        }
        let bytes = scene.archive().source(row).map_err(|error| scene.told(&error))?;
        let source = read::read(name_of(row), &bytes)?;
        if source.field(&Pointer::root().key("signing")).is_some() {
            return Ok(());
        }
        let document = &row.document;
        let back = kind.states.get(&row.state).and_then(|state| state.back.first()).map_or("LÄGE", String::as_str);
        let message = Message::new(
            "dokumentet säger inte hur det undertecknas, elektroniskt eller på papper",
            "the document does not say how it is signed, electronically or on paper",
        );
        let warning = Diagnostic::warning(codes::NOT_READY_FOR_SIGNING, Place::File(FileName::new(document.as_str())), message).hint(
            format!("ska det undertecknas elektroniskt: gå tillbaka (kansli state {document} {back} --reason \"…\"), skriv signing = \"electronic\" i källfilen och fastställ igen; annars signing = \"ink\""),
            format!("if it is to be signed electronically: go back (kansli state {document} {back} --reason \"…\"), write signing = \"electronic\" in the source and fix it again; else signing = \"ink\""),
        );
        self.report.faults(self.world, &[warning]);
        Ok(())
    }

    /// What a change of state came to.
    fn told_of_state(&self, kind: &Kind, row: &RevisionRow, kept: &Kept) {
        let Act::State { to, frozen, version, opens, .. } = &kept.event.act else { return };
        let (document, name) = (&row.document, words::state(Some(kind), to));
        let version = version.unwrap_or(row.version);
        if let Some(opened) = opens {
            let (left, number, new) = (words::state(Some(kind), &opened.left_as), opened.revision, opened.version);
            self.say(
                format!(
                    "{document}: revision {number} är öppnad, version {new}, i läget ”{}”.\nVersion {version} finns kvar som den är, i läget ”{}”.",
                    name.sv, left.sv
                ),
                format!(
                    "{document}: revision {number} is open, version {new}, in the state “{}”.\nVersion {version} stays as it is, in the state “{}”.",
                    name.en, left.en
                ),
            );
            return;
        }
        let frozen = if *frozen && !row.frozen { (" och låst", " and frozen") } else { ("", "") };
        self.say(
            format!("{document}: version {version} är nu ”{}”{}.", name.sv, frozen.0),
            format!("{document}: version {version} is now “{}”{}.", name.en, frozen.1),
        );
    }

    /// The proof that nothing is in the way of signing; otherwise everything that is, is told.
    fn clearance(&self, scene: &Scene, row: &RevisionRow) -> Result<Option<Clearance>, Vec<Diagnostic>> {
        let bytes = scene.archive().source(row).map_err(|error| scene.told(&error))?;
        let name = name_of(row);
        let source = read::read(name.clone(), &bytes)?;
        let checked = Producer::new(self.world)?.clearance(&source);
        let diagnostics: Vec<Diagnostic> = checked.diagnostics().filter(|found| found.severity != Severity::Notice).cloned().collect();
        let texts = Texts::new(&name, Some(&bytes), Some(&source), self.world);
        self.report.blocks(&texts, &diagnostics).iter().for_each(|block| self.report.block(Stream::Aside, block));
        Ok(checked.output.ok())
    }

    pub(super) fn position(&self, command: &StoreCommand) -> Outcome {
        let StoreCommand::Position { named, body, date, item, outcome } = command else { return Ok(Exit::Done) };
        let scene = Scene::open(named)?;
        let position = Position { body: body.clone(), date: date.clone(), item: item.clone(), outcome: *outcome };
        let intent = scene.archive().position(&scene.document, &named.at, position).map_err(|error| scene.told(&error))?;
        let row = intent.row().cloned();
        let kept = self.keep(&scene, intent)?;
        let what = words::act(&kept.event.act, None);
        let (document, (revision, version)) = (&scene.document, numbers(row.as_ref()));
        self.say(
            format!("{document}, revision {revision} (version {version}): {}.\nDen heter nu också {document}@{date}.", what.sv),
            format!("{document}, revision {revision} (version {version}): {}.\nIt is now also called {document}@{date}.", what.en),
        );
        Ok(Exit::Done)
    }

    pub(super) fn dispatch(&self, command: &StoreCommand) -> Outcome {
        let StoreCommand::Dispatch { named, purpose, recipients, case_numbers, no_case_number } = command else { return Ok(Exit::Done) };
        let scene = Scene::open(named)?;
        let standing = scene.archive().existing(&scene.document).map_err(|error| scene.told(&error))?;
        let kind = self.kind(&standing.kind)?;
        let case_number = match (case_numbers.is_empty(), no_case_number) {
            (false, _) => Some(CaseNumber::Numbers(case_numbers.clone())),
            (true, Some(reason)) => Some(CaseNumber::None { reason: reason.clone() }),
            (true, None) => None,
        };
        let dispatching = Dispatching { purpose: *purpose, recipients: recipients.clone(), case_number };
        let intent = scene.archive().dispatch(&scene.document, &named.at, dispatching).map_err(|error| scene.told(&error))?;
        let (revision, version) = numbers(intent.row());
        let kept = self.carry_out(&scene, intent, &kind)?;
        let (document, sequence, what) = (&scene.document, kept.event.sequence, words::act(&kept.event.act, Some(&kind)));
        let public = if purpose.makes_public() {
            ("Den är nu expedierad och kan inte rensas.", "It is now dispatched and can't be weeded.")
        } else {
            ("Den delas enbart för synpunkter och är därmed inte expedierad.", "It is shared for comments alone and so is not dispatched.")
        };
        self.say(
            format!("{document}, revision {revision} (version {version}): {}.\n{}\nFilerna som de sändes: kansli render {document}@händelse-{sequence}", what.sv, public.0),
            format!("{document}, revision {revision} (version {version}): {}.\n{}\nThe files as they were sent: kansli render {document}@event-{sequence}", what.en, public.1),
        );
        Ok(Exit::Done)
    }

    pub(super) fn label(&self, named: &Named, label: &Label, supersedes: Option<&Label>) -> Outcome {
        let scene = Scene::open(named)?;
        let intent =
            scene.archive().label(&scene.document, &named.at, label.clone(), supersedes.cloned()).map_err(|error| scene.told(&error))?;
        let (revision, version) = numbers(intent.row());
        self.keep(&scene, intent)?;
        let document = &scene.document;
        self.say(
            format!("{document}@{label} är revision {revision} (version {version}), för alltid."),
            format!("{document}@{label} is revision {revision} (version {version}), for good."),
        );
        Ok(Exit::Done)
    }

    pub(super) fn weed(&self, named: &Named, yes: bool) -> Outcome {
        if named.at != At::Last {
            return Ok(self.wrong_use(
                "weed",
                Message::new("rensning gäller hela dokumentet", "weeding is about the whole document"),
                "kansli weed DOKUMENT",
                "kansli weed DOCUMENT",
            ));
        }
        let scene = Scene::open(named)?;
        let document = &scene.document;
        let Some((intent, rows)) = scene.archive().weed(document).map_err(|error| scene.told(&error))? else {
            self.say(format!("{document} har inga utkast att rensa."), format!("{document} has no drafts to weed."));
            return Ok(Exit::Done);
        };
        let revisions = words::stretches(&stretches(rows.iter().map(|row| row.revision)));
        let (count, plural) = (rows.len(), if rows.len() == 1 { "" } else { "er" });
        let question = Message::new(
            format!("{count} revision{plural} av {document} rensas: {revisions}. Innehållet försvinner här och går inte att få tillbaka."),
            format!("{count} revision(s) of {document} are weeded: {revisions}. Their content goes away here and can't be had back."),
        );
        if let Some(exit) = self.unconfirmed("weed", &question, yes) {
            return Ok(exit);
        }
        self.keep(&scene, intent)?;
        self.shred()?;
        self.say(format!("Rensat: revision {revisions}."), format!("Weeded: revision {revisions}."));
        Ok(Exit::Done)
    }

    pub(super) fn erase(&self, named: &[Named], decision: &str, yes: bool) -> Outcome {
        let Some(first) = named.first() else { return Ok(Exit::Done) };
        if named.iter().any(|other| other.document != first.document || other.at == At::Last) {
            return Ok(self.wrong_use(
                "erase",
                Message::new("gallring gäller nämnda revisioner av ett dokument", "disposal is about named revisions of one document"),
                "kansli erase DOKUMENT@REVISION... --decision \"…\"",
                "kansli erase DOCUMENT@REVISION... --decision \"…\"",
            ));
        }
        let scene = Scene::open(first)?;
        let document = &scene.document;
        let ats: Vec<At> = named.iter().map(|named| named.at.clone()).collect();
        let (intent, rows) = scene.archive().dispose(document, &ats, decision).map_err(|error| scene.told(&error))?;
        let revisions = words::stretches(&stretches(rows.iter().map(|row| row.revision)));
        let question = Message::new(
            format!("Innehållet i {document}, revision {revisions}, gallras enligt {decision}. Det går inte att få tillbaka."),
            format!("The content of {document}, revision {revisions}, is disposed of under {decision}. It can't be had back."),
        );
        if let Some(exit) = self.unconfirmed("erase", &question, yes) {
            return Ok(exit);
        }
        self.keep(&scene, intent)?;
        self.shred()?;
        self.say(
            format!("Gallrat: revision {revisions}. Att de fanns, och beslutet, står kvar i loggen."),
            format!("Disposed of: revision {revisions}. That they were there, and the decision, stays in the log."),
        );
        Ok(Exit::Done)
    }

    /// Nothing of what went stays in the file of the store.
    fn shred(&self) -> Result<(), Vec<Diagnostic>> {
        Workspace::bare_store(Path::new("."))?.shred().map_err(|error| told(&error, "."))
    }

    fn wrong_use(&self, command: &'static str, message: Message, sv: &str, en: &str) -> Exit {
        self.report.usage(&Usage::new(message, command).hint(format!("skriv {sv}"), format!("write {en}")));
        Exit::WrongUse
    }

    /// Asks whether to go on. Without somebody to ask, `--yes` is needed.
    fn unconfirmed(&self, command: &'static str, question: &Message, yes: bool) -> Option<Exit> {
        if yes {
            return None;
        }
        self.report.sentence(Stream::Aside, question);
        if !std::io::stdin().is_terminal() {
            let message =
                Message::new("här finns ingen att fråga, och ingenting gjordes", "there is nobody to ask here, and nothing was done");
            self.report.usage(&Usage::new(message, command).hint("lägg till --yes", "add --yes"));
            return Some(Exit::WrongUse);
        }
        self.report.sentence(Stream::Aside, &Message::new("Skriv ja för att göra det:", "Type yes to do it:"));
        let mut answer = String::new();
        let heard = std::io::stdin().read_line(&mut answer).is_ok();
        if heard && ["ja", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
            return None;
        }
        self.report.sentence(Stream::Aside, &Message::new("Ingenting gjordes.", "Nothing was done."));
        Some(Exit::Done)
    }

    /// Keeps an intent that needs no rendered files.
    fn keep(&self, scene: &Scene, intent: Intent) -> Result<Kept, Vec<Diagnostic>> {
        let kept = scene.archive().carry_out(intent, &scene.actor, now()).map_err(|error| scene.told(&error))?;
        self.mind_the_clock(&scene.document, &kept);
        Ok(kept)
    }

    /// Keeps an intent, with the rendered files that it freezes.
    fn carry_out(&self, scene: &Scene, intent: Intent, kind: &Kind) -> Result<Kept, Vec<Diagnostic>> {
        let time = now();
        let intent = if intent.needs_renditions() {
            let files = self.rendered(scene, &intent, time, kind)?;
            intent.with_renditions(files).map_err(|error| scene.told(&error))?
        } else {
            intent
        };
        let kept = scene.archive().carry_out(intent, &scene.actor, time).map_err(|error| scene.told(&error))?;
        self.mind_the_clock(&scene.document, &kept);
        Ok(kept)
    }

    /// Every format of the revision, as it will print once the intent has happened.
    fn rendered(&self, scene: &Scene, intent: &Intent, time: Moment, kind: &Kind) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
        let Some(row) = intent.row() else { return Ok(Vec::new()) };
        let bytes = scene.archive().source(row).map_err(|error| scene.told(&error))?;
        let record = record::of_intent(scene.archive(), intent, time, kind).map_err(|error| scene.told(&error))?;
        let name = name_of(row);
        let source = read::read(name.clone(), &bytes)?;
        let request = Request {
            options: CheckOptions::default(),
            record,
            formats: FORMATS.iter().map(|format| format.name).collect(),
            ..Request::default()
        };
        let Checked { output, warnings } = Producer::new(self.world)?.produce(&source, &request);
        let (outputs, faults) = match output {
            Ok(outputs) => (Some(outputs), Vec::new()),
            Err(faults) => (None, faults),
        };
        // Notices are for whoever writes: `check` and `render` tell them.
        let told: Vec<Diagnostic> = faults.iter().chain(&warnings).filter(|found| found.severity != Severity::Notice).cloned().collect();
        let texts = Texts::new(&name, Some(&bytes), Some(&source), self.world);
        self.report.blocks(&texts, &told).iter().for_each(|block| self.report.block(Stream::Aside, block));
        match outputs {
            Some(outputs) => Ok(outputs.into_iter().map(|output| (output.ending.to_owned(), output.bytes)).collect()),
            None => Err(vec![cannot_be_frozen(row)]),
        }
    }
}

/// What a revision's source is called in messages: `lmr@3/lmr.toml`.
pub fn name_of(row: &RevisionRow) -> FileName {
    FileName::new(format!("{}@{}/{}", row.document, row.revision, row.source.file))
}

fn numbers(row: Option<&RevisionRow>) -> (String, String) {
    row.map_or_else(Default::default, |row| (row.revision.to_string(), row.version.to_string()))
}

fn cannot_be_frozen(row: &RevisionRow) -> Diagnostic {
    let version = row.version;
    let message = Message::new(
        format!("version {version} har fel som hindrar att den görs till färdiga filer, och de skulle låsas nu; ingenting sparades"),
        format!("version {version} has faults that keep it from being rendered, and its files would be frozen now; nothing was saved"),
    );
    super::fault(crate::diag::codes::NOT_TO_BE_KEPT, row.document.as_str(), message)
        .hint("rätta felen ovan, spara en ny revision och försök igen", "correct the faults above, save a new revision and try again")
}
