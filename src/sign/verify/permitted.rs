//! What later changes a signature permits: its own words (DocMDP, FieldMDP) and what happened since become findings.

use lopdf::Document;

use super::found::Found;
use crate::sign::append::{entry, resolve, text_of};
use crate::sign::change::Changes;
use crate::sign::report::{Finding, Kind};
use crate::sign::session::name_of;

/// What a certifying signature, or one that locks fields, allows after it (ISO 32000-1, 12.8.2).
pub(super) fn permissions(found: &mut Found, document: &Document, steps: &[(usize, String, Changes)]) {
    let Some(end) = found.end else { return };
    let references = entry(document, &found.dictionary, b"Reference").and_then(|list| list.as_array().ok()).cloned().unwrap_or_default();
    let later: Vec<&Changes> = steps.iter().filter(|(at, _, _)| *at >= end).map(|(_, _, changes)| changes).collect();
    for reference in references.iter().filter_map(|reference| resolve(document, reference).as_dict().ok()) {
        let method = name_of(entry(document, reference, b"TransformMethod"));
        let parameters = entry(document, reference, b"TransformParams").and_then(|parameters| parameters.as_dict().ok());
        match (method.as_deref(), parameters) {
            (Some("DocMDP"), parameters) => {
                let level =
                    parameters.and_then(|parameters| entry(document, parameters, b"P")).and_then(|level| level.as_i64().ok()).unwrap_or(2);
                if level == 1 && later.iter().any(|changes| changes.kinds.contains(&Kind::Signing)) {
                    found.findings.push(Finding::refused(
                        "changes-forbidden",
                        "underskriften tillåter inga ändringar, inte heller fler underskrifter, men filen har fått fler",
                        "the signature allows no changes, nor further signatures, but the file has got some",
                    ));
                }
            }
            (Some("FieldMDP"), Some(parameters)) => {
                let list = entry(document, parameters, b"Fields").and_then(|list| list.as_array().ok()).cloned().unwrap_or_default();
                let list: Vec<String> = list.iter().filter_map(|name| resolve(document, name).as_str().ok()).map(text_of).collect();
                let locked = |name: &String| match name_of(entry(document, parameters, b"Action")).as_deref() {
                    Some("Include") => list.contains(name),
                    Some("Exclude") => !list.contains(name),
                    _ => true,
                };
                if later.iter().flat_map(|changes| &changes.signed).any(locked) {
                    found.findings.push(Finding::refused(
                        "field-locked",
                        "underskriften låste ett fält som sedan har undertecknats",
                        "the signature locked a field that was signed afterwards",
                    ));
                }
            }
            _ => {}
        }
    }
}

/// Properties may change where a later signature covers the change: another program signed. By itself the change is not allowed.
pub(super) fn metadata_needs_a_signature(steps: &mut [(usize, String, Changes)], covered: bool) {
    if !covered
        && let Some((_, _, changes)) = steps.last_mut()
        && changes.kinds.contains(&Kind::Metadata)
    {
        changes.findings.push(Finding::refused(
            "metadata-changed",
            "filens egenskaper är ändrade efter den sista underskriften",
            "the file's properties were changed after the last signature",
        ));
    }
    for (_, _, changes) in steps.iter_mut() {
        if changes.kinds.contains(&Kind::Metadata) && !changes.kinds.contains(&Kind::Other) {
            changes.findings.push(Finding::remark(
                "metadata",
                "datum eller programnamn bland filens egenskaper är ändrade; en senare underskrift täcker ändringen",
                "dates or names of programs among the file's properties are changed; a later signature covers the change",
            ));
        }
    }
}
