//! An operand of a comparison, as it stands on the command line, becomes an assembled tree: a file, or a revision of the store.

use std::path::{Path, PathBuf};

use crate::check::CheckOptions;
use crate::cli::files::{folder_of, name_of};
use crate::cli::report::{Report, Stream};
use crate::cli::store::{Desk, is_stored};
use crate::cli::texts::Texts;
use crate::cli::{Exit, guard};
use crate::diag::Diagnostic;
use crate::model::{DocumentId, Record, Tree};
use crate::produce::Producer;
use crate::read::{self, Source};
use crate::world::World;

/// What a version is looked at for: that it can be set as it stands. What its kind asks of it, and its wording, are the business of
/// `kansli check`; whoever compares a draft may well be looking for what is not right yet.
pub const LOOKED_AT: CheckOptions = CheckOptions { for_signing: false, masks_identity_numbers: false, soundness_alone: true };

/// One side of a comparison.
pub struct Operand {
    /// What the version is called: "version 0.3" where the store has given it a number, else the file's name.
    pub name: String,
    /// What files about it are named after.
    pub stem: String,
    /// As it was given.
    pub path: PathBuf,
    /// The source.
    pub source: Source,
    /// The document.
    pub tree: Tree,
    /// Which revision of the store it is; `None` of a file.
    pub revision: Option<(DocumentId, u64)>,
    /// What the store says of it.
    record: Record,
}

/// The two sides under one marking. A working copy is marked as one that differs from its version; nobody wrote that, so it is no
/// change: the other side is assembled with the same words.
pub fn marked_alike(old: Operand, new: Operand, producer: &Producer<'_>) -> (Operand, Operand) {
    match (old.record.changed_since.is_some(), new.record.changed_since.is_some()) {
        (false, true) => (old.marked_as(&new.record, producer), new),
        (true, false) => {
            let new = new.marked_as(&old.record, producer);
            (old, new)
        }
        _ => (old, new),
    }
}

impl Operand {
    fn marked_as(self, working_copy: &Record, producer: &Producer<'_>) -> Self {
        let record = Record { history: self.record.history.clone(), ..working_copy.clone() };
        match producer.check(&self.source, &LOOKED_AT, &record).output {
            Ok(tree) => Self { tree, ..self },
            Err(_) => self,
        }
    }
}

/// Reads, checks and assembles a version. Faults are told; warnings are not, since nobody asked what the version is worth.
pub fn resolve(text: &str, producer: &Producer<'_>, world: &dyn World, desk: &Desk<'_>, report: &Report) -> Result<Operand, Exit> {
    let path = Path::new(text);
    let asked = name_of(path);
    let outcome = guard::guarded(&asked, || {
        let none = Texts::new(&asked, None, None, world);
        let (file, bytes) = desk.fetch(path, "diff").map_err(|faults| told(report, &none, &faults))?;
        let source =
            read::read(file.clone(), &bytes).map_err(|faults| told(report, &Texts::new(&file, Some(&bytes), None, world), &faults))?;
        let texts = Texts::new(&file, Some(&bytes), Some(&source), world);
        let known = desk.known(path, &source, "diff").map_err(|faults| told(report, &texts, &faults))?;
        let version = known.record.version.clone().filter(|_| is_stored(path));
        let checked = producer.check(&source, &LOOKED_AT, &known.record);
        let tree = checked.output.map_err(|faults| told(report, &texts, &faults))?;
        let named = |name: Option<&std::ffi::OsStr>| name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (name, stem) = if is_stored(path) {
            let name = version.map_or_else(|| text.to_owned(), |version| format!("version {version}"));
            (name, text.replace('@', "-").replace(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '_'), "-"))
        } else {
            (named(path.file_name()), named(path.file_stem()))
        };
        let revision = desk.revision(path, "diff").map_err(|faults| told(report, &texts, &faults))?;
        drop(texts);
        Ok(Operand { name, stem, path: path.to_path_buf(), source, tree, revision, record: known.record })
    });
    outcome.unwrap_or_else(|fault| Err(told(report, &Texts::new(&asked, None, None, world), &[fault])))
}

/// Tells faults of a version, and gives the exit code.
fn told(report: &Report, texts: &Texts<'_>, faults: &[Diagnostic]) -> Exit {
    report.blocks(texts, faults).iter().for_each(|block| report.block(Stream::Aside, block));
    Exit::of(faults, false)
}

/// The folder that an operand lies in, as far as it is a file.
pub fn lies_in(operand: &Operand, folder: &Path, name: &str) -> bool {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let file = operand.path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    !is_stored(&operand.path) && file == Some(name.to_lowercase()) && whole(folder_of(&operand.path)) == whole(folder)
}
