//! `kansli schema` turns the name of a kind into its JSON Schema, or gives that of a tree or a redline; printed or as a file.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::args::{Described, Schema};
use super::files::{folder_of, name_of};
use super::report::Report;
use super::{Exit, kinds, output};
use crate::diag::{Diagnostic, Message, Place, codes};
use crate::kind::Kind;
use crate::model::{redline_schema, tree_schema};
use crate::world::World;

/// The schema of a kind's sources as a file holds it.
pub fn text(kind: &Kind) -> String {
    format!("{:#}\n", kind.schema_for_editors())
}

/// Prints the schema, or writes it to the file of `--out`, which may replace an earlier schema and nothing else.
pub fn run(command: &Schema, world: &dyn World, report: &Report) -> Exit {
    let schema = match &command.of {
        Described::Kind(kind) => match kinds::load(kind, "schema", world, report) {
            Ok(kind) => kind.schema_for_editors(),
            Err(exit) => return exit,
        },
        Described::Tree => tree_schema(),
        Described::Redline => redline_schema(),
    };
    let Some(path) = &command.out else {
        report.value(&schema);
        return Exit::Done;
    };
    match write(path, &format!("{schema:#}\n")) {
        Ok(()) => {
            report.written(path);
            Exit::Done
        }
        Err(fault) => {
            let exit = Exit::of([&fault], false);
            report.faults(world, &[fault]);
            exit
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let refused = |sv: &str, en: &str| {
        Diagnostic::error(codes::FILE_NOT_WRITTEN, Place::File(name_of(path)), Message::new(sv, en)).hint(
            "välj ett annat namn, som slutar på .schema.json; bara ett äldre schema skrivs över",
            "choose another name, which ends in .schema.json; only an older schema is replaced",
        )
    };
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Err(refused("filen skrevs inte: namnet slutar inte på .json", "the file was not written: its name does not end in .json"));
    }
    if path.symlink_metadata().is_ok() {
        let found: Option<Value> = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let schema = found.as_ref().and_then(|found| found.get("$schema")).and_then(Value::as_str);
        if !schema.is_some_and(|schema| schema.contains("json-schema.org")) {
            return Err(refused(
                "filen skrevs inte: där ligger något annat än ett schema",
                "the file was not written: something else than a schema lies there",
            ));
        }
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output::write(folder_of(path), &[(name, text.as_bytes())], &[]).map(|_| ())
}
