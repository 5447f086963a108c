//! A panic becomes a diagnostic: a bug is told in plain words, and the other files go on.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use crate::diag::{Diagnostic, FileName, Message, Place, codes};

thread_local! {
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From here on a panic prints nothing by itself; [`guarded`] tells of it.
pub fn quiet_panics() {
    set_hook(Box::new(|information| {
        let location = information.location().map(ToString::to_string);
        LOCATION.with(|slot| slot.replace(location));
    }));
}

/// Runs `work`; a panic in it becomes a diagnostic about `file`.
///
/// # Errors
/// When `work` panics.
pub fn guarded<T>(file: &FileName, work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let location = LOCATION.with(RefCell::take);
        fault(file, &what(payload.as_ref()), location.as_deref())
    })
}

fn what(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => text.clone(),
        (None, None) => "?".to_owned(),
    }
}

fn fault(file: &FileName, what: &str, location: Option<&str>) -> Diagnostic {
    let at = location.map(|location| format!(" ({location})")).unwrap_or_default();
    Diagnostic::error(
        codes::INTERNAL_FAULT,
        Place::File(file.clone()),
        Message::new(
            format!("ett fel i Kansli självt avbröt arbetet med filen: {what}{at}"),
            format!("a fault in Kansli itself broke off the work on the file: {what}{at}"),
        ),
    )
    .hint(
        "felet är vårt och inte ditt, och inget skrevs; spara filen som den är och skicka den med detta meddelande till den som sköter Kansli",
        "the fault is ours and not yours, and nothing was written; keep the file as it is and send it with this message to whoever looks after Kansli",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_as_our_own_fault() {
        let file = FileName::new("a.toml");
        let fault = guarded(&file, || -> u8 { panic!("värdet {} saknas", 3) }).unwrap_err();
        assert_eq!(fault.code, codes::INTERNAL_FAULT);
        assert_eq!(fault.place, Place::File(file.clone()));
        assert!(fault.message.sv.contains("värdet 3 saknas") && fault.message.en.contains("värdet 3 saknas"));
        assert_eq!(guarded(&file, || 7), Ok(7));
    }
}
