//! The Word file.
use super::{Provenance, Written};
use crate::{diag::Diagnostic, model::Tree, theme::Theme};
/// Writes the Word file.
pub fn write(_: &Tree, _: &Theme, _: &Provenance) -> Result<Written, Vec<Diagnostic>> {
    Err(vec![])
}
