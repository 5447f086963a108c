//! References: `$ref`, `required`, `dependentRequired`, `x-key` and `x-refers-to` must name something that exists, and no
//! field may contain itself.

use serde_json::{Map, Value};

use super::{ENVELOPE, Linter};
use crate::diag::{Place, shortened};
use crate::kind::codes;
use crate::kind::words::{meant_or_listed, nearest};
use crate::model::Pointer;

impl<'s> Linter<'s> {
    pub(super) fn references(&mut self, at: &Pointer, node: &'s Map<String, Value>) {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            self.reference(&at.key("$ref"), reference);
        }
        let own = self.get(node, "properties").and_then(Value::as_object);
        let names: Vec<&str> = own.into_iter().flat_map(|own| own.keys()).map(String::as_str).collect();
        let required = node.get("required").and_then(Value::as_array).into_iter().flatten();
        for (index, name) in required.enumerate() {
            self.names_field(&at.key("required").index(index), name, &names, "required");
        }
        for (name, needed) in node.get("dependentRequired").and_then(Value::as_object).into_iter().flatten() {
            let at = at.key("dependentRequired").key(name);
            if !names.contains(&name.as_str()) {
                let place = Place::key(self.file(), at.clone());
                self.no_such_field(place, name, &names, "dependentRequired");
            }
            for (index, name) in needed.as_array().into_iter().flatten().enumerate() {
                self.names_field(&at.index(index), name, &names, "dependentRequired");
            }
        }
        if let Some(key) = node.get("x-key") {
            self.names_field(&at.key("x-key"), key, &names, "x-key");
        }
        if let Some(target) = node.get("x-refers-to") {
            self.refers_to(&at.key("x-refers-to"), target);
        }
    }

    fn names_field(&mut self, at: &Pointer, name: &Value, names: &[&str], keyword: &str) {
        if let Some(name) = name.as_str().filter(|name| !names.contains(name)) {
            let place = Place::value(self.file(), at.clone());
            self.no_such_field(place, name, names, keyword);
        }
    }

    fn no_such_field(&mut self, place: Place, name: &str, names: &[&str], keyword: &str) {
        let shown = shortened(name);
        self.tell(
            codes::SCHEMA_REFERENCE,
            place,
            (
                format!("{keyword} nämner fältet ”{shown}”, som inte finns här"),
                format!("{keyword} names the field “{shown}”, which does not exist here"),
            ),
            meant_or_listed(name, names),
        );
    }

    fn reference(&mut self, at: &Pointer, reference: &str) {
        // A reference without a file leads within the schema, though in the end both stand together.
        let leads = match reference.strip_prefix(ENVELOPE) {
            Some(pointer) => self.envelope.pointer(pointer),
            None => reference.strip_prefix('#').and_then(|pointer| self.source.value().pointer(pointer)),
        };
        if leads.is_some() {
            return;
        }
        let shown = shortened(reference);
        let last = reference.rsplit('/').next().unwrap_or_default();
        let names = |schema: &'s Value, below: &str| -> Vec<&'s str> {
            schema.get(below).and_then(Value::as_object).into_iter().flat_map(|names| names.keys()).map(String::as_str).collect()
        };
        let own = names(self.source.value(), "$defs");
        let shared = names(self.envelope, "$defs");
        let fields = names(self.envelope, "properties");
        let hint = if let Some(name) = nearest(last, own.iter().copied()) {
            (format!("menade du \"#/$defs/{name}\"?"), format!("did you mean \"#/$defs/{name}\"?"))
        } else if let Some(name) = nearest(last, shared.iter().copied()) {
            (format!("menade du \"{ENVELOPE}/$defs/{name}\"?"), format!("did you mean \"{ENVELOPE}/$defs/{name}\"?"))
        } else if let Some(name) = nearest(last, fields.iter().copied()) {
            (format!("menade du \"{ENVELOPE}/properties/{name}\"?"), format!("did you mean \"{ENVELOPE}/properties/{name}\"?"))
        } else {
            (
                format!("hänvisa till ett eget schema, \"#/$defs/…\", eller till ett gemensamt, \"{ENVELOPE}/$defs/plain_text\""),
                format!("refer to a schema of your own, \"#/$defs/…\", or to a shared one, \"{ENVELOPE}/$defs/plain_text\""),
            )
        };
        self.tell(
            codes::SCHEMA_REFERENCE,
            Place::value(self.file(), at.clone()),
            (format!("”{shown}” leder ingenstans"), format!("“{shown}” leads nowhere")),
            hint,
        );
    }

    /// `/principals/*/short_name`: a field of every entry of a list of the document.
    fn refers_to(&mut self, at: &Pointer, target: &Value) {
        let leads = target.as_str().is_some_and(|target| {
            let mut node = Some(self.source.value());
            for step in target.split('/').skip(1) {
                node = node.and_then(Value::as_object).and_then(|node| match step {
                    "*" => self.get(node, "items"),
                    name => self.get(node, "properties")?.get(name),
                });
            }
            target.starts_with('/') && target.contains("/*/") && node.is_some()
        });
        if !leads {
            let shown = shortened(target.as_str().unwrap_or_default());
            self.tell(
                codes::SCHEMA_REFERENCE,
                Place::value(self.file(), at.clone()),
                (format!("x-refers-to ”{shown}” leder inte till något fält"), format!("x-refers-to “{shown}” leads to no field")),
                (
                    "skriv en lista, * för varje post och fältets namn: \"/principals/*/short_name\"".into(),
                    "write a list, * for each entry and the field's name: \"/principals/*/short_name\"".into(),
                ),
            );
        }
    }

    /// Fields that contain themselves: no document could be typed.
    pub(super) fn rings(&mut self) {
        let mut references = Vec::new();
        collect(self.source.value(), &Pointer::root(), &mut references);
        for (at, target) in &references {
            let mut open = vec![target.clone()];
            let mut seen: Vec<Pointer> = Vec::new();
            let mut ring = false;
            while let Some(next) = open.pop() {
                if within(at, &next) {
                    ring = true;
                    break;
                }
                if seen.contains(&next) {
                    continue;
                }
                open.extend(references.iter().filter(|(inner, _)| within(inner, &next)).map(|(_, target)| target.clone()));
                seen.push(next);
            }
            if ring {
                let shown = shortened(target.as_str());
                self.tell(
                    codes::SCHEMA_RING,
                    Place::value(self.file(), at.clone()),
                    (format!("”#{shown}” leder tillbaka till sig självt"), format!("“#{shown}” leads back to itself")),
                    (
                        "ett fält kan inte innehålla sig självt; skriv så många nivåer som dokumentet behöver".into(),
                        "a field can't contain itself; write as many levels as the document needs".into(),
                    ),
                );
            }
        }
    }
}

/// Whether `inner` is `outer` or stands in it.
fn within(inner: &Pointer, outer: &Pointer) -> bool {
    inner.as_str().strip_prefix(outer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Every reference to the schema itself: where it stands, and where it leads.
fn collect(value: &Value, at: &Pointer, out: &mut Vec<(Pointer, Pointer)>) {
    match value {
        Value::Object(node) => {
            for (key, inner) in node {
                let at = at.key(key);
                match inner.as_str().and_then(|text| text.strip_prefix('#')).and_then(Pointer::parse) {
                    Some(target) if key == "$ref" => out.push((at, target)),
                    _ => collect(inner, &at, out),
                }
            }
        }
        Value::Array(entries) => entries.iter().enumerate().for_each(|(index, inner)| collect(inner, &at.index(index), out)),
        _ => {}
    }
}
