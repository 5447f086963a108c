//! Who made the changes of a redline becomes what Word shows beside them: the authors of the store's revisions, and of a working copy whoever
//! works on it.

use super::compare;
use super::operand::{LOOKED_AT, Operand};
use crate::cli::store::{Authored, Desk};
use crate::compare::attributed;
use crate::diag::Diagnostic;
use crate::model::{Change, Record, Tree};
use crate::produce::Producer;
use crate::read;
use crate::write::docx::{Byline, Bylines};

/// The most revisions between two versions that are looked at one by one.
const MOST_STEPS: u64 = 40;

/// Who stands beside the changes; `None` where the new version is no revision and no working copy of one.
///
/// Where several revisions lie between the versions, each change is told of the one that brought it, as far as one of them made exactly that
/// change; all others of the last.
pub fn bylines(
    redline: &Tree,
    old: &Operand,
    new: &Operand,
    producer: &Producer<'_>,
    desk: &Desk<'_>,
) -> Result<Option<Bylines>, Vec<Diagnostic>> {
    let Some(last) = desk.author(&new.path, new.source.hash(), "diff")? else { return Ok(None) };
    let swedish = redline.metadata.language.starts_with("sv");
    let mut out = Bylines { last: byline(&last, swedish), parts: std::collections::BTreeMap::new() };
    let Some((document, first)) = old.revision.as_ref().filter(|(document, _)| *document == last.document) else { return Ok(Some(out)) };
    let between = first + 1..last.revision + u64::from(last.working);
    if between.is_empty() || between.end - between.start > MOST_STEPS {
        return Ok(Some(out));
    }
    // Each revision between with who made it and its tree, as far as it can be read.
    let mut before = Some(old.tree.clone());
    let mut steps: Vec<(Byline, Vec<Change>)> = Vec::new();
    for revision in between {
        let authored = desk.author_of(document, revision)?;
        let tree = desk.source_of(document, revision).and_then(|(file, bytes)| {
            let source = read::read(file, &bytes).ok()?;
            producer.check(&source, &LOOKED_AT, &Record::default()).output.ok()
        });
        if let (Some(before), Some(now)) = (&before, &tree) {
            steps.push((byline(&authored, swedish), changes(before, now)));
        }
        before = tree;
    }
    if let Some(before) = &before {
        steps.push((out.last.clone(), changes(before, &new.tree)));
    }
    let each: Vec<&[Change]> = steps.iter().map(|(_, changes)| changes.as_slice()).collect();
    for (anchor, step) in attributed(redline, &each) {
        if let Some((byline, _)) = steps.get(step).filter(|(byline, _)| *byline != out.last) {
            out.parts.insert(anchor, byline.clone());
        }
    }
    Ok(Some(out))
}

fn changes(old: &Tree, new: &Tree) -> Vec<Change> {
    compare(old, new).redline.map(|redline| redline.changes).unwrap_or_default()
}

fn byline(authored: &Authored, swedish: bool) -> Byline {
    let name = &authored.actor.name;
    let author = match (authored.working, swedish) {
        (false, _) => name.clone(),
        (true, true) => format!("{name} (arbetskopia)"),
        (true, false) => format!("{name} (working copy)"),
    };
    Byline { author, time: authored.time }
}
