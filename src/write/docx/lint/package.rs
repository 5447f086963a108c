//! The package rules turn parts, content types and relationships into findings (ECMA-376-2).

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, ReadPart};

const TYPES: &str = "[Content_Types].xml";

/// A relationship with its target as a part's name, or as an address.
struct Relationship<'a> {
    id: &'a str,
    kind: &'a str,
    target: String,
    external: bool,
}

pub(super) fn check(parts: &[ReadPart], findings: &mut Findings) {
    content_types(parts, findings);
    let known = all(parts);
    for part in parts {
        relationships(part, parts, &known, findings);
        references(part, &known, findings);
    }
    reachable(parts, &known, findings);
}

fn exists(parts: &[ReadPart], name: &str) -> bool {
    parts.iter().any(|part| part.name == name)
}

fn content_types(parts: &[ReadPart], findings: &mut Findings) {
    let Some(types) = parts.iter().find(|part| part.name == TYPES) else {
        findings.add("content-type", TYPES, "is missing");
        return;
    };
    let mut overridden = BTreeSet::new();
    for entry in types.part.root().elements().filter(|entry| entry.name() == "Override") {
        let name = entry.get("PartName").unwrap_or_default().trim_start_matches('/');
        if !exists(parts, name) {
            findings.add("content-type", TYPES, format!("{name} does not exist"));
        }
        if !overridden.insert(name) {
            findings.add("content-type", TYPES, format!("{name} has two types"));
        }
    }
    let default =
        |extension: &str| types.part.root().elements().any(|entry| entry.name() == "Default" && entry.get("Extension") == Some(extension));
    for part in parts.iter().filter(|part| part.name != TYPES) {
        let typed = if part.name.ends_with(".rels") {
            default("rels")
        } else {
            // A custom XML part is of the type that all XML is of; every other one has a type of its own.
            overridden.contains(part.name.as_str()) || (part.name.starts_with("customXml/item") && default("xml"))
        };
        if !typed {
            findings.add("content-type", &part.name, "has no content type of its own");
        }
    }
}

/// The name of the part whose relationships a `.rels` part holds; empty for the package.
fn source(rels: &str) -> Option<String> {
    let (folder, file) = rels.strip_suffix(".rels")?.rsplit_once('/')?;
    let folder = folder.strip_suffix("_rels")?;
    Some(if file.is_empty() { String::new() } else { format!("{folder}{file}") })
}

/// A target relative to its source, as a part's name.
fn resolve(source: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { source.split('/').collect() };
    path.pop();
    for step in target.split('/').filter(|step| !step.is_empty()) {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(step),
        }
    }
    path.join("/")
}

/// The relationships of parts, by the names of the parts; those of the package under the empty name.
type Relationships<'a> = BTreeMap<String, Vec<Relationship<'a>>>;

fn all(parts: &[ReadPart]) -> Relationships<'_> {
    let mut all = Relationships::new();
    for rels in parts {
        let Some(part) = source(&rels.name) else { continue };
        let own = rels.part.root().elements().map(|entry| {
            let external = entry.get("TargetMode") == Some("External");
            let target = entry.get("Target").unwrap_or_default();
            let kind = entry.get("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
            let target = if external { target.to_owned() } else { resolve(&part, target) };
            Relationship { id: entry.get("Id").unwrap_or_default(), kind, target, external }
        });
        let own = own.collect();
        all.entry(part).or_insert(own);
    }
    all
}

fn of<'r, 'a>(known: &'r Relationships<'a>, part: &str) -> &'r [Relationship<'a>] {
    known.get(part).map_or(&[], Vec::as_slice)
}

fn relationships(part: &ReadPart, parts: &[ReadPart], known: &Relationships<'_>, findings: &mut Findings) {
    let Some(source) = source(&part.name) else { return };
    if !source.is_empty() && !exists(parts, &source) {
        findings.add("relationship", &part.name, format!("{source} does not exist"));
    }
    let mut ids = BTreeSet::new();
    for Relationship { id, target, external, .. } in of(known, &source) {
        if id.is_empty() || !ids.insert(*id) {
            findings.add("relationship", &part.name, format!("the identifier {id} is used twice or empty"));
        }
        if *external {
            let scheme = target.starts_with("https:") || target.starts_with("mailto:");
            if !scheme || target.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c)) {
                findings.add("relationship", &part.name, format!("{target} is no address that Word may follow"));
            }
        } else if !exists(parts, target) {
            findings.add("relationship", &part.name, format!("{id} leads to {target}, which does not exist"));
        }
    }
}

/// Every relationship that a part names.
fn references(part: &ReadPart, known: &Relationships<'_>, findings: &mut Findings) {
    let known = of(known, &part.name);
    for (element, id) in &part.wants.relationships {
        let wanted = match element.as_str() {
            "w:headerReference" => ("header", false),
            "w:footerReference" => ("footer", false),
            "w:hyperlink" => ("hyperlink", true),
            _ => ("", false),
        };
        match known.iter().find(|relationship| relationship.id == id) {
            None => findings.add("relationship", &part.name, format!("{element} has no relationship {id}")),
            Some(found) if !wanted.0.is_empty() && (found.kind, found.external) != wanted => {
                findings.add("relationship", &part.name, format!("{element} leads to a {}", found.kind));
            }
            Some(_) => {}
        }
    }
}

fn reachable(parts: &[ReadPart], known: &Relationships<'_>, findings: &mut Findings) {
    let (mut reached, mut ahead) = (BTreeSet::new(), vec![""]);
    while let Some(part) = ahead.pop() {
        for relationship in of(known, part).iter().filter(|relationship| !relationship.external) {
            if reached.insert(relationship.target.as_str()) {
                ahead.push(&relationship.target);
            }
        }
    }
    for part in parts.iter().filter(|part| part.name != TYPES && source(&part.name).is_none()) {
        if !reached.contains(part.name.as_str()) {
            findings.add("unreachable", &part.name, "no relationship leads here");
        }
    }
    if !of(known, "").iter().any(|relationship| relationship.kind == "officeDocument") {
        findings.add("relationship", "_rels/.rels", "the package has no document");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_resolve_as_in_a_package() {
        assert_eq!(source("word/_rels/document.xml.rels").as_deref(), Some("word/document.xml"));
        assert_eq!(source("_rels/.rels").as_deref(), Some(""));
        assert_eq!(source("word/styles.xml"), None);
        assert_eq!(resolve("word/document.xml", "../customXml/item1.xml"), "customXml/item1.xml");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolve("word/document.xml", "/word/styles.xml"), "word/styles.xml");
    }
}
