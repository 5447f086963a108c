//! `kansli diff` turns two versions into what has changed between them, at the terminal and as files.

mod operand;
mod term;

use super::args::Diff;
use super::report::{Report, Stream};
use super::{Exit, themes};
use crate::compare::compare;
use crate::model::{Redline, Tree};
use crate::theme::DEFAULT_THEME;
use crate::world::World;

use operand::{Operand, resolve};

/// Compares, shows and writes. The exit code tells a difference only where `--exit-code` asks for it.
pub fn run(command: &Diff, world: &dyn World, report: &Report) -> Exit {
    let producer = match themes::producer(DEFAULT_THEME, "diff", world, report) {
        Ok(producer) => producer,
        Err(exit) => return exit,
    };
    let sides = (resolve(&command.old, &producer, world, report), resolve(&command.new, &producer, world, report));
    let (old, new) = match sides {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => return old.err().max(new.err()).unwrap_or(Exit::OwnFault),
    };
    let tree = redline(&old, &new);
    let Some(redline) = tree.redline.as_deref() else { return Exit::OwnFault };
    if !report.quiet {
        report.text(Stream::Answer, &term::shown(redline, report.language()));
    }
    if command.exit_code && !redline.changes.is_empty() { Exit::Faults } else { Exit::Done }
}

/// The redline of two versions, which bears their names; of two files of one name, those with their folders.
fn redline(old: &Operand, new: &Operand) -> Tree {
    let mut tree = compare(&old.tree, &new.tree);
    if let Some(redline) = tree.redline.as_deref_mut() {
        let whole = old.name == new.name;
        let name = |side: &Operand| if whole { side.path.to_string_lossy().into_owned() } else { side.name.clone() };
        *redline = Redline { old_name: name(old), new_name: name(new), ..std::mem::take(redline) };
    }
    tree
}
