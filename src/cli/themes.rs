//! A theme named on the command line becomes a producer of documents in it.

use super::Exit;
use super::report::Report;
use super::usage::Usage;
use crate::diag::Message;
use crate::produce::Producer;
use crate::theme::Theme;
use crate::world::World;

/// Gets ready to make documents in the theme that `command` was asked for; otherwise tells why not, and gives the exit code.
pub fn producer<'w>(name: &str, command: &'static str, world: &'w dyn World, report: &Report) -> Result<Producer<'w>, Exit> {
    let known = Theme::all(world);
    if !known.iter().any(|known| known == name) {
        let (message, hint) = unknown_theme(name, &known);
        report.usage(&Usage::new(message, command).hint(hint.sv, hint.en));
        return Err(Exit::WrongUse);
    }
    Producer::with_theme(world, name).map_err(|faults| {
        report.faults(world, &faults);
        Exit::OwnFault
    })
}

/// What is wrong with the name of a theme that nobody knows, and what to write instead.
fn unknown_theme(name: &str, known: &[String]) -> (Message, Message) {
    let names = known.join(", ");
    let nearest = known.iter().map(|known| (strsim::damerau_levenshtein(name, known), known)).min();
    let hint = match nearest {
        Some((distance, near)) if distance * 3 <= near.chars().count() => {
            Message::new(format!("menade du ”{near}”?"), format!("did you mean “{near}”?"))
        }
        _ => Message::new(format!("de teman som finns: {names}"), format!("the themes there are: {names}")),
    };
    (Message::new(format!("det finns inget tema som heter ”{name}”"), format!("there is no theme called “{name}”")), hint)
}
