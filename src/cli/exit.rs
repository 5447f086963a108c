//! The exit code turns what happened to every file into one number for the caller of the program.

use std::process::ExitCode;

use crate::diag::{Code, Diagnostic, Severity, codes};

/// How a run ended. In ascending order of gravity: over many files the gravest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: a document has faults; with `--strict` also a warning is one.
    Faults = 1,
    /// 2: wrong use of the command line. Found before any file is opened.
    WrongUse = 2,
    /// 3: a file could not be read or written.
    InputOutput = 3,
    /// 4: Kansli's own fault: outputs that disagree, templates at fault, a bug.
    OwnFault = 4,
    /// 5: incomplete: a signature that was asked for is missing.
    Incomplete = 5,
    /// 6: somebody else was first, two people changed one thing in different ways, or a history has gone another way.
    Conflict = 6,
}

impl Exit {
    /// How a run with these diagnostics ends.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, strict: bool) -> Self {
        diagnostics.into_iter().map(|diagnostic| Self::of_one(diagnostic, strict)).max().unwrap_or(Self::Done)
    }

    fn of_one(diagnostic: &Diagnostic, strict: bool) -> Self {
        match diagnostic.severity {
            Severity::Notice => Self::Done,
            Severity::Warning if strict => Self::Faults,
            Severity::Warning => Self::Done,
            Severity::Error => Self::of_code(&diagnostic.code),
        }
    }

    fn of_code(code: &Code) -> Self {
        const INPUT_OUTPUT: [Code; 7] = [
            codes::FILE_NOT_FOUND,
            codes::FILE_UNREADABLE,
            codes::FILE_IS_A_FOLDER,
            codes::FILE_NOT_WRITTEN,
            codes::NO_WORKSPACE,
            codes::STORE_UNAVAILABLE,
            codes::STORE_DAMAGED,
        ];
        const CONFLICT: [Code; 3] = [codes::STORE_CONFLICT, codes::MERGE_CONFLICT, codes::HISTORY_FORKED];
        const OWN_FAULT: [Code; 4] = [codes::OUTPUTS_DISAGREE, codes::INTERNAL_FAULT, codes::KIND_FAULT, codes::THEME_FAULT];
        if INPUT_OUTPUT.contains(code) {
            Self::InputOutput
        } else if OWN_FAULT.contains(code) {
            Self::OwnFault
        } else if CONFLICT.contains(code) {
            Self::Conflict
        } else {
            Self::Faults
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{FileName, Message, Place};

    fn error(code: Code) -> Diagnostic {
        Diagnostic::error(code, Place::File(FileName::new("a.toml")), Message::new("fel", "error"))
    }

    #[test]
    fn the_gravest_diagnostic_decides() {
        let mut warning = error(codes::PLACEHOLDER);
        warning.severity = Severity::Warning;
        let diagnostics = [error(codes::WRONG_TYPE), error(codes::FILE_NOT_FOUND)];
        assert_eq!(Exit::of(&diagnostics, false), Exit::InputOutput);
        assert_eq!(Exit::of(&diagnostics[..1], false), Exit::Faults);
        assert_eq!(Exit::of([&warning], false), Exit::Done);
        assert_eq!(Exit::of([&warning], true), Exit::Faults);
        assert_eq!(Exit::of([&error(codes::OUTPUTS_DISAGREE), &diagnostics[1]], false), Exit::OwnFault);
        assert_eq!(Exit::of([], true), Exit::Done);
    }
}
