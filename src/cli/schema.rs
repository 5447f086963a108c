//! `kansli schema` turns the name of a kind into its JSON Schema.

use super::args::Schema;
use super::report::Report;
use super::{Exit, kinds};
use crate::world::World;

/// Prints the schema; it needs no other file.
pub fn run(command: &Schema, world: &dyn World, report: &Report) -> Exit {
    match kinds::load(&command.kind, "schema", world, report) {
        Ok(kind) => {
            report.value(&kind.schema);
            Exit::Done
        }
        Err(exit) => exit,
    }
}
