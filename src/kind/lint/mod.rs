//! Linting turns `schema.json` into what is wrong with it: faults that JSON Schema itself has no words for, since they are
//! about what templates, messages and editors need to know of each field.

mod fields;
mod invalid;
mod references;

use serde_json::{Map, Value};

use super::codes::{self, fault};
use super::words::{listed, nearest};
use crate::diag::{Code, Diagnostic, FileName, Place, shortened};
use crate::model::{KindId, Pointer};
use crate::read::Source;

/// Where the envelope lies, as schemas refer to it.
const ENVELOPE: &str = "envelope.schema.json#";

/// Keywords that Kansli reads.
const KEYWORDS: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "dependentRequired",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "oneOf",
    "anyOf",
    "x-text",
    "x-key",
    "x-unique",
    "x-refers-to",
    "x-words",
    "x-allows-identity-number",
    "x-private",
];

/// Tells what is wrong with a kind's schema. `envelope` is what it may refer to.
pub(super) fn lint(source: &Source, envelope: &Value, id: &KindId) -> Vec<Diagnostic> {
    let mut linter = Linter { source, envelope, id, faults: Vec::new() };
    linter.invalid();
    linter.root();
    linter.node(&Pointer::root(), source.value(), Role::Root);
    linter.rings();
    let mut faults = linter.faults;
    // What breaks the rules of JSON Schema is told once, in those words.
    let invalid: Vec<Place> = faults.iter().filter(|fault| fault.code == codes::SCHEMA_INVALID).map(|fault| fault.place.clone()).collect();
    faults.retain(|fault| fault.code == codes::SCHEMA_INVALID || !invalid.contains(&fault.place));
    faults
}

/// Whether the types of all fields can be told in spite of these faults of the schema.
pub(super) fn typed_in_spite_of(faults: &[Diagnostic]) -> bool {
    const HARMLESS: [Code; 3] = [codes::SCHEMA_WORDS, codes::SCHEMA_OPEN, codes::SCHEMA_KEYWORD];
    faults.iter().all(|fault| HARMLESS.contains(&fault.code))
}

/// Where in a schema a subschema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Property,
    Item,
    Branch,
    Definition,
}

struct Linter<'s> {
    source: &'s Source,
    envelope: &'s Value,
    id: &'s KindId,
    faults: Vec<Diagnostic>,
}

