//! `sign decline`, `cancel` and `ink`, and `copies`: what belongs to signing besides signatures.

use std::path::{Path, PathBuf};

use super::ledger::Ledger;
use super::trust::Counts;
use super::{Desk, Outcome, Stopped, about};
use crate::cli::args::{Copies, Named, Render, SignAct};
use crate::cli::files::{self, name_of};
use crate::cli::report::{Report, Stream};
use crate::cli::usage::Usage;
use crate::cli::{Exit, label, render, store, usage};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::model::{Actor, Hash, Pointer};
use crate::sign;
use crate::store::{Asked, Counterpart, Counterparts, Ink};
use crate::theme::DEFAULT_THEME;
use crate::world::World;

/// Largest scanned page, in bytes.
const LARGEST_PAGE: usize = 64 << 20;

/// What scanned pages begin with, and how their names end.
const PAGES: [(&[u8], &str); 5] =
    [(b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"II*\0", "tif"), (b"MM\0*", "tif")];

/// Makes a copy for each principal, for signing on paper.
pub fn copies(command: &Copies, world: &dyn World, report: &Report) -> Exit {
    let desk = Desk { world, report };
    let outcome = desk.copies(command);
    desk.end(outcome)
}

impl Desk<'_> {
    /// Does what was asked.
    pub fn act(&self, act: &SignAct) -> Outcome<Exit> {
        match act {
            SignAct::Status { named, format, out } => self.status(named, *format, out.as_deref()),
            SignAct::Decline { named, principal, name, reason } => self.decline(named, principal, name.as_deref(), reason),
            SignAct::Cancel { named, reason } => self.cancel(named, reason),
            SignAct::Ink { named, principal, signatory, date, page } => self.ink(named, (principal, signatory), date.clone(), page),
        }
    }

    /// The lines that a version asks to sign on.
    fn asked(&self, ledger: &Ledger) -> Outcome<Vec<Asked>> {
        let lines = sign::lines(&ledger.file()?).map_err(about(Path::new(ledger.document.as_str())))?;
        Ok(lines.into_iter().map(|place| Asked { principal: place.principal, signatory: place.name }).collect())
    }

    fn decline(&self, named: &Named, given: &str, name: Option<&str>, reason: &str) -> Outcome<Exit> {
        let ledger = self.ledger_named(named)?;
        if ledger.row.version.is_draft() && ledger.must_be_fixed().is_err() {
            return Err(nothing_to_decline(&ledger).into());
        }
        ledger.must_be_fixed()?;
        let principal = &asked_as(&ledger, given)?;
        let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
        let all = self.asked(&ledger)?;
        let is = |asked: &&Asked| {
            same(&asked.principal, principal) && name.is_none_or(|name| asked.signatory.as_ref().is_some_and(|other| same(other, name)))
        };
        let Some(found) = all.iter().find(is) else { return Err(nobody(&ledger, given, name, &all).into()) };
        let who = Asked { principal: found.principal.clone(), signatory: name.and(found.signatory.clone()) };
        let actor = ledger.workspace.actor().map_err(Stopped::Faults)?;
        let archive = ledger.workspace.archive();
        let recorded = archive
            .decline(&ledger.document, &named.at, (who.clone(), reason), &ledger.kind.states, (&actor, store::now()))
            .map_err(|error| ledger.stop(&error))?;
        let (document, version, revision, new) =
            (&ledger.document, ledger.row.version, recorded.standing.revision, recorded.standing.version);
        let others = store::acted_for_others(&ledger.workspace, recorded.events.iter());
        self.report.faults(self.world, &others);
        let who = store::words::signatory(&who.principal, who.signatory.as_deref());
        self.report.remark(
            Stream::Answer,
            &Message::new(
                format!("{document}: {who} har avböjt att underteckna version {version}. Numret {version} används inte igen, och det som är undertecknat finns kvar.\nRevision {revision} är öppnad, version {new}. Meddela den andra parten: kansli bundle {document} -o FIL"),
                format!("{document}: {who} has declined to sign version {version}. The number {version} is not used again, and what was signed stays.\nRevision {revision} is open, version {new}. Tell the other side: kansli bundle {document} -o FILE"),
            ),
        );
        Ok(Exit::Done)
    }

    fn cancel(&self, named: &Named, reason: &str) -> Outcome<Exit> {
        let ledger = self.ledger_named(named)?;
        let actor = ledger.workspace.actor().map_err(Stopped::Faults)?;
        let archive = ledger.workspace.archive();
        let closed = archive.close_session(&ledger.document, reason);
        closed.and_then(|intent| archive.carry_out(intent, &actor, store::now())).map_err(|error| ledger.stop(&error))?;
        let (document, version) = (&ledger.document, ledger.row.version);
        self.report.remark(
            Stream::Answer,
            &Message::new(
                format!("{document}: den förberedda underskriften på version {version} är uppgiven. Den andra parten får veta det med en bunt: kansli bundle {document} -o FIL"),
                format!("{document}: the signature prepared on version {version} is given up. The other side learns of it by a bundle: kansli bundle {document} -o FILE"),
            ),
        );
        Ok(Exit::Done)
    }

    fn ink(&self, named: &Named, (principal, signatory): (&str, &str), date: String, page: &Path) -> Outcome<Exit> {
        let ledger = self.ledger_named(named)?;
        ledger.must_be_fixed()?;
        if self.said(&ledger) == "electronic" {
            return Err(said_otherwise(&ledger).into());
        }
        let asked = self.asked(&ledger)?;
        let bytes = files::read(page, LARGEST_PAGE)?;
        let Some((_, ending)) = PAGES.iter().find(|(start, _)| bytes.starts_with(start)) else {
            let message = Message::new("filen är ingen inläst sida", "the file is no scanned page");
            return Err(Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(page)), message)
                .hint("läs in den undertecknade sidan som PDF, PNG, JPEG eller TIFF", "scan the signed page as PDF, PNG, JPEG or TIFF")
                .into());
        };
        if !is_whole(&bytes, ending) {
            let message = Message::new(
                "den inlästa sidan är inte hel: filen slutar mitt i",
                "the scanned page is not whole: the file ends in its midst",
            );
            return Err(Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(page)), message)
                .hint("läs in sidan på nytt", "scan the page anew")
                .into());
        }
        if *ending == "pdf"
            && sign::verify(&bytes, &sign::Policy::default())
                .is_ok_and(|found| found.facts.source.is_some() || found.facts.copy_of.is_some())
        {
            let message = Message::new(
                "filen är en PDF som Kansli har gjort, och inte en inläst sida: ingen har undertecknat den med penna",
                "the file is a PDF that Kansli made, and no scanned page: nobody has signed it with a pen",
            );
            return Err(Diagnostic::error(codes::NOT_SIGNABLE, Place::File(name_of(page)), message)
                .hint("skriv ut exemplaret, underteckna det och läs in sidan", "print the copy, sign it and scan the page")
                .into());
        }
        let today = sign::day(super::now());
        if date > today {
            let message = Message::new(
                format!("dagen för underskriften, {date}, har inte varit än: i dag är det {today}"),
                format!("the day of the signature, {date}, is yet to come: today is {today}"),
            );
            return Err(Usage::new(message, "sign")
                .hint("ange med --date dagen då sidan undertecknades", "give by --date the day on which the page was signed")
                .into());
        }
        let (told_day, principal) = (date.clone(), asked_as(&ledger, principal)?);
        let ink = Ink { principal, signatory: signatory.to_owned(), date, ending: (*ending).to_owned(), page: bytes };
        let actor = ledger.workspace.actor().map_err(Stopped::Faults)?;
        let archive = ledger.workspace.archive();
        let recorded = archive
            .sign_with_ink(&ledger.document, &named.at, (ink, &asked), &ledger.kind.states, (&actor, store::now()))
            .map_err(|error| ledger.stop(&error))?;
        self.warn_of_day(&ledger, &told_day)?;
        self.noted(&ledger, (&recorded, asked.len()), Counts::Yes);
        Ok(Exit::Done)
    }

    /// Warns of a page that is said to be signed before its version was fixed.
    fn warn_of_day(&self, ledger: &Ledger, date: &str) -> Outcome<()> {
        let Some(sequence) = ledger.row.rendered_by else { return Ok(()) };
        let events = ledger.workspace.archive().store().events(&ledger.document, sequence, sequence);
        let events = events.map_err(|error| ledger.stop(&error))?;
        let Some(fixed) = events.first().map(|event| store::words::day(event.event().time)).filter(|fixed| date < fixed.as_str()) else {
            return Ok(());
        };
        let version = ledger.row.version;
        let message = Message::new(
            format!("sidan sägs vara undertecknad {date}, men version {version} fastställdes först {fixed}"),
            format!("the page is said to be signed on {date}, but version {version} was fixed only on {fixed}"),
        );
        let warning = Diagnostic::warning(codes::NOT_SIGNABLE, Place::File(FileName::new(ledger.document.as_str())), message).hint(
            "se efter att sidan hör till den här versionen, och att dagen är den som står vid underskriften",
            "see that the page is of this version, and that the day is the one that stands by the signature",
        );
        self.report.faults(self.world, &[warning]);
        Ok(())
    }

    fn copies(&self, command: &Copies) -> Outcome<Exit> {
        if !cfg!(feature = "pdf") {
            return Err(usage::no_pdf("kansli copies").into());
        }
        let ledger = self.ledger_named(&command.named)?;
        ledger.must_be_fixed()?;
        if ledger.row.signing.is_electronic() || self.said(&ledger) == "electronic" {
            return Err(said_otherwise(&ledger).into());
        }
        let archive = ledger.workspace.archive();
        let bytes = archive.source(&ledger.row).map_err(|error| ledger.stop(&error))?;
        let source = crate::read::read(store::name_of(&ledger.row), &bytes).map_err(Stopped::Faults)?;
        let asked = self.asked(&ledger)?;
        let principals = source.field(&Pointer::root().key("principals")).and_then(serde_json::Value::as_array).cloned();
        let principals: Vec<(String, String)> = principals
            .unwrap_or_default()
            .iter()
            .filter_map(|principal| Some((principal["short_name"].as_str()?.to_owned(), principal["name"].as_str()?.to_owned())))
            .filter(|(short, _)| asked.iter().any(|asked| asked.principal == *short))
            .collect();
        let actor = ledger.workspace.actor().map_err(Stopped::Faults)?;
        let (count, mut worst, mut made) = (principals.len(), Exit::Done, Vec::new());
        for (number, (short, name)) in principals.iter().enumerate() {
            let words = |name: &str| format!("Exemplar {} av {count} – {name}", number + 1);
            let label = label::read(&words(name)).or_else(|_| label::read(&words(short)))?;
            let path = PathBuf::from(format!("{}@{}", ledger.document, ledger.row.version));
            let running = format!("Exemplar {} av {count} – {short}", number + 1);
            let name = format!("{}-{}-{}.pdf", ledger.document, ledger.row.version, label.slug);
            made.push((short.clone(), command.out.as_deref().unwrap_or(Path::new("")).join(name)));
            let command = Render {
                files: vec![path],
                formats: vec!["pdf"],
                out: command.out.clone(),
                strict: false,
                date: None,
                theme: DEFAULT_THEME.to_owned(),
                label: Some(label),
                running: Some(running),
                pages: None,
                embed_source: false,
            };
            worst = worst.max(render::run(&command, self.world, self.report));
        }
        if worst == Exit::Done {
            note_copies(&ledger, &actor, &made)?;
        }
        Ok(worst)
    }
}

