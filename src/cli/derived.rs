//! A tree that was derived from something becomes files, each read back and held against the tree before anybody gets it.

use crate::certify::{self, Sources};
use crate::diag::{Diagnostic, FileName};
use crate::model::Tree;
use crate::theme::Theme;
use crate::write::{FORMATS, Provenance};

/// Name and version of this program, as papers print it.
pub const PROGRAM: &str = concat!("Kansli ", env!("CARGO_PKG_VERSION"));

/// The files of a tree in some formats, each with how its name ends. `about` is what faults are told of.
///
/// # Errors
/// When a format can't express the tree, or a file says something else.
pub fn files(
    tree: &Tree,
    theme: &Theme,
    provenance: &Provenance,
    formats: &[&str],
    about: &FileName,
) -> Result<Vec<(&'static str, Vec<u8>)>, Vec<Diagnostic>> {
    let sources = Sources { source: provenance.source.clone(), kind: provenance.kind.clone(), program: PROGRAM.to_owned(), embedded: None };
    let mut out = Vec::new();
    for format in FORMATS.iter().filter(|format| formats.contains(&format.name)) {
        let bytes = (format.write)(tree, theme, provenance)?.bytes;
        certify::certify(tree, theme, &sources, &[certify::Output { format: format.name, bytes: &bytes }])
            .map_err(|differences| differences.iter().map(|one| one.diagnostic(about)).collect::<Vec<_>>())?;
        out.push((format.ending, bytes));
    }
    Ok(out)
}
