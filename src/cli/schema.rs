//! `kansli schema` turns the name of a kind into its JSON Schema, or prints that of a tree.

use super::args::Schema;
use super::report::Report;
use super::{Exit, kinds};
use crate::model::tree_schema;
use crate::world::World;

/// Prints the schema; it needs no other file.
pub fn run(command: &Schema, world: &dyn World, report: &Report) -> Exit {
    let kind = match command {
        Schema::Kind(kind) => kind,
        Schema::Tree => {
            report.value(&tree_schema());
            return Exit::Done;
        }
    };
    match kinds::load(kind, "schema", world, report) {
        Ok(kind) => {
            report.value(&kind.schema);
            Exit::Done
        }
        Err(exit) => exit,
    }
}
