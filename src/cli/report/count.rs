//! Diagnostics counted in words.

use crate::diag::{Diagnostic, Message, Severity};

/// "3 fel, 1 varning"
pub fn found(diagnostics: &[&Diagnostic], strict: bool) -> Message {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, notices) = (count(Severity::Error), count(Severity::Warning), count(Severity::Notice));
    let mut out = match errors {
        0 => Message::new("inga fel", "no errors"),
        1 => Message::new("1 fel", "1 error"),
        _ => Message::new(format!("{errors} fel"), format!("{errors} errors")),
    };
    for (number, one, many) in
        [(warnings, ("varning", "warning"), ("varningar", "warnings")), (notices, ("upplysning", "notice"), ("upplysningar", "notices"))]
    {
        if number > 0 {
            let (sv, en) = if number == 1 { one } else { many };
            out.sv.push_str(&format!(", {number} {sv}"));
            out.en.push_str(&format!(", {number} {en}"));
        }
    }
    if strict && warnings > 0 {
        out.sv.push_str(" (varningar räknas som fel)");
        out.en.push_str(" (warnings count as errors)");
    }
    out
}
