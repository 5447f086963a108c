//! A verifier's report becomes a validation report (valideringsintyg) as a PDF.

use std::path::{Path, PathBuf};

use super::{Outcome, Stopped};
use crate::attest::{Circumstances, FORM, TrustedRoot, attest};
use crate::check::Coverage;
use crate::cli::derived::{self, PROGRAM};
use crate::cli::files::{folder_of, name_of};
use crate::cli::store::{Settings, Workspace, words};
use crate::model::{Actor, Hash};
use crate::sign::{Policy, Report, day};
use crate::theme::{DEFAULT_THEME, Theme};
use crate::world::World;
use crate::write::Provenance;

/// Where the validation report of a file lies unless somebody says otherwise.
pub fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{stem}-valideringsintyg.pdf"))
}

/// Who works in the workspace that a file lies in, or else in the current folder's: name, role and principal.
fn judge(file: &Path) -> Option<String> {
    let root = Workspace::root_of(folder_of(file)).or_else(|| Workspace::root_of(Path::new(".")))?;
    let Settings { name, role, principal, .. } = Workspace::settings_of(&root).ok()?;
    (!name.trim().is_empty()).then(|| words::who(&Actor { name, role, principal }))
}

/// The validation report on a file, judged by a policy: PDF/A-2a and PDF/UA-1. What it says is what the report says, since the
/// finished file is held against the report's tree.
pub fn certificate(report: &Report, file: &Path, policy: &Policy, world: &dyn World) -> Outcome<Vec<u8>> {
    let theme = Theme::load(world, DEFAULT_THEME).map_err(Stopped::Faults)?;
    let fonts: Vec<_> = theme.fonts.files.iter().filter_map(|name| world.font(name).map(|bytes| (name.as_str(), bytes))).collect();
    let coverage = Coverage::of_faces(fonts.iter().map(|(name, bytes)| (*name, bytes.as_ref()))).map_err(Stopped::Faults)?;
    let for_all = policy.roots.iter().map(|root| TrustedRoot { certificate: root.clone(), principal: None });
    let for_one = policy.roots_of.iter().map(|(name, root)| TrustedRoot { certificate: root.clone(), principal: Some(name.clone()) });
    let roots: Vec<TrustedRoot> = for_all.chain(for_one).collect();
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let by = judge(file);
    let circumstances = Circumstances {
        file: &name,
        time: policy.now,
        roots: &roots,
        required: &policy.required,
        by: by.as_deref(),
        program: PROGRAM,
        drawn: &|character| coverage.has(character),
    };
    let tree = attest(report, &circumstances);
    let provenance = Provenance {
        source: Hash::parse(&report.sha256).unwrap_or_else(Hash::zero),
        kind: Hash::of(FORM.as_bytes()),
        theme: theme.hash.clone(),
        date: day(policy.now),
        docx: None,
    };
    let files = derived::files(&tree, &theme, &provenance, &["pdf"], &name_of(file)).map_err(Stopped::Faults)?;
    Ok(files.into_iter().next().map(|(_, bytes)| bytes).unwrap_or_default())
}