/// Keeps the hashes of the copies that were made, each with the principal that it is for.
fn note_copies(ledger: &Ledger, actor: &Actor, made: &[(String, PathBuf)]) -> Outcome<()> {
    let copy = |(principal, path): &(String, PathBuf)| -> Outcome<Counterpart> {
        let sha256 = Hash::of(&files::read(path, sign::MAXIMUM_BYTES)?);
        Ok(Counterpart { principal: principal.clone(), ending: "pdf".to_owned(), sha256 })
    };
    let copies = made.iter().map(copy).collect::<Outcome<Vec<_>>>()?;
    let counterparts = Counterparts { revision: ledger.row.revision, copies };
    let archive = ledger.workspace.archive();
    let intent = archive.note_counterparts(&ledger.document, counterparts).map_err(|error| ledger.stop(&error))?;
    if let Some(intent) = intent {
        archive.carry_out(intent, actor, store::now()).map_err(|error| ledger.stop(&error))?;
    }
    Ok(())
}

/// The short name of a principal that is called by that or by its name; any other word as it is.
fn asked_as(ledger: &Ledger, named: &str) -> Outcome<String> {
    let lines = sign::lines(&ledger.file()?).map_err(about(Path::new(ledger.document.as_str())))?;
    Ok(lines.into_iter().find(|line| line.is_of(named)).map_or_else(|| named.to_owned(), |line| line.principal))
}

