//! The commands of the store: what a user asks becomes calls of the archive, and their results sentences.

mod acts;
mod exchange;
mod for_others;
mod git;
mod keep;
mod look;
mod parted;
mod record;
mod rendered;
mod tend;
pub mod words;
mod working;
mod workspace;

use std::path::Path;

use super::args::StoreCommand;
use super::report::{Report, Stream};
use super::{Exit, files};
use crate::diag::{Code, Diagnostic, FileName, Message, Place, codes, shortened};
use crate::kind::Kind;
use crate::model::{DocumentId, KindId, Moment};
use crate::read;
use crate::store::{Kept, StoreError};
use crate::world::World;

pub use acts::name_of;
pub use for_others::{acted_for_others, principals_of};
pub use rendered::{Authored, Desk, Known, base_of, is_stored};
#[cfg(feature = "pdf")]
pub use workspace::Settings;
pub use workspace::{KeptRoot, Workspace};

/// What a command needs.
struct Context<'a> {
    world: &'a dyn World,
    report: &'a Report,
}

/// How a command ended, or what stopped it.
type Outcome = Result<Exit, Vec<Diagnostic>>;

/// Does what was asked.
pub fn run(command: &StoreCommand, world: &dyn World, report: &Report) -> Exit {
    let context = Context { world, report };
    let outcome = match command {
        StoreCommand::Init { folder } => context.init(folder),
        StoreCommand::Config { trust, distrust, deputies, dismissed, name, role, principal } => {
            let said = [name.as_deref(), role.as_deref(), principal.as_deref()];
            context.config(said, (trust, distrust), (deputies, dismissed))
        }
        StoreCommand::Commit { file, reason, onto } => context.commit(file, reason, *onto),
        StoreCommand::Restore { named, reason } => context.restore(named, reason),
        StoreCommand::Log { named, json, limit } => context.log(named.as_ref(), *json, *limit),
        StoreCommand::Show { named, out } => context.show(named, out.as_deref()),
        StoreCommand::Due { before } => context.due(before.as_deref()),
        StoreCommand::State { .. } => context.state(command),
        StoreCommand::Position { .. } => context.position(command),
        StoreCommand::Dispatch { .. } => context.dispatch(command),
        StoreCommand::Label { named, label, supersedes } => context.label(named, label, supersedes.as_ref()),
        StoreCommand::Weed { named, yes } => context.weed(named, *yes),
        StoreCommand::Erase { named, decision, yes } => context.erase(named, decision, *yes),
        StoreCommand::Head { named } => context.head(named.as_ref()),
        StoreCommand::Bundle { named, file } => context.bundle(named, file),
        StoreCommand::Receive { file, trust, set_aside } => context.receive(file, trust.as_deref(), set_aside.as_deref()),
        StoreCommand::ExportGit { folder } => context.export_git(folder),
        StoreCommand::Verify => context.verify(),
        StoreCommand::Rebuild => context.rebuild(),
        StoreCommand::Backup { file } => context.backup(file),
    };
    outcome.unwrap_or_else(|faults| {
        report.faults(world, &faults);
        Exit::of(&faults, false)
    })
}

/// The moment, by the computer's clock.
pub fn now() -> Moment {
    #[allow(clippy::disallowed_methods, reason = "who did what when is what a log tells; nothing is ordered by it")]
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Moment::from_unix_seconds(seconds).unwrap_or(Moment::EARLIEST)
}

/// A fault of the store as a diagnostic about `place`.
pub fn told(error: &StoreError, place: &str) -> Vec<Diagnostic> {
    vec![error.diagnostic(&FileName::new(place))]
}

/// A fault about a document or a file.
pub fn fault(code: Code, place: &str, message: Message) -> Diagnostic {
    Diagnostic::error(code, Place::File(FileName::new(place)), message)
}

impl Context<'_> {
    /// The kind of a document, with its states.
    fn kind(&self, id: &KindId) -> Result<Kind, Vec<Diagnostic>> {
        Kind::load(self.world, id)
    }

    fn say(&self, sv: impl Into<String>, en: impl Into<String>) {
        self.report.sentence(Stream::Answer, &Message::new(sv, en));
    }

    /// Tells, where it is so, that the clock stands before an earlier event.
    fn mind_the_clock(&self, document: &DocumentId, kept: &Kept) {
        let Some(latest) = kept.clock_behind else { return };
        let (latest, now) = (words::when(latest), words::when(kept.event.time));
        let warning = Diagnostic::warning(
            codes::CLOCK_BEHIND,
            Place::File(FileName::new(document.as_str())),
            Message::new(
                format!("klockan visar {now}, men en tidigare händelse har tiden {latest}; ordningen i loggen påverkas inte"),
                format!("the clock shows {now}, but an earlier event has the time {latest}; the order of the log is not affected"),
            ),
        )
        .hint("se efter om datorns klocka går rätt", "see whether the computer's clock is right");
        self.report.faults(self.world, &[warning]);
    }
}

/// The id that a name on the command line stands for: itself, or that of the source of this name.
pub fn document_of(named: &str) -> Result<DocumentId, Vec<Diagnostic>> {
    if named.ends_with(".toml") || named.ends_with(".json") {
        let bytes = files::read(Path::new(named), read::MAXIMUM_BYTES).map_err(|fault| vec![fault])?;
        return keep::id_of(&read::read(FileName::new(named), &bytes)?);
    }
    DocumentId::parse(named).ok_or_else(|| {
        let shown = shortened(named);
        let message =
            Message::new(format!("”{shown}” kan inte vara id för ett dokument"), format!("“{shown}” can't be the id of a document"));
        vec![fault(codes::UNKNOWN_DOCUMENT, &shown, message).hint(
            "ange dokumentets id eller dess källfil; se vilka som finns: kansli log",
            "give the document's id or its source; see which there are: kansli log",
        )]
    })
}
