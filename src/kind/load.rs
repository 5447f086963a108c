//! Loading turns a folder below `templates/` into a [`Kind`], or says what is wrong with its files.

use std::sync::Arc;

use serde_json::Value;

use super::codes::{self, fault};
use super::types::{Type, type_of};
use super::{Kind, bundle::bundle, clauses, files, lint, names, rules, templates::Templates, typing};
use crate::diag::{Diagnostic, FileName, Message, Place};
use crate::model::{Hash, KindId};
use crate::read::Source;
use crate::world::World;

/// The file that all kinds' schemas refer to.
pub const ENVELOPE_FILE: &str = "envelope.schema.json";

impl Kind {
    /// The kinds there are, by name: every folder that holds one of a kind's files. Whether it holds all of them is found
    /// when it is loaded.
    pub fn all(world: &dyn World) -> Vec<KindId> {
        let paths = world.templates_below("");
        let mut names: Vec<&str> = paths
            .iter()
            .filter_map(|path| path.split_once('/'))
            .filter(|(_, file)| files::NAMES.contains(file))
            .map(|(name, _)| name)
            .collect();
        names.dedup();
        names.into_iter().map(KindId::new).collect()
    }

    /// Reads the kind's five files, the envelope, and the clauses that its template includes.
    ///
    /// # Errors
    /// Every fault that can be found in one run, each at its place and with what to do about it; `kind::codes` lists
    /// what there is.
    pub fn load(world: &dyn World, id: &KindId) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut files = files::read(world, id, &mut faults);
        let names = files.names.as_ref().and_then(|source| names::read(source, &mut faults));
        let rules = files.rules.as_ref().and_then(|source| rules::read(source, &mut faults));
        let envelope = envelope(world, &mut files.texts);
        let path = format!("{id}/text.md.j2");
        let mut clauses = Vec::new();
        let mut texts = Vec::new();
        if let Some(text) = files.template.take() {
            for (clause, path, text) in clauses::gather(world, &path, &text, files.names.as_ref(), &mut faults) {
                files.texts.push((path.clone(), text.clone()));
                clauses.push(clause);
                texts.push((path, text));
            }
            texts.insert(0, (path, text));
        }
        let (mut schema, mut validator, mut templates) = (Value::Null, None, None);
        if let (Some(source), Ok(envelope)) = (&files.schema, &envelope) {
            let mut found = lint::lint(source, envelope, id);
            schema = bundle(source.value(), envelope);
            if lint::typed_in_spite_of(&found) {
                if let (Some(names), Some(source)) = (&names, &files.names) {
                    found.extend(names::marked(&names.states, &schema, source));
                }
                found.extend(typing::check_templates(&texts, &schema));
                if let (Some(rules), Some(source)) = (&rules, &files.rules) {
                    found.extend(typing::check_rules(rules, &schema, source));
                    found.extend(rules::blamed(rules, &schema, source));
                }
            }
            if found.is_empty() {
                match jsonschema::draft202012::new(&schema) {
                    Ok(ready) => validator = Some(Arc::new(ready)),
                    Err(error) => found.push(no_schema(source.file(), &error)),
                }
                match Templates::compile(texts) {
                    Ok(ready) => templates = Some(ready),
                    Err(error) => found.push(typing::uncompiled(&error)),
                }
            }
            faults.append(&mut found);
        }
        faults.extend(envelope.err());
        let (Some(names), Some(rules), Some(starter), Some(validator), Some(templates), true) =
            (names, rules, files.starter.take(), validator, templates, faults.is_empty())
        else {
            let sources: Vec<&Source> = [&files.names, &files.schema, &files.rules].into_iter().flatten().collect();
            faults.iter_mut().for_each(|fault| settle(fault, &sources));
            return Err(faults);
        };
        files.texts.sort();
        let hash = Hash::of_files(files.texts.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        Ok(Self {
            // Of a schema with a field of no type, all names in the templates were unknown.
            fields: type_of(&schema, &schema).unwrap_or(Type::Unknown),
            id: id.clone(),
            name: names.name,
            orientation: names.orientation,
            states: names.states,
            words: names.words,
            schema,
            validator,
            rules,
            templates,
            clauses,
            starter,
            hash,
        })
    }
}

/// Turns fields into stretches of their files, since nobody else has the sources they are fields of.
fn settle(fault: &mut Diagnostic, sources: &[&Source]) {
    for place in std::iter::once(&mut fault.place).chain(fault.related.iter_mut().map(|(place, _)| place)) {
        if let Some((source, range)) = sources.iter().find_map(|source| Some((source, source.place_range(place)?))) {
            *place = Place::Text { file: source.file().clone(), range };
        }
    }
}

fn envelope(world: &dyn World, texts: &mut Vec<(String, String)>) -> Result<Value, Diagnostic> {
    let text = world.template(ENVELOPE_FILE).and_then(|bytes| String::from_utf8(bytes.into_owned()).ok());
    let parsed = text.as_deref().and_then(|text| serde_json::from_str(text).ok());
    text.zip(parsed).map(|(text, value)| (texts.push((ENVELOPE_FILE.to_owned(), text)), value).1).ok_or_else(|| {
        fault(
            codes::FILE,
            Place::File(FileName::new(format!("templates/{ENVELOPE_FILE}"))),
            (format!("{ENVELOPE_FILE} saknas eller går inte att läsa"), format!("{ENVELOPE_FILE} is missing or can't be read")),
            ("filen följer med Kansli; installera Kansli på nytt", "the file comes with Kansli; install Kansli anew"),
        )
    })
}

fn no_schema(file: &FileName, error: &jsonschema::ValidationError<'_>) -> Diagnostic {
    fault(
        codes::SCHEMA_INVALID,
        Place::File(file.clone()),
        (format!("schemat går inte att använda: {error}"), format!("the schema can't be used: {error}")),
        ("jämför med schema.json i ett slag som fungerar", "compare it with schema.json of a kind that works"),
    )
}

/// A fault of a kind's files that shows when a document meets them.
pub(crate) fn kind_fault(place: Place, sv: String, en: String) -> Diagnostic {
    Diagnostic::error(crate::diag::codes::KIND_FAULT, place, Message::new(sv, en)).hint(
        "felet ligger i slagets filer, inte i dokumentet; säg till den som sköter mallarna",
        "the fault lies in the kind's files, not in the document; tell whoever looks after the templates",
    )
}
