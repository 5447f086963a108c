//! `kansli weigh`: somebody confirms the weights that a comparison of two revisions proposes, or gives them others; and what was confirmed
//! stands in later comparisons of the two.

use std::cmp::Ordering;

use super::operand::{Operand, resolve};
use super::{compare, themes};
use crate::cli::Exit;
use crate::cli::args::{Chosen, Weigh};
use crate::cli::report::{Report, Stream};
use crate::cli::store::Desk;
use crate::cli::usage::Usage;
use crate::diag::{Diagnostic, Message};
use crate::model::{Confirmation, Redline};
use crate::store::{Act, WeighedChange, Weighing};
use crate::theme::DEFAULT_THEME;
use crate::world::World;

/// Puts what was confirmed between two revisions of one document into their redline. Of one change the last weighing counts.
pub fn confirm(redline: &mut Redline, old: &Operand, new: &Operand, desk: &Desk<'_>) -> Result<(), Vec<Diagnostic>> {
    let (Some((document, compared_with)), Some((other, revision))) = (&old.revision, &new.revision) else { return Ok(()) };
    if document != other {
        return Ok(());
    }
    let weighings = desk.weighings(document, *compared_with, *revision)?;
    if weighings.is_empty() {
        return Ok(());
    }
    let names = redline.change_names();
    for event in weighings {
        let Act::Weighing(weighing) = event.act else { continue };
        for WeighedChange { change, proposed, weight } in weighing.changes {
            let found = names.iter().position(|name| *name == change).and_then(|at| redline.changes.get_mut(at));
            let Some(found) = found else { continue };
            found.weight = weight;
            found.confirmed = Some(Confirmation {
                proposed,
                name: event.actor.name.clone(),
                role: event.actor.role.clone(),
                principal: event.actor.principal.clone(),
                time: event.time.to_string(),
                reason: weighing.reason.clone(),
            });
        }
    }
    Ok(())
}

/// Confirms weights, or changes them, in the store.
pub fn weigh(command: &Weigh, world: &dyn World, report: &Report) -> Exit {
    weighed(command, world, report).unwrap_or_else(|exit| exit)
}

fn weighed(command: &Weigh, world: &dyn World, report: &Report) -> Result<Exit, Exit> {
    let told = |faults: Vec<Diagnostic>| {
        report.faults(world, &faults);
        Exit::of(&faults, false)
    };
    let wrong = |usage: Usage| {
        report.usage(&usage);
        Exit::WrongUse
    };
    let paths = [&command.old, &command.new].map(std::path::PathBuf::from);
    let desk = Desk::of(&paths, world).map_err(told)?;
    let [old, new] = [&command.old, &command.new].map(|text| desk.revision(std::path::Path::new(text), "weigh"));
    let (old, new) = (old.map_err(told)?, new.map_err(told)?);
    let ((document, compared_with), revision) = match (old, new) {
        (Some(old), Some((document, revision))) if old.0 == document => (old, revision),
        _ => return Err(wrong(two_revisions())),
    };
    match compared_with.cmp(&revision) {
        Ordering::Less => {}
        Ordering::Equal => return Err(wrong(one_revision(revision))),
        Ordering::Greater => return Err(wrong(reversed(command))),
    }
    let producer = themes::producer(DEFAULT_THEME, "weigh", world, report)?;
    let side = |text: &str| resolve(text, &producer, world, &desk, report);
    let (old, new) = (side(&command.old)?, side(&command.new)?);
    let redline = compare(&old.tree, &new.tree).redline.ok_or(Exit::OwnFault)?;
    let count = redline.changes.len();
    let numbers: Vec<usize> = match &command.chosen {
        Chosen::All => (1..=count).collect(),
        Chosen::Numbers(numbers) => numbers.clone(),
    };
    if let Some(beyond) = numbers.iter().find(|number| **number > count) {
        return Err(wrong(no_such_change(*beyond, count, command)));
    }
    if numbers.is_empty() {
        let message = Message::new(
            "Revisionerna säger detsamma; det finns ingen vikt att bekräfta.",
            "The revisions say the same; there is no weight to confirm.",
        );
        report.sentence(Stream::Answer, &message);
        return Ok(Exit::Done);
    }
    let names = redline.change_names();
    let chosen = numbers.iter().filter_map(|number| Some((names.get(number - 1)?, redline.changes.get(number - 1)?)));
    let changes = chosen.map(|(name, change)| WeighedChange {
        change: name.clone(),
        proposed: change.weight,
        weight: command.weight.unwrap_or(change.weight),
    });
    let weighing = Weighing { revision, compared_with, changes: changes.collect(), reason: command.reason.clone() };
    let changed = weighing.changed();
    desk.weigh(&document, weighing).map_err(told)?;
    report.sentence(Stream::Answer, &done(numbers.len(), changed, (document.as_str(), compared_with, revision)));
    Ok(Exit::Done)
}