/// A draft that nobody has been asked to sign: what says no to it, instead.
fn nothing_to_decline(ledger: &Ledger) -> Diagnostic {
    let (document, version) = (&ledger.document, ledger.row.version);
    let state = store::words::state(Some(&ledger.kind), &ledger.row.state);
    let message = Message::new(
        format!("version {version} är ”{}” och ingen är ombedd att underteckna den, så det finns ingen underskrift att avböja", state.sv),
        format!("version {version} is “{}” and nobody is asked to sign it, so there is no signature to decline", state.en),
    );
    Diagnostic::error(codes::NOT_SIGNABLE, Place::File(FileName::new(document.as_str())), message).hint(
        format!("ställer ett organ sig inte bakom den: kansli position {document} --body ORGAN --date DAG --item \"§\" --outcome inte-bakom; ska arbetet läggas ned: kansli state {document} LÄGE"),
        format!("if a body does not endorse it: kansli position {document} --body BODY --date DAY --item \"§\" --outcome inte-bakom; if the work is to end: kansli state {document} STATE"),
    )
}

/// Somebody whom the version does not ask to sign.
fn nobody(ledger: &Ledger, principal: &str, name: Option<&str>, all: &[Asked]) -> Diagnostic {
    let version = ledger.row.version;
    let who = store::words::signatory(&shortened(principal), name.map(shortened).as_deref());
    let all: Vec<String> = all.iter().map(|asked| store::words::signatory(&asked.principal, asked.signatory.as_deref())).collect();
    let all = all.join(", ");
    let message = Message::new(
        format!("version {version} har ingen underskriftsrad för {who}"),
        format!("version {version} has no signature line for {who}"),
    );
    Diagnostic::error(codes::NOT_SIGNABLE, Place::File(FileName::new(ledger.document.as_str())), message)
        .hint(format!("de som ska underteckna: {all}"), format!("those who are to sign: {all}"))
}

