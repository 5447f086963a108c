//! `verify`, `rebuild`, `backup`.

use std::path::Path;

use super::workspace::{Workspace, shown};
use super::{Context, Outcome, fault, told};
use crate::cli::{Exit, files};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::store::{Report, SqlStore, StoreError, copy, verify};

impl Context<'_> {
    pub(super) fn verify(&self) -> Outcome {
        let store = Workspace::bare_store(Path::new("."))?;
        let report = verify(&store).map_err(|error| told(&error, "."))?;
        drop(store);
        let mut faults: Vec<Diagnostic> =
            report.faults.iter().map(|damage| StoreError::Damaged(damage.clone()).diagnostic(&FileName::new(".kansli"))).collect();
        if faults.is_empty() {
            // What was seen before is held against what is there now.
            if let Err(error) = Workspace::open(Path::new("."))?.archive().documents() {
                faults.push(error.diagnostic(&FileName::new(".kansli")));
            }
        }
        self.report.faults(self.world, &faults);
        let summary = counted(&report);
        if faults.is_empty() {
            self.say(format!("Allt stämmer: {}.", summary.sv), format!("All is well: {}.", summary.en));
            return Ok(Exit::Done);
        }
        let count = faults.len();
        self.say(
            format!("{count} fel hittades. Läst: {}.", summary.sv),
            format!("{count} {} found. Read: {}.", if count == 1 { "fault was" } else { "faults were" }, summary.en),
        );
        Ok(Exit::Faults)
    }

    pub(super) fn rebuild(&self) -> Outcome {
        let store = Workspace::bare_store(Path::new("."))?;
        store.rebuild().map_err(|error| told(&error, ".kansli"))?;
        self.say(
            "Registren är gjorda på nytt ur händelserna. Kontrollera: kansli verify",
            "The registers are made anew from the events. Check: kansli verify",
        );
        Ok(Exit::Done)
    }

    pub(super) fn backup(&self, file: &Path) -> Outcome {
        let store = Workspace::bare_store(Path::new("."))?;
        let place = shown(file);
        let refused = |reason: Message| {
            let message = Message::new(format!("kopian skrevs inte: {}", reason.sv), format!("the copy was not written: {}", reason.en));
            vec![fault(codes::FILE_NOT_WRITTEN, &place, message)]
        };
        if file.symlink_metadata().is_ok() {
            let message = Message::new("den finns redan", "it exists already");
            return Err(refused(message)
                .into_iter()
                .map(|fault| fault.hint("välj ett annat namn; inget skrivs över", "choose another name; nothing is overwritten"))
                .collect());
        }
        let folder = files::folder_of(file);
        let temporary = tempfile::Builder::new()
            .prefix(".kansli-")
            .suffix(".tmp")
            .tempdir_in(folder)
            .map_err(|error| refused(files::reason(&error)))?;
        let path = temporary.path().join("store.sqlite");
        let report = {
            let target = SqlStore::open_file(&path, true).map_err(|error| told(&error, &place))?;
            copy(&store, &target).map_err(|error| told(&error, &place))?;
            verify(&target).map_err(|error| told(&error, &place))?
        };
        if !report.faults.is_empty() {
            let file = FileName::new(&place);
            return Err(report
                .faults
                .iter()
                .map(|damage| Diagnostic::error(codes::STORE_DAMAGED, Place::File(file.clone()), damage.message.clone()))
                .collect());
        }
        // Closing the copy moved everything into the one file.
        std::fs::File::open(&path).and_then(|copy| copy.sync_all()).map_err(|error| refused(files::reason(&error)))?;
        std::fs::hard_link(&path, file).or_else(|_| std::fs::rename(&path, file)).map_err(|error| refused(files::reason(&error)))?;
        let summary = counted(&report);
        self.say(format!("{place} är en kontrollerad kopia: {}.", summary.sv), format!("{place} is a verified copy: {}.", summary.en));
        Ok(Exit::Done)
    }
}

/// "3 dokument, 20 händelser, 18 innehåll (0,4 MB)"
fn counted(report: &Report) -> Message {
    let Report { documents, events, objects, bytes, gone, witnesses, .. } = report;
    let tenths = bytes / 100_000;
    let (size_sv, size_en) = (format!("{},{} MB", tenths / 10, tenths % 10), format!("{}.{} MB", tenths / 10, tenths % 10));
    let (gone_sv, gone_en) = if *gone == 0 {
        Default::default()
    } else {
        (format!(", {gone} rensade eller gallrade"), format!(", {gone} weeded or disposed of"))
    };
    let (heads_sv, heads_en) = if *witnesses == 0 {
        Default::default()
    } else {
        (format!(", {witnesses} intyg från andra"), format!(", {witnesses} heads signed by others"))
    };
    Message::new(
        format!("{documents} dokument, {events} händelser, {objects} filer ({size_sv}){gone_sv}{heads_sv}"),
        format!("{documents} documents, {events} events, {objects} files ({size_en}){gone_en}{heads_en}"),
    )
}