impl<'s> Linter<'s> {
    fn file(&self) -> &'s FileName {
        self.source.file()
    }

    fn tell(&mut self, code: Code, place: Place, message: (String, String), hint: (String, String)) {
        self.faults.push(fault(code, place, message, hint));
    }

    /// The place of a subschema: the name of the field it describes, else the subschema.
    fn place(&self, at: &Pointer) -> Place {
        Place::key(self.file(), at.clone())
    }

    /// What stands under a keyword, here or in what `$ref` leads to.
    fn get(&self, node: &'s Map<String, Value>, keyword: &str) -> Option<&'s Value> {
        let mut node = node;
        for _ in 0..16 {
            if let Some(found) = node.get(keyword) {
                return Some(found);
            }
            node = self.target(node.get("$ref")?.as_str()?)?.as_object()?;
        }
        None
    }

    /// What a reference leads to. The envelope refers to itself as the schema does.
    fn target(&self, reference: &str) -> Option<&'s Value> {
        match reference.strip_prefix(ENVELOPE) {
            Some(pointer) => self.envelope.pointer(pointer),
            None => reference.strip_prefix('#').and_then(|at| self.source.value().pointer(at).or_else(|| self.envelope.pointer(at))),
        }
    }

    /// What every kind has, at the top of its schema.
    fn root(&mut self) {
        let root = Pointer::root();
        let Value::Object(schema) = self.source.value() else { return };
        let top = Place::value(self.file(), root.clone());
        if schema.get("type").and_then(Value::as_str) != Some("object") {
            self.tell(
                codes::SCHEMA_ENVELOPE,
                top.clone(),
                (
                    "schemat säger inte att ett dokument är en grupp av fält".into(),
                    "the schema does not say that a document is a group of fields".into(),
                ),
                ("lägg till \"type\": \"object\" överst".into(), "add \"type\": \"object\" at the top".into()),
            );
        }
        if let Some(draft) = schema.get("$schema").and_then(Value::as_str).filter(|draft| *draft != DRAFT) {
            let shown = shortened(draft);
            self.tell(
                codes::SCHEMA_INVALID,
                Place::value(self.file(), root.key("$schema")),
                (
                    format!("schemat är skrivet för en annan utgåva av JSON Schema: ”{shown}”"),
                    format!("the schema is for another edition of JSON Schema: “{shown}”"),
                ),
                (format!("skriv \"$schema\": \"{DRAFT}\""), format!("write \"$schema\": \"{DRAFT}\"")),
            );
        }
        self.words(&root, schema, top.clone(), ("slaget".into(), "the kind".into()));
        let properties = schema.get("properties").and_then(Value::as_object);
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for name in ["id", "kind", "title"] {
            let constant = if name == "kind" { format!(", \"const\": \"{}\"", self.id) } else { String::new() };
            let line = format!("\"{name}\": {{ \"$ref\": \"{ENVELOPE}/properties/{name}\"{constant} }}");
            if !properties.is_some_and(|properties| properties.contains_key(name)) {
                self.tell(
                    codes::SCHEMA_ENVELOPE,
                    Place::key(self.file(), root.key("properties")),
                    (format!("fältet {name}, som alla slag har, saknas"), format!("the field {name}, which every kind has, is missing")),
                    (
                        format!("lägg till {line} i properties, och \"{name}\" i required"),
                        format!("add {line} to properties, and \"{name}\" to required"),
                    ),
                );
            } else if !required.contains(&name) {
                self.tell(
                    codes::SCHEMA_ENVELOPE,
                    Place::key(self.file(), root.key("required")),
                    (
                        format!("fältet {name} krävs inte, men alla slag behöver det"),
                        format!("the field {name} is not required, but every kind needs it"),
                    ),
                    (format!("lägg till \"{name}\" i required"), format!("add \"{name}\" to required")),
                );
            }
        }
        let known = self.envelope.get("properties").and_then(Value::as_object);
        for (name, node) in properties.into_iter().flatten() {
            let at = root.key("properties").key(name);
            let reference = format!("{ENVELOPE}/properties/{name}");
            if known.is_some_and(|known| known.contains_key(name)) && node.get("$ref").and_then(Value::as_str) != Some(&reference) {
                self.tell(
                    codes::SCHEMA_ENVELOPE,
                    self.place(&at),
                    (
                        format!("fältet {name} är gemensamt för alla slag och får inte beskrivas på nytt"),
                        format!("the field {name} is common to all kinds and may not be described anew"),
                    ),
                    (
                        format!("skriv \"$ref\": \"{reference}\" i det; egna gränser och en egen title kan stå bredvid"),
                        format!("write \"$ref\": \"{reference}\" in it; limits and a title of its own may stand beside"),
                    ),
                );
            } else if name == "kind" && node.get("const").and_then(Value::as_str) != Some(self.id.as_str()) {
                let id = self.id;
                self.tell(
                    codes::SCHEMA_ENVELOPE,
                    self.place(&at),
                    (
                        format!("fältet kind är inte låst till ”{id}”, som mappen heter"),
                        format!("the field kind is not fixed to “{id}”, the name of the folder"),
                    ),
                    (format!("skriv \"const\": \"{id}\" i det"), format!("write \"const\": \"{id}\" in it")),
                );
            }
        }
    }

    fn node(&mut self, at: &Pointer, value: &'s Value, role: Role) {
        let Value::Object(node) = value else {
            let (sv, en) = name_of(at);
            self.tell(
                codes::SCHEMA_TYPE,
                self.place(at),
                (format!("{sv} beskrivs inte"), format!("{en} is not described")),
                (
                    "skriv ett schema: { \"$ref\": \"…\" } eller { \"type\": \"…\", … }".into(),
                    "write a schema: { \"$ref\": \"…\" } or { \"type\": \"…\", … }".into(),
                ),
            );
            return;
        };
        self.keywords(at, node);
        self.references(at, node);
        self.kind_of_type(at, node, role);
        if role == Role::Property {
            self.property_name(at);
            let (sv, en) = name_of(at);
            self.words(at, node, self.place(at), (sv, en));
        }
        for (list, role) in [("properties", Role::Property), ("$defs", Role::Definition)] {
            for (name, inner) in node.get(list).and_then(Value::as_object).into_iter().flatten() {
                self.node(&at.key(list).key(name), inner, role);
            }
        }
        for list in ["oneOf", "anyOf"] {
            for (index, inner) in node.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
                self.node(&at.key(list).index(index), inner, Role::Branch);
            }
        }
        if let Some(items) = node.get("items") {
            self.node(&at.key("items"), items, Role::Item);
        }
    }

    fn keywords(&mut self, at: &Pointer, node: &Map<String, Value>) {
        for keyword in node.keys().filter(|keyword| !KEYWORDS.contains(&keyword.as_str())) {
            let shown = shortened(keyword);
            let place = Place::key(self.file(), at.key(keyword));
            let (message, hint) = match refused(keyword) {
                Some((sv, en)) => (
                    (
                        format!("nyckelordet ”{shown}” används inte i Kanslis scheman"),
                        format!("the keyword “{shown}” is not used in Kansli's schemas"),
                    ),
                    (sv.to_owned(), en.to_owned()),
                ),
                None => {
                    let hint = match nearest(keyword, KEYWORDS.iter().copied()) {
                        Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
                        None => (
                            "ta bort det; är det ett fält hör det hemma under properties".to_owned(),
                            "remove it; if it is a field it belongs below properties".to_owned(),
                        ),
                    };
                    ((format!("nyckelordet ”{shown}” finns inte"), format!("there is no keyword “{shown}”")), hint)
                }
            };
            self.tell(codes::SCHEMA_KEYWORD, place, message, hint);
        }
    }

    /// Title and description: messages name a field by its title, and editors show the description.
    fn words(&mut self, at: &Pointer, node: &'s Map<String, Value>, place: Place, (name_sv, name_en): (String, String)) {
        if at.as_str() == "/properties/$schema" {
            return;
        }
        // A title that is no text breaks the rules of JSON Schema, which is told apart.
        let has = |keyword: &str| self.get(node, keyword).is_some_and(|text| text.as_str().is_none_or(|text| !text.trim().is_empty()));
        let missing: Vec<&str> = ["title", "description"].into_iter().filter(|keyword| !has(keyword)).collect();
        if missing.is_empty() {
            return;
        }
        let lines: Vec<String> = missing.iter().map(|keyword| format!("\"{keyword}\": \"…\"")).collect();
        let (what_sv, what_en) = match missing[..] {
            ["title"] => ("titel", "title"),
            ["description"] => ("beskrivning", "description"),
            _ => ("titel och beskrivning", "title and description"),
        };
        self.tell(
            codes::SCHEMA_WORDS,
            place,
            (format!("{name_sv} saknar {what_sv}"), format!("{name_en} has no {what_en}")),
            (
                format!(
                    "lägg till {} på svenska: fel nämner fältet vid titeln, och textredigerare visar beskrivningen",
                    listed(&lines, "och")
                ),
                format!("add {} in Swedish: faults name a field by its title, and editors show the description", listed(&lines, "and")),
            ),
        );
    }
}