/// Ink on a version that says that it is signed electronically, or is.
fn said_otherwise(ledger: &Ledger) -> Diagnostic {
    let version = ledger.row.version;
    let message = Message::new(
        format!("version {version} undertecknas elektroniskt; underskrifter på papper och elektroniska blandas aldrig på en version"),
        format!("version {version} is signed electronically; signatures on paper and electronic ones never mix on one version"),
    );
    Diagnostic::error(codes::SIGNATURES_MIXED, Place::File(FileName::new(ledger.document.as_str())), message).hint(
        "en utskrift av en elektroniskt undertecknad fil är en kopia; ska alla underteckna på papper: gå tillbaka, skriv signing = \"ink\" och fastställ en ny version",
        "a printout of a file that is signed electronically is a copy; if all shall sign on paper: go back, write signing = \"ink\" and fix a new version",
    )
}

/// Whether the bytes of a scanned page go on to their end, as far as the format tells: ISO 32000-2, 7.5.5; ISO 15948, 11.2.5; ISO 10918-1, B.2.
fn is_whole(bytes: &[u8], ending: &str) -> bool {
    let end: &[u8] = match ending {
        "pdf" => b"%%EOF",
        "png" => b"IEND",
        "jpg" => b"\xff\xd9",
        _ => return true,
    };
    let tail = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
    tail.windows(end.len()).any(|window| window == end)
}
