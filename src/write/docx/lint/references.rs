//! The reference rules turn names that one part uses and another defines into findings: styles and numbering.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, ReadPart};

const STYLES: &str = "word/styles.xml";
const NUMBERING: &str = "word/numbering.xml";

pub(super) fn check(parts: &[ReadPart], findings: &mut Findings) {
    let styles = styles(parts, findings);
    let numbers = numbering(parts, findings);
    for ReadPart { name: part, wants, .. } in parts {
        for (element, value) in &wants.looks {
            let wanted = match element.as_str() {
                "w:pStyle" => "paragraph",
                "w:rStyle" => "character",
                "w:tblStyle" => "table",
                "w:numId" => {
                    // Number 0 takes a number away (ECMA-376-1, 17.9.18).
                    if value != "0" && !numbers.contains(value.as_str()) {
                        findings.add("numbering", part, format!("there is no numbering {value}"));
                    }
                    continue;
                }
                _ => "",
            };
            match styles.get(value.as_str()) {
                None => findings.add("style", part, format!("{element} names {value}, which does not exist")),
                Some(found) if !wanted.is_empty() && wanted != *found => {
                    findings.add("style", part, format!("{element} names {value}, a {found} style"));
                }
                Some(_) => {}
            }
        }
    }
}

/// The type of each style.
fn styles<'a>(parts: &'a [ReadPart], findings: &mut Findings) -> BTreeMap<&'a str, &'a str> {
    let (mut types, mut defaults) = (BTreeMap::new(), BTreeSet::new());
    let Some(part) = parts.iter().find(|part| part.name == STYLES) else {
        findings.add("style", STYLES, "is missing");
        return types;
    };
    for style in part.part.root().elements().filter(|element| element.name() == "w:style") {
        let (id, kind) = (style.get("w:styleId").unwrap_or_default(), style.get("w:type").unwrap_or_default());
        if types.insert(id, kind).is_some() {
            findings.add("style", STYLES, format!("two styles are named {id}"));
        }
        if style.get("w:default").is_some() && !defaults.insert(kind) {
            findings.add("style", STYLES, format!("two {kind} styles are the default"));
        }
    }
    if !defaults.contains("paragraph") {
        findings.add("style", STYLES, "no paragraph style is the default");
    }
    types
}

/// The instances of numbering.
fn numbering<'a>(parts: &'a [ReadPart], findings: &mut Findings) -> BTreeSet<&'a str> {
    let (mut definitions, mut instances) = (BTreeSet::new(), BTreeSet::new());
    let Some(part) = parts.iter().find(|part| part.name == NUMBERING) else { return instances };
    for element in part.part.root().elements() {
        let (set, id) = match element.name() {
            "w:abstractNum" => (&mut definitions, element.get("w:abstractNumId")),
            "w:num" => (&mut instances, element.get("w:numId")),
            _ => continue,
        };
        let id = id.unwrap_or_default();
        if !set.insert(id) {
            findings.add("numbering", NUMBERING, format!("two of {} are numbered {id}", element.name()));
        }
        let definition = element.first("w:abstractNumId").and_then(|definition| definition.get("w:val"));
        if element.name() == "w:num" && !definition.is_some_and(|definition| definitions.contains(definition)) {
            findings.add("numbering", NUMBERING, format!("instance {id} has no definition"));
        }
    }
    instances
}
