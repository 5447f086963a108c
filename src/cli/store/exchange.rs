//! `head`, `bundle`, `receive`: the history goes to the other principal and comes back.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::workspace::{Workspace, shown};
use super::{Context, Outcome, document_of, fault, now, told, words};
use crate::cli::args::Named;
use crate::cli::report::Stream;
use crate::cli::slug::slug;
use crate::cli::{Exit, files, output};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::KindId;
use crate::store::{Act, At, Bundle, HeadSigner, LogHead, Refusal, Relation, Sealed, Standing, Store, StoreError, Verifier, bundle};

/// Largest bundle that is read, in bytes.
const LARGEST: usize = 1 << 30;
/// So many events that came are listed.
const LISTED: usize = 10;

impl Context<'_> {
    /// The workspace's own key, which is made when it is first needed.
    fn signer(&self, workspace: &Workspace) -> Result<HeadSigner, Vec<Diagnostic>> {
        let path = workspace.own_file("key");
        let place = shown(&path);
        let unreadable = |refusal: Refusal| told(&StoreError::Unavailable(refusal), &place);
        if !path.exists() {
            let owner = slug(&workspace.actor()?.principal).unwrap_or_else(|| "huvudman".to_owned());
            let key = HeadSigner::generate().map_err(unreadable)?;
            keep_secret(&path, &format!("{owner}\n{}\n", STANDARD.encode(key))).map_err(|fault| vec![fault])?;
        }
        let text = fs::read_to_string(&path).map_err(|error| {
            let reason = files::reason(&error);
            let message =
                Message::new(format!("nyckeln går inte att läsa: {}", reason.sv), format!("the key can't be read: {}", reason.en));
            vec![fault(codes::FILE_UNREADABLE, &place, message)]
        })?;
        let mut lines = text.lines();
        let owner = lines.next().unwrap_or_default();
        let key = lines.next().and_then(|line| STANDARD.decode(line).ok()).unwrap_or_default();
        HeadSigner::new(owner, &key).map_err(unreadable)
    }

    fn signed(&self, signer: &HeadSigner, standing: &Standing) -> String {
        let Standing { document, sequence, head, .. } = standing;
        signer.sign(&LogHead { document: document.clone(), sequence: *sequence, hash: head.clone(), time: now() })
    }

    pub(super) fn head(&self, named: Option<&Named>) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let signer = self.signer(&workspace)?;
        let all = match named {
            Some(named) => {
                let document = document_of(&named.document)?;
                vec![workspace.archive().existing(&document).map_err(|error| told(&error, document.as_str()))?]
            }
            None => workspace.archive().documents().map_err(|error| told(&error, "."))?,
        };
        let notes: Vec<String> = all.iter().map(|standing| self.signed(&signer, standing)).collect();
        self.report.text(Stream::Answer, &notes.join("\n"));
        Ok(Exit::Done)
    }

    pub(super) fn bundle(&self, named: &Named, file: &Path) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let document = document_of(&named.document)?;
        let fail = |error: StoreError| told(&error, document.as_str());
        if named.at != At::Last {
            let message = Message::new("en bunt rymmer hela historiken", "a bundle holds the whole history");
            return Err(vec![
                fault(codes::UNKNOWN_REVISION, document.as_str(), message)
                    .hint("utelämna @ och det efter", "leave out the @ and what follows"),
            ]);
        }
        let standing = workspace.archive().existing(&document).map_err(fail)?;
        let signer = self.signer(&workspace)?;
        let bytes = self.packed(&workspace, &standing)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        output::write(files::folder_of(file), &[(name, &bytes)], &[]).map_err(|fault| vec![fault])?;
        let (shown, head, print) = (file.display(), standing.head.short(), signer.verifier().fingerprint());
        let Message { sv: events_sv, en: events_en } = words::events(standing.sequence);
        self.say(
            format!("{shown}: {document}, {events_sv}, kontrollsumma {head}.\nFörsta gången frågar mottagaren efter din nyckels kontrollsumma: {print}"),
            format!("{shown}: {document}, {events_en}, hash {head}.\nThe first time, the recipient asks for the fingerprint of your key: {print}"),
        );
        Ok(Exit::Done)
    }

    /// A history as it stands, signed by the workspace's own key.
    pub(super) fn packed(&self, workspace: &Workspace, standing: &Standing) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let signer = self.signer(workspace)?;
        let note = self.signed(&signer, standing);
        bundle(workspace.archive().store(), standing, &note, signer.verifier()).map_err(|error| told(&error, standing.document.as_str()))
    }

    pub(super) fn receive(&self, file: &Path, trust: Option<&str>, set_aside: Option<&Path>) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let name = files::name_of(file);
        let fail = |error: StoreError| told(&error, name.as_str());
        let bytes = files::read(file, LARGEST).map_err(|fault| vec![fault])?;
        let bundle = Bundle::read(&bytes).map_err(|refusal| fail(refusal.into()))?;
        let archive = workspace.archive();
        let store = archive.store();
        self.known_sender(&workspace, store, bundle.verifier(), trust, &name)?;
        let document = bundle.document();
        archive.standing(document).map_err(fail)?;
        if let Some(kept) = rewritten(store, &bundle).map_err(fail)? {
            return Err(vec![told_of_rewriting(&bundle, &kept, &name)]);
        }
        let relation = bundle.relation(store).map_err(fail)?;
        if let Relation::Forked(common) = relation {
            return self.parted(&workspace, (&bundle, common), &name, set_aside);
        }
        if matches!(relation, Relation::New | Relation::Extends(_)) {
            let extension = bundle.extension(store).map_err(fail)?;
            archive.receive(&extension).map_err(fail)?;
        }
        store.keep_signer(bundle.verifier()).map_err(fail)?;
        store.keep_note(bundle.head(), bundle.verifier().name(), bundle.note()).map_err(fail)?;
        let (sv, en) = match relation {
            Relation::New => {
                let all = words::events(bundle.events().len() as u64);
                (format!("{document} är nytt här. Mottaget: {}.", all.sv), format!("{document} is new here. Received: {}.", all.en))
            }
            Relation::Extends(more) => {
                let more = words::events(more);
                (format!("{document}: mottaget {}.", more.sv), format!("{document}: received {}.", more.en))
            }
            Relation::Same => {
                (format!("{document}: båda sidor har samma historik."), format!("{document}: both sides have the same history."))
            }
            Relation::Behind(fewer) | Relation::Forked(fewer) => {
                let more = words::events(fewer);
                (
                    format!("{document}: här finns redan allt i filen, och {} till. Sänd dem: kansli bundle {document} -o FIL", more.sv),
                    format!(
                        "{document}: all that is in the file is here already, and {} more. Send them: kansli bundle {document} -o FILE",
                        more.en
                    ),
                )
            }
        };
        self.say(sv, en);
        if let Relation::Extends(more) = relation {
            let new: Vec<&Sealed> = bundle.events().iter().rev().take(usize::try_from(more).unwrap_or(usize::MAX)).collect();
            let kind = self.kind(&kind_of(&bundle)).ok();
            new.iter().take(LISTED).for_each(|sealed| self.entry(sealed, kind.as_ref()));
            let others = new.len().saturating_sub(LISTED);
            if others > 0 {
                self.say(format!("({others} till: kansli log {document})"), format!("({others} more: kansli log {document})"));
            }
            self.told_of_own(&workspace, &bundle, &new)?;
        }
        if let Relation::New | Relation::Extends(_) = relation {
            self.say(
                format!("Hämta den senaste revisionen: kansli show {document} --out FIL"),
                format!("Get the last revision: kansli show {document} --out FILE"),
            );
        }
        Ok(Exit::Done)
    }

    /// Warns where somebody else's history says that our own principal did something that is not here.
    pub(super) fn told_of_own(&self, workspace: &Workspace, bundle: &Bundle, new: &[&Sealed]) -> Result<(), Vec<Diagnostic>> {
        let own = workspace.settings()?.principal;
        let others = new.iter().map(|sealed| sealed.event()).filter(|event| own.is_empty() || event.actor.principal != own);
        self.report.faults(self.world, &super::acted_for_others(workspace, others));
        let count = new.iter().filter(|sealed| !own.is_empty() && sealed.event().actor.principal == own).count();
        if count == 0 || (workspace.own_file("key").exists() && self.signer(workspace)?.verifier() == bundle.verifier()) {
            return Ok(());
        }
        let (document, sender) = (bundle.document(), bundle.verifier().name());
        let events = words::events(count as u64);
        let warning = Diagnostic::warning(
            codes::ACTED_IN_YOUR_NAME,
            Place::File(FileName::new(document.as_str())),
            Message::new(
                format!("filen har {} i {own}:s namn, men kom från {sender}", events.sv),
                format!("the file holds {} in the name of {own}, but came from {sender}", events.en),
            ),
        )
        .hint(
            "känner ni inte igen dem: tala med avsändaren innan ni arbetar vidare",
            "if you do not recognise them: talk to the sender before you go on",
        );
        self.report.faults(self.world, &[warning]);
        Ok(())
    }

    /// The sender's key is our own, or one that was compared before, or the one whose fingerprint is given.
    fn known_sender(
        &self,
        workspace: &Workspace,
        store: &dyn Store,
        sender: &Verifier,
        trust: Option<&str>,
        file: &FileName,
    ) -> Result<(), Vec<Diagnostic>> {
        let known = store.signers().map_err(|error| told(&error, file.as_str()))?;
        if known.contains(sender) || (workspace.own_file("key").exists() && self.signer(workspace)?.verifier() == sender) {
            return Ok(());
        }
        let plain = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_lowercase();
        let print = sender.fingerprint();
        if trust.is_some_and(|given| plain(given) == plain(&print)) {
            return Ok(());
        }
        let name = sender.name();
        let message = match trust {
            None => Message::new(
                format!("bunten är undertecknad med en nyckel som inte är känd här: {name}"),
                format!("the bundle is signed by a key that is not known here: {name}"),
            ),
            Some(_) => Message::new(
                format!("bunten är undertecknad med en annan nyckel än den du angav: {name}"),
                format!("the bundle is signed by another key than the one you gave: {name}"),
            ),
        };
        Err(vec![fault(codes::KEY_CHANGED, file.as_str(), message).hint(
            format!("ring avsändaren och jämför nyckelns kontrollsumma, {print}; stämmer den: lägg till --trust \"{print}\""),
            format!("call the sender and compare the fingerprint of the key, {print}; if it is right: add --trust \"{print}\""),
        )])
    }
}

