//! A kind named on the command line becomes the kind itself.

use super::Exit;
use super::report::Report;
use super::usage::Usage;
use crate::diag::Message;
use crate::kind::Kind;
use crate::model::KindId;
use crate::world::World;

/// Loads the kind that `command` was asked for; otherwise tells why not, and gives the exit code.
pub fn load(name: &str, command: &'static str, world: &dyn World, report: &Report) -> Result<Kind, Exit> {
    let known = Kind::all(world);
    let id = KindId::new(name);
    if !known.contains(&id) {
        let (message, hint) = unknown_kind(name, &known);
        report.usage(&Usage::new(message, command).hint(hint.sv, hint.en));
        return Err(Exit::WrongUse);
    }
    Kind::load(world, &id).map_err(|faults| {
        report.faults(world, &faults);
        Exit::OwnFault
    })
}

/// What is wrong with the name of a kind that nobody knows, and what to write instead.
fn unknown_kind(name: &str, known: &[KindId]) -> (Message, Message) {
    let names = known.iter().map(KindId::as_str).collect::<Vec<_>>().join(", ");
    let nearest = known.iter().map(|id| (strsim::damerau_levenshtein(name, id.as_str()), id.as_str())).min();
    let hint = match nearest {
        Some((distance, id)) if distance * 3 <= id.chars().count() => {
            Message::new(format!("menade du ”{id}”?"), format!("did you mean “{id}”?"))
        }
        _ => Message::new(format!("de slag som finns: {names}"), format!("the kinds there are: {names}")),
    };
    (Message::new(format!("det finns inget slag som heter ”{name}”"), format!("there is no kind called “{name}”")), hint)
}