/// What was done, and how it is seen.
fn done(count: usize, changed: usize, (document, old, new): (&str, u64, u64)) -> Message {
    let (sv, en) = match (count, changed) {
        (1, 0) => ("1 vikt är bekräftad som föreslagen".to_owned(), "1 weight is confirmed as proposed".to_owned()),
        (1, _) => ("1 vikt är ändrad och bekräftad".to_owned(), "1 weight is changed and confirmed".to_owned()),
        (_, 0) => (format!("{count} vikter är bekräftade som föreslagna"), format!("{count} weights are confirmed as proposed")),
        _ => (
            format!("{count} vikter är bekräftade, {changed} av dem ändrade"),
            format!("{count} weights are confirmed, {changed} of them changed"),
        ),
    };
    Message::new(
        format!("{document}: {sv}, mellan revision {old} och {new}.\nSe dem: kansli diff {document}@{old} {document}@{new}"),
        format!("{document}: {en}, between revisions {old} and {new}.\nSee them: kansli diff {document}@{old} {document}@{new}"),
    )
}

/// Weights are confirmed between what does not change any more.
fn two_revisions() -> Usage {
    let message = Message::new(
        "vikter bekräftas mellan två revisioner av samma dokument i lagret",
        "weights are confirmed between two revisions of one document in the store",
    );
    Usage::new(message, "weigh").hint(
        "spara arbetskopian med kansli commit först; ange sedan båda revisionerna, som lmr@3 lmr@5",
        "save the working copy by kansli commit first; then give both revisions, such as lmr@3 lmr@5",
    )
}

fn one_revision(revision: u64) -> Usage {
    let message = Message::new(
        format!("båda är revision {revision}, och mellan en revision och sig själv finns ingen ändring"),
        format!("both are revision {revision}, and between a revision and itself there is no change"),
    );
    Usage::new(message, "weigh").hint("ange två olika revisioner, som lmr@3 lmr@5", "give two different revisions, such as lmr@3 lmr@5")
}

/// The newer revision was given first: weights are of what the newer one changed.
fn reversed(command: &Weigh) -> Usage {
    let (old, new) = (&command.new, &command.old);
    let message = Message::new("den nyare revisionen står först", "the newer revision stands first");
    Usage::new(message, "weigh")
        .hint(format!("skriv den äldre först: kansli weigh {old} {new} …"), format!("write the older first: kansli weigh {old} {new} …"))
}

fn no_such_change(number: usize, count: usize, command: &Weigh) -> Usage {
    let (old, new) = (&command.old, &command.new);
    let message = Message::new(
        format!("det finns ingen ändring {number}: jämförelsen har {count}"),
        format!("there is no change {number}: the comparison has {count}"),
    );
    Usage::new(message, "weigh").hint(format!("se numren: kansli diff {old} {new}"), format!("see the numbers: kansli diff {old} {new}"))
}
