//! Clauses: texts that kinds share. Gathering turns the includes of a template into the clauses it needs, each held
//! against the hash that `kind.toml` pins it to.

use std::collections::BTreeMap;

use minijinja::machinery::ast::Stmt;
use minijinja::machinery::{Span, parse};
use serde_json::Value;

use super::Clause;
use super::codes::{self, fault};
use super::typing::syntax;
use super::words::{is_slug, listed, nearest};
use crate::diag::{Diagnostic, FileName, Message, Place, shortened};
use crate::model::{Hash, Pointer};
use crate::read::Source;
use crate::world::World;

/// The path below `templates/` of a clause named as `name@version`; `None` for what is no such name. Versions are whole
/// numbers from 1.
pub(super) fn path(clause: &str) -> Option<String> {
    let (name, version) = clause.split_once('@')?;
    let number = version.parse::<u32>().ok().filter(|number| *number > 0 && number.to_string() == version)?;
    is_slug(name).then(|| format!("clauses/{name}/{number}.md.j2"))
}

/// What a clause is pinned to: SHA-256 of its text with `\n` between lines.
pub(super) fn pin(text: &str) -> Hash {
    Hash::of(text.replace("\r\n", "\n").as_bytes())
}

/// The clauses that a template includes, and those that they include in turn, each with its path and text, in the order
/// met. `kind_file` is `kind.toml` when it could be read.
pub(super) fn gather(
    world: &dyn World,
    path: &str,
    text: &str,
    kind_file: Option<&Source>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Clause, String, String)> {
    let mut found: Vec<(Clause, String, String)> = Vec::new();
    let mut open = vec![(path.to_owned(), text.to_owned())];
    // What is not found, or can't be read, may be what the pins are for.
    let mut whole = true;
    while let Some((within, text)) = open.pop() {
        let Some(included) = included(&within, &text) else {
            whole = false;
            continue;
        };
        for (named, place) in included {
            if found.iter().any(|(clause, ..)| clause.to_string() == named) {
                continue;
            }
            match read(world, &named, &place) {
                Ok((clause, path, text)) => {
                    if let Some(kind_file) = kind_file {
                        pinned(kind_file, &clause, &place, faults);
                    }
                    open.push((path.clone(), text.clone()));
                    found.push((clause, path, text));
                }
                Err(fault) => {
                    whole = false;
                    faults.push(*fault);
                }
            }
        }
    }
    if let Some(kind_file) = kind_file.filter(|_| whole) {
        let pins = kind_file.field(&Pointer::root().key("clauses")).and_then(Value::as_object);
        for named in pins.into_iter().flat_map(|pins| pins.keys()) {
            if self::path(named).is_some() && !found.iter().any(|(clause, ..)| clause.to_string() == *named) {
                faults.push(unused(kind_file, named));
            }
        }
    }
    found
}

/// The clauses named in a template, each where it is first named; `None` when it can't be read, of which `typing` tells.
fn included(path: &str, text: &str) -> Option<Vec<(String, Place)>> {
    let mut spans = BTreeMap::new();
    collect(std::slice::from_ref(&parse(text, path, syntax()).ok()?), &mut spans);
    let file = FileName::new(format!("templates/{path}"));
    let mut out: Vec<(String, Span)> = spans.into_iter().collect();
    out.sort_by_key(|(_, span)| span.start_offset);
    let place = |span: Span| Place::Text { file: file.clone(), range: span.start_offset as usize..span.end_offset as usize };
    Some(out.into_iter().map(|(named, span)| (named, place(span))).collect())
}

