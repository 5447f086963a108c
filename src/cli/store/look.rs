//! `log`, `show`, `due`.

use std::path::Path;

use serde_json::{Value, json};

use super::working::Copy;
use super::workspace::Workspace;
use super::{Context, Outcome, document_of, fault, told, words};
use crate::cli::args::Named;
use crate::cli::{Exit, files, output};
use crate::diag::{Message, codes};
use crate::kind::Kind;
use crate::model::{DocumentId, Hash};
use crate::read;
use crate::store::{At, Sealed};

/// How many events are read at a time.
const PAGE: u64 = 500;

impl Context<'_> {
    pub(super) fn log(&self, named: Option<&Named>, json: bool, limit: u64) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        match named {
            None => self.documents(&workspace, json),
            Some(named) => {
                let document = document_of(&named.document)?;
                if json { self.log_as_json(&workspace, &document, &named.at) } else { self.log_of(&workspace, &document, &named.at, limit) }
            }
        }
    }

    /// Every document and where it stands.
    fn documents(&self, workspace: &Workspace, json: bool) -> Outcome {
        let all = workspace.archive().documents().map_err(|error| told(&error, "."))?;
        if json {
            self.report.value(&Value::Array(all.iter().map(|standing| json!(standing)).collect()));
            return Ok(Exit::Done);
        }
        if all.is_empty() {
            self.say(
                "Här finns inga dokument än. Spara det första: kansli commit FIL -m \"första utkastet\"",
                "There are no documents here yet. Save the first: kansli commit FILE -m \"first draft\"",
            );
        }
        for standing in all {
            let kind = Kind::load(self.world, &standing.kind).ok();
            let state = words::state(kind.as_ref(), &standing.state);
            let (document, version, latest) = (&standing.document, standing.version, words::when(standing.latest));
            self.say(
                format!("{document}  version {version}, {}; senast {latest}", state.sv),
                format!("{document}  version {version}, {}; last {latest}", state.en),
            );
        }
        Ok(Exit::Done)
    }

    fn log_of(&self, workspace: &Workspace, document: &DocumentId, at: &At, limit: u64) -> Outcome {
        let archive = workspace.archive();
        let (standing, row) = archive.find(document, at).map_err(|error| told(&error, document.as_str()))?;
        let kind = Kind::load(self.world, &standing.kind).ok();
        let labels = archive.store().labels(document).map_err(|error| told(&error, document.as_str()))?;
        let one = (*at != At::Last).then_some(row.revision);
        let name = kind.as_ref().map_or_else(|| Message::new(standing.kind.as_str(), standing.kind.as_str()), |kind| kind.name.clone());
        let state = words::state(kind.as_ref(), &row.state);
        let version = row.version;
        self.say(
            format!("{document}  {}, version {version}, {}{}\n", name.sv, state.sv, if row.frozen { ", låst" } else { "" }),
            format!("{document}  {}, version {version}, {}{}\n", name.en, state.en, if row.frozen { ", frozen" } else { "" }),
        );
        let tally = archive.tally(document, row.revision).map_err(|error| told(&error, document.as_str()))?;
        if let Some(tally) = words::tally(&tally) {
            self.say(format!("{}\n", tally.sv), format!("{}\n", tally.en));
        }
        let mut shown = 0;
        let mut last = standing.sequence;
        while last > 0 && shown < limit {
            let page = archive.page(document, last, PAGE.min(if one.is_some() { PAGE } else { limit - shown }));
            let page = page.map_err(|error| told(&error, document.as_str()))?;
            for sealed in &page {
                if one.is_none_or(|revision| sealed.event().act.revision() == Some(revision)) && shown < limit {
                    self.entry(sealed, kind.as_ref());
                    shown += 1;
                }
            }
            last = last.saturating_sub(page.len().max(1) as u64);
        }
        if one.is_none() && last > 0 {
            self.say(format!("({last} äldre händelser; visa fler med --limit)"), format!("({last} older events; show more by --limit)"));
        }
        for label in labels.iter().filter(|label| one.is_none_or(|revision| revision == label.revision)) {
            let (name, revision) = (&label.label, label.revision);
            let (sv, en) = match &label.superseded_by {
                Some(by) => (format!(", ersatt av {by}"), format!(", superseded by {by}")),
                None => Default::default(),
            };
            self.say(format!("Beteckning {name}: revision {revision}{sv}"), format!("Label {name}: revision {revision}{en}"));
        }
        Ok(Exit::Done)
    }

    /// One event: what, then who and when, and its hash.
    pub(super) fn entry(&self, sealed: &Sealed, kind: Option<&Kind>) {
        let event = sealed.event();
        let sequence = event.sequence;
        let (what, who, when, hash) =
            (words::act(&event.act, kind), words::who(&event.actor), words::when(event.time), sealed.hash().short());
        let revision = match (&event.act, event.act.revision()) {
            (crate::store::Act::Revision { version, .. }, Some(revision)) => {
                (format!("Revision {revision}, version {version}. "), format!("Revision {revision}, version {version}. "))
            }
            (_, Some(revision)) => (format!("Revision {revision}. "), format!("Revision {revision}. ")),
            (_, None) => Default::default(),
        };
        self.say(
            format!("{when}  {}{}\n                  {who}; händelse {sequence}, kontrollsumma {hash}", revision.0, what.sv),
            format!("{when}  {}{}\n                  {who}; event {sequence}, hash {hash}", revision.1, what.en),
        );
    }

    /// The events as they are, oldest first, each with its hash.
    fn log_as_json(&self, workspace: &Workspace, document: &DocumentId, at: &At) -> Outcome {
        let archive = workspace.archive();
        let (standing, row) = archive.find(document, at).map_err(|error| told(&error, document.as_str()))?;
        let mut all = Vec::new();
        let mut first = 1;
        while first <= standing.sequence {
            let page = archive.store().events(document, first, first + PAGE - 1).map_err(|error| told(&error, document.as_str()))?;
            let asked = page.iter().filter(|sealed| *at == At::Last || sealed.event().act.revision() == Some(row.revision));
            all.extend(asked.map(|sealed| json!({ "hash": sealed.hash(), "event": sealed.event() })));
            first += PAGE;
        }
        self.report.value(&Value::Array(all));
        Ok(Exit::Done)
    }

    pub(super) fn show(&self, named: &Named, out: Option<&Path>) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let document = document_of(&named.document)?;
        let archive = workspace.archive();
        let (_, row) = archive.find(&document, &named.at).map_err(|error| told(&error, document.as_str()))?;
        let bytes = archive.source(&row).map_err(|error| told(&error, document.as_str()))?;
        let Some(file) = out else {
            self.report.bytes(&bytes);
            return Ok(Exit::Done);
        };
        let mut working = workspace.working()?;
        if file.exists() {
            let found = files::read(file, read::MAXIMUM_BYTES).map_err(|fault| vec![fault])?;
            let saved = working.copy(file).is_some_and(|copy| copy.document == document && copy.hash == Hash::of(&found));
            if !saved && found != bytes {
                let message = Message::new(
                    "filen har ändringar som inte är sparade, och skrivs inte över",
                    "the file has changes that are not saved, and is not overwritten",
                );
                return Err(vec![fault(codes::FILE_NOT_WRITTEN, files::name_of(file).as_str(), message).hint(
                    "spara den först med kansli commit, eller ange ett annat namn",
                    "save it first by kansli commit, or give another name",
                )]);
            }
        }
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        output::write(files::folder_of(file), &[(name, &bytes)], &[]).map_err(|fault| vec![fault])?;
        let (revision, version) = (row.revision, row.version);
        working.remember(file, Copy { document: document.clone(), revision, hash: Hash::of(&bytes) })?;
        let file = file.display();
        self.say(
            format!("{file} är {document}, revision {revision} (version {version})."),
            format!("{file} is {document}, revision {revision} (version {version})."),
        );
        Ok(Exit::Done)
    }

    pub(super) fn due(&self, before: Option<&str>) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let all = workspace.archive().documents().map_err(|error| told(&error, "."))?;
        let mut rows: Vec<_> = all
            .iter()
            .flat_map(|standing| standing.due.iter().map(move |due| (due.day(), &standing.document, due)))
            .filter_map(|(day, document, due)| day.map(|day| (day, document, due)))
            .filter(|(day, _, _)| before.is_none_or(|before| day.as_str() <= before))
            .collect();
        rows.sort_by_key(|(day, document, _)| (*day, *document));
        if rows.is_empty() {
            self.say("Inget förfaller.", "Nothing falls due.");
        }
        for (_, document, due) in rows {
            let version = due.version;
            if let Some(day) = &due.review_by {
                self.say(
                    format!("{day}  {document}, version {version}: revideras senast"),
                    format!("{day}  {document}, version {version}: to be revised by"),
                );
            }
            if let Some(day) = &due.until {
                self.say(
                    format!("{day}  {document}, version {version}: gäller till och med"),
                    format!("{day}  {document}, version {version}: valid until"),
                );
            }
        }
        Ok(Exit::Done)
    }
}
