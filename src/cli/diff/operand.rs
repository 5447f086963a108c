//! An operand of a comparison, as it stands on the command line, becomes an assembled tree.

use std::path::{Path, PathBuf};

use crate::check::CheckOptions;
use crate::cli::files;
use crate::cli::report::{Report, Stream};
use crate::cli::texts::Texts;
use crate::cli::{Exit, guard};
use crate::diag::Diagnostic;
use crate::model::{Record, Tree};
use crate::produce::Producer;
use crate::read;
use crate::world::World;

/// One side of a comparison.
pub struct Operand {
    /// What the version is called: the file's name, without its folder.
    pub name: String,
    /// Where the source lies.
    pub path: PathBuf,
    /// The document.
    pub tree: Tree,
}

/// Reads, checks and assembles a version. Faults are told; warnings are not, since nobody asked what the version is worth.
pub fn resolve(text: &str, producer: &Producer<'_>, world: &dyn World, report: &Report) -> Result<Operand, Exit> {
    let path = Path::new(text);
    let file = files::name_of(path);
    let told = |texts: &Texts<'_>, faults: Vec<Diagnostic>| {
        report.blocks(texts, &faults).iter().for_each(|block| report.block(Stream::Aside, block));
        Exit::of(&faults, false)
    };
    let none = Texts::new(&file, None, None, world);
    let outcome = guard::guarded(&file, || {
        let bytes = files::read(path, read::MAXIMUM_BYTES).map_err(|fault| told(&none, vec![fault]))?;
        let source = read::read(file.clone(), &bytes).map_err(|faults| told(&Texts::new(&file, Some(&bytes), None, world), faults))?;
        let checked = producer.check(&source, &CheckOptions::default(), &Record::default());
        let tree = checked.output.map_err(|faults| told(&Texts::new(&file, Some(&bytes), Some(&source), world), faults))?;
        let named = |name: Option<&std::ffi::OsStr>| name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Operand { name: named(path.file_name()), path: path.to_path_buf(), tree })
    });
    outcome.unwrap_or_else(|fault| Err(told(&none, vec![fault])))
}