/// The edition of JSON Schema that schemas are written for.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A field as its writer finds it: `organisation.groups`, `$defs.seat.role`.
fn name_of(at: &Pointer) -> (String, String) {
    let mut out: Vec<String> = Vec::new();
    let mut steps = at.steps().peekable();
    let (mut items, mut branch) = (false, false);
    while let Some(step) = steps.next() {
        match step.as_str() {
            "properties" | "$defs" => {
                if step == "$defs" {
                    out.push(step);
                }
                out.extend(steps.next());
                (items, branch) = (false, false);
            }
            "items" => items = true,
            "oneOf" | "anyOf" => {
                steps.next();
                branch = true;
            }
            _ => {}
        }
    }
    let name = if out.is_empty() { String::new() } else { shortened(&out.join(".")) };
    match (name.as_str(), items, branch) {
        ("", ..) => ("schemat".to_owned(), "the schema".to_owned()),
        (_, _, true) => (format!("en gren av {name}"), format!("a branch of {name}")),
        (_, true, _) => (format!("en post i {name}"), format!("an entry of {name}")),
        _ => (format!("fältet {name}"), format!("the field {name}")),
    }
}

/// Keywords of JSON Schema that Kansli does not read, each with what to write instead.
fn refused(keyword: &str) -> Option<(&'static str, &'static str)> {
    Some(match keyword {
        "if" | "then" | "else" | "not" | "dependentSchemas" => (
            "skriv villkoret som en [[rule]] i rules.toml, med egna ord",
            "write the condition as a [[rule]] in rules.toml, in your own words",
        ),
        "definitions" => ("skriv $defs", "write $defs"),
        "allOf" => ("skriv fälten direkt, eller ett enda \"$ref\"", "write the fields themselves, or a single \"$ref\""),
        "patternProperties" | "propertyNames" | "minProperties" | "maxProperties" | "unevaluatedProperties" | "dependencies" => (
            "räkna upp fälten under properties; är deras namn inte kända i förväg, gör en lista med namnet som ett fält",
            "list the fields below properties; if their names are not known beforehand, make a list with the name as a field",
        ),
        "prefixItems" | "contains" | "minContains" | "maxContains" | "unevaluatedItems" => (
            "alla poster i en lista är av samma slag: beskriv dem med items",
            "all entries of a list are of one sort: describe them with items",
        ),
        "multipleOf" | "contentEncoding" | "contentMediaType" | "contentSchema" | "readOnly" | "writeOnly" | "deprecated" => (
            "ta bort det; behövs kontrollen, skriv en [[rule]] i rules.toml",
            "remove it; if the check is needed, write a [[rule]] in rules.toml",
        ),
        "$anchor" | "$dynamicRef" | "$dynamicAnchor" | "$vocabulary" => {
            ("hänvisa med \"$ref\": \"#/$defs/…\"", "refer by \"$ref\": \"#/$defs/…\"")
        }
        _ => return None,
    })
}