fn collect(statements: &[Stmt<'_>], out: &mut BTreeMap<String, Span>) {
    for statement in statements {
        match statement {
            Stmt::Include(include) => {
                if let Some(named) = include.name.as_const().and_then(|name| name.as_str().map(str::to_owned)) {
                    out.entry(named).or_insert_with(|| include.name.span());
                }
            }
            Stmt::Template(inner) => collect(&inner.children, out),
            Stmt::ForLoop(inner) => [&inner.body, &inner.else_body].iter().for_each(|body| collect(body, out)),
            Stmt::IfCond(inner) => [&inner.true_body, &inner.false_body].iter().for_each(|body| collect(body, out)),
            Stmt::WithBlock(inner) => collect(&inner.body, out),
            Stmt::SetBlock(inner) => collect(&inner.body, out),
            Stmt::Macro(inner) => collect(&inner.body, out),
            _ => {}
        }
    }
}

fn read(world: &dyn World, named: &str, place: &Place) -> Result<(Clause, String, String), Box<Diagnostic>> {
    let Some((path, (name, version))) = path(named).zip(named.split_once('@')) else { return Err(Box::new(misnamed(world, named, place))) };
    let Some(bytes) = world.template(&path) else { return Err(Box::new(unknown(world, name, version, place))) };
    let text = String::from_utf8(bytes.into_owned()).map_err(|_| {
        Box::new(fault(
            codes::FILE,
            Place::File(FileName::new(format!("templates/{path}"))),
            (format!("klausulen {named} är inte UTF-8"), format!("the clause {named} is not UTF-8")),
            (
                "öppna filen i en textredigerare och spara den med teckenkodningen UTF-8",
                "open the file in a text editor and save it as UTF-8",
            ),
        ))
    })?;
    let clause = Clause { name: name.to_owned(), version: version.parse().unwrap_or_default(), hash: pin(&text) };
    Ok((clause, path, text))
}

/// The clauses there are, as `name@version`, sorted by name and version.
fn all(world: &dyn World) -> Vec<(String, u32)> {
    let paths = world.templates_below("clauses");
    let mut all: Vec<(String, u32)> = paths
        .iter()
        .filter_map(|path| path.strip_prefix("clauses/")?.strip_suffix(".md.j2")?.split_once('/'))
        .filter_map(|(name, version)| Some((name.to_owned(), version.parse().ok()?)))
        .collect();
    all.sort();
    all
}

fn misnamed(world: &dyn World, named: &str, place: &Place) -> Diagnostic {
    let shown = shortened(named);
    let all = all(world);
    let (name, version) = match named.split_once('@') {
        Some((name, version)) => (name, version.trim_start_matches('v')),
        None => (named, ""),
    };
    let name = name.trim_start_matches("clauses/").split(['/', '.']).next().unwrap_or_default();
    let newest = all.iter().filter(|(known, _)| known == name).map(|(_, version)| *version).max();
    let example = match (newest, version.parse::<u32>()) {
        (Some(_), Ok(version)) if version > 0 => format!("{name}@{version}"),
        (Some(newest), _) => format!("{name}@{newest}"),
        _ => all.first().map_or_else(|| "tolkning@1".to_owned(), |(name, version)| format!("{name}@{version}")),
    };
    fault(
        codes::CLAUSE_UNKNOWN,
        place.clone(),
        (format!("”{shown}” är ingen klausul med version"), format!("“{shown}” is no clause with a version")),
        (
            format!("skriv namn, @ och version: {{% include \"{example}\" %}}"),
            format!("write name, @ and version: {{% include \"{example}\" %}}"),
        ),
    )
}

fn unknown(world: &dyn World, name: &str, version: &str, place: &Place) -> Diagnostic {
    let all = all(world);
    let versions: Vec<String> = all.iter().filter(|(known, _)| known == name).map(|(_, version)| version.to_string()).collect();
    if !versions.is_empty() {
        return fault(
            codes::CLAUSE_UNKNOWN,
            place.clone(),
            (format!("klausulen {name} finns inte i version {version}"), format!("the clause {name} has no version {version}")),
            (
                format!("de versioner som finns: {}; en ny skrivs i clauses/{name}/{version}.md.j2", listed(&versions, "och")),
                format!("the versions there are: {}; a new one goes into clauses/{name}/{version}.md.j2", listed(&versions, "and")),
            ),
        );
    }
    let mut names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup();
    let hint = match nearest(name, names.iter().copied()) {
        Some(meant) => (format!("menade du {meant}?"), format!("did you mean {meant}?")),
        None if names.is_empty() => (
            format!("skriv den i clauses/{name}/{version}.md.j2 bredvid slagets mapp"),
            format!("write it in clauses/{name}/{version}.md.j2 beside the kind's folder"),
        ),
        None => (
            format!(
                "de klausuler som finns: {}; en ny skrivs i clauses/{name}/{version}.md.j2 bredvid slagets mapp",
                listed(&names, "och")
            ),
            format!(
                "the clauses there are: {}; a new one goes into clauses/{name}/{version}.md.j2 beside the kind's folder",
                listed(&names, "and")
            ),
        ),
    };
    fault(
        codes::CLAUSE_UNKNOWN,
        place.clone(),
        (format!("det finns ingen klausul som heter {name}"), format!("there is no clause called {name}")),
        hint,
    )
}

fn pinned(kind_file: &Source, clause: &Clause, place: &Place, faults: &mut Vec<Diagnostic>) {
    let at = Pointer::root().key("clauses").key(&clause.to_string());
    let line = format!("\"{clause}\" = \"{}\"", clause.hash);
    match kind_file.field(&at) {
        None => faults.push(fault(
            codes::CLAUSE_NOT_PINNED,
            place.clone(),
            (format!("klausulen {clause} är inte låst till sin lydelse"), format!("the clause {clause} is not pinned to its wording")),
            (format!("lägg till raden {line} under [clauses] i kind.toml"), format!("add the line {line} below [clauses] in kind.toml")),
        )),
        Some(Value::String(hash)) if hash.eq_ignore_ascii_case(clause.hash.as_str()) => {}
        // `names` tells of what is no hash.
        Some(Value::String(hash)) if hash.len() != 64 => {}
        Some(Value::String(_)) => {
            let (name, next) = (&clause.name, clause.version + 1);
            let file = FileName::new(format!("templates/clauses/{name}/{}.md.j2", clause.version));
            faults.push(
                fault(
                    codes::CLAUSE_CHANGED,
                    Place::value(kind_file.file(), at),
                    (
                        format!("klausulen {clause} har inte längre den lydelse som slaget är låst till"),
                        format!("the clause {clause} no longer has the wording that the kind is pinned to"),
                    ),
                    (
                        format!(
                            "en ny lydelse är en ny version: spara den som clauses/{name}/{next}.md.j2, ställ tillbaka {}.md.j2 och ta in \"{name}@{next}\"; har inget dokument gått ut med den gamla kan du i stället skriva {line}",
                            clause.version
                        ),
                        format!(
                            "a new wording is a new version: save it as clauses/{name}/{next}.md.j2, put {}.md.j2 back and include \"{name}@{next}\"; if no document went out with the old one, write {line} instead",
                            clause.version
                        ),
                    ),
                )
                .related(Place::File(file), Message::new("klausulen ligger här", "the clause lies here")),
            );
        }
        Some(_) => {}
    }
}

fn unused(kind_file: &Source, named: &str) -> Diagnostic {
    fault(
        codes::CLAUSE_UNUSED,
        Place::key(kind_file.file(), Pointer::root().key("clauses").key(named)),
        (format!("klausulen {named} är låst men tas inte in i mallen"), format!("the clause {named} is pinned but never included")),
        (
            format!("ta bort raden, eller skriv {{% include \"{named}\" %}} där klausulen ska stå i text.md.j2"),
            format!("remove the line, or write {{% include \"{named}\" %}} where the clause is to stand in text.md.j2"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_named_with_its_version() {
        assert_eq!(path("tolkning@2").as_deref(), Some("clauses/tolkning/2.md.j2"));
        for name in [
            "tolkning",
            "tolkning@",
            "tolkning@0",
            "tolkning@01",
            "tolkning@+1",
            "tolkning@-1",
            "@1",
            "../x@1",
            "Tolkning@1",
            "a@1@2",
            "a@4294967296",
        ] {
            assert_eq!(path(name), None, "{name}");
        }
    }

    #[test]
    fn a_pin_is_the_same_on_every_system() {
        assert_eq!(pin("a\r\nb\r\n"), pin("a\nb\n"));
        assert_eq!(pin("").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