/// The kind that a history begins with.
pub(super) fn kind_of(bundle: &Bundle) -> KindId {
    match bundle.events().first().map(|sealed| &sealed.event().act) {
        Some(Act::Revision { kind, .. }) => kind.clone(),
        _ => KindId::new(""),
    }
}

/// Writes a file that only its owner may read.
fn keep_secret(path: &PathBuf, text: &str) -> Result<(), Diagnostic> {
    output::create(path, text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Elsewhere the folder's own permissions hold.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
    }
    Ok(())
}

/// A head that the same sender signed before, and that the history that came now does not contain.
fn rewritten(store: &dyn Store, bundle: &Bundle) -> Result<Option<LogHead>, StoreError> {
    for (signer, note) in store.notes(bundle.document())? {
        if signer != bundle.verifier().name() {
            continue;
        }
        let kept = bundle.verifier().open(&note)?;
        let there = usize::try_from(kept.sequence).ok().and_then(|number| bundle.events().get(number.saturating_sub(1)));
        if there.is_some_and(|sealed| *sealed.hash() != kept.hash) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

fn told_of_rewriting(bundle: &Bundle, kept: &LogHead, file: &FileName) -> Diagnostic {
    let (name, sequence, when) = (bundle.verifier().name(), kept.sequence, words::when(kept.time));
    let message = Message::new(
        format!("avsändaren har skrivit om historiken: händelse {sequence} är en annan än den som {name} intygade {when}"),
        format!("the sender has rewritten the history: event {sequence} is another than the one that {name} signed for on {when}"),
    );
    fault(codes::HISTORY_FORKED, file.as_str(), message).hint(
        "inget har ändrats här; intyget som sparats härifrån visar vad som gällde, tala med avsändaren",
        "nothing was changed here; the head that was kept shows what held, talk to the sender",
    )
}
