//! Conflicts become diagnostics: which field, what each side did, and where it stands in all three sources.

use super::values::{Clash, Conflict};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::model::Pointer;
use crate::read::Source;

/// A conflict as it is told, at the field of our side.
pub(super) fn diagnostic(conflict: &Conflict, base: &Source, ours: &Source, theirs: &Source) -> Diagnostic {
    let field = conflict.ours.as_ref().or(conflict.theirs.as_ref()).map(Pointer::readable).unwrap_or_default();
    let (our_file, their_file) = (ours.file(), theirs.file());
    let message = match conflict.clash {
        Clash::Changed => Message::new(
            format!("{field} är ändrat på olika sätt i {our_file} och i {their_file}"),
            format!("{field} is changed in different ways in {our_file} and in {their_file}"),
        ),
        Clash::OursGone => Message::new(
            format!("{field} är borttaget i {our_file} men ändrat i {their_file}"),
            format!("{field} is deleted in {our_file} but changed in {their_file}"),
        ),
        Clash::TheirsGone => Message::new(
            format!("{field} är ändrat i {our_file} men borttaget i {their_file}"),
            format!("{field} is changed in {our_file} but deleted in {their_file}"),
        ),
        Clash::Order => Message::new(
            format!("ordningen i {field} är ändrad på olika sätt i {our_file} och i {their_file}"),
            format!("the order of {field} is changed in different ways in {our_file} and in {their_file}"),
        ),
    };
    let place = |source: &Source, at: &Option<Pointer>| match at {
        Some(pointer) => Place::value(source.file(), pointer.clone()),
        None => Place::File(source.file().clone()),
    };
    Diagnostic::error(codes::MERGE_CONFLICT, place(ours, &conflict.ours), message)
        .related(place(theirs, &conflict.theirs), Message::new("den andra sidan", "the other side"))
        .related(place(base, &conflict.base), Message::new("som det stod före båda ändringarna", "as it was before both changes"))
        .hint(
            "bestäm vad som ska stå, skriv in det likadant i båda filerna och kör igen",
            "decide what it shall say, write that in both files and run again",
        )
}

/// The merged text did not say what was merged.
pub(super) fn unsaid(ours: &Source) -> Diagnostic {
    let message = Message::new(
        "ett fel i Kansli: de sammanförda ändringarna gick inte att skriva som en källfil, så inget skrevs",
        "a fault in Kansli: the merged changes could not be written as a source, so nothing was written",
    );
    Diagnostic::error(codes::INTERNAL_FAULT, Place::File(ours.file().clone()), message)
        .hint("anmäl felet och bifoga de tre filerna", "report the fault and attach the three files")
}
